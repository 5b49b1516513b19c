"""From a schedule to the occurrences of a task and their deadlines: pure date arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from attrs import evolve

from planflow.domain.deadline.deadline import BY_EVENT, CONTINUOUS, DATED, WAITING, Deadline
from planflow.domain.deadline.period import by_regime, recurring
from planflow.domain.deadline.schedule import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Part,
    Recurring,
    Relative,
    Schedule,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.domain.deadline.setting import Happening, Occurrence, Setting
from planflow.domain.deadline.term import Term, counted_term, make_deadline, named_day
from planflow.message import Message


def occurrences(
    schedule: Schedule, setting: Setting, *, is_report: bool = False
) -> tuple[Occurrence, ...]:
    """Return the occurrences of ``schedule`` up to the horizon, in order.

    Args:
        schedule: The rule.
        setting: The plan's setting.
        is_report: It dates a report, not a deed: the end of a period is then no deadline of its
            own (Rule R12).
    """
    if isinstance(schedule, Milestones):
        return tuple(_milestones(schedule, setting, is_report=is_report))
    found = _single(schedule, setting, is_report=is_report)
    return tuple(_doubted(one, schedule) for one in found) if schedule.doubts else tuple(found)


def _single(schedule: Part, setting: Setting, *, is_report: bool) -> Iterator[Occurrence]:
    if isinstance(schedule, Recurring):
        return recurring(schedule, setting, is_report=is_report)
    return _READERS[type(schedule)](schedule, setting)


def _doubted(occurrence: Occurrence, schedule: Part) -> Occurrence:
    """Add what the reading of the words assumed to the deadline's warnings."""
    deadline = occurrence.deadline
    if deadline is None:
        return occurrence
    warnings = (*schedule.doubts, *deadline.warnings)
    return evolve(occurrence, deadline=evolve(deadline, warnings=warnings))


def _milestones(schedule: Milestones, setting: Setting, *, is_report: bool) -> Iterator[Occurrence]:
    for number, part in enumerate(schedule.parts, 1):
        for one in occurrences(part, setting, is_report=is_report):
            mark = f"m{number}"
            yield evolve(one, key=mark if one.key == "once" else f"{one.key}-{mark}")


def _fixed(schedule: Fixed, setting: Setting) -> Iterator[Occurrence]:
    due_on, hour, is_before = named_day(
        schedule.on, setting, strict=schedule.strict, hour=schedule.hour, minute=schedule.minute
    )
    key = "deadline.strict" if due_on != schedule.on else "deadline.inclusive"
    why = Message.of(key, named=schedule.on, due=due_on)
    if hour is not None:
        key = "deadline.before_hour" if is_before else "deadline.until_hour"
        why = Message.of(key, hour=f"{hour[0]:02d}:{hour[1]:02d}", due=due_on)
    term = Term(ends_on=due_on, why=why, hour=hour, is_before=is_before)
    yield Occurrence(deadline=make_deadline(term, setting), dating=DATED)


def _window(schedule: Window, setting: Setting) -> Iterator[Occurrence]:
    why = Message.of("deadline.window", opens=schedule.opens_on, due=schedule.closes_on)
    term = Term(ends_on=schedule.closes_on, why=why, opens_on=schedule.opens_on)
    yield Occurrence(deadline=make_deadline(term, setting), dating=DATED)


def _continuous(schedule: Continuous, setting: Setting) -> Iterator[Occurrence]:
    if schedule.closes_on is None:
        note = Message.of("deadline.continuous_open")
        yield Occurrence(dating=CONTINUOUS, opens_on=schedule.opens_on, note=note)
        return
    why = Message.of("deadline.continuous", due=schedule.closes_on)
    term = Term(ends_on=schedule.closes_on, why=why, opens_on=schedule.opens_on)
    yield Occurrence(deadline=make_deadline(term, setting), dating=CONTINUOUS)


def _relative(schedule: Relative, setting: Setting) -> Iterator[Occurrence]:
    anchor = schedule.anchor or setting.issued_on
    if anchor is None:
        note = Message.of("deadline.no_anchor", anchor=Message.of("anchor.issue"))
        yield Occurrence(note=note)
        return
    term = counted_term(schedule, anchor, setting.workdays)
    yield Occurrence(deadline=make_deadline(term, setting), dating=DATED)


def _after_event(schedule: AfterEvent, setting: Setting) -> Iterator[Occurrence]:
    happening = setting.happenings.get(schedule.event)
    if happening is None:
        yield Occurrence(dating=WAITING, awaits=schedule.event, note=_waiting(schedule, setting))
        return
    deadline = _by_event(schedule, happening, setting)
    occurrence = Occurrence(period=happening.period(), awaits=schedule.event)
    if deadline is None:
        note = Message.of("deadline.event_without_date", event=_name(happening, setting))
        yield evolve(occurrence, note=note)
        return
    yield evolve(occurrence, deadline=deadline, dating=DATED)


def _waiting(schedule: AfterEvent, setting: Setting) -> Message:
    if not schedule.event:
        return Message.of("deadline.no_anchor", anchor=Message.of("anchor.unnamed"))
    event = setting.titles.get(schedule.event, schedule.event)
    return Message.of("deadline.waiting", event=event)


def _by_event(schedule: AfterEvent, happening: Happening, setting: Setting) -> Deadline | None:
    """Return the deadline that an event brings, or that the plan counts from it (Rule R11)."""
    brought = happening.due or _stated_term(schedule, happening)
    if brought is None:
        return None
    resolved = next((one.deadline for one in occurrences(brought, setting)), None)
    if resolved is None:
        return None
    why = Message.of("deadline.by_event", event=_name(happening, setting), on=happening.happened_on)
    return evolve(
        resolved,
        origin=BY_EVENT,
        opens_on=min(happening.happened_on, resolved.due_on),
        explanation=(why, *resolved.explanation),
    )


def _name(happening: Happening, setting: Setting) -> str:
    return happening.document or setting.titles.get(happening.event, happening.event)


def _stated_term(schedule: AfterEvent, happening: Happening) -> Relative | None:
    """Return the term that the plan itself counts from the event, if it states one."""
    if schedule.count is None:
        return None
    return Relative(
        anchor=happening.happened_on, count=schedule.count, counted_in=schedule.counted_in
    )


def _soft(schedule: Soft, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.soft", words=schedule.words))


def _unscheduled(_schedule: Unscheduled, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.none"))


def _unparsed(schedule: Unparsed, _setting: Setting) -> Iterator[Occurrence]:
    yield Occurrence(note=Message.of("deadline.unparsed", words=schedule.words))


_Reader: TypeAlias = Callable[..., Iterator[Occurrence]]
_READERS: Mapping[type, _Reader] = {
    Fixed: _fixed,
    Window: _window,
    Continuous: _continuous,
    AfterEvent: _after_event,
    Relative: _relative,
    ByRegime: by_regime,
    Soft: _soft,
    Unscheduled: _unscheduled,
    Unparsed: _unparsed,
}
