"""Obstacles: those of a whole plan, what lies above a task, and all of them with their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from planflow.domain.change import PlanStanding, decide_at_plan, family, plan_roles_of
from planflow.domain.plan import Plan
from planflow.domain.report import Obstacle
from planflow.domain.task import Refusal, Task
from planflow.domain.task.command import ObstacleCommand, RaiseObstacle
from planflow.domain.task.event import ObstacleAnswered, ObstacleRaised
from planflow.engine.entry import Author, Entry, read_entry
from planflow.engine.outcome import Outcome
from planflow.engine.read import pages
from planflow.engine.record import PLAN, read_plan_row, read_task
from planflow.engine.refuse import recorded, refuse
from planflow.engine.restrict import apply_to_plan
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.store import Query, Row, StoredEntry

if TYPE_CHECKING:
    from planflow.domain.overview import ObstacleView


def obstacle_at_plan(
    setup: Setup, row: Row, done: StoredEntry | None, command: ObstacleCommand, author: Author
) -> Outcome:
    """Give a command on an obstacle of the plan in ``row``."""
    if done is not None:
        entry = recorded(done, author)
        return Outcome(None, read_plan_row(row), (entry.event,), is_repeated=True)
    if author.actor is None:
        raise TypeError(author)
    work, unit = Work(author), author.actor.unit
    held = [work.hold(one) for one in setup.store.find(Query(plan=row.id, holder=unit), None, 1)]
    before = work.hold_plan(row)
    event = decide_at_plan(before, command, unit, has_task=bool(held))
    if isinstance(event, Refusal):
        refuse(event)
    roles = plan_roles_of(unit, before.plan, _named(before, command), has_task=bool(held))
    apply_to_plan(setup.restriction, command, author, before, roles)
    standing = work.apply_plan(row.id, event, has_key=True)
    setup.store.commit(work.batch())
    return Outcome(None, standing, (event,))


def _named(standing: PlanStanding, command: ObstacleCommand) -> Obstacle | None:
    """Return the obstacle that a command names."""
    if isinstance(command, RaiseObstacle):
        return None
    return next(each for each in standing.obstacles if each.number == command.number)


def everything_above(setup: Setup, work: Work, task: Task) -> dict[str, Task]:
    """Return every task above ``task``, by id: who may be asked follows from all of them."""
    found: dict[str, Task] = {}
    wanted = _above(task)
    while wanted:
        rows = setup.store.load(tuple(sorted(wanted))).rows.values()
        tasks = {row.id: work.hold(row) for row in rows}
        found |= tasks
        wanted = {one for each in tasks.values() for one in _above(each)} - found.keys()
    return found


def _above(task: Task) -> set[str]:
    return {edge.above for edge in task.standing.edges}


@frozen
class Raised:
    """The obstacles of one task or plan, and what in the plan asked for they concern."""

    stream: str
    source: str | None
    obstacles: tuple[Obstacle, ...]

    def told(self, entries: Iterable[Entry]) -> Iterator[ObstacleView]:
        """Yield them with the words that the entries of the stream still have."""
        from planflow.domain.overview import ObstacleView

        words: dict[int, str | None] = {}
        answers: dict[int, str | None] = {}
        for entry in entries:
            match entry.event:
                case ObstacleRaised(number=number, words=said):
                    words[number] = said
                case ObstacleAnswered(number=number, answer=said):
                    answers[number] = said
        for each in self.obstacles:
            yield ObstacleView(
                task=self.stream,
                number=each.number,
                source=self.source,
                raised_by=each.raised_by,
                raised_at=each.raised_at,
                lies_with=each.lies_with,
                since=each.since,
                path=each.path,
                state=each.state,
                words=words.get(each.number),
                answer=answers.get(each.number),
            )


def obstacles(setup: Setup, plan_id: str, *, open_only: bool) -> tuple[ObstacleView, ...]:
    """Return the obstacles of a plan, of the plans that carry out its items, and of their tasks."""
    setup.plan(plan_id)
    plans = {row.id: read_plan_row(row) for row in pages(setup.store, Query(kind=PLAN))}
    ids = family(plan_id, (each.plan for each in plans.values()))
    rows = pages(setup.store, Query(plan=ids))
    # few tasks have any: the others need not be decoded
    tasks = (read_task(row) for row in rows if '"obstacles"' in row.body)
    views = (
        view
        for found in raised([plans[one] for one in ids], tasks)
        if any(each.is_open or not open_only for each in found.obstacles)
        for view in found.told(map(read_entry, setup.store.history((found.stream,))))
    )
    return in_order(view for view in views if view.is_open or not open_only)


def raised(plans: Sequence[PlanStanding], tasks: Iterable[Task]) -> Iterator[Raised]:
    """Yield what was raised at plans and tasks; ``plans`` begin with the one asked for."""
    top = plans[0].plan.id
    carried = _carried(top, {each.plan.id: each.plan for each in plans})
    for each in plans:
        yield Raised(each.plan.id, carried.get(each.plan.id), each.obstacles)
    for task in tasks:
        if task.standing.obstacles:
            source = carried.get(task.assignment.plan, task.source)
            yield Raised(task.id, source, task.standing.obstacles)


def _carried(top: str, plans: Mapping[str, Plan]) -> dict[str, str]:
    """Return plan → the item of the plan ``top`` that it carries out, itself or by others."""
    found = {}
    for one in plans.keys() - {top}:
        plan = plans[one]
        while plan.parent != top and plan.parent is not None:
            plan = plans[plan.parent]
        found[one] = plan.carries_out
    return found


def in_order(views: Iterable[ObstacleView]) -> tuple[ObstacleView, ...]:
    """Return ``views`` with those first that have lain longest where they lie."""
    return tuple(sorted(views, key=lambda each: (each.since, each.task, each.number)))
