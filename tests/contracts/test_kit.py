"""The kit itself: each store that is wrong in one thing is caught, and the clause is named."""

import pickle
import subprocess
import sys
import tomllib
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from attrs import evolve

import broken
import storages
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore
from planflow.testing import Failure, Skip, Verdict, check_store, checks, lending
from planflow.testing import check as check_module

ROOT = Path(__file__).parents[2]
PLAIN = tuple(
    check.name
    for check in checks(big=False)
    if not any(word in check.name for word in ("any_use", "two_processes", "two_threads"))
)
"""The checks that find the same on every run, and are quick."""


@pytest.mark.parametrize(
    ("kind", "clauses"),
    [
        (broken.WritesRecordsFirst, ("S1", "S3", "S6")),
        (broken.IgnoresVersions, ("S2", "S16")),
        (broken.NamesOneConflict, ("S2",)),
        (broken.KeepsOldFacts, ("S2",)),
        (broken.ForgetsGuards, ("S2", "S3", "S7", "S17")),
        (broken.StripsText, ("S4",)),
        (broken.TakesAnyText, ("S4",)),
        (broken.AnnouncesAgain, ("S5", "S17")),
        (broken.ForgetsKeys, ("S4", "S6", "S17")),
        (broken.NumbersWithGaps, ("S1", "S7", "S17")),
        (broken.ChainsNothing, ("S8", "S17")),
        (broken.SortsAsPeopleDo, ("S9",)),
        (broken.PagesByOffset, ("S9",)),
        (broken.ShardsItsOwnWay, ("S10",)),
        (broken.DueByWakeOnly, ("S10",)),
        (broken.WakesBlindly, ("S11",)),
        (broken.KeepsErased, ("S12",)),
        (broken.GivesItsOwnRows, ("S13",)),
        (broken.LetsTheDriverSpeak, ("S15",)),
        (broken.ShowsWhatIsIssued, ("S16",)),
        (broken.KeepsDroppedBodies, ("S17",)),
        (broken.ForgetsDroppedStreams, ("S17",)),
        (broken.OfAnotherPort, ("S18",)),
    ],
)
def test_a_store_that_breaks_a_clause_is_caught_and_the_clause_is_named(kind, clauses):
    """What else does not hold because of it is named too, and nothing more."""
    assert clauses == check_store(kind, PLAIN).clauses


@pytest.mark.parametrize(
    ("kind", "only", "clauses"),
    [
        (broken.CommitsWhatIsLent, ("S14",), ("S14",)),
        (broken.TakesAnySchema, ("S18",), ("S18",)),
        (
            broken.WritesInTwoTransactions,
            ("s01_a_writer_that_dies_within_a_commit_leaves_nothing_of_it",),
            ("S1",),
        ),
        (
            broken.LooksForTheKeyFirst,
            ("s06_nobody_sees_a_record_before_the_key_that_made_it_two_processes",),
            ("S6",),
        ),
    ],
)
def test_a_storage_that_breaks_a_clause_is_caught(tmp_path, kind, only, clauses):
    """Connections are lent, schemas stamped, writers killed."""
    assert clauses == check_store(partial(broken.in_file, kind, tmp_path), only).clauses


def test_a_number_that_is_given_before_the_commit_is_caught(postgres_dsn):
    """A follower that has read 3 never reads the 2 of a late committer."""
    late = "s07_nobody_waits_for_a_transaction_of_the_hosts"
    factory = partial(broken.in_postgres, broken.NumbersAsItArrives, postgres_dsn)

    verdict = check_store(factory, (late, "s07_entries_are_numbered_without_gaps"))

    assert "S7" in verdict.clauses
    assert late in {each.check for each in verdict.failures}


def test_a_store_for_which_others_wait_is_caught(tmp_path, monkeypatch):
    """SQLite has one writer at a time; a storage that says otherwise is told."""
    monkeypatch.setattr(lending, "PATIENCE", 0.2)

    def claims_several():
        storage = storages.in_file(tmp_path)
        return evolve(storage, is_serial=False)

    verdict = check_store(claims_several, ("s07_nobody_waits_for_a_transaction_of_the_hosts",))

    assert "another writer has waited" in {each.about for each in verdict.failures}


def test_a_race_between_seeing_and_writing_is_caught():
    """Both have seen that the version holds before either has written."""
    race = "s02_of_two_that_create_a_record_one_does_two_threads"

    assert {"S2"} <= set(check_store(broken.ChecksBeforeItLocks, (race,)).clauses)


def test_storage_that_is_not_kept_is_caught():
    """What was committed is not there when the storage is opened again."""
    verdict = check_store(lambda: storages.Storage(open=MemoryStore, is_shared=False), ("S1",))

    assert {
        "s01_what_was_committed_is_there_when_the_storage_is_opened_again",
        "s01_a_writer_that_is_killed_leaves_whole_commits",
        "s01_a_writer_that_dies_within_a_commit_leaves_nothing_of_it",
    } == {each.check for each in verdict.failures}


def test_the_comparison_names_the_clause_and_the_steps():
    """Random steps find what differs, and the shortest way there is told."""
    compared = ("s09_any_long_use_is_answered_as_by_the_memory_store",)
    (failure,) = check_store(broken.KeepsOldFacts, compared, big=True).failures

    assert "S2" == failure.clause
    assert "\n      1. writes:" in failure.found


@pytest.mark.parametrize("factory", [MemoryStore, lambda: SqliteStore(":memory:")])
def test_of_a_bare_store_it_is_told_what_was_not_tried(factory):
    """Neither reopened, nor lent, nor shared: this is said, and never passed over."""
    verdict = check_store(factory, PLAIN)

    assert (True, False) == (verdict.is_sound, verdict.is_complete)
    assert {"S1", "S7", "S12", "S14", "S15", "S18"} <= {each.clause for each in verdict.skips}
    assert "NOT TRIED, Storage.lend is not given" in str(verdict)


def test_every_clause_has_checks():
    """S1 to S18, and a name begins with its clause."""
    names = [check.name for check in checks()]

    assert {f"S{number}" for number in range(1, 19)} == {check.clause for check in checks()}
    assert len(names) == len(set(names))
    assert [] == [c.name for c in checks() if not c.name.startswith(f"s{int(c.clause[1:]):02d}_")]
    assert {"S1", "S7", "S9", "S10"} == {check.clause for check in checks() if check.is_big}


@pytest.mark.parametrize("only", ["S3", ["S3"], ("S3", "s08_hashes_are_kept_as_they_were_given")])
def test_some_checks_are_chosen_by_clause_or_name(only):
    """A misspelt one would be passed by everything."""
    assert "S3" in {check.clause for check in checks(only)} <= {"S3", "S8"}
    with pytest.raises(LookupError, match="S99"):
        checks(["S3", "S99"])


def test_a_missing_hypothesis_is_named_with_its_extra(monkeypatch):
    """The rest of the kit works without it."""
    monkeypatch.setattr(check_module, "find_spec", lambda name: None)
    verdict = check_store(MemoryStore, ("S9",))

    (skip,) = (each for each in verdict.skips if "hypothesis" in each.reason)
    assert "planflow[testing]" in skip.reason
    assert verdict.is_sound


def test_a_factory_that_fails_is_a_failure():
    """Told like any other."""

    def fails():
        raise OSError("no space left")

    (failure,) = check_store(fails, ("s18_a_store_names_port_and_schema",)).failures
    assert ("S18", "a fresh store is opened") == (failure.clause, failure.about)
    assert "no space left" in failure.found


def test_a_verdict_tells_everything():
    """Clause, check, what was tried, expected and found; and what was not tried."""
    verdict = Verdict(
        passed=("s01_a",),
        failures=(Failure("S3", "s03_b", "a guard", "no", "yes"),),
        skips=(Skip("S14", "s14_c", "none is lent"),),
    )

    assert str(verdict).splitlines() == [
        "S3 does not hold (s03_b)",
        "    a guard",
        "    expected: no",
        "    found:    yes",
        "NOT TRIED, none is lent: s14_c",
        "1 checks passed, 1 not tried; broken: S3",
    ]
    assert verdict == pickle.loads(pickle.dumps(verdict))  # noqa: S301 - our own


# ── the plugin ───────────────────────────────────────────────────────────────

HOST = """
import pytest
from planflow.store.memory import MemoryStore
from planflow.store import Guard
from attrs import evolve

class ForgetsGuards(MemoryStore):
    def commit(self, batch):
        return super().commit(evolve(batch, guards=()))

@pytest.fixture(params=[MemoryStore, ForgetsGuards])
def planflow_store(request):
    return request.param
"""


def run_pytest(folder, *arguments):
    """Run pytest in a folder, with planflow's plugin as an entry point would load it."""
    plugins = ("-p", "no:planflow", "-p", "planflow.testing.plugin", "-p", "no:randomly")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "--strict-markers", "-W", "error", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_one_fixture_makes_one_test_of_each_check(tmp_path):
    """For each of its parameters; failures tell the clause without a traceback."""
    (tmp_path / "test_stores.py").write_text(HOST, encoding="utf-8")

    said = run_pytest(tmp_path, "-k", "s03 and not two", "-rf")
    listed = run_pytest(tmp_path, "--collect-only", "-m", "not planflow_big").splitlines()

    assert "S3 does not hold (s03_a_guard_holds_though_nothing_is_written_there)" in said
    assert "1 not tried" not in said
    assert "Traceback" not in said
    assert 2 * len(checks(big=False)) == sum("::test_planflow_store[" in line for line in listed)


def test_what_could_not_be_tried_is_told_at_the_end(tmp_path):
    """Skipped tests are easily overlooked."""
    (tmp_path / "test_stores.py").write_text(HOST, encoding="utf-8")

    said = run_pytest(tmp_path, "-k", "s14")

    assert "planflow: checks that were not made" in said
    assert "14 not tried: Storage.lend is not given" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def planflow_store():\n    pass\n\ndef test_a():\n    planflow_store()\n", "1 passed"),
        (
            "import pytest\nclass TestA:\n    @pytest.fixture\n    def planflow_store(self): ...\n",
            "planflow_store must stand in a module",
        ),
    ],
    ids=["a function", "in a class"],
)
def test_what_only_looks_like_the_fixture(tmp_path, text, expected):
    """A function of the name is left alone; a fixture in a class is no silence."""
    (tmp_path / "test_stores.py").write_text(text, encoding="utf-8")

    assert expected in run_pytest(tmp_path)


def test_who_has_no_such_fixture_pays_nothing():
    """Neither the kit nor anything below it is imported with the plugin."""
    code = "import sys, planflow.testing.plugin; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()

    assert {"planflow", "planflow.testing", "planflow.testing.plugin"} == {
        name for name in loaded if name.partition(".")[0] in {"planflow", "attrs", "hypothesis"}
    }
    assert "pytest" not in loaded


def test_the_entry_point_names_the_plugin():
    """As it is written in the project's file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    place = project["entry-points"]["pytest11"]["planflow"]

    assert hasattr(import_module(place), "pytest_generate_tests")


def test_the_store_that_the_docs_build_passes_every_check(tmp_path, monkeypatch):
    """Those that need connections or several processes apart."""
    monkeypatch.syspath_prepend(ROOT / "examples")
    store = import_module("one_file_store").OneFileStore
    names = count()

    def fresh():
        opened = partial(store, tmp_path / f"{next(names)}.plans", is_safe=False)
        return storages.Storage(open=opened, is_shared=False)

    verdict = check_store(fresh)

    assert verdict.is_sound, verdict
    assert {"S1", "S2", "S3", "S5", "S6", "S7", "S11", "S14", "S18"} == {
        each.clause for each in verdict.skips
    }
