"""From causes to announcements: what falls due in a span of time, what is next, what ends (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pendulum import DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.reminder.cause import (
    Cause,
    Step,
    causes,
    escalated_to,
    is_unmoved,
    plan_causes,
)
from planflow.domain.reminder.rung import ESCALATED, Announcement, parts_of
from planflow.domain.task import Standing, Task
from planflow.instant import day_of

_Subject: TypeAlias = Task | PlanStanding


def announcements(
    subject: Task | PlanStanding, since: DateTime, until: DateTime
) -> tuple[Announcement, ...]:
    """Return the announcements of a task or plan whose moment lies in [since, until], in order."""
    return fallen_due(subject, since, until)[0]


def next_moment(subject: Task | PlanStanding, after: DateTime) -> DateTime | None:
    """Return the moment of the first announcement after ``after``, if there is one."""
    return fallen_due(subject, None, after)[1]


def fallen_due(
    subject: Task | PlanStanding, since: DateTime | None, until: DateTime
) -> tuple[tuple[Announcement, ...], DateTime | None]:
    """Return what is announced in [since, until], nothing without ``since``, and what is next."""
    given: list[Announcement] = []
    following: list[DateTime] = []
    for cause in _causes(subject):
        for step in cause.steps:
            if step.moment > until:
                following.append(step.moment)
                break
            if since is not None and step.moment >= since:
                given += _announced(subject, cause, step)
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
    if before is None:
        return _first((), scheduled, causes(task))
    if is_unmoved(before, task.standing):
        return scheduled
    now = causes(task)
    return _first(causes(Task(task.assignment, before)), scheduled, now) if now else None


def plan_wake(
    before: PlanStanding, scheduled: DateTime | None, after: PlanStanding
) -> DateTime | None:
    """Return when the sweep must look at a plan's own announcements after a command."""
    return _first(plan_causes(before), scheduled, plan_causes(after))


def digest(given: Iterable[Announcement]) -> dict[str, tuple[Announcement, ...]]:
    """Return recipient → its announcements, of each task and cause only the highest rung."""
    highest: dict[tuple[str, str, str], Announcement] = {}
    for each in sorted(given, key=lambda one: one.moment):
        highest[each.recipient, each.task, each.cause] = each
    found: dict[str, tuple[Announcement, ...]] = {}
    for (recipient, _, _), each in highest.items():
        found[recipient] = (*found.get(recipient, ()), each)
    return found


def _causes(subject: _Subject) -> tuple[Cause, ...]:
    return causes(subject) if isinstance(subject, Task) else plan_causes(subject)


def _first(
    known: tuple[Cause, ...], scheduled: DateTime | None, now: tuple[Cause, ...]
) -> DateTime | None:
    """Return the first moment outstanding, given that all before ``scheduled`` have been told.

    A cause whose steps were laid down anew is gone through anew: what was told is not told again.
    """
    kept = {cause.id: cause.steps for cause in known}
    firsts = (
        _outstanding(cause, scheduled)
        if kept.get(cause.id) == cause.steps
        else cause.steps[0].moment
        for cause in now
    )
    return min((moment for moment in firsts if moment is not None), default=None)


def _outstanding(cause: Cause, scheduled: DateTime | None) -> DateTime | None:
    if scheduled is None:
        return None
    return next((step.moment for step in cause.steps if step.moment >= scheduled), None)


def _announced(subject: _Subject, cause: Cause, step: Step) -> Iterator[Announcement]:
    plan = subject.assignment.plan if isinstance(subject, Task) else subject.plan.id
    one = subject.id if isinstance(subject, Task) else plan
    for recipient in _recipients(subject, cause, step):
        yield Announcement(
            one,
            plan,
            cause.holder,
            cause.id,
            step.rung,
            recipient,
            step.moment,
            cause.due_on,
        )


def _recipients(subject: _Subject, cause: Cause, step: Step) -> tuple[str, ...]:
    """Return who is told: the holder, whoever is asked, or whoever the plan escalates to."""
    if isinstance(subject, Task) and parts_of(step.rung)[0] == ESCALATED:
        return escalated_to(subject)
    return (cause.asked or _answering(subject, cause, step),)


def _answering(subject: _Subject, cause: Cause, step: Step) -> str:
    """Return the holder, or once that has ended whoever enters its reports (Rule R24)."""
    if not isinstance(subject, Task):
        return cause.holder
    closes_on, closer = subject.standing.closes_on, subject.standing.closer
    if closes_on is None or closer is None:
        return cause.holder
    has_ended = day_of(step.moment, subject.assignment.zone) > closes_on
    return closer if has_ended else cause.holder
