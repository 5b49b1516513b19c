"""Announcements as officials write them: one sentence each, and one text for each unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from attrs import frozen

from planflow.domain.change import PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.plan import REQUEST, Plan, Title, every_item
from planflow.domain.reminder import Announcement, digest, obstacle_number, parts_of
from planflow.domain.task import REPORT, Assignment, Task
from planflow.instant import day_of
from planflow.message import Fact, Language, Message, phrase

_WAITED: Final = ("waiting", "correction_unanswered", "obstacle_unanswered")
"""Rungs that tell how many days have passed: the ladder's distances bear their names."""
_UPWARD: Final = ("obstacle_asked", "obstacle_unanswered")
"""Rungs by which a unit below asks: as kindly as a requested body is asked."""


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
    plan = source.plan(given.plan).plan
    task = None if given.task == plan.id else source.task(given.task).assignment
    about = _plan(plan, language) if task is None else _task(given, plan, task, language)
    rung, number = parts_of(given.rung)
    is_kind = rung in _UPWARD or (task is not None and task.authority == REQUEST)
    facts: dict[str, Fact] = {
        **about,
        "ask": Message.of("announcement.ask_request" if is_kind else "announcement.ask_order"),
        "unit": _name(source.directory, given.holder),
        "recipient": _name(source.directory, given.recipient),
        "number": number,
    }
    if rung in _UPWARD:
        facts["obstacle"] = obstacle_number(given.cause)
    if rung in _WAITED:
        ladder = plan.ladder if task is None else task.ladder
        facts["waited"] = getattr(ladder, rung)[number - 1]
    is_undated = rung == "opens" and given.due_on is None
    key = rung if not is_undated else f"opens_{'waiting' if 'event' in facts else 'undated'}"
    return phrase(f"announcement.{key}", language, **facts)


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


def _plan(plan: Plan, language: Language) -> dict[str, Fact]:
    """Return what is told of a plan: its title and its number."""
    title, place = plan.title.text(language), plan.number or plan.id
    return {"task": Message.of("announcement.plan", title=title, place=place)}


def _task(given: Announcement, plan: Plan, task: Assignment, language: Language) -> dict[str, Fact]:
    """Return what is told of a task: its title and place, its dates, the event it waits for."""
    titles = {item.code: item.title for item in every_item(plan.items)}
    titles |= {duty.code: duty.title for duty in plan.duties}
    title = _title(titles, task.source, language)
    place = ", ".join(filter(None, (task.source, plan.number)))
    name = Message.of("announcement.task", title=title, place=place)
    report = name if task.kind == REPORT else Message.of("announcement.on", task=name)
    facts: dict[str, Fact] = {"task": name, "report": report}
    if given.due_on is not None:
        late = day_of(given.moment, task.zone).toordinal() - given.due_on.toordinal()
        facts |= {"due": given.due_on, "left": -late, "late": late}
    if task.awaits is not None:
        events = {each.id: each.title for each in plan.events}
        facts["event"] = _title(events, task.awaits, language)
    return facts


def _title(titles: Mapping[str, Title], known_as: str, language: Language) -> str:
    """Return the title; what is no longer in the plan is called by its code."""
    return titles[known_as].text(language) if known_as in titles else known_as


def _name(directory: Directory, unit: str) -> str:
    return directory.unit(unit).name if unit in directory else unit
