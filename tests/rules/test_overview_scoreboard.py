"""Rules R6, R16, R27: units and heads are judged by a formula that is data, and told why."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    STORES,
    bare_task,
    by,
    clerk,
    closing_store,
    day,
    deadline,
    duty,
    indicator,
    issued,
    item,
    moment,
    plan,
    the,
)
from planflow.document import shipped_scoring
from planflow.domain.overview import (
    MEASURES,
    Commendation,
    Criterion,
    Grade,
    Scoring,
    late_days,
    scoreboard,
)
from planflow.domain.plan import Product, Title
from planflow.domain.task import IN_PROGRESS, REPORTED, Standing
from planflow.domain.task import command as c
from planflow.errors import DefinitionError
from planflow.message import LANGUAGES

DECEMBER = moment(12, 1)
"""Ten days after 21 November; R.1 was due by the 14th, item 1 by 31 October."""


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def named(text):
    return Title(vi=text)


def formula(*measured, **more):
    """Return a formula of measures and points."""
    criteria = (
        Criterion(measure=measure, points=points, title=named(measure))
        for measure, points in measured
    )
    return Scoring(title=named("thang điểm"), criteria=tuple(criteria), **more)


def report(flow, source, unit, at, **more):
    """Let a unit report, signed by its head, and return the task's id."""
    task = the(flow, source, unit).id
    flow.do(c.Report(task, **more), by=clerk(unit, capacity="leader"), at=at)
    return task


def scores(flow, scoring, at=DECEMBER, **more):
    """Return unit → score."""
    return {each.unit: each for each in scoreboard(flow.view("p", at=at), scoring, **more)}


# ── what is measured ─────────────────────────────────────────────────────────


def test_every_measure_by_hand(store):
    """Two tasks: one sent ten days late and returned once, one still open 17 days after."""
    flow = issued(store)
    task = report(flow, "1", "van-lang", moment(11, 10))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=clerk("sgd"), at=moment(11, 12))
    report(flow, "1", "van-lang", moment(11, 15))

    scoring = formula(*((measure, 10) for measure in MEASURES))
    found = scores(flow, scoring)["van-lang"]

    assert {
        "in_time": (0, 2),
        "done": (1, 2),
        "late_days": (60 - 10 - 17, 60),
        "unreturned": (0, 1),
        "own_reports": (1, 1),
        "products": (0, 0),
        "obstacles": (0, 0),
    } == {mark.criterion.measure: (mark.numerator, mark.denominator) for mark in found.marks}


def test_no_more_days_than_the_limit_are_held_against_a_task(store):
    """A lateness of months costs as much as one of the limit."""
    flow = issued(store)
    limited = Scoring(
        title=named("x"),
        criteria=(Criterion(measure="late_days", points=10, title=named("x"), limit=5),),
    )

    found = scores(flow, limited)["bac-son"]

    assert (0, 5) == (found.marks[0].numerator, found.marks[0].denominator)


def test_a_report_entered_by_another_unit_is_not_its_own(store):
    flow = issued(store)
    paper = c.Paper("1/BC", moment(11, 1), "scan")
    task = the(flow, "R.1", "bac-son").id
    flow.do(c.Report(task, paper=paper), by=clerk("stp"), at=moment(11, 2))

    found = scores(flow, formula(("own_reports", 100)))["bac-son"]

    assert (0, 1, Decimal(0)) == (
        found.marks[0].numerator,
        found.marks[0].denominator,
        found.points,
    )


def test_products_are_judged_once_their_item_has_fallen_due(store):
    """Three classes are wanted of the department, leaflets without number are not judged."""
    one = item("1", "sgd", schedule=by(6, 30))
    later = item("2", "sgd", schedule=by(12, 30))
    wanted = Product(indicator=indicator("classes"), target=3)
    free = Product(indicator=indicator("leaflets"))
    other = Product(indicator=indicator("talks"), target=1)
    flow = issued(
        store, plan(evolve(one, products=(wanted, free)), evolve(later, products=(other,)))
    )
    report(flow, "1", "sgd", moment(6, 1), figures={"classes": 3})

    found = scores(flow, formula(("products", 100)))["sgd"]

    assert (1, 1) == (found.marks[0].numerator, found.marks[0].denominator)


def test_a_product_with_a_day_of_its_own_is_judged_from_that_day_on(store):
    """The item is due in December, its guidance in June: met or missed, it counts in July."""
    own = Product(indicator=indicator("guidance"), kind="document", schedule=by(6, 30))
    one = evolve(item("1", "sgd", schedule=by(12, 30)), products=(own,))
    flow = issued(store, plan(one))
    scoring = formula(("products", 100))

    def measured(month):
        (mark,) = scores(flow, scoring, at=moment(month, 15))["sgd"].marks
        return mark.numerator, mark.denominator

    assert ((0, 0), (0, 1)) == (measured(6), measured(7))
    report(flow, "1", "sgd", moment(7, 16), partial=True, figures={"guidance": 1})
    assert (1, 1) == measured(8)


def test_an_obstacle_counts_once_it_waits_with_the_unit_no_more(store):
    """Of four put to the lead one is answered, one passed on, one waits, one was withdrawn."""
    flow = issued(store)
    task = the(flow, "1", "van-lang").id
    for number in (1, 2, 3, 4):
        command = c.RaiseObstacle(task, f"vướng {number}")
        flow.do(command, by=clerk("van-lang"), at=moment(6, number))
    flow.do(c.AnswerObstacle(task, 1, "xong"), by=clerk("sgd"), at=moment(6, 5))
    flow.do(c.EscalateObstacle(task, 2, "vượt quyền"), by=clerk("sgd"), at=moment(6, 5))
    flow.do(c.WithdrawObstacle(task, 4, "đã hết"), by=clerk("van-lang"), at=moment(6, 5))

    found = scores(flow, formula(("obstacles", 90)))

    assert (2, 3, 60) == (
        found["sgd"].marks[0].numerator,
        found["sgd"].marks[0].denominator,
        found["sgd"].points,
    )
    assert found["van-lang"].points is None


# ── late days ────────────────────────────────────────────────────────────────


def late(state, due_on, now, **more):
    """Return the days by which a bare task is late."""
    facts = {"dating": "dated", "deadline": deadline(due_on), "dated_at": moment(1, 11)} | more
    return late_days(bare_task(Standing(state=state, **facts)), now)


def test_late_days_are_calendar_days_of_the_plan_s_zone():
    """The due day itself is in time; an instant after midnight in Hanoi is the first late day."""
    assert 0 == late(IN_PROGRESS, day(6, 30), moment(6, 30, 23, 59))
    assert 1 == late(IN_PROGRESS, day(6, 30), moment(7, 1, 0, 0))
    assert 31 == late(IN_PROGRESS, day(6, 30), moment(7, 31))
    sent = moment(7, 4)
    assert 4 == late(REPORTED, day(6, 30), moment(9, 1), done_at=sent, first_sent_at=sent)


def test_late_by_the_hour_is_late_by_a_day():
    closes = evolve(deadline(day(6, 30)), due_at=moment(6, 30, 17))

    assert 1 == late(IN_PROGRESS, day(6, 30), moment(6, 30, 18), deadline=closes)


def test_days_before_a_unit_had_the_date_are_not_its_own():
    """A successor gets on 10 July what was due on 30 June: three days on the 13th, none at once."""
    taken_over = {"dated_at": moment(7, 10)}

    assert 3 == late(IN_PROGRESS, day(6, 30), moment(7, 13), **taken_over)
    assert 0 == late(IN_PROGRESS, day(6, 30), moment(7, 10, 18), **taken_over)


def test_a_first_sending_that_counts_stays_as_late_as_it_was():
    """Sent five days late, returned later and resent in time: the return takes nothing off."""
    sent = moment(7, 5)
    returned = {"dated_at": moment(7, 20), "done_at": sent, "first_sent_at": sent}

    assert 5 == late(REPORTED, day(6, 30), moment(9, 1), **returned)


# ── points, places, grades ───────────────────────────────────────────────────


def test_points_are_exact_and_what_cannot_be_measured_goes_to_the_others(store):
    """One of three done in time; nothing sent back or forth in the third criterion."""
    flow = issued(
        store,
        plan(*(item(code, "sgd", schedule=by(6, 30)) for code in "123")),
    )
    report(flow, "1", "sgd", moment(6, 1))

    found = scores(flow, formula(("in_time", 40), ("unreturned", 20), ("products", 30)))["sgd"]

    assert [Decimal("60.00"), Decimal("30.00"), Decimal("0.00")] == [m.most for m in found.marks]
    assert [Decimal("20.00"), Decimal("30.00"), Decimal("0.00")] == [m.points for m in found.marks]
    assert (Decimal("50.00"), Decimal("90.00")) == (found.points, found.most)


def test_thirds_add_up_to_the_whole(store):
    """Three criteria of one point each: the perfect unit has all three, to the hundredth."""
    flow = issued(store, plan(item("1", "sgd", schedule=by(6, 30))))
    report(flow, "1", "sgd", moment(6, 1))
    third = Decimal("33.333")
    thirds = formula(("in_time", third), ("done", third), ("unreturned", 100 - 2 * third))

    with localcontext(prec=3):
        found = scores(flow, thirds)["sgd"]

    assert Decimal("100.00") == found.points == found.most
    assert Fraction(100) == sum(Fraction(mark.points) for mark in found.marks)


def test_equal_scores_share_a_place_and_the_next_place_is_left_out(store):
    """1, 1, 3, 4; the units in the order of the directory."""
    units = ("sgd", "stc", "trang-dinh", "van-lang")
    flow = issued(store, plan(*(item(unit, unit, schedule=by(6, 30)) for unit in units)))
    report(flow, "stc", "stc", moment(6, 1))
    report(flow, "trang-dinh", "trang-dinh", moment(7, 15))
    report(flow, "sgd", "sgd", moment(6, 1))

    found = scoreboard(flow.view("p", at=DECEMBER), formula(("late_days", 30)))

    assert [("sgd", 1), ("stc", 1), ("trang-dinh", 3), ("van-lang", 4)] == [
        (each.unit, each.rank) for each in found
    ]
    assert [30, 30, 15, 0] == [each.points for each in found]


def test_too_few_tasks_are_not_ranked_but_told(store):
    """Two tasks are needed: the department has three reports to give, the districts one or two."""
    flow = issued(store)
    rule = Commendation(at_least=0, most_overdue=9)
    few = formula(
        ("in_time", 10),
        least_tasks=2,
        grades=(Grade(at_least=0, title=named("đạt")),),
        commendation=rule,
    )

    found = scores(flow, few)

    assert (None, None, False) == (
        found["bac-son"].rank,
        found["bac-son"].grade,
        found["bac-son"].is_commended,
    )
    assert "1 of the 2 tasks needed have fallen due" in str(found["bac-son"].sentences()[-1])
    assert (1, True) == (found["van-lang"].rank, found["van-lang"].is_commended)


def test_a_unit_with_nothing_to_measure_has_no_score(store):
    flow = issued(store)

    found = scores(flow, formula(("in_time", 10)), at=moment(2, 1))

    assert {(None, None)} == {(each.points, each.rank) for each in found.values()}


@pytest.mark.parametrize(
    ("points", "grade"), [("49.99", "yếu"), ("50", "khá"), ("89.99", "khá"), ("90", "giỏi")]
)
def test_a_grade_begins_at_its_threshold(points, grade):
    """Whatever the order in which the file names them."""
    grades = (Grade(at_least=50, title=named("khá")), Grade(at_least=0, title=named("yếu")))
    scoring = formula(("done", 100), grades=(*grades, Grade(at_least=90, title=named("giỏi"))))

    assert named(grade) == scoring.grade(Decimal(points)).title


def test_below_the_lowest_threshold_there_is_no_grade():
    scoring = formula(("done", 100), grades=(Grade(at_least=50, title=named("khá")),))

    assert scoring.grade(Decimal(49)) is None


def test_an_overdue_task_bars_from_commendation(store):
    """Half of the points would be enough; one overdue task is not allowed, or is."""
    flow = issued(store, plan(*(item(code, "sgd", schedule=by(6, 30)) for code in "12")))
    report(flow, "1", "sgd", moment(6, 1))

    def is_commended(most_overdue):
        rule = Commendation(at_least=50, most_overdue=most_overdue)
        return scores(flow, formula(("in_time", 100), commendation=rule))["sgd"].is_commended

    assert (False, True) == (is_commended(0), is_commended(1))


# ── who is judged ────────────────────────────────────────────────────────────


def test_r06_a_body_that_was_only_asked_is_not_judged(store):
    """The Fatherland Front answered nothing and is in no place; whoever only receives neither."""
    found = scores(issued(store), shipped_scoring())

    assert {"sgd", "stp", "stc", "trang-dinh", "van-lang", "bac-son"} == set(found)


def test_heads_are_judged_by_what_they_answer_for_alone(store):
    """A head answers for item 1, not for item 2, in which the unit is late; another for a duty."""
    flow = issued(
        store,
        plan(
            item("1", "sgd", schedule=by(6, 30), head_answers=True),
            item("2", "sgd", schedule=by(6, 30)),
            item("3", "stc", schedule=by(6, 30)),
            duties=(duty("R", ("van-lang",), to=("ubnd",), schedule=by(6, 30), head_answers=True),),
        ),
    )
    report(flow, "1", "sgd", moment(6, 1))
    scoring = formula(("in_time", 100))

    heads = scores(flow, scoring, heads=True)

    assert {"sgd": (100, True), "van-lang": (0, True)} == {
        unit: (each.points, each.is_head) for unit, each in heads.items()
    }
    assert {"sgd": 50, "stc": 0, "van-lang": 0} == {
        u: each.points for u, each in scores(flow, scoring).items()
    }


def test_a_part_inherits_that_the_head_answers(store):
    whole = evolve(
        item("1", "sgd", schedule=by(6, 30), head_answers=True), parts=(item("1.a", "stc"),)
    )
    flow = issued(store, plan(whole))

    assert ["stc"] == [*scores(flow, formula(("in_time", 100)), heads=True)]


def test_only_the_parts_that_the_formula_names_are_judged(store):
    """As a partner Văn Lãng is late, as a reporter in time."""
    flow = issued(store)
    report(flow, "R.1", "van-lang", moment(11, 1))

    def points(*parts):
        return scores(flow, formula(("in_time", 100), parts=parts))["van-lang"].points

    assert (0, 100, 50) == (points("partner"), points("reporter"), points("partner", "reporter"))


def test_units_are_ranked_among_those_asked_for(store):
    """Districts among districts: the department above them takes no place."""
    flow = issued(store)
    report(flow, "R.1", "sgd", moment(11, 1))
    districts = {"trang-dinh", "van-lang", "bac-son"}

    found = scores(flow, formula(("in_time", 100)), among=districts)

    assert (districts, {1}) == (set(found), {each.rank for each in found.values()})


@pytest.mark.parametrize("command", [c.Suspend, c.Withdraw])
def test_r16_suspended_and_withdrawn_tasks_are_not_judged(store, command):
    flow = issued(store, plan(item("1", "sgd", schedule=by(6, 30))))
    report(flow, "1", "sgd", moment(2, 1), partial=True)
    flow.do(command(the(flow, "1", "sgd").id, "lũ"), by=CHAIR, at=moment(3, 1))

    assert {} == scores(flow, formula(("in_time", 50), ("unreturned", 50)))


def test_r27_a_score_is_as_known_on_its_day(store):
    """What was sent in time and entered later counts from the entry on."""
    flow = issued(store)
    paper = c.Paper("1/BC", moment(11, 12), "scan")
    task = the(flow, "R.1", "bac-son").id
    flow.do(c.Report(task, paper=paper), by=clerk("stp"), at=moment(11, 20))
    scoring = formula(("in_time", 100))

    then, since = (scores(flow, scoring, at=moment(11, n))["bac-son"].points for n in (16, 21))

    assert (0, 100) == (then, since)


# ── every score explained ────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_both_sentences(store, language):
    """One where there is something to measure, one where there is nothing."""
    flow = issued(store)
    report(flow, "R.1", "sgd", moment(11, 1))
    scoring = formula(*((measure, 10) for measure in MEASURES))
    marks = [mark for score in scores(flow, scoring).values() for mark in score.marks]
    bare = [evolve(mark, numerator=0, denominator=0) for mark in marks]

    for mark in (*marks, *bare):
        assert mark.sentence().text(language)
    measured = {mark.criterion.measure for mark in marks if mark.denominator}
    assert set(MEASURES) == measured | {"products", "obstacles"}


def test_a_score_tells_how_it_came_about(store):
    """In Vietnamese with a decimal comma, in English with a point."""
    flow = issued(store, plan(*(item(code, "sgd", schedule=by(6, 30)) for code in "123")))
    report(flow, "1", "sgd", moment(6, 1))
    found = scores(flow, formula(("in_time", 10)))["sgd"]

    assert [
        "in_time: hoàn thành đúng hạn 1/3 nhiệm vụ đến hạn: 3,33/10 điểm",
        "tổng cộng 3,33/10 điểm",
        "xếp thứ 1",
    ] == [sentence.text("vi") for sentence in found.sentences()]
    assert "in_time: 1 of 3 tasks fallen due were done in time: 3.33 of 10 points" == str(
        found.sentences()[0]
    )


# ── a formula that does not hold together ────────────────────────────────────


def test_all_faults_of_a_formula_at_once():
    """Each names what was found and what would be right."""
    odd = Criterion(measure="charm", points=0, title=named("x"), limit=0)

    with pytest.raises(DefinitionError) as caught:
        Scoring(
            title=named("x"),
            criteria=(odd, odd),
            parts=("lead", "boss"),
            least_tasks=0,
            grades=(Grade(at_least=7, title=named("x")), Grade(at_least=7, title=named("y"))),
            commendation=Commendation(at_least=-1, most_overdue=-1),
        )

    told = str(caught.value)
    for words in ("'charm'", "2 times", "0 points", "limit 0", "'boss'", "least_tasks", "-1"):
        assert words in told


def test_a_formula_without_criteria_or_parts_is_refused():
    with pytest.raises(DefinitionError, match="criteria"):
        formula()
    with pytest.raises(DefinitionError, match="parts"):
        formula(("done", 1), parts=())


def test_the_shipped_formula_makes_a_hundred_and_says_whose_choice_it_is():
    scoring = shipped_scoring()

    assert 100 == scoring.total
    assert "không phải quy định" in scoring.title.vi
    assert [90, 75, 50, 0] == [grade.at_least for grade in scoring.grades]
