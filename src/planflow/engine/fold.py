"""Folding: the state that the journal gives, whole or as known at a moment (R25, R27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field
from pendulum import DateTime

from planflow.domain.change import PlanIssued, PlanStanding, evolve_plan, family, start_plan
from planflow.domain.reminder import Announcement
from planflow.domain.task import Task, assigned, happen
from planflow.domain.task.event import Assigned
from planflow.engine.entry import Entry, read_entry
from planflow.engine.read import pages, stored_streams
from planflow.engine.record import PLAN, read_plan_row
from planflow.store import Query, Store, StoredEntry

_UNSEALED: Final = 2**63


def place(stored: StoredEntry) -> int:
    """Return the position; whatever is not numbered yet comes after what is (S7)."""
    return stored.position or _UNSEALED


def after(before: Task | PlanStanding | None, entry: Entry) -> Task | PlanStanding:
    """Return a task or plan as it is after an entry of its stream; the first one makes it."""
    event = entry.event
    match event:
        case PlanIssued():
            return start_plan(event)
        case Assigned():
            return assigned(event, entry.at)
    if isinstance(before, PlanStanding):
        return evolve_plan(before, event, entry.at)
    if before is None:
        raise TypeError(event)
    return happen(before, event, entry.at)


@define
class Fold:
    """The state as the journal gives it.

    Attributes:
        tasks: Tasks by id.
        plans: Running plans by id.
    """

    tasks: dict[str, Task] = field(factory=dict)
    plans: dict[str, PlanStanding] = field(factory=dict)

    def add(self, entry: Entry) -> None:
        """Let an entry happen."""
        if isinstance(entry.event, Announcement):
            return
        stream = entry.stream
        now = after(self.plans.get(stream) or self.tasks.get(stream), entry)
        if isinstance(now, PlanStanding):
            self.plans[stream] = now
        else:
            self.tasks[stream] = now


def known_at(store: Store, plan_id: str, now: DateTime) -> tuple[Fold, tuple[Entry, ...]]:
    """Return what was known of a plan and its family at ``now``, and the entries that made it.

    Only the streams of these plans and of their tasks are read, each up to the end that the journal
    has now: what others write meanwhile would be seen of one stream and not of another.
    """
    reading = _Reading(store, now)
    ids = _family_at(reading, plan_id)
    tasks = (row.id for row in pages(store, Query(plan=ids)))
    entries = (*reading.entries(ids), *reading.entries(tasks))
    in_order = tuple(sorted(entries, key=lambda entry: entry.position or _UNSEALED))
    return fold_of(in_order), in_order


def fold_of(entries: Iterable[Entry]) -> Fold:
    """Return the state after ``entries``, each stream of which is in order."""
    fold = Fold()
    for entry in entries:
        fold.add(entry)
    return fold


def _family_at(reading: _Reading, plan_id: str) -> tuple[str, ...]:
    """Return the plan and those that carry out its items, as far as they were open by then.

    A plan that was amended may have carried out something else before.
    """
    rows = {row.id: read_plan_row(row) for row in pages(reading.store, Query(kind=PLAN))}
    amended = [one for one, standing in rows.items() if standing.amendments]
    before = fold_of(reading.entries(amended)).plans
    known = {one: rows[one] for one in rows if one not in amended} | before
    ids = family(plan_id, (standing.plan for standing in known.values()))
    then = fold_of(reading.entries(ids)).plans.values()
    return family(plan_id, (each.plan for each in then if not each.is_issuing))


class _Reading:
    """Streams as they were known at a moment, up to where the journal ends when it begins."""

    def __init__(self, store: Store, now: DateTime) -> None:
        self.store, self._now = store, now
        self._end = _UNSEALED if store.is_lent else store.head()[0]

    def entries(self, streams: Iterable[str]) -> Iterator[Entry]:
        later = set[str]()
        for stored in stored_streams(self.store, streams):
            if place(stored) > self._end:
                continue
            entry = read_entry(stored)
            if entry.at > self._now:
                later.add(entry.stream)
            if entry.stream not in later:
                yield entry
