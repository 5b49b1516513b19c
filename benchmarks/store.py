"""Stores of a country: what is due, counts, and two processes at once.

References send the SQL that one would write by hand to the same file, and read the whole rows.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.measure import Pair, Side, benchmark
from benchmarks.million import BOARD, DUE, EVERY, ISSUED_AT, NOW, SOME, database, flow_on, plan
from planflow import Actor, Query, RecordProgress, SqliteStore
from planflow.instant import add_days, day_of, end_of_day, to_instant, to_text

_NOW: Final = to_text(to_instant(NOW))
_SCAN: Final = (
    "SELECT * FROM planflow_record WHERE wake IS NOT NULL AND wake <= ? ORDER BY wake, id LIMIT 500"
)
_COUNT: Final = """
SELECT holder,
  CASE WHEN kind = 'receive' THEN 'not_counted'
       WHEN state IN ('suspended', 'withdrawn') THEN state
       WHEN done_at IS NOT NULL AND authority = 'request' THEN 'answered'
       WHEN done_at > due_at THEN 'done_late'
       WHEN done_at IS NOT NULL THEN 'done_in_time'
       WHEN due_at IS NULL AND dating IN ('waiting', 'continuous') THEN dating
       WHEN due_at IS NULL THEN 'undated'
       WHEN dating = 'continuous' AND due_at >= ? THEN 'continuous'
       WHEN authority = 'request' THEN 'asked'
       WHEN due_at < ? THEN 'overdue'
       WHEN opens_at IS NOT NULL AND opens_at > ? THEN 'not_yet_open'
       WHEN due_at <= ? THEN 'due_soon'
       ELSE 'in_time' END AS timeliness,
  count(*)
FROM planflow_record NOT INDEXED WHERE kind <> 'plan' GROUP BY holder, timeliness
"""
"""By itself SQLite goes by the index over holders, to and fro in the file, and is slower."""


@benchmark("<= 3")
def due_1m() -> Iterator[Pair]:
    """Find the 100 tasks that are due among 1,000,000, beside an indexed scan."""
    file = database(EVERY).file
    with SqliteStore(file) as store, closing(sqlite3.connect(file)) as raw:

        def scan() -> list[tuple[object, ...]]:
            return raw.execute(_SCAN, (_NOW,)).fetchall()

        assert DUE == len(store.due(_NOW)) == len(scan())
        yield Pair(ours=Side(lambda: store.due(_NOW)), reference=Side(scan))


@benchmark("<= 1.5")
def due_growth() -> Iterator[Pair]:
    """Find the 100 tasks that are due among 1,000,000, beside 100 among 10,000."""
    with SqliteStore(database(EVERY).file) as large, SqliteStore(database(SOME).file) as small:
        assert DUE == len(large.due(_NOW)) == len(small.due(_NOW))
        yield Pair(ours=Side(lambda: large.due(_NOW)), reference=Side(lambda: small.due(_NOW)))


@benchmark("<= 1.5", rounds=9)
def tally_1m() -> Iterator[Pair]:
    """Count 1,000,000 tasks by holder and timeliness, beside the raw GROUP BY."""
    file = database(EVERY).file
    soon = to_text(end_of_day(add_days(day_of(to_instant(NOW)), 3)))
    with SqliteStore(file) as store, closing(sqlite3.connect(file)) as raw:
        flow = flow_on(store)

        def ours() -> dict[tuple[str, ...], int]:
            return flow.tally(Query(), by=("holder", "timeliness"), at=NOW)

        def count() -> dict[tuple[str, ...], int]:
            found = raw.execute(_COUNT, (_NOW, _NOW, _NOW, soon)).fetchall()
            return {(holder, timeliness): count for holder, timeliness, count in found}

        assert ours() == count()
        yield Pair(ours=Side(ours), reference=Side(count))


# ── two processes on PostgreSQL ──────────────────────────────────────────────

WORK: Final = 100
"""How many commands a process gives at once."""


@benchmark(">= 1.3", clock=perf_counter, rounds=3)
def postgres_2w() -> Iterator[Pair]:
    """Give commands on different tasks from two processes, beside one, on a server that waits.

    Server and processes share the machine; it is the time on the wall that counts.
    """
    with _server() as dsn, ExitStack() as stack:
        tasks = _issued(dsn)
        first, second = (stack.enter_context(_worker(dsn, mine)) for mine in tasks)
        yield Pair(
            ours=Side(lambda: _let_work(first, second), count=2 * WORK),
            reference=Side(lambda: _let_work(first), count=WORK),
        )


@contextmanager
def _server() -> Iterator[str]:
    """Start the server that the tests start, as it is when it is installed; give a database."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    postgres = import_module("postgres")
    with postgres.server(options=()) as server:
        if server is None:
            raise FileNotFoundError(postgres.MISSING)
        with server.database() as dsn:
            yield dsn


def _issued(dsn: str) -> tuple[list[str], list[str]]:
    """Issue a plan, and return the tasks of two processes."""
    from planflow.store.postgres import PostgresStore

    with PostgresStore(dsn) as store:
        flow = flow_on(store)
        flow.issue(plan(0), by=BOARD, at=ISSUED_AT)
        tasks = [task.id for task in flow.find(Query(kind="report"))]
    return tasks[::2], tasks[1::2]


@contextmanager
def _worker(dsn: str, tasks: list[str]) -> Iterator[Connection]:
    """Give the pipe to a process that gives commands when it is told to."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_work, args=(there, dsn, tasks), daemon=True)
    process.start()
    try:
        yield here
    finally:
        process.kill()
        process.join()


def _work(pipe: Connection, dsn: str, tasks: list[str]) -> None:
    from planflow.store.postgres import PostgresStore

    number = 0
    with PostgresStore(dsn, create=False) as store:
        flow = flow_on(store)
        while pipe.recv():
            for _ in range(WORK):
                number += 1
                task = tasks[number % len(tasks)]
                clerk = Actor(id="clerk", unit=task.split("/")[2])
                flow.do(RecordProgress(task, number % 101), by=clerk, at=NOW, key=str(number))
            pipe.send(number)


def _let_work(*pipes: Connection) -> None:
    """Let processes give their commands at the same time, and wait for all of them."""
    for pipe in pipes:
        pipe.send("go")
    for pipe in pipes:
        pipe.recv()
