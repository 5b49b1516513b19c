"""A host program as its developer would write it: never run, only type-checked."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import assert_type

from pendulum import Date, DateTime

from planflow import (
    Actor,
    Announcement,
    AnswerObstacle,
    CommandRefusedError,
    Directory,
    Draft,
    Entry,
    Flow,
    Issued,
    MemoryStore,
    NameMembers,
    Outcome,
    Plan,
    Preview,
    Query,
    RaiseObstacle,
    RecordEvent,
    Report,
    Return,
    SqliteStore,
    Task,
    Verification,
    announcement_text,
    notices,
    read_plan,
    read_units,
    timeliness,
    vietnam,
)
from planflow.domain.overview import ObstacleView


def set_up(path: str) -> Flow:
    directory = read_units("units.csv")
    assert_type(directory, Directory)
    return Flow(SqliteStore(path), directory=directory, workdays=vietnam())


def issue(flow: Flow, chair: Actor, at: dt.datetime) -> str:
    plan = read_plan("plan.toml")
    assert_type(plan, Plan)
    assert_type(flow.preview(plan, at=at), Preview)
    issued = flow.issue(plan, by=chair, at=at, key="issue-1")
    assert_type(issued, Issued)
    return issued.id


def report(flow: Flow, plan: str, clerk: Actor, at: dt.datetime) -> None:
    task = flow.find(Query(plan=plan, holder="trang-dinh")).one()
    assert_type(task, Task)
    assert_type(task.due_on, Date | None)
    assert_type(task.standing.done_at, DateTime | None)
    outcome = flow.do(Report(task.id, figures={"sessions": 3}), by=clerk, at=at, key="r-1")
    assert_type(outcome, Outcome)
    assert_type(timeliness(task, DateTime.now()), str)
    flow.do(Return(task.id, "thiếu số liệu", dt.date(2021, 11, 12)), by=clerk, at=at)
    flow.do(NameMembers(plan, "1.2", ["finance"]), by=clerk, at=at)
    flow.do(RecordEvent(plan, "guidance", happened_on=dt.date(2021, 6, 10)), by=clerk, at=at)


def gather(flow: Flow, task: str, agency: Actor, at: dt.datetime) -> None:
    draft = flow.consolidate(task, at=at)
    assert_type(draft, Draft)
    try:
        flow.do(draft.report(waive={"van-quan": "bão lũ"}), by=agency, at=at)
    except CommandRefusedError as error:
        assert_type(error.rule, str)
        assert_type(error.who, tuple[str, ...])
        assert_type(error.text("vi"), str)


def hear(flow: Flow, plan: str, task: Task, clerk: Actor, agency: Actor, at: dt.datetime) -> None:
    flow.do(RaiseObstacle(task.id, "thiếu kinh phí"), by=clerk, at=at)
    for obstacle in flow.obstacles(plan):
        assert_type(obstacle, ObstacleView)
        assert_type(obstacle.words, str | None)
        flow.do(AnswerObstacle(obstacle.task, obstacle.number, "cấp bổ sung"), by=agency, at=at)


def every_morning(flow: Flow, plan: str, now: dt.datetime, seen: int) -> int:
    assert_type(flow.tick(now), tuple[Announcement, ...])
    counts = flow.tally(Query(plan=plan), by=("holder", "timeliness"), at=now)
    assert_type(counts, dict[tuple[str, ...], int])
    for position, announcement in flow.announcements(after=seen):
        assert_type(position, int)
        assert_type(announcement_text(announcement, flow, "vi"), str)
    assert_type([notice.subject for notice in notices(flow.tick(now), flow)], list[str])
    for entry in flow.journal(after=seen):
        assert_type(entry, Entry)
        seen = entry.position
    assert_type(flow.verify(), Verification)
    return seen


def within(flow: Flow, connection: sqlite3.Connection, command: Report, by: Actor) -> Flow:
    lent = flow.on(connection)
    assert_type(lent, Flow)
    lent.do(command, by=by, at=dt.datetime.now(dt.UTC))
    return Flow(MemoryStore(), directory=flow.directory, workdays=vietnam())
