"""What random forests have found: each behaviour once more, small and by its rule."""

import pytest

from builders import (
    STORES,
    by,
    clerk,
    closing_store,
    day,
    duty,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow.domain.change import AdoptCalendar, RecordEvent
from planflow.domain.deadline import AfterEvent
from planflow.domain.plan import PlanEvent
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.message import Message


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def test_r13_the_first_sending_counts_though_a_partial_report_came_between(store):
    """Returned, resent in part and returned again: the closing one in time undoes no punctuality.

    The district reported on 1 October; its date is 31 October. It is resent in time, twice.
    """
    flow = issued(store)
    task = the(flow, "1", "van-lang").id
    district, lead = clerk("van-lang"), clerk("sgd")
    flow.do(c.Report(task, figures={"classes": 1}), by=district, at=moment(10, 1))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=lead, at=moment(10, 20))
    flow.do(c.Report(task, partial=True), by=district, at=moment(11, 10))
    flow.do(c.Return(task, "vẫn thiếu", day(11, 30)), by=lead, at=moment(11, 12))

    outcome = flow.do(c.Report(task, figures={"classes": 2}), by=district, at=moment(11, 25))

    standing = outcome.task.standing
    assert (moment(10, 1), day(10, 31)) == (standing.done_at, standing.deadline.due_on)
    assert "done_in_time" == timeliness(outcome.task, moment(12, 1))
    assert flow.verify().is_sound


def guided_plan():
    """Return a plan in which an event dates the lead, and a report its partner."""
    return plan(
        item("1", "stc", "van-lang", schedule=AfterEvent(event="guidance")),
        duties=(duty("R", ("van-lang",), to=("ubnd",), schedule=by(11, 20)),),
        events=(PlanEvent(id="guidance", title=small_plan().title),),
    )


@pytest.mark.parametrize("due", [by(9, 10), by(9, 12)])
def test_r14_a_calendar_moves_no_partner_to_the_date_of_an_event(store, due):
    """The partner keeps the date of its report until the assigner adopts another."""
    flow = issued(store, guided_plan())
    flow.do(RecordEvent("p", "guidance", day(6, 1), due=due), by=clerk("stp"), at=moment(6, 1))
    kept = the(flow, "1", "van-lang").deadline

    outcome = flow.do(AdoptCalendar("p"), by=clerk("stp"), at=moment(6, 2))

    assert ((), kept) == (outcome.moved, the(flow, "1", "van-lang").deadline)
    assert ["deadline.inherited"] == [
        each.key for each in kept.explanation if isinstance(each, Message)
    ][:1]
