"""One deadline in the place of another: another day, the same hour, both dates kept."""

from __future__ import annotations

from pendulum import Date

from planflow.domain.deadline import CLOSING, RESENDING, SUCCEEDED, Deadline
from planflow.domain.task.task import Task
from planflow.instant import end_of_day, same_hour
from planflow.message import Message
from planflow.value import altered


def shifted(deadline: Deadline, due_on: Date, zone: str, origin: str, why: Message) -> Deadline:
    """Return the deadline that supersedes ``deadline``, and says what it supersedes and why."""
    return altered(
        deadline,
        due_on=due_on,
        due_at=same_hour(deadline.due_at, due_on, zone),
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
    return altered(later, opens_on=opens_on, late_at=None)


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
    return altered(closing, due_at=due_at, opens_on=opens_on, late_at=None, warnings=())
