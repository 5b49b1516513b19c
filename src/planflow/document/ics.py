"""Deadlines for calendars: an all-day event on each due day, with reminders as alarms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from pendulum import Date

from planflow.document.line import Line, plan_lines, say
from planflow.document.package import writable
from planflow.domain.overview import PlanView
from planflow.domain.plan import Ladder
from planflow.domain.task import RECEIVE, SUSPENDED, WITHDRAWN, Task, timeliness
from planflow.extra import needs

with needs("ics"):
    from icalendar import Alarm, Calendar, Event

_HOUR: Final = timedelta(hours=8)
"""Alarms go off in the morning, at eight."""
_DAY: Final = timedelta(days=1)
_PRODUCT: Final = "-//planflow//planflow//VI"


def deadlines_ics(view: PlanView, *, unit: str | None = None) -> bytes:
    """Return the deadlines of a plan as an iCalendar file (extra ``ics``).

    Each due day is an all-day event, one for each task and one for each product with a day of its
    own. Its id stays the same, so that a calendar that has it already moves it with the deadline.
    Open ones have alarms as the plan's ladder says, at eight in the morning; those done or
    suspended have none, and those withdrawn are told to be cancelled. The same view gives the same
    bytes.

    Args:
        view: The plan at the moment of writing.
        unit: The tasks of this unit only.

    Raises:
        ImportError: If the extra ``ics`` is not installed.

    .. versionadded:: 0.1.0
    """
    plan = view.standing.plan
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", f"{plan.id}@planflow")
    calendar.add("x-wr-calname", writable(plan.title.vi))
    calendar.add("x-wr-timezone", plan.policy.zone)
    for line in plan_lines(view):
        for task in (*line.tasks, *line.partners):
            if task.kind != RECEIVE and unit in (None, task.holder):
                for event in _events(view, line, task):
                    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _events(view: PlanView, line: Line, task: Task) -> Iterator[Event]:
    if task.deadline is not None:
        yield _event(view, line, task, task.deadline.due_on, task.id, line.title)
    titles = {product.indicator.id: product.indicator.title.vi for product in line.products}
    for own in task.assignment.own_days:
        title = titles.get(own.indicator, own.indicator)
        yield _event(view, line, task, own.deadline.due_on, f"{task.id}/{own.indicator}", title)


def _event(view: PlanView, line: Line, task: Task, due: Date, name: str, title: str) -> Event:
    event, day = Event(), date(due.year, due.month, due.day)
    event.add("uid", f"{name}@planflow")
    event.add("dtstamp", view.now)
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    summary = _summary(view, line, task, title)
    event.add("summary", summary)
    event.add("description", "\n".join(_told(view, line, task)))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if task.state == WITHDRAWN else "CONFIRMED")
    if task.standing.is_open and task.state != SUSPENDED:
        for alarm in _alarms(task.assignment.ladder, summary):
            event.add_component(alarm)
    return event


def _summary(view: PlanView, line: Line, task: Task, title: str) -> str:
    key = "calendar.done" if task.standing.is_done else "calendar.due"
    unit = view.unit_name(task.holder)
    return writable(say(key, item=line.code, title=title, unit=unit))


def _told(view: PlanView, line: Line, task: Task) -> Iterator[str]:
    """Yield what is told below the title: the plan, the words of its time, how the task stands."""
    plan = view.standing.plan
    yield writable(" ".join(filter(None, (plan.title.vi, f"({plan.number})" * bool(plan.number)))))
    if line.schedule.words:
        yield say("calendar.time", words=writable(line.schedule.words))
    if task.deadline is not None:
        yield from (message.text("vi") for message in task.deadline.explanation)
    yield say("calendar.stands", words=say(f"timeliness.{timeliness(task, view.now)}"))


def _alarms(ladder: Ladder, summary: str) -> Iterator[Alarm]:
    """Yield an alarm for each reminder ahead of the due day, and on the day itself."""
    days = (*ladder.due_soon, *((0,) if ladder.due_today else ()))
    for ahead in days:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", _HOUR - ahead * _DAY)
        yield alarm
