"""Issuing a plan: all its tasks exist from then on, or none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, NoReturn

from attrs import evolve
from pendulum import Date

from planflow.domain.change import (
    ISSUE,
    PLAN_PERMITTED,
    PlanIssued,
    PlanOpened,
    PlanStanding,
    Unfolded,
    cascade_faults,
    default_horizon,
    derived_dates,
    plan_roles_of,
    unfold,
)
from planflow.domain.deadline import Deadline
from planflow.domain.organisation import Directory
from planflow.domain.plan import Plan, addition_faults, every_item, plan_faults, unit_faults
from planflow.domain.task import ASSIGNED, assigned
from planflow.domain.task.event import Assigned, Started
from planflow.engine.command import retried
from planflow.engine.entry import Author, read_entry
from planflow.engine.log import log_refused
from planflow.engine.outcome import Issued
from planflow.engine.record import PLAN, read_plan_row
from planflow.engine.refuse import permit, recorded, refuse_issuing
from planflow.engine.restrict import Attempt, apply_restriction
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import (
    CommandRefusedError,
    DefinitionError,
    Fault,
    RuleViolatedError,
    VersionConflictError,
)
from planflow.instant import day_of, start_of_day, to_text
from planflow.message import Fact, Message
from planflow.store import ISSUING, Guard, Query, Row

CHUNK: Final = 2_000
"""How many tasks are written in one commit, so that nobody waits long."""


def prepare(setup: Setup, plan: Plan, day: Date, until: Date | None) -> tuple[PlanIssued, Unfolded]:
    """Return what issuing ``plan`` on ``day`` would be; nothing is written.

    Raises:
        DefinitionError: If the plan or its units are wrong; all faults at once.
    """
    faults = definition_faults(setup, plan)
    if faults:
        raise DefinitionError(*faults)
    issued_on = plan.issued_on or day
    horizon = until or default_horizon(issued_on, plan.years[1])
    event = PlanIssued(plan, issued_on, horizon)
    unfolded = unfold(setup.ground(PlanStanding(plan, issued_on, horizon)))
    found = tuple(_derived_warnings(derived(setup, plan, unfolded, issued_on)))
    return event, evolve(unfolded, warnings=(*unfolded.warnings, *found))


def definition_faults(setup: Setup, plan: Plan) -> tuple[Fault, ...]:
    """Return everything that is wrong in a plan: by itself, its units, what it carries out."""
    return (
        *_id_faults(plan, setup.directory),
        *plan_faults(plan),
        *addition_faults(plan, setup.additions),
        *unit_faults(plan, setup.directory),
        *_cascade_faults(setup, plan),
    )


def derived(setup: Setup, plan: Plan, unfolded: Unfolded, issued_on: Date) -> dict[str, Deadline]:
    """Return the dates that follow from those above them, as proposals (Rule R14)."""
    at = start_of_day(issued_on, plan.policy.zone)
    tasks = (assigned(new, at) for new in unfolded.tasks)
    return derived_dates({task.id: task for task in tasks}, plan.policy, setup.workdays)


def _derived_warnings(dates: dict[str, Deadline]) -> Iterator[Message]:
    """Yield the dates proposed for undated items and duties, each once."""
    undated = {one: deadline for one, deadline in dates.items() if deadline.replaces is None}
    found = {(one.split("/")[1], deadline.explanation[0]) for one, deadline in undated.items()}
    for source, why in sorted(found, key=str):
        yield Message.of("warning.derived", place=source, why=why)


def _cascade_faults(setup: Setup, plan: Plan) -> Iterator[Fault]:
    row = setup.store.load((plan.parent,)).rows.get(plan.parent) if plan.parent else None
    if row is not None:
        refuse_issuing(row)
    parent = read_plan_row(row).plan if row is not None and row.facts.kind == PLAN else None
    yield from cascade_faults(plan, parent, setup.parents(plan))


def _id_faults(plan: Plan, directory: Directory) -> Iterator[Fault]:
    """Yield every id of which no task id can be made; files are checked when they are read."""
    codes = [item.code for item in every_item(plan.items)] + [duty.code for duty in plan.duties]
    for name in (plan.id, *codes, *(unit.id for unit in directory)):
        if not name.strip() or "/" in name or "!" in name:
            yield Fault("plan id, code or unit id", repr(name), "text without '/' and '!'")


def issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    """Issue ``plan``: all its tasks exist from now on, or none does.

    A plan of more than ``CHUNK`` tasks is written in several commits and is invisible until the
    last one (S16). After a failure in between whoever issues the same plan again goes on with it.
    """
    unit = author.actor.unit if author.actor else ""
    try:
        permit(unit, plan, ISSUE)
        issued = retried(setup, lambda: _issue(setup, plan, author, until))
    except CommandRefusedError as error:
        log_refused(setup.log, error, command=ISSUE, plan=plan.id)
        raise
    setup.log.info(
        "issue", plan=plan.id, tasks=issued.tasks, unit=unit, is_repeated=issued.is_repeated
    )
    return issued


def _issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    key = (plan.id, author.key) if author.key is not None else None
    loaded = setup.store.load((plan.id,), key)
    row = loaded.rows.get(plan.id)
    if row is None and any(not entry.body for entry in setup.store.history((plan.id,))):
        _refuse("archived", plan=plan.id)
    before = recorded(loaded.done, author) if loaded.done is not None else None
    if row is not None and row.facts.kind == ISSUING:
        return _take_up(setup, plan, author, until, row, has_key=before is None)
    if before is not None:
        at = to_text(author.at)
        counts = setup.store.tally(Query(plan=plan.id), ("plan",), at, at)
        return Issued(plan.id, sum(counts.values()), before.event.until, is_repeated=True)
    if row is not None:
        _refuse("already_issued", plan=plan.id)
    event, unfolded = prepare(setup, plan, day_of(author.at, plan.policy.zone), until)
    _restrict(setup, plan, author)
    work = Work(author)
    if setup.store.is_lent or len(unfolded.tasks) <= CHUNK:
        work.start_plan(event)
        _assign(work, unfolded.tasks)
        _start_above(setup, work, unfolded)
        setup.store.commit(work.batch())
    else:
        work.start_plan(evolve(event, unfolding=_mark(unfolded)))
        setup.store.commit(work.batch())
        _finish(setup, work.guard(plan.id), author, author, unfolded)
    return Issued(plan.id, len(unfolded.tasks), event.until, unfolded.warnings)


def _assign(work: Work, tasks: Iterable[Assigned]) -> None:
    for new in tasks:
        work.assign(new)


def _start_above(setup: Setup, work: Work, unfolded: Unfolded) -> None:
    """Start the task of another plan that this plan carries out: making it was the first step."""
    own = {new.assignment.id for new in unfolded.tasks}
    fed = {edge.above for new in unfolded.tasks for edge in new.edges}
    for row in setup.store.load(tuple(sorted(fed - own))).rows.values():
        if work.hold(row).state == ASSIGNED:
            work.apply(row.id, Started())


# ── in several commits ───────────────────────────────────────────────────────


def _take_up(
    setup: Setup, plan: Plan, author: Author, until: Date | None, row: Row, *, has_key: bool
) -> Issued:
    """Go on issuing a plan where somebody stopped, or beside somebody who is at it."""
    begun = read_entry(setup.store.history((plan.id,))[0])
    event = begun.event
    if event.plan != plan or until not in (None, event.until):
        _refuse("issuing_another", plan=plan.id, until=event.until)
    day = day_of(begun.at, plan.policy.zone)
    unfolded = prepare(setup, plan, day, event.until)[1]
    if _mark(unfolded) != event.unfolding:
        _refuse("unfolds_otherwise", plan=plan.id, on=day)
    _restrict(setup, plan, author)
    guard, beginner = Guard(row.id, row.version), evolve(author, at=begun.at)
    author = evolve(author, at=max(author.at, begun.at))
    _finish(setup, guard, beginner, author, unfolded, has_key=has_key)
    return Issued(plan.id, len(unfolded.tasks), event.until, unfolded.warnings)


def _finish(
    setup: Setup,
    still_issuing: Guard,
    beginner: Author,
    author: Author,
    unfolded: Unfolded,
    *,
    has_key: bool = False,
) -> None:
    """Write the tasks that are not there yet, and open the plan.

    Args:
        setup: The set-up.
        still_issuing: The plan's record, which nobody must have opened meanwhile.
        beginner: Who writes the tasks, at the moment of the issue: it is one act.
        author: Who opens the plan, and when.
        unfolded: The tasks.
        has_key: The author's key is not known yet.
    """
    for at in range(0, len(unfolded.tasks), CHUNK):
        _write_missing(setup, still_issuing, beginner, unfolded.tasks[at : at + CHUNK])
    work = Work(author)
    row = setup.store.load((still_issuing.id,)).rows[still_issuing.id]
    if row.version != still_issuing.version:
        raise VersionConflictError(row.id)
    standing = work.hold_plan(row)
    opened = PlanOpened(standing.until, len(unfolded.tasks))
    work.apply_plan(row.id, opened, has_key=has_key)
    _start_above(setup, work, unfolded)
    setup.store.commit(work.batch())


def _write_missing(
    setup: Setup, still_issuing: Guard, author: Author, tasks: Sequence[Assigned]
) -> None:
    """Write those of ``tasks`` that nobody else has written."""
    try:
        _write(setup, still_issuing, author, tasks)
    except VersionConflictError:
        ids = tuple(new.assignment.id for new in tasks)
        known = {entry.stream for entry in setup.store.history(ids)}
        if not known:
            raise
        missing = [new for new in tasks if new.assignment.id not in known]
        if missing:
            _write(setup, still_issuing, author, missing)


def _write(setup: Setup, still_issuing: Guard, author: Author, tasks: Iterable[Assigned]) -> None:
    work = Work(author)
    _assign(work, tasks)
    setup.store.commit(work.batch((still_issuing,)))


def _mark(unfolded: Unfolded) -> str:
    """Return what tells whether a plan unfolds to the same tasks, on the same days."""
    known = sha256()
    for new in unfolded.tasks:
        due_on = new.deadline.due_on if new.deadline else None
        above = (edge.above for edge in new.edges)
        known.update(" ".join((new.assignment.id, str(due_on), *above, "\n")).encode())
    return known.hexdigest()


def _refuse(name: str, **facts: Fact) -> NoReturn:
    reason = Message.of(f"refusal.{name}", **facts)
    raise RuleViolatedError("R2", reason, PLAN_PERMITTED[ISSUE])


def _restrict(setup: Setup, plan: Plan, author: Author) -> None:
    """Let the host refuse what the rules allow."""
    if author.actor is None:
        raise TypeError(author)
    roles = plan_roles_of(author.actor.unit, plan)
    attempt = Attempt(name=ISSUE, command=plan, actor=author.actor, roles=roles, at=author.at)
    apply_restriction(setup.restriction, attempt, PLAN_PERMITTED[ISSUE])
