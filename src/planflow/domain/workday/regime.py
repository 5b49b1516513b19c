"""Reporting regimes as data, and the periods that they cut a year into (Rule R22)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from attrs import frozen
from pendulum import Date

PERIOD_MONTHS: Final = {
    "month": 1,
    "quarter": 3,
    "half-year": 6,
    "first-half": 6,
    "nine-months": 9,
    "year": 12,
    "official-year": 12,
}
"""Kinds of period and how many months each has."""

_REPEATS: Final = {"month": 12, "quarter": 4, "half-year": 2}
_KEYS: Final = {
    "month": "{year}-{n:02d}",
    "quarter": "{year}-Q{n}",
    "half-year": "{year}-H{n}",
    "first-half": "{year}-H1",
    "nine-months": "{year}-9M",
    "year": "{year}",
    "official-year": "{year}-official",
}
LAST_DAY: Final = 31
"""As a day of a :class:`Mark`: the month's last day, whichever it is."""


@frozen
class Mark:
    """A day told by month and day relative to a period, such as "14 of its last month".

    Attributes:
        months: Months after the month it is counted from (before it when negative).
        day: Day of that month; 31 is its last day.
    """

    months: int
    day: int

    def on(self, year: int, month: int) -> Date:
        """Return the date, counted from ``month`` of ``year``."""
        index = year * 12 + month - 1 + self.months
        year, month = index // 12, index % 12 + 1
        return Date(year, month, min(self.day, monthrange(year, month)[1]))


@frozen(kw_only=True)
class Period:
    """One reporting period.

    Attributes:
        key: Its name within the regime, such as ``2021``, ``2021-Q1`` or ``2021-H1``.
        kind: Its kind, a key of ``PERIOD_MONTHS``.
        starts_on: First day of the data.
        ends_on: Last day of the data.
        cut_off_on: Last day whose figures are actual; what follows is estimated.
        send_by_on: The last day for sending, where the regime has one.
    """

    key: str
    kind: str
    starts_on: Date
    ends_on: Date
    cut_off_on: Date
    send_by_on: Date | None = None


@frozen(kw_only=True)
class RegimePeriod:
    """How a regime cuts and dates one kind of period.

    ``starts`` counts from the period's first month, the others from its last.
    """

    kind: str
    starts: Mark
    ends: Mark
    cut_off: Mark
    send_by: Mark | None = None

    def period(self, year: int, number: int) -> Period:
        """Return period ``number`` (from 1) of ``year``."""
        length = PERIOD_MONTHS[self.kind]
        first, last = (number - 1) * length + 1, number * length
        return Period(
            key=_KEYS[self.kind].format(year=year, n=number),
            kind=self.kind,
            starts_on=self.starts.on(year, first),
            ends_on=self.ends.on(year, last),
            cut_off_on=self.cut_off.on(year, last),
            send_by_on=self.send_by.on(year, last) if self.send_by else None,
        )


@frozen(kw_only=True)
class Regime:
    """A reporting regime, issued by a body and valid for a time. Several coexist (Rule R22).

    Attributes:
        id: Its id, by which plans refer to it.
        title: Its name for people.
        issued_by: The body that issued it.
        valid_from: First day of its validity, or nothing.
        valid_to: Last day of its validity, or nothing.
        periods: The kinds of period it knows.
    """

    id: str
    title: str
    issued_by: str = ""
    valid_from: Date | None = None
    valid_to: Date | None = None
    periods: tuple[RegimePeriod, ...]

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of period that this regime knows."""
        return tuple(period.kind for period in self.periods)

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the regime is in force on ``day``."""
        is_begun = self.valid_from is None or self.valid_from <= day
        return is_begun and (self.valid_to is None or day <= self.valid_to)

    def of_year(self, kind: str, year: int) -> tuple[Period, ...]:
        """Return the periods of ``kind`` in ``year``, in order.

        Raises:
            KeyError: If the regime has no periods of this kind.
        """
        cut = {period.kind: period for period in self.periods}[kind]
        return tuple(cut.period(year, n) for n in range(1, _REPEATS.get(kind, 1) + 1))


def calendar_period(kind: str, year: int, number: int) -> Period:
    """Return a plain calendar period (first to last day), which no regime cuts or dates."""
    last = Mark(0, LAST_DAY)
    return RegimePeriod(kind=kind, starts=Mark(0, 1), ends=last, cut_off=last).period(year, number)


def calendar_periods(kind: str, year: int) -> tuple[Period, ...]:
    """Return the plain calendar periods of ``kind`` in ``year``."""
    return tuple(calendar_period(kind, year, n) for n in range(1, _REPEATS.get(kind, 1) + 1))
