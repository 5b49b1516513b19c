"""The memory store: for tests, simulations and reading; the model that other stores are held to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from threading import RLock
from typing import Self

from attrs import evolve

from planflow.errors import (
    DefinitionError,
    DuplicateError,
    Fault,
    VersionConflictError,
)
from planflow.store.chain import next_digest
from planflow.store.port import (
    GENESIS,
    ISSUING,
    PLAN,
    Batch,
    Content,
    Facts,
    Loaded,
    NewEntry,
    Query,
    Row,
    Store,
    StoredEntry,
    Wake,
    Write,
    shard_of,
)
from planflow.store.timeliness import timeliness_of

SCHEMA = 1
"""Of nothing that is kept."""


class MemoryStore(Store):
    """A store in this process's memory; safe for threads, gone with the process."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = RLock()
        self._rows: dict[str, Row] = {}
        self._ids: list[str] = []
        self._feeding: dict[str, set[str]] = defaultdict(set)
        self._feeds: dict[str, tuple[str, ...]] = {}
        self._wakes: list[tuple[str, str]] = []
        self._journal: list[StoredEntry] = []
        self._digest = GENESIS
        self._issuing: set[str] = set()
        self._streams: dict[str, list[int]] = defaultdict(list)
        self._keys: dict[tuple[str, str], int] = {}
        self._content: dict[tuple[str, int], list[Content]] = defaultdict(list)

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly, or raise ``VersionConflictError``."""
        with self._lock:
            batch.refuse_broken_text()
            self._check(batch)
            for write in batch.writes:
                self._write(write)
            for entry in batch.entries:
                self._append(entry)
            fresh = []
            for entry in batch.once:
                if entry.stream not in self._streams:
                    self._append(entry)
                    fresh.append(entry)
            for content in sorted(batch.content, key=lambda each: each.field):
                self._content[content.stream, content.version].append(content)
            for wake in batch.wakes:
                self._set_wake(wake)
            for stream in batch.drop:
                self._drop(stream)
            self._erase(frozenset(batch.erase))
            return frozenset(entry.stream for entry in fresh)

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Return the records under ``ids`` and the entry under ``key``."""
        with self._lock:
            rows = {one: self._rows[one] for one in ids if self._is_loaded(one)}
            position = self._keys.get(key) if key else None
            return Loaded(
                rows, self._with_content(self._journal[position - 1]) if position else None
            )

    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return the records that feed ``above``, by id."""
        with self._lock:
            ids = sorted(self._feeding.get(above, ()))
            return tuple(self._rows[one] for one in ids if self._is_shown(self._rows[one]))

    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        """Return matching tasks by id, after the id ``after``."""
        with self._lock:
            found = self._matching(query, after)
            return tuple(row for row, _ in zip(found, range(limit), strict=False))

    def tally(
        self, query: Query, by: tuple[str, ...], at: str, soon: str
    ) -> Mapping[tuple[str, ...], int]:
        """Return counts of matching tasks by ``by``."""
        with self._lock:
            return Counter(
                tuple(
                    timeliness_of(row.facts, at, soon)
                    if name == "timeliness"
                    else getattr(row.facts, name) or ""
                    for name in by
                )
                for row in self._matching(query)
            )

    def due(
        self,
        until: str,
        after: tuple[str, str] | None = None,
        limit: int = 500,
        shard: tuple[int, int] = (0, 1),
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, after the cursor."""
        number, count = shard
        with self._lock:
            found = (
                self._rows[one]
                for wake, one in self._wakes[bisect_right(self._wakes, after) if after else 0 :]
                if wake <= until
                and shard_of(one) % count == number
                and self._is_shown(self._rows[one])
            )
            return tuple(row for row, _ in zip(found, range(limit), strict=False))

    def history(self, streams: tuple[str, ...]) -> tuple[StoredEntry, ...]:
        """Return the entries of ``streams``, by stream and version."""
        with self._lock:
            positions = (at for one in sorted(set(streams)) for at in self._streams.get(one, ()))
            return tuple(self._with_content(self._journal[at - 1]) for at in positions)

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return entries after position ``after``."""
        with self._lock:
            return tuple(map(self._with_content, self._journal[after : after + limit]))

    def head(self) -> tuple[int, str]:
        """Return the last position and its digest."""
        with self._lock:
            return len(self._journal), self._digest

    def strays(self) -> tuple[str, ...]:
        """Return the streams of content that belongs to no entry."""
        with self._lock:
            return tuple(
                stream
                for (stream, version), kept in self._content.items()
                if kept and version > len(self._streams.get(stream, ()))
            )

    def schema(self) -> int:
        """Return the version of the schema."""
        return SCHEMA

    def on(self, connection: object) -> Self:
        """Refuse: memory has no connections.

        Raises:
            DefinitionError: Always.
        """
        fault = Fault("connection", repr(connection), "a store that works on connections")
        raise DefinitionError(fault)

    def close(self) -> None:
        """Do nothing."""

    def _check(self, batch: Batch) -> None:
        moved = [w.row.id for w in batch.writes if self._version(w.row.id) != w.replaces]
        moved += [guard.id for guard in batch.guards if self._version(guard.id) != guard.version]
        places = Counter((entry.stream, entry.version) for entry in batch.entries)
        moved += [
            stream
            for (stream, version), count in places.items()
            if count > 1 or version <= len(self._streams.get(stream, ()))
        ]
        if moved:
            raise VersionConflictError(*sorted(set(moved)))
        keys = Counter((each.stream, each.key) for each in batch.entries if each.key is not None)
        for (stream, key), count in keys.items():
            if count > 1 or (stream, key) in self._keys:
                raise DuplicateError(stream, key)

    def _version(self, record: str) -> int:
        row = self._rows.get(record)
        return row.version if row else 0

    def _write(self, write: Write) -> None:
        row = write.row
        known = self._rows.get(row.id)
        if known is None:
            insort(self._ids, row.id)
        self._move_wake(row.id, known.wake if known else None, row.wake)
        self._rows[row.id] = row
        if row.facts.kind == ISSUING:
            self._issuing.add(row.id)
        else:
            self._issuing.discard(row.id)
        if write.feeds is not None:
            self._feed(row.id, write.feeds)

    def _feed(self, record: str, feeds: tuple[str, ...]) -> None:
        for above in self._feeds.get(record, ()):
            self._feeding[above].discard(record)
        for above in feeds:
            self._feeding[above].add(record)
        self._feeds[record] = feeds

    def _append(self, entry: NewEntry) -> None:
        position = len(self._journal) + 1
        self._digest = next_digest(self._digest, entry.hash)
        facts = (entry.stream, entry.version, entry.hash, self._digest, entry.body, entry.key)
        self._journal.append(StoredEntry(position, *facts))
        self._streams[entry.stream].append(position)
        if entry.key is not None:
            self._keys[entry.stream, entry.key] = position

    def _drop(self, stream: str) -> None:
        row = self._rows.pop(stream, None)
        if row is not None:
            self._ids.remove(stream)
            self._move_wake(stream, row.wake, None)
            self._feed(stream, ())
            self._issuing.discard(stream)
        for position in self._streams.get(stream, ()):
            self._journal[position - 1] = evolve(self._journal[position - 1], body="")
        for place in [place for place in self._content if place[0] == stream]:
            del self._content[place]

    def _is_loaded(self, record: str) -> bool:
        row = self._rows.get(record)
        return row is not None and (row.facts.kind == ISSUING or self._is_shown(row))

    def _is_shown(self, row: Row) -> bool:
        return row.facts.plan not in self._issuing

    def _set_wake(self, wake: Wake) -> None:
        row = self._rows.get(wake.id)
        if row is not None and row.wake == wake.seen:
            self._move_wake(row.id, row.wake, wake.next)
            self._rows[row.id] = evolve(row, wake=wake.next)

    def _move_wake(self, record: str, old: str | None, new: str | None) -> None:
        if old == new:
            return
        if old is not None:
            del self._wakes[bisect_left(self._wakes, (old, record))]
        if new is not None:
            insort(self._wakes, (new, record))

    def _erase(self, persons: frozenset[str]) -> None:
        if persons:
            for key, kept in self._content.items():
                self._content[key] = [each for each in kept if each.person not in persons]

    def _with_content(self, entry: StoredEntry) -> StoredEntry:
        content = self._content.get((entry.stream, entry.version))
        return evolve(entry, content=tuple(content)) if content else entry

    def _matching(self, query: Query, after: str | None = None) -> Iterator[Row]:
        conditions = query.conditions()
        wants_plans = PLAN in query.kind
        for number in range(bisect_right(self._ids, after) if after else 0, len(self._ids)):
            row = self._rows[self._ids[number]]
            is_wanted = wants_plans or row.facts.kind != PLAN
            if is_wanted and self._is_shown(row) and _meets(row.facts, conditions):
                yield row


def _meets(facts: Facts, conditions: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    return all(getattr(facts, name) in values for name, values in conditions)
