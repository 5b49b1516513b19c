"""The view of one plan at one moment, gathered from the journal up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve
from pendulum import DateTime

from planflow.domain.overview import (
    Course,
    PlanView,
    consolidated_reports,
    live_reports,
    total,
)
from planflow.domain.task import Task
from planflow.domain.task.event import Reported, Returned, Started, Taken
from planflow.engine.entry import Entry
from planflow.engine.read import pages, read_journal
from planflow.engine.record import read_task
from planflow.engine.setup import Setup
from planflow.store import Query


def view(setup: Setup, plan_id: str, now: DateTime) -> PlanView:
    """Return everything about a plan as its records stand, evaluated at ``now``."""
    standing = setup.plan(plan_id)
    rows = pages(setup.store, Query(plan=plan_id))
    tasks = {task.id: task for task in map(read_task, rows)}
    consolidated = consolidated_reports(tasks)
    indicators = setup.indicators(plan_id)
    courses: dict[str, Course] = {}
    narratives: dict[tuple[str, int], str] = {}
    for entry in _of_tasks(setup, tasks):
        courses[entry.stream] = _course(courses.get(entry.stream, Course()), entry, tasks)
        if isinstance(entry.event, Reported) and entry.event.narrative:
            narratives[entry.stream, entry.event.report.version] = entry.event.narrative
    return PlanView(
        standing=standing,
        directory=setup.directory,
        now=now,
        tasks=tasks,
        courses=courses,
        narratives=narratives,
        consolidated=consolidated,
        totals=total(consolidated, tasks, indicators),
        live=total(live_reports(tasks), tasks, indicators),
    )


def _of_tasks(setup: Setup, tasks: Mapping[str, Task]) -> Iterator[Entry]:
    return (entry for entry in read_journal(setup.store, 0) if entry.stream in tasks)


def _course(course: Course, entry: Entry, tasks: Mapping[str, Task]) -> Course:
    match entry.event:
        case Started():
            return evolve(course, started_at=entry.at)
        case Reported(report) if report.is_closing:
            started_at = course.started_at or report.sent_at
            return evolve(course, started_at=started_at, reported_at=report.sent_at)
        case Reported(report):
            started_at = course.started_at or report.sent_at
            return evolve(course, started_at=started_at, partial_at=report.sent_at)
        case Taken(version=version):
            is_closing = tasks[entry.stream].standing.reports[version - 1].is_closing
            return evolve(course, consolidated_at=entry.at) if is_closing else course
        case Returned():
            return evolve(course, returned_at=entry.at, consolidated_at=None)
        case _:
            return course
