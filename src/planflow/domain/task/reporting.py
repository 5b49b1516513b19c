"""Reporting, correcting and consolidating: one act seen from two sides (Rules R16 to R20, R27)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from planflow.domain.plan import Amount
from planflow.domain.report import Figures, Joint
from planflow.domain.report import Report as Version
from planflow.domain.task import event as e
from planflow.domain.task.command import AskCorrection, Correct, Report
from planflow.domain.task.consolidation import Cut, consolidate
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.delegation import agency
from planflow.domain.task.gather import edge_to, standing
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.report_check import wrong_report, wrong_version
from planflow.domain.task.role import acts_as
from planflow.domain.task.table import DONE_STATES
from planflow.domain.task.task import Task


def report(task: Task, command: Report, context: Context) -> Happened | Refusal:
    """Return the events of a report on ``task`` that takes what stands below it."""
    refusal = wrong_report(task, command, context)
    if refusal is not None:
        return refusal
    version = compose(task, command, context)
    return wrong_version(version, context.indicators) or _happened(
        task, e.Reported(version, *_texts(command)), context
    )


def correct(task: Task, command: Correct, context: Context) -> Happened | Refusal:
    """Return the events of a correction: a new version that takes what stands below anew."""
    if not command.reason.strip():
        return violated("R17", "reason")
    if command.partial:
        return violated("R17", "correction_partial")
    refusal = wrong_report(task, command, context)
    if refusal is not None:
        return refusal
    version = compose(task, command, context)
    return wrong_version(version, context.indicators) or _happened(
        task, e.Corrected(version, *_texts(command), command.reason), context
    )


def ask_correction(task: Task, command: AskCorrection, context: Context) -> Happened | Refusal:
    """Return the request, if the receiver who asks has passed the report on already (R16)."""
    if not command.reason.strip():
        return violated("R16", "reason")
    units = acts_as(context.actor.unit, task.assignment)
    for edge in task.standing.edges:
        above = context.above.get(edge.above)
        is_closed = edge.leads_to(units) and task.standing.is_closed_for(edge)
        if is_closed and above and above.state in DONE_STATES:
            return ((task.id, e.CorrectionAsked(command.reason)),)
    return violated("R16", "return_instead")


def compose(task: Task, command: Report, context: Context) -> Version:
    """Return the report version: own figures, total, pins and absentees."""
    before = task.standing.reports[-1] if isinstance(command, Correct) else None
    own = _own(command, before)
    acted_by = agency(task, command, context.actor)
    found = consolidate(
        task,
        context.below,
        context.indicators,
        context.at,
        own=own,
        cut=_cut(command, before),
        waived=frozenset(command.waive),
        by=acted_by or task.holder,
        closed=context.closed,
    )
    period, deadline = task.standing.period, task.standing.deadline
    is_own = acted_by is not None or context.actor.unit == task.holder
    return Version(
        version=len(task.standing.reports) + 1,
        is_closing=not command.partial,
        period=period.key if period else None,
        figures=own,
        total=found.total,
        pins=found.pins,
        absentees=found.absentees,
        sent_at=command.paper.sent_at if command.paper else context.at,
        entered_by=None if is_own else context.actor.unit,
        evidence=_evidence(command, before),
        data_from=period.starts_on if period else None,
        data_to=period.ends_on if period else None,
        due_at=deadline.ends_at if deadline and before is None else None,
        corrects=before.version if before else 0,
        joint=_joint(command, before),
        obstacles=found.obstacles,
        acted_by=acted_by,
    )


def _happened(task: Task, reported: e.Reported, context: Context) -> Happened:
    """Return the report, and that the newest version of every task below was taken."""
    if not reported.report.pins:
        return ((task.id, reported),)
    taken = [
        (each.task, e.Taken(task.id, each.version))
        for each, child in zip(reported.report.pins, standing(context.below), strict=True)
        if edge_to(child, task.id).taken != each.version
    ]
    return ((task.id, reported), *taken)


def _own(command: Report, before: Version | None) -> Figures:
    """Return the holder's own figures; a correction leaves those standing that it does not name."""
    counted, expected, rounded = command.figures, command.estimates, command.approximate
    if before is None:
        return Figures(dict(counted), dict(expected), frozenset(rounded))
    known = before.figures
    kept = {name: amount for name, amount in known.estimate.items() if name not in counted}
    return Figures(
        {**known.actual, **counted},
        {**kept, **expected},
        known.approximate.difference(counted).union(rounded),
    )


def _cut(command: Report, before: Version | None) -> Cut | None:
    """Return what tells the amounts accepted of each report below, where the receiver cut one.

    A correction leaves standing what it cut of the same version before.
    """
    known = {(pin.task, pin.version): pin for pin in before.pins if pin.reported} if before else {}
    if not known and not command.accepted:
        return None

    def cut(child: Task) -> Mapping[str, Amount]:
        for who in (child.id, child.holder):
            if who in command.accepted:
                return command.accepted[who]
        pin = known.get((child.id, child.standing.reports[-1].version))
        return pin.cut() if pin else {}

    return cut


def _joint(command: Report, before: Version | None) -> tuple[Joint, ...]:
    return tuple(command.joint) or (before.joint if before else ())


def _evidence(command: Report, before: Version | None) -> tuple[str, ...]:
    known = before.evidence if before else ()
    if not command.evidence and command.paper is None:
        return known
    paper = (command.paper.number, command.paper.evidence) if command.paper else ()
    return tuple(dict.fromkeys(filter(None, (*known, *command.evidence, *paper))))


def _texts(
    command: Report,
) -> tuple[str | None, str | None, str | None, str | None, str | None, str | None]:
    """Return the personal texts of the event: narrative, signature, waivers, sections, cuts.

    The last one is the opaque id of who signed, if it was told.
    """
    sections = json.dumps(dict(command.sections), ensure_ascii=False) if command.sections else None
    return (
        command.narrative or None,
        command.signed_by or None,
        _lines(command.waive),
        sections,
        _lines(command.reasons),
        command.signer or None,
    )


def _lines(texts: Mapping[str, str]) -> str | None:
    if not texts:
        return None
    told = (f"{who}: {' '.join(why.split())}" for who, why in texts.items())
    return "\n".join(told)


def read_waivers(told: str) -> dict[str, str]:
    """Return whom a report waives, as it named them, and why: the text of its event, read."""
    parts = (line.partition(": ") for line in told.splitlines())
    return {who: why for who, _, why in parts}
