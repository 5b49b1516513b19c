"""One clause without a rhythm: a pattern over the kinds of its tokens, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

from planflow.domain.deadline.schedule import (
    Fixed,
    Schedule,
    Window,
)
from planflow.domain.deadline.wording.anchor import (
    ad_hoc,
    before_event,
    counted,
    event,
    on_demand,
    reference,
    soft,
)
from planflow.domain.deadline.wording.lexicon import Token
from planflow.domain.deadline.wording.reading import Reading, impossible
from planflow.domain.deadline.wording.span import (
    all_the_time,
    between,
    edged,
    named,
    onward,
    spanned,
    starting,
)

Read: TypeAlias = Callable[[Reading, list[Token], str], Schedule]
"""From a clause's tokens and their kinds to what it means."""


def read_clause(reading: Reading, tokens: list[Token], kinds: str, *, is_whole: bool) -> Schedule:
    """Return what a clause without a rhythm means.

    Args:
        reading: The wording.
        tokens: The clause's tokens.
        kinds: Their kinds.
        is_whole: It may end in words that are taken as they are: an event, a document.

    Raises:
        ImpossibleError: If it means nothing that is known.
    """
    found = _shape(kinds, is_whole)
    if found is None:
        impossible()
    start, end, read = found
    meant = read(reading, tokens[start:end], kinds[start:end])
    if start and _is_subject(meant, reading.year, tokens[:start]):
        impossible()
    return meant


def _is_subject(meant: Schedule, year: int, lead: list[Token]) -> bool:
    """Tell whether what stands before a time makes it what a task is about, not its time."""
    match meant:
        case Fixed(on=on):
            return on.year < year and any(token.kind == "w" for token in lead)
        case Window(closes_on=closes_on):
            return closes_on.year < year or lead[-1].text == "bao cao"
        case _:
            return False


@lru_cache(maxsize=4096)
def _shape(kinds: str, is_whole: bool) -> tuple[int, int, Read] | None:  # noqa: FBT001
    """Return where the time stands in a clause of these kinds, and how it is read."""
    for pattern, read, has_rest in _SHAPES:
        if has_rest and not is_whole:
            continue
        match = pattern.fullmatch(kinds)
        if match is not None:
            start, end = match.span("time")
            return start, end, read
    return None


_LEAD: Final = r"(?:xx?[,&]?|x[xw,&]*(?=[bli]))?"
_TAIL: Final = r"(?:[,&]?[xp][xwp,&]*|,[w,&]+x[xwp,&]*)?"
_ACT: Final = r"(?:[x,]*)"

_NO_DAY: Final = r"(?![DPh]|.*[bluif]i?g?[DP])"
"""What is taken as it is holds no time of its own."""

_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (rf"(?:i?P&?{_ACT}(?=[bl]))?[bliu]*h?,?(?:j,?)?DX?(?:,?\(?j\)?)?", named),
    (r"[bliu]*D[(,]?[bli]*h\)?|[bliu]*h[bliu]+D", named),
    (r"[bliu]*P|[iul]+Y", spanned),
    (r"[bliu]*g[PY]", edged),
    (r"i?f?i?(?:d|n)[u-]D|i?f?i?(?:g?P|gY|D)[u-]g?(?:P|D|Y)", between),
    (r"(?:f+|q|a)D,?O?|(?:f+|a)P", starting),
    (r"f?i?P,?O", onward),
    (r"t(?:[,&]?[ts])*(?:,?[fi]?(?:[DP]|i?Y)|,?f?[DPdn][u-][DP]|,?u[DPY])?", all_the_time),
    (r"i?P,?t", all_the_time),
    (r"[libq]+C(?:,?a|[bfq])D", counted),
    (r"[libq]+C", counted),
    (r"s(?:[,&]?s)*", soft),
    (r"A", ad_hoc),
)
"""Clauses that end where the time ends, but for a purpose or a further action."""

_BARE_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (r"C(?:,?a|[bfq])D", counted),
    (r"C", counted),
    (r"C[bv]", counted),
    (rf"C(?:,?a|[bevq]){_NO_DAY}.+", counted),
)
"""Terms without a preposition: only where they begin the clause."""

_OPEN_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (r"[libq]+C[bv]", counted),
    (rf"[libq]+C(?:,?a|[bevq]){_NO_DAY}.+", counted),
    (r"[bv][^DPhdgkjCbliu].*", before_event),
    (rf"[eq]{_NO_DAY}[^YCgdnj].*", event),
    (rf"m{_NO_DAY}.+", on_demand),
    (rf"r{_NO_DAY}[^blh]+", reference),
)
"""Clauses that end in words taken as they are."""

_SHAPES: Final = (
    *((re.compile(f"{_LEAD}(?P<time>{core}){_TAIL}"), read, False) for core, read in _CORES),
    *((re.compile(f"(?P<time>{core})"), read, ".+" in core) for core, read in _BARE_CORES),
    *((re.compile(f"{_LEAD}(?P<time>{core})"), read, True) for core, read in _OPEN_CORES),
)
