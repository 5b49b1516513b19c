"""The day's overview of one province among a million tasks: quick, and in little memory."""

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.million import DUTIES, PLANS, database, remove_all
from benchmarks.national import tree

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
IS_SOAK = settings.default.max_examples > 1000
TASKS = 1_000_000 if IS_SOAK else 70_000
UNITS = 700
LEVEL = "c" if IS_SOAK else ("p", "d")
SECONDS, MEGABYTES = 0.5, 300
LOOK = """
import json, sys
from time import perf_counter, process_time
from benchmarks.measure import peak_megabytes
from benchmarks.million import NOW, flow_on
from planflow import Query, SqliteStore

file, *units = sys.argv[1:]
wall, cpu = [], []
with SqliteStore(file) as store:
    flow = flow_on(store)
    for _ in range(5):
        start, spent = perf_counter(), process_time()
        counts = flow.tally(Query(holder=tuple(units)), by=("holder", "timeliness"), at=NOW)
        late = sorted(unit for unit, timeliness in counts if timeliness == "overdue")
        wall.append(perf_counter() - start)
        cpu.append(process_time() - spent)
print(json.dumps([sum(counts.values()), len(late), min(wall), min(cpu), peak_megabytes()]))
"""


def a_province():
    """Return as many units as the largest province has."""
    every = (one for below in tree().values() for one in below)
    return list(islice((one for one in every if one.startswith(LEVEL)), UNITS))


@pytest.fixture
def country():
    """The file with all the tasks."""
    yield database(TASKS).file
    remove_all()


def test_r08_the_days_overview_of_a_province_is_there_at_once(country, record_property):
    """Counts by unit and timeliness, and who is late.

    What is limited is the CPU time, for others work on the machine too; both are told.
    """
    units = a_province()

    told = subprocess.check_output(
        [sys.executable, "-c", LOOK, country, *units], cwd=ROOT, text=True
    )

    tasks, late, seconds, cpu, megabytes = json.loads(told)
    said = {"tasks": TASKS, "units": UNITS, "seconds": seconds, "cpu": cpu, "megabytes": megabytes}
    record_property("said", f"the day's overview of a province: {said}")
    if IS_SOAK:
        (ROOT / "build").mkdir(exist_ok=True)
        (ROOT / "build" / "country.json").write_text(json.dumps(said) + "\n", "utf-8")
    assert (UNITS * PLANS * DUTIES, True) == (tasks, 0 < late < UNITS)
    assert cpu < SECONDS
    assert megabytes < MEGABYTES
