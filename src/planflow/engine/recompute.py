"""The proof of totals: each follows from its own figures and from the reports that it took (R25).

A report that was taken is proved itself, so every total follows from the leaf reports alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from planflow.domain.change import PlanStanding
from planflow.domain.report import (
    Addition,
    Figures,
    Indicators,
    Pin,
    Report,
    accepted,
    over_units,
)
from planflow.domain.task import Task, carried
from planflow.engine.read import by_stream, stored_streams
from planflow.engine.replay import replay
from planflow.store import Store


class Totals:
    """Totals recomputed from the reports below, as the journal gives them.

    Args:
        store: The store.
        additions: The host's own rules of adding; figures whose rule is missing are not proved.
    """

    def __init__(self, store: Store, additions: Mapping[str, Addition]) -> None:
        """Begin with nothing read."""
        self._store, self._additions = store, additions
        self._indicators: dict[str, Indicators] = {}

    def wrong_versions(self, task: Task) -> Iterator[int]:
        """Yield the versions of the reports on ``task`` whose totals do not follow."""
        reports = task.standing.reports
        if not reports:
            return
        own, below = self._of_plan(task.assignment.plan), self._below(task)
        if own is None:
            return
        for report in reports:
            is_same = _recomputed(report, below, own) == _provable(report.total, own)
            if not is_same and not self._rests_on_archived(report, below):
                yield report.version

    def _rests_on_archived(self, report: Report, below: Mapping[str, Task]) -> bool:
        """Tell whether a report took one that was archived: the archive proves that one."""
        gone = tuple(sorted({pin.task for pin in report.pins} - below.keys()))
        return bool(gone) and any(not entry.body for entry in self._store.history(gone))

    def _below(self, task: Task) -> dict[str, Task]:
        """Return the tasks whose reports were taken, as the journal gives them."""
        ids = {pin.task for report in task.standing.reports for pin in report.pins}
        values = self._values(ids)
        return {one: value for one, value in values.items() if isinstance(value, Task)}

    def _of_plan(self, plan_id: str) -> Indicators | None:
        """Return the indicators of a plan; an amendment that comes meanwhile only adds some.

        Nothing stands for a plan that has been archived meanwhile.
        """
        if plan_id not in self._indicators:
            standing = self._values((plan_id,)).get(plan_id)
            if not isinstance(standing, PlanStanding):
                return None
            self._indicators[plan_id] = Indicators(standing.indicators(), self._additions)
        return self._indicators[plan_id]

    def _values(self, ids: Iterable[str]) -> dict[str, Task | PlanStanding]:
        streams = by_stream(stored_streams(self._store, ids))
        return {one: replay(stream).value for one, stream in streams.items()}


def _recomputed(
    report: Report, below: Mapping[str, Task], indicators: Indicators
) -> Figures | None:
    """Return the total of a report; nothing where a report that it took is not there."""
    try:
        totals = [below[pin.task].standing.reports[pin.version - 1].total for pin in report.pins]
    except (KeyError, IndexError):
        return None
    pins = list(map(_repinned, report.pins, totals))
    tasks = [below[pin.task] for pin in report.pins]
    return over_units([report.figures, *carried(pins, tasks, indicators)], indicators)


def _provable(figures: Figures, indicators: Indicators) -> Figures:
    """Leave out what a host adds by a rule that is not at hand."""
    return figures.without(indicators.lacking) if indicators.lacking else figures


def _repinned(pin: Pin, total: Figures) -> Pin:
    """Return ``pin`` over the total it took; what was accepted of it is the receiver's word."""
    figures = accepted(total, pin.cut())
    return pin if figures == pin.figures else evolve(pin, figures=figures)
