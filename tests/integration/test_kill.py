"""``kill -9`` at random moments: every acknowledged command is there, and all of it is proved.

Twenty times each in ``make slow``; ten times as often in ``make soak``.
"""

from random import Random
from time import monotonic

import pytest
from hypothesis import settings

from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore
from planflow.testing.history import flow_on
from workers import answers, give, issued_plans, kill, working

pytestmark = pytest.mark.slow
IS_SOAK = settings.default.max_examples > 1000
SHARDS = range(10 if IS_SOAK else 1)
KILLS = 20
LONGEST = 0.4
"""Up to so many seconds after its first answer a worker is killed."""


def acknowledged(pipe, seconds):
    """Return what a worker tells within so many seconds after it is ready."""
    assert "ready" == pipe.recv()[0]
    until, told = monotonic() + seconds, []
    while pipe.poll(max(0.0, until - monotonic())):
        told.append(pipe.recv())
    return told


def one_life(where, tasks, name, chance):
    """Let a worker live until it is killed, and return the commands that it acknowledged."""
    with working(give, where, tasks, name, chance.getrandbits(32)) as (process, pipe):
        told = acknowledged(pipe, chance.uniform(0.0, LONGEST))
        kill(process)
        told += answers(pipe)
    return [place for what, place in told if what == "done"]


def check(store, places):
    """See that everything acknowledged is there, once, and that all of it is proved."""
    flow = flow_on(store, 0, lambda _: None)
    kept = [(entry.stream, entry.key) for entry in flow.journal() if entry.key]
    assert set() == set(places) - set(kept)
    assert len(kept) == len(set(kept))
    assert flow.verify().is_sound


def killed_again_and_again(open_store, where, seed):
    """Kill one worker after the other, and look each time; return how much was acknowledged."""
    chance, places = Random(seed), []
    with open_store() as store:
        tasks = issued_plans(store, 2)
    for number in range(KILLS):
        places += one_life(where, tasks, f"w{number}", chance)
        with open_store() as store:
            check(store, places)
    return len(places)


@pytest.mark.parametrize("shard", SHARDS)
@pytest.mark.parametrize("synchronous", ["full", "normal"])
def test_s01_a_killed_process_loses_nothing_on_sqlite(
    tmp_path, synchronous, shard, record_property
):
    path = tmp_path / "plans.db"

    count = killed_again_and_again(
        lambda: SqliteStore(path, synchronous=synchronous), f"sqlite-{synchronous}:{path}", shard
    )

    assert count > KILLS
    record_property("examples", KILLS)


@pytest.mark.parametrize("shard", SHARDS)
def test_s01_a_killed_process_loses_nothing_on_postgresql(postgres_dsn, shard, record_property):
    count = killed_again_and_again(lambda: PostgresStore(postgres_dsn), postgres_dsn, shard)

    assert count > KILLS
    record_property("examples", KILLS)


@pytest.mark.parametrize("shard", SHARDS)
def test_s01_a_killed_server_loses_nothing(own_postgres, shard, record_property):
    """The worker goes on over the restart: what it does not know it asks again, under its key."""
    chance, places = Random(shard), []
    with PostgresStore(own_postgres.dsn) as store:
        tasks = issued_plans(store, 2)
    with working(give, own_postgres.dsn, tasks, "w", shard) as (process, pipe):
        assert "ready" == pipe.recv()[0]
        for _ in range(3):
            until = monotonic() + chance.uniform(0.1, LONGEST)
            while pipe.poll(max(0.0, until - monotonic())):
                places.append(pipe.recv())
            own_postgres.kill()
            own_postgres.start()
            places.append(pipe.recv())
        kill(process)
        places += answers(pipe)
    with PostgresStore(own_postgres.dsn) as store:
        check(store, [place for what, place in places if what == "done"])
    record_property("examples", 3)
