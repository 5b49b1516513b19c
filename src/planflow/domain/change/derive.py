"""Dates derived backwards along chains, level by level: proposals that nobody is held to (R14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pendulum import Date

from planflow.domain.deadline import CONTINUOUS, DERIVED, RESENDING, Deadline, Policy
from planflow.domain.task import OPEN_STATES, PARTNER, REPORT, SUSPENDED, Task
from planflow.domain.workday import Workdays
from planflow.instant import add_days, end_of_day
from planflow.message import Message


def derived_dates(
    tasks: Mapping[str, Task], policy: Policy, workdays: Workdays
) -> dict[str, Deadline]:
    """Return task → the date that follows from the one above it, where it lacks a fitting one.

    An undated report gets a date ``policy.gap`` working days before the report that it feeds, and
    so on downwards; a partner without a date, or with one after its lead's, gets the lead's.

    Args:
        tasks: The tasks of the plan, by id.
        policy: The plan's policy.
        workdays: The working days.
    """
    found: dict[str, Deadline] = {}
    for task in tasks.values():
        _derive(task, tasks, policy, workdays, found)
    return found


def _derive(
    task: Task,
    tasks: Mapping[str, Task],
    policy: Policy,
    workdays: Workdays,
    found: dict[str, Deadline],
) -> Deadline | None:
    """Return the date that ``task`` has or is to have; what is derived is kept in ``found``."""
    if task.id in found or not _is_to_date(task):
        return found.get(task.id, task.deadline)
    dates = []
    for above in _above(task, tasks):
        upper = _derive(above, tasks, policy, workdays, found)
        if upper is not None:
            dates.append((_before(task, upper, policy, workdays), upper.due_on, above))
    if not dates:
        return task.deadline
    due_on, upper_on, above = min(dates, key=lambda date: date[0])
    if task.due_on is not None and task.due_on <= due_on:
        return task.deadline
    found[task.id] = _deadline(task, due_on, upper_on, above, policy, workdays)
    return found[task.id]


def _is_to_date(task: Task) -> bool:
    if task.state not in (*OPEN_STATES, SUSPENDED) or task.standing.dating == CONTINUOUS:
        return False
    if task.standing.closes_on is not None:
        return False
    deadline = task.deadline
    if task.assignment.part == PARTNER:
        return deadline is None or deadline.origin != RESENDING
    return task.kind == REPORT and deadline is None


def _above(task: Task, tasks: Mapping[str, Task]) -> Iterator[Task]:
    """Yield the lead of a partner, or the reports above a report."""
    for edge in task.standing.edges:
        above = tasks.get(edge.above)
        if above is None:
            continue
        if task.assignment.part == PARTNER:
            if edge.duty == task.source:
                yield above
        elif above.kind == REPORT:
            yield above


def _before(task: Task, upper: Deadline, policy: Policy, workdays: Workdays) -> Date:
    """Return the latest day that leaves the level above its working days."""
    if task.assignment.part == PARTNER:
        return upper.due_on
    last = workdays.add(add_days(upper.due_on, 1), -1)
    return workdays.add(last, -policy.gap)


def _deadline(
    task: Task, due_on: Date, upper_on: Date, above: Task, policy: Policy, workdays: Workdays
) -> Deadline:
    key = "deadline.derived_partner" if task.assignment.part == PARTNER else "deadline.derived"
    why = Message.of(key, due=due_on, above=above.source, upper=upper_on, count=policy.gap)
    opens_on = task.deadline.opens_on if task.deadline else None
    return Deadline(
        opens_on=min(opens_on, due_on) if opens_on else None,
        due_on=due_on,
        due_at=end_of_day(due_on, policy.zone, policy.closes_at),
        origin=DERIVED,
        calendar=workdays.version,
        policy=policy.name,
        replaces=task.due_on,
        explanation=(why,),
    )
