"""Reporting regimes as data, and the periods that they cut a year into (Rule R22)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.domain.workday.workdays import Workdays
from planflow.errors import DefinitionError, Fault

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

WEEK: Final = "week"
"""The kind of a calendar week; no regime has such periods."""

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

    @property
    def is_estimated(self) -> bool:
        """Whether its last figures are estimated: it goes on after the cut-off.

        Circular 03/2019/TT-BTP has such periods: the half-year to June is actual to 31 May.
        """
        return self.cut_off_on < self.ends_on


@frozen(kw_only=True)
class LevelDay:
    """By when the units of one level send their reports (Decree 09/2019 art. 8.5).

    Either ``send_by`` or ``after_cut_off`` says it.

    Attributes:
        level: The level in the host's own words, such as ``commune``.
        send_by: A day told from the period's last month.
        after_cut_off: So many working days after the cut-off.

    Raises:
        DefinitionError: If it says the day in neither way or in both, or a day not after the
            cut-off.
    """

    level: str
    send_by: Mark | None = None
    after_cut_off: int | None = None

    def __attrs_post_init__(self) -> None:
        if (self.send_by is None) == (self.after_cut_off is None):
            found = "neither" if self.send_by is None else "both"
            place = f"level {self.level}: send_by, after_cut_off"
            raise DefinitionError(Fault(place, found, "exactly one of them"))
        if self.after_cut_off is not None and self.after_cut_off < 1:
            place = f"level {self.level}: after_cut_off"
            raise DefinitionError(Fault(place, str(self.after_cut_off), "1 or more"))

    def on(self, year: int, month: int, cut_off_on: Date, workdays: Workdays | None) -> Date:
        """Return the last day for sending in a period that ends in ``month`` of ``year``.

        Raises:
            ValueError: If it is counted in working days, and there are none to count.
        """
        if self.send_by is not None:
            return self.send_by.on(year, month)
        if workdays is None or self.after_cut_off is None:
            message = f"{self.level} sends so many working days after the cut-off: give workdays"
            raise ValueError(message)
        return workdays.add(cut_off_on, self.after_cut_off)


@frozen(kw_only=True)
class RegimePeriod:
    """How a regime cuts and dates one kind of period.

    ``starts`` counts from the period's first month, the others from its last.

    Attributes:
        kind: The kind of period, a key of ``PERIOD_MONTHS``.
        starts: First day of the data.
        ends: Last day of the data.
        cut_off: Last day whose figures are actual.
        send_by: The last day for sending, for whichever level ``levels`` do not name.
        levels: The last days for sending of the levels that have their own.
    """

    kind: str
    starts: Mark
    ends: Mark
    cut_off: Mark
    send_by: Mark | None = None
    levels: tuple[LevelDay, ...] = ()

    def period(
        self,
        year: int,
        number: int,
        *,
        level: str | None = None,
        workdays: Workdays | None = None,
    ) -> Period:
        """Return period ``number`` (from 1) of ``year``, as a unit of ``level`` reports on it.

        Raises:
            ValueError: If the level's day is counted in working days, and there are none.
        """
        length = PERIOD_MONTHS[self.kind]
        first, last = (number - 1) * length + 1, number * length
        cut_off_on = self.cut_off.on(year, last)
        send_by_on = self.send_by.on(year, last) if self.send_by else None
        for own in self.levels:
            if own.level == level:
                send_by_on = own.on(year, last, cut_off_on, workdays)
        return Period(
            key=_KEYS[self.kind].format(year=year, n=number),
            kind=self.kind,
            starts_on=self.starts.on(year, first),
            ends_on=self.ends.on(year, last),
            cut_off_on=cut_off_on,
            send_by_on=send_by_on,
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

    def levels(self, kind: str) -> tuple[str, ...]:
        """Return the levels that have a day of their own for sending reports on such periods.

        Raises:
            KeyError: If the regime has no periods of this kind.
        """
        return tuple(own.level for own in self._cut(kind).levels)

    def of_year(
        self,
        kind: str,
        year: int,
        *,
        level: str | None = None,
        workdays: Workdays | None = None,
    ) -> tuple[Period, ...]:
        """Return the periods of ``kind`` in ``year``, in order.

        Args:
            kind: The kind of period.
            year: The year.
            level: The level of the unit that reports; a level that the regime does not name sends
                by the general day, if there is one.
            workdays: The working days, for levels that count them from the cut-off.

        Raises:
            KeyError: If the regime has no periods of this kind.
            ValueError: If the level's day is counted in working days, and there are none.
        """
        cut = self._cut(kind)
        numbers = range(1, _REPEATS.get(kind, 1) + 1)
        return tuple(cut.period(year, n, level=level, workdays=workdays) for n in numbers)

    def _cut(self, kind: str) -> RegimePeriod:
        return {period.kind: period for period in self.periods}[kind]


def calendar_period(kind: str, year: int, number: int) -> Period:
    """Return a plain calendar period (first to last day), which no regime cuts or dates."""
    last = Mark(0, LAST_DAY)
    return RegimePeriod(kind=kind, starts=Mark(0, 1), ends=last, cut_off=last).period(year, number)


def calendar_periods(kind: str, year: int) -> tuple[Period, ...]:
    """Return the plain calendar periods of ``kind`` in ``year``; weeks as ISO 8601 counts them."""
    if kind == WEEK:
        return _weeks(year)
    return tuple(calendar_period(kind, year, n) for n in range(1, _REPEATS.get(kind, 1) + 1))


def _weeks(year: int) -> tuple[Period, ...]:
    last = date(year, 12, 28).isocalendar().week
    return tuple(_week(year, number) for number in range(1, last + 1))


def _week(year: int, number: int) -> Period:
    monday, sunday = (Date.fromisocalendar(year, number, day) for day in (1, 7))
    key = f"{year}-W{number:02d}"
    return Period(key=key, kind=WEEK, starts_on=monday, ends_on=sunday, cut_off_on=sunday)
