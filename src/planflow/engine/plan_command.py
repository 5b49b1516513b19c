"""From a command on a plan to what changes of it: checked, every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pendulum import DateTime

from planflow.domain.change import (
    AdoptCalendar,
    AdoptDates,
    AmendPlan,
    CalendarAdopted,
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanChange,
    PlanCommand,
    PlanReorganised,
    PlanStanding,
    RecordEvent,
    Reorganise,
    WithdrawEvent,
)
from planflow.domain.deadline import Fixed, Happening, Relative, Window
from planflow.domain.organisation import Selector, open_sets, succession_faults
from planflow.domain.plan import Plan
from planflow.engine.amend import Changing, amending
from planflow.engine.setup import Setup
from planflow.errors import DefinitionError, Fault


def changing(setup: Setup, command: PlanCommand, at: DateTime) -> Changing:
    """Return what ``command``, given ``at`` that moment, makes of its plan.

    What is returned raises :class:`DefinitionError` if the command does not fit the plan.
    """
    if isinstance(command, AmendPlan):
        return amending(setup, command, at)
    return _CHANGES[type(command)](setup, command)


def _recording(setup: Setup, command: RecordEvent) -> Changing:
    def change(standing: PlanStanding) -> PlanChange:
        faults = [*_event_faults(standing, command.event)]
        faults += _unknown_units(setup, "addressees", command.addressees)
        if (command.data_from is None) != (command.data_to is None):
            faults.append(Fault("data_from, data_to", "one of them", "both or neither"))
        if not isinstance(command.due, Fixed | Window | Relative | None):
            expected = "Fixed, Window or Relative: a date that the event brings"
            faults.append(Fault("due", type(command.due).__name__, expected))
        if faults:
            raise DefinitionError(*faults)
        return EventRecorded(_moved(command, standing.in_force().get(command.event)))

    return change


def _moved(command: RecordEvent, before: Happening | None) -> Happening:
    """Return the event as it came; what the command leaves out stays as it was recorded before."""
    known = before or Happening(command.event, command.happened_on)
    return Happening(
        command.event,
        command.happened_on,
        command.document or known.document,
        command.due or known.due,
        command.data_from or known.data_from,
        command.data_to or known.data_to,
        command.addressees or known.addressees,
    )


def _withdrawing(_setup: Setup, command: WithdrawEvent) -> Changing:
    def change(standing: PlanStanding) -> PlanChange | None:
        faults = [*_event_faults(standing, command.event)]
        if not command.reason.strip():
            faults.append(Fault("reason", "nothing", "why the event is withdrawn"))
        if not faults and command.event not in standing.in_force():
            faults.append(Fault("event", repr(command.event), "an event that has been recorded"))
        if faults:
            raise DefinitionError(*faults)
        return EventWithdrawn(command.event, command.reason)

    return change


def _event_faults(standing: PlanStanding, event: str) -> Iterator[Fault]:
    known = [each.id for each in standing.plan.events]
    if event not in known:
        yield Fault("event", repr(event), f"one of {known}")


def _naming(setup: Setup, command: NameMembers) -> Changing:
    def change(standing: PlanStanding) -> PlanChange:
        words = _open_words(standing.plan, command)
        faults = _unknown_units(setup, "units", command.units)
        if faults:
            raise DefinitionError(*faults)
        return MembersNamed(MembersNaming(command.item, words, command.units))

    return change


def _adopting_calendar(setup: Setup, _command: AdoptCalendar) -> Changing:
    return lambda _standing: CalendarAdopted(setup.workdays.version)


def _adopting_dates(_setup: Setup, command: AdoptDates) -> Changing:
    def change(standing: PlanStanding) -> PlanChange:
        plan = standing.plan
        known = [item.code for item in plan.leaves()] + [duty.code for duty in plan.duties]
        wrong = [code for code in command.sources if code not in known]
        if wrong:
            raise DefinitionError(
                *(Fault("sources", repr(code), f"one of {known}") for code in wrong)
            )
        return DatesAdopted(command.sources)

    return change


def _reorganising(setup: Setup, command: Reorganise) -> Changing:
    def change(standing: PlanStanding) -> PlanChange:
        known = standing.successions
        faults = [*succession_faults(command.successions, setup.directory, known)]
        if not command.successions:
            faults.append(Fault("successions", "nothing", "which units end, and which carry on"))
        assigners = set(standing.plan.assigners())
        for one in command.successions:
            for unit in assigners.intersection(one.closing):
                expected = "units other than the plan's issuer and standing agency"
                faults.append(Fault(f"succession on {one.on}: of", unit, expected))
        if faults:
            raise DefinitionError(*faults)
        return PlanReorganised(command.successions, command.document, command.reason or None)

    return change


def _open_words(plan: Plan, command: NameMembers) -> str:
    """Return the words of the open set that is meant."""
    known = [words for selector in _selectors(plan, command.item) for words in open_sets(selector)]
    if command.words is None and len(known) == 1:
        return known[0]
    if command.words in known:
        return command.words or ""
    fault = Fault(f"item or duty {command.item}: open set", repr(command.words), f"one of {known}")
    raise DefinitionError(fault)


def _selectors(plan: Plan, code: str) -> Iterator[Selector]:
    """Yield the selectors of an item or duty."""
    for item in plan.leaves():
        if item.code == code:
            yield from (partner.selector for partner in item.partners)
            yield from (item.lead,) if item.lead is not None else ()
    yield from (duty.reporters for duty in plan.duties if duty.code == code)


def _unknown_units(setup: Setup, place: str, units: tuple[str, ...]) -> list[Fault]:
    return [
        Fault(place, repr(unit), "the id of a unit in the directory")
        for unit in units
        if unit not in setup.directory
    ]


PLAN_COMMANDS = (
    RecordEvent,
    WithdrawEvent,
    NameMembers,
    AdoptCalendar,
    AdoptDates,
    AmendPlan,
    Reorganise,
)
_CHANGES: Final[Mapping[type, Callable[..., Changing]]] = {
    RecordEvent: _recording,
    WithdrawEvent: _withdrawing,
    NameMembers: _naming,
    AdoptCalendar: _adopting_calendar,
    AdoptDates: _adopting_dates,
    Reorganise: _reorganising,
}
