"""Two stores are held against each other: the same batches, the same answers of every method."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders import bare_task, content, deadline, entry, new, row
from planflow.domain.task import TIMELINESS, Standing, timeliness
from planflow.engine.record import task_row
from planflow.errors import VersionConflictError
from planflow.instant import add_days, day_of, end_of_day, to_instant, to_text
from planflow.store import FACTS, Batch, Facts, Guard, Query, Wake, Write
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore
from planflow.store.timeliness import timeliness_of

IDS = ("a", "b", "đ", "z/1", "🇻🇳")
WAKES = tuple(f"2021-{month:02d}-01T00:00:00.000000+00:00" for month in range(1, 13))
CHOICES = {
    "plan": ("p", "q"),
    "kind": ("deliver", "report", "receive", "plan"),
    "holder": ("x", "y"),
    "source": ("1", "2"),
    "state": ("assigned", "in_progress", "reported", "suspended", "withdrawn"),
    "authority": ("order", "request"),
    "dating": ("continuous", "waiting", "undated"),
}
facts = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in CHOICES.items()}
    | {name: st.none() | st.sampled_from(WAKES) for name in ("opens_at", "due_at", "done_at")}
)
ids = st.sampled_from(IDS)
wakes = st.none() | st.sampled_from(WAKES)
versions = st.integers(0, 4)
queries = st.builds(
    Query,
    **{
        name: st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)
        for name, values in CHOICES.items()
    },
)


class TwoStores(RuleBasedStateMachine):
    """Memory and SQLite, given the same."""

    def __init__(self):
        super().__init__()
        self.stores = (MemoryStore(), SqliteStore(":memory:"))

    def teardown(self):
        for store in self.stores:
            store.close()

    def both(self, use):
        """Ask both stores and return the one answer, which may be a conflict."""
        answers = []
        for store in self.stores:
            try:
                answers.append(use(store))
            except VersionConflictError as error:
                answers.append(("conflict", error.ids))
        assert answers[0] == answers[1]
        return answers[0]

    def version(self, one):
        """Return the version of a record, 0 where it is missing."""
        found = self.stores[0].load((one,)).rows.get(one)
        return found.version if found else 0

    @initialize(the_facts=facts, one=ids)
    def begin(self, the_facts, one):
        self.write(one, the_facts, None, (), None, None)

    @rule(
        one=ids,
        the_facts=facts,
        wake=wakes,
        feeds=st.none() | st.lists(ids, max_size=3, unique=True).map(tuple),
        key=st.none() | st.sampled_from(("k1", "k2", "k3")),
        person=st.none() | st.sampled_from(("p1", "p2")),
    )
    def write(self, one, the_facts, wake, feeds, key, person):
        version = self.version(one)
        if key and self.stores[0].load((), (one, key)).done:
            key = None
        written = row(one, version + 1, wake=wake, body=f"{version}", head=one)
        batch = Batch(
            writes=(Write(evolve(written, facts=Facts(**the_facts)), version, feeds),),
            entries=(entry(one, version + 1, key=key),),
            content=(content(one, version + 1, person=person),) if person else (),
        )
        self.both(lambda store: store.commit(batch))

    @rule(
        moved=st.lists(st.tuples(ids, versions), max_size=3, unique_by=lambda each: each[0]),
        guards=st.lists(st.tuples(ids, versions), max_size=3, unique_by=lambda each: each[0]),
    )
    def write_perhaps_stale(self, moved, guards):
        written = {one for one, _ in moved}
        batch = Batch(
            writes=tuple(
                Write(row(one, version + 1, plan="p", kind="deliver"), version)
                for one, version in moved
            ),
            guards=tuple(Guard(*each) for each in guards if each[0] not in written),
            entries=tuple(entry(one, version + 1) for one, version in moved),
        )
        self.both(lambda store: store.commit(batch))

    @rule(streams=st.lists(st.sampled_from(("t1", "t2", "t3", "t4")), max_size=3, unique=True))
    def announce(self, streams):
        self.both(lambda store: store.commit(Batch(once=tuple(map(entry, streams)))))

    @rule(one=ids, seen=wakes, following=wakes)
    def put_off(self, one, seen, following):
        self.both(lambda store: store.commit(Batch(wakes=(Wake(one, seen, following),))))

    @rule(one=ids, following=wakes)
    def put_off_rightly(self, one, following):
        found = self.stores[0].load((one,)).rows.get(one)
        if found:
            batch = Batch(wakes=(Wake(one, found.wake, following),))
            self.both(lambda store: store.commit(batch))

    @rule(person=st.sampled_from(("p1", "p2")))
    def erase(self, person):
        self.both(lambda store: store.commit(Batch(erase=(person,))))

    @rule(query=queries, after=st.none() | ids, limit=st.integers(1, 4))
    def find(self, query, after, limit):
        self.both(lambda store: store.find(query, after, limit))

    @rule(
        query=queries,
        by=st.lists(st.sampled_from((*FACTS, "timeliness")), min_size=1, max_size=3, unique=True),
        at=st.sampled_from(WAKES),
        soon=st.sampled_from(WAKES),
    )
    def tally(self, query, by, at, soon):
        self.both(lambda store: dict(store.tally(query, tuple(by), at, soon)))

    @rule(
        until=st.sampled_from(WAKES),
        after=st.none() | st.tuples(st.sampled_from(WAKES), ids),
        limit=st.integers(1, 4),
    )
    def due(self, until, after, limit):
        self.both(lambda store: store.due(until, after, limit))

    @rule(after=st.integers(0, 30), limit=st.integers(1, 30))
    def read_journal(self, after, limit):
        self.both(lambda store: store.journal(after, limit))

    @rule(one=ids, key=st.sampled_from(("k1", "k2", "k3")))
    def load(self, one, key):
        self.both(lambda store: store.load((one, "nobody"), (one, key)))

    @rule(one=ids)
    def read_one(self, one):
        self.both(lambda store: (store.history((one,)), store.feeding(one)))

    @precondition(lambda self: True)
    @invariant()
    def heads_agree(self):
        self.both(lambda store: store.head())


TwoStores.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestTwoStores = TwoStores.TestCase


@pytest.mark.slow
def test_two_stores_over_many_more_runs():
    """The same machine, longer."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        TwoStores, settings=settings(max_examples=600, stateful_step_count=60, deadline=None)
    )


# ── timeliness: counted by the store as told by the domain ───────────────────

instants = st.integers(0, 61 * 24 * 60).map(
    lambda minutes: to_instant(
        dt.datetime(2021, 10, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    )
)
dates = instants.map(day_of)


DONE = ("reported", "consolidated")
NOT_DONE = ("assigned", "in_progress", "suspended", "withdrawn")


@st.composite
def tasks(draw):
    """Return a task that could be: a deadline, or a reason for having none; done, or not."""
    due = draw(st.none() | dates)
    datings = ("dated", "continuous") if due else ("continuous", "waiting", "undated")
    dating = draw(st.sampled_from(datings))
    is_done = draw(st.booleans())
    edge = draw(st.sampled_from((None, 0, 1)))
    the_deadline = deadline(due, opens_on=draw(st.none() | dates)) if due else None
    done_at = draw(instants) if is_done else None
    if done_at and due and edge is not None:  # right at the border
        done_at = to_instant(the_deadline.due_at + dt.timedelta(microseconds=edge))
    standing = Standing(
        state=draw(st.sampled_from(DONE if is_done else NOT_DONE)),
        dating=dating,
        deadline=the_deadline,
        done_at=done_at,
    )
    return bare_task(
        standing,
        kind=draw(st.sampled_from(("deliver", "report", "receive"))),
        authority=draw(st.sampled_from(("order", "request"))),
    )


@given(tasks(), instants, st.sampled_from((None, 0, 1, -1)))
def test_a_store_counts_timeliness_as_the_domain_tells_it(task, now, border):
    """Random tasks at random instants, those right at the end of a day among them."""
    if border is not None and task.deadline:
        now = to_instant(task.deadline.due_at + dt.timedelta(microseconds=border))
    found = timeliness(task, now)
    at, soon = to_text(now), to_text(end_of_day(add_days(day_of(now), 3)))
    written = task_row(task, 1, "h", None)
    answers = [timeliness_of(written.facts, at, soon)]
    for make in (MemoryStore, lambda: SqliteStore(":memory:")):
        store = make()
        store.commit(Batch(writes=(Write(written, 0),)))
        answers += [name for (name,) in store.tally(Query(), ("timeliness",), at, soon)]
        store.close()

    assert [found] * 3 == answers
    assert found in TIMELINESS


@given(facts, st.sampled_from(WAKES))
def test_both_stores_count_any_columns_alike(known, at):
    """Even columns that no task of ours would have."""
    known["dating"] = "dated" if known.get("due_at") else known.get("dating")
    counts = []
    for make in (MemoryStore, lambda: SqliteStore(":memory:")):
        store = make()
        store.commit(Batch(writes=(evolve(new("a"), row=evolve(row("a"), facts=Facts(**known))),)))
        counts.append(dict(store.tally(Query(), ("timeliness", "opens_at"), at, WAKES[6])))
        store.close()

    assert counts[0] == counts[1]
