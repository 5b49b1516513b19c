"""The consolidation inside a report: what stands below, pinned and added up, and who is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import frozen
from pendulum import DateTime

from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import (
    NOTHING,
    Absentee,
    Figures,
    OpenObstacle,
    Pin,
    new_pin,
    over_units,
)
from planflow.domain.task.absence import absentees
from planflow.domain.task.gather import carried, cut_down, edge_to
from planflow.domain.task.obstacle import open_obstacles
from planflow.domain.task.stock import counted_once
from planflow.domain.task.task import Task

Cut: TypeAlias = Callable[[Task], Mapping[str, Amount]]
"""Returns the amounts accepted of what a task below reported, where the receiver cut it."""


@frozen
class Consolidation:
    """What a report takes from below.

    Attributes:
        pins: The versions that stand, with their figures (Rule R17).
        total: Their figures and the holder's own together.
        absentees: Who is missing, by name and reason (Rule R18).
        obstacles: What stands in the way here and below and has not been answered.
    """

    pins: tuple[Pin, ...]
    total: Figures
    absentees: tuple[Absentee, ...]
    obstacles: tuple[OpenObstacle, ...]


def consolidate(
    task: Task,
    below: tuple[Task, ...],
    indicators: Mapping[str, Indicator],
    at: DateTime,
    *,
    own: Figures = NOTHING,
    cut: Cut | None = None,
    waived: frozenset[str] = frozenset(),
    by: str = "",
    closed: frozenset[str] = frozenset(),
) -> Consolidation:
    """Return what a report on ``task`` takes from below at ``at``.

    Args:
        task: The task that is reported on.
        below: The tasks that feed it.
        indicators: The plan's indicators, by id.
        at: When.
        own: The holder's own figures.
        cut: What the receiver accepts of each task below; everything unless it is given.
        waived: Whom the report itself waives, beside those that were waived ahead of it.
        by: The unit that waives them.
        closed: Holders below that have ceased to exist.
    """
    pins, missing, is_plain = _pinned(task, below, cut)
    if is_plain:
        obstacles: tuple[OpenObstacle, ...] = ()
        parts = [pin.figures for pin in pins if pin.carries]
    else:
        obstacles = open_obstacles(task, below)
        pins = counted_once(task, own, pins, below, indicators)
        parts = carried(pins, below, indicators)
    if own.shape is not NOTHING.shape:
        parts.append(own)
    absent: tuple[Absentee, ...] = ()
    if missing or task.standing.open_sets:
        absent = absentees(task, missing, at, waived=waived, by=by, closed=closed)
    return Consolidation(pins, over_units(parts, indicators), absent, obstacles)


def _pinned(
    task: Task, below: tuple[Task, ...], cut: Cut | None
) -> tuple[tuple[Pin, ...], list[Task], bool]:
    """Return the pins, who is missing, and whether nothing asks for a second look.

    That is an open obstacle, a task that others carry on, or a holder with several tasks below.
    """
    above, is_plain = task.assignment.id, not task.standing.obstacles
    if not below:
        return (), [], is_plain
    pins: list[Pin] = []
    missing: list[Task] = []
    holders = set()
    for child in below:
        standing, assignment = child.standing, child.assignment
        if standing.heirs or standing.obstacles:
            is_plain = False
        reports = standing.reports
        is_newest_given = reports and not standing.returned and not standing.lapsed
        report = reports[-1] if is_newest_given else standing.current()
        if report is None:
            missing.append(child)
            continue
        if report.obstacles:
            is_plain = False
        edges, holder, total = standing.edges, assignment.holder, report.total
        edge = edges[0] if len(edges) == 1 else edge_to(child, above)
        new = new_pin(assignment.id, holder, report.version, edge.carries, total)
        pins.append(cut_down(new, cut(child)) if cut else new)
        holders.add(holder)
    return tuple(pins), missing, is_plain and len(holders) == len(pins)
