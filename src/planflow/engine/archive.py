"""Archiving a dead plan: first the file, then the journal says so and what is stored is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from attrs import frozen
from pendulum import DateTime

from planflow.domain.change import PlanArchived, PlanStanding, alive, family
from planflow.domain.task import Task
from planflow.engine.archive_file import write_archive
from planflow.engine.command import retried
from planflow.engine.entry import Author, new_entry, read_entry
from planflow.engine.read import pages, stored_entries
from planflow.engine.record import (
    PLAN,
    archive_of,
    is_record,
    plan_of,
    read_plan_row,
    read_task,
)
from planflow.engine.setup import Setup
from planflow.errors import (
    DefinitionError,
    Fault,
    NotFoundError,
    RuleViolatedError,
    VersionConflictError,
)
from planflow.instant import day_of
from planflow.message import Fact, Message
from planflow.store import GENESIS, Batch, Guard, Query, Row, StoredEntry

_NAMED = 50
"""How many tasks a refusal names at most; it says how many more there are."""


@frozen
class Archived:
    """A plan that was archived.

    Attributes:
        plans: The plan, and those that carried out its items.
        file: Where they are now.
        entries: How many entries of the journal the file holds.
        sha256: The digest of its lines but the erasable ones; the journal holds the same.
    """

    plans: tuple[str, ...]
    file: Path
    entries: int
    sha256: str


def archive(setup: Setup, plan_id: str, file: Path, at: DateTime) -> Archived:
    """Write a dead plan and its family to a file, and drop what is stored of them."""
    if setup.store.is_lent:
        found = "one on a connection of the host's"
        raise DefinitionError(Fault("store", found, "one of its own: a file cannot be rolled back"))
    archived = retried(setup, lambda: _archive(setup, plan_id, file, at))
    setup.log.info("archive", plan=plan_id, plans=len(archived.plans), entries=archived.entries)
    return archived


def _archive(setup: Setup, plan_id: str, file: Path, at: DateTime) -> Archived:
    dying = _Dying(setup, plan_id)
    dying.refuse_living(at)
    streams = set[str]()
    written = write_archive(file, dying.plans, dying.entries(streams), at)
    event = PlanArchived(dying.plans, written.sha256, written.entries)
    author = Author(None, at, setup.entropy)
    entry, _ = new_entry(archive_of(plan_id), 1, GENESIS, event, author)
    guards = tuple(Guard(row.id, row.version) for row in dying.rows.values())
    batch = Batch(entries=(entry,), guards=guards, drop=tuple(sorted(streams)))
    setup.store.commit(batch)
    return Archived(dying.plans, file, written.entries, written.sha256)


class _Dying:
    """A plan and those that carry out its items, with all their tasks."""

    def __init__(self, setup: Setup, plan_id: str) -> None:
        """Read the records: what they say is guarded until all is dropped."""
        self._setup, self._id = setup, plan_id
        plans = {row.id: row for row in pages(setup.store, Query(kind=PLAN))}
        if plan_id not in plans:
            told = setup.store.history((archive_of(plan_id),))
            if told:
                self._refuse("archived_before", sha256=read_entry(told[0]).event.sha256)
            raise NotFoundError(plan_id)
        self._known = {one: read_plan_row(row) for one, row in plans.items()}
        self.plans = family(plan_id, (standing.plan for standing in self._known.values()))
        self.rows: dict[str, Row] = {one: plans[one] for one in self.plans}
        self._tasks: dict[str, Task] = {}
        for row in pages(setup.store, Query(plan=self.plans)):
            self.rows[row.id] = row
            self._tasks[row.id] = read_task(row)

    def refuse_living(self, at: DateTime) -> None:
        """Refuse what is not over, or is tied to what stays."""
        standing = self._known[self._id]
        above = standing.plan.parent if standing.plan.carries_out else None
        if above in self._known:
            self._refuse("part_of_another", above=above)
        day = day_of(at, standing.plan.policy.zone)
        found = alive(self._standings(), self._tasks.values(), day)
        if found:
            self._refuse(
                "not_over",
                tasks=_some(found.tasks),
                plans=_some(found.plans),
                obstacles=_some(found.obstacles),
            )
        outside = tuple(sorted(set(self._outside())))
        if outside:
            self._refuse("tied_outside", tasks=_some(outside))

    def entries(self, streams: set[str]) -> Iterator[StoredEntry]:
        """Yield the entries of the plans, and note their streams.

        Raises:
            VersionConflictError: If a record is not what its stream says: it has moved, or the
                database wants rebuilding.
        """
        found, plans = Counter[str](), set(self.plans)
        end, _ = self._setup.store.head()
        for stored in stored_entries(self._setup.store, 0):
            if stored.position > end:
                break
            if plan_of(stored.stream) in plans:
                found[stored.stream] += 1
                yield stored
        streams.update(found)
        versions = {one: row.version for one, row in self.rows.items()}
        records = {one: count for one, count in found.items() if is_record(one)}
        moved = {one for one, _ in versions.items() ^ records.items()}
        if moved:
            raise VersionConflictError(*sorted(moved))

    def _standings(self) -> Iterator[PlanStanding]:
        return (self._known[one] for one in self.plans)

    def _outside(self) -> Iterator[str]:
        """Yield the tasks of other plans that feed tasks of these, or are fed by them."""
        above = {edge.above for task in self._tasks.values() for edge in task.standing.edges}
        yield from self._setup.store.load(tuple(sorted(above - self.rows.keys()))).rows
        for one in self._tasks:
            for row in self._setup.store.feeding(one):
                if row.id not in self.rows:
                    yield row.id

    def _refuse(self, name: str, **facts: Fact) -> NoReturn:
        raise RuleViolatedError("R25", Message.of(f"refusal.{name}", plan=self._id, **facts))


def _some(ids: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the first of many, and how many more there are; nothing instead of none."""
    if len(ids) > _NAMED:
        return (*ids[:_NAMED], f"… +{len(ids) - _NAMED}")
    return ids or None
