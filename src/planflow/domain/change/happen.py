"""What an event or a naming does to tasks that exist: pure functions of plan and tasks (R11)."""

from __future__ import annotations

from attrs import evolve, frozen

from planflow.domain.change.node import Ground
from planflow.domain.change.standing import Happening
from planflow.domain.deadline import (
    BY_EVENT,
    DATED,
    WAITING,
    AfterEvent,
    Deadline,
    Occurrence,
    Relative,
    Schedule,
    occurrences,
)
from planflow.domain.plan import Item
from planflow.domain.task import Edge, Task
from planflow.domain.task.event import Assigned, Redated
from planflow.message import Message


@frozen
class Brought:
    """What an event brings to one task: its new date, and the receiving tasks it adds."""

    redated: Redated
    receivers: tuple[Assigned, ...]


def redate(task: Task, happening: Happening, ground: Ground) -> Brought:
    """Return how ``happening`` re-dates ``task``, which waits for it; a later one supersedes."""
    deadline = _deadline(task, happening, ground)
    receivers = tuple(
        ground.receive(task.source, unit, Occurrence(key=happening.event)).assigned()
        for unit in happening.addressees
    )
    known = {edge.above for edge in task.standing.edges}
    edges = tuple(
        Edge(new.assignment.id, new.assignment.holder, task.source)
        for new in receivers
        if new.assignment.id not in known
    )
    redated = Redated(
        deadline,
        DATED if deadline else WAITING,
        happening.event,
        edges,
        happening.data_from,
        happening.data_to,
    )
    added = {edge.above for edge in edges}
    return Brought(redated, tuple(new for new in receivers if new.assignment.id in added))


def _deadline(task: Task, happening: Happening, ground: Ground) -> Deadline | None:
    schedule = happening.due or _stated_term(task, happening, ground)
    if schedule is None:
        return None
    resolved = next(iter(occurrences(schedule, ground.setting()))).deadline
    if resolved is None:
        return None
    why = Message.of(
        "deadline.by_event", event=happening.document or happening.event, on=happening.happened_on
    )
    explanation = (why, *resolved.explanation)
    return evolve(
        resolved, origin=BY_EVENT, opens_on=happening.happened_on, explanation=explanation
    )


def _stated_term(task: Task, happening: Happening, ground: Ground) -> Schedule | None:
    """Return the term that the plan itself counts from the event, if it states one."""
    item: Item | None = next((x for x in ground.plan.leaves() if x.code == task.source), None)
    schedule = item.schedule if item else None
    if not isinstance(schedule, AfterEvent) or schedule.count is None:
        return None
    return Relative(
        anchor=happening.happened_on, count=schedule.count, counted_in=schedule.counted_in
    )
