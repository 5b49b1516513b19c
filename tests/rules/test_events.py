"""Rule R11, event anchors in the life of a task: recorded, moved, withdrawn; all of it is kept."""

import pytest
from attrs import evolve

from builders import (
    STORES,
    after,
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
    title,
)
from planflow.domain.change import NameMembers, RecordEvent, WithdrawEvent
from planflow.domain.deadline import Milestones
from planflow.domain.organisation import Open
from planflow.domain.plan import Partner, PlanEvent
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.errors import DefinitionError, NotAuthorisedError
from planflow.store import Query

STP = clerk("stp")
JUNE = moment(6, 10)
GUIDANCE = RecordEvent(
    "p",
    "guidance",
    day(6, 10),
    document="1028/BTP",
    due=before(7, 30),
    data_from=day(1, 1),
    data_to=day(6, 30),
    addressees=("ubnd",),
)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def dated(store):
    """Return the small plan in which the guidance has come."""
    flow = issued(store)
    flow.do(GUIDANCE, by=STP, at=JUNE)
    return flow


def again(**facts):
    """Return the guidance recorded once more."""
    return RecordEvent("p", "guidance", **({"happened_on": day(6, 10)} | facts))


def withdraw(reason="gửi nhầm"):
    return WithdrawEvent("p", "guidance", reason)


def above(task):
    """Return the units that a task feeds."""
    return [edge.receiver for edge in task.standing.edges]


def test_r11_an_event_moved_keeps_what_is_not_said_anew(dated):
    """Only the day it happened is put right: date, data, addressee stay."""
    dated.do(again(happened_on=day(6, 12)), by=STP, at=moment(6, 14))

    task = the(dated, "3", "stc")
    assert (day(7, 29), day(6, 12), day(6, 30), ["ubnd"]) == (
        task.due_on,
        task.deadline.opens_on,
        task.standing.period.ends_on,
        above(task),
    )


def test_r11_an_event_moved_gives_its_new_date_and_keeps_the_old_one_in_the_journal(dated):
    """The date it brings is another; the journal has both."""
    dated.do(again(due=by(9, 30)), by=STP, at=moment(7, 1))

    task = the(dated, "3", "stc")
    dates = [e.event.deadline.due_on for e in dated.history(task.id) if e.kind == "Redated"]
    assert (day(9, 30), [day(7, 29), day(9, 30)]) == (task.due_on, dates)


def test_r11_a_moved_event_leaves_its_first_addressee(dated):
    """The report is wanted by another unit: the first receiving task falls away."""
    dated.do(again(addressees=("btp",)), by=STP, at=moment(6, 14))

    states = {t.holder: t.state for t in dated.find(Query(source="3")) if t.kind == "receive"}
    assert (["btp"], {"ubnd": "withdrawn", "btp": "assigned"}) == (
        above(the(dated, "3", "stc")),
        states,
    )
    assert dated.verify().is_sound


def test_r11_a_withdrawn_event_takes_its_date_data_and_addressee_away(dated):
    """The letter was not meant for this plan: the task waits again, and is not overdue."""
    dated.do(withdraw(), by=STP, at=moment(8, 1))

    task = the(dated, "3", "stc")
    assert (None, None, [], "waiting") == (
        task.deadline,
        task.standing.period,
        above(task),
        timeliness(task, moment(8, 2)),
    )
    assert dated.verify().is_sound


def test_r11_a_withdrawn_event_may_come_again(dated):
    """Then it brings what is said now, and nothing of the first time."""
    dated.do(withdraw(), by=STP, at=moment(6, 20))
    dated.do(again(happened_on=day(7, 1), due=by(9, 30)), by=STP, at=moment(7, 1))

    task = the(dated, "3", "stc")
    assert (day(9, 30), None, []) == (task.due_on, task.standing.period, above(task))


def test_r11_what_is_done_keeps_its_date_when_the_event_is_withdrawn(dated):
    """Reported and taken: nothing of it moves."""
    task = the(dated, "3", "stc")
    dated.do(c.Report(task.id), by=clerk("stc"), at=moment(7, 20))
    dated.do(withdraw(), by=STP, at=moment(8, 1))

    assert (day(7, 29), "reported") == (dated.task(task.id).due_on, dated.task(task.id).state)


def test_r11_announcements_of_a_withdrawn_date_end_in_the_same_commit(dated):
    """Nobody is told of a date that no longer stands."""
    dated.tick(moment(6, 11))
    dated.do(withdraw(), by=STP, at=moment(6, 20))

    told = {
        each.rung for each in dated.tick(moment(8, 1)) if each.task == the(dated, "3", "stc").id
    }
    assert told == {"opens"}


def test_r11_an_event_without_a_date_ends_the_waiting(store):
    """It came and says nothing of time: undated, not waiting, never overdue."""
    flow = issued(store)
    flow.do(again(), by=STP, at=JUNE)

    assert "undated" == timeliness(the(flow, "3", "stc"), moment(12, 31))


def test_r11_partners_named_after_the_event_take_the_items_date(store):
    """The guidance has dated the item; a partner named later has that date, and no old warnings."""
    lead = item("3", "stc", schedule=after("guidance"))
    lead = evolve(lead, partners=(Partner(selector=Open("các sở liên quan")),))
    the_plan = small_plan()
    flow = issued(store, evolve(the_plan, items=(*the_plan.items[:2], lead, the_plan.items[3])))
    flow.do(GUIDANCE, by=STP, at=JUNE)

    outcome = flow.do(NameMembers("p", "3", ("sgd",)), by=STP, at=moment(6, 15))

    partner = the(flow, "3", "sgd")
    assert (day(7, 29), "by-event") == (partner.due_on, partner.deadline.origin)
    assert not [w for w in outcome.warnings if "liên quan" in str(w) or "waits" in str(w)]


def test_r13_a_date_for_resending_outlives_a_moved_event(dated):
    """Returned, to be resent by 10 August: the event moves what comes after that."""
    task = the(dated, "3", "stc").id
    dated.do(c.Report(task), by=clerk("stc"), at=moment(7, 20))
    dated.do(c.Return(task, "thiếu", day(8, 10)), by=clerk("ubnd"), at=moment(7, 25))

    dated.do(again(due=by(9, 30)), by=STP, at=moment(7, 26))

    standing = dated.task(task).standing
    assert (day(8, 10), day(9, 30)) == (standing.deadline.due_on, standing.stated.due_on)


def test_r11_several_milestones_are_several_tasks(store):
    """An interim and a final review: one task each, with its own date."""
    schedule = Milestones(parts=(by(6, 30), by(12, 20)))
    flow = issued(store, plan(item("1", "sgd", "stc", schedule=schedule)))

    dates = {(t.holder, t.assignment.occurrence): t.due_on for t in flow.find(Query(source="1"))}
    assert dates == {
        ("sgd", "m1"): day(6, 30),
        ("sgd", "m2"): day(12, 20),
        ("stc", "m1"): day(6, 30),
        ("stc", "m2"): day(12, 20),
    }


# ── what is shown first, and what is refused ─────────────────────────────────


def test_r11_what_an_event_would_do_is_shown_and_nothing_is_written(store):
    """The preview names the task that gets a date; the store is as it was."""
    flow = issued(store)
    untouched = snapshot(flow)

    (moved,) = flow.foresee(GUIDANCE, at=JUNE).moved

    assert (None, day(7, 29), "p/3/stc/once") == (moved.before, moved.after, moved.task)
    assert untouched == snapshot(flow)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (WithdrawEvent("p", "guidance", "nhầm"), "an event that has been recorded"),
        (WithdrawEvent("p", "letter", "nhầm"), "one of ['guidance']"),
        (WithdrawEvent("p", "guidance", " "), "why the event is withdrawn"),
    ],
)
def test_r11_what_has_not_come_is_not_withdrawn(store, command, expected):
    """A clear refusal, and nothing is written."""
    flow = issued(store)
    untouched = snapshot(flow)

    with pytest.raises(DefinitionError, match=expected.replace("[", r"\[")):
        flow.do(command, by=STP, at=JUNE)
    assert untouched == snapshot(flow)


def test_r03_only_the_assigner_withdraws_an_event(dated):
    with pytest.raises(NotAuthorisedError):
        dated.do(withdraw(), by=clerk("sgd"), at=moment(6, 20))


def test_r25_the_reason_for_withdrawing_can_be_erased(dated):
    """It stands beside the journal, which proves the rest without it."""
    dated.do(withdraw("chị Lan gửi nhầm"), by=clerk("stp", "lan"), at=moment(6, 20))
    dated.erase("lan")

    assert (True, False) == (
        dated.verify().is_sound,
        any("chị Lan" in str(entry.event) for entry in dated.journal()),
    )


def test_r11_the_same_withdrawal_twice_is_one(dated):
    """Under one key nothing happens the second time."""
    for _ in range(2):
        outcome = dated.do(withdraw(), by=STP, at=moment(6, 20), key="k")

    assert (True, 1) == (
        outcome.is_repeated,
        sum(entry.kind == "EventWithdrawn" for entry in dated.journal()),
    )


def test_r11_a_duty_may_wait_for_an_event(store):
    """An ad hoc report: the asking letter gives its date and its data."""
    ask = PlanEvent(id="letter", title=title("công văn"))
    the_plan = plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(duty("R", ("sgd",), to=("ubnd",), schedule=after("letter")),),
        events=(ask,),
    )
    flow = issued(store, the_plan)
    flow.do(RecordEvent("p", "letter", day(5, 4), due=before(5, 20)), by=STP, at=moment(5, 5))

    assert day(5, 19) == the(flow, "R", "sgd").due_on


def test_r11_an_addressee_that_is_asked_again_receives_again(dated):
    """Moved to the ministry and back: the first receiving task is assigned again."""
    for number, unit in enumerate(("btp", "ubnd")):
        dated.do(again(addressees=(unit,)), by=STP, at=moment(6, 14 + number))

    states = {t.holder: t.state for t in dated.find(Query(source="3")) if t.kind == "receive"}
    assert {"ubnd": "assigned", "btp": "withdrawn"} == states


def test_r26_a_date_set_in_the_same_instant_is_announced(store):
    """Issued, swept and dated at one moment: the new date's rungs come."""
    flow = issued(store)
    flow.tick(moment(1, 11))
    flow.do(again(due=by(2, 1)), by=STP, at=moment(1, 11))

    told = {each.rung for each in flow.tick(moment(2, 1)) if "/3/" in each.task}
    assert {"due_soon", "due_today"} <= told
