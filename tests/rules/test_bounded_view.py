"""Rule R27: a view reads only its own family of plans, and says what the journal would."""

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    DISTRICTS,
    STORES,
    by,
    carrying_out,
    cascading,
    clerk,
    closing_store,
    day,
    flow_on,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow.domain.change import AmendPlan
from planflow.domain.organisation import Named
from planflow.domain.task import command as c
from planflow.engine import view as viewing
from planflow.engine.fold import fold_of
from planflow.engine.read import read_journal
from planflow.errors import NotFoundError
from planflow.store.sqlite import SqliteStore

MOMENTS = [moment(month, 25) for month in range(1, 13)]
LEADER = clerk("trang-dinh", capacity="leader")


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


ITEM_5 = item("5", Named(DISTRICTS), spread="cascade", schedule=by(12, 1), counts=("boards",))


@pytest.fixture
def flow(store):
    """A plan, one that carries it out from March on, and a stranger; the lower one is amended."""
    flow = flow_on(store)
    flow.issue(cascading(ITEM_5), by=CHAIR, at=moment(1, 11))
    flow.issue(small_plan(plan_id="other"), by=CHAIR, at=moment(2, 1))
    flow.issue(carrying_out(), by=LEADER, at=moment(3, 1))
    raised = c.RaiseObstacle("td", "thiếu kinh phí")
    flow.do(raised, by=clerk("chi-lang"), at=moment(3, 20))
    report = c.Report(the(flow, "C", "chi-lang").id, figures={"classes": 3}, narrative="đã làm")
    flow.do(report, by=clerk("chi-lang"), at=moment(4, 1))
    flow.do(c.Report(the(flow, "C", "de-tham").id, waive={}), by=clerk("de-tham"), at=moment(5, 1))
    report = c.Report(the(flow, "4", "trang-dinh").id, narrative="tổng hợp")
    flow.do(report, by=LEADER, at=moment(6, 1))
    amended = AmendPlan("td", carrying_out(carries_out="5"), "việc 5")
    flow.do(amended, by=LEADER, at=moment(7, 1))
    flow.tick(moment(12, 30))
    return flow


def whole_journal(store, _plan, now):
    """Return what :func:`known_at` did when it read everything: the reference."""
    later, entries = set(), []
    for entry in read_journal(store, 0):
        if entry.at > now:
            later.add(entry.stream)
        if entry.stream not in later:
            entries.append(entry)
    return fold_of(entries), tuple(entries)


def told(flow, name, at):
    try:
        found = flow.view(name, at=at)
    except NotFoundError:
        return None
    family = {key: text for key, text in found.narratives.items() if key[0] in found.family}
    return evolve(found, narratives=family), list(found.tasks), list(found.family)


@pytest.mark.parametrize("name", ["p", "td", "other", "nobody"])
def test_r27_a_view_says_what_the_whole_journal_would(flow, name, monkeypatch):
    """At every moment of the year, in the same order, and for no plan as well."""
    bounded = [told(flow, name, at) for at in MOMENTS]
    monkeypatch.setattr(viewing, "known_at", whole_journal)

    assert [told(flow, name, at) for at in MOMENTS] == bounded
    assert (name == "nobody") == (bounded[-1] is None)


def test_r27_a_plan_that_carried_out_something_else_before_is_seen_where_it_was(store):
    """In the view of what it carried out then, until it was amended."""
    flow = flow_on(store)
    flow.issue(cascading(ITEM_5), by=CHAIR, at=moment(1, 11))
    flow.issue(plan(item("9", "sgd"), plan_id="q"), by=CHAIR, at=moment(1, 11))
    flow.issue(carrying_out(), by=LEADER, at=moment(3, 1))
    lone = carrying_out(parent=None, carries_out="")
    flow.do(AmendPlan("td", lone, "riêng"), by=LEADER, at=moment(7, 1))

    def plans(at):
        return {task.assignment.plan for task in flow.view("p", at=at).family.values()}

    assert [{"p"}, {"p", "td"}, {"p"}] == [plans(moment(month, 25)) for month in (2, 4, 8)]


def test_r27_a_view_reads_no_stream_of_strangers(flow, store, monkeypatch):
    """Neither the journal nor the streams of another plan."""
    asked = []
    kept = type(store).history
    monkeypatch.setattr(
        type(store), "history", lambda self, streams: asked.extend(streams) or kept(self, streams)
    )
    monkeypatch.setattr(type(store), "journal", None)
    flow.view("p", at=MOMENTS[-1])

    assert {"p", "td"} == {stream.partition("/")[0] for stream in asked}


def test_r27_a_view_on_a_lent_connection_sees_what_the_host_has_not_committed(tmp_path):
    """It reads in the host's transaction."""
    import sqlite3

    with SqliteStore(tmp_path / "p.db") as store:
        flow = flow_on(store)
        flow.issue(small_plan(), by=CHAIR, at=moment(1, 11))
        task = the(flow, "3", "stc").id
        host = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
        host.execute("BEGIN IMMEDIATE")
        lent = flow.on(host)
        lent.do(c.Start(task), by=clerk("stc"), at=moment(2, 1))

        states = [each.view("p", at=moment(2, 2)).tasks[task].state for each in (lent, flow)]
        host.execute("ROLLBACK")
        host.close()
    assert ["in_progress", "assigned"] == states


def test_r27_what_others_write_during_a_view_is_in_none_of_its_streams(flow, store, monkeypatch):
    """The view is as of the journal's end when it began."""
    before = told(flow, "p", MOMENTS[-1])
    lead = the(flow, "4", "bac-son", plan="p").id
    kept = type(store).find

    def find(self, *given, **more):
        monkeypatch.setattr(type(store), "find", kept)
        flow.do(c.Start(lead), by=clerk("bac-son"), at=moment(12, 20))
        return kept(self, *given, **more)

    monkeypatch.setattr(type(store), "find", find)

    assert before == told(flow, "p", MOMENTS[-1])
    assert "in_progress" == flow.view("p", at=MOMENTS[-1]).tasks[lead].state
    assert day(12, 20) == flow.view("p", at=MOMENTS[-1]).course(lead).started_at.date()
