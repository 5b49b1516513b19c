"""Announcements as officials write them: one sentence each, and one text for each unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from attrs import frozen

from planflow.domain.change import PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.plan import REQUEST, Plan, Title, every_item
from planflow.domain.reminder import Announcement, digest, parts_of
from planflow.domain.task import REPORT, Assignment, Task
from planflow.instant import day_of
from planflow.message import Fact, Language, Message, phrase

_WAITED: Final = ("waiting", "correction_unanswered")
"""Rungs that tell how many days have passed: the ladder's distances bear their names."""


class Source(Protocol):
    """Who knows what announcements speak of; :class:`planflow.Flow` does."""

    @property
    def directory(self) -> Directory:
        """Return the units."""

    def task(self, task: str) -> Task:
        """Return a task."""

    def plan(self, plan: str) -> PlanStanding:
        """Return a plan as it runs."""


@frozen
class Notice:
    """What one unit is told: a subject and a sentence for each thing.

    Attributes:
        recipient: The unit that is told.
        subject: The subject of a letter or mail.
        lines: The sentences, in the order of their moments.
    """

    recipient: str
    subject: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        """Return subject and sentences as plain text."""
        return "\n".join((self.subject, *(f"- {line}" for line in self.lines))) + "\n"


def announcement_text(given: Announcement, source: Source, language: Language = "en") -> str:
    """Return an announcement as a sentence: who is asked for what, until when, how late it is.

    A requested body is asked more kindly than one that is ordered (Rule R6). Days left and days
    overdue are those of the moment that the announcement belongs to.

    Args:
        given: The announcement.
        source: Where its task, plan and units are found: the flow that gave it.
        language: ``vi`` or ``en``.
    """
    assignment = source.task(given.task).assignment
    plan = source.plan(given.plan).plan
    rung, number = parts_of(given.rung)
    ask = "ask_request" if assignment.authority == REQUEST else "ask_order"
    task = _task(plan, assignment, language)
    facts: dict[str, Fact] = {
        "ask": Message.of(f"announcement.{ask}"),
        "unit": _name(source.directory, given.holder),
        "recipient": _name(source.directory, given.recipient),
        "task": task,
        "report": task if assignment.kind == REPORT else Message.of("announcement.on", task=task),
        "number": number,
        **_time(given, assignment),
    }
    if assignment.awaits is not None:
        facts["event"] = _event(plan, assignment.awaits, language)
    if rung in _WAITED:
        facts["waited"] = getattr(assignment.ladder, rung)[number - 1]
    return phrase(f"announcement.{_key(rung, given, assignment)}", language, **facts)


def notices(
    given: Iterable[Announcement], source: Source, language: Language = "en"
) -> tuple[Notice, ...]:
    """Return one notice for each unit: of each task and cause only the highest rung.

    Args:
        given: What ``Flow.tick()`` gave, or ``Flow.announcements()``.
        source: Where tasks, plans and units are found: the flow that gave it.
        language: ``vi`` or ``en``.
    """
    return tuple(
        Notice(
            unit,
            phrase(
                "announcement.digest",
                language,
                unit=_name(source.directory, unit),
                count=len(told),
            ),
            tuple(announcement_text(each, source, language) for each in told),
        )
        for unit, told in digest(given).items()
    )


def _key(rung: str, given: Announcement, assignment: Assignment) -> str:
    if rung != "opens" or given.due_on is not None:
        return rung
    return "opens_undated" if assignment.awaits is None else "opens_waiting"


def _time(given: Announcement, assignment: Assignment) -> dict[str, Fact]:
    if given.due_on is None:
        return {}
    days = day_of(given.moment, assignment.zone).toordinal() - given.due_on.toordinal()
    return {"due": given.due_on, "left": -days, "late": days}


def _task(plan: Plan, assignment: Assignment, language: Language) -> Message:
    """Return what a task is called: its title, and where it stands in which plan."""
    titles = {item.code: item.title for item in every_item(plan.items)}
    titles |= {duty.code: duty.title for duty in plan.duties}
    place = ", ".join(filter(None, (assignment.source, plan.number)))
    title = _title(titles, assignment.source, language)
    return Message.of("announcement.task", title=title, place=place)


def _event(plan: Plan, event: str, language: Language) -> str:
    return _title({each.id: each.title for each in plan.events}, event, language)


def _title(titles: Mapping[str, Title], known_as: str, language: Language) -> str:
    """Return the title; what is no longer in the plan is called by its code."""
    return titles[known_as].text(language) if known_as in titles else known_as


def _name(directory: Directory, unit: str) -> str:
    return directory.unit(unit).name if unit in directory else unit
