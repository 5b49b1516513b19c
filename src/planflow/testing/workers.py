"""Two at the same time: threads on one store, threads with a store each, two processes.

The processes are started once, when they are first needed, and end with this one.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Barrier, BrokenBarrierError, Lock, Thread
from typing import Any, Final, Protocol, TypeAlias

from attrs import frozen

from planflow.errors import StoreError
from planflow.store.port import Store

SPAWN: Final = get_context("spawn")
PATIENCE: Final = 120.0
"""Seconds after which nobody is waited for any more."""


class Job(Protocol):
    """What one of two does; it survives pickling."""

    def __call__(self, store: Store, me: int, meet: Callable[[], object], /) -> object:
        """Work as number ``me``, 0 or 1; ``meet`` waits for the other one."""


Open: TypeAlias = Callable[[], Store]


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same time, in threads; return their answers, or raise the first error."""
    answers: list[object] = [None] * len(acts)
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            answers[number] = acts[number]()
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return answers


def in_threads(stores: Sequence[Store], job: Job) -> list[object]:
    """Do a job twice at the same time, in threads of this process."""
    barrier = Barrier(len(stores), timeout=PATIENCE)

    def act(me: int) -> object:
        try:
            return job(stores[me], me, barrier.wait)
        except BaseException:
            barrier.abort()
            raise

    return together(*(lambda me=me: act(me) for me in range(len(stores))))


@frozen
class _Worker:
    process: BaseProcess
    pipe: Connection[Any, Any]
    barrier: object  # lives as long as those who meet there


_pair: list[_Worker] = []
_one_at_a_time = Lock()


def in_processes(open_store: Open, job: Job) -> list[object]:
    """Do a job twice at the same time, each in a process of its own with a store of its own."""
    task = pickle.dumps((open_store, job))
    with _one_at_a_time:
        if not all(each.process.is_alive() for each in _pair):
            stop()
        if not _pair:
            _start()
        for worker in _pair:
            worker.pipe.send_bytes(task)
        answers = [_answer(worker) for worker in tuple(_pair)]
        errors = [answer for is_error, answer in answers if is_error]
        if errors:
            stop()  # the barrier is broken
    if errors:
        raise min(errors, key=lambda error: isinstance(error, BrokenBarrierError))
    return [answer for _, answer in answers]


def stop() -> None:
    """End the processes; the next job starts them again."""
    while _pair:
        worker = _pair.pop()
        worker.pipe.close()
        worker.process.kill()
        worker.process.join(PATIENCE)


def _start() -> None:
    barrier = SPAWN.Barrier(2, timeout=PATIENCE)
    for me in range(2):
        here, there = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(there, barrier, me), daemon=True)
        process.start()
        there.close()
        _pair.append(_Worker(process, here, barrier))


def _answer(worker: _Worker) -> tuple[bool, Any]:
    if not worker.pipe.poll(PATIENCE):
        stop()
        raise StoreError(f"a process has not answered within {PATIENCE:.0f} seconds")
    found: tuple[bool, Any] = worker.pipe.recv()
    return found


def _serve(pipe: Connection[Any, Any], barrier: Any, me: int) -> None:  # noqa: ANN401 - spawn's own
    """Do jobs until the other side is gone; runs in a process of its own."""
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            task = pipe.recv_bytes()
            try:
                open_store, job = pickle.loads(task)  # noqa: S301 - our own, from the process above
                with closing(open_store()) as store:
                    barrier.wait()
                    answer: tuple[bool, object] = (False, job(store, me, barrier.wait))
            except BaseException as error:  # noqa: BLE001 - raised again on the other side
                barrier.abort()
                answer = (True, _portable(error))
            pipe.send(answer)


def _portable(error: BaseException) -> BaseException:
    """Return the error if it survives pickling, else another one with its text."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever it is
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
