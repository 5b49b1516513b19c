"""Rules R16, R17 and R19: corrections, staleness, accepted amounts, joint events, adding rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
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
    province,
    snapshot,
    the,
)
from planflow.document import report_text, vietnam
from planflow.domain.report import Figures, Indicators, over_periods, over_units
from planflow.domain.report import Joint as JointEvent
from planflow.domain.task import Shift
from planflow.domain.task import command as c
from planflow.engine import Flow, SeededEntropy
from planflow.errors import DefinitionError, NotAllowedNowError, RuleViolatedError

COUNTED = indicator("classes")


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    counted = plan(
        duties=(
            duty(
                "C",
                ("chi-lang", "de-tham"),
                to=("trang-dinh",),
                schedule=by(11, 1),
                indicators=(indicator("classes"), indicator("people", of="classes")),
            ),
            duty("D", DISTRICTS, to=("stp",), schedule=by(11, 10)),
            duty("S", ("stp",), to=("ubnd", "btp"), schedule=by(11, 20)),
        )
    )
    return issued(store, counted)


def say(flow, source, holder, at=None, *, command=c.Report, **more):
    """Let a unit report or correct."""
    task = the(flow, source, holder)
    return flow.do(command(task.id, **more), by=clerk(holder), at=at or moment(10, 20))


def correct(flow, source, holder, at=None, **more):
    """Let a unit correct its report."""
    return say(flow, source, holder, at or moment(11, 25), command=c.Correct, reason="sót", **more)


def up_to_the_ministry(flow):
    """Let one commune report, its district go up without the other, and so on to the top."""
    say(flow, "C", "chi-lang", figures={"classes": 5})
    say(flow, "D", "trang-dinh", moment(11, 5), waive={"de-tham": "mất liên lạc"})
    say(flow, "S", "stp", moment(11, 18))
    say(flow, "S", "ubnd", moment(11, 19))
    paper = c.Paper("01/BC-STP", moment(11, 19))
    flow.do(c.Report(the(flow, "S", "btp").id, paper=paper), by=clerk("stp"), at=moment(11, 19, 12))


def classes(flow):
    """Return the classes as consolidated and live."""
    found = (flow.totals("p", live=live).figures.actual for live in (False, True))
    return tuple(one.get("classes") for one in found)


# ── R17: corrections ─────────────────────────────────────────────────────────


def test_r17_a_late_commune_makes_one_level_after_the_other_stale(flow):
    """The district is stale, then corrected; then the agency is stale, and so on to the top."""
    up_to_the_ministry(flow)
    say(flow, "C", "de-tham", moment(11, 22), figures={"classes": 7})
    seen = [tuple(each.holder for each in flow.drift("p"))]
    for source, holder in (("D", "trang-dinh"), ("S", "stp"), ("S", "ubnd")):
        correct(flow, source, holder)
        seen.append(tuple(sorted(each.holder for each in flow.drift("p"))))

    assert [("trang-dinh",), ("stp",), ("btp", "ubnd"), ("btp",)] == seen
    assert (12, 12) == classes(flow)
    assert flow.verify().is_sound


def test_r17_a_correction_counts_above_once_it_is_taken(flow):
    """The pinned version goes on counting; the newest is what is live."""
    up_to_the_ministry(flow)
    outcome = correct(flow, "C", "chi-lang", figures={"classes": 9})

    assert (5, 9) == classes(flow)
    assert "consolidated" == outcome.task.state
    assert [2, 1] == [
        outcome.task.standing.reports[-1].version,
        outcome.task.standing.edges[0].taken,
    ]


def test_r17_a_correction_shows_the_difference_figure_by_figure(flow):
    """Whoever has passed the old number on is named, with both numbers."""
    up_to_the_ministry(flow)
    outcome = correct(flow, "C", "chi-lang", figures={"classes": 9})
    (stale,) = flow.drift("p")

    assert [Shift("classes", 5, 9)] == [*stale.differences[0].shifts]
    assert ["warning.stale"] == [each.key for each in outcome.warnings]
    assert "classes: 5 → 9" in outcome.warnings[0].text("vi")


def test_r17_a_draft_shows_what_was_not_taken_yet(flow):
    """A commune that came late is a difference from nothing."""
    up_to_the_ministry(flow)
    say(flow, "C", "de-tham", moment(11, 22), figures={"classes": 7})
    draft = flow.consolidate(the(flow, "D", "trang-dinh").id, at=moment(11, 25))
    (difference,) = draft.differences

    assert (0, 1, (Shift("classes", None, 7),)) == (
        difference.taken,
        difference.newest,
        difference.shifts,
    )
    assert (the(flow, "C", "de-tham").id,) == draft.stale


def test_r17_figures_that_a_correction_leaves_out_stay(flow):
    """What is said anew supersedes, what is left out stays; evidence adds up."""
    say(flow, "C", "chi-lang", figures={"classes": 5, "people": 2}, evidence=("a",))
    task = correct(flow, "C", "chi-lang", figures={"people": 3}, evidence=("b",)).task
    report = task.standing.reports[-1]

    assert {"classes": 5, "people": 3} == report.figures.actual
    assert (("a", "b"), 1) == (report.evidence, report.corrects)


def test_r17_a_correction_is_not_late_and_undoes_no_lateness(flow):
    """Timeliness is judged by the report that was corrected."""
    early = say(flow, "C", "chi-lang", figures={"classes": 5}).task
    late = say(flow, "C", "de-tham", moment(11, 8)).task
    done = [correct(flow, "C", each.holder).task.standing for each in (early, late)]

    assert [early.standing.done_at, late.standing.done_at] == [each.done_at for each in done]
    assert [False, False] == [each.reports[-1].is_late for each in done]


def test_r17_an_open_task_is_reported_on_not_corrected(flow):
    """There is nothing to correct yet, and the refusal leaves no trace."""
    before = snapshot(flow)
    with pytest.raises(NotAllowedNowError) as refused:
        correct(flow, "C", "chi-lang")

    assert ("R3", before) == (refused.value.rule, snapshot(flow))


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"reason": " "}, "refusal.reason"),
        ({"reason": "sót", "partial": True}, "refusal.correction_partial"),
    ],
)
def test_r17_a_correction_has_a_reason_and_is_closing(flow, more, key):
    """A closing report is corrected by a closing one."""
    task = say(flow, "C", "chi-lang").task
    with pytest.raises(RuleViolatedError) as refused:
        flow.do(c.Correct(task.id, **more), by=clerk("chi-lang"), at=moment(11, 25))

    assert ("R17", key) == (refused.value.rule, refused.value.reason.key)


def test_r17_the_same_correction_under_one_key_is_one(flow):
    """A repeated request gives one version."""
    task = say(flow, "C", "chi-lang").task
    command = c.Correct(task.id, figures={"classes": 6}, reason="sót")
    found = [
        flow.do(command, by=clerk("chi-lang"), at=moment(11, 25), key="k").task for _ in range(2)
    ]

    assert [2, 2] == [len(each.standing.reports) for each in found]


def test_r17_an_approved_report_that_is_corrected_awaits_approval_again(store):
    """The approver's task is named until it takes the new version."""
    flow = issued(
        store, plan(duties=(duty("D", ("sgd",), to=("stc",), schedule=by(11, 10), mode="approve"),))
    )
    say(flow, "D", "sgd")
    say(flow, "D", "stc", moment(11, 11))
    corrected = correct(flow, "D", "sgd").task
    above = the(flow, "D", "stc").id
    correct(flow, "D", "stc", moment(11, 26))

    assert ("consolidated", (above,)) == (corrected.state, corrected.standing.awaits_approval())
    assert () == the(flow, "D", "sgd").standing.awaits_approval()


# ── R16: asking for a correction, returning ──────────────────────────────────


def test_r16_who_has_passed_it_on_asks_for_a_correction(flow):
    """It is asked for until the correction comes."""
    up_to_the_ministry(flow)
    task = the(flow, "D", "trang-dinh").id
    asked = flow.do(c.AskCorrection(task, "thiếu xã"), by=clerk("stp"), at=moment(11, 24)).task
    given = correct(flow, "D", "trang-dinh").task

    assert (moment(11, 24), None) == (
        asked.standing.correction_asked_at,
        given.standing.correction_asked_at,
    )
    assert "consolidated" == asked.state


def test_r16_who_has_not_passed_it_on_returns_it_instead(flow):
    """Before one's own report a return is the way."""
    task = say(flow, "C", "chi-lang").task
    with pytest.raises(RuleViolatedError) as refused:
        flow.do(c.AskCorrection(task.id, "sai"), by=clerk("trang-dinh"), at=moment(10, 25))

    assert "refusal.return_instead" == refused.value.reason.key


def test_r16_a_correction_of_what_was_passed_on_is_not_returned(flow):
    """The version taken above stands; a bad correction is answered by asking for another."""
    up_to_the_ministry(flow)
    task = correct(flow, "C", "chi-lang", figures={"classes": 9}).task
    with pytest.raises(RuleViolatedError) as refused:
        flow.do(c.Return(task.id, "sai", day(12, 1)), by=clerk("trang-dinh"), at=moment(11, 26))

    assert "refusal.above_reported" == refused.value.reason.key


def test_r16_once_the_top_has_returned_it_the_way_down_is_open(store):
    """The ministry returns the agency's report, the agency the district's behind it."""
    flow = issued(
        store,
        plan(
            duties=(
                duty("D", DISTRICTS, to=("stp",), schedule=by(11, 10), indicators=(COUNTED,)),
                duty("S", ("stp",), to=("ubnd",), schedule=by(11, 20)),
            )
        ),
    )
    say(flow, "D", "van-lang", figures={"classes": 3})
    say(flow, "D", "bac-son", figures={"classes": 4})
    agency = say(flow, "S", "stp", moment(11, 12)).task.id
    flow.do(c.Return(agency, "sai", day(12, 1)), by=clerk("ubnd"), at=moment(11, 24))
    district = the(flow, "D", "van-lang").id
    flow.do(c.Return(district, "sai", day(11, 28)), by=clerk("stp"), at=moment(11, 25))
    resent = say(flow, "S", "stp", moment(11, 26)).task.standing.current()

    assert {"classes": 4} == resent.total.actual
    assert ("van-lang", "returned") in {(each.holder, each.reason) for each in resent.absentees}


def partial_chain(flow):
    """Let commune, district and agency report partially, each taking the one below."""
    say(flow, "C", "chi-lang", figures={"classes": 5}, partial=True)
    say(flow, "C", "de-tham", figures={"classes": 2}, partial=True)
    say(flow, "D", "trang-dinh", moment(11, 5), partial=True)
    say(flow, "D", "van-lang", moment(11, 5), partial=True)
    say(flow, "S", "stp", moment(11, 6), partial=True)


@pytest.mark.parametrize("how", ["return", "withdraw"])
def test_r16_what_stands_no_more_leaves_every_partial_report_above(flow, how):
    """District and agency have a new version without it, before anybody takes theirs."""
    partial_chain(flow)
    task = the(flow, "C", "chi-lang").id
    if how == "return":
        returned = c.Return(task, "sai", day(11, 20))
        flow.do(returned, by=clerk("trang-dinh"), at=moment(11, 7))
    else:
        flow.do(c.Withdraw(task, "thôi"), by=CHAIR, at=moment(11, 7))
    district, agency = the(flow, "D", "trang-dinh"), the(flow, "S", "stp")

    assert [{"classes": 2}] * 2 == [
        each.standing.current().total.actual for each in (district, agency)
    ]
    assert [2, 2] == [district.standing.edges[0].taken, len(agency.standing.reports)]
    assert (
        "returned"
        if how == "return"
        else "withdrawn" in {each.reason for each in district.standing.current().absentees}
    )
    assert flow.verify().is_sound


def test_r16_who_has_reported_keeps_what_it_pinned_and_is_stale(flow):
    """The province has reported on the agency's partial report; its total stays."""
    partial_chain(flow)
    say(flow, "S", "ubnd", moment(11, 6, 12))
    task = the(flow, "C", "chi-lang").id
    flow.do(c.Return(task, "sai", day(11, 20)), by=clerk("trang-dinh"), at=moment(11, 7))
    province_report = the(flow, "S", "ubnd").standing.current()

    assert {"classes": 7} == province_report.total.actual
    assert ["ubnd"] == [each.holder for each in flow.drift("p")]
    assert [Shift("classes", 7, 2)] == [*flow.drift("p")[0].differences[0].shifts]


# ── R17: less is accepted than was reported ──────────────────────────────────


def budget(store):
    """Issue a plan in which two departments estimate, ``stc`` appraises, ``ubnd`` approves."""
    return issued(
        store,
        plan(
            duties=(
                duty(
                    "E",
                    ("sgd", "stp"),
                    to=("stc",),
                    schedule=by(7, 1),
                    indicators=(indicator("training"), indicator("printing")),
                ),
                duty("A", ("stc",), to=("ubnd",), schedule=by(7, 20), mode="approve"),
            )
        ),
    )


def estimates(flow):
    """Let both departments send their estimates."""
    say(flow, "E", "sgd", moment(6, 20), figures={"training": 100, "printing": 40})
    say(flow, "E", "stp", moment(6, 20), figures={"training": 50})


def test_r17_a_receiver_accepts_less_with_a_reason(store):
    """The reported amount stays beside the accepted one; the total is of what was accepted."""
    flow = budget(store)
    estimates(flow)
    command = {"accepted": {"sgd": {"training": 80}}, "reasons": {"sgd": "vượt định mức"}}
    report = say(flow, "A", "stc", moment(7, 10), **command).task.standing.current()
    pins = {pin.holder: pin for pin in report.pins}

    assert {"training": 130, "printing": 40} == report.total.actual
    assert (80, 100) == (
        pins["sgd"].figures.actual["training"],
        pins["sgd"].reported.actual["training"],
    )
    assert None is pins["stp"].reported


def test_r17_what_is_cut_is_cut_in_the_totals_as_consolidated_only(store):
    """Live is what the units said; as consolidated is what was accepted of it, at each height."""
    flow = budget(store)
    estimates(flow)
    cut = {"accepted": {"sgd": {"training": 80}}, "reasons": {"sgd": "vượt định mức"}}
    say(flow, "A", "stc", moment(7, 10), **cut)
    again = {"accepted": {"stc": {"training": 120}}, "reasons": {"stc": "cân đối"}}
    say(flow, "A", "ubnd", moment(7, 25), **again)
    consolidated, live = (flow.totals("p", live=is_live) for is_live in (False, True))

    assert (120, 150) == (
        consolidated.figures.actual["training"],
        live.figures.actual["training"],
    )
    assert [80, 50, -10] == [
        consolidated.by_unit[one].actual["training"] for one in ("sgd", "stp", "stc")
    ]
    assert flow.verify().is_sound
    assert "vượt định mức" in report_text(flow.view("p", at=moment(7, 26)))


def test_r17_what_was_cut_stays_cut_when_the_receiver_corrects(store):
    """A cut holds for the version that it was made in; a newer version is taken as it is."""
    flow = budget(store)
    estimates(flow)
    cut = {"accepted": {"sgd": {"training": 80}}, "reasons": {"sgd": "vượt định mức"}}
    say(flow, "A", "stc", moment(7, 10), **cut)
    same = correct(flow, "A", "stc", moment(7, 11)).task.standing.current().total.actual
    correct(flow, "E", "sgd", moment(7, 12), figures={"training": 90})
    newer = correct(flow, "A", "stc", moment(7, 13)).task.standing.current().total.actual

    assert [130, 140] == [same["training"], newer["training"]]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"accepted": {"sgd": {"training": 101}}, "reasons": {"sgd": "x"}}, "accepted_more"),
        ({"accepted": {"sgd": {"visits": 1}}, "reasons": {"sgd": "x"}}, "accepted_more"),
        ({"accepted": {"sgd": {"training": 80}}}, "accepted_without_reason"),
        ({"reasons": {"sgd": "x"}}, "accepted_without_reason"),
        ({"accepted": {"mttq": {"training": 1}}, "reasons": {"mttq": "x"}}, "accepted_who"),
        ({"accepted": {"sgd": {"training": 1.5}}, "reasons": {"sgd": "x"}}, "amount"),
    ],
)
def test_r17_what_is_accepted_is_known_not_more_and_explained(store, more, key):
    """Each fault is refused and nothing is written."""
    flow = budget(store)
    estimates(flow)
    before = snapshot(flow)
    with pytest.raises(RuleViolatedError) as refused:
        say(flow, "A", "stc", moment(7, 10), **more)

    assert (f"refusal.{key}", before) == (refused.value.reason.key, snapshot(flow))


# ── R19: of which, joint events, rules of adding ─────────────────────────────


@pytest.mark.parametrize("figures", [{"classes": 2, "people": 3}, {"people": 1}])
def test_r19_a_part_is_never_more_than_its_whole(flow, figures):
    """Neither more than the whole nor without it."""
    with pytest.raises(RuleViolatedError) as refused:
        say(flow, "C", "chi-lang", figures=figures)

    assert ("R19", "refusal.more_than_whole") == (refused.value.rule, refused.value.reason.key)


@pytest.mark.parametrize("kind", [frozenset, set, list])
def test_r19_a_correction_keeps_which_numbers_are_rounded(flow, kind):
    """ "About 100 people" stays so; the classes have now been counted."""
    rounded = kind(["classes", "people"])
    say(flow, "C", "chi-lang", figures={"classes": 200, "people": 100}, approximate=rounded)
    task = correct(flow, "C", "chi-lang", figures={"classes": 180}).task

    assert frozenset({"people"}) == task.standing.reports[-1].figures.approximate
    assert flow.verify().is_sound


def test_r19_a_correction_is_held_against_the_whole_that_stays(flow):
    """The part is corrected alone, over the whole reported before."""
    say(flow, "C", "chi-lang", figures={"classes": 2})
    with pytest.raises(RuleViolatedError) as refused:
        correct(flow, "C", "chi-lang", figures={"people": 3})

    assert "refusal.more_than_whole" == refused.value.reason.key


def test_r19_a_joint_event_is_counted_by_its_lead_only(flow):
    """Who took part tells it; the figure is the lead's."""
    say(flow, "C", "chi-lang", figures={"classes": 5})
    told = (JointEvent("classes", "chi-lang", 2),)
    task = say(flow, "C", "de-tham", figures={"classes": 1}, joint=told).task
    report = say(flow, "D", "trang-dinh", moment(11, 5)).task.standing.current()

    assert told == task.standing.current().joint
    assert {"classes": 6} == report.total.actual


@pytest.mark.parametrize(
    ("joint", "key"),
    [
        (JointEvent("classes", "de-tham", 2), "joint_own"),
        (JointEvent("classes", "nobody", 2), "joint_lead"),
        (JointEvent("visits", "chi-lang", 2), "unknown_indicator"),
        (JointEvent("classes", "chi-lang", -2), "amount"),
    ],
)
def test_r19_a_joint_event_names_another_unit_that_leads_it(flow, joint, key):
    """One's own is a figure; a stranger leads nothing."""
    with pytest.raises(RuleViolatedError) as refused:
        say(flow, "C", "de-tham", joint=(joint,))

    assert f"refusal.{key}" == refused.value.reason.key


def test_r19_what_runs_up_is_summed_over_units_and_newest_over_periods():
    """Reported as so far this year, a figure is not added to that of the quarter before."""
    known = {"run": indicator("run", adds="latest")}
    quarters = [Figures({"run": 3}), Figures({"run": 8})]

    assert {"run": 8} == over_periods(quarters, known).actual
    assert {"run": 11} == over_units(quarters, known).actual


GREATEST = Indicators({"top": indicator("top", adds="host:greatest")}, {"greatest": max})


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(0, 5), st.randoms())
def test_r20_a_hosts_own_rule_adds_in_any_order_and_step_by_step(amounts, cut, chance):
    """The greatest is the greatest, at once or in two steps."""
    parts = [Figures({"top": amount}) for amount in amounts]
    chance.shuffle(parts)
    steps = [over_units(parts[:cut], GREATEST), over_units(parts[cut:], GREATEST)]

    assert {"top": max(amounts)} == over_units(parts, GREATEST).actual
    assert {"top": max(amounts)} == over_units(steps, GREATEST).actual


def with_greatest(store):
    """Return a flow whose host brings a rule of adding."""
    return Flow(
        store,
        directory=province(),
        workdays=vietnam(),
        entropy=SeededEntropy(1),
        additions={"greatest": max},
    )


def greatest_plan():
    return plan(
        duties=(
            duty(
                "D",
                DISTRICTS,
                to=("stp",),
                schedule=by(11, 10),
                indicators=(indicator("top", adds="host:greatest"),),
            ),
        )
    )


def test_r19_a_hosts_own_rule_adds_in_reports_totals_and_the_proof(store):
    """Through the engine; without the rule at hand the rest is still proved."""
    flow = with_greatest(store)
    flow.issue(greatest_plan(), by=CHAIR, at=ISSUED_AT)
    for amount, district in enumerate(DISTRICTS, 3):
        say(flow, "D", district, figures={"top": amount})
    report = say(flow, "D", "stp", moment(11, 11)).task.standing.current()

    assert {"top": 5} == report.total.actual == flow.totals("p").figures.actual
    assert flow.verify().is_sound
    assert flow_on(store).verify().is_sound


def test_r19_a_rule_that_the_host_does_not_bring_is_a_fault_of_the_plan(store):
    """Nothing is issued that could not be added up."""
    with pytest.raises(DefinitionError) as refused:
        flow_on(store).issue(greatest_plan(), by=CHAIR, at=ISSUED_AT)

    assert ["indicator top: adds"] == [fault.place for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"of": "nothing"}, "'nothing'"),
        ({"of": "whole", "nature": "stock"}, "nature stock, adds sum"),
        ({"of": "part"}, "'part'"),
    ],
)
def test_r19_an_of_which_has_a_whole_that_adds_up_as_it_does(store, wrong, found):
    """Unknown wholes, other natures and circles are faults of the plan."""
    counts = (indicator("whole"), indicator("part", **wrong))
    with pytest.raises(DefinitionError) as refused:
        flow_on(store).issue(plan(item("1", "sgd", counts=counts)), by=CHAIR, at=ISSUED_AT)

    assert [("indicator part: of", found)] == [
        (fault.place, fault.found) for fault in refused.value.faults
    ]


def test_r5_a_section_that_a_report_does_not_have_is_refused(flow):
    """The known ones are named."""
    with pytest.raises(RuleViolatedError) as refused:
        say(flow, "C", "chi-lang", sections={"gossip": "…"})

    assert "difficulties" in refused.value.reason.text("en")


def test_r25_the_words_of_sections_are_told_and_can_be_erased(flow):
    """They are the clerk's words and lie beside the journal."""
    say(flow, "C", "chi-lang", sections={"difficulties": "đường sạt lở", "next": "tiếp tục"})
    task = the(flow, "C", "chi-lang").id
    told = flow.view("p", at=moment(11, 1)).sections
    flow.erase("person-of-chi-lang")

    assert {(task, 1): {"difficulties": "đường sạt lở", "next": "tiếp tục"}} == told
    assert {} == flow.view("p", at=moment(11, 1)).sections
    assert flow.verify().is_sound


def test_r17_amounts_are_exact(store):
    """Decimals are cut and added without rounding."""
    flow = budget(store)
    say(flow, "E", "sgd", moment(6, 20), figures={"training": Decimal("0.3")})
    cut = {"accepted": {"sgd": {"training": Decimal("0.1")}}, "reasons": {"sgd": "x"}}
    say(flow, "A", "stc", moment(7, 10), **cut)
    say(flow, "A", "ubnd", moment(7, 25))

    assert Decimal("0.1") == flow.totals("p").figures.actual["training"]


@pytest.mark.parametrize(("accepted", "total", "cut"), [(3, 3, {"classes": 3}), (6, 5, {})])
def test_r16_what_was_accepted_is_never_more_than_what_is_left(flow, accepted, total, cut):
    """A commune's figure leaves the district's report; what the agency accepted of it is kept."""
    say(flow, "C", "chi-lang", figures={"classes": 5}, partial=True)
    say(flow, "C", "de-tham", figures={"classes": 2}, partial=True)
    say(flow, "D", "trang-dinh", moment(11, 5), partial=True)
    said = {"accepted": {"trang-dinh": {"classes": accepted}}, "reasons": {"trang-dinh": "trùng"}}
    say(flow, "S", "stp", moment(11, 6), partial=True, **said)
    task = the(flow, "C", "de-tham").id
    flow.do(c.Return(task, "sai", day(11, 20)), by=clerk("trang-dinh"), at=moment(11, 7))
    report = the(flow, "S", "stp").standing.current()
    (pin,) = report.pins

    assert ({"classes": total}, cut) == (report.total.actual, pin.cut())
    assert (2, total) == (pin.version, pin.figures.actual["classes"])
    assert flow.verify().is_sound
