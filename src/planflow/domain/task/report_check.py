"""What a report must not say: why it is refused, before anything is written (R16 to R27)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from planflow.domain.plan import APPROVE, Amount, Indicator
from planflow.domain.report import Indicators
from planflow.domain.report import Report as Version
from planflow.domain.task.command import SECTIONS, Report
from planflow.domain.task.context import Context
from planflow.domain.task.delegation import agency, takes_own
from planflow.domain.task.gather import edge_to, standing
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.signature import unsigned
from planflow.domain.task.task import Task
from planflow.domain.task.waiver import is_waived

_DIGITS: Final = 30
_LIMIT: Final = 10**_DIGITS
_PLACES: Final = 12
"""Amounts below 10^30 with at most twelve decimals: sums of them stay exact."""


def wrong_report(task: Task, command: Report, context: Context) -> Refusal | None:
    """Return why ``command`` is no report that can be given on ``task``, if so."""
    below = context.below
    return (
        _wrong_figures(task, command)
        or _wrong_joint(task, command, context)
        or _wrong_sections(command)
        or _wrong_sending(task, command, context)
        or unsigned(task, command, context.actor)
        or _wrong_below(task, command, below)
        or takes_own(task, command, context)
        or _wrong_waivers(task, command, below)
        or _wrong_cuts(command, below)
    )


def wrong_version(version: Version, indicators: Mapping[str, Indicator]) -> Refusal | None:
    """Return why the own figures of ``version`` do not hold together, if so (Rule R19)."""
    figures = version.figures
    if figures.shape.needed.isdisjoint(Indicators.of(indicators).parts):
        return None
    parts = _too_much(figures.actual, indicators)
    if figures.estimate:
        parts += _too_much({**figures.actual, **figures.estimate}, indicators)
    if not parts:
        return None
    return violated("R19", "more_than_whole", parts=tuple(dict.fromkeys(parts)))


def _too_much(amounts: Mapping[str, Amount], indicators: Mapping[str, Indicator]) -> list[str]:
    """Return each "of which" that is more than its whole, or whose whole is not reported."""
    found = []
    for name, amount in amounts.items():
        indicator = indicators.get(name)
        whole = indicator.of if indicator is not None else None
        if whole is not None and amount > amounts.get(whole, 0):
            found.append(f"{name}={amount} > {whole}={amounts.get(whole, '–')}")
    return found


def _wrong_figures(task: Task, command: Report) -> Refusal | None:
    figures, estimates = command.figures, command.estimates
    return _unknown(task, {*figures, *estimates}) or _not_amounts(figures, estimates)


def _unknown(task: Task, names: set[str]) -> Refusal | None:
    known = task.assignment.indicators
    unknown = names.difference(known)
    if not unknown:
        return None
    return violated("R19", "unknown_indicator", unknown=tuple(sorted(unknown)), known=known)


def _not_amounts(*sources: Mapping[str, Amount]) -> Refusal | None:
    bad = [
        f"{key}={amount!r}"
        for source in sources
        for key, amount in source.items()
        if not _is_amount(amount)
    ]
    return violated("R19", "amount", bad=tuple(bad)) if bad else None


def _is_amount(value: object) -> bool:
    if type(value) is int:
        return 0 <= value < _LIMIT
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    return exact >= 0 and exact.adjusted() < _DIGITS and int(exponent) >= -_PLACES


def _wrong_joint(task: Task, command: Report, context: Context) -> Refusal | None:
    """What is told as joint is counted by another unit, which leads it."""
    joint = command.joint
    if not joint:
        return None
    unknown = _unknown(task, {each.indicator for each in joint})
    bad = _not_amounts(*({each.indicator: each.amount} for each in joint))
    if unknown or bad:
        return unknown or bad
    leads = {each.lead for each in joint}
    stray = tuple(sorted(unit for unit in leads if unit not in context.units))
    if task.holder in leads:
        return violated("R19", "joint_own", unit=task.holder)
    return violated("R19", "joint_lead", units=stray) if stray else None


def _wrong_sections(command: Report) -> Refusal | None:
    if not command.sections:
        return None
    unknown = tuple(name for name in command.sections if name not in SECTIONS)
    return violated("R5", "sections", unknown=unknown, known=SECTIONS) if unknown else None


def _wrong_sending(task: Task, command: Report, context: Context) -> Refusal | None:
    """Another unit enters a report only by a paper; the holder's own is sent when given (R27)."""
    if context.actor.unit == task.holder:
        return violated("R27", "own_paper") if command.paper else None
    is_closer = context.actor.unit == task.standing.closer and command.paper is None
    if is_closer or agency(task, command, context.actor) is not None:
        return None
    if command.paper is None or not command.paper.number:
        return violated("R27", "needs_paper")
    return violated("R27", "paper_future") if command.paper.sent_at > context.at else None


def _wrong_below(task: Task, command: Report, below: tuple[Task, ...]) -> Refusal | None:
    if command.pins is not None:
        seen = {child.id: child.standing.reports[-1].version for child in standing(below)}
        moved = {*seen.items()} ^ {*command.pins.items()}
        if moved:
            return violated("R17", "draft_moved", moved=tuple(sorted({one for one, _ in moved})))
    if not below:
        return None
    holder = task.assignment.holder
    own = [
        child.id
        for child in below
        if child.assignment.holder == holder and edge_to(child, task.id).mode == APPROVE
    ]
    return violated("R4", "own_approval", own=tuple(own)) if own else None


def _wrong_waivers(task: Task, command: Report, below: tuple[Task, ...]) -> Refusal | None:
    if not command.waive:
        return None
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


def _wrong_cuts(command: Report, below: tuple[Task, ...]) -> Refusal | None:
    """Less may be accepted than one report below says, never more, and with a reason (R17)."""
    if not command.accepted and not command.reasons:
        return None
    accepted, taken = command.accepted, standing(below)
    found = {who: [t for t in taken if who in (t.id, t.holder)] for who in accepted}
    stray = tuple(sorted(who for who, tasks in found.items() if len(tasks) != 1))
    if stray:
        return violated("R17", "accepted_who", who=stray)
    bad = _not_amounts(*accepted.values())
    if bad is not None:
        return bad
    raised = tuple(
        f"{who}: {name}={amount}"
        for who, amounts in accepted.items()
        for name, amount in amounts.items()
        if amount > found[who][0].standing.reports[-1].total.actual.get(name, -1)
    )
    if raised:
        return violated("R17", "accepted_more", more=raised)
    if {who for who, why in command.reasons.items() if why.strip()} != set(accepted):
        return violated("R17", "accepted_without_reason", who=tuple(sorted(accepted)))
    return None
