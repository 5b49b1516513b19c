"""Timeliness: derived from the record and the moment of asking, never stored."""

from __future__ import annotations

from typing import Final

from pendulum import DateTime

from planflow.domain.deadline import CONTINUOUS, WAITING
from planflow.domain.plan import REQUEST
from planflow.domain.task.table import SUSPENDED, WITHDRAWN
from planflow.domain.task.task import RECEIVE, Task
from planflow.instant import add_days, day_of

DONE_IN_TIME: Final = "done_in_time"
DONE_LATE: Final = "done_late"
NOT_YET_OPEN: Final = "not_yet_open"
IN_TIME: Final = "in_time"
DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"
AWAITING: Final = "waiting"
GOING_ON: Final = "continuous"
WITHOUT_DATE: Final = "undated"
ASKED: Final = "asked"
ANSWERED: Final = "answered"
PAUSED: Final = "suspended"
GONE: Final = "withdrawn"
NOT_COUNTED: Final = "not_counted"
TIMELINESS: Final = (
    DONE_IN_TIME,
    DONE_LATE,
    NOT_YET_OPEN,
    IN_TIME,
    DUE_SOON,
    OVERDUE,
    AWAITING,
    GOING_ON,
    WITHOUT_DATE,
    ASKED,
    ANSWERED,
    PAUSED,
    GONE,
    NOT_COUNTED,
)
"""A requested body with a date is ``asked`` until it has ``answered``: its time is in no count, so
that the official two by two is made of the others alone (Rule R6)."""

SOON_DAYS: Final = 3
"""So many days before its due day an open task is due soon."""


def timeliness(task: Task, now: DateTime) -> str:
    """Return how ``task`` stands toward its time at ``now`` (Rules R8, R11, R12)."""
    standing = task.standing
    if task.kind == RECEIVE:
        return NOT_COUNTED
    if standing.state in (SUSPENDED, WITHDRAWN):
        return PAUSED if standing.state == SUSPENDED else GONE
    if standing.done_at is not None:
        return _done(task, standing.done_at)
    return _open(task, now)


def _done(task: Task, done_at: DateTime) -> str:
    if task.assignment.authority == REQUEST:
        return ANSWERED
    deadline = task.deadline
    is_late = deadline is not None and done_at > deadline.ends_at
    return DONE_LATE if is_late else DONE_IN_TIME


def _open(task: Task, now: DateTime) -> str:
    deadline, dating = task.deadline, task.standing.dating
    if deadline is None:
        return {WAITING: AWAITING, CONTINUOUS: GOING_ON}.get(dating, WITHOUT_DATE)
    if dating == CONTINUOUS and now <= deadline.ends_at:
        return GOING_ON
    if task.assignment.authority == REQUEST:
        return ASKED
    if now > deadline.ends_at:
        return OVERDUE
    zone = task.assignment.zone
    today = day_of(now, zone)
    if deadline.opens_on is not None and today < deadline.opens_on:
        return NOT_YET_OPEN
    last = day_of(deadline.ends_at, zone)
    return DUE_SOON if today >= add_days(last, -SOON_DAYS) else IN_TIME
