"""Products with a time of their own: derived from the record like the timeliness of a task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pendulum import DateTime

from planflow.domain.plan import REQUEST
from planflow.domain.report import Report
from planflow.domain.task.table import SUSPENDED, WITHDRAWN
from planflow.domain.task.task import OwnDay, Task
from planflow.domain.task.timeliness import (
    ANSWERED,
    ASKED,
    DONE_IN_TIME,
    DONE_LATE,
    GONE,
    IN_TIME,
    OVERDUE,
    PAUSED,
)


def product_timeliness(task: Task, own: OwnDay, now: DateTime) -> str:
    """Return how a product of ``task`` stands toward its own day at ``now``, as a task does.

    It is given by the first report that has a figure of it, if what stands now has one; an
    outcome, which the receiver judges, by the closing report.
    """
    standing = task.standing
    if standing.state in (SUSPENDED, WITHDRAWN):
        return PAUSED if standing.state == SUSPENDED else GONE
    given_at = _given_at(task, own)
    if task.assignment.authority == REQUEST:
        return ASKED if given_at is None else ANSWERED
    if given_at is None:
        return OVERDUE if now > own.deadline.ends_at else IN_TIME
    return DONE_LATE if given_at > own.deadline.ends_at else DONE_IN_TIME


def overdue_products(tasks: Iterable[Task], now: DateTime) -> Iterator[tuple[Task, OwnDay]]:
    """Yield every product whose own day has passed without a figure, with its task."""
    for task in tasks:
        for own in task.assignment.own_days:
            if product_timeliness(task, own, now) == OVERDUE:
                yield task, own


def _given_at(task: Task, own: OwnDay) -> DateTime | None:
    standing = task.standing
    current = standing.current()
    if current is None or not _has(current, own):
        return None
    since = standing.reports[standing.lapsed :]
    return min(report.sent_at for report in since if _has(report, own))


def _has(report: Report, own: OwnDay) -> bool:
    return own.indicator in report.total.actual if own.is_counted else report.is_closing
