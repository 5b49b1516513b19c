"""The view of one plan as it was known at a moment, folded from the journal up to it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve
from pendulum import DateTime

from planflow.domain.overview import (
    Course,
    PlanView,
    consolidated_reports,
    live_reports,
    total,
)
from planflow.domain.task.event import Reported, Returned, Started, Taken
from planflow.engine.entry import Entry
from planflow.engine.fold import known_at
from planflow.engine.setup import Setup
from planflow.errors import NotFoundError


def view(setup: Setup, plan_id: str, now: DateTime) -> PlanView:
    """Return everything about a plan as it was known at ``now`` (Rule R27)."""
    fold, entries = known_at(setup.store, now)
    standing = fold.plans.get(plan_id)
    if standing is None:
        raise NotFoundError(plan_id)
    tasks = {task.id: task for task in fold.tasks.values() if task.assignment.plan == plan_id}
    consolidated = consolidated_reports(tasks)
    indicators = standing.indicators()
    return PlanView(
        standing=standing,
        directory=setup.directory,
        now=now,
        tasks=tasks,
        courses=_courses(entry for entry in entries if entry.stream in tasks),
        narratives={
            (entry.stream, entry.event.report.version): entry.event.narrative
            for entry in entries
            if isinstance(entry.event, Reported) and entry.event.narrative
        },
        consolidated=consolidated,
        totals=total(consolidated, tasks, indicators),
        live=total(live_reports(tasks), tasks, indicators),
    )


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
