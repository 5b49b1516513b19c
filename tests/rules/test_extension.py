"""Rule R13: an extension is a request and a decision; until then the old date counts."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    STORES,
    after,
    assignment,
    bare_task,
    by,
    clerk,
    closing_store,
    day,
    deadline,
    duty,
    issued,
    item,
    moment,
    plan,
    snapshot,
    the,
)
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import Policy, Soft
from planflow.domain.plan import PlanEvent
from planflow.domain.task import (
    Asked,
    Context,
    Edge,
    Refusal,
    Standing,
    Task,
    absence_reason,
    decide,
    timeliness,
)
from planflow.domain.task import command as c
from planflow.domain.task.event import ExtensionGranted, ExtensionRefused
from planflow.engine.codec import dumps, loads
from planflow.errors import (
    CommandRefusedError,
    DuplicateError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.instant import to_instant
from planflow.store import Query

MICRO = dt.timedelta(microseconds=1)
HOLDER, ASSIGNER = clerk("sgd"), clerk("stp")
DUE, LATER = day(11, 14), day(11, 24)
MIDNIGHT = moment(11, 15, 0)
"""The first instant after the due day, a Sunday."""
TASK = "p/1/sgd/once"
ASK = c.AskExtension(TASK, LATER, "lũ")
GRANT = c.GrantExtension(TASK)
REFUSE = c.RefuseExtension(TASK, "còn đủ thời gian")


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def running(store, *, schedule=None, **policy):
    """Return a flow with one task, due by 14 November 2021 unless said otherwise."""
    one = item("1", "sgd", schedule=schedule or by(11, 14))
    return issued(store, plan(one, policy=Policy(**policy)))


def extended(store, *, asked=None, granted=None, **how):
    """Return a flow whose one task was extended to 24 November."""
    flow = running(store, **how)
    flow.do(ASK, by=HOLDER, at=asked or moment(11, 10))
    flow.do(GRANT, by=ASSIGNER, at=granted or moment(11, 11))
    return flow


def refused(flow, command, by, at):
    """Give a command that a rule refuses, which must leave no trace; return the refusal."""
    before = snapshot(flow)
    with pytest.raises(RuleViolatedError) as caught:
        flow.do(command, by=by, at=at)

    assert before == snapshot(flow)
    assert "R13" == caught.value.rule
    assert all(caught.value.reason.text(language) for language in ("vi", "en"))
    return caught.value.reason.key.removeprefix("refusal."), caught.value.who


# ── a request and a decision ─────────────────────────────────────────────────


def test_r13_the_old_date_counts_until_the_decision(store):
    """Asked for on the 10th, undecided on the 15th: overdue; granted then, in time again."""
    flow = running(store)
    asked = flow.do(ASK, by=HOLDER, at=moment(11, 10)).task
    waiting = timeliness(asked, MIDNIGHT)

    granted = flow.do(GRANT, by=ASSIGNER, at=moment(11, 16)).task

    assert (DUE, "overdue") == (asked.due_on, waiting)
    assert (LATER, "in_time") == (granted.due_on, timeliness(granted, moment(11, 16)))


def test_r13_request_and_grant_keep_reason_old_date_and_new_date(store):
    """The journal tells who wanted which date instead of which, and why."""
    flow = extended(store)
    *_, asked, granted = (entry.event for entry in flow.history(TASK))
    new = granted.deadline

    assert (LATER, DUE, "lũ") == (asked.until, asked.before, asked.reason)
    assert (LATER, DUE, None) == (new.due_on, new.replaces, granted.reason)


def test_r13_the_explanation_keeps_why_the_first_date_was_the_date(store):
    """Both dates stay readable in the deadline in force."""
    found = extended(store).task(TASK).deadline

    assert ("extended", DUE) == (found.origin, found.replaces)
    assert [
        "chậm nhất hết ngày 14/11/2021",
        "gia hạn từ 14/11/2021 đến hết ngày 24/11/2021",
    ] == [each.text("vi") for each in found.explanation]


def test_r13_the_new_date_ends_with_its_last_instant(store):
    """The 24th belongs to the task until midnight."""
    task = extended(store).task(TASK)
    end = moment(11, 25, 0)

    assert ["due_soon", "overdue"] == [timeliness(task, at) for at in (end - MICRO, end)]


@pytest.mark.parametrize(
    "how", [{"schedule": by(11, 14, hour=17)}, {"closes_at": 17}], ids=["wording", "policy"]
)
def test_r13_an_extension_keeps_the_hour(store, how):
    """Due by 17:00, by its own words or because the office closes then: still by 17:00."""
    assert moment(11, 24, 17) == extended(store, **how).task(TASK).deadline.due_at


def test_r13_the_hour_is_the_one_on_the_wall(store):
    """In Lisbon the clocks go back on 31 October; the extended day still ends at its midnight."""
    flow = running(store, schedule=by(10, 30), zone="Europe/Lisbon")
    flow.do(c.AskExtension(TASK, day(10, 31), "lũ"), by=HOLDER, at=moment(10, 20))
    flow.do(GRANT, by=ASSIGNER, at=moment(10, 21))

    assert dt.datetime(2021, 10, 31, 23, 59, 59, 999999, tzinfo=dt.UTC) == (
        flow.task(TASK).deadline.due_at
    )


def test_r13_the_assigner_may_grant_another_date(store):
    """Asked until the 24th, granted until the 18th."""
    flow = running(store)
    flow.do(ASK, by=HOLDER, at=moment(11, 10))

    flow.do(c.GrantExtension(TASK, day(11, 18), "đủ"), by=ASSIGNER, at=moment(11, 11))

    assert (day(11, 18), DUE) == (flow.task(TASK).due_on, flow.task(TASK).deadline.replaces)


def test_r13_refused_the_old_date_stays_and_it_may_be_asked_for_again(store):
    """The refusal leaves deadline and announcements alone; another request may follow."""
    flow = running(store)
    before = flow.task(TASK)
    flow.do(ASK, by=HOLDER, at=moment(11, 1))

    found = flow.do(REFUSE, by=ASSIGNER, at=moment(11, 2))
    again = flow.do(ASK, by=HOLDER, at=moment(11, 3))

    assert [ExtensionRefused] == [type(event) for event in found.events]
    assert before == found.task
    assert Asked(LATER, to_instant(moment(11, 3))) == again.task.standing.asked


def test_r13_a_requested_body_may_ask_too(store):
    """The Fatherland Front was asked, not ordered; it may want more time as well."""
    flow = issued(store, plan(item("2", "mttq", schedule=by(11, 14))))
    task = the(flow, "2", "mttq").id

    flow.do(c.AskExtension(task, LATER, "họp"), by=clerk("mttq"), at=moment(11, 10))
    flow.do(c.GrantExtension(task), by=ASSIGNER, at=moment(11, 11))

    assert LATER == flow.task(task).due_on


@pytest.mark.parametrize(
    ("command", "unit_id"),
    [(ASK, "stp"), (ASK, "stc"), (GRANT, "sgd"), (REFUSE, "sgd"), (GRANT, "ubnd")],
)
def test_r13_the_holder_asks_and_the_assigner_decides(store, command, unit_id):
    """Nobody asks for another's task, and no holder or superior decides."""
    flow = running(store)
    if command is not ASK:
        flow.do(ASK, by=HOLDER, at=moment(11, 1))
    before = snapshot(flow)

    with pytest.raises(NotAuthorisedError):
        flow.do(command, by=clerk(unit_id), at=moment(11, 2))

    assert before == snapshot(flow)


# ── what is refused ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", [GRANT, REFUSE])
def test_r13_nothing_is_decided_that_was_not_asked_for(store, command):
    """The assigner of an order extends nothing unasked."""
    found = refused(running(store), command, ASSIGNER, moment(11, 1))

    assert ("extension_not_asked", ("assigner",)) == found


def test_r13_one_request_waits_at_a_time(store):
    """A second request is refused, and says that the assigner decides."""
    flow = running(store)
    flow.do(ASK, by=HOLDER, at=moment(11, 1))

    found = refused(flow, evolve(ASK, until=day(11, 30)), HOLDER, moment(11, 2))

    assert ("extension_pending", ("assigner",)) == found


@pytest.mark.parametrize("schedule", [Soft(words="khẩn trương"), after("guidance")])
def test_r13_what_has_no_date_is_not_extended(store, schedule):
    """An undated task and one that waits for an event have nothing to extend."""
    events = (PlanEvent(id="guidance", title=item("1", "sgd").title),)
    flow = issued(store, plan(item("1", "sgd", schedule=schedule), events=events))

    assert "extension_undated" == refused(flow, ASK, HOLDER, moment(2, 1))[0]


@pytest.mark.parametrize("until", [day(11, 13), DUE])
def test_r13_the_new_date_lies_after_the_one_in_force(store, until):
    """The due day itself is no extension, neither asked for nor granted."""
    flow = running(store)
    asked = refused(flow, evolve(ASK, until=until), HOLDER, moment(11, 1))
    flow.do(ASK, by=HOLDER, at=moment(11, 1))
    granted = refused(flow, evolve(GRANT, until=until), ASSIGNER, moment(11, 2))

    assert ["extension_not_later"] * 2 == [asked[0], granted[0]]


@pytest.mark.parametrize("reason", ["", "  "])
def test_r13_request_and_refusal_need_a_reason(store, reason):
    """A grant speaks for itself."""
    flow = running(store)
    asked = refused(flow, evolve(ASK, reason=reason), HOLDER, moment(11, 1))
    flow.do(ASK, by=HOLDER, at=moment(11, 1))
    denied = refused(flow, evolve(REFUSE, reason=reason), ASSIGNER, moment(11, 2))

    assert ["reason"] * 2 == [asked[0], denied[0]]


def test_r13_a_task_is_extended_once(store):
    """By default; after that the holder is told how often it may be."""
    flow = extended(store)

    found = refused(flow, evolve(ASK, until=day(11, 30)), HOLDER, moment(11, 12))

    assert ("extension_too_often", ("holder",)) == found


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_r13_how_often_is_the_plans_policy(store, times):
    """None, once, twice or three times; a refused request does not count."""
    flow = running(store, extensions=times)
    for n in range(times):
        ask = evolve(ASK, until=day(11, 20 + n))
        flow.do(ask, by=HOLDER, at=moment(11, 1))
        flow.do(REFUSE, by=ASSIGNER, at=moment(11, 1))
        flow.do(ask, by=HOLDER, at=moment(11, 1))
        flow.do(GRANT, by=ASSIGNER, at=moment(11, 1))

    found = refused(flow, evolve(ASK, until=day(12, 30)), HOLDER, moment(11, 2))

    assert ("extension_too_often", times) == (found[0], flow.task(TASK).standing.extensions)


def test_r13_until_when_is_the_plans_policy_and_counts_from_the_first_date(store):
    """At most ten days in all: six are granted, then four are left and not five."""
    flow = running(store, extensions=2, extension_days=10)
    too_far = refused(flow, evolve(ASK, until=day(11, 25)), HOLDER, moment(11, 1))
    flow.do(evolve(ASK, until=LATER), by=HOLDER, at=moment(11, 1))
    granted = refused(flow, evolve(GRANT, until=day(11, 25)), ASSIGNER, moment(11, 1))
    flow.do(evolve(GRANT, until=day(11, 20)), by=ASSIGNER, at=moment(11, 1))
    again = refused(flow, evolve(ASK, until=day(11, 25)), HOLDER, moment(11, 2))

    flow.do(evolve(ASK, until=LATER), by=HOLDER, at=moment(11, 2))
    flow.do(GRANT, by=ASSIGNER, at=moment(11, 3))

    assert ["extension_too_far"] * 3 == [too_far[0], granted[0], again[0]]
    assert (LATER, 10) == (flow.task(TASK).due_on, flow.task(TASK).standing.extended_days)


def test_r13_a_date_for_resending_is_not_extended(store):
    """The receiver set it; the receiver is named."""
    flow = issued(store, plan(item("1", "sgd", "stc", schedule=by(11, 14))))
    task = the(flow, "1", "stc").id
    flow.do(c.Report(task), by=clerk("stc"), at=moment(11, 1))
    flow.do(c.Return(task, "thiếu", day(11, 9)), by=HOLDER, at=moment(11, 2))

    found = refused(flow, evolve(ASK, task=task), clerk("stc"), moment(11, 3))

    assert ("extension_resending", ("receiver", "via", "addressee")) == found


def test_r13_each_refusal_names_its_dates_in_both_languages():
    """An official reads which date passed, in the form that officials write."""
    task = bare_task(Standing(dating="dated", deadline=deadline(DUE)))
    found = decide(task, evolve(ASK, task="task"), Context(clerk("holder"), moment(11, 15)))

    assert isinstance(found, Refusal)
    assert [
        "thời hạn 14/11/2021 đã qua; phải xin gia hạn trước đó.",
        "the deadline 14/11/2021 has passed; an extension is asked for before that.",
    ] == [found.reason.text(language) for language in ("vi", "en")]


# ── asked before the date, or after ──────────────────────────────────────────


@pytest.mark.parametrize("how", [{}, {"closes_at": 17}], ids=["midnight", "17h"])
def test_r13_it_is_asked_for_by_the_last_instant_of_the_due_day(store, how):
    """At the very end of the day, or of its hour, it is in time; an instant later it is not."""
    flow = running(store, **how)
    end = flow.task(TASK).deadline.due_at
    late = refused(flow, ASK, HOLDER, end + MICRO)

    flow.do(ASK, by=HOLDER, at=end)

    assert ("extension_late", LATER) == (late[0], flow.task(TASK).standing.asked.until)


def test_r13_asked_in_time_and_granted_after_the_date_it_undoes_the_lateness(store):
    """The request came at the last instant, the decision nine days later: in time."""
    flow = extended(store, asked=MIDNIGHT - MICRO, granted=moment(11, 23))

    done = flow.do(c.Report(TASK), by=HOLDER, at=moment(11, 24, 23)).task

    assert (None, "done_in_time") == (done.deadline.late_at, timeliness(done, moment(12, 1)))


def test_r13_asked_after_the_date_it_does_not_undo_the_lateness_that_stands(store):
    """Where the plan lets it be asked for late, the task is due later and late all the same."""
    flow = extended(store, asked=MIDNIGHT, granted=moment(11, 16), extends_late=True)
    task = flow.task(TASK)
    counted = [flow.tally(Query(), by=("timeliness",), at=moment(11, 20))]

    done = flow.do(c.Report(TASK), by=HOLDER, at=moment(11, 20)).task
    counted.append(flow.tally(Query(), by=("timeliness",), at=moment(11, 20)))

    assert [{("overdue",): 1}, {("done_late",): 1}] == counted
    assert (LATER, MIDNIGHT - MICRO) == (task.due_on, task.deadline.ends_at)
    assert ["overdue", "done_late"] == [timeliness(each, moment(11, 20)) for each in (task, done)]
    assert done.standing.reports[-1].is_late


def test_r13_a_plan_that_lets_it_be_asked_late_counts_what_was_asked_in_time_as_such(store):
    """The leave to ask late takes nothing from those who ask before."""
    task = extended(store, asked=MIDNIGHT - MICRO, granted=MIDNIGHT, extends_late=True).task(TASK)

    assert (None, "in_time") == (task.deadline.late_at, timeliness(task, moment(11, 16)))


def test_r13_a_second_extension_does_not_undo_it_either(store):
    """Asked for late once, every further one is: the first date is what it is late by."""
    flow = extended(store, asked=MIDNIGHT, granted=moment(11, 16), extends_late=True, extensions=2)
    flow.do(evolve(ASK, until=day(12, 10)), by=HOLDER, at=moment(11, 20))
    flow.do(GRANT, by=ASSIGNER, at=moment(11, 21))

    assert (day(12, 10), MIDNIGHT - MICRO) == (
        flow.task(TASK).due_on,
        flow.task(TASK).deadline.ends_at,
    )


def test_r13_the_lateness_that_stands_is_why_it_is_missing(store):
    """Who gathers meanwhile finds it late, not "not yet due"."""
    flow = extended(store, asked=MIDNIGHT, granted=moment(11, 16), extends_late=True)

    assert ["not-due", "late"] == [
        absence_reason(flow.task(TASK), at) for at in (MIDNIGHT - MICRO, MIDNIGHT)
    ]


# ── what else befalls the task ───────────────────────────────────────────────


def test_r13_a_request_is_decided_while_the_task_is_suspended(store):
    """The new date is kept for when it goes on."""
    flow = running(store)
    flow.do(ASK, by=HOLDER, at=moment(11, 1))
    flow.do(c.Suspend(TASK, "lũ"), by=ASSIGNER, at=moment(11, 2))
    flow.do(GRANT, by=ASSIGNER, at=moment(11, 3))

    task = flow.do(c.Resume(TASK), by=ASSIGNER, at=moment(11, 16)).task

    assert (LATER, "in_time") == (task.due_on, timeliness(task, moment(11, 16)))


@pytest.mark.parametrize(
    ("command", "by"),
    [(c.Report(TASK), HOLDER), (c.Withdraw(TASK, "trùng"), ASSIGNER)],
    ids=["report", "withdraw"],
)
def test_r13_a_request_ends_with_the_task(store, command, by):
    """What is reported or withdrawn needs no more time."""
    flow = running(store)
    flow.do(ASK, by=HOLDER, at=moment(11, 1))

    assert None is flow.do(command, by=by, at=moment(11, 2)).task.standing.asked


def test_r13_a_request_waits_while_a_partial_report_is_resent(store):
    """The receiver's date comes between; the task's own date is extended after it."""
    flow = issued(store, plan(item("1", "sgd", "stc", schedule=by(12, 31))))
    task, partner = the(flow, "1", "stc").id, clerk("stc")
    ask = c.AskExtension(task, day(1, 31, 2022), "lũ")
    flow.do(c.Report(task, partial=True), by=partner, at=moment(11, 10))
    flow.do(ask, by=partner, at=moment(11, 11))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=HOLDER, at=moment(11, 12))
    between = refused(flow, c.GrantExtension(task), ASSIGNER, moment(11, 13))
    flow.do(c.Report(task, partial=True), by=partner, at=moment(11, 18))

    flow.do(c.GrantExtension(task), by=ASSIGNER, at=moment(11, 19))

    assert ("extension_resending", day(1, 31, 2022)) == (between[0], flow.task(task).due_on)


def test_r13_a_date_brought_by_an_event_is_a_first_date_again(store):
    """The event moves: what was granted before no longer counts toward the farthest day."""
    events = (PlanEvent(id="guidance", title=item("1", "sgd").title),)
    policy = Policy(extensions=2, extension_days=10)
    one = item("1", "sgd", schedule=after("guidance"))
    flow = issued(store, plan(one, events=events, policy=policy))
    for due in (by(11, 14), by(11, 30)):
        event = RecordEvent("p", "guidance", day(6, 10), due=due)
        flow.do(event, by=ASSIGNER, at=moment(6, 10))
        flow.do(evolve(ASK, until=due.on.add(days=10)), by=HOLDER, at=moment(6, 11))
        flow.do(GRANT, by=ASSIGNER, at=moment(6, 12))

    assert (day(12, 10), 2) == (flow.task(TASK).due_on, flow.task(TASK).standing.extensions)


def test_r13_an_event_withdrawn_takes_the_date_that_was_to_be_extended(store):
    """Asked for, then there is no date any more: nothing is granted, the request may be refused."""
    task = Task(assignment(), Standing(dating="waiting", asked=Asked(LATER, moment(11, 1))))
    context = Context(clerk("assigner"), moment(11, 2))

    granted = decide(task, c.GrantExtension("task"), context)
    denied = decide(task, c.RefuseExtension("task", "không còn thời hạn"), context)

    assert "refusal.extension_undated" == granted.reason.key
    assert not isinstance(denied, Refusal)


def test_r14_a_conflict_is_shown_when_an_extension_moves_a_date(store):
    """A district may report until 1 December, when the report above is due itself."""
    duties = (
        duty("R.1", ("van-lang",), to=("ubnd",), via="stp", schedule=by(11, 14)),
        duty("R.2", ("stp",), to=("ubnd",), schedule=by(12, 1)),
    )
    flow = issued(store, plan(item("1", "sgd", schedule=by(10, 1)), duties=duties))
    task = the(flow, "R.1", "van-lang").id
    flow.do(c.AskExtension(task, day(11, 30), "lũ"), by=clerk("van-lang"), at=moment(11, 1))

    found = flow.do(c.GrantExtension(task, day(12, 1)), by=ASSIGNER, at=moment(11, 2)).warnings

    assert ["conflict.report"] == [each.key for each in found]


# ── announcements ────────────────────────────────────────────────────────────


def test_r26_a_grant_ends_the_rungs_of_the_old_date_and_starts_those_of_the_new(store):
    """Nothing is said of the 14th any more; the ladder of the 24th begins with the decision."""
    flow = running(store)
    flow.tick(moment(11, 10))
    flow.do(ASK, by=HOLDER, at=moment(11, 10))
    flow.do(GRANT, by=ASSIGNER, at=moment(11, 11))

    told = [(each.rung, each.cause, each.moment) for each in flow.tick(moment(11, 26))]

    assert [
        ("extended", "2021-11-24", moment(11, 11)),
        ("due_soon", "2021-11-24", moment(11, 17, 0)),
        ("due_today", "2021-11-24", moment(11, 24, 0)),
        ("overdue_1", "2021-11-24", moment(11, 25, 0)),
    ] == told


def test_r26_a_request_and_its_refusal_leave_the_announcements_alone(store):
    """The reminders of the old date go on, none is given twice."""
    flow = running(store)
    first = flow.tick(moment(11, 8))
    flow.do(ASK, by=HOLDER, at=moment(11, 8))
    flow.do(REFUSE, by=ASSIGNER, at=moment(11, 9))

    told = [each.rung for each in (*first, *flow.tick(moment(11, 15)))]

    assert ["opens", "due_soon", "due_today", "overdue_1"] == told


def test_r26_a_grant_during_a_suspension_is_announced_when_the_task_goes_on(store):
    """Nobody is told anything about a suspended task."""
    flow = running(store)
    flow.do(ASK, by=HOLDER, at=moment(11, 1))
    flow.do(c.Suspend(TASK, "lũ"), by=ASSIGNER, at=moment(11, 2))
    flow.do(GRANT, by=ASSIGNER, at=moment(11, 3))
    silent = flow.tick(moment(11, 18))
    flow.do(c.Resume(TASK), by=ASSIGNER, at=moment(11, 19))

    told = [(each.rung, each.cause) for each in flow.tick(moment(11, 19))]

    assert ((), [("extended", "2021-11-24")]) == (silent, told)


# ── record ───────────────────────────────────────────────────────────────────


def test_r07_the_same_request_and_grant_twice_are_one_each(store):
    """Each under its key; another command under the key is told."""
    flow = running(store)
    for _ in range(2):
        asked = flow.do(ASK, by=HOLDER, at=moment(11, 1), key="a")
    for _ in range(2):
        granted = flow.do(GRANT, by=ASSIGNER, at=moment(11, 2), key="g")

    assert (True, True) == (asked.is_repeated, granted.is_repeated)
    assert ["Assigned", "ExtensionAsked", "ExtensionGranted"] == [
        entry.kind for entry in flow.history(TASK)
    ]
    with pytest.raises(DuplicateError):
        flow.do(evolve(GRANT, until=day(11, 20)), by=ASSIGNER, at=moment(11, 2), key="g")


def test_r25_extensions_fold_to_the_stored_state_and_their_reasons_can_be_erased(store):
    """Asked, refused, asked, granted: the proof holds before and after the texts are gone."""
    flow = running(store)
    hoa, ly = clerk("sgd", "hoa"), clerk("stp", "ly")
    flow.do(ASK, by=hoa, at=moment(11, 1), key="a")
    flow.do(REFUSE, by=ly, at=moment(11, 2), key="r")
    flow.do(ASK, by=hoa, at=moment(11, 3))
    flow.do(evolve(GRANT, reason="đồng ý"), by=ly, at=moment(11, 4))

    def reasons():
        return [entry.event.reason for entry in flow.history(TASK)[1:]]

    written, sound = reasons(), flow.verify().is_sound
    flow.erase("hoa")

    assert (["lũ", "còn đủ thời gian", "lũ", "đồng ý"], True) == (written, sound)
    assert [None, "còn đủ thời gian", None, "đồng ý"] == reasons()
    assert flow.verify().is_sound
    assert not any("lũ" in line for line in flow.lines())


def test_r25_a_standing_written_before_there_were_extensions_is_read(store):
    """What is missing in stored text is at its default, and nothing is written that was not."""
    plain = Standing(dating="dated", deadline=deadline(DUE))

    assert plain == loads(Standing, dumps(plain))
    assert not {"asked", "extensions", "extended_days"} & set(dumps(plain).split('"'))
    full = evolve(plain, asked=Asked(LATER, MIDNIGHT), extensions=1, extended_days=3)
    assert full == loads(Standing, dumps(full))


# ── every instant belongs to one class ───────────────────────────────────────

DAYS = st.integers(0, 60)
STEPS = st.lists(
    st.tuples(
        st.sampled_from((c.AskExtension, c.GrantExtension, c.RefuseExtension, c.Suspend, c.Resume)),
        DAYS,
        st.booleans(),
    ),
    max_size=14,
)
POLICIES = st.builds(
    Policy,
    extensions=st.integers(0, 3),
    extension_days=st.none() | st.integers(0, 40),
    extends_late=st.booleans(),
    suspension=st.sampled_from(("keep", "prolong")),
    closes_at=st.sampled_from((None, 17)),
)


def given_command(kind, number, is_so):
    """Return a command, often a sensible one."""
    until = DUE.add(days=number)
    made = {
        c.AskExtension: c.AskExtension(TASK, until, "lũ"),
        c.GrantExtension: c.GrantExtension(TASK, until if is_so else None),
        c.Resume: c.Resume(TASK),
    }
    return made.get(kind) or kind(TASK, "lý do")


def play(flow, steps):
    """Give the commands a few days apart; yield when each was obeyed, and the task after it."""
    at = moment(11, 1)
    for kind, number, is_so in steps:
        at = to_instant(at + dt.timedelta(days=number % 6, hours=number % 5))
        by = HOLDER if kind is c.AskExtension else ASSIGNER
        before = flow.task(TASK)
        try:
            outcome = flow.do(given_command(kind, number, is_so), by=by, at=at)
        except CommandRefusedError:
            continue
        yield at, before, outcome


@settings(max_examples=60)
@given(STEPS, POLICIES, st.sampled_from(tuple(STORES)))
def test_r13_no_policy_is_overstepped_and_no_lateness_undone(steps, policy, kind):
    """Whatever is asked, decided and suspended: the bounds hold, and the journal proves it."""
    with closing_store(kind) as store:
        flow = issued(store, plan(item("1", "sgd", schedule=by(11, 14)), policy=policy))
        for _, before, outcome in play(flow, steps):
            task, standing = outcome.task, outcome.task.standing
            assert standing.extensions <= policy.extensions
            if policy.extension_days is not None:
                assert standing.extended_days <= policy.extension_days
            assert before.due_on <= task.due_on
            assert task.deadline.ends_at <= task.deadline.due_at
            if isinstance(outcome.events[0], ExtensionGranted):
                was_late = before.standing.asked.at > before.deadline.ends_at
                assert was_late == (task.deadline.ends_at == before.deadline.ends_at)
        assert flow.verify().is_sound


@settings(max_examples=60)
@given(STEPS, POLICIES, st.sampled_from(tuple(STORES)), DAYS, st.sampled_from((-1, 0, 1)))
def test_r13_every_instant_belongs_to_one_class_in_store_and_domain(
    steps, policy, kind, number, edge
):
    """Extended, late, suspended or prolonged: the store counts the one class that the task has."""
    with closing_store(kind) as store:
        flow = issued(store, plan(item("1", "sgd", schedule=by(11, 14)), policy=policy))
        tuple(play(flow, steps))
        task = flow.task(TASK)
        deadlines = (task.deadline.ends_at, task.deadline.due_at, moment(11, 1, 0))
        for start in deadlines:
            now = to_instant(start + dt.timedelta(days=number - 20) + edge * MICRO)
            found = timeliness(task, now)
            assert {(found,): 1} == flow.tally(Query(plan="p"), by=("timeliness",), at=now)


@pytest.mark.parametrize("late_at", [None, moment(11, 10)])
def test_r08_overdue_begins_once_and_does_not_end(late_at):
    """Day by day, an open task goes from in time over due soon to overdue, and not back."""
    ladder = ["not_yet_open", "in_time", "due_soon", "overdue"]
    edges = (Edge("above", "receiver", "R"),)
    one = deadline(DUE, opens_on=day(11, 3), late_at=late_at)
    task = bare_task(Standing(dating="dated", deadline=one, edges=edges))
    start = moment(11, 1, 0)
    found = [ladder.index(timeliness(task, start.add(hours=n))) for n in range(24 * 20)]

    assert sorted(found) == found
    assert set(range(4)) == set(found)
