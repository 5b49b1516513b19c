"""What a plan has achieved: as consolidated and live, never mixed (Rule R16)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from planflow.domain.organisation import Succession
from planflow.domain.overview.recount import recounted
from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import (
    Figures,
    Report,
    accepted,
    over_periods,
    over_units,
    subtract,
    with_ratios,
)
from planflow.domain.task import Task


@frozen
class Totals:
    """Figures by indicator, each unit's own contribution once, and their sum.

    Attributes:
        figures: The sum by the indicators' rules, ratios recomputed.
        by_unit: Unit → its own contribution over its tasks and periods; below nought where less was
            accepted of what it had gathered.
    """

    figures: Figures
    by_unit: Mapping[str, Figures] = field(factory=dict)


def consolidated_reports(tasks: Mapping[str, Task]) -> dict[str, Report]:
    """Return task → the version that counts at the top of its chain, following the pins (R17).

    The top is a task that feeds none of ``tasks``. A task that several tops took counts once, with
    the newest version that any of them took. Where a receiver accepted less than was reported, the
    own figures of that version are lower by the difference, the largest one that anybody made.
    """
    found: dict[str, Report] = {}
    for task in tasks.values():
        report = task.standing.current()
        is_top = not any(edge.above in tasks for edge in task.standing.edges)
        if is_top and report is not None and report.is_closing:
            _follow(task.id, report, tasks, found)
    for one, cut in _cuts(found).items():
        found[one] = _lowered(found[one], cut)
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
        if pin.task not in tasks or pin.version > len(tasks[pin.task].standing.reports):
            continue  # not known yet at the moment that is asked for
        _follow(pin.task, tasks[pin.task].standing.reports[pin.version - 1], tasks, found)


def _cuts(found: Mapping[str, Report]) -> dict[str, dict[str, Amount]]:
    """Return task → by indicator, how much less than it reported was accepted of it."""
    cuts: dict[str, dict[str, Amount]] = {}
    for pin in (pin for report in found.values() for pin in report.pins if pin.carries):
        taken = found.get(pin.task)
        if pin.reported is None or taken is None or taken.version != pin.version:
            continue
        less = cuts.setdefault(pin.task, {})
        for name, amount in pin.cut().items():
            less[name] = max(less.get(name, 0), subtract(pin.reported.actual[name], amount))
    return cuts


def _lowered(report: Report, cut: Mapping[str, Amount]) -> Report:
    own = report.figures
    lower = {name: subtract(own.actual.get(name, 0), less) for name, less in cut.items()}
    return evolve(report, figures=accepted(own, lower))


def _own_total(parts: list[Figures], indicators: Mapping[str, Indicator]) -> Figures:
    if len(parts) > 1:
        return over_units(parts, indicators)
    strange = parts[0].actual.keys() - indicators.keys()
    return parts[0].without(strange) if strange else parts[0]


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
