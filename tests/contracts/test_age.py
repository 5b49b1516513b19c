"""S16, S17: what is still being issued is not seen; what is dropped leaves its proof."""

import pytest

from builders import LATER, PAST, content, entry, moved, new
from planflow.errors import VersionConflictError
from planflow.store import GENESIS, ISSUING, Batch, Guard, Query


def shown(store):
    """Return what lists, counts, sweeps and loads tell."""
    tasks = Query()
    return (
        [row.id for row in store.find(tasks)],
        sum(store.tally(tasks, ("holder",), PAST, LATER).values()),
        [row.id for row in store.due(LATER)],
        [row.id for row in store.feeding("p/1")],
        sorted(store.load(("p", "p/1", "p/2")).rows),
    )


def test_s16_tasks_of_a_plan_that_is_still_being_issued_are_not_seen(store):
    """They are when its record is of another kind; until then the plan's own is loaded."""
    plan = new("p", kind=ISSUING, wake=PAST)
    tasks = (new("p/1", wake=PAST), new("p/2", wake=PAST, feeds=("p/1",)), new("q/1", plan="q"))
    store.commit(Batch(writes=(plan, *tasks)))
    before_it = shown(store)

    store.commit(Batch(writes=(moved("p", 1, kind="plan", wake=PAST),)))

    assert (["q/1"], 1, [], [], ["p"]) == before_it
    ids = ["p/1", "p/2"]
    assert ([*ids, "q/1"], 3, ["p", *ids], ["p/2"], ["p", *ids]) == shown(store)


def test_s16_what_is_not_seen_is_not_written_again(store):
    """Whoever goes on issuing is told which tasks are there."""
    store.commit(Batch(writes=(new("p", kind=ISSUING), new("p/1")), entries=(entry("p/1"),)))

    with pytest.raises(VersionConflictError) as error:
        store.commit(Batch(writes=(new("p/1"), new("p/2")), entries=(entry("p/1"), entry("p/2"))))
    assert ("p/1",) == error.value.ids
    assert ["p/1"] == [each.stream for each in store.history(("p/1", "p/2"))]


def test_s17_of_a_dropped_stream_the_proof_is_left(store):
    """Record, feeds, content and text are gone; numbers, hashes, digests and keys stay."""
    entries = (entry("a", key="k"), entry("b"), entry("a!x"))
    writes = (new("a", feeds=("b",), wake=PAST), new("b"))
    store.commit(Batch(writes=writes, entries=entries, content=(content("a"), content("b"))))
    before_it = store.journal()

    store.commit(Batch(drop=("a", "a!x"), guards=(Guard("a", 1),)))

    kept = store.journal()
    assert ["", entries[1].body, ""] == [each.body for each in kept]
    same = ("position", "stream", "version", "hash", "digest", "key")
    for one, other in zip(before_it, kept, strict=True):
        assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]
    assert [(), 1, ()] == [kept[0].content, len(kept[1].content), store.strays()]
    assert (["b"], (), ()) == (
        [row.id for row in store.find(Query())],
        store.feeding("b"),
        store.due(LATER),
    )
    assert kept[0] == store.load((), ("a", "k")).done
    assert kept[-1].digest == store.head()[1] != GENESIS


def test_s17_nothing_is_dropped_that_has_moved(store):
    """A guard names the version of each record that is dropped."""
    store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    store.commit(Batch(writes=(moved("a", 1),)))

    with pytest.raises(VersionConflictError):
        store.commit(Batch(drop=("a",), guards=(Guard("a", 1),)))
    assert (2, True) == (store.load(("a",)).rows["a"].version, bool(store.journal()[0].body))


def test_s17_a_dropped_stream_is_not_begun_again(store):
    """Its entries are in their places."""
    store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    store.commit(Batch(drop=("a",), guards=(Guard("a", 1),)))

    with pytest.raises(VersionConflictError):
        store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    assert frozenset() == store.commit(Batch(once=(entry("a"),)))
