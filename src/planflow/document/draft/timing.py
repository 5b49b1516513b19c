"""The last day that the words of a time give, and what is still open about it."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.workday_file import vietnam
from planflow.domain.deadline import Answer, Policy, Setting, answer
from planflow.domain.workday import Workdays

_SPARE: Final = (2000, 2037)
"""Years to try where the plan's is not known: words that give one day in both need none."""


@frozen
class Clock:
    """In which year, and from which day of issue, times are read.

    Attributes:
        year: The plan's year, if it is known.
        issued_on: Its day of issue, if it is known.
        workdays: The working days.
    """

    year: int | None = None
    issued_on: Date | None = None
    workdays: Workdays | None = None

    @property
    def day(self) -> Date:
        """Return the day on which units are looked up."""
        return self.issued_on or Date(self.year or 2021, 1, 1)

    @property
    def some_year(self) -> int:
        """Return a year to parse words with; where the plan's is unknown, any."""
        return self.year or _SPARE[0]

    def read(self, words: str) -> Answer:
        """Return what words mean in the plan's year."""
        return self._read(words, self.some_year)

    def deadline(self, words: str) -> Date | None:
        """Return the last acceptable day that words give, if they give one."""
        if self.year is not None:
            return self.read(words).due_on
        found = {self._read(words, year).due_on for year in _SPARE}
        return found.pop() if len(found) == 1 else None

    def _read(self, words: str, year: int) -> Answer:
        setting = Setting(
            issued_on=self.issued_on,
            years=(year, year),
            until=Date(year, 12, 31),
            policy=Policy(),
            workdays=self.workdays or vietnam(),
            regimes={},
        )
        return answer(words, setting)
