"""One task goes to another unit, with cause: the same mechanism as when its holder ends (R24)."""

from __future__ import annotations

from pendulum import Date

from planflow.domain.organisation import Directory
from planflow.domain.task.command import Transfer
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.event import HolderClosed
from planflow.domain.task.handover import hand_over
from planflow.domain.task.passing import TRANSFER, Way
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.task import Task
from planflow.instant import day_of


def transfer(task: Task, command: Transfer, context: Context) -> Happened | Refusal:
    """Return the task of the new holder, and that what the old one had reported stands."""
    directory = context.directory
    if directory is None:
        raise TypeError(directory)
    today = day_of(context.at, task.assignment.zone)
    refusal = _wrong(task, command, directory, today)
    if refusal is not None:
        return refusal
    way = Way(TRANSFER, today, today, (command.to,), None, command.to, command.reason)
    below = {child.id: child for child in context.below}
    around = {**context.pinned, **context.above, **below, task.id: task}
    handed = hand_over(around, {task.id: way}, directory, context.indicators, context.at)
    is_carried_on = any(event.heirs for _, event in handed.happened if type(event) is HolderClosed)
    return handed.happened if is_carried_on else violated("R24", "transfer_done", unit=command.to)


def _wrong(task: Task, command: Transfer, directory: Directory, today: Date) -> Refusal | None:
    if not command.reason.strip():
        return violated("R24", "reason")
    if task.standing.closes_on is not None:
        return violated("R24", "handed_over", heirs=task.standing.heirs)
    if command.to not in directory or not directory.unit(command.to).exists_on(today):
        return violated("R24", "transfer_unknown", unit=command.to, on=today)
    return violated("R24", "transfer_own", unit=command.to) if command.to == task.holder else None
