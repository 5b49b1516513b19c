"""The benchmarks: the harness measures and judges right, and ours still run.

How fast anything is, ``make bench`` tells; nothing here depends on it.
"""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as main
from benchmarks import commit, deadline, issue, measure, million, national, start, store, transition
from benchmarks.measure import Gate, Pair, Side, benchmark, benchmarks_of, run


class Clock:
    """A clock that goes only when work is done."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def work(self, *seconds):
        """Return work that takes these seconds by turns, the last of them for ever."""
        left = list(seconds)

        def work():
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return work


@pytest.fixture
def clock():
    return Clock()


def against(gate, ours, reference):
    """Return a benchmark of two sides."""

    @benchmark(gate)
    def one():
        yield Pair(ours=ours, reference=reference)

    return one


def measured(one, clock, *, rounds=1, share=0.0):
    return measure.measure(one, rounds=rounds, share=share, clock=clock)


def waiting(clock, seconds):
    return Side(clock.work(seconds))


def test_the_ratio_is_the_median_of_the_rounds_ratios(clock):
    """It is not the ratio of the medians, which would be 4 / 4 here."""
    warm = (9.0, 9.0)
    ours = Side(clock.work(*warm, 2.0, 4.0, 9.0))
    reference = Side(clock.work(*warm, 1.0, 8.0, 4.0))

    found = measured(against("<= 2", ours, reference), clock, rounds=3)

    assert (4_000_000, 4_000_000, 2.0) == (found.ours, found.reference, found.ratio)


def test_a_gate_from_below_turns_the_ratio_round(clock):
    found = measured(against(">= 30", waiting(clock, 1.0), waiting(clock, 40.0)), clock)

    assert (40.0, ">= 30", True) == (found.ratio, found.gate, found.ok)


def test_times_are_those_of_one_operation_in_microseconds(clock):
    ours, reference = Side(clock.work(1.0), count=4), Side(clock.work(1.0), count=10)

    found = measured(against("<= 3", ours, reference), clock)

    assert (250_000, 100_000, 2.5) == (found.ours, found.reference, found.ratio)


def test_both_sides_fill_their_share_of_every_round(clock):
    """Quick work is repeated, after two runs to get warm; slow work is done once."""
    done = []
    quick, slow = clock.work(0.25), clock.work(3.0)
    ours = Side(lambda: (done.append("ours"), quick()))
    reference = Side(lambda: (done.append("reference"), slow()))

    found = measured(against("<= 1", ours, reference), clock, rounds=1, share=1.0)

    assert ["ours"] * 2 + ["reference"] * 2 + ["ours"] * 4 + ["reference"] == done
    assert (250_000, 3_000_000) == (found.ours, found.reference)


def test_the_sides_begin_by_turns(clock):
    done = []
    sides = [
        Side(clock.work(1.0), prepare=lambda name=name: done.append(name))
        for name in ("ours", "reference")
    ]

    measured(against("<= 1", *sides), clock, rounds=3)

    warm, rounds = done[:4], done[4:]
    assert ["ours", "ours", "reference", "reference"] == warm
    assert ["ours", "reference", "reference", "ours", "ours", "reference"] == rounds


def test_slow_work_is_timed_in_few_rounds(clock):
    done = []
    ours = Side(clock.work(1.0), prepare=lambda: done.append("ours"))

    measured(against("<= 1", ours, waiting(clock, 1.0)), clock, rounds=100)

    assert measure.LEAST_ROUNDS == len(done) - 2


def test_a_benchmark_goes_by_its_own_clock_for_as_many_rounds_as_it_has_work():
    own, done = Clock(), []

    @benchmark("<= 2", clock=own, rounds=3)
    def one():
        work = own.work(3.0)
        yield Pair(ours=Side(lambda: (done.append(1), work())), reference=waiting(own, 2.0))

    found = measured(one, Clock(), rounds=100)

    assert (3, 1.5) == (len(done) - 2, found.ratio)


def test_a_benchmark_may_bear_the_name_of_a_keyword():
    @benchmark("<= 1")
    def import_():
        """Never opened."""

    assert "import" == import_.name


def test_what_prepares_the_work_is_done_each_time_and_not_timed(clock):
    ours = Side(clock.work(1.0), prepare=clock.work(5.0))

    found = measured(against("<= 1", ours, waiting(clock, 1.0)), clock, rounds=2, share=3.0)

    assert (1_000_000, 1.0) == (found.ours, found.ratio)


def test_a_benchmark_cleans_up_after_itself(clock):
    done = []

    @benchmark("<= 1")
    def one():
        done.append("opened")
        yield Pair(ours=waiting(clock, 1.0), reference=waiting(clock, 1.0))
        done.append("closed")

    measured(one, clock, rounds=2)

    assert ["opened", "closed"] == done


@pytest.mark.parametrize(
    ("gate", "ratio", "is_kept"),
    [
        ("<= 3", 2.999, True),
        ("<= 3", 3.0, True),
        ("<= 3", 3.001, False),
        (">= 30", 29.999, False),
        (">= 30", 30.0, True),
        ("<= 1.5", 1.6, False),
    ],
)
def test_a_gate_is_a_limit_with_a_direction(gate, ratio, is_kept):
    assert is_kept is Gate.parse(gate).is_kept(ratio)


@pytest.mark.parametrize("gate", ["3", "< 3", "at most 3", "<= three", ""])
def test_a_gate_in_other_words_is_refused_at_once(gate):
    with pytest.raises((KeyError, ValueError)):
        benchmark(gate)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "build" / "bench.json"


@pytest.fixture
def pace(clock):
    """Return a benchmark that takes so many times as long as its reference."""
    return lambda gate, ratio: against(gate, waiting(clock, ratio), waiting(clock, 1.0))


def test_gates_that_are_kept_give_exit_code_0(pace, file, clock):
    assert 0 == run([pace("<= 3", 3.0), pace(">= 2", 0.5)], file, rounds=2, clock=clock)
    assert [True, True] == [entry["ok"] for entry in json.loads(file.read_text("utf-8"))]


def test_one_failing_gate_gives_exit_code_1_and_all_are_written(pace, file, clock, capsys):
    assert 1 == run([pace("<= 3", 3.5), pace("<= 3", 2.0)], file, rounds=2, clock=clock)
    assert [False, True] == [entry["ok"] for entry in json.loads(file.read_text("utf-8"))]
    _, failing, kept = capsys.readouterr().out.splitlines()
    assert failing.endswith("3.50  <= 3  FAILS")
    assert kept.endswith("2.00  <= 3")


def test_an_entry_has_six_keys(pace, file, clock):
    run([pace("<= 3", 2.0)], file, rounds=3, clock=clock)

    assert [
        {
            "name": "one",
            "ours": 2_000_000.0,
            "reference": 1_000_000.0,
            "ratio": 2.0,
            "gate": "<= 3",
            "ok": True,
        }
    ] == json.loads(file.read_text("utf-8"))


def test_the_benchmarks_of_deadlines_run(capsys, file):
    """Once each, without looking at the times; both ways to count working days agree."""
    run(benchmarks_of(deadline), file, rounds=1, share=0.0)

    entries = json.loads(file.read_text("utf-8"))
    assert {
        "workdays_10": "<= 3",
        "workdays_10_v_holidays": ">= 30",
        "parse_cold": "<= 12",
        "parse_again": "<= 20",
    } == {entry["name"]: entry["gate"] for entry in entries}
    assert len(entries) + 1 == len(capsys.readouterr().out.splitlines())


def test_the_benchmarks_of_commands_run(file):
    """Every kind of command is accepted; how long each takes is not looked at here."""
    run(benchmarks_of(transition), file, rounds=1, share=0.0)

    entries = json.loads(file.read_text("utf-8"))
    assert {"transition": "<= 0.6", "construct": "<= 2"} == {
        entry["name"]: entry["gate"] for entry in entries
    }


@pytest.fixture
def few(monkeypatch):
    """Let the benchmarks of stores work on few tasks."""
    for module, name, value in (
        (commit, "TASKS", 80),
        (commit, "STEP", 20),
        (commit, "BATCH", 20),
        (issue, "COMMUNES", 8),
        (issue, "TASKS", 80),
    ):
        monkeypatch.setattr(module, name, value)
    commit.prepared.cache_clear()
    yield
    commit.prepared.cache_clear()


@pytest.mark.usefixtures("few")
def test_the_benchmarks_of_commits_run(file):
    """Ours and the statements sent by hand leave journals of the same length."""
    run(benchmarks_of(commit), file, rounds=1, share=0.0)

    assert {
        "commit_full": "<= 1.6",
        "commit_normal": "<= 2.2",
        "commit_batch": "<= 2.2",
        "engine_full": "<= 1.8",
    } == {entry["name"]: entry["gate"] for entry in json.loads(file.read_text("utf-8"))}


@pytest.mark.usefixtures("few")
def test_the_benchmark_of_issuing_runs(file):
    run(benchmarks_of(issue), file, rounds=1, share=0.0)

    assert ["unfold_100k"] == [entry["name"] for entry in json.loads(file.read_text("utf-8"))]


@pytest.mark.slow
def test_the_benchmarks_of_starting_run(file):
    run(benchmarks_of(start), file, rounds=1, share=0.0)

    assert {"import": "<= 0.3", "first_use": "<= 2"} == {
        entry["name"]: entry["gate"] for entry in json.loads(file.read_text("utf-8"))
    }


def test_the_benchmarks_of_stores_run(file, monkeypatch):
    """Ours and the statements by hand find the same; two processes are left to the next one."""
    in_process = [each for each in benchmarks_of(store) if each is not store.postgres_2w]
    monkeypatch.setattr(store, "EVERY", 2_000)
    monkeypatch.setattr(store, "SOME", 200)

    try:
        run(in_process, file, rounds=1, share=0.0)
    finally:
        million.remove_all()

    assert {"due_1m": "<= 3", "due_growth": "<= 1.5", "tally_1m": "<= 1.5"} == {
        entry["name"]: entry["gate"] for entry in json.loads(file.read_text("utf-8"))
    }


@pytest.mark.slow
@pytest.mark.usefixtures("postgres_server")
def test_the_benchmark_of_two_processes_runs(file, monkeypatch):
    """On a server of its own, where there can be one."""
    monkeypatch.setattr(store, "WORK", 5)

    run([store.postgres_2w], file, rounds=1, share=0.0)

    assert ["postgres_2w"] == [entry["name"] for entry in json.loads(file.read_text("utf-8"))]


@pytest.mark.slow
def test_the_benchmark_of_the_national_tree_runs(file):
    """Ours and the loop agree on every figure; how long they take is not looked at here."""
    run(benchmarks_of(national), file, rounds=1, share=0.0)

    entries = json.loads(file.read_text("utf-8"))
    assert ["consolidate", "consolidate_at_once"] == [entry["name"] for entry in entries]


def test_every_module_of_benchmarks_is_run():
    folder = Path(measure.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__", "measure"}
    modules -= {"million"}  # makes the database of those that are run

    assert set() == modules - set(vars(main))
