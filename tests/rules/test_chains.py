"""Rule R14: dates derived backwards level by level, days per level, calendars that change."""

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
    before,
    by,
    clerk,
    closing_store,
    day,
    duty,
    flow_on,
    issued,
    item,
    moment,
    plan,
    province,
    snapshot,
    the,
)
from planflow.document import vietnam
from planflow.domain.change import AdoptCalendar, AdoptDates, RecordEvent
from planflow.domain.deadline import AfterEvent, ByRegime, Policy, Relative, Unscheduled
from planflow.domain.organisation import Named, Where
from planflow.domain.plan import PARENT, Partner, PlanEvent
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.domain.workday import LevelDay, Mark, Regime, RegimePeriod
from planflow.engine import Flow, SeededEntropy
from planflow.errors import DefinitionError
from planflow.store import Query

STP = clerk("stp")
COMMUNES = Where(level="commune")
NONE = Unscheduled()


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def chain(top=None, **more):
    """Return a plan whose communes report to districts, these to the agency, that to the top."""
    return plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(
            duty("R.1", COMMUNES, to=(PARENT,), schedule=NONE),
            duty("R.2", DISTRICTS, to=("stp",), schedule=NONE),
            duty("R.3", ("stp",), to=("ubnd",), schedule=top or before(11, 15)),
        ),
        **more,
    )


def dates(found):
    """Return code → the days derived for it."""
    days = {}
    for task, one in found.items():
        days.setdefault(task.split("/")[1], set()).add(one.due_on)
    return days


def test_r14_lower_dates_are_derived_backwards_level_by_level(store):
    """Due on Sunday 14/11: the districts by Thursday 11/11, the communes a working day before."""
    flow = issued(store, chain())

    assert {"R.1": {day(11, 10)}, "R.2": {day(11, 11)}} == dates(flow.derived("p"))


def test_r14_holidays_are_no_working_days_between_the_levels(store):
    """Due on 17/2/2021, the first day after Tết: the levels below report before Tết."""
    flow = issued(store, chain(by(2, 17)))

    assert {"R.1": {day(2, 8)}, "R.2": {day(2, 9)}} == dates(flow.derived("p"))


def test_r14_the_plan_says_how_many_working_days_a_level_has(store):
    """Two working days a level."""
    flow = issued(store, chain(policy=Policy(gap=2)))

    assert {"R.1": {day(11, 8)}, "R.2": {day(11, 10)}} == dates(flow.derived("p"))


def test_r14_derived_dates_are_shown_at_issue_and_leave_no_conflict_when_adopted(store):
    """They are proposals at issue; adopted, the chain holds."""
    flow = flow_on(store)
    shown = [w.facts for w in flow.preview(chain(), at=ISSUED_AT).warnings if "derived" in w.key]
    flow.issue(chain(), by=CHAIR, at=ISSUED_AT)
    outcome = flow.do(AdoptDates("p"), by=STP, at=moment(2, 1))

    assert ["R.1", "R.2"] == [dict(facts)["place"] for facts in shown]
    assert () == outcome.warnings
    assert {} == flow.derived("p")


def test_r14_a_derived_date_makes_nobody_overdue_until_it_is_adopted(store):
    """In December the communes have no deadline; adopted, they are overdue."""
    flow = issued(store, chain())
    late = moment(12, 1)
    before_it = timeliness(the(flow, "R.1", "chi-lang"), late)

    flow.do(AdoptDates("p", ("R.1",)), by=STP, at=moment(2, 1))

    task = the(flow, "R.1", "chi-lang")
    assert ("undated", "overdue", "derived") == (
        before_it,
        timeliness(task, late),
        task.deadline.origin,
    )
    assert "undated" == timeliness(the(flow, "R.2", "van-lang"), late)
    assert flow.verify().is_sound


def test_r14_adopting_is_shown_first(store):
    """Three communes and three districts would get a date; nothing is written."""
    flow = issued(store, chain())
    untouched = snapshot(flow)

    moved = flow.foresee(AdoptDates("p"), at=moment(2, 1)).moved

    assert (6, {None}) == (len(moved), {each.before for each in moved})
    assert untouched == snapshot(flow)


def test_r14_only_known_items_and_duties_are_adopted(store):
    flow = issued(store, chain())

    with pytest.raises(DefinitionError, match=r"R\.9"):
        flow.do(AdoptDates("p", ("R.9",)), by=STP, at=moment(2, 1))


def test_r14_what_is_done_gets_no_derived_date(store):
    """A commune that has reported needs none."""
    flow = issued(store, chain())
    task = the(flow, "R.1", "chi-lang").id
    flow.do(c.Report(task), by=clerk("chi-lang"), at=moment(3, 1))

    assert task not in flow.derived("p")


def test_r14_a_partner_that_an_event_left_behind_may_adopt_its_leads_date(store):
    """The lead is dated by 29 July, its partner by 14 November: R14 shows it, adopting mends it."""
    lead = item("1", "sgd", schedule=AfterEvent(event="guidance"))
    lead = evolve(lead, partners=(Partner(selector=Named(("stc",)), schedule=by(11, 14)),))
    flow = issued(store, plan(lead, events=(PlanEvent(id="guidance", title=lead.title),)))
    event = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30))
    shown = flow.do(event, by=STP, at=moment(6, 10)).warnings

    flow.do(AdoptDates("p"), by=STP, at=moment(6, 11))

    partner = the(flow, "1", "stc")
    assert (["conflict.partner"], day(7, 29), day(11, 14)) == (
        [w.key for w in shown],
        partner.due_on,
        partner.deadline.replaces,
    )


def test_r14_an_extension_that_breaks_the_chain_says_so(store):
    """The districts' date moves behind the agency's."""
    the_plan = chain()
    dated = evolve(the_plan.duties[1], schedule=by(11, 10))
    flow = issued(store, evolve(the_plan, duties=(the_plan.duties[0], dated, the_plan.duties[2])))
    task = the(flow, "R.2", "van-lang").id
    flow.do(c.AskExtension(task, day(11, 20), "lũ"), by=clerk("van-lang"), at=moment(11, 1))

    outcome = flow.do(c.GrantExtension(task), by=STP, at=moment(11, 2))

    assert "conflict.report" in [w.key for w in outcome.warnings]


# ── a day for each level ─────────────────────────────────────────────────────


def regime(**more):
    """Return a province's own regime: data to 14 December, sent level by level."""
    year = RegimePeriod(
        kind="year",
        starts=Mark(-1, 15),
        ends=Mark(0, 14),
        cut_off=Mark(0, 14),
        send_by=Mark(0, 25),
        levels=(
            LevelDay(level="commune", after_cut_off=2),
            LevelDay(level="district", after_cut_off=4),
        ),
    )
    return Regime(id="own", title="chế độ của tỉnh", periods=(year,), **more)


def test_r14_each_level_has_the_day_that_the_regime_gives_it(store):
    """Cut off on Tuesday 14/12/2021: communes two working days later, districts four."""
    schedule = ByRegime(regime="own", period="year")
    the_plan = plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(
            duty("R.1", COMMUNES, to=(PARENT,), schedule=schedule),
            duty("R.2", DISTRICTS, to=("stp",), schedule=schedule),
            duty("R.3", ("stp",), to=("ubnd",), schedule=schedule),
        ),
        regimes=(regime(),),
    )
    flow = issued(store, the_plan)

    assert [day(12, 16), day(12, 20), day(12, 25)] == [
        the(flow, code, unit).due_on
        for code, unit in (("R.1", "chi-lang"), ("R.2", "van-lang"), ("R.3", "stp"))
    ]


def test_r14_the_plan_may_say_whose_day_counts(store):
    """A department is told to send with the districts."""
    schedule = ByRegime(regime="own", period="year", level="district")
    the_plan = plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(duty("R", ("sgd",), to=("ubnd",), schedule=schedule),),
        regimes=(regime(),),
    )

    assert day(12, 20) == the(issued(store, the_plan), "R", "sgd").due_on


# ── a calendar that changes ──────────────────────────────────────────────────


def counted():
    """Return a plan of a counted term, a named day, and a term counted for a partner."""
    term = Relative(count=10, counted_in="working-day")
    lead = evolve(
        item("1", "sgd", schedule=term),
        partners=(Partner(selector=Named(("stc",)), schedule=term),),
    )
    return plan(lead, item("2", "bac-son", schedule=by(1, 25)), item("3", "stc", schedule=term))


def changed(flow):
    """Return a flow over the same store that knows of one more day off: 22 January."""
    workdays = vietnam().changed(off=[day(1, 22)])
    return Flow(
        flow._setup.store,
        directory=province(),
        workdays=workdays,
        entropy=SeededEntropy(9),
    )


def test_r10_a_new_calendar_is_shown_first_and_then_re_dates_open_terms(store):
    """Ten working days from 11/1 end on 25/1; with 22/1 off, on 26/1. A named day stays."""
    flow = changed(issued(store, counted()))
    shown = {
        each.task: (each.before, each.after)
        for each in flow.foresee(AdoptCalendar("p"), at=moment(1, 15)).moved
    }
    outcome = flow.do(AdoptCalendar("p"), by=STP, at=moment(1, 15))

    assert {day(1, 26)} == {the(flow, "1", unit).due_on for unit in ("sgd", "stc")}
    assert (day(1, 25), set(shown)) == (
        the(flow, "2", "bac-son").due_on,
        {each.task for each in outcome.moved},
    )
    assert {(day(1, 25), day(1, 26))} == set(shown.values())
    assert flow.verify().is_sound


def test_r10_the_deadline_tells_the_calendar_it_was_counted_with(store):
    flow = changed(issued(store, counted()))
    old = the(flow, "3", "stc").deadline.calendar
    flow.do(AdoptCalendar("p"), by=STP, at=moment(1, 15))

    assert ("vietnam-2026.1", flow._setup.workdays.version) == (
        old,
        the(flow, "3", "stc").deadline.calendar,
    )


def test_r10_what_is_done_or_decided_stays(store):
    """A reported task, and a date that was extended, are left alone."""
    flow = changed(issued(store, counted()))
    done, extended = the(flow, "1", "sgd").id, the(flow, "3", "stc").id
    flow.do(c.Report(done), by=clerk("sgd"), at=moment(1, 14))
    flow.do(c.AskExtension(extended, day(2, 1), "lũ"), by=clerk("stc"), at=moment(1, 14))
    flow.do(c.GrantExtension(extended), by=STP, at=moment(1, 14))

    outcome = flow.do(AdoptCalendar("p"), by=STP, at=moment(1, 15))

    assert [the(flow, "1", "stc").id] == [each.task for each in outcome.moved]
    assert (day(1, 25), day(2, 1)) == (flow.task(done).due_on, flow.task(extended).due_on)


def test_r10_the_same_calendar_moves_nothing(store):
    """Adopting it is recorded, and that is all."""
    flow = issued(store, counted())
    tasks = {task.id: task for task in flow.find(Query())}

    outcome = flow.do(AdoptCalendar("p"), by=STP, at=moment(1, 15))

    assert ((), tasks) == (outcome.moved, {task.id: task for task in flow.find(Query())})


def test_r19_of_several_reports_above_the_one_due_next_takes_it():
    """Estimates go into the budget, settlements a year later into the settlement."""
    with closing_store("memory") as store:
        flow = issued(
            store,
            plan(
                duties=(
                    duty("E", ("sgd",), to=("stc",), schedule=by(7, 1)),
                    duty("B", ("stc",), to=("ubnd",), schedule=by(9, 1)),
                    duty("Q", ("sgd",), to=("stc",), schedule=by(1, 31, year=2022)),
                    duty("S", ("stc",), to=("ubnd",), schedule=by(3, 31, year=2022)),
                ),
                years=(2021, 2022),
            ),
        )
        above = {code: the(flow, code, "sgd").standing.edges[0].duty for code in ("E", "Q")}
        fed = {each.source: each.standing.edges[0].above for each in flow.find(Query(holder="sgd"))}

    assert {"E": "E", "Q": "Q"} == above
    assert {"E": "p/B/stc/once", "Q": "p/S/stc/once"} == fed


def test_r19_own_work_goes_into_the_lower_of_two_own_reports():
    """Who reports to itself and upward tells its work once, at the bottom."""
    with closing_store("memory") as store:
        flow = issued(
            store,
            plan(
                item("1", "stc", schedule=by(6, 1)),
                duties=(
                    duty("E", ("sgd", "stc"), to=("stc",), schedule=by(7, 1)),
                    duty("B", ("stc",), to=("ubnd",), schedule=by(9, 1)),
                ),
            ),
        )
        edges = [edge.above for edge in the(flow, "1", "stc").standing.edges]

    assert ["p/E/stc/once"] == edges
