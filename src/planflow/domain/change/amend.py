"""An amended plan over its tasks: what two unfoldings differ in reaches them (Rule R23).

Three are compared: what the plan wanted, what it wants as amended, and the tasks as they stand.
Where the two plans agree nothing is touched: what people have decided, or others brought, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from attrs import evolve, fields, frozen

from planflow.domain.change.feed import double_paths
from planflow.domain.change.grow import instants
from planflow.domain.change.merge import Kept, Merge
from planflow.domain.change.standing import PlanAmended
from planflow.domain.deadline import DECIDED, RESENDING
from planflow.domain.task import CONSOLIDATED, DONE_STATES, Assignment, Edge, Task
from planflow.domain.task.event import (
    Amended,
    Assigned,
    Event,
    Fed,
    PartnersNamed,
    Redated,
    Reinstated,
    Unfed,
    Withdrawn,
)
from planflow.domain.workday import Period
from planflow.errors import DefinitionError, Fault
from planflow.message import Message

_HELD: Final = ("id", "plan", "source", "kind", "holder", "occurrence")
_CAUSE: Final = "amended"


@frozen
class Amendment:
    """What an amendment brings to the tasks of its plan.

    Attributes:
        created: Tasks that are new.
        events: Known task → what happens to it, in order.
        kept: What stays as it is although the plan now says otherwise.
        behind: What the plan now wants of a time that has passed: it is not assigned.
        alone: Tasks whose reports nobody gathers any more.
    """

    created: tuple[Assigned, ...]
    events: Mapping[str, tuple[Event, ...]]
    kept: tuple[Kept, ...]
    behind: tuple[Assigned, ...]
    alone: tuple[str, ...]


def amendment(
    before: Mapping[str, Assigned],
    after: Mapping[str, Assigned],
    tasks: Mapping[str, Task],
    parents: Mapping[str, Task],
    change: PlanAmended,
) -> Amendment:
    """Return what ``change`` brings to ``tasks``.

    Args:
        before: What the plan wanted, by id.
        after: What it wants as amended.
        tasks: The tasks of the plan.
        parents: The tasks of another plan that this one carries out.
        change: The amendment.

    Raises:
        DefinitionError: If a code is used for something of another kind, or figures would reach a
            task by two paths (Rule R19); all faults at once.
    """
    faults = [*_kind_faults(after, tasks)]
    if faults:
        raise DefinitionError(*faults)
    merge = Merge(before, after, tasks, parents, change)
    faults = [*double_paths(merge.carrying())]
    if faults:
        raise DefinitionError(*faults)
    happening = _Happening(merge)
    events = {one: tuple(happening.events(task)) for one, task in tasks.items()}
    return Amendment(
        tuple(evolve(new, edges=merge.edges[one]) for one, new in merge.new.items()),
        {one: found for one, found in events.items() if found},
        tuple(merge.kept),
        tuple(merge.behind),
        tuple(one for one, task in tasks.items() if merge.is_alone(task)),
    )


def beyond(
    before: Mapping[str, Assigned], after: Mapping[str, Assigned], tasks: Mapping[str, Task]
) -> dict[str, Assigned]:
    """Return what ``after`` wants without what ``before`` wanted too and an amendment left out.

    What would feed only what was left out is left out as well.
    """
    there = {one for one in after if one in tasks or one not in before}
    found = {}
    for one in (one for one in after if one in there):
        wanted, was = after[one], before.get(one)
        edges = tuple(
            edge
            for edge in wanted.edges
            if edge.above in there or edge.above not in after
            if not _is_left_out(edge, was, tasks.get(one))
        )
        if edges or not wanted.edges or one in tasks:
            found[one] = evolve(wanted, edges=edges)
    return found


def _is_left_out(edge: Edge, was: Assigned | None, task: Task | None) -> bool:
    """Tell whether an edge was wanted before and is not there."""
    if was is None or task is None:
        return False
    known = {each.above for each in task.standing.edges}
    return edge.above not in known and edge.above in {each.above for each in was.edges}


def _kind_faults(after: Mapping[str, Assigned], tasks: Mapping[str, Task]) -> Iterator[Fault]:
    for one, wanted in after.items():
        known, kind = tasks.get(one), wanted.assignment.kind
        if known is not None and known.kind != kind:
            expected = f"{known.kind}, as it was assigned: give the new one a code of its own"
            yield Fault(f"task {one}: kind", kind, expected)


class _Happening:
    """What happens to each task, by what was merged."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._change = merge.change

    def events(self, task: Task) -> Iterator[Event]:
        """Yield what happens to ``task``, in order."""
        merge = self._merge
        if task.id in merge.gone:
            yield Withdrawn(self._change.reason)
        if task.id in merge.gone or merge.is_history(task):
            return
        if task.id in merge.back:
            yield Reinstated()
        yield from self._amended(task)
        now, known = merge.edges[task.id], task.standing.edges
        lost = tuple(edge.above for edge in known if edge not in now)
        if lost:
            yield Unfed(lost)
        won = tuple(edge for edge in now if edge not in known)
        if won:
            yield Fed(won)
        yield from self._named(task)
        yield from self._redated(task)

    def _amended(self, task: Task) -> Iterator[Event]:
        changes = self._changes(task)
        if task.state in DONE_STATES:
            self._keep_judged(task, changes)
        period = self._period(task)
        if changes or period != task.standing.period:
            yield Amended(evolve(task.assignment, **changes), period)

    def _keep_judged(self, task: Task, changes: dict[str, Any]) -> None:
        """Leave what is done as it was judged by: an order or a request, days of its products."""
        if changes.pop("authority", None):
            stated = Message.of(f"authority.{task.assignment.authority}")
            self._merge.keep(task, "authority", authority=stated)
        changes.pop("own_days", None)

    def _changes(self, task: Task) -> dict[str, Any]:
        """Return field → new value of what is said otherwise of the task."""
        was, wanted = self._merge.before.get(task.id), self._merge.after.get(task.id)
        if wanted is None:
            assigners = self._change.plan.assigners()
            is_same = task.assignment.assigners == assigners or not self._merge.is_live(task.id)
            return {} if is_same else {"assigners": assigners}
        new = {name: getattr(wanted.assignment, name) for name in _free()}
        return {
            name: value
            for name, value in new.items()
            if was is None or getattr(was.assignment, name) != value
            if getattr(task.assignment, name) != value
        }

    def _period(self, task: Task) -> Period | None:
        """Return the period reported on from now on; what was reported keeps its own."""
        was, wanted = self._merge.before.get(task.id), self._merge.after.get(task.id)
        if wanted is None or task.state in DONE_STATES:
            return task.standing.period
        is_same = was is not None and was.period == wanted.period
        return task.standing.period if is_same else wanted.period

    def _named(self, task: Task) -> Iterator[Event]:
        wanted = self._merge.after.get(task.id)
        if wanted is None or task.state == CONSOLIDATED:
            return
        if wanted.assignment.open_sets != task.standing.open_sets:
            yield PartnersNamed(wanted.assignment.open_sets)

    def _redated(self, task: Task) -> Iterator[Event]:
        wanted = self._merge.after.get(task.id)
        if wanted is None or task.state in DONE_STATES or not self._is_dated_anew(task, wanted):
            return
        standing = task.standing
        is_resending = standing.deadline is not None and standing.deadline.origin == RESENDING
        stated = standing.stated if is_resending else standing.deadline
        if (instants(stated), standing.dating) == _time(wanted):
            return
        if stated is not None and stated.origin in DECIDED:
            due = wanted.deadline.due_on if wanted.deadline else None
            self._merge.keep(task, "decided", due=stated.due_on, stated=due)
            return
        yield _redating(wanted, is_resending=is_resending)

    def _is_dated_anew(self, task: Task, wanted: Assigned) -> bool:
        if task.id in self._merge.back:
            return True
        if wanted.period and self._merge.is_past(task) and self._merge.is_behind(wanted):
            return False
        was = self._merge.before.get(task.id)
        return was is None or _time(was) != _time(wanted)


@cache
def _free() -> tuple[str, ...]:
    """Return the names of the fields of an assignment that an amendment may change."""
    return tuple(each.name for each in fields(Assignment) if each.name not in _HELD)


def _time(wanted: Assigned) -> tuple[object, ...]:
    return (instants(wanted.deadline), wanted.dating)


def _redating(wanted: Assigned, *, is_resending: bool) -> Redated:
    period = wanted.period if wanted.period and wanted.period.kind == "event" else None
    return Redated(
        wanted.deadline,
        wanted.dating,
        period.key if period else _CAUSE,
        data_from=period.starts_on if period else None,
        data_to=period.ends_on if period else None,
        is_resending=is_resending,
    )
