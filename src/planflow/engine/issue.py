"""Commands on a plan: issue, extend, record an event, name members."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.change import (
    EventRecorded,
    Ground,
    Happening,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanIssued,
    PlanStanding,
    RecordEvent,
    Unfolded,
    default_horizon,
    growth,
    redate,
    unfold,
)
from planflow.domain.deadline import AfterEvent, Fixed, Relative, Schedule, Window
from planflow.domain.organisation import Directory, open_sets
from planflow.domain.plan import Item, Plan, every_item, plan_faults, unit_faults
from planflow.domain.task import OPEN_STATES, SUSPENDED, command_name
from planflow.engine.command import conflicts, retried
from planflow.engine.entry import Author
from planflow.engine.outcome import Issued, Outcome
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row, read_task
from planflow.engine.refuse import recorded, refuse_unit
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import DefinitionError, Fault, NotFoundError, RuleViolatedError
from planflow.instant import day_of
from planflow.message import Message
from planflow.store import Query


def prepare(setup: Setup, plan: Plan, day: Date, until: Date | None) -> tuple[PlanIssued, Unfolded]:
    """Return what issuing ``plan`` on ``day`` would be; nothing is written.

    Raises:
        DefinitionError: If the plan or its units are wrong; all faults at once.
    """
    faults = (
        *_id_faults(plan, setup.directory),
        *plan_faults(plan),
        *unit_faults(plan, setup.directory),
    )
    if faults:
        raise DefinitionError(*faults)
    issued_on = plan.issued_on or day
    horizon = until or default_horizon(issued_on, plan.years[1])
    event = PlanIssued(plan, issued_on, horizon)
    ground = Ground(PlanStanding(plan, issued_on, horizon), setup.directory, setup.workdays)
    return event, unfold(ground)


def _id_faults(plan: Plan, directory: Directory) -> Iterator[Fault]:
    """Yield every id of which no task id can be made; files are checked when they are read."""
    codes = [item.code for item in every_item(plan.items)] + [duty.code for duty in plan.duties]
    for name in (plan.id, *codes, *(unit.id for unit in directory)):
        if not name.strip() or "/" in name or "!" in name:
            yield Fault("plan id, code or unit id", repr(name), "text without '/' and '!'")


def issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    """Issue ``plan``: all its tasks exist from now on, or none does."""
    unit = author.actor.unit if author.actor else ""
    if unit not in plan.assigners():
        refuse_unit(unit, "issue")
    issued = retried(setup, lambda: _issue(setup, plan, author, until))
    setup.log.info(
        "issue", plan=plan.id, tasks=issued.tasks, unit=unit, is_repeated=issued.is_repeated
    )
    return issued


def _issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    key = (plan.id, author.key) if author.key is not None else None
    loaded = setup.store.load((plan.id,), key)
    if loaded.done is not None:
        event = recorded(loaded.done, author).event
        tasks = sum(1 for _ in pages(setup.store, Query(plan=plan.id)))
        return Issued(plan.id, tasks, event.until, is_repeated=True)
    if plan.id in loaded.rows:
        raise RuleViolatedError("R2", Message.of("refusal.already_issued", plan=plan.id))
    event, unfolded = prepare(setup, plan, day_of(author.at, plan.policy.zone), until)
    work = Work(author)
    work.start_plan(event)
    for new in unfolded.tasks:
        work.assign(new)
    setup.store.commit(work.batch())
    return Issued(plan.id, len(unfolded.tasks), event.until, unfolded.warnings)


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
    change = (
        _recording(setup, command) if isinstance(command, RecordEvent) else _naming(setup, command)
    )
    outcome = retried(setup, lambda: _change(setup, command.plan, author, change, name))
    unit = author.actor.unit if author.actor else None
    setup.log.info(
        "command", command=name, plan=command.plan, unit=unit, is_repeated=outcome.is_repeated
    )
    return outcome


_REDATED_IN = (*OPEN_STATES, SUSPENDED)

_Change = Callable[[PlanStanding], PlanChange | None]


def _change(
    setup: Setup, plan_id: str, author: Author, change: _Change, name: str | None = None
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
    warnings = _grow(setup, work, standing, event)
    setup.store.commit(work.batch())
    return Outcome(None, standing, (event,), warnings)


def _grow(
    setup: Setup, work: Work, standing: PlanStanding, event: PlanChange
) -> tuple[Message, ...]:
    """Add what the change brings: re-dated tasks, new tasks, new edges; return what conflicts."""
    if isinstance(event, EventRecorded):
        return _redate(setup, work, standing, event.happening)
    since = event.since if isinstance(event, PlanExtended) else None
    rows = {row.id: row for row in pages(setup.store, Query(plan=standing.plan.id))}
    tasks = {one: read_task(row) for one, row in rows.items()}
    unfolded = unfold(Ground(standing, setup.directory, setup.workdays))
    for wanted in unfolded.tasks:
        known = rows.get(wanted.assignment.id)
        if known is None:
            work.assign(evolve(wanted, since=since))
            continue
        events = tuple(growth(wanted, tasks[known.id]))
        if events:
            work.hold(known)
        for each in events:
            work.apply(known.id, each)
    return unfolded.warnings


def _redate(
    setup: Setup, work: Work, standing: PlanStanding, happening: Happening
) -> tuple[Message, ...]:
    ground = Ground(standing, setup.directory, setup.workdays)
    sources = tuple(
        item.code
        for item in standing.plan.leaves()
        if any(_waits_for(schedule, happening.event) for schedule in _schedules(item))
    )
    if not sources:
        return ()
    warnings: dict[Message, None] = {}
    for row in pages(setup.store, Query(plan=standing.plan.id, source=sources)):
        task = read_task(row)
        if task.assignment.awaits != happening.event or task.state not in _REDATED_IN:
            continue
        work.hold(row)
        brought = redate(task, happening, ground)
        for new in brought.receivers:
            work.assign(new)
        moved = work.apply(task.id, brought.redated)
        warnings |= dict.fromkeys(conflicts(setup, moved))
    return tuple(warnings)


def _schedules(item: Item) -> tuple[Schedule | None, ...]:
    return (item.schedule, *(partner.schedule for partner in item.partners))


def _waits_for(schedule: Schedule | None, event: str) -> bool:
    return isinstance(schedule, AfterEvent) and schedule.event == event


def _recording(setup: Setup, command: RecordEvent) -> _Change:
    def change(standing: PlanStanding) -> PlanChange:
        known = [event.id for event in standing.plan.events]
        faults = []
        if command.event not in known:
            faults.append(Fault("event", repr(command.event), f"one of {known}"))
        faults += _unknown_units(setup, "addressees", command.addressees)
        if (command.data_from is None) != (command.data_to is None):
            faults.append(Fault("data_from, data_to", "one of them", "both or neither"))
        if not isinstance(command.due, Fixed | Window | Relative | None):
            expected = "Fixed, Window or Relative: a date that the event brings"
            faults.append(Fault("due", type(command.due).__name__, expected))
        if faults:
            raise DefinitionError(*faults)
        return EventRecorded(
            Happening(
                command.event,
                command.happened_on,
                command.document,
                command.due,
                command.data_from,
                command.data_to,
                command.addressees,
            )
        )

    return change


def _naming(setup: Setup, command: NameMembers) -> _Change:
    def change(standing: PlanStanding) -> PlanChange:
        words = _open_words(standing.plan, command)
        faults = _unknown_units(setup, "units", command.units)
        if faults:
            raise DefinitionError(*faults)
        return MembersNamed(MembersNaming(command.item, words, command.units))

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
