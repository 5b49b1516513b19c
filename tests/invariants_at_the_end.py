"""What holds of a forest at the end: proof, totals, counts, announcements over a year."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from random import Random

from planflow.domain.overview import two_by_two
from planflow.domain.task import timeliness
from planflow.instant import to_instant
from planflow.store import Query
from watching import ADDED, counts_last, stands


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
