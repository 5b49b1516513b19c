"""One fixture per store, and one over all of them."""

import pytest
import sqlalchemy as sa

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


ALL = (
    "memory_store",
    "sqlite_store",
    "file_store",
    "postgres_store",
    "alchemy_sqlite_store",
    "alchemy_postgres_store",
)


@pytest.fixture(params=ALL)
def store(request):
    """Every store that planflow brings."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["sqlite_store", "file_store"])
def sql_store(request):
    """Every store over SQLite."""
    return request.getfixturevalue(request.param)
