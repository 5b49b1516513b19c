"""The ladder of announcements: a plan's own distances, causes with ends of their own (R26)."""

import pytest
from attrs import evolve

from builders import (
    ISSUED_AT,
    before,
    by,
    clerk,
    closing_store,
    day,
    flow_on,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow import AdoptDates, DefinitionError, Ladder, RecordEvent
from planflow.domain.deadline import Policy, Window
from planflow.domain.organisation import Named
from planflow.domain.plan import DISTANCES, Partner
from planflow.domain.reminder import announcements
from planflow.domain.task import command as c
from planflow.instant import add_days, day_of, start_of_day

YEAR_END = moment(12, 31)
NOTHING = Ladder(**dict.fromkeys(DISTANCES, ()), due_today=False)


@pytest.fixture(params=["memory", "sqlite"])
def store(request):
    """An empty store of each kind."""
    with closing_store(request.param) as opened:
        yield opened


def laddered(store, **rungs):
    """Return a flow in which the small plan runs with these rungs and no others."""
    return issued(store, small_plan(ladder=evolve(NOTHING, **rungs)))


def told(given, task):
    """Return what one task's units were told: rung and day, in order."""
    return [(each.rung, day_of(each.moment)) for each in given if each.task == task.id]


def rungs(given, task):
    """Return the rungs that one task's units were told."""
    return [rung for rung, _ in told(given, task)]


# ── the plan says when ───────────────────────────────────────────────────────


def test_r26_due_soon_is_said_at_each_chosen_distance(store):
    """Due on 31 October: seven, three and one day before, each with a name of its own."""
    flow = laddered(store, due_soon=(7, 3, 1))

    assert [
        ("opens", day(1, 11)),
        ("due_soon", day(10, 24)),
        ("due_soon_2", day(10, 28)),
        ("due_soon_3", day(10, 30)),
    ] == told(flow.tick(YEAR_END), the(flow, "1", "van-lang"))


def test_r26_there_are_as_many_reminders_as_the_plan_has(store):
    """Five reminders, two escalations; the due day itself is not announced."""
    flow = laddered(store, overdue=(1, 2, 3, 5, 30), escalated=(10, 40))

    assert [
        ("opens", day(1, 11)),
        ("overdue_1", day(11, 1)),
        ("overdue_2", day(11, 2)),
        ("overdue_3", day(11, 3)),
        ("overdue_4", day(11, 5)),
        ("escalated", day(11, 10)),
        ("overdue_5", day(11, 30)),
        ("escalated_2", day(12, 10)),
    ] == told(flow.tick(YEAR_END), the(flow, "1", "van-lang"))


def test_r26_a_plan_without_rungs_says_only_what_begins(store):
    flow = laddered(store)

    assert {"opens"} == {each.rung for each in flow.tick(YEAR_END)}


def test_r26_the_event_that_does_not_come_is_remembered_at_each_distance(store):
    flow = laddered(store, waiting=(30, 60, 90))

    assert [
        ("opens", day(1, 11)),
        ("waiting", day(2, 10)),
        ("waiting_2", day(3, 12)),
        ("waiting_3", day(4, 11)),
    ] == told(flow.tick(YEAR_END), the(flow, "3", "stc"))


def test_r06_a_requested_body_is_asked_again_and_never_reminded_nor_escalated(store):
    """Whatever the plan has for those that it orders."""
    flow = laddered(store, overdue=(1, 2), escalated=(3,), asked_again=(5, 9))

    assert [
        ("opens", day(1, 11)),
        ("asked_again", day(10, 20)),
        ("asked_again_2", day(10, 24)),
    ] == (told(flow.tick(YEAR_END), the(flow, "2", "mttq")))


def test_r26_a_plan_that_says_nothing_has_the_usual_ladder(store):
    """What was announced before plans had ladders is announced still."""
    flow = issued(store)

    assert [
        ("opens", day(1, 11)),
        ("due_soon", day(10, 24)),
        ("due_today", day(10, 31)),
        ("overdue_1", day(11, 1)),
        ("overdue_2", day(11, 8)),
        ("overdue_3", day(11, 15)),
        ("escalated", day(11, 22)),
    ] == told(flow.tick(YEAR_END), the(flow, "1", "van-lang"))


def test_r26_only_the_newest_rung_that_had_passed_is_said(store):
    """Issued five days after the due day: of six rungs that had passed, the second reminder."""
    ladder = evolve(NOTHING, due_soon=(7, 1), overdue=(1, 4, 20))
    late = plan(item("1", "sgd", schedule=by(1, 6)), ladder=ladder)

    assert [("opens", day(1, 11)), ("overdue_2", day(1, 11)), ("overdue_3", day(1, 26))] == [
        (each.rung, day_of(each.moment)) for each in issued(store, late).tick(YEAR_END)
    ]


def test_r26_the_newest_rung_is_the_last_in_time(store):
    """Escalated before the second reminder: nine days late it is the reminder that is newest."""
    ladder = evolve(NOTHING, overdue=(1, 8), escalated=(5,))
    late = plan(item("1", "sgd", schedule=by(1, 2)), ladder=ladder)

    assert ["opens", "overdue_2"] == [each.rung for each in issued(store, late).tick(YEAR_END)]


def test_r26_what_opens_says_itself_how_soon_it_is_due(store):
    """Two of three distances have passed when the plan is issued; only the third is ahead."""
    ladder = evolve(NOTHING, due_soon=(9, 5, 2))
    soon = plan(item("1", "sgd", schedule=by(1, 15)), ladder=ladder)

    assert [("opens", day(1, 11)), ("due_soon_3", day(1, 13))] == [
        (each.rung, day_of(each.moment)) for each in issued(store, soon).tick(YEAR_END)
    ]


@pytest.mark.parametrize(
    ("rungs", "places"),
    [
        ({"overdue": (0, 1)}, ["overdue"]),
        ({"overdue": (1, 1)}, ["overdue"]),
        ({"overdue": (8, 1)}, ["overdue"]),
        ({"due_soon": (1, 3)}, ["due_soon"]),
        ({"due_soon": (-1,)}, ["due_soon"]),
        ({"waiting": (True,)}, ["waiting"]),
        ({"escalated": (99_999,)}, ["escalated"]),
        ({"escalated": (1.5,)}, ["escalated"]),
        ({"escalates_to": "nobody"}, ["escalates_to"]),
        (
            {"overdue": (2, 1), "not_resent": (0,), "escalates_to": ""},
            ["overdue", "not_resent", "escalates_to"],
        ),
    ],
)
def test_r26_a_ladder_that_is_none_is_refused_with_all_its_faults(rungs, places):
    """No day, twice the same, not in order: told at definition, where and what would be right."""
    with pytest.raises(DefinitionError) as caught:
        Ladder(**rungs)

    assert [f"ladder: {name}" for name in places] == [each.place for each in caught.value.faults]


# ── to whom ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "holder", "to", "expected"),
    [
        ("1", "van-lang", "assigner", ["stp"]),
        ("1", "van-lang", "superior", ["ubnd"]),
        ("1", "van-lang", "receiver", ["sgd"]),
        ("R.1", "van-lang", "receiver", ["stp"]),
        ("R.2", "stp", "assigner", ["board"]),
        ("R.2", "stp", "receiver", ["ubnd", "btp"]),
    ],
)
def test_r26_the_plan_says_to_whom_a_matter_is_escalated(store, source, holder, to, expected):
    """The partner's task feeds the lead's and the report gathered by the standing agency."""
    flow = laddered(store, escalated=(2,), escalates_to=to)
    task = the(flow, source, holder)

    given = [each for each in flow.tick(YEAR_END) if each.task == task.id]

    assert expected == [each.recipient for each in given if each.rung == "escalated"]


def test_r26_where_nobody_stands_above_a_matter_is_escalated_to_the_assigner(store):
    """The Front has no superior in this directory; this plan orders it."""
    ladder = evolve(NOTHING, escalated=(2,), escalates_to="superior")
    flow = issued(
        store, plan(item("1", "mttq", authority="order", schedule=by(2, 1)), ladder=ladder)
    )

    assert ["stp"] == [each.recipient for each in flow.tick(YEAR_END) if each.rung == "escalated"]


# ── put off ──────────────────────────────────────────────────────────────────


def granted(flow, task, until, *, at=None):
    """Let the holder ask for a later date, and the assigner grant it."""
    at = at or moment(2, 1)
    flow.do(c.AskExtension(task.id, until, "lũ"), by=clerk(task.holder), at=at)
    flow.do(c.GrantExtension(task.id), by=clerk("stp"), at=at)


def test_r26_a_date_put_off_before_it_opens_is_told_at_once_and_opens_on_its_day(store):
    """It has not begun, so it still opens; that is no second opening."""
    window = plan(item("1", "sgd", schedule=Window(opens_on=day(6, 1), closes_on=day(6, 30))))
    flow = issued(store, window)
    task = the(flow, "1", "sgd")
    granted(flow, task, day(7, 10))

    assert [
        ("extended", day(2, 1)),
        ("opens", day(6, 1)),
        ("due_soon", day(7, 3)),
        ("due_today", day(7, 10)),
    ] == told(flow.tick(moment(7, 10)), task)


def test_r26_a_task_that_has_opened_does_not_open_again_with_a_later_date(store):
    flow = laddered(store)
    task = the(flow, "1", "van-lang")
    first = flow.tick(moment(1, 20))
    granted(flow, task, day(11, 20))

    given = (*first, *flow.tick(YEAR_END))

    assert [("opens", day(10, 31)), ("extended", day(11, 20))] == [
        (each.rung, each.due_on) for each in given if each.task == task.id
    ]


def test_r26_a_date_prolonged_by_a_suspension_is_told_as_the_new_day(store):
    """Ten days suspended: due ten days later, and not opened again."""
    prolonging = small_plan(ladder=NOTHING, policy=Policy(suspension="prolong"))
    flow = issued(store, prolonging)
    task = the(flow, "1", "van-lang")
    first = flow.tick(moment(3, 1))
    flow.do(c.Suspend(task.id, "lũ"), by=clerk("stp"), at=moment(3, 1))
    flow.do(c.Resume(task.id), by=clerk("stp"), at=moment(3, 11))

    assert [("opens", day(10, 31)), ("extended", day(11, 10))] == [
        (each.rung, each.due_on) for each in (*first, *flow.tick(YEAR_END)) if each.task == task.id
    ]


def test_r26_a_task_that_goes_on_with_its_old_date_is_told_nothing_twice(store):
    flow = issued(store)
    task = the(flow, "1", "van-lang")
    first = flow.tick(moment(10, 25))
    flow.do(c.Suspend(task.id, "lũ"), by=clerk("stp"), at=moment(10, 26))
    flow.do(c.Resume(task.id), by=clerk("stp"), at=moment(10, 27))

    assert ["opens", "due_soon", "due_today"] == rungs((*first, *flow.tick(moment(10, 31))), task)


def test_r26_an_earlier_date_that_is_adopted_is_not_put_off(store):
    """The partner was due after its lead; the lead's date is told as the task's own."""
    late = plan(item("1", "sgd", schedule=by(6, 1)), ladder=NOTHING)
    partner = Partner(selector=Named(("van-lang",)), schedule=by(6, 20))
    flow = issued(store, evolve(late, items=(evolve(late.items[0], partners=(partner,)),)))
    task = the(flow, "1", "van-lang")
    first = flow.tick(moment(2, 1))
    flow.do(AdoptDates("p"), by=clerk("stp"), at=moment(2, 2))

    assert [("opens", day(6, 20)), ("opens", day(6, 1))] == [
        (each.rung, each.due_on) for each in (*first, *flow.tick(YEAR_END)) if each.task == task.id
    ]


# ── returned and not resent ──────────────────────────────────────────────────


def test_r26_a_returned_report_that_does_not_come_back_is_reminded_of_as_such(store):
    """To be resent by 5 October; the reminders count from that day and bear another name."""
    flow = laddered(store, overdue=(1, 2), not_resent=(2, 4), escalated=(6,))
    task = the(flow, "1", "van-lang")
    flow.do(c.Report(task.id), by=clerk("van-lang"), at=moment(10, 1))
    flow.do(c.Return(task.id, "thiếu", day(10, 5)), by=clerk("sgd"), at=moment(10, 2))

    given = flow.tick(YEAR_END)

    assert [
        ("returned", day(10, 2)),
        ("not_resent_1", day(10, 7)),
        ("not_resent_2", day(10, 9)),
        ("escalated", day(10, 11)),
    ] == told(given, task)
    assert {day(10, 5)} == {each.due_on for each in given if each.task == task.id}


def test_r26_what_is_resent_is_reminded_of_no_more(store):
    flow = laddered(store, not_resent=(2, 4))
    task = the(flow, "1", "van-lang")
    flow.do(c.Report(task.id), by=clerk("van-lang"), at=moment(10, 1))
    flow.do(c.Return(task.id, "thiếu", day(10, 5)), by=clerk("sgd"), at=moment(10, 2))
    first = flow.tick(moment(10, 7))
    flow.do(c.Report(task.id), by=clerk("van-lang"), at=moment(10, 10))

    assert ["returned", "not_resent_1"] == rungs((*first, *flow.tick(YEAR_END)), task)


def test_r26_a_date_for_resending_that_is_prolonged_is_told_as_the_new_day(store):
    """It was returned once, not twice; the reminders count from the later day."""
    flow = laddered(store, not_resent=(2,))
    task = the(flow, "1", "van-lang")
    flow.do(c.Report(task.id), by=clerk("van-lang"), at=moment(10, 1))
    flow.do(c.Return(task.id, "thiếu", day(10, 8)), by=clerk("sgd"), at=moment(10, 2))
    first = flow.tick(moment(10, 3))
    flow.do(c.Suspend(task.id, "lũ"), by=clerk("stp"), at=moment(10, 4))
    flow.do(c.Resume(task.id, prolong=True), by=clerk("stp"), at=moment(10, 9))

    assert [
        ("returned", day(10, 2)),
        ("extended", day(10, 9)),
        ("not_resent_1", day(10, 15)),
    ] == told((*first, *flow.tick(YEAR_END)), task)


# ── a correction is asked for ────────────────────────────────────────────────


def passed_on(store, **rungs):
    """Return a flow, and a task whose report was passed on by the report above."""
    flow = laddered(store, **rungs)
    flow.tick(moment(10, 1))
    below = the(flow, "R.1", "bac-son")
    flow.do(c.Report(below.id), by=clerk("bac-son"), at=moment(11, 1))
    (edge,) = below.standing.edges
    flow.do(c.Report(edge.above), by=clerk("stp"), at=moment(11, 3))
    return flow, below


def ask(flow, task, at):
    """Let the receiver ask for a correction."""
    flow.do(c.AskCorrection(task.id, "số liệu sai"), by=clerk("stp"), at=at)


def test_r26_a_correction_is_announced_when_it_is_asked_for_and_reminded_of(store):
    """The report has been passed on, so its task is done; its holder hears of it all the same."""
    flow, task = passed_on(store, correction_unanswered=(3, 10))
    ask(flow, task, moment(11, 5))

    given = flow.tick(YEAR_END)

    assert [
        ("correction_asked", moment(11, 5)),
        ("correction_unanswered_1", moment(11, 8, 0)),
        ("correction_unanswered_2", moment(11, 15, 0)),
    ] == [(each.rung, each.moment) for each in given if each.task == task.id]
    assert {"bac-son"} == {each.recipient for each in given if each.task == task.id}


def test_r26_a_correction_that_is_given_ends_its_reminders_in_the_same_commit(store):
    """Even the one that had fallen due and that nobody had swept."""
    flow, task = passed_on(store, correction_unanswered=(3, 10))
    ask(flow, task, moment(11, 5))
    first = flow.tick(moment(11, 5))
    flow.do(c.Correct(task.id, reason="đã sửa"), by=clerk("bac-son"), at=moment(11, 9))

    assert ["correction_asked"] == rungs((*first, *flow.tick(YEAR_END)), task)


def test_r26_a_correction_asked_for_again_begins_anew(store):
    """Asked on the 5th and, urgently, on the 7th: the reminders count from the 7th."""
    flow, task = passed_on(store, correction_unanswered=(3,))
    ask(flow, task, moment(11, 5))
    ask(flow, task, moment(11, 7))
    given = flow.tick(YEAR_END)

    assert [("correction_asked", day(11, 7)), ("correction_unanswered_1", day(11, 10))] == (
        told(given, task)
    )


def test_r26_what_is_withdrawn_is_not_to_be_corrected(store):
    """Its lead has passed it on, its own report has not: it may still be withdrawn."""
    flow = laddered(store, correction_unanswered=(3,))
    flow.tick(moment(10, 1))
    task, lead = the(flow, "1", "van-lang"), the(flow, "1", "sgd")
    for one in (task, lead):
        flow.do(c.Report(one.id), by=clerk(one.holder), at=moment(10, 2))
    flow.do(c.AskCorrection(task.id, "sai"), by=clerk("sgd"), at=moment(10, 3))
    first = flow.tick(moment(10, 3))
    flow.do(c.Withdraw(task.id, "trùng"), by=clerk("stp"), at=moment(10, 7))

    assert ["correction_asked"] == rungs((*first, *flow.tick(YEAR_END)), task)


# ── an obstacle waits for an answer ──────────────────────────────────────────


def test_r26_an_obstacle_is_put_to_the_unit_that_is_asked_and_urged_there(store):
    """The holder hears nothing of it; its own ladder goes on beside it."""
    flow = laddered(store, obstacle_unanswered=(5, 10), due_soon=(7,))
    task = the(flow, "1", "van-lang")
    flow.do(c.RaiseObstacle(task.id, "thiếu kinh phí"), by=clerk("van-lang"), at=moment(10, 20))
    given = [each for each in flow.tick(YEAR_END) if each.task == task.id]

    assert [
        ("opens", "van-lang", ISSUED_AT),
        ("obstacle_asked", "sgd", moment(10, 20)),
        ("due_soon", "van-lang", moment(10, 24, 0)),
        ("obstacle_unanswered_1", "sgd", moment(10, 25, 0)),
        ("obstacle_unanswered_2", "sgd", moment(10, 30, 0)),
    ] == [(each.rung, each.recipient, each.moment) for each in given]


def test_r26_an_escalated_obstacle_begins_anew_with_the_unit_that_it_is_put_to(store):
    """Seven days with the lead, five with the standing agency until it answers."""
    flow = laddered(store, obstacle_unanswered=(3, 6, 9))
    task = the(flow, "1", "van-lang")
    flow.do(c.RaiseObstacle(task.id, "thiếu kinh phí"), by=clerk("van-lang"), at=moment(3, 1))
    first = flow.tick(moment(3, 8))
    flow.do(c.EscalateObstacle(task.id, 1, "vượt quyền"), by=clerk("sgd"), at=moment(3, 8))
    second = flow.tick(moment(3, 13))
    flow.do(c.AnswerObstacle(task.id, 1, "cấp bổ sung"), by=clerk("stp"), at=moment(3, 13))
    given = [*first, *second, *flow.tick(YEAR_END)]

    assert [
        ("opens", "van-lang"),
        ("obstacle_asked", "sgd"),
        ("obstacle_unanswered_1", "sgd"),
        ("obstacle_unanswered_2", "sgd"),
        ("obstacle_asked", "stp"),
        ("obstacle_unanswered_1", "stp"),
    ] == [(each.rung, each.recipient) for each in given if each.task == task.id]


def test_r26_an_obstacle_escalated_in_the_instant_it_was_raised_is_still_put(store):
    """Swept in between, at the same instant."""
    flow = laddered(store)
    task, at = the(flow, "1", "van-lang"), moment(3, 1)
    flow.do(c.RaiseObstacle(task.id, "lũ"), by=clerk("van-lang"), at=at)
    first = flow.tick(at)
    flow.do(c.EscalateObstacle(task.id, 1, "lũ"), by=clerk("stp"), at=at)

    assert ["sgd", "stp"] == [
        each.recipient for each in (*first, *flow.tick(at)) if each.rung == "obstacle_asked"
    ]


def test_r26_two_obstacles_of_one_task_have_their_own_ends(store):
    """The first is answered, the second goes on; the deadline goes on beside both."""
    flow = laddered(store, obstacle_unanswered=(5,), overdue=(1,))
    task = the(flow, "1", "van-lang")
    for number in (1, 3):
        flow.do(c.RaiseObstacle(task.id, "lũ"), by=clerk("van-lang"), at=moment(3, number))
    flow.do(c.AnswerObstacle(task.id, 1, "được"), by=clerk("sgd"), at=moment(3, 4))

    assert [
        ("opens", day(1, 11)),
        ("obstacle_asked", day(3, 3)),
        ("obstacle_unanswered_1", day(3, 8)),
        ("overdue_1", day(11, 1)),
    ] == told(flow.tick(YEAR_END), task)


def test_r26_an_obstacle_outlives_the_report_and_ends_with_a_withdrawal(store):
    """A task that is done may still wait for an answer; one that is withdrawn waits for nothing."""
    flow = laddered(store, obstacle_unanswered=(5, 60))
    task = the(flow, "R.1", "bac-son")
    flow.do(c.RaiseObstacle(task.id, "lũ"), by=clerk("bac-son"), at=moment(3, 1))
    flow.do(c.Report(task.id), by=clerk("bac-son"), at=moment(3, 2))
    first = flow.tick(moment(3, 31))
    flow.do(c.Withdraw(task.id, "trùng"), by=clerk("stp"), at=moment(4, 1))

    assert ["obstacle_asked", "obstacle_unanswered_1"] == (
        rungs((*first, *flow.tick(YEAR_END)), task)
    )


def of_plan(given):
    """Return what was told of the plan itself."""
    return [(each.rung, each.recipient, day_of(each.moment)) for each in given if each.task == "p"]


def test_r26_an_obstacle_of_the_plan_is_put_to_the_agency_and_urged(store):
    """Nothing of it is lost where the plan is unfolded further in the same sweep."""
    ladder = evolve(NOTHING, obstacle_unanswered=(5, 300))
    flow = issued(store, small_plan(years=(2021, None), ladder=ladder))
    flow.do(c.RaiseObstacle("p", "thiếu quy chế"), by=clerk("bac-son"), at=moment(3, 1))
    given = flow.tick(moment(2, 1, year=2022))

    assert [
        ("obstacle_asked", "stp", day(3, 1)),
        ("obstacle_unanswered_1", "stp", day(3, 6)),
        ("obstacle_unanswered_2", "stp", day(12, 26)),
    ] == of_plan(given)
    assert {"bac-son"} == {each.holder for each in given if each.task == "p"}
    assert day(12, 31, 2022) == flow.plan("p").until
    assert [] == of_plan(flow.tick(moment(12, 1, year=2022)))


def test_r26_an_obstacle_of_the_plan_that_is_answered_is_urged_no_more(store):
    """Another command on the plan leaves the outstanding ones alone."""
    flow = laddered(store, obstacle_unanswered=(5, 10))
    for words in ("một", "hai"):
        flow.do(c.RaiseObstacle("p", words), by=clerk("bac-son"), at=moment(3, 1))
    first = flow.tick(moment(3, 3))
    flow.do(c.AnswerObstacle("p", 1, "được"), by=clerk("stp"), at=moment(3, 4))
    flow.do(RecordEvent("p", "guidance", day(3, 4)), by=clerk("stp"), at=moment(3, 4))

    assert [
        ("obstacle_asked", "stp", day(3, 1)),
        ("obstacle_asked", "stp", day(3, 1)),
        ("obstacle_unanswered_1", "stp", day(3, 6)),
        ("obstacle_unanswered_2", "stp", day(3, 11)),
    ] == of_plan((*first, *flow.tick(YEAR_END)))


# ── the record ───────────────────────────────────────────────────────────────


def test_r25_a_task_carries_what_is_its_plans_own_and_nothing_of_the_usual(store):
    """The usual ladder takes no room in journal and record; another one is read back."""
    own = evolve(NOTHING, overdue=(2,))
    flow = issued(store, small_plan(ladder=own))

    assert own == the(flow, "1", "van-lang").assignment.ladder
    assert own == flow.plan("p").plan.ladder
    assert flow.verify().is_sound
    with closing_store("memory") as usual:
        assert "ladder" not in "".join(issued(usual).lines())


def test_r26_two_plans_keep_their_own_ladders(store):
    """One sweep, two plans."""
    flow = laddered(store, overdue=(2,))
    other = plan(
        item("1", "sgd", schedule=by(6, 1)), plan_id="q", ladder=evolve(NOTHING, overdue=(5,))
    )
    flow.issue(other, by=clerk("board"), at=ISSUED_AT)
    given = flow.tick(YEAR_END)

    assert [("opens", day(1, 11)), ("overdue_1", day(6, 6))] == [
        (each.rung, day_of(each.moment)) for each in given if each.plan == "q"
    ]
    assert ["opens", "overdue_1"] == rungs(given, the(flow, "1", "van-lang", plan="p"))


# ── cut anywhere, by hand ────────────────────────────────────────────────────


def test_r26_a_day_of_several_rungs_gives_them_all_in_order(store):
    """Escalated on the day of the second reminder."""
    flow = laddered(store, overdue=(1, 3), escalated=(3,))
    task = the(flow, "1", "van-lang")
    first = flow.tick(moment(11, 2))

    assert ["opens", "overdue_1"] == rungs(first, task)
    assert ["overdue_2", "escalated"] == rungs(flow.tick(moment(11, 3)), task)


def test_r26_a_moved_event_gives_the_rungs_of_its_new_date_alone(store):
    """From July to September, when two reminders for July had been given."""
    flow = laddered(store, overdue=(1, 2, 40))
    begun = flow.tick(moment(2, 1))
    record = RecordEvent("p", "guidance", day(6, 10), due=by(7, 1))
    flow.do(record, by=clerk("stp"), at=moment(6, 10))
    first = flow.tick(moment(7, 5))
    moved = RecordEvent("p", "guidance", day(7, 20), due=before(9, 2))
    flow.do(moved, by=clerk("stp"), at=moment(7, 20))
    given = [each for each in (*begun, *first, *flow.tick(moment(9, 30))) if "/3/" in each.task]

    assert [
        ("opens", None),
        ("opens", day(7, 1)),
        ("overdue_1", day(7, 1)),
        ("overdue_2", day(7, 1)),
        ("opens", day(9, 1)),
        ("overdue_1", day(9, 1)),
        ("overdue_2", day(9, 1)),
    ] == [(each.rung, each.due_on) for each in given]


def test_r26_the_pure_ladder_is_what_the_sweep_gives(store):
    """Asked of the task itself, over the same time."""
    flow = laddered(store, due_soon=(7, 1), overdue=(1, 8))
    given = flow.tick(YEAR_END)
    tasks = [flow.task(one) for one in {each.task for each in given}]
    first = start_of_day(add_days(day_of(ISSUED_AT), -1))

    assert sorted(each.id for each in given) == sorted(
        each.id for task in tasks for each in announcements(task, first, YEAR_END)
    )


def test_r26_a_store_opened_anew_goes_on_with_the_plans_ladder(tmp_path):
    """Nothing of the ladder lives in the flow."""
    from planflow import SqliteStore

    path = tmp_path / "p.db"
    with SqliteStore(path) as one:
        first = laddered(one, overdue=(1, 2)).tick(moment(11, 1))
    with SqliteStore(path) as again:
        flow = flow_on(again)
        task = the(flow, "1", "van-lang")
        assert ["opens", "overdue_1"] == rungs(first, task)
        assert ["overdue_2"] == rungs(flow.tick(YEAR_END), task)
