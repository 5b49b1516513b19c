"""Closing what has no end: the assigner does it, and what was reported last stands (Rule R12)."""

from __future__ import annotations

from planflow.domain.deadline import CONTINUOUS, RESENDING
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.task import Standing, Task


def close(task: Task, command: c.Close, _context: Context) -> Happened | Refusal:
    """Return the closing of a continuous task without an end; its newest version closes it."""
    standing = task.standing
    if not command.reason.strip():
        return violated("R5", "reason")
    if not _is_endless(standing):
        return violated("R12", "close_with_end")
    report = standing.current()
    if report is None:
        return violated("R12", "close_unreported")
    return ((task.id, e.Closed(report.version, command.reason)),)


def _is_endless(standing: Standing) -> bool:
    """Tell whether the work goes on without an end; a date for resending is none."""
    deadline = standing.deadline
    if deadline is not None and deadline.origin == RESENDING:
        deadline = standing.stated
    return standing.dating == CONTINUOUS and deadline is None
