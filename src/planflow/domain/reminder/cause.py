"""What units are to be told, and why: each cause with a start and an end of its own.

A cause comes with what happened and goes with it: when the deadline is superseded, the task done,
the correction given, the obstacle answered or put to another unit. Its steps are laid down when it
comes, in the order in which they fall due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.deadline import EXTENDED, PROLONGED, RESENDING, WAITING, Deadline
from planflow.domain.plan import BY_RECEIVER, BY_SUPERIOR, REQUEST, Ladder
from planflow.domain.reminder.rung import (
    ASKED_AGAIN,
    CORRECTION_ASKED,
    DUE_SOON,
    DUE_TODAY,
    ESCALATED,
    NOT_RESENT,
    OBSTACLE_ASKED,
    OPENS,
    OVERDUE,
    PUT_OFF,
    RETURNED,
    STILL_WAITING,
    UNANSWERED,
    UNCORRECTED,
    numbered,
    obstacle_cause,
    parts_of,
)
from planflow.domain.report import Obstacle
from planflow.domain.task import RECEIVE, Standing, Task
from planflow.instant import add_days, day_of, start_of_day, to_text

_MOVED: Final = (EXTENDED, PROLONGED, RESENDING)


@frozen
class Step:
    """One rung at its moment."""

    moment: DateTime
    rung: str


@frozen
class Cause:
    """Why units are told something.

    Attributes:
        id: The deadline's date, the event waited for, or what else is announced.
        holder: Whose task it is; of a plan's obstacle the unit that raised it.
        steps: The rungs in the order of their moments.
        due_on: The day that is spoken of, if any.
        asked: The unit that is told, where it is not the holder.
    """

    id: str
    holder: str
    steps: tuple[Step, ...]
    due_on: Date | None = None
    asked: str | None = None


def causes(task: Task) -> tuple[Cause, ...]:
    """Return everything that ``task`` is announced for as it stands."""
    found = (*_of_time(task), *_of_correction(task))
    obstacles = task.standing.open_obstacles()
    if not obstacles:
        return found
    assignment = task.assignment
    return (*found, *_of_obstacles(obstacles, assignment.ladder, assignment.zone, task.holder))


def plan_causes(standing: PlanStanding) -> tuple[Cause, ...]:
    """Return everything that a plan is announced for beside its tasks: its own obstacles."""
    plan = standing.plan
    return tuple(_of_obstacles(standing.open_obstacles(), plan.ladder, plan.policy.zone))


def is_unmoved(before: Standing, after: Standing) -> bool:
    """Tell whether nothing moved from which causes follow; cheap, for every command asks it."""
    return (
        before.is_open == after.is_open
        and before.deadline is after.deadline
        and before.dated_at == after.dated_at
        and before.correction_asked_at == after.correction_asked_at
        and before.obstacles is after.obstacles
    )


def escalated_to(task: Task) -> tuple[str, ...]:
    """Return who is told that a task stays undone; where the plan's choice is nobody, the assigner.

    The assigner is the standing agency, or above it the issuer.
    """
    assignment = task.assignment
    found: tuple[str, ...] = ()
    if assignment.ladder.escalates_to == BY_SUPERIOR:
        found = assignment.superiors[:1]
    elif assignment.ladder.escalates_to == BY_RECEIVER:
        receivers = (edge.receiver for edge in task.standing.edges)
        found = tuple(dict.fromkeys(unit for unit in receivers if unit != task.holder))
    assigners = assignment.assigners
    return found or (assigners[0] if assigners[-1] == task.holder else assigners[-1],)


def _of_time(task: Task) -> Iterator[Cause]:
    """Yield what the deadline brings, or that there is none."""
    standing = task.standing
    if standing.dated_at is None or not standing.is_open or task.kind == RECEIVE:
        return
    if standing.deadline is None:
        steps = tuple(_undated(task, standing.dated_at))
        yield Cause(task.assignment.awaits or "assigned", task.holder, steps)
    else:
        yield _dated(task, standing.deadline, standing.dated_at)


def _undated(task: Task, since: DateTime) -> Iterator[Step]:
    yield Step(since, OPENS)
    if task.standing.dating == WAITING:
        zone = task.assignment.zone
        first = day_of(since, zone)
        yield from _steps(STILL_WAITING, first, task.assignment.ladder.waiting, zone)


def _dated(task: Task, deadline: Deadline, since: DateTime) -> Cause:
    assignment = task.assignment
    is_asked = assignment.authority == REQUEST
    steps = _laid_down(deadline, since, assignment.ladder, assignment.zone, is_asked)
    return Cause(_date(task, deadline), task.holder, steps, deadline.due_on)


@lru_cache(maxsize=1024)
def _laid_down(
    deadline: Deadline,
    since: DateTime,
    ladder: Ladder,
    zone: str,
    is_asked: bool,  # noqa: FBT001 - a cache takes its key by place
) -> tuple[Step, ...]:
    """Return the rungs of a deadline; of those passed when it was set only the newest.

    The first rung (it opens, it was returned, it was put off) is never left out and says itself how
    soon the date is. They are the same for all tasks that were dated together.
    """
    first = list(_first(deadline, since, zone))
    rest = _around(deadline.due_on, ladder, zone, is_asked, deadline.origin == RESENDING)
    passed = [Step(since, step.rung) for step in rest if step.moment <= since][-1:]
    if first[0].moment <= since:
        passed = [step for step in passed if parts_of(step.rung)[0] != DUE_SOON]
    ahead = [step for step in rest if step.moment > since]
    return tuple(sorted((*first, *passed, *ahead), key=_moment))


def _first(deadline: Deadline, since: DateTime, zone: str) -> Iterator[Step]:
    """Yield how the date is first told; one that was put off is told at once, even before it opens.

    A date for resending has come by a return, unless the task was suspended meanwhile.
    """
    opens_on = deadline.opens_on
    opens = start_of_day(opens_on, zone) if opens_on is not None else since
    if deadline.replaces is not None and deadline.origin in _MOVED:
        yield Step(since, PUT_OFF)
        if opens > since:
            yield Step(opens, OPENS)
    elif deadline.origin == RESENDING:
        yield Step(since, RETURNED)
    else:
        yield Step(max(opens, since), OPENS)


@lru_cache(maxsize=1024)
def _around(
    due_on: Date,
    ladder: Ladder,
    zone: str,
    is_asked: bool,  # noqa: FBT001
    is_resending: bool,  # noqa: FBT001
) -> tuple[Step, ...]:
    """Return the rungs before and after a due day; a requested body is only asked again (R6).

    They are the same for all tasks that are due on one day.
    """
    found = [*_steps(DUE_SOON, due_on, (-days for days in ladder.due_soon), zone)]
    if ladder.due_today:
        found.append(Step(start_of_day(due_on, zone), DUE_TODAY))
    if is_asked:
        found += _steps(ASKED_AGAIN, due_on, ladder.asked_again, zone)
    else:
        rung, days = (NOT_RESENT, ladder.not_resent) if is_resending else (OVERDUE, ladder.overdue)
        found += _steps(rung, due_on, days, zone)
        found += _steps(ESCALATED, due_on, ladder.escalated, zone)
    return tuple(sorted(found, key=_moment))


def _steps(rung: str, day: Date, distances: Iterable[int], zone: str) -> Iterator[Step]:
    """Yield a rung at each distance from ``day``, at the first instant of that day."""
    for number, days in enumerate(distances, 1):
        yield Step(start_of_day(add_days(day, days), zone), numbered(rung, number))


def _of_correction(task: Task) -> Iterator[Cause]:
    """Yield that a correction of what was passed on is asked for; asked again, it begins anew."""
    asked_at, zone = task.standing.correction_asked_at, task.assignment.zone
    if asked_at is not None:
        first = Step(asked_at, CORRECTION_ASKED)
        distances = task.assignment.ladder.correction_unanswered
        reminders = _steps(UNCORRECTED, day_of(asked_at, zone), distances, zone)
        yield Cause(f"correction {to_text(asked_at)}", task.holder, (first, *reminders))


def _of_obstacles(
    obstacles: Iterable[Obstacle], ladder: Ladder, zone: str, holder: str | None = None
) -> Iterator[Cause]:
    """Yield what waits for an answer, with whom it lies now: escalated, it begins anew there."""
    for each in obstacles:
        first = Step(each.since, OBSTACLE_ASKED)
        day = day_of(each.since, zone)
        reminders = _steps(UNANSWERED, day, ladder.obstacle_unanswered, zone)
        cause = obstacle_cause(each.number, len(each.path) + 1)
        steps = (first, *reminders)
        yield Cause(cause, holder or each.raised_by, steps, asked=each.lies_with)


def _date(task: Task, deadline: Deadline) -> str:
    """Return the date as a cause; each return is one of its own."""
    due_on = deadline.due_on.isoformat()
    return f"{due_on}#{task.standing.returned}" if deadline.origin == RESENDING else due_on


def _moment(step: Step) -> DateTime:
    return step.moment
