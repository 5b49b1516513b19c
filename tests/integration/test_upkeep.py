"""The commands that keep a database, over a SQLite file and over URLs."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from builders import issued, moment, small_plan
from planflow.cli import main
from planflow.store import Query
from planflow.store.place import opened
from planflow.store.sqlite import SqliteStore
from postgres import url_of

KEPT = Path(__file__).parents[1] / "data" / "kept" / "plan-0.1.0.db"


@pytest.fixture(params=["sqlite", "postgresql", "sqlalchemy sqlite", "sqlalchemy postgresql"])
def place(request, tmp_path):
    """Name the place of a database in which a small plan has been issued."""
    kind = request.param
    if kind == "sqlite":
        found = str(tmp_path / "p.db")
    elif kind == "sqlalchemy sqlite":
        found = f"sqlite:///{tmp_path / 'p.db'}"
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        found = url_of(dsn)
        found = found if "sqlalchemy" in kind else "postgresql://" + found.partition("://")[2]
    with opened(found, create=True) as store:
        issued(store, small_plan()).tick(moment(11, 20))
    return found


def told(capsys):
    return capsys.readouterr()


def test_each_command_takes_a_file_or_a_url(place, tmp_path, capsys):
    """Verify, status, history, rebuild, archive, verify with the archive, migrate."""
    file = tmp_path / "p.jsonl"
    calls = {
        "verify": (["verify", place], "The journal is intact"),
        "status": (["status", place, "--at", "2021-11-15"], "sgd"),
        "scoreboard": (["scoreboard", place, "--at", "2021-11-15"], "sgd"),
        "history": (["history", place, "p/4/bac-son/once"], "bac-son"),
        "rebuild": (["rebuild", place], "Mended from the journal: 0"),
        "archive": (["archive", place, "p", str(file), "--at", "2022-01-15"], "Archived p to"),
        "archived": (["verify", place, "--archive", str(file)], "is the one that the journal"),
        "migrate": (["migrate", place], "The tables have version 2"),
    }
    for name, (arguments, words) in calls.items():
        code, found = main(arguments), told(capsys)
        assert (0, "", True) == (code, found.err, words in found.out), (name, found)


def test_what_is_rebuilt_is_told(place, capsys):
    """Each record, in either language; then the proof holds."""
    with opened(place) as store:
        row = store.find(Query(holder="bac-son", source="4"))[0]
    with opened(place) as store:
        from attrs import evolve

        from planflow.store import Batch, Write

        store.commit(Batch(writes=(Write(evolve(row, body="{}"), row.version),)))
    assert 1 == main(["verify", place])
    assert "p/4/bac-son/once" in told(capsys).err

    assert 0 == main(["rebuild", place, "--lang", "vi"])
    lines = told(capsys).out.splitlines()
    expected = ["p/4/bac-son/once: dựng lại bản ghi", "Số bản ghi đã dựng lại từ nhật ký: 1"]
    assert expected == lines
    assert 0 == main(["verify", place])


def test_a_plan_that_still_runs_is_refused_with_every_reason(tmp_path, capsys):
    place = str(tmp_path / "p.db")
    with SqliteStore(place) as store:
        issued(store)

    assert 2 == main(["archive", place, "p", str(tmp_path / "a"), "--at", "2021-06-01"])
    assert "p/4/bac-son/once" in told(capsys).err
    assert not (tmp_path / "a").exists()


def test_another_file_is_not_proved(tmp_path, capsys):
    """An archive of another database, though whole in itself."""
    files = []
    for name in ("one", "two"):
        place, file = str(tmp_path / f"{name}.db"), tmp_path / f"{name}.jsonl"
        with SqliteStore(place) as store:
            issued(store, seed=len(files)).tick(moment(11, 20 + len(files)))
        assert 0 == main(["archive", place, "p", str(file), "--at", "2022-01-15"])
        files.append(str(file))

    assert 1 == main(["verify", str(tmp_path / "one.db"), "--archive", files[1]])
    assert "not the archive that the journal names" in told(capsys).err


def test_an_older_database_is_migrated(tmp_path, capsys):
    """Until then the other commands say what to do; afterwards it is proved."""
    copy = str(tmp_path / "p.db")
    shutil.copy(KEPT, copy)
    for arguments in (["verify", copy], ["status", copy, "--at", "2021-11-15"], ["rebuild", copy]):
        assert 2 == main(arguments)
        assert "planflow migrate" in told(capsys).err

    assert 0 == main(["migrate", copy])
    assert "version 2" in told(capsys).out
    assert 0 == main(["verify", copy])
    assert 0 == main(["rebuild", copy])
    assert "Mended from the journal: 0" in told(capsys).out


@pytest.mark.parametrize("command", ["migrate", "verify", "rebuild"])
def test_no_database_is_made_by_a_command(command, tmp_path, capsys):
    assert 2 == main([command, str(tmp_path / "no.db")])
    assert "no such file" in told(capsys).err
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nothing://x", "nothing://x"),
        ("postgresql+nothing://clerk:secret@db/plans", "postgresql+nothing://db/plans"),
        ("postgresql://clerk:secret@127.0.0.1:1/plans", "refused"),
    ],
)
def test_a_place_that_is_none_is_told_without_its_password(place, words, capsys):
    assert 2 == main(["verify", place])

    said = told(capsys).err
    assert (True, False) == (words in said, "secret" in said)


@pytest.mark.parametrize(
    ("place", "module", "extra"),
    [
        ("postgresql://db/plans", "psycopg", "postgres"),
        ("sqlite:///p.db", "sqlalchemy", "sqlalchemy"),
    ],
)
def test_a_library_that_is_missing_is_named_with_its_extra(
    place, module, extra, capsys, monkeypatch
):
    """Nobody has to guess what to install."""
    names = {"psycopg": "postgres"}
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"planflow.store.{names.get(module, module)}", raising=False)

    assert 2 == main(["verify", place])
    assert f"planflow[{extra}]" in told(capsys).err


def test_a_database_that_holds_no_plans_is_no_place_for_migrating_by_mistake(tmp_path):
    """A file of another application gets tables of planflow beside its own, as its host asks."""
    path = tmp_path / "host.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE host (name TEXT)")

    assert 2 == main(["verify", str(path)])
    assert 0 == main(["migrate", str(path)])
    assert 0 == main(["verify", str(path)])
