"""What a holder adds without reporting: how far it has come, and what proves it."""

from __future__ import annotations

from typing import Final

from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.task import Task

WHOLE: Final = 100
"""All of the work, in percent; it is done only once it is reported."""


def record(task: Task, command: c.RecordProgress, _context: Context) -> Happened | Refusal:
    """Return how far the holder says it has come."""
    percent = command.percent
    if percent is None and not command.note.strip():
        return violated("R5", "progress_empty")
    if percent is not None and not _is_percent(percent):
        return violated("R19", "progress_percent", found=repr(percent))
    return ((task.id, e.ProgressRecorded(percent, command.note or None)),)


def attach(task: Task, command: c.AttachEvidence, _context: Context) -> Happened | Refusal:
    """Return the references that are new, each once."""
    wanted = dict.fromkeys([each.strip() for each in command.references])
    known = task.standing.evidence
    found = tuple([each for each in wanted if each and each not in known])
    return ((task.id, e.EvidenceAttached(found)),) if found else violated("R5", "evidence_empty")


def _is_percent(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= WHOLE
