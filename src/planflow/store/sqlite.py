"""The SQLite store, the embedded default: a file of its own, or a connection that a host lends."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from os import PathLike
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from planflow.errors import DefinitionError, Fault, StoreUnavailableError
from planflow.store.dialect import BEGIN, PREFIX, QMARK, SQLITE, Cursor, Spoken
from planflow.store.host_table import HostTable
from planflow.store.port import Batch
from planflow.store.sql import SqlStore
from planflow.store.translate import Translated, stays_in_sqlite

BUSY_SECONDS = 30.0


class SqliteStore(SqlStore):
    """A store in one SQLite file (3.35 or newer).

    Args:
        path: The file; it is made where it is missing.
        create: Make file and tables where they are missing, and bring those of an older version
            up to date; otherwise they must be there as they are wanted (S18).
        synchronous: How hard SQLite waits for the disk: ``full``, ``normal`` or ``off``.
        prefix: What the tables' names begin with.
        records: The host's own table in which records are kept, in the place of ours.

    Raises:
        DefinitionError: If ``synchronous`` is something else, or the prefix is no part of a name.
        StoreUnavailableError: If the file cannot be opened.
        SchemaMismatchError: If the file holds no schema, or one of an unsupported version.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        create: bool = True,
        synchronous: str = "full",
        prefix: str = PREFIX,
        records: HostTable | None = None,
    ) -> None:
        """Open the file and check its schema."""
        self._lock = RLock()
        self._kept: Cursor | None = None
        self._dialect = SQLITE.variant(QMARK, prefix, records)
        self._connection = _open(path, create=create, synchronous=synchronous)
        self._prepare(create=create)

    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly; what it erases leaves the write-ahead log too (S12)."""
        written = super().commit(batch)
        if batch.erase and not self.is_lent:
            with self._lock, _TRANSLATED:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return written

    def on(self, connection: object) -> Self:
        """Return this store on a lent connection that has begun a transaction of its own (S14).

        Raises:
            DefinitionError: If it is no ``sqlite3.Connection``, is in no transaction or returns
                text as something else than ``str``.
            SchemaMismatchError: If its database does not hold planflow's tables.
        """
        if not isinstance(connection, sqlite3.Connection):
            raise DefinitionError(
                Fault("connection", type(connection).__name__, "a sqlite3.Connection")
            )
        if not connection.in_transaction:
            raise DefinitionError(_NO_TRANSACTION)
        if connection.text_factory is not str:
            found = repr(connection.text_factory)
            raise DefinitionError(Fault("connection.text_factory", found, "str"))
        lent = object.__new__(type(self))
        lent._lock = RLock()
        lent._kept = None
        lent._dialect = self._dialect
        lent._connection = connection
        lent._is_lent = True
        lent.schema()
        return lent

    def close(self) -> None:
        """Close the connection, unless it is lent."""
        if not self.is_lent:
            with self._lock:
                self._connection.close()

    def _refuse_ended(self) -> None:
        """Refuse a lent connection whose transaction the host has ended (S14)."""
        if self.is_lent and not self._connection.in_transaction:
            raise DefinitionError(_NO_TRANSACTION)

    def _cursor(self) -> Cursor:
        """Return a cursor whose rows are plain, whatever the host's row factory."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor if self._dialect.is_plain else Spoken(cursor, self._dialect)

    def _reading(self) -> _Reading:
        return _Reading(self)

    def _writing(self) -> _Writing:
        return _Writing(self)


class _Reading:
    """A turn on the store's connection; a class, for one is made for everything that is done."""

    __slots__ = ("_store",)

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def __enter__(self) -> Cursor:
        store = self._store
        store._lock.acquire()  # noqa: SLF001 - a part of the store
        try:
            store._refuse_ended()  # noqa: SLF001
            found = store._kept  # noqa: SLF001
            if found is None:
                found = store._kept = store._cursor()  # noqa: SLF001
        except BaseException as error:
            self.__exit__(None, error, None)
            raise
        return found

    def __exit__(
        self, kind: object, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        store = self._store
        if error is not None:
            store._kept = None  # noqa: SLF001 - it may have rows left, which keep others waiting
        store._lock.release()  # noqa: SLF001
        if error is not None:
            _TRANSLATED.__exit__(kind, error, trace)


class _Writing(_Reading):
    """A turn in which all is written or nothing."""

    __slots__ = ("_cursor",)

    def __enter__(self) -> Cursor:
        cursor = self._cursor = super().__enter__()
        try:
            cursor.execute(self._words[0])
        except BaseException as error:
            super().__exit__(None, error, None)
            raise
        return cursor

    def __exit__(
        self, kind: object, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
            else:
                self._undo()
        except BaseException as failed:
            super().__exit__(None, failed, None)
            raise
        super().__exit__(kind, error, trace)

    def _finish(self) -> None:
        try:
            self._cursor.execute(self._words[1])
        except BaseException:
            self._undo()
            raise

    @property
    def _words(self) -> tuple[str, str, tuple[str, ...]]:
        return _LENT if self._store.is_lent else _OWN

    def _undo(self) -> None:
        """Undo what was written, a commit that failed too; SQLite may have undone it itself."""
        if self._store._connection.in_transaction:  # noqa: SLF001
            for statement in self._words[2]:
                self._cursor.execute(statement)


_NO_TRANSACTION = Fault(
    "connection", "one in no transaction", "one in a transaction: BEGIN IMMEDIATE first"
)
_OWN = (BEGIN, "COMMIT", ("ROLLBACK",))
_LENT = (
    "SAVEPOINT planflow",
    "RELEASE planflow",
    ("ROLLBACK TO planflow", "RELEASE planflow"),
)


def _open(path: str | PathLike[str], *, create: bool, synchronous: str) -> sqlite3.Connection:
    if synchronous not in ("full", "normal", "off"):
        raise DefinitionError(Fault("synchronous", repr(synchronous), "full, normal or off"))
    if not create and not Path(path).is_file():
        raise StoreUnavailableError(f"no such file: {path}")
    with _TRANSLATED:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _set_up(connection, create=create, synchronous=synchronous)
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def _set_up(connection: sqlite3.Connection, *, create: bool, synchronous: str) -> None:
    """Set what holds for a connection of our own.

    SQLite does not wait for its turn to change the journal's mode. Whoever finds it locked goes on:
    another opener is just changing it, and every mode is safe.
    """
    if create:
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA secure_delete = ON")


_TRANSLATED = Translated(
    away=(sqlite3.OperationalError, sqlite3.InterfaceError),
    taken=(sqlite3.IntegrityError,),
    other=(sqlite3.Error,),
    is_lasting=stays_in_sqlite,
)
