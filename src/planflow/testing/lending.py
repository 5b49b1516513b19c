"""S14: on a connection that the host lends, planflow works in the host's transaction only.

The kit plays the host: it begins, commits and rolls back, and sees what another store finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Final

from attrs import evolve

from planflow.errors import DefinitionError, DuplicateError, StoreError, VersionConflictError
from planflow.store.port import Batch, Guard, Query, Store, Wake
from planflow.testing.check import Checks, Need, Trial
from planflow.testing.commits import FULL, SEED, rows_of
from planflow.testing.entries import whole
from planflow.testing.rows import (
    ALL,
    LATER,
    NEVER,
    PAST,
    SOON,
    content,
    entry,
    everything,
    moved,
    new,
)
from planflow.testing.storage import Lent
from planflow.testing.workers import together

CHECKS: Final = Checks()
PATIENCE: Final = 20.0
"""Seconds until what should not wait is said to wait."""

REFUSED: Final[dict[str, tuple[type[StoreError], Batch]]] = {
    "a record has moved": (VersionConflictError, Batch(writes=(new("x"), moved("a", 9)))),
    "a new record exists": (VersionConflictError, Batch(writes=(new("x"), new("a")))),
    "a guard does not hold": (
        VersionConflictError,
        Batch(writes=(new("x"),), guards=(Guard("z", 1),)),
    ),
    "an entry exists": (VersionConflictError, Batch(writes=(new("x"),), entries=(entry("a"),))),
    "a key is used": (
        DuplicateError,
        Batch(writes=(new("x"),), entries=(entry("a", 2, key="k"),)),
    ),
    "a text cannot be stored": (StoreError, Batch(writes=(new("x", body="\x00"),))),
}


@contextmanager
def lent_store(trial: Trial) -> Iterator[tuple[Lent, Store]]:
    """Give a lent connection in a transaction of the host's, and the store on it."""
    own = trial.store  # opened before the host begins
    with trial.lend() as lent:
        lent.begin()
        yield lent, own.on(lent.connection)


def begun(trial: Trial) -> None:
    """Put a record with a keyed entry and content into the store."""
    trial.store.commit(
        Batch(
            writes=(new("a", wake=SOON, feeds=("top",)),),
            entries=(entry("a", key="k"),),
            content=(content("a"),),
        )
    )


@CHECKS.add("S14")
def s14_what_is_no_connection_is_refused(trial: Trial) -> None:
    """A definition error, whatever was lent by mistake."""
    for thing in (None, "plans.db", object()):
        trial.refused(DefinitionError, partial(trial.store.on, thing), f"on({thing!r})")


@CHECKS.add("S14", Need.LEND)
def s14_the_hosts_rollback_takes_all_of_it_along(trial: Trial) -> None:
    """Records, entries, content, wakes, an erasure and a drop are as they were before."""
    trial.store.commit(SEED)
    before = everything(trial.store)
    with lent_store(trial) as (lent, store):
        store.commit(FULL)
        inside = (rows_of(store, "a")["a"].version, rows_of(store, "g"))
        lent.rollback()

    trial.expect((2, {}), inside, "version of a, and the dropped g, within the transaction")
    trial.expect(before, everything(trial.store), "all that is stored, after the rollback")
    trial.store.commit(FULL)
    trial.expect(2, rows_of(trial.store, "a")["a"].version, "the same batch, committed afterwards")


@CHECKS.add("S14", Need.LEND)
def s14_the_hosts_commit_keeps_all_of_it(trial: Trial) -> None:
    """And the journal numbers it after what was there (S7)."""
    trial.store.commit(SEED)
    with lent_store(trial) as (lent, store):
        trial.expect(frozenset({"told"}), store.commit(FULL), "the once-entries written")
        trial.expect(True, store.is_lent, "is_lent")  # noqa: FBT003
        lent.commit()

    found = {one: row.version for one, row in rows_of(trial.store, "a", "b", "c", "g").items()}
    trial.expect({"a": 2, "b": 1, "c": 1}, found, "records and their versions")
    trial.expect(6, trial.store.head()[0], "the last position")
    whole(trial, trial.store)
    trial.expect(False, trial.store.is_lent, "is_lent of the store itself")  # noqa: FBT003


def uses(store: Store) -> dict[str, Callable[[], object]]:
    """Return every method, at work."""
    return {
        "commit": lambda: store.commit(
            Batch(
                writes=(moved("a", 1, wake=PAST), new("c")),
                entries=(entry("a", 2), entry("c")),
                once=(entry("t"),),
                content=(content("c", person="p2"),),
            )
        ),
        "commit of a wake": lambda: store.commit(Batch(wakes=(Wake("a", PAST, LATER),))),
        "commit of an erasure": lambda: store.commit(Batch(erase=("p1",))),
        "commit of a drop": lambda: store.commit(Batch(drop=("c",))),
        "load": lambda: store.load(("a",), ("a", "k")),
        "feeding": lambda: store.feeding("top"),
        "find": lambda: store.find(Query()),
        "tally": lambda: store.tally(Query(), ("holder", "timeliness"), PAST, SOON),
        "due": lambda: store.due(NEVER),
        "history": lambda: store.history(("a",)),
        "journal": store.journal,
        "head": store.head,
        "strays": store.strays,
        "schema": store.schema,
        "close": store.close,
    }


@CHECKS.add("S14", Need.LEND)
def s14_no_method_ends_the_hosts_transaction(trial: Trial) -> None:
    """After each use the host's rollback still takes all of it along."""
    begun(trial)
    before = everything(trial.store)
    for number, name in enumerate(uses(trial.store)):
        with lent_store(trial) as (lent, store):
            for use in list(uses(store).values())[: number + 1]:
                use()
            lent.rollback()
        if not trial.expect(before, everything(trial.store), f"rolled back after {name}"):
            return


@CHECKS.add("S14", Need.LEND)
def s14_the_host_goes_on_after_a_lent_store_is_closed(trial: Trial) -> None:
    """Its connection is open, and its transaction is its own to commit."""
    with lent_store(trial) as (lent, store):
        store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        store.close()
        lent.commit()
        lent.begin()
        trial.store.on(lent.connection).commit(Batch(writes=(new("b"),)))
        lent.commit()

    trial.expect({"a", "b"}, set(rows_of(trial.store, "a", "b")), "the records that are there")


@CHECKS.add("S14", Need.LEND)
def s14_after_a_refused_commit_the_hosts_transaction_is_usable(trial: Trial) -> None:
    """What was written before and after counts, of the refused batches nothing does."""
    begun(trial)
    with lent_store(trial) as (lent, store):
        store.commit(Batch(writes=(new("before"),), entries=(entry("before"),)))
        for number, (about, (error, batch)) in enumerate(REFUSED.items()):
            trial.refused(error, partial(store.commit, batch), about)
            store.commit(Batch(writes=(new(f"after{number}"),)))
        store.commit(Batch(writes=(moved("a", 1),), entries=(entry("a", 2),)))
        lent.commit()

    wanted = {"a", "before", *(f"after{number}" for number in range(len(REFUSED)))}
    trial.expect(wanted, {each.id for each in trial.store.find(Query())}, "the records")
    found = {(each.stream, each.version) for each in trial.store.journal()}
    trial.expect({("a", 1), ("a", 2), ("before", 1)}, found, "the entries")
    whole(trial, trial.store)


@CHECKS.add("S14", Need.LEND)
def s14_a_lent_store_reads_what_the_host_has_not_committed(trial: Trial) -> None:
    """A command builds on the one before it in the same transaction."""
    with lent_store(trial) as (lent, store):
        for version in range(3):
            known = rows_of(store, "a")
            replaced = known["a"].version if known else 0
            write = moved("a", version, wake=PAST, feeds=("top",))
            batch = Batch(
                writes=(evolve(write, replaces=replaced),),
                entries=(entry("a", version + 1, key=f"k{version}"),),
                content=(content("a", version + 1),),
            )
            store.commit(batch)
        read = (
            [each.version for each in store.history(("a",))],
            [each.version for each in store.find(Query())],
            [each.version for each in store.feeding("top")],
            [each.id for each in store.due(NEVER)],
            store.load((), ("a", "k1")).done is not None,
        )
        lent.rollback()

    trial.expect(([1, 2, 3], [3], [3], ["a"], True), read, "history, find, feeding, due, by key")
    trial.expect((), trial.store.journal(), "the journal, after the rollback")


@CHECKS.add("S14", Need.LEND)
def s14_others_do_not_see_it_before_the_hosts_commit(trial: Trial) -> None:
    """Neither records nor entries, and no number is given away that could be taken back."""
    begun(trial)
    with lent_store(trial) as (lent, store):
        store.commit(Batch(writes=(moved("a", 1), new("b")), entries=(entry("a", 2),)))
        store.journal()
        (outside,) = together(lambda: _seen(trial.store))  # a host may keep a connection a thread
        lent.commit()

    trial.expect((1, ["a"], [1]), outside, "what another store found meanwhile")
    found = [(each.position, each.version) for each in trial.store.journal()]
    trial.expect([(1, 1), (2, 2)], found, "the journal, after the host's commit")


def _seen(store: Store) -> tuple[int, list[str], list[int]]:
    return (
        rows_of(store, "a")["a"].version,
        [each.id for each in store.find(Query())],
        [each.version for each in store.journal()],
    )


@CHECKS.add("S7", Need.LEND, Need.WRITERS)
def s07_nobody_waits_for_a_transaction_of_the_hosts(trial: Trial) -> None:
    """While a host's transaction is open others commit and read; what comes late is read late."""
    begun(trial)
    seen: list[list[tuple[int, str]]] = []

    def work() -> None:
        for number in range(3):
            trial.store.commit(Batch(writes=(new(f"n{number}"),), entries=(entry(f"n{number}"),)))
            seen.append([(each.position, each.stream) for each in trial.store.journal()])

    with lent_store(trial) as (lent, store):
        store.commit(Batch(writes=(new("late"),), entries=(entry("late"),)))
        store.journal()
        other = Thread(target=work, daemon=True)
        other.start()
        other.join(PATIENCE)
        has_waited = other.is_alive()
        lent.commit()
        other.join(PATIENCE)

    trial.expect(False, has_waited, "another writer has waited")  # noqa: FBT003
    early = [(1, "a"), (2, "n0"), (3, "n1"), (4, "n2")]
    trial.expect(early, seen[-1] if seen else [], "the journal, while the host's is open")
    found = [(each.position, each.stream) for each in trial.store.journal(0, ALL)]
    trial.expect([*early, (5, "late")], found, "the journal, after the host's commit")
    whole(trial, trial.store)
