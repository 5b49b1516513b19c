"""The ladder of announcements: which moments a task's deadline brings, and what is said (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import RESENDING, WAITING, Deadline
from planflow.domain.plan import REQUEST
from planflow.domain.task import RECEIVE, Standing, Task
from planflow.instant import add_days, day_of, start_of_day

OPENS: Final = "opens"
RETURNED: Final = "returned"
DUE_SOON: Final = "due_soon"
DUE_TODAY: Final = "due_today"
OVERDUE: Final = ("overdue_1", "overdue_2", "overdue_3")
ESCALATED: Final = "escalated"
ASKED_AGAIN: Final = "asked_again"
STILL_WAITING: Final = "waiting"
RUNGS: Final = (
    OPENS,
    RETURNED,
    DUE_SOON,
    DUE_TODAY,
    *OVERDUE,
    ESCALATED,
    ASKED_AGAIN,
    STILL_WAITING,
)

SOON_BEFORE: Final = 7
"""Days before the due day at which ``due_soon`` is given."""
OVERDUE_AFTER: Final = (1, 8, 15)
"""Days after the due day at which the three reminders are given."""
ESCALATED_AFTER: Final = 22
"""Days after the due day at which the matter goes to the assigner."""
WAITING_AFTER: Final = 90
"""Days without the awaited event after which that is said."""


@frozen
class Announcement:
    """Something a unit must be told, unique by task, cause, rung and recipient.

    Attributes:
        task: The task's id.
        plan: The plan's id.
        holder: The task's holder.
        cause: The deadline's date, or the event waited for, or ``assigned``.
        rung: One of ``RUNGS``.
        recipient: The unit that is told.
        moment: The moment it belongs to, however late it is given.
        due_on: The due day it speaks of, if any.
    """

    task: str
    plan: str
    holder: str
    cause: str
    rung: str
    recipient: str
    moment: DateTime
    due_on: Date | None = None

    @property
    def id(self) -> str:
        """Return what makes it unique."""
        return f"{self.task}!{self.cause}!{self.rung}!{self.recipient}"


def announcements(task: Task, since: DateTime, until: DateTime) -> tuple[Announcement, ...]:
    """Return the announcements of ``task`` whose moment lies in [since, until], in order."""
    return tuple(each for each in _ladder(task) if since <= each.moment <= until)


def digest(given: Iterable[Announcement]) -> dict[str, tuple[Announcement, ...]]:
    """Return recipient → its announcements, of each task and cause only the highest rung."""
    highest: dict[tuple[str, str, str], Announcement] = {}
    for each in sorted(given, key=lambda one: one.moment):
        highest[each.recipient, each.task, each.cause] = each
    found: dict[str, tuple[Announcement, ...]] = {}
    for (recipient, _, _), each in highest.items():
        found[recipient] = (*found.get(recipient, ()), each)
    return found


def next_moment(task: Task, after: DateTime) -> DateTime | None:
    """Return the moment of the first announcement after ``after``, if there is one."""
    return next((each.moment for each in _ladder(task) if each.moment > after), None)


def first_moment(task: Task) -> DateTime | None:
    """Return the moment of the first announcement of the deadline in force."""
    return next((each.moment for each in _ladder(task)), None)


def wake(before: Standing | None, scheduled: DateTime | None, task: Task) -> DateTime | None:
    """Return when the sweep must look at ``task`` after a command.

    A command that leaves the deadline alone leaves outstanding announcements alone; completing,
    withdrawing or re-dating ends them.
    """
    standing = task.standing
    if not standing.is_open or task.kind == RECEIVE:
        return None
    is_dated_anew = (
        before is None
        or not before.is_open
        or before.dated_at != standing.dated_at
        or before.deadline is not standing.deadline
    )
    return first_moment(task) if is_dated_anew else scheduled


def _ladder(task: Task) -> Iterator[Announcement]:
    """Yield the rungs in order; of those passed when the deadline was set only the newest.

    The first rung (it opens, it was returned) is never left out and says itself how soon it is.
    """
    standing = task.standing
    if not standing.is_open or task.kind == RECEIVE or standing.dated_at is None:
        return
    since = standing.dated_at
    (opens, first), *rest = _rungs(task, since)
    told = (DUE_SOON,) if opens <= since else ()
    passed = [rung for moment, rung in rest if moment <= since][-1:]
    passed = [rung for rung in passed if rung not in told]
    ahead = [(moment, rung) for moment, rung in rest if moment > since]
    rungs = [(max(opens, since), first), *((since, rung) for rung in passed), *ahead]
    for moment, rung in sorted(rungs, key=lambda each: each[0]):
        yield _announcement(task, moment, rung)


def _rungs(task: Task, since: DateTime) -> Iterator[tuple[DateTime, str]]:
    deadline, zone = task.deadline, task.assignment.zone
    if deadline is None:
        yield since, OPENS
        if task.standing.dating == WAITING:
            yield start_of_day(add_days(day_of(since, zone), WAITING_AFTER), zone), STILL_WAITING
        return
    if deadline.origin == RESENDING:
        yield since, RETURNED
    else:
        yield start_of_day(deadline.opens_on or day_of(since, zone), zone), OPENS
    yield start_of_day(add_days(deadline.due_on, -SOON_BEFORE), zone), DUE_SOON
    yield start_of_day(deadline.due_on, zone), DUE_TODAY
    yield from _after_due(task, deadline, zone)


def _after_due(task: Task, deadline: Deadline, zone: str) -> Iterator[tuple[DateTime, str]]:
    """Yield the rungs of lateness; a requested body is asked again once, politely (Rule R6)."""
    if task.assignment.authority == REQUEST:
        yield start_of_day(add_days(deadline.due_on, OVERDUE_AFTER[0]), zone), ASKED_AGAIN
        return
    for days, rung in zip(OVERDUE_AFTER, OVERDUE, strict=True):
        yield start_of_day(add_days(deadline.due_on, days), zone), rung
    yield start_of_day(add_days(deadline.due_on, ESCALATED_AFTER), zone), ESCALATED


def _announcement(task: Task, moment: DateTime, rung: str) -> Announcement:
    assignment = task.assignment
    recipient = _superior(task) if rung == ESCALATED else _answering(task, moment)
    return Announcement(
        assignment.id,
        assignment.plan,
        assignment.holder,
        _cause(task),
        rung,
        recipient,
        moment,
        task.due_on,
    )


def _cause(task: Task) -> str:
    deadline = task.deadline
    if deadline is not None:
        due_on = deadline.due_on.isoformat()
        return f"{due_on}#{task.standing.returned}" if deadline.origin == RESENDING else due_on
    return task.assignment.awaits or "assigned"


def _answering(task: Task, moment: DateTime) -> str:
    """Return who is told: the holder, or once it has ended whoever enters its reports (R24)."""
    closes_on, closer = task.standing.closes_on, task.standing.closer
    if closes_on is None or closer is None or day_of(moment, task.assignment.zone) <= closes_on:
        return task.assignment.holder
    return closer


def _superior(task: Task) -> str:
    """Return who is told that a task stays undone: the standing agency, or above it the issuer."""
    assigners = task.assignment.assigners
    return assigners[0] if assigners[-1] == task.holder else assigners[-1]
