"""From a time rule to the words for it, in Vietnamese that :func:`parse` reads, and in English."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Final

from pendulum import Date

from planflow.domain.deadline.schedule import (
    LENGTHS,
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
from planflow.domain.deadline.term import count_message
from planflow.domain.deadline.wording.anchor import is_issue
from planflow.domain.deadline.wording.lexicon import lex
from planflow.domain.deadline.wording.text import tidy
from planflow.domain.workday import WEEK
from planflow.message import Fact, Language, Message

_PLAIN_NAME: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_PLAIN_KINDS: Final = frozenset("wxpA")
"""Kinds of token that say nothing about time."""


def describe(schedule: Schedule, language: Language = "vi") -> str:
    """Return the words for ``schedule``.

    The Vietnamese ones are read back to the same rule by :func:`parse`; words that were never
    understood, and soft ones, stand as they are.

    Args:
        schedule: The rule.
        language: ``vi`` or ``en``.
    """
    return description(schedule).text(language)


def description(schedule: Schedule) -> Message:
    """Return the words for ``schedule`` as a message, in either language."""
    if isinstance(schedule, Milestones):
        return _joined("; ", [description(part) for part in schedule.parts])
    return _WRITERS[type(schedule)](schedule)


def _say(key: str, /, **facts: Fact) -> Message:
    return Message.of(f"time.{key}", **facts)


def _joined(mark: str, parts: list[Message]) -> Message:
    """Return messages one after another with ``mark`` between them."""
    found = parts[0]
    for part in parts[1:]:
        found = _say("joined", first=found, mark=mark, last=part)
    return found


# ── days and spans ───────────────────────────────────────────────────────────


def _hour(hour: int | None, minute: int) -> Message:
    if hour is None:
        return _say("no_hour")
    if not minute:
        return _say("hour", hour=hour)
    return _say("hour_minute", hour=hour, minute=f"{minute:02d}")


def _fixed(schedule: Fixed) -> Message:
    key = "before" if schedule.strict else "by"
    hour = _hour(schedule.hour, schedule.minute)
    return _say(key, hour=hour, day=_say("date", on=schedule.on))


def _window(schedule: Window) -> Message:
    return _span(schedule.opens_on, schedule.closes_on, "in") or _say(
        "from_to", opens=schedule.opens_on, closes=schedule.closes_on
    )


def _span(opens_on: Date, closes_on: Date, prefix: str) -> Message | None:
    """Return the name of a span of whole months, if it has one."""
    last_day = monthrange(closes_on.year, closes_on.month)[1]
    if opens_on.day != 1 or closes_on.day != last_day or opens_on.year < 1900:
        return None
    months, year = (opens_on.month, closes_on.month), str(opens_on.year)
    if opens_on.year == closes_on.year:
        if months == (1, 12):
            return _say(f"{prefix}_year", year=year)
        return _part_of_year(months, year) if prefix == "in" else None
    if months == (1, 12) and prefix == "in":
        return _say("in_years", first=year, last=str(closes_on.year))
    return None


_PARTS: Final = {(1, 6): "first_half", (7, 12): "second_half", (1, 9): "nine_months"}


def _part_of_year(months: tuple[int, int], year: str) -> Message | None:
    first, last = months
    if months in _PARTS:
        return _say(f"in_{_PARTS[months]}", year=year)
    if first == last:
        return _say("in_month", month=_month_name(first), year=year)
    if first % 3 == 1 and last == first + 2:
        return _say("in_quarter", quarter=_ROMAN[first // 3], year=year)
    return None


def _month_name(month: int) -> Message:
    return Message.of(f"month.{month}")


_ROMAN: Final = ("I", "II", "III", "IV")


def _continuous(schedule: Continuous) -> Message:
    opens_on, closes_on = schedule.opens_on, schedule.closes_on
    if opens_on is None and closes_on is None:
        return _say("continuous")
    if opens_on is None:
        return _say("continuous_to", closes=closes_on)
    if closes_on is None:
        return _say("continuous_from", opens=opens_on)
    return _span(opens_on, closes_on, "continuous") or _say(
        "continuous_from_to", opens=opens_on, closes=closes_on
    )


# ── terms, events, regimes ───────────────────────────────────────────────────


def _relative(schedule: Relative) -> Message:
    term = count_message(schedule.count, schedule.counted_in)
    anchor = _say("issue") if schedule.anchor is None else _say("date", on=schedule.anchor)
    key = "within_from" if schedule.count >= 0 else "by_before"
    return _say(key, term=term, anchor=anchor)


def _after_event(schedule: AfterEvent) -> Message:
    event = _name(schedule.event, "sau khi", "e")
    if schedule.count is None:
        return _say("after", event=event)
    if (schedule.count, schedule.counted_in) == (-1, "day") and schedule.event:
        return _say("before_it", event=event)
    term = count_message(schedule.count, schedule.counted_in)
    side = "within" if schedule.count >= 0 else "before"
    if not schedule.event:
        return _say(f"{side}_unnamed", term=term)
    return _say(f"{side}_event", term=term, event=event)


def _name(name: str, lead: str, kind: str) -> str:
    """Return a name as it stands after ``lead``: in quotes unless it is plain words."""
    is_plain = _PLAIN_NAME.fullmatch(name) and tidy(name).plain == name and not is_issue(name)
    if is_plain:
        first, *rest = lex(tidy(f"{lead} {name}"))
        is_plain = first.kind == kind and all(token.kind in _PLAIN_KINDS for token in rest)
    return name if is_plain else f"“{name}”"


def _by_regime(schedule: ByRegime) -> Message:
    regime = _name(schedule.regime, "theo", "r")
    found = _say("as_regulated", regime=regime)
    if schedule.period is not None:
        found = _say("reports_as", period=_say(f"period_{_key(schedule.period)}"), regime=regime)
    if schedule.level is not None:
        found = _say("joined", first=found, mark=", ", last=_say("level", level=schedule.level))
    return _bounded(found, schedule.from_year, schedule.until_year, None, None)


def _key(name: str) -> str:
    return name.replace("-", "_")


def _bounded(
    found: Message,
    from_year: int | None,
    until_year: int | None,
    opens_on: Date | None,
    closes_on: Date | None,
) -> Message:
    """Return ``found`` with the years or days between which it goes on."""
    for first, last, kind in ((from_year, until_year, "year"), (opens_on, closes_on, "day")):
        facts = {
            key: str(value) if kind == "year" else value
            for key, value in (("first", first), ("last", last))
            if value is not None
        }
        if facts:
            bound = _say(f"bound_{'_'.join((kind, *facts))}", **facts)
            found = _say("joined", first=found, mark=", ", last=bound)
    return found


# ── rhythms ──────────────────────────────────────────────────────────────────


def _recurring(schedule: Recurring) -> Message:
    days = _days(schedule)
    every = _say(f"every_{_key(schedule.every)}")
    found = every
    if days is not None:
        mark = ", " if _is_elsewhere(schedule) else " "
        found = _say("joined", first=days, mark=mark, last=every)
    return _bounded(
        found, schedule.from_year, schedule.until_year, schedule.opens_on, schedule.closes_on
    )


def _days(schedule: Recurring) -> Message | None:
    """Return the days within the period, if it names any."""
    has_opening = schedule.open_month is not None or schedule.open_day is not None
    if not has_opening:
        return _due(schedule) if schedule.has_day else None
    opening = _mark(schedule.every, schedule.open_month, schedule.open_day)
    if not schedule.has_day:
        return _say("opening", mark=opening)
    if schedule.open_day is None and schedule.due_day is None:
        window = _whole_months(schedule)
        if window is not None:
            return window
    if schedule.open_day is None or schedule.due_day is None or not _is_plain(schedule):
        return _joined(", ", [_say("opening", mark=opening), _due(schedule)])
    due = _mark(schedule.every, schedule.due_month, schedule.due_day)
    return _say("from_mark_to", opening=opening, due=due)


def _is_plain(schedule: Recurring) -> bool:
    return not schedule.strict and schedule.hour is None


def _whole_months(schedule: Recurring) -> Message | None:
    """Return "in June", "in Quarter I" of a year, or "in the last month" of another period."""
    first, last = schedule.open_month, schedule.due_month
    if first is None or last is None or last > schedule.months:
        return None
    if schedule.every == "year" and first % 3 == 1 and last == first + 2:
        return _say("in_each_quarter", quarter=_ROMAN[first // 3])
    return _say("in_mark", mark=_month(schedule.every, first)) if first == last else None


def _is_elsewhere(schedule: Recurring) -> bool:
    """Tell whether a day is told by another period than the rhythm's, so that a comma helps."""
    months = [month for month in (schedule.open_month, schedule.due_month) if month is not None]
    return bool(months) and (schedule.every != "year" or max(months) > schedule.months)


def _due(schedule: Recurring) -> Message:
    mark = _mark(schedule.every, schedule.due_month, schedule.due_day)
    if schedule.due_day is None:
        return _say("until", mark=mark)
    key = "before" if schedule.strict else "by"
    return _say(key, hour=_hour(schedule.hour, schedule.minute), day=mark)


def _mark(every: str, month: int | None, day: int | None) -> Message:
    """Return a day told by month and day of a period."""
    if every == WEEK:
        weekday = _say(f"weekday_{day or 7}")
        return _say("of_next_week", weekday=weekday) if month == 2 else weekday
    if day is None:
        return _month(every, month)
    told = f"{day:02d}"
    if every == "month" and month is None:
        return _say("last_day") if day == 31 else _say("day", day=told, number=day)
    key = "last_day_of" if day == 31 else "day_of"
    return _say(key, day=told, number=day, month=_month(every, month))


def _month(every: str, month: int | None) -> Message:
    """Return a month told by its place in a period."""
    if month is None:
        return _say("last_month")
    length = LENGTHS[every]
    is_next = month > length
    if every == "month" and is_next:
        return _say("next_month")
    if every == "year":
        name = _month_name((month - 1) % 12 + 1)
        return _say("month_next", month=name) if is_next else name
    number = month - length if is_next else month
    whole = "quarter" if every == "quarter" else "period"
    period = _say(f"of_{whole}{'_next' if is_next else ''}")
    return _say(f"month_{_place(every, number)}", number=number, period=period)


def _place(every: str, number: int) -> str:
    """Return how a month of a quarter is told: the first, the last, or by its number."""
    return {1: "first", 3: "last"}.get(number, "nth") if every == "quarter" else "nth"


def _words(schedule: Soft | Unparsed) -> Message:
    return Message.of("time.words", words=schedule.words)


def _unscheduled(_schedule: Unscheduled) -> Message:
    return _say("unscheduled")


_WRITERS: Final[Mapping[type[Part], Callable[..., Message]]] = {
    Fixed: _fixed,
    Window: _window,
    Recurring: _recurring,
    Continuous: _continuous,
    AfterEvent: _after_event,
    Relative: _relative,
    ByRegime: _by_regime,
    Soft: _words,
    Unparsed: _words,
    Unscheduled: _unscheduled,
}
