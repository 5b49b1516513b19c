"""Commands on a task: load, decide, evolve, commit; wholly or not at all (Rule R2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from planflow.domain.change import PlanStanding, task_conflicts
from planflow.domain.task import (
    DONE_STATES,
    PERMITTED,
    RECEIVE,
    Context,
    Happened,
    Refusal,
    Task,
    command_name,
    decide,
    differences,
    pinned,
    roles_of,
    task_id,
)
from planflow.domain.task.command import (
    AskCorrection,
    AskExtension,
    Command,
    EscalateObstacle,
    GrantExtension,
    ObstacleCommand,
    RaiseObstacle,
    Report,
    Resume,
    Return,
    Transfer,
    Waive,
    Withdraw,
)
from planflow.domain.task.event import (
    Assigned,
    Corrected,
    Declined,
    Event,
    ExtensionGranted,
    Resumed,
    Returned,
    Withdrawn,
)
from planflow.engine.entry import Author
from planflow.engine.log import log_refused
from planflow.engine.obstacle import everything_above, obstacle_at_plan
from planflow.engine.outcome import Outcome
from planflow.engine.record import PLAN, plan_of, read_task
from planflow.engine.refuse import recorded, refuse, refuse_issuing
from planflow.engine.restrict import Attempt, apply_restriction
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import CommandRefusedError, NotFoundError, VersionConflictError
from planflow.message import Message
from planflow.store import ISSUING
from planflow.value import altered

ATTEMPTS = 40
"""How often a command is tried; each time it is overtaken, somebody else's was written."""

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05
_DATES_ANEW = (Returned, Resumed, ExtensionGranted)
_ENDS = (Withdrawn, Declined)
_TAKES_REPORTS = (Report, Waive)
_FOLLOWS_POLICY = (Return, Resume, AskExtension, GrantExtension)
_REVISES = (Return, Withdraw, AskCorrection)
_CLIMBS = (RaiseObstacle, EscalateObstacle)
_ASKS_PLAN = (*_TAKES_REPORTS, *_FOLLOWS_POLICY, *_REVISES, Transfer)
T = TypeVar("T")


def run(setup: Setup, command: Command, author: Author) -> Outcome:
    """Give ``command`` and return what it did; the same key and command do nothing twice (R7)."""
    name = command_name(type(command))
    try:
        outcome = retried(setup, lambda: _once(setup, command, author))
    except (CommandRefusedError, NotFoundError) as error:
        log_refused(setup.log, error, command=name, task=command.task)
        raise
    actor = author.actor
    setup.log.info(
        "command",
        command=name,
        task=command.task,
        unit=actor.unit if actor else None,
        is_repeated=outcome.is_repeated,
    )
    return outcome


def retried(setup: Setup, attempt: Callable[[], T]) -> T:
    """Try again after a conflict, on our own connection only, and after a pause drawn by chance.

    A conflict says that nothing was written. That the store was away does not: then only the host
    may try again, under the same key.
    """
    for left in range(1 if setup.store.is_lent else ATTEMPTS, 0, -1):
        try:
            return attempt()
        except VersionConflictError:
            if left == 1:
                raise
            _pause(setup, ATTEMPTS - left)
    raise AssertionError  # pragma: no cover - the loop returns or raises


def _pause(setup: Setup, conflicts: int) -> None:
    """Step aside, the longer the oftener others came first; at first not at all."""
    if conflicts:
        longest = min(_FIRST_PAUSE * 2**conflicts, _LONGEST_PAUSE)
        setup.wait(longest * int(setup.entropy.token()[:4], 16) / 0xFFFF)


def _once(setup: Setup, command: Command, author: Author) -> Outcome:
    key = (command.task, author.key) if author.key is not None else None
    plan_id = plan_of(command.task)
    ids = (command.task, plan_id) if isinstance(command, _ASKS_PLAN) else (command.task,)
    loaded = setup.store.load(ids, key)
    row = loaded.rows.get(command.task)
    if row is None:
        raise NotFoundError(command.task)
    if row.facts.kind in (PLAN, ISSUING):
        refuse_issuing(row)
        if not isinstance(command, ObstacleCommand):
            raise NotFoundError(command.task)
        return obstacle_at_plan(setup, row, loaded.done, command, author)
    if loaded.done is not None:
        entry = recorded(loaded.done, author)
        return Outcome(read_task(row), None, (entry.event,), is_repeated=True)
    work = Work(author)
    task = work.hold(row)
    if plan_id in loaded.rows:
        work.hold_plan(loaded.rows[plan_id])
    context = context_of(setup, work, task, command, author)
    happened = decide(task, command, context)
    if isinstance(happened, Refusal):
        refuse(happened)
    _restrict(setup, task, command, context)
    task = _apply(work, command.task, happened)
    setup.store.commit(work.batch())
    own = tuple(event for one, event in happened if one == command.task)
    return Outcome(task, None, own, tuple(_warnings(setup, task, own)))


def _warnings(setup: Setup, task: Task, happened: tuple[Event, ...]) -> Iterator[Message]:
    """Yield what a person should look at after what has happened to ``task``."""
    kinds = {type(event) for event in happened}
    if not kinds.isdisjoint(_DATES_ANEW):
        yield from conflicts(setup, task)
    if not kinds.isdisjoint(_ENDS):
        yield from _left_alone(setup, task)
    if Corrected in kinds:
        ids = tuple(edge.above for edge in task.standing.edges)
        for row in setup.store.load(ids).rows.values():
            yield from _stale(read_task(row), task)


def _left_alone(setup: Setup, task: Task) -> Iterator[Message]:
    """Yield whoever fed ``task``, which has been withdrawn, and now feeds nothing that stands."""
    from planflow.domain.overview import is_stranded

    below = tuple(map(read_task, setup.store.feeding(task.id)))
    ids = {edge.above for child in below for edge in child.standing.edges}
    rows = setup.store.load(tuple(sorted(ids))).rows
    above = {one: read_task(row) for one, row in rows.items()}
    for child in below:
        if is_stranded(child, above):
            who, what = (f"{one.source} · {one.holder}" for one in (child, task))
            yield Message.of("warning.stranded", who=who, above=what)


def _stale(above: Task, task: Task) -> Iterator[Message]:
    """Yield that a report above rests on what ``task`` said before, figure by figure (R17)."""
    for each in differences(above, (task,)) if above.standing.is_done else ():
        shifts = tuple(f"{one.indicator}: {one.before} → {one.after}" for one in each.shifts)
        yield Message.of("warning.stale", unit=above.holder, holder=task.holder, figures=shifts)


def _restrict(setup: Setup, task: Task, command: Command, context: Context) -> None:
    """Let the host refuse what the rules allow."""
    if setup.restriction is None:
        return
    kind = type(command)
    attempt = Attempt(
        name=command_name(kind),
        command=command,
        actor=context.actor,
        roles=roles_of(context.actor.unit, task, context.below),
        task=task,
        at=context.at,
    )
    apply_restriction(setup.restriction, attempt, PERMITTED[kind])


def conflicts(setup: Setup, task: Task) -> Iterator[Message]:
    """Yield the conflicts of dates between a task and those around it as they stand (Rule R14)."""
    above = setup.store.load(tuple(edge.above for edge in task.standing.edges)).rows.values()
    around = (*above, *setup.store.feeding(task.id))
    others = tuple(other for row in around if (other := read_task(row)).kind != RECEIVE)
    yield from task_conflicts(task, others, setup.workdays)


def too_late(task: Task, tasks: Mapping[str, Task]) -> Iterator[Message]:
    """Yield that a new task comes too late for a report above it that has gone up."""
    for edge in task.standing.edges:
        above = tasks.get(edge.above)
        if above is not None and above.state in DONE_STATES:
            who, what = (f"{one.source} · {one.holder}" for one in (task, above))
            yield Message.of("warning.after_report", who=who, above=what)


def _apply(work: Work, subject: str, happened: Happened) -> Task:
    """Apply what happened; the subject's first event carries the key."""
    found: Task | None = None
    for one, event in happened:
        is_first = one == subject and found is None
        if isinstance(event, Assigned):
            work.assign(event)
            continue
        moved = work.apply(one, event, has_key=is_first)
        found = moved if one == subject else found
    if found is None:
        raise AssertionError(subject)
    return found


def context_of(setup: Setup, work: Work, task: Task, command: Command, author: Author) -> Context:
    """Load what the decision may look at; whatever is read is guarded at the commit."""
    if author.actor is None:
        raise TypeError(author)
    context = Context(author.actor, author.at, workdays=setup.workdays)
    if isinstance(command, _TAKES_REPORTS):
        below = tuple(map(work.hold, setup.store.feeding(task.id)))
        context = altered(context, below=below, closed=setup.closed(below, author.at))
        indicators = setup.known(_hold_plan(setup, work, task))
        return altered(context, units=setup.directory, indicators=indicators)
    if isinstance(command, Transfer):
        return _transferring(setup, work, task, command, context)
    if isinstance(command, _FOLLOWS_POLICY):
        context = altered(context, policy=_hold_plan(setup, work, task).plan.policy)
    if isinstance(command, _REVISES):
        above = _hold_above(setup, work, task)
        context = altered(
            context,
            above=above,
            pinned=_pinned(setup, above),
            indicators=setup.known(_hold_plan(setup, work, task)),
            elsewhere={
                one.assignment.plan: setup.known(_hold_plan(setup, work, one))
                for one in above.values()
                if one.assignment.plan != task.assignment.plan
            },
        )
    if isinstance(command, _CLIMBS):
        return altered(context, above=everything_above(setup, work, task))
    return context


def _transferring(
    setup: Setup, work: Work, task: Task, command: Transfer, context: Context
) -> Context:
    """Load what is around a task, and the new holder's own task, if it has one."""
    facts = task.assignment
    own = task_id(facts.plan, facts.source, command.to, facts.occurrence)
    ids = (own, *(edge.above for edge in task.standing.edges))
    return altered(
        context,
        above={row.id: work.hold(row) for row in setup.store.load(ids).rows.values()},
        below=tuple(map(work.hold, setup.store.feeding(task.id))),
        pinned=_pinned(setup, {task.id: task}),
        indicators=setup.known(_hold_plan(setup, work, task)),
        directory=setup.directory,
    )


def _hold_plan(setup: Setup, work: Work, task: Task) -> PlanStanding:
    plan_id = task.assignment.plan
    return work.plan(plan_id) or work.hold_plan(setup.store.load((plan_id,)).rows[plan_id])


def _hold_above(setup: Setup, work: Work, task: Task) -> dict[str, Task]:
    """Take up the tasks above, and above those whose partial reports rest on what is below."""
    found: dict[str, Task] = {}
    waiting = [task]
    while waiting:
        below = waiting.pop()
        ids = tuple(edge.above for edge in below.standing.edges)
        above = {row.id: work.hold(row) for row in setup.store.load(ids).rows.values()}
        waiting += (one for one in above.values() if pinned(one, below))
        found |= above
    return found


def _pinned(setup: Setup, above: Mapping[str, Task]) -> dict[str, Task]:
    """Load the tasks whose versions the partial reports of ``above`` took, to add them up anew."""
    reports = [one.standing.current() for one in above.values() if not one.standing.is_done]
    ids = {pin.task for report in reports if report is not None for pin in report.pins}
    return {row.id: read_task(row) for row in setup.store.load(tuple(sorted(ids))).rows.values()}
