"""Play every scenario of this folder and write what came of it.

``python examples/scenarios/run.py [OUT.json]`` plays all; each file has its story in its head.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from stage import HERE, NotSoError, Stage

from planflow import PlanflowError

NAMES = tuple(sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("run", "stage")))


def play(name: str) -> dict[str, object]:
    """Play one scenario and return its name, whether it held, and the events of its journal."""
    scenario = import_module(name)
    title = (scenario.__doc__ or name).splitlines()[0]
    print(f"\n{title}")
    stage = Stage()
    try:
        scenario.play(stage)
        events, ok = stage.prove(), True
    except (NotSoError, PlanflowError) as error:
        print(f"  NOT SO: {error}")
        events, ok = sum(1 for _ in stage.flow.journal()), False
    finally:
        stage.store.close()
    return {"name": name, "ok": ok, "events": events}


def main(out: str | None = None) -> int:
    """Play all of them."""
    played = [play(name) for name in NAMES]
    held = sum(1 for each in played if each["ok"])
    print(f"\n{held} of {len(played)} scenarios hold")
    if out is not None:
        Path(out).parent.mkdir(parents=True, exist_ok=True)
        Path(out).write_text(json.dumps(played, indent=2) + "\n", encoding="utf-8")
    return 0 if held == len(played) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
