"""Typed time rules, as a plan states them. Each keeps the words it was read from."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

from attrs import field, frozen
from pendulum import Date

from planflow.domain.workday import PERIOD_MONTHS, WEEK
from planflow.errors import DefinitionError, Fault
from planflow.instant import to_date
from planflow.message import Message

EVERY: Final = (WEEK, "month", "quarter", "half-year", "nine-months", "year")
"""How often a recurring schedule may recur; ``nine-months`` is once a year, to its September."""

LENGTHS: Final = {every: 1 if every == WEEK else PERIOD_MONTHS[every] for every in EVERY}
"""How many months each has; a week counts as one in ``due_month``."""

COUNTED_IN: Final = ("day", "working-day", "week", "month", "year")
"""The units in which a relative term is counted."""

_DAYS_IN: Final = {"day": 1, "working-day": 1, "week": 7, "month": 31, "year": 366}
_LONGEST_TERM: Final = 100 * 366
"""So many days; longer terms are slips of the pen."""


def _day(value: date) -> Date:
    return to_date(value, "schedule")


def _maybe_day(value: date | None) -> Date | None:
    return None if value is None else _day(value)


class _Checked:
    """A rule that no calendar can refuse; each ends with ``words`` and ``doubts``.

    ``words`` are those of the plan; ``doubts`` what the reading of them assumed, for people.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no calendar has, all faults at once."""
        faults = self._faults()
        for first in faults:
            raise DefinitionError(first, *faults)

    def _faults(self) -> Iterator[Fault]:
        yield from ()


@frozen(kw_only=True)
class Fixed(_Checked):
    """A named day: strictly before it, or by it (Rule R9), perhaps until an hour of it.

    Attributes:
        on: The day that the plan names.
        strict: The plan says *before* that day (or that hour of it).
        hour: The hour of that day, from 0 to 23, where the plan names one.
        minute: The minute of that hour.
    """

    on: Date = field(converter=_day)
    strict: bool = False
    hour: int | None = None
    minute: int = 0
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _hour_faults(self.hour, self.minute)


@frozen(kw_only=True)
class Window(_Checked):
    """A span of days: a month, a quarter, a year or any other; it ends with its last day."""

    opens_on: Date = field(converter=_day)
    closes_on: Date = field(converter=_day)
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _order_faults(self.opens_on, self.closes_on)


@frozen(kw_only=True)
class Recurring(_Checked):
    """One occurrence per calendar period (Rule R12).

    Attributes:
        every: ``week``, ``month``, ``quarter``, ``half-year``, ``nine-months`` or ``year``.
        from_year: The first year, or nothing: the plan's own.
        until_year: The last year, or nothing: open-ended.
        opens_on: Only periods that end on this day or later.
        closes_on: Only periods that begin on this day or earlier.
        open_month: Month in which it opens, counted as ``due_month`` is; nothing: the first.
        open_day: Day of that month on which it opens; nothing: the first.
        due_month: Month in which it is due, from 1 for the period's first; beyond the period's
            length it lies in the next one; nothing: the period's last.
        due_day: Day of that month on which it is due, 31 for its last; of a week the day from 1,
            Monday, to 7; nothing: the last.
        strict: It is due *before* that day (Rule R9).
        hour: The hour of that day, where the plan names one.
        minute: The minute of that hour.
    """

    every: str
    from_year: int | None = None
    until_year: int | None = None
    opens_on: Date | None = field(default=None, converter=_maybe_day)
    closes_on: Date | None = field(default=None, converter=_maybe_day)
    open_month: int | None = None
    open_day: int | None = None
    due_month: int | None = None
    due_day: int | None = None
    strict: bool = False
    hour: int | None = None
    minute: int = 0
    words: str = ""
    doubts: tuple[Message, ...] = ()

    @property
    def has_day(self) -> bool:
        """Tell whether it names a day of its own, beside the end of the period."""
        return self.due_day is not None or self.due_month is not None

    @property
    def months(self) -> int:
        """Return how many months a period has."""
        return LENGTHS[self.every]

    def _faults(self) -> Iterator[Fault]:
        if self.every not in EVERY:
            yield Fault("recurring: every", repr(self.every), f"one of {', '.join(EVERY)}")
            return
        days = 7 if self.every == WEEK else 31
        for name, value, most in (
            ("open_month", self.open_month, self.months),
            ("due_month", self.due_month, 2 * self.months),
            ("open_day", self.open_day, days),
            ("due_day", self.due_day, days),
        ):
            if value is not None and not 1 <= value <= most:
                yield Fault(f"recurring: {name}", str(value), f"1 to {most} for {self.every}")
        yield from self._mark_faults()
        yield from _year_faults(self.from_year, self.until_year)
        if (self.from_year or self.until_year) and (self.opens_on or self.closes_on):
            yield Fault("recurring: opens_on, closes_on", "beside years", "years or days, not both")
        yield from _order_faults(self.opens_on, self.closes_on)
        yield from _hour_faults(self.hour, self.minute)

    def _mark_faults(self) -> Iterator[Fault]:
        if self.due_day is None and (self.strict or self.hour is not None):
            yield Fault("recurring: due_day", "nothing", "the day that it is due before")
        if self.every in (WEEK, "month"):
            if self.open_month is not None:
                yield Fault("recurring: open_month", str(self.open_month), "nothing: there is one")
        elif self.open_day is not None and self.open_month is None:
            yield Fault("recurring: open_month", "nothing", "the month that open_day is a day of")
        for name, month, day in (
            ("open_day", self.open_month, self.open_day),
            ("due_day", self.due_month, self.due_day),
        ):
            if self.every == "year" and month and day and _longest(month) < day < 31:
                yield Fault(f"recurring: {name}", str(day), "a day of that month, or 31")
        if self.every == WEEK and (self.due_month == 1 or (self.due_month and not self.due_day)):
            expected = "nothing, or 2 with a due_day for the week after"
            yield Fault("recurring: due_month", str(self.due_month), expected)


@frozen(kw_only=True)
class Continuous(_Checked):
    """All the time, from a day to a day or without an end: never overdue before it closes."""

    opens_on: Date | None = field(default=None, converter=_maybe_day)
    closes_on: Date | None = field(default=None, converter=_maybe_day)
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _order_faults(self.opens_on, self.closes_on)


@frozen(kw_only=True)
class AfterEvent(_Checked):
    """After something has happened, such as the arrival of a document (Rule R11).

    The event may bring the date with it; ``count`` and ``counted_in`` say it where the plan does.

    Attributes:
        event: The event's id in the plan or, as read from words, its name in those words; empty
            where the words name no day from which is counted.
        count: How long after it, or before it when negative.
        counted_in: In what: ``day``, ``working-day``, ``week``, ``month`` or ``year``.
    """

    event: str
    count: int | None = None
    counted_in: str = "day"
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _term_faults(self.count, self.counted_in)
        if not self.event and self.count is None:
            yield Fault("after an event: event", "nothing", "the event that it comes after")
        if {"“", "”"} & set(self.event):
            yield Fault("after an event: event", repr(self.event), "a name without quotes")


@frozen(kw_only=True)
class Relative(_Checked):
    """So many days, working days, weeks, months or years after a day (Civil Code art. 147, 148).

    Attributes:
        anchor: The day after which is counted; nothing: the day on which the plan is issued.
        count: How many, or so many before the day when negative.
        counted_in: In what: ``day``, ``working-day``, ``week``, ``month`` or ``year``.
    """

    anchor: Date | None = field(default=None, converter=_maybe_day)
    count: int
    counted_in: str = "day"
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _term_faults(self.count, self.counted_in)


@frozen(kw_only=True)
class ByRegime(_Checked):
    """As a reporting regime prescribes, for one kind of its periods (Rule R22).

    Attributes:
        regime: The regime's id or, as read from words, its name in those words.
        period: The kind of period; nothing where the words do not say it.
        level: The level whose sending day applies, where the regime has one for each; nothing:
            that of each unit that reports.
        from_year: The first year, or nothing: the plan's own.
        until_year: The last year, or nothing: open-ended.
    """

    regime: str
    period: str | None = None
    level: str | None = None
    from_year: int | None = None
    until_year: int | None = None
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        yield from _year_faults(self.from_year, self.until_year)
        if self.period is None and (self.level or self.from_year or self.until_year):
            yield Fault("regime: period", "nothing", "the kind of its periods")


@frozen(kw_only=True)
class Soft(_Checked):
    """Words without a date, such as "promptly"."""

    words: str = ""
    doubts: tuple[Message, ...] = ()


@frozen(kw_only=True)
class Unscheduled(_Checked):
    """The plan says nothing about time."""

    words: str = ""
    doubts: tuple[Message, ...] = ()


@frozen(kw_only=True)
class Unparsed(_Checked):
    """Words that nobody has read yet: kept, never guessed (Rule R15)."""

    words: str = ""
    doubts: tuple[Message, ...] = ()


@frozen(kw_only=True)
class Milestones(_Checked):
    """Several times in one phrase, each an occurrence of its own, such as "June and December"."""

    parts: tuple[Part, ...]
    words: str = ""
    doubts: tuple[Message, ...] = ()

    def _faults(self) -> Iterator[Fault]:
        if len(self.parts) < 2:
            yield Fault("milestones: parts", str(len(self.parts)), "two or more")
        for part in self.parts:
            if isinstance(part, Soft | Unscheduled | Unparsed | Milestones):
                yield Fault("milestones: parts", type(part).__name__, "times that can be dated")


Part: TypeAlias = (
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
"""A single time."""

Schedule: TypeAlias = Part | Milestones
"""Any time rule."""


def parts_of(schedule: Schedule) -> tuple[Part, ...]:
    """Return the single times that ``schedule`` consists of."""
    return schedule.parts if isinstance(schedule, Milestones) else (schedule,)


def kind_of(schedule: Schedule) -> str:
    """Return the kind of ``schedule`` in one word; several milestones are of the first one's."""
    first = parts_of(schedule)[0]
    if isinstance(first, AfterEvent) and first.count is not None:
        return "relative"
    return _KINDS[type(first)]


_KINDS: Final[dict[type, str]] = {
    Fixed: "fixed",
    Window: "window",
    Recurring: "recurring",
    Continuous: "continuous",
    AfterEvent: "event",
    Relative: "relative",
    ByRegime: "reference",
    Soft: "soft",
    Unscheduled: "none",
    Unparsed: "unparsed",
}


def _longest(month: int) -> int:
    """Return the most days that a month has; 2024 was a leap year."""
    return monthrange(2024, (month - 1) % 12 + 1)[1]


def _order_faults(opens_on: Date | None, closes_on: Date | None) -> Iterator[Fault]:
    if opens_on is not None and closes_on is not None and closes_on < opens_on:
        yield Fault("schedule: closes_on", str(closes_on), f"{opens_on} or later")


def _year_faults(first: int | None, last: int | None) -> Iterator[Fault]:
    if first is not None and last is not None and last < first:
        yield Fault("schedule: until_year", str(last), f"{first} or later")


def _hour_faults(hour: int | None, minute: int) -> Iterator[Fault]:
    if hour is None and minute:
        yield Fault("schedule: hour", "nothing", "the hour that the minute belongs to")
    if not (0 <= (hour or 0) <= 23 and 0 <= minute <= 59):
        yield Fault("schedule: hour", f"{hour}:{minute:02d}", "a time from 00:00 to 23:59")


def _term_faults(count: int | None, counted_in: str) -> Iterator[Fault]:
    if counted_in not in COUNTED_IN:
        yield Fault("schedule: counted_in", repr(counted_in), f"one of {', '.join(COUNTED_IN)}")
    elif abs(count or 0) * _DAYS_IN[counted_in] > _LONGEST_TERM:
        yield Fault("schedule: count", f"{count} {counted_in}s", "a term of a century or less")
