"""From an event to the next standing: total, needs neither calendar nor directory (Rule R25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from pendulum import DateTime

from planflow.domain.deadline import DATED, RESENDING
from planflow.domain.report import Report
from planflow.domain.task import event as e
from planflow.domain.task.obstacle import lapsed, obstacles_after
from planflow.domain.task.table import (
    ASSIGNED,
    CONSOLIDATED,
    IN_PROGRESS,
    REPORTED,
    SUSPENDED,
    WITHDRAWN,
)
from planflow.domain.task.task import Asked, Edge, Standing, Task
from planflow.domain.workday import Period
from planflow.value import altered as change

_UNTOUCHED: Final = Standing()


def evolve(standing: Standing, event: e.Event, at: DateTime) -> Standing:
    """Return the standing after ``event``, recorded at ``at``."""
    return _EVOLVERS[type(event)](standing, event, at)


def assigned(event: e.Assigned, at: DateTime) -> Task:
    """Return the task that ``event``, recorded at ``at``, creates."""
    standing = change(
        _UNTOUCHED,
        dating=event.dating,
        deadline=event.deadline,
        period=event.period,
        edges=event.edges,
        open_sets=event.assignment.open_sets,
        dated_at=event.since or at,
    )
    return Task(event.assignment, standing)


def happen(task: Task, event: e.Event, at: DateTime) -> Task:
    """Return ``task`` after ``event``, recorded at ``at``."""
    standing = _EVOLVERS[type(event)](task.standing, event, at)
    assignment = event.assignment if isinstance(event, e.Amended) else task.assignment
    return Task(assignment, standing)


def _fed(standing: Standing, event: e.Fed, _at: DateTime) -> Standing:
    """Add edges; a task that was taken everywhere is only reported toward a new receiver."""
    fed = change(standing, edges=(*standing.edges, *event.edges))
    return _advanced(change(fed, state=REPORTED)) if fed.state == CONSOLIDATED else fed


def _unfed(standing: Standing, event: e.Unfed, _at: DateTime) -> Standing:
    edges = tuple([edge for edge in standing.edges if edge.above not in event.above])
    return _advanced(change(standing, edges=edges))


def _redated(standing: Standing, event: e.Redated, at: DateTime) -> Standing:
    moved = change(
        standing,
        dating=event.dating,
        period=_period(standing.period, event),
        edges=(*standing.edges, *event.edges),
        extended_days=0,
    )
    if event.is_resending:
        return change(moved, stated=event.deadline)
    return change(moved, deadline=event.deadline, dated_at=at)


def _period(before: Period | None, event: e.Redated) -> Period | None:
    """Return the period of the data that an event asks for; without one, it falls away again."""
    if event.data_from is None or event.data_to is None:
        return None if before is not None and before.kind == "event" else before
    return Period(
        key=event.cause,
        kind="event",
        starts_on=event.data_from,
        ends_on=event.data_to,
        cut_off_on=event.data_to,
    )


def _partners_named(standing: Standing, event: e.PartnersNamed, _at: DateTime) -> Standing:
    return change(standing, open_sets=event.left)


def _started(standing: Standing, _event: e.Started, _at: DateTime) -> Standing:
    return change(standing, state=IN_PROGRESS)


def _reported(standing: Standing, event: e.Reported, at: DateTime) -> Standing:
    report = event.report
    reports = (*standing.reports, report)
    if not report.is_closing:
        resent = _partially_resent(standing, at)
        return change(resent, state=IN_PROGRESS, reports=reports)
    state = REPORTED if standing.edges else CONSOLIDATED
    closed = _closed(_partially_resent(standing, at), report)
    return change(closed, state=state, reports=reports, asked=None)


def _closed(standing: Standing, report: Report) -> Standing:
    """Count the first sending where a returned report was resent in time, else this one (R13)."""
    first = standing.first_sent_at or report.sent_at
    deadline = standing.deadline
    if deadline is None or deadline.origin != RESENDING:
        return change(standing, first_sent_at=first, done_at=report.sent_at)
    if report.sent_at > deadline.ends_at or standing.first_sent_at is None:
        sent_at = report.sent_at
        return change(standing, first_sent_at=sent_at, done_at=sent_at, stated=deadline)
    return change(
        standing, first_sent_at=first, done_at=first, deadline=standing.stated, stated=None
    )


def _partially_resent(standing: Standing, at: DateTime) -> Standing:
    """Give the task its own date back once a partial report is resent that was returned.

    Where a closing one was sent first, the date for resending is that one's, whatever is sent and
    returned meanwhile.
    """
    deadline = standing.deadline
    is_resending = deadline is not None and deadline.origin == RESENDING
    if not is_resending or standing.first_sent_at is not None:
        return standing
    return change(standing, deadline=standing.stated, stated=None, dated_at=at)


def _taken(standing: Standing, event: e.Taken, _at: DateTime) -> Standing:
    above, version = event.above, event.version
    edges = tuple(
        [edge.taken_at(version) if edge.above == above else edge for edge in standing.edges]
    )
    newest = standing.reports[-1]
    if event.version == newest.version and newest.is_closing:
        edges = tuple(_without_later_periods(edges, event.above))
    return _advanced(change(standing, edges=edges))


def _without_later_periods(edges: tuple[Edge, ...], above: str) -> Iterable[Edge]:
    """Drop the edges to later periods of the duty that has just taken the closing report (R22)."""
    taker = next(edge for edge in edges if edge.above == above)
    mine = (taker.receiver, taker.duty)
    return (edge for edge in edges if edge.taken or (edge.receiver, edge.duty) != mine)


def _advanced(standing: Standing) -> Standing:
    """Consolidate what was reported once each receiver has taken it, in whichever period."""
    if standing.state != REPORTED:
        return standing
    taken: dict[tuple[str, str], bool] = {}
    for edge in standing.edges:
        group = (edge.receiver, edge.duty)
        taken[group] = taken.get(group, False) or standing.is_closed_for(edge)
    return change(standing, state=CONSOLIDATED) if all(taken.values()) else standing


def _corrected(standing: Standing, event: e.Corrected, _at: DateTime) -> Standing:
    reports = (*standing.reports, event.report)
    return change(standing, reports=reports, correction_asked_at=None)


def _correction_asked(standing: Standing, _event: e.CorrectionAsked, at: DateTime) -> Standing:
    return change(standing, correction_asked_at=at)


def _revised(standing: Standing, event: e.Revised, _at: DateTime) -> Standing:
    return change(standing, reports=(*standing.reports, event.report))


def _returned(standing: Standing, event: e.Returned, at: DateTime) -> Standing:
    is_first = standing.deadline is None or standing.deadline.origin != RESENDING
    return change(
        standing,
        state=IN_PROGRESS,
        returned=event.version,
        done_at=None,
        correction_asked_at=None,
        stated=standing.deadline if is_first else standing.stated,
        deadline=event.deadline,
        dated_at=at,
    )


def _suspended(standing: Standing, _event: e.Suspended, at: DateTime) -> Standing:
    return change(standing, state=SUSPENDED, came_from=standing.state, suspended_at=at)


def _resumed(standing: Standing, event: e.Resumed, at: DateTime) -> Standing:
    return change(
        standing,
        state=standing.came_from or ASSIGNED,
        deadline=event.deadline,
        stated=event.stated or standing.stated,
        came_from=None,
        suspended_at=None,
        dated_at=at,
    )


def _extension_asked(standing: Standing, event: e.ExtensionAsked, at: DateTime) -> Standing:
    return change(standing, asked=Asked(event.until, at))


def _extension_granted(standing: Standing, event: e.ExtensionGranted, at: DateTime) -> Standing:
    deadline = event.deadline
    before = deadline.replaces or deadline.due_on
    days = deadline.due_on.toordinal() - before.toordinal()
    return change(
        standing,
        deadline=deadline,
        asked=None,
        extensions=standing.extensions + 1,
        extended_days=standing.extended_days + days,
        dated_at=at,
    )


def _extension_refused(standing: Standing, _event: e.ExtensionRefused, _at: DateTime) -> Standing:
    return change(standing, asked=None)


def _withdrawn(standing: Standing, _event: e.Withdrawn, at: DateTime) -> Standing:
    return _gone(standing, at)


def _declined(standing: Standing, _event: e.Declined, at: DateTime) -> Standing:
    return change(_gone(standing, at), has_declined=True)


def _gone(standing: Standing, at: DateTime) -> Standing:
    """Withdraw: what was reported no longer stands (Rule R16), nothing is in the way any more."""
    is_resending = standing.deadline is not None and standing.deadline.origin == RESENDING
    return change(
        standing,
        state=WITHDRAWN,
        lapsed=len(standing.reports),
        done_at=None,
        first_sent_at=None,
        deadline=standing.stated if is_resending else standing.deadline,
        stated=None,
        asked=None,
        correction_asked_at=None,
        progress=None,
        waivers=(),
        obstacles=lapsed(standing.obstacles, at),
    )


def _reinstated(standing: Standing, _event: e.Reinstated, at: DateTime) -> Standing:
    return change(
        standing,
        state=ASSIGNED,
        has_declined=False,
        has_asked_release=False,
        came_from=None,
        dated_at=at,
        closes_on=None,
        closer=None,
        heirs=(),
    )


def _amended(standing: Standing, event: e.Amended, _at: DateTime) -> Standing:
    return change(standing, period=event.period)


def _release_asked(standing: Standing, _event: e.ReleaseAsked, _at: DateTime) -> Standing:
    return change(standing, has_asked_release=True)


def _obstructed(standing: Standing, event: e.ObstacleEvent, at: DateTime) -> Standing:
    return change(standing, obstacles=obstacles_after(standing.obstacles, event, at))


def _progress_recorded(standing: Standing, event: e.ProgressRecorded, _at: DateTime) -> Standing:
    percent = standing.progress if event.percent is None else event.percent
    return change(standing, state=IN_PROGRESS, progress=percent)


def _evidence_attached(standing: Standing, event: e.EvidenceAttached, _at: DateTime) -> Standing:
    return change(standing, evidence=(*standing.evidence, *event.references))


def _release_refused(standing: Standing, _event: e.ReleaseRefused, _at: DateTime) -> Standing:
    return change(standing, has_asked_release=False)


def _waived(standing: Standing, event: e.Waived, _at: DateTime) -> Standing:
    again = {waiver.absent for waiver in event.waivers}
    kept = [waiver for waiver in standing.waivers if waiver.absent not in again]
    return change(standing, waivers=(*kept, *event.waivers))


def _closed_by_assigner(standing: Standing, event: e.Closed, at: DateTime) -> Standing:
    """Let the newest version close the task; a period that has taken it is the last one (R22)."""
    newest = change(standing.reports[event.version - 1], is_closing=True)
    edges = standing.edges
    for edge in standing.edges:
        if edge.taken == event.version:
            edges = tuple(_without_later_periods(edges, edge.above))
    closed = change(
        standing,
        state=REPORTED,
        edges=edges,
        reports=(*standing.reports[:-1], newest),
        first_sent_at=standing.first_sent_at or at,
        done_at=at,
    )
    return _advanced(closed)


def _holder_closed(standing: Standing, event: e.HolderClosed, at: DateTime) -> Standing:
    closed = change(
        standing,
        closes_on=event.closes_on,
        closer=event.closer,
        heirs=event.heirs,
        asked=None,
    )
    if event.deadline is None:
        return closed
    return change(closed, deadline=event.deadline, dating=DATED, dated_at=at)


def _unchanged(standing: Standing, _event: e.Event, _at: DateTime) -> Standing:
    return standing


_Evolver: TypeAlias = Callable[..., Standing]
_EVOLVERS: Mapping[type, _Evolver] = {
    e.Fed: _fed,
    e.Unfed: _unfed,
    e.Redated: _redated,
    e.PartnersNamed: _partners_named,
    e.Started: _started,
    e.Reported: _reported,
    e.Corrected: _corrected,
    e.CorrectionAsked: _correction_asked,
    e.Revised: _revised,
    e.Taken: _taken,
    e.Returned: _returned,
    e.Suspended: _suspended,
    e.Resumed: _resumed,
    e.ExtensionAsked: _extension_asked,
    e.ExtensionGranted: _extension_granted,
    e.ExtensionRefused: _extension_refused,
    e.Withdrawn: _withdrawn,
    e.Declined: _declined,
    e.Reinstated: _reinstated,
    e.ReleaseAsked: _release_asked,
    e.Reminded: _unchanged,
    e.ObstacleRaised: _obstructed,
    e.ObstacleAnswered: _obstructed,
    e.ObstacleEscalated: _obstructed,
    e.ObstacleWithdrawn: _obstructed,
    e.ProgressRecorded: _progress_recorded,
    e.EvidenceAttached: _evidence_attached,
    e.ReleaseRefused: _release_refused,
    e.Waived: _waived,
    e.Closed: _closed_by_assigner,
    e.HolderClosed: _holder_closed,
    e.Amended: _amended,
}
