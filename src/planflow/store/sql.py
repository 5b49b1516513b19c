"""The SQL adapter: the port over a cursor. What differs between databases is the subclass's.

Statements use ``?``; instants are fixed-width text; bodies are TEXT, kept byte for byte.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from planflow.errors import DuplicateError, VersionConflictError
from planflow.store.chain import next_digest
from planflow.store.port import (
    FACTS,
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
from planflow.store.timeliness import CASE

SCHEMA: Final = 1
SUPPORTED: Final = (1, 1)

_COLUMNS: Final = ", ".join(("id", "version", "head", "fixed", "body", *FACTS, "wake"))
_ENTRY: Final = "id, stream, version, hash, digest, body, key"

DDL: Final = (
    "CREATE TABLE IF NOT EXISTS planflow_schema (version INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS planflow_record ("
    "id TEXT PRIMARY KEY, version INTEGER NOT NULL, head TEXT NOT NULL, fixed TEXT NOT NULL, "
    f"body TEXT NOT NULL, {', '.join(f'{name} TEXT' for name in FACTS)}, wake TEXT)",
    "CREATE INDEX IF NOT EXISTS planflow_record_plan ON planflow_record (plan, holder)",
    "CREATE INDEX IF NOT EXISTS planflow_record_wake ON planflow_record (wake, id) "
    "WHERE wake IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS planflow_feed ("
    "above TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (above, child))",
    "CREATE INDEX IF NOT EXISTS planflow_feed_child ON planflow_feed (child)",
    "CREATE TABLE IF NOT EXISTS planflow_journal ("
    "id INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, key TEXT, "
    "hash TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (stream, version))",
    "CREATE UNIQUE INDEX IF NOT EXISTS planflow_journal_key ON planflow_journal (stream, key) "
    "WHERE key IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS planflow_head (position INTEGER NOT NULL, digest TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS planflow_content ("
    "digest TEXT PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, "
    "field TEXT NOT NULL, person TEXT NOT NULL, salt TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS planflow_content_entry ON planflow_content (stream, version)",
    "CREATE INDEX IF NOT EXISTS planflow_content_person ON planflow_content (person)",
)

_PAGE: Final = 400
_BEFORE_ALL: Final = -(2**63)
"""Read from here, a row that was smuggled in before the first one is seen."""


class Cursor(Protocol):
    """The part of a PEP 249 cursor that the adapter uses."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, sql: str, parameters: Any = (), /) -> object:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Any, /) -> object:
        """Run one statement for each set of parameters."""

    def fetchone(self) -> Any:
        """Return the next row."""

    def fetchall(self) -> list[Any]:
        """Return the remaining rows."""


Values: TypeAlias = Sequence[Any]
T = TypeVar("T")


class SqlStore(Store):
    """The port over SQL; a subclass brings cursors within transactions."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Cursor]:
        """Give a cursor that sees one consistent state."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Cursor]:
        """Give a cursor in a transaction that no other writer shares; an error undoes it all."""

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly, or raise ``VersionConflictError``."""
        with self._writing() as cursor:
            _check(cursor, batch)
            _write(cursor, batch.writes)
            _append(cursor, batch.entries)
            fresh = _missing_streams(cursor, batch.once)
            _append(cursor, fresh)
            _keep(cursor, batch.content)
            _set_wakes(cursor, batch.wakes)
            for person in batch.erase:
                cursor.execute("DELETE FROM planflow_content WHERE person = ?", (person,))
            return frozenset(entry.stream for entry in fresh)

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Return the records under ``ids`` and the entry under ``key``."""
        with self._reading() as cursor:
            rows = {row.id: row for row in _rows_by_id(cursor, ids)}
            done = None
            if key is not None:
                where = "stream = ? AND key = ?"
                done = next(iter(_entries(cursor, where, key, "")), None)
            return Loaded(rows, done)

    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return the records that feed ``above``, by id."""
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM planflow_record JOIN planflow_feed ON child = id "
                "WHERE above = ? ORDER BY id",
                (above,),
            )
            return tuple(map(_row, cursor.fetchall()))

    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        """Return matching tasks by id, after the id ``after``."""
        where, values = _where(query)
        if after is not None:
            where, values = f"{where} AND id > ?", [*values, after]
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM planflow_record WHERE {where} ORDER BY id LIMIT ?",
                [*values, limit],
            )
            return tuple(map(_row, cursor.fetchall()))

    def tally(
        self, query: Query, by: tuple[str, ...], at: str, soon: str
    ) -> Mapping[tuple[str, ...], int]:
        """Return counts of matching tasks by ``by``."""
        named = [CASE if name == "timeliness" else f"coalesce({name}, '')" for name in by]
        case = ", ".join(named).replace(":at", "?").replace(":soon", "?")
        moments = [at if mark == ":at" else soon for name in named for mark in _marks(name)]
        where, values = _where(query)
        columns = ", ".join(str(n + 1) for n in range(len(by)))
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {case}, count(*) FROM planflow_record WHERE {where} GROUP BY {columns}",
                [*moments, *values],
            )
            return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}

    def due(
        self, until: str, after: tuple[str, str] | None = None, limit: int = 500
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, after the cursor."""
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM planflow_record WHERE wake IS NOT NULL AND wake <= ? "
                "AND (wake, id) > (?, ?) ORDER BY wake, id LIMIT ?",
                (until, *(after or ("", "")), limit),
            )
            return tuple(map(_row, cursor.fetchall()))

    def history(self, stream: str) -> tuple[StoredEntry, ...]:
        """Return the entries of ``stream``."""
        with self._reading() as cursor:
            return _entries(cursor, "stream = ?", (stream,), "ORDER BY version")

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return entries after position ``after``."""
        with self._reading() as cursor:
            first = after if after > 0 else _BEFORE_ALL
            return _entries(cursor, "id > ?", (first, limit), "ORDER BY id LIMIT ?")

    def head(self) -> tuple[int, str]:
        """Return the last position and its digest."""
        with self._reading() as cursor:
            return _head(cursor)

    def strays(self) -> tuple[str, ...]:
        """Return the streams of content that belongs to no entry."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT DISTINCT c.stream FROM planflow_content c LEFT JOIN planflow_journal j "
                "ON j.stream = c.stream AND j.version = c.version WHERE j.id IS NULL"
            )
            return tuple(stream for (stream,) in cursor.fetchall())


def _marks(sql: str) -> list[str]:
    return [word.strip(",()") for word in sql.split() if word.startswith((":at", ":soon"))]


def _check(cursor: Cursor, batch: Batch) -> None:
    moved = [*_moved_records(cursor, batch), *_taken_places(cursor, batch.entries)]
    if moved:
        raise VersionConflictError(*sorted(set(moved)))
    for entry in batch.entries:
        if entry.key is not None:
            cursor.execute(
                "SELECT 1 FROM planflow_journal WHERE stream = ? AND key = ?",
                (entry.stream, entry.key),
            )
            if cursor.fetchone() is not None:
                raise DuplicateError(entry.stream, entry.key)


def _taken_places(cursor: Cursor, entries: Sequence[NewEntry]) -> Iterable[str]:
    """Return the streams in which the batch wants a version that is taken, or takes one twice."""
    places = Counter((entry.stream, entry.version) for entry in entries)
    newest: dict[str, int] = {}
    for chunk in _chunks(sorted({stream for stream, _ in places})):
        marks = ", ".join("?" * len(chunk))
        cursor.execute(
            "SELECT stream, max(version) FROM planflow_journal "
            f"WHERE stream IN ({marks}) GROUP BY stream",
            chunk,
        )
        newest |= dict(cursor.fetchall())
    return [
        stream
        for (stream, version), count in places.items()
        if count > 1 or version <= newest.get(stream, 0)
    ]


def _moved_records(cursor: Cursor, batch: Batch) -> Iterable[str]:
    """Return the records whose version is not the one that the batch was made from."""
    expected = [(guard.id, guard.version) for guard in batch.guards]
    expected += [(write.row.id, write.replaces) for write in batch.writes]
    found = dict.fromkeys((id_ for id_, _ in expected), 0)
    for chunk in _chunks(sorted(found)):
        marks = ", ".join("?" * len(chunk))
        cursor.execute(f"SELECT id, version FROM planflow_record WHERE id IN ({marks})", chunk)
        found |= dict(cursor.fetchall())
    return [id_ for id_, version in expected if found[id_] != version]


def _write(cursor: Cursor, writes: Sequence[Write]) -> None:
    names = _COLUMNS.split(", ")
    new = [write for write in writes if write.replaces == 0]
    if new:
        marks = ", ".join("?" * len(names))
        cursor.executemany(
            f"INSERT INTO planflow_record ({_COLUMNS}) VALUES ({marks})",
            [_values(write.row) for write in new],
        )
    changed = [name for name in names if name != "id"]
    update = f"UPDATE planflow_record SET {' = ?, '.join(changed)} = ? WHERE id = ? AND version = ?"
    for write in writes:
        if write.replaces:
            values = dict(zip(names, _values(write.row), strict=True))
            cursor.execute(update, [*(values[n] for n in changed), write.row.id, write.replaces])
            if cursor.rowcount != 1:
                raise VersionConflictError(write.row.id)
    _feed(cursor, [write for write in writes if write.feeds is not None])


def _feed(cursor: Cursor, writes: Sequence[Write]) -> None:
    old = [(write.row.id,) for write in writes if write.replaces]
    if old:
        cursor.executemany("DELETE FROM planflow_feed WHERE child = ?", old)
    feeds = [(above, write.row.id) for write in writes for above in write.feeds or ()]
    if feeds:
        cursor.executemany("INSERT INTO planflow_feed (above, child) VALUES (?, ?)", feeds)


def _missing_streams(cursor: Cursor, once: Sequence[NewEntry]) -> list[NewEntry]:
    known: set[str] = set()
    for chunk in _chunks([entry.stream for entry in once]):
        marks = ", ".join("?" * len(chunk))
        cursor.execute(
            f"SELECT stream FROM planflow_journal WHERE version = 1 AND stream IN ({marks})", chunk
        )
        known.update(stream for (stream,) in cursor.fetchall())
    wanted = {entry.stream: entry for entry in reversed(once) if entry.stream not in known}
    return list(reversed(wanted.values()))


def _append(cursor: Cursor, entries: Sequence[NewEntry]) -> None:
    if not entries:
        return
    position, digest = _head(cursor)
    rows = []
    for entry in entries:
        position, digest = position + 1, next_digest(digest, entry.hash)
        rows.append(
            (position, entry.stream, entry.version, entry.hash, digest, entry.body, entry.key)
        )
    cursor.executemany(
        f"INSERT INTO planflow_journal ({_ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    cursor.execute("UPDATE planflow_head SET position = ?, digest = ?", (position, digest))


def _keep(cursor: Cursor, content: Sequence[Content]) -> None:
    if content:
        cursor.executemany(
            "INSERT INTO planflow_content (digest, stream, version, field, person, salt, text) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(c.digest, c.stream, c.version, c.field, c.person, c.salt, c.text) for c in content],
        )


def _set_wakes(cursor: Cursor, wakes: Iterable[Wake]) -> None:
    """Compare and set; two absent wakes are equal, which SQL's ``=`` would not say."""
    for wake in wakes:
        seen = () if wake.seen is None else (wake.seen,)
        condition = "wake = ?" if seen else "wake IS NULL"
        cursor.execute(
            f"UPDATE planflow_record SET wake = ? WHERE id = ? AND {condition}",
            (wake.next, wake.id, *seen),
        )


def _head(cursor: Cursor) -> tuple[int, str]:
    cursor.execute("SELECT position, digest FROM planflow_head")
    position, digest = cursor.fetchone() or (0, GENESIS)
    return position, digest


def _rows_by_id(cursor: Cursor, ids: Sequence[str]) -> Iterable[Row]:
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        cursor.execute(f"SELECT {_COLUMNS} FROM planflow_record WHERE id IN ({marks})", chunk)
        yield from map(_row, cursor.fetchall())


def _chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[at : at + _PAGE] for at in range(0, len(values), _PAGE))


def _where(query: Query) -> tuple[str, list[str]]:
    conditions = ["kind IS NOT NULL" if "plan" in query.kind else "kind <> 'plan'"]
    values: list[str] = []
    for name, wanted in query.conditions():
        conditions.append(f"{name} IN ({', '.join('?' * len(wanted))})")
        values += wanted
    return " AND ".join(conditions), values


def _values(row: Row) -> Values:
    facts = (row.facts.get(name) for name in FACTS)
    return (row.id, row.version, row.head, row.fixed, row.body, *facts, row.wake)


def _row(values: Values) -> Row:
    facts = dict(zip(FACTS, values[5:-1], strict=True))
    return Row(values[0], values[1], values[2], values[3], values[4], facts, values[-1])


def _entries(cursor: Cursor, where: str, values: Values, order: str) -> tuple[StoredEntry, ...]:
    cursor.execute(f"SELECT {_ENTRY} FROM planflow_journal WHERE {where} {order}", values)
    found = cursor.fetchall()
    content = _content(cursor, [row[0] for row in found])
    return tuple(
        StoredEntry(
            position, stream, version, hash_, digest, body, key, content.get((stream, version), ())
        )
        for position, stream, version, hash_, digest, body, key in found
    )


def _content(
    cursor: Cursor, positions: Sequence[int]
) -> dict[tuple[str, int], tuple[Content, ...]]:
    """Return the content of the entries at these positions, by stream and version."""
    kept: dict[tuple[str, int], tuple[Content, ...]] = {}
    for chunk in _chunks(positions):
        marks = ", ".join("?" * len(chunk))
        cursor.execute(
            "SELECT c.digest, c.stream, c.version, c.field, c.person, c.salt, c.text "
            "FROM planflow_journal j JOIN planflow_content c "
            f"ON c.stream = j.stream AND c.version = j.version WHERE j.id IN ({marks}) "
            "ORDER BY c.stream, c.version, c.field",
            chunk,
        )
        for row in cursor.fetchall():
            content = Content(*row)
            entry = (content.stream, content.version)
            kept[entry] = (*kept.get(entry, ()), content)
    return kept
