"""Folding: the state that the journal gives, whole or as known at a moment (R25, R27)."""

from __future__ import annotations

from attrs import define, field
from pendulum import DateTime

from planflow.domain.change import PlanIssued, PlanStanding, evolve_plan, start_plan
from planflow.domain.reminder import Announcement
from planflow.domain.task import Task, assigned, happen
from planflow.domain.task.event import Assigned
from planflow.engine.entry import Entry
from planflow.engine.read import read_journal
from planflow.store import Store


@define
class Fold:
    """The state as the journal gives it.

    Attributes:
        tasks: Tasks by id.
        plans: Running plans by id.
        ends: Version and hash of the newest entry of each task's and plan's stream.
    """

    tasks: dict[str, Task] = field(factory=dict)
    plans: dict[str, PlanStanding] = field(factory=dict)
    ends: dict[str, tuple[int, str]] = field(factory=dict)

    def feeding(self) -> dict[str, set[str]]:
        """Return task → the tasks that feed it."""
        found: dict[str, set[str]] = {}
        for task in self.tasks.values():
            for edge in task.standing.edges:
                found.setdefault(edge.above, set()).add(task.id)
        return found

    def add(self, entry: Entry) -> None:
        """Let an entry happen."""
        event, stream = entry.event, entry.stream
        if isinstance(event, Announcement):
            return
        self.ends[stream] = (entry.version, entry.hash)
        match event:
            case PlanIssued():
                self.plans[stream] = start_plan(event)
            case Assigned():
                self.tasks[stream] = assigned(event, entry.at)
            case _ if stream in self.plans:
                self.plans[stream] = evolve_plan(self.plans[stream], event, entry.at)
            case _:
                self.tasks[stream] = happen(self.tasks[stream], event, entry.at)


def known_at(store: Store, now: DateTime) -> tuple[Fold, tuple[Entry, ...]]:
    """Return the state as it was known at ``now``, and the entries that made it."""
    fold, later, entries = Fold(), set[str](), []
    for entry in read_journal(store, 0):
        if entry.at > now:
            later.add(entry.stream)
        if entry.stream not in later:
            fold.add(entry)
            entries.append(entry)
    return fold, tuple(entries)
