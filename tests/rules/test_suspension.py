"""Rules R8 and R13: what a suspension does to the end of a task, by the plan's policy."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    STORES,
    after,
    assignment,
    by,
    clerk,
    closing_store,
    day,
    deadline,
    issued,
    item,
    moment,
    plan,
    the,
)
from planflow.document import vietnam
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import (
    Continuous,
    Policy,
    Recurring,
    Relative,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.plan import PlanEvent
from planflow.domain.task import TIMELINESS, Context, Standing, Task, decide, timeliness
from planflow.domain.task import command as c
from planflow.instant import add_days, start_of_day, to_instant
from planflow.store import Query

MICRO = dt.timedelta(microseconds=1)
ASSIGNER = clerk("stp")
TASK = "p/1/sgd/once"
DUE = day(11, 14)
TEN_WORKING_DAYS = Relative(anchor=day(11, 1), count=10, counted_in="working-day")
"""From Monday 1 November: by Monday the 15th."""


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def running(store, *, schedule=None, **policy):
    """Return a flow with one task, due by 14 November 2021 unless said otherwise."""
    one = item("1", "sgd", schedule=schedule or by(11, 14))
    return issued(store, plan(one, policy=Policy(**policy)))


def resumed(flow, suspended, at, prolong=None, task=TASK):
    """Suspend the task, let it go on, and return it."""
    flow.do(c.Suspend(task, "lũ"), by=ASSIGNER, at=suspended)
    return flow.do(c.Resume(task, prolong), by=ASSIGNER, at=at).task


# ── the plan's policy ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("policy", "prolong", "expected"),
    [
        ({}, None, DUE),
        ({"suspension": "keep"}, None, DUE),
        ({"suspension": "keep"}, True, day(11, 20)),
        ({"suspension": "prolong"}, None, day(11, 20)),
        ({"suspension": "prolong"}, False, DUE),
    ],
)
def test_r13_the_plan_says_what_a_suspension_does_to_the_end(store, policy, prolong, expected):
    """Suspended for six days: kept or prolonged by policy, unless the assigner says otherwise."""
    task = resumed(running(store, **policy), moment(11, 2), moment(11, 8), prolong)

    assert expected == task.due_on


def test_r13_a_date_prolonged_keeps_the_one_it_replaces(store):
    """Both dates, and both reasons, are in the deadline."""
    found = resumed(running(store), moment(11, 2), moment(11, 8), prolong=True).deadline

    assert ("prolonged", DUE) == (found.origin, found.replaces)
    assert ["deadline.inclusive", "deadline.prolonged"] == [each.key for each in found.explanation]


def test_r08_suspended_and_resumed_on_one_day_nothing_is_added(store):
    """The task lost no day."""
    flow = running(store)
    before = flow.task(TASK).deadline

    assert before == resumed(flow, moment(11, 2), moment(11, 2, 17), prolong=True).deadline


def test_r08_suspended_over_a_weekend_a_term_in_working_days_is_as_it_was(store):
    """From Saturday to Sunday no working day was lost."""
    flow = running(store, schedule=TEN_WORKING_DAYS)
    before = flow.task(TASK).deadline

    assert before == resumed(flow, moment(11, 6), moment(11, 7), prolong=True).deadline


def test_r13_what_has_no_date_has_none_after_a_suspension(store):
    """There is nothing to prolong."""
    flow = running(store, schedule=Soft(words="khẩn trương"), suspension="prolong")

    assert None is resumed(flow, moment(11, 2), moment(11, 8)).deadline


# ── the deadline's own unit ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("suspended", "at", "expected"),
    [
        (5, 8, day(11, 16)),  # from Friday to Monday: one working day
        (5, 7, day(11, 15)),  # to Sunday: none
        (6, 8, day(11, 16)),
        (3, 10, day(11, 22)),  # five working days, over two weekends
    ],
)
def test_r13_a_term_in_working_days_is_prolonged_by_working_days(store, suspended, at, expected):
    """Ten working days from 1 November, due on Monday the 15th."""
    flow = running(store, schedule=TEN_WORKING_DAYS)
    before = flow.task(TASK).due_on

    task = resumed(flow, moment(11, suspended), moment(11, at), prolong=True)

    assert (day(11, 15), expected) == (before, task.due_on)


def test_r13_a_term_in_working_days_says_so_when_it_is_prolonged(store):
    """The explanation counts in the term's unit, and the hour stays."""
    flow = running(store, schedule=TEN_WORKING_DAYS, closes_at=17)
    found = resumed(flow, moment(11, 3), moment(11, 10), prolong=True).deadline

    assert moment(11, 22, 17) == found.due_at
    assert "cộng thêm 5 ngày làm việc tạm dừng: đến hết 22/11/2021" == (
        found.explanation[-1].text("vi")
    )


def test_r13_a_term_prolonged_beyond_the_announced_days_off_is_provisional(store):
    """Working days of 2027 are not announced: whoever reads the date is told."""
    flow = running(store, schedule=TEN_WORKING_DAYS)
    at = moment(3, 1, year=2027)

    found = resumed(flow, moment(11, 3), at, prolong=True).deadline

    assert ["deadline.provisional"] == [each.key for each in found.warnings]


OFF = st.integers(0, 400)


@given(OFF, st.integers(0, 60), st.integers(0, 40))
def test_r13_as_many_working_days_are_left_as_before_the_suspension(start, length, left):
    """Whenever it is suspended, and for however long, over Tết and over weekends."""
    workdays = vietnam()
    suspended = add_days(day(1, 11), start)
    due_on = workdays.add(suspended, left)
    standing = Standing(
        state="suspended",
        dating="dated",
        deadline=deadline(due_on, unit="working-day"),
        suspended_at=start_of_day(suspended),
        came_from="assigned",
    )
    at = add_days(suspended, length)
    context = Context(clerk("assigner"), start_of_day(at), workdays=workdays)

    ((_, event),) = decide(Task(assignment(), standing), c.Resume("task", prolong=True), context)

    def between(first, last):
        days = range(1, last.toordinal() - first.toordinal() + 1)
        return sum(workdays.is_working(add_days(first, n)) for n in days)

    assert left == between(suspended, due_on) == between(at, event.deadline.due_on)


# ── a date that came between ─────────────────────────────────────────────────


def test_r13_a_date_set_during_the_suspension_is_prolonged_from_then_on(store):
    """The guidance came after ten days of suspension; ten more are added to its date."""
    events = (PlanEvent(id="guidance", title=item("1", "sgd").title),)
    flow = issued(store, plan(item("1", "sgd", schedule=after("guidance")), events=events))
    flow.do(c.Suspend(TASK, "lũ"), by=ASSIGNER, at=moment(6, 1))
    event = RecordEvent("p", "guidance", day(6, 11), due=by(7, 29))
    flow.do(event, by=ASSIGNER, at=moment(6, 11))

    task = flow.do(c.Resume(TASK, prolong=True), by=ASSIGNER, at=moment(6, 21)).task

    assert day(8, 8) == task.due_on


def test_r13_the_date_behind_one_for_resending_is_prolonged_too(store):
    """A partial report is to be resent; suspended for ten days, both dates are ten days later."""
    flow = issued(store, plan(item("1", "sgd", "stc", schedule=by(12, 31))))
    task = the(flow, "1", "stc").id
    flow.do(c.Report(task, partial=True), by=clerk("stc"), at=moment(11, 10))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=clerk("sgd"), at=moment(11, 12))

    between = resumed(flow, moment(11, 13), moment(11, 23), prolong=True, task=task).due_on
    flow.do(c.Report(task, partial=True), by=clerk("stc"), at=moment(11, 24))

    assert (day(11, 30), day(1, 10, 2022)) == (between, flow.task(task).due_on)
    assert flow.verify().is_sound


def test_r13_a_date_for_resending_ends_at_the_hour_of_the_plan(store):
    """Offices that close at 17:00 close then for what is resent as well."""
    flow = issued(
        store, plan(item("1", "sgd", "stc", schedule=by(12, 31)), policy=Policy(closes_at=17))
    )
    task = the(flow, "1", "stc").id
    flow.do(c.Report(task), by=clerk("stc"), at=moment(11, 10))

    found = flow.do(c.Return(task, "thiếu", day(11, 20)), by=clerk("sgd"), at=moment(11, 12))

    assert moment(11, 20, 17) == found.task.deadline.due_at


# ── never overdue meanwhile ──────────────────────────────────────────────────


@pytest.mark.parametrize("policy", ["keep", "prolong"])
def test_r08_a_suspended_task_is_never_overdue(store, policy):
    """On whatever day it is asked, whatever happens to its end later."""
    flow = running(store, suspension=policy)
    flow.do(c.Suspend(TASK, "lũ"), by=ASSIGNER, at=moment(11, 2))
    task = flow.task(TASK)

    assert {"suspended"} == {timeliness(task, moment(11, 2).add(days=n)) for n in range(800)}


@pytest.mark.parametrize(("policy", "expected"), [("keep", "overdue"), ("prolong", "in_time")])
def test_r08_resumed_after_the_date_it_is_overdue_at_once_where_the_end_is_kept(
    store, policy, expected
):
    """Suspended before its date and over it: kept, it is late at once; prolonged, it is not."""
    at = moment(11, 20)

    assert expected == timeliness(resumed(running(store, suspension=policy), moment(11, 2), at), at)


@given(st.integers(0, 30), st.integers(0, 60))
def test_r08_a_suspension_undoes_no_lateness(late_by, length):
    """Overdue before the suspension, overdue after it, prolonged or not."""
    start = to_instant(start_of_day(day(11, 15)) + dt.timedelta(days=late_by))
    end = to_instant(start + dt.timedelta(days=length))
    standing = Standing(
        state="suspended",
        dating="dated",
        deadline=deadline(DUE),
        suspended_at=start,
        came_from="assigned",
    )
    task = Task(assignment(), standing)

    ((_, event),) = decide(
        task, c.Resume("task", prolong=True), Context(clerk("assigner"), end, workdays=vietnam())
    )

    going_on = Task(assignment(), Standing(dating="dated", deadline=event.deadline))
    assert "overdue" == timeliness(going_on, end)


# ── every day has one class ──────────────────────────────────────────────────

SCHEDULES = (
    by(3, 1),
    by(6, 15, hour=17),
    Window(opens_on=day(7, 1), closes_on=day(9, 30)),
    Continuous(closes_on=day(12, 31)),
    Continuous(),
    Recurring(every="quarter"),
    TEN_WORKING_DAYS,
    Relative(anchor=day(1, 31), count=1, counted_in="month"),
    after("guidance"),
    Soft(words="khẩn trương"),
    Unparsed(words="quý I hoặc quý II"),
    Unscheduled(),
)


@pytest.mark.parametrize("edge", [-1, 0])
def test_r08_each_task_has_one_class_on_every_day(store, edge):
    """One task of each time rule, every midnight of a year: store and domain count the same."""
    items = [item(str(n), "sgd", schedule=each) for n, each in enumerate(SCHEDULES, 1)]
    events = (PlanEvent(id="guidance", title=items[0].title),)
    flow = issued(store, plan(*items, events=events))
    flow.do(c.Suspend("p/4/sgd/once", "lũ"), by=ASSIGNER, at=moment(2, 1))
    flow.do(c.Report("p/1/sgd/once"), by=clerk("sgd"), at=moment(3, 2))
    found = tuple(flow.find(Query()))

    for number in range(366):
        now = to_instant(start_of_day(add_days(day(1, 11), number)) + edge * MICRO)
        told = [timeliness(task, now) for task in found]
        counted = flow.tally(Query(), by=("timeliness",), at=now)
        assert set(told) <= set(TIMELINESS)
        assert {(name,): told.count(name) for name in told} == counted


def test_r25_suspensions_fold_to_the_stored_state(store):
    """Prolonged twice, in two units: the journal alone gives both dates."""
    one = item("1", "sgd", schedule=by(11, 14))
    two = item("2", "stc", schedule=TEN_WORKING_DAYS)
    flow = issued(store, plan(one, two, policy=Policy(suspension="prolong")))
    for task in (TASK, the(flow, "2", "stc").id):
        resumed(flow, moment(11, 3), moment(11, 5), task=task)
        resumed(flow, moment(11, 9), moment(11, 10), task=task)

    assert [day(11, 17), day(11, 18)] == [flow.task(TASK).due_on, the(flow, "2", "stc").due_on]
    assert flow.verify().is_sound
