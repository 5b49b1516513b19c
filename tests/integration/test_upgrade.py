"""S18: text of an older format is brought up to date as it is read, and proved as it then is."""

import json

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    STORES,
    clerk,
    closing_store,
    flow_on,
    issued,
    moment,
    province,
    the,
)
from planflow.domain.task import command as c
from planflow.engine import record, upgrade
from planflow.errors import UnsupportedVersionError
from planflow.store import GENESIS, Batch, NewEntry, Query, Write
from planflow.store.chain import entry_hash
from planflow.store.memory import MemoryStore

UNITS = province()


def renamed(old, new):
    """Return the upgrader for a field that has another name now."""
    return lambda raw: {new if name == old else name: part for name, part in raw.items()}


UPGRADERS = {
    ("entry", 1): renamed("did", "event"),
    ("entry", 2): renamed("body", "unit"),
    ("Standing", 1): renamed("kind_of_date", "dating"),
    ("Assignment", 2): renamed("owner", "holder"),
    ("PlanStanding", 1): renamed("started_on", "issued_on"),
}


@pytest.fixture(autouse=True)
def forgetting():
    """What was read in one format must not answer for texts of another."""
    forget()
    yield
    forget()


def forget():
    record._PLANS.clear()
    for kept in vars(record).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


def lively():
    """Return a flow in which something has happened, over a memory store."""
    flow = issued(MemoryStore(), directory=UNITS)
    said = c.Report(the(flow, "1", "van-lang").id, figures={"classes": 2}, narrative="đã mở lớp")
    flow.do(said, by=clerk("van-lang", "hoa", name="Hoa"), at=moment(10, 1), key="k")
    flow.tick(moment(11, 1))
    return flow


def as_of_format_1(kept, store):
    """Write all that a store holds as an older version would have: names were others then."""
    heads = {}
    for entry in kept.journal(0, 10_000):
        body = json.loads(entry.body)
        body = renamed("event", "did")(renamed("unit", "body")(body))
        text = json.dumps(body, ensure_ascii=False)
        hash_ = entry_hash(heads.get(entry.stream, GENESIS), text)
        heads[entry.stream] = hash_
        new = NewEntry(entry.stream, entry.version, hash_, text, entry.key)
        store.commit(Batch(entries=(new,), content=entry.content))
    for row in (*kept.find(Query(), None, 999), kept.load(("p",)).rows["p"]):
        fixed = row.fixed.replace('"holder":', '"owner":')
        body = row.body.replace('"dating":', '"kind_of_date":')
        body = body.replace('"issued_on":', '"started_on":') if row.id == "p" else body
        old = evolve(row, fixed=fixed, body=body, head=heads[row.id])
        task = None if row.id == "p" else record.read_task(row)
        feeds = tuple(edge.above for edge in task.standing.edges) if task else None
        store.commit(Batch(writes=(Write(old, 0, feeds),)))


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def old(store, monkeypatch):
    """A flow of a later version over what format 1 left; the view as format 1 knew it."""
    known = lively()
    before_it = known.view("p", at=moment(11, 2))
    as_of_format_1(known._setup.store, store)
    monkeypatch.setattr(upgrade, "FORMAT", 3)
    monkeypatch.setattr(upgrade, "UPGRADERS", UPGRADERS)
    forget()
    return flow_on(store, directory=UNITS), before_it


def test_s18_an_older_format_is_read_as_it_was_meant(old):
    """View, history and tasks, through one or several upgraders."""
    flow, before_it = old

    assert before_it == flow.view("p", at=moment(11, 2))
    assert "Hoa" == flow.history("p/1/van-lang/once")[-1].actor_name
    assert "van-lang" == flow.task("p/1/van-lang/once").holder


def test_s18_the_proof_folds_after_upgrading(old, store):
    """Records of the older format are sound; nothing is there to be rebuilt."""
    flow, _ = old
    kept = store.load(("p",)).rows

    rebuilt = flow.rebuild()

    assert flow.verify().is_sound
    assert ((), (), kept) == (rebuilt.records, rebuilt.feeds, store.load(("p",)).rows)


def test_s18_a_damaged_record_of_an_older_format_is_found_and_mended(old, store):
    flow, _ = old
    row = store.load(("p/1/van-lang/once",)).rows["p/1/van-lang/once"]
    worse = evolve(row, body=row.body.replace('"reported"', '"assigned"'))
    store.commit(Batch(writes=(Write(worse, row.version),)))

    assert not flow.verify().state_is_fold
    assert (row.id,) == flow.rebuild().records
    assert flow.verify().is_sound


def test_s18_what_is_written_next_is_of_the_new_format(old, store):
    """Beside it the old stays as it is, the journal for ever."""
    flow, _ = old
    task = "p/4/bac-son/once"
    flow.do(c.Start(task), by=clerk("bac-son"), at=moment(11, 3))
    said = c.Report(the(flow, "1", "van-lang").id, figures={"classes": 2}, narrative="đã mở lớp")

    rows = store.load((task, "p")).rows
    formats = [json.loads(e.body)["format"] for e in store.history((task,))]
    assert ([1, 3], True, False) == (
        formats,
        rows[task].body.startswith('{"format":3,'),
        rows["p"].body.startswith('{"format"'),
    )
    assert "in_progress" == flow.task(task).state
    assert flow.verify().is_sound
    by = clerk("van-lang", "hoa", name="Hoa")
    assert flow.do(said, by=by, at=moment(11, 4), key="k").is_repeated


@pytest.mark.parametrize("what", ["record", "plan", "entry"])
def test_s18_text_of_a_later_format_is_refused(store, what, monkeypatch):
    """An older planflow does not guess."""
    monkeypatch.setattr(upgrade, "FORMAT", 2)
    flow = issued(store, directory=UNITS)
    monkeypatch.setattr(upgrade, "FORMAT", 1)
    forget()
    calls = {
        "record": lambda: flow.task("p/4/bac-son/once"),
        "plan": lambda: flow.plan("p"),
        "entry": lambda: flow.history("p"),
    }
    with pytest.raises(UnsupportedVersionError, match="format 2"):
        calls[what]()
    assert not flow.verify().is_sound


def test_s18_a_plan_is_issued_and_amended_in_a_later_format(store, monkeypatch):
    """Everything is written and read in it."""
    monkeypatch.setattr(upgrade, "FORMAT", 2)
    flow = issued(store, directory=UNITS)
    flow.do(c.Withdraw("p/4/bac-son/once", "thôi"), by=CHAIR, at=moment(2, 1))

    assert flow.verify().is_sound
