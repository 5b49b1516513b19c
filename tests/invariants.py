"""What must hold of any forest, rule by rule: after each step, and at the end.

Each function names its rule and fails with ``AssertionError``. They are written from the rules,
not from the code that they watch: sums, reasons and roles are worked out here once more.
"""

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import chain
from random import Random

from attrs import evolve

from forest import STARTS_AT
from planflow.domain.change import AdoptCalendar, AdoptDates
from planflow.domain.overview import two_by_two
from planflow.domain.reminder import announcements
from planflow.domain.report import over_units
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
from planflow.store import Query

OPEN, DONE = ("assigned", "in_progress"), ("reported", "consolidated")


def is_on_task(step, forest):
    return type(step.command) in PERMITTED and step.command.task not in forest.plans


def events(step, kind):
    """Yield task and event of every event of a kind that the step has brought."""
    for entry in step.entries:
        if isinstance(entry.event, kind):
            yield entry.stream, entry.event


def versions(step):
    """Yield task and report of every version that the step has brought, whoever gave it."""
    for one, event in events(step, (e.Reported, e.Revised)):
        yield one, event.report


def reports_given(step):
    """Yield task and event of the report that was commanded; handing over brings others."""
    for one, event in events(step, e.Reported):
        if isinstance(step.command, c.Report) and step.command.task == one:
            yield one, event


def obstacle_named(step, obstacles):
    """Return the obstacle that a command names, if there is one."""
    number = getattr(step.command, "number", None)
    return next((each for each in obstacles if each.number == number), None)


# ── tasks and authority ──────────────────────────────────────────────────────


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


def acting(unit, task):
    """Return the units as which one acts toward a task."""
    issuer, *agency = task.assignment.assigners
    return {unit, issuer} if unit in agency else {unit}


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


# ── time ─────────────────────────────────────────────────────────────────────

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
    for one, event in events(step, e.Assigned):
        items = forest.plans[event.assignment.plan].leaves()
        item = next((each for each in items if each.code == event.assignment.source), None)
        words = type(item.schedule).__name__ if item else ""
        if words in ("Unparsed", "Soft") and event.assignment.part == "lead":
            assert forest.tasks[one].deadline is None or one in step.before


def a_deadline_is_no_circle(step, _forest):
    """R13: it opens before it is due, and ends on its day."""
    for task in step.after.values():
        for deadline in filter(None, (task.deadline, task.standing.stated)):
            assert deadline.opens_on is None or deadline.opens_on <= deadline.due_on
            assert deadline.ends_at <= deadline.due_at


# ── reports and totals ───────────────────────────────────────────────────────


def stands(task):
    """Return the newest version, unless it was returned or its task withdrawn since."""
    standing = task.standing
    newest = standing.reports[-1] if standing.reports else None
    is_gone = newest is None or newest.version <= max(standing.returned, standing.lapsed)
    return None if is_gone else newest


def r16_a_report_takes_all_that_stands_and_nothing_else(step, _forest):
    for _, event in reports_given(step):
        wanted = {child.id: stands(child).version for child in step.below if stands(child)}
        assert wanted == {pin.task: pin.version for pin in event.report.pins}


def r17_versions_are_only_added(step, _forest):
    """The assigner may close what was reported last; else no version ever changes."""
    closed = {one for one, _ in events(step, e.Closed)}
    for one, before in step.before.items():
        old, new = before.standing.reports, step.after[one].standing.reports
        if one in closed:
            old = (*old[:-1], evolve(old[-1], is_closing=True))
        assert old == new[: len(old)]
        assert [each.version for each in new] == list(range(1, len(new) + 1))


def r17_what_was_taken_is_what_was_pinned(step, forest):
    pinned = {(pin.task, one): pin.version for one, report in versions(step) for pin in report.pins}
    for one, before in step.before.items():
        old = {edge.above: edge.taken for edge in before.standing.edges}
        for edge in step.after[one].standing.edges:
            assert pinned.get((one, edge.above), old.get(edge.above, 0)) == edge.taken
    for (one, above), version in pinned.items():
        edges = forest.tasks[one].standing.edges
        assert [version] == [edge.taken for edge in edges if edge.above == above]


def closed_for(standing, edge):
    """Tell whether the task above took a closing version that stands."""
    taken = edge.taken
    return (
        taken > max(standing.returned, standing.lapsed) and standing.reports[taken - 1].is_closing
    )


def r17_consolidated_is_taken_by_every_receiver(step, _forest):
    """An earlier version that was taken goes on counting until the receiver takes the newest."""
    for task in step.after.values():
        standing = task.standing
        if task.state not in DONE:
            continue
        newest = stands(task)
        assert newest is not None
        assert newest.is_closing
        groups = {(edge.receiver, edge.duty) for edge in standing.edges}
        taken = {(x.receiver, x.duty) for x in standing.edges if closed_for(standing, x)}
        assert (groups == taken) == (task.state == "consolidated")


def r16_what_was_reported_above_is_not_returned(step, forest):
    for one, _ in events(step, e.Returned):
        standing = step.before[one].standing
        for edge in standing.edges:
            units = acting(step.actor, step.before[one])
            is_mine = units & {edge.receiver, *edge.addressees}
            is_taken = edge.taken == standing.reports[-1].version or closed_for(standing, edge)
            if is_mine and is_taken:
                assert forest.tasks[edge.above].state not in DONE


def r16_what_was_returned_leaves_every_open_total(step, forest):
    """No report that is not closed rests on what was returned or withdrawn, at whatever height."""
    if not any(events(step, (e.Returned, e.Withdrawn, e.Declined))):
        return

    def hold(report):
        for pin in report.pins:
            task = forest.tasks[pin.task]
            assert pin.version > max(task.standing.returned, task.standing.lapsed), pin.task
            if task.state not in DONE:
                hold(task.standing.reports[pin.version - 1])

    for task in forest.tasks.values():
        if task.state not in DONE and stands(task):
            hold(stands(task))


def r16_a_correction_is_asked_where_a_return_comes_too_late(step, forest):
    for one, _ in events(step, e.CorrectionAsked):
        standing = step.after[one].standing
        above = [
            forest.tasks[edge.above].state
            for edge in standing.edges
            if acting(step.actor, step.after[one]) & {edge.receiver, *edge.addressees}
        ]
        assert standing.correction_asked_at == step.at
        assert set(above) & set(DONE)


def why_absent(task, at, history):
    """Return why a task has no report that stands, from what happened to it."""
    names = [type(entry.event).__name__ for entry in history]
    turns = ("Reported", "Corrected", "Returned", "Declined", "Withdrawn")
    last = [name for name in names if name in turns][-1:]
    is_late = task.deadline is not None and at > task.deadline.ends_at
    is_waiting = task.deadline is None and task.standing.dating == "waiting"
    is_asked = task.assignment.authority == "request"
    found = (
        ("declined", task.state == "withdrawn" and task.standing.has_declined),
        ("withdrawn", task.state == "withdrawn"),
        ("suspended", task.state == "suspended"),
        ("returned", last == ["Returned"]),
        ("waiting", is_waiting),
        ("silent", is_late and is_asked),
        ("late", is_late),
    )
    return next((reason for reason, is_so in found if is_so), "not-due")


def r18_every_absentee_is_named_with_its_reason(step, forest):
    for one, event in reports_given(step):
        waived = {*step.command.waive, *waived_ahead(one, step, forest)}
        wanted = {}
        for child in step.below:
            if stands(child):
                continue
            history = [each for each in forest.kinds[child.id] if each not in step.entries]
            reason = why_absent(child, step.at, history)
            wanted[child.id, child.holder, reason] = bool({child.id, child.holder} & waived)
        for words in forest.tasks[one].standing.open_sets:
            wanted["", words, "unnamed"] = words in waived
        absent = event.report.absentees
        assert wanted == {(a.task, a.holder, a.reason): a.is_waived for a in absent}
        assert len(wanted) == len(absent)


def waived_ahead(one, step, forest):
    """Return whom earlier acts waive; whoever has reported since is waived no more."""
    found = {}
    for entry in forest.kinds[one]:
        if isinstance(entry.event, e.Waived):
            found |= {each.absent: each.versions for each in entry.event.waivers}
        elif isinstance(entry.event, e.Withdrawn | e.Declined):
            found = {}
    given = {child.id: len(child.standing.reports) for child in step.below}
    return {who for who, versions_ in found.items() if given.get(who, 0) == versions_}


ADDED = ("sum", "latest")


def counts_last(name, indicators):
    """Tell whether of several periods the last figure counts, not their sum."""
    one = indicators.get(name)
    return one is not None and (one.nature == "stock" or one.adds == "latest")


def added(parts, indicators):
    """Return the sums of several figures: only what may be summed over units."""
    total = {}
    for part in parts:
        for name, amount in part.items():
            if name in indicators and indicators[name].adds in ADDED:
                total[name] = total.get(name, 0) + Decimal(amount)
    return total


def pinned_parts(report, tasks, indicators):
    """Yield what a report's pins carry; of several periods a stock counts in the last alone."""
    seen = set()
    for pin in sorted(report.pins, key=lambda x: tasks[x.task].assignment.occurrence, reverse=True):
        if not pin.carries:
            continue
        source = tasks[pin.task].source
        part = {}
        for name, amount in pin.figures.actual.items():
            if name in pin.left_out:
                continue
            mark = (pin.holder, source, name)
            if not counts_last(name, indicators) or mark not in seen:
                part[name] = amount
        seen |= {(pin.holder, source, name) for name in pin.figures.actual}
        yield part


def r19_a_total_is_the_own_figures_and_what_was_accepted(step, forest):
    for one, report in versions(step):
        indicators = forest.indicators(one)
        parts = [report.figures.actual, *pinned_parts(report, forest.tasks, indicators)]
        if report.pins or report.figures.actual:
            assert added(parts, indicators) == dict(report.total.actual)
        assert set(report.figures.actual) <= set(forest.tasks[one].assignment.indicators)
        for name, amount in report.figures.actual.items():
            whole = indicators[name].of
            assert whole is None or amount <= report.figures.actual.get(whole, 0)
        for pin in report.pins:
            said = forest.tasks[pin.task].standing.reports[pin.version - 1].total
            if pin.reported is None:
                assert said == pin.figures
            else:
                assert said == pin.reported
                assert all(a <= said.actual[k] for k, a in pin.figures.actual.items())


def r19_a_correction_keeps_what_it_does_not_name(step, _forest):
    for one, event in events(step, e.Corrected):
        before = step.before[one].standing.reports[-1].figures.actual
        wanted = {**before, **step.command.figures}
        assert wanted == dict(event.report.figures.actual)


def r19_figures_reach_a_task_by_one_path(step, forest):
    if not any(events(step, (e.Assigned, e.Fed, e.Unfed))):
        return
    above = {
        one: [edge.above for edge in task.standing.edges if edge.carries]
        for one, task in forest.tasks.items()
    }
    for one, first in above.items():
        reached, waiting = Counter(), list(first)
        while waiting:
            reached[waiting[-1]] += 1
            waiting += above[waiting.pop()]
            assert 1 == max(reached.values())
        assert one not in reached


def r20_the_order_of_arrival_does_not_matter(step, forest):
    for one, report in versions(step):
        indicators = forest.indicators(one)
        figures = [pin.figures for pin in report.pins]
        if len(figures) > 1:
            other = Random(len(forest.steps)).sample(figures, len(figures))
            halves = over_units(other[:1], indicators), over_units(other[1:], indicators)
            at_once = over_units(figures, indicators)
            assert at_once == over_units(other, indicators)
            assert at_once.actual == over_units(halves, indicators).actual


def r22_a_report_speaks_of_its_period(step, _forest):
    for one, event in reports_given(step):
        period, report = step.before[one].standing.period, event.report
        if period is None:
            assert (None, None, None) == (report.period, report.data_from, report.data_to)
        else:
            assert (period.key, period.starts_on, period.ends_on) == (
                report.period,
                report.data_from,
                report.data_to,
            )


# ── record ───────────────────────────────────────────────────────────────────


def r25_an_entry_says_who_and_when(step, forest):
    for entry in step.entries:
        assert step.at == entry.at
        assert (step.actor or None) == entry.unit or step.act == "issue"
    assert len(forest.lines) == (forest.store.head()[0])


def r26_what_is_done_or_gone_wakes_nobody(step, forest):
    """Unless a correction is asked for, or an obstacle waits for an answer."""
    for one, task in step.after.items():
        standing = task.standing
        is_awaited = standing.correction_asked_at or standing.open_obstacles()
        if task.state not in OPEN and not is_awaited:
            assert forest.store._rows[one].wake is None


def r26_an_announcement_is_of_what_is_in_force_and_given_once(step, forest):
    ids = [each.id for each in step.told]
    fresh = [entry.stream for entry in step.entries if "!" in entry.stream]
    assert sorted(ids) == sorted(fresh)
    assert len(set(ids)) == len(ids)
    for each in step.told:
        assert each.moment <= step.at
        assert each.recipient
        if each.task in forest.plans or each.cause.startswith(("obstacle", "correction")):
            continue
        task = forest.tasks[each.task]
        assert task.state in OPEN
        assert each.due_on == task.due_on
    if step.act != "tick":
        assert [] == fresh


def r26_an_obstacle_is_announced_where_it_lies(step, forest):
    for each in step.told:
        if not each.cause.startswith("obstacle"):
            continue
        number, place = map(int, each.cause.removeprefix("obstacle ").split("."))
        subject = forest.tasks.get(each.task)
        known = subject.standing if subject else forest.flow.plan(each.task)
        obstacle = known.obstacles[number - 1]
        assert obstacle.is_open
        assert (each.recipient, place) == (obstacle.lies_with, len(obstacle.path) + 1)


def r26_downtime_loses_none(step, forest):
    if step.act != "tick":
        return
    for task in forest.tasks.values():
        since = task.standing.dated_at
        if task.state in OPEN and since is not None:
            owed = {each.id for each in announcements(task, STARTS_AT, step.at)}
            assert owed <= set(forest.told), (owed - set(forest.told), step.at)
    assert () == forest.flow.tick(step.at)
    assert forest.store.head()[0] == len(forest.lines)


def r27_a_report_is_sent_when_its_paper_says(step, forest):
    for one, event in reports_given(step):
        report, paper = event.report, step.command.paper
        on_behalf = forest.tasks[one].holder not in acting(step.actor, forest.tasks[one])
        assert paper is not None or not on_behalf
        assert report.sent_at == (paper.sent_at if paper else step.at)
        assert report.sent_at <= step.at
        assert not on_behalf or report.entered_by == step.actor


AFTER_EACH_STEP = [
    r01_one_holder_for_ever,
    r02_a_refused_command_leaves_no_trace,
    r03_only_who_may_changes_anything,
    r03_the_plan_is_commanded_by_its_assigners,
    r03_an_obstacle_lies_with_one_after_the_other,
    r04_nobody_approves_its_own,
    r05_a_refusal_names_rule_reason_and_who,
    r06_only_the_requested_decline_and_they_are_never_late,
    r07_a_repeated_command_is_one_event,
    r08_the_last_instant_is_in_time,
    r10_the_same_calendar_moves_nothing,
    r11_what_has_no_date_is_never_overdue,
    r12_continuous_work_is_not_overdue_before_it_closes,
    r13_a_deadline_is_superseded_by_an_event_that_says_so,
    r13_the_first_sending_counts_if_it_is_resent_in_time,
    r13_extensions_keep_their_bounds,
    a_deadline_is_no_circle,
    r14_adopted_dates_need_no_second_adoption,
    r15_what_was_not_read_stays_without_a_date,
    r16_a_report_takes_all_that_stands_and_nothing_else,
    r16_what_was_reported_above_is_not_returned,
    r16_what_was_returned_leaves_every_open_total,
    r16_a_correction_is_asked_where_a_return_comes_too_late,
    r17_versions_are_only_added,
    r17_what_was_taken_is_what_was_pinned,
    r17_consolidated_is_taken_by_every_receiver,
    r18_every_absentee_is_named_with_its_reason,
    r19_a_total_is_the_own_figures_and_what_was_accepted,
    r19_a_correction_keeps_what_it_does_not_name,
    r19_figures_reach_a_task_by_one_path,
    r20_the_order_of_arrival_does_not_matter,
    r22_a_report_speaks_of_its_period,
    r25_an_entry_says_who_and_when,
    r26_what_is_done_or_gone_wakes_nobody,
    r26_an_announcement_is_of_what_is_in_force_and_given_once,
    r26_an_obstacle_is_announced_where_it_lies,
    r26_downtime_loses_none,
    r27_a_report_is_sent_when_its_paper_says,
]


# ── at the end ───────────────────────────────────────────────────────────────


def r25_the_journal_proves_the_state(forest):
    """Nothing in it was changed; folding it gives what is stored, also without the persons."""
    assert forest.lines == list(forest.store.journal(0, 100_000))
    found = forest.flow.verify()
    assert () == found.flaws
    assert found.is_sound
    forest.flow.erase("person-of-board")
    assert forest.flow.verify().is_sound
    bodies = [each.body for each in forest.store.journal(0, 100_000)]
    assert [each.body for each in forest.lines] == bodies


def r16_live_is_what_the_newest_standing_reports_say(forest):
    reports = {one: stands(task) for one, task in forest.tasks.items() if stands(task)}
    own = {one: report.figures.actual for one, report in reports.items()}
    assert expected_total(own, forest) == shown(forest.flow.totals("p", live=True), forest)


def r16_consolidated_is_what_the_tops_have_taken(forest):
    """Their pins are followed down; where less was accepted, so much less counts."""
    found = {}

    def follow(one, version):
        if version > found.get(one, 0):
            found[one] = version
            for pin in forest.tasks[one].standing.reports[version - 1].pins:
                follow(pin.task, pin.version)

    for one, task in forest.tasks.items():
        newest = stands(task)
        if not task.standing.edges and newest and newest.is_closing:
            follow(one, newest.version)
    reports = {one: forest.tasks[one].standing.reports[v - 1] for one, v in found.items()}
    own = {one: dict(report.figures.actual) for one, report in reports.items()}
    for (one, name), less in largest_cuts(reports).items():
        own[one][name] = own[one].get(name, 0) - less
    assert expected_total(own, forest) == shown(forest.flow.totals("p"), forest)


def largest_cuts(reports):
    """Return (task, indicator) → by how much less of it was accepted, by whoever cut most."""
    cuts = {}
    for report in reports.values():
        for pin in report.pins:
            is_counted = reports[pin.task].version == pin.version
            if pin.carries and pin.reported is not None and is_counted:
                for name, amount in pin.figures.actual.items():
                    less = pin.reported.actual[name] - amount
                    if less:
                        cuts[pin.task, name] = max(less, cuts.get((pin.task, name), 0))
    return cuts


def expected_total(own, forest):
    """Return sums over holders and their occurrences: a stock counts as it stands in the last."""
    indicators, last, total = forest.known, {}, {}
    for one in sorted(own, key=lambda one: forest.tasks[one].assignment.occurrence):
        task = forest.tasks[one]
        for name, amount in own[one].items():
            if name not in indicators or indicators[name].adds not in ADDED:
                continue
            if counts_last(name, indicators):
                last[task.holder, task.assignment.source, name] = Decimal(amount)
            else:
                total[name] = total.get(name, 0) + Decimal(amount)
    for (_, _, name), amount in last.items():
        total[name] = total.get(name, 0) + amount
    for name, each in indicators.items():
        if each.adds == "ratio" and total.get(each.denominator) and each.numerator in total:
            total[name] = total[each.numerator] / total[each.denominator]
    wanted = compared(forest)
    return {name: amount for name, amount in total.items() if name in wanted}


def r17_what_is_stale_is_shown(forest):
    """A report that stands is stale where what stands below is not the version that it pinned."""
    wanted = {}
    for one, task in forest.tasks.items():
        report = stands(task)
        pins = {pin.task: pin.version for pin in report.pins} if report else {}
        for child in forest.below(one) if report else ():
            newest = stands(child)
            versions_ = (pins.get(child.id, 0), newest.version if newest else 0)
            if versions_[0] != versions_[1]:
                wanted[one, child.id] = versions_
    found = {
        (each.task, other.task): (other.taken, other.newest)
        for each in forest.flow.drift("p")
        for other in each.differences
    }
    assert wanted == found


def r18_open_obstacles_are_told(forest):
    """Each with whom it lies; none that was answered, withdrawn, or gone with its task."""
    wanted = {
        (stream, each.number, each.lies_with)
        for stream, obstacles in (
            *((one, task.standing.obstacles) for one, task in forest.tasks.items()),
            *((one, forest.flow.plan(one).obstacles) for one in forest.plans),
        )
        for each in obstacles
        if each.is_open
    }
    told = forest.flow.obstacles("p")
    assert wanted == {(each.task, each.number, each.lies_with) for each in told}


def compared(forest):
    """Return the names of the sums and ratios that are compared.

    A stock that whoever carries a task on has counted anew is another matter (Rule R24).
    """
    is_handed_over = any(task.standing.heirs for task in forest.tasks.values())
    return {
        name
        for name, each in forest.known.items()
        if each.adds in (*ADDED, "ratio")
        if not (is_handed_over and counts_last(name, forest.known))
    }


def shown(totals, forest):
    """Return the sums and ratios of totals."""
    wanted = compared(forest)
    return {name: v for name, v in totals.figures.actual.items() if name in wanted}


def r08_the_counts_agree(forest):
    """Tasks, columns and the official table tell the same about every task, at several moments."""
    tasks = forest.tasks.values()
    for days in (0, 40, 400):
        now = to_instant(forest.at + dt.timedelta(days=days))
        each = Counter((task.holder, timeliness(task, now)) for task in tasks)
        assert each == forest.flow.tally(Query(), by=("holder", "timeliness"), at=now)
        official = two_by_two(tasks, now)
        counted = Counter(timeliness(task, now) for task in tasks)
        assert (counted["done_in_time"], counted["done_late"], counted["overdue"]) == (
            official.done_in_time,
            official.done_late,
            official.open_overdue,
        )


def r26_time_may_be_cut_anywhere(forest):
    """One sweep over a year gives what several give."""
    chance = Random(len(forest.lines))
    end = to_instant(forest.at + dt.timedelta(days=400))
    cuts = sorted(to_instant(forest.at + dt.timedelta(days=chance.random() * 400)) for _ in "123")
    at_once, in_parts = forest.twin(), forest.twin()
    wanted = [each.id for each in at_once.tick(end)]
    found = [each.id for cut in (*cuts, end) for each in in_parts.tick(cut)]
    assert sorted(wanted) == sorted(found)
    assert len(set(found)) == len(found)
    assert not set(found) & set(forest.told)


def r27_what_was_known_earlier_is_told_again(forest):
    """The view as of an earlier moment shows the tasks as they stood then."""
    for known_at, tasks in forest.remembered:
        own = {one: task for one, task in tasks.items() if task.assignment.plan == "p"}
        known = forest.flow.view("p", at=known_at).tasks
        assert own == {one: t for one, t in known.items() if t.assignment.plan == "p"}


AT_THE_END = [
    r16_live_is_what_the_newest_standing_reports_say,
    r16_consolidated_is_what_the_tops_have_taken,
    r17_what_is_stale_is_shown,
    r18_open_obstacles_are_told,
    r08_the_counts_agree,
    r26_time_may_be_cut_anywhere,
    r27_what_was_known_earlier_is_told_again,
    r25_the_journal_proves_the_state,
]


def hold_every_rule(forest, numbers):
    """Take the steps, hold every rule to each of them, and to the whole at the end.

    An error bears the name of the rule.
    """
    steps = (forest.step(number) for number in numbers)
    checks = ((rule, (step, forest)) for step in steps for rule in AFTER_EACH_STEP)
    at_the_end = ((rule, (forest,)) for rule in AT_THE_END)
    for rule, given in chain(checks, at_the_end):
        try:
            rule(*given)
        except AssertionError as error:
            error.add_note(rule.__name__)
            raise
