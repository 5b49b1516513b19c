"""The commit of a batch over a cursor: everything, or an error that names what stands against it.

Nothing is asked first that the writing itself tells: rows are changed at the version that is
replaced, inserted where absent, and counted. (An error of uniqueness would spoil the host's
transaction, S14.) Where the count is not what it should be, all is undone, and only then is asked
why. Where writers are not serial, records are locked before, in the order of their ids (S2, S3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, TypeVar

from planflow.errors import DuplicateError, StoreError, VersionConflictError
from planflow.store.chain import next_digest
from planflow.store.dialect import Cursor, Dialect
from planflow.store.port import Batch, Content, NewEntry, Row, Wake, Write, shard_of
from planflow.store.schema import names
from planflow.store.seal import read_head, write_head

T = TypeVar("T")
PAGE: Final = 400
"""How many values a statement names at once; databases limit them."""
_ROWS: Final = 100
"""How many rows one statement inserts."""


def marks(values: Sequence[object]) -> str:
    """Return as many placeholders as there are values."""
    return ", ".join("?" * len(values))


def in_chunks(values: Sequence[T], page: int = PAGE) -> Iterable[Sequence[T]]:
    """Return the values in as many parts as statements need."""
    if 0 < len(values) <= page:
        return (values,)
    return (values[at : at + page] for at in range(0, len(values), page))


_IF_NEW: Final = "ON CONFLICT DO NOTHING"


def _insertion(table: str) -> str:
    columns = names(table)
    values = marks(columns.split(","))
    return f"INSERT INTO planflow_{table} ({columns}) VALUES ({values}) {_IF_NEW}"


_NEW_RECORD: Final = _insertion("record")
_NEW_ENTRY: Final = _insertion("journal")
_NEW_CONTENT: Final = _insertion("content")
_NEW_FEED: Final = _insertion("feed")
_CHANGED: Final = names("record").split(", ")[1:-1]
_CHANGE: Final = (
    f"UPDATE planflow_record SET {', '.join(f'{name} = ?' for name in _CHANGED)} "
    "WHERE id = ? AND version = ?"
)


class StaleError(Exception):
    """The batch was made from what does not hold any more; never leaves the store."""


def commit(cursor: Cursor, dialect: Dialect, batch: Batch) -> frozenset[str]:
    """Write ``batch`` and return the streams of the once-entries written.

    Raises:
        StaleError: If something stands against it; the transaction must be undone.
    """
    if batch.guards or not dialect.is_serial:
        _hold(cursor, dialect, batch)
    _write(cursor, batch.writes)
    journal = _Journal(cursor, dialect)
    journal.append(batch.entries)
    fresh = journal.append_once(batch.once)
    journal.finish()
    if batch.content:
        _insert(cursor, _NEW_CONTENT, map(_content_values, batch.content))
    if batch.wakes:
        _set_wakes(cursor, batch.wakes)
    _drop(cursor, batch.drop)
    for person in batch.erase:
        cursor.execute("DELETE FROM planflow_content WHERE person = ?", (person,))
    return fresh


def explain(cursor: Cursor, batch: Batch) -> StoreError:
    """Return what stands against a batch, which was undone: every record and stream that moved."""
    expected = _expected(batch)
    found = _versions(cursor, sorted({one for one, _ in expected}))
    moved = {one for one, version in expected if found.get(one, 0) != version}
    moved |= set(_taken(cursor, batch.entries))
    if moved:
        return VersionConflictError(*sorted(moved))
    keys = Counter((each.stream, each.key) for each in batch.entries if each.key is not None)
    used = next((each for each in keys if keys[each] > 1 or _is_used(cursor, *each)), None)
    if used is not None:
        return DuplicateError(*used)
    if _has_digest(cursor, batch.content):
        return StoreError("two contents have the same digest: salts must not repeat")
    return VersionConflictError(*sorted({one for one, _ in expected}))


def _expected(batch: Batch) -> list[tuple[str, int]]:
    return [
        *((write.row.id, write.replaces) for write in batch.writes),
        *((guard.id, guard.version) for guard in batch.guards),
    ]


def _versions(cursor: Cursor, ids: Sequence[str], lock: str = "") -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in in_chunks(ids):
        cursor.execute(_versions_of(len(chunk), lock), tuple(chunk))
        found.update(cursor.fetchall())
    return found


@cache
def _versions_of(count: int, lock: str) -> str:
    where = f"id IN ({marks(range(count))})"
    return f"SELECT id, version FROM planflow_record WHERE {where} ORDER BY id{lock}"


def _hold(cursor: Cursor, dialect: Dialect, batch: Batch) -> None:
    """See that guards hold, and keep others from moving what is guarded or written.

    What is guarded and written, if only its wake, is locked for writing at once: two that share a
    lock and then both want more would wait for each other.
    """
    written: set[str] = set()
    if not dialect.is_serial:
        written |= {write.row.id for write in batch.writes if write.replaces}
        written |= {wake.id for wake in batch.wakes} | set(batch.drop)
    ids = sorted(written.union(guard.id for guard in batch.guards))
    found: dict[str, int] = {}
    for is_written, each in groupby(ids, written.__contains__):
        lock = dialect.for_update if is_written else dialect.for_share
        found |= _versions(cursor, tuple(each), lock)
    if any(found.get(guard.id, 0) != guard.version for guard in batch.guards):
        raise StaleError


def _insert(cursor: Cursor, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that must all be new."""
    new = list(rows)
    cursor.executemany(statement, new)
    if cursor.rowcount != len(new):
        raise StaleError


def _write(cursor: Cursor, writes: Sequence[Write]) -> None:
    new = [_values(write.row) for write in writes if write.replaces == 0]
    if new:
        _insert(cursor, _NEW_RECORD, sorted(new, key=_first))
    for write in writes:
        if write.replaces:
            row = write.row
            cursor.execute(_CHANGE, (*_moving(row), row.id, write.replaces))
            if cursor.rowcount != 1:
                raise StaleError
    fed = [write for write in writes if write.feeds is not None]
    if fed:
        _feed(cursor, fed)


def _feed(cursor: Cursor, writes: Sequence[Write]) -> None:
    old = [(write.row.id,) for write in writes if write.replaces]
    if old:
        cursor.executemany("DELETE FROM planflow_feed WHERE child = ?", old)
    feeds = sorted((above, write.row.id) for write in writes for above in write.feeds or ())
    if feeds:
        cursor.executemany(_NEW_FEED, feeds)


class _Journal:
    """The end of the journal, to which a commit appends.

    Where writers are serial an entry gets its number at once, elsewhere when it is read (S7).
    """

    def __init__(self, cursor: Cursor, dialect: Dialect) -> None:
        self._cursor = cursor
        self._is_serial = dialect.is_serial
        self._head: tuple[int, str] | None = None

    def append(self, entries: Sequence[NewEntry]) -> None:
        """Append entries that must all be new."""
        if not entries:
            return
        _insert(self._cursor, _NEW_ENTRY, map(self._values, entries))

    def append_once(self, once: Sequence[NewEntry]) -> frozenset[str]:
        """Append those whose stream does not exist, and return their streams (S5)."""
        if not once:
            return frozenset()
        known = self._known_streams([entry.stream for entry in once])
        wanted = {entry.stream: entry for entry in reversed(once) if entry.stream not in known}
        fresh = list(reversed(wanted.values()))
        if self._is_serial:
            self.append(fresh)
            return frozenset(wanted)
        fresh.sort(key=lambda each: each.stream)  # two sweepers would wait for each other
        return frozenset(
            stream for part in in_chunks(fresh, _ROWS) for stream in self._append_new(part)
        )

    def finish(self) -> None:
        """Write where the journal ends now."""
        if self._head is not None:
            write_head(self._cursor, *self._head)

    def _values(self, entry: NewEntry) -> tuple[Any, ...]:
        position: int | None = None
        digest: str | None = None
        if self._is_serial:
            last, before = self._head or read_head(self._cursor)
            position, digest = self._head = last + 1, next_digest(before, entry.hash)
        return (position, entry.stream, entry.version, entry.key, entry.hash, digest, entry.body)

    def _append_new(self, entries: Sequence[NewEntry]) -> list[str]:
        """Append what nobody else has meanwhile, and return the streams."""
        rows = list(map(self._values, entries))
        more = f", ({marks(rows[0])})" * (len(rows) - 1)
        statement = _NEW_ENTRY.replace(_IF_NEW, f"{more} {_IF_NEW} RETURNING stream")
        self._cursor.execute(statement, tuple(value for row in rows for value in row))
        return [stream for (stream,) in self._cursor.fetchall()]

    def _known_streams(self, streams: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for chunk in in_chunks(streams):
            self._cursor.execute(
                "SELECT stream FROM planflow_journal WHERE version = 1 "
                f"AND stream IN ({marks(chunk)})",
                tuple(chunk),
            )
            known.update(stream for (stream,) in self._cursor.fetchall())
        return known


def _taken(cursor: Cursor, entries: Sequence[NewEntry]) -> Iterator[str]:
    """Yield the streams in which an entry stands where one of these is to be, or two of these."""
    places = Counter((entry.stream, entry.version) for entry in entries)
    newest: dict[str, int] = {}
    for chunk in in_chunks(sorted({stream for stream, _ in places})):
        cursor.execute(
            "SELECT stream, max(version) FROM planflow_journal "
            f"WHERE stream IN ({marks(chunk)}) GROUP BY stream",
            tuple(chunk),
        )
        newest.update((stream, version) for stream, version in cursor.fetchall())
    for (stream, version), count in places.items():
        if count > 1 or version <= newest.get(stream, 0):
            yield stream


def _is_used(cursor: Cursor, stream: str, key: str) -> bool:
    cursor.execute("SELECT 1 FROM planflow_journal WHERE stream = ? AND key = ?", (stream, key))
    return cursor.fetchone() is not None


def _has_digest(cursor: Cursor, content: Sequence[Content]) -> bool:
    digests = [each.digest for each in content]
    for chunk in in_chunks(digests):
        where = f"digest IN ({marks(chunk)})"
        cursor.execute(f"SELECT 1 FROM planflow_content WHERE {where} LIMIT 1", tuple(chunk))
        if cursor.fetchone() is not None:
            return True
    return len(set(digests)) < len(digests)


def _content_values(content: Content) -> tuple[Any, ...]:
    return (
        content.digest,
        content.stream,
        content.version,
        content.field,
        content.person,
        content.salt,
        content.text,
    )


def _set_wakes(cursor: Cursor, wakes: Sequence[Wake]) -> None:
    """Compare and set; two absent wakes are equal, which SQL's ``=`` would not say."""
    change = "UPDATE planflow_record SET wake = ? WHERE id = ? AND wake"
    asleep = [(wake.next, wake.id) for wake in wakes if wake.seen is None]
    awake = [(wake.next, wake.id, wake.seen) for wake in wakes if wake.seen is not None]
    for condition, values in (("IS NULL", asleep), ("= ?", awake)):
        if values:
            cursor.executemany(f"{change} {condition}", values)


def _drop(cursor: Cursor, streams: Sequence[str]) -> None:
    """Remove records, what they feed, content and the bodies of entries (S17)."""
    for chunk in in_chunks(sorted(streams)):
        those = f"({marks(chunk)})"
        cursor.execute(f"DELETE FROM planflow_record WHERE id IN {those}", tuple(chunk))
        cursor.execute(f"DELETE FROM planflow_feed WHERE child IN {those}", tuple(chunk))
        cursor.execute(f"DELETE FROM planflow_content WHERE stream IN {those}", tuple(chunk))
        cursor.execute(
            f"UPDATE planflow_journal SET body = '' WHERE stream IN {those}", tuple(chunk)
        )


def _values(row: Row) -> tuple[Any, ...]:
    return (row.id, *_moving(row), shard_of(row.id))


def _moving(row: Row) -> tuple[Any, ...]:
    """Return what may change of a row."""
    return (row.version, row.head, row.fixed, row.body, *row.facts, row.wake)


def _first(values: tuple[Any, ...]) -> str:
    return str(values[0])
