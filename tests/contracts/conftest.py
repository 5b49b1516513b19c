"""One fixture per store, and one over all of them."""

import sqlite3
from contextlib import closing, contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from django.db import connections

from django_project import database
from own_table import CONG_VIEC, CREATE
from planflow.store.django import DjangoStore, create_tables
from planflow.store.memory import MemoryStore
from planflow.store.postgres import PostgresStore
from planflow.store.sqlalchemy import SqlAlchemyStore
from planflow.store.sqlite import SqliteStore
from postgres import url_of


@pytest.fixture
def memory_store():
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture
def sqlite_store():
    store = SqliteStore(":memory:")
    yield store
    store.close()


@pytest.fixture
def file_store(tmp_path):
    store = SqliteStore(tmp_path / "plans.db", synchronous="off")
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_dsn):
    store = PostgresStore(postgres_dsn)
    yield store
    store.close()


@pytest.fixture
def alchemy_sqlite_store(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'alchemy.db'}")
    yield SqlAlchemyStore(engine, create=True, prefix="pf_")
    engine.dispose()


@pytest.fixture
def alchemy_postgres_store(postgres_dsn):
    engine = sa.create_engine(url_of(postgres_dsn))
    yield SqlAlchemyStore(engine, create=True)
    engine.dispose()


@pytest.fixture
def table_sqlite_store(tmp_path):
    path = tmp_path / "agency.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(CREATE.format(text="TEXT"))
    store = SqliteStore(path, synchronous="off", prefix="pf_", records=CONG_VIEC)
    yield store
    store.close()


@pytest.fixture
def table_postgres_store(postgres_dsn):
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute(CREATE.format(text='TEXT COLLATE "C"'))
    store = PostgresStore(postgres_dsn, records=CONG_VIEC)
    yield store
    store.close()


@contextmanager
def on_django(where):
    with database(where) as alias:
        with connections[alias].schema_editor() as editor:
            create_tables(None, editor, prefix="kh_")
        yield DjangoStore(alias, prefix="kh_")


@pytest.fixture
def django_sqlite_store(tmp_path):
    with on_django(tmp_path / "django.db") as store:
        yield store


@pytest.fixture
def django_postgres_store(postgres_dsn):
    with on_django(postgres_dsn) as store:
        yield store


ALL = (
    "memory_store",
    "sqlite_store",
    "file_store",
    "postgres_store",
    "alchemy_sqlite_store",
    "alchemy_postgres_store",
    "table_sqlite_store",
    "table_postgres_store",
    "django_sqlite_store",
    "django_postgres_store",
)


@pytest.fixture(params=ALL)
def store(request):
    """Every store that planflow brings."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["sqlite_store", "file_store"])
def sql_store(request):
    """Every store over SQLite."""
    return request.getfixturevalue(request.param)
