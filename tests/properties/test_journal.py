"""The journal: one head from every store, state is its fold, tampering is found."""

import datetime as dt
import sqlite3
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
    before,
    by,
    clerk,
    closing_store,
    day,
    flow_on,
    issued,
    moment,
    small_plan,
    the,
)
from planflow.domain.change import RecordEvent
from planflow.domain.task import command as c
from planflow.errors import PlanflowError
from planflow.instant import add_days
from planflow.store import Query
from planflow.store.sqlite import SqliteStore

# ── the same commands, the same head ─────────────────────────────────────────

ACTORS = ("board", "stp", "sgd", "stc", "mttq", "ubnd", "btp", *DISTRICTS)
KINDS = (
    c.Start,
    c.Report,
    c.Return,
    c.Suspend,
    c.Resume,
    c.AskExtension,
    c.GrantExtension,
    c.RefuseExtension,
    c.Decline,
    c.AskRelease,
    c.Withdraw,
    c.Reinstate,
    c.Remind,
    c.RaiseObstacle,
    c.AnswerObstacle,
    c.EscalateObstacle,
    c.WithdrawObstacle,
    c.RecordProgress,
    c.AttachEvidence,
    c.RefuseRelease,
    c.Waive,
    c.Close,
    RecordEvent,
    "tick",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 13),
        st.sampled_from(ACTORS),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=25,
)


def command_of(kind, subject, at, number, is_so):
    """Return a command that may well be refused."""
    resend_by = at.date() + dt.timedelta(days=number)
    made = {
        c.Report: lambda: c.Report(
            subject.id,
            figures=dict.fromkeys(subject.assignment.indicators, number),
            estimates=dict.fromkeys(subject.assignment.indicators, Decimal(number) / 4),
            partial=is_so,
            narrative=f"lời {number}",
            signed_by="Ký",
        ),
        c.Return: lambda: c.Return(subject.id, "thiếu", resend_by),
        c.Resume: lambda: c.Resume(subject.id, prolong=is_so or None),
        c.AskExtension: lambda: c.AskExtension(
            subject.id, add_days(subject.due_on or at.date(), number), "lũ"
        ),
        c.GrantExtension: lambda: c.GrantExtension(
            subject.id, add_days(resend_by, 90) if is_so else None, "đồng ý"
        ),
        c.Start: lambda: c.Start(subject.id),
        c.Remind: lambda: c.Remind(subject.id, "gấp" if is_so else ""),
        c.RaiseObstacle: lambda: c.RaiseObstacle("p" if is_so else subject.id, f"vướng {number}"),
        c.AnswerObstacle: lambda: c.AnswerObstacle("p" if is_so else subject.id, 1, "đồng ý"),
        c.EscalateObstacle: lambda: c.EscalateObstacle("p" if is_so else subject.id, 1, "ngoài"),
        c.WithdrawObstacle: lambda: c.WithdrawObstacle("p" if is_so else subject.id, 1),
        c.RecordProgress: lambda: c.RecordProgress(
            subject.id, number * 10 if is_so else None, "đang"
        ),
        c.AttachEvidence: lambda: c.AttachEvidence(subject.id, (f"ảnh {number}",)),
        c.Waive: lambda: c.Waive(subject.id, ACTORS[2:4] if is_so else ("van-lang",), "lũ"),
        RecordEvent: lambda: RecordEvent(
            "p", "guidance", at.date(), due=by(7, number + 1), addressees=("ubnd",)[: 1 + is_so]
        ),
    }
    return made.get(kind, lambda: kind(subject.id, "lý do"))()


def rightful(kind, subject, number):
    """Return a unit that may give such a command, where there is one."""
    if kind is c.Return:
        edges = subject.standing.edges
        return edges[number % len(edges)].receiver if edges else "stp"
    if kind is c.AnswerObstacle and subject.standing.obstacles:
        return subject.standing.obstacles[0].lies_with
    holders_own = (
        c.Start,
        c.Report,
        c.Decline,
        c.AskRelease,
        c.AskExtension,
        c.RaiseObstacle,
        c.WithdrawObstacle,
        c.RecordProgress,
        c.AttachEvidence,
        c.Waive,
    )
    return subject.holder if kind in holders_own else "stp"


def play(flow, steps):
    """Issue the small plan, give the commands; return how many were obeyed, and what was told."""
    flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="issue")
    tasks = [each.id for each in flow.find(Query())]
    obeyed, told = 0, []
    for n, (kind, which, actor, number, is_so) in enumerate(steps):
        at = moment(2, 1) + dt.timedelta(days=11 * n, hours=number)
        if kind == "tick":
            told += flow.tick(at)
            continue
        subject = flow.task(tasks[which])
        unit_id = rightful(kind, subject, number) if number < 8 else actor
        try:
            flow.do(
                command_of(kind, subject, at, number, is_so),
                by=clerk(unit_id, name=f"Người {unit_id}"),
                at=at,
                key=f"k{n}",
            )
            obeyed += 1
        except PlanflowError:
            continue
    return obeyed, told


@settings(max_examples=40)
@given(STEPS, st.integers(0, 3))
def test_the_same_commands_give_the_same_journal_on_every_store(steps, seed):
    """Same head, same announcements, same tasks; each is sound; folding gives the state."""
    found = []
    for kind in STORES:
        with closing_store(kind) as store:
            flow = flow_on(store, seed=seed)
            obeyed, told = play(flow, steps)
            verification = flow.verify()
            assert () == verification.flaws
            assert len(told) == len({each.id for each in told})
            assert verification.is_sound
            tasks = {each.id: each for each in flow.find(Query())}
            lines = [each.body for each in store.journal(0, 10_000)]
            found.append((store.head(), obeyed, told, tasks, flow.plan("p"), lines))

    assert found[0] == found[1]


@pytest.mark.slow
@settings(max_examples=600)
@given(st.lists(STEPS, max_size=4).map(lambda parts: [step for part in parts for step in part]))
def test_the_same_commands_give_the_same_journal_over_longer_runs(steps):
    """The same, longer."""
    heads = set()
    for kind in STORES:
        with closing_store(kind) as store:
            flow = flow_on(store)
            play(flow, steps)
            assert flow.verify().is_sound
            heads.add(store.head())

    assert 1 == len(heads)


def test_another_seed_gives_another_head():
    """The salts are in the journal, as digests; the events are the same."""
    heads = []
    for seed in (1, 1, 2):
        with closing_store("memory") as store:
            flow = flow_on(store, seed=seed)
            play(flow, [(c.Report, 3, "sgd", 4, True)])
            heads.append(store.head())

    assert (True, False) == (heads[0] == heads[1], heads[0] == heads[2])


# ── tampering ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A sound file with some forty entries."""
    path = tmp_path_factory.mktemp("journal") / "plans.db"
    store = SqliteStore(path, synchronous="off")
    flow = issued(store)
    hoa = clerk("van-lang", "hoa", name="Nguyễn Thị Hoa")
    district = the(flow, "1", "van-lang").id
    flow.do(
        c.Report(district, figures={"classes": 2}, narrative="lời của Hoa"),
        by=hoa,
        at=moment(10, 1),
        key="k1",
    )
    flow.do(c.Return(district, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2), key="k2")
    flow.do(c.Report(district, figures={"classes": 3}), by=hoa, at=moment(10, 3), key="k3")
    flow.do(c.Report(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(10, 20))
    flow.do(
        RecordEvent("p", "guidance", day(6, 10), due=before(7, 30)),
        by=clerk("stp"),
        at=moment(6, 10),
    )
    flow.tick(moment(11, 1))
    assert flow.verify().is_sound
    store.close()
    return path.read_bytes()


@pytest.fixture
def tampered(original, tmp_path):
    """Return a function that changes a copy by SQL, and verifies it."""
    path = tmp_path / "plans.db"
    path.write_bytes(original)

    def verify(*statements):
        raw = sqlite3.connect(path)
        with raw:
            for sql, *values in statements:
                assert raw.execute(sql, values).rowcount != 0
        raw.close()
        store = SqliteStore(path, synchronous="off")
        try:
            return flow_on(store).verify()
        finally:
            store.close()

    with sqlite3.connect(path) as raw:
        verify.last = raw.execute("SELECT max(position) FROM planflow_journal").fetchone()[0]
        verify.reported = raw.execute(
            "SELECT position FROM planflow_journal WHERE key = 'k1'"
        ).fetchone()[0]
    raw.close()
    return verify


def test_an_untouched_copy_is_sound(tampered):
    """Or the tests below would show nothing."""
    found = tampered()

    assert (True, tampered.last) == (found.is_sound, found.entries)


ONE_BYTE = {
    "body": "UPDATE planflow_journal SET body = replace(body, '2021', '2020') WHERE position = ?",
    "white space": "UPDATE planflow_journal SET body = body || ' ' WHERE position = ?",
    "hash": "UPDATE planflow_journal SET hash = substr(hash, 2) || 'x' WHERE position = ?",
    "digest": "UPDATE planflow_journal SET digest = substr(digest, 2) || 'x' WHERE position = ?",
    "stream": "UPDATE planflow_journal SET stream = stream || 'x' WHERE position = ?",
    "version": "UPDATE planflow_journal SET version = version + 50 WHERE position = ?",
    "no json": "UPDATE planflow_journal SET body = 'x' WHERE position = ?",
    "no text": "UPDATE planflow_journal SET body = x'00ff' WHERE position = ?",
    "key": "UPDATE planflow_journal SET key = coalesce(key, '') || 'x' WHERE position = ?",
}


@pytest.mark.parametrize("what", ONE_BYTE)
@pytest.mark.parametrize("where", ["first", "reported", "last"])
def test_a_changed_entry_is_found_at_its_position(tampered, what, where):
    """One byte of text, hash, digest, stream, version or key: the proof fails right there."""
    position = {"first": 1, "reported": tampered.reported, "last": tampered.last}[where]

    found = tampered((ONE_BYTE[what], position))

    assert (False, False, [position]) == (
        found.is_sound,
        found.chain_intact,
        [flaw.position for flaw in found.flaws],
    )


def test_a_key_taken_away_is_found(tampered):
    """An entry whose key is gone would let its command be given twice."""
    found = tampered(
        ("UPDATE planflow_journal SET key = NULL WHERE position = ?", tampered.reported)
    )

    assert [tampered.reported] == [flaw.position for flaw in found.flaws]


@pytest.mark.parametrize("where", ["first", "reported", "last"])
def test_a_dropped_entry_is_found_at_its_position(tampered, where):
    """The first, one in the middle, the last."""
    position = {"first": 1, "reported": tampered.reported, "last": tampered.last}[where]

    found = tampered(("DELETE FROM planflow_journal WHERE position = ?", position))

    assert (False, [position]) == (found.is_sound, [flaw.position for flaw in found.flaws])


def test_a_dropped_entry_whose_gap_was_closed_is_found(tampered):
    """Whoever renumbers the rest does not hide it."""
    found = tampered(
        ("DELETE FROM planflow_journal WHERE position = ?", tampered.reported),
        ("UPDATE planflow_journal SET position = -position WHERE position > ?", tampered.reported),
        ("UPDATE planflow_journal SET position = -position - 1 WHERE position < 0",),
        ("UPDATE planflow_head SET position = position - 1",),
    )

    assert (False, tampered.reported) == (found.is_sound, found.flaws[0].position)


STRAYS_DROPPED = """
    DELETE FROM planflow_content WHERE NOT EXISTS (SELECT 1 FROM planflow_journal j
    WHERE j.stream = planflow_content.stream AND j.version = planflow_content.version)
"""


def test_the_last_entry_dropped_with_its_head_is_found_by_the_state(tampered):
    """Entry and head turned back together: what the records know is ahead of the journal."""
    found = tampered(
        (
            (
                "UPDATE planflow_head SET position = ?, digest = "
                "(SELECT digest FROM planflow_journal WHERE position = ?)"
            ),
            tampered.reported - 1,
            tampered.reported - 1,
        ),
        ("DELETE FROM planflow_journal WHERE position >= ?", tampered.reported),
        (STRAYS_DROPPED,),
    )

    assert (True, False) == (found.chain_intact, found.state_is_fold)


SWAP = (
    ("UPDATE planflow_journal SET position = -1 WHERE position = ?", 5),
    ("UPDATE planflow_journal SET position = 5 WHERE position = ?", 9),
    ("UPDATE planflow_journal SET position = 9 WHERE position = ?", -1),
)


def test_two_entries_in_each_others_place_are_found(tampered):
    """Rows swapped by their ids: the first of them is not where it was."""
    found = tampered(*SWAP)

    assert (False, [5]) == (found.is_sound, [flaw.position for flaw in found.flaws])


@pytest.mark.parametrize("columns", [("body",), ("body", "hash"), ("body", "hash", "digest")])
def test_two_swapped_bodies_are_found(tampered, columns):
    """Texts swapped, even with their hashes."""
    swaps = ", ".join(
        f"{name} = (SELECT {name} FROM planflow_journal o WHERE o.position = 14 - j.position)"  # noqa: S608
        for name in columns
    )

    sql = f"UPDATE planflow_journal AS j SET {swaps} WHERE position IN (5, 9)"  # noqa: S608
    found = tampered((sql,))

    assert (False, [5]) == (found.is_sound, [flaw.position for flaw in found.flaws])


FOREIGN = (
    "INSERT INTO planflow_journal (position, stream, version, hash, digest, body) "
    "SELECT ?, 'foreign', 1, hash, digest, body FROM planflow_journal WHERE position = 1"
)


def test_a_foreign_entry_at_the_end_is_found(tampered):
    """Nobody may add to the journal behind its head."""
    found = tampered((FOREIGN, tampered.last + 1))

    assert [tampered.last + 1] == [flaw.position for flaw in found.flaws]


@pytest.mark.parametrize("position", [0, -7])
def test_a_foreign_entry_below_the_first_is_found(tampered, position):
    """Such a row would answer for a key, and stand in a stream's history."""
    assert not tampered((FOREIGN, position)).is_sound


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("UPDATE planflow_head SET position = position + 1", 1),
        ("UPDATE planflow_head SET digest = 'x'", 1),
        ("DELETE FROM planflow_head", 1),
    ],
)
def test_a_changed_head_is_found(tampered, sql, position):
    """The head says how far the journal goes."""
    found = tampered((sql,))

    assert [tampered.last + position] == [flaw.position for flaw in found.flaws]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE planflow_content SET text = text || '.' WHERE field = 'narrative'",
        "UPDATE planflow_content SET salt = 'x' WHERE field = 'narrative'",
        "UPDATE planflow_content SET field = 'signed_by' WHERE field = 'narrative'",
    ],
    ids=["text", "salt", "field"],
)
def test_changed_content_is_found_at_its_entry(tampered, sql):
    """What stands beside the journal is what was written, or it is gone."""
    found = tampered((sql,))

    assert [tampered.reported] == [flaw.position for flaw in found.flaws]


def test_content_put_to_another_entry_is_found(tampered):
    """A text that its entry does not name is no content."""
    found = tampered(("UPDATE planflow_content SET version = 3 WHERE field = 'narrative'",))

    assert (False, False) == (found.is_sound, found.chain_intact)


def test_content_that_is_gone_is_an_erasure(tampered):
    """The law may take a text away; the proof stays."""
    assert tampered(("DELETE FROM planflow_content",)).is_sound


def test_content_of_no_entry_is_found(tampered):
    """A text that was moved off its entry escapes erasure by nobody's leave, and the proof."""
    assert not tampered(
        ("UPDATE planflow_content SET stream = 'nowhere' WHERE field = 'narrative'",)
    ).is_sound


RECORDS = {
    "body": "UPDATE planflow_record SET body = replace(body, '3', '4') WHERE id = ?",
    "fixed": "UPDATE planflow_record SET fixed = replace(fixed, 'order', 'request') WHERE id = ?",
    "state": "UPDATE planflow_record SET state = 'assigned' WHERE id = ?",
    "due_at": "UPDATE planflow_record SET due_at = NULL WHERE id = ?",
    "done_at": "UPDATE planflow_record SET done_at = '2021-01-01' WHERE id = ?",
    "holder": "UPDATE planflow_record SET holder = 'sgd' WHERE id = ?",
    "kind": "UPDATE planflow_record SET kind = 'plan' WHERE id = ?",
    "plan": "UPDATE planflow_record SET plan = 'q' WHERE id = ?",
    "version": "UPDATE planflow_record SET version = version + 1 WHERE id = ?",
    "head": "UPDATE planflow_record SET head = 'x' WHERE id = ?",
    "deleted": "DELETE FROM planflow_record WHERE id = ?",
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_changed_record_is_found_and_named(tampered, what):
    """Any column of a task's row: the journal gives another."""
    record = "p/1/van-lang/once"

    found = tampered((RECORDS[what], record))

    assert (True, False) == (found.chain_intact, found.state_is_fold)
    assert [True] == [record in flaw.what.text("vi") for flaw in found.flaws]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE planflow_record SET body = '{}' WHERE id = 'p'",
        "DELETE FROM planflow_record WHERE id = 'p'",
    ],
)
def test_a_changed_plan_is_found(tampered, sql):
    """The plan's own record is a cache as well."""
    assert not tampered((sql,)).state_is_fold


COPY = (
    "INSERT INTO planflow_record SELECT 'foreign', version, head, fixed, body, plan, ?, part, "
    "holder, source, occurrence, authority, state, dating, opens_at, due_at, done_at, wake, shard "
    "FROM planflow_record WHERE id = 'p/1/van-lang/once'"
)


def test_a_foreign_record_is_found_and_named(tampered):
    """A task that the journal does not know."""
    found = tampered((COPY, "deliver"))

    assert ["foreign không có trong nhật ký"] == [flaw.what.text("vi") for flaw in found.flaws]


def test_a_foreign_plan_is_found(tampered):
    """A plan that the journal does not know."""
    assert not tampered((COPY, "plan")).is_sound


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM planflow_feed WHERE child = 'p/1/van-lang/once'",
        "INSERT INTO planflow_feed VALUES ('p/1/sgd/once', 'p/4/bac-son/once')",
    ],
    ids=["dropped", "added"],
)
def test_a_changed_edge_is_found(tampered, sql):
    """Whose report goes into whose decides the totals; the table of edges is a cache too."""
    assert not tampered((sql,)).is_sound


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_byte_of_any_stored_text_counts(original, tmp_path_factory, data):
    """Whichever character of whichever body is changed, the proof fails at that entry."""
    path = tmp_path_factory.mktemp("byte") / "plans.db"
    path.write_bytes(original)
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT position, body FROM planflow_journal ORDER BY position").fetchall()
    position, body = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.characters(exclude_categories=("Cs",)).filter(lambda x: x != body[at]))
    with raw:
        raw.execute(
            "UPDATE planflow_journal SET body = ? WHERE position = ?",
            (body[:at] + other + body[at + 1 :], position),
        )
    raw.close()
    store = SqliteStore(path, synchronous="off")
    found = flow_on(store).verify()
    store.close()
    path.unlink()

    assert [position] == [flaw.position for flaw in found.flaws]
