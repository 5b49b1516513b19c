"""Rule R25: the proof, and rebuilding, inside a transaction that the host has not ended."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from attrs import evolve

from builders import clerk, issued, moment, the
from planflow.domain.task import command as c
from planflow.store import Batch, Write
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore


@pytest.fixture(params=["sqlite", "postgres"])
def hosted(request, tmp_path):
    """Give a flow, and a connection of the host's in a transaction."""
    if request.param == "sqlite":
        path = tmp_path / "p.db"
        with (
            SqliteStore(path, synchronous="off") as store,
            closing(sqlite3.connect(path, isolation_level=None)) as host,
        ):
            flow = issued(store)
            host.execute("BEGIN IMMEDIATE")
            yield flow, host
            host.rollback()
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        with PostgresStore(dsn) as store, psycopg.connect(dsn) as host:
            yield issued(store), host
            host.rollback()


def test_r25_what_the_host_has_not_committed_is_proved_too(hosted):
    """Commands and a sweep whose entries have no number yet raise no alarm."""
    flow, host = hosted
    lent = flow.on(host)
    task = the(lent, "4", "bac-son").id
    lent.do(c.Start(task), by=clerk("bac-son"), at=moment(2, 1))
    assert lent.tick(moment(11, 20))
    lent.do(c.RecordProgress(task, 50), by=clerk("bac-son"), at=moment(11, 21))
    assert lent.tick(moment(11, 30))

    assert () == lent.verify().flaws
    assert "in_progress" == lent.view("p", at=moment(12, 1)).tasks[task].state


def test_r25_a_rebuild_goes_with_the_hosts_transaction(hosted):
    """What was damaged in it is mended in it; a rollback takes both away."""
    flow, host = hosted
    lent = flow.on(host)
    lent.tick(moment(11, 20))
    store = lent._setup.store
    row = store.load(("p/4/bac-son/once",)).rows["p/4/bac-son/once"]
    store.commit(Batch(writes=(Write(evolve(row, body="{}", wake=None), row.version, ()),)))
    assert not lent.verify().is_sound

    assert (row.id,) == lent.rebuild().records
    assert lent.verify().is_sound
    host.rollback()
    assert flow.verify().is_sound
