"""Rule R2: a long plan is issued in several commits, and exists as a whole or not at all."""

import sqlite3
import threading

import pytest

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
    after,
    before,
    by,
    clerk,
    closing_store,
    day,
    flow_on,
    item,
    moment,
    plan,
    province,
    small_plan,
    the,
)
from planflow.domain.change import AdoptCalendar, RecordEvent
from planflow.domain.organisation import Directory, Named, Where
from planflow.domain.task import command as c
from planflow.engine import issue as issuing
from planflow.errors import (
    DefinitionError,
    DuplicateError,
    NotFoundError,
    RuleViolatedError,
    StoreUnavailableError,
)
from planflow.store import Query
from planflow.store.sqlite import SqliteStore

LATER = moment(1, 12)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(issuing, "CHUNK", 4)


class CrashError(Exception):
    """The process ends here."""


def crash_at(store, monkeypatch, number, *, is_written):
    """Let commit ``number`` from now on end the process, before or after it is written."""
    kept, count = store.commit, iter(range(1, 10_000))

    def commit(batch):
        is_now = next(count) == number
        if is_now and not is_written:
            raise CrashError
        written = kept(batch)
        if is_now:
            raise CrashError
        return written

    monkeypatch.setattr(store, "commit", commit)


def tasks(flow, plan_id="p"):
    return {task.id: task for task in flow.find(Query(plan=plan_id))}


def kinds(flow):
    return [entry.kind for entry in flow.journal()]


def at_once(monkeypatch, **more):
    """Return the tasks of the small plan as one commit makes them."""
    with closing_store("memory") as store:
        monkeypatch.setattr(issuing, "CHUNK", 2_000)
        flow = flow_on(store)
        flow.issue(small_plan(**more), by=CHAIR, at=ISSUED_AT)
        monkeypatch.setattr(issuing, "CHUNK", 4)
        return tasks(flow)


def test_r02_a_long_plan_is_as_if_it_had_been_issued_at_once(store, monkeypatch):
    """The same tasks; the journal says when the last one was there."""
    flow = flow_on(store)
    issued = flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k")

    expected = at_once(monkeypatch)
    assert (expected, len(expected)) == (tasks(flow), issued.tasks)
    assert ["PlanIssued", *["Assigned"] * len(expected), "PlanOpened"] == kinds(flow)
    assert flow.verify().is_sound
    assert set(flow.view("p", at=moment(2, 1)).tasks) == set(expected)


def test_r02_a_plan_of_one_commit_is_stored_as_ever(store, monkeypatch):
    """No other event, and no other field."""
    monkeypatch.setattr(issuing, "CHUNK", 2_000)
    flow = flow_on(store)
    flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT)
    first, *_, last = store.journal(0, 1_000)

    assert ("unfolding" in first.body, "issuing" in store.load(("p",)).rows["p"].body) == (
        False,
        False,
    )
    assert "Assigned" in last.body


@pytest.mark.parametrize("is_written", [False, True])
@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("key", [None, "k"])
def test_r02_a_crash_leaves_nothing_to_be_seen_and_the_issue_goes_on(
    store, monkeypatch, number, is_written, key
):
    """Whoever issues the same plan again finishes it, whatever commit was the last."""
    flow, kept = flow_on(store), store.commit
    crash_at(store, monkeypatch, number, is_written=is_written)
    with pytest.raises(CrashError):
        flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key=key)
    monkeypatch.setattr(store, "commit", kept)
    is_open = (number, is_written) == (6, True)

    seen = bool(tasks(flow)), bool(flow.tally(Query(), by=("holder",), at=LATER))
    assert (is_open, is_open, True) == (*seen, flow.verify().is_sound)
    if is_open and key is None:
        with pytest.raises(RuleViolatedError):
            flow.issue(small_plan(), by=CHAIR, at=LATER)
    else:
        issued = flow.issue(small_plan(), by=CHAIR, at=LATER, key=key)
        assert (is_open, 14) == (issued.is_repeated, issued.tasks)
    at = ISSUED_AT if (number, is_written) != (1, False) else LATER
    expected = at_once(monkeypatch)
    assert expected.keys() == tasks(flow).keys()
    assert {at} == {task.standing.dated_at for task in tasks(flow).values() if task.due_on}
    assert (1, True) == (kinds(flow).count("PlanOpened"), flow.verify().is_sound)


@pytest.fixture
def half(store, monkeypatch):
    """A flow that stopped in the middle of an issue."""
    flow, kept = flow_on(store), store.commit
    crash_at(store, monkeypatch, 3, is_written=True)
    with pytest.raises(CrashError):
        flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k")
    monkeypatch.setattr(store, "commit", kept)
    return flow


def test_r02_what_is_asked_of_a_plan_that_is_still_being_issued_is_refused(half):
    """A command on the plan is told why; its tasks, views and lists do not know it yet."""
    calls = [
        lambda: half.do(AdoptCalendar("p"), by=CHAIR, at=LATER),
        lambda: half.do(RecordEvent("p", "guidance", day(6, 10)), by=CHAIR, at=LATER),
        lambda: half.do(c.RaiseObstacle("p", "vướng"), by=CHAIR, at=LATER),
        lambda: half.foresee(AdoptCalendar("p"), at=LATER),
        lambda: half.extend("p", day(12, 31, 2022), at=LATER),
    ]
    for call in calls:
        with pytest.raises(RuleViolatedError, match="still being issued") as refused:
            call()
        assert "R2" == refused.value.rule
    task = next(e.stream for e in half.journal() if e.kind == "Assigned")
    for call in (
        lambda: half.plan("p"),
        lambda: half.task(task),
        lambda: half.view("p", at=LATER),
        lambda: half.totals("p"),
        lambda: half.do(c.Start(task), by=CHAIR, at=LATER),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert () == half.tick(moment(12, 31))


def test_r02_nothing_else_is_issued_over_a_plan_that_has_been_begun(half):
    """Neither another plan under its id, nor to another horizon, nor under the key again."""
    with pytest.raises(DuplicateError):
        half.issue(small_plan(number="2"), by=CHAIR, at=LATER, key="k")
    for more in ({}, {"key": "k2"}):
        with pytest.raises(RuleViolatedError, match="as another plan"):
            half.issue(small_plan(number="2"), by=CHAIR, at=LATER, **more)
    with pytest.raises(RuleViolatedError, match="as another plan"):
        half.issue(small_plan(), by=CHAIR, at=LATER, key="k", until=day(6, 30))
    assert not tasks(half)


def test_r02_an_issue_is_not_finished_over_another_directory(store, monkeypatch):
    """The tasks would be of two kinds; with the directory as it was, it goes on."""
    districts = plan(*(item(str(n), Where(level="district")) for n in range(1, 5)))
    fewer = Directory(each for each in province() if each.id != "bac-son")
    flow, other = flow_on(store), flow_on(store, directory=fewer)
    kept = store.commit
    crash_at(store, monkeypatch, 3, is_written=True)
    with pytest.raises(CrashError):
        flow.issue(districts, by=CHAIR, at=ISSUED_AT)
    monkeypatch.setattr(store, "commit", kept)

    with pytest.raises(RuleViolatedError, match="have changed since"):
        other.issue(districts, by=CHAIR, at=LATER)
    assert 12 == flow.issue(districts, by=CHAIR, at=LATER).tasks


def test_r02_whoever_finishes_under_another_key_is_answered_under_it(half):
    """Both keys are known from then on."""
    half.issue(small_plan(), by=CHAIR, at=LATER, key="k2")

    again = [half.issue(small_plan(), by=CHAIR, at=LATER, key=key) for key in ("k", "k2")]
    assert [(True, 14, day(12, 31))] * 2 == [(e.is_repeated, e.tasks, e.until) for e in again]


def test_r02_a_plan_is_known_from_the_moment_at_which_it_was_open(half):
    """In between, nobody knew it; its tasks are of the day of issue (Rule R27)."""
    half.issue(small_plan(), by=CHAIR, at=moment(3, 1), key="k")

    with pytest.raises(NotFoundError):
        half.view("p", at=moment(2, 1))
    tasks_then = half.view("p", at=moment(3, 1)).tasks.values()
    assert {ISSUED_AT} == {task.standing.dated_at for task in tasks_then if task.due_on}


def test_r02_no_plan_carries_out_an_item_of_one_that_is_still_being_issued(half):
    lower = plan(item("a", "sgd"), plan_id="q", issuer="sgd", standing_agency=None)
    with pytest.raises(RuleViolatedError, match="still being issued"):
        half.issue(
            plan(*lower.items, plan_id="q", issuer="sgd", parent="p", carries_out="1"),
            by=clerk("sgd"),
            at=LATER,
        )


def test_r02_a_long_plan_starts_what_it_carries_out_when_it_is_open(store, monkeypatch):
    """Making the plan was the first step of that task."""
    flow, kept = flow_on(store), store.commit
    upper = plan(item("4", Named(DISTRICTS), spread="cascade", schedule=by(12, 1)), plan_id="u")
    flow.issue(upper, by=CHAIR, at=ISSUED_AT)
    items = (item(str(n), "trang-dinh", schedule=before(11, n + 1)) for n in range(1, 9))
    lower = plan(
        *items, plan_id="l", issuer="trang-dinh", standing_agency=None, parent="u", carries_out="4"
    )
    leader = clerk("trang-dinh")
    crash_at(store, monkeypatch, 3, is_written=True)
    with pytest.raises(CrashError):
        flow.issue(lower, by=leader, at=LATER)
    monkeypatch.setattr(store, "commit", kept)
    states = [the(flow, "4", "trang-dinh", plan="u").state]
    flow.issue(lower, by=leader, at=LATER)
    states.append(the(flow, "4", "trang-dinh", plan="u").state)

    assert (["assigned", "in_progress"], True) == (states, flow.verify().is_sound)


def test_r02_an_issue_on_a_lent_connection_goes_with_the_hosts_transaction(tmp_path):
    """One commit of theirs, whatever the number of tasks; their rollback leaves nothing."""
    with SqliteStore(tmp_path / "p.db", synchronous="off") as store:
        flow = flow_on(store)
        host = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
        for end in ("ROLLBACK", "COMMIT"):
            host.execute("BEGIN IMMEDIATE")
            flow.on(host).issue(small_plan(), by=CHAIR, at=ISSUED_AT)
            host.execute(end)
            assert (0 if end == "ROLLBACK" else 14) == len(tasks(flow))
        host.close()
        assert flow.verify().is_sound


def test_r02_an_issue_that_was_begun_is_finished_on_a_lent_connection(tmp_path, monkeypatch):
    with SqliteStore(tmp_path / "p.db", synchronous="off") as store:
        flow, kept = flow_on(store), store.commit
        crash_at(store, monkeypatch, 3, is_written=True)
        with pytest.raises(CrashError):
            flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT)
        monkeypatch.setattr(store, "commit", kept)
        host = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
        host.execute("BEGIN IMMEDIATE")
        flow.on(host).issue(small_plan(), by=CHAIR, at=LATER)
        host.execute("COMMIT")
        host.close()

        assert (14, True) == (len(tasks(flow)), flow.verify().is_sound)


def test_r02_two_who_issue_a_long_plan_at_once_do_no_harm(tmp_path):
    """Both under one key: one plan, every task once."""
    path = tmp_path / "p.db"
    SqliteStore(path, synchronous="off").close()
    found, errors = [], []

    def issue_it():
        with SqliteStore(path, synchronous="off") as own:
            flow = flow_on(own)
            try:
                found.append(flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k").tasks)
            except (StoreUnavailableError, RuleViolatedError) as error:
                errors.append(error)

    threads = [threading.Thread(target=issue_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with SqliteStore(path) as store:
        flow = flow_on(store)
        counts = [kinds(flow).count(kind) for kind in ("PlanIssued", "Assigned", "PlanOpened")]
        assert ([14] * 3, [], [1, 14, 1]) == (found, errors, counts)
        assert flow.verify().is_sound


def test_r02_a_long_plan_that_is_wrong_leaves_no_trace(store):
    """Everything is checked before anything is written."""
    flow = flow_on(store)
    with pytest.raises(DefinitionError):
        flow.issue(
            plan(item("1", "nobody"), item("2", "sgd", schedule=after("x"))), by=CHAIR, at=LATER
        )

    assert (0, "0" * 64) == store.head()
