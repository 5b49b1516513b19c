"""Typed time rules, as a plan states them. Each keeps the words it was read from."""

from __future__ import annotations

from datetime import date
from typing import Final, TypeAlias

from attrs import field, frozen
from pendulum import Date

from planflow.instant import to_date

EVERY: Final = ("month", "quarter", "half-year", "year")
"""How often a recurring schedule may recur."""

COUNTED_IN: Final = ("day", "working-day", "month")
"""The units in which a relative term is counted."""


def _day(value: date) -> Date:
    return to_date(value, "schedule")


def _maybe_day(value: date | None) -> Date | None:
    return None if value is None else _day(value)


@frozen(kw_only=True)
class Fixed:
    """A named day: strictly before it, or by it (Rule R9), perhaps until an hour of it."""

    on: Date = field(converter=_day)
    strict: bool = False
    hour: int | None = None
    words: str = ""


@frozen(kw_only=True)
class Window:
    """A span of days: a month, a quarter, a year or any other; it ends with its last day."""

    opens_on: Date = field(converter=_day)
    closes_on: Date = field(converter=_day)
    words: str = ""


@frozen(kw_only=True)
class Recurring:
    """One occurrence per calendar period (Rule R12).

    Attributes:
        every: ``month``, ``quarter``, ``half-year`` or ``year``.
        from_year: The first year, or nothing: the plan's own.
        until_year: The last year, or nothing: open-ended.
        due_month: Month of the period (1 to its length) in which it is due; nothing: the last.
        due_day: Day of that month on which it is due; nothing: its last day.
        words: The words of the plan.
    """

    every: str
    from_year: int | None = None
    until_year: int | None = None
    due_month: int | None = None
    due_day: int | None = None
    words: str = ""


@frozen(kw_only=True)
class Continuous:
    """All the time, from a day to a day or without an end: never overdue before it closes."""

    opens_on: Date | None = field(default=None, converter=_maybe_day)
    closes_on: Date | None = field(default=None, converter=_maybe_day)
    words: str = ""


@frozen(kw_only=True)
class AfterEvent:
    """After something has happened, such as the arrival of a document (Rule R11).

    The event may bring the date with it; ``count`` and ``counted_in`` say it where the plan does.
    """

    event: str
    count: int | None = None
    counted_in: str = "day"
    words: str = ""


@frozen(kw_only=True)
class Relative:
    """So many days, working days or months after a day (Civil Code 2015 art. 147, 148)."""

    anchor: Date = field(converter=_day)
    count: int
    counted_in: str = "day"
    words: str = ""


@frozen(kw_only=True)
class ByRegime:
    """As a reporting regime prescribes, for one kind of its periods (Rule R22)."""

    regime: str
    period: str
    from_year: int | None = None
    until_year: int | None = None
    words: str = ""


@frozen(kw_only=True)
class Soft:
    """Words without a date, such as "promptly"."""

    words: str = ""


@frozen(kw_only=True)
class Unscheduled:
    """The plan says nothing about time."""

    words: str = ""


@frozen(kw_only=True)
class Unparsed:
    """Words that nobody has read yet: kept, never guessed (Rule R15)."""

    words: str


Schedule: TypeAlias = (
    Fixed
    | Window
    | Recurring
    | Continuous
    | AfterEvent
    | Relative
    | ByRegime
    | Soft
    | Unscheduled
    | Unparsed
)
