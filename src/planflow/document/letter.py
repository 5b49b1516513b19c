"""Letters by which the standing agency reminds units of what is due, one for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import field, frozen
from pendulum import Date

from planflow.document.line import Line, plan_lines, say
from planflow.document.number import count_text
from planflow.document.report.block import (
    CENTRE,
    Addressees,
    Block,
    Column,
    Grid,
    Letterhead,
    Paragraph,
)
from planflow.document.report.markdown import to_markdown
from planflow.document.report.opening import letterhead, official_name, official_number
from planflow.document.report.outlook import signed
from planflow.document.report.signing import Signing
from planflow.document.report.survey import NOTHING_KNOWN, Survey
from planflow.domain.overview import PlanView
from planflow.domain.plan import REQUEST
from planflow.domain.reminder import Announcement, announcements, digest, parts_of
from planflow.domain.task import Task
from planflow.instant import start_of_day
from planflow.message import day_text

_TIME: Final = ("due_soon", "due_today", "overdue", "asked_again")
_BACK: Final = ("returned", "not_resent")
_CORRECTION: Final = ("correction_asked", "correction_unanswered")
_REMINDED: Final = frozenset((*_TIME, *_BACK, *_CORRECTION, "waiting"))
"""Rungs of which a letter reminds; new tasks, escalations and obstacles are told otherwise."""
_COUNTED: Final = ("overdue", "not_resent", "correction_unanswered")
_BEGINNING: Final = start_of_day(Date(1900, 1, 1))


@frozen(kw_only=True)
class Letter:
    """A letter to one unit; as text it is Markdown.

    Attributes:
        recipient: The unit it goes to.
        subject: What it is about.
        author: Who sends it, by name.
        written_on: Its day.
    """

    recipient: str
    subject: str
    author: str
    written_on: Date
    _blocks: tuple[Block, ...] = field(repr=False)

    def __str__(self) -> str:
        """Return the letter as Markdown."""
        return to_markdown(self._blocks)

    def to_docx(self) -> bytes:
        """Return the letter as a Word file in the layout of Decree 30/2020 (extra ``docx``).

        Raises:
            ImportError: If the extra ``docx`` is not installed.
        """
        from planflow.document.docx import to_docx

        return to_docx(self._blocks, title=self.subject, author=self.author, on=self.written_on)


def reminder_letters(view: PlanView, *, signing: Signing | None = None) -> tuple[Letter, ...]:
    """Return a letter to each unit that has something to be reminded of, in the units' order.

    The sender is the standing agency, else the issuer; it does not write to itself. A letter lists
    what the plan's ladder has announced and what still stands: due soon, overdue, returned, to be
    corrected, waiting. Days are counted up to the day of the view. Whoever is only asked is asked
    more kindly (Rule R6). The same view gives the same letters.

    Args:
        view: The plan at the moment of writing.
        signing: Under which number they go out, and who signs them.

    .. versionadded:: 0.1.0
    """
    found = Survey(view=view, lines=plan_lines(view), signing=signing or Signing())
    lines = {line.code: line for line in found.lines}
    order = {unit.id: place for place, unit in enumerate(view.directory)}
    told = {
        unit: [each for each in given if parts_of(each.rung)[0] in _REMINDED]
        for unit, given in digest(_outstanding(view)).items()
        if unit != found.body
    }
    units = sorted(
        filter(told.__getitem__, told), key=lambda unit: (order.get(unit, len(order)), unit)
    )
    return tuple(_letter(found, unit, told[unit], lines) for unit in units)


def _outstanding(view: PlanView) -> Iterator[Announcement]:
    """Yield what has been announced of tasks and still stands."""
    for task in view.tasks.values():
        yield from announcements(task, _BEGINNING, view.now)


def _letter(found: Survey, unit: str, given: list[Announcement], lines: dict[str, Line]) -> Letter:
    subject = say("letter.about", plan=_plan_words(found))
    return Letter(
        recipient=unit,
        subject=subject,
        author=found.name(found.body),
        written_on=found.written_on,
        blocks=tuple(_blocks(found, unit, given, lines, subject)),
    )


def _plan_words(found: Survey) -> str:
    plan = found.view.standing.plan
    return say("letter.plan", number=plan.number) if plan.number else plan.title.vi


def _blocks(
    found: Survey,
    unit: str,
    given: list[Announcement],
    lines: dict[str, Line],
    subject: str,
) -> Iterator[Block]:
    name, body = official_name(found, unit), official_name(found, found.body)
    yield _head(found, subject)
    yield Addressees(say("report.addressees"), (name,))
    yield Paragraph(
        say(
            "letter.opening",
            title=found.view.standing.plan.title.vi,
            day=found.written_on,
            unit=name,
            count=count_text(len(given)),
        )
    )
    yield _table(found, given, lines)
    yield Paragraph(say(f"letter.{_manner(found, given)}", unit=name, body=body))
    yield signed(found, (f"{say('report.as_above')};", say("report.archive")))


def _head(found: Survey, subject: str) -> Letterhead:
    head = letterhead(found)
    number = say("report.number", number=official_number(found, kind=""))
    return Letterhead(
        superior=head.superior,
        body=head.body,
        number=number,
        state=head.state,
        motto=head.motto,
        place_day=head.place_day,
        about=subject,
    )


def _manner(found: Survey, given: list[Announcement]) -> str:
    """Return how the unit is asked: kindly, without delay, or to keep the date."""
    tasks = [found.view.tasks[each.task] for each in given]
    if all(task.assignment.authority == REQUEST for task in tasks):
        return "ask"
    is_late = any(parts_of(each.rung)[0] in (*_COUNTED, *_BACK) for each in given)
    return "urge" if is_late else "keep"


def _table(found: Survey, given: list[Announcement], lines: dict[str, Line]) -> Grid:
    names = ("no", "item", "due", "state")
    centred = ("no", "due")
    columns = (
        Column(say(f"letter.{name}"), CENTRE if name in centred else "left") for name in names
    )
    rows = ((str(number), *_row(found, each, lines)) for number, each in enumerate(given, 1))
    return Grid(tuple(columns), tuple(rows))


def _row(found: Survey, given: Announcement, lines: dict[str, Line]) -> tuple[str, str, str]:
    task = found.view.tasks[given.task]
    title = lines[task.source].title if task.source in lines else task.source
    period = task.assignment.occurrence
    when = "" if period == "once" else say("letter.period", period=period)
    due = day_text(given.due_on) if given.due_on else NOTHING_KNOWN
    return (
        f"{title} ({say('letter.place', item=task.source)}{when})",
        due,
        _state(found, given, task),
    )


def _state(found: Survey, given: Announcement, task: Task) -> str:
    """Return how it stands on the day of the letter, and which reminder this is."""
    rung, number = parts_of(given.rung)
    parts = [say(f"letter.{rung}")] if rung in (*_BACK, *_CORRECTION) else []
    if rung == "waiting":
        parts.append(say("letter.waiting", event=_event(found, task)))
    if given.due_on is not None:
        parts.append(_days(given.due_on.toordinal() - found.written_on.toordinal(), task))
    if rung in _COUNTED:
        parts.append(say("letter.time", number=str(number)))
    return "; ".join(parts)


def _days(left: int, task: Task) -> str:
    if left > 0:
        return say("letter.left", count=count_text(left))
    if left == 0:
        return say("letter.today")
    is_asked = task.assignment.authority == REQUEST
    return say("letter.past" if is_asked else "letter.late", count=count_text(-left))


def _event(found: Survey, task: Task) -> str:
    events = {event.id: event.title.vi for event in found.view.standing.plan.events}
    awaited = task.assignment.awaits or ""
    return events.get(awaited, awaited)
