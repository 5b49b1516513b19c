"""`planflow export`: documents about a plan out of its database."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import icalendar
import openpyxl
import pytest
from docx import Document

from planflow.cli import main
from planflow.export import FORMATS

ROOT = Path(__file__).parents[2]
UNITS = str(ROOT / "examples" / "lang_son" / "units-2021.csv")
PLAN = "plan-a-2021"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    assert 0 == main(["demo", "--out", str(folder)])
    return folder / "plan.db"


def export(database, form, out, *more):
    return main(["export", str(database), "--plan", PLAN, "--as", form, "--out", str(out), *more])


def words(path):
    body = Document(str(path))
    cells = (cell for table in body.tables for row in table.rows for cell in row.cells)
    return [p.text for p in body.paragraphs] + [p.text for cell in cells for p in cell.paragraphs]


ONE = [form for form in FORMATS if form != "letters"]


@pytest.mark.parametrize("form", ONE)
def test_the_same_database_gives_the_same_bytes(database, form, tmp_path):
    for name in ("a", "b"):
        assert 0 == export(database, form, tmp_path / name, "--units", UNITS)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("form", ONE)
def test_without_units_their_ids_stand_for_names(database, form, tmp_path, capsys):
    assert 0 == export(database, form, tmp_path / "out")

    assert (tmp_path / "out").stat().st_size > 10_000
    assert "no --units given" in capsys.readouterr().err


def test_each_form_is_what_it_is_called(database, tmp_path):
    for form in ONE:
        assert 0 == export(database, form, tmp_path / form, "--units", UNITS)
    data = {form: (tmp_path / form).read_bytes() for form in ONE}

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words(tmp_path / "docx")
    assert "Số liệu" in openpyxl.load_workbook(io.BytesIO(data["xlsx"])).sheetnames
    assert icalendar.Calendar.from_ical(data["ics"]).walk("VEVENT")
    assert data["md"].decode().startswith("| ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN |")
    assert data["html"].startswith(b"<!DOCTYPE html>")
    assert data["svg"].startswith(b"<svg ")


def test_a_day_shows_the_plan_as_it_was_known_then(database, tmp_path):
    assert 0 == export(database, "md", tmp_path / "then", "--at", "2021-03-01", "--units", UNITS)
    assert 0 == export(database, "md", tmp_path / "now", "--units", UNITS)

    assert "Lạng Sơn, ngày 01 tháng 3 năm 2021" in (tmp_path / "then").read_text("utf-8")
    assert "Lạng Sơn, ngày 03 tháng 12 năm 2021" in (tmp_path / "now").read_text("utf-8")


def test_before_its_issue_there_is_no_plan(database, tmp_path, capsys):
    assert 1 == export(database, "md", tmp_path / "out", "--at", "2020-01-01")

    assert "not issued yet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_number_and_signature_are_put_in(database, tmp_path):
    more = ["--number", "5", "--office", "KT. GIÁM ĐỐC", "--office", "PHÓ GIÁM ĐỐC"]
    more += ["--signed-by", "Nguyễn Văn A", "--units", UNITS]
    assert 0 == export(database, "docx", tmp_path / "out", *more)

    told = words(tmp_path / "out")
    assert {"Số: 05/BC-STP", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn A"} <= set(told)


def test_letters_go_into_a_folder_one_for_each_unit(database, tmp_path, capsys):
    out = tmp_path / "letters"
    assert 0 == export(database, "letters", out, "--at", "2021-11-16", "--units", UNITS)

    names = sorted(path.name for path in out.iterdir())
    assert "01-home-affairs.docx" == names[0]
    assert len(names) == capsys.readouterr().out.count("Written")
    assert "Kính gửi: Sở Nội vụ." in words(out / names[0])


def test_one_unit_may_be_asked_for(database, tmp_path):
    out, more = tmp_path / "letters", ["--unit", "van-lang", "--units", UNITS]
    assert 0 == export(database, "letters", out, "--at", "2021-11-16", *more)
    assert 0 == export(database, "ics", tmp_path / "ics", *more)

    assert ["van-lang"] == [path.stem.split("-", 1)[1] for path in out.iterdir()]
    events = icalendar.Calendar.from_ical((tmp_path / "ics").read_bytes()).walk("VEVENT")
    assert all("/van-lang/" in event["uid"] for event in events)


def test_nobody_to_remind_is_said(database, tmp_path, capsys):
    assert 0 == export(database, "letters", tmp_path / "none", "--at", "2021-01-12")

    assert "Nobody needs to be reminded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--plan", "other"], "one of ['plan-a-2021']"),
        (["--unit", "nobody", "--as", "ics"], "a unit that holds tasks of the plan"),
        (["--top", "nothing", "--as", "docx"], "a task of the plan"),
        (["--unit", "stp", "--as", "docx"], "--as ics or letters"),
        (["--number", "5", "--top", "x", "--as", "svg"], "faults: 2"),
        (["--out", "/dev/null/x"], "File exists"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(database, tmp_path, capsys, more, told):
    assert 2 == export(database, "md", tmp_path / "out", *more)

    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("form", "library", "extra"),
    [("docx", "docx", "docx"), ("xlsx", "openpyxl", "xlsx"), ("ics", "icalendar", "ics")],
)
def test_a_missing_library_is_named_with_its_extra(database, tmp_path, form, library, extra):
    """The other documents are written without it."""
    code = f"import sys; sys.modules[{library!r}] = None; from planflow.cli import main; "
    command = [sys.executable, "-c", f"{code}sys.exit(main())", "export", str(database)]
    command += ["--plan", PLAN, "--out", str(tmp_path / "out"), "--as"]

    failed = subprocess.run([*command, form], capture_output=True, text=True, check=False)
    assert 2 == failed.returncode
    assert f"is not installed: pip install 'planflow[{extra}]'" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert 0 == subprocess.run([*command, "html"], capture_output=True, check=False).returncode


def test_word_files_are_plain_packages_without_macros(database, tmp_path):
    assert 0 == export(database, "docx", tmp_path / "out", "--units", UNITS)

    with zipfile.ZipFile(tmp_path / "out") as package:
        assert package.testzip() is None
        assert not [name for name in package.namelist() if "vba" in name or "media" in name]
