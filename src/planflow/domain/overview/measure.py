"""What a unit can be measured by: so many of so many, one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final, TypeAlias

from attrs import field, frozen
from pendulum import DateTime

from planflow.domain.overview.count import TwoByTwo, two_by_two
from planflow.domain.overview.obstacle import ObstacleView
from planflow.domain.overview.product import ProductProgress
from planflow.domain.report.obstacle import WITHDRAWN
from planflow.domain.task import Task, product_timeliness, timeliness
from planflow.instant import day_of

LATE: Final = ("done_late", "overdue")
FALLEN_DUE: Final = ("done_in_time", *LATE)


@frozen
class Judged:
    """One unit with all it is judged by.

    Attributes:
        unit: The unit.
        tasks: Its tasks that count.
        products: The products of the plan, live: what the unit has said and what stands.
        now: The moment.
        obstacles: The obstacles of the plan.
    """

    unit: str
    tasks: tuple[Task, ...]
    products: tuple[ProductProgress, ...] = field(repr=False)
    now: DateTime
    obstacles: tuple[ObstacleView, ...] = field(default=(), repr=False)

    @cached_property
    def count(self) -> TwoByTwo:
        """Return the official count of its tasks."""
        return two_by_two(self.tasks, self.now)

    @cached_property
    def fallen_due(self) -> tuple[Task, ...]:
        """Return its tasks that have fallen due."""
        return tuple(task for task in self.tasks if timeliness(task, self.now) in FALLEN_DUE)


Measured: TypeAlias = tuple[int, int]
"""How many, of how many; of nought where there is nothing to measure."""


def late_days(task: Task, now: DateTime) -> int:
    """Return by how many calendar days a task is late or was done late; nought where it is not.

    Days are those of the plan's zone. None counts on which the deadline was not in force yet: what
    a successor takes over late is not its own lateness (Rule R24).
    """
    deadline, standing, zone = task.deadline, task.standing, task.assignment.zone
    if deadline is None or timeliness(task, now) not in LATE:
        return 0
    end, start, least = standing.done_at or now, deadline.ends_at, 1
    if standing.dated_at is not None and start < standing.dated_at <= end:
        start, least = standing.dated_at, 0
    return max(least, day_of(end, zone).toordinal() - day_of(start, zone).toordinal())


def _in_time(judged: Judged, _limit: int) -> Measured:
    """Tasks done in time, of those fallen due."""
    return judged.count.done_in_time, judged.count.fallen_due


def _done(judged: Judged, _limit: int) -> Measured:
    """Tasks done, in time or late, of those fallen due."""
    return judged.count.done, judged.count.fallen_due


def _late_days(judged: Judged, limit: int) -> Measured:
    """Days left of the limit of each task fallen due, once the days late are taken off."""
    lost = sum(min(limit, late_days(task, judged.now)) for task in judged.fallen_due)
    days = limit * len(judged.fallen_due)
    return days - lost, days


def _unreturned(judged: Judged, _limit: int) -> Measured:
    """Tasks whose reports were never returned, of those that were reported on."""
    sent = [task for task in judged.tasks if task.standing.reports]
    return sum(not task.standing.returned for task in sent), len(sent)


def _own_reports(judged: Judged, _limit: int) -> Measured:
    """Tasks whose newest report the unit entered itself, of those that were reported on."""
    sent = [task.standing.reports[-1] for task in judged.tasks if task.standing.reports]
    return sum(report.entered_by is None for report in sent), len(sent)


def _products(judged: Judged, _limit: int) -> Measured:
    """Products met, of those fallen due, with their item or by themselves, that can be told."""
    tasks = {(task.source, task.assignment.occurrence): task for task in judged.tasks}
    met = [
        each.is_met_by(judged.unit)
        for each in judged.products
        if (task := tasks.get((each.item, each.occurrence))) is not None
        if _is_due(task, each.product.indicator.id, judged.now)
    ]
    return sum(each is True for each in met), sum(each is not None for each in met)


def _is_due(task: Task, indicator: str, now: DateTime) -> bool:
    for own in task.assignment.own_days:
        if own.indicator == indicator:
            return product_timeliness(task, own, now) in FALLEN_DUE
    return timeliness(task, now) in FALLEN_DUE


def _obstacles(judged: Judged, _limit: int) -> Measured:
    """Obstacles put to the unit that wait no more with it, of those put to it and not withdrawn."""
    put = [
        each
        for each in judged.obstacles
        if judged.unit in (*each.path, each.lies_with) and each.state != WITHDRAWN
    ]
    return sum(not (each.is_open and each.lies_with == judged.unit) for each in put), len(put)


MEASURES: Final[Mapping[str, Callable[[Judged, int], Measured]]] = {
    "in_time": _in_time,
    "done": _done,
    "late_days": _late_days,
    "unreturned": _unreturned,
    "own_reports": _own_reports,
    "products": _products,
    "obstacles": _obstacles,
}
"""What a criterion may measure; the catalogue has two sentences for each, under ``score``."""
