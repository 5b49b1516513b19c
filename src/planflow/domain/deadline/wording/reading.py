"""A wording while it is being read: its words, its year, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from attrs import define, field
from pendulum import Date

from planflow.domain.deadline.wording.lexicon import Token
from planflow.domain.deadline.wording.text import Text
from planflow.domain.deadline.wording.value import (
    Day,
    ImpossibleError,
    day_of,
    has_short_year,
)
from planflow.message import Message

_NEAR: Final = 10
"""A year of two digits is one of so many around the plan's."""


@define
class Reading:
    """A wording while it is being read.

    Attributes:
        text: The tidied text.
        year: The plan's year, for days without one.
        doubts: What the reading assumed.
    """

    text: Text
    year: int
    doubts: list[Message] = field(factory=list)

    def name(self, tokens: Sequence[Token]) -> str:
        """Return the original words behind the first of ``tokens``: what names an event.

        A name in quotes stands alone and loses them.
        """
        words = self.text.plain[tokens[0].end : tokens[-1].end].strip()
        return words.replace("“", "").replace("”", "").strip()

    def day(self, token: Token, before: Date | None = None) -> Date:
        """Return the date of ``token``; without a year the plan's, which is noted.

        With ``before`` it takes the year that brings it before that day, as in a span.
        """
        day = day_of(token)
        if has_short_year(token):
            if abs((day.year or 0) - self.year) > _NEAR:
                impossible()
            self._doubt("year_short", token, day.year or 0)
        if day.year is not None:
            return day.on(self.year)
        if before is not None:
            return _latest_before(day, before)
        self._doubt("year_taken", token, self.year)
        return day.on(self.year)

    def _doubt(self, key: str, token: Token, year: int) -> None:
        words = self.text.plain[token.start : token.end]
        self.doubts.append(Message.of(f"deadline.{key}", words=words, year=str(year)))


def _latest_before(day: Day, end: Date) -> Date:
    found = day.on(end.year)
    return found if found <= end else day.on(end.year - 1)


def impossible() -> NoReturn:
    """Leave the words unread."""
    raise ImpossibleError
