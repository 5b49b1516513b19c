"""Rule R25: state from the journal alone, and the proof, on a database in which others write."""

import sqlite3
import threading

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    ISSUED_AT,
    before,
    clerk,
    copied,
    day,
    flow_on,
    issued,
    moment,
    small_plan,
    the,
)
from planflow.domain.change import RecordEvent
from planflow.domain.task import command as c
from planflow.engine import issue as issuing
from planflow.errors import FormatError, PlanflowError
from planflow.store import Batch, Content, Query, Wake, Write
from planflow.store.chain import content_digest
from planflow.store.memory import MemoryStore
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore
from planflow.testing import everything

STP = clerk("stp")
DISTRICT = "p/1/van-lang/once"


def lively(flow):
    """Let some of everything happen."""
    lead = the(flow, "1", "sgd").id
    flow.do(c.Start(lead), by=clerk("sgd"), at=moment(3, 1))
    flow.tick(moment(4, 1))
    flow.do(
        RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",)),
        by=STP,
        at=moment(6, 10),
    )
    flow.do(c.Report(DISTRICT, figures={"classes": 3}), by=clerk("van-lang"), at=moment(10, 5))
    flow.do(c.RaiseObstacle("p", "thiếu kinh phí"), by=clerk("sgd"), at=moment(10, 6))
    flow.tick(moment(10, 20))
    flow.do(c.RaiseObstacle("p", "thiếu người"), by=clerk("sgd"), at=moment(10, 29))
    flow.do(c.Report(lead, waive={"trang-dinh": "lũ"}), by=clerk("sgd"), at=moment(10, 30))
    return flow


@pytest.fixture
def flow(store):
    return lively(issued(store))


def stored(flow):
    """Return all that is stored, plans among it."""
    store = flow._setup.store
    return everything(store), store.load(("p",)).rows, store.feeding("p")


def rewrite(store, record, feeds=None, **more):
    """Store a record otherwise, at the same version."""
    row = store.load((record,)).rows[record]
    store.commit(Batch(writes=(Write(evolve(row, **more), row.version, feeds),)))


DAMAGE = {
    "body": lambda store: rewrite(store, DISTRICT, body="{}"),
    "no json": lambda store: rewrite(store, DISTRICT, body="x"),
    "fixed": lambda store: rewrite(store, DISTRICT, fixed="{}"),
    "version": lambda store: rewrite(store, DISTRICT, version=1),
    "ahead": lambda store: rewrite(store, DISTRICT, version=9),
    "head": lambda store: rewrite(store, DISTRICT, head="0" * 64),
    "feeds none": lambda store: rewrite(store, DISTRICT, feeds=()),
    "feeds another": lambda store: rewrite(store, DISTRICT, feeds=("p/2/mttq/once", "p")),
    "plan": lambda store: rewrite(store, "p", body="{}"),
    "hidden": lambda store: rewrite(
        store, "p", facts=evolve_facts(store.load(("p",)).rows["p"], kind="issuing")
    ),
    "facts": lambda store: rewrite(
        store, DISTRICT, facts=evolve_facts(store.load((DISTRICT,)).rows[DISTRICT], holder="x")
    ),
    "foreign": lambda store: store.commit(
        Batch(
            writes=(
                Write(
                    evolve(store.load((DISTRICT,)).rows[DISTRICT], id="p/9/van-lang/once"),
                    0,
                    ("p/1/sgd/once",),
                ),
            )
        )
    ),
    "no wake": lambda store: set_wake(store, "p/R.2/stp/once", None),
    "late wake": lambda store: set_wake(store, "p/R.1/bac-son/once", "2030"),
    "no text for a wake": lambda store: rewrite(store, "p/R.1/bac-son/once", wake="soon"),
    "no wake of the plan": lambda store: set_wake(store, "p", None),
}


def evolve_facts(row, **more):
    return row.facts._replace(**more)


def set_wake(store, record, wake):
    """Set a wake as the sweep would."""
    text = f"{wake}-01-01T00:00:00.000000+00:00" if wake else None
    seen = store.load((record,)).rows[record].wake
    store.commit(Batch(wakes=(Wake(record, seen, text),)))
    assert text == store.load((record,)).rows[record].wake != seen


@pytest.mark.parametrize("what", DAMAGE)
def test_r25_what_was_damaged_is_found_and_mended(flow, store, what):
    """Afterwards everything is stored as it was, and the journal has not moved."""
    before_it = stored(flow)
    DAMAGE[what](store)
    found = flow.verify()

    rebuilt = flow.rebuild()

    assert (True, False) == (found.chain_intact, found.state_is_fold)
    assert any((rebuilt.records, rebuilt.unknown, rebuilt.feeds, rebuilt.wakes))
    assert flow.verify().is_sound
    assert before_it == stored(flow)
    assert not any(vars_of(flow.rebuild()))


def vars_of(rebuilt):
    return (rebuilt.records, rebuilt.unknown, rebuilt.feeds, rebuilt.wakes)


def test_r25_what_is_as_it_must_be_is_not_touched(flow, store, monkeypatch):
    """Nothing is written over a sound database."""
    monkeypatch.setattr(type(store), "commit", None)

    assert not any(vars_of(flow.rebuild()))


def test_r25_all_records_are_built_from_the_journal_alone(tmp_path):
    """The tables of records and feeds may be lost."""
    path = tmp_path / "p.db"
    with SqliteStore(path, synchronous="off") as store:
        flow = lively(issued(store))
        before_it = stored(flow)
        with sqlite3.connect(path) as raw:
            raw.execute("DELETE FROM planflow_record")
            raw.execute("DELETE FROM planflow_feed")
        raw.close()

        assert not flow.verify().state_is_fold
        assert 16 == len(flow.rebuild().records)
        assert flow.verify().is_sound
        (tasks, *rest), *others = stored(flow)
        (tasks_before, *rest_before), *others_before = before_it
        assert [evolve(row, wake=None) for row in tasks_before] == [
            evolve(row, wake=None) for row in tasks
        ]
        assert [rest_before[0], rest_before[1], rest_before[3]] == [rest[0], rest[1], rest[3]]
        assert others_before == others


@pytest.mark.parametrize("hours", [1, 24 * 40])
def test_r26_a_rebuilt_database_announces_what_the_old_one_would(tmp_path, hours):
    """Nothing is lost and nothing is told twice, however often the sweep had come before."""
    told = []
    for is_rebuilt in (False, True):
        path = tmp_path / f"{is_rebuilt}.db"
        with SqliteStore(path, synchronous="off") as store:
            flow = lively(issued(store))
            flow.tick(moment(10, 30, hours % 24, minute=30))
            if is_rebuilt:
                with sqlite3.connect(path) as raw:
                    raw.execute("DELETE FROM planflow_record")
                    raw.execute("DELETE FROM planflow_feed")
                raw.close()
                flow.rebuild()
            at = moment(10, 31)
            given = []
            while at < moment(12, 31):
                given += flow.tick(at)
                at = at.add(hours=hours)
            told.append(given + list(flow.tick(moment(12, 31, year=2022))))

    assert told[0] == told[1] != []


def test_r26_a_wake_that_is_too_early_is_no_flaw(flow, store):
    """It brings nothing twice, and the next sweep sets it right."""
    flow.tick(moment(10, 30))
    set_wake(store, "p/R.1/bac-son/once", "2021")

    assert (True, ()) == (flow.verify().is_sound, flow.tick(moment(10, 30)))
    assert "2021-01-01" < store.load(("p/R.1/bac-son/once",)).rows["p/R.1/bac-son/once"].wake


def test_r25_a_broken_journal_is_not_built_from(tmp_path):
    """It says where it breaks, and changes nothing."""
    path = tmp_path / "p.db"
    with SqliteStore(path, synchronous="off") as store:
        flow = lively(issued(store))
        with sqlite3.connect(path) as raw:
            raw.execute("UPDATE planflow_journal SET body = body || ' ' WHERE position = 5")
            raw.execute("DELETE FROM planflow_record")
        raw.close()
        with pytest.raises(FormatError, match="position 5"):
            flow.rebuild()

        assert [] == list(flow.find(Query()))


def test_r25_a_plan_that_is_still_being_issued_is_rebuilt_without_its_tasks(tmp_path, monkeypatch):
    """It stays invisible, and is finished by whoever issues it again."""
    monkeypatch.setattr(issuing, "CHUNK", 4)
    path = tmp_path / "p.db"
    with SqliteStore(path, synchronous="off") as store:
        flow, kept, count = flow_on(store), store.commit, iter(range(9))

        def commit(batch):
            if next(count) == 3:
                raise KeyboardInterrupt
            return kept(batch)

        monkeypatch.setattr(store, "commit", commit)
        with pytest.raises(KeyboardInterrupt):
            flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT)
        monkeypatch.setattr(store, "commit", kept)
        with sqlite3.connect(path) as raw:
            raw.execute("DELETE FROM planflow_record WHERE id = 'p'")
        raw.close()
        assert not flow.verify().is_sound

        assert ("p",) == flow.rebuild().records
        assert (True, []) == (flow.verify().is_sound, list(flow.find(Query())))
        flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT)
        assert (14, True) == (len(list(flow.find(Query()))), flow.verify().is_sound)


# ── content ──────────────────────────────────────────────────────────────────


def test_r25_content_that_stands_twice_is_found(flow, store):
    """A second copy of a name would survive nobody's erasure, but it is none of ours."""
    entry = next(e for e in store.journal(0, 1_000) if e.content)
    twice = entry.content[0]
    store.commit(Batch(content=(evolve(twice, digest="1" * 64),)))

    found = flow.verify()
    assert (False, [entry.position]) == (
        found.chain_intact,
        [flaw.position for flaw in found.flaws],
    )


def test_r25_content_that_is_no_part_of_its_entry_is_found(flow, store):
    """Whatever somebody else put beside an entry."""
    digest = content_digest("salt", "x", "text")
    store.commit(Batch(content=(Content(digest, DISTRICT, 1, "note", "x", "salt", "text"),)))

    assert not flow.verify().chain_intact


# ── on a live database ───────────────────────────────────────────────────────


class Writers:
    """Threads that give commands until they are told to stop."""

    def __init__(self, openers):
        self._stop = threading.Event()
        self.errors = []
        self._threads = [
            threading.Thread(target=self._write, args=(opener, number))
            for number, opener in enumerate(openers)
        ]

    def _write(self, opener, number):
        with opener() as own:
            flow, at = flow_on(own, seed=100 + number), moment(6, 11)
            while not self._stop.is_set():
                at = at.add(hours=1)
                for step in (self._progress, self._remind, lambda f, a: f.tick(a)):
                    try:
                        step(flow, at)
                    except PlanflowError as error:
                        if not error.retryable:
                            self.errors.append(error)

    @staticmethod
    def _progress(flow, at):
        holder = ("bac-son", "sgd", "stc")[at.hour % 3]
        source = {"bac-son": "4", "sgd": "1", "stc": "3"}[holder]
        task = the(flow, source, holder).id
        flow.do(c.RecordProgress(task, at.hour, "đang"), by=clerk(holder), at=at)

    @staticmethod
    def _remind(flow, at):
        flow.do(c.Remind(DISTRICT, "gấp"), by=STP, at=at)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def proved_until(flow, is_enough):
    """Prove again and again, until enough has happened meanwhile; return all that was found."""
    found = [flow.verify() for _ in range(4)]
    while not is_enough() and len(found) < 2_000:
        found.append(flow.verify())
    assert is_enough()
    return found


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_r25_the_proof_raises_no_false_alarm_while_others_write(kind, request, tmp_path):
    """Commands and sweeps come in between; what moved is read again."""
    if kind == "memory":
        shared = MemoryStore()

        def opener():
            return shared
    elif kind == "sqlite":

        def opener():
            return SqliteStore(tmp_path / "p.db", synchronous="off")
    else:
        dsn = request.getfixturevalue("postgres_dsn")

        def opener():
            return PostgresStore(dsn)

    with opener() as store:
        flow = issued(store)
        with Writers([opener, opener]) as writers:
            found = proved_until(flow, lambda: flow._setup.store.head()[0] > 60)
            mended = [flow.rebuild() for _ in range(3)]
        assert set() == {flaw for each in found for flaw in each.flaws}
        assert not any(part for each in mended for part in vars_of(each))
        assert [] == writers.errors
        assert flow.verify().is_sound


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_r25_no_false_alarm_while_plans_are_issued_and_archived(
    kind, request, tmp_path, monkeypatch
):
    """Plans come in chunks, are reported on, swept, and dropped again while the proof reads."""
    monkeypatch.setattr(issuing, "CHUNK", 3)
    shared = MemoryStore()
    dsn = request.getfixturevalue("postgres_dsn") if kind == "postgres" else ""
    openers = {
        "memory": lambda: shared,
        "sqlite": lambda: SqliteStore(tmp_path / "p.db", synchronous="off"),
        "postgres": lambda: PostgresStore(dsn),
    }
    is_over, failures = threading.Event(), []

    def live(number):
        try:
            with openers[kind]() as own:
                flow, count = flow_on(own, seed=number), iter(range(1_000))
                while not is_over.is_set():
                    name = f"p{number}-{next(count)}"
                    flow.issue(small_plan(plan_id=name), by=CHAIR, at=ISSUED_AT)
                    said = c.Report(f"{name}/1/van-lang/once", figures={"classes": 1})
                    flow.do(said, by=clerk("van-lang"), at=moment(3, 1))
                    flow.do(c.Report(f"{name}/1/sgd/once"), by=clerk("sgd"), at=moment(3, 2))
                    end = moment(1, 10, year=2022)
                    flow.archive(name, tmp_path / f"{name}.jsonl", at=end)
        except Exception as error:  # noqa: BLE001 - told by the assertion
            failures.append(error)

    with openers[kind]() as store:
        flow = flow_on(store)
        threads = [threading.Thread(target=live, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        found = proved_until(flow, lambda: len(list(tmp_path.glob("*.jsonl"))) > 2)
        mended = [flow.rebuild() for _ in range(3)]
        is_over.set()
        for thread in threads:
            thread.join()
        assert ([], set()) == (failures, {flaw for each in found for flaw in each.flaws})
        assert not any(part for each in mended for part in vars_of(each))
        assert flow.verify().is_sound


def test_r25_a_record_that_moves_while_it_is_mended_is_read_again(store, monkeypatch):
    """What was written meanwhile is not lost."""
    flow = lively(issued(store))
    task = "p/4/bac-son/once"
    rewrite(store, task, wake=None, feeds=("p/1/sgd/once",))
    kept = store.commit
    is_first = iter([True])

    def commit(batch):
        if next(is_first, False):
            flow.do(c.RecordProgress(task, 50), by=clerk("bac-son"), at=moment(11, 1))
        return kept(batch)

    monkeypatch.setattr(store, "commit", commit)
    flow.rebuild()

    assert "ProgressRecorded" == flow.history(task)[-1].kind
    assert flow.verify().is_sound


def test_the_copy_of_a_memory_store_is_sound():
    """The builder's copy shares nothing that a rebuild would change."""
    flow = lively(issued(MemoryStore()))
    twin = copied(flow._setup.store)
    rewrite(twin, DISTRICT, body="{}")

    assert (True, False) == (flow.verify().is_sound, flow_on(twin).verify().is_sound)
