"""What holds after each step, of who may do what and of time: Rules R1 to R15."""

import datetime as dt

from planflow.domain.change import AdoptCalendar, AdoptDates
from planflow.domain.task import PERMITTED, timeliness
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.role import states_of
from planflow.errors import (
    CommandRefusedError,
    NotAllowedNowError,
    NotAuthorisedError,
)
from planflow.instant import to_instant
from planflow.message import LANGUAGES, catalogue
from watching import DONE, OPEN, events, is_on_task

_SUPERSEDES = (
    e.Assigned,
    e.Redated,
    e.Returned,
    e.Resumed,
    e.ExtensionGranted,
    e.Reported,
    e.Withdrawn,
    e.Declined,
    e.HolderClosed,
)


def obstacle_named(step, obstacles):
    """Return the obstacle that a command names, if there is one."""
    number = getattr(step.command, "number", None)
    return next((each for each in obstacles if each.number == number), None)


def r01_one_holder_for_ever(step, _forest):
    """Only an amendment changes what is assigned, and never to whom."""
    amended = {one for one, _ in events(step, e.Amended)}
    for one, task in step.after.items():
        assignment = task.assignment
        parts = (assignment.plan, assignment.source, assignment.holder, assignment.occurrence)
        assert assignment.holder
        assert "/".join(parts) == one
        if one in step.before and one not in amended:
            assert step.before[one].assignment == assignment


def r02_a_refused_command_leaves_no_trace(step, forest):
    if step.refusal is not None:
        assert () == step.entries
        assert step.stored == forest.kept()


def places(unit, task, below, obstacle=None):
    """Return what a unit is to a task, from the graph alone; an agency is its issuer, too."""
    edges, assignment = task.standing.edges, task.assignment
    issuer, *agency = assignment.assigners
    units = {unit, issuer} if unit in agency else {unit}
    is_holder = assignment.holder in units
    found = {
        "holder": is_holder,
        "ordered": is_holder and assignment.authority == "order",
        "requested": is_holder and assignment.authority == "request",
        "receiver": any(edge.receiver in units and not edge.addressees for edge in edges),
        "via": any(edge.receiver in units and edge.addressees for edge in edges),
        "addressee": any(units & {*edge.addressees} for edge in edges),
        "assigner": unit in assignment.assigners,
        "superior": unit in assignment.superiors,
        "feeder": assignment.is_outside and any(child.holder in units for child in below),
        "asked": obstacle is not None and unit == obstacle.lies_with,
        "closer": unit == task.standing.closer,
        "observer": True,
    }
    return {role for role, is_so in found.items() if is_so}


def r03_only_who_may_changes_anything(step, forest):
    """Also: whoever may not is told so, whatever the state."""
    if not is_on_task(step, forest) or step.act == "again":
        return
    task = step.before.get(step.command.task) or forest.tasks[step.command.task]
    obstacle = obstacle_named(step, task.standing.obstacles)
    if hasattr(step.command, "number") and (obstacle is None or not obstacle.is_open):
        assert step.refusal is not None or step.before
        return
    kind = type(step.command)
    may = bool(places(step.actor, task, step.below, obstacle) & set(PERMITTED[kind]))
    assert may != isinstance(step.refusal, NotAuthorisedError)
    if step.refusal is None:
        assert task.state in states_of(kind)


def r03_the_plan_is_commanded_by_its_assigners(step, forest):
    if step.command is None or is_on_task(step, forest) or step.act == "again":
        return
    if isinstance(step.command, c.ObstacleCommand):
        r03_obstacles_of_plans(step, forest)
        return
    may = step.actor in forest.plans[step.command.plan].assigners()
    assert may != isinstance(step.refusal, NotAuthorisedError)


def r03_obstacles_of_plans(step, forest):
    """Units with a task raise them; they are answered where they lie."""
    plan = forest.plans[step.command.task]
    raised = forest.flow.plan(plan.id).obstacles
    obstacle = obstacle_named(step, raised)
    holds = any(
        t.holder == step.actor and t.assignment.plan == plan.id for t in forest.tasks.values()
    )
    if isinstance(step.command, c.RaiseObstacle):
        may = holds or step.actor in plan.assigners()
        assert may != isinstance(step.refusal, NotAuthorisedError)
    elif step.refusal is None:
        lay_with = (*obstacle.path, obstacle.lies_with)
        wanted = {
            c.AnswerObstacle: (obstacle.lies_with,),
            c.EscalateObstacle: (*lay_with, *plan.assigners()),
            c.WithdrawObstacle: (obstacle.raised_by,),
        }
        assert step.actor in wanted[type(step.command)]


def r03_an_obstacle_lies_with_one_after_the_other(step, _forest):
    """Nobody is asked twice, nobody about its own, and what is closed stays closed."""
    for one, task in step.after.items():
        old = step.before[one].standing.obstacles if one in step.before else ()
        new = task.standing.obstacles
        assert len(old) <= len(new)
        for before, after in zip(old, new, strict=False):
            assert before.is_open or before == after
            assert before.path == after.path[: len(before.path)]
        for each in new:
            asked = [each.raised_by, *each.path, each.lies_with]
            assert len(set(asked)) == len(asked)
            assert task.state != "withdrawn" or not each.is_open


def r04_nobody_approves_its_own(step, forest):
    for one, event in events(step, e.Reported):
        holder = forest.tasks[one].holder
        for pin in event.report.pins:
            modes = {x.mode for x in forest.tasks[pin.task].standing.edges if x.above == one}
            assert pin.holder != holder or "approve" not in modes


def r05_a_refusal_names_rule_reason_and_who(step, _forest):
    error = step.refusal
    if not isinstance(error, CommandRefusedError):
        return
    assert error.rule[0] == "R"
    assert error.who
    for language in LANGUAGES:
        text = error.text(language)
        assert text.startswith(f"{error.rule}: ")
        assert all(catalogue()[f"role.{role}"][language] in text for role in error.who)
    if isinstance(error, NotAllowedNowError):
        assert error.who == PERMITTED[type(step.command)]


def r06_only_the_requested_decline_and_they_are_never_late(step, forest):
    for one, _ in events(step, e.Declined):
        assert "request" == forest.tasks[one].assignment.authority
    for one, _ in events(step, e.ReleaseAsked):
        assert "order" == forest.tasks[one].assignment.authority
    for task in step.after.values():
        if task.assignment.authority == "request":
            late_on = to_instant(step.at + dt.timedelta(days=4000))
            assert timeliness(task, late_on) not in ("overdue", "done_late", "done_in_time")


def r07_a_repeated_command_is_one_event(step, forest):
    if step.outcome is None or step.act != "again" or step.command is None:
        return
    if step.outcome.is_repeated:
        assert () == step.entries
        assert step.stored == forest.kept()
    elif step.entries:  # it had been refused, or had changed nothing: its key was free
        assert any(step.key == entry.key for entry in step.entries)


def r08_the_last_instant_is_in_time(step, _forest):
    """At the end of a deadline an open task is in time; a moment later it is not."""
    for task in step.after.values():
        is_ordered = task.assignment.authority == "order" and task.kind != "receive"
        if task.state in OPEN and task.deadline and is_ordered:
            ends_at = task.deadline.ends_at
            assert "overdue" != timeliness(task, ends_at)
            late = to_instant(ends_at + dt.timedelta(microseconds=1))
            assert "overdue" == timeliness(task, late)


def r11_what_has_no_date_is_never_overdue(step, _forest):
    for task in step.after.values():
        if task.deadline is None:
            late_on = to_instant(step.at + dt.timedelta(days=4000))
            assert timeliness(task, late_on) not in ("overdue", "asked", "done_late")


def r12_continuous_work_is_not_overdue_before_it_closes(step, _forest):
    for task in step.after.values():
        standing = task.standing
        if standing.dating == "continuous" and task.state in OPEN and task.kind != "receive":
            closes_at = standing.deadline.ends_at if standing.deadline else step.at
            assert "continuous" == timeliness(task, closes_at)


def r13_a_deadline_is_superseded_by_an_event_that_says_so(step, _forest):
    said = {stream for stream, _ in events(step, _SUPERSEDES)}
    for one, task in step.after.items():
        before = step.before[one].deadline if one in step.before else None
        assert before == task.deadline or one in said
    for one, event in events(step, e.ExtensionGranted):
        before = step.before[one].deadline
        assert event.deadline.replaces == before.due_on < event.deadline.due_on
        assert step.before[one].standing.asked is not None
    for one, event in events(step, e.Returned):
        before, after = step.before[one].standing, step.after[one].standing
        assert "resending" == event.deadline.origin == after.deadline.origin
        is_again = before.deadline is not None and before.deadline.origin == "resending"
        assert after.stated == (before.stated if is_again else before.deadline)


def counted_sending(history):
    """Return which sending counts, from what happened to a task."""
    first = counted = resend = None
    for event, at in history:
        if type(event) is e.Reported and event.report.is_closing:
            sent_at = event.report.sent_at
            in_time = resend is not None and sent_at <= resend.ends_at
            counted = first if in_time and first is not None else sent_at
            first = counted if resend is not None else first or sent_at
            resend = None if in_time else resend
        elif type(event) is e.Reported:
            resend = None if first is None else resend
        elif isinstance(event, e.Returned):
            counted, resend = None, event.deadline
        elif isinstance(event, e.Resumed):
            resend = event.deadline if resend is not None else None
        elif isinstance(event, e.Closed):
            first, counted = first or at, at
        elif isinstance(event, e.HolderClosed) and event.deadline is not None:
            resend = None
        elif isinstance(event, e.Withdrawn | e.Declined):
            first = counted = resend = None
    return counted


def r13_the_first_sending_counts_if_it_is_resent_in_time(step, forest):
    for one, task in step.after.items():
        if isinstance(step.command, c.Report | c.Return | c.Withdraw | c.Reinstate | c.Resume):
            history = [(entry.event, entry.at) for entry in forest.kinds[one]]
            assert counted_sending(history) == task.standing.done_at
    for one, _ in events(step, e.Corrected):
        before, after = step.before[one].standing, step.after[one].standing
        assert (before.done_at, before.deadline, before.state) == (
            after.done_at,
            after.deadline,
            after.state,
        )


def r13_extensions_keep_their_bounds(step, forest):
    for task in step.after.values():
        standing, policy = task.standing, forest.plans[task.assignment.plan].policy
        assert standing.extensions <= policy.extensions
        assert standing.asked is None or task.state not in (*DONE, "withdrawn")
        if policy.extension_days is not None:
            assert standing.extended_days <= policy.extension_days


def r14_adopted_dates_need_no_second_adoption(step, forest):
    if isinstance(step.command, AdoptDates) and step.entries:
        assert {} == forest.flow.derived(step.command.plan)


def r10_the_same_calendar_moves_nothing(step, _forest):
    if isinstance(step.command, AdoptCalendar) and step.refusal is None:
        assert [] == list(events(step, e.Redated))


def r15_what_was_not_read_stays_without_a_date(step, forest):
    """Only an act of the assigner, or a report that asks for it by a date, may date it."""
    if step.act not in ("issue", "tick", "extend", "cascade"):
        return
    for one, event in events(step, e.Assigned):
        items = forest.plans[event.assignment.plan].leaves()
        item = next((each for each in items if each.code == event.assignment.source), None)
        words = type(item.schedule).__name__ if item else ""
        if words in ("Unparsed", "Soft") and event.assignment.part == "lead":
            assert forest.tasks[one].deadline is None or one in step.before


def r13_a_deadline_opens_before_it_ends(step, _forest):
    """It opens before it is due, and ends with its day or before."""
    for task in step.after.values():
        for deadline in filter(None, (task.deadline, task.standing.stated)):
            assert deadline.opens_on is None or deadline.opens_on <= deadline.due_on
            assert deadline.ends_at <= deadline.due_at
