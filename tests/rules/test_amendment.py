"""Rule R23: a running plan is amended as one act, after the difference has been shown."""

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
    after,
    before,
    by,
    clerk,
    closing_store,
    day,
    duty,
    flow_on,
    indicator,
    issued,
    item,
    moment,
    plan,
    small_plan,
    snapshot,
    the,
    title,
)
from planflow.domain.change import AmendPlan, NameMembers, RecordEvent
from planflow.domain.deadline import Policy, Recurring
from planflow.domain.organisation import Named, Open, Where
from planflow.domain.plan import CASCADE, Ladder, Partner
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.domain.task.event import Amended, Withdrawn
from planflow.errors import DefinitionError, DuplicateError, NotAuthorisedError, NotFoundError
from planflow.store import Query

STP = clerk("stp")
JUNE = moment(6, 1)
PLAN = small_plan()
LEAD = "p/1/sgd/once"
PARTNERS = ("p/1/trang-dinh/once", "p/1/van-lang/once")
AGENCY = "p/R.2/stp/once"


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    """Return a flow in which the small plan was issued."""
    return issued(store)


def with_item(code, the_plan=PLAN, **facts):
    """Return a plan in which one item says something else."""
    items = (evolve(each, **facts) if each.code == code else each for each in the_plan.items)
    return evolve(the_plan, items=tuple(items))


def without(*codes, the_plan=PLAN):
    """Return a plan without some of its items and duties."""
    return evolve(
        the_plan,
        items=tuple(each for each in the_plan.items if each.code not in codes),
        duties=tuple(each for each in the_plan.duties if each.code not in codes),
    )


def with_more(*items, the_plan=PLAN):
    return evolve(the_plan, items=(*the_plan.items, *items))


def with_duty(code, the_plan=PLAN, **facts):
    duties = (evolve(each, **facts) if each.code == code else each for each in the_plan.duties)
    return evolve(the_plan, duties=tuple(duties))


def partners(*units):
    return tuple(Partner(selector=Named((unit,))) for unit in units)


def amend(flow, to, at=JUNE, **more):
    """Show the amendment, apply it, hold the one against the other and the proof."""
    command = AmendPlan(to.id, to, "điều chỉnh giữa năm")
    seen = flow.foresee(command, at=at)
    outcome = flow.do(command, by=CHAIR, at=at, **more)
    assert seen == outcome
    assert flow.verify().is_sound
    return outcome


def report(flow, task, at, *, partial=False, **figures):
    """Let the holder report."""
    holder = clerk(flow.task(task).holder)
    return flow.do(c.Report(task, figures=figures, partial=partial), by=holder, at=at)


def above(flow, task):
    """Return what a task feeds."""
    return {edge.above for edge in flow.task(task).standing.edges}


def faults(flow, command):
    """Return the places of everything that is wrong with a command; nothing was written."""
    before_it = snapshot(flow)
    with pytest.raises(DefinitionError) as caught:
        flow.do(command, by=CHAIR, at=JUNE)
    assert before_it == snapshot(flow)
    return [fault.place for fault in caught.value.faults]


# ── one act, shown first ─────────────────────────────────────────────────────


def test_r23_the_difference_is_shown_and_nothing_is_written(flow):
    """What would be created, withdrawn and re-dated; the plan's own text; nothing has moved."""
    to = with_item("1", with_more(item("5", "stc", schedule=by(10, 1))), schedule=before(12, 1))
    to = without("2", the_plan=to)
    before_it = snapshot(flow)

    seen = flow.foresee(AmendPlan("p", to, "điều chỉnh"), at=JUNE)

    assert before_it == snapshot(flow)
    assert (("p/5/stc/once",), ("p/2/mttq/once",)) == (seen.created, seen.withdrawn)
    assert [day(11, 30)] * 3 == [moved.after for moved in seen.moved]
    assert ["Bãi bỏ mục 2: việc 2", "Bãi bỏ chỉ tiêu talks: talks", "Bổ sung mục 5: việc 5"] == [
        each.text("vi") for each in seen.differences[:3]
    ]
    assert (
        "Sửa đổi mục 1: thời gian “trước ngày 01/11/2021” thành “trước ngày 01/12/2021”"
        == seen.differences[3].text("vi")
    )


def test_r23_an_amendment_is_one_entry_of_the_plan_and_one_act(flow):
    """Applied: tasks come, go and move in one commit; the plan reads as amended."""
    to = without("2", the_plan=with_more(item("5", "stc", schedule=by(10, 1))))

    outcome = amend(flow, to, key="k1")

    assert to == flow.plan("p").plan
    assert 1 == flow.plan("p").amendments
    states = (the(flow, "5", "stc").state, flow.task("p/2/mttq/once").state)
    assert ("assigned", "withdrawn") == states
    assert "PlanAmended" == flow.history("p")[-1].kind
    assert not outcome.is_repeated


def test_r23_the_same_amendment_twice_is_one(flow):
    """Under its key nothing is done again; another amendment under it is refused."""
    command = AmendPlan("p", without("2"), "bỏ mục 2")
    flow.do(command, by=CHAIR, at=JUNE, key="k1")
    before_it = snapshot(flow)

    assert flow.do(command, by=CHAIR, at=moment(6, 9), key="k1").is_repeated
    with pytest.raises(DuplicateError):
        flow.do(AmendPlan("p", without("3"), "bỏ mục 2"), by=CHAIR, at=JUNE, key="k1")
    assert before_it == snapshot(flow)


def test_r23_amending_to_the_same_plan_does_nothing(flow):
    """No entry, no event."""
    before_it = snapshot(flow)

    assert () == flow.do(AmendPlan("p", PLAN, "như cũ"), by=CHAIR, at=JUNE).events
    assert before_it == snapshot(flow)


def test_r23_only_the_assigner_amends(flow):
    """A department may not."""
    with pytest.raises(NotAuthorisedError) as caught:
        flow.do(AmendPlan("p", without("2"), "vì"), by=clerk("sgd"), at=JUNE)

    assert "sửa đổi, bổ sung kế hoạch" in caught.value.text("vi")


def test_r23_a_plan_that_was_not_issued_is_not_amended(flow):
    """It is not found."""
    with pytest.raises(NotFoundError):
        flow.do(AmendPlan("q", evolve(PLAN, id="q"), "vì"), by=CHAIR, at=JUNE)


def test_r23_the_reason_and_the_document_are_kept_and_the_reason_can_be_erased(flow):
    """The paper's number stays in the journal; the free text goes with its person."""
    command = AmendPlan("p", without("2"), "lời của Hoa", document="55/KH-UBND ngày 30/5/2021")
    flow.do(command, by=clerk("stp", "hoa"), at=JUNE)

    told = [flow.history(stream)[-1].event.reason for stream in ("p", "p/2/mttq/once")]
    flow.erase("hoa")
    left = [flow.history(stream)[-1].event.reason for stream in ("p", "p/2/mttq/once")]

    assert (["lời của Hoa"] * 2, [None] * 2) == (told, left)
    assert "55/KH-UBND ngày 30/5/2021" == flow.history("p")[-1].event.document
    assert flow.verify().is_sound


# ── what is refused ──────────────────────────────────────────────────────────


def test_r23_every_fault_is_told_at_once(flow):
    """No reason, another id and issuer, an unknown unit, an event that nobody declares."""
    to = evolve(with_item("1", lead=Named(("nobody",))), id="q", issuer="ubnd", events=())

    places = faults(flow, AmendPlan("p", to, " "))

    assert {
        "reason",
        "plan: id",
        "plan: issuer",
        "item 1: lead",
        "item 3: time",
    } == set(places)


def test_r23_a_code_stays_an_item_or_a_duty(flow):
    """A duty that takes an item's code, and an item that takes a duty's."""
    to = without("2", "R.1")
    to = evolve(
        to,
        items=(*to.items, item("R.1", "stc")),
        duties=(*to.duties, duty("2", ("sgd",), to=("ubnd",), schedule=by(11, 1))),
    )

    assert ["code '2'", "code 'R.1'"] == faults(flow, AmendPlan("p", to, "vì"))


def test_r23_who_reported_under_a_duty_does_not_receive_under_its_code(flow):
    """A reporter becomes the gathering unit and has no report of its own: another code is due."""
    to = with_duty("R.1", via="sgd")

    assert ["task p/R.1/sgd/once: kind"] == faults(flow, AmendPlan("p", to, "vì"))


@pytest.mark.parametrize("field", ["adds", "nature", "measure"])
def test_r19_an_indicator_that_is_counted_otherwise_is_another_series(flow, field):
    """Figures of both could not be added up: it takes an id of its own."""
    value = {"adds": "latest", "nature": "stock", "measure": title("triệu đồng")}[field]
    product = evolve(
        PLAN.items[0].products[0], indicator=evolve(indicator("classes"), **{field: value})
    )
    to = with_item("1", products=(product,))

    assert [f"indicator classes: {field}"] == faults(flow, AmendPlan("p", to, "vì"))


def test_r19_an_indicator_that_went_comes_back_as_it_was(flow):
    """Taken out of the plan, its rule of adding is remembered."""
    amend(flow, with_item("1", products=()))
    to = with_item(
        "1", products=item("1", "sgd", counts=(indicator("classes", adds="none"),)).products
    )

    assert ["indicator classes: adds"] == faults(flow, AmendPlan("p", to, "vì"))
    assert ["classes"] == [one.id for one in flow.plan("p").former]


def test_r19_two_paths_in_the_amended_plan_are_refused(flow):
    """A unit would report straight to the top and by way of the agency."""
    more = duty("R.3", ("sgd",), to=("ubnd", "stp"), schedule=before(11, 20))
    to = evolve(PLAN, duties=(*PLAN.duties, more))

    assert faults(flow, AmendPlan("p", to, "vì"))


# ── what comes, goes, and stays ──────────────────────────────────────────────


def test_r23_a_new_item_has_its_tasks_and_edges_from_then_on(flow):
    """Lead, partner, and both their reports."""
    outcome = amend(flow, with_more(item("5", "stc", "bac-son", schedule=by(10, 1))))

    assert ("p/5/stc/once", "p/5/bac-son/once") == outcome.created
    assert {"p/5/stc/once", "p/R.1/bac-son/once"} == above(flow, "p/5/bac-son/once")
    assert JUNE == the(flow, "5", "stc").standing.dated_at


def test_r23_what_was_reported_stays_and_goes_on_counting(flow):
    """An item is dropped after its report was given: it is kept, with the reason."""
    report(flow, "p/2/mttq/once", moment(5, 1), talks=7)

    outcome = amend(flow, without("2"))

    assert ["kept.done"] == [kept.why.key for kept in outcome.kept]
    assert () == outcome.withdrawn
    assert "reported" == flow.task("p/2/mttq/once").state
    assert 7 == flow.totals("p", live=True).figures.actual["talks"]


def test_r23_figures_of_a_dropped_item_go_up_with_the_next_report(flow):
    """The unit's own report takes them; the total above has them, under an indicator that went."""
    report(flow, "p/2/mttq/once", moment(5, 1), talks=7)
    amend(flow, without("2"))
    report(flow, "p/R.1/mttq/once", moment(11, 1))
    report(flow, AGENCY, moment(12, 1))

    assert 7 == flow.task(AGENCY).standing.reports[-1].total.actual["talks"]
    assert flow.verify().is_sound


def test_r23_a_dropped_lead_leaves_its_partners_report_to_their_own(flow):
    """The partner had reported to the lead: its figures now go up by its own report."""
    report(flow, PARTNERS[0], moment(5, 1), classes=3)

    outcome = amend(flow, without("1"))
    report(flow, "p/R.1/trang-dinh/once", moment(11, 1))
    report(flow, AGENCY, moment(12, 1))

    assert (LEAD, PARTNERS[1]) == outcome.withdrawn
    assert {"p/R.1/trang-dinh/once"} == above(flow, PARTNERS[0])
    assert 3 == flow.task(AGENCY).standing.reports[-1].total.actual["classes"]
    assert "consolidated" == flow.task(PARTNERS[0]).state
    assert flow.verify().is_sound


def test_r23_who_is_left_with_nobody_to_gather_is_shown(flow):
    """The duties are dropped; what was reported under them feeds nobody."""
    report(flow, "p/R.1/sgd/once", moment(5, 1))

    outcome = amend(flow, without("R.1", "R.2"))

    alone = [w.facts for w in outcome.warnings if w.key == "warning.amended_alone"]
    assert (("task", "p/R.1/sgd/once"),) in alone
    assert "consolidated" == flow.task("p/R.1/sgd/once").state


def test_r16_a_partial_report_of_a_withdrawn_task_leaves_the_one_above(flow):
    """The lead had taken it in part: a new version is without it, and a warning tells."""
    report(flow, PARTNERS[0], moment(4, 1), partial=True, classes=3)
    report(flow, LEAD, moment(4, 5), partial=True, classes=1)

    outcome = amend(flow, with_item("1", partners=partners("van-lang")))

    lead = flow.task(LEAD).standing
    assert (2, {"classes": 1}) == (lead.reports[-1].version, dict(lead.reports[-1].total.actual))
    assert "warning.amended_partial" in [warning.key for warning in outcome.warnings]


def test_r23_suspended_tasks_are_withdrawn_and_redated_too(flow):
    """One is dropped, the other gets another date; it stays suspended."""
    for one in ("p/2/mttq/once", LEAD):
        flow.do(c.Suspend(one, "lũ"), by=STP, at=moment(5, 1))

    amend(flow, without("2", the_plan=with_item("1", schedule=by(12, 20))))

    assert ["withdrawn", "suspended"] == [flow.task(o).state for o in ("p/2/mttq/once", LEAD)]
    assert day(12, 20) == flow.task(LEAD).due_on
    flow.do(c.Resume(LEAD, prolong=True), by=STP, at=moment(6, 11))
    assert day(12, 30) == flow.task(LEAD).due_on


def test_r23_an_item_that_returns_has_its_tasks_assigned_again(flow):
    """Out in June, back in July: the same tasks, as they were at issue."""
    amend(flow, without("1"))
    outcome = amend(flow, PLAN, moment(7, 1))

    assert {LEAD, *PARTNERS} == set(outcome.reinstated)
    assert [("assigned", day(10, 31))] * 3 == [
        (flow.task(one).state, flow.task(one).due_on) for one in (LEAD, *PARTNERS)
    ]
    assert {LEAD, "p/R.1/trang-dinh/once"} == above(flow, PARTNERS[0])


def test_r23_what_a_person_withdrew_stays_withdrawn(flow):
    """The plan goes on asking for it; the assigner decided otherwise."""
    flow.do(c.Withdraw("p/2/mttq/once", "thôi"), by=STP, at=moment(5, 1))

    amend(flow, with_item("1", schedule=by(12, 20)))

    assert "withdrawn" == flow.task("p/2/mttq/once").state


def test_r23_a_declined_partner_is_still_named_to_the_new_lead(store):
    """It was asked and declined; whoever leads now names it."""
    flow = issued(store, plan(item("1", "sgd", "mttq", schedule=by(11, 1))))
    flow.do(c.Decline("p/1/mttq/once", "bận"), by=clerk("mttq"), at=moment(5, 1))

    amend(flow, plan(item("1", "stc", "mttq", schedule=by(11, 1))))

    absent = flow.consolidate("p/1/stc/once", at=moment(7, 1)).absent
    assert [("mttq", "declined")] == [(each.holder, each.reason) for each in absent]


def test_r23_a_renamed_code_is_one_removed_and_one_added(flow):
    """The same title under another code: the difference says so."""
    renamed = evolve(PLAN.items[1], code="2a")
    outcome = amend(flow, with_more(renamed, the_plan=without("2")))

    assert (("p/2a/mttq/once",), ("p/2/mttq/once",)) == (outcome.created, outcome.withdrawn)
    assert "Đổi số mục 2 thành mục 2a: coi là bãi bỏ mục 2 và bổ sung mục 2a" in [
        each.text("vi") for each in outcome.differences
    ]


# ── leads, partners, chains ──────────────────────────────────────────────────


def test_r23_partners_feed_the_new_lead(flow):
    """The old lead's task is withdrawn, the new one's assigned, its partners send there."""
    outcome = amend(flow, with_item("1", lead=Named(("stc",))))

    assert (("p/1/stc/once",), (LEAD,)) == (outcome.created, outcome.withdrawn)
    assert set(PARTNERS) == {refed.task for refed in outcome.refed}
    assert all({"p/1/stc/once"} < above(flow, one) for one in PARTNERS)


def test_r23_a_report_that_the_old_lead_had_taken_in_part_goes_to_the_new_one(flow):
    """Its closing report was taken by a partial one that stands no more: it is owed again."""
    report(flow, PARTNERS[0], moment(4, 1), classes=3)
    report(flow, LEAD, moment(4, 5), partial=True)

    amend(flow, with_item("1", lead=Named(("stc",))))
    report(flow, "p/1/stc/once", moment(10, 1), classes=1)

    assert 4 == flow.task("p/1/stc/once").standing.reports[-1].total.actual["classes"]
    assert flow.verify().is_sound


def test_r23_what_the_old_lead_has_reported_stays_with_it(flow):
    """It closed the item with its partners: they are not asked a second time by the new lead."""
    for one in PARTNERS:
        report(flow, one, moment(4, 1), classes=3)
    report(flow, LEAD, moment(4, 5), classes=1)

    outcome = amend(flow, with_item("1", lead=Named(("stc",))))

    assert all(LEAD in above(flow, one) for one in PARTNERS)
    assert not any("p/1/stc/once" in above(flow, one) for one in PARTNERS)
    assert {"kept.done", "kept.gathered"} == {kept.why.key for kept in outcome.kept}
    report(flow, "p/1/stc/once", moment(10, 1), classes=10)
    assert 17 == flow.totals("p", live=True).figures.actual["classes"]


def test_r19_a_lead_that_becomes_a_partner_is_not_counted_twice(flow):
    """Its figures went up by its own report already; the new lead shows them only."""
    report(flow, LEAD, moment(4, 5), classes=5)
    report(flow, "p/R.1/sgd/once", moment(4, 6))
    report(flow, AGENCY, moment(4, 7), partial=True)

    lead = with_item("1", lead=Named(("trang-dinh",)), partners=partners("sgd", "van-lang"))
    amend(flow, lead)
    for one in (PARTNERS[1], PARTNERS[0], "p/R.1/trang-dinh/once", AGENCY):
        report(flow, one, moment(10, 1))

    assert 5 == flow.task(AGENCY).standing.reports[-1].total.actual["classes"]
    assert flow.verify().is_sound


def test_r23_lead_and_partner_change_places(flow):
    """Same tasks, other parts; who gathers is the other one."""
    to = with_item("1", lead=Named(("van-lang",)), partners=partners("trang-dinh", "sgd"))

    outcome = amend(flow, to)

    parts = {task.holder: task.assignment.part for task in flow.find(Query(source="1"))}
    assert {"van-lang": "lead", "trang-dinh": "partner", "sgd": "partner"} == parts
    assert {LEAD, PARTNERS[1]} == set(outcome.changed)
    assert "p/1/van-lang/once" in above(flow, LEAD)
    assert {"p/R.1/van-lang/once"} == above(flow, PARTNERS[1])


def test_r23_reports_go_by_way_of_another_unit(flow):
    """Both duties are given to the finance department: open reports go there."""
    to = with_duty("R.1", with_duty("R.2", reporters=Named(("stc",))), via="stc")

    outcome = amend(flow, to)

    assert (("p/R.2/stc/once",), (AGENCY,)) == (outcome.created, outcome.withdrawn)
    assert {"p/R.2/stc/once"} == above(flow, "p/R.1/sgd/once")
    assert {"p/R.2/btp/once", "p/R.2/ubnd/once"} == above(flow, "p/R.2/stc/once")


def test_r23_addressees_are_added_and_dropped(flow):
    """The ministry is no longer told: what only received for it goes."""
    outcome = amend(flow, with_duty("R.2", addressees=("ubnd",)))

    assert ("p/R.2/btp/once",) == outcome.withdrawn
    assert {"p/R.2/ubnd/once"} == above(flow, AGENCY)


def test_r23_a_receiver_that_was_sent_something_still_takes_it(flow):
    """The report had gone to the ministry: dropping it as an addressee takes nothing back."""
    report(flow, AGENCY, moment(5, 1))

    outcome = amend(flow, with_duty("R.2", addressees=("ubnd",)))

    assert () == outcome.withdrawn
    taken = c.Report("p/R.2/btp/once", paper=c.Paper("1/BC", moment(5, 1)))
    flow.do(taken, by=STP, at=moment(6, 2))
    assert 1 == flow.task("p/R.2/btp/once").standing.reports[-1].pins[0].version


# ── what counts, who may, how judged ─────────────────────────────────────────


def test_r23_other_figures_may_be_reported_from_then_on(flow):
    """An indicator is added, another dropped; what was reported under it stays in the totals."""
    report(flow, LEAD, moment(4, 1), partial=True, classes=4)

    outcome = amend(flow, with_item("1", products=item("1", "sgd", counts=("visits2",)).products))

    assert {LEAD, *PARTNERS} == set(outcome.changed)
    report(flow, LEAD, moment(7, 1), visits2=2)
    assert {"visits2": 2} == dict(flow.totals("p", live=True).figures.actual)
    assert 4 == flow.task(LEAD).standing.reports[0].total.actual["classes"]
    with pytest.raises(Exception, match="classes"):
        report(flow, PARTNERS[0], moment(7, 1), classes=1)


def test_r3_another_standing_agency_has_the_authority(flow):
    """Tasks that run, that are done, and those that were left over: the new agency may."""
    report(flow, "p/2/mttq/once", moment(5, 1))
    to = evolve(without("2"), standing_agency="stc")

    amend(flow, to)

    flow.do(c.Withdraw("p/2/mttq/once", "vì"), by=clerk("stc"), at=moment(6, 2))
    flow.do(c.Suspend(LEAD, "lũ"), by=clerk("stc"), at=moment(6, 2))
    with pytest.raises(NotAuthorisedError):
        flow.do(c.Resume(LEAD), by=STP, at=moment(6, 3))


def test_r3_a_leaders_signature_is_asked_for_from_then_on(flow):
    """Open tasks want it at once."""
    amend(flow, with_item("1", head_answers=True))

    with pytest.raises(NotAuthorisedError):
        report(flow, LEAD, moment(7, 1))
    flow.do(c.Report(LEAD), by=clerk("sgd", capacity="leader"), at=moment(7, 1))


def test_r26_another_ladder_announces_from_then_on(flow):
    """Due soon is said ten days before, not seven; what was said is not said again."""
    flow.tick(JUNE)
    amend(flow, evolve(PLAN, ladder=Ladder(due_soon=(10,))))

    told = [(each.rung, each.moment) for each in flow.tick(moment(10, 25)) if each.task == LEAD]
    assert [("due_soon", moment(10, 21, 0))] == told


def test_r23_a_product_with_a_day_of_its_own_gets_another(flow):
    """The day is the plan's; what is done keeps the one it was judged by."""
    report(flow, PARTNERS[0], moment(5, 1))
    (product,) = PLAN.items[0].products
    amend(flow, with_item("1", products=(evolve(product, schedule=by(9, 1)),)))

    days = {task.id: task.assignment.own_days for task in flow.find(Query(source="1"))}
    assert (day(9, 1), ()) == (days[LEAD][0].deadline.due_on, days[PARTNERS[0]])


def test_r18_a_new_task_below_a_report_that_has_gone_up_is_shown(flow):
    """A partner is added after the lead has closed the item."""
    report(flow, LEAD, moment(5, 1))

    outcome = amend(flow, with_item("1", partners=partners("trang-dinh", "van-lang", "bac-son")))

    assert "warning.after_report" in [warning.key for warning in outcome.warnings]


def test_r6_an_order_that_becomes_a_request_is_reminded_politely(flow):
    """Open tasks are judged by what the plan says now, and asked again."""
    amend(flow, with_item("1", authority="request"))

    told = {each.rung for each in flow.tick(moment(12, 20)) if each.task == LEAD}
    assert ("request", "asked") == (
        flow.task(LEAD).assignment.authority,
        timeliness(flow.task(LEAD), moment(12, 20)),
    )
    assert "asked_again" in told
    assert not {"overdue_1", "escalated"} & told


def test_r26_a_request_that_becomes_an_order_is_urged_again(store):
    """Every rung of a request had been given; as an order it has others left."""
    asked = plan(item("1", "sgd", schedule=by(3, 1), authority="request"))
    flow = issued(store, asked)
    flow.tick(moment(3, 5))
    amend(flow, plan(item("1", "sgd", schedule=by(3, 1), authority="order")), moment(3, 6))

    assert ["overdue_2", "overdue_3", "escalated"] == [e.rung for e in flow.tick(moment(4, 1))]


def test_r23_what_was_done_late_as_an_order_stays_late(flow):
    """The item becomes a request afterwards: the lateness stands, and that is said."""
    report(flow, LEAD, moment(11, 20))

    outcome = amend(flow, with_item("1", authority="request"), moment(11, 25))

    assert "done_late" == timeliness(flow.task(LEAD), moment(12, 1))
    assert "kept.authority" in [kept.why.key for kept in outcome.kept]


# ── time ─────────────────────────────────────────────────────────────────────


def test_r23_a_stated_date_that_differs_moves(flow):
    """Lead and partners; the journal has both dates."""
    outcome = amend(flow, with_item("1", schedule=by(12, 20)))

    assert [(day(10, 31), day(12, 20))] * 3 == [(m.before, m.after) for m in outcome.moved]
    assert {LEAD, *PARTNERS} == {moved.task for moved in outcome.moved}


def test_r14_conflicts_that_the_new_date_brings_are_shown(flow):
    """The agency's report would be due before those that it gathers."""
    outcome = amend(flow, with_duty("R.2", schedule=by(11, 10)))

    assert "conflict.report" in [warning.key for warning in outcome.warnings]


def test_r13_an_extended_date_is_kept_and_a_warning_tells(flow):
    """The assigner had granted 10 December; the plan now says 20 December."""
    flow.do(c.AskExtension(LEAD, day(12, 10), "lũ"), by=clerk("sgd"), at=moment(5, 1))
    flow.do(c.GrantExtension(LEAD), by=STP, at=moment(5, 2))

    outcome = amend(flow, with_item("1", schedule=by(12, 20)))

    assert day(12, 10) == flow.task(LEAD).due_on
    kept = next(each for each in outcome.kept if each.task == LEAD)
    assert (
        "giữ thời hạn 10/12/2021 đã được quyết định riêng; theo kế hoạch sửa đổi là 20/12/2021"
        == kept.why.text("vi")
    )
    assert "warning.kept" in [warning.key for warning in outcome.warnings]


def test_r13_a_date_for_resending_outlives_an_amendment(flow):
    """Returned, to be resent by 10 June: the plan's new date is what comes after that."""
    report(flow, PARTNERS[0], moment(5, 1))
    flow.do(c.Return(PARTNERS[0], "thiếu", day(6, 10)), by=clerk("sgd"), at=moment(5, 20))

    amend(flow, with_item("1", schedule=by(12, 20)))

    task = flow.task(PARTNERS[0])
    assert (day(6, 10), day(12, 20)) == (task.due_on, task.standing.stated.due_on)


def test_r23_what_is_done_keeps_the_date_that_it_was_judged_by(flow):
    """In time under the old date, it would be late under the new one."""
    report(flow, LEAD, moment(5, 1))

    amend(flow, with_item("1", schedule=by(4, 1)))

    assert (day(10, 31), "done_in_time") == (
        flow.task(LEAD).due_on,
        timeliness(flow.task(LEAD), moment(12, 1)),
    )


def test_r26_the_old_date_is_announced_no_more(flow):
    """From June on only the new one."""
    amend(flow, with_item("1", schedule=by(12, 20)))

    told = [each.due_on for each in flow.tick(moment(12, 21)) if each.task == LEAD]
    assert {day(12, 20)} == set(told)


def test_r11_a_dated_item_may_come_to_wait_for_an_event(flow):
    """It waits from then on, and the event dates it."""
    amend(flow, with_item("1", schedule=after("guidance")))
    assert "waiting" == timeliness(flow.task(LEAD), moment(12, 1))

    flow.do(RecordEvent("p", "guidance", day(7, 1), due=by(8, 15)), by=STP, at=moment(7, 1))

    assert day(8, 15) == flow.task(LEAD).due_on


def test_r11_a_recorded_event_goes_on_counting_while_the_plan_knows_it(flow):
    """It dates what waits for it now, too; without it in the plan it lapses, and that is said."""
    flow.do(RecordEvent("p", "guidance", day(5, 1), due=by(8, 15)), by=STP, at=moment(5, 1))
    more = with_more(item("5", "sgd", schedule=after("guidance")))

    amend(flow, more)
    assert day(8, 15) == the(flow, "5", "sgd").due_on

    lapsed = evolve(without("3"), events=())
    outcome = amend(flow, lapsed, moment(6, 2))
    assert "warning.amended_event" in [warning.key for warning in outcome.warnings]
    assert flow.verify().is_sound


def test_r18_named_members_stay_while_their_set_does(store):
    """Named for the open set; a set in other words has to be named anew."""
    opened = plan(evolve(item("1", "sgd", schedule=by(11, 1)), partners=_open("các sở")))
    flow = issued(store, opened)
    flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=moment(2, 1))

    amend(flow, evolve(opened, items=(evolve(opened.items[0], schedule=by(12, 1)),)))
    assert (day(12, 1), ()) == (
        the(flow, "1", "stc").due_on,
        the(flow, "1", "sgd").standing.open_sets,
    )

    outcome = amend(
        flow, evolve(opened, items=(evolve(opened.items[0], partners=_open("các huyện")),))
    )
    assert ("các huyện",) == the(flow, "1", "sgd").standing.open_sets
    assert "withdrawn" == flow.task("p/1/stc/once").state
    assert "warning.amended_naming" in [warning.key for warning in outcome.warnings]


def _open(words):
    return (Partner(selector=Open(words)),)


# ── periods, horizon ─────────────────────────────────────────────────────────

MONTHLY = Recurring(every="month", due_day=25)


def monthly(*units, **more):
    return plan(item("1", Named(units), schedule=MONTHLY, spread="per-unit"), **more)


def keys(flow, holder, **more):
    return [task.assignment.occurrence for task in flow.find(Query(holder=holder, **more))]


def test_r23_periods_before_the_amendment_are_not_assigned(store):
    """A unit added in June owes June and what follows; that May is left out is said."""
    flow = issued(store, monthly("sgd"))

    outcome = amend(flow, monthly("sgd", "stc"))

    assert [f"2021-{month:02d}" for month in range(6, 13)] == keys(flow, "stc")
    behind = [w for w in outcome.warnings if w.key == "warning.amended_behind"]
    assert 5 == len(behind)
    assert "2021-05" in behind[-1].text("vi")


def test_r23_what_was_left_out_stays_out_when_the_plan_goes_on(store):
    """The horizon moves on: the next year is added, the months before June are not."""
    flow = issued(store, monthly("sgd", years=(2021, None)))
    amend(flow, monthly("sgd", "stc", years=(2021, None)))

    flow.tick(moment(1, 2, year=2022))

    assert (7 + 12, 24) == (len(keys(flow, "stc")), len(keys(flow, "sgd")))
    assert flow.verify().is_sound


def test_r23_periods_before_the_amendment_are_still_owed(store):
    """A unit dropped in June: May is overdue and stays so, June and later are withdrawn."""
    flow = issued(store, monthly("sgd", "stc"))

    outcome = amend(flow, monthly("sgd"))

    assert [f"2021-{month:02d}" for month in range(6, 13)] == keys(flow, "stc", state="withdrawn")
    assert "overdue" == timeliness(the(flow, "1", "stc", occurrence="2021-05"), JUNE)
    assert {"kept.behind"} == {kept.why.key for kept in outcome.kept}


def test_r23_a_duty_by_other_periods_has_other_reports(store):
    """Quarterly becomes half-yearly in June: the first quarter stays owed, the others go."""

    def of(every):
        schedule = Recurring(every=every, due_month=7 if every == "half-year" else 4, due_day=10)
        return plan(
            item("1", "sgd", schedule=by(12, 1)),
            duties=(duty("R.1", ("sgd",), to=("ubnd",), schedule=schedule),),
        )

    flow = issued(store, of("quarter"))
    amend(flow, of("half-year"))

    states = {
        t.assignment.occurrence: t.state for t in flow.find(Query(source="R.1", holder="sgd"))
    }
    assert {
        "2021-Q1": "assigned",
        "2021-Q2": "withdrawn",
        "2021-Q3": "withdrawn",
        "2021-Q4": "withdrawn",
        "2021-H1": "assigned",
        "2021-H2": "assigned",
    } == states


def test_r22_a_new_duty_is_not_told_what_was_closed_before_its_period(store):
    """Closed in February, it is no result of the second half-year."""
    schedule = Recurring(every="half-year", due_month=7, due_day=10)
    flow = issued(
        store, plan(item("1", "sgd", schedule=by(3, 1)), item("2", "sgd", schedule=by(12, 1)))
    )
    report(flow, "p/1/sgd/once", moment(2, 1))
    to = plan(
        *flow.plan("p").plan.items,
        duties=(duty("R.1", ("sgd",), to=("ubnd",), schedule=schedule),),
    )

    amend(flow, to, moment(8, 1))

    assert set() == above(flow, "p/1/sgd/once")
    assert {"p/R.1/sgd/2021-H2"} == above(flow, "p/2/sgd/once")


def test_r12_a_plan_that_is_prolonged_goes_on(store):
    """2021 becomes 2021 and 2022: twelve months more; shortened again they go."""
    flow = issued(store, monthly("sgd"))

    amend(flow, monthly("sgd", years=(2021, 2022)))
    assert (24, day(12, 31, 2022)) == (len(keys(flow, "sgd")), flow.plan("p").until)

    amend(flow, monthly("sgd"), moment(6, 2))
    assert 12 == len(keys(flow, "sgd", state="withdrawn"))
    assert day(12, 31) == flow.plan("p").until


def test_r12_a_horizon_that_was_chosen_stays(store):
    """Unfolded to June only, the prolonged plan is unfolded by the sweep."""
    flow = flow_on(store)
    flow.issue(monthly("sgd"), by=CHAIR, at=ISSUED_AT, until=day(6, 30))

    amend(flow, monthly("sgd", years=(2021, 2022)), moment(3, 1))
    assert 6 == len(keys(flow, "sgd"))

    flow.tick(moment(7, 1))
    assert 24 == len(keys(flow, "sgd"))


def test_r10_another_reading_of_dates_reaches_open_tasks(flow):
    """ "Before" taken to include the day: one day more for every task that is so dated."""
    outcome = amend(flow, evolve(PLAN, policy=Policy(before="lax")))

    assert day(11, 1) == flow.task(LEAD).due_on
    assert LEAD in {moved.task for moved in outcome.moved}
    flow.do(c.AskExtension(LEAD, day(11, 20), "lũ"), by=clerk("sgd"), at=moment(6, 2))


def test_r13_the_policy_is_read_as_it_is_now(flow):
    """No extension under the amended plan: nothing of the old policy is remembered."""
    flow.do(c.AskExtension(LEAD, day(11, 20), "lũ"), by=clerk("sgd"), at=moment(5, 1))
    amend(flow, evolve(PLAN, policy=Policy(extensions=0)))

    with pytest.raises(Exception, match="R13"):
        flow.do(c.GrantExtension(LEAD), by=STP, at=moment(6, 2))


def test_r23_the_day_of_issue_stays_what_it_was(flow):
    """The amended plan bears a date that was not known: terms go on counting, and it says so."""
    outcome = amend(flow, evolve(PLAN, issued_on=day(1, 5), number="12/KH-UBND"))

    assert day(1, 11) == flow.plan("p").issued_on
    assert "warning.amended_issue" in [warning.key for warning in outcome.warnings]
    assert () == outcome.moved


# ── people at the same time; other plans ─────────────────────────────────────


class Meanwhile:
    """A store in which somebody does something between reading and commit."""

    def __init__(self, store, act):
        self._store, self._act = store, act

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, batch):
        act, self._act = self._act, None
        if act:
            act()
        return self._store.commit(batch)


def test_r2_a_report_that_comes_between_is_not_lost(store):
    """The amendment is decided again: what was reported meanwhile stays."""
    flow = issued(store)
    meanwhile = Meanwhile(store, lambda: report(flow, "p/2/mttq/once", moment(6, 1), talks=2))

    outcome = flow_on(meanwhile).do(AmendPlan("p", without("2"), "vì"), by=CHAIR, at=JUNE)

    assert (("p/2/mttq/once",), ()) == (tuple(k.task for k in outcome.kept), outcome.withdrawn)
    assert flow.verify().is_sound


def test_r2_a_decision_by_the_old_policy_is_taken_again(store):
    """The plan is amended between reading and commit of an extension that it now forbids."""
    flow = issued(store)
    forbids = AmendPlan("p", evolve(PLAN, policy=Policy(extensions=0)), "vì")
    other = flow_on(Meanwhile(store, lambda: flow.do(forbids, by=CHAIR, at=JUNE)))

    with pytest.raises(Exception, match="R13"):
        other.do(c.AskExtension(LEAD, day(11, 20), "lũ"), by=clerk("sgd"), at=JUNE)


def test_r23_plans_that_carry_out_a_dropped_item_are_shown(store):
    """A district's own plan fed the item: the reports at its top are left with nobody."""
    districts = item("1", Where(level="district"), spread=CASCADE, schedule=by(11, 1))
    flow = issued(store, plan(districts, item("2", "sgd", schedule=by(11, 1))))
    own = evolve(
        plan(item("a", "chi-lang"), plan_id="q", issuer="trang-dinh", standing_agency=None),
        parent="p",
        carries_out="1",
    )
    flow.issue(own, by=clerk("trang-dinh"), at=moment(2, 1))

    outcome = amend(flow, plan(item("2", "sgd", schedule=by(11, 1))))

    left = [w.facts for w in outcome.warnings if w.key == "warning.amended_alone"]
    assert [(("task", "q/a/chi-lang/once"),)] == left


def test_r23_a_plan_that_carries_out_an_item_is_amended_itself(store):
    """What is new in it feeds the item above; what was there stays as it is."""
    districts = item("1", Where(level="district"), spread=CASCADE, schedule=by(11, 1))
    flow = issued(store, plan(districts))
    facts = {"plan_id": "q", "issuer": "trang-dinh", "standing_agency": None}
    link = {"parent": "p", "carries_out": "1"}
    flow.issue(
        evolve(plan(item("a", "chi-lang"), **facts), **link),
        by=clerk("trang-dinh"),
        at=moment(2, 1),
    )
    to = evolve(plan(item("a", "chi-lang"), item("b", "de-tham"), **facts), **link)

    flow.do(AmendPlan("q", to, "vì"), by=clerk("trang-dinh"), at=JUNE)

    assert {"p/1/trang-dinh/once"} == above(flow, "q/b/de-tham/once")
    assert flow.verify().is_sound


def test_r25_an_amended_plan_is_known_as_it_was(flow):
    """Asked for an earlier day, the plan reads as before; today as amended."""
    amend(flow, without("2"))

    then, now = (flow.view("p", at=at) for at in (moment(5, 1), moment(7, 1)))
    assert (PLAN, without("2")) == (then.standing.plan, now.standing.plan)
    states = [view.tasks["p/2/mttq/once"].state for view in (then, now)]
    assert ["assigned", "withdrawn"] == states


def test_r25_the_journal_holds_what_a_task_is_from_then_on(flow):
    """Folding needs neither plan nor directory: the event has the whole assignment."""
    amend(flow, with_item("1", authority="request"))

    kinds = [type(entry.event) for entry in flow.history(LEAD)]
    event = flow.history(LEAD)[-1].event
    assert Amended is kinds[-1]
    assert flow.task(LEAD).assignment == event.assignment
    assert Withdrawn not in kinds


def test_r23_every_district_is_a_selector_as_of_its_day(store):
    """A set of units is changed to another: who stays is left alone."""
    flow = issued(
        store, plan(item("1", Named(DISTRICTS[:2]), schedule=by(11, 1), spread="per-unit"))
    )
    report(flow, "p/1/van-lang/once", moment(5, 1))

    outcome = amend(
        flow, plan(item("1", Where(level="district"), schedule=by(11, 1), spread="per-unit"))
    )

    assert (("p/1/bac-son/once",), ()) == (outcome.created, outcome.withdrawn)
    assert "consolidated" == flow.task("p/1/van-lang/once").state
