"""One deadline in the place of another: another day, the same hour, both dates kept."""

from __future__ import annotations

from datetime import datetime

import pendulum
from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.deadline import CLOSING, RESENDING, SUCCEEDED, Deadline
from planflow.domain.task.task import Task
from planflow.instant import end_of_day, to_instant
from planflow.message import Message


def shifted(deadline: Deadline, due_on: Date, zone: str, origin: str, why: Message) -> Deadline:
    """Return the deadline that supersedes ``deadline``, and says what it supersedes and why."""
    return evolve(
        deadline,
        due_on=due_on,
        due_at=_same_hour(deadline.due_at, due_on, zone),
        origin=origin,
        replaces=deadline.due_on,
        explanation=(*deadline.explanation, why),
    )


def own_deadline(task: Task) -> Deadline | None:
    """Return the task's own deadline, behind a date for resending."""
    deadline = task.deadline
    is_resending = deadline is not None and deadline.origin == RESENDING
    return task.standing.stated if is_resending else deadline


def carried_deadline(task: Task, first: Date) -> Deadline | None:
    """Return the deadline by which another carries ``task`` on from ``first``: not before it."""
    deadline = own_deadline(task)
    if deadline is None:
        return None
    due_on = max(deadline.due_on, first)
    why = Message.of("deadline.succeeded", on=first, due=due_on)
    later = shifted(deadline, due_on, task.assignment.zone, SUCCEEDED, why)
    opens_on = min(max(deadline.opens_on or first, first), due_on)
    return evolve(later, opens_on=opens_on, late_at=None)


def closing_deadline(task: Task, last: Date) -> Deadline | None:
    """Return ``last`` as the deadline of a holder that ends, unless the task is due before."""
    zone, deadline = task.assignment.zone, task.deadline
    due_at, why = end_of_day(last, zone), Message.of("deadline.closing", due=last)
    if deadline is None:
        return Deadline(
            opens_on=None, due_on=last, due_at=due_at, origin=CLOSING, explanation=(why,)
        )
    if deadline.origin == RESENDING or deadline.due_on <= last:
        return None
    closing = shifted(deadline, last, zone, CLOSING, why)
    opens_on = min(deadline.opens_on, last) if deadline.opens_on else None
    return evolve(closing, due_at=due_at, opens_on=opens_on, late_at=None, warnings=())


def _same_hour(at: DateTime, day: Date, zone: str) -> DateTime:
    """Return the instant of ``day`` at which the clock on the wall shows what it does ``at``."""
    wall = datetime.astimezone(at, pendulum.timezone(zone))
    return to_instant(datetime.combine(day, wall.time(), wall.tzinfo))
