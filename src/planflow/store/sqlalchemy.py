"""The SQLAlchemy store: on the host's Engine, Connection or Session, over SQLite or PostgreSQL.

From an asynchronous host: ``await session.run_sync(lambda s: flow.on(s).do(command, …))``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final, Self

from planflow.errors import DefinitionError, Fault
from planflow.extra import needs
from planflow.store import schema
from planflow.store.dialect import (
    BEGIN,
    DATABASES,
    FORMAT,
    NUMERIC,
    PREFIX,
    QMARK,
    Cursor,
    Dialect,
    Spoken,
    prefix_fault,
)
from planflow.store.host_table import HostTable
from planflow.store.sql import SqlStore
from planflow.store.translate import Translated, stays_in_sqlite

with needs("sqlalchemy"):
    import sqlalchemy as sa
    from sqlalchemy import event, exc
    from sqlalchemy.orm import Session, scoped_session

_TRANSLATED: Final = Translated(
    away=(exc.OperationalError, exc.InterfaceError, exc.TimeoutError),
    taken=(exc.IntegrityError,),
    other=(exc.SQLAlchemyError,),
    is_lasting=stays_in_sqlite,
)
_PLACEHOLDERS: Final = {
    "qmark": QMARK,
    "format": FORMAT,
    "pyformat": FORMAT,
    "numeric_dollar": NUMERIC,
}


class SqlAlchemyStore(SqlStore):
    """A store on an Engine of the host's; :meth:`on` lends it a Connection or Session.

    Args:
        engine: Where our own transactions are; its pool is used, its settings are left alone.
        create: Make the tables where they are missing, and bring those of an older version up to
            date; otherwise they must be there as they are wanted (S18). A host with migrations of
            its own takes :func:`make_tables`.
        prefix: What the tables' names begin with.
        records: The host's own table in which records are kept, in the place of ours.

    Raises:
        DefinitionError: If the engine is for another database, or commits by itself.
        StoreUnavailableError: If the database cannot be reached.
        SchemaMismatchError: If it holds no tables of planflow, or others.
    """

    _lent: sa.Connection | None = None

    def __init__(
        self,
        engine: sa.Engine,
        *,
        create: bool = False,
        prefix: str = PREFIX,
        records: HostTable | None = None,
    ) -> None:
        """Check the schema."""
        self._engine = engine
        self._dialect = dialect_of(engine.dialect, prefix, records)
        with _TRANSLATED, engine.connect() as connection, connection.begin():
            _refuse_autocommit(connection)
        self._prepare(create=create)

    @property
    def is_lent(self) -> bool:
        """Tell whether the connection is the host's."""
        return self._lent is not None

    def on(self, connection: object) -> Self:
        """Return this store on a Connection or Session that is in a transaction (S14).

        Raises:
            DefinitionError: If it is neither, or is in no transaction.
            SchemaMismatchError: If its database does not hold planflow's tables.
        """
        if isinstance(connection, Session | scoped_session):
            connection = connection.connection()
        if not isinstance(connection, sa.Connection):
            found = type(connection).__name__
            raise DefinitionError(Fault("connection", found, "a Connection or Session"))
        with _TRANSLATED:
            _refuse_ended(connection)
            _refuse_autocommit(connection)
        lent = object.__new__(type(self))
        lent._engine = self._engine
        known = self._dialect
        lent._dialect = dialect_of(connection.dialect, known.prefix, known.records)
        lent._lent = connection
        lent.schema()
        return lent

    def close(self) -> None:
        """Do nothing: engine and connection are the host's."""

    def _bring_up(self) -> None:
        with self._writing(has_tables=False) as cursor:
            schema.bring_up(cursor, self._dialect)

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with _TRANSLATED:
            if self._lent is not None:
                _refuse_ended(self._lent)
                yield self._cursor(self._lent)
                return
            with self._own() as connection:
                yield self._cursor(connection)

    @contextmanager
    def _writing(self, *, has_tables: bool = True) -> Iterator[Cursor]:
        """Give a cursor in a transaction of our own, or in a savepoint of the host's."""
        with _TRANSLATED, self._transaction() as connection:
            cursor = self._cursor(connection)
            is_serial = self._dialect.is_serial
            if is_serial and not _driver(connection).in_transaction:
                cursor.execute(BEGIN)
            elif is_serial and has_tables:
                cursor.execute(self._dialect.alone)
            with connection.begin_nested() if self.is_lent else nullcontext():
                yield cursor

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        if self._lent is not None:
            _refuse_ended(self._lent)
            yield self._lent
            return
        with self._own() as connection, connection.begin():
            yield connection

    def _own(self) -> sa.Connection:
        connection = self._engine.connect()
        if self._dialect.is_serial:
            return connection
        return connection.execution_options(isolation_level="READ COMMITTED")

    def _cursor(self, connection: sa.Connection) -> Cursor:
        return Spoken(_Cursor(connection), self._dialect)


class _Cursor:
    """A PEP 249 cursor over a Connection, so that the host's events and logging see everything."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._result: sa.CursorResult[Any] | None = None
        self._count = 0

    @property
    def rowcount(self) -> int:
        return self._count

    def execute(self, sql: str, parameters: Any = (), /) -> None:
        self._run(sql, tuple(parameters) or None)

    def executemany(self, sql: str, parameters: Any, /) -> None:
        """Run it once for all, or one by one with drivers that do not count over all (asyncpg)."""
        if self._connection.dialect.supports_sane_multi_rowcount:
            self._run(sql, list(parameters))
            return
        count = 0
        for each in parameters:
            self._run(sql, tuple(each))
            count += self._count
        self._count = count

    def fetchone(self) -> Any:
        row = self._found.fetchone()
        return None if row is None else tuple(row)

    def fetchall(self) -> list[Any]:
        return list(map(tuple, self._found.fetchall()))

    @property
    def _found(self) -> sa.CursorResult[Any]:
        if self._result is None:
            raise AssertionError
        return self._result

    def _run(self, sql: str, parameters: Any) -> None:
        options = {"preserve_rowcount": True}
        self._result = self._connection.exec_driver_sql(sql, parameters, options)
        self._count = self._result.rowcount


def dialect_of(
    found: sa.Dialect, prefix: str = PREFIX, records: HostTable | None = None
) -> Dialect:
    """Return our dialect for one of SQLAlchemy's.

    Raises:
        DefinitionError: If planflow does not know the database or the driver's placeholders, or
            the prefix is no part of a name.
    """
    database, placeholder = DATABASES.get(found.name), _PLACEHOLDERS.get(found.paramstyle)
    if database is None or placeholder is None:
        name = f"{found.name}+{found.driver} ({found.paramstyle})"
        raise DefinitionError(Fault("engine", name, f"one of {', '.join(DATABASES)}"))
    return database.variant(placeholder, prefix, records)


def make_tables(
    metadata: sa.MetaData, *, prefix: str = PREFIX, records: HostTable | None = None
) -> tuple[sa.Table, ...]:
    """Describe planflow's tables in the host's metadata, for ``create_all`` and its migrations.

    ``metadata.create_all()`` also writes the rows that tables have at first. A migration that was
    generated from the metadata must run :func:`first_rows` itself. A table of the host's own for
    ``records`` is the host's to describe.

    Raises:
        DefinitionError: If the prefix is no part of a name.
    """
    fault = prefix_fault(prefix)
    if fault is not None:
        raise DefinitionError(fault)
    tables = tuple(_table(metadata, each, prefix) for each in schema.tables(records))
    event.listen(tables[-1], "after_create", _fill(prefix))
    return tables


def first_rows(connection: sa.Connection, *, prefix: str = PREFIX) -> None:
    """Write what tables hold before anything is stored: for a migration that has made them."""
    dialect = dialect_of(connection.dialect, prefix)
    schema.fill(Spoken(_Cursor(connection), dialect))


def _fill(prefix: str) -> Any:
    def fill(_table: sa.Table, connection: sa.Connection, **_: object) -> None:
        first_rows(connection, prefix=prefix)

    return fill


def _table(metadata: sa.MetaData, table: schema.Table, prefix: str) -> sa.Table:
    return sa.Table(
        f"{prefix}{table.name}",
        metadata,
        *(_column(each, is_key=each.name in table.key) for each in table.columns),
        *(_index(each, prefix) for each in table.indexes),
    )


def _column(column: schema.Column, *, is_key: bool) -> sa.Column[Any]:
    if column.kind == schema.ARRIVAL:
        number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        return sa.Column(column.name, number, sa.Identity(always=True), primary_key=True)
    if column.kind == schema.INTEGER:
        return sa.Column(column.name, sa.BigInteger(), nullable=column.may_be_null)
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(column.name, text, nullable=column.may_be_null, primary_key=is_key)


def _index(index: schema.Index, prefix: str) -> sa.Index:
    where = sa.text(index.condition) if index.condition else None
    return sa.Index(
        f"{prefix}{index.name}",
        *index.columns,
        unique=index.is_unique,
        sqlite_where=where,
        postgresql_where=where,
    )


def _refuse_ended(connection: sa.Connection) -> None:
    if connection.closed or not connection.in_transaction():
        raise DefinitionError(
            Fault("connection", "one in no transaction", "one in a transaction: begin() first")
        )


def _refuse_autocommit(connection: sa.Connection) -> None:
    """Refuse a driver that is in no transaction, whatever SQLAlchemy believes."""
    if connection.dialect.name == "sqlite":
        driver = _driver(connection)
        is_autocommit = driver.isolation_level is None and not driver.in_transaction
    else:
        raw: Any = connection.connection.dbapi_connection
        is_autocommit = connection.dialect.detect_autocommit_setting(raw)
    if is_autocommit:
        raise DefinitionError(
            Fault("connection", "isolation level AUTOCOMMIT", "one with transactions")
        )


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
