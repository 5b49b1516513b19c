"""From causes to announcements: what falls due in a span of time, what is next, what ends (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pendulum import DateTime

from planflow.domain.reminder.cause import Cause, Step, causes, is_unmoved, recipients
from planflow.domain.reminder.rung import Announcement
from planflow.domain.task import Standing, Task


def announcements(task: Task, since: DateTime, until: DateTime) -> tuple[Announcement, ...]:
    """Return the announcements of ``task`` whose moment lies in [since, until], in order."""
    return fallen_due(task, since, until)[0]


def next_moment(task: Task, after: DateTime) -> DateTime | None:
    """Return the moment of the first announcement after ``after``, if there is one."""
    return fallen_due(task, after, after)[1]


def fallen_due(
    task: Task, since: DateTime | None, until: DateTime
) -> tuple[tuple[Announcement, ...], DateTime | None]:
    """Return what is announced in [since, until], nothing without ``since``, and what is next."""
    given: list[Announcement] = []
    following: list[DateTime] = []
    for cause in causes(task):
        for step in cause.steps:
            if step.moment > until:
                following.append(step.moment)
                break
            if since is not None and step.moment >= since:
                given += _announced(task, cause, step)
    given.sort(key=lambda each: each.moment)
    return tuple(given), min(following, default=None)


def wake(before: Standing | None, scheduled: DateTime | None, task: Task) -> DateTime | None:
    """Return when the sweep must look at ``task`` after a command.

    A cause that goes on keeps its outstanding announcements, a new one brings all of its own, and
    those of one that is gone are given no more.

    Args:
        before: The standing before the command, if there was one.
        scheduled: When the sweep was to look at it: the first moment outstanding then.
        task: The task as it stands now.
    """
    if before is not None and is_unmoved(before, task.standing):
        return scheduled
    known = causes(Task(task.assignment, before)) if before is not None else ()
    firsts = (
        _outstanding(cause, scheduled) if any(map(cause.is_same, known)) else cause.steps[0].moment
        for cause in causes(task)
    )
    return min((moment for moment in firsts if moment is not None), default=None)


def digest(given: Iterable[Announcement]) -> dict[str, tuple[Announcement, ...]]:
    """Return recipient → its announcements, of each task and cause only the highest rung."""
    highest: dict[tuple[str, str, str], Announcement] = {}
    for each in sorted(given, key=lambda one: one.moment):
        highest[each.recipient, each.task, each.cause] = each
    found: dict[str, tuple[Announcement, ...]] = {}
    for (recipient, _, _), each in highest.items():
        found[recipient] = (*found.get(recipient, ()), each)
    return found


def _outstanding(cause: Cause, scheduled: DateTime | None) -> DateTime | None:
    if scheduled is None:
        return None
    return next((step.moment for step in cause.steps if step.moment >= scheduled), None)


def _announced(task: Task, cause: Cause, step: Step) -> Iterator[Announcement]:
    assignment = task.assignment
    for recipient in recipients(task, step.rung):
        yield Announcement(
            assignment.id,
            assignment.plan,
            assignment.holder,
            cause.id,
            step.rung,
            recipient,
            step.moment,
            cause.due_on,
        )
