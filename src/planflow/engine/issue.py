"""Issuing a plan: all its tasks exist from then on, or none does."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from pendulum import Date

from planflow.domain.change import (
    ISSUE,
    PLAN_PERMITTED,
    PlanIssued,
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
from planflow.domain.task.event import Started
from planflow.engine.command import retried
from planflow.engine.entry import Author
from planflow.engine.outcome import Issued
from planflow.engine.read import pages
from planflow.engine.record import PLAN, read_plan_row
from planflow.engine.refuse import permit, recorded
from planflow.engine.restrict import Attempt, apply_restriction
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import DefinitionError, Fault, RuleViolatedError
from planflow.instant import day_of, start_of_day
from planflow.message import Message
from planflow.store import Query


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
    parent = read_plan_row(row).plan if row is not None and row.facts.kind == PLAN else None
    yield from cascade_faults(plan, parent, setup.parents(plan))


def _id_faults(plan: Plan, directory: Directory) -> Iterator[Fault]:
    """Yield every id of which no task id can be made; files are checked when they are read."""
    codes = [item.code for item in every_item(plan.items)] + [duty.code for duty in plan.duties]
    for name in (plan.id, *codes, *(unit.id for unit in directory)):
        if not name.strip() or "/" in name or "!" in name:
            yield Fault("plan id, code or unit id", repr(name), "text without '/' and '!'")


def issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    """Issue ``plan``: all its tasks exist from now on, or none does."""
    unit = author.actor.unit if author.actor else ""
    permit(unit, plan, ISSUE)
    issued = retried(setup, lambda: _issue(setup, plan, author, until))
    setup.log.info(
        "issue", plan=plan.id, tasks=issued.tasks, unit=unit, is_repeated=issued.is_repeated
    )
    return issued


def _start_above(setup: Setup, work: Work, unfolded: Unfolded) -> None:
    """Start the task of another plan that this plan carries out: making it was the first step."""
    own = {new.assignment.id for new in unfolded.tasks}
    fed = {edge.above for new in unfolded.tasks for edge in new.edges}
    for row in setup.store.load(tuple(sorted(fed - own))).rows.values():
        if work.hold(row).state == ASSIGNED:
            work.apply(row.id, Started())


def _issue(setup: Setup, plan: Plan, author: Author, until: Date | None) -> Issued:
    key = (plan.id, author.key) if author.key is not None else None
    loaded = setup.store.load((plan.id,), key)
    if loaded.done is not None:
        event = recorded(loaded.done, author).event
        tasks = sum(1 for _ in pages(setup.store, Query(plan=plan.id)))
        return Issued(plan.id, tasks, event.until, is_repeated=True)
    if plan.id in loaded.rows:
        reason = Message.of("refusal.already_issued", plan=plan.id)
        raise RuleViolatedError("R2", reason, PLAN_PERMITTED[ISSUE])
    event, unfolded = prepare(setup, plan, day_of(author.at, plan.policy.zone), until)
    work = Work(author)
    work.start_plan(event)
    for new in unfolded.tasks:
        work.assign(new)
    _start_above(setup, work, unfolded)
    _restrict(setup, plan, author)
    setup.store.commit(work.batch())
    return Issued(plan.id, len(unfolded.tasks), event.until, unfolded.warnings)


def _restrict(setup: Setup, plan: Plan, author: Author) -> None:
    """Let the host refuse what the rules allow."""
    if author.actor is None:
        raise TypeError(author)
    roles = plan_roles_of(author.actor.unit, plan)
    attempt = Attempt(name=ISSUE, command=plan, actor=author.actor, roles=roles, at=author.at)
    apply_restriction(setup.restriction, attempt, PLAN_PERMITTED[ISSUE])
