"""Reporting and consolidating: one act seen from two sides (Rules R16 to R20, R27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from pendulum import DateTime

from planflow.domain.organisation import Actor
from planflow.domain.plan import APPROVE, Indicator
from planflow.domain.report import Figures, Pin, over_units
from planflow.domain.report import Report as Version
from planflow.domain.task import event as e
from planflow.domain.task.absence import absentees, is_waived
from planflow.domain.task.command import Report
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.stock import counted_once
from planflow.domain.task.task import Edge, Task

_DIGITS: Final = 30
_PLACES: Final = 12
"""Amounts below 10^30 with at most twelve decimals: sums of them stay exact."""

_Happened = tuple[tuple[str, e.Event], ...]


def report_events(
    task: Task,
    command: Report,
    actor: Actor,
    at: DateTime,
    below: tuple[Task, ...],
    indicators: Mapping[str, Indicator],
) -> _Happened | Refusal:
    """Return the events of a report on ``task`` that takes what stands ``below``."""
    refusal = (
        _wrong_figures(task, command)
        or _wrong_sending(task, command, actor, at)
        or _wrong_below(task, command, below)
    )
    if refusal is not None:
        return refusal
    version = compose(task, command, actor, at, below, indicators)
    reported = e.Reported(
        version, command.narrative or None, command.signed_by or None, _waivers(command)
    )
    taken = [
        (pin.task, e.Taken(task.id, pin.version))
        for pin, child in zip(version.pins, _standing(below), strict=True)
        if edge_to(child, task.id).taken != pin.version
    ]
    return ((task.id, reported), *taken)


def compose(
    task: Task,
    command: Report,
    actor: Actor,
    at: DateTime,
    below: tuple[Task, ...],
    indicators: Mapping[str, Indicator],
) -> Version:
    """Return the report version: own figures, total, pins and absentees."""
    own = Figures(dict(command.figures), dict(command.estimates), frozenset(command.approximate))
    pins = pins_of(task, own, below, indicators)
    total = over_units([own, *carried(pins, below, indicators)], indicators)
    standing = task.standing
    on_behalf = actor.unit != task.holder
    sent_at = command.paper.sent_at if command.paper else at
    evidence = (command.paper.number, command.paper.evidence) if command.paper else ()
    return Version(
        version=len(standing.reports) + 1,
        is_closing=not command.partial,
        period=standing.period.key if standing.period else None,
        figures=own,
        total=total,
        pins=pins,
        absentees=absentees(below, standing.open_sets, at, frozenset(command.waive)),
        sent_at=sent_at,
        entered_by=actor.unit if on_behalf else None,
        evidence=tuple(filter(None, (*command.evidence, *evidence))),
        data_from=standing.period.starts_on if standing.period else None,
        data_to=standing.period.ends_on if standing.period else None,
        due_at=standing.deadline.ends_at if standing.deadline else None,
    )


def carried(
    pins: Iterable[Pin], below: Iterable[Task], indicators: Mapping[str, Indicator]
) -> list[Figures]:
    """Return the figures that ``pins`` carry upward.

    Where several occurrences of one item are taken from one holder, a stock counts as it stands in
    the last of them: it is never summed over periods (Rule R19).
    """
    tasks = {task.id: task.assignment for task in below}
    taken = [pin for pin in pins if pin.carries]
    taken.sort(key=lambda pin: tasks[pin.task].occurrence, reverse=True)
    stocks = {name for name, each in indicators.items() if each.nature == "stock"}
    seen: set[tuple[str, str, str]] = set()
    found = []
    for pin in taken:
        source = tasks[pin.task].source
        told = {(pin.holder, source, name) for name in stocks & pin.figures.actual.keys()}
        again = {name for _, _, name in told & seen}
        found.append(_without(pin.figures, again.union(pin.left_out)))
        seen |= told
    return found


def _without(figures: Figures, names: set[str]) -> Figures:
    if not names:
        return figures
    return Figures(
        {name: amount for name, amount in figures.actual.items() if name not in names},
        {name: amount for name, amount in figures.estimate.items() if name not in names},
        figures.approximate - names,
    )


def edge_to(task: Task, above: str) -> Edge:
    """Return the edge by which ``task`` feeds ``above``."""
    return next(edge for edge in task.standing.edges if edge.above == above)


def pin(child: Task, above: str) -> Pin:
    """Return the pin of the newest version of ``child``, which must stand."""
    report = child.standing.reports[-1]
    carries = edge_to(child, above).carries
    return Pin(child.id, child.holder, report.version, carries, report.total)


def pins_of(
    task: Task, own: Figures, below: tuple[Task, ...], indicators: Mapping[str, Indicator]
) -> tuple[Pin, ...]:
    """Return the pins of what stands ``below``, for a report with ``own`` figures."""
    standing = {child.id: child for child in _standing(below)}
    pins = tuple(pin(child, task.id) for child in standing.values())
    return counted_once(task, own, pins, standing, indicators)


def _standing(below: tuple[Task, ...]) -> tuple[Task, ...]:
    return tuple(child for child in below if child.standing.current() is not None)


def _waivers(command: Report) -> str | None:
    return "\n".join(f"{who}: {why}" for who, why in command.waive.items()) or None


def _wrong_figures(task: Task, command: Report) -> Refusal | None:
    known = task.assignment.indicators
    given = {**command.estimates, **command.figures}
    unknown = tuple(sorted(key for key in given if key not in known))
    if unknown:
        return violated("R19", "unknown_indicator", unknown=unknown, known=tuple(known))
    bad = tuple(
        f"{key}={amount!r}"
        for source in (command.figures, command.estimates)
        for key, amount in source.items()
        if not _is_amount(amount)
    )
    return violated("R19", "amount", bad=bad) if bad else None


def _is_amount(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    return exact >= 0 and exact.adjusted() < _DIGITS and int(exponent) >= -_PLACES


def _wrong_sending(task: Task, command: Report, actor: Actor, at: DateTime) -> Refusal | None:
    """Another unit enters a report only by a paper; the holder's own is sent when given (R27)."""
    if actor.unit == task.holder:
        return violated("R27", "own_paper") if command.paper else None
    if actor.unit == task.standing.closer and command.paper is None:
        return None
    if command.paper is None or not command.paper.number:
        return violated("R27", "needs_paper")
    return violated("R27", "paper_future") if command.paper.sent_at > at else None


def _wrong_below(task: Task, command: Report, below: tuple[Task, ...]) -> Refusal | None:
    seen = {child.id: child.standing.reports[-1].version for child in _standing(below)}
    if command.pins is not None and dict(command.pins) != seen:
        moved = {*seen.items()} ^ {*command.pins.items()}
        return violated(
            "R17", "draft_moved", moved=tuple(sorted({task_id for task_id, _ in moved}))
        )
    own = tuple(
        child.id
        for child in below
        if child.holder == task.holder and edge_to(child, task.id).mode == APPROVE
    )
    if own:
        return violated("R4", "own_approval", own=own)
    return _wrong_waivers(task, command, below)


def _wrong_waivers(task: Task, command: Report, below: tuple[Task, ...]) -> Refusal | None:
    missing = [child for child in below if child.standing.current() is None]
    known = set(task.standing.open_sets)
    stray = tuple(
        sorted(
            who
            for who in command.waive
            if who not in known and not any(is_waived(t, frozenset({who})) for t in missing)
        )
    )
    if stray:
        return violated("R18", "waived_not_absent", stray=stray)
    empty = tuple(sorted(who for who, why in command.waive.items() if not why.strip()))
    return violated("R18", "waived_without_reason", who=empty) if empty else None
