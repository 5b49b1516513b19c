"""Rules R25 to R28: the journal is a proof, each announcement comes once, four clocks."""

import datetime as dt
import json
import sqlite3
import threading
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pendulum import DateTime

from builders import (
    CHAIR,
    ISSUED_AT,
    STORES,
    before,
    by,
    clerk,
    closing_store,
    day,
    flow_on,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import Fixed, Recurring
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.errors import DefinitionError, PlanflowError, RuleViolatedError
from planflow.store import Query
from planflow.store.sqlite import SqliteStore


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


def lively(flow):
    """Let much happen in a small plan: reports, a return, an event, a suspension, a sweep."""
    district, lead = the(flow, "1", "van-lang").id, the(flow, "1", "sgd").id
    someone = clerk("van-lang", "person-7", name="Nguyễn Thị Hoa")
    flow.do(c.Start(lead), by=clerk("sgd"), at=moment(3, 1))
    flow.do(
        c.Report(district, figures={"classes": 2}, narrative="lời của Hoa", signed_by="Lê Văn Ký"),
        by=someone,
        at=moment(10, 1),
        key="k1",
    )
    flow.do(c.Return(district, "thiếu chữ ký", day(10, 20)), by=clerk("sgd"), at=moment(10, 2))
    flow.do(c.Report(district, figures={"classes": 3}), by=someone, at=moment(10, 5))
    flow.do(
        RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",)),
        by=clerk("stp"),
        at=moment(6, 10),
    )
    flow.do(c.Report(lead, waive={"trang-dinh": "lũ quét"}), by=clerk("sgd"), at=moment(10, 30))
    flow.do(c.Suspend(the(flow, "2", "mttq").id, "bận"), by=CHAIR, at=moment(5, 5))
    flow.tick(moment(11, 20))
    return flow


# ── R25: chained, folded, erasable ───────────────────────────────────────────


def test_r25_folding_the_journal_gives_the_stored_state(flow):
    """After much has happened, the verifier finds chain, state and totals in order."""
    found = lively(flow).verify()

    assert (True, True, True, ()) == (
        found.chain_intact,
        found.state_is_fold,
        found.totals_recomputed,
        found.flaws,
    )


def test_r25_an_empty_journal_is_sound(store):
    """Nothing has happened, and nothing is wrong."""
    found = flow_on(store).verify()

    assert (0, "0" * 64, True) == (found.entries, found.head, found.is_sound)


def test_r25_the_chain_is_over_the_stored_text(flow):
    """Anybody can recompute it with sha256 and nothing of ours."""
    heads, digest = {}, "0" * 64
    for entry in lively(flow)._setup.store.journal(0, 10_000):
        previous = heads.get(entry.stream, "0" * 64)
        heads[entry.stream] = sha256(f"{previous}\n{entry.body}".encode()).hexdigest()
        digest = sha256(f"{digest}\n{entry.hash}".encode()).hexdigest()
        assert (heads[entry.stream], digest) == (entry.hash, entry.digest)


def test_r25_the_journal_names_no_person(flow):
    """Names, signatures and free text stand beside the journal, never in it."""
    bodies = "".join(e.body for e in lively(flow)._setup.store.journal(0, 10_000))

    assert [] == [
        words for words in ("Hoa", "Ký", "lời của", "chữ ký", "lũ quét", "bận") if words in bodies
    ]


def test_r25_what_was_written_is_read_back_until_it_is_erased(flow):
    """The history tells name, narrative and reason; after the erasure it tells who no more."""
    task = the(lively(flow), "1", "van-lang").id

    def reported():
        found = [e for e in flow.history(task) if e.kind == "Reported"]
        return [(e.actor_name, e.event.narrative) for e in found]

    before_it = reported()
    flow.erase("person-7")

    erased = reported()
    kept = [e.event.reason for e in flow.history(task) if e.kind == "Returned"]
    assert [("Nguyễn Thị Hoa", "lời của Hoa"), ("Nguyễn Thị Hoa", None)] == before_it
    assert ([(None, None)] * 2, ["thiếu chữ ký"]) == (erased, kept)


def test_r25_erasing_a_person_leaves_the_proof(flow):
    """The journal's head stays, and the verifier is content."""
    head = lively(flow)._setup.store.head()

    flow.erase("person-7")
    flow.erase("nobody")

    assert (head, True) == (flow._setup.store.head(), flow.verify().is_sound)


def all_text(connection):
    """Return every value of every table as one text."""
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return "\n".join(
        repr(row)
        for table in tables
        for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608
    )


WORDS_OF_HOA = ("Nguyễn Thị Hoa", "lời của Hoa", "Lê Văn Ký")


def test_r25_no_table_holds_what_was_erased(tmp_path):
    """Every table of the file is read: before the erasure the words are there, after it not."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    flow = lively(issued(store))
    with sqlite3.connect(path) as connection:
        before_it = all_text(connection)

    flow.erase("person-7")

    with sqlite3.connect(path) as again:
        after_it = all_text(again)
    for each in (connection, again, store):
        each.close()
    assert [True] * 3 == [words in before_it for words in WORDS_OF_HOA]
    assert [False] * 3 == [words in after_it for words in WORDS_OF_HOA]
    assert "thiếu chữ ký" in after_it


def test_r25_no_byte_of_the_file_holds_what_was_erased(tmp_path):
    """Not even free pages of the database, nor its write-ahead log, keep the words."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    flow = lively(issued(store))
    flow.erase("person-7")
    store.close()

    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert [False] * 3 == [words.encode() in raw for words in WORDS_OF_HOA]


def test_r25_the_files_of_a_running_host_hold_nothing_erased(tmp_path):
    """A host that never closes its store erases as thoroughly."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    flow = lively(issued(store))
    try:
        flow.erase("person-7")
        raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    finally:
        store.close()

    assert [False] * 3 == [words.encode() in raw for words in WORDS_OF_HOA]


def test_r25_what_was_erased_cannot_be_guessed_from_the_journal(flow):
    """Who knows the rest of a keyed command cannot try names until a digest fits.

    Commands that differ in names and texts alone differ in nothing but salted digests.
    """
    task = the(flow, "1", "van-lang").id
    bodies = []
    for signer, key in (("Lê Văn Ký", "k1"), ("Phạm Thị B", "k2")):
        command = c.Report(task, partial=True, narrative=f"lời {signer}", signed_by=signer)
        flow.do(command, by=clerk("van-lang", "hoa", name=signer), at=moment(10, 1), key=key)
        body = json.loads(flow._setup.store.load((), (task, key)).done.body)
        bodies.append(body)
    flow.erase("hoa")

    assert bodies[0]["command"] == bodies[1]["command"]
    assert set() == {*bodies[0].pop("content").values()} & {*bodies[1].pop("content").values()}
    for body in bodies:
        del body["key"], body["version"], body["event"]["report"]["version"]
    assert bodies[0] == bodies[1]


def test_r25_repeating_a_keyed_command_after_erasing_its_person_is_still_one_event(flow):
    """The key still answers, and does not bring the erased words back."""
    lively(flow)
    task = the(flow, "1", "van-lang").id
    flow.erase("person-7")

    again = flow.do(
        c.Report(task, figures={"classes": 2}, narrative="lời của Hoa", signed_by="Lê Văn Ký"),
        by=clerk("van-lang", "person-7", name="Nguyễn Thị Hoa"),
        at=moment(10, 9),
        key="k1",
    )

    assert (True, None) == (again.is_repeated, again.events[0].narrative)
    assert [None, None] == [e.actor_name for e in flow.history(task) if e.kind == "Reported"]


# ── R26: each announcement exactly once ──────────────────────────────────────

START = dt.datetime(2020, 12, 20, tzinfo=dt.UTC)
DAYS = 400


def at_hour(hours):
    """Return an instant some hours after the beginning."""
    return START + dt.timedelta(hours=hours)


def told(flow, *cuts):
    """Sweep at each of the instants and return everything that was announced, in order."""
    return [each for cut in cuts for each in flow.tick(cut)]


def ladder_of(found, task):
    """Return the rungs that one task was told."""
    return [each.rung for each in found if each.task == task]


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=12)
@given(cuts=st.lists(st.integers(22 * 24, DAYS * 24), max_size=6))
def test_r26_however_time_is_cut_the_announcements_are_the_same(kind, cuts):
    """A sweep every hour, every month or once a year says the same, each thing once."""
    end = at_hour(DAYS * 24)
    with closing_store(kind) as one, closing_store(kind) as many:
        at_once = told(issued(one), end)
        in_steps = told(issued(many), *map(at_hour, sorted(cuts)), end)

    assert sorted(at_once, key=lambda each: each.id) == sorted(in_steps, key=lambda each: each.id)
    assert len(at_once) == len({each.id for each in at_once})


def test_r26_a_plan_that_goes_on_is_announced_alike_however_late_the_sweep(store):
    """An open-ended plan: sweeping daily or once at the end of the next year says the same."""

    def the_plan():
        return plan(item("1", "sgd", schedule=Recurring(every="year")), years=(2021, None))

    end = moment(12, 31, year=2022)
    at_once = {each.id: each.moment for each in issued(store, the_plan()).tick(end)}
    with closing_store("memory") as other:
        flow = issued(other, the_plan())
        in_steps = {
            each.id: each.moment
            for each in told(flow, *(moment(m, 15, year=2022) for m in range(1, 13)), end)
        }

    assert in_steps == at_once


def test_r26_downtime_loses_none_and_tells_them_in_order(flow):
    """Nobody swept from January to December: each rung passed is given, marked with its moment."""
    task = the(flow, "1", "van-lang").id

    found = [each for each in flow.tick(moment(12, 20)) if each.task == task]

    assert [
        ("opens", ISSUED_AT),
        ("due_soon", moment(10, 24, 0)),
        ("due_today", moment(10, 31, 0)),
        ("overdue_1", moment(11, 1, 0)),
        ("overdue_2", moment(11, 8, 0)),
        ("overdue_3", moment(11, 15, 0)),
        ("escalated", moment(11, 22, 0)),
    ] == [(each.rung, each.moment) for each in found]
    assert ["van-lang"] * 6 + ["stp"] == [each.recipient for each in found]


def test_r26_a_rung_is_given_at_its_moment_and_not_before(flow):
    """Due on 31 October: overdue with the first instant of 1 November."""
    task = the(flow, "1", "van-lang").id
    midnight = moment(11, 1, 0)
    flow.tick(moment(10, 31))

    found = [
        ladder_of(flow.tick(at), task)
        for at in (midnight - dt.timedelta(microseconds=1), midnight, midnight)
    ]

    assert [[], ["overdue_1"], []] == found


def test_r26_two_sweepers_double_none(tmp_path):
    """Two processes sweep the same file at the same time: together they say each thing once."""
    path = tmp_path / "p.db"
    stores = [SqliteStore(path, synchronous="off") for _ in range(2)]
    flows = [issued(stores[0]), flow_on(stores[1])]
    gate, given_by = threading.Barrier(2), [[], []]

    def sweep(n):
        gate.wait()
        for month in range(2, 13):
            given_by[n] += flows[n].tick(moment(month, 20))

    threads = [threading.Thread(target=sweep, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journalled = [e.stream for e in flows[0].journal() if e.kind == "Announcement"]
    for each in stores:
        each.close()
    with closing_store("memory") as alone:
        expected = {each.id for each in issued(alone).tick(moment(12, 20))}

    both = [each.id for each in (*given_by[0], *given_by[1])]
    assert sorted(expected) == sorted(both) == sorted(journalled)


@pytest.mark.parametrize(
    "command",
    [
        lambda task: (c.Report(task), "van-lang"),
        lambda task: (c.Withdraw(task, "trùng"), "stp"),
        lambda task: (c.Suspend(task, "lũ"), "stp"),
    ],
    ids=["report", "withdraw", "suspend"],
)
def test_r26_what_is_done_withdrawn_or_suspended_is_announced_no_more(flow, command):
    """The outstanding rungs end in the same commit, even those that nobody had swept yet."""
    task = the(flow, "1", "van-lang").id
    made, unit = command(task)
    flow.tick(moment(10, 25))
    flow.do(made, by=clerk(unit), at=moment(11, 9))

    assert [] == ladder_of(flow.tick(moment(12, 20)), task)


def test_r26_no_rung_for_a_deadline_that_is_no_longer_in_force(flow):
    """The event moves the date from July to September: nobody is urged for July."""
    flow.do(
        RecordEvent("p", "guidance", day(6, 10), due=by(7, 29)), by=clerk("stp"), at=moment(6, 10)
    )
    flow.do(
        RecordEvent("p", "guidance", day(7, 20), due=by(9, 30)), by=clerk("stp"), at=moment(7, 20)
    )

    found = [e for e in flow.tick(moment(9, 30)) if e.task == the(flow, "3", "stc").id]

    assert [("opens", day(9, 30)), ("due_soon", day(9, 30)), ("due_today", day(9, 30))] == [
        (each.rung, each.due_on) for each in found
    ]


def test_r26_with_commands_in_between_none_is_given_twice(flow):
    """Started, reported partially, reminded: the ladder goes on where it was."""
    task = the(flow, "1", "van-lang").id
    found = list(flow.tick(moment(10, 25)))
    for command, unit in (
        (c.Start(task), "van-lang"),
        (c.Report(task, partial=True), "van-lang"),
        (c.Remind(task), "sgd"),
    ):
        flow.do(command, by=clerk(unit), at=moment(10, 26))
        found += flow.tick(moment(10, 26))
    found += flow.tick(moment(11, 2))

    assert ["opens", "due_soon", "due_today", "overdue_1"] == ladder_of(found, task)


def test_r26_a_return_is_announced(flow):
    """The holder is told that its report came back, and when it is due again."""
    task = the(flow, "1", "van-lang").id
    flow.do(c.Report(task), by=clerk("van-lang"), at=moment(10, 1))
    flow.tick(moment(10, 1))
    flow.do(c.Return(task, "thiếu", day(10, 5)), by=clerk("sgd"), at=moment(10, 2))

    found = [(e.rung, e.due_on) for e in flow.tick(moment(10, 5)) if e.task == task]

    assert [("returned", day(10, 5)), ("due_today", day(10, 5))] == found


def test_r26_a_second_return_to_the_same_day_is_announced_too(flow):
    """Returned, resent, returned again by the same day: two returns are two announcements."""
    task = the(flow, "1", "van-lang").id
    found = []
    for hour in (8, 14):
        flow.do(c.Report(task), by=clerk("van-lang"), at=moment(10, 2, hour))
        flow.do(c.Return(task, "thiếu", day(10, 5)), by=clerk("sgd"), at=moment(10, 2, hour + 1))
        found += flow.tick(moment(10, 2, hour + 1))

    assert ["returned", "returned"] == [r for r in ladder_of(found, task) if r == "returned"]


def test_r26_a_return_at_midnight_sharp_for_the_same_day_is_announced(flow):
    """Returned in the first instant of the day by which it is due again."""
    task = the(flow, "1", "van-lang").id
    flow.do(c.Report(task), by=clerk("van-lang"), at=moment(10, 1))
    flow.tick(moment(10, 1))
    flow.do(c.Return(task, "thiếu", day(10, 2)), by=clerk("sgd"), at=moment(10, 2, 0))

    assert "returned" in ladder_of(flow.tick(moment(10, 2)), task)


def test_r26_a_task_that_waits_is_remembered(flow):
    """Ninety days without the guidance: somebody is told that it still has not come."""
    task = the(flow, "3", "stc").id

    assert ["opens", "waiting"] == ladder_of(flow.tick(moment(12, 31)), task)


# ── R27: four clocks ─────────────────────────────────────────────────────────


def test_r27_a_paper_entered_late_by_another_is_judged_by_when_it_was_sent(flow):
    """The district sent its paper on the 14th; the agency entered it on the 20th: in time."""
    task = the(flow, "R.1", "van-lang").id
    paper = c.Paper("45/BC-UBND", moment(11, 14, 17), evidence="bản chụp 45")

    done = flow.do(c.Report(task, paper=paper), by=clerk("stp"), at=moment(11, 20)).task

    version = done.standing.reports[-1]
    recorded = [e.at for e in flow.history(task) if e.kind == "Reported"]
    assert "done_in_time" == timeliness(done, moment(12, 1))
    assert (moment(11, 14, 17), "stp", ("45/BC-UBND", "bản chụp 45")) == (
        version.sent_at,
        version.entered_by,
        version.evidence,
    )
    assert [moment(11, 20)] == recorded


def test_r27_a_late_paper_is_late_however_it_is_entered(flow):
    """Sent in the first instant of the 15th, entered by the agency: late."""
    task = the(flow, "R.1", "van-lang").id
    paper = c.Paper("45/BC-UBND", moment(11, 15, 0))

    done = flow.do(c.Report(task, paper=paper), by=clerk("stp"), at=moment(11, 15)).task

    assert "done_late" == timeliness(done, moment(12, 1))


@pytest.mark.parametrize(
    ("unit", "paper"),
    [
        ("stp", None),  # entered for another without a paper
        ("stp", c.Paper("", moment(11, 1))),  # a paper without a number
        ("stp", c.Paper("45", moment(11, 21))),  # sent after it was entered
        ("van-lang", c.Paper("45", moment(11, 1))),  # the holder dates itself back
    ],
)
def test_r27_nobody_dates_a_report_but_by_its_evidence(flow, unit, paper):
    """The instant of sending is the paper's where another enters it, and now for the holder."""
    task = the(flow, "R.1", "van-lang").id

    with pytest.raises(RuleViolatedError, match="R27"):
        flow.do(c.Report(task, paper=paper), by=clerk(unit), at=moment(11, 20))


def test_r27_the_ministry_outside_takes_a_report_by_evidence(flow):
    """The agency that sent it records the ministry's receipt; the ministry uses no system."""
    for unit in ("sgd", "mttq", "trang-dinh", "van-lang", "bac-son"):
        flow.do(c.Report(the(flow, "R.1", unit).id), by=clerk(unit), at=moment(11, 1))
    flow.do(c.Report(the(flow, "R.2", "stp").id), by=clerk("stp"), at=moment(12, 1))
    receipt = c.Paper("sổ công văn 99", moment(12, 2))

    done = flow.do(
        c.Report(the(flow, "R.2", "btp").id, paper=receipt), by=clerk("stp"), at=moment(12, 9)
    ).task

    assert ("consolidated", moment(12, 2)) == (done.state, done.standing.reports[-1].sent_at)


def test_r27_an_event_keeps_when_it_happened_beside_when_it_was_recorded(flow):
    """The guidance arrived on the 10th, bears a date of its own and was recorded on the 20th."""
    command = RecordEvent("p", "guidance", day(6, 10), document="1028 ngày 07/6", due=by(7, 29))

    flow.do(command, by=clerk("stp"), at=moment(6, 20))

    (entry,) = [e for e in flow.history("p") if e.kind == "EventRecorded"]
    happening = entry.event.happening
    assert (day(6, 10), "1028 ngày 07/6", moment(6, 20)) == (
        happening.happened_on,
        happening.document,
        entry.at,
    )


def test_r27_asking_later_changes_no_record(flow):
    """The moment of asking is an argument; what was in time then is told so for that moment."""
    task = the(flow, "R.1", "van-lang")
    head = flow._setup.store.head()

    found = [timeliness(task, at) for at in (moment(3, 1), moment(11, 13), moment(11, 16))]

    assert (["in_time", "due_soon", "overdue"], head) == (found, flow._setup.store.head())


NAIVE = dt.datetime(2021, 11, 1, 9)  # noqa: DTZ001 - naive on purpose
NAIVE_USES = {
    "issue": lambda flow, task: flow.issue(small_plan(plan_id="q"), by=CHAIR, at=NAIVE),
    "preview": lambda flow, task: flow.preview(small_plan(), at=NAIVE),
    "do": lambda flow, task: flow.do(c.Start(task), by=clerk("sgd"), at=NAIVE),
    "event": lambda flow, task: flow.do(
        RecordEvent("p", "guidance", day(6, 1)), by=clerk("stp"), at=NAIVE
    ),
    "consolidate": lambda flow, task: flow.consolidate(task, at=NAIVE),
    "extend": lambda flow, task: flow.extend("p", day(12, 31), at=NAIVE),
    "tick": lambda flow, task: flow.tick(NAIVE),
    "tally": lambda flow, task: flow.tally(Query(), by=("state",), at=NAIVE),
    "view": lambda flow, task: flow.view("p", at=NAIVE),
    "paper": lambda flow, task: c.Paper("1", NAIVE),
    "date for an instant": lambda flow, task: flow.tick(dt.date(2021, 11, 1)),
    "text for an instant": lambda flow, task: flow.tick("2021-11-01T09:00:00+07:00"),
    "instant for a date": lambda flow, task: c.Return(task, "thiếu", moment(11, 1)),
    "happened at an instant": lambda flow, task: RecordEvent("p", "guidance", moment(6, 1)),
    "until an instant": lambda flow, task: flow.extend("p", moment(6, 1), at=moment(6, 1)),
}


@pytest.mark.parametrize("use", NAIVE_USES)
def test_r27_naive_instants_are_refused_everywhere(flow, use):
    """No zone, or a date where an instant belongs: refused, and nothing is written."""
    head = flow._setup.store.head()

    with pytest.raises(DefinitionError):
        NAIVE_USES[use](flow, the(flow, "1", "sgd").id)

    assert head == flow._setup.store.head()


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime(2021, 11, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=7))),
        dt.datetime(2021, 11, 1, 2, tzinfo=dt.UTC),
        DateTime(2021, 11, 1, 2, tzinfo=dt.UTC),
        moment(11, 1),
    ],
)
def test_r27_one_instant_is_one_instant_in_whatever_zone_it_is_told(flow, at):
    """The standard library's and pendulum's instants are kept alike, in UTC."""
    task = the(flow, "1", "sgd").id

    flow.do(c.Start(task), by=clerk("sgd"), at=at)
    body = json.loads(flow._setup.store.history((task,))[-1].body)

    assert "2021-11-01T02:00:00.000000+00:00" == body["at"]


# ── R28: data, never code ────────────────────────────────────────────────────

TRICKS = ["__import__('os').abort()", "{0.__class__}", "'; DROP TABLE planflow_journal; --", "\x01"]


@pytest.mark.parametrize("trick", TRICKS)
def test_r28_text_that_looks_like_code_is_stored_and_read_as_text(flow, trick):
    """Narratives, names, reasons and keys are data all the way down and back."""
    task = the(flow, "1", "van-lang").id
    flow.do(
        c.Report(task, narrative=trick, evidence=(trick,)),
        by=clerk("van-lang", trick, name=trick),
        at=moment(10, 1),
        key=trick,
    )

    entry = flow.history(task)[-1]
    assert (trick, trick, trick, (trick,)) == (
        entry.event.narrative,
        entry.actor_name,
        entry.key,
        entry.event.report.evidence,
    )
    assert flow.verify().is_sound


def test_r28_a_stored_tag_names_one_of_our_values_or_nothing(tmp_path):
    """A journal that asks for a class of the standard library is refused, not obeyed."""
    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    flow = issued(store)
    with sqlite3.connect(path) as raw:
        raw.execute(
            'UPDATE planflow_journal SET body = replace(body, \'"is":"Assigned"\', '
            '\'"is":"os.system"\')'
        )
    raw.close()

    with pytest.raises(PlanflowError):
        list(flow.journal())
    store.close()


def test_r28_an_instant_in_a_schedule_does_not_poison_the_record(flow):
    """A schedule made with an instant is refused; whatever happens, the plan can still be read."""
    with suppress(DefinitionError):
        flow.do(
            RecordEvent("p", "guidance", day(6, 10), due=Fixed(on=moment(7, 30))),
            by=clerk("stp"),
            at=moment(6, 10),
        )

    assert "p" == flow.plan("p").plan.id


@pytest.mark.parametrize("kind", STORES)
def test_r28_dates_of_the_standard_library_are_read_back_as_dates(kind):
    """A plan made in code with plain dates is stored and read like any other."""
    with closing_store(kind) as opened:
        flow = issued(opened, plan(item("1", "sgd", schedule=Fixed(on=dt.date(2021, 11, 14)))))
        flow.do(c.Start(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(2, 1))

        assert (day(11, 14), True) == (the(flow, "1", "sgd").due_on, flow.verify().is_sound)
