"""The plan as it runs: what was issued, until when it is unfolded, what has come to it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeAlias

from attrs import evolve, field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import Schedule
from planflow.domain.plan import Plan
from planflow.instant import to_date


@frozen
class Happening:
    """An event that the plan waited for, as it came (Rules R11, R27).

    Attributes:
        event: The event's id in the plan.
        happened_on: The day it happened, such as the day the document arrived.
        document: Number and symbol of the document, and its date, as written on it.
        due: The date that it brings, as a schedule.
        data_from: First day of the data that it asks for.
        data_to: Last day of those data.
        addressees: Units that it wants the report sent to.
    """

    event: str
    happened_on: Date
    document: str = ""
    due: Schedule | None = None
    data_from: Date | None = None
    data_to: Date | None = None
    addressees: tuple[str, ...] = ()


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
    """

    plan: Plan
    issued_on: Date
    until: Date
    happenings: tuple[Happening, ...] = ()
    namings: tuple[MembersNaming, ...] = ()

    def named(self, item: str) -> dict[str, tuple[str, ...]]:
        """Return the named members of the item's open sets, by the words of the set."""
        return {naming.words: naming.units for naming in self.namings if naming.item == item}


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
class MembersNamed:
    """Members of an open set were named."""

    naming: MembersNaming


PlanChange: TypeAlias = PlanIssued | PlanExtended | EventRecorded | MembersNamed


def _to_date(value: date | None) -> Date | None:
    return None if value is None else to_date(value)


def _units(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _happened_on(value: date) -> Date:
    return to_date(value, "happened_on")


@frozen
class RecordEvent:
    """The assigner records that an event has happened, and what it brings (Rule R11)."""

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
    """The assigner names the members of an open set; ``words`` where the item has several."""

    plan: str
    item: str
    units: tuple[str, ...] = field(converter=_units)
    words: str | None = None


PlanCommand: TypeAlias = RecordEvent | NameMembers


def start_plan(event: PlanIssued) -> PlanStanding:
    """Return the standing that issuing creates."""
    return PlanStanding(event.plan, event.issued_on, event.until)


def evolve_plan(standing: PlanStanding, event: PlanChange) -> PlanStanding:
    """Return the standing after ``event``: total, like the tasks' own."""
    return _EVOLVERS[type(event)](standing, event)


def _extended(standing: PlanStanding, event: PlanExtended) -> PlanStanding:
    return evolve(standing, until=event.until)


def _recorded(standing: PlanStanding, event: EventRecorded) -> PlanStanding:
    return evolve(standing, happenings=(*standing.happenings, event.happening))


def _named(standing: PlanStanding, event: MembersNamed) -> PlanStanding:
    return evolve(standing, namings=(*standing.namings, event.naming))


_EVOLVERS: Mapping[type, Callable[..., PlanStanding]] = {
    PlanExtended: _extended,
    EventRecorded: _recorded,
    MembersNamed: _named,
}
