"""What the tests of this folder share: a store of each kind, one after the other."""

import pytest

from planflow.store.memory import MemoryStore
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    """A store of each kind."""
    kinds = {
        "memory": MemoryStore,
        "sqlite": lambda: SqliteStore(tmp_path / "p.db", synchronous="off"),
        "postgres": lambda: PostgresStore(request.getfixturevalue("postgres_dsn")),
    }
    with kinds[request.param]() as opened:
        yield opened
