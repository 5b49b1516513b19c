"""Scenario files (TOML): how units behave, which events arrive when, what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen
from pendulum import Date

from planflow.document.plan_file.schedule import TIME
from planflow.document.shape import (
    Choice,
    Day,
    Field,
    Integer,
    Many,
    Number,
    Place,
    Table,
)
from planflow.document.source import (
    FilePath,
    file_name,
    format_fault,
    parse_toml,
    raise_faults,
    read_text,
)
from planflow.document.word import CODE, ID, INDICATOR_ID, TEXT
from planflow.domain.deadline import Schedule
from planflow.domain.organisation import Succession
from planflow.domain.plan import Amount
from planflow.errors import UnsupportedVersionError

FORMAT: Final = 1

PUNCTUAL: Final = "punctual"
LATE: Final = "late"
UNTIL_REMINDED: Final = "silent-until-reminded"
SILENT: Final = "silent"
RETURNED: Final = "returned"
BEHAVIOURS: Final = (PUNCTUAL, LATE, UNTIL_REMINDED, SILENT, RETURNED)
"""In time; late by some days; silent until urged; silent for good; wrong at first and returned."""


@frozen(kw_only=True)
class Share:
    """So many parts of the units that are not named behave like this."""

    behaviour: str
    parts: int


@frozen(kw_only=True)
class Conduct:
    """How one unit behaves."""

    unit: str
    behaviour: str
    days: int | None = None


@frozen(kw_only=True)
class Arrival:
    """An event that arrives on a day, and what it brings."""

    event: str
    on: Date
    document: str = ""
    due: Schedule | None = None
    data_from: Date | None = None
    data_to: Date | None = None
    addressees: tuple[str, ...] = ()


@frozen(kw_only=True)
class Naming:
    """Members of an open set that the standing agency names on a day."""

    item: str
    on: Date
    units: tuple[str, ...]
    words: str | None = None


@frozen(kw_only=True)
class Reform:
    """A reorganisation that the standing agency records on a day, ahead of it or later."""

    on: Date
    successions: tuple[Succession, ...]
    document: str = ""


@frozen(kw_only=True)
class Amounts:
    """A figure: an indicator and its number."""

    indicator: str
    amount: Amount


@frozen(kw_only=True)
class Work:
    """What one item or duty is to look like, where chance shall not decide.

    Attributes:
        source: Code of the item or duty.
        unit: Whose task; nothing: everyone's under this code.
        start_on: The day on which it begins.
        partial_on: The day of its partial report.
        partial: Figures of the partial report.
        report_on: The day of its closing report.
        figures: Figures of the closing report.
    """

    source: str
    unit: str | None = None
    start_on: Date | None = None
    partial_on: Date | None = None
    partial: tuple[Amounts, ...] = ()
    report_on: Date | None = None
    figures: tuple[Amounts, ...] = ()


@frozen(kw_only=True)
class Range:
    """Between which numbers chance draws an indicator."""

    indicator: str
    least: int
    most: int


_MIX: Final = (
    Share(behaviour=PUNCTUAL, parts=75),
    Share(behaviour=LATE, parts=12),
    Share(behaviour=UNTIL_REMINDED, parts=7),
    Share(behaviour=RETURNED, parts=5),
    Share(behaviour=SILENT, parts=1),
)


@frozen(kw_only=True)
class Scenario:
    """What happens in a simulated plan year.

    Attributes:
        title: What it is.
        issue_on: The day the plan is issued; nothing: its own date, or the first day.
        tick_every: Days between two sweeps.
        late_days: Days by which a late unit is late, on average.
        shares: How the units that are not named behave; nothing: the default mix.
        units: How named units behave.
        events: What arrives when.
        members: Which open sets get members when.
        works: What chance shall not decide.
        ranges: Between which numbers chance draws.
        assumptions: What was assumed, in words.
        reforms: Which reorganisations are recorded when; they stand in no scenario file.
    """

    title: str = ""
    issue_on: Date | None = None
    tick_every: int = 1
    late_days: int = 8
    shares: tuple[Share, ...] = _MIX
    units: tuple[Conduct, ...] = ()
    events: tuple[Arrival, ...] = ()
    members: tuple[Naming, ...] = ()
    works: tuple[Work, ...] = ()
    ranges: tuple[Range, ...] = ()
    assumptions: tuple[str, ...] = ()
    reforms: tuple[Reform, ...] = ()
    _works: Mapping[str, tuple[Work, ...]] = field(init=False, repr=False, eq=False)

    @_works.default
    def _index(self) -> dict[str, tuple[Work, ...]]:
        found: dict[str, tuple[Work, ...]] = {}
        for work in self.works:
            found[work.source] = (*found.get(work.source, ()), work)
        return found

    def work(self, source: str, unit: str) -> Work:
        """Return what is laid down for a unit's task; a line that names the unit comes first."""
        lines = self._works.get(source, ())
        named = [line for line in lines if line.unit == unit]
        general = [line for line in lines if line.unit is None]
        return next(iter((*named, *general)), Work(source=source))


def _scenario(*, format: int, **parts: object) -> Scenario:  # noqa: A002, ARG001 - the file's key
    return Scenario(**parts)  # type: ignore[arg-type]  # the shape has read them


_DAYS: Final = Integer(least=1, most=365)
_ON: Final = Field("on", Day(), "the day", required=True)
_BEHAVIOUR: Final = Field(
    "behaviour", Choice(BEHAVIOURS), f"one of {', '.join(BEHAVIOURS)}", required=True
)
_AMOUNTS: Final = Many(
    Table(
        Amounts,
        (
            Field("indicator", INDICATOR_ID, "the indicator's id", required=True),
            Field("amount", Number(), "its number", required=True),
        ),
    )
)
_SHARE: Final = Table(
    Share,
    (
        _BEHAVIOUR,
        Field("parts", Integer(least=0, most=10_000), "how many parts of all", required=True),
    ),
)
_CONDUCT: Final = Table(
    Conduct,
    (
        Field("unit", ID, "the unit's id", required=True),
        _BEHAVIOUR,
        Field("days", _DAYS, "days by which it is late"),
    ),
)
_ARRIVAL: Final = Table(
    Arrival,
    (
        Field("event", ID, "the event's id in the plan", required=True),
        _ON,
        Field("document", TEXT, "number and symbol of the document"),
        Field("due", TIME, "the date that it brings"),
        Field("data_from", Day(), "first day of the data that it asks for"),
        Field("data_to", Day(), "last day of those data"),
        Field("addressees", Many(ID), "units that it wants the report sent to"),
    ),
)
_NAMING: Final = Table(
    Naming,
    (
        Field("item", CODE, "the item's code", required=True),
        _ON,
        Field("units", Many(ID, 1), "the members' ids", required=True),
        Field("words", TEXT, "the words of the open set, where the item has several"),
    ),
)
_WORK: Final = Table(
    Work,
    (
        Field("source", CODE, "code of the item or duty", required=True),
        Field("unit", ID, "whose task; missing: everyone's"),
        Field("start_on", Day(), "the day on which it begins"),
        Field("partial_on", Day(), "the day of its partial report"),
        Field("partial", _AMOUNTS, "figures of the partial report"),
        Field("report_on", Day(), "the day of its closing report"),
        Field("figures", _AMOUNTS, "figures of the closing report"),
    ),
)
_RANGE: Final = Table(
    Range,
    (
        Field("indicator", INDICATOR_ID, "the indicator's id", required=True),
        Field("least", Integer(least=0, most=10**9), "the least number", required=True),
        Field("most", Integer(least=0, most=10**9), "the greatest number", required=True),
    ),
)
_FILE: Final = Table(
    _scenario,
    (
        Field("format", Integer(least=FORMAT, most=FORMAT), "the file's format, 1", required=True),
        Field("title", TEXT, "what it is"),
        Field("issue_on", Day(), "the day the plan is issued"),
        Field("tick_every", _DAYS, "days between two sweeps"),
        Field("late_days", _DAYS, "days by which a late unit is late, on average"),
        Field("shares", Many(_SHARE, 1), "how units that are not named behave"),
        Field("units", Many(_CONDUCT, unique_by="unit"), "how named units behave"),
        Field("events", Many(_ARRIVAL), "what arrives when"),
        Field("members", Many(_NAMING), "which open sets get members when"),
        Field("works", Many(_WORK), "what chance shall not decide"),
        Field("ranges", Many(_RANGE, unique_by="indicator"), "between which numbers it draws"),
        Field("assumptions", Many(TEXT), "what was assumed"),
    ),
)


def read_scenario(path: FilePath) -> Scenario:
    """Return the scenario of a scenario file.

    Raises:
        FormatError: If the file cannot be read or is no scenario; all faults are listed.
        UnsupportedVersionError: If a newer planflow wrote the file.
    """
    name = file_name(path)
    value = parse_toml(read_text(path), name)
    if newer := format_fault(value, FORMAT, name):
        raise UnsupportedVersionError(newer)
    top = Place()
    scenario = _FILE.read(value, top)
    raise_faults(top.faults, name)
    return scenario
