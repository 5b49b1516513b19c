"""From a plan as it is issued to a year that runs: read, settled, checked, simulated."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from planflow.cli import main
from planflow.document import example_folder

DATA = Path(__file__).parents[1] / "data"
PLAN = DATA / "plan-to-run.txt"
UNITS = ("--units", str(example_folder() / "units-2021.csv"))
SAMPLE = os.environ.get("PLANFLOW_SAMPLE_PLAN")

ANSWERS = """
format = 1

[units]
"Đài truyền thanh" = "radio-tv"
"""


@pytest.fixture
def plan(tmp_path):
    return tmp_path / "plan.toml"


def take_in(document, plan, *more):
    """Return the exit code of reading a document into a plan file."""
    return main(["import", str(document), *UNITS, "--out", str(plan), *map(str, more)])


def check(plan):
    return main(["check", str(plan), *UNITS])


def simulate(plan, out):
    days = ("--from", "2021-01-01", "--to", "2022-01-31")
    return main(["simulate", str(plan), *UNITS, *days, "--out", str(out), "--store", "memory"])


def test_a_draft_is_a_plan_file_and_check_tells_what_is_open(plan, capsys):
    assert take_in(PLAN, plan) == 0
    capsys.readouterr()

    assert check(plan) == 1
    fault = "item II.3: lead: found nothing; expected who leads, here or in its parent"
    assert capsys.readouterr().err == f"planflow: {plan}: {fault}\nplanflow: faults: 1\n"


def test_a_settled_draft_is_checked_and_runs(plan, tmp_path, capsys):
    answers, out = tmp_path / "answers.toml", tmp_path / "out"
    answers.write_text(ANSWERS, encoding="utf-8")

    assert take_in(PLAN, plan, "--answers", answers) == 0
    assert check(plan) == 0
    assert simulate(plan, out) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert all(summary["verify"].values())
    assert "Reports III.1" in capsys.readouterr().out


def test_answers_that_do_not_settle_it_are_refused_with_what_is_open(plan, tmp_path, capsys):
    answers = tmp_path / "answers.toml"
    answers.write_text("format = 1\n[items.'II.9']\nlead = 'stp'\n", encoding="utf-8")

    assert take_in(PLAN, plan, "--answers", answers) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(f"{answers}: ")[2].partition(":")[0] for line in told[:2]] == [
        "items.II.9",
        "item II.3",
    ]
    assert not plan.exists()


def test_a_document_gives_the_same_plan_file_each_time(plan, tmp_path):
    other = tmp_path / "other.toml"
    take_in(PLAN, plan)
    take_in(PLAN, other)

    assert plan.read_bytes() == other.read_bytes()


@pytest.mark.skipif(not SAMPLE, reason="PLANFLOW_SAMPLE_PLAN names no file")
def test_the_real_plan_runs_with_a_few_answers(plan, tmp_path, capsys):
    assert take_in(SAMPLE, plan, "--answers", DATA / "plan-a-answers.toml") == 0
    written = tomllib.loads(plan.read_text(encoding="utf-8"))
    assert [item["code"] for item in written["items"]][:3] == ["II.1.1", "II.1.2", "II.2"]

    assert check(plan) == 0
    assert simulate(plan, tmp_path / "out") == 0
    assert "Reports IV.2: 24/24" in capsys.readouterr().out


def test_a_plan_file_is_written_into_a_new_folder(tmp_path):
    plan = tmp_path / "new" / "plan.toml"

    assert take_in(PLAN, plan) == 0
    assert plan.is_file()


def test_a_plan_file_that_cannot_be_written_is_bad_use(tmp_path, capsys):
    assert take_in(PLAN, tmp_path) == 2
    assert str(tmp_path) in capsys.readouterr().err
