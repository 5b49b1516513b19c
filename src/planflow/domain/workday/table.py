"""Working days of a span of years in a table, to be looked up instead of walked to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from pendulum import Date


class Table(NamedTuple):
    """The working days of a span of calendar days, and where each calendar day stands among them.

    Attributes:
        first: The ordinal of the span's first day.
        days: The working days of the span, in order.
        seen: How many of them come before the span's first day, its second day and so on to the
            day after its last.
    """

    first: int
    days: tuple[Date, ...]
    seen: tuple[int, ...]

    def find(self, ordinal: int, count: int) -> Date | None:
        """Return the ``count``-th working day after a day, before it when negative.

        Nothing is returned where the day or the answer lies outside of the span. ``count`` is not
        zero.
        """
        at = ordinal - self.first
        if at < 0:
            return None
        try:
            if count > 0:
                return self.days[self.seen[at + 1] + count - 1]
            place = self.seen[at] + count
            return self.days[place] if place >= 0 else None
        except IndexError:
            return None


def make_table(is_working: Callable[[date], bool], first: int, last: int) -> Table:
    """Return the table of the days from ordinal ``first`` to ordinal ``last``."""
    days: list[Date] = []
    seen = [0]
    for day in map(Date.fromordinal, range(first, last + 1)):
        if is_working(day):
            days.append(day)
        seen.append(len(days))
    return Table(first, tuple(days), tuple(seen))
