"""Every example script runs as a user would run it, and says what its prose promises."""

import os
import subprocess
import sys

import pytest

from postgres import url_of

from .conftest import ROOT

TOLD = ["after the rollback: assigned 0", "after the commit: in_progress 1"]


def run(script, folder, *more):
    """Run a script in a folder of its own beside the examples."""
    (folder / "examples").symlink_to(ROOT / "examples")
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / script), *more],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def test_the_quickstart_runs_twice(tmp_path):
    """Its keys make the second run change nothing."""
    first = run("quickstart.py", tmp_path)
    (tmp_path / "examples").unlink()

    assert first.splitlines()[:2] == run("quickstart.py", tmp_path).splitlines()[:2]
    assert first.startswith("2021-11-14")


def test_the_year_in_a_page_tells_who_is_absent(tmp_path):
    """The conflict of item 1.2, the silent district, the proof."""
    told = run("lang_son/simulate_2021.py", tmp_path)

    for words in ("after its lead", "absent: dinh-lap late", "proves it: True"):
        assert words in told


def test_a_plan_is_amended_as_it_was_shown(tmp_path):
    """What the plan says otherwise, what that does, and what stays."""
    told = run("amend_plan.py", tmp_path)

    for words in (
        "Bổ sung mục 8: Thi tìm hiểu pháp luật trực tuyến",
        "thời gian “trước ngày 15/11/2021” thành “trước ngày 30/11/2021”",
        "3 created, 0 withdrawn",
        "applied as shown: True",
        "kept: plan-a-2021/3/police/once",
        "now due: 2021-11-29 · the proof: True",
    ):
        assert words in told


def test_the_hosts_rollback_takes_planflow_along(tmp_path):
    """Neither letter nor start after the rollback, both after the commit."""
    told = run("host_sqlite.py", tmp_path)

    assert TOLD == told.splitlines()


@pytest.mark.parametrize("script", ["host_sqlalchemy.py", "host_async.py"])
def test_a_session_of_sqlalchemys_holds_both(tmp_path, script):
    """The same from ordinary and from asynchronous code."""
    assert TOLD == run(script, tmp_path).splitlines()


@pytest.mark.parametrize("script", ["host_psycopg.py", "host_sqlalchemy.py", "host_async.py"])
def test_a_host_on_postgresql_holds_both(tmp_path, postgres_dsn, script):
    """The scripts take the database that they are given."""
    where = postgres_dsn if script == "host_psycopg.py" else url_of(postgres_dsn)

    assert TOLD == run(script, tmp_path, where).splitlines()


def test_an_office_keeps_tasks_in_its_own_table(tmp_path):
    """Its screen shows its own names, day and note; what is changed by hand is put right."""
    told = run("own_tables.py", tmp_path).splitlines()
    line = "trang-dinh | 2021-11-14 | đã báo cáo | gọi thứ Hai"

    assert line == told[0]
    assert [
        "proved by the journal: True",
        "after a change by hand: False",
        f"after it was rebuilt: | {line}",
    ] == told[-3:]


def test_the_post_room_delivers_each_announcement_once(tmp_path):
    """Nothing of the failed delivery stays, nothing is lost by it, nothing comes twice."""
    announced, failed, delivered, again, subject, *lines = run("outbox.py", tmp_path).splitlines()

    assert ("announced: 154", "after the failure: 0") == (announced, failed)
    assert ("after the next try: 154", "read again: 154") == (delivered, again)
    assert "Nhắc việc gửi Công an tỉnh: 2 nội dung" == subject
    assert all(line.startswith("- Kính đề nghị Công an tỉnh") for line in lines)


@pytest.mark.slow
def test_plan_b_runs_for_four_years_over_all_communes(tmp_path):
    """Under sixty seconds of work and 500 MB, and it prints its counts."""
    script = (
        "import sys, time\n"
        "from benchmarks.measure import peak_megabytes\n"
        "from planflow.cli import main\n"
        "began = time.process_time()\n"
        "code = main(sys.argv[1:])\n"
        "print(f'MEASURED {time.process_time() - began:.1f} {peak_megabytes()}')\n"
        "sys.exit(code)\n"
    )
    example = ROOT / "examples" / "lang_son"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            "simulate",
            str(example / "plan-b.toml"),
            f"--units={example / 'units-2021.csv'}",
            "--from=2020-10-01",
            "--to=2024-11-30",
            "--seed=80",
            f"--out={tmp_path}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert "verify: state_is_fold True, chain_intact True, totals_recomputed True" in done.stdout
    seconds, megabytes = done.stdout.split("MEASURED ")[1].split()
    assert float(seconds) < 60
    assert float(megabytes) < 500


@pytest.mark.slow
def test_plan_b_crosses_two_reorganisations_and_nothing_is_lost():
    """Under two minutes of work and 700 MB: every open task has a fate, totals are conserved."""
    script = (
        "import runpy, sys, time\n"
        "from benchmarks.measure import peak_megabytes\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
        "print(f'MEASURED {time.process_time():.1f} {peak_megabytes()}')\n"
    )
    example = ROOT / "examples" / "lang_son" / "simulate_reform.py"
    done = subprocess.run(
        [sys.executable, "-c", script, str(example)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert 2 == done.stdout.count("lost: 0; totals as before: True")
    for words in (
        "6 units end",
        "205 units end",
        "district reports for 2024: 11 of 11",
        "commune reports for 2025: 65 of 65",
        "the journal proves it: True",
    ):
        assert words in done.stdout, words
    seconds, megabytes = done.stdout.split("MEASURED ")[1].split()
    assert float(seconds) < 120
    assert float(megabytes) < 700
