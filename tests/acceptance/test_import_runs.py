"""From a plan as it is issued to a year that runs: read, settled, checked, simulated."""

import json
import os
from pathlib import Path

import pytest

from planflow import read_units
from planflow.cli import main
from planflow.document import example_folder
from planflow.document.draft.answers import parse_answers, read_answers
from planflow.document.draft.manuscript_text import text_manuscript
from planflow.document.draft.plan_toml import draft_toml
from planflow.document.draft.read import Reading, draft_of
from planflow.document.draft.settle import settle

DATA = Path(__file__).parents[1] / "data"
UNITS = example_folder() / "units-2021.csv"
SAMPLE = os.environ.get("PLANFLOW_SAMPLE_PLAN")

ANSWERS = """
format = 1

[units]
"Đài truyền thanh" = "radio-tv"
"""


@pytest.fixture(scope="module")
def directory():
    return read_units(UNITS)


def draft(path, directory):
    manuscript = text_manuscript(Path(path).read_text(encoding="utf-8"), str(path))
    return draft_of(manuscript, Reading(directory=directory))


def check(path):
    return main(["check", str(path), "--units", str(UNITS)])


def simulate(path, out):
    days = ["--from", "2021-01-01", "--to", "2022-01-31"]
    files = ["--units", str(UNITS), "--out", str(out), "--store", "memory"]
    return main(["simulate", str(path), *days, *files])


def test_a_draft_is_a_plan_file_and_check_tells_what_is_open(directory, tmp_path, capsys):
    path = tmp_path / "plan.toml"
    text = draft_toml(draft(DATA / "plan-to-run.txt", directory), directory)
    path.write_text(text, encoding="utf-8")

    assert check(path) == 1
    told = capsys.readouterr().err
    fault = "item II.3: lead: found nothing; expected who leads, here or in its parent"
    assert told == f"planflow: {path}: {fault}\nplanflow: faults: 1\n"


def test_a_settled_draft_is_checked_and_runs(directory, tmp_path, capsys):
    path, out = tmp_path / "plan.toml", tmp_path / "out"
    read = draft(DATA / "plan-to-run.txt", directory)
    path.write_text(settle(read, parse_answers(ANSWERS), directory).text, encoding="utf-8")

    assert check(path) == 0
    assert simulate(path, out) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert all(summary["verify"].values())
    assert "Reports III.1" in capsys.readouterr().out


@pytest.mark.skipif(not SAMPLE, reason="PLANFLOW_SAMPLE_PLAN names no file")
def test_the_real_plan_runs_with_a_few_answers(directory, tmp_path, capsys):
    path, out = tmp_path / "plan.toml", tmp_path / "out"
    settled = settle(
        draft(SAMPLE, directory), read_answers(DATA / "plan-a-answers.toml"), directory
    )
    path.write_text(settled.text, encoding="utf-8")

    assert check(path) == 0
    assert simulate(path, out) == 0
    assert "Reports IV.2: 24/24" in capsys.readouterr().out
    assert [each for each in settled.draft.diagnostics if each.is_open] == []
