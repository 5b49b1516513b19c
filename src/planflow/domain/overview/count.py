"""The official count: two by two, and the rate over what has fallen due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen
from pendulum import DateTime

from planflow.domain.plan import REQUEST
from planflow.domain.task import RECEIVE, Task, timeliness

_OPEN_IN_TIME = ("not_yet_open", "in_time", "due_soon")


@frozen
class TwoByTwo:
    """Done or not, in time or overdue; requests and receiving tasks are in no count (Rule R6)."""

    done_in_time: int
    done_late: int
    open_in_time: int
    open_overdue: int

    @property
    def fallen_due(self) -> int:
        """Return how many tasks have fallen due: done, or overdue."""
        return self.done_in_time + self.done_late + self.open_overdue

    @property
    def overdue_rate(self) -> Decimal | None:
        """Return the overdue among those fallen due, as a share of one; nothing where none have."""
        return Decimal(self.open_overdue) / self.fallen_due if self.fallen_due else None


def was_sent_late(task: Task) -> bool:
    """Tell whether the first sending came late; what was only asked for is never late (R6)."""
    reports = task.standing.reports
    return bool(reports) and reports[0].is_late and task.assignment.authority != REQUEST


def two_by_two(tasks: Iterable[Task], now: DateTime) -> TwoByTwo:
    """Return the official count of ``tasks`` at ``now``."""
    counts = Counter(
        timeliness(task, now)
        for task in tasks
        if task.kind != RECEIVE and task.assignment.authority != REQUEST
    )
    return TwoByTwo(
        done_in_time=counts["done_in_time"],
        done_late=counts["done_late"],
        open_in_time=sum(counts[name] for name in _OPEN_IN_TIME),
        open_overdue=counts["overdue"],
    )
