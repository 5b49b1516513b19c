"""Databases of released versions are kept: every later version opens, reads and proves them."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from planflow import Flow, Query, SqliteStore, read_units, vietnam
from planflow.cli import main

KEPT = Path(__file__).parents[1] / "data" / "kept"
UNITS = Path(__file__).parents[2] / "examples" / "lang_son" / "units-2021.csv"
HEADS = json.loads((KEPT / "heads.json").read_text(encoding="utf-8"))


@pytest.fixture(params=sorted(HEADS))
def kept(request, tmp_path):
    """Return the version and a copy of the demo's database that it wrote, brought up to date."""
    copy = tmp_path / "plan.db"
    shutil.copy(KEPT / f"plan-{request.param}.db", copy)
    SqliteStore(copy).close()
    return request.param, copy


def test_a_kept_database_is_sound(kept):
    """Chain, state and totals hold, and the head is the one that was written down."""
    version, path = kept
    with closing(SqliteStore(path, create=False)) as store:
        found = Flow(store, directory=read_units(UNITS), workdays=vietnam()).verify()

    assert (True, HEADS[version]) == (found.is_sound, found.head), found.flaws


def test_a_kept_database_is_read_and_goes_on(kept, capsys):
    """The morning's page is told, and time goes on in it."""
    _, path = kept
    assert 0 == main(["status", str(path), "--at", "2021-11-15", "--unit", "dinh-lap"])
    assert "14/11/2021" in capsys.readouterr().out

    with closing(SqliteStore(path, create=False)) as store:
        flow = Flow(store, directory=read_units(UNITS), workdays=vietnam())
        silent = flow.find(Query(holder="dinh-lap", source="IV.2")).one()
        before = store.head()[0]
        flow.tick(silent.deadline.due_at.add(years=2))

        assert store.head()[0] >= before
        assert flow.verify().is_sound
