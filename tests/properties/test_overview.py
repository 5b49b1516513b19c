"""Overviews: every task in one group, no order matters, the points explain the score."""

import random
from decimal import Decimal
from fractions import Fraction

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from builders import bare_task, day, deadline, item, moment, plan, province, version
from planflow.domain.change import PlanStanding
from planflow.domain.overview import (
    KEYS,
    MEASURES,
    PARTS,
    Criterion,
    PlanView,
    Scoring,
    TwoByTwo,
    consolidated_reports,
    counts_by,
    coverage,
    live_reports,
    products,
    scoreboard,
    total,
    two_by_two,
)
from planflow.domain.plan import Product, Title
from planflow.domain.task import (
    ASSIGNED,
    CONSOLIDATED,
    DELIVER,
    IN_PROGRESS,
    RECEIVE,
    REPORT,
    REPORTED,
    SUSPENDED,
    WITHDRAWN,
    Standing,
)

NOW = moment(7, 15)
UNITS = ("sgd", "stc", "trang-dinh", "van-lang", "chi-lang", "gone")
NOTHING = TwoByTwo(0, 0, 0, 0)
DAYS = st.integers(1, 28)


@st.composite
def standings(draw, indicator):
    """Return some standing: open or done, in time or late, dated or not."""
    state = draw(
        st.sampled_from((ASSIGNED, IN_PROGRESS, REPORTED, CONSOLIDATED, SUSPENDED, WITHDRAWN))
    )
    due = draw(st.none() | st.builds(lambda n: deadline(day(7, n)), DAYS))
    reports, done_at = (), None
    if state in (REPORTED, CONSOLIDATED):
        done_at = moment(7, draw(DAYS))
        actual = draw(st.dictionaries(st.just(indicator), st.integers(0, 5)))
        reports = (version(sent_at=done_at, actual=actual, due_at=due.due_at if due else None),)
    return Standing(
        state=state,
        dating="dated" if due else "undated",
        deadline=due,
        reports=reports,
        done_at=done_at,
        returned=draw(st.sampled_from((0, 0, 1))) if not reports else 0,
        dated_at=moment(1, 11),
    )


@st.composite
def views(draw):
    """Return a view of some tasks, each of its own source, holder and period."""
    keys = st.tuples(
        st.sampled_from((("1", DELIVER), ("2", DELIVER), ("R", REPORT), ("R", RECEIVE))),
        st.sampled_from(UNITS),
        st.sampled_from(("once", "2021")),
    )
    tasks = {}
    for (source, kind), holder, occurrence in draw(st.sets(keys, max_size=12)):
        name = f"p/{source}/{holder}/{occurrence}/{kind}"
        tasks[name] = bare_task(
            draw(standings(f"x{source}")),
            id=name,
            source=source,
            kind=kind,
            holder=holder,
            occurrence=occurrence,
            part=draw(st.sampled_from(PARTS)),
            authority=draw(st.sampled_from(("order", "order", "request"))),
            indicators=(f"x{source}",),
        )
    return view_of(tasks)


def view_of(tasks):
    """Return the view of bare tasks under a plan of two items."""
    from builders import indicator

    items = (
        evolve(
            item(code, "sgd", spread=spread, head_answers=code == "1"),
            products=(Product(indicator=indicator(f"x{code}"), target=3, kind=kind),),
        )
        for code, spread, kind in (("1", "per-unit", "number"), ("2", "shared", "units"))
    )
    the_plan = plan(*items)
    consolidated, known = consolidated_reports(tasks), the_plan.indicators()
    return PlanView(
        standing=PlanStanding(the_plan, day(1, 11), day(12, 31)),
        directory=province(),
        now=NOW,
        tasks=tasks,
        consolidated=consolidated,
        totals=total(consolidated, tasks, known),
        live=total(live_reports(tasks), tasks, known),
    )


def shuffled(view, seed):
    """Return the view with its tasks in another order."""
    names = list(view.tasks)
    random.Random(seed).shuffle(names)
    return view_of({name: view.tasks[name] for name in names})


scorings = st.builds(
    lambda chosen, parts: Scoring(
        title=Title(vi="x"),
        criteria=tuple(
            Criterion(measure=name, points=points, title=Title(vi=name), limit=limit)
            for name, (points, limit) in chosen.items()
        ),
        parts=tuple(sorted(parts)),
    ),
    st.dictionaries(
        st.sampled_from(sorted(MEASURES)),
        st.tuples(
            st.integers(1, 100) | st.decimals("0.01", 100, places=2),
            st.integers(1, 60),
        ),
        min_size=1,
    ),
    st.sets(st.sampled_from(PARTS), min_size=1),
)


@given(views(), st.lists(st.sampled_from(sorted(KEYS)), unique=True))
def test_the_groups_of_a_count_add_up_to_the_whole(view, by):
    """Each counted task is in exactly one group, whatever is asked for."""
    assert two_by_two(view.tasks.values(), NOW) == sum(counts_by(view, *by).values(), NOTHING)


@given(views(), st.lists(st.sampled_from(sorted(KEYS)), unique=True, min_size=1))
def test_the_groups_of_a_coverage_add_up_and_each_report_is_in_one_place(view, by):
    """Given and missing are the owed; with the excused and the asked they are all reports."""
    found = coverage(view, *by).values()

    for each in found:
        assert (each.owed, each.asked) == (
            each.given + len(each.missing),
            each.answered + len(each.unanswered),
        )
    reports = [task for task in view.tasks.values() if task.kind == REPORT]
    assert len(reports) == sum(each.owed + each.asked + len(each.excused) for each in found)


@given(views(), scorings, st.integers())
def test_no_overview_depends_on_the_order_of_the_tasks(view, scoring, seed):
    other = shuffled(view, seed)

    assert counts_by(view, "source", "level") == counts_by(other, "source", "level")
    assert coverage(view) == coverage(other)
    assert products(view, live=True) == products(other, live=True)
    assert scoreboard(view, scoring) == scoreboard(other, scoring)


@given(views(), scorings, st.booleans())
def test_the_points_of_the_criteria_are_the_score(view, scoring, heads):
    """To the hundredth; none is more than could be had, and all together are the formula's."""
    for score in scoreboard(view, scoring, heads=heads):
        marks = score.marks
        points = sum((Fraction(mark.points) for mark in marks), Fraction())
        assert score.points is None or Fraction(score.points) == points
        assert all(0 <= mark.points <= mark.most for mark in marks)
        assert all(0 <= mark.numerator <= mark.denominator for mark in marks)
        if score.points is not None:
            most = sum((Fraction(mark.most) for mark in marks), Fraction())
            assert Fraction(score.most) == most == Fraction(Decimal(scoring.total))


@given(views(), scorings)
def test_places_follow_the_points_and_nobody_asked_has_one(view, scoring):
    """A better score never stands behind a worse one; a place counts those before it."""
    scores = scoreboard(view, scoring)
    ranked = [each for each in scores if each.rank is not None]

    assert [1 + sum(o.points > each.points for o in ranked) for each in ranked] == [
        each.rank for each in ranked
    ]
    assert ranked == list(scores[: len(ranked)])
    ordered = {task.holder for task in view.tasks.values() if task.assignment.authority == "order"}
    assert {each.unit for each in scores} <= ordered


@given(views())
def test_a_product_is_met_by_units_that_are_among_its_own(view):
    """Delivered and lacking are the units; a share is what was achieved of the target."""
    for each in products(view, live=True):
        assert {*each.delivered, *each.lacking} == set(each.units)
        assert len(each.delivered) + len(each.lacking) == len(each.units)
        if each.share is not None:
            assert round(each.share * each.target, 20) == each.achieved
