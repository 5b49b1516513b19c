"""Every clause of the port, on every store that planflow brings; the kit has the checks."""

from functools import partial

import pytest

import storages
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore

IN_FOLDER = {
    "file": storages.in_file,
    "alchemy-sqlite": storages.in_alchemy_sqlite,
    "django": storages.in_django,
    "own-table": storages.in_own_table,
}
IN_DATABASE = {
    "postgres": storages.in_postgres,
    "alchemy-postgres": storages.in_alchemy_postgres,
    "django-postgres": storages.in_django_postgres,
    "own-table-postgres": storages.in_own_table_of_postgres,
}


@pytest.fixture(scope="module")
def database(postgres_server):
    """One database for all storages of this module; each has tables of its own."""
    with postgres_server.database() as dsn:
        yield dsn


@pytest.fixture(params=["memory", "sqlite", *IN_FOLDER, *IN_DATABASE])
def planflow_store(request, tmp_path):
    """Return what makes a fresh storage."""
    if request.param in IN_FOLDER:
        return partial(IN_FOLDER[request.param], tmp_path)
    if request.param in IN_DATABASE:
        return partial(IN_DATABASE[request.param], request.getfixturevalue("database"))
    return {"memory": MemoryStore, "sqlite": partial(SqliteStore, ":memory:")}[request.param]
