"""Commands on a running plan: what they bring to its tasks, shown first or applied as one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.change import (
    AdoptCalendar,
    AdoptDates,
    CalendarAdopted,
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    Ground,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanStanding,
    RecordEvent,
    WithdrawEvent,
    adopted,
    derived_dates,
    growth,
    left_over,
    unfold,
)
from planflow.domain.deadline import (
    AfterEvent,
    Deadline,
    Fixed,
    Happening,
    Relative,
    Schedule,
    Window,
    parts_of,
)
from planflow.domain.organisation import open_sets
from planflow.domain.plan import Item, Plan
from planflow.domain.task import Task, command_name
from planflow.domain.task.event import Assigned, Event, Redated, Withdrawn
from planflow.engine.command import conflicts, retried
from planflow.engine.entry import Author
from planflow.engine.outcome import Moved, Outcome
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row, read_task
from planflow.engine.refuse import recorded, refuse_unit
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import DefinitionError, Fault, NotFoundError
from planflow.message import Message
from planflow.store import Query, Row

_Change: TypeAlias = Callable[[PlanStanding], PlanChange | None]


def extend(
    setup: Setup, plan_id: str, until: Date, author: Author, since: DateTime | None = None
) -> Outcome:
    """Unfold a running plan to a later horizon; what is there stays (Rule R12).

    With ``since`` the new tasks belong to that moment, however late the sweep comes (Rule R26).
    """

    def change(standing: PlanStanding) -> PlanChange | None:
        return PlanExtended(until, since) if until > standing.until else None

    return retried(setup, lambda: _change(setup, plan_id, author, change))


def command_plan(setup: Setup, command: PlanCommand, author: Author) -> Outcome:
    """Give a command on a plan; only its assigner may (Rule R3)."""
    name = command_name(type(command))
    change = _CHANGES[type(command)](setup, command)
    outcome = retried(setup, lambda: _change(setup, command.plan, author, change, name))
    unit = author.actor.unit if author.actor else None
    setup.log.info(
        "command", command=name, plan=command.plan, unit=unit, is_repeated=outcome.is_repeated
    )
    return outcome


def foresee(setup: Setup, command: PlanCommand, author: Author) -> Outcome:
    """Return what a command on a plan would do; nothing is written."""
    change = _CHANGES[type(command)](setup, command)
    return _change(setup, command.plan, author, change, is_written=False)


def derived(setup: Setup, plan_id: str) -> dict[str, Deadline]:
    """Return task → the date that follows from the one above it, as a proposal (Rule R14)."""
    tasks = {row.id: read_task(row) for row in pages(setup.store, Query(plan=plan_id))}
    return derived_dates(tasks, setup.plan(plan_id).plan.policy, setup.workdays)


def _change(
    setup: Setup,
    plan_id: str,
    author: Author,
    change: _Change,
    name: str | None = None,
    *,
    is_written: bool = True,
) -> Outcome:
    key = (plan_id, author.key) if author.key is not None else None
    loaded = setup.store.load((plan_id,), key)
    row = loaded.rows.get(plan_id)
    if row is None:
        raise NotFoundError(plan_id)
    if loaded.done is not None:
        entry = recorded(loaded.done, author)
        return Outcome(None, read_plan_row(row), (entry.event,), is_repeated=True)
    work = Work(author)
    standing = work.hold_plan(row)
    unit = author.actor.unit if author.actor else ""
    if name is not None and unit not in standing.plan.assigners():
        refuse_unit(unit, name)
    event = change(standing)
    if event is None:
        return Outcome(None, standing, ())
    standing = work.apply_plan(plan_id, event, has_key=True)
    growing = _Growing(setup, work, standing, event)
    growing.grow()
    if is_written:
        setup.store.commit(work.batch())
    return Outcome(None, standing, (event,), tuple(growing.warnings), moved=tuple(growing.moved))


class _Growing:
    """What a change of the plan brings to its tasks, gathered into one piece of work."""

    def __init__(self, setup: Setup, work: Work, standing: PlanStanding, event: PlanChange) -> None:
        self._setup, self._work = setup, work
        self._standing, self._event = standing, event
        self.moved: list[Moved] = []
        self.warnings: dict[Message, None] = {}

    def grow(self) -> None:
        """Re-date, add and take away; note what moved and what conflicts."""
        if isinstance(self._event, DatesAdopted):
            self._adopt(self._event)
            return
        sources = self._sources()
        if sources is not None and not sources:
            return
        query = Query(plan=self._standing.plan.id, source=sources)
        rows = {row.id: row for row in pages(self._setup.store, query)}
        unfolded = unfold(Ground(self._standing, self._setup.directory, self._setup.workdays))
        if sources is None:
            self.warnings |= dict.fromkeys(unfolded.warnings)
        wanted = {new.assignment.id: new for new in unfolded.tasks}
        for new in wanted.values():
            if sources is None or new.assignment.source in sources:
                self._bring(new, rows.get(new.assignment.id))
        tasks = {one: read_task(row) for one, row in rows.items()}
        for one in left_over(tasks, wanted, self._event):
            self._apply(rows[one], (Withdrawn(),))

    def _sources(self) -> tuple[str, ...] | None:
        """Return the items that the change concerns; nothing stands for all of the plan."""
        event = self._event
        if isinstance(event, EventRecorded):
            return _waiting_for(self._standing.plan, event.happening.event)
        return (
            _waiting_for(self._standing.plan, event.event)
            if isinstance(event, EventWithdrawn)
            else None
        )

    def _bring(self, wanted: Assigned, row: Row | None) -> None:
        if row is None:
            since = self._event.since if isinstance(self._event, PlanExtended) else None
            task = self._work.assign(evolve(wanted, since=since))
            if not isinstance(self._event, PlanExtended):
                self._note(task)
            return
        self._apply(row, tuple(growth(wanted, read_task(row), self._event)))

    def _apply(self, row: Row, events: tuple[Event, ...]) -> None:
        if not events:
            return
        before = self._work.hold(row)
        for event in events:
            after = self._work.apply(row.id, event)
            if isinstance(event, Redated):
                self.moved.append(Moved(row.id, before.due_on, after.due_on))
                self._note(after)

    def _note(self, task: Task) -> None:
        self.warnings |= dict.fromkeys(conflicts(self._setup, task))

    def _adopt(self, event: DatesAdopted) -> None:
        query = Query(plan=self._standing.plan.id)
        rows = {row.id: row for row in pages(self._setup.store, query)}
        tasks = {one: read_task(row) for one, row in rows.items()}
        policy = self._standing.plan.policy
        for one, deadline in derived_dates(tasks, policy, self._setup.workdays).items():
            if not event.sources or tasks[one].source in event.sources:
                self._apply(rows[one], (adopted(deadline),))


def _waiting_for(plan: Plan, event: str) -> tuple[str, ...]:
    """Return the codes of the items and duties that wait for ``event``, or whose partners do."""
    codes = [item.code for item in plan.leaves() if _waits(_schedules(item), event)]
    return (*codes, *(duty.code for duty in plan.duties if _waits((duty.schedule,), event)))


def _schedules(item: Item) -> tuple[Schedule | None, ...]:
    return (item.schedule, *(partner.schedule for partner in item.partners))


def _waits(schedules: tuple[Schedule | None, ...], event: str) -> bool:
    parts = (part for schedule in schedules if schedule for part in parts_of(schedule))
    return any(isinstance(part, AfterEvent) and part.event == event for part in parts)


def _recording(setup: Setup, command: RecordEvent) -> _Change:
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


def _withdrawing(_setup: Setup, command: WithdrawEvent) -> _Change:
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


def _naming(setup: Setup, command: NameMembers) -> _Change:
    def change(standing: PlanStanding) -> PlanChange:
        words = _open_words(standing.plan, command)
        faults = _unknown_units(setup, "units", command.units)
        if faults:
            raise DefinitionError(*faults)
        return MembersNamed(MembersNaming(command.item, words, command.units))

    return change


def _adopting_calendar(setup: Setup, _command: AdoptCalendar) -> _Change:
    return lambda _standing: CalendarAdopted(setup.workdays.version)


def _adopting_dates(_setup: Setup, command: AdoptDates) -> _Change:
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


def _open_words(plan: Plan, command: NameMembers) -> str:
    """Return the words of the open set that is meant."""
    known = [
        words
        for item in plan.leaves()
        if item.code == command.item
        for selector in (*(p.selector for p in item.partners), item.lead)
        if selector is not None
        for words in open_sets(selector)
    ]
    if command.words is None and len(known) == 1:
        return known[0]
    if command.words in known:
        return command.words or ""
    fault = Fault(f"item {command.item}: open set", repr(command.words), f"one of {known}")
    raise DefinitionError(fault)


def _unknown_units(setup: Setup, place: str, units: tuple[str, ...]) -> list[Fault]:
    return [
        Fault(place, repr(unit), "the id of a unit in the directory")
        for unit in units
        if unit not in setup.directory
    ]


PLAN_COMMANDS = (RecordEvent, WithdrawEvent, NameMembers, AdoptCalendar, AdoptDates)
_CHANGES: dict[type, Callable[..., _Change]] = {
    RecordEvent: _recording,
    WithdrawEvent: _withdrawing,
    NameMembers: _naming,
    AdoptCalendar: _adopting_calendar,
    AdoptDates: _adopting_dates,
}
