"""Processes that work on one store: they give commands, sweep, and are killed.

A worker tells each answer through a pipe before it goes on. None outlives the test that started it.
"""

import multiprocessing
import signal
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from time import monotonic

from benchmarks.measure import peak_megabytes
from planflow.document import vietnam
from planflow.domain.task import command as c
from planflow.engine import Flow
from planflow.errors import CommandRefusedError, StoreUnavailableError
from planflow.instant import to_instant
from planflow.store import Query
from planflow.store.sqlite import SqliteStore
from planflow.testing.history import Silence, flow_on
from planflow.testing.office import CHAIR, STARTS_AT, Scene, a_command, a_kind, a_plan, units

SPAWN = multiprocessing.get_context("spawn")


def opened(where):
    """Open a store: ``sqlite-full:path``, ``sqlite-normal:path``, else a PostgreSQL address."""
    kind, _, path = where.partition(":")
    if kind.startswith("sqlite"):
        return SqliteStore(path, create=False, synchronous=kind.removeprefix("sqlite-"))
    from planflow.store.postgres import PostgresStore

    return PostgresStore(where, create=False)


@contextmanager
def flow_at(where):
    """Give a flow of the small province over a store that is opened for it, as a host has it."""
    with opened(where) as store:
        yield Flow(store, directory=units(), workdays=vietnam(), logger=Silence())


@contextmanager
def working(work, *args):
    """Run a function in a process of its own, and give the process and the pipe from it."""
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=work, args=(there, *args), daemon=True)
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        here.close()


def answers(pipe):
    """Yield what a worker tells until it ends, however it ends."""
    while True:
        try:
            yield pipe.recv()
        except (EOFError, ConnectionResetError):
            return


def issued_plans(store, count):
    """Issue the small plan so many times, and return the ids of all tasks."""
    flow = flow_on(store, 7, lambda _: None)
    for number in range(count):
        flow.issue(a_plan(f"p{number}"), by=CHAIR, at=STARTS_AT)
    return [task.id for task in flow.find(Query())]


def commands(flow, tasks, name, seed):
    """Yield commands for ever, each with who gives it, when, and a key of its own."""
    chance, number = Random(seed), 0
    while True:
        number += 1
        key = f"{name}.{number}"
        at = to_instant(STARTS_AT + timedelta(minutes=5 * number))
        task = patiently(lambda: flow.task(chance.choice(tasks)))
        kind = a_kind(chance, task) or c.RecordProgress
        command, by = a_command(kind, Scene(chance, task, at, key))
        yield command, by, at, key


def patiently(act):
    """Do something until the store is there; without waiting, for others wait for us."""
    while True:
        try:
            return act()
        except StoreUnavailableError:
            continue


def give(pipe, where, tasks, name, seed, count=None):
    """Give commands, and tell of each what came of it before the next one."""
    with flow_at(where) as flow:
        pipe.send(("ready", None))
        for number, (command, by, at, key) in enumerate(commands(flow, tasks, name, seed), 1):
            try:
                patiently(lambda: flow.do(command, by=by, at=at, key=key))  # noqa: B023
            except CommandRefusedError as error:
                pipe.send(("refused", error.rule))
            else:
                pipe.send(("done", (command.task, key)))
            if number == count:
                return


def sweep(pipe, where, now, shard):
    """Sweep until nothing is due; tell how many announcements were given, seconds and memory."""
    with flow_at(where) as flow:
        pipe.send("ready")
        assert "go" == pipe.recv()
        before, start, total = peak_megabytes(), monotonic(), 0
        while told := flow.tick(now, shard=shard, limit=5_000):
            total += len(told)
        pipe.send((total, monotonic() - start, peak_megabytes() - before))


def kill(process):
    """Kill a process, as the operating system does when there is no memory left."""
    process.kill()
    process.join()
    assert -signal.SIGKILL == process.exitcode
