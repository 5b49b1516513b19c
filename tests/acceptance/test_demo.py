"""The year 2021 of plan A, told in the glossary's words: what a newcomer sees must be true."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from planflow import Flow, Query, SqliteStore, read_plan, read_units, vietnam
from planflow.cli import main
from planflow.document import number_text
from planflow.store.chain import entry_hash, next_digest

from .conftest import EXAMPLE


@pytest.fixture(scope="module")
def flow(demo):
    """Return the demo's database, opened as a host would."""
    store = SqliteStore(demo / "plan.db", create=False)
    with closing(store):
        yield Flow(store, directory=read_units(EXAMPLE / "units-2021.csv"), workdays=vietnam())


def one(flow, source, holder, **more):
    """Return the only task of a holder under a code."""
    return flow.find(Query(source=source, holder=holder, **more)).one()


def test_every_promised_file_is_written(demo):
    """A database, its journal, the summary, the report, the page and the picture."""
    expected = {
        "plan.db",
        "journal.jsonl",
        "summary.json",
        "report.vi.md",
        "report.html",
        "timeline.svg",
    }

    assert expected == {path.name for path in demo.iterdir()} - {"plan.db-wal", "plan.db-shm"}


def test_the_summary_adds_up(summary):
    """Reports owed are sent or named as missing; each figure is the sum of its units."""
    reports = summary["reports"]
    tasks = sum(summary["tasks"].values())

    assert reports["expected"] == reports["submitted"] + len(reports["absent"])
    assert tasks == sum(summary["timeliness"].values())
    for name, figure in summary["figures"].items():
        assert figure["actual"] == sum(figure["by_unit"].values()), name


def test_every_reporter_owes_one_report_by_the_fourteenth(flow):
    """18 departments without the standing agency, and the 6 districts with key areas."""
    owed = flow.find(Query(source="IV.2", kind="report")).all()
    districts = [task for task in owed if flow.directory.unit(task.holder).level == "district"]

    assert (24, 6) == (len(owed), len(districts))
    assert "stp" not in {task.holder for task in owed}
    stated = {(task.standing.stated or task.deadline).due_on for task in owed}
    assert {date(2021, 11, 14)} == stated


def test_one_is_silent_for_good_and_is_named_in_the_report_above(flow, summary):
    """Đình Lập never reports: the summary and the standing agency's report both name it."""
    above = one(flow, "IV.1", "stp")
    absent = {one.holder: one.reason for one in above.standing.reports[0].absentees}

    assert ["dinh-lap"] == [each["unit"] for each in summary["reports"]["absent"]]
    assert "late" == absent["dinh-lap"]


def test_some_are_late_and_one_is_returned_and_resent(flow, summary):
    """Tràng Định's report is returned with a reason and a date, and counts as first sent."""
    task = one(flow, "IV.2", "trang-dinh", kind="report")
    returned = [entry for entry in flow.history(task.id) if entry.kind == "Returned"]

    assert summary["reports"]["late"] > 0
    assert 1 == summary["reports"]["returned"] == len(returned)
    assert returned[0].event.reason
    assert "consolidated" == task.state


def test_the_guidance_dates_item_1_2_and_upsets_its_partners(demo, flow):
    """Due strictly before 30 July; the named partners stand at the inherited 14 November."""
    lead = one(flow, "1.2", "stp")
    partners = flow.find(Query(source="1.2", part="partner")).all()

    assert (date(2021, 7, 29), "by-event") == (lead.due_on, lead.deadline.origin)
    assert {"finance", "cao-loc"} == {task.holder for task in partners}
    assert {(date(2021, 11, 14), "inherited")} == {
        (task.due_on, task.deadline.origin) for task in partners
    }
    assert "consolidated" == one(flow, "1.2", "moj").state


def test_the_windows_to_december_give_a_partial_and_a_closing_report(flow):
    """Items 2, 3, 4, 5 and 6: what there was in November, and the end in December."""
    told = {}
    for source in ("2", "3", "4", "5", "6"):
        reports = one(flow, source, "stp").standing.reports
        told[source] = [(report.is_closing, report.sent_at.month) for report in reports]

    assert {source: [(False, 11), (True, 12)] for source in "23456"} == told


def test_item_5_reaches_two_targets(summary):
    """Five clips and ten programmes, in one line of the plan."""
    reached = {
        name: (figure["target"], figure["actual"])
        for name, figure in summary["figures"].items()
        if name in ("clips", "programmes")
    }

    assert {"clips": (5, 5), "programmes": (10, 10)} == reached


def test_two_totals_are_told_apart(summary):
    """Item 2 had two classes when the report went up and three at the end."""
    classes = summary["figures"]["training_classes"]

    assert (3, 2, 3) == (classes["target"], classes["actual"], classes["live"])


def test_province_and_ministry_receive_one_report(flow, summary):
    """One version of one report is pinned by both."""
    pins = {
        (pin.task, pin.version)
        for task in flow.find(Query(source="IV.1", kind="receive"))
        for pin in task.standing.reports[-1].pins
    }

    assert {"province", "moj"} == {each["unit"] for each in summary["received_by"]}
    assert 1 == len(pins)


def test_front_and_mass_organisations_are_asked(flow):
    """No order, no overdue reminder, no escalation."""
    asked = flow.find(Query(source="IV.3")).all()

    assert {"request"} == {task.assignment.authority for task in asked}
    rungs = {
        entry.event.rung
        for entry in flow.journal()
        if entry.kind == "Announcement" and "/IV.3/" in entry.event.task
    }
    assert rungs <= {"opens", "due_soon", "due_today", "asked_again"}


def test_each_figure_of_the_report_is_the_summarys(demo, summary):
    """The figures' table of the report, cell by cell; "–" stands where nobody gave a figure."""
    plan = read_plan(EXAMPLE / "plan-a.toml")
    text = (demo / "report.vi.md").read_text(encoding="utf-8")
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and re.fullmatch(r"\d+", cells[0]):
            rows[cells[1].rsplit(" (", 1)[0]] = (cells[3], cells[4], cells[6])

    def cell(value, *, given=True):
        return "–" if value is None or not given else number_text(value).rjust(2, "0")

    expected = {
        indicator.title.vi: (
            cell(summary["figures"][name]["target"]),
            cell(summary["figures"][name]["actual"], given=summary["figures"][name]["by_unit"]),
            cell(summary["figures"][name]["live"], given=summary["figures"][name]["by_unit"]),
        )
        for name, indicator in plan.indicators().items()
    }
    assert expected == rows


def test_page_and_picture_stand_alone(demo):
    """Nothing is fetched from elsewhere; the picture is XML; the page holds the picture."""
    page = (demo / "report.html").read_text(encoding="utf-8")
    picture = (demo / "timeline.svg").read_text(encoding="utf-8")

    assert ET.fromstring(picture).tag.endswith("svg")
    assert "<svg" in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page)


def test_the_journal_is_written_out_as_it_is_stored(demo, summary):
    """Every line's hash and digest can be recomputed by anyone from the file alone."""
    digest, heads, count = "0" * 64, {}, 0
    with closing(sqlite3.connect(demo / "plan.db")) as database:
        bodies = dict(database.execute("SELECT position, body FROM planflow_journal"))
    for line in (demo / "journal.jsonl").read_text(encoding="utf-8").splitlines():
        entry, count = json.loads(line), count + 1
        stream = entry["body"]["stream"]
        body = bodies[entry["position"]]
        heads[stream] = entry_hash(heads.get(stream, "0" * 64), body)
        digest = next_digest(digest, heads[stream])

        assert (heads[stream], digest) == (entry["hash"], entry["digest"])
        assert json.loads(body) == entry["body"]

    assert (summary["journal"]["events"], summary["journal"]["head"]) == (count, digest)


def test_status_is_as_known_on_the_day(demo, capsys):
    """On the morning of 1 November nobody had reported late, whatever came afterwards."""
    assert main(["status", str(demo / "plan.db"), "--at", "2021-11-01", "--json"]) == 0
    early = json.loads(capsys.readouterr().out)
    assert main(["status", str(demo / "plan.db"), "--at", "2021-11-15", "--json"]) == 0
    later = json.loads(capsys.readouterr().out)

    assert [] == early["overdue"]
    assert "dinh-lap" in {task["unit"] for task in later["overdue"]}


@pytest.mark.parametrize(
    ("statements", "position"),
    [
        (
            ("UPDATE planflow_journal SET body = replace(body, '2021', '20') WHERE position = 50",),
            50,
        ),
        (("DELETE FROM planflow_journal WHERE position = 50",), 50),
        (
            (
                "UPDATE planflow_journal SET position = 0 WHERE position = 50",
                "UPDATE planflow_journal SET position = 50 WHERE position = 51",
                "UPDATE planflow_journal SET position = 51 WHERE position = 0",
            ),
            50,
        ),
    ],
    ids=["a byte changed", "a row dropped", "two rows swapped"],
)
def test_verify_refuses_a_changed_journal_with_the_position(
    demo, tmp_path, capsys, statements, position
):
    """The copy is changed; the answer is no, and where."""
    copy = tmp_path / "plan.db"
    copy.write_bytes((demo / "plan.db").read_bytes())
    with closing(sqlite3.connect(copy)) as database, database:
        for statement in statements:
            database.execute(statement)

    assert 0 == main(["verify", str(demo / "plan.db")])
    capsys.readouterr()
    assert 1 == main(["verify", str(copy)])
    assert f"position {position}:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seed", "store", "is_same"), [(2021, "memory", True), (7, "sqlite", False)]
)
def test_the_seed_decides_the_head(summary, tmp_path, seed, store, is_same):
    """The same seed gives the same head on either store; another seed another one."""
    arguments = [
        "simulate",
        str(EXAMPLE / "plan-a.toml"),
        f"--units={EXAMPLE / 'units-2021.csv'}",
        f"--scenario={EXAMPLE / 'plan-a-2021.toml'}",
        "--from=2020-12-15",
        "--to=2022-01-31",
        f"--seed={seed}",
        f"--out={tmp_path}",
        f"--store={store}",
    ]

    assert 0 == main(arguments)
    again = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert is_same == (summary["journal"]["head"] == again["journal"]["head"])


def test_names_are_beside_the_journal_not_in_it(demo):
    """Who entered a report is in the content alone, under an opaque id in the journal."""
    journal = (demo / "journal.jsonl").read_text(encoding="utf-8")

    assert "Cán bộ tổng hợp" not in journal
    with closing(sqlite3.connect(demo / "plan.db")) as database:
        (names,) = database.execute(
            "SELECT count(*) FROM planflow_content WHERE text LIKE 'Cán bộ tổng hợp%'"
        ).fetchone()
    assert names > 0


def test_a_run_over_an_older_one_begins_anew(demo, summary, tmp_path):
    """A second demo in the same folder gives the same database, not twice as much."""
    for _ in range(2):
        assert 0 == main(["demo", "--out", str(tmp_path)])

    again = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary == again


def test_the_plan_is_issued_in_the_morning_of_its_day(flow):
    """11 January 2021 in Vietnam."""
    first = next(iter(flow.journal()))

    assert ("PlanIssued", datetime(2021, 1, 11, 1, tzinfo=UTC)) == (first.kind, first.at)
