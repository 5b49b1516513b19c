"""The view of one plan as it was known at a moment, folded from the journal up to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

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
from planflow.domain.report import Indicators
from planflow.domain.task import Task
from planflow.domain.task.event import Reported, Returned, Started, Taken
from planflow.engine.entry import Entry
from planflow.engine.fold import known_at
from planflow.engine.obstacle import in_order, raised
from planflow.engine.setup import Setup
from planflow.errors import NotFoundError


def view(setup: Setup, plan_id: str, now: DateTime) -> PlanView:
    """Return everything about a plan as it was known at ``now`` (Rule R27)."""
    fold, entries = known_at(setup.store, now)
    standing = fold.plans.get(plan_id)
    if standing is None:
        raise NotFoundError(plan_id)
    plans = family(plan_id, (each.plan for each in fold.plans.values()))
    every = {task.id: task for task in fold.tasks.values() if task.assignment.plan in plans}
    tasks = {one: task for one, task in every.items() if task.assignment.plan == plan_id}
    consolidated = consolidated_reports(every)
    indicators = Indicators(standing.plan.indicators(), setup.additions)
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
        totals=total(consolidated, every, indicators),
        live=total(live_reports(every), every, indicators),
        obstacles=_obstacles([fold.plans[one] for one in plans], every.values(), entries),
    )


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
    for entry in entries:
        course = courses.get(entry.stream, Course())
        match entry.event:
            case Reported(report) if report.is_closing:
                closing[entry.stream] = report.version
            case Taken(version=version) if version == closing.get(entry.stream):
                course = evolve(course, consolidated_at=course.consolidated_at or entry.at)
        courses[entry.stream] = _course(course, entry)
    return courses


def _course(course: Course, entry: Entry) -> Course:
    match entry.event:
        case Started():
            return evolve(course, started_at=entry.at)
        case Reported(report):
            started_at = course.started_at or report.sent_at
            if report.is_closing:
                return evolve(course, started_at=started_at, reported_at=report.sent_at)
            return evolve(course, started_at=started_at, partial_at=report.sent_at)
        case Returned():
            return evolve(course, returned_at=entry.at, consolidated_at=None)
        case _:
            return course
