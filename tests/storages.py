"""Fresh storages of every kind, as a host would describe them to the kit.

What opens them stands in this module, so that other processes can open them too.
"""

import sqlite3
from contextlib import closing, contextmanager
from functools import partial
from itertools import count

import psycopg
import sqlalchemy as sa
from django.db import connections, transaction
from psycopg import sql

from django_project import add, close_all, described
from own_table import COLUMNS, CONG_VIEC, CREATE
from planflow.errors import StoreError, VersionConflictError
from planflow.store import Batch, Guard
from planflow.store.django import DjangoStore, create_tables
from planflow.store.host_table import HostTable
from planflow.store.postgres import PostgresStore
from planflow.store.sqlalchemy import SqlAlchemyStore
from planflow.store.sqlite import SqliteStore
from planflow.testing import Storage, entry, moved, new
from postgres import url_of

numbers = count()


class Told:
    """A host that says BEGIN, COMMIT and ROLLBACK to its connection."""

    def __init__(self, connection, begin="BEGIN"):
        self.connection = connection
        self.begin = lambda: connection.execute(begin)
        self.commit = lambda: connection.execute("COMMIT")
        self.rollback = lambda: connection.execute("ROLLBACK")


# ── SQLite ───────────────────────────────────────────────────────────────────


def in_file(folder):
    """Return a storage in a new SQLite file."""
    path = folder / f"{next(numbers)}.db"
    return Storage(
        open=partial(SqliteStore, path, synchronous="off"),
        is_serial=True,
        lend=partial(lend_sqlite, path),
        stamp=partial(stamp_sqlite, path),
    )


@contextmanager
def lend_sqlite(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield Told(connection, "BEGIN IMMEDIATE")


def stamp_sqlite(path, version):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE planflow_schema SET version = ?", (version,))


# ── PostgreSQL: one database, a prefix for each storage ──────────────────────


def in_postgres(dsn):
    """Return a storage in new tables of a PostgreSQL database."""
    prefix = f"p{next(numbers)}_"
    return Storage(
        open=partial(PostgresStore, dsn, prefix=prefix),
        lend=partial(lend_postgres, dsn),
        stamp=partial(stamp_postgres, dsn, prefix),
        discard=partial(discard_postgres, dsn, prefix),
    )


@contextmanager
def lend_postgres(dsn):
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield Told(connection)


def stamp_postgres(dsn, prefix, version):
    with psycopg.connect(dsn, autocommit=True) as connection:
        statement = sql.SQL("UPDATE {} SET version = {}")
        connection.execute(statement.format(sql.Identifier(f"{prefix}schema"), version))


def discard_postgres(dsn, prefix, *more):
    tables = ", ".join((*(f"{prefix}{name}" for name in TABLES), *more))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {tables}")


TABLES = ("schema", "record", "feed", "journal", "head", "content")


# ── SQLAlchemy ───────────────────────────────────────────────────────────────


class OwnEngineStore(SqlAlchemyStore):
    """A store that ends its engine: here nobody else uses it."""

    def close(self):
        if not self.is_lent:
            self._engine.dispose()


def open_alchemy(url, prefix):
    engine = sa.create_engine(url)
    try:
        return OwnEngineStore(engine, create=True, prefix=prefix)
    except BaseException:
        engine.dispose()
        raise


class Alchemy:
    """A host with a SQLAlchemy connection."""

    def __init__(self, connection):
        self.connection = connection

    def begin(self):
        self.transaction = self.connection.begin()

    def commit(self):
        self.transaction.commit()

    def rollback(self):
        self.transaction.rollback()


@contextmanager
def lend_alchemy(url):
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield Alchemy(connection)


def in_alchemy_sqlite(folder):
    """Return a storage in a new SQLite file, by way of SQLAlchemy."""
    path = folder / f"{next(numbers)}.db"
    url = f"sqlite:///{path}"
    return Storage(
        open=partial(open_alchemy, url, "planflow_"),
        is_serial=True,
        lend=partial(lend_alchemy, url),
        stamp=partial(stamp_sqlite, path),
    )


def in_alchemy_postgres(dsn):
    """Return a storage in new tables of a PostgreSQL database, by way of SQLAlchemy."""
    prefix, url = f"a{next(numbers)}_", url_of(dsn)
    return Storage(
        open=partial(open_alchemy, url, prefix),
        lend=partial(lend_alchemy, url),
        stamp=partial(stamp_postgres, dsn, prefix),
        discard=partial(discard_postgres, dsn, prefix),
    )


# ── a table of the host's own ────────────────────────────────────────────────


def in_own_table(folder):
    """Return a storage in a new SQLite file that has a table of the host's own."""
    path = folder / f"{next(numbers)}.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(CREATE.format(name="CongViec", text="TEXT"))
    return Storage(
        open=partial(SqliteStore, path, synchronous="off", records=CONG_VIEC),
        is_serial=True,
        lend=partial(lend_sqlite, path),
        stamp=partial(stamp_sqlite, path),
    )


def in_own_table_of_postgres(dsn):
    """Return a storage in new tables of a PostgreSQL database, one of them the host's own."""
    prefix = f"o{next(numbers)}_"
    name = f"{prefix}CongViec"
    with psycopg.connect(dsn) as connection:
        connection.execute(CREATE.format(name=name, text='TEXT COLLATE "C"'))
    records = HostTable(name, COLUMNS)
    return Storage(
        open=partial(PostgresStore, dsn, prefix=prefix, records=records),
        lend=partial(lend_postgres, dsn),
        stamp=partial(stamp_postgres, dsn, prefix),
        discard=partial(discard_postgres, dsn, prefix, f'"{name}"'),
    )


# ── Django ───────────────────────────────────────────────────────────────────


def open_django(where, prefix="planflow_"):
    """Return a store in a database of this process's Django project, which gets our tables."""
    alias = django_alias(where)
    with connections[alias].schema_editor() as editor:
        create_tables(None, editor, prefix=prefix)
    return OwnConnectionStore(alias, prefix=prefix)


def django_alias(where):
    """Put a database into the project, once."""
    alias = str(where)
    if alias not in connections:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 30} if "=" not in alias else {}
        add(alias, described(where) | {"OPTIONS": options})
    return alias


class OwnConnectionStore(DjangoStore):
    """A store that closes this thread's connection: there is no request that would."""

    def close(self):
        if not self.is_lent:
            connections[self._using].close()


class Atomic:
    """A host with Django's ``atomic``."""

    def __init__(self, alias):
        self.connection = alias

    def begin(self):
        self.atomic = transaction.atomic(using=self.connection)
        self.atomic.__enter__()

    def commit(self):
        self.atomic.__exit__(None, None, None)

    def rollback(self):
        transaction.set_rollback(True, using=self.connection)
        self.commit()


@contextmanager
def lend_django(where):
    alias = django_alias(where)
    try:
        yield Atomic(alias)
    finally:
        connections[alias].close()


def in_django(folder):
    """Return a storage in a new database of a Django project."""
    path = folder / f"{next(numbers)}.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return Storage(
        open=partial(open_django, path),
        is_serial=True,
        lend=partial(lend_django, path),
        stamp=partial(stamp_sqlite, path),
    )


def in_django_postgres(dsn):
    """Return a storage in new tables of a Django project on PostgreSQL."""
    prefix = f"d{next(numbers)}_"
    return Storage(
        open=partial(open_django, dsn, prefix),
        lend=partial(lend_django, dsn),
        stamp=partial(stamp_postgres, dsn, prefix),
        discard=partial(discard_django, dsn, prefix),
    )


def discard_django(dsn, prefix):
    close_all(django_alias(dsn))
    connections[django_alias(dsn)].close()
    discard_postgres(dsn, prefix)


REFUSED = {
    "moved": (Batch(writes=(new("c"), moved("a", 9))), VersionConflictError),
    "known": (Batch(writes=(new("c"), new("a"))), VersionConflictError),
    "guard": (Batch(writes=(new("c"),), guards=(Guard("z", 1),)), VersionConflictError),
    "entry": (Batch(writes=(new("c"),), entries=(entry("a", 1),)), StoreError),
    "key": (Batch(writes=(new("c"),), entries=(entry("a", 2, key="k"),)), StoreError),
}
"""Batches that are refused where record ``a`` is there, its first entry under the key ``k``."""
