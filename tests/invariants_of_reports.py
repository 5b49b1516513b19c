"""What holds after each step of reports and totals: Rules R16 to R22."""

from collections import Counter
from decimal import Decimal
from random import Random

from attrs import evolve

from planflow.domain.report import over_units
from planflow.domain.task import event as e
from watching import (
    ADDED,
    DONE,
    acting,
    closed_for,
    counts_last,
    events,
    reports_given,
    stands,
    versions,
)


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
