"""What random forests have found: each behaviour once more, small and by its rule."""

import pytest
from attrs import evolve

from builders import (
    STORES,
    by,
    clerk,
    closing_store,
    day,
    duty,
    indicator,
    issued,
    item,
    moment,
    plan,
    small_plan,
    snapshot,
    the,
)
from planflow.domain.change import AdoptCalendar, AmendPlan, RecordEvent, WithdrawEvent
from planflow.domain.deadline import AfterEvent, Recurring
from planflow.domain.plan import PlanEvent
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.errors import DefinitionError
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


def chain_plan():
    """Return a plan of three levels: a commune, its district, the agency, the province."""
    return plan(
        duties=(
            duty("R.1", ("chi-lang",), to=("trang-dinh",), schedule=by(11, 10), **counting("c")),
            duty("R.2", ("trang-dinh",), to=("stp",), schedule=by(11, 20), **counting("d")),
            duty("R.3", ("stp",), to=("ubnd",), schedule=by(12, 10), **counting("a")),
        )
    )


def counting(name):
    return {"indicators": (indicator(name),)}


def in_part(flow, source, holder, at, **figures):
    task = the(flow, source, holder, kind="report")
    command = c.Report(task.id, figures=figures, partial=True)
    return flow.do(command, by=clerk(holder), at=at).task


def newest(flow, source, holder):
    """Return the total of the newest report, and what it pinned."""
    report = the(flow, source, holder, kind="report").standing.current()
    return dict(report.total.actual), [(pin.task, pin.version) for pin in report.pins]


def test_r16_an_earlier_version_leaves_the_total_with_the_one_that_is_returned(store):
    """The commune's first version was taken, its second one is returned: neither counts."""
    flow = issued(store, chain_plan())
    commune = in_part(flow, "R.1", "chi-lang", moment(9, 1), c=1)
    in_part(flow, "R.2", "trang-dinh", moment(9, 2), d=10)
    in_part(flow, "R.1", "chi-lang", moment(9, 3), c=2)

    flow.do(c.Return(commune.id, "sai", day(9, 20)), by=clerk("trang-dinh"), at=moment(9, 4))

    assert ({"d": 10}, []) == newest(flow, "R.2", "trang-dinh")
    assert flow.verify().is_sound


def test_r16_a_corrected_report_that_is_returned_leaves_the_total(store):
    """The district took what the commune corrected afterwards; returned, none of it stands."""
    flow = issued(store, chain_plan())
    task = the(flow, "R.1", "chi-lang").id
    flow.do(c.Report(task, figures={"c": 1}), by=clerk("chi-lang"), at=moment(9, 1))
    in_part(flow, "R.2", "trang-dinh", moment(9, 2), d=10)
    correction = c.Correct(task, figures={"c": 2}, reason="sót")
    flow.do(correction, by=clerk("chi-lang"), at=moment(9, 3))

    flow.do(c.Return(task, "sai", day(9, 20)), by=clerk("trang-dinh"), at=moment(9, 4))

    assert ({"d": 10}, []) == newest(flow, "R.2", "trang-dinh")


def test_r16_what_is_returned_leaves_totals_that_rest_on_an_earlier_partial_report(store):
    """The agency holds the district's first version, the district has given a second since."""
    flow = issued(store, chain_plan())
    commune = in_part(flow, "R.1", "chi-lang", moment(9, 1), c=1)
    in_part(flow, "R.2", "trang-dinh", moment(9, 2), d=10)
    in_part(flow, "R.3", "stp", moment(9, 3), a=100)
    in_part(flow, "R.2", "trang-dinh", moment(9, 4), d=20)

    flow.do(c.Return(commune.id, "sai", day(9, 20)), by=clerk("trang-dinh"), at=moment(9, 5))

    assert ({"d": 20}, []) == newest(flow, "R.2", "trang-dinh")
    assert ({"a": 100, "d": 20}, [("p/R.2/trang-dinh/once", 3)]) == newest(flow, "R.3", "stp")
    assert flow.verify().is_sound


def test_r16_what_is_returned_leaves_the_total_of_a_suspended_task(store):
    """A suspended district has not reported: when it goes on, it rests on nothing returned."""
    flow = issued(store, chain_plan())
    commune = in_part(flow, "R.1", "chi-lang", moment(9, 1), c=1)
    district = in_part(flow, "R.2", "trang-dinh", moment(9, 2), d=10)
    flow.do(c.Suspend(district.id, "lũ"), by=clerk("stp"), at=moment(9, 3))

    flow.do(c.Return(commune.id, "sai", day(9, 20)), by=clerk("trang-dinh"), at=moment(9, 4))

    assert ({"d": 10}, []) == newest(flow, "R.2", "trang-dinh")
    assert "suspended" == flow.task(district.id).state


def test_r19_a_lower_plan_does_not_reach_a_report_above_by_two_periods(store):
    """Work done once goes into both half-years of the item, and both into one report."""
    upper = plan(
        item("4", "trang-dinh", spread="cascade", schedule=Recurring(every="half-year")),
        duties=(duty("R", ("trang-dinh",), to=("stp",), schedule=by(12, 10)),),
    )
    lower = plan(
        item("a", "trang-dinh", schedule=by(11, 1)),
        plan_id="td",
        issuer="trang-dinh",
        standing_agency=None,
        parent="p",
        carries_out="4",
    )
    flow = issued(store, upper)
    before_it = snapshot(flow)

    with pytest.raises(DefinitionError, match="two paths of figures to p/R/trang-dinh/once"):
        flow.issue(lower, by=clerk("trang-dinh"), at=moment(2, 1))

    assert before_it == snapshot(flow)


def test_r17_what_is_accepted_in_full_is_no_cut(store):
    """A receiver names the amount that was reported: nothing is lower, and the proof holds."""
    flow = issued(store, chain_plan())
    commune = the(flow, "R.1", "chi-lang").id
    flow.do(c.Report(commune, figures={"c": 3}), by=clerk("chi-lang"), at=moment(9, 1))

    outcome = flow.do(
        c.Report(
            the(flow, "R.2", "trang-dinh").id,
            accepted={commune: {"c": 3}},
            reasons={commune: "đúng"},
        ),
        by=clerk("trang-dinh"),
        at=moment(9, 2),
    )

    (pin,) = outcome.task.standing.reports[-1].pins
    assert (None, {"c": 3}) == (pin.reported, pin.figures.actual)
    assert flow.verify().is_sound


def test_r19_a_unit_that_an_event_adds_as_addressee_carries_nothing_into_the_plan_above(store):
    """What a lower plan's work brings reaches the item above directly, and nowhere else."""
    upper = plan(item("4", "trang-dinh", spread="cascade", schedule=by(12, 1), counts=("boards",)))
    lower = plan(
        item("a", "trang-dinh", schedule=AfterEvent(event="guidance"), counts=("boards",)),
        events=(PlanEvent(id="guidance", title=small_plan().title),),
        plan_id="td",
        issuer="trang-dinh",
        standing_agency=None,
        parent="p",
        carries_out="4",
    )
    flow, district = issued(store, upper), clerk("trang-dinh")
    flow.issue(lower, by=district, at=moment(2, 1))
    event = RecordEvent("td", "guidance", day(6, 1), due=by(9, 1), addressees=("ubnd",))
    flow.do(event, by=district, at=moment(6, 1))
    flow.do(c.Report(the(flow, "a", "trang-dinh").id, {"boards": 5}), by=district, at=moment(7, 1))
    flow.do(c.Report(the(flow, "a", "ubnd").id), by=clerk("ubnd"), at=moment(7, 2))

    outcome = flow.do(c.Report(the(flow, "4", "trang-dinh").id), by=district, at=moment(7, 3))

    assert {"boards": 5} == outcome.task.standing.reports[-1].total.actual


def test_r26_a_task_that_waits_again_is_announced_as_waiting(store):
    """Its event came without a date and was taken back: after ninety days that is said."""
    flow = issued(store)
    task, agency = the(flow, "3", "stc").id, clerk("stp")
    flow.tick(moment(2, 1))
    flow.do(RecordEvent("p", "guidance", day(2, 2)), by=agency, at=moment(2, 2))
    flow.tick(moment(3, 1))
    flow.do(WithdrawEvent("p", "guidance", "nhầm"), by=agency, at=moment(3, 2))

    told = [each.rung for each in flow.tick(moment(7, 1)) if each.task == task]

    assert ["waiting"] == told


def test_r19_a_transferred_task_of_a_lower_plan_feeds_the_item_above_by_one_path(store):
    """Unfolded again, it goes on feeding what it was handed over to feed, and nothing else."""
    upper = plan(item("4", "trang-dinh", spread="cascade", schedule=by(12, 1)))
    lower = plan(
        duties=(duty("b", ("chi-lang", "de-tham"), to=("trang-dinh",), schedule=by(11, 1)),),
        plan_id="td",
        issuer="trang-dinh",
        standing_agency=None,
        parent="p",
        carries_out="4",
    )
    flow, district = issued(store, upper), clerk("trang-dinh")
    flow.issue(lower, by=district, at=moment(2, 1))
    transfer = c.Transfer(the(flow, "b", "chi-lang").id, "tan-lang", "quá tải")
    flow.do(transfer, by=district, at=moment(3, 1))

    flow.do(AdoptCalendar("td"), by=district, at=moment(3, 2))

    edges = the(flow, "b", "tan-lang").standing.edges
    assert ["td/b/trang-dinh/once"] == [edge.above for edge in edges]


def test_r19_a_task_handed_over_twice_over_is_shown_in_a_report_and_carried_once(store):
    """The new holder has taken over a commune's work and a department's report."""
    communes = duty("R.1", ("chi-lang",), to=("trang-dinh",), schedule=by(11, 10))
    others = duty("R.2", ("trang-dinh", "stc"), to=("stp",), schedule=by(11, 20))
    top = duty("R.3", ("stp",), to=("ubnd",), schedule=by(12, 10))
    work = item("1", "chi-lang", schedule=by(10, 1))
    flow, agency = issued(store, plan(work, duties=(communes, others, top))), clerk("stp")
    for source, holder in (("1", "chi-lang"), ("R.2", "stc")):
        transfer = c.Transfer(the(flow, source, holder).id, "sgd", "quá tải")
        flow.do(transfer, by=agency, at=moment(2, 1))

    flow.do(AdoptCalendar("p"), by=agency, at=moment(2, 2))

    found = {edge.above: edge.carries for edge in the(flow, "1", "sgd").standing.edges}
    assert {"p/R.1/chi-lang/once": True, "p/R.2/sgd/once": False} == found


def test_r23_a_plan_is_amended_though_a_task_that_was_gathered_is_withdrawn(store):
    """A partner's figures went to the new holder of the lead's work; then it was withdrawn."""
    first = plan(
        item("1", "chi-lang", "van-lang", schedule=by(10, 1), counts=("classes",)),
        duties=(duty("R", ("van-lang",), to=("stp",), schedule=by(11, 20)),),
    )
    flow, agency, heir = issued(store, first), clerk("stp"), clerk("sgd")
    transfer = c.Transfer(the(flow, "1", "chi-lang").id, "sgd", "quá tải")
    flow.do(transfer, by=agency, at=moment(2, 1))
    lead, partner = the(flow, "1", "sgd").id, the(flow, "1", "van-lang").id
    flow.do(c.Report(lead), by=heir, at=moment(2, 2))
    flow.do(c.Report(partner, partial=True), by=clerk("van-lang"), at=moment(2, 3))
    flow.do(c.Correct(lead, reason="sót"), by=heir, at=moment(2, 4))
    flow.do(c.Withdraw(partner, "trùng"), by=agency, at=moment(2, 5))

    amended = evolve(first, items=(evolve(first.items[0], schedule=by(9, 1)),))
    flow.do(AmendPlan("p", amended, "rà soát"), by=agency, at=moment(3, 1))

    assert "withdrawn" == flow.task(partner).state
    assert flow.verify().is_sound
