"""A process that writes is killed: each of its commits is wholly there, or not at all (S1).

It is killed from outside while it works, and by its own batch: one of whose parts ends the process
when the store comes to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any, Final

from attrs import evolve

from planflow.store.port import Batch, Store, Wake
from planflow.testing.check import Checks, Need, Trial
from planflow.testing.entries import whole
from planflow.testing.rows import PAST, content, entry, moved, new
from planflow.testing.workers import PATIENCE, SPAWN

CHECKS: Final = Checks()
SIZE: Final = 20
"""How many records each commit writes."""
PARTS: Final = ("wakes", "content")
MORE_PARTS: Final = ("writes", "entries", "once", "erase")
TOLD: Final = 3
"""After how many commits the writer is killed."""
MUCH_TOLD: Final = range(1, 21)


class Deadly(tuple[Any, ...]):  # noqa: SLOT001 - it remembers
    """A part of a batch that ends the process in the middle of it, when it is read again."""

    was_read = False

    def __iter__(self) -> Iterator[Any]:
        """Yield everything once; the second time half of it, and then the process is gone."""
        half = len(self) // 2 if self.was_read else len(self)
        self.was_read = True
        for number, each in enumerate(super().__iter__()):
            if number >= half:
                os._exit(9)
            yield each


def batch_of(number: int) -> Batch:
    """Return the commit of a number: new records, moved ones, and some of everything else."""
    ids = [f"{number:04d}/{one:02d}" for one in range(SIZE)]
    before = [f"{number - 1:04d}/{one:02d}" for one in range(SIZE)] if number else []
    return Batch(
        writes=(
            *(new(one, feeds=("top",)) for one in ids),
            *(moved(one, 1) for one in before),
        ),
        entries=(
            *(entry(one) for one in ids),
            *(entry(one, 2) for one in before),
        ),
        once=tuple(entry(f"{one}!due") for one in ids),
        content=tuple(content(one, person=f"p{number}") for one in ids),
        wakes=tuple(Wake(one, None, PAST) for one in ids),
        erase=("p-nobody", "p-somebody"),
    )


def write_until_killed(
    open_store: Callable[[], Store], pipe: Connection[Any, Any], deadly: str
) -> None:
    """Commit one batch after the other and tell of each; runs in a process of its own."""
    with closing(open_store()) as store:
        for number in range(1_000):
            batch = batch_of(number)
            if deadly and number == 1:
                batch = evolve(batch, **{deadly: Deadly(getattr(batch, deadly))})
            store.commit(batch)
            pipe.send(number)
            if deadly and number == 1:
                return


def killed(trial: Trial, deadly: str = "", after: int = TOLD) -> int:
    """Kill a writer after so many commits, or let it kill itself; return what it told last."""
    here, there = SPAWN.Pipe(duplex=False)
    args = (trial.storage.open, there, deadly)
    process = SPAWN.Process(target=write_until_killed, args=args, daemon=True)
    process.start()
    there.close()
    last = -1
    try:
        while last + 1 < after and here.poll(PATIENCE):
            last = here.recv()
        process.kill()
        while True:
            last = here.recv()
    except (EOFError, ConnectionError):
        return last
    finally:
        process.kill()
        process.join(PATIENCE)
        here.close()


def found_of(store: Store, number: int) -> tuple[int, ...]:
    """Return how much there is of a commit: records, feeds, entries, once-entries, content."""
    batch = batch_of(number)
    ids = tuple(each.row.id for each in batch.writes if not each.replaces)
    before = tuple(each.row.id for each in batch.writes if each.replaces)
    history = [each for each in store.history(ids) if each.version == 1]
    return (
        len(store.load(ids).rows),
        sum(each.id in ids for each in store.feeding("top")),
        len(history),
        len(store.history(tuple(each.stream for each in batch.once))),
        sum(len(each.content) for each in history),
        sum(row.version == 2 for row in store.load(before).rows.values()) if before else SIZE,
    )


def see_whole(trial: Trial, last: int) -> None:
    """See that what was told is there, nothing is there in part, and that work goes on."""
    store, number = trial.reopen(), 0
    while found := found_of(store, number):
        is_there = number <= last or found[0] > 0
        if not is_there:
            break
        about = f"records, feeds, entries, once-entries, content, moved records of commit {number}"
        if not trial.expect((SIZE,) * 6, found, f"{about}; {last} was told last"):
            return
        number += 1
    nothing = (0, 0, 0, 0, 0, 0 if number else SIZE)
    trial.expect(nothing, found, f"the same of commit {number}, which has no records")
    whole(trial, store)
    trial.expect((), store.strays(), "content without an entry (S12)")
    store.commit(batch_of(number))
    trial.expect((SIZE,) * 6, found_of(store, number), "the same of a commit after the crash")


@CHECKS.add("S1", Need.REOPEN, Need.PROCESS)
def s01_a_writer_that_is_killed_leaves_whole_commits(trial: Trial) -> None:
    """What it has told is there; what it was at is there or not, but not in part."""
    see_whole(trial, killed(trial))


def _killed_by_parts(trial: Trial, parts: Sequence[str]) -> None:
    for part in parts:
        with trial.fresh() as other:
            last = killed(other, part, after=2)
            trial.expect(True, last >= 0, "the writer has told of a commit")  # noqa: FBT003
            see_whole(other, last)
            trial.failures += other.failures


@CHECKS.add("S1", Need.REOPEN, Need.PROCESS)
def s01_a_writer_that_dies_within_a_commit_leaves_nothing_of_it(trial: Trial) -> None:
    """It dies where half of the wakes, or of the content, is written."""
    _killed_by_parts(trial, PARTS)


@CHECKS.add("S1", Need.REOPEN, Need.PROCESS, is_big=True)
def s01_a_writer_that_dies_in_any_part_leaves_nothing_of_it(trial: Trial) -> None:
    """It dies in the midst of records, entries, once-entries or erasures."""
    _killed_by_parts(trial, MORE_PARTS)


@CHECKS.add("S1", Need.REOPEN, Need.PROCESS, is_big=True)
def s01_writers_that_are_killed_again_and_again_leave_whole_commits(trial: Trial) -> None:
    """Twenty of them, each a little later than the one before."""
    for after in MUCH_TOLD:
        with trial.fresh() as other:
            see_whole(other, killed(other, after=after))
            trial.failures += other.failures
