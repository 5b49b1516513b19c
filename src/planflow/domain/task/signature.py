"""Signatures: where a plan wants it, a leader gives the report, or has signed its paper (R3)."""

from __future__ import annotations

from typing import Final

from planflow.domain.organisation import Actor
from planflow.domain.task.command import Report
from planflow.domain.task.refusal import NOT_AUTHORISED, Refusal, violated
from planflow.domain.task.task import Task
from planflow.message import Message

_LEADER: Final = ("leader",)


def unsigned(task: Task, command: Report, actor: Actor) -> Refusal | None:
    """Return why a report lacks the signature that ``task`` wants, or nothing.

    The paper that another unit enters must say who signed it; whoever reports in the system signs
    by the capacity in which the person acts.
    """
    wanted = task.assignment.signature
    if not wanted:
        return None
    if command.paper is not None:
        is_signed = command.signed_by.strip()
        return None if is_signed else violated("R3", "unsigned_paper", unit=task.holder)
    if actor.capacity == wanted:
        return None
    reason = Message.of("refusal.unsigned", unit=actor.unit)
    return Refusal(NOT_AUTHORISED, "R3", reason, _LEADER)
