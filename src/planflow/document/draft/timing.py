"""The last day that the words of a time give, and what is still open about it."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.workday_file import vietnam
from planflow.domain.deadline import Answer, Policy, Setting, answer
from planflow.domain.workday import Workdays

_SPARE: Final = 2000
"""The year in which words are read where neither they nor the plan name one."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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

    def year_of(self, words: str) -> int | None:
        """Return the year in which words are read: the plan's, else one that they name."""
        named = _YEAR.search(words)
        return self.year or (int(named.group()) if named else None)

    def read(self, words: str) -> Answer:
        """Return what words mean in the plan's year."""
        return self._read(words, self.year_of(words) or _SPARE)

    def deadline(self, words: str) -> Date | None:
        """Return the last acceptable day that words give, if they give one."""
        return self.read(words).due_on if self.year_of(words) is not None else None

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
