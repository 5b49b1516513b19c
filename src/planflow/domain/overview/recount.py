"""A stock that others have counted anew since a unit ended is theirs: it counts once (R19, R24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from attrs import evolve

from planflow.domain.organisation import Succession
from planflow.domain.plan import Indicator
from planflow.domain.report import Figures, Report, counts_newest
from planflow.domain.task import Task
from planflow.instant import end_of_day, start_of_day


def recounted(
    reports: Mapping[str, Report],
    tasks: Mapping[str, Task],
    indicators: Mapping[str, Indicator],
    successions: tuple[Succession, ...],
) -> Mapping[str, Report]:
    """Return ``reports`` without the stocks that whoever carries on has counted since.

    Flows stay as they are: what a unit did until its last day was done.
    """
    stocks = frozenset(name for name, each in indicators.items() if counts_newest(each))
    handed = [task for task in tasks.values() if task.standing.heirs]
    if not stocks or not (successions or handed):
        return reports
    by_unit = _by_unit(reports, tasks, stocks, successions)
    by_task = _by_task(reports, tasks, stocks, handed)

    def again(task: Task) -> set[str]:
        later = by_task.get((task.holder, task.source), ())
        told = [names for until, names in later if task.assignment.occurrence <= until]
        return by_unit.get(task.holder, set()).union(*told)

    return {one: _without(report, again(tasks[one])) for one, report in reports.items()}


def _by_unit(
    reports: Mapping[str, Report],
    tasks: Mapping[str, Task],
    stocks: frozenset[str],
    successions: tuple[Succession, ...],
) -> dict[str, set[str]]:
    """Return unit that ended → the stocks that its successors have counted."""
    said: dict[str, list[tuple[str, Report]]] = defaultdict(list)
    for one, report in reports.items():
        for name in stocks & report.figures.actual.keys():
            said[tasks[one].holder].append((name, report))
    found: dict[str, set[str]] = defaultdict(set)
    for each in successions:
        since = start_of_day(each.on)
        after = set(_carrying_on(each, successions))
        names = {name for unit in after for name, told in said[unit] if told.sent_at >= since}
        for unit in each.closing:
            found[unit] |= names
    return found


def _carrying_on(one: Succession, successions: tuple[Succession, ...]) -> Iterator[str]:
    """Yield the units that carry on, and those that carry them on later."""
    for unit in one.into:
        yield unit
        for later in successions:
            if unit in later.closing and later.on >= one.on:
                yield from _carrying_on(later, successions)


def _by_task(
    reports: Mapping[str, Report],
    tasks: Mapping[str, Task],
    stocks: frozenset[str],
    handed: list[Task],
) -> dict[tuple[str, str], list[tuple[str, set[str]]]]:
    """Return holder and source → up to which occurrence others have counted which stocks."""
    found: dict[tuple[str, str], list[tuple[str, set[str]]]] = defaultdict(list)
    for task in handed:
        closes_on = task.standing.closes_on
        names = {
            name
            for heir in _heirs(task, tasks)
            if (report := reports.get(heir)) is not None
            if closes_on is not None and report.sent_at > end_of_day(closes_on)
            for name in stocks & report.figures.actual.keys()
        }
        if names:
            found[task.holder, task.source].append((task.assignment.occurrence, names))
    return found


def _heirs(task: Task, tasks: Mapping[str, Task]) -> Iterator[str]:
    for heir in task.standing.heirs:
        yield heir
        if heir in tasks:
            yield from _heirs(tasks[heir], tasks)


def _without(report: Report, names: set[str]) -> Report:
    gone = names & report.figures.actual.keys()
    if not gone:
        return report
    figures = report.figures
    actual = {name: amount for name, amount in figures.actual.items() if name not in gone}
    return evolve(report, figures=Figures(actual, figures.estimate, figures.approximate - gone))
