"""Racing: threads on one store, stores on one file, processes on one file. Nothing is lost."""

import multiprocessing
import threading

import pytest

from builders import (
    before,
    clerk,
    day,
    entry,
    flow_on,
    issued,
    item,
    moment,
    moved,
    new,
    plan,
    the,
)
from planflow.domain.task import command as c
from planflow.errors import PlanflowError, RuleViolatedError
from planflow.store import GENESIS, Batch, Guard, Query
from planflow.store.chain import next_digest
from planflow.store.sqlite import SqliteStore


def count_up(store, times, name):
    """Add one to a shared counter so many times, reading again after every conflict."""
    done, conflicts = 0, 0
    while done < times:
        found = store.load(("counter",)).rows["counter"]
        batch = Batch(
            writes=(moved("counter", found.version, body=str(int(found.body) + 1)),),
            entries=(
                entry("counter", found.version + 1, body=f"{name}:{done}"),
                entry(name, done + 1),
            ),
        )
        try:
            store.commit(batch)
            done += 1
        except PlanflowError as error:
            if not error.retryable:
                raise
            conflicts += 1
    return conflicts


def count_in_process(path, times, name):
    """Do the same in a process of its own."""
    store = SqliteStore(path, create=False, synchronous="off")
    count_up(store, times, name)
    store.close()


def begin(store):
    """Put a counter at nought into a store."""
    store.commit(Batch(writes=(new("counter", body="0"),), entries=(entry("counter"),)))


def together(*acts):
    """Run functions at the same time; raise what any of them raised."""
    gate, errors = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def check(store, total):
    """Nothing was lost, nothing doubled, no number left out, the chain is whole."""
    entries = store.journal(0, 10_000)
    digest = GENESIS
    for each in entries:
        digest = next_digest(digest, each.hash)
        assert digest == each.digest
    assert str(total) == store.load(("counter",)).rows["counter"].body
    assert list(range(1, 2 * total + 2)) == [each.position for each in entries]
    assert list(range(1, total + 2)) == [each.version for each in store.history(("counter",))]
    assert (len(entries), digest) == store.head()


def test_s02_two_threads_on_one_store_lose_nothing(store):
    """2 × 200 commits over one record, with retries."""
    begin(store)

    together(*(lambda name=name: count_up(store, 200, name) for name in ("x", "y")))

    check(store, 400)


def test_s02_two_stores_on_one_file_lose_nothing(tmp_path):
    """Two connections in one process."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    begin(stores[0])

    together(*(lambda n=n: count_up(stores[n], 200, f"w{n}") for n in range(2)))

    check(stores[1], 400)
    for each in stores:
        each.close()


def test_s02_two_processes_on_one_file_lose_nothing(tmp_path):
    """Two processes, each with a connection of its own."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    begin(store)
    spawn = multiprocessing.get_context("spawn")
    workers = [
        spawn.Process(target=count_in_process, args=(str(path), 200, f"w{n}")) for n in range(2)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [0, 0] == [worker.exitcode for worker in workers]
    check(store, 400)
    store.close()


def test_s07_a_follower_never_misses_a_late_committer(tmp_path):
    """While two write, a third reads on from where it was: it sees every entry once, in order."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(3)]
    begin(stores[0])
    seen = []

    def follow():
        while len(seen) < 401:
            seen.extend(stores[2].journal(seen[-1].position if seen else 0, 7))

    together(*(lambda n=n: count_up(stores[n], 100, f"w{n}") for n in range(2)), follow)

    assert stores[0].journal(0, 1000) == tuple(seen)
    for each in stores:
        each.close()


def test_s03_write_skew_is_caught_by_a_guard(store):
    """Two commits each read both records and write one: only one of them succeeds."""
    store.commit(Batch(writes=(new("above"), new("below"))))
    first = Batch(writes=(moved("above", 1),), guards=(Guard("below", 1),))
    second = Batch(writes=(moved("below", 1),), guards=(Guard("above", 1),))
    refused = []

    def act(batch):
        try:
            store.commit(batch)
        except PlanflowError as error:
            refused.append(error.ids)

    together(lambda: act(first), lambda: act(second))

    assert 1 == len(refused)
    assert 3 == sum(each.version for each in store.find(Query()))


def test_s05_of_two_sweepers_one_announces(store):
    """Both commit the same hundred announcements: each is written by exactly one of them."""
    told = [set(), set()]

    def sweep(n):
        for number in range(100):
            told[n] |= store.commit(Batch(once=(entry(f"t{number}!due"),)))

    together(lambda: sweep(0), lambda: sweep(1))

    assert (set(), 100, 100) == (told[0] & told[1], len(told[0] | told[1]), len(store.journal()))


@pytest.mark.parametrize("repeat", range(5))
def test_s03_reporting_above_and_returning_below_at_once_never_both_succeed(tmp_path, repeat):
    """The lead reports on a partner while it returns the partner's report: one comes first."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    the_plan = plan(item("1", "sgd", "van-lang", schedule=before(11, 1), counts=("classes",)))
    flows = [issued(stores[0], the_plan), flow_on(stores[1])]
    lead, partner = the(flows[0], "1", "sgd").id, the(flows[0], "1", "van-lang").id
    flows[0].do(c.Report(partner, figures={"classes": 2}), by=clerk("van-lang"), at=moment(10, 1))
    refused = []

    def send_back():
        try:
            flows[1].do(c.Return(partner, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))
        except RuleViolatedError as error:
            refused.append(error.rule)

    together(lambda: flows[0].do(c.Report(lead), by=clerk("sgd"), at=moment(10, 2)), send_back)

    found, above = flows[0].task(partner), flows[0].task(lead).standing.reports[-1]
    pins = [pin.holder for pin in above.pins]
    assert (found.state, pins, refused) in (
        ("consolidated", ["van-lang"], ["R16"]),
        ("in_progress", [], []),
    )
    assert flows[1].verify().is_sound
    for each in stores:
        each.close()


def test_s01_opening_one_new_file_from_many_threads_makes_one_schema(tmp_path):
    """Four threads open a file that does not exist yet: all may use it."""
    path, stores = tmp_path / "p.db", []

    together(*(lambda: stores.append(SqliteStore(path, synchronous="off")) for _ in range(4)))

    stores[0].commit(Batch(entries=(entry("a"),)))
    assert [2] * 4 == [store.schema() for store in stores]
    assert [1] * 4 == [store.head()[0] for store in stores]
    for each in stores:
        each.close()
