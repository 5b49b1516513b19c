"""What a wording means for one year: kind, days, what is missing, and why, in one value."""

from __future__ import annotations

from attrs import evolve, frozen
from pendulum import Date

from planflow.domain.deadline.resolve import occurrences
from planflow.domain.deadline.schedule import (
    AfterEvent,
    ByRegime,
    Recurring,
    Relative,
    Schedule,
    kind_of,
    parts_of,
)
from planflow.domain.deadline.setting import Occurrence, Setting
from planflow.instant import end_of_day
from planflow.message import Message

EVENT = "event"
ANCHOR = "anchor"
REFERENCE = "reference"


@frozen(kw_only=True)
class Days:
    """One occurrence: from when, until when; nothing where the words do not say.

    Attributes:
        opens_on: The first day.
        due_on: The last acceptable day.
        ends_at: The hour at which that day ends, as text, where it is not midnight.
        is_before: It must be done before that hour, not by it.
    """

    opens_on: Date | None
    due_on: Date | None
    ends_at: str = ""
    is_before: bool = False


@frozen(kw_only=True)
class Answer:
    """What a wording means.

    Attributes:
        text: The words.
        schedule: The rule that they state.
        kind: Its kind; several milestones are of the first one's.
        opens_on: The first day of the first occurrence; nothing where it recurs.
        due_on: The last acceptable day, of several milestones the last; nothing where it recurs.
        occurrences: One for each period of the plan year, or for each milestone, in order.
        needs: What is missing before there is a date: ``event``, ``anchor`` or ``reference``.
        warnings: What a person should know.
        explanation: Why, for people.
    """

    text: str
    schedule: Schedule
    kind: str
    opens_on: Date | None
    due_on: Date | None
    occurrences: tuple[Days, ...]
    needs: tuple[str, ...]
    warnings: tuple[Message, ...]
    explanation: tuple[Message, ...]


def answer(text: str, setting: Setting) -> Answer:
    """Return what ``text`` means in the plan year of ``setting``.

    Args:
        text: The words of a plan, in Vietnamese.
        setting: The plan's setting; its first year is the plan year. Every period of that year is
            listed, also those before the day of issue.

    Raises:
        DefinitionError: If the plan year is no year from 1900 to 2099.
    """
    from planflow.domain.deadline.wording import parse

    schedule = parse(text, setting.years[0])
    found = [one for part in parts_of(schedule) for one in _of_part(part, setting)]
    zone = setting.policy.zone
    days = sorted((_days(one, zone) for one in found if _has_days(one)), key=_order)
    kind = kind_of(schedule)
    is_single = kind != "recurring" and bool(days)
    deadlines = [one.deadline for one in found if one.deadline is not None]
    return Answer(
        text=text,
        schedule=schedule,
        kind=kind,
        opens_on=days[0].opens_on if is_single else None,
        due_on=days[-1].due_on if is_single else None,
        occurrences=tuple(days),
        needs=_needs(schedule, found),
        warnings=tuple(dict.fromkeys(each for one in deadlines for each in one.warnings)),
        explanation=_explanation(found),
    )


def _of_part(part: Schedule, setting: Setting) -> tuple[Occurrence, ...]:
    """Return the occurrences of one time; of a rhythm those of the plan year, and all of them."""
    if not isinstance(part, Recurring):
        return occurrences(part, setting)
    year = setting.years[0]
    found = occurrences(part, evolve(setting, issued_on=None))
    return tuple(one for one in found if one.key.startswith(str(year)))


def _has_days(one: Occurrence) -> bool:
    return one.deadline is not None or one.opens_on is not None


def _days(one: Occurrence, zone: str) -> Days:
    deadline = one.deadline
    if deadline is None:
        return Days(opens_on=one.opens_on, due_on=None)
    days = Days(opens_on=deadline.opens_on, due_on=deadline.due_on)
    if deadline.due_at == end_of_day(deadline.due_on, zone):
        return days
    is_before = deadline.due_at.microsecond > 0
    ends_at = deadline.due_at.add(microseconds=1) if is_before else deadline.due_at
    hour = ends_at.in_timezone(zone).format("HH:mm")
    return evolve(days, ends_at=hour, is_before=is_before)


def _order(days: Days) -> tuple[Date, Date]:
    never = Date(9999, 12, 31)
    return days.due_on or never, days.opens_on or never


def _needs(schedule: Schedule, found: list[Occurrence]) -> tuple[str, ...]:
    if all(one.deadline is not None for one in found):
        return ()
    needs = []
    for part in parts_of(schedule):
        match part:
            case AfterEvent(count=None):
                needs.append(EVENT)
            case AfterEvent() | Relative():
                needs.append(ANCHOR)
            case ByRegime():
                needs.append(REFERENCE)
            case _:
                continue
    return tuple(dict.fromkeys(needs))


def _explanation(found: list[Occurrence]) -> tuple[Message, ...]:
    """Return why each occurrence ends when it does, then policy and calendar once."""
    own: list[Message] = []
    common: list[Message] = []
    for one in found:
        if one.deadline is None:
            own += [one.note] if one.note is not None else []
            continue
        own += one.deadline.explanation
        common += one.deadline.basis()
    return tuple(dict.fromkeys((*own, *common)))
