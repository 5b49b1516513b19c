"""The PostgreSQL store over psycopg 3: a connection of its own, or one that a host lends.

A host with many threads, or with a pool, takes :class:`planflow.store.sqlalchemy.SqlAlchemyStore`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock
from typing import Any, Self

from planflow.errors import DefinitionError, Fault
from planflow.extra import needs
from planflow.store.dialect import FORMAT, POSTGRES, PREFIX, Cursor, Dialect, Spoken
from planflow.store.host_table import HostTable
from planflow.store.sql import SqlStore
from planflow.store.translate import Translated

with needs("postgres"):
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.rows import tuple_row

_TRANSLATED = Translated(
    away=(psycopg.OperationalError, psycopg.InterfaceError),
    taken=(psycopg.IntegrityError,),
    other=(psycopg.Error,),
)


class PostgresStore(SqlStore):
    """A store in a PostgreSQL database (12 or newer, encoding UTF8).

    It has one connection, opened again when it was lost, which threads use one after the other.

    Args:
        conninfo: Where the database is: a connection string or URL as psycopg takes it.
        create: Make the tables where they are missing, and bring those of an older version up to
            date; otherwise they must be there as they are wanted (S18).
        prefix: What the tables' names begin with.
        records: The host's own table in which records are kept, in the place of ours.

    Raises:
        DefinitionError: If the prefix is no part of a name.
        StoreUnavailableError: If the database cannot be reached.
        SchemaMismatchError: If it holds no tables of planflow, or others.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        create: bool = True,
        prefix: str = PREFIX,
        records: HostTable | None = None,
    ) -> None:
        """Connect and check the schema."""
        self._lock = RLock()
        self._conninfo = conninfo
        self._is_closed = False
        self._dialect: Dialect = POSTGRES.variant(FORMAT, prefix, records)
        self._connection = self._connect()
        self._prepare(create=create)

    def on(self, connection: object) -> Self:
        """Return this store on a lent connection, in the transaction that it is in (S14).

        A connection that is not in autocommit mode is in one from its first statement on, which
        may be ours.

        Raises:
            DefinitionError: If it is no open ``psycopg.Connection``, is in no transaction or in a
                failed one, or does not speak UTF-8.
            SchemaMismatchError: If its database does not hold planflow's tables.
        """
        if not isinstance(connection, psycopg.Connection):
            raise DefinitionError(
                Fault("connection", type(connection).__name__, "a psycopg.Connection")
            )
        _refuse_unfit(connection)
        lent = object.__new__(type(self))
        lent._lock = RLock()
        lent._conninfo = ""
        lent._is_closed = False
        lent._dialect = self._dialect
        lent._connection = connection
        if connection.info.transaction_status is TransactionStatus.IDLE:
            with _TRANSLATED:
                connection.execute("SELECT 1")
        lent._is_lent = True
        lent.schema()
        return lent

    def close(self) -> None:
        """Close the connection, unless it is lent."""
        if not self.is_lent:
            with self._lock:
                self._is_closed = True
                self._connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        with _TRANSLATED:
            connection = psycopg.connect(self._conninfo, autocommit=True)
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            return connection

    def _open(self) -> psycopg.Connection[Any]:
        """Return the connection; one of our own that was lost is opened again."""
        if self.is_lent:
            _refuse_ended(self._connection)
        elif self._connection.closed and not self._is_closed:
            self._connection = self._connect()
        return self._connection

    def _cursor(self, connection: psycopg.Connection[Any]) -> AbstractContextManager[Any]:
        return connection.cursor(row_factory=tuple_row)

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with self._lock, _TRANSLATED, self._cursor(self._open()) as cursor:
            yield Spoken(cursor, self._dialect)

    @contextmanager
    def _writing(self) -> Iterator[Cursor]:
        with self._lock, _TRANSLATED:
            connection = self._open()
            with connection.transaction(), self._cursor(connection) as cursor:
                yield Spoken(cursor, self._dialect)


def _refuse_unfit(connection: psycopg.Connection[Any]) -> None:
    status = connection.info.transaction_status
    is_none = status is TransactionStatus.IDLE and connection.autocommit
    if is_none or status in (TransactionStatus.INERROR, TransactionStatus.UNKNOWN):
        raise _unfit(status)
    encoding = connection.info.encoding
    if encoding != "utf-8":
        raise DefinitionError(Fault("connection.info.encoding", encoding, "utf-8"))


def _refuse_ended(connection: psycopg.Connection[Any]) -> None:
    """Refuse a lent connection whose transaction the host has ended (S14)."""
    status = connection.info.transaction_status
    if status in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN):
        raise _unfit(status)


def _unfit(status: TransactionStatus) -> DefinitionError:
    found = f"one in state {status.name}"
    return DefinitionError(Fault("connection", found, "one in a transaction that goes on"))
