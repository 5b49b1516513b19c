"""What is tried again after others came first: on our own connection only, and never blindly."""

import pytest

from builders import clerk, flow_on, issued, moment
from planflow.domain.task import command as c
from planflow.engine.command import ATTEMPTS
from planflow.errors import StoreUnavailableError, VersionConflictError
from planflow.store import Query
from planflow.store.memory import MemoryStore
from planflow.testing.faults import FaultyStore


class Overtaken(MemoryStore):
    """A store in which somebody else always comes first, a given number of times."""

    left = 0
    is_lent = False

    def commit(self, batch):
        if self.left:
            self.left -= 1
            raise VersionConflictError("somebody came first")
        return super().commit(batch)


def starting(store):
    """Return how the first task is started by its holder, and the pauses that are made."""
    task = issued(store).find(Query(kind="deliver")).first()
    pauses = []
    flow = flow_on(store, wait=pauses.append)
    start = c.Start(task.id)
    return lambda key=None: flow.do(start, by=clerk(task.holder), at=moment(3, 1), key=key), pauses


def test_who_is_overtaken_tries_again_after_ever_longer_pauses_drawn_by_chance():
    """At once the first time, for most often that is enough."""
    store = Overtaken()
    start, pauses = starting(store)
    store.left = 9

    start()

    assert 8 == len(pauses)
    assert all(0 <= pause <= 0.001 * 2**n for n, pause in enumerate(pauses, 1))
    assert max(pauses) <= 0.05
    assert len(set(pauses)) > 1


def test_who_is_always_overtaken_is_told_in_the_end():
    store = Overtaken()
    start, pauses = starting(store)
    store.left = ATTEMPTS

    with pytest.raises(VersionConflictError):
        start()

    assert (0, ATTEMPTS - 2) == (store.left, len(pauses))


def test_in_the_hosts_transaction_nothing_is_tried_again(monkeypatch):
    store = Overtaken()
    start, pauses = starting(store)
    store.left = 1
    monkeypatch.setattr(store, "is_lent", True)

    with pytest.raises(VersionConflictError):
        start()

    assert [] == pauses


@pytest.mark.parametrize("faults", [("fail",), ("good",) * 3 + ("fail",)], ids=["before", "after"])
def test_that_the_store_is_away_is_told_at_once(faults):
    """It may have been written: only the host knows whether there is a key."""
    store = MemoryStore()
    task = issued(store).find(Query(kind="deliver")).first()
    flow = flow_on(FaultyStore(store, iter(faults)))
    start, by = c.Start(task.id), clerk(task.holder)

    with pytest.raises(StoreUnavailableError):
        flow.do(start, by=by, at=moment(3, 1), key="k")

    assert (len(faults) > 1) == flow.do(start, by=by, at=moment(3, 1), key="k").is_repeated
