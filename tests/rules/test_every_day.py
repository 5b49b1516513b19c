"""Rules R8, R11, R12, R26: a year of every real wording, day by day, at its first and last instant.

Each wording is an item of a plan for its own year, issued on 1 January. At every moment each task
has exactly one timeliness, the same by the record and by the stored columns; classes follow one
another in order, and nothing is announced before its day.
"""

import json
from itertools import groupby

import pytest
from pendulum import Date

from builders import CHAIR, STORES, closing_store, flow_on
from planflow.document import parse_plan
from planflow.domain.reminder import announcements, next_moment
from planflow.domain.task import TIMELINESS, timeliness
from planflow.instant import add_days, day_of, end_of_day, start_of_day
from planflow.store import Query
from strategies import WORDINGS

YEARS = sorted({one.year for one in WORDINGS})
BEFORE_17 = "d065"
LADDER = ("not_yet_open", "in_time", "due_soon", "overdue")
HEAD = """
format = 1
id = "p"
title = "Kế hoạch"
issuer = "board"
standing_agency = "stp"
"""


def plan_of(year):
    """Return a plan in which every wording of a year is the time of an item."""
    text = f"{HEAD}years = {{ from = {year}, to = {year} }}\n"
    for one in WORDINGS:
        if one.year == year:
            time = json.dumps(one.text, ensure_ascii=False)
            keys = f'code = "{one.id}"\ntitle = "Việc"\nlead = "sgd"\ntime = {time}\n'
            text += f"[[items]]\n{keys}"
    return parse_plan(text)


def issued(store, year):
    """Return a flow in which a year's plan was issued, and its tasks."""
    flow = flow_on(store)
    flow.issue(plan_of(year), by=CHAIR, at=start_of_day(Date(year, 1, 1)))
    return flow, tuple(flow.find(Query()))


@pytest.fixture(params=YEARS)
def year(request):
    """Return each year of which there are wordings."""
    return request.param


@pytest.fixture
def tasks(year):
    """Return the tasks of a year's plan."""
    with closing_store("memory") as store:
        return issued(store, year)[1]


def moments(year):
    """Yield the first and the last instant of every day of a year and of the month after."""
    day = Date(year, 1, 1)
    while day < Date(year + 1, 2, 1):
        yield start_of_day(day)
        yield end_of_day(day)
        day = add_days(day, 1)


def classes(task, year):
    """Return the classes that a task goes through, each with its first and its last moment."""
    found = ((timeliness(task, at), at) for at in moments(year))
    for name, run in groupby(found, key=lambda each: each[0]):
        when = [at for _, at in run]
        yield name, when[0], when[-1]


def test_every_wording_has_its_tasks():
    """None is lost on the way from its words to the tasks."""
    for each in YEARS:
        with closing_store("memory") as store:
            sources = {task.assignment.source for task in issued(store, each)[1]}
        assert {one.id for one in WORDINGS if one.year == each} == sources


@pytest.mark.parametrize("kind", STORES)
def test_r08_record_and_columns_agree_at_every_moment(kind, year):
    """Each task is in exactly one class, and the store counts it there."""
    with closing_store(kind) as store:
        flow, tasks = issued(store, year)
        for at in moments(year):
            found = {
                (task.assignment.source, task.assignment.occurrence, timeliness(task, at)): 1
                for task in tasks
            }
            assert found == flow.tally(
                Query(plan="p"), by=("source", "occurrence", "timeliness"), at=at
            )


def test_r08_classes_follow_one_another(tasks, year):
    """Not yet open, in time, due soon, overdue; or one class for ever until a window closes."""
    for task in tasks:
        names = [name for name, _, _ in classes(task, year)]

        assert {*names} <= {*TIMELINESS}
        if task.standing.dating == "dated":
            assert names == sorted(names, key=LADDER.index)
        else:
            assert [task.standing.dating, "overdue"][: len(names)] == names


def test_r08_a_task_is_overdue_once_its_day_is_over_and_no_earlier(tasks, year):
    """To its last instant the due day is in time, but for the one wording that names an hour."""
    for task in tasks:
        due_on = task.due_on or Date(year, 1, 1)
        late_on = due_on if task.assignment.source == BEFORE_17 else add_days(due_on, 1)
        for name, first, last in classes(task, year):
            if name == "overdue":
                assert late_on == day_of(first)
            elif task.deadline is not None:
                assert last <= task.deadline.due_at <= end_of_day(task.due_on)


def test_r08_a_task_is_due_soon_three_days_before_or_once_it_is_open(tasks, year):
    """And stays so until it is due."""
    for task in tasks:
        for name, first, _ in classes(task, year):
            if name == "due_soon":
                soon = add_days(task.due_on, -3)
                assert max(soon, task.deadline.opens_on, Date(year, 1, 1)) == day_of(first)


def test_r12_a_task_opens_on_its_day(tasks, year):
    """Until the day before it is not yet open."""
    for task in tasks:
        for name, _, last in classes(task, year):
            if name == "not_yet_open" and last < end_of_day(Date(year + 1, 1, 31)):
                assert task.deadline.opens_on == add_days(day_of(last), 1)


def test_r11_what_has_no_date_is_never_late(tasks, year):
    """Awaited, undated, or going on without an end."""
    for task in tasks:
        if task.deadline is None:
            names = [name for name, _, _ in classes(task, year)]
            assert [task.standing.dating] == names


# ── announcements ────────────────────────────────────────────────────────────

AFTER_DUE = {
    "overdue_1": 1,
    "overdue_2": 8,
    "overdue_3": 15,
    "escalated": 22,
    "due_today": 0,
}


def test_r26_nothing_is_announced_before_its_day(tasks, year):
    """Asked at any moment, what was given belongs to that moment or an earlier one."""
    start = start_of_day(Date(year, 1, 1))
    for task in tasks:
        for at in moments(year):
            given = announcements(task, start, at)
            following = next_moment(task, at)

            assert all(start <= each.moment <= at for each in given)
            assert following is None or following > at


def test_r26_each_rung_has_its_day(tasks, year):
    """It opens on its first day; due today, late and escalated are counted from the due day."""
    first, last = start_of_day(Date(year, 1, 1)), end_of_day(Date(year + 3, 12, 31))
    for task in tasks:
        for each in announcements(task, first, last):
            day = day_of(each.moment)
            if each.rung in AFTER_DUE and day > Date(year, 1, 1):
                assert add_days(task.due_on, AFTER_DUE[each.rung]) == day
            if each.rung == "opens" and task.deadline is not None:
                assert (task.deadline.opens_on or Date(year, 1, 1)) == day


@pytest.mark.parametrize("kind", STORES)
def test_r26_a_year_of_ticks_says_everything_once_and_on_its_day(kind, year):
    """Swept at every midnight, each announcement comes on its day, none twice, none too early."""
    with closing_store(kind) as store:
        flow, tasks = issued(store, year)
        start, given = start_of_day(Date(year, 1, 1)), []
        for at in moments(year):
            told = flow.tick(at)
            assert all(day_of(each.moment) == day_of(at) for each in told)
            given += told

        expected = {each.id for task in tasks for each in announcements(task, start, at)}
        assert expected == {each.id for each in given}
        assert len(given) == len(expected)
