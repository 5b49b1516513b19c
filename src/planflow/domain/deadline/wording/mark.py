"""The days within a period that a clause names: "before the 15th of the last month"."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from planflow.domain.deadline.schedule import LENGTHS
from planflow.domain.deadline.wording.lexicon import Token, kinds_of
from planflow.domain.deadline.wording.reading import impossible
from planflow.domain.deadline.wording.value import (
    day_of,
    hour_of,
    is_several,
    month_day,
    numbers,
    position_of,
    span_of,
    weekday_of,
)

Facts: TypeAlias = "dict[str, Any]"
"""Some of what a recurring schedule states, by its names for them."""

Segment: TypeAlias = "list[Token]"
"""What stands between two commas."""

_DAYS: Final = "dk|kd|dPX?|DX?|d|jk|j|k|PX?"
_DUE: Final = re.compile(rf"(?P<prep>[bliu]*)h?[liu]*(?P<day>{_DAYS}|gP|g)")
_FROM_TO: Final = re.compile(rf"f?(?P<low>{_DAYS}|n)[u-]+h?(?P<day>{_DAYS})")
_BOUNDS: Final = re.compile(r"f?[DP][u-][DP]|f[DP]")
_OPENING: Final = re.compile(rf"f(?P<day>{_DAYS})")


def mark_of(segment: Segment, every: str | None) -> Facts | None:
    """Return the days that a segment names within the period, or nothing if it names none."""
    kinds = kinds_of(segment)
    if any(
        number > 999 for token in segment if token.kind in "DP" for number in numbers(token.text)
    ):
        return None
    if (found := _DUE.fullmatch(kinds)) is not None:
        return _due(segment, found, every)
    if every not in (None, "year") and _BOUNDS.fullmatch(kinds):
        return None
    if (found := _FROM_TO.fullmatch(kinds)) is not None:
        mark = _due_facts(*_part(segment, found, "day"), every)
        return {**_opening_facts(*_part(segment, found, "low"), every), **mark, **_hour(segment)}
    found = _OPENING.fullmatch(kinds)
    return None if found is None else _opening(segment, found, every)


def _opening(segment: Segment, found: re.Match[str], every: str | None) -> Facts | None:
    if found["day"] == "P" and every != "year":
        return None
    if found["day"] == "P" and is_several(segment[1]):
        return _whole_months(segment[1:], "P", every)
    return _opening_facts(*_part(segment, found, "day"), every)


def _part(segment: Segment, found: re.Match[str], group: str) -> tuple[Segment, str]:
    start, end = found.span(group)
    return segment[start:end], found[group]


def _due(segment: Segment, found: re.Match[str], every: str | None) -> Facts | None:
    tokens, kind = _part(segment, found, "day")
    if kind == "P" and every != "year":
        return None
    is_strict = "b" in found["prep"]
    if kind in ("P", "k") and found["prep"].replace("i", "") == "":
        return _whole_months(tokens, kind, every)
    if kind == "P" and is_strict:
        return {"every": every, "due_month": span_of(tokens[0]).first, "due_day": 1, "strict": True}
    facts = _due_facts(tokens, kind, every)
    return {**facts, **({"strict": True} if is_strict else {}), **_hour(segment)}


def _hour(segment: Segment) -> Facts:
    for token in segment:
        if token.kind == "h":
            hour, minute = hour_of(token)
            return {"hour": hour, "minute": minute} if hour is not None else {"strict": False}
    return {}


def _whole_months(tokens: Segment, kind: str, every: str | None) -> Facts:
    """Read "in November each year", "in the last month of the quarter": a window."""
    if kind == "k":
        rhythm, month, _ = _month_and_day(tokens, "k", every)
        if month is None or month > LENGTHS[rhythm]:
            impossible()
        return {"every": rhythm, "open_month": month, "due_month": month}
    span = span_of(tokens[0])
    return {"every": every, "open_month": span.first, "due_month": span.last}


def _due_facts(tokens: Segment, kind: str, every: str | None) -> Facts:
    if kind.startswith("g"):
        return _edge(tokens, every)
    rhythm, month, day = _month_and_day(tokens, kind, every)
    return _known({"every": rhythm, "due_month": month, "due_day": day})


def _opening_facts(tokens: Segment, kind: str, every: str | None) -> Facts:
    rhythm, month, day = _month_and_day(tokens, kind, every, is_opening=True)
    return _known({"every": rhythm, "open_month": month, "open_day": day})


def _known(facts: Facts) -> Facts:
    return {key: value for key, value in facts.items() if value is not None}


def _month_and_day(
    tokens: Segment, kind: str, every: str | None, *, is_opening: bool = False
) -> tuple[str, int | None, int | None]:
    """Return rhythm, month within the period and day of the month that tokens name."""
    if "j" in kind:
        if every != "week":
            impossible()
        return "week", 2 if "k" in kind else None, weekday_of(tokens[0])
    if "D" in kind or "P" in kind:
        return _of_year(tokens, kind, is_opening=is_opening)
    if "k" not in kind:
        if every != "month":
            impossible()
        return "month", None, month_day(tokens[0])
    position = position_of(next(token for token in tokens if token.kind == "k"))
    if position.is_next and every is None and position.every == "week":
        impossible()
    rhythm = position.every or every or impossible()
    if every is not None and every != rhythm:
        impossible()
    month = position.in_period(rhythm, LENGTHS[rhythm])
    days = [month_day(token) for token in tokens if token.kind == "d"]
    if position.is_whole and days != [31]:
        impossible()
    return rhythm, month, days[0] if days else None


def _of_year(tokens: Segment, kind: str, *, is_opening: bool) -> tuple[str, int | None, int | None]:
    """Return month and day that come once a year, the next year's after "of the year after"."""
    later = 12 if "X" in kind else 0
    if "D" in kind:
        day = day_of(tokens[0])
        return "year", (day.month or impossible()) + later, day.day
    span = span_of(next(token for token in tokens if token.kind == "P"))
    month = span.first if is_opening else span.last
    return "year", month + later, month_day(tokens[0]) if "d" in kind else None


def _edge(tokens: Segment, every: str | None) -> Facts:
    """Read "at the end of each quarter", "at the end of November each year"."""
    edge = tokens[0].text
    if len(tokens) == 1:
        if every is None or every == "week":
            impossible()
        months = LENGTHS[every]
        middle = {1: (1, 15), 12: (6, 30)}.get(months)
        month, day = {"dau": (1, 1), "cuoi": (months, 31)}.get(edge) or middle or impossible()
        return _known({"every": every, "due_month": month if months > 1 else None, "due_day": day})
    span = span_of(tokens[1])
    if every != "year" or span.first != span.last:
        impossible()
    return {
        "every": "year",
        "due_month": span.first,
        "due_day": {"dau": 1, "giua": 15, "cuoi": 31}[edge],
    }
