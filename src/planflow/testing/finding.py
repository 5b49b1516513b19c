"""S9 to S11 and S16: records are found, counted and due; wakes are set; a plan is issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import evolve

from planflow.errors import VersionConflictError
from planflow.store.port import (
    ISSUING,
    PLAN,
    Batch,
    Facts,
    Query,
    Row,
    Store,
    Wake,
    Write,
    shard_of,
)
from planflow.testing.check import Checks, Trial
from planflow.testing.commits import rows_of, seeded
from planflow.testing.rows import LATER, NEVER, PAST, SOON, entry, moved, new

CHECKS: Final = Checks()
NAMES: Final = (
    "A",
    "B",
    "Z",
    "a",
    "e\u0301",
    "z",
    "À",
    "é",
    "đ",
    "ạ",
    "ﬀ",
    "a-b",
    "a/b",
    "a b",
    "🇻🇳",
)
"""Ids in whose order collations differ."""
MOST: Final = 200_000
"""More than any check has put in."""


def pages_of(store: Store, query: Query, limit: int) -> Iterator[tuple[Row, ...]]:
    """Yield what a query finds, page by page."""
    after: str | None = None
    while page := store.find(query, after, limit):
        yield page
        if after is not None and page[-1].id <= after:
            return  # a store that goes in circles
        after = page[-1].id


def sweep(
    store: Store,
    until: str,
    limit: int,
    shard: tuple[int, int] = (0, 1),
    put_off: Callable[[tuple[Row, ...]], object] = lambda _: None,
) -> list[str]:
    """Return the ids that are due, page by page; each page may be put off before the next."""
    found: list[str] = []
    after: tuple[str, str] | None = None
    while page := store.due(until, after, limit, shard):
        found += [each.id for each in page]
        after = (page[-1].wake or "", page[-1].id)
        put_off(page)
        if len(found) > MOST:
            break  # a store that goes in circles
    return found


@CHECKS.add("S9")
def s09_pages_of_tasks_go_on_in_one_order(trial: Trial) -> None:
    """By code point, Vietnamese and signs beyond it alike; nothing twice, nothing missing."""
    store = trial.store
    store.commit(Batch(writes=tuple(new(name) for name in reversed(NAMES))))
    for limit in (1, 3, 100):
        found = [each.id for page in pages_of(store, Query(), limit) for each in page]
        trial.expect(sorted(NAMES), found, f"the ids found, {limit} a page")


@CHECKS.add("S9")
def s09_a_page_is_not_moved_by_what_comes_before_it(trial: Trial) -> None:
    """Tasks added before the cursor are not met again; the cursor need not be there any more."""
    store = trial.store
    store.commit(Batch(writes=tuple(new(name) for name in "bdfh")))
    first = store.find(Query(), None, 2)
    store.commit(Batch(writes=(new("a"), new("c"), new("e"))))
    rest = store.find(Query(), first[-1].id, 10)

    found = [each.id for each in (*first, *rest)]
    trial.expect(["b", "d", "e", "f", "h"], found, "both pages")
    after = [each.id for each in store.find(Query(), "da", 2)]
    trial.expect(["e", "f"], after, "what comes after an id that nobody has")


@CHECKS.add("S9")
def s09_a_query_asks_for_all_its_conditions(trial: Trial) -> None:
    """All conditions must hold, several values mean any of them; plans are found by name only."""
    store = trial.store
    store.commit(
        Batch(
            writes=(
                new("1", holder="x", state="assigned", source="s", occurrence="once"),
                new("2", holder="x", state="reported", part="lead", authority="order"),
                new("3", holder="y", state="reported", dating="dated"),
                new("4", holder="y", state="withdrawn", plan="r"),
                new("q", kind="plan", plan="q", state=None),
            )
        )
    )
    wanted: dict[Query, str] = {
        Query(): "1234",
        Query(holder="x"): "12",
        Query(holder=("x", "y"), state="reported"): "23",
        Query(plan="r"): "4",
        Query(plan=("p", "q", "r")): "1234",
        Query(kind="plan"): "q",
        Query(kind=("plan", "deliver"), plan=("p", "q")): "123q",
        Query(holder="x", plan="q"): "",
        Query(source="s"): "1",
        Query(occurrence="once", source="s"): "1",
        Query(part="lead"): "2",
        Query(authority="order"): "2",
        Query(dating="dated"): "3",
        Query(holder="x' OR '1'='1"): "",
    }
    for query, ids in wanted.items():
        found = "".join(each.id for each in store.find(query))
        trial.expect(ids, found, f"what {query.conditions()} finds")
        counted = sum(store.tally(query, ("holder",), PAST, SOON).values())
        trial.expect(len(ids), counted, f"how many {query.conditions()} counts")


@CHECKS.add("S9")
def s09_records_are_counted_by_columns(trial: Trial) -> None:
    """An absent column counts as no text; the order of the columns is the caller's."""
    store = trial.store
    store.commit(
        Batch(
            writes=(
                new("1", holder="x", part="lead"),
                new("2", holder="x"),
                new("3", holder="y", part="lead"),
                new("4", holder="x", part="lead", plan="q"),
                new("q", kind="plan", plan="q", state=None),
            )
        )
    )
    tallies = {
        (Query(), ("holder",)): {("x",): 3, ("y",): 1},
        (Query(), ("part", "holder")): {("lead", "x"): 2, ("", "x"): 1, ("lead", "y"): 1},
        (Query(plan="p"), ("plan", "kind")): {("p", "deliver"): 3},
        (Query(plan="nobody"), ("holder",)): {},
    }
    for (query, by), wanted in tallies.items():
        found = dict(store.tally(query, by, PAST, SOON))
        trial.expect(wanted, found, f"{query.conditions()} by {by}")


OPEN: Final = Facts(plan="p", kind="deliver", state="assigned", dating="dated", authority="order")
TIMELY: Final[dict[str, Facts]] = {
    "not_counted": OPEN._replace(kind="receive", due_at=PAST),
    "suspended": OPEN._replace(state="suspended", due_at=PAST),
    "withdrawn": OPEN._replace(state="withdrawn"),
    "answered": OPEN._replace(authority="request", done_at=LATER, due_at=PAST),
    "done_late": OPEN._replace(done_at=LATER, due_at=PAST),
    "done_in_time": OPEN._replace(done_at=PAST, due_at=PAST),
    "waiting": OPEN._replace(dating="waiting"),
    "undated": OPEN._replace(dating="undated"),
    "continuous": OPEN._replace(dating="continuous", due_at=LATER),
    "asked": OPEN._replace(authority="request", due_at=LATER),
    "overdue": OPEN._replace(due_at=PAST),
    "not_yet_open": OPEN._replace(opens_at=LATER, due_at=LATER),
    "due_soon": OPEN._replace(due_at="2021-06-02T00:00:00.000000+00:00"),
    "in_time": OPEN._replace(due_at=LATER),
}
"""A record of each timeliness, evaluated at ``SOON``."""


@CHECKS.add("S9")
def s09_records_are_counted_by_timeliness(trial: Trial) -> None:
    """As of an instant, by the columns alone: ``planflow.store.timeliness`` says how."""
    store, soon = trial.store, "2021-06-03T00:00:00.000000+00:00"
    rows = (evolve(new(name).row, facts=facts) for name, facts in TIMELY.items())
    store.commit(Batch(writes=tuple(Write(row, 0) for row in rows)))
    for name, facts in TIMELY.items():
        query = Query(state=facts.state, authority=facts.authority, dating=facts.dating)
        found = dict(store.tally(query, ("timeliness", "state"), SOON, soon))
        trial.expect(1, found.get((name, str(facts.state)), 0), f"records that are {name}")
    counted = dict(store.tally(Query(), ("timeliness",), SOON, soon))
    trial.expect({(name,): 1 for name in TIMELY}, counted, "all of them, by timeliness")


@CHECKS.add("S10")
def s10_due_yields_each_record_once_a_sweep(trial: Trial) -> None:
    """By wake and id over pages; what is not due, or has no wake, is not met; plans are."""
    store = trial.store
    wakes = {"c": PAST, "a": SOON, "b": SOON, "A": SOON, "đ": SOON, "d": LATER, "e": None}
    plan = new("q", kind="plan", plan="q", state=None, wake=PAST)
    store.commit(Batch(writes=(*(new(one, wake=wake) for one, wake in wakes.items()), plan)))
    for limit in (1, 2, 100):
        found = sweep(store, SOON, limit)
        trial.expect(["c", "q", "A", "a", "b", "đ"], found, f"what is due, {limit} a page")
    trial.expect((), store.due("2020"), "what is due before the first wake")


@CHECKS.add("S10")
def s10_a_record_put_off_during_the_sweep_is_not_met_again(trial: Trial) -> None:
    """Each page's records are set to a later wake: the sweep ends, and skips nobody."""
    store = trial.store
    store.commit(Batch(writes=tuple(new(f"{n}", wake=PAST) for n in range(7))))

    def put_off(page: tuple[Row, ...]) -> None:
        store.commit(Batch(wakes=tuple(Wake(each.id, each.wake, LATER) for each in page)))

    found = sweep(store, SOON, 2, put_off=put_off)
    trial.expect([str(n) for n in range(7)], found, "what was due")
    trial.expect((), store.due(SOON), "what is still due")


@CHECKS.add("S10")
def s10_shards_share_the_records_out(trial: Trial) -> None:
    """Every record is in one of n shards, and always in that of ``shard_of``."""
    store = trial.store
    ids = sorted([*(f"plan/{n}/đơn-vị" for n in range(60)), *NAMES])
    store.commit(Batch(writes=tuple(new(one, wake=PAST) for one in ids)))
    store.commit(Batch(writes=(moved(ids[0], 1, wake=PAST),)))
    for count in (1, 2, 3, 7):
        for number in range(count):
            wanted = [one for one in ids if shard_of(one) % count == number]
            found = sweep(store, SOON, 5, (number, count))
            trial.expect(wanted, found, f"what is due in shard {number} of {count}")


@CHECKS.add("S11")
def s11_a_wake_is_set_only_where_it_is_still_as_seen(trial: Trial) -> None:
    """It moves no version, and a stale one, or one of nobody, fails without a word."""
    store = seeded(trial.store)
    steps = (
        (PAST, LATER, SOON),
        (None, LATER, SOON),
        (SOON, LATER, LATER),
        (LATER, None, None),
        (LATER, SOON, None),
        (None, SOON, SOON),
    )
    for seen, following, wanted in steps:
        wakes = (Wake("b", seen, following), Wake("nobody", None, PAST))
        trial.expect(frozenset(), store.commit(Batch(wakes=wakes)), "what the commit returns")
        found = rows_of(store, "b")["b"]
        about = f"wake and version, after {following} was set over {seen}"
        trial.expect((wanted, 1), (found.wake, found.version), about)
        due = [each.wake for each in store.due(NEVER)]
        trial.expect([wanted] if wanted else [], due, "the wakes that are due")
    trial.expect({"a", "b"}, set(rows_of(store, "a", "b", "nobody")), "the records")


@CHECKS.add("S11")
def s11_a_wake_meets_the_row_that_the_same_commit_writes(trial: Trial) -> None:
    """A write brings a wake of its own; what was seen before it does not count any more."""
    store = seeded(trial.store)
    store.commit(Batch(writes=(moved("b", 1, wake=LATER),), wakes=(Wake("b", SOON, PAST),)))

    trial.expect(LATER, rows_of(store, "b")["b"].wake, "the wake of what was written")


TASKS: Final = (
    new("q/1", plan="q", wake=PAST, feeds=("above",)),
    new("q/2", plan="q", wake=PAST),
)


def seen(store: Store) -> dict[str, object]:
    """Return which records are met, and how."""
    return {
        "load": set(rows_of(store, "q", "q/1", "q/2", "p/1")),
        "find": [each.id for each in store.find(Query())],
        "find by plan": [each.id for each in store.find(Query(plan="q"))],
        "find plans": [each.id for each in store.find(Query(kind=(PLAN, ISSUING)))],
        "tally": dict(store.tally(Query(), ("plan",), PAST, SOON)),
        "due": sorted(each.id for each in store.due(NEVER)),
        "feeding": [each.id for each in store.feeding("above")],
    }


HIDDEN: Final[dict[str, object]] = {
    "load": {"q", "p/1"},
    "find": ["p/1"],
    "find by plan": [],
    "find plans": [],
    "tally": {("p",): 1},
    "due": ["p/1"],
    "feeding": ["p/1"],
}
SHOWN: Final[dict[str, object]] = {
    "load": {"q", "q/1", "q/2", "p/1"},
    "find": ["p/1", "q/1", "q/2"],
    "find by plan": ["q/1", "q/2"],
    "find plans": ["q"],
    "tally": {("p",): 1, ("q",): 2},
    "due": ["p/1", "q", "q/1", "q/2"],
    "feeding": ["p/1", "q/1"],
}


@CHECKS.add("S16")
def s16_a_plan_that_is_being_issued_is_not_seen(trial: Trial) -> None:
    """Its tasks are met nowhere until the plan's record changes its kind; then they all are."""
    store = trial.store
    issuing = new("q", kind=ISSUING, plan="q", state=None, wake=PAST)
    store.commit(Batch(writes=(new("p/1", wake=PAST, feeds=("above",)), issuing)))
    for task in TASKS:
        store.commit(Batch(writes=(task,), entries=(entry(task.row.id),)))
    for method, wanted in HIDDEN.items():
        trial.expect(wanted, seen(store)[method], f"{method}, while q is being issued")
    kind = rows_of(store, "q")["q"].facts.kind
    trial.expect(ISSUING, kind, "the kind of the plan's record, loaded")

    store.commit(Batch(writes=(moved("q", 1, kind="plan", plan="q", state=None, wake=PAST),)))
    for method, wanted in SHOWN.items():
        trial.expect(wanted, seen(store)[method], f"{method}, after q was issued")


@CHECKS.add("S16")
def s16_what_is_not_seen_is_there_for_a_commit(trial: Trial) -> None:
    """A task of a plan that is being issued cannot be created twice; its journal is read."""
    store = trial.store
    issuing = new("q", kind=ISSUING, plan="q", state=None)
    store.commit(Batch(writes=(issuing, *TASKS), entries=(entry("q/1"),)))
    trial.refused(
        VersionConflictError, lambda: store.commit(Batch(writes=(TASKS[0],))), "q/1 is new again"
    )

    found = [(each.stream, each.version) for each in store.journal()]
    trial.expect([("q/1", 1)], found, "the journal")
    trial.expect(1, len(store.history(("q/1",))), "how many entries the task's history has")
