"""The memory store: for tests, simulations and reading; the model that other stores are held to."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from threading import RLock
from typing import Self

from attrs import evolve

from planflow.errors import (
    DefinitionError,
    DuplicateError,
    Fault,
    StoreError,
    VersionConflictError,
)
from planflow.store.chain import next_digest
from planflow.store.port import (
    GENESIS,
    Batch,
    Content,
    Loaded,
    NewEntry,
    Query,
    Row,
    Store,
    StoredEntry,
    Wake,
    Write,
)
from planflow.store.timeliness import timeliness_of

SCHEMA = 1


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
        self._streams: dict[str, list[int]] = defaultdict(list)
        self._keys: dict[tuple[str, str], int] = {}
        self._content: dict[tuple[str, int], list[Content]] = defaultdict(list)

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly, or raise ``VersionConflictError``."""
        with self._lock:
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
            self._erase(frozenset(batch.erase))
            return frozenset(entry.stream for entry in fresh)

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Return the records under ``ids`` and the entry under ``key``."""
        with self._lock:
            rows = {one: self._rows[one] for one in ids if one in self._rows}
            position = self._keys.get(key) if key else None
            return Loaded(
                rows, self._with_content(self._journal[position - 1]) if position else None
            )

    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return the records that feed ``above``, by id."""
        with self._lock:
            return tuple(self._rows[one] for one in sorted(self._feeding.get(above, ())))

    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        """Return matching tasks by id, after the id ``after``."""
        with self._lock:
            found = (row for row in self._matching(query) if after is None or row.id > after)
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
                    else row.facts[name] or ""
                    for name in by
                )
                for row in self._matching(query)
            )

    def due(
        self, until: str, after: tuple[str, str] | None = None, limit: int = 500
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, after the cursor."""
        with self._lock:
            found = (
                self._rows[one]
                for wake, one in self._wakes
                if wake <= until and (after is None or (wake, one) > after)
            )
            return tuple(row for row, _ in zip(found, range(limit), strict=False))

    def history(self, stream: str) -> tuple[StoredEntry, ...]:
        """Return the entries of ``stream``."""
        with self._lock:
            positions = self._streams.get(stream, ())
            return tuple(self._with_content(self._journal[at - 1]) for at in positions)

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return entries after position ``after``."""
        with self._lock:
            return tuple(map(self._with_content, self._journal[after : after + limit]))

    def head(self) -> tuple[int, str]:
        """Return the last position and its digest."""
        with self._lock:
            return (len(self._journal), self._journal[-1].digest) if self._journal else (0, GENESIS)

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
        for entry in batch.entries:
            if entry.key is not None and (entry.stream, entry.key) in self._keys:
                raise DuplicateError(entry.stream, entry.key)
        _refuse_broken_text(batch)

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
        if write.feeds is not None:
            for above in self._feeds.get(row.id, ()):
                self._feeding[above].discard(row.id)
            for above in write.feeds:
                self._feeding[above].add(row.id)
            self._feeds[row.id] = write.feeds

    def _append(self, entry: NewEntry) -> None:
        position, digest = self.head()
        stored = StoredEntry(
            position + 1,
            entry.stream,
            entry.version,
            entry.hash,
            next_digest(digest, entry.hash),
            entry.body,
            entry.key,
        )
        self._journal.append(stored)
        self._streams[entry.stream].append(stored.position)
        if entry.key is not None:
            self._keys[entry.stream, entry.key] = stored.position

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

    def _matching(self, query: Query) -> Iterator[Row]:
        conditions = query.conditions()
        wants_plans = "plan" in query.kind
        for one in self._ids:
            row = self._rows[one]
            is_wanted = wants_plans or row.facts["kind"] != "plan"
            if is_wanted and all(row.facts[name] in values for name, values in conditions):
                yield row


def _refuse_broken_text(batch: Batch) -> None:
    """Refuse half a surrogate pair, which no database stores (S15)."""
    texts = [text for write in batch.writes for text in (write.row.fixed, write.row.body)]
    texts += [entry.body for entry in (*batch.entries, *batch.once)]
    texts += [content.text for content in batch.content]
    try:
        for text in texts:
            text.encode()
    except UnicodeEncodeError as error:
        raise StoreError(str(error)) from error
