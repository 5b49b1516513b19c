"""Working days: which days are worked, which are not, and until when that is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen
from pendulum import Date

from planflow.instant import add_days


def _days(days: Iterable[Date]) -> frozenset[int]:
    return frozenset(day.toordinal() for day in days)


@frozen(kw_only=True)
class Workdays:
    """A calendar of working days (Labour Code 2019 art. 112 and the yearly notices).

    Attributes:
        name: The calendar's name, such as ``vietnam``.
        version: What is written into every deadline that was counted with it.
        off: Weekdays that are not worked (holidays, compensatory days, swapped days).
        worked: Saturdays and Sundays that are worked (swapped days).
        known_until: The last day that has been announced; answers beyond it are provisional.
    """

    name: str
    version: str
    off: frozenset[int] = field(converter=_days)
    worked: frozenset[int] = field(converter=_days)
    known_until: Date

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is worked."""
        ordinal = day.toordinal()
        return ordinal in self.worked or (day.weekday() < 5 and ordinal not in self.off)

    def is_provisional(self, day: date) -> bool:
        """Tell whether ``day`` lies beyond what has been announced."""
        return day > self.known_until

    def next_working(self, day: date) -> Date:
        """Return the first working day after ``day``."""
        return self.add(day, 1)

    def add(self, day: date, count: int) -> Date:
        """Return the ``count``-th working day after ``day``; before it when negative.

        The day itself is not counted (Civil Code 2015 art. 147).
        """
        step = 1 if count > 0 else -1
        left = abs(count)
        found = add_days(day, 0)
        while left:
            found = add_days(found, step)
            left -= self.is_working(found)
        return found
