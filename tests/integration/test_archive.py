"""Rule R25: a dead plan is written to a file and dropped; the proof holds, and the file is read."""

import json
import sqlite3
from hashlib import sha256

import pytest

from builders import (
    CHAIR,
    ISSUED_AT,
    before,
    by,
    carrying_out,
    cascading,
    clerk,
    day,
    flow_on,
    issued,
    item,
    moment,
    plan,
    province,
    small_plan,
    the,
)
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import Recurring
from planflow.domain.task import command as c
from planflow.engine.archive_file import erase_archive, read_archive
from planflow.errors import (
    DefinitionError,
    FormatError,
    NotFoundError,
    RuleViolatedError,
    StoreError,
    UnsupportedVersionError,
    VersionConflictError,
)
from planflow.store import Query
from planflow.store.sqlite import SqliteStore

UNITS = province()
NEXT_YEAR = moment(1, 10, year=2022)
LEADER = clerk("trang-dinh", capacity="leader")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "p.jsonl"


@pytest.fixture
def flow(store):
    """A plan with one that carries it out, over with the year, and another that is not."""
    flow = flow_on(store, directory=UNITS)
    flow.issue(cascading(), by=CHAIR, at=ISSUED_AT, key="issue")
    flow.issue(carrying_out(), by=LEADER, at=moment(3, 1))
    flow.issue(small_plan(plan_id="other", years=(2021, 2022)), by=CHAIR, at=moment(3, 2))
    hoa = clerk("chi-lang", "hoa", name="Nguyễn Thị Hoa")
    said = c.Report(the(flow, "C", "chi-lang").id, figures={"classes": 3}, narrative="lời của Hoa")
    flow.do(said, by=hoa, at=moment(4, 1), key="k")
    flow.do(
        c.Report(the(flow, "4", "trang-dinh", plan="p").id),
        by=LEADER,
        at=moment(11, 30),
    )
    flow.tick(moment(12, 31))
    return flow


def views(flow):
    """Return what is told of both plans."""
    found = [flow.view(name, at=NEXT_YEAR) for name in ("p", "td")]
    histories = [
        [(entry.at, entry.actor_name, entry.event) for entry in flow.history(one)]
        for one in ("p", "td", *found[0].family)
    ]
    return found, histories, [flow.totals(name) for name in ("p", "td")]


def test_r25_an_archived_plan_is_read_from_its_file(flow, file):
    """Views, histories, totals, names and texts, and the proof: as they were."""
    before_it = views(flow)

    archived = flow.archive("p", file, at=NEXT_YEAR)

    with read_archive(file) as kept:
        reading = flow_on(kept, directory=UNITS)
        assert before_it == views(reading)
        assert (("p", "td"), archived.sha256) == (kept.plans, kept.sha256)
        assert (archived.entries, True) == (len(kept.journal(0, 10_000)), reading.verify().is_sound)
        with pytest.raises(StoreError, match="read only"):
            reading.do(c.Start(the(reading, "4", "bac-son").id), by=clerk("bac-son"), at=NEXT_YEAR)
        with pytest.raises(StoreError, match="read only"):
            reading.erase("hoa")


def test_r25_what_was_archived_is_gone_and_the_proof_holds(flow, store, file):
    """Numbers, hashes and digests stay; the other plan goes on."""
    head, others = store.head(), flow.view("other", at=NEXT_YEAR)
    bodies = {e.position: e.body for e in store.journal(0, 10_000)}

    archived = flow.archive("p", file, at=NEXT_YEAR)

    position, entry = list(flow.journal())[-1].position, flow.history("p/archive")[0]
    assert (head[0] + 1, archived.sha256) == (position, entry.event.sha256)
    assert (("p", "td"), archived.entries) == (entry.event.plans, entry.event.entries)
    assert flow.verify().is_sound
    assert not any(vars_of(flow.rebuild()))
    for call in (
        lambda: flow.plan("p"),
        lambda: flow.view("td", at=NEXT_YEAR),
        lambda: flow.do(c.Start("p/4/bac-son/once"), by=CHAIR, at=NEXT_YEAR),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert () == flow.history("p")
    assert others == flow.view("other", at=NEXT_YEAR)
    kept = {e.position: e.body for e in store.journal(0, 10_000)}
    streams = {json.loads(body)["stream"] for body in kept.values() if body} - {"p/archive"}
    assert {"other"} == {stream.partition("!")[0].partition("/")[0] for stream in streams}
    assert all(body in ("", bodies[at]) for at, body in kept.items() if at in bodies)
    assert [] == [e for e in store.journal(0, 10_000) if not e.body and e.content]


def vars_of(rebuilt):
    return (rebuilt.records, rebuilt.unknown, rebuilt.feeds, rebuilt.wakes)


def test_r25_followers_see_what_was_archived_as_left_out(flow, store, file):
    """Whoever kept a position goes on from it; the lines of the journal say ``null``."""
    seen = [entry.position for entry in flow.journal()]
    flow.archive("p", file, at=NEXT_YEAR)

    left = [entry.position for entry in flow.journal()]
    announced = [position for position, _ in flow.announcements()]
    assert set(left) < {*seen, store.head()[0]}
    assert set(announced) < set(left)
    lines = [json.loads(line) for line in flow.lines()]
    assert [line["position"] for line in lines if line["body"]] == left
    assert len(lines) == store.head()[0]


def test_r25_an_archived_id_is_not_used_again(flow, file):
    """Its tasks' streams are in the journal."""
    flow.archive("p", file, at=NEXT_YEAR)

    for key in ("issue", "another", None):
        with pytest.raises(RuleViolatedError, match="was archived"):
            flow.issue(cascading(), by=CHAIR, at=NEXT_YEAR, key=key)
    with pytest.raises(RuleViolatedError, match=f"before; .* {flow.archived('p').sha256}"):
        flow.archive("p", file, at=NEXT_YEAR)
    with pytest.raises(NotFoundError):
        flow.archive("q", file, at=NEXT_YEAR)
    assert flow.archived("q") is None


# ── what is not over ─────────────────────────────────────────────────────────


def refused(flow, name, file, at):
    with pytest.raises(RuleViolatedError) as error:
        flow.archive(name, file, at=at)
    assert ("R25", False) == (error.value.rule, file.exists())
    assert "{" not in error.value.text("vi")
    return error.value.text("en")


def test_r25_a_plan_that_still_runs_is_not_archived(store, file):
    """Every task that is not done is named."""
    flow = issued(store, directory=UNITS)
    flow.do(c.Withdraw(the(flow, "2", "mttq").id, "thôi"), by=CHAIR, at=moment(2, 1))
    flow.do(c.RaiseObstacle("p", "vướng"), by=clerk("sgd"), at=moment(2, 2))

    text = refused(flow, "p", file, moment(12, 31))

    assert ("p/3/stc/once" in text, "p/2/mttq/once" in text) == (True, False)
    assert "Obstacles without an answer: p." in text
    flow.archive("p", file, at=NEXT_YEAR)


def test_r25_what_falls_due_after_the_year_keeps_its_plan(store, file):
    """The report on the year, to be given in January."""
    late = plan(item("1", "sgd", schedule=by(1, 20, 2022)), item("2", "stc", schedule=by(12, 1)))
    flow = issued(store, late)

    text = refused(flow, "p", file, NEXT_YEAR)

    assert ("p/1/sgd/once" in text, "p/2/stc/once" in text) == (True, False)
    flow.archive("p", file, at=moment(1, 21, year=2022))


def test_r25_a_plan_that_goes_on_is_not_archived(store, file):
    """The sweep would unfold it further."""
    monthly = item("1", "sgd", schedule=Recurring(every="month", due_day=5))
    flow = issued(store, plan(monthly, years=(2021, None)))
    for task in flow.find(Query()):
        flow.do(c.Report(task.id), by=clerk("sgd"), at=moment(12, 31))

    assert "Plans that go on: p." in refused(flow, "p", file, moment(12, 31))


def test_r25_a_plan_that_is_done_is_archived_before_its_time_is_over(store, file):
    flow = issued(store, plan(item("1", "sgd", schedule=by(3, 1))))
    flow.do(c.Report(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(2, 1))

    assert ("p",) == flow.archive("p", file, at=moment(3, 1)).plans


def test_r25_a_plan_that_carries_out_an_item_goes_with_the_plan_above(flow, file):
    assert "archive p, and it goes along" in refused(flow, "td", file, NEXT_YEAR)


def test_r25_a_plan_below_that_still_runs_keeps_the_plan_above(store, file):
    """Nothing of the family may be left."""
    flow = flow_on(store, directory=UNITS)
    flow.issue(cascading(), by=CHAIR, at=ISSUED_AT)
    flow.issue(carrying_out(years=(2021, 2022)), by=LEADER, at=moment(3, 1))

    assert "td/C/chi-lang" in refused(flow, "p", file, NEXT_YEAR)


# ── the file, and failures ───────────────────────────────────────────────────


def test_r25_another_file_is_never_overwritten(flow, file):
    file.write_text("mine", encoding="utf-8")
    with pytest.raises((DefinitionError, FormatError)):
        flow.archive("p", file, at=NEXT_YEAR)
    assert "mine" == file.read_text(encoding="utf-8")

    with pytest.raises(DefinitionError, match="can be written"):
        flow.archive("p", file.parent / "no" / "such" / "folder", at=NEXT_YEAR)
    assert flow.verify().is_sound


def test_r25_a_crash_after_the_file_loses_nothing(flow, store, file, monkeypatch):
    """Nothing was dropped; archived again, the file takes the place of its own forerunner."""
    before_it, kept = views(flow), store.commit

    def crash(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "commit", crash)
    with pytest.raises(KeyboardInterrupt):
        flow.archive("p", file, at=NEXT_YEAR)
    monkeypatch.setattr(store, "commit", kept)

    assert (before_it, True) == (views(flow), file.exists())
    flow.archive("p", file, at=NEXT_YEAR)
    with read_archive(file) as archive:
        assert before_it == views(flow_on(archive, directory=UNITS))
    assert [file.name] == [each.name for each in file.parent.glob("*.jsonl*")]


def test_r25_a_crash_while_the_file_is_written_leaves_none(flow, file, monkeypatch):
    def crash(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        flow.archive("p", file, at=NEXT_YEAR)

    assert ([], True) == (list(file.parent.glob("*.jsonl*")), flow.verify().is_sound)


def test_r25_what_happens_meanwhile_is_in_the_file(flow, store, file, monkeypatch):
    """A report that comes between the file and its end is not dropped with what it followed."""
    kept, is_first = store.commit, iter([True])
    task = the(flow, "4", "bac-son", plan="p").id

    def commit(batch):
        if next(is_first, False):
            flow.do(c.Start(task), by=clerk("bac-son"), at=NEXT_YEAR)
        return kept(batch)

    monkeypatch.setattr(store, "commit", commit)
    flow.archive("p", file, at=NEXT_YEAR)

    with read_archive(file) as archive:
        assert "in_progress" == flow_on(archive, directory=UNITS).task(task).state
    assert flow.verify().is_sound


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_r25_a_damaged_record_is_not_dropped_unseen(flow, file, tmp_path):
    """What is not as the journal says is to be rebuilt first."""
    with sqlite3.connect(tmp_path / "p.db") as raw:
        raw.execute("DELETE FROM planflow_record WHERE id = 'td/C/de-tham/once'")
    raw.close()
    with pytest.raises(VersionConflictError, match="de-tham"):
        flow.archive("p", file, at=NEXT_YEAR)
    flow.rebuild()

    flow.archive("p", file, at=NEXT_YEAR)


def test_r25_no_archive_is_made_on_a_lent_connection(tmp_path, file):
    """A file cannot be rolled back."""
    with SqliteStore(tmp_path / "p.db", synchronous="off") as store:
        flow = issued(store, directory=UNITS)
        host = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
        host.execute("BEGIN IMMEDIATE")
        with pytest.raises(DefinitionError, match="rolled back"):
            flow.on(host).archive("p", file, at=NEXT_YEAR)
        host.execute("ROLLBACK")
        host.close()
    assert not file.exists()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_r25_a_text_that_is_gone_without_an_archive_is_found(flow, tmp_path, store):
    """Whoever drops what was not archived is found at the first entry."""
    with sqlite3.connect(tmp_path / "p.db") as raw:
        raw.execute("UPDATE planflow_journal SET body = '' WHERE stream = 'td/C/de-tham/once'")
        raw.execute("DELETE FROM planflow_content WHERE stream = 'td/C/de-tham/once'")
    raw.close()
    first = next(e.position for e in store.journal(0, 10_000) if not e.body)

    found = flow.verify()
    assert (False, [first]) == (found.chain_intact, [flaw.position for flaw in found.flaws])


# ── erasing, and changed files ───────────────────────────────────────────────


def test_r25_a_person_is_erased_from_an_archive(flow, file):
    """Names and texts are gone from the file; its proof and its digest stay."""
    archived = flow.archive("p", file, at=NEXT_YEAR)
    flow.erase("hoa")
    was = "lời của Hoa" in file.read_text(encoding="utf-8")

    erased = erase_archive(file, "hoa")

    text = file.read_text(encoding="utf-8")
    assert (True, 3, False) == (was, erased, "Hoa" in text)
    with read_archive(file) as kept:
        assert (archived.sha256, True) == (
            kept.sha256,
            flow_on(kept, directory=UNITS).verify().is_sound,
        )
        task = "td/C/chi-lang/once"
        assert [None, None] == [
            entry.actor_name for entry in flow_on(kept, directory=UNITS).history(task)
        ]
    assert 0 == erase_archive(file, "hoa")


def test_r25_the_digest_is_over_every_line_that_is_not_erased(flow, file):
    """Anybody can compute it."""
    archived = flow.archive("p", file, at=NEXT_YEAR)
    lines = file.read_bytes().splitlines(keepends=True)

    assert archived.sha256 == sha256(b"".join(lines[: archived.entries + 2])).hexdigest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("trang-dinh", "trang-dxnh"),
        ('"version":1', '"version":2'),
        ("lời của Hoa", "lời của Huệ"),
        ('"field":"narrative"', '"field":"signed_by"'),
        ('{"entries":', '{"entries":1'),
        ('"file":"planflow archive"', '"file":"another"'),
        ('{"position"', '{"place"'),
        ('{"position"', "{"),
    ],
)
def test_r25_a_changed_archive_is_not_read(flow, file, old, new):
    """Neither texts nor order nor number."""
    flow.archive("p", file, at=NEXT_YEAR)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(FormatError):
        read_archive(file)


def test_r25_an_archive_that_lacks_a_line_is_not_read(flow, file):
    """Wherever it is cut off, or whatever line is left out."""
    archived = flow.archive("p", file, at=NEXT_YEAR)
    lines = file.read_bytes().splitlines(keepends=True)
    for at in (0, 1, 5, archived.entries, archived.entries + 1):
        file.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
        with pytest.raises(FormatError):
            read_archive(file)
    for at in (0, 1, 5, archived.entries):
        file.write_bytes(b"".join(lines[:at]))
        with pytest.raises(FormatError):
            read_archive(file)


def test_an_archive_of_a_later_format_is_refused(flow, file):
    flow.archive("p", file, at=NEXT_YEAR)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"format":1', '"format":2', 1), encoding="utf-8")

    for read in (read_archive, lambda path: erase_archive(path, "hoa")):
        with pytest.raises(UnsupportedVersionError):
            read(file)


def test_an_event_recorded_and_a_window_survive_the_file(store, file):
    """Everything that a small plan knows."""
    flow = issued(store, directory=UNITS)
    guidance = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",))
    flow.do(guidance, by=clerk("stp"), at=moment(6, 10))
    before_it = flow.view("p", at=NEXT_YEAR)
    flow.archive("p", file, at=NEXT_YEAR)

    with read_archive(file) as kept:
        assert before_it == flow_on(kept, directory=UNITS).view("p", at=NEXT_YEAR)
