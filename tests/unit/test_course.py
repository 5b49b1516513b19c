"""Tasks in the course of an act: they stand as if each event had been applied at once."""

import pytest

from planflow.domain.task import event as e
from planflow.domain.task import happen
from planflow.domain.task.course import Course
from tests.builders import bare_task, moment

AT = moment(6, 1)
EVENTS = (e.Started(), e.Suspended("flood"), e.Resumed(None))


def in_course():
    task = bare_task()
    return task, Course({task.id: task}, AT)


def test_a_task_stands_as_all_that_happened_leaves_it():
    task, course = in_course()
    expected = task
    for event in EVENTS:
        course.happen(task.id, event)
        expected = happen(expected, event, AT)
    assert expected == course[task.id]


def test_looking_in_between_changes_nothing():
    task, course = in_course()
    expected = task
    for event in EVENTS:
        course.happen(task.id, event)
        expected = happen(expected, event, AT)
        assert expected == course[task.id]


def test_what_has_happened_is_told_in_its_order():
    task, course = in_course()
    for event in EVENTS:
        course.happen(task.id, event)
    assert tuple((task.id, event) for event in EVENTS) == course.happened


def test_a_task_that_is_created_can_move_on():
    task, course = in_course()
    facts = bare_task(id="p/1/b/once", holder="b").assignment
    course.create(facts.id, e.Assigned(facts, "undated", None, None, ()))
    course.happen(facts.id, e.Started())
    assert [task.id, facts.id] == list(course)
    assert course[facts.id].state == "in_progress"


def test_the_tasks_before_stay_as_they_were():
    task, _ = in_course()
    before = {task.id: task}
    course = Course(before, AT)
    course.happen(task.id, e.Started())
    assert course[task.id] != before[task.id]
    assert {task.id: task} == before


def test_an_unknown_task_is_none():
    _, course = in_course()
    assert "other" not in course
    assert len(course) == 1
    with pytest.raises(KeyError):
        course["other"]
