"""Two processes on the same tasks at the same time: commands, and the sweep after a downtime.

Small in ``make slow``; in ``make soak`` as large as it is promised.
"""

from collections import Counter
from contextlib import ExitStack

import pytest
from hypothesis import settings

from builders import by, duty, moment, plan, unit
from planflow.domain.organisation import Directory, Where
from planflow.domain.reminder import announcements
from planflow.engine.read import pages, stored_entries
from planflow.engine.record import read_task
from planflow.instant import to_text
from planflow.store import Query
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore
from planflow.testing.history import flow_on
from planflow.testing.office import CHAIR
from workers import answers, give, issued_plans, sweep, working

pytestmark = pytest.mark.slow
IS_SOAK = settings.default.max_examples > 1000
COMMANDS = 2_000 if IS_SOAK else 200
TASKS = 50
DUE = 100_000 if IS_SOAK else 3_000
DOWN_AT, UP_AT = moment(3, 5), moment(3, 12)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Return how a store is opened here, and where workers find it."""
    if request.param == "sqlite":
        path = tmp_path / "plans.db"
        return (lambda: SqliteStore(path, synchronous="normal")), f"sqlite-normal:{path}"
    dsn = request.getfixturevalue("postgres_dsn")
    return (lambda: PostgresStore(dsn)), dsn


def told_by(work, *workers):
    """Let workers work at the same time, and return what each of them told."""
    with ExitStack() as stack:
        running = [stack.enter_context(working(work, *args)) for args in workers]
        told = [list(answers(pipe)) for _, pipe in running]
        for process, _ in running:
            process.join()
            assert 0 == process.exitcode
    return told


def in_conflict(open_store, where, names, tasks, count):
    """Let workers give commands on the same tasks, and see that each of them left its trace."""
    with open_store() as store:
        tasks = issued_plans(store, 6)[:tasks]
        before = store.head()[0]
    told = told_by(give, *((where, tasks, name, seed, count) for seed, name in enumerate(names)))
    done = [place for each in told for what, place in each if what == "done"]
    refused = Counter(rule for each in told for what, rule in each if what == "refused")
    assert len(names) * count == len(done) + refused.total()
    assert all(rule.startswith("R") for rule in refused)
    with open_store() as store:
        flow = flow_on(store, 0, lambda _: None)
        entries = tuple(flow.journal(before))
        assert sorted(done) == sorted((each.stream, each.key) for each in entries if each.key)
        assert flow.verify().is_sound
    return len(done), refused.total()


def test_two_processes_on_the_same_tasks_lose_nothing(place, record_property):
    """Every outcome is an event or a refusal by a rule, and the sum is right."""
    done, refused = in_conflict(*place, ("x", "y"), TASKS, COMMANDS)

    assert done > refused > 0
    record_property("said", f"2 × {COMMANDS} commands on {TASKS} tasks: {done} done, {refused} not")


def test_many_processes_on_one_task_all_come_to_their_turn(place):
    """Nobody is told of a conflict: who is overtaken tries again, after a pause drawn by chance."""
    done, _ = in_conflict(*place, ("a", "b", "c", "d", "e", "f"), 1, COMMANDS // 4)

    assert done > 0


# ── the sweep ────────────────────────────────────────────────────────────────


def great_plan(store):
    """Issue a plan of one report a commune, of very many communes, due within a week."""
    communes = [unit(f"c{number:06d}", "commune", parent="board") for number in range(DUE)]
    board = unit("board", "province", "steering-body")
    flow = flow_on(store, 7, lambda _: None, Directory([board, *communes]))
    reports = duty("R.1", Where(level="commune"), to=("board",), schedule=by(3, 10))
    flow.issue(plan(duties=(reports,), standing_agency=None), by=CHAIR, at=DOWN_AT)


def swept(where, shards):
    """Let sweepers begin at the same moment, and return what each of them tells."""
    with ExitStack() as stack:
        running = [stack.enter_context(working(sweep, where, UP_AT, shard)) for shard in shards]
        assert ["ready"] * len(shards) == [pipe.recv() for _, pipe in running]
        for _, pipe in running:
            pipe.send("go")
        return [pipe.recv() for _, pipe in running]


def announced(store):
    """Return every announcement in the journal, however often it is there."""
    return Counter(each.stream for each in stored_entries(store, 0) if "!" in each.stream)


@pytest.mark.parametrize("shards", [((0, 1), (0, 1)), ((0, 2), (1, 2))], ids=["same", "halves"])
def test_r26_two_sweepers_after_a_week_give_each_announcement_once(place, shards, record_property):
    """None is lost and none is given twice, and memory does not grow with what is due."""
    open_store, where = place
    with open_store() as store:
        great_plan(store)
        tasks = map(read_task, pages(store, Query()))
        owed = Counter(each.id for task in tasks for each in announcements(task, DOWN_AT, UP_AT))

    told = swept(where, shards)

    with open_store() as store:
        assert owed == announced(store)
        assert () == store.due(to_text(UP_AT))
    assert owed.total() == sum(count for count, _, _ in told)
    assert max(memory for _, _, memory in told) < 100
    record_property("said", f"{DUE} tasks, two sweepers, {where.partition(':')[0][:8]}: {told}")
