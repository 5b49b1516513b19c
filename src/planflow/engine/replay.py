"""Replaying: a record as its stream gives it, with a wake that misses nothing (R25, R26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import define, frozen
from pendulum import UTC, DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.reminder import fallen_due
from planflow.domain.reminder import wake as wake_of
from planflow.domain.task import Task
from planflow.engine.entry import Entry, read_entry
from planflow.engine.fold import after, place
from planflow.engine.proof import UNREADABLE, BrokenError
from planflow.engine.record import plan_row, task_row
from planflow.engine.work import earliest, next_horizon, standing_wake, task_wake
from planflow.store import GENESIS, Row, StoredEntry
from planflow.store.chain import entry_hash

_END: Final = DateTime(9999, 1, 1, tzinfo=UTC)


@frozen
class Replayed:
    """A task or plan after some entries of its stream.

    Attributes:
        value: The task or plan.
        version: How many entries these were.
        head: Hash of the last of them.
        wake: The first moment of which the journal does not show that it was swept.
    """

    value: Task | PlanStanding
    version: int
    head: str
    wake: DateTime | None

    @property
    def row(self) -> Row:
        """Return the record as it must be stored."""
        if isinstance(self.value, Task):
            return task_row(self.value, self.version, self.head, self.wake)
        return plan_row(self.value, self.version, self.head, self.wake)

    @property
    def feeds(self) -> tuple[str, ...] | None:
        """Return the tasks that it feeds; of a plan nothing."""
        if isinstance(self.value, PlanStanding):
            return None
        return tuple(edge.above for edge in self.value.standing.edges)

    def owed(self, wake: DateTime | None) -> frozenset[str]:
        """Return the announcements before ``wake`` of which it is not known that they were made.

        Args:
            wake: When the sweep looks at it next, if ever.
        """
        if self.wake is None or (wake is not None and wake <= self.wake):
            return frozenset()
        told, _ = fallen_due(self.value, self.wake, wake or _END)
        return frozenset(each.id for each in told if wake is None or each.moment < wake)

    def misses_horizon(self, wake: DateTime | None) -> bool:
        """Tell whether a plan that goes on would not be unfolded further in time."""
        horizon = next_horizon(self.value) if isinstance(self.value, PlanStanding) else None
        return horizon is not None and (wake is None or wake > horizon)


@define
class _Course:
    """A record on its way through its stream, and the sweeps that came between."""

    value: Task | PlanStanding | None = None
    wake: DateTime | None = None

    def go(self, entry: Entry) -> None:
        """Let an entry happen."""
        before, now = self.value, after(self.value, entry)
        self.value = now
        if isinstance(now, PlanStanding):
            if isinstance(before, PlanStanding):
                self.wake = standing_wake(before, self.wake, now)
            else:
                self.wake = next_horizon(now)
        elif isinstance(before, Task):
            self.wake = task_wake(before, self.wake, now, entry.event, entry.at)
        else:
            self.wake = wake_of(None, None, now)

    def sweep(self, at: DateTime) -> None:
        """Let the sweep look at it, which then announced all that had fallen due by ``at``."""
        if self.value is None or self.wake is None or self.wake > at:
            return
        _, self.wake = fallen_due(self.value, self.wake, at)
        if isinstance(self.value, PlanStanding):
            self.wake = earliest(self.wake, next_horizon(self.value))


def replay(entries: Sequence[StoredEntry], sweeps: Iterable[tuple[int, DateTime]] = ()) -> Replayed:
    """Return the record that the entries of a stream give, in order from the first.

    Args:
        entries: The entries.
        sweeps: Position and moment of the sweeps that announced something of it.

    Raises:
        BrokenError: If one cannot be read, or does not follow the one before it.
    """
    course, waiting, head = _Course(), list(reversed(list(sweeps))), GENESIS
    for number, stored in enumerate(entries, 1):
        if stored.version != number or stored.hash != entry_hash(head, stored.body):
            raise BrokenError(stored.position, "changed")
        while waiting and waiting[-1][0] < place(stored):
            course.sweep(waiting.pop()[1])
        try:
            course.go(read_entry(stored))
        except UNREADABLE as error:
            raise BrokenError(stored.position, "unreadable") from error
        head = stored.hash
    while waiting:
        course.sweep(waiting.pop()[1])
    if course.value is None:
        raise BrokenError(0, "missing")
    return Replayed(course.value, len(entries), head, course.wake)
