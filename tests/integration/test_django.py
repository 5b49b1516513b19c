"""The example of a Django application: it runs, its tests pass, its migrations go back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "examples" / "django_app"


@pytest.fixture(params=["sqlite", "postgres"])
def manage(request, tmp_path):
    """Return ``manage.py`` on a fresh database; a warning is an error."""
    where = (
        str(tmp_path / "office.sqlite3")
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_dsn")
    )

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-W", "error", "manage.py", *arguments],
            cwd=APP,
            env={**os.environ, "OFFICE_DATABASE": where, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert 0 == done.returncode, done.stdout
        return done.stdout.splitlines()

    return run


def test_the_office_and_planflow_stand_and_fall_together(manage):
    """One command shows it; the tables are there after it, and gone when migrations go back."""
    told = [
        "after the rollback: assigned, 0 letter(s)",
        "after the report, sent twice: reported, 1 letter(s)",
        "delivered: 150",
        "delivered: 0",
        "the proof: True",
    ]

    assert told == manage("demo")
    assert "No changes detected" in manage("makemigrations", "--check")
    manage("migrate", "letters", "zero")
    assert ["Applying letters.0001_planflow... OK", "Applying letters.0002_letters... OK"] == [
        line.strip() for line in manage("migrate", "letters")[-2:]
    ]
    assert ["delivered: 0"] == manage("planflow_tick")


def test_the_offices_own_tests_pass(manage):
    """They roll back after each test, as Django's do."""
    told = manage("test", "--noinput")

    assert "OK" in told
    assert [] == [line for line in told if "skipped" in line]
