"""One fixture per store, and one over all of them."""

import pytest

from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore


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


@pytest.fixture(params=["memory_store", "sqlite_store", "file_store"])
def store(request):
    """Every store that planflow brings."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["sqlite_store", "file_store"])
def sql_store(request):
    """Every store over SQLite."""
    return request.getfixturevalue(request.param)
