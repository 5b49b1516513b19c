"""Every scenario of the examples holds, and what is not so is told."""

import json
import subprocess
import sys

import pytest

from .conftest import ROOT

SCENARIOS = ROOT / "examples" / "scenarios"
LONG = "plan_b_reform"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.py") if path.stem not in ("run", "stage"))
QUICK = [name for name in NAMES if name != LONG]


@pytest.fixture(scope="module")
def players():
    """Return the stage and the player, imported as a script finds them: by their folder."""
    sys.path.insert(0, str(SCENARIOS))
    try:
        import run
        import stage

        yield stage, run
    finally:
        sys.path.remove(str(SCENARIOS))


@pytest.mark.parametrize("name", QUICK)
def test_a_scenario_holds(players, name, capsys):
    """Each sentence of it, and the proof of its journal."""
    _, run = players
    played = run.play(name)
    told = capsys.readouterr().out

    assert (True, "") == (played["ok"], "".join(x for x in told.splitlines() if "NOT SO" in x))
    assert played["events"] > 10


def test_a_sentence_that_does_not_hold_is_told(players):
    """A scenario cannot pass by saying something else."""
    stage, _ = players
    empty = stage.Stage(tell=lambda _: None)
    with pytest.raises(stage.NotSoError, match="two and two: 4, not 5"):
        empty.so("two and two", 4, 5)
    empty.store.close()


@pytest.mark.slow
def test_the_player_writes_what_came_of_it(tmp_path):
    """One line a scenario, and the code of success."""
    out = tmp_path / "build" / "scenarios.json"
    command = [sys.executable, str(SCENARIOS / "run.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    played = json.loads(out.read_text(encoding="utf-8"))

    assert (0, "") == (done.returncode, done.stderr)
    assert {"name", "ok", "events"} == {key for each in played for key in each}
    assert set(NAMES) == {each["name"] for each in played}
