"""One clause without a rhythm: a pattern over the kinds of its tokens, and what it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, NoReturn, TypeAlias

from attrs import define, evolve, field
from pendulum import Date

from planflow.domain.deadline.schedule import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Recurring,
    Relative,
    Schedule,
    Soft,
    Window,
)
from planflow.domain.deadline.wording.lexicon import Token
from planflow.domain.deadline.wording.text import Text, fold
from planflow.domain.deadline.wording.value import (
    Day,
    ImpossibleError,
    Span,
    count_of,
    day_of,
    has_short_year,
    hour_of,
    is_several,
    month_day,
    numbers,
    spans_of,
    weekday_of,
)
from planflow.instant import add_days
from planflow.message import Message

_NEAR: Final = 10
"""A year of two digits is one of so many around the plan's."""


@define
class Reading:
    """A wording while it is being read.

    Attributes:
        text: The tidied text.
        year: The plan's year, for days without one.
        doubts: What the reading assumed.
    """

    text: Text
    year: int
    doubts: list[Message] = field(factory=list)

    def name(self, tokens: Sequence[Token]) -> str:
        """Return the original words behind the first of ``tokens``: what names an event.

        A name in quotes stands alone and loses them.
        """
        words = self.text.plain[tokens[0].end : tokens[-1].end].strip()
        return words.replace("“", "").replace("”", "").strip()

    def day(self, token: Token, before: Date | None = None) -> Date:
        """Return the date of ``token``; without a year the plan's, which is noted.

        With ``before`` it takes the year that brings it before that day, as in a span.
        """
        day = day_of(token)
        if has_short_year(token):
            if abs((day.year or 0) - self.year) > _NEAR:
                impossible()
            self._doubt("year_short", token, day.year or 0)
        if day.year is not None:
            return day.on(self.year)
        if before is not None:
            return _latest_before(day, before)
        self._doubt("year_taken", token, self.year)
        return day.on(self.year)

    def _doubt(self, key: str, token: Token, year: int) -> None:
        words = self.text.plain[token.start : token.end]
        self.doubts.append(Message.of(f"deadline.{key}", words=words, year=str(year)))


def _latest_before(day: Day, end: Date) -> Date:
    found = day.on(end.year)
    return found if found <= end else day.on(end.year - 1)


def impossible() -> NoReturn:
    """Leave the words unread."""
    raise ImpossibleError


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


def _named(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
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
    periods = _spans([each for each in tokens if each.kind == "P"])
    if not periods:
        on = reading.day(token)
        is_next = any(each.kind == "X" for each in tokens)
        return on if not is_next else _next_year(on, day_of(token))
    if len(periods) > 1:
        impossible()
    day, period = day_of(token), periods[0]
    on = day.on(period.year or reading.year) if day.year is None else reading.day(token)
    latest = add_days(period.closes_on(reading.year), _AFTER_PERIOD)
    return on if period.opens_on(reading.year) <= on <= latest else impossible()


def _next_year(on: Date, day: Day) -> Date:
    """Return a day "of the year after", which no year may stand beside."""
    return impossible() if day.year is not None else evolve(day, year=on.year + 1).on(on.year)


def _spanned(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "in Quarter I", "by September", "before Quarter II", "until the end of 2025"."""
    spans = _spans(tokens)
    if "b" in kinds:
        return Fixed(on=spans[0].opens_on(reading.year), strict=True)
    if ("l" in kinds or "u" in kinds) and "O" not in kinds:
        return Fixed(on=spans[-1].closes_on(reading.year))
    windows = [_window(reading, span) for span in spans]
    return windows[0] if len(windows) == 1 else Milestones(parts=tuple(windows))


def _spans(tokens: list[Token]) -> list[Span]:
    return [
        span
        for token in tokens
        if token.kind in "PY"
        for span in (spans_of(token) if token.kind == "P" else [Span(1, 12)])
    ]


def _window(reading: Reading, span: Span) -> Window:
    return Window(opens_on=span.opens_on(reading.year), closes_on=span.closes_on(reading.year))


def _edged(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "at the end of May", "in the middle of the year"."""
    edge = next(token for token in tokens if token.kind == "g")
    spans = _spans(tokens)
    if len(spans) != 1:
        impossible()
    return Fixed(on=_edge_day(reading, edge, spans[0]), strict="b" in kinds)


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
    spans = _spans([last])
    if len(spans) != 1:
        impossible()
    edged = tokens[0].kind == "g"
    return _edge_day(reading, tokens[0], spans[0]) if edged else spans[0].closes_on(reading.year)


def _beginning(reading: Reading, tokens: list[Token], end: Date) -> Date:
    first = tokens[-1]
    if first.kind == "D":
        return reading.day(first, before=end)
    if first.kind in "dn":
        return Day(month_day(first), end.month, end.year).on(end.year)
    spans = _spans([first])
    if len(spans) != 1:
        impossible()
    span = spans[0]
    if span.year is None:
        span = evolve(span, year=end.year if span.first <= end.month else end.year - 1)
    edged = tokens[0].kind == "g"
    return _edge_day(reading, tokens[0], span) if edged else span.opens_on(reading.year)


def _between(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "from 1/6/2017 to 1/6/2021", "March to November 2021"."""
    opens_on, closes_on = _bounds(reading, tokens, kinds)
    return Window(opens_on=opens_on, closes_on=closes_on)


def _starting(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "from 1/10/2021", "from Quarter III", "after 15/11/2021"."""
    first = next(token for token in tokens if token.kind in "DP")
    if tokens[0].text.startswith("so voi"):
        impossible()
    if first.kind == "D":
        day = reading.day(first)
        return Continuous(opens_on=add_days(day, 1) if "q" in kinds else day)
    spans = spans_of(first)
    if is_several(first):
        return _window(reading, spans[0]) if len(spans) == 1 else impossible()
    return Continuous(opens_on=spans[0].opens_on(reading.year))


def _onward(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "2025 and the years after", "from Quarter III on"."""
    span = _spans(tokens)[0]
    if not span.is_years:
        return _starting(reading, tokens, kinds) if "f" in kinds else impossible()
    return Recurring(every="year", from_year=span.year)


def _all_the_time(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "regularly", "regularly in 2021", "regularly from 1/3 to 30/11/2021"."""
    rest = [t for t in tokens if t.kind in "DPYdn-uf"]
    kinds = "".join(t.kind for t in rest)
    ends = [t for t in rest if t.kind in "DPY"]
    if not ends:
        return Continuous()
    if len(ends) == 2 or "du" in kinds:
        opens_on, closes_on = _bounds(reading, rest, kinds)
        return Continuous(opens_on=opens_on, closes_on=closes_on)
    if kinds[0] == "u":
        only = ends[0]
        closes_on = (
            reading.day(only) if only.kind == "D" else _spans([only])[-1].closes_on(reading.year)
        )
        return Continuous(closes_on=closes_on)
    if kinds[0] == "f":
        found = _starting(reading, ends, "f")
        if isinstance(found, Continuous):
            return found
    if ends[0].kind == "D":
        impossible()
    window = _spanned(reading, ends, "P")
    if not isinstance(window, Window):
        impossible()
    return Continuous(opens_on=window.opens_on, closes_on=window.closes_on)


_ISSUE: Final = re.compile(
    r"(?:ky|ban hanh|ky ban hanh|phe duyet)(?: (?:ke hoach|van ban|quyet dinh|cong van))?(?: nay)?"
    r"|(?:ke hoach|van ban|quyet dinh|cong van)(?: nay)? (?:duoc )?"
    r"(?:ky|ban hanh|ky ban hanh|phe duyet)"
)


def is_issue(words: str) -> bool:
    """Tell whether ``words`` mean the day on which the plan is issued."""
    return _ISSUE.fullmatch(fold(words)) is not None


def _counted(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "within 10 working days from …", "15 days before …", "no more than 5 days"."""
    at = kinds.index("C")
    number, unit = count_of(tokens[at])
    is_back = "b" in kinds[:at] or kinds[at + 1 : at + 2] in ("b", "v")
    number = -number if is_back else number
    while tokens[at + 1 :] and tokens[at + 1].kind in ",abevfq":
        at += 1
    return _from(reading, tokens[at:], number, unit)


def _from(reading: Reading, tokens: list[Token], number: int, unit: str) -> Schedule:
    """Return a term counted from what stands behind the first of ``tokens``."""
    rest = tokens[1:]
    if len(rest) == 1 and rest[0].kind == "D":
        return Relative(anchor=reading.day(rest[0]), count=number, counted_in=unit)
    words = reading.name(tokens)
    if rest and rest[0].kind != "N" and is_issue(words):
        return Relative(count=number, counted_in=unit)
    return AfterEvent(event=words, count=number, counted_in=unit)


_NO_EVENT: Final = re.compile(
    r"^(?:(?:và|trong|ngày|mắt|đây|đó|hết|nay|này|cùng|tiên|quý|tháng|năm|tuần|làm việc)\b|\W|$)"
    r"|[\d_…]|\.\.",
    re.IGNORECASE,
)
"""What stands behind "before" and is no event: blanks to be filled in, slips in a date."""


def _before_event(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "before the conference opens", "before the opening, by 10 days"."""
    number, unit = -1, "day"
    if kinds[-1] == "C":
        number, unit = count_of(tokens[-1])
        number, tokens = -number, tokens[:-1]
    name = reading.name(tokens)
    is_named = tokens[1].kind == "N" or (kinds[0] == "v" and name[:1].isalnum())
    if not is_named and _NO_EVENT.search(name):
        impossible()
    if number == -1:
        return AfterEvent(event=name, count=-1)
    return _from(reading, tokens, number, unit)


def _event(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "after the ministry's guidance has come", "when asked"."""
    if any(token.text == "hoac" or token.kind in "EK" for token in tokens):
        impossible()
    if tokens[-1].kind == "C":
        number, unit = count_of(tokens[-1])
        return _from(reading, tokens[:-1], number, unit)
    name = reading.name(tokens)
    is_none = kinds[0] == "q" and _NO_EVENT.search(name)
    return impossible() if is_none or not name[:1].isalnum() else AfterEvent(event=name)


def _on_demand(reading: Reading, tokens: list[Token], _kinds: str) -> Schedule:
    """Read "by guidance of the ministry": waits until there is one."""
    return AfterEvent(event=f"có {reading.name(tokens)}")


def _ad_hoc(_reading: Reading, _tokens: list[Token], _kinds: str) -> Schedule:
    return AfterEvent(event="có yêu cầu đột xuất")


def _reference(reading: Reading, tokens: list[Token], _kinds: str) -> Schedule:
    """Read "as regulated", "by the plan of the province"."""
    return ByRegime(regime=reading.name(tokens))


def _soft(_reading: Reading, _tokens: list[Token], _kinds: str) -> Schedule:
    return Soft()


_LEAD: Final = r"(?:xx?[,&]?|x[xw,&]*(?=[bli]))?"
_TAIL: Final = r"(?:[,&]?[xp][xwp,&]*|,[w,&]+x[xwp,&]*)?"
_ACT: Final = r"(?:[x,]*)"

_NO_DAY: Final = r"(?![DPh]|.*[bluif]i?g?[DP])"
"""What is taken as it is holds no time of its own."""

_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (rf"(?:i?P&?{_ACT}(?=[bl]))?[bliu]*h?,?(?:j,?)?DX?(?:,?\(?j\)?)?", _named),
    (r"[bliu]*D[(,]?[bli]*h\)?|[bliu]*h[bliu]+D", _named),
    (r"[bliu]*P|[iul]+Y", _spanned),
    (r"[bliu]*g[PY]", _edged),
    (r"i?f?i?(?:d|n)[u-]D|i?f?i?(?:g?P|gY|D)[u-]g?(?:P|D|Y)", _between),
    (r"(?:f+|q|a)D,?O?|(?:f+|a)P", _starting),
    (r"f?i?P,?O", _onward),
    (r"t(?:[,&]?[ts])*(?:,?[fi]?(?:[DP]|i?Y)|,?f?[DPdn][u-][DP]|,?u[DPY])?", _all_the_time),
    (r"i?P,?t", _all_the_time),
    (r"[libq]+C(?:,?a|[bfq])D", _counted),
    (r"[libq]+C", _counted),
    (r"s(?:[,&]?s)*", _soft),
    (r"A", _ad_hoc),
)
"""Clauses that end where the time ends, but for a purpose or a further action."""

_BARE_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (r"C(?:,?a|[bfq])D", _counted),
    (r"C", _counted),
    (r"C[bv]", _counted),
    (rf"C(?:,?a|[bevq]){_NO_DAY}.+", _counted),
)
"""Terms without a preposition: only where they begin the clause."""

_OPEN_CORES: Final[tuple[tuple[str, Read], ...]] = (
    (r"[libq]+C[bv]", _counted),
    (rf"[libq]+C(?:,?a|[bevq]){_NO_DAY}.+", _counted),
    (r"[bv][^DPhdgkjCbliu].*", _before_event),
    (rf"[eq]{_NO_DAY}[^YCgdnj].*", _event),
    (rf"m{_NO_DAY}.+", _on_demand),
    (rf"r{_NO_DAY}[^blh]+", _reference),
)
"""Clauses that end in words taken as they are."""

_SHAPES: Final = (
    *((re.compile(f"{_LEAD}(?P<time>{core}){_TAIL}"), read, False) for core, read in _CORES),
    *((re.compile(f"(?P<time>{core})"), read, ".+" in core) for core, read in _BARE_CORES),
    *((re.compile(f"{_LEAD}(?P<time>{core})"), read, True) for core, read in _OPEN_CORES),
)
