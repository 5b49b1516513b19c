"""What stands no more leaves the partial reports above it, as far as nobody has reported (R16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from planflow.domain.report import Absentee, Pin, Report, accepted, over_units
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.gather import carried
from planflow.domain.task.table import IN_PROGRESS, SUSPENDED
from planflow.domain.task.task import Task


def revisions(child: Task, reason: str, context: Context) -> Happened:
    """Return a new version, without ``child``, of every partial report above that rests on it.

    A task above that has reported keeps what it pinned and becomes stale.

    Args:
        child: The task whose reports stand no more.
        reason: One of ``ABSENCES``.
        context: The tasks above, and those whose reports they pinned.
    """
    resting = _resting_on(child, context)
    if not resting:
        return ()
    gone = {child.id: Absentee(child.id, child.holder, reason)}
    revised: dict[str, Report] = {}
    found: list[tuple[str, e.Event]] = []
    for above in resting:
        report = _revised(above, gone, revised, context)
        found.append((above.id, e.Revised(report)))
        found += (
            (pin.task, e.Taken(above.id, pin.version))
            for pin in report.pins
            if pin.task in revised and pin.version == revised[pin.task].version
        )
        revised[above.id] = report
    return tuple(found)


def pinned(above: Task, below: Task) -> Pin | None:
    """Return the pin by which a task that is not closed holds a report of a task below."""
    report = above.standing.current()
    if above.state not in (IN_PROGRESS, SUSPENDED) or report is None:
        return None
    return next((each for each in report.pins if each.task == below.id), None)


def _resting_on(child: Task, context: Context) -> list[Task]:
    """Return the unfinished tasks whose reports rest on ``child``'s, lower before upper."""
    found: dict[str, Task] = {}
    _climb(child, child, context, found)
    return list(reversed(found.values()))


def _climb(below: Task, child: Task, context: Context, found: dict[str, Task]) -> None:
    for edge in below.standing.edges:
        above = context.above.get(edge.above)
        pin = pinned(above, below) if above is not None else None
        if above is None or above.id in found or pin is None:
            continue
        if _rests(pin, child, context):
            _climb(above, child, context, found)
            found[above.id] = above


def _rests(pin: Pin, child: Task, context: Context) -> bool:
    """Tell whether the version pinned is one of ``child``, or took one at whatever height."""
    if pin.task == child.id:
        return True
    task = context.above.get(pin.task)
    if task is None:
        return False
    return any(_rests(each, child, context) for each in task.standing.reports[pin.version - 1].pins)


def _revised(
    above: Task,
    gone: Mapping[str, Absentee],
    revised: Mapping[str, Report],
    context: Context,
) -> Report:
    """Return the newest report of ``above`` without what is gone, over what is revised."""
    report = above.standing.reports[-1]
    pins = tuple(_renewed(report.pins, gone, revised))
    below = [context.pinned[pin.task] for pin in pins if pin.carries]
    known = context.elsewhere.get(above.assignment.plan, context.indicators)
    own = [report.figures, *carried(pins, below, known)]
    absent = (gone[pin.task] for pin in report.pins if pin.task in gone)
    return evolve(
        report,
        version=report.version + 1,
        corrects=report.version,
        pins=pins,
        total=over_units(own, known),
        absentees=(*report.absentees, *absent),
    )


def _renewed(
    pins: tuple[Pin, ...], gone: Mapping[str, Absentee], revised: Mapping[str, Report]
) -> Iterator[Pin]:
    for pin in pins:
        report = revised.get(pin.task)
        if report is not None:
            yield _repinned(pin, report)
        elif pin.task not in gone:
            yield pin


def _repinned(pin: Pin, report: Report) -> Pin:
    """Return the pin of the revised version; what was accepted is never more than it says."""
    total = report.total
    cut = {k: min(v, total.actual[k]) for k, v in pin.cut().items() if k in total.actual}
    figures, reported = accepted(total, cut), total if cut else None
    return evolve(pin, version=report.version, figures=figures, reported=reported)
