"""The SQL adapter: the port over a cursor. What differs between databases is its dialect's.

Statements use ``?``; instants are fixed-width text; bodies are TEXT, kept byte for byte.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Final, TypeAlias

from planflow.errors import StoreError
from planflow.store.dialect import Cursor, Dialect
from planflow.store.host_table import RECORD
from planflow.store.port import (
    ISSUING,
    PLAN,
    Batch,
    Content,
    Facts,
    Loaded,
    Query,
    Row,
    Store,
    StoredEntry,
)
from planflow.store.schema import bring_up, check, names, stored_version
from planflow.store.seal import read_head, seal
from planflow.store.timeliness import CASE
from planflow.store.translate import UndoneError
from planflow.store.writing import StaleError, commit, explain, in_chunks, marks

Values: TypeAlias = Sequence[Any]

_COLUMNS: Final = names("record").removesuffix(", shard")
_ENTRY: Final = names("journal")
_CONTENT: Final = names("content")
_SHOWN: Final = f"plan NOT IN (SELECT plan FROM planflow_record WHERE kind = '{ISSUING}')"
"""Leaves out what belongs to a plan that is still being issued (S16)."""
_LOADED: Final = f"version IS NOT NULL AND (kind = '{ISSUING}' OR {_SHOWN})"
"""A row without a version is the host's alone, in a table of its own."""
_HAS_COLUMNS: Final = (
    f"SELECT {', '.join(f'planflow_record.{name}' for name in RECORD)} "
    "FROM planflow_record WHERE 1 = 0"
)
"""Named with the table: SQLite takes a lone name in quotes that is no column for a text."""
_BEFORE_ALL: Final = -(2**63)
"""Read from here, a row that was smuggled in before the first one is seen."""


class SqlStore(Store):
    """The port over SQL; a subclass brings cursors within transactions."""

    _dialect: Dialect
    _is_lent = False

    @property
    def is_lent(self) -> bool:
        """Tell whether the connection is the host's."""
        return self._is_lent

    def _prepare(self, *, create: bool) -> None:
        """Bring the tables up to date where that is wanted, and check them; else close."""
        try:
            if create:
                self._bring_up()
            self.schema()
        except StoreError:
            self.close()
            raise

    def _bring_up(self) -> None:
        with self._writing() as cursor:
            bring_up(cursor, self._dialect)

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Cursor]:
        """Give a cursor that reads."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Cursor]:
        """Give a cursor in a transaction, or a part of the host's; an error undoes it all.

        Where writers are serial no other one comes between.
        """

    @contextmanager
    def _sealed(self) -> Iterator[Cursor]:
        """Give a cursor that reads a journal in which every entry is numbered (S7).

        In the host's transaction nothing is numbered where several write at the same time: it
        would keep the place until the host ends.
        """
        with self._reading() as cursor:
            cursor.execute("SELECT 1 FROM planflow_journal WHERE position IS NULL LIMIT 1")
            if self.is_lent or cursor.fetchone() is None:
                yield cursor
                return
        has_more = True
        while has_more:
            with self._writing() as cursor:
                has_more = seal(cursor, self._dialect)
        with self._reading() as cursor:
            yield cursor

    def schema(self) -> int:
        """Return the version of the stored schema."""
        with self._reading() as cursor:
            found = check(stored_version(cursor, self._dialect))
            if self._dialect.records is not None:
                cursor.execute(_HAS_COLUMNS)
                cursor.fetchall()
            return found

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly, or raise ``VersionConflictError``."""
        batch.refuse_broken_text()
        try:
            with self._writing() as cursor:
                return commit(cursor, self._dialect, batch)
        except (StaleError, UndoneError):
            with self._reading() as cursor:
                error = explain(cursor, batch)
        raise error

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Return the records under ``ids`` and the entry under ``key``."""
        with self._reading() as cursor:
            rows = {row.id: row for row in _rows_by_id(cursor, ids)}
            if key is None:
                return Loaded(rows)
            done = _entries(cursor, "stream = ? AND key = ?", key)  # last: S6
            return Loaded(rows, next(iter(done), None))

    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return the records that feed ``above``, by id."""
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM planflow_record JOIN planflow_feed f ON f.child = id "
                f"WHERE f.above = ? AND {_SHOWN} ORDER BY id",
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
                (*values, limit),
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
                (*moments, *values),
            )
            return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}

    def due(
        self,
        until: str,
        after: tuple[str, str] | None = None,
        limit: int = 500,
        shard: tuple[int, int] = (0, 1),
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, after the cursor."""
        where = f"wake IS NOT NULL AND wake <= ? AND (wake, id) > (?, ?) AND {_SHOWN}"
        values: list[object] = [until, *(after or ("", ""))]
        number, count = shard
        if count > 1:
            where += f" AND shard % {int(count)} = {int(number)}"
        with self._reading() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM planflow_record WHERE {where} ORDER BY wake, id LIMIT ?",
                (*values, limit),
            )
            return tuple(map(_row, cursor.fetchall()))

    def history(self, streams: tuple[str, ...]) -> tuple[StoredEntry, ...]:
        """Return the entries of ``streams``, by stream and version."""
        found: list[StoredEntry] = []
        with self._reading() as cursor:
            for chunk in in_chunks(sorted(set(streams))):
                where = f"stream IN ({marks(chunk)})"
                found += _entries(cursor, where, chunk, "ORDER BY stream, version")
        return tuple(found)

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return entries after position ``after``."""
        first = after if after > 0 else _BEFORE_ALL
        with self._sealed() as cursor:
            return _entries(cursor, "position > ?", (first, limit), "ORDER BY position LIMIT ?")

    def head(self) -> tuple[int, str]:
        """Return the last position and its digest."""
        with self._sealed() as cursor:
            return read_head(cursor)

    def strays(self) -> tuple[str, ...]:
        """Return the streams of content that belongs to no entry."""
        with self._reading() as cursor:
            cursor.execute(
                "SELECT DISTINCT c.stream FROM planflow_content c LEFT JOIN planflow_journal j "
                "ON j.stream = c.stream AND j.version = c.version WHERE j.stream IS NULL"
            )
            return tuple(stream for (stream,) in cursor.fetchall())


def _marks(sql: str) -> list[str]:
    return [word.strip(",()") for word in sql.split() if word.startswith((":at", ":soon"))]


def _where(query: Query) -> tuple[str, list[str]]:
    what = "version IS NOT NULL" if PLAN in query.kind else f"kind <> '{PLAN}'"
    conditions = [what, _SHOWN]
    values: list[str] = []
    if query.kind == (PLAN,):
        conditions.append(f"kind = '{PLAN}'")  # said so, for an index covers just these
    for name, wanted in query.conditions():
        conditions.append(f"{name} IN ({marks(wanted)})")
        values += wanted
    return " AND ".join(conditions), values


def _rows_by_id(cursor: Cursor, ids: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    for chunk in in_chunks(ids):
        cursor.execute(_records(len(chunk)), tuple(chunk))
        found += map(_row, cursor.fetchall())
    return found


@cache
def _records(count: int) -> str:
    where = f"id IN ({marks(range(count))}) AND {_LOADED}"
    return f"SELECT {_COLUMNS} FROM planflow_record WHERE {where}"


def _row(values: Values) -> Row:
    one, version, head, fixed, body, *facts, wake = values
    return Row(one, version, head, fixed, body, Facts._make(facts), wake)


def _entries(
    cursor: Cursor, where: str, values: Values, order: str = ""
) -> tuple[StoredEntry, ...]:
    cursor.execute(f"SELECT {_ENTRY} FROM planflow_journal WHERE {where} {order}", tuple(values))
    found = cursor.fetchall()
    content = _content(cursor, sorted({row[1] for row in found}))
    return tuple(
        StoredEntry(
            position or 0,
            stream,
            version,
            hash_,
            digest or "",
            body,
            key,
            content.get((stream, version), ()),
        )
        for position, stream, version, key, hash_, digest, body in found
    )


def _content(cursor: Cursor, streams: Sequence[str]) -> dict[tuple[str, int], tuple[Content, ...]]:
    """Return the content of streams, by stream and version."""
    kept: dict[tuple[str, int], tuple[Content, ...]] = {}
    for chunk in in_chunks(streams):
        cursor.execute(
            f"SELECT {_CONTENT} FROM planflow_content WHERE stream IN ({marks(chunk)}) "
            "ORDER BY stream, version, field",
            tuple(chunk),
        )
        for row in cursor.fetchall():
            content = Content(*row)
            entry = (content.stream, content.version)
            kept[entry] = (*kept.get(entry, ()), content)
    return kept
