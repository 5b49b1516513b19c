"""Clauses that name days and spans: "before 15/11/2021", "in Quarter I", "from May to June"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve
from pendulum import Date

from planflow.domain.deadline.schedule import (
    Continuous,
    Fixed,
    Milestones,
    Recurring,
    Schedule,
    Window,
)
from planflow.domain.deadline.wording.lexicon import Token, kinds_of
from planflow.domain.deadline.wording.reading import Reading, impossible
from planflow.domain.deadline.wording.value import (
    Day,
    Span,
    day_of,
    hour_of,
    is_several,
    month_day,
    numbers,
    span_of,
    spans_of,
    weekday_of,
)
from planflow.instant import add_days


def _edge_day(reading: Reading, token: Token, span: Span) -> Date:
    """Return the beginning, middle or end of a span (Civil Code 2015 art. 146)."""
    opens_on, closes_on = span.opens_on(reading.year), span.closes_on(reading.year)
    if token.text == "dau":
        return opens_on
    if token.text == "cuoi":
        return closes_on
    if span.first == span.last:
        return Date(opens_on.year, opens_on.month, 15)
    if (span.first, span.last) != (1, 12) or opens_on.year != closes_on.year:
        impossible()
    return Date(opens_on.year, 6, 30)


def named(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "before 15/11/2021", "by 17:00 on 12/11"."""
    hour, minute = next((hour_of(t) for t in tokens if t.kind == "h"), (None, 0))
    on = _named_day(reading, tokens)
    if any(weekday_of(token) != on.isoweekday() for token in tokens if token.kind == "j"):
        impossible()
    is_strict = "b" in kinds and not (hour is None and "h" in kinds)
    return Fixed(on=on, strict=is_strict, hour=hour, minute=minute)


_AFTER_PERIOD: Final = 92
"""So many days after a period its report is still the report on it."""


def _named_day(reading: Reading, tokens: list[Token]) -> Date:
    """Return the day of a clause, in the year of the period that it names before, if it does."""
    token = next(token for token in tokens if token.kind == "D")
    before = next((token for token in tokens if token.kind == "P"), None)
    if before is None:
        on = reading.day(token)
        is_next = any(each.kind == "X" for each in tokens)
        return on if not is_next else _next_year(on, day_of(token))
    day, period = day_of(token), span_of(before)
    on = day.on(period.year or reading.year) if day.year is None else reading.day(token)
    latest = add_days(period.closes_on(reading.year), _AFTER_PERIOD)
    return on if period.opens_on(reading.year) <= on <= latest else impossible()


def _next_year(on: Date, day: Day) -> Date:
    """Return a day "of the year after", which no year may stand beside."""
    return impossible() if day.year is not None else evolve(day, year=on.year + 1).on(on.year)


def spanned(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "in Quarter I", "by September", "before Quarter II", "until the end of 2025"."""
    spans = spans_of(tokens[-1])
    if "b" in kinds:
        return Fixed(on=spans[0].opens_on(reading.year), strict=True)
    if "l" in kinds or "u" in kinds:
        return Fixed(on=spans[-1].closes_on(reading.year))
    windows = [_window(reading, span) for span in spans]
    return windows[0] if len(windows) == 1 else Milestones(parts=tuple(windows))


def _window(reading: Reading, span: Span) -> Window:
    return Window(opens_on=span.opens_on(reading.year), closes_on=span.closes_on(reading.year))


def edged(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "at the end of May", "in the middle of the year"."""
    *_, edge, period = tokens
    return Fixed(on=_edge_day(reading, edge, span_of(period)), strict="b" in kinds)


def _bounds(reading: Reading, tokens: list[Token], kinds: str) -> tuple[Date, Date]:
    """Return first and last day of a span between two ends; the first may lean on the last."""
    cut = next(place for place, kind in enumerate(kinds) if kind in "u-")
    low = [token for token in tokens[:cut] if token.kind in "DPYdng"]
    high = [token for token in tokens[cut + 1 :] if token.kind in "DPYg"]
    closes_on = _end(reading, high)
    if (
        "-" in kinds
        and len({span.is_years for t in (*low, *high) if t.kind == "P" for span in spans_of(t)}) > 1
    ):
        impossible()
    opens_on = _beginning(reading, low, closes_on)
    is_backward = opens_on.year < closes_on.year and "-" in kinds and not _has_year(low)
    if opens_on > closes_on or is_backward:
        impossible()
    if [token.text for token in (*low, *high) if token.kind == "g"] == ["cuoi", "dau"]:
        impossible()
    if opens_on.year < closes_on.year and not _has_year((*low, *high)):
        if opens_on.month <= closes_on.month:
            impossible()
        return opens_on.add(years=1), _end(evolve(reading, year=reading.year + 1), high)
    return opens_on, closes_on


def _has_year(tokens: Iterable[Token]) -> bool:
    return any(number > 31 for token in tokens for number in numbers(token.text))


def _end(reading: Reading, tokens: list[Token]) -> Date:
    last = tokens[-1]
    if last.kind == "D":
        return reading.day(last)
    span, is_edged = span_of(last), tokens[0].kind == "g"
    return _edge_day(reading, tokens[0], span) if is_edged else span.closes_on(reading.year)


def _beginning(reading: Reading, tokens: list[Token], end: Date) -> Date:
    first = tokens[-1]
    if first.kind == "D":
        return reading.day(first, before=end)
    if first.kind in "dn":
        return Day(month_day(first), end.month, end.year).on(end.year)
    span, is_edged = span_of(first), tokens[0].kind == "g"
    if span.year is None:
        span = evolve(span, year=end.year if span.first <= end.month else end.year - 1)
    return _edge_day(reading, tokens[0], span) if is_edged else span.opens_on(reading.year)


def between(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "from 1/6/2017 to 1/6/2021", "March to November 2021"."""
    opens_on, closes_on = _bounds(reading, tokens, kinds)
    return Window(opens_on=opens_on, closes_on=closes_on)


def starting(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "from 1/10/2021", "from Quarter III", "after 15/11/2021"."""
    first = next(token for token in tokens if token.kind in "DPY")
    if tokens[0].text.startswith("so voi"):
        impossible()
    if first.kind == "D":
        day = reading.day(first)
        return Continuous(opens_on=add_days(day, 1) if "q" in kinds else day)
    span = span_of(first)
    if is_several(first):
        return _window(reading, span)
    return Continuous(opens_on=span.opens_on(reading.year))


def onward(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "2025 and the years after", "from Quarter III on"."""
    span = spans_of(next(token for token in tokens if token.kind == "P"))[0]
    if not span.is_years:
        return starting(reading, tokens, kinds) if "f" in kinds else impossible()
    return Recurring(every="year", from_year=span.year)


def all_the_time(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "regularly", "regularly in 2021", "regularly from 1/3 to 30/11/2021"."""
    rest = [t for t in tokens if t.kind in "DPYdn-uf"]
    kinds = kinds_of(rest)
    ends = [t for t in rest if t.kind in "DPY"]
    if not ends:
        return Continuous()
    if len(ends) == 2 or "du" in kinds:
        opens_on, closes_on = _bounds(reading, rest, kinds)
        return Continuous(opens_on=opens_on, closes_on=closes_on)
    if kinds[0] == "u":
        only = ends[0]
        closes_on = (
            reading.day(only) if only.kind == "D" else spans_of(only)[-1].closes_on(reading.year)
        )
        return Continuous(closes_on=closes_on)
    if kinds[0] == "f":
        found = starting(reading, ends, "f")
        if isinstance(found, Continuous):
            return found
    if ends[0].kind == "D":
        impossible()
    window = spanned(reading, ends, "P")
    if not isinstance(window, Window):
        impossible()
    return Continuous(opens_on=window.opens_on, closes_on=window.closes_on)
