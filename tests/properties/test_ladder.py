"""Any ladder, commands and sweeps: nothing twice, nothing lost, nothing that has ended (R26)."""

import datetime as dt
import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builders import (
    STORES,
    by,
    clerk,
    closing_store,
    flow_on,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow import Ladder, RecordEvent
from planflow.domain.plan import DISTANCES, ESCALATES_TO, MOST_DAYS
from planflow.domain.reminder import announcements
from planflow.domain.task import command as c
from planflow.errors import DefinitionError, PlanflowError
from planflow.instant import add_days
from planflow.store import Query
from planflow.store.sqlite import SqliteStore

START = dt.datetime(2020, 12, 20, tzinfo=dt.UTC)
END = 500 * 24
"""Hours from the start: well past the last rung of most ladders."""


def at_hour(hours):
    """Return an instant some hours after the beginning."""
    return START + dt.timedelta(hours=hours)


DAYS = st.lists(st.integers(1, 60), max_size=4, unique=True)


@st.composite
def ladders(draw):
    """Return a ladder with any distances at all, in the order in which they come."""
    distances = {name: sorted(draw(DAYS)) for name in DISTANCES}
    distances["due_soon"].reverse()
    return Ladder(
        **distances,
        due_today=draw(st.booleans()),
        escalates_to=draw(st.sampled_from(ESCALATES_TO)),
    )


@given(st.sampled_from(DISTANCES), st.lists(st.integers(-3, MOST_DAYS + 3), max_size=4))
@example("overdue", [1, 1])
@example("due_soon", [1, 3])
@example("waiting", [0])
def test_r26_a_ladder_is_refused_unless_its_days_come_in_order(name, days):
    """Each one day away or more, none twice, none before its time."""
    wanted = sorted({day for day in days if 1 <= day <= MOST_DAYS}, reverse=name == "due_soon")
    if wanted == days:
        assert tuple(days) == getattr(Ladder(**{name: days}), name)
        return
    with pytest.raises(DefinitionError) as caught:
        Ladder(**{name: days})
    assert [f"ladder: {name}"] == [fault.place for fault in caught.value.faults]


@settings(max_examples=40)
@given(ladders(), st.lists(st.integers(22 * 24, END), max_size=6))
def test_r26_any_ladder_says_the_same_however_time_is_cut(ladder, cuts):
    """One sweep at the end, and some sweeps before it; over both stores."""
    found = []
    for kind, sweeps in zip(STORES, ([END], [*sorted(cuts), END]), strict=True):
        with closing_store(kind) as store:
            flow = issued(store, small_plan(ladder=ladder))
            given_then = [each for hours in sweeps for each in flow.tick(at_hour(hours))]
            assert len(given_then) == len({each.id for each in given_then})
            found.append({each.id: each for each in given_then})

    assert found[0] == found[1]


# ── with commands in between ─────────────────────────────────────────────────

KINDS = st.sampled_from(
    (
        c.Start,
        c.Report,
        c.Return,
        c.Correct,
        c.AskCorrection,
        c.Suspend,
        c.Resume,
        c.AskExtension,
        c.GrantExtension,
        c.Withdraw,
        c.Reinstate,
        c.Decline,
        c.RaiseObstacle,
        c.EscalateObstacle,
        c.AnswerObstacle,
        RecordEvent,
    )
)
STEPS = st.lists(
    st.tuples(KINDS, st.integers(0, 13), st.integers(1, 40), st.booleans()), max_size=14
)


def command_of(kind, task, at, number, is_so):
    """Return a command and who may give it, if anybody."""
    later = add_days(at.date(), number)
    edges = task.standing.edges
    receiver = edges[number % len(edges)].receiver if edges else "stp"
    made = {
        c.Start: lambda: (c.Start(task.id), task.holder),
        c.Report: lambda: (c.Report(task.id, partial=is_so), task.holder),
        c.Correct: lambda: (c.Correct(task.id, reason="sửa"), task.holder),
        c.Decline: lambda: (c.Decline(task.id, "bận"), task.holder),
        c.Return: lambda: (c.Return(task.id, "thiếu", later), receiver),
        c.AskCorrection: lambda: (c.AskCorrection(task.id, "sai"), receiver),
        c.AskExtension: lambda: (
            c.AskExtension(task.id, add_days(task.due_on or later, number), "lũ"),
            task.holder,
        ),
        c.RaiseObstacle: lambda: (c.RaiseObstacle("p" if is_so else task.id, "lũ"), task.holder),
        c.EscalateObstacle: lambda: (c.EscalateObstacle(task.id, 1, "lũ"), "stp"),
        c.AnswerObstacle: lambda: (
            c.AnswerObstacle("p" if is_so else task.id, 1, "được"),
            "stp" if is_so else receiver,
        ),
        c.GrantExtension: lambda: (c.GrantExtension(task.id), "stp"),
        c.Resume: lambda: (c.Resume(task.id, prolong=is_so), "stp"),
        RecordEvent: lambda: (RecordEvent("p", "guidance", at.date(), due=by(7, 1)), "stp"),
    }
    return made.get(kind, lambda: (kind(task.id, "lý do"), "stp"))()


def play(flow, steps, sweeps):
    """Give the commands at their times, sweep where it is said; return what each sweep gave."""
    tasks = [each.id for each in flow.find(Query())]
    given_then = []
    for n, (kind, which, number, is_so) in enumerate(steps):
        at = moment(2, 1) + dt.timedelta(days=23 * n, hours=number)
        task = flow.task(tasks[which % len(tasks)])
        command, unit = command_of(kind, task, at, number, is_so)
        try:
            flow.do(command, by=clerk(unit), at=at)
        except PlanflowError:
            continue
        finally:
            if n in sweeps:
                given_then.append(sweep(flow, at))
    return [*given_then, sweep(flow, at_hour(END))]


def sweep(flow, now):
    """Sweep, and see that whatever is given has not ended."""
    found = flow.tick(now)
    for each in found:
        of = flow.plan("p") if each.task == "p" else flow.task(each.task)
        assert each in announcements(of, each.moment, now)
    return found


@settings(max_examples=60)
@given(ladders(), STEPS, st.sets(st.integers(0, 13)))
def test_r26_with_commands_in_between_nothing_is_doubled_lost_or_outlived(ladder, steps, sweeps):
    """Whatever is in force at the end has been announced in full, once; and the fold is sound."""
    with closing_store("memory") as store:
        flow = issued(store, small_plan(ladder=ladder))
        told = [each.id for given_then in play(flow, steps, sweeps) for each in given_then]
        wanted = {
            each.id
            for one in (*flow.find(Query()), flow.plan("p"))
            for each in announcements(one, at_hour(0), at_hour(END))
        }

        assert len(told) == len(set(told))
        assert wanted <= set(told)
        assert flow.verify().is_sound


@settings(max_examples=30)
@given(ladders(), STEPS, st.sets(st.integers(0, 13)))
def test_r26_more_sweeps_say_nothing_else_about_what_is_in_force(ladder, steps, sweeps):
    """A sweeper that was down says no more than one that never was, and lacks only what ended."""
    with closing_store("memory") as one, closing_store("memory") as other:
        always, seldom = (issued(store, small_plan(ladder=ladder)) for store in (one, other))
        all_told = {each.id for told in play(always, steps, set(range(14))) for each in told}
        some_told = {each.id for told in play(seldom, steps, sweeps) for each in told}
        in_force = {
            each.id
            for one in (*seldom.find(Query()), seldom.plan("p"))
            for each in announcements(one, at_hour(0), at_hour(END))
        }

    assert some_told <= all_told
    assert not in_force & (all_told - some_told)


@settings(max_examples=20)
@given(ladders(), st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=8))
def test_r26_sweepers_by_turns_double_none(ladder, turns):
    """Two flows over one store, each with a clock of its own that may lag behind the other's."""
    with closing_store("sqlite") as store, closing_store("memory") as alone:
        flows = issued(store, small_plan(ladder=ladder)), flow_on(store)
        hours, told = 22 * 24, []
        for is_second, days in turns:
            hours += 24 * (days - 10)
            told += flows[is_second].tick(at_hour(max(0, hours)))
        told += flows[0].tick(at_hour(END)) + flows[1].tick(at_hour(END))
        once = issued(alone, small_plan(ladder=ladder)).tick(at_hour(END))

    assert sorted(each.id for each in once) == sorted(each.id for each in told)


def test_r26_two_processes_sweep_a_plans_own_ladder_at_the_same_time(tmp_path):
    """Many rungs a task; together they give each once."""
    ladder = Ladder(due_soon=(9, 6, 3), overdue=(1, 2, 3, 4, 5), escalated=(6, 7), waiting=(9, 99))
    items = [item(str(n), "sgd", schedule=by(1 + n % 9, 20)) for n in range(40)]
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    flows = [issued(stores[0], plan(*items, ladder=ladder)), flow_on(stores[1])]
    gate, told = threading.Barrier(2), [[], []]

    def run(n):
        gate.wait()
        for month in range(2, 13):
            told[n] += flows[n].tick(moment(month, 25))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rungs = {
        each.rung for each in (*told[0], *told[1]) if each.task == the(flows[0], "3", "sgd").id
    }
    wanted = {
        each.id
        for task in flows[0].find(Query())
        for each in announcements(task, at_hour(0), moment(12, 25))
    }
    for each in stores:
        each.close()

    assert sorted(wanted) == sorted(each.id for each in (*told[0], *told[1]))
    assert {"due_soon_3", "overdue_5", "escalated_2"} <= rungs
