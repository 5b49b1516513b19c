"""Going on after a suspension: the end is kept, or the time suspended is added to it."""

from __future__ import annotations

from pendulum import Date

from planflow.domain.deadline import PROLONG, PROLONGED, RESENDING, Deadline
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.shift import shifted
from planflow.domain.task.task import Standing, Task
from planflow.domain.workday import Workdays
from planflow.instant import add_days, day_of
from planflow.message import Message
from planflow.value import altered


def resume(task: Task, command: c.Resume, context: Context) -> Happened:
    """Return the deadline in force from now: as it was, or later by the time suspended."""
    policy, standing = context.policy, task.standing
    is_prolonged = policy.suspension == PROLONG if command.prolong is None else command.prolong
    if not is_prolonged:
        return ((task.id, e.Resumed(standing.deadline)),)
    deadline = _prolonged(standing.deadline, task, context)
    return ((task.id, e.Resumed(deadline, _prolonged(standing.stated, task, context))),)


def _prolonged(deadline: Deadline | None, task: Task, context: Context) -> Deadline | None:
    """Return ``deadline`` later by the days suspended, in its own unit, at the same hour."""
    zone = task.assignment.zone
    suspended = _suspended_on(task.standing, zone)
    if deadline is None or suspended is None:
        return deadline
    days = day_of(context.at, zone).toordinal() - suspended.toordinal()
    if deadline.unit == "working-day":
        return _later_by_working_days(deadline, suspended, days, zone, context.workdays)
    if days <= 0:
        return deadline
    due_on = add_days(deadline.due_on, days)
    why = Message.of("deadline.prolonged", days=days, due=due_on)
    return shifted(deadline, due_on, zone, _origin(deadline), why)


def _later_by_working_days(
    deadline: Deadline, suspended: Date, days: int, zone: str, workdays: Workdays | None
) -> Deadline:
    """Count the day of suspension as begun, as art. 147 does: what was left then is left now."""
    if workdays is None:
        raise TypeError(workdays)
    span = range(1, days + 1)
    count = sum(workdays.is_working(add_days(suspended, number)) for number in span)
    if not count:
        return deadline
    due_on = workdays.add(deadline.due_on, count)
    why = Message.of("deadline.prolonged_working", days=count, due=due_on)
    later = shifted(deadline, due_on, zone, _origin(deadline), why)
    is_provisional = workdays.is_provisional(due_on)
    warnings = (Message.of("deadline.provisional", due=due_on),) if is_provisional else ()
    return altered(later, calendar=workdays.version, warnings=warnings)


def _suspended_on(standing: Standing, zone: str) -> Date | None:
    """Return the day from which the date was suspended: one set meanwhile, since it was set."""
    since = standing.suspended_at
    return None if since is None else day_of(max(since, standing.dated_at or since), zone)


def _origin(deadline: Deadline) -> str:
    return deadline.origin if deadline.origin == RESENDING else PROLONGED
