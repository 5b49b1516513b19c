"""What a task had reported, said again once some of it has gone to other hands (Rule R24)."""

from __future__ import annotations

from collections.abc import Container, Mapping

from attrs import evolve
from pendulum import DateTime

from planflow.domain.plan import Indicator
from planflow.domain.report import Pin, Report, over_units
from planflow.domain.task.gather import carried, edge_to
from planflow.domain.task.task import Task


def restated(
    task: Task,
    tasks: Mapping[str, Task],
    gone: Container[str],
    again: Container[str],
    indicators: Mapping[str, Indicator],
    closing_at: DateTime | None,
) -> Report | None:
    """Return the newest report of ``task`` without what has moved elsewhere, or as its last word.

    Args:
        task: The task, whose newest report stands.
        tasks: The tasks as they are now, by id.
        gone: Tasks that feed it no more.
        again: Tasks that were said again themselves: their new version is taken.
        indicators: The plan's indicators, by id.
        closing_at: When it became the closing report; nothing: it stays a partial one.

    Returns:
        The new version; nothing where the report stays as it is.
    """
    report = task.standing.reports[-1]
    is_moved = any(old.task in gone or old.task in again for old in report.pins)
    if closing_at is None and not is_moved:
        return None
    pins = tuple(
        _renewed(tasks[old.task], task.id) if old.task in again else old
        for old in report.pins
        if old.task not in gone
    )
    parts = carried(pins, [tasks[each.task] for each in pins], indicators)
    new = evolve(
        report,
        version=report.version + 1,
        pins=pins,
        total=over_units([report.figures, *parts], indicators),
    )
    if closing_at is None:
        return evolve(new, corrects=report.version)
    due_at = task.deadline.ends_at if task.deadline else None
    return evolve(new, is_closing=True, sent_at=closing_at, due_at=due_at)


def _renewed(child: Task, above: str) -> Pin:
    """Return the pin of the newest version of ``child``."""
    report, carries = child.standing.reports[-1], edge_to(child, above).carries
    return Pin(child.id, child.holder, report.version, carries, report.total)
