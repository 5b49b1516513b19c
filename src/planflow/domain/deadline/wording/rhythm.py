"""Clauses with a rhythm: "before the 15th of each month", "yearly, from 2021 to 2025"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from planflow.domain.deadline.schedule import (
    LENGTHS,
    ByRegime,
    Continuous,
    Milestones,
    Recurring,
    Schedule,
)
from planflow.domain.deadline.wording.clause import Reading, impossible
from planflow.domain.deadline.wording.lexicon import Token
from planflow.domain.deadline.wording.value import (
    Span,
    count_of,
    day_of,
    hour_of,
    is_several,
    month_day,
    position_of,
    rhythm_of,
    spans_of,
    weekday_of,
)

RHYTHMIC: Final = frozenset("EKRkj")
"""Kinds of token that make a clause one with a rhythm."""

_Facts: TypeAlias = "dict[str, Any]"
_Segment: TypeAlias = "list[Token]"

_LEAD: Final = re.compile(r"^x+(?=[^xwN])|^[xw]+(?=[bliu])|^x[xw]*$")
_TAIL: Final = re.compile(r"[xp][xwp]*$")
_PREPOSITIONS: Final = "bliu"


def read_rhythm(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Return what a wording with a rhythm means.

    Raises:
        ImpossibleError: If it means nothing that is known.
    """
    if kinds[0] in "wz":
        impossible()
    tokens = [token._replace(kind="d") if token.kind == "n" else token for token in tokens]
    segments = _segments(tokens)
    if any(" dau nam" in token.text for token in tokens if token.kind == "R") and (not segments):
        impossible()
    if "r" in kinds:
        return _by_regime(reading, segments, [_period(t) for t in tokens if t.kind in "ER"])
    rhythms = [rhythm_of(token) for token in tokens if token.kind in "ER"]
    if "t" in kinds:
        return _continuous(segments, kinds)
    if segments and all(_bare(segment) for segment in segments):
        rhythms += [str(_bare(segment)) for segment in segments]
        segments = []
    rhythms = list(dict.fromkeys(rhythms))
    if len(rhythms) > 1:
        return _several(reading, segments, rhythms)
    return _one(reading, segments, rhythms[0] if rhythms else None)


def _segments(tokens: Sequence[Token]) -> list[_Segment]:
    """Return what stands between commas, without rhythms, actions and purposes."""
    found: list[_Segment] = [[]]
    for token in tokens:
        if token.kind in ",&E":
            found.append([])
        elif token.kind not in "KR":
            found[-1].append(token)
    return [kept for segment in found if (kept := _stripped(segment))]


def _stripped(segment: _Segment) -> _Segment:
    kinds = _kinds(segment)
    lead = _LEAD.match(kinds)
    if lead is not None:
        segment, kinds = segment[lead.end() :], kinds[lead.end() :]
    tail = _TAIL.search(kinds)
    return segment[: tail.start()] if tail is not None else segment


def _kinds(segment: Sequence[Token]) -> str:
    return "".join(token.kind for token in segment)


_BARE: Final = {"tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}


def _bare(segment: _Segment) -> str | None:
    """Return the rhythm that a bare "6 months" or "year" in a list means."""
    if len(segment) != 1:
        return None
    token = segment[0]
    if token.kind == "C":
        return {(6, "month"): "half-year", (9, "month"): "nine-months", (1, "year"): "year"}.get(
            count_of(token)
        )
    return _BARE.get(token.text)


def _several(reading: Reading, segments: list[_Segment], rhythms: list[str]) -> Schedule:
    """Read "quarterly, half-yearly and yearly", or such rhythms with days of the year for them."""
    if not segments:
        return Milestones(parts=tuple(Recurring(every=every) for every in rhythms))
    if all(_kinds(segment).lstrip(_PREPOSITIONS) == "D" for segment in segments):
        return _one(reading, segments, None)
    return impossible()


def _continuous(segments: list[_Segment], kinds: str) -> Schedule:
    """Read "regularly every year": the rhythm adds nothing unless it stands by itself."""
    if [_kinds(segment) for segment in segments] != ["t"] or "," in kinds or "&" in kinds:
        impossible()
    return Continuous()


def _by_regime(reading: Reading, segments: list[_Segment], periods: list[str]) -> Schedule:
    """Read "yearly reports by Decree 09/2019": the day stands there."""
    if len(periods) != 1 or not segments or segments[0][0].kind != "r":
        impossible()
    regime = reading.name(segments[0])
    if not regime or not set("blh").isdisjoint(_kinds(segments[0])):
        impossible()
    rest = segments[1:]
    facts: _Facts = {}
    if rest and _kinds(rest[0]) == "wN" and rest[0][0].text == "cap":
        facts["level"] = reading.name(rest[0])
        rest = rest[1:]
    facts |= _merged([_bound(reading, segment, "month") for segment in rest])
    if "opens_on" in facts or "closes_on" in facts:
        impossible()
    return ByRegime(regime=regime, period=periods[0], **facts)


def _period(token: Token) -> str:
    """Return the kind of a regime's period that a report is named after."""
    rhythm = rhythm_of(token)
    if token.text.endswith("dau nam"):
        return "first-half" if rhythm == "half-year" else impossible()
    return "official-year" if token.text.endswith("chinh thuc") else rhythm


def _one(reading: Reading, segments: list[_Segment], every: str | None) -> Schedule:
    """Read days within one rhythm, and from when to when it goes on."""
    marks: list[_Facts] = []
    bounds: list[_Facts] = []
    opening: _Facts = {}
    leading: _Segment = []
    for segment in _single_months(segments, every):
        mark = _mark(_carried(leading, segment), every)
        if mark is None:
            bounds.append(_bound(reading, segment, every))
            continue
        leading = [token for token in segment if token.kind in _PREPOSITIONS] or leading
        if mark.keys() <= {"every", "open_month", "open_day"}:
            opening = mark
        else:
            marks.append({**opening, **mark})
    limits = _merged(bounds)
    if not marks and every is None:
        impossible()
    parts = tuple(Recurring(**{"every": every, **mark, **limits}) for mark in marks or [opening])
    return parts[0] if len(parts) == 1 else Milestones(parts=parts)


def _single_months(segments: list[_Segment], every: str | None) -> Iterator[_Segment]:
    """Yield "June and December" of a yearly rhythm as two segments."""
    for segment in segments:
        last = segment[-1]
        spans = spans_of(last) if every == "year" and last.kind == "P" else []
        if len(spans) < 2 or any(span.year for span in spans):
            yield segment
            continue
        for span in spans:
            text = f"thang {span.first} - {span.last}" if span.last > span.first else None
            yield [*segment[:-1], last._replace(text=text or f"thang {span.first}")]


def _carried(leading: _Segment, segment: _Segment) -> _Segment:
    """Give "before 15/6 and 15/12" its second "before"."""
    return [*leading, *segment] if segment[0].kind in "Ddnjk" else segment


def _merged(bounds: Sequence[_Facts]) -> _Facts:
    found: _Facts = {}
    for bound in bounds:
        if found.keys() & bound.keys():
            impossible()
        found |= bound
    return found


# ── from when to when ────────────────────────────────────────────────────────


def _bound(reading: Reading, segment: _Segment, every: str | None) -> _Facts:
    """Return between which years or days the rhythm goes on."""
    kinds = _kinds(segment).replace("i", "")
    ends = [token for token in segment if token.kind in "DP"]
    if re.fullmatch(r"f?[DP][u-]+[DP]", kinds):
        return _limits(reading, *ends)
    if re.fullmatch(r"f[DP]|P?O|f?PO", kinds) and ends:
        return {key: day for key, day in _limits(reading, ends[0], None).items() if day}
    if re.fullmatch(r"u[DP]", kinds):
        return {key: day for key, day in _limits(reading, None, ends[0]).items() if day}
    if kinds == "P" and every is not None and (every != "year" or _span(ends[0]).is_years):
        return _limits(reading, ends[0], ends[0])
    if kinds == "Y":
        return {"from_year": reading.year, "until_year": reading.year}
    return impossible()


def _limits(reading: Reading, first: Token | None, last: Token | None) -> _Facts:
    """Return years where whole years are named, else days."""
    low = _span(first) if first is not None and first.kind == "P" else None
    high = _span(last) if last is not None and last.kind == "P" else None
    named = [(token, span) for token, span in ((first, low), (last, high)) if token is not None]
    if all(span is not None and span.is_years for _, span in named):
        return {
            "from_year": low.year if low else None,
            "until_year": (high.until_year or high.year) if high else None,
        }
    closes_on = None
    if last is not None:
        closes_on = high.closes_on(reading.year) if high else reading.day(last)
    opens_on = None
    if first is not None:
        year = closes_on.year if closes_on else reading.year
        opens_on = low.opens_on(year) if low else reading.day(first, before=closes_on)
    return {"opens_on": opens_on, "closes_on": closes_on}


def _span(token: Token) -> Span:
    spans = spans_of(token)
    return spans[0] if len(spans) == 1 else impossible()


# ── days within the period ───────────────────────────────────────────────────

_DAYS: Final = "dk|kd|dPX?|DX?|d|jk|j|k|PX?"
_DUE: Final = re.compile(rf"(?P<prep>[bliu]*)h?[liu]*(?P<day>{_DAYS}|gP|g)")
_FROM_TO: Final = re.compile(rf"f?(?P<low>{_DAYS}|n)[u-]+h?(?P<day>{_DAYS})")
_BOUNDS: Final = re.compile(r"f?[DP][u-][DP]|f[DP]")
_OPENING: Final = re.compile(rf"f(?P<day>{_DAYS})")


def _mark(segment: _Segment, every: str | None) -> _Facts | None:
    """Return the days that a segment names within the period, or nothing if it names none."""
    kinds = _kinds(segment)
    if any(len(str(n)) == 4 for t in segment if t.kind in "DP" for n in _numbers(t)):
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


def _opening(segment: _Segment, found: re.Match[str], every: str | None) -> _Facts | None:
    if found["day"] == "P" and every != "year":
        return None
    if found["day"] == "P" and is_several(segment[1]):
        return _whole_months(segment[1:], "P", every)
    return _opening_facts(*_part(segment, found, "day"), every)


def _part(segment: _Segment, found: re.Match[str], group: str) -> tuple[_Segment, str]:
    start, end = found.span(group)
    return segment[start:end], found[group]


def _numbers(token: Token) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", token.text)]


def _due(segment: _Segment, found: re.Match[str], every: str | None) -> _Facts | None:
    tokens, kind = _part(segment, found, "day")
    if kind == "P" and every != "year":
        return None
    is_strict = "b" in found["prep"]
    if kind in ("P", "k") and found["prep"].replace("i", "") == "":
        return _whole_months(tokens, kind, every)
    if kind == "P" and is_strict:
        return {"every": every, "due_month": _span(tokens[0]).first, "due_day": 1, "strict": True}
    facts = _due_facts(tokens, kind, every)
    return {**facts, **({"strict": True} if is_strict else {}), **_hour(segment)}


def _hour(segment: _Segment) -> _Facts:
    for token in segment:
        if token.kind == "h":
            hour, minute = hour_of(token)
            return {"hour": hour, "minute": minute} if hour is not None else {"strict": False}
    return {}


def _whole_months(tokens: _Segment, kind: str, every: str | None) -> _Facts:
    """Read "in November each year", "in the last month of the quarter": a window."""
    if kind == "k":
        rhythm, month, _ = _month_and_day(tokens, "k", every)
        if month is None or month > LENGTHS[rhythm]:
            impossible()
        return {"every": rhythm, "open_month": month, "due_month": month}
    span = _span(tokens[0])
    return {"every": every, "open_month": span.first, "due_month": span.last}


def _due_facts(tokens: _Segment, kind: str, every: str | None) -> _Facts:
    if kind.startswith("g"):
        return _edge(tokens, every)
    rhythm, month, day = _month_and_day(tokens, kind, every)
    return _known({"every": rhythm, "due_month": month, "due_day": day})


def _opening_facts(tokens: _Segment, kind: str, every: str | None) -> _Facts:
    rhythm, month, day = _month_and_day(tokens, kind, every, is_opening=True)
    return _known({"every": rhythm, "open_month": month, "open_day": day})


def _known(facts: _Facts) -> _Facts:
    return {key: value for key, value in facts.items() if value is not None}


def _month_and_day(
    tokens: _Segment, kind: str, every: str | None, *, is_opening: bool = False
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


def _of_year(
    tokens: _Segment, kind: str, *, is_opening: bool
) -> tuple[str, int | None, int | None]:
    """Return month and day that come once a year, the next year's after "of the year after"."""
    later = 12 if "X" in kind else 0
    if "D" in kind:
        day = day_of(tokens[0])
        return "year", (day.month or impossible()) + later, day.day
    span = _span(next(token for token in tokens if token.kind == "P"))
    month = span.first if is_opening else span.last
    return "year", month + later, month_day(tokens[0]) if "d" in kind else None


def _edge(tokens: _Segment, every: str | None) -> _Facts:
    """Read "at the end of each quarter", "at the end of November each year"."""
    edge = tokens[0].text
    if len(tokens) == 1:
        if every is None or every == "week":
            impossible()
        months = LENGTHS[every]
        middle = {1: (1, 15), 12: (6, 30)}.get(months)
        month, day = {"dau": (1, 1), "cuoi": (months, 31)}.get(edge) or middle or impossible()
        return {"every": every, "due_month": month, "due_day": day}
    span = _span(tokens[1])
    if every != "year" or span.first != span.last:
        impossible()
    return {
        "every": "year",
        "due_month": span.first,
        "due_day": {"dau": 1, "giua": 15, "cuoi": 31}[edge],
    }
