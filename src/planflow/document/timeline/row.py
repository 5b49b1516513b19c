"""One row of the picture: a line of the plan over the year, single or in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.document.line import Line, counted, local_day, say, stated_deadline
from planflow.document.markup import element, escaped
from planflow.document.number import count_text
from planflow.document.timeline import mark
from planflow.document.timeline.scale import Scale, shortened, text_width, wrapped
from planflow.domain.deadline import CONTINUOUS, RESENDING, WAITING
from planflow.domain.overview import PlanView, was_sent_late
from planflow.domain.task import DONE_STATES, Task, timeliness
from planflow.message import day_text

HEIGHT: Final = 56
"""How high a row is."""

_BAR: Final = 16
_LABEL_SIZE: Final = 13
_NOTE_SIZE: Final = 12
_STICK: Final = 7


@frozen(kw_only=True)
class Row:
    """Where a row is drawn.

    Attributes:
        view: The plan.
        scale: The axis.
        line: The line of the plan.
        top: Its upper edge.
        left: Where its label begins.
        right: Where its note ends.
    """

    view: PlanView
    scale: Scale
    line: Line
    top: float
    left: float
    right: float

    @property
    def centre(self) -> float:
        """Return the height on which the bars lie."""
        return self.top + HEIGHT / 2 - 1

    def day(self, instant: DateTime) -> Date:
        """Return the day of ``instant`` in the plan's zone."""
        return local_day(self.view, instant)

    def at(self, instant: DateTime) -> float:
        """Return the place of ``instant`` on the axis."""
        return self.scale.middle(self.day(instant))


def draw(row: Row) -> str:
    """Return the row as a group with the full title as its tooltip."""
    tip = element("title", escaped(_tip(row)))
    groups = tuple(row.line.occurrences().values())
    windows = "".join(_window(row, tasks) for tasks in groups)
    tracks = "".join(_track(row, tasks) for tasks in groups)
    return element("g", tip, _label(row), windows, tracks, _note(row))


def _tip(row: Row) -> str:
    line = row.line
    due = [say("timeline.due", day=day_text(day)) for day in _due_days(line)]
    return " · ".join([f"{line.code}. {line.title}", *line.schedule.words.splitlines(), *due])


def _due_days(line: Line) -> list[Date]:
    return sorted({d.due_on for task in line.tasks if (d := stated_deadline(task))})


def _label(row: Row) -> str:
    """Return code and title; a code too long to stand beside the title stands above it."""
    indent = row.left + 46
    room = row.scale.left - indent - 14
    is_above = text_width(row.line.code, _LABEL_SIZE) * 1.06 > indent - row.left - 4
    words = wrapped(row.line.title, room, _LABEL_SIZE, 1 if is_above else 2)
    first = row.top + (23 if len(words) > 1 else 32)
    height, first = (row.top + 23, row.top + 40) if is_above else (first, first)
    code = shortened(row.line.code, room, _LABEL_SIZE)
    return mark.text(code, row.left, height, _LABEL_SIZE, font_weight="bold") + "".join(
        mark.text(part, indent, first + 17 * place, _LABEL_SIZE) for place, part in enumerate(words)
    )


def _note(row: Row) -> str:
    """Return what stands at the right: how it stands, and when it was due."""
    left = row.scale.right + 14
    parts = tuple(_notes(row))
    first = row.centre + 4.5 - 8 * (len(parts) - 1)
    return "".join(
        mark.text(
            shortened(words, row.right - left, _NOTE_SIZE),
            left,
            first + 16 * place,
            _NOTE_SIZE,
            style=f"fill:{colour};font-weight:{'bold' if place == 0 else 'normal'}",
        )
        for place, (words, colour) in enumerate(parts)
    )


def _notes(row: Row) -> Iterator[tuple[str, str]]:
    tasks = row.line.tasks
    if not tasks:
        yield say("report.nobody"), mark.MUTED
    elif len(tasks) == 1:
        yield from _single_notes(row, tasks[0])
    else:
        yield from _many_notes(row, tasks)
    if row.line.partners:
        yield _partners_note(row)


def _single_notes(row: Row, task: Task) -> Iterator[tuple[str, str]]:
    name = timeliness(task, row.view.now)
    yield say(f"timeliness.{name}"), _colour(name)
    deadline = stated_deadline(task)
    days = [say("timeline.due", day=day_text(deadline.due_on))] if deadline else []
    if days:
        yield days[0], mark.MUTED


def _many_notes(row: Row, tasks: tuple[Task, ...]) -> Iterator[tuple[str, str]]:
    done = sum(task.state in DONE_STATES for task in tasks)
    counts = counted(tasks, row.view)
    colour = mark.LATE if counts["overdue"] else mark.GOOD if done == len(tasks) else mark.INK
    yield say("timeline.reported", done=count_text(done), all=count_text(len(tasks))), colour
    if days := _due_days(row.line):
        yield say("timeline.due", day=day_text(days[-1])), mark.MUTED
    late = sum(map(was_sent_late, tasks))
    words = [say("timeline.late", count=count_text(late))] if late else []
    if counts["overdue"]:
        words.append(say("timeline.overdue", count=count_text(counts["overdue"])))
    if words:
        yield " · ".join(words), mark.LATE


def _partners_note(row: Row) -> tuple[str, str]:
    partners = row.line.partners
    done = count_text(sum(task.state in DONE_STATES for task in partners))
    everyone = count_text(len(partners))
    overdue = counted(partners, row.view)["overdue"]
    if not overdue:
        return say("timeline.partners", done=done, all=everyone), mark.MUTED
    count = count_text(overdue)
    return say("timeline.partners_overdue", done=done, all=everyone, count=count), mark.LATE


def _colour(name: str) -> str:
    if name in ("done_in_time", "answered"):
        return mark.GOOD
    if name in ("done_late", "overdue"):
        return mark.LATE
    return mark.EVENT if name == "waiting" else mark.INK


def _track(row: Row, tasks: tuple[Task, ...]) -> str:
    """Return what happened in one occurrence."""
    first = tasks[0]
    if len(tasks) == 1:
        return _work(row, first) + _due(row, first) + _signs(row, first)
    return _sticks(row, tasks) + _due(row, first) + _count(row, tasks)


def _window(row: Row, tasks: tuple[Task, ...]) -> str:
    task, top = tasks[0], row.centre - _BAR / 2
    deadline, scale = stated_deadline(task), row.scale
    issued = row.view.standing.issued_on
    parts = []
    if task.assignment.awaits:
        until = scale.begin(deadline.opens_on) if deadline and deadline.opens_on else _until(row)
        parts.append(mark.box("pf-waiting", scale.begin(issued), until, top, _BAR))
    if deadline is not None:
        name = "pf-continuous" if task.standing.dating == CONTINUOUS else "pf-window"
        opens = deadline.opens_on or issued
        parts.append(mark.box(name, scale.begin(opens), scale.end(deadline.due_on), top, _BAR))
    elif task.standing.dating == CONTINUOUS:
        parts.append(mark.box("pf-continuous", scale.begin(issued), _until(row), top, _BAR))
    elif task.standing.dating != WAITING:
        parts.append(mark.level("pf-undated", scale.begin(issued), _until(row), row.centre))
    return "".join(parts)


def _until(row: Row) -> float:
    """Return how far a bar without an end goes: to the horizon, or to the moment of asking."""
    last = max(row.view.standing.until, row.day(row.view.now))
    return row.scale.end(last)


def _work(row: Row, task: Task) -> str:
    """Return the bar of the work: from its beginning to the report, red beyond the due day."""
    course, deadline = row.view.course(task.id), stated_deadline(task)
    closed_at = course.reported_at if task.standing.is_done else None
    end = row.at(closed_at or row.view.now)
    due = row.scale.end(deadline.due_on) if deadline else end
    top, parts = row.centre - 4, []
    if course.started_at and row.at(course.started_at) < min(end, due):
        parts.append(mark.box("pf-work", row.at(course.started_at), min(end, due), top, 8))
    if deadline and end > due and timeliness(task, row.view.now) in ("overdue", "done_late"):
        parts.append(mark.box("pf-over", due, end, top, 8))
    return "".join(parts)


def _due(row: Row, task: Task) -> str:
    deadline = stated_deadline(task)
    top, bottom = row.centre - 15, row.centre + 15
    parts = []
    if deadline is not None and row.scale.has(deadline.due_on):
        parts.append(mark.line("pf-due", row.scale.end(deadline.due_on), top, bottom))
    current = task.deadline
    if current is not None and current.origin == RESENDING and row.scale.has(current.due_on):
        parts.append(mark.line("pf-resend", row.scale.end(current.due_on), top, bottom))
    return "".join(parts)


def _signs(row: Row, task: Task) -> str:
    course, centre = row.view.course(task.id), row.centre
    parts = []
    if course.started_at and course.started_at != course.reported_at:
        parts.append(mark.started(row.at(course.started_at), centre))
    if course.partial_at:
        parts.append(mark.partial(row.at(course.partial_at), centre))
    if course.reported_at:
        is_late = timeliness(task, row.view.now) == "done_late"
        parts.append(mark.reported(row.at(course.reported_at), centre, is_late=is_late))
    if course.returned_at:
        parts.append(mark.returned(row.at(course.returned_at), centre - 17))
    if course.consolidated_at:
        parts.append(mark.taken(row.at(course.consolidated_at), centre + 17))
    return "".join(parts)


def _sticks(row: Row, tasks: tuple[Task, ...]) -> str:
    """Return the first reports of many tasks as columns; late ones stand red behind the due day."""
    deadline = stated_deadline(tasks[0])
    origin = row.scale.end(deadline.due_on) if deadline else row.scale.left
    places: Counter[tuple[int, bool]] = Counter()
    for task in tasks:
        if task.standing.reports:
            place = int((row.at(task.standing.reports[0].sent_at) - origin) // _STICK)
            places[place, was_sent_late(task)] += 1
    most = max(places.values(), default=1)
    parts = [
        _stick(row, origin + place * _STICK, 30 * count / most, is_late=is_late)
        for (place, is_late), count in sorted(places.items())
    ]
    return "".join(parts) + _group_signs(row, tasks)


def _stick(row: Row, x: float, height: float, *, is_late: bool) -> str:
    height = max(height, 5.0)
    left = x + 2 if is_late else x - 1
    name = "pf-late" if is_late else "pf-good"
    return mark.box(name, left, left + _STICK - 1, row.centre + _BAR / 2 - height, height)


def _group_signs(row: Row, tasks: tuple[Task, ...]) -> str:
    """Return the returns among many tasks, and when they were last consolidated."""
    courses = [row.view.course(task.id) for task in tasks]
    back = sorted({row.at(course.returned_at) for course in courses if course.returned_at})
    signs = [mark.returned(x, row.centre + 17) for x in back[:3]]
    took = [course.consolidated_at for course in courses if course.consolidated_at]
    if took:
        signs.append(mark.taken(row.at(max(took)), row.centre + 17))
    return "".join(signs)


def _count(row: Row, tasks: tuple[Task, ...]) -> str:
    """Return the count of one occurrence below its bar, where there are several of them."""
    deadline = stated_deadline(tasks[0])
    if deadline is None or len(row.line.occurrences()) == 1:
        return ""
    opens = row.scale.begin(deadline.opens_on or row.view.standing.issued_on)
    done = sum(task.state in DONE_STATES for task in tasks)
    words = f"{count_text(done)}/{count_text(len(tasks))}"
    if row.scale.end(deadline.due_on) - opens < 60:
        return ""
    return mark.text(words, opens + 14, row.centre + 21, 11, style=f"fill:{mark.MUTED}")
