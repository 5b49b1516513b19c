"""Clauses with a rhythm: "before the 15th of each month", "yearly, from 2021 to 2025"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from planflow.domain.deadline.schedule import (
    ByRegime,
    Continuous,
    Milestones,
    Recurring,
    Schedule,
)
from planflow.domain.deadline.wording.lexicon import Token, kinds_of
from planflow.domain.deadline.wording.mark import Facts, Segment, mark_of
from planflow.domain.deadline.wording.reading import Reading, impossible
from planflow.domain.deadline.wording.value import count_of, rhythm_of, span_of, spans_of

RHYTHMIC: Final = frozenset("EKRkj")
"""Kinds of token that make a clause one with a rhythm."""

_LEAD: Final = re.compile(r"^x+(?=[^xwN])|^[xw]+(?=[bliu])|^x[xw]*$")
_TAIL: Final = re.compile(r"[xp][xwp]*$")
_PREPOSITIONS: Final = "bliu"
_FROM_TO: Final = re.compile(r"f?[DP][u-]+[DP]")
_FROM_ON: Final = re.compile(r"f[DP]|P?O|f?PO")


def read_rhythm(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Return what a wording with a rhythm means.

    Raises:
        ImpossibleError: If it means nothing that is known.
    """
    if kinds[0] in "wz":
        impossible()
    tokens = [token._replace(kind="d") if token.kind == "n" else token for token in tokens]
    segments = _segments(tokens)
    if not segments and any(t.kind == "R" and " dau nam" in t.text for t in tokens):
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


def _segments(tokens: Sequence[Token]) -> list[Segment]:
    """Return what stands between commas, without rhythms, actions and purposes."""
    found: list[Segment] = [[]]
    for token in tokens:
        if token.kind in ",&E":
            found.append([])
        elif token.kind not in "KR":
            found[-1].append(token)
    return [kept for segment in found if (kept := _stripped(segment))]


def _stripped(segment: Segment) -> Segment:
    kinds = kinds_of(segment)
    lead = _LEAD.match(kinds)
    if lead is not None:
        segment, kinds = segment[lead.end() :], kinds[lead.end() :]
    tail = _TAIL.search(kinds)
    return segment[: tail.start()] if tail is not None else segment


_BARE: Final = {"tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}


def _bare(segment: Segment) -> str | None:
    """Return the rhythm that a bare "6 months" or "year" in a list means."""
    if len(segment) != 1:
        return None
    token = segment[0]
    if token.kind == "C":
        return {(6, "month"): "half-year", (9, "month"): "nine-months", (1, "year"): "year"}.get(
            count_of(token)
        )
    return _BARE.get(token.text)


def _several(reading: Reading, segments: list[Segment], rhythms: list[str]) -> Schedule:
    """Read "quarterly, half-yearly and yearly", or such rhythms with days of the year for them."""
    if not segments:
        return Milestones(parts=tuple(Recurring(every=every) for every in rhythms))
    if all(kinds_of(segment).lstrip(_PREPOSITIONS) == "D" for segment in segments):
        return _one(reading, segments, None)
    return impossible()


def _continuous(segments: list[Segment], kinds: str) -> Schedule:
    """Read "regularly every year": the rhythm adds nothing unless it stands by itself."""
    if [kinds_of(segment) for segment in segments] != ["t"] or "," in kinds or "&" in kinds:
        impossible()
    return Continuous()


def _by_regime(reading: Reading, segments: list[Segment], periods: list[str]) -> Schedule:
    """Read "yearly reports by Decree 09/2019": the day stands there."""
    if len(periods) != 1 or not segments or segments[0][0].kind != "r":
        impossible()
    if periods[0] == "week":  # no regime has weekly periods
        impossible()
    regime = reading.name(segments[0])
    if not regime or not set("blh").isdisjoint(kinds_of(segments[0])):
        impossible()
    rest = segments[1:]
    facts: Facts = {}
    if rest and kinds_of(rest[0]) == "wN" and rest[0][0].text == "cap":
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


def _one(reading: Reading, segments: list[Segment], every: str | None) -> Schedule:
    """Read days within one rhythm, and from when to when it goes on."""
    marks: list[Facts] = []
    bounds: list[Facts] = []
    opening: Facts = {}
    leading: Segment = []
    for segment in _single_months(segments, every):
        mark = mark_of(_carried(leading, segment), every)
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


def _single_months(segments: list[Segment], every: str | None) -> Iterator[Segment]:
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


def _carried(leading: Segment, segment: Segment) -> Segment:
    """Give "before 15/6 and 15/12" its second "before"."""
    return [*leading, *segment] if segment[0].kind in "Ddnjk" else segment


def _merged(bounds: Sequence[Facts]) -> Facts:
    found: Facts = {}
    for bound in bounds:
        if found.keys() & bound.keys():
            impossible()
        found |= bound
    return found


# ── from when to when ────────────────────────────────────────────────────────


def _bound(reading: Reading, segment: Segment, every: str | None) -> Facts:
    """Return between which years or days the rhythm goes on."""
    kinds = kinds_of(segment).replace("i", "")
    ends = [token for token in segment if token.kind in "DP"]
    if _FROM_TO.fullmatch(kinds):
        return _limits(reading, *ends)
    if _FROM_ON.fullmatch(kinds) and ends:
        return {key: day for key, day in _limits(reading, ends[0], None).items() if day}
    if kinds in ("uD", "uP"):
        return {key: day for key, day in _limits(reading, None, ends[0]).items() if day}
    if kinds == "P" and every is not None and (every != "year" or span_of(ends[0]).is_years):
        return _limits(reading, ends[0], ends[0])
    if kinds == "Y":
        return {"from_year": reading.year, "until_year": reading.year}
    return impossible()


def _limits(reading: Reading, first: Token | None, last: Token | None) -> Facts:
    """Return years where whole years are named, else days."""
    low = span_of(first) if first is not None and first.kind == "P" else None
    high = span_of(last) if last is not None and last.kind == "P" else None
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
