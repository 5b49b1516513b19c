"""The plan as it runs: what was issued, until when it is unfolded, what has come to it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import ClassVar, TypeAlias

from attrs import evolve, field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import Happening, Schedule
from planflow.domain.organisation import Succession
from planflow.domain.plan import Indicator, Plan
from planflow.domain.report import Indicators, Obstacle, still_open
from planflow.domain.task import obstacles_after
from planflow.domain.task.event import ObstacleEvent
from planflow.instant import to_date


@frozen
class MembersNaming:
    """Members named for an open set of an item."""

    item: str
    words: str
    units: tuple[str, ...]


@frozen
class PlanStanding:
    """Everything the unfolding of a running plan depends on.

    Attributes:
        plan: The plan as issued, or as amended last.
        issued_on: The day of issue.
        until: The horizon up to which it is unfolded.
        happenings: Events recorded so far, oldest first.
        namings: Members named so far, oldest first.
        obstacles: What units raised at the plan as a whole, oldest first.
        successions: Units that ended and those that carried on, as recorded (Rule R24).
        amendments: How often the plan was amended.
        former: Indicators that amendments took out of it; what was reported under them stays.
        is_issuing: Not all its tasks are there yet: nothing can be done with it or them.
    """

    plan: Plan
    issued_on: Date
    until: Date
    happenings: tuple[Happening, ...] = ()
    namings: tuple[MembersNaming, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    successions: tuple[Succession, ...] = ()
    amendments: int = 0
    former: tuple[Indicator, ...] = ()
    is_issuing: bool = False

    def indicators(self) -> Indicators:
        """Return every indicator that was ever reported under, by id, the former ones first."""
        return self._indicators

    @cached_property
    def _indicators(self) -> Indicators:
        return Indicators({one.id: one for one in self.former} | self.plan.indicators())

    def named(self, item: str) -> dict[str, tuple[str, ...]]:
        """Return the named members of the item's open sets, by the words of the set."""
        return {naming.words: naming.units for naming in self.namings if naming.item == item}

    def in_force(self) -> dict[str, Happening]:
        """Return the events that have come, by id, each as it was recorded last."""
        return {happening.event: happening for happening in self.happenings}

    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Return the obstacles that wait for an answer, each with whom and since when."""
        return still_open(self.obstacles)


@frozen
class PlanIssued:
    """The plan was issued and unfolded to a horizon.

    Attributes:
        plan: The plan.
        issued_on: The day of issue.
        until: The horizon up to which it is unfolded.
        unfolding: Where its tasks come in several commits, what tells whether they are the same;
            then the plan opens with ``PlanOpened``.
    """

    plan: Plan
    issued_on: Date
    until: Date
    unfolding: str = ""


@frozen
class PlanOpened:
    """The last task of a plan that is issued in several commits is there: the plan runs.

    Attributes:
        until: The horizon up to which it is unfolded.
        tasks: How many tasks it has.
    """

    until: Date
    tasks: int


@frozen
class PlanExtended:
    """The plan was unfolded to a later horizon (Rule R12), as of the moment ``since``."""

    until: Date
    since: DateTime | None = None


@frozen
class EventRecorded:
    """An event that the plan waited for was recorded."""

    happening: Happening


@frozen
class EventWithdrawn:
    """An event that had been recorded has not happened after all: what it dated waits again."""

    PERSONAL: ClassVar = ("reason",)
    event: str
    reason: str | None = None


@frozen
class CalendarAdopted:
    """Open tasks were dated anew over another version of the working days."""

    version: str


@frozen
class DatesAdopted:
    """The assigner adopted the dates that were derived from the ones above."""

    sources: tuple[str, ...] = ()


@frozen
class MembersNamed:
    """Members of an open set were named."""

    naming: MembersNaming


@frozen
class PlanReorganised:
    """Units that hold tasks of the plan end; others carry on (Rule R24)."""

    PERSONAL: ClassVar = ("reason",)
    successions: tuple[Succession, ...]
    document: str = ""
    reason: str | None = None


@frozen
class PlanAmended:
    """The plan was amended: it reads otherwise from that day on (Rule R23).

    Attributes:
        plan: The plan as amended, whole.
        until: The horizon up to which it is unfolded.
        amended_on: The day on which that was recorded.
        document: Number and symbol of the amending document, and its date, as written on it.
    """

    PERSONAL: ClassVar = ("reason",)
    plan: Plan
    until: Date
    amended_on: Date
    document: str = ""
    reason: str | None = None


PlanChange: TypeAlias = (
    PlanIssued
    | PlanExtended
    | EventRecorded
    | EventWithdrawn
    | MembersNamed
    | CalendarAdopted
    | DatesAdopted
    | ObstacleEvent
    | PlanReorganised
    | PlanAmended
    | PlanOpened
)


def _to_date(value: date | None) -> Date | None:
    return None if value is None else to_date(value)


def _units(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _happened_on(value: date) -> Date:
    return to_date(value, "happened_on")


@frozen
class RecordEvent:
    """The assigner records that an event has happened, and what it brings (Rule R11).

    Recorded again, it is moved: what is said anew supersedes, what is left out stays.
    """

    plan: str
    event: str
    happened_on: Date = field(converter=_happened_on)
    document: str = ""
    due: Schedule | None = None
    data_from: Date | None = field(default=None, converter=_to_date)
    data_to: Date | None = field(default=None, converter=_to_date)
    addressees: tuple[str, ...] = ()


@frozen
class NameMembers:
    """The assigner names the members of an open set of an item or duty (its code).

    ``words`` tell which one where there are several.
    """

    plan: str
    item: str
    units: tuple[str, ...] = field(converter=_units)
    words: str | None = None


@frozen
class WithdrawEvent:
    """The assigner takes an event back: deadlines that it brought fall away (Rule R11)."""

    PERSONAL: ClassVar = ("reason",)
    plan: str
    event: str
    reason: str


@frozen
class AdoptCalendar:
    """The assigner dates open tasks anew over the working days as they are known now (Rule R10).

    Done tasks, and dates that a person has decided, are left alone.
    """

    plan: str


@frozen
class AdoptDates:
    """The assigner adopts the dates derived from those above: they are in force (Rule R14).

    Attributes:
        plan: The plan's id.
        sources: Codes of items and duties; nothing: all.
    """

    plan: str
    sources: tuple[str, ...] = field(default=(), converter=_units)


def _successions(value: Iterable[Succession]) -> tuple[Succession, ...]:
    return tuple(value)


@frozen
class Reorganise:
    """The assigner records that units end and others carry on: tasks change hands (Rule R24).

    It is given on the day or before it: then what is owed falls due on the last day. Recorded
    later, nobody is made late by it.

    Attributes:
        plan: The plan's id.
        successions: Which units end on which day, and which carry on.
        document: Number and symbol of the document that says so.
        reason: What else is to be said.
    """

    PERSONAL: ClassVar = ("reason",)
    plan: str
    successions: tuple[Succession, ...] = field(converter=_successions)
    document: str = ""
    reason: str = ""


@frozen
class AmendPlan:
    """The assigner amends the plan: it reads as ``to`` from now on (Rule R23).

    What was reported stays. Codes identify: an item with another code is another item.

    Attributes:
        plan: The plan's id.
        to: The plan as amended, whole, under the same id and issuer.
        reason: Why.
        document: Number and symbol of the amending document, and its date, as written on it.
    """

    PERSONAL: ClassVar = ("reason",)
    plan: str
    to: Plan
    reason: str
    document: str = ""


PlanCommand: TypeAlias = (
    RecordEvent | WithdrawEvent | NameMembers | AdoptCalendar | AdoptDates | AmendPlan | Reorganise
)


def start_plan(event: PlanIssued) -> PlanStanding:
    """Return the standing that issuing creates."""
    return PlanStanding(event.plan, event.issued_on, event.until, is_issuing=bool(event.unfolding))


def evolve_plan(standing: PlanStanding, event: PlanChange, at: DateTime) -> PlanStanding:
    """Return the standing after ``event``, recorded at ``at``: total, like the tasks' own."""
    if isinstance(event, ObstacleEvent):
        return evolve(standing, obstacles=obstacles_after(standing.obstacles, event, at))
    return _EVOLVERS[type(event)](standing, event)


def _extended(standing: PlanStanding, event: PlanExtended) -> PlanStanding:
    return evolve(standing, until=event.until)


def _opened(standing: PlanStanding, _event: PlanOpened) -> PlanStanding:
    return evolve(standing, is_issuing=False)


def _recorded(standing: PlanStanding, event: EventRecorded) -> PlanStanding:
    return evolve(standing, happenings=(*standing.happenings, event.happening))


def _event_withdrawn(standing: PlanStanding, event: EventWithdrawn) -> PlanStanding:
    kept = tuple(each for each in standing.happenings if each.event != event.event)
    return evolve(standing, happenings=kept)


def _unchanged(standing: PlanStanding, _event: PlanChange) -> PlanStanding:
    return standing


def _named(standing: PlanStanding, event: MembersNamed) -> PlanStanding:
    return evolve(standing, namings=(*standing.namings, event.naming))


def _reorganised(standing: PlanStanding, event: PlanReorganised) -> PlanStanding:
    return evolve(standing, successions=(*standing.successions, *event.successions))


def _amended(standing: PlanStanding, event: PlanAmended) -> PlanStanding:
    known = event.plan.indicators()
    return evolve(
        standing,
        plan=event.plan,
        until=event.until,
        amendments=standing.amendments + 1,
        former=tuple(one for one in standing.indicators().values() if one.id not in known),
    )


_EVOLVERS: Mapping[type, Callable[..., PlanStanding]] = {
    PlanExtended: _extended,
    EventRecorded: _recorded,
    EventWithdrawn: _event_withdrawn,
    CalendarAdopted: _unchanged,
    DatesAdopted: _unchanged,
    MembersNamed: _named,
    PlanReorganised: _reorganised,
    PlanAmended: _amended,
    PlanOpened: _opened,
}
