"""A chain whose lower part lives in a unit's own plan that carries out an item of another (R19)."""

import pytest
from pendulum import Date

from builders import (
    DISTRICTS,
    STORES,
    by,
    clerk,
    closing_store,
    duty,
    flow_on,
    indicator,
    issued,
    item,
    moment,
    plan,
    province,
    the,
    unit,
)
from planflow.domain.change import Reorganise
from planflow.domain.deadline import Recurring
from planflow.domain.organisation import Directory, Named, Succession, with_successions
from planflow.domain.task import command as c
from planflow.errors import DefinitionError
from planflow.store import Query

LEADER = clerk("trang-dinh", capacity="leader")


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def above(schedule=None, counts=("classes",), **more):
    """Return the province's plan: every district makes a plan of its own, ``stp`` gathers."""
    districts = Named(DISTRICTS)
    return plan(
        item(
            "4",
            districts,
            spread="cascade",
            schedule=schedule or by(12, 1),
            counts=counts,
        ),
        duties=(
            duty("R", DISTRICTS, to=("stp",), schedule=by(12, 10)),
            duty("S", ("stp",), to=("ubnd",), schedule=by(12, 20)),
        ),
        **more,
    )


def own(plan_id="td", **more):
    """Return a district's plan: two communes report, the district leads an item itself."""
    facts = {"issuer": "trang-dinh", "standing_agency": None, "parent": "p", "carries_out": "4"}
    return plan(
        item("a", "trang-dinh", schedule=by(11, 1), counts=("boards",)),
        duties=(
            duty(
                "C",
                ("chi-lang", "de-tham"),
                to=("trang-dinh",),
                schedule=by(11, 10),
                indicators=(indicator("classes"),),
            ),
        ),
        plan_id=plan_id,
        **(facts | more),
    )


def say(flow, source, holder, at=None, **more):
    """Let a unit report on its task."""
    task = the(flow, source, holder)
    return flow.do(c.Report(task.id, **more), by=clerk(holder), at=at or moment(10, 20)).task


def test_r19_a_districts_own_plan_starts_its_task_and_feeds_it(store):
    """Issuing the plan is the first step; what is at its top goes up."""
    flow = issued(store, above())
    flow.issue(own(), by=LEADER, at=moment(2, 1))
    task = the(flow, "4", "trang-dinh")

    assert "in_progress" == task.state
    assert ["td/C/trang-dinh/once", "td/a/trang-dinh/once"] == [
        each.id for each in flow.feeding(task.id)
    ]
    assert "assigned" == the(flow, "4", "van-lang").state


def test_r19_figures_go_up_through_both_plans_by_one_path(store):
    """Communes, district, agency, province: each figure once, in both kinds of total."""
    flow = issued(store, above())
    flow.issue(own(), by=LEADER, at=moment(2, 1))
    say(flow, "C", "chi-lang", figures={"classes": 3})
    say(flow, "C", "de-tham", figures={"classes": 4})
    say(flow, "C", "trang-dinh", moment(11, 11))
    say(flow, "a", "trang-dinh", moment(11, 11), figures={"boards": 9})
    say(flow, "4", "trang-dinh", moment(11, 12))
    say(flow, "4", "van-lang", moment(11, 12), figures={"classes": 5})
    for source, holder in (("R", "trang-dinh"), ("R", "van-lang"), ("S", "stp"), ("S", "ubnd")):
        say(flow, source, holder, moment(12, 5))

    assert {"classes": 12} == flow.totals("p").figures.actual
    assert {"classes": 12} == flow.totals("p", live=True).figures.actual
    assert {"boards": 9, "classes": 7} == flow.totals("td").figures.actual
    assert 12 == flow.view("p", at=moment(12, 6)).totals.figures.actual["classes"]
    assert flow.verify().is_sound


def test_r17_a_commune_that_corrects_makes_the_plan_above_stale(store):
    """Staleness climbs from the district's plan into the province's."""
    flow = issued(store, above())
    flow.issue(own(), by=LEADER, at=moment(2, 1))
    say(flow, "C", "chi-lang", figures={"classes": 3})
    say(flow, "C", "trang-dinh", moment(11, 11))
    say(flow, "4", "trang-dinh", moment(11, 12))
    for holder, figures in (("chi-lang", {"classes": 4}), ("trang-dinh", {})):
        correction = c.Correct(the(flow, "C", holder).id, figures=figures, reason="sót")
        flow.do(correction, by=clerk(holder), at=moment(11, 20))

    assert ["p/4/trang-dinh/once"] == [each.task for each in flow.drift("p")]


def test_r16_a_return_below_leaves_what_the_plan_above_counts_itself(store):
    """The district's plan knows no roads; the province's, in whose report they stand, does."""
    flow = issued(store, above(counts=("classes", "roads")))
    flow.issue(own(), by=LEADER, at=moment(2, 1))
    say(flow, "C", "chi-lang", figures={"classes": 3})
    below = say(flow, "C", "trang-dinh", moment(11, 11))
    say(flow, "4", "trang-dinh", moment(11, 12), figures={"roads": 2}, partial=True)
    again = c.Return(below.id, "thiếu", resend_by=Date(2021, 11, 20))
    flow.do(again, by=clerk("trang-dinh"), at=moment(11, 13))

    assert {"roads": 2} == the(flow, "4", "trang-dinh").standing.reports[-1].total.actual
    assert flow.verify().is_sound


def test_r22_a_yearly_item_is_fed_by_the_plan_of_each_year(store):
    """A plan that is done once in 2022 goes into that year's task."""
    yearly = Recurring(every="year")
    flow = issued(store, above(yearly, years=(2021, 2022)))
    flow.issue(own(years=(2022, 2022)), by=LEADER, at=moment(2, 1, year=2022))
    fed = {
        task.assignment.occurrence: len(flow.feeding(task.id))
        for task in flow.find(Query(source="4", holder="trang-dinh"))
    }

    assert {"2021": 0, "2022": 2} == fed


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"carries_out": "9"}, "plan: carries_out"),
        ({"issuer": "stp", "carries_out": "4"}, "plan: carries_out"),
        ({"parent": None}, "plan: parent"),
    ],
)
def test_r19_a_plan_carries_out_an_item_that_asks_its_issuer_for_one(store, more, place):
    """The item is there, asks for plans, and the issuer holds a task under it."""
    flow = issued(store, above())
    with pytest.raises(DefinitionError) as refused:
        flow.issue(own(**more), by=clerk(more.get("issuer", "trang-dinh")), at=moment(2, 1))

    assert [place] == [fault.place for fault in refused.value.faults]


def test_r19_a_plan_whose_parent_runs_elsewhere_is_issued_with_a_warning(store):
    """Another data centre may keep the province's plan."""
    flow = flow_on(store)
    warnings = flow.issue(own(), by=LEADER, at=moment(2, 1)).warnings

    assert "warning.parent_elsewhere" in {each.key for each in warnings}


def test_r24_what_a_plan_of_a_units_own_brings_follows_its_task_to_the_successor(store):
    """The district is merged: its plan's top tasks feed the successor's task of the province."""
    flow = issued(store, above())
    flow.issue(own(), by=LEADER, at=moment(2, 1))
    first = Date(2021, 7, 1)
    merger = Succession(first, ("trang-dinh",), ("new",))
    units = Directory([*province(), unit("new", "district", parent="ubnd", valid_from=first)])
    flow = flow_on(store, directory=with_successions(units, (merger,)))

    flow.do(Reorganise("p", (merger,)), by=clerk("stp"), at=moment(6, 10))

    feeding = {task.id for task in flow.feeding("p/4/new/once")}
    assert {"p/4/trang-dinh/once", "td/C/trang-dinh/once", "td/a/trang-dinh/once"} == feeding
    assert [] == list(flow.feeding("p/4/trang-dinh/once"))
    assert flow.verify().is_sound
