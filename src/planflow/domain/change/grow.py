"""What a new unfolding brings to tasks that exist: what is missing, and what an act re-dates."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from attrs import evolve

from planflow.domain.change.standing import (
    CalendarAdopted,
    EventRecorded,
    EventWithdrawn,
    PlanChange,
)
from planflow.domain.deadline import BY_EVENT, DATED, DECIDED, RESENDING, Deadline
from planflow.domain.task import (
    CONSOLIDATED,
    DONE_STATES,
    OPEN_STATES,
    PARTNER,
    RECEIVE,
    SUSPENDED,
    WITHDRAWN,
    Edge,
    Task,
)
from planflow.domain.task.event import (
    Assigned,
    Event,
    Fed,
    PartnersNamed,
    Redated,
    Reinstated,
    Unfed,
)

_ADOPTED = "adopted"


def growth(
    wanted: Assigned, task: Task, change: PlanChange, closed: Container[str] = ()
) -> Iterator[Event]:
    """Yield what ``change`` brings to ``task``, given what the unfolding now wants of it.

    A withdrawn task is kept up to date: reinstated, it has what the others have.

    Args:
        wanted: What the unfolding wants.
        task: The task as it stands.
        change: What changed.
        closed: Tasks whose holders end: nothing new leads to them, nor from them (Rule R24).
    """
    if task.id in closed:
        return
    if task.state == WITHDRAWN and _is_received_by(task, change):
        yield Reinstated()
    missing = _missing_edges(wanted, task, change)
    edges = tuple(edge for edge in missing if edge.above not in closed)
    if edges:
        yield Fed(edges)
    lapsed = tuple(_lapsed_edges(wanted, task, change))
    if lapsed:
        yield Unfed(lapsed)
    if wanted.assignment.open_sets != task.standing.open_sets:
        yield PartnersNamed(wanted.assignment.open_sets)
    if _is_redated(wanted, task, change):
        yield _redated(wanted, task, change)


def is_passed_by(wanted: Assigned, task: Task, change: PlanChange) -> bool:
    """Tell whether an event comes to a task that has reported: its report is not dated by it."""
    awaits = task.assignment.awaits
    is_concerned = awaits is not None and awaits == _event_of(change)
    return is_concerned and task.state in DONE_STATES and _differs(wanted, task)


def left_over(tasks: Mapping[str, Task], wanted: Container[str], change: PlanChange) -> list[str]:
    """Return the receiving tasks that fall away with an event: nobody has sent them anything."""
    done = (task for task in tasks.values() if task.state in DONE_STATES)
    sent = {edge.above for task in done for edge in task.standing.edges}
    return [
        task.id
        for task in tasks.values()
        if _is_received_by(task, change) and is_open(task)
        if task.id not in wanted and task.id not in sent
    ]


def _is_received_by(task: Task, change: PlanChange) -> bool:
    """Tell whether ``task`` only receives what the event of ``change`` asks for."""
    return task.kind == RECEIVE and task.assignment.occurrence == _event_of(change)


def adopted(deadline: Deadline) -> Redated:
    """Return the event by which a derived date comes into force (Rule R14)."""
    return Redated(deadline, DATED, _ADOPTED)


def _event_of(change: PlanChange) -> str | None:
    """Return the event that ``change`` records or withdraws, if it does."""
    if isinstance(change, EventRecorded):
        return change.happening.event
    return change.event if isinstance(change, EventWithdrawn) else None


def _missing_edges(wanted: Assigned, task: Task, change: PlanChange) -> Iterator[Edge]:
    """Yield the edges to add; a receiver that took the closing report needs no later period.

    What everybody has taken goes on to whom an event names, and to nobody else. Where a task was
    handed over and already carries its figures elsewhere, they are shown and carried no further.
    """
    known = {edge.above for edge in task.standing.edges}
    took = served(task)
    is_carried = _is_carried_elsewhere(wanted, task)
    event = _event_of(change)
    for edge in wanted.edges:
        if task.state == CONSOLIDATED and not _is_by_event(edge, event):
            continue
        if edge.above not in known and (edge.receiver, edge.duty) not in took:
            yield evolve(edge, carries=edge.carries and not is_carried)


def _is_carried_elsewhere(wanted: Assigned, task: Task) -> bool:
    """Tell whether figures go where the unfolding does not send them (Rule R19)."""
    sent = {edge.above for edge in wanted.edges}
    return any(edge.carries and edge.above not in sent for edge in task.standing.edges)


def served(task: Task) -> set[tuple[str, str]]:
    """Return receiver and duty of each edge by which the closing report was taken."""
    standing = task.standing
    return {(edge.receiver, edge.duty) for edge in standing.edges if standing.is_closed_for(edge)}


def _lapsed_edges(wanted: Assigned, task: Task, change: PlanChange) -> Iterator[str]:
    """Yield the tasks above that an event had brought and that it no longer asks for.

    What was reported stays where it was sent.
    """
    if task.state in DONE_STATES:
        return
    event = _event_of(change)
    kept = {edge.above for edge in wanted.edges}
    for edge in task.standing.edges:
        if _is_by_event(edge, event) and edge.above not in kept and not edge.taken:
            yield edge.above


def _is_by_event(edge: Edge, event: str | None) -> bool:
    """Tell whether ``edge`` leads to a unit that ``event`` wants the report sent to."""
    return edge.above.rpartition("/")[2] == event


def is_open(task: Task) -> bool:
    """Tell whether a task is still to be done, now or once it goes on."""
    return task.state in (*OPEN_STATES, SUSPENDED)


def _is_redated(wanted: Assigned, task: Task, change: PlanChange) -> bool:
    if task.state in DONE_STATES:
        return False
    event = _event_of(change)
    if event is not None:
        return task.assignment.awaits == event and _differs(wanted, task)
    if not isinstance(change, CalendarAdopted):
        return False
    if not _is_of_calendar(wanted, task):
        return False
    return instants(wanted.deadline) != instants(task.deadline)


def _is_of_calendar(wanted: Assigned, task: Task) -> bool:
    """Tell whether the working days alone can have moved the date that is in force.

    What a person has decided is left alone; so is a partner's date where an event dates the lead:
    the partner keeps it until the assigner adopts another (Rule R14).
    """
    deadline, again = task.deadline, wanted.deadline
    if deadline is None or again is None or deadline.origin != again.origin:
        return False
    is_by_event = task.assignment.part == PARTNER and deadline.origin == BY_EVENT
    return deadline.origin not in DECIDED and not is_by_event


def _differs(wanted: Assigned, task: Task) -> bool:
    standing = task.standing
    in_force = standing.deadline
    if in_force is not None and in_force.origin == RESENDING:
        in_force = standing.stated
    now = (instants(in_force), standing.dating, standing.period)
    return now != (instants(wanted.deadline), wanted.dating, wanted.period)


def instants(deadline: Deadline | None) -> tuple[object, ...]:
    """Return when a deadline opens and ends, to tell whether it has moved."""
    return () if deadline is None else (deadline.opens_on, deadline.due_on, deadline.due_at)


def _redated(wanted: Assigned, task: Task, change: PlanChange) -> Redated:
    period, deadline = wanted.period, task.deadline
    cause = change.version if isinstance(change, CalendarAdopted) else _event_of(change)
    is_of_event = period is not None and period.kind == "event"
    return Redated(
        wanted.deadline,
        wanted.dating,
        cause or "",
        data_from=period.starts_on if period and is_of_event else None,
        data_to=period.ends_on if period and is_of_event else None,
        is_resending=deadline is not None and deadline.origin == RESENDING,
    )
