"""The official count: two by two, and the rate over what has fallen due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final

from attrs import frozen
from pendulum import DateTime

from planflow.domain.plan import REQUEST, Amount
from planflow.domain.task import RECEIVE, Task, timeliness

_OPEN_IN_TIME: Final = ("not_yet_open", "in_time", "due_soon")
_RATE: Final = Context(prec=28)


@frozen
class TwoByTwo:
    """Done or not, in time or overdue; requests and receiving tasks are in no count (Rule R6).

    The rates divide as the official reports do (1270/BC-TCTTTg of 2017): completion and overdue by
    the tasks that have fallen due, so that both together are one; lateness by what is done.

    Attributes:
        done_in_time: Done, and sent by the deadline.
        done_late: Done, and sent after it.
        open_in_time: Not done, and the deadline is still to come.
        open_overdue: Not done, and the deadline has passed.
    """

    done_in_time: int
    done_late: int
    open_in_time: int
    open_overdue: int

    @property
    def fallen_due(self) -> int:
        """Return how many tasks have fallen due: done, or overdue."""
        return self.done_in_time + self.done_late + self.open_overdue

    @property
    def done(self) -> int:
        """Return how many are done, in time or late."""
        return self.done_in_time + self.done_late

    @property
    def counted(self) -> int:
        """Return how many tasks are counted at all."""
        return self.fallen_due + self.open_in_time

    @property
    def overdue_rate(self) -> Decimal | None:
        """Return the overdue among those fallen due, as a share of one; nothing where none have."""
        return share_of(self.open_overdue, self.fallen_due)

    @property
    def completion_rate(self) -> Decimal | None:
        """Return the done among those fallen due, as a share of one; nothing where none have."""
        return share_of(self.done, self.fallen_due)

    @property
    def late_rate(self) -> Decimal | None:
        """Return the late among those done, as a share of one; nothing where none is done."""
        return share_of(self.done_late, self.done)

    def __add__(self, other: TwoByTwo) -> TwoByTwo:
        """Return the count of two sets of tasks that have none in common."""
        return TwoByTwo(
            self.done_in_time + other.done_in_time,
            self.done_late + other.done_late,
            self.open_in_time + other.open_in_time,
            self.open_overdue + other.open_overdue,
        )


def share_of(part: Amount, whole: Amount | None) -> Decimal | None:
    """Return ``part`` of ``whole`` as a share of one; nothing where there is no whole."""
    return _RATE.divide(Decimal(part), Decimal(whole)) if whole else None


def is_judged(task: Task) -> bool:
    """Tell whether a task is in any count: nobody is judged by receiving or by a request (R6)."""
    return task.kind != RECEIVE and task.assignment.authority != REQUEST


def was_sent_late(task: Task) -> bool:
    """Tell whether the first sending came late; what was only asked for is never late (R6)."""
    reports = task.standing.reports
    return bool(reports) and reports[0].is_late and task.assignment.authority != REQUEST


def two_by_two(tasks: Iterable[Task], now: DateTime) -> TwoByTwo:
    """Return the official count of ``tasks`` at ``now``."""
    counts = Counter(timeliness(task, now) for task in tasks if is_judged(task))
    return TwoByTwo(
        done_in_time=counts["done_in_time"],
        done_late=counts["done_late"],
        open_in_time=sum(counts[name] for name in _OPEN_IN_TIME),
        open_overdue=counts["overdue"],
    )
