"""One piece of work: events gathered into entries and records, committed as one batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import define
from pendulum import DateTime

from planflow.domain.change import (
    PlanChange,
    PlanIssued,
    PlanStanding,
    evolve_plan,
    start_plan,
)
from planflow.domain.reminder import next_moment, plan_wake
from planflow.domain.reminder import wake as wake_of
from planflow.domain.task import Task, assigned, happen
from planflow.domain.task.event import Amended, Assigned, Event
from planflow.engine.entry import Author, new_entry
from planflow.engine.record import plan_row, read_plan_row, read_task, read_wake, task_row
from planflow.engine.upgrade import record_text
from planflow.instant import add_days, start_of_day
from planflow.store import GENESIS, Batch, Content, Guard, NewEntry, Row, Write

_Value: TypeAlias = Task | PlanStanding


@define
class _Track:
    """A record as it moves during the work; ``fixed`` is a task's stored assignment."""

    value: _Value
    version: int
    head: str
    wake: DateTime | None
    replaces: int
    is_fed: bool
    fixed: str | None = None


class Work:
    """Events of one command over all the streams that it touches.

    Args:
        author: Who does it, when, under which key.
    """

    def __init__(self, author: Author) -> None:
        """Begin with nothing."""
        self._author = author
        self._tracks: dict[str, _Track] = {}
        self._entries: list[NewEntry] = []
        self._content: list[Content] = []

    def hold(self, row: Row) -> Task:
        """Take up a stored task and return it, as it stands after what was applied to it here."""
        known = self._tracks.get(row.id)
        if known is not None and isinstance(known.value, Task):
            return known.value
        task = read_task(row)
        self._tracks[row.id] = _track(task, row, row.fixed)
        return task

    def plan(self, plan_id: str) -> PlanStanding | None:
        """Return a plan that was taken up, as it stands after what was applied to it here."""
        known = self._tracks.get(plan_id)
        found = known.value if known is not None else None
        return found if isinstance(found, PlanStanding) else None

    def hold_plan(self, row: Row) -> PlanStanding:
        """Take up a stored plan and return it."""
        standing = read_plan_row(row)
        self._tracks[row.id] = _track(standing, row)
        return standing

    def start_plan(self, event: PlanIssued) -> PlanStanding:
        """Begin a plan's stream."""
        standing = start_plan(event)
        self._begin(event.plan.id, standing, event, next_horizon(standing), has_key=True)
        return standing

    def assign(self, event: Assigned) -> Task:
        """Begin a task's stream."""
        task = assigned(event, self._author.at)
        self._begin(task.id, task, event, wake_of(None, None, task))
        self._tracks[task.id].fixed = record_text(task.assignment)
        return task

    def apply(self, task_id: str, event: Event, *, has_key: bool = False) -> Task:
        """Let ``event`` happen to a task that was taken up."""
        track = self._tracks[task_id]
        before = track.value
        if not isinstance(before, Task):
            raise TypeError(task_id)
        after = happen(before, event, self._author.at)
        self._record(task_id, track, after, event, has_key=has_key)
        if isinstance(event, Amended):
            track.fixed = None
        track.wake = task_wake(before, track.wake, after, event, self._author.at)
        track.is_fed = track.is_fed or _feeds(before) != _feeds(after)
        return after

    def apply_plan(self, plan_id: str, event: PlanChange, *, has_key: bool = False) -> PlanStanding:
        """Let ``event`` happen to a plan that was taken up."""
        track = self._tracks[plan_id]
        if not isinstance(track.value, PlanStanding):
            raise TypeError(plan_id)
        before = track.value
        after = evolve_plan(before, event, self._author.at)
        self._record(plan_id, track, after, event, has_key=has_key)
        track.wake = standing_wake(before, track.wake, after)
        return after

    def batch(self, guards: Iterable[Guard] = ()) -> Batch:
        """Return everything as one batch; a record that was only read becomes a guard."""
        read = [
            Guard(one, track.version)
            for one, track in self._tracks.items()
            if track.version == track.replaces
        ]
        return Batch(
            writes=tuple(
                _write(track) for track in self._tracks.values() if track.version != track.replaces
            ),
            guards=(*read, *guards),
            entries=tuple(self._entries),
            content=tuple(self._content),
        )

    def guard(self, one: str) -> Guard:
        """Return that a record, as this work leaves it, must still hold."""
        return Guard(one, self._tracks[one].version)

    def _begin(
        self,
        stream: str,
        value: _Value,
        event: object,
        wake: DateTime | None,
        *,
        has_key: bool = False,
    ) -> None:
        track = _Track(value, 0, GENESIS, wake, 0, is_fed=True)
        self._tracks[stream] = track
        self._record(stream, track, value, event, has_key=has_key)

    def _record(
        self, stream: str, track: _Track, value: _Value, event: object, *, has_key: bool
    ) -> None:
        entry, content = new_entry(
            stream,
            track.version + 1,
            track.head,
            event,
            self._author,
            has_key=has_key and self._author.key is not None,
        )
        self._entries.append(entry)
        self._content += content
        track.value, track.version, track.head = value, entry.version, entry.hash


def task_wake(
    before: Task, scheduled: DateTime | None, after: Task, event: Event, at: DateTime
) -> DateTime | None:
    """Return when the sweep must look at a task after ``event``, which happened ``at``."""
    found = wake_of(before.standing, scheduled, after)
    return earliest(found, next_moment(after, at)) if isinstance(event, Amended) else found


def standing_wake(
    before: PlanStanding, scheduled: DateTime | None, after: PlanStanding
) -> DateTime | None:
    """Return when the sweep must look at a plan: to unfold it further, or to announce."""
    return earliest(next_horizon(after), plan_wake(before, scheduled, after))


def next_horizon(standing: PlanStanding) -> DateTime | None:
    """Return when a plan must be unfolded further: the day after its horizon, if it goes on."""
    last_year = standing.plan.years[1]
    if last_year is not None and last_year <= standing.until.year:
        return None
    return start_of_day(add_days(standing.until, 1), standing.plan.policy.zone)


def earliest(*moments: DateTime | None) -> DateTime | None:
    """Return the first of the moments that there are."""
    return min((moment for moment in moments if moment is not None), default=None)


def _feeds(task: Task) -> tuple[str, ...]:
    return tuple(edge.above for edge in task.standing.edges)


def _track(value: _Value, row: Row, fixed: str | None = None) -> _Track:
    wake = read_wake(row)
    return _Track(value, row.version, row.head, wake, row.version, is_fed=False, fixed=fixed)


def _write(track: _Track) -> Write:
    value = track.value
    if isinstance(value, PlanStanding):
        return Write(plan_row(value, track.version, track.head, track.wake), track.replaces, None)
    feeds = _feeds(value) if track.is_fed else None
    row = task_row(value, track.version, track.head, track.wake, track.fixed)
    return Write(row, track.replaces, feeds)
