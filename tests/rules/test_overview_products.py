"""Rules R16, R19: how far each product has come, as consolidated and live, never mixed."""

from decimal import Decimal

import pytest
from pendulum import Date

from builders import (
    CHAIR,
    DISTRICTS,
    STORES,
    by,
    clerk,
    closing_store,
    duty,
    indicator,
    issued,
    item,
    moment,
    plan,
    province,
    the,
    title,
)
from planflow.document import vietnam
from planflow.domain.deadline import Recurring
from planflow.domain.organisation import Named, Where
from planflow.domain.overview import products, target_of_all
from planflow.domain.plan import Item, Partner, Product
from planflow.domain.task import command as c
from planflow.engine import Flow
from planflow.store import Query

DECEMBER = moment(12, 31)
ALL = Where(level="district")


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def product(name="plans", **more):
    """Return a product that counts an indicator of this name."""
    return Product(indicator=indicator(name), **more)


def led(*products, lead=ALL, spread="per-unit", partners=(), schedule=None):
    """Return item 1 with products."""
    return Item(
        code="1",
        title=title("việc 1"),
        lead=lead,
        partners=tuple(Partner(selector=each) for each in partners),
        spread=spread,
        schedule=schedule or by(6, 30),
        products=products,
    )


def report(flow, unit, at=None, source="1", **more):
    """Let a unit report on its only task of an item."""
    command = c.Report(the(flow, source, unit).id, **more)
    flow.do(command, by=clerk(unit), at=at or moment(6, 1))


def only(flow, *, live=True, at=DECEMBER):
    """Return the progress of the plan's only product."""
    (found,) = products(flow.view("p", at=at), live=live)
    return found


# ── so many of the units ─────────────────────────────────────────────────────


def test_plans_of_two_of_three_districts(store):
    """Two have delivered, one by a figure, one by closing; the third is named."""
    flow = issued(store, plan(led(product(kind="units"))))
    report(flow, "trang-dinh", figures={"plans": 1})
    report(flow, "van-lang")

    found = only(flow)

    assert (2, 3, False) == (found.achieved, found.target, found.is_met)
    assert ("bac-son",) == found.lacking
    assert Decimal("0.6667") == round(found.share, 4)


def test_a_unit_that_reports_nought_or_only_partially_has_not_delivered(store):
    flow = issued(store, plan(led(product(kind="units"))))
    report(flow, "trang-dinh", figures={"plans": 0})
    report(flow, "van-lang", partial=True)
    report(flow, "bac-son", partial=True, figures={"plans": 1})

    assert ("bac-son",) == only(flow).delivered


def test_k_of_n_is_met_with_k(store):
    """Two of three districts are wanted; which two does not matter."""
    flow = issued(store, plan(led(product(kind="units", target=2))))
    report(flow, "trang-dinh")
    assert False is only(flow).is_met

    report(flow, "bac-son")

    assert (True, 2, 2, ("van-lang",)) == (
        only(flow).is_met,
        only(flow).achieved,
        only(flow).target,
        only(flow).lacking,
    )
    assert only(flow).is_met_by("van-lang")


def test_r16_a_unit_withdrawn_or_suspended_is_in_no_count(store):
    """One of the three is withdrawn: two of two remain to be had."""
    flow = issued(store, plan(led(product(kind="units"))))
    flow.do(c.Withdraw(the(flow, "1", "bac-son").id, "bãi bỏ"), by=CHAIR, at=moment(3, 1))
    report(flow, "trang-dinh")
    report(flow, "van-lang")

    assert (2, 2, True) == (only(flow).achieved, only(flow).target, only(flow).is_met)


def test_the_partners_of_a_shared_item_are_its_units(store):
    """One department leads; the districts bring their plans."""
    flow = issued(
        store,
        plan(led(product(kind="units"), lead=Named(("sgd",)), partners=(ALL,), spread="shared")),
    )
    report(flow, "van-lang")

    found = only(flow)

    assert (DISTRICTS, ("van-lang",), ("sgd",)) == (found.units, found.delivered, found.leads)
    assert (True, False, False, None) == tuple(
        found.is_met_by(unit) for unit in ("van-lang", "bac-son", "sgd", "stc")
    )


# ── numbers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "reported", "met", "excess"),
    [(3, 2, False, None), (3, 3, True, None), (3, 4, True, 1), (3, None, False, None)],
)
@pytest.mark.parametrize("at_least", [True, False])
def test_a_number_is_met_by_lead_and_partners_together(
    store, target, reported, met, excess, at_least
):
    """More than an exact number is met, too, and the excess is told."""
    wanted = product(target=target, at_least=at_least)
    shared = led(wanted, lead=Named(("sgd",)), partners=(Named(("stc",)),), spread="shared")
    flow = issued(store, plan(shared))
    if reported is not None:
        report(flow, "sgd", figures={"plans": 1})
        report(flow, "stc", figures={"plans": reported - 1})

    found = only(flow)

    assert (reported, met, excess) == (found.achieved, found.is_met, found.excess)


def test_each_unit_of_its_own_has_a_target_of_its_own(store):
    """Five of six in all: the one who brought three does not make up for the others."""
    flow = issued(store, plan(led(product(target=2))))
    for unit, count in zip(DISTRICTS, (3, 1, 1), strict=True):
        report(flow, unit, figures={"plans": count})

    found = only(flow)

    assert (5, 6, False, None) == (found.achieved, found.target, found.is_met, found.excess)
    assert (("trang-dinh",), ("van-lang", "bac-son")) == (found.delivered, found.lacking)


def test_a_number_without_target_and_an_outcome_are_for_a_person_to_judge(store):
    flow = issued(store, plan(led(product(), product("peace", kind="outcome"))))
    report(flow, "van-lang", figures={"plans": 7, "peace": 1})

    found = products(flow.view("p", at=DECEMBER), live=True)

    assert [None, None] == [each.is_met for each in found]
    assert [(7, None), (1, None)] == [(each.achieved, each.share) for each in found]
    assert [None, None] == [each.is_met_by("van-lang") for each in found]


def test_r19_a_ratio_is_recomputed_from_its_parts_and_its_target_is_not_multiplied(store):
    """8 of 20 and 9 of 10 are 17 of 30, whatever the mean of the two shares."""
    rate = indicator("rate", adds="ratio", numerator="good", denominator="all")
    wanted = Product(indicator=rate, target=Decimal("0.8"))
    flow = issued(store, plan(led(product("good"), product("all"), wanted)))
    report(flow, "trang-dinh", figures={"good": 8, "all": 20})
    report(flow, "van-lang", figures={"good": 9, "all": 10})

    *_, found = products(flow.view("p", at=DECEMBER), live=True)

    assert (Decimal("0.5667"), Decimal("0.8")) == (round(found.achieved, 4), found.target)
    assert (("van-lang",), False) == (found.delivered, found.is_met)


@pytest.mark.parametrize(
    ("kind", "adds", "is_shared", "expected"),
    [
        ("number", "sum", True, 3),
        ("number", "sum", False, 12),
        ("document", "sum", False, 12),
        ("number", "ratio", False, 3),
        ("number", "none", False, 3),
        ("units", "sum", False, 3),
        ("units", "sum", True, 3),
    ],
)
def test_what_a_target_of_three_means_for_four_units(kind, adds, is_shared, expected):
    wanted = Product(indicator=indicator("x", adds=adds), kind=kind, target=3)

    assert expected == target_of_all(wanted, 4, is_shared=is_shared)


# ── documents ────────────────────────────────────────────────────────────────


def test_a_document_is_there_by_its_figure_or_by_evidence(store):
    """Three ways to close: with a figure, with evidence alone, with neither."""
    flow = issued(store, plan(led(product(kind="document"))))
    report(flow, "trang-dinh", figures={"plans": 1})
    report(flow, "van-lang", evidence=("45/KH-UBND",))
    report(flow, "bac-son")

    assert (("trang-dinh", "van-lang"), False) == (only(flow).delivered, only(flow).is_met)


def test_evidence_does_not_count_documents(store):
    """Two are wanted: one reference does not say how many there are, and nought says none."""
    flow = issued(store, plan(led(product(kind="document", target=2))))
    report(flow, "trang-dinh", evidence=("45/KH-UBND",))
    report(flow, "van-lang", evidence=("45/KH-UBND",), figures={"plans": 0})
    report(flow, "bac-son", figures={"plans": 2})

    assert ("bac-son",) == only(flow).delivered


# ── periods, and what counts ─────────────────────────────────────────────────


def test_a_recurring_item_has_its_target_in_each_period(store):
    """Two classes a year: met in the first year, not in the second."""
    yearly = Recurring(every="year", due_month=11, due_day=30)
    one = led(product(target=2), lead=Named(("sgd",)), spread="shared", schedule=yearly)
    flow = issued(store, plan(one, years=(2021, 2022)))
    command = c.Report(the(flow, "1", "sgd", occurrence="2021").id, figures={"plans": 2})
    flow.do(command, by=clerk("sgd"), at=moment(11, 1))

    found = products(flow.view("p", at=moment(12, 31, year=2022)), live=True)

    assert [("2021", 2, True), ("2022", None, False)] == [
        (each.occurrence, each.achieved, each.is_met) for each in found
    ]


def test_r16_as_consolidated_and_live_are_apart(store):
    """A district's plan has been reported, but nobody above has gathered it yet."""
    flow = issued(
        store,
        plan(
            led(product(kind="units")),
            duties=(duty("R", DISTRICTS, to=("ubnd",), via="stp", schedule=by(12, 1)),),
        ),
    )
    report(flow, "van-lang")
    assert (0, 1) == (only(flow, live=False).achieved, only(flow).achieved)

    for unit in ("van-lang", "stp", "ubnd"):
        for task in flow.find(Query(source="R", holder=unit)):
            flow.do(c.Report(task.id), by=clerk(unit), at=moment(7, 1))

    assert (1, 1) == (only(flow, live=False).achieved, only(flow).achieved)
    assert (False, True) == (only(flow, live=False).is_live, only(flow).is_live)


def test_r16_a_returned_report_brings_nothing(store):
    """What was returned does not stand; sent again it does."""
    shared = led(product(target=1), lead=Named(("sgd",)), spread="shared")
    reports = duty("R", ("sgd",), to=("ubnd",), via="stp", schedule=by(12, 1))
    flow = issued(store, plan(shared, duties=(reports,)))
    report(flow, "sgd", figures={"plans": 1})
    edge = the(flow, "1", "sgd").standing.edges[0]
    command = c.Return(the(flow, "1", "sgd").id, "thiếu", Date(2021, 7, 1))
    flow.do(command, by=clerk(edge.receiver), at=moment(6, 5))

    assert (None, False) == (only(flow).achieved, only(flow).is_met)


def test_r19_what_a_unit_s_own_plan_brought_is_the_unit_s(store):
    """Two communes of Tràng Định hold 3 and 4 classes under its plan, Văn Lãng 5 by itself."""
    wanted = product("classes", target=6)
    provincial = plan(
        led(wanted, spread="cascade"),
        duties=(
            duty("R", DISTRICTS, to=("stp",), schedule=by(12, 10)),
            duty("S", ("stp",), to=("ubnd",), schedule=by(12, 20)),
        ),
    )
    own = plan(
        duties=(
            duty(
                "C",
                ("chi-lang", "de-tham"),
                to=("trang-dinh",),
                schedule=by(5, 10),
                indicators=(indicator("classes"),),
            ),
        ),
        plan_id="td",
        issuer="trang-dinh",
        standing_agency=None,
        parent="p",
        carries_out="1",
    )
    flow = issued(store, provincial)
    flow.issue(own, by=clerk("trang-dinh"), at=moment(2, 1))
    report(flow, "chi-lang", source="C", figures={"classes": 3})
    report(flow, "de-tham", source="C", figures={"classes": 4})
    report(flow, "van-lang", figures={"classes": 5})

    found = only(flow)
    assert (12, 18, ("trang-dinh",)) == (found.achieved, found.target, found.delivered)
    assert (None, ()) == (only(flow, live=False).achieved, only(flow, live=False).delivered)

    for source, unit in (("C", "trang-dinh"), ("1", "trang-dinh"), ("R", "trang-dinh")):
        report(flow, unit, source=source, at=moment(6, 2))
    for unit in ("stp", "ubnd"):
        report(flow, unit, source="S", at=moment(6, 3))

    gathered = only(flow, live=False)
    assert (7, ("trang-dinh",)) == (gathered.achieved, gathered.delivered)
    assert gathered.achieved == flow.totals("p").figures.actual["classes"]


def test_r19_a_host_s_own_rule_adds_over_units(store):
    """The greatest of three, not their sum; its target is not multiplied."""
    flow = Flow(store, directory=province(), workdays=vietnam(), additions={"greatest": max})
    wanted = Product(indicator=indicator("size", adds="host:greatest"), target=4)
    flow.issue(plan(led(wanted)), by=CHAIR, at=moment(1, 11))
    for unit, size in zip(DISTRICTS, (3, 7, 4), strict=True):
        report(flow, unit, figures={"size": size})

    found = only(flow)

    assert (7, 4, ("van-lang", "bac-son")) == (found.achieved, found.target, found.delivered)


def test_an_item_without_products_has_none(store):
    flow = issued(store, plan(item("1", "sgd")))

    assert () == products(flow.view("p", at=DECEMBER))
