"""Any store against the memory store: the same steps, the same answers. Needs hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any, Final, TypeVar

from attrs import asdict, evolve, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from planflow.errors import DuplicateError, VersionConflictError
from planflow.store.memory import MemoryStore
from planflow.store.port import (
    FACTS,
    ISSUING,
    Batch,
    Facts,
    Guard,
    Query,
    Row,
    Store,
    StoredEntry,
    Wake,
    Write,
)
from planflow.testing.check import Trial, shown, told
from planflow.testing.entries import whole
from planflow.testing.finding import pages_of, sweep
from planflow.testing.rows import ALL, NEVER, content, entry

T = TypeVar("T")
PLANS: Final = ("p", "q")
IDS: Final = ("a", "b", "đ", "z/1", "🇻🇳", "B")
STREAMS: Final = ("t1", "t2", "t3", "t4")
KEYS: Final = ("k1", "k2", "k3")
PERSONS: Final = ("p1", "p2")
WAKES: Final = tuple(f"2021-{month:02d}-01T00:00:00.000000+00:00" for month in range(1, 13))
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "plan": PLANS,
    "kind": ("deliver", "report", "receive"),
    "part": ("lead", "partner"),
    "holder": ("x", "y"),
    "source": ("1", "2"),
    "occurrence": ("once", "2021-Q1"),
    "state": ("assigned", "in_progress", "reported", "suspended", "withdrawn"),
    "authority": ("order", "request"),
    "dating": ("continuous", "waiting", "undated"),
}
MORE_RUNS: Final = 50
"""How many runs look for a shorter way to a difference."""
RUNS: Final = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FAST: Final = (RUNS, 5, 0.6)
LONG: Final = (settings(RUNS, stateful_step_count=50), 40, 10.0)
"""Runs, how often, and after how many seconds of the processor's no more are begun."""

facts = st.builds(
    Facts,
    **{name: st.sampled_from(values) for name, values in CHOICES.items()},
    **{name: st.none() | st.sampled_from(WAKES) for name in ("opens_at", "due_at", "done_at")},
)
ids = st.sampled_from(IDS)
records = st.sampled_from((*IDS, *PLANS))
wakes = st.none() | st.sampled_from(WAKES)
feeds = st.none() | st.lists(ids, max_size=3, unique=True).map(tuple)
versions = st.lists(
    st.tuples(records, st.integers(0, 4)), max_size=3, unique_by=lambda each: each[0]
)
queries = st.builds(
    Query,
    **{
        name: st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)
        for name, values in {**CHOICES, "kind": (*CHOICES["kind"], "plan")}.items()
    },
)


@frozen
class Refused:
    """A conflict as an answer: which records have moved, or which key was used."""

    ids: frozenset[str]


class Differs(Exception):  # noqa: N818 - what it says is no error of this program
    """The two stores have answered otherwise: clause, what was asked, both answers, the steps."""


class Enough(BaseException):
    """A shorter way to the difference was looked for long enough."""


class Search:
    """The shortest way to a difference that was found, and how long it was looked for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.found: tuple[str, str, str, str, tuple[str, ...]] | None = None
        self._runs = 0

    def begin(self) -> None:
        """Count a run; after the first difference only some more are made."""
        self._runs += self.found is not None
        if self._runs > MORE_RUNS:
            raise Enough

    def end(self, clause: str, about: str, wanted: str, found: str, steps: list[str]) -> Differs:
        """Keep a difference, if the way to it is shorter."""
        if self.found is None or len(steps) <= len(self.found[-1]):
            self.found = (clause, about, wanted, found, tuple(steps))
        return Differs(*self.found)


class TwoStores(RuleBasedStateMachine):
    """The memory store and another one, given the same."""

    trial: Trial
    search: Search

    def __init__(self) -> None:
        """Open both."""
        super().__init__()
        self.search.begin()
        self.steps: list[str] = []
        self.model = MemoryStore()
        self._fresh = self.trial.fresh()
        self.other = self._fresh.__enter__()
        self.store = self.other.store
        self.dropped: set[str] = set()

    def teardown(self) -> None:
        """Close both."""
        self._fresh.__exit__(None, None, None)

    def both(self, clause: str, about: str, use: Callable[[Store], Any]) -> None:
        """Ask both; an answer that differs ends the run."""
        wanted = _answer(self.model, use)
        try:
            found = _answer(self.store, use)
        except Exception as error:
            ours = shown(wanted)
            raise self.search.end(clause, about, ours, told(error), self.steps) from error
        if wanted != found:
            raise self.search.end(clause, about, shown(wanted), shown(found), self.steps)

    def commit(self, clause: str, batch: Batch) -> None:
        """Commit the same to both."""
        parts = asdict(batch, recurse=False).items()
        self.steps.append("; ".join(f"{name}: {part}" for name, part in parts if part))
        self.both(clause, f"commit {self.steps[-1]}", lambda store: store.commit(batch))

    def known(self, one: str) -> Row | None:
        """Return a record, if it is there and shown."""
        return self.model.load((one,)).rows.get(one)

    def newest(self, one: str) -> int:
        """Return the version of the newest entry of a stream."""
        return max((each.version for each in self.model.history((one,))), default=0)

    @initialize(the_facts=facts, one=ids)
    def begin(self, the_facts: Facts, one: str) -> None:
        """Begin with one record."""
        self.write(one, the_facts, None, (), None, None)

    @rule(
        one=ids,
        the_facts=facts,
        wake=wakes,
        feeds=feeds,
        key=st.none() | st.sampled_from(KEYS),
        person=st.none() | st.sampled_from(PERSONS),
    )
    def write(
        self,
        one: str,
        the_facts: Facts,
        wake: str | None,
        feeds: tuple[str, ...] | None,
        key: str | None,
        person: str | None,
    ) -> None:
        """Write a record at its version, with an entry, perhaps a used key, perhaps content."""
        if one in self.dropped:
            return
        version = self.newest(one)
        row = Row(one, version + 1, one, "fixed", f"{version}", the_facts, wake)
        self.commit(
            "S2",
            Batch(
                writes=(Write(row, version, feeds),),
                entries=(entry(one, version + 1, key=key),),
                content=(content(one, version + 1, person=person),) if person else (),
            ),
        )

    @rule(plan=st.sampled_from(PLANS), kind=st.sampled_from(("plan", ISSUING)), wake=wakes)
    def write_plan(self, plan: str, kind: str, wake: str | None) -> None:
        """Write a plan's record, which shows its tasks or hides them."""
        if plan in self.dropped:
            return
        version = self.newest(plan)
        row = Row(plan, version + 1, "h", "", "", Facts(plan=plan, kind=kind), wake)
        entries = (entry(plan, version + 1),)
        self.commit("S16", Batch(writes=(Write(row, version),), entries=entries))

    @rule(moved=versions, guards=versions)
    def write_perhaps_stale(
        self, moved: list[tuple[str, int]], guards: list[tuple[str, int]]
    ) -> None:
        """Write and guard at versions that seldom hold."""
        written = {one for one, _ in moved}
        if (written & {*self.dropped, *PLANS}) or not (moved or guards):
            return
        facts = Facts(plan="p", kind="deliver")
        rows = [Row(one, version + 1, "h", "", "", facts) for one, version in moved]
        self.commit(
            "S3" if guards else "S2",
            Batch(
                writes=tuple(Write(row, row.version - 1) for row in rows),
                guards=tuple(Guard(*each) for each in guards if each[0] not in written),
                entries=tuple(entry(row.id, row.version) for row in rows),
            ),
        )

    @rule(streams=st.lists(st.sampled_from(STREAMS), max_size=4))
    def announce(self, streams: list[str]) -> None:
        """Append entries once."""
        self.commit("S5", Batch(once=tuple(map(entry, streams))))

    @rule(one=records, seen=wakes, following=wakes, is_right=st.booleans())
    def put_off(self, one: str, seen: str | None, following: str | None, *, is_right: bool) -> None:
        """Set a wake, over the one that stands there or over another."""
        found = self.known(one)
        if is_right and found is not None:
            seen = found.wake
        self.commit("S11", Batch(wakes=(Wake(one, seen, following),)))

    @rule(person=st.sampled_from(PERSONS))
    def erase(self, person: str) -> None:
        """Erase a person."""
        self.commit("S12", Batch(erase=(person,)))

    @rule(one=ids)
    def drop(self, one: str) -> None:
        """Drop a stream, which is not written again."""
        self.dropped.add(one)
        self.commit("S17", Batch(drop=(one,)))

    @rule(query=queries, limit=st.integers(1, 4))
    def find(self, query: Query, limit: int) -> None:
        """Find page by page."""
        about = f"find({query.conditions()}), {limit} a page"
        self.both("S9", about, lambda store: list(pages_of(store, query, limit)))

    @rule(
        query=queries,
        by=st.lists(st.sampled_from((*FACTS, "timeliness")), min_size=1, max_size=3, unique=True),
        at=st.sampled_from(WAKES),
        soon=st.sampled_from(WAKES),
    )
    def tally(self, query: Query, by: list[str], at: str, soon: str) -> None:
        """Count."""
        about = f"tally({query.conditions()}, {by}, {at!r}, {soon!r})"
        self.both("S9", about, lambda store: dict(store.tally(query, tuple(by), at, soon)))

    @rule(
        until=st.sampled_from(WAKES),
        limit=st.integers(1, 4),
        shard=st.sampled_from(((0, 1), (0, 2), (1, 2), (2, 3))),
    )
    def due(self, until: str, limit: int, shard: tuple[int, int]) -> None:
        """Sweep page by page."""
        about = f"due({until!r}) in shard {shard}, {limit} a page"
        self.both("S10", about, lambda store: sweep(store, until, limit, shard))

    @rule(one=records, key=st.sampled_from(KEYS))
    def load(self, one: str, key: str) -> None:
        """Load a record, and what a key names."""
        self.both("S6", "load by key", lambda store: _plain(store.load((), (one, key)).done))
        self.both("S2", "load", lambda store: dict(store.load((one, "nobody")).rows))

    @rule(one=records)
    def read_one(self, one: str) -> None:
        """Read what feeds a record."""
        self.both("S2", f"feeding({one!r})", lambda store: store.feeding(one))

    @rule(after=st.integers(0, 30), limit=st.integers(1, 30))
    def read_journal(self, after: int, limit: int) -> None:
        """Read a page of the journal, which is part of the whole."""
        whole(self.other, self.store)
        for each in self.other.failures:
            raise self.search.end(each.clause, each.about, each.expected, each.found, self.steps)
        all_of_it = self.store.journal(0, ALL)
        page = self.store.journal(after, limit)
        if page != all_of_it[after : after + limit]:
            wanted = shown(all_of_it[after : after + limit])
            about = f"journal({after}, {limit})"
            raise self.search.end("S9", about, wanted, shown(page), self.steps)

    @rule()
    def read_strays(self) -> None:
        """Ask for content without entries."""
        self.both("S12", "strays", lambda store: store.strays())

    @invariant()
    def all_agree(self) -> None:
        """Records, wakes and the entries of each stream are the same."""
        self.both("S2", "load of all", lambda store: _rows(store, with_wakes=False))
        self.both("S11", "load of all, with wakes", lambda store: _rows(store, with_wakes=True))
        self.both("S10", "due of all", lambda store: store.due(NEVER))
        streams = (*IDS, *PLANS, *STREAMS)
        self.both("S4", "history of all", lambda store: _history(store, streams))


def _answer(store: Store, use: Callable[[Store], Any]) -> Any:  # noqa: ANN401 - any method's
    try:
        return use(store)
    except VersionConflictError as error:
        return Refused(frozenset(error.ids))
    except DuplicateError as error:
        return Refused(frozenset({error.stream, error.key}))


def _plain(each: StoredEntry | None) -> StoredEntry | None:
    """Return an entry without its place in the journal, which commits do not settle (S7)."""
    return evolve(each, position=0, digest="") if each else None


def _history(store: Store, streams: tuple[str, ...]) -> list[StoredEntry | None]:
    return [_plain(each) for each in store.history(streams)]


def _rows(store: Store, *, with_wakes: bool) -> dict[str, Row]:
    rows = store.load((*IDS, *PLANS)).rows
    return {one: row if with_wakes else evolve(row, wake=None) for one, row in rows.items()}


def compare(trial: Trial, *, is_big: bool) -> None:
    """Run both through random steps; what differs is kept with the steps that led there."""
    search = Search()
    machine = type("TwoStores", (TwoStores,), {"trial": trial, "search": search})
    runs, times, seconds = LONG if is_big else FAST
    end = process_time() + seconds
    for _ in range(times):
        try:
            run_state_machine_as_test(machine, settings=runs)
        except (Exception, Enough):  # hypothesis has words of its own for what differs only once
            if search.found is None:
                raise
        if search.found is not None:
            _tell(trial, *search.found)
            return
        if process_time() > end:
            return


def _tell(
    trial: Trial, clause: str, about: str, wanted: str, found: str, steps: tuple[str, ...]
) -> None:
    commits = "".join(f"\n      {number}. {one}" for number, one in enumerate(steps, 1))
    trial.fail(wanted, f"{found}\n    after:{commits}", about, clause)
