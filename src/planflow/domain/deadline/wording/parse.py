"""From Vietnamese words to a time rule; what is not understood stays words (Rule R15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from attrs import evolve
from pendulum import Date

from planflow.domain.deadline.schedule import (
    AfterEvent,
    Continuous,
    Milestones,
    Schedule,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
    parts_of,
)
from planflow.domain.deadline.wording.clause import read_clause
from planflow.domain.deadline.wording.lexicon import Token, kinds_of, lex
from planflow.domain.deadline.wording.reading import Reading, impossible
from planflow.domain.deadline.wording.rhythm import RHYTHMIC, read_rhythm
from planflow.domain.deadline.wording.text import LONGEST, Text, tidy
from planflow.domain.deadline.wording.value import (
    ImpossibleError,
    day_of,
    numbers,
    spans_of,
)
from planflow.errors import DefinitionError, Fault

_KEPT: Final = 8192

_Attempt: TypeAlias = Callable[[Text, list[Token], int], Schedule]
"""A way to read a wording of a year; it raises where the wording cannot be read so."""


@lru_cache(maxsize=_KEPT)
def parse(words: str, year: int) -> Schedule:
    """Return the time rule that Vietnamese ``words`` state.

    The words are taken as people write them: Roman or Arabic quarters, any of the usual ways to
    write a date, any case, composed or decomposed letters, several clauses. A day without a year
    is one of ``year``, and the rule says so in its ``doubts``.

    Args:
        words: The words of a plan, such as ``trước ngày 15/11/2021``.
        year: The plan's year.

    Returns:
        The rule, with ``words`` kept; :class:`Unscheduled` for no words, :class:`Unparsed` for
        words that are not understood, among them dates that do not exist: nothing is guessed.

    Raises:
        DefinitionError: If ``year`` is no year from 1900 to 2099.
    """
    if not 1900 <= year <= 2099:
        raise DefinitionError(Fault("year", str(year), "a year from 1900 to 2099"))
    if len(words) > LONGEST:
        return Unparsed(words=words)
    text = tidy(words)
    if not text.plain:
        return Unscheduled(words=words)
    found = _understood(text, lex(text), year)
    return Unparsed(words=words) if found is None else evolve(found, words=words)


def _understood(text: Text, tokens: list[Token], year: int) -> Schedule | None:
    for attempt in _ATTEMPTS:
        try:
            return attempt(text, tokens, year)
        except (ImpossibleError, DefinitionError):
            continue
    return None


def _sentences(text: Text, tokens: list[Token], year: int) -> Schedule:
    """Read what stands between semicolons, each by itself."""
    sentences = list(_split(tokens, ";"))
    return _together(text, _one_by_one(text, sentences, year, _sentence, carries_to="D"))


def _sentence(text: Text, tokens: list[Token], year: int) -> Schedule:
    found = _understood(text, tokens, year)
    if found is None:
        impossible()
    if isinstance(found, Continuous) and _is_half(found) and tokens[0].kind != "t":
        impossible()
    return found


def _whole(text: Text, tokens: list[Token], year: int) -> Schedule:
    return _read(Reading(text, year), tokens, is_whole=False)


def _whole_with_rest(text: Text, tokens: list[Token], year: int) -> Schedule:
    reading = Reading(text, year)
    found = read_clause(reading, tokens, kinds_of(tokens), is_whole=True)
    return _doubted(found, reading)


def _read(reading: Reading, tokens: list[Token], *, is_whole: bool) -> Schedule:
    kinds = kinds_of(tokens)
    if _is_dated(tokens, kinds):
        tokens = [token for token in tokens if token.kind != "R"]
        kinds = kinds.replace("R", "")
        found = read_clause(reading, tokens, kinds, is_whole=is_whole)
    elif RHYTHMIC.isdisjoint(kinds):
        found = read_clause(reading, tokens, kinds, is_whole=is_whole)
    else:
        found = read_rhythm(reading, tokens, kinds)
    return _doubted(found, reading)


def _is_dated(tokens: list[Token], kinds: str) -> bool:
    """Tell whether a weekday or a named report only stands beside a date with its year."""
    if "D" not in kinds or ("R" not in kinds and "j" not in kinds):
        return False
    dates = [token for token in tokens if token.kind == "D"]
    is_plain = RHYTHMIC.isdisjoint(kinds.replace("R", "").replace("j", ""))
    if not is_plain or len(dates) != 1:
        return False
    return "j" in kinds or max(numbers(dates[0].text)) > 99


def _doubted(found: Schedule, reading: Reading) -> Schedule:
    if isinstance(found, Soft):
        return evolve(found, words=reading.text.plain)
    return evolve(found, doubts=tuple(reading.doubts)) if reading.doubts else found


def _clauses(text: Text, tokens: list[Token], year: int) -> Schedule:
    """Read every clause by itself."""
    clauses = list(_split(tokens, ",&"))
    if _is_mixed(clauses) or any(token.kind == ";" for token in tokens):
        impossible()
    found = _one_by_one(text, clauses, year, _clause, carries_to="DPdg")
    if any(map(_is_half, found)) or _is_nested(found):
        impossible()
    return _together(text, found)


def _clause(text: Text, tokens: list[Token], year: int) -> Schedule:
    try:
        return _read(Reading(text, year), tokens, is_whole=True)
    except ImpossibleError:
        return _whole_with_rest(text, tokens, year)


def _one_by_one(
    text: Text, pieces: list[list[Token]], year: int, read: _Attempt, *, carries_to: str
) -> list[Schedule]:
    """Return what each piece means by itself.

    One that begins with a kind of ``carries_to`` takes the "before" of the piece before it along.
    """
    if len(pieces) < 2 or not all(pieces):
        impossible()
    found: list[Schedule] = []
    leading: list[Token] = []
    for piece, own_year in zip(pieces, _years(pieces, year), strict=True):
        full = [*leading, *piece] if piece[0].kind in carries_to else piece
        found.append(read(text, full, own_year))
        leading = _prepositions(full)
    return found


def _is_half(found: Schedule) -> bool:
    """Tell whether a clause is "from May" or "5 days": beside another one it is half of it."""
    match found:
        case Continuous(opens_on=Date(), closes_on=None) | AfterEvent(event=""):
            return True
        case _:
            return False


def _is_nested(found: list[Schedule]) -> bool:
    """Tell whether one window lies in another: then the words mean one of them."""
    windows = [one for one in found if isinstance(one, Window)]
    return any(
        one is not other and one.opens_on <= other.opens_on and other.closes_on <= one.closes_on
        for one in windows
        for other in windows
    )


def _is_mixed(clauses: list[list[Token]]) -> bool:
    """Tell whether a day of a rhythm stands beside a period of its own: they say two things."""
    kinds = [kinds_of(clause) for clause in clauses]
    has_mark = any("k" in each or "d" in each for each in kinds)
    return has_mark and any(each.lstrip("bliux") in ("P", "Y", "D") for each in kinds)


def _together(text: Text, found: list[Schedule]) -> Schedule:
    """Return several times as one rule; soft words beside a date add nothing."""
    parts = tuple(part for one in found for part in parts_of(one) if not isinstance(part, Soft))
    if not parts:
        return Soft(words=text.plain)
    return parts[0] if len(parts) == 1 else Milestones(parts=parts)


def _split(tokens: list[Token], marks: str) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for token in tokens:
        if token.kind in marks:
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _prepositions(clause: list[Token]) -> list[Token]:
    """Return the "before" or "by" that stands before a clause's day, for the clause after it."""
    found: list[Token] = []
    for token in clause:
        if token.kind in "DPdg":
            return found
        if token.kind in "bliu":
            found.append(token)
    return []


def _years(clauses: list[list[Token]], year: int) -> list[int]:
    """Return each clause's year: that of the next clause that names one, or of the last before.

    A day before one that comes earlier in its year belongs to the year before: "15/12 and
    15/1/2022".

    Raises:
        ImpossibleError: If the order leaves the year open.
    """
    days = [_first_day(clause) for clause in clauses]
    found: list[int] = []
    after: tuple[int, tuple[int, int]] | None = None
    for day in reversed(days):
        own = year if day is None or after is None else after[0] - (day[1] > after[1])
        own = day[0] if day is not None and day[0] else own
        found.append(own)
        after = (own, day[1]) if day is not None and (day[0] or after) else after
    found.reverse()
    before: tuple[int, tuple[int, int]] | None = None
    for place, day in enumerate(days):
        if day is None:
            continue
        if not day[0] and all(not later or not later[0] for later in days[place + 1 :]) and before:
            if day[1] < before[1]:
                impossible()
            found[place] = before[0]
        before = (found[place], day[1])
    return found


def _first_day(clause: list[Token]) -> tuple[int, tuple[int, int]] | None:
    """Return year, if it is named, and month and day of the first day in a clause."""
    if not RHYTHMIC.isdisjoint(token.kind for token in clause):
        return None
    for token in clause:
        if token.kind == "D":
            day = day_of(token)
            return day.year or 0, (day.month or 0, day.day)
        if token.kind == "P":
            span = spans_of(token)[0]
            return span.year or 0, (span.first, 0)
    return None


_ATTEMPTS: Final[tuple[_Attempt, ...]] = (_sentences, _whole, _clauses, _whole_with_rest)
