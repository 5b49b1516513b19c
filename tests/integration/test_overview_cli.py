"""Overviews on the command line: one document and one answer, however many plans there are."""

import json

import pytest

from builders import CHAIR, clerk, flow_on, item, moment, plan, small_plan, the
from planflow.cli import main
from planflow.domain.task import command as c
from planflow.store.sqlite import SqliteStore

UNITS = """id,level,code,name,kind,role,parent_code
sgd,province,sgd,Sở Giáo dục,,department,
van-lang,district,van-lang,Huyện Văn Lãng,,peoples-committee,
trang-dinh,district,trang-dinh,Huyện Tràng Định,,peoples-committee,
bac-son,district,bac-son,Huyện Bắc Sơn,,peoples-committee,
mttq,province,mttq,Mặt trận Tổ quốc,,mass-organisation,
stp,province,stp,Sở Tư pháp,,department,
stc,province,stc,Sở Tài chính,,department,
"""


@pytest.fixture
def database(tmp_path):
    """Return a database with a plan of January and one of June; one report was late."""
    path = tmp_path / "plans.db"
    store = SqliteStore(path)
    flow = flow_on(store)
    flow.issue(small_plan(), by=CHAIR, at=moment(1, 11))
    flow.issue(plan(item("9", "stc"), plan_id="q"), by=CHAIR, at=moment(6, 1))
    late = c.Report(the(flow, "R.1", "van-lang").id, figures={"sessions": 4})
    flow.do(late, by=clerk("van-lang", name="Nguyễn Thị Hoa"), at=moment(11, 16))
    store.close()
    return str(path)


@pytest.fixture
def units(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(UNITS, "utf-8")
    return str(path)


def data(capsys):
    """Return what was printed, which must be one JSON document."""
    return json.loads(capsys.readouterr().out)


def numbers(told):
    """Return the two by two of a status."""
    names = ("done_in_time", "done_late", "open_in_time", "open_overdue")
    return [told["counts"][name] for name in names]


# ── status ───────────────────────────────────────────────────────────────────


def test_the_status_of_two_plans_is_one_document(database, capsys):
    """A list of two; of one plan its object, as ever."""
    assert 0 == main(["status", database, "--at=2021-12-01", "--json"])
    assert ["p", "q"] == [each["plan"] for each in data(capsys)]

    assert 0 == main(["status", database, "--at=2021-12-01", "--json", "--plan=q"])
    assert "q" == data(capsys)["plan"]


def test_a_plan_that_is_not_issued_yet_is_left_out_and_said(database, capsys):
    """One answer for all: yes, as long as one plan can be told."""
    assert 0 == main(["status", database, "--at=2021-03-01", "--json"])
    told = capsys.readouterr()
    assert ("p", "planflow: q: not issued yet on 01/03/2021\n") == (
        json.loads(told.out)["plan"],
        told.err,
    )

    assert 1 == main(["status", database, "--at=2020-03-01", "--json"])
    told = capsys.readouterr()
    assert ([], 2) == (json.loads(told.out), len(told.err.splitlines()))


def test_a_unit_that_holds_tasks_of_one_plan_only(database, capsys):
    """It is asked of both; a unit that holds none in any is bad use."""
    assert 0 == main(["status", database, "--at=2021-12-01", "--unit=van-lang", "--json"])
    first, second = data(capsys)
    assert ([0, 1, 0, 1], [0, 0, 0, 0]) == (numbers(first), numbers(second))
    assert [("R.1", 1, 1)] == [(e["source"], e["given"], e["owed"]) for e in first["coverage"]]

    assert 2 == main(["status", database, "--at=2021-12-01", "--unit=nobody", "--json"])
    assert "--unit" in capsys.readouterr().err


def test_an_unknown_plan_is_bad_use_and_names_the_known(database, capsys):
    assert 2 == main(["status", database, "--at=2021-12-01", "--plan=r"])
    assert "['p', 'q']" in capsys.readouterr().err


def test_the_status_of_no_plan_at_all(tmp_path, capsys):
    SqliteStore(tmp_path / "empty.db").close()

    assert 0 == main(["status", str(tmp_path / "empty.db"), "--at=2021-12-01", "--json"])
    assert [] == data(capsys)


def test_status_counts_by_level_and_names_who_is_missing(database, units, capsys):
    """Levels from the directory, reasons beside the names, who was asked apart."""
    arguments = ["status", database, "--at=2021-12-01", "--plan=p", "--units", units]
    assert 0 == main(arguments)
    told = capsys.readouterr().out

    assert "  district: done in time 0 · done late 1 · open in time 0 · overdue 4" in told
    assert (
        "Reports R.1: 1/4 (district 1/3, province 0/1); missing: Sở Giáo dục, "
        "Huyện Tràng Định, Huyện Bắc Sơn (late); asked: 0/1, no answer: "
        "Mặt trận Tổ quốc (asked and silent)\n"
    ) in told

    assert 0 == main([*arguments, "--json"])
    found = data(capsys)
    assert {"district", "province"} == set(found["levels"])
    (first, _) = found["coverage"]
    assert ("R.1", 4, 1, 1, 0) == tuple(
        first[name] for name in ("source", "owed", "given", "asked", "answered")
    )
    assert {"late"} == {each["reason"] for each in first["missing"]}


def test_status_in_vietnamese_tells_the_levels_of_officials(database, units, capsys):
    assert 0 == main(
        ["status", database, "--at=2021-12-01", "--plan=p", "--units", units, "--lang=vi"]
    )

    told = capsys.readouterr().out
    assert "Báo cáo R.1: 1/4 (cấp huyện 1/3, cấp tỉnh 0/1); chưa có: " in told
    assert "được đề nghị: 0/1, chưa có: Mặt trận Tổ quốc (đã đề nghị, không trả lời)" in told


# ── scoreboard ───────────────────────────────────────────────────────────────


def test_the_scoreboard_ranks_and_explains(database, units, capsys):
    arguments = ["scoreboard", database, "--at=2021-12-01", "--plan=p", "--units", units]
    assert 0 == main([*arguments, "--level=district", "--lang=vi"])
    told = capsys.readouterr().out

    assert told.startswith("p · Thang điểm mẫu của planflow")
    assert "\n  1  24,17  Huyện Văn Lãng\n" in told
    assert "hoàn thành đúng hạn 0/2 nhiệm vụ đến hạn: 0/62,5 điểm" in told
    assert "Sở Giáo dục" not in told


def test_the_scoreboard_as_data(database, capsys):
    """Points are text and add up; the formula of a file is used."""
    arguments = ["scoreboard", database, "--at=2021-12-01", "--plan=p", "--json"]
    assert 0 == main(arguments)
    first, *_ = data(capsys)["scores"]

    assert ("van-lang", 1, "24.17", "100.00") == tuple(
        first[name] for name in ("unit", "rank", "points", "most")
    )
    assert 2417 == sum(int(mark["points"].replace(".", "")) for mark in first["marks"])
    assert "0 of 2 tasks fallen due were done in time" in " ".join(first["why"])


def test_a_formula_of_one_s_own(database, tmp_path, capsys):
    path = tmp_path / "own.toml"
    path.write_text(
        'format=1\ntitle="own"\n[[criteria]]\nmeasure="done"\npoints=8\ntitle="done"', "utf-8"
    )
    arguments = ["scoreboard", database, "--at=2021-12-01", "--plan=p", "--scoring", str(path)]
    assert 0 == main([*arguments, "--json"])
    assert "4.00" == data(capsys)["scores"][0]["points"]

    path.write_text("format=1", "utf-8")
    assert 2 == main(arguments)
    assert "criteria" in capsys.readouterr().err


def test_heads_of_a_plan_for_which_no_head_answers(database, capsys):
    assert 0 == main(["scoreboard", database, "--at=2021-12-01", "--plan=p", "--heads", "--json"])
    assert [] == data(capsys)["scores"]


def test_the_scoreboard_needs_one_plan(database, capsys):
    """Which one is said where there are several; one that is not issued yet is no."""
    assert 2 == main(["scoreboard", database, "--at=2021-12-01"])
    assert "['p', 'q']" in capsys.readouterr().err
    assert 1 == main(["scoreboard", database, "--at=2021-03-01", "--plan=q"])


# ── history ──────────────────────────────────────────────────────────────────


VIETNAMESE = (
    "Ngày 16/11/2021, Huyện Văn Lãng (Nguyễn Thị Hoa) gửi báo cáo kết quả (bản 1); "
    "gửi quá hạn 14/11/2021; số liệu: sessions: 4 cái; "
    "chưa có báo cáo của: Huyện Văn Lãng (quá hạn chưa báo cáo)."
)
ENGLISH = (
    "On 16/11/2021 Huyện Văn Lãng (Nguyễn Thị Hoa) sent the closing report (version 1); "
    "sent after 14/11/2021, when it was due; figures: sessions: 4 cái; "
    "without: Huyện Văn Lãng (late)."
)


@pytest.mark.parametrize(("language", "sentence"), [("vi", VIETNAMESE), ("en", ENGLISH)])
def test_the_history_of_a_task(database, units, capsys, language, sentence):
    arguments = ["history", database, "p/R.1/van-lang/once", "--units", units]
    assert 0 == main([*arguments, "--lang", language])
    lines = capsys.readouterr().out.splitlines()

    assert (2, sentence) == (len(lines), lines[-1])


def test_the_history_of_nothing_is_bad_use(database, capsys):
    assert 2 == main(["history", database, "p/none"])
    assert "p/none" in capsys.readouterr().err
