"""The command line as its users meet it: answers, exit codes, errors in one form."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planflow.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "lang_son"
PLAN = str(EXAMPLE / "plan-a.toml")
UNITS = str(EXAMPLE / "units-2021.csv")


def test_check_says_what_issuing_would_do(capsys):
    """Tasks, horizon, and everything a person should know before."""
    assert 0 == main(["check", PLAN, "--units", UNITS])

    told = capsys.readouterr().out
    assert "58 tasks" in told
    assert "1.2: waits for the event" in told


def test_check_in_vietnamese(capsys):
    """The same from the other half of the catalogue."""
    assert 0 == main(["check", PLAN, "--units", UNITS, "--lang", "vi"])
    assert "không có lỗi" in capsys.readouterr().out


def test_check_lists_twenty_faults_in_one_run(capsys):
    """The answer is no; each fault on a line with its place; no traceback."""
    assert 1 == main(["check", str(ROOT / "tests" / "data" / "twenty-faults.toml")])

    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if ": found " in line]
    assert ("", 20) == (told.out, len(set(lines)))
    assert "Traceback" not in told.err


def test_check_names_units_that_the_directory_lacks(tmp_path, capsys):
    """A plan is checked against the units that it shall run over."""
    units = tmp_path / "units.csv"
    units.write_text("level,code,name,kind,parent_code\nprovince,20,Lạng Sơn,tinh,\n", "utf-8")

    assert 1 == main(["check", PLAN, "--units", str(units)])
    assert "'stp'" in capsys.readouterr().err


def test_units_may_be_repeated(tmp_path, capsys):
    """Two files together are one directory."""
    lines = (EXAMPLE / "units-2021.csv").read_text("utf-8").splitlines(keepends=True)
    for name, part in (("a", lines[1:100]), ("b", lines[100:])):
        (tmp_path / name).write_text("".join([lines[0], *part]), "utf-8")

    arguments = ["check", PLAN, "--units", str(tmp_path / "a"), "--units", str(tmp_path / "b")]
    assert 0 == main(arguments)
    assert "58 tasks" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "no-such.db"],
        ["status", "no-such.db", "--at", "2021-11-15"],
        ["verify", PLAN],
        ["check", "no-such.toml"],
        ["simulate", PLAN, "--units", UNITS, "--from=2021-02-01", "--to=2021-01-01", "--out=x"],
        ["simulate", PLAN, "--units", PLAN, "--from=2021-02-01", "--to=2021-03-01", "--out=x"],
    ],
    ids=lambda arguments: " ".join(Path(part).name for part in arguments[:2]),
)
def test_bad_use_is_two_and_says_why(arguments, capsys, monkeypatch, tmp_path):
    """One clear form on standard error, nothing on standard output, nothing written."""
    monkeypatch.chdir(tmp_path)

    assert 2 == main(arguments)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("planflow: ")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["status", "x.db", "--at", "15/11/2021"], ["check"]]
)
def test_unknown_words_are_bad_use(arguments, capsys):
    """The parser's own refusals have the same code."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert 2 == caught.value.code


def test_status_of_one_unit(tmp_path, capsys):
    """Its tasks only; a unit that holds none is bad use."""
    out = str(tmp_path / "out")
    run = ["simulate", PLAN, "--units", UNITS, "--from=2021-01-11", "--to=2021-03-31"]
    assert 0 == main([*run, "--out", out])
    capsys.readouterr()

    assert 0 == main(["status", f"{out}/plan.db", "--at=2021-03-31", "--unit=stp", "--json"])
    data = json.loads(capsys.readouterr().out)
    assert {"stp"} == {task["unit"] for task in data["not_reported"]}
    assert 2 == main(["status", f"{out}/plan.db", "--at=2021-03-31", "--unit=nobody"])
    assert 1 == main(["status", f"{out}/plan.db", "--at=2020-01-01"])


def test_utf8_whatever_the_terminal(tmp_path):
    """On an ASCII terminal the names are Vietnamese all the same."""
    done = subprocess.run(
        [sys.executable, "-m", "planflow", "check", PLAN, "--units", UNITS, "--lang", "vi"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )

    assert 0 == done.returncode
    assert "chờ sự kiện" in done.stdout.decode("utf-8")
