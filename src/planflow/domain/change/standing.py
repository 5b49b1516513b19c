"""The plan as it runs: what was issued, until when it is unfolded, what has come to it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import ClassVar, TypeAlias

from attrs import evolve, field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import Happening, Schedule
from planflow.domain.plan import Plan
from planflow.domain.report import Obstacle, still_open
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
        plan: The plan as issued.
        issued_on: The day of issue.
        until: The horizon up to which it is unfolded.
        happenings: Events recorded so far, oldest first.
        namings: Members named so far, oldest first.
        obstacles: What units raised at the plan as a whole, oldest first.
    """

    plan: Plan
    issued_on: Date
    until: Date
    happenings: tuple[Happening, ...] = ()
    namings: tuple[MembersNaming, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

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
    """The plan was issued and unfolded to a horizon."""

    plan: Plan
    issued_on: Date
    until: Date


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


PlanChange: TypeAlias = (
    PlanIssued
    | PlanExtended
    | EventRecorded
    | EventWithdrawn
    | MembersNamed
    | CalendarAdopted
    | DatesAdopted
    | ObstacleEvent
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


PlanCommand: TypeAlias = RecordEvent | WithdrawEvent | NameMembers | AdoptCalendar | AdoptDates


def start_plan(event: PlanIssued) -> PlanStanding:
    """Return the standing that issuing creates."""
    return PlanStanding(event.plan, event.issued_on, event.until)


def evolve_plan(standing: PlanStanding, event: PlanChange, at: DateTime) -> PlanStanding:
    """Return the standing after ``event``, recorded at ``at``: total, like the tasks' own."""
    if isinstance(event, ObstacleEvent):
        return evolve(standing, obstacles=obstacles_after(standing.obstacles, event, at))
    return _EVOLVERS[type(event)](standing, event)


def _extended(standing: PlanStanding, event: PlanExtended) -> PlanStanding:
    return evolve(standing, until=event.until)


def _recorded(standing: PlanStanding, event: EventRecorded) -> PlanStanding:
    return evolve(standing, happenings=(*standing.happenings, event.happening))


def _event_withdrawn(standing: PlanStanding, event: EventWithdrawn) -> PlanStanding:
    kept = tuple(each for each in standing.happenings if each.event != event.event)
    return evolve(standing, happenings=kept)


def _unchanged(standing: PlanStanding, _event: PlanChange) -> PlanStanding:
    return standing


def _named(standing: PlanStanding, event: MembersNamed) -> PlanStanding:
    return evolve(standing, namings=(*standing.namings, event.naming))


_EVOLVERS: Mapping[type, Callable[..., PlanStanding]] = {
    PlanExtended: _extended,
    EventRecorded: _recorded,
    EventWithdrawn: _event_withdrawn,
    CalendarAdopted: _unchanged,
    DatesAdopted: _unchanged,
    MembersNamed: _named,
}
