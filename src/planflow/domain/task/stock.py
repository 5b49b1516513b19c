"""A stock that a successor has counted anew is not counted at its predecessor, too (R19, R24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from planflow.domain.plan import Indicator
from planflow.domain.report import Figures, Indicators, Pin
from planflow.domain.task.task import Task
from planflow.instant import end_of_day


def counted_once(
    task: Task,
    own: Figures,
    pins: tuple[Pin, ...],
    below: Iterable[Task],
    indicators: Mapping[str, Indicator],
) -> tuple[Pin, ...]:
    """Return ``pins`` without the stocks that whoever carries a task on has counted since.

    Args:
        task: The task that is reported on.
        own: Its own figures.
        pins: What it takes from below.
        below: The tasks that feed it.
        indicators: The plan's indicators, by id.
    """
    if not any(child.standing.heirs for child in below):
        return pins
    tasks = {child.id: child for child in below}
    stocks = Indicators.of(indicators).newest
    found = []
    for pin in pins:
        told = {name for each in _told_since(task, own, pins, tasks, pin) for name in each.actual}
        left_out = tuple(sorted(stocks & told & pin.figures.actual.keys()))
        found.append(evolve(pin, left_out=left_out) if left_out else pin)
    return tuple(found)


def _told_since(
    task: Task, own: Figures, pins: tuple[Pin, ...], below: Mapping[str, Task], pin: Pin
) -> Iterator[Figures]:
    """Yield what the successors of a task below say in this report, once it was closed."""
    standing = below[pin.task].standing
    if not standing.heirs or standing.closes_on is None:
        return
    is_mine = task.id in standing.heirs
    if is_mine:
        yield own
    closed_at = end_of_day(standing.closes_on, task.assignment.zone)
    for other in pins:
        is_heirs = other.holder == task.holder if is_mine else other.task in standing.heirs
        report = below[other.task].standing.reports[other.version - 1]
        if is_heirs and report.sent_at > closed_at:
            yield other.figures
