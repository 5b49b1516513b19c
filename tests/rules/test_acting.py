"""Who acts, and in which capacity: closing, signatures, the standing agency, requests."""

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
    small_plan,
    snapshot,
    the,
)
from planflow.document import report_text
from planflow.domain.deadline import Continuous, Recurring
from planflow.domain.overview import TwoByTwo, two_by_two
from planflow.domain.plan import APPROVE
from planflow.domain.task import command as c
from planflow.domain.task import (
    timeliness,
)
from planflow.errors import (
    CommandRefusedError,
    NotAuthorisedError,
)
from planflow.store import Query

STP, SGD, BOARD = clerk("stp"), clerk("sgd"), CHAIR
AT = moment(10, 5)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


def reported(flow, source, unit, at=AT, **more):
    """Let a unit report on its task."""
    return flow.do(c.Report(the(flow, source, unit).id, **more), by=clerk(unit), at=at).task


def refusal(flow, command, by_whom, at=AT):
    """Return why a command is refused; it changes nothing."""
    before_it = snapshot(flow)
    with pytest.raises(CommandRefusedError) as caught:
        flow.do(command, by=by_whom, at=at)
    assert before_it == snapshot(flow)
    return caught.value


# ── closing what has no end ──────────────────────────────────────────────────


def endless(**more):
    """Return a plan with work that goes on, reported on by the quarter."""
    return plan(
        item("1", "sgd", schedule=Continuous(), counts=("classes",)),
        duties=(
            duty(
                "R",
                ("sgd",),
                to=("ubnd",),
                schedule=Recurring(every="quarter", due_month=4, due_day=10),
            ),
        ),
        **more,
    )


def test_r12_the_assigner_closes_what_has_no_end_and_what_was_told_stands(store):
    """Two partial reports, then the assigner closes: the next period takes the newest."""
    flow = issued(store, endless())
    task = the(flow, "1", "sgd").id
    reported(flow, "1", "sgd", moment(3, 20), figures={"classes": 3}, partial=True)
    flow.do(c.Report(the(flow, "R", "sgd", occurrence="2021-Q1").id), by=SGD, at=moment(4, 1))
    reported(flow, "1", "sgd", moment(5, 20), figures={"classes": 5}, partial=True)

    closed = flow.do(c.Close(task, "hết nhiệm vụ"), by=STP, at=moment(6, 1)).task
    above = flow.do(
        c.Report(the(flow, "R", "sgd", occurrence="2021-Q2").id), by=SGD, at=moment(7, 1)
    ).task

    assert ("reported", moment(6, 1), True) == (
        closed.state,
        closed.standing.done_at,
        closed.standing.reports[-1].is_closing,
    )
    assert {"classes": 5} == above.standing.reports[-1].total.actual
    done = flow.task(task)
    assert ("consolidated", ["2021-Q1", "2021-Q2"]) == (
        done.state,
        [edge.above.rpartition("/")[2] for edge in done.standing.edges],
    )
    assert "done_in_time" == timeliness(done, moment(12, 1))
    assert flow.verify().is_sound


def test_r12_what_the_last_period_has_taken_is_consolidated_when_it_is_closed(store):
    """Nothing new since: later periods do not show it again."""
    flow = issued(store, endless())
    task = the(flow, "1", "sgd").id
    reported(flow, "1", "sgd", moment(3, 20), figures={"classes": 3}, partial=True)
    flow.do(c.Report(the(flow, "R", "sgd", occurrence="2021-Q1").id), by=SGD, at=moment(4, 1))

    closed = flow.do(c.Close(task, "hết nhiệm vụ"), by=STP, at=moment(6, 1)).task

    assert ("consolidated", ["2021-Q1"]) == (
        closed.state,
        [edge.above.rpartition("/")[2] for edge in closed.standing.edges],
    )
    course = flow.view("p", at=moment(6, 2)).course(task)
    assert (moment(6, 1), moment(6, 1)) == (course.reported_at, course.consolidated_at)
    assert not [each for each in flow.tick(moment(12, 31)) if each.task == task]


def test_r16_closed_without_anybody_above_it_counts(store):
    """No duty covers it: what was told is as consolidated at once."""
    flow = issued(store, plan(item("1", "sgd", schedule=Continuous(), counts=("classes",))))
    reported(flow, "1", "sgd", figures={"classes": 3}, partial=True)
    before_it = dict(flow.totals("p").figures.actual)

    closed = flow.do(c.Close(the(flow, "1", "sgd").id, "xong"), by=STP, at=AT).task

    assert ("consolidated", {}, {"classes": 3}) == (
        closed.state,
        before_it,
        dict(flow.totals("p").figures.actual),
    )


def test_r17_a_closed_task_is_corrected_by_its_holder(store):
    """The assigner closed it; what it said is put right like any other closing report."""
    flow = issued(store, endless())
    task = the(flow, "1", "sgd").id
    reported(flow, "1", "sgd", moment(3, 20), figures={"classes": 3}, partial=True)
    flow.do(c.Close(task, "hết nhiệm vụ"), by=STP, at=moment(3, 25))
    command = c.Correct(task, figures={"classes": 4}, reason="đếm sót")
    flow.do(command, by=SGD, at=moment(3, 26))
    above = the(flow, "R", "sgd", occurrence="2021-Q1").id
    done = flow.do(c.Report(above), by=SGD, at=moment(4, 1)).task

    assert {"classes": 4} == done.standing.reports[-1].total.actual
    assert ("consolidated", ["2021-Q1"]) == (
        flow.task(task).state,
        [edge.above.rpartition("/")[2] for edge in flow.task(task).standing.edges],
    )
    assert flow.verify().is_sound


def test_r12_a_closed_task_can_be_returned(store):
    """The receiver wants another report: it is open again, and resent like any other."""
    flow = issued(store, endless())
    task = the(flow, "1", "sgd").id
    reported(flow, "1", "sgd", moment(3, 20), figures={"classes": 3}, partial=True)
    flow.do(c.Close(task, "hết nhiệm vụ"), by=STP, at=moment(3, 25))
    back = flow.do(c.Return(task, "thiếu", day(3, 31)), by=SGD, at=moment(3, 26)).task
    again = reported(flow, "1", "sgd", moment(3, 30), figures={"classes": 4})

    assert ("in_progress", "reported", moment(3, 25)) == (
        back.state,
        again.state,
        again.standing.done_at,
    )
    assert flow.verify().is_sound


def test_r12_only_work_without_an_end_is_closed_by_the_assigner(store):
    """A dated task, and continuous work with an end, are closed by their holders."""
    ends = item("2", "sgd", schedule=Continuous(closes_on=day(12, 31)))
    flow = issued(store, plan(item("1", "sgd", schedule=by(11, 1)), ends))
    for source in ("1", "2"):
        task = reported(flow, source, "sgd", partial=True)
        assert "R12" == refusal(flow, c.Close(task.id, "xong"), STP).rule


def test_r12_what_nobody_reported_on_is_withdrawn_not_closed(store):
    """Begun and never reported, or the report was returned: there is nothing that could stand."""
    flow = issued(store, endless())
    task = the(flow, "1", "sgd").id
    flow.do(c.Start(task), by=SGD, at=AT)
    unreported = refusal(flow, c.Close(task, "xong"), STP)
    reported(flow, "1", "sgd", partial=True)
    flow.do(c.Return(task, "thiếu", day(10, 20)), by=SGD, at=AT)

    assert ["R12", "R12"] == [unreported.rule, refusal(flow, c.Close(task, "xong"), STP).rule]


def test_r05_closing_needs_a_reason(store):
    flow = issued(store, endless())
    task = reported(flow, "1", "sgd", partial=True)

    assert "R5" == refusal(flow, c.Close(task.id, ""), STP).rule


# ── a leader's signature ─────────────────────────────────────────────────────

LEADER = clerk("sgd", capacity="leader")


def signed(**more):
    """Return the small plan whose reports a leader gives."""
    return small_plan(signature="leader", **more)


@pytest.mark.parametrize("partial", [True, False])
def test_r03_a_plan_may_want_a_leaders_signature(store, partial):
    """A clerk prepares the draft and may not give it; the department's leader does."""
    flow = issued(store, signed())
    task = the(flow, "1", "sgd").id
    command = flow.consolidate(task, at=AT).report(figures={"classes": 2}, partial=partial)

    refused = refusal(flow, command, SGD)
    done = flow.do(command, by=LEADER, at=AT).task

    assert (NotAuthorisedError, "R3", ("leader",)) == (type(refused), refused.rule, refused.who)
    assert "phải do lãnh đạo sgd ký" in refused.text("vi")
    assert "a leader of sgd signs" in refused.text("en")
    assert 1 == len(done.standing.reports)
    assert ["leader"] == [e.capacity for e in flow.history(task) if e.kind == "Reported"]


def test_r03_what_a_leader_must_sign_a_clerk_may_still_begin(store):
    """Progress, evidence and questions are a clerk's."""
    flow = issued(store, signed())
    task = the(flow, "1", "sgd").id
    for command in (
        c.Start(task),
        c.RecordProgress(task, 10),
        c.AttachEvidence(task, "ảnh"),
        c.AskExtension(task, day(11, 20), "lũ"),
    ):
        flow.do(command, by=SGD, at=AT)

    assert "in_progress" == flow.task(task).state


def test_r03_the_head_answers_for_items_and_duties_that_say_so(store):
    """Item 1.1 inherits it, its partners sign too; item 2 and the other duty do not want it."""
    parts = (item("1.1", "sgd", "stc", schedule=by(10, 1)),)
    the_plan = plan(
        evolve(item("1", "sgd"), parts=parts, head_answers=True),
        item("2", "sgd", schedule=by(10, 1)),
        duties=(
            duty("R.1", ("sgd",), to=("stp",), schedule=by(11, 1), head_answers=True),
            duty("R.2", ("stp",), to=("ubnd",), schedule=by(12, 1)),
        ),
    )
    flow = issued(store, the_plan)

    wanted = {(t.source, t.holder): t.assignment.signature for t in flow.find(Query())}

    assert {
        ("1.1", "sgd"): "leader",
        ("1.1", "stc"): "leader",
        ("2", "sgd"): "",
        ("R.1", "sgd"): "leader",
        ("R.2", "stp"): "",
        ("R.2", "ubnd"): "",
    } == wanted


def test_r03_a_paper_must_tell_who_signed_it(store):
    """The agency's clerk enters the district's paper: the leader has signed that."""
    flow = issued(store, signed())
    task = the(flow, "R.1", "van-lang").id
    paper = c.Paper("45/BC-UBND", moment(10, 1))

    refused = refusal(flow, c.Report(task, paper=paper, signed_by=" "), STP)
    done = flow.do(c.Report(task, paper=paper, signed_by="Chủ tịch"), by=STP, at=AT).task

    assert ("R3", "reported") == (refused.rule, done.state)


def test_r03_who_only_receives_signs_nothing(store):
    """The province takes note of the report that its agency's leader gave."""
    flow = issued(store, signed())
    flow.do(c.Report(the(flow, "R.2", "stp").id), by=clerk("stp", capacity="leader"), at=AT)

    assert "consolidated" == reported(flow, "R.2", "ubnd").state


def test_r03_a_leader_signs_what_is_resent(store):
    flow = issued(store, signed())
    task = flow.do(c.Report(the(flow, "1", "van-lang").id), by=leader("van-lang"), at=AT).task
    flow.do(c.Return(task.id, "thiếu", day(10, 20)), by=SGD, at=AT)

    assert "R3" == refusal(flow, c.Report(task.id), clerk("van-lang")).rule


def test_r03_a_leader_signs_a_correction(store):
    flow = issued(store, signed())
    task = flow.do(c.Report(the(flow, "1", "sgd").id), by=LEADER, at=AT).task
    command = c.Correct(task.id, figures={"classes": 3}, reason="đếm sót")

    assert "R3" == refusal(flow, command, SGD).rule
    assert 2 == len(flow.do(command, by=LEADER, at=AT).task.standing.reports)


def leader(unit):
    """Return a leader of a unit."""
    return clerk(unit, capacity="leader")


# ── the standing agency in the issuer's name ─────────────────────────────────


def boards_own(mode="consolidate", **more):
    """Return a plan in which the board holds work and receives its agency's and others' reports."""
    return plan(
        item("1", "board", "sgd", schedule=before(11, 1), counts=("classes",)),
        duties=(
            duty("R.1", ("sgd",), to=("board",), schedule=by(11, 20)),
            duty("R.2", ("stp",), to=("board",), schedule=by(12, 1), mode=mode),
        ),
        **more,
    )


def test_r04_the_standing_agency_acts_for_the_issuer_as_holder(store):
    """It starts, reports and gathers what the board holds; the record tells both units apart."""
    flow = issued(store, boards_own())
    task = the(flow, "1", "board").id
    reported(flow, "1", "sgd", figures={"classes": 2})
    flow.do(c.Start(task), by=STP, at=AT)

    done = flow.do(c.Report(task, figures={"classes": 1}), by=STP, at=AT).task

    report = done.standing.reports[-1]
    assert ("board", "stp", None, {"classes": 3}) == (
        done.holder,
        report.acted_by,
        report.entered_by,
        report.total.actual,
    )
    entry = flow.history(task)[-1]
    assert ("stp", STP.id) == (entry.unit, entry.actor)
    assert "cơ quan thường trực stp thay mặt" in report_text(flow.view("p", at=AT))
    assert flow.verify().is_sound


def test_r04_the_issuer_itself_still_acts(store):
    """Nobody acted for the board when its chair reports."""
    flow = issued(store, boards_own())

    done = flow.do(c.Report(the(flow, "1", "board").id), by=BOARD, at=AT).task

    assert None is done.standing.reports[-1].acted_by


def test_r04_the_standing_agency_acts_for_the_issuer_as_receiver_and_addressee(store):
    """It returns a report that goes to the board, and receives it in the board's name."""
    flow = issued(store, boards_own())
    task = reported(flow, "R.1", "sgd").id
    flow.do(c.Return(task, "thiếu", day(10, 20)), by=STP, at=AT)
    flow.do(c.Report(task), by=SGD, at=AT)

    done = flow.do(c.Report(the(flow, "R.1", "board").id), by=STP, at=AT).task

    assert ("consolidated", "stp") == (done.state, done.standing.reports[-1].acted_by)


def test_r04_as_addressee_the_agency_cannot_return_what_it_has_passed_on(store):
    """For the board as for itself: what the task above has reported on stays."""
    flow = issued(store, boards_own())
    task = reported(flow, "R.1", "sgd").id
    flow.do(c.Report(the(flow, "R.1", "board").id), by=STP, at=AT)

    assert "R16" == refusal(flow, c.Return(task, "thiếu", day(10, 20)), STP).rule


@pytest.mark.parametrize("mode", ["consolidate", APPROVE])
def test_r04_the_agency_never_approves_or_receives_its_own_in_the_issuers_name(store, mode):
    """Its own report at the top is for the board itself, or comes with the board's paper."""
    flow = issued(store, boards_own(mode))
    reported(flow, "R.2", "stp")
    top = the(flow, "R.2", "board").id

    refused = refusal(flow, c.Report(top), STP)
    paper = c.Paper("7/TB-BCĐ", moment(10, 1), evidence="bản chụp")
    entered = flow.do(c.Report(top, paper=paper), by=STP, at=AT).task.standing.reports[-1]

    assert ("R4", ("holder",)) == (refused.rule, refused.who)
    assert ("stp", None) == (entered.entered_by, entered.acted_by)


def test_r04_the_board_receives_its_agencys_report(store):
    flow = issued(store, boards_own(APPROVE))
    reported(flow, "R.2", "stp")

    assert (
        "consolidated"
        == flow.do(c.Report(the(flow, "R.2", "board").id), by=BOARD, at=AT).task.state
    )


def test_r04_the_agency_corrects_and_has_corrected_in_the_issuers_name(store):
    """What it reported for the board, and what the board has passed on."""
    flow = issued(store, boards_own())
    task = reported(flow, "R.1", "sgd").id
    flow.do(c.Report(the(flow, "R.1", "board").id), by=STP, at=AT)
    asked = flow.do(c.AskCorrection(task, "thiếu số liệu"), by=STP, at=AT).task
    own = flow.do(c.Report(the(flow, "1", "board").id), by=STP, at=AT).task
    corrected = flow.do(c.Correct(own.id, reason="đếm sót"), by=STP, at=AT).task

    assert AT == asked.standing.correction_asked_at
    assert ("stp", None, 1) == (
        corrected.standing.reports[-1].acted_by,
        corrected.standing.reports[-1].entered_by,
        corrected.standing.reports[-1].corrects,
    )
    assert flow.verify().is_sound


def test_r04_delegation_ends_with_what_the_issuer_holds(store):
    """The agency is no holder of anybody else's task, and nobody else acts for the board."""
    flow = issued(store, boards_own())

    with pytest.raises(NotAuthorisedError):
        flow.do(c.Start(the(flow, "1", "sgd").id), by=STP, at=AT)
    for one in ("sgd", "ubnd"):
        with pytest.raises(NotAuthorisedError):
            flow.do(c.Start(the(flow, "1", "board").id), by=clerk(one), at=AT)


def test_r04_a_plan_without_an_agency_has_nobody_who_acts_for_the_issuer(store):
    flow = issued(store, plan(item("1", "board", schedule=by(10, 1)), standing_agency=None))

    with pytest.raises(NotAuthorisedError):
        flow.do(c.Start(the(flow, "1", "board").id), by=STP, at=AT)


# ── requests: asked until answered ───────────────────────────────────────────


@pytest.mark.parametrize("on", [(1, 12), (10, 14), (10, 16), (11, 15), (12, 31)])
def test_r06_the_tally_by_timeliness_is_the_official_two_by_two(store, on):
    """Requests done, late, near and silent: none of them in the four numbers, on any day."""
    flow = issued(store)
    for source, holder, at in (
        ("2", "mttq", moment(10, 20)),
        ("1", "van-lang", moment(11, 5)),
        ("R.1", "bac-son", moment(10, 1)),
    ):
        if at <= moment(*on):
            reported(flow, source, holder, at)
    now = moment(*on)
    counts = {key: n for (key,), n in flow.tally(Query(), by=("timeliness",), at=now).items()}
    open_in_time = ("not_yet_open", "in_time", "due_soon")

    assert two_by_two(flow.find(Query()), now) == TwoByTwo(
        counts.get("done_in_time", 0),
        counts.get("done_late", 0),
        sum(counts.get(name, 0) for name in open_in_time),
        counts.get("overdue", 0),
    )
    assert 2 == counts.get("asked", 0) + counts.get("answered", 0)


def test_r06_a_requested_body_is_asked_before_its_date_and_after(flow):
    """Nothing about its time is counted; undated it has no date, continuous it goes on."""
    task = the(flow, "2", "mttq")
    now = [moment(1, 12), moment(10, 15), moment(12, 1)]

    assert ["asked"] * 3 == [timeliness(task, at) for at in now]
