"""Rules R25 and R26: what is rebuilt from the journal alone announces what the old one would."""

from random import Random

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from forest import issued_forest
from planflow.engine import Flow
from planflow.store import Batch, NewEntry, Query
from planflow.store.memory import MemoryStore


def journal_alone(flow):
    """Return a flow over a store that holds nothing but the journal."""
    twin = MemoryStore()
    for each in flow._setup.store.journal(0, 100_000):
        entry = NewEntry(each.stream, each.version, each.hash, each.body, each.key)
        twin.commit(Batch(entries=(entry,), content=each.content))
    found = object.__new__(Flow)
    found._setup = evolve(flow._setup, store=twin)
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**20), st.integers(1, 30))
def test_a_rebuilt_forest_goes_on_as_the_old_one(seed, steps):
    """The same records, then the same announcements at the same times."""
    forest, chance = issued_forest(seed), Random(seed)
    for _ in range(steps):
        forest.step(chance.randrange(1, 2**24))
    flow, rebuilt = forest.flow, journal_alone(forest.flow)
    known = {task.id: task for task in flow.find(Query())}

    assert {*known, *forest.plans} == {*rebuilt.rebuild().records}
    assert known == {task.id: task for task in rebuilt.find(Query())}
    last = max(entry.at for entry in flow.journal())
    for days in (1, 10, 60, 400):
        at = last.add(days=days)
        assert flow.tick(at) == rebuilt.tick(at)
    assert rebuilt.verify().is_sound
