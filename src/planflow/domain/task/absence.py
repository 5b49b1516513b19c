"""Why a task below gave nothing (Rule R18)."""

from __future__ import annotations

from collections.abc import Sequence

from pendulum import DateTime

from planflow.domain.deadline import WAITING
from planflow.domain.plan import REQUEST
from planflow.domain.report import Absentee
from planflow.domain.task.table import SUSPENDED, WITHDRAWN
from planflow.domain.task.task import Task
from planflow.domain.task.waiver import is_waived, waived_ahead


def absence_reason(task: Task, at: DateTime, *, is_closed: bool = False) -> str:
    """Return the reason, one of ``ABSENCES``, why ``task`` has no report that stands at ``at``.

    Args:
        task: The task.
        at: When it is asked.
        is_closed: Its holder has ceased to exist by then.
    """
    standing = task.standing
    if standing.state == WITHDRAWN:
        return "declined" if standing.has_declined else "withdrawn"
    if is_closed:
        return "unit-closed"
    if standing.state == SUSPENDED:
        return "suspended"
    return "returned" if standing.returned > standing.lapsed else _owing(task, at)


def _owing(task: Task, at: DateTime) -> str:
    deadline = task.deadline
    if deadline is None:
        return "waiting" if task.standing.dating == WAITING else "not-due"
    if at <= deadline.ends_at:
        return "not-due"
    return "silent" if task.assignment.authority == REQUEST else "late"


def absentees(
    task: Task,
    missing: Sequence[Task],
    at: DateTime,
    *,
    waived: frozenset[str] = frozenset(),
    by: str = "",
    closed: frozenset[str] = frozenset(),
) -> tuple[Absentee, ...]:
    """Return every task below that is missing, and every open set never named.

    Args:
        task: The task that is reported on.
        missing: The tasks that feed it and have no report that stands.
        at: When.
        waived: Whom the report itself waives, beside those that were waived ahead of it.
        by: The unit that waives them.
        closed: Holders below that have ceased to exist.
    """
    ahead = waived_ahead(task, missing)
    absent = [
        Absentee(
            child.id,
            child.holder,
            absence_reason(child, at, is_closed=child.holder in closed),
            *_waiver(by if is_waived(child, waived) else ahead.get(child.id, "")),
        )
        for child in missing
    ]
    unnamed = [
        Absentee("", words, "unnamed", *_waiver(by if words in waived else ahead.get(words, "")))
        for words in task.standing.open_sets
    ]
    return (*absent, *unnamed)


def _waiver(by: str) -> tuple[bool, str]:
    return bool(by), by
