"""The shape of a ``time``: WHEN, in the plan's own words or in one of eleven kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import evolve, frozen
from pendulum import Date

from planflow.document.shape import (
    MARK,
    AtLeastOne,
    AtMostOne,
    Boolean,
    Choice,
    Converted,
    Day,
    Defined,
    Either,
    Field,
    Integer,
    Many,
    Needs,
    Rule,
    Shape,
    Table,
    Tagged,
    Text,
    ordered,
)
from planflow.document.word import COUNT, ID, TEXT, YEAR
from planflow.domain.deadline import (
    COUNTED_IN,
    EVERY,
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Recurring,
    Relative,
    Schedule,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.workday import PERIOD_MONTHS, calendar_period

DAY: Final = Day()


@frozen(kw_only=True)
class Worded(Unparsed):
    """A time that the file gives in words; they are read once the plan's year is known."""


def _worded(words: str) -> Schedule:
    return Worded(words=words)


SPARE: Final = Unscheduled(words=MARK)
"""Stands in for a time that cannot be read."""

_TABLE: Final[Shape[Schedule]] = Defined("time", lambda: _TIME)
TIME: Final[Shape[Schedule]] = Either(
    text=Converted(Text(pattern=r"[\s\S]*", expected="the words of the plan"), _worded),
    table=_TABLE,
    expected="the words of the plan, or a table with kind",
)
"""The words of the plan, or a table with ``kind`` and what belongs to that kind."""

_WORDS: Final = Field("words", TEXT, "the words of the plan")
_COUNTED_IN: Final = Field("counted_in", Choice(COUNTED_IN), "in what the term is counted")
_FROM_YEAR: Final = Field("from_year", YEAR, "the first year; missing: the plan's own first")
_UNTIL_YEAR: Final = Field("until_year", YEAR, "the last year; missing: open-ended")
_OPENS_ON: Final = Field("opens_on", DAY, "the first day")
_CLOSES_ON: Final = Field("closes_on", DAY, "the last day")
_PARTS: Final = {"month": "month", "quarter": "quarter", "half": "half-year"}


def _table(
    make: Callable[..., Schedule], *fields: Field, rules: tuple[Rule, ...] = ()
) -> Table[Schedule]:
    return Table(make, (*fields, _WORDS), rules, spare=SPARE)


def _window(
    *,
    year: int | None = None,
    until_year: int | None = None,
    opens_on: Date | None = None,
    closes_on: Date | None = None,
    words: str = "",
    **parts: int,
) -> Schedule:
    """Return the window between two days, or that of a year or a part of it."""
    if opens_on and closes_on:
        return Window(opens_on=opens_on, closes_on=closes_on, words=words)
    if year is None:
        return SPARE
    first = last = calendar_period("year", year, 1)
    for key, number in parts.items():
        first = last = calendar_period(_PARTS[key], year, number)
    if until_year is not None:
        last = calendar_period("year", until_year, 1)
    return Window(opens_on=first.starts_on, closes_on=last.ends_on, words=words)


def _continuous(
    *,
    year: int | None = None,
    opens_on: Date | None = None,
    closes_on: Date | None = None,
    words: str = "",
) -> Schedule:
    if year is not None:
        period = calendar_period("year", year, 1)
        opens_on, closes_on = period.starts_on, period.ends_on
    return Continuous(opens_on=opens_on, closes_on=closes_on, words=words)


_HOUR: Final = Field("hour", Integer(least=0, most=23), "the hour of that day, if one is named")
_MINUTE: Final = Field("minute", Integer(least=0, most=59), "the minute of that hour")


def _fixed_table() -> Table[Schedule]:
    return _table(
        Fixed,
        Field("on", DAY, "the day that the plan names", required=True),
        Field("strict", Boolean(), "the plan says *before* that day"),
        _HOUR,
        _MINUTE,
        rules=(Needs("minute", "hour"),),
    )


def _window_table() -> Table[Schedule]:
    return _table(
        _window,
        _OPENS_ON,
        _CLOSES_ON,
        Field("year", YEAR, "the year"),
        Field("month", Integer(least=1, most=12), "the month of the year"),
        Field("quarter", Integer(least=1, most=4), "the quarter of the year"),
        Field("half", Integer(least=1, most=2), "the half of the year"),
        Field("until_year", YEAR, "the last year of several"),
        rules=(
            AtLeastOne("year", "opens_on", "closes_on", *_PARTS, "until_year"),
            AtMostOne("year", "opens_on"),
            AtMostOne(*_PARTS, "until_year"),
            Needs("opens_on", "closes_on"),
            Needs("closes_on", "opens_on"),
            *(Needs(key, "year") for key in (*_PARTS, "until_year")),
            ordered("opens_on", "closes_on"),
            ordered("year", "until_year"),
        ),
    )


def _recurring_table() -> Table[Schedule]:
    month, day = Integer(least=1, most=24), Integer(least=1, most=31)
    return _table(
        Recurring,
        Field("every", Choice(EVERY), f"how often: {', '.join(EVERY)}", required=True),
        _FROM_YEAR,
        _UNTIL_YEAR,
        Field("opens_on", DAY, "only periods that end on this day or later"),
        Field("closes_on", DAY, "only periods that begin on this day or earlier"),
        Field("open_month", month, "the month of the period in which it opens, from 1"),
        Field("open_day", day, "the day of that month, or of the week, on which it opens"),
        Field(
            "due_month",
            month,
            "the month in which it is due, from the period's first; beyond its last: in the next "
            "period; missing: the last",
        ),
        Field(
            "due_day",
            day,
            "the day of that month, or of the week from 1 for Monday; 31: the month's last",
        ),
        Field("strict", Boolean(), "it is due *before* that day"),
        _HOUR,
        _MINUTE,
        rules=(
            ordered("from_year", "until_year"),
            ordered("opens_on", "closes_on"),
            Needs("minute", "hour"),
        ),
    )


def _continuous_table() -> Table[Schedule]:
    return _table(
        _continuous,
        Field("year", YEAR, "the year that it lasts"),
        _OPENS_ON,
        _CLOSES_ON,
        rules=(
            AtMostOne("year", "opens_on"),
            AtMostOne("year", "closes_on"),
            ordered("opens_on", "closes_on"),
        ),
    )


def _event_table() -> Table[Schedule]:
    return _table(
        AfterEvent,
        Field("event", ID, "the id of an event of this plan", required=True),
        Field("count", COUNT, "how long after it, negative for before it"),
        _COUNTED_IN,
        rules=(Needs("counted_in", "count"),),
    )


def _relative_table() -> Table[Schedule]:
    return _table(
        Relative,
        Field("anchor", DAY, "the day after which is counted; missing: the plan's day of issue"),
        Field("count", COUNT, "how many, negative for so many before the day", required=True),
        _COUNTED_IN,
    )


def _regime_table() -> Table[Schedule]:
    return _table(
        ByRegime,
        Field("regime", ID, "the id of a reporting regime", required=True),
        Field(
            "period",
            Choice(tuple(PERIOD_MONTHS)),
            f"the kind of its periods: {', '.join(PERIOD_MONTHS)}",
            required=True,
        ),
        Field("level", TEXT, "whose sending day applies; missing: that of each unit's level"),
        _FROM_YEAR,
        _UNTIL_YEAR,
        rules=(ordered("from_year", "until_year"),),
    )


def _milestones_table() -> Table[Schedule]:
    parts = Field("parts", Many(_TABLE, 2), "the single times, in order", required=True)
    return _table(Milestones, parts)


_TIME: Final[Shape[Schedule]] = Tagged(
    tag="kind",
    cases={
        "fixed": _fixed_table(),
        "window": _window_table(),
        "recurring": _recurring_table(),
        "continuous": _continuous_table(),
        "event": _event_table(),
        "relative": _relative_table(),
        "regime": _regime_table(),
        "milestones": _milestones_table(),
        "soft": _table(Soft),
        "none": _table(Unscheduled),
        "unparsed": Table(Unparsed, (evolve(_WORDS, required=True),)),
    },
    spare=SPARE,
)
