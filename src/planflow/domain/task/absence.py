"""Why a task below gave nothing (Rule R18)."""

from __future__ import annotations

from pendulum import DateTime

from planflow.domain.deadline import WAITING
from planflow.domain.plan import REQUEST
from planflow.domain.report import Absentee
from planflow.domain.task.table import SUSPENDED, WITHDRAWN
from planflow.domain.task.task import Task


def absence_reason(task: Task, at: DateTime) -> str:
    """Return the reason, one of ``ABSENCES``, why ``task`` has no report that stands at ``at``."""
    standing = task.standing
    if standing.state == WITHDRAWN:
        return "declined" if standing.has_declined else "withdrawn"
    if standing.state == SUSPENDED:
        return "suspended"
    if standing.returned > standing.lapsed:
        return "returned"
    if standing.deadline is None:
        return "waiting" if standing.dating == WAITING else "not-due"
    if at <= standing.deadline.ends_at:
        return "not-due"
    return "silent" if task.assignment.authority == REQUEST else "late"


def absentees(
    below: tuple[Task, ...], open_sets: tuple[str, ...], at: DateTime, waived: frozenset[str]
) -> tuple[Absentee, ...]:
    """Return every task below without a standing report, and every open set never named."""
    missing = [
        Absentee(task.id, task.holder, absence_reason(task, at), is_waived(task, waived))
        for task in below
        if task.standing.current() is None
    ]
    unnamed = [Absentee("", words, "unnamed", words in waived) for words in open_sets]
    return (*missing, *unnamed)


def is_waived(task: Task, waived: frozenset[str]) -> bool:
    """Tell whether the task or its holder is among the waived."""
    return task.id in waived or task.holder in waived
