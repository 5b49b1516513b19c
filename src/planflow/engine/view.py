"""The view of one plan as it was known at a moment, folded from the journal up to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve
from pendulum import DateTime

from planflow.domain.change import PlanStanding, family
from planflow.domain.overview import (
    Course,
    ObstacleView,
    PlanView,
    consolidated_reports,
    live_reports,
    total,
)
from planflow.domain.task import Task, read_waivers
from planflow.domain.task.event import (
    Closed,
    ProgressRecorded,
    Reported,
    Returned,
    Started,
    Taken,
    Waived,
)
from planflow.engine.entry import Entry
from planflow.engine.fold import known_at
from planflow.engine.obstacle import in_order, raised
from planflow.engine.setup import Setup
from planflow.errors import NotFoundError


def view(setup: Setup, plan_id: str, now: DateTime) -> PlanView:
    """Return everything about a plan as it was known at ``now`` (Rule R27)."""
    fold, entries = known_at(setup.store, plan_id, now)
    standing = fold.plans.get(plan_id)
    if standing is None or standing.is_issuing:
        raise NotFoundError(plan_id)
    plans = family(plan_id, (each.plan for each in fold.plans.values()))
    every = {task.id: task for task in fold.tasks.values() if task.assignment.plan in plans}
    tasks = {one: task for one, task in every.items() if task.assignment.plan == plan_id}
    consolidated = consolidated_reports(every)
    indicators = setup.known(standing)
    said = _said(entries)
    return PlanView(
        standing=standing,
        directory=setup.directory,
        now=now,
        tasks=tasks,
        courses=_courses(entry for entry in entries if entry.stream in tasks),
        narratives={key: each.narrative for key, each in said.items() if each.narrative},
        sections={key: json.loads(each.sections) for key, each in said.items() if each.sections},
        cuts={key: each.cuts for key, each in said.items() if each.cuts},
        consolidated={one: report for one, report in consolidated.items() if one in tasks},
        totals=total(consolidated, every, indicators, standing.successions),
        live=total(live_reports(every), every, indicators, standing.successions),
        obstacles=_obstacles([fold.plans[one] for one in plans], every.values(), entries),
        indicators=indicators,
        family=every,
        gathered=consolidated,
        waivers=dict(
            waiver for entry in entries if entry.stream in tasks for waiver in _why(entry)
        ),
        signers={key: each.signed_by for key, each in said.items() if each.signed_by},
    )


def _why(entry: Entry) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield for whom the entry says why a report goes up without it."""
    match entry.event:
        case Waived(waivers, reason) if reason:
            yield from (((entry.stream, waiver.absent), reason) for waiver in waivers)
        case Reported(waivers=told) if told:
            yield from (((entry.stream, who), why) for who, why in read_waivers(told).items())


def _said(entries: Iterable[Entry]) -> dict[tuple[str, int], Reported]:
    """Return (task, version) → how it was reported."""
    return {
        (entry.stream, entry.event.report.version): entry.event
        for entry in entries
        if isinstance(entry.event, Reported)
    }


def _obstacles(
    plans: Sequence[PlanStanding], tasks: Iterable[Task], entries: Iterable[Entry]
) -> tuple[ObstacleView, ...]:
    found = tuple(raised(plans, tasks))
    said: dict[str, list[Entry]] = {each.stream: [] for each in found}
    for entry in entries:
        if entry.stream in said:
            said[entry.stream].append(entry)
    return in_order(view for each in found for view in each.told(said[each.stream]))


def _courses(entries: Iterable[Entry]) -> dict[str, Course]:
    courses: dict[str, Course] = {}
    closing: dict[str, int] = {}
    taken: set[tuple[str, int]] = set()
    for entry in entries:
        course = courses.get(entry.stream, Course())
        match entry.event:
            case Reported(report) if report.is_closing:
                closing[entry.stream] = report.version
            case Closed(version=version):
                closing[entry.stream] = version
            case Taken(version=version):
                taken.add((entry.stream, version))
            case Returned():
                closing.pop(entry.stream, None)
        course = _course(course, entry)
        if (entry.stream, closing.get(entry.stream)) in taken and not course.consolidated_at:
            course = evolve(course, consolidated_at=entry.at)
        courses[entry.stream] = course
    return courses


def _course(course: Course, entry: Entry) -> Course:
    match entry.event:
        case Started():
            return evolve(course, started_at=entry.at)
        case ProgressRecorded():
            return evolve(course, started_at=course.started_at or entry.at)
        case Reported(report):
            sent = "reported_at" if report.is_closing else "partial_at"
            started_at = course.started_at or report.sent_at
            return evolve(course, started_at=started_at, **{sent: report.sent_at})
        case Closed():
            return evolve(course, reported_at=entry.at)
        case Returned():
            return evolve(course, returned_at=entry.at, consolidated_at=None)
        case _:
            return course
