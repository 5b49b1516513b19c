"""What a plan has achieved: as consolidated and live, never mixed (Rule R16)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from planflow.domain.organisation import Succession
from planflow.domain.overview.recount import recounted
from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import Figures, Report, over_periods, over_units, with_ratios
from planflow.domain.task import Task


@frozen
class Totals:
    """Figures by indicator, each unit's own contribution once, and their sum.

    Attributes:
        figures: The sum by the indicators' rules, ratios recomputed.
        by_unit: Unit → its own contribution over its tasks and periods.
    """

    figures: Figures
    by_unit: Mapping[str, Figures] = field(factory=dict)


def consolidated_reports(tasks: Mapping[str, Task]) -> dict[str, Report]:
    """Return task → the version that counts at the top of its chain, following the pins (R17).

    The top is a task that feeds nothing further. A task that several tops took counts once, with
    the newest version that any of them took.
    """
    found: dict[str, Report] = {}
    for task in tasks.values():
        report = task.standing.current()
        if not task.standing.edges and report is not None and report.is_closing:
            _follow(task.id, report, tasks, found)
    return found


def live_reports(tasks: Mapping[str, Task]) -> dict[str, Report]:
    """Return task → its newest report, where that stands."""
    return {
        task.id: report
        for task in tasks.values()
        if (report := task.standing.current()) is not None
    }


def total(
    reports: Mapping[str, Report],
    tasks: Mapping[str, Task],
    indicators: Mapping[str, Indicator],
    successions: tuple[Succession, ...] = (),
) -> Totals:
    """Return the totals of ``reports``: own figures, over periods, then over units."""
    reports = recounted(reports, tasks, indicators, successions)
    by_unit = {
        unit: _own_total(_by_source(own, tasks, indicators), indicators)
        for unit, own in _by_holder(reports, tasks).items()
    }
    figures = over_units(by_unit.values(), indicators)
    return Totals(with_ratios(figures, indicators), by_unit)


def amounts_by_unit(totals: Totals, indicator: str) -> dict[str, Amount]:
    """Return unit → its own contribution to ``indicator``, where it gave one."""
    return {
        unit: figures.actual[indicator]
        for unit, figures in totals.by_unit.items()
        if indicator in figures.actual
    }


def _follow(task: str, report: Report, tasks: Mapping[str, Task], found: dict[str, Report]) -> None:
    if task in found and found[task].version >= report.version:
        return
    found[task] = report
    for pin in report.pins:
        if pin.version > len(tasks[pin.task].standing.reports):
            continue  # not known yet at the moment that is asked for
        _follow(pin.task, tasks[pin.task].standing.reports[pin.version - 1], tasks, found)


def _own_total(parts: list[Figures], indicators: Mapping[str, Indicator]) -> Figures:
    return parts[0] if len(parts) == 1 else over_units(parts, indicators)


def _by_holder(
    reports: Mapping[str, Report], tasks: Mapping[str, Task]
) -> dict[str, dict[str, Report]]:
    grouped: dict[str, dict[str, Report]] = {}
    for task, report in reports.items():
        grouped.setdefault(tasks[task].holder, {})[task] = report
    return grouped


def _by_source(
    own: Mapping[str, Report], tasks: Mapping[str, Task], indicators: Mapping[str, Indicator]
) -> list[Figures]:
    """Return one unit's figures for each item or duty, its periods added up in their order."""
    grouped: dict[str, list[tuple[str, Figures]]] = {}
    for task, report in own.items():
        assignment = tasks[task].assignment
        grouped.setdefault(assignment.source, []).append((assignment.occurrence, report.figures))
    return [
        over_periods([figures for _, figures in sorted(group, key=_occurrence)], indicators)
        for group in grouped.values()
    ]


def _occurrence(dated: tuple[str, Figures]) -> str:
    return dated[0]
