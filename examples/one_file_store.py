"""A store of one's own, small and whole: one file, one line a commit, for one process at a time.

``docs/store.md`` builds it step by step, with ``planflow.testing`` as the guide.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO, Any, Self

from attrs import astuple, define, evolve, field

from planflow.errors import (
    DefinitionError,
    DuplicateError,
    Fault,
    SchemaMismatchError,
    StoreError,
    StoreUnavailableError,
    VersionConflictError,
)
from planflow.store import (
    GENESIS,
    ISSUING,
    Batch,
    Content,
    Facts,
    Guard,
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
from planflow.store.chain import next_digest
from planflow.store.timeliness import timeliness_of

SCHEMA = 1


@define
class State:
    """Everything that is stored, in memory."""

    rows: dict[str, Row] = field(factory=dict)
    feeds: dict[str, tuple[str, ...]] = field(factory=dict)
    entries: list[StoredEntry] = field(factory=list)
    streams: dict[str, list[int]] = field(factory=dict)
    keys: dict[tuple[str, str], int] = field(factory=dict)
    content: dict[tuple[str, int], list[Content]] = field(factory=dict)

    def version(self, record: str) -> int:
        return self.rows[record].version if record in self.rows else 0

    def refuse(self, batch: Batch) -> None:
        """Raise what stands against a batch; nothing has been written yet (S2, S3, S4, S6)."""
        batch.refuse_broken_text()
        moved = {w.row.id for w in batch.writes if self.version(w.row.id) != w.replaces}
        moved |= {g.id for g in batch.guards if self.version(g.id) != g.version}
        places = Counter((each.stream, each.version) for each in batch.entries)
        moved |= {
            stream
            for (stream, version), count in places.items()
            if count > 1 or version in self.versions(stream)
        }
        if moved:
            raise VersionConflictError(*sorted(moved))
        keys = Counter((each.stream, each.key) for each in batch.entries if each.key is not None)
        for (stream, key), count in keys.items():
            if count > 1 or (stream, key) in self.keys:
                raise DuplicateError(stream, key)

    def versions(self, stream: str) -> set[int]:
        return {self.entries[at - 1].version for at in self.streams.get(stream, ())}

    def apply(self, batch: Batch) -> frozenset[str]:
        """Change everything that a batch changes; here nothing can be refused any more."""
        for write in batch.writes:
            self.rows[write.row.id] = write.row
            if write.feeds is not None:
                self.feeds[write.row.id] = write.feeds
        for entry in batch.entries:
            self.append(entry)
        fresh = [entry.stream for entry in batch.once if self.append_once(entry)]
        for content in batch.content:
            self.content.setdefault((content.stream, content.version), []).append(content)
        for wake in batch.wakes:
            row = self.rows.get(wake.id)
            if row is not None and row.wake == wake.seen:
                self.rows[wake.id] = evolve(row, wake=wake.next)
        for stream in batch.drop:
            self.drop(stream)
        for place, kept in self.content.items():
            self.content[place] = [each for each in kept if each.person not in batch.erase]
        return frozenset(fresh)

    def append(self, entry: NewEntry) -> None:
        """Give an entry the next position, and the digest up to there (S7, S8)."""
        position, digest = len(self.entries) + 1, next_digest(self.head()[1], entry.hash)
        self.entries.append(
            StoredEntry(
                position, entry.stream, entry.version, entry.hash, digest, entry.body, entry.key
            )
        )
        self.streams.setdefault(entry.stream, []).append(position)
        if entry.key is not None:
            self.keys[entry.stream, entry.key] = position

    def append_once(self, entry: NewEntry) -> bool:
        is_new = entry.stream not in self.streams
        if is_new:
            self.append(entry)
        return is_new

    def drop(self, stream: str) -> None:
        """Keep only numbers, hashes, digests and keys of a stream (S17)."""
        self.rows.pop(stream, None)
        self.feeds.pop(stream, None)
        for at in self.streams.get(stream, ()):
            self.entries[at - 1] = evolve(self.entries[at - 1], body="")
        for place in [place for place in self.content if place[0] == stream]:
            del self.content[place]

    def head(self) -> tuple[int, str]:
        last = self.entries[-1] if self.entries else None
        return (last.position, last.digest) if last else (0, GENESIS)

    def whole(self) -> Batch:
        """Return one batch that makes all of this from nothing."""
        return Batch(
            writes=tuple(Write(r, 0, self.feeds.get(r.id, ())) for r in self.rows.values()),
            entries=tuple(
                NewEntry(e.stream, e.version, e.hash, e.body, e.key) for e in self.entries
            ),
            content=tuple(each for kept in self.content.values() for each in kept),
        )

    def shown(self) -> Iterator[Row]:
        """Yield by id what does not belong to a plan that is still being issued (S16)."""
        issuing = {row.facts.plan for row in self.rows.values() if row.facts.kind == ISSUING}
        return (row for _, row in sorted(self.rows.items()) if row.facts.plan not in issuing)

    def matching(self, query: Query) -> Iterator[Row]:
        wants_plans = "plan" in query.kind
        for row in self.shown():
            is_met = all(getattr(row.facts, name) in of for name, of in query.conditions())
            if is_met and (wants_plans or row.facts.kind != "plan"):
                yield row

    def with_content(self, positions: Iterable[int]) -> tuple[StoredEntry, ...]:
        found = (self.entries[at - 1] for at in positions)
        return tuple(evolve(each, content=self.content_of(each)) for each in found)

    def content_of(self, entry: StoredEntry) -> tuple[Content, ...]:
        kept = self.content.get((entry.stream, entry.version), ())
        return tuple(sorted(kept, key=lambda each: each.field))


def to_line(batch: Batch) -> bytes:
    """Return a batch as one line of JSON."""
    return json.dumps(_plain(batch), default=_plain).encode() + b"\n"


def _plain(value: Batch | Row) -> tuple[Any, ...]:
    return astuple(value, recurse=False)


def from_line(line: bytes) -> Batch:
    """Return the batch of a line."""
    writes, guards, entries, once, content, wakes, erase, drop = json.loads(line)
    return Batch(
        writes=tuple(
            Write(Row(*row[:5], Facts(*row[5]), row[6]), replaces, _tuple(feeds))
            for row, replaces, feeds in writes
        ),
        guards=tuple(Guard(*each) for each in guards),
        entries=tuple(NewEntry(*each) for each in entries),
        once=tuple(NewEntry(*each) for each in once),
        content=tuple(Content(*each) for each in content),
        wakes=tuple(Wake(*each) for each in wakes),
        erase=tuple(erase),
        drop=tuple(drop),
    )


def _tuple(feeds: list[str] | None) -> tuple[str, ...] | None:
    return None if feeds is None else tuple(feeds)


class OneFileStore(Store):
    """A store in one file, which one process has open at a time.

    Args:
        path: The file; it is made where it is missing.
        is_safe: Wait for the disk at each commit, so that a power cut loses nothing either.
    """

    def __init__(self, path: Path, *, is_safe: bool = True) -> None:
        self._path, self._is_safe = path, is_safe
        self._lock = RLock()
        self._state = State()
        self._held = _hold(path)
        try:
            self._open()
        except BaseException:
            self._held.close()
            raise
        self._is_closed = False

    def _open(self) -> None:
        """Read what was committed; half a line at the end is what a crash has left."""
        if not self._path.exists():
            self._rewrite()
        with self._path.open("rb") as file:
            _refuse_other(file.readline())
            end = file.tell()
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._state.apply(from_line(line))
                end += len(line)
        self._file = self._path.open("r+b")
        self._file.truncate(end)
        self._file.seek(end)

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write a batch: first what stands against it, then the line, then memory (S1)."""
        with self._using() as state:
            state.refuse(batch)
            end = self._file.tell()
            try:
                self._file.write(to_line(batch))
                self._flush()
            except OSError as error:
                self._file.seek(end)
                self._file.truncate()
                raise StoreUnavailableError(str(error)) from error
            fresh = state.apply(batch)
            if batch.erase or batch.drop:
                self._file.close()
                self._rewrite()
                self._file = self._path.open("r+b")
                self._file.seek(0, os.SEEK_END)
            return fresh

    def _rewrite(self) -> None:
        """Put the present state in the place of all lines: what is erased is gone (S12, S17)."""
        aside = self._path.with_suffix(".new")
        with aside.open("wb") as self._file:
            self._file.write(json.dumps({"schema": SCHEMA}).encode() + b"\n")
            self._file.write(to_line(self._state.whole()))
            self._flush()
        aside.replace(self._path)

    def _flush(self) -> None:
        self._file.flush()
        if self._is_safe:
            os.fsync(self._file.fileno())

    @contextmanager
    def _using(self) -> Iterator[State]:
        """Give the state to one thread at a time, while the store is open (S15)."""
        with self._lock:
            if self._is_closed:
                raise StoreError(f"{self._path} is closed")
            yield self._state

    def close(self) -> None:
        """Close the file and let others open it."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._file.close()
                self._held.close()

    def on(self, connection: object) -> Self:
        """Refuse: a file has no connections that a host could lend (S14)."""
        raise DefinitionError(Fault("connection", repr(connection), "a store with connections"))

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        with self._using() as state:
            shown = {row.id for row in state.shown()}
            rows = {one: state.rows[one] for one in ids if one in state.rows}
            kept = {o: r for o, r in rows.items() if o in shown or r.facts.kind == ISSUING}
            position = state.keys.get(key) if key else None
            (done,) = state.with_content([position]) if position else (None,)
            return Loaded(kept, done)

    def feeding(self, above: str) -> tuple[Row, ...]:
        with self._using() as state:
            return tuple(row for row in state.shown() if above in state.feeds.get(row.id, ()))

    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        with self._using() as state:
            found = (row for row in state.matching(query) if after is None or row.id > after)
            return tuple(row for row, _ in zip(found, range(limit), strict=False))

    def tally(
        self, query: Query, by: tuple[str, ...], at: str, soon: str
    ) -> Mapping[tuple[str, ...], int]:
        def column(row: Row, name: str) -> str:
            if name == "timeliness":
                return timeliness_of(row.facts, at, soon)
            return getattr(row.facts, name) or ""

        with self._using() as state:
            return Counter(tuple(column(row, n) for n in by) for row in state.matching(query))

    def due(
        self,
        until: str,
        after: tuple[str, str] | None = None,
        limit: int = 500,
        shard: tuple[int, int] = (0, 1),
    ) -> tuple[Row, ...]:
        number, count = shard
        with self._using() as state:
            found = [
                (row.wake, row.id)
                for row in state.shown()
                if row.wake is not None
                and row.wake <= until
                and (after is None or (row.wake, row.id) > after)
                and shard_of(row.id) % count == number
            ]
            return tuple(state.rows[one] for _, one in sorted(found)[:limit])

    def history(self, streams: tuple[str, ...]) -> tuple[StoredEntry, ...]:
        with self._using() as state:
            return state.with_content(
                at for stream in sorted(set(streams)) for at in state.streams.get(stream, ())
            )

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        with self._using() as state:
            last = min(len(state.entries), after + limit)
            return state.with_content(range(after + 1, last + 1))

    def head(self) -> tuple[int, str]:
        with self._using() as state:
            return state.head()

    def strays(self) -> tuple[str, ...]:
        with self._using() as state:
            places = [place for place, kept in state.content.items() if kept]
            return tuple(s for s, version in places if version not in state.versions(s))

    def schema(self) -> int:
        with self._using():
            return SCHEMA


def _hold(path: Path) -> IO[str]:
    """Keep other processes out; the system lets go when this one ends, however it ends."""
    try:
        held = path.with_suffix(".lock").open("w")
    except OSError as error:
        raise StoreUnavailableError(str(error)) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise StoreUnavailableError(f"{path} is open elsewhere") from error
    return held


def _refuse_other(first: bytes) -> None:
    """Refuse a file of another schema, or of somebody else's (S18)."""
    try:
        found = json.loads(first)["schema"]
    except (ValueError, KeyError, TypeError):
        found = None
    if found != SCHEMA:
        raise SchemaMismatchError(found, (SCHEMA, SCHEMA))
