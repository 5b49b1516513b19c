"""The demo, run once for all tests that look at it."""

import json
from pathlib import Path

import pytest

from planflow.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "lang_son"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Return the folder that the demo has written."""
    out = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def summary(demo):
    """Return the demo's summary."""
    return json.loads((demo / "summary.json").read_text(encoding="utf-8"))
