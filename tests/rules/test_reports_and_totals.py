"""Rules R16 to R20 and R22: what counts, what is pinned, who is missing, how figures add up."""

import decimal
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    DISTRICTS,
    STORES,
    bare_task,
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
    the,
)
from planflow.domain.deadline import ByRegime, Continuous, Recurring
from planflow.domain.organisation import Open
from planflow.domain.plan import Partner
from planflow.domain.report import Absentee, Figures, over_periods, over_units, with_ratios
from planflow.domain.task import Standing, absence_reason, timeliness
from planflow.domain.task import command as c
from planflow.domain.workday import Mark, Regime, RegimePeriod
from planflow.errors import CommandRefusedError, DefinitionError, RuleViolatedError
from planflow.store import Query


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


def report(flow, source, unit, at=None, **more):
    """Let a unit report on its task."""
    task = the(flow, source, unit)
    return flow.do(c.Report(task.id, **more), by=clerk(unit), at=at or moment(10, 1)).task


def both_totals(flow, name="classes"):
    """Return one figure as consolidated and live."""
    found = (flow.totals("p", live=is_live).figures.actual for is_live in (False, True))
    return tuple(actual.get(name) for actual in found)


def up_to_the_top(flow, at=None):
    """Let everybody above the partners report, up to province and ministry."""
    at = at or moment(11, 20)
    report(flow, "1", "sgd", at=at)
    for unit in ("sgd", "mttq", *DISTRICTS):
        report(flow, "R.1", unit, at=at)
    report(flow, "R.2", "stp", at=at)
    report(flow, "R.2", "ubnd", at=at)


# ── R16: what stands counts; two totals ──────────────────────────────────────


def test_r16_as_consolidated_is_nothing_until_the_top_has_reported(flow):
    """A district's figure is live at once; it is consolidated when the top has taken it."""
    report(flow, "1", "van-lang", figures={"classes": 4})
    early = both_totals(flow)

    up_to_the_top(flow)

    assert ((None, 4), (4, 4)) == (early, both_totals(flow))


def test_r16_a_returned_report_leaves_the_live_totals(flow):
    """Of two districts' figures one is returned: the live total is the other's alone."""
    report(flow, "1", "trang-dinh", figures={"classes": 3})
    task = report(flow, "1", "van-lang", figures={"classes": 4})
    before = both_totals(flow)

    flow.do(c.Return(task.id, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))

    assert ((None, 7), (None, 3)) == (before, both_totals(flow))


def test_r16_a_withdrawn_report_leaves_the_live_totals(flow):
    """What was reported under a task that is withdrawn counts no more."""
    task = report(flow, "1", "van-lang", figures={"classes": 4})

    flow.do(c.Withdraw(task.id, "trùng"), by=clerk("stp"), at=moment(10, 2))

    assert (None, None) == both_totals(flow)


def test_r16_a_return_leaves_the_totals_above_that_are_not_reported(flow):
    """The lead's draft shows 7, then 3, and names the one whose report was returned."""
    report(flow, "1", "trang-dinh", figures={"classes": 3})
    task = report(flow, "1", "van-lang", figures={"classes": 4})
    lead = the(flow, "1", "sgd").id
    before = flow.consolidate(lead, at=moment(10, 2)).total.actual

    flow.do(c.Return(task.id, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))
    draft = flow.consolidate(lead, at=moment(10, 3))

    assert ({"classes": 7}, {"classes": 3}) == (before, draft.total.actual)
    assert [("van-lang", "returned")] == [(each.holder, each.reason) for each in draft.absent]


def test_r16_what_the_receiver_has_passed_on_can_no_longer_be_returned(flow):
    """The lead has reported on it: the report below stays as it was taken."""
    task = report(flow, "1", "van-lang", figures={"classes": 4})
    report(flow, "1", "sgd")

    with pytest.raises(RuleViolatedError, match="R16"):
        flow.do(c.Return(task.id, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))


def test_r16_a_return_higher_up_opens_the_way_down(flow):
    """When the lead's own report is returned, the lead may return its partner's."""
    task = report(flow, "1", "van-lang", figures={"classes": 4})
    report(flow, "1", "sgd")
    report(flow, "R.1", "sgd", partial=True)
    flow.do(
        c.Return(the(flow, "1", "sgd").id, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2)
    )

    outcome = flow.do(c.Return(task.id, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))

    assert "in_progress" == outcome.task.state


# ── R17: pins ────────────────────────────────────────────────────────────────


def test_r17_a_consolidation_pins_versions(flow):
    """The lead's report names what it took: whose, which version, which figures."""
    report(flow, "1", "trang-dinh", figures={"classes": 3})
    report(flow, "1", "van-lang", partial=True)
    task = report(flow, "1", "van-lang", figures={"classes": 4})

    lead = report(flow, "1", "sgd", figures={"classes": 1})

    pins = [(p.holder, p.version, p.figures.actual) for p in lead.standing.reports[-1].pins]
    assert [("trang-dinh", 1, {"classes": 3}), ("van-lang", 2, {"classes": 4})] == pins
    assert [2, 0] == [edge.taken for edge in flow.task(task.id).standing.edges]


def test_r17_what_arrives_late_makes_the_receiver_stale_and_changes_no_pin(flow):
    """The lead has reported; a partner's late figure is live, not consolidated, and shown stale."""
    report(flow, "1", "trang-dinh", figures={"classes": 3})
    up_to_the_top(flow)
    late = report(flow, "1", "van-lang", at=moment(12, 1), figures={"classes": 4})

    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(12, 2))

    assert ((3, 7), (late.id,)) == (both_totals(flow), draft.stale)


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_r17_what_was_pinned_and_stands_no_more_makes_the_receiver_stale(flow, how):
    """The lead keeps what it took; that it was returned elsewhere, or withdrawn, is shown."""
    task = report(flow, "1", "van-lang", figures={"classes": 4}).id
    report(flow, "1", "sgd")
    if how == "returned":
        command, unit = c.Return(task, "thiếu", day(10, 9)), "van-lang"  # from its own report
    else:
        command, unit = c.Withdraw(task, "trùng"), "stp"
    flow.do(command, by=clerk(unit), at=moment(10, 2))

    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(10, 3))

    assert (task,) == draft.stale


def test_r17_a_draft_that_has_moved_is_not_reported(flow):
    """Between draft and report a partner sends another version: the lead is told which."""
    task = report(flow, "1", "van-lang", figures={"classes": 4}, partial=True)
    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(10, 2))
    report(flow, "1", "van-lang", figures={"classes": 5})

    with pytest.raises(RuleViolatedError) as caught:
        flow.do(draft.report(), by=clerk("sgd"), at=moment(10, 3))

    assert ("R17", True) == (caught.value.rule, task.id in caught.value.text("vi"))


def test_r17_a_draft_reports_exactly_what_it_shows(flow):
    """Total, pins and absentees of the report are those of the draft."""
    report(flow, "1", "van-lang", figures={"classes": 4})
    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(10, 2))

    outcome = flow.do(draft.report(), by=clerk("sgd"), at=moment(10, 2))

    found = outcome.task.standing.reports[-1]
    assert (draft.pins, draft.total, draft.absent) == (found.pins, found.total, found.absentees)


# ── R18: every absentee by name ──────────────────────────────────────────────


def reasons(draft):
    """Return who is missing in a draft, and why."""
    return {each.holder: each.reason for each in draft.absent}


def test_r18_a_report_goes_up_without_the_silent_but_names_them(flow):
    """The agency reports without four units: each is named, with the reason that is its own."""
    report(flow, "R.1", "sgd")
    flow.do(
        c.Return(the(flow, "R.1", "sgd").id, "thiếu", day(11, 30)),
        by=clerk("stp"),
        at=moment(11, 16),
    )
    flow.do(c.Suspend(the(flow, "R.1", "bac-son").id, "lũ"), by=clerk("stp"), at=moment(11, 1))
    report(flow, "R.1", "van-lang")

    top = report(flow, "R.2", "stp", at=moment(11, 20))

    assert {
        "sgd": "returned",
        "bac-son": "suspended",
        "trang-dinh": "late",
        "mttq": "silent",
    } == {each.holder: each.reason for each in top.standing.reports[-1].absentees}


def test_r18_before_the_date_nobody_is_late(flow):
    """On the due day itself the missing are not yet due; a microsecond later they are late."""
    stp = the(flow, "R.2", "stp").id
    times = (moment(11, 14, 23, 59, 59, 999999), moment(11, 15, 0))

    found = [reasons(flow.consolidate(stp, at=at)) for at in times]

    assert [
        dict.fromkeys(("sgd", "mttq", *DISTRICTS), "not-due"),
        dict.fromkeys(("sgd", *DISTRICTS), "late") | {"mttq": "silent"},
    ] == found


def test_r18_who_declined_and_who_was_withdrawn_are_told_apart(flow):
    """The Front declines; the assigner withdraws a district's duty."""
    flow.do(c.Decline(the(flow, "R.1", "mttq").id, "bận"), by=clerk("mttq"), at=moment(10, 1))
    flow.do(c.Withdraw(the(flow, "R.1", "van-lang").id, "thừa"), by=clerk("stp"), at=moment(10, 1))

    found = reasons(flow.consolidate(the(flow, "R.2", "stp").id, at=moment(11, 1)))

    assert ("declined", "withdrawn") == (found["mttq"], found["van-lang"])


def test_r18_a_task_that_waits_for_its_event_is_named_as_waiting():
    """It is not late, whatever the day."""
    task = bare_task(Standing(dating="waiting"))

    assert "waiting" == absence_reason(task, moment(12, 31, year=2030))


def test_r18_an_open_set_that_nobody_named_is_named_as_such(store):
    """ "The agencies concerned" stand among the missing in their own words."""
    words = "cơ quan, đơn vị liên quan"
    lead = evolve(item("1", "sgd", schedule=by(11, 1)), partners=(Partner(selector=Open(words)),))
    flow = issued(store, plan(lead))

    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(10, 1))
    done = report(flow, "1", "sgd", waive={words: "không có đơn vị nào"})

    assert (Absentee("", words, "unnamed"),) == draft.absent
    expected = (Absentee("", words, "unnamed", is_waived=True, waived_by="sgd"),)
    assert expected == done.standing.reports[-1].absentees


def test_r18_waiving_names_the_waived_and_asks_a_reason(flow):
    """Who reports without a unit on purpose says so; who is present cannot be waived."""
    lead = the(flow, "1", "sgd")
    report(flow, "1", "trang-dinh")

    for waive in ({"trang-dinh": "đủ rồi"}, {"van-lang": ""}, {"bac-son": "không thuộc"}):
        with pytest.raises(RuleViolatedError, match="R18"):
            report(flow, "1", "sgd", waive=waive)
    done = report(flow, "1", "sgd", waive={"van-lang": "lũ"})

    assert (lead.id, [("van-lang", True)]) == (
        done.id,
        [(each.holder, each.is_waived) for each in done.standing.reports[-1].absentees],
    )


def test_r18_a_reinstated_task_is_not_named_as_returned(flow):
    """Reported, withdrawn, assigned again: nobody returned anything, it is not yet due."""
    task = report(flow, "1", "van-lang")
    flow.do(c.Withdraw(task.id, "trùng"), by=clerk("stp"), at=moment(10, 2))
    flow.do(c.Reinstate(task.id), by=clerk("stp"), at=moment(10, 3))

    draft = flow.consolidate(the(flow, "1", "sgd").id, at=moment(10, 4))

    assert "not-due" == reasons(draft)["van-lang"]


# ── R19: how figures add up ──────────────────────────────────────────────────

CLASSES = indicator("classes")
PEOPLE = indicator("people", nature="stock")
TRAINED = indicator("trained")
ASKED = indicator("asked")
RATE = indicator("rate", adds="ratio", numerator="trained", denominator="asked")
LATEST = indicator("latest", adds="latest")
KNOWN = {each.id: each for each in (CLASSES, PEOPLE, TRAINED, ASKED, RATE, LATEST)}


def figures(**actual):
    """Return actual figures."""
    return Figures(actual)


def test_r19_flows_and_stocks_are_summed_over_units():
    """Two districts at one moment: both numbers add up."""
    found = over_units([figures(classes=2, people=10), figures(classes=3, people=5)], KNOWN)

    assert figures(classes=5, people=15) == found


def test_r19_a_stock_is_never_summed_over_periods():
    """Classes held in two quarters add up; people on the roll are those of the last quarter."""
    found = over_periods([figures(classes=2, people=10), figures(classes=3, people=12)], KNOWN)

    assert figures(classes=5, people=12) == found


def test_r19_a_stock_not_counted_in_the_last_period_stays_as_it_was_last_counted():
    """A quarter without the figure does not make the roll empty."""
    found = over_periods([figures(people=10), figures(classes=1)], KNOWN)

    assert figures(people=10, classes=1) == found


def test_r19_a_ratio_is_recomputed_from_its_parts():
    """1 of 2 and 9 of 10 are 10 of 12, never the mean of 50 % and 90 %."""
    summed = over_units([figures(trained=1, asked=2), figures(trained=9, asked=10)], KNOWN)

    assert Decimal(10) / Decimal(12) == with_ratios(summed, KNOWN).actual["rate"]


def test_r19_rounded_results_do_not_travel():
    """A rate that a unit states itself is not added to anything."""
    stated = over_units([figures(rate=Decimal("0.5")), figures(rate=Decimal("0.9"))], KNOWN)

    assert {} == with_ratios(stated, KNOWN).actual


@pytest.mark.parametrize("parts", [{"trained": 1}, {"trained": 1, "asked": 0}, {"asked": 3}])
def test_r19_a_ratio_without_its_parts_is_left_out(parts):
    """Nothing is divided by nought, and nothing is invented."""
    assert "rate" not in with_ratios(Figures(parts), KNOWN).actual


def test_r19_an_estimate_is_added_to_what_the_others_have_counted():
    """One unit expects 9 by the end of the year; the other, with 3, expects no more."""
    found = over_units([Figures({"classes": 2}, {"classes": 9}), figures(classes=3)], KNOWN)

    assert ({"classes": 5}, {"classes": 12}) == (found.actual, found.estimate)


def test_r19_one_rounded_number_makes_the_sum_approximate():
    """ "More than 100" and 3 are more than 103."""
    found = over_units(
        [Figures({"classes": 100}, approximate=frozenset({"classes"})), figures(classes=3)], KNOWN
    )

    assert (103, frozenset({"classes"})) == (found.actual["classes"], found.approximate)


def test_r19_a_partners_figures_travel_by_one_path_only(flow):
    """Its deed feeds the lead and is shown in its own report, but counts once at the top."""
    report(flow, "1", "van-lang", figures={"classes": 4})
    report(flow, "1", "trang-dinh", figures={"classes": 3})
    up_to_the_top(flow)

    top = the(flow, "R.2", "ubnd").standing.reports[-1]
    own = the(flow, "R.1", "van-lang").standing.reports[-1]

    assert ([4], [False]) == (
        [pin.figures.actual["classes"] for pin in own.pins],
        [pin.carries for pin in own.pins],
    )
    assert ({}, 7, (7, 7)) == (own.total.actual, top.total.actual["classes"], both_totals(flow))


def test_r19_each_unit_counts_its_own_contribution_once(flow):
    """What passes through the lead and the agency stays the contribution of the district."""
    report(flow, "1", "van-lang", figures={"classes": 4})
    report(flow, "1", "sgd", figures={"classes": 1})
    up_to_the_top_without_lead(flow)

    found = flow.totals("p")

    assert {"sgd": 1, "van-lang": 4} == {
        unit: own.actual["classes"]
        for unit, own in found.by_unit.items()
        if "classes" in own.actual
    }
    assert {"classes": 5} == found.figures.actual


def up_to_the_top_without_lead(flow):
    """As ``up_to_the_top`` where the lead has reported already."""
    for unit in ("sgd", "mttq", *DISTRICTS):
        report(flow, "R.1", unit, at=moment(11, 20))
    report(flow, "R.2", "stp", at=moment(11, 20))
    report(flow, "R.2", "ubnd", at=moment(11, 20))


def test_r19_two_paths_of_figures_are_refused_and_both_ends_named(store):
    """Two gathering departments pass one district's figures to the same agency: refused."""
    doubled = plan(
        item("1", "van-lang", schedule=by(10, 1), counts=("classes",)),
        duties=(
            duty("R.1", ("van-lang",), to=("sgd", "stc"), schedule=by(11, 1)),
            duty("R.2", ("sgd", "stc"), to=("stp",), schedule=by(11, 15)),
            duty("R.3", ("stp",), to=("ubnd",), schedule=by(12, 1)),
        ),
    )

    with pytest.raises(DefinitionError, match="two paths") as caught:
        issued(store, doubled)

    assert "p/R.1/van-lang/once" in str(caught.value)
    assert "p/R.3/stp/once" in str(caught.value)


@pytest.mark.parametrize("key", [None, "k1"])
@pytest.mark.parametrize(
    "amount", [1.5, float("nan"), True, -1, Decimal("NaN"), Decimal("Infinity")]
)
def test_r19_only_whole_and_decimal_numbers_are_figures(flow, amount, key):
    """Binary fractions, endless and negative numbers are refused, in one way."""
    task = the(flow, "1", "van-lang").id

    with pytest.raises(CommandRefusedError, match="R19"):
        flow.do(
            c.Report(task, figures={"classes": amount}),
            by=clerk("van-lang"),
            at=moment(10, 1),
            key=key,
        )


# ── R20: the order of arrival ────────────────────────────────────────────────

AMOUNTS = st.one_of(
    st.integers(0, 10**30 - 1),
    st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=4),
    st.decimals(0, 10**29, allow_nan=False, allow_infinity=False, places=12),
)
PARTS = st.lists(
    st.builds(
        Figures,
        st.dictionaries(st.sampled_from(sorted(KNOWN)), AMOUNTS),
        st.dictionaries(st.sampled_from(sorted(KNOWN)), AMOUNTS),
        st.frozensets(st.sampled_from(sorted(KNOWN))),
    ),
    max_size=8,
)


@given(PARTS, st.randoms(use_true_random=False))
def test_r20_totals_do_not_depend_on_the_order_of_arrival(parts, chance):
    """Whoever reports first, the sums are the same."""
    shuffled = chance.sample(parts, len(parts))

    assert over_units(parts, KNOWN) == over_units(shuffled, KNOWN)


@given(PARTS, st.integers(0, 8))
def test_r20_at_once_or_step_by_step_the_actual_figures_are_the_same(parts, cut):
    """Adding a group first and the rest to it gives what adding all of them gives."""
    first, rest = parts[:cut], parts[cut:]
    step = over_units([over_units(first, KNOWN), *rest], KNOWN)

    assert over_units(parts, KNOWN).actual == step.actual


@given(PARTS, st.integers(0, 8))
def test_r20_at_once_or_step_by_step_the_estimates_are_the_same(parts, cut):
    """What is expected by the end does not depend on who gathered whom."""
    first, rest = parts[:cut], parts[cut:]
    step = over_units([over_units(first, KNOWN), *rest], KNOWN)

    assert over_units(parts, KNOWN).estimate == step.estimate


def test_r20_large_decimals_add_up_whatever_their_order():
    """Amounts beyond 28 digits are summed exactly, or the order would show."""
    parts = [figures(classes=Decimal(one)) for one in ("1E+28", "6", "6")]

    assert over_units(parts, KNOWN) == over_units(parts[::-1], KNOWN)


def test_r20_a_hosts_decimal_context_does_not_round_the_totals():
    """A host that works with six digits gets the same sum."""
    parts = [figures(classes=Decimal("1234567.89")), figures(classes=Decimal("0.11"))]

    with decimal.localcontext() as context:
        context.prec = 6
        found = over_units(parts, KNOWN)

    assert {"classes": Decimal(1234568)} == found.actual


UNITS = ("sgd", "trang-dinh", "van-lang", "bac-son", "mttq")


@settings(max_examples=15)
@given(
    st.permutations(UNITS),
    st.lists(st.integers(0, 99), min_size=5, max_size=5),
    st.booleans(),
)
def test_r20_through_the_engine_the_order_of_reporting_changes_no_total(order, amounts, has_draft):
    """Five units report in any order, with or without partial drafts above: the total is one."""
    with closing_store("memory") as store:
        flow = issued(store)
        given_by = dict(zip(UNITS, amounts, strict=True))
        for n, unit in enumerate(order):
            report(flow, "R.1", unit, figures={"sessions": given_by[unit]})
            if has_draft and n == 2:
                report(flow, "R.2", "stp", partial=True)
        report(flow, "R.2", "stp", at=moment(11, 20))
        report(flow, "R.2", "ubnd", at=moment(11, 20))

        assert (sum(amounts), sum(amounts)) == both_totals(flow, "sessions")
        assert flow.verify().is_sound


# ── R22: the period belongs to the report ────────────────────────────────────


def regime(name, kind, *, start, cut, send):
    """Return a regime with one kind of period; marks are (months, day)."""
    return Regime(
        id=name,
        title=name,
        periods=(
            RegimePeriod(
                kind=kind,
                starts=Mark(*start),
                ends=Mark(*cut),
                cut_off=Mark(*cut),
                send_by=Mark(*send),
            ),
        ),
    )


REGIMES = (
    regime("decree", "quarter", start=(-1, 15), cut=(0, 14), send=(0, 20)),
    regime("statistics", "half-year", start=(0, 1), cut=(0, 31), send=(1, 15)),
    regime("province", "year", start=(-1, 1), cut=(-1, 30), send=(0, 10)),
)


def under(name, period, reporters=("sgd",)):
    """Return a duty to report under a regime, to a receiver of its own."""
    return duty(f"R.{name}", reporters, to=("ubnd",), schedule=ByRegime(regime=name, period=period))


def test_r22_three_regimes_with_three_cut_offs_live_side_by_side(store):
    """One department owes reports under three regimes, each with its own data and day."""
    the_plan = plan(
        item("1", "sgd", schedule=by(10, 1), counts=("classes",)),
        duties=(under("decree", "quarter"),),
        regimes=REGIMES,
    )
    flow = issued(
        store,
        evolve(
            the_plan,
            items=(item("1", "stc", schedule=by(10, 1)),),
            duties=(
                under("decree", "quarter"),
                under("statistics", "half-year"),
                under("province", "year"),
            ),
        ),
    )

    found = [
        (t.source, t.standing.period.key, t.standing.period.cut_off_on, t.due_on)
        for t in flow.find(Query(kind="report"))
    ]

    assert [
        ("R.decree", "2021-Q1", day(3, 14), day(3, 20)),
        ("R.decree", "2021-Q2", day(6, 14), day(6, 20)),
        ("R.decree", "2021-Q3", day(9, 14), day(9, 20)),
        ("R.decree", "2021-Q4", day(12, 14), day(12, 20)),
        ("R.province", "2021", day(11, 30), day(12, 10)),
        ("R.statistics", "2021-H1", day(6, 30), day(7, 15)),
        ("R.statistics", "2021-H2", day(12, 31), day(1, 15, 2022)),
    ] == found


def quarterly(*items):
    """Return a plan whose department reports by the quarter."""
    return plan(*items, duties=(under("decree", "quarter"),), regimes=REGIMES)


def shown_in(flow, holder="sgd", source="1"):
    """Return the periods in whose reports a task is shown."""
    return [edge.above.rsplit("/", 1)[1] for edge in the(flow, source, holder).standing.edges]


def test_r22_a_task_is_shown_in_the_first_period_that_is_not_cut_off(store):
    """A deed that opens in May is not shown in the first quarter, but then until it is closed."""
    from planflow.domain.deadline import Window

    flow = issued(
        store,
        quarterly(item("1", "sgd", schedule=Window(opens_on=day(5, 1), closes_on=day(8, 31)))),
    )

    assert ["2021-Q2", "2021-Q3", "2021-Q4"] == shown_in(flow)


def test_r22_a_continuous_task_is_shown_in_each_period(store):
    """It gives a partial report per period and is closed at the end (Rule R12)."""
    flow = issued(
        store,
        quarterly(
            item("1", "sgd", schedule=Continuous(closes_on=day(12, 31)), counts=("classes",))
        ),
    )
    told = []
    for n, key in enumerate(("2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"), 1):
        at = moment(3 * n, 16)
        report(flow, "1", "sgd", at=at, partial=n < 4, figures={"classes": n})
        done = flow.do(
            c.Report(the(flow, "R.decree", "sgd", occurrence=key).id), by=clerk("sgd"), at=at
        ).task
        told.append((key, done.standing.reports[-1].total.actual["classes"]))

    assert [("2021-Q1", 1), ("2021-Q2", 2), ("2021-Q3", 3), ("2021-Q4", 4)] == told
    assert ("consolidated", "done_in_time") == (
        the(flow, "1", "sgd").state,
        timeliness(the(flow, "1", "sgd"), moment(12, 31)),
    )


def test_r22_once_closed_a_task_is_shown_no_further(store):
    """Closed in the first quarter, it leaves the reports of the later ones."""
    flow = issued(store, quarterly(item("1", "sgd", schedule=by(8, 31))))
    report(flow, "1", "sgd", at=moment(3, 1))

    flow.do(
        c.Report(the(flow, "R.decree", "sgd", occurrence="2021-Q1").id),
        by=clerk("sgd"),
        at=moment(3, 16),
    )

    assert ["2021-Q1"] == shown_in(flow)
    assert "consolidated" == the(flow, "1", "sgd").state


def test_r22_a_late_task_is_shown_in_each_period_until_it_is_closed(store):
    """Due in February, done in August: the report of the third quarter takes it."""
    flow = issued(store, quarterly(item("1", "sgd", schedule=by(2, 28), counts=("classes",))))
    for n, key in enumerate(("2021-Q1", "2021-Q2"), 1):
        flow.do(
            c.Report(the(flow, "R.decree", "sgd", occurrence=key).id),
            by=clerk("sgd"),
            at=moment(3 * n, 16),
        )
    report(flow, "1", "sgd", at=moment(8, 1), figures={"classes": 4})

    flow.do(
        c.Report(the(flow, "R.decree", "sgd", occurrence="2021-Q3").id),
        by=clerk("sgd"),
        at=moment(9, 16),
    )

    assert "consolidated" == the(flow, "1", "sgd").state


def test_r22_the_period_is_the_reports_not_the_plan_years(store):
    """The first quarter of 2021 begins in December 2020; the report says which data it holds."""
    flow = issued(store, quarterly(item("1", "sgd", schedule=by(10, 1))))
    task = the(flow, "R.decree", "sgd", occurrence="2021-Q1")

    done = flow.do(c.Report(task.id), by=clerk("sgd"), at=moment(3, 16)).task.standing.reports[-1]

    assert ("2021-Q1", day(12, 15, 2020), day(3, 14)) == (
        done.period,
        done.data_from,
        done.data_to,
    )


def test_r22_a_stock_over_four_quarters_is_that_of_the_last(store):
    """The department counts its people every quarter: the year's total is the last count."""
    the_plan = plan(
        item("1", "stc", schedule=by(10, 1)),
        duties=(
            evolve(
                under("decree", "quarter"),
                indicators=(indicator("people", nature="stock"), indicator("talks")),
            ),
        ),
        regimes=REGIMES,
    )
    flow = issued(store, the_plan)
    for n in range(1, 5):
        task = the(flow, "R.decree", "sgd", occurrence=f"2021-Q{n}")
        flow.do(
            c.Report(task.id, figures={"people": 10 + n, "talks": n}),
            by=clerk("sgd"),
            at=moment(3 * n, 16),
        )

    assert {"people": 14, "talks": 10} == flow.totals("p", live=True).figures.actual


def test_r22_recurring_deeds_are_one_task_a_period(store):
    """Each period's deed feeds the report of its own period."""
    flow = issued(
        store, quarterly(item("1", "sgd", schedule=Recurring(every="quarter", due_day=10)))
    )

    found = {
        t.assignment.occurrence: [e.above.rsplit("/", 1)[1] for e in t.standing.edges]
        for t in flow.find(Query(source="1"))
    }

    assert {
        "2021-Q1": ["2021-Q1"],
        "2021-Q2": ["2021-Q2"],
        "2021-Q3": ["2021-Q3"],
        "2021-Q4": ["2021-Q4"],
    } == found
