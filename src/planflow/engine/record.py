"""Records: tasks and running plans to rows of the store and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from attrs import evolve
from pendulum import DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.task import RECEIVE, Assignment, Standing, Task
from planflow.engine.upgrade import is_current, read_record, record_text
from planflow.instant import from_text, start_of_day, to_text
from planflow.store import ISSUING, Facts, Row

PLAN = "plan"

_MANY_PLANS: Final = 64
_PLANS: Final[dict[str, tuple[str, PlanStanding]]] = {}
"""Running plans as they were read last, by id, each with its stored text: a plan is long, is read
for every report, and seldom changes. Texts are compared, which is quicker than to hash them."""


def task_row(
    task: Task, version: int, head: str, wake: DateTime | None, fixed: str | None = None
) -> Row:
    """Return the row of ``task`` as it stands after entry ``version`` of its stream.

    Args:
        task: The task.
        version: How many entries its stream has.
        head: Hash of the newest of them.
        wake: When the sweep must look at it.
        fixed: The stored text of its assignment, where that is at hand.
    """
    return Row(
        task.id,
        version,
        head,
        record_text(task.assignment) if fixed is None else fixed,
        record_text(task.standing),
        _facts(task),
        to_text(wake) if wake else None,
    )


def read_task(row: Row) -> Task:
    """Return the task in ``row``."""
    return Task(_assignment(row.fixed), read_record(Standing, row.body))


def plan_row(standing: PlanStanding, version: int, head: str, wake: DateTime | None) -> Row:
    """Return the row of a running plan."""
    plan_id = standing.plan.id
    facts = Facts(plan=plan_id, kind=ISSUING if standing.is_issuing else PLAN)
    body = record_text(standing)
    return Row(plan_id, version, head, "", body, facts, to_text(wake) if wake else None)


def read_plan_row(row: Row) -> PlanStanding:
    """Return the running plan in ``row``."""
    body, standing = _PLANS.get(row.id, ("", None))
    if standing is None or body != row.body:
        standing = read_record(PlanStanding, row.body)
        if len(_PLANS) >= _MANY_PLANS:
            _PLANS.clear()
        _PLANS[row.id] = row.body, standing
    return standing


def current(row: Row) -> Row:
    """Return a record as this version would have written it (S18)."""
    if is_current(row.fixed) and is_current(row.body):
        return row
    if row.fixed:
        task = read_task(row)
        fixed, body = record_text(task.assignment), record_text(task.standing)
        return evolve(row, fixed=fixed, body=body)
    return evolve(row, body=record_text(read_plan_row(row)))


def read_wake(row: Row) -> DateTime | None:
    """Return when the sweep must look at the record."""
    return from_text(row.wake) if row.wake else None


def is_record(stream: str) -> bool:
    """Tell whether a stream is that of a task or plan: announcements and archives have others."""
    return "!" not in stream and not is_archive(stream)


def archive_of(plan: str) -> str:
    """Return the stream that says that a plan was archived."""
    return f"{plan}/archive"


def is_archive(stream: str) -> bool:
    """Tell whether a stream says that a plan was archived: tasks' ids have more parts."""
    return stream.count("/") == 1 and stream.endswith("/archive")


def plan_of(stream: str) -> str:
    """Return the id of the plan that a stream belongs to."""
    return stream.partition("!")[0].partition("/")[0]


def _facts(task: Task) -> Facts:
    assignment, standing = task.assignment, task.standing
    deadline, zone = standing.deadline, assignment.zone
    opens_on = deadline.opens_on if deadline else None
    return Facts(
        assignment.plan,
        assignment.kind,
        assignment.part,
        assignment.holder,
        assignment.source,
        assignment.occurrence,
        assignment.authority,
        standing.state,
        standing.dating,
        opens_at=to_text(start_of_day(opens_on, zone)) if opens_on else None,
        due_at=to_text(deadline.ends_at) if deadline and assignment.kind != RECEIVE else None,
        done_at=to_text(standing.done_at) if standing.done_at else None,
    )


@lru_cache(maxsize=4096)
def _assignment(text: str) -> Assignment:
    return read_record(Assignment, text)
