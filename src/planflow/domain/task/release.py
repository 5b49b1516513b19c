"""Release: an ordered holder asks, the assigner withdraws the task or refuses (Rule R6)."""

from __future__ import annotations

from attrs import evolve

from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.role import ASSIGNER
from planflow.domain.task.task import Task


def ask(task: Task, command: c.AskRelease, _context: Context) -> Happened | Refusal:
    """Return the request; one waits at a time."""
    if task.standing.awaits_release:
        return evolve(violated("R6", "release_pending"), who=(ASSIGNER,))
    if not command.reason.strip():
        return violated("R5", "reason")
    return ((task.id, e.ReleaseAsked(command.reason)),)


def refuse(task: Task, command: c.RefuseRelease, _context: Context) -> Happened | Refusal:
    """Return the refusal of what was asked for."""
    if not task.standing.awaits_release:
        return violated("R6", "release_not_asked")
    if not command.reason.strip():
        return violated("R5", "reason")
    return ((task.id, e.ReleaseRefused(command.reason)),)
