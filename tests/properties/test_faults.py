"""Histories in which the store fails, repeats and crashes: nothing is lost, doubled or broken.

A history is told by its seed alone. ``make soak`` runs more than fifty thousand.
"""

from random import Random

import pytest
from attrs import evolve
from hypothesis import settings

from planflow.engine import command
from planflow.errors import PlanflowError, StoreUnavailableError, VersionConflictError
from planflow.store import Batch
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore
from planflow.testing import entry
from planflow.testing.faults import CrashError, FaultyStore, Odds
from planflow.testing.held import hold, wrongs
from planflow.testing.history import simulate

IS_SOAK = settings.default.max_examples > 1000
SHARDS = range(52 if IS_SOAK else 2)
HISTORIES = 1000 if IS_SOAK else 60
WEATHER = (
    Odds(),
    Odds(repeat=0.0),
    Odds(delay=0.2, fail=0.0, repeat=0.0, crash=0.0),
    Odds(fail=0.08, crash=0.04),
)


def history(seed, store=None):
    """Return the history of a seed; the weather is by turns."""
    store = store or MemoryStore()
    return simulate(lambda: store, seed, odds=WEATHER[seed % len(WEATHER)])


@pytest.mark.parametrize("shard", SHARDS)
def test_no_history_loses_doubles_or_breaks_anything(shard, record_property):
    """Every tenth shard of the soak is over SQLite."""
    make = (lambda: SqliteStore(":memory:")) if shard % 10 == 1 else MemoryStore
    for number in range(HISTORIES):
        with make() as store:
            hold(history(shard * HISTORIES + number, store))
    record_property("examples", HISTORIES)


def test_a_seed_makes_the_same_history_again():
    first, second = (history(3) for _ in range(2))

    assert first.given == second.given
    assert first.followed == second.followed
    assert tuple(first.flow.lines()) == tuple(second.flow.lines())


def test_everything_that_can_happen_does():
    """Commands are done, refused and left unknown; somebody crashes; entries are shown again."""
    histories = [history(seed) for seed in range(12)]

    assert {"done", "refused", "unknown"} == {g.knows for h in histories for g in h.given}
    assert any(h.crashes for h in histories)
    assert any(len(h.followed) > h.followed[-1][0] for h in histories)


# ── what breaks a promise is noticed ─────────────────────────────────────────


class WithoutGuards(MemoryStore):
    """Forgets what was read (S3)."""

    def commit(self, batch):
        return super().commit(evolve(batch, guards=()))


class WithoutVersions(MemoryStore):
    """The last one wins (S2)."""

    def _check(self, batch):
        pass


class WithoutKeys(MemoryStore):
    """Finds no entry by its key (S6)."""

    def commit(self, batch):
        self._keys.clear()
        return super().commit(batch)


class WithoutRollback(MemoryStore):
    """Fails between the records and their entries, now and then (S1)."""

    def __init__(self):
        super().__init__()
        self._chance = Random(5)

    def commit(self, batch):
        if batch.entries and self._chance.random() < 0.05:
            self._check(batch)
            super().commit(evolve(batch, entries=(), content=()))
            raise StoreUnavailableError("torn")
        return super().commit(batch)


class Forgetful(MemoryStore):
    """Says that it is written, now and then, and it is not."""

    def __init__(self):
        super().__init__()
        self._chance = Random(5)

    def commit(self, batch):
        if batch.entries and self._chance.random() < 0.05:
            self._check(batch)
            return frozenset()
        return super().commit(batch)


class SwallowsOnce(MemoryStore):
    """Says that announcements are written, now and then, and they are not (S5)."""

    def commit(self, batch):
        swallowed = batch.once[:1] if len(self._journal) % 3 else ()
        rest = tuple(each for each in batch.once if each not in swallowed)
        return super().commit(evolve(batch, once=rest)) | {each.stream for each in swallowed}


class AnnouncesTwice(MemoryStore):
    """Writes announcements whether they are there or not (S5)."""

    def commit(self, batch):
        again = tuple(
            evolve(each, version=len(self._streams.get(each.stream, ())) + 1) for each in batch.once
        )
        return super().commit(evolve(batch, once=(), entries=(*batch.entries, *again)))


class SetsWakesBlindly(MemoryStore):
    """A sweeper's wake overwrites what a holder has set meanwhile (S11)."""

    def commit(self, batch):
        wakes = tuple(evolve(each, seen=self._rows[each.id].wake) for each in batch.wakes)
        return super().commit(evolve(batch, wakes=wakes, guards=batch.guards if not wakes else ()))


class ShowsLate(MemoryStore):
    """Leaves an entry out until the next one is there (S7)."""

    def journal(self, after=0, limit=500):
        found = super().journal(after, limit)
        return found[1:] if len(found) % 7 == 3 and after else found


SABOTAGES = {
    WithoutGuards: "not so one by one",
    WithoutVersions: "verify.",
    WithoutKeys: "refused, and done",
    WithoutRollback: "verify.",
    Forgetful: "acknowledged, and lost",
    SwallowsOnce: "verify.wake",
    AnnouncesTwice: "verify.",
    SetsWakesBlindly: "verify.wake",
    ShowsLate: "the follower was never shown",
}


def noticed(make):
    """Return the first thing that is found wrong in histories over a store."""
    for seed in range(400):
        for wrong in wrongs(history(seed, make())):
            return wrong
    return "nothing"


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.__name__)
def test_a_store_that_breaks_a_clause_is_noticed(sabotage):
    assert SABOTAGES[sabotage] in noticed(sabotage)


def test_an_engine_that_tries_again_what_may_be_done_is_noticed(monkeypatch):
    """Whether something was written, that the store is away does not tell."""
    both = (VersionConflictError, StoreUnavailableError)
    monkeypatch.setattr(command, "VersionConflictError", both)

    assert "done 2 times" in noticed(MemoryStore)


# ── the wrapper itself ───────────────────────────────────────────────────────


def written(*faults):
    """Return what comes of a commit at whose moments something happens, and of the store."""
    store = MemoryStore()
    faulty = FaultyStore(store, iter(faults))
    try:
        faulty.commit(Batch(entries=(entry("a"),)))
    except (CrashError, PlanflowError) as error:
        return type(error), store.head()[0]
    return None, store.head()[0]


@pytest.mark.parametrize(
    ("faults", "found"),
    [
        ((), (None, 1)),
        (("good", "delay"), (None, 1)),
        (("fail",), (StoreUnavailableError, 0)),
        (("good", "fail"), (StoreUnavailableError, 1)),
        (("crash",), (CrashError, 0)),
        (("good", "crash"), (CrashError, 1)),
        (("repeat",), (VersionConflictError, 1)),
    ],
)
def test_a_fault_comes_before_or_after_the_call(faults, found):
    assert found == written(*faults)
