"""Rules R6, R16, R18, R27: the official count, who has reported and who has not, by name."""

from decimal import Decimal, localcontext

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    STORES,
    before,
    by,
    clerk,
    closing_store,
    day,
    duty,
    issued,
    item,
    moment,
    plan,
    the,
)
from planflow.domain.deadline import Recurring
from planflow.domain.organisation import Directory, Where
from planflow.domain.overview import TwoByTwo, counts_by, coverage, two_by_two
from planflow.domain.task import command as c
from planflow.errors import DefinitionError
from planflow.store import Query

NOVEMBER = moment(11, 16)
"""Item 1 (before 1 November) and duty R.1 (before 15 November) have fallen due."""


@pytest.fixture(params=STORES)
def flow(request):
    with closing_store(request.param) as store:
        yield issued(store)


def reported(flow, source, holder, at, **more):
    """Let a holder report, and return the task."""
    task = the(flow, source, holder)
    flow.do(c.Report(task.id, **more), by=clerk(holder), at=at)
    return task


def reasons(absentees):
    """Return unit → reason."""
    return {each.holder: each.reason for each in absentees}


# ── the rates and their denominators ─────────────────────────────────────────


def test_the_national_count_of_2017_has_its_published_rates():
    """21,914 tasks; completion and overdue divide by those fallen due, lateness by those done."""
    count = TwoByTwo(done_in_time=14_068, done_late=1_983, open_in_time=5_640, open_overdue=223)

    assert (21_914, 16_051, 16_274) == (count.counted, count.done, count.fallen_due)
    assert Decimal("0.9863") == round(count.completion_rate, 4)
    assert Decimal("0.0137") == round(count.overdue_rate, 4)
    assert Decimal("0.1235") == round(count.late_rate, 4)
    assert 1 == count.completion_rate + count.overdue_rate


def test_a_rate_of_nothing_is_none_and_not_nought():
    nothing = TwoByTwo(0, 0, 5, 0)

    assert (None, None, None) == (
        nothing.completion_rate,
        nothing.overdue_rate,
        nothing.late_rate,
    )


def test_a_rate_does_not_hang_on_the_host_s_decimal_context():
    count = TwoByTwo(16_051, 0, 0, 223)
    with localcontext(prec=2):
        rough = count.overdue_rate

    assert rough == count.overdue_rate


# ── counts by what is asked for ──────────────────────────────────────────────


def test_counts_by_unit_item_level_period_and_part(flow):
    """One late report, one in time, the rest overdue; each count told by hand."""
    reported(flow, "1", "trang-dinh", moment(10, 20))
    reported(flow, "R.1", "sgd", moment(11, 15))
    view = flow.view("p", at=NOVEMBER)

    assert {
        ("1",): TwoByTwo(1, 0, 0, 2),
        ("3",): TwoByTwo(0, 0, 0, 0),
        ("4",): TwoByTwo(0, 0, 0, 0),
        ("R.1",): TwoByTwo(0, 1, 0, 3),
        ("R.2",): TwoByTwo(0, 0, 1, 0),
    } == counts_by(view, "source")
    assert {
        ("lead",): TwoByTwo(0, 0, 0, 1),
        ("partner",): TwoByTwo(1, 0, 0, 1),
        ("reporter",): TwoByTwo(0, 1, 1, 3),
    } == counts_by(view, "part")
    assert {
        ("district",): TwoByTwo(1, 0, 0, 4),
        ("province",): TwoByTwo(0, 1, 1, 1),
    } == counts_by(view, "level")
    assert TwoByTwo(0, 1, 0, 1) == counts_by(view, "holder")["sgd",]
    assert {("once",): TwoByTwo(1, 1, 1, 5)} == counts_by(view, "occurrence")
    assert TwoByTwo(1, 0, 0, 1) == counts_by(view, "level", "source")["district", "1"]


def test_r06_a_body_that_is_only_asked_is_in_no_group(flow):
    """The Fatherland Front has tasks long past their day, and no line."""
    view = flow.view("p", at=moment(12, 31))

    assert ("mttq",) not in counts_by(view, "holder")
    assert two_by_two(view.tasks.values(), view.now) == sum(
        counts_by(view, "holder").values(), TwoByTwo(0, 0, 0, 0)
    )


def test_counting_by_something_unknown_names_what_is_known(flow):
    with pytest.raises(DefinitionError, match="occurrence"):
        counts_by(flow.view("p", at=NOVEMBER), "colour")


def test_a_unit_that_the_directory_has_lost_counts_all_the_same(flow):
    """Its level is not known, its tasks are."""
    view = evolve(flow.view("p", at=NOVEMBER), directory=Directory(()))

    assert {("",): TwoByTwo(0, 0, 1, 7)} == counts_by(view, "level")


# ── who has reported ─────────────────────────────────────────────────────────


def test_r18_who_has_not_reported_is_named_with_the_reason(flow):
    """One in time, one returned, two late; the body that was asked stands apart."""
    reported(flow, "R.1", "trang-dinh", moment(11, 10))
    returned = reported(flow, "R.1", "van-lang", moment(11, 11))
    flow.do(c.Return(returned.id, "thiếu", day(11, 20)), by=clerk("stp"), at=moment(11, 12))

    found = coverage(flow.view("p", at=NOVEMBER))["R.1", "once"]

    assert (4, 1, Decimal("0.25")) == (found.owed, found.given, found.rate)
    assert {"sgd": "late", "van-lang": "returned", "bac-son": "late"} == reasons(found.missing)
    assert (1, 0, {"mttq": "silent"}) == (
        found.asked,
        found.answered,
        reasons(found.unanswered),
    )
    assert ((), 0) == (found.excused, found.partial)


def test_r16_a_report_that_was_withdrawn_or_suspended_is_not_owed(flow):
    """Two excused with their reasons; a report that stands counts whatever came after."""
    gone, halted = the(flow, "R.1", "sgd"), the(flow, "R.1", "bac-son")
    flow.do(c.Withdraw(gone.id, "sáp nhập"), by=CHAIR, at=moment(11, 1))
    flow.do(c.Suspend(halted.id, "lũ"), by=CHAIR, at=moment(11, 1))
    partial = reported(flow, "R.1", "van-lang", moment(11, 2), partial=True)
    flow.do(c.Suspend(partial.id, "lũ"), by=CHAIR, at=moment(11, 3))

    found = coverage(flow.view("p", at=NOVEMBER))["R.1", "once"]

    assert (2, 1, 1) == (found.owed, found.given, found.partial)
    assert {"trang-dinh": "late"} == reasons(found.missing)
    assert {"sgd": "withdrawn", "bac-son": "suspended"} == reasons(found.excused)


def test_r18_whoever_was_waived_above_is_marked(flow):
    """The standing agency reports without two, one of them on purpose."""
    waived = the(flow, "R.1", "bac-son").id
    flow.do(
        c.Report(the(flow, "R.2", "stp").id, waive={waived: "lũ"}),
        by=clerk("stp"),
        at=moment(11, 15),
    )

    found = coverage(flow.view("p", at=NOVEMBER))["R.1", "once"]

    assert {"bac-son"} == {each.holder for each in found.missing if each.is_waived}


def test_r18_whoever_is_waived_ahead_is_marked_before_the_report_goes_up(flow):
    """Said by the standing agency in October, by whom it was waived stands beside."""
    late = the(flow, "R.1", "bac-son").id
    command = c.Waive(the(flow, "R.2", "stp").id, (late,), "lũ quét")
    flow.do(command, by=clerk("stp"), at=moment(10, 1))

    found = coverage(flow.view("p", at=NOVEMBER))["R.1", "once"]

    assert {"bac-son": "stp"} == {e.holder: e.waived_by for e in found.missing if e.is_waived}


def test_r18_a_unit_that_has_closed_is_told_as_closed(flow):
    """Bắc Sơn ended in October and never reported."""
    units = (
        evolve(unit, valid_to=day(10, 31)) if unit.id == "bac-son" else unit
        for unit in flow.directory
    )
    view = evolve(flow.view("p", at=NOVEMBER), directory=Directory(units))

    assert "unit-closed" == reasons(coverage(view)["R.1", "once"].missing)["bac-son"]


def test_r27_what_was_known_on_an_earlier_day_stays_as_it_was_known(flow):
    """A paper sent on the 12th and entered on the 20th: missing on the 16th, in time since."""
    task = the(flow, "R.1", "bac-son")
    paper = c.Paper("12/BC-UBND", moment(11, 12), "scan-12")
    flow.do(c.Report(task.id, paper=paper), by=clerk("stp"), at=moment(11, 20))

    then = flow.view("p", at=NOVEMBER)
    since = flow.view("p", at=moment(11, 21))

    assert "late" == reasons(coverage(then)["R.1", "once"].missing)["bac-son"]
    assert "bac-son" not in reasons(coverage(since)["R.1", "once"].missing)
    assert TwoByTwo(0, 0, 0, 1) == counts_by(then, "holder", "source")["bac-son", "R.1"]
    assert TwoByTwo(1, 0, 0, 0) == counts_by(since, "holder", "source")["bac-son", "R.1"]


@pytest.mark.parametrize("kind", STORES)
def test_coverage_by_level_and_period(kind):
    """Communes and districts report twice a year, each level counted by itself."""
    half = Recurring(every="half-year", due_day=25)
    each = duty("B", Where(level="commune"), to=("ubnd",), via="stp", schedule=half)
    with closing_store(kind) as store:
        flow = issued(store, plan(item("1", "sgd", schedule=by(12, 1)), duties=(each,)))
        first = min(task.assignment.occurrence for task in flow.find(Query(source="B")))
        for unit in ("chi-lang", "de-tham"):
            task = the(flow, "B", unit, occurrence=first)
            flow.do(c.Report(task.id), by=clerk(unit), at=moment(6, 1))
        found = coverage(flow.view("p", at=moment(7, 30)), "occurrence", "level")

    numbers = {group: (each.given, each.owed) for group, each in found.items()}
    later = max(occurrence for occurrence, _ in numbers)
    assert {(first, "commune"): (2, 3), (later, "commune"): (0, 3)} == numbers
    assert {"tan-lang": "late"} == reasons(found[first, "commune"].missing)
    assert {"not-due"} == set(reasons(found[later, "commune"].missing).values())


def test_a_plan_without_duties_has_no_coverage():
    with closing_store("memory") as store:
        flow = issued(store, plan(item("1", "sgd", schedule=before(11, 1))))

        assert {} == coverage(flow.view("p", at=NOVEMBER))
