"""Deadlines for calendars: what a calendar reads is the day that the plan means."""

import datetime as dt

import icalendar
import pytest
from attrs import evolve

from planflow import Ladder
from planflow.document import deadlines_ics

REPORT = "plan-a-2021/IV.2/cao-loc/once@planflow"


def events(data: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(data)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture(scope="module")
def data(year):
    return deadlines_ics(year)


@pytest.fixture(scope="module")
def open_events(overdue):
    return events(deadlines_ics(overdue))


def test_a_due_day_is_one_whole_day_on_the_right_day(data):
    """Before 15 November means the 14th; the end of an all-day event is the day after it."""
    event = events(data)[REPORT]

    assert dt.date(2021, 11, 14) == event.decoded("dtstart")
    assert dt.date(2021, 11, 15) == event.decoded("dtend")
    assert b"DTSTART;VALUE=DATE:20211114\r\n" in data
    assert "TRANSPARENT" == event["transp"]


def test_there_is_an_event_for_each_task_with_a_deadline(data, year):
    dated = {task.id for task in year.tasks.values() if task.deadline and task.kind != "receive"}
    own = sum(len(task.assignment.own_days) for task in year.tasks.values())

    found = events(data)
    assert len(dated) + own == len(found)
    for task in dated:
        due = year.tasks[task].deadline.due_on
        assert due == found[f"{task}@planflow"].decoded("dtstart")


def test_alarms_go_off_when_the_ladder_says(open_events, overdue):
    ladder = overdue.standing.plan.ladder
    triggers = [alarm["trigger"].dt for alarm in open_events[REPORT].walk("VALARM")]

    eight = dt.timedelta(hours=8)
    assert [*(eight - dt.timedelta(days=n) for n in ladder.due_soon), eight] == triggers
    assert {"DISPLAY"} == {str(a["action"]) for a in open_events[REPORT].walk("VALARM")}


def test_a_ladder_without_rungs_has_no_alarms(overdue):
    ladder = Ladder(due_soon=(), due_today=False)
    tasks = {
        key: evolve(task, assignment=evolve(task.assignment, ladder=ladder))
        for key, task in overdue.tasks.items()
    }
    found = events(deadlines_ics(evolve(overdue, tasks=tasks)))

    assert [] == [alarm for event in found.values() for alarm in event.walk("VALARM")]


def test_what_is_done_has_no_alarm_and_says_so(data):
    event = events(data)[REPORT]

    assert [] == event.walk("VALARM")
    assert event["summary"].startswith("Đã xong mục IV.2: ")


def test_what_is_withdrawn_is_cancelled(overdue):
    task = overdue.tasks["plan-a-2021/IV.2/cao-loc/once"]
    gone = evolve(task, standing=evolve(task.standing, state="withdrawn"))
    found = events(deadlines_ics(evolve(overdue, tasks={**overdue.tasks, gone.id: gone})))

    assert "CANCELLED" == found[REPORT]["status"]
    assert [] == found[REPORT].walk("VALARM")


def test_ids_stay_when_deadlines_move(overdue, open_events):
    task = overdue.tasks["plan-a-2021/IV.2/cao-loc/once"]
    later = evolve(task.deadline, due_on=dt.date(2021, 12, 1))
    moved = evolve(task, standing=evolve(task.standing, deadline=later))
    found = events(deadlines_ics(evolve(overdue, tasks={**overdue.tasks, moved.id: moved})))

    assert found.keys() == open_events.keys()
    assert dt.date(2021, 12, 1) == found[REPORT].decoded("dtstart")


def test_no_two_events_have_one_id(data):
    assert data.count(b"BEGIN:VEVENT") == len(events(data))


def test_a_unit_may_have_its_own(overdue):
    found = events(deadlines_ics(overdue, unit="cao-loc"))

    assert found
    assert all("/cao-loc/" in uid for uid in found)


def test_lines_are_folded_and_end_as_calendars_want(data):
    lines = data.split(b"\r\n")

    assert b"" == lines[-1]
    assert max(map(len, lines)) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_head_says_whose_it_is(data, year):
    calendar = icalendar.Calendar.from_ical(data)

    assert ("2.0", "PUBLISH") == (calendar["version"], calendar["method"])
    assert "plan-a-2021@planflow" == calendar["uid"]
    assert year.standing.plan.title.vi == calendar["x-wr-calname"]


def test_words_of_units_cannot_break_out(hostile):
    found = events(deadlines_ics(hostile))

    assert len(found) == len(events(deadlines_ics(hostile)))
    assert any('<b>&"' in event["summary"] for event in found.values())


def test_the_same_view_gives_the_same_bytes(data, year):
    assert data == deadlines_ics(year)
