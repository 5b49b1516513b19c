"""What tokens mean: days, spans of months, terms, rhythms. Impossible ones are refused."""

from __future__ import annotations

import re
from calendar import monthrange
from itertools import pairwise
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.domain.deadline.schedule import LENGTHS
from planflow.domain.deadline.wording.lexicon import NEXT, YEAR, Token

_NUMBER: Final = re.compile(r"\d+")
_YEAR_PART: Final = re.compile(rf"\s?[/.,-]?\s?(?:cua )?(?:nam )?{YEAR.pattern}")
_QUARTER: Final = re.compile(r"iv|i{1,3}|[1-4]")
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_UNITS: Final = (
    ("ngay lam viec", "working-day"),
    ("ngay", "day"),
    ("tuan", "week"),
    ("thang", "month"),
    ("nam", "year"),
)
_RHYTHMS: Final = (
    ("6 thang", "half-year"),
    ("nua nam", "half-year"),
    ("9 thang", "nine-months"),
    ("3 thang", "quarter"),
    ("thuong nien", "year"),
    ("tuan", "week"),
    ("quy", "quarter"),
    ("thang", "month"),
    ("nam", "year"),
)
_PER: Final = {
    (1, "week"): "week",
    (1, "month"): "month",
    (1, "quarter"): "quarter",
    (1, "half-year"): "half-year",
    (1, "year"): "year",
    (2, "year"): "half-year",
    (4, "year"): "quarter",
    (12, "year"): "month",
    (3, "quarter"): "month",
}
_WEEKDAYS: Final = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6}
_ORDINALS: Final = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6}


class ImpossibleError(Exception):
    """The words name a day, a span or a rhythm that does not exist; they stay unread (R15)."""


@frozen
class Day:
    """A day, perhaps without a year, or a bare day of a month."""

    day: int
    month: int | None = None
    year: int | None = None

    def on(self, year: int) -> Date:
        """Return the date, in ``year`` where the words name none."""
        try:
            return Date(self.year or year, self.month or 0, self.day)
        except ValueError:
            raise ImpossibleError from None


@frozen
class Span:
    """Months from a first to a last one, perhaps without a year."""

    first: int
    last: int
    year: int | None = None
    until_year: int | None = None

    def opens_on(self, year: int) -> Date:
        """Return its first day, in ``year`` where the words name none."""
        return Date(self.year or year, self.first, 1)

    def closes_on(self, year: int) -> Date:
        """Return its last day."""
        last = self.until_year or self.year or year
        return Date(last, self.last, monthrange(last, self.last)[1])

    @property
    def is_years(self) -> bool:
        """Tell whether it consists of whole years that the words name."""
        return self.year is not None and (self.first, self.last) == (1, 12)


def numbers(text: str) -> list[int]:
    """Return the numbers in ``text``."""
    return [int(found) for found in _NUMBER.findall(text)]


def day_of(token: Token) -> Day:
    """Return the day that a date names; a year of two digits belongs to this century."""
    found = numbers(token.text)
    if len(found) > 2 and found[0] > 999:
        return _checked(Day(found[2], found[1], found[0]))
    if len(found) == 1:
        return Day(found[0])
    year = None
    if len(found) > 2:
        year = found[2] if found[2] >= 100 else 2000 + found[2]
    return _checked(Day(found[0], found[1], year))


def has_short_year(token: Token) -> bool:
    """Tell whether a date names its year by two digits only."""
    found = numbers(token.text)
    return len(found) == 3 and found[2] < 100 and found[0] < 100


def _checked(day: Day) -> Day:
    day.on(2024)
    return day


def month_day(token: Token) -> int:
    """Return a bare day of a month; its last is 31."""
    found = numbers(token.text)
    if found and not 1 <= found[0] <= 31:
        raise ImpossibleError
    return found[0] if found else 31


def span_of(token: Token) -> Span:
    """Return the only span of months that a period names."""
    spans = spans_of(token)
    if len(spans) != 1:
        raise ImpossibleError
    return spans[0]


def spans_of(token: Token) -> list[Span]:
    """Return the spans of months that a period or a year names; neighbours are one span."""
    if token.kind == "Y":
        return [Span(1, 12)]
    text = token.text
    years = [int(found) for found in YEAR.findall(text)]
    if text.startswith("q"):
        return _listed(text, _quarters(text), years, 3)
    months = [found for found in numbers(text) if found <= 12]
    if " dau" in text or " cuoi" in text or text.startswith(("9 thang", "09 thang")):
        return [_part_of_year(text, years)]
    return _listed(text, months, years, 1) if months else _years(years, is_range="-" in text)


def is_several(token: Token) -> bool:
    """Tell whether a period names more than one month, quarter or year."""
    spans = spans_of(token)
    first = spans[0]
    unit = 3 if token.text.startswith("q") else 12 if first.is_years else 1
    is_longer = first.last - first.first >= unit
    return len(spans) > 1 or is_longer or first.until_year not in (None, first.year)


def _quarters(text: str) -> list[int]:
    return [_QUARTERS[found] for found in _QUARTER.findall(YEAR.sub("", text))]


def _listed(text: str, found: list[int], years: list[int], months: int) -> list[Span]:
    """Return the spans of numbered months or quarters, one for each run of neighbours.

    What is named before a lower number lies in the year before: "December and January 2022".
    """
    year = years[-1] if years else None
    is_range = "-" in _YEAR_PART.sub("", text) and len(found) > 1
    if is_range and len(found) > 2:
        raise ImpossibleError
    drops = [place for place, pair in enumerate(pairwise(found), 1) if pair[1] < pair[0]]
    if drops and (year is None or len(drops) > 1 or is_range):
        raise ImpossibleError
    if is_range:
        return [Span((found[0] - 1) * months + 1, found[1] * months, year)]
    cut = drops[0] if drops else 0
    earlier = _runs(found[:cut]) if cut else []
    parts: list[tuple[tuple[int, int], int | None]] = [(run, (year or 0) - 1) for run in earlier]
    parts += [(run, year) for run in _runs(found[cut:])]
    return [Span((first - 1) * months + 1, last * months, own) for (first, last), own in parts]


def _runs(found: list[int]) -> list[tuple[int, int]]:
    runs = [(found[0], found[0])]
    for number in found[1:]:
        first, last = runs[-1]
        if number == last + 1:
            runs[-1] = (first, number)
        else:
            runs.append((number, number))
    return runs


def _years(years: list[int], *, is_range: bool) -> list[Span]:
    runs = [(years[0], years[-1])] if is_range else _runs(years)
    if any(first > last for first, last in runs):
        raise ImpossibleError
    return [Span(1, 12, first, last) for first, last in runs]


def _part_of_year(text: str, years: list[int]) -> Span:
    months = 6 if text.startswith("nua") else numbers(text)[0]
    year = years[0] if years else None
    return Span(13 - months, 12, year) if " cuoi" in text else Span(1, months, year)


def count_of(token: Token) -> tuple[int, str]:
    """Return how many of what a term counts."""
    number = numbers(token.text)[0]
    unit = next(name for words, name in _UNITS if words in token.text)
    return number, unit


def hour_of(token: Token) -> tuple[int | None, int]:
    """Return hour and minute; 24:00 is the end of the day, so no hour of it."""
    hour, minute = (*numbers(token.text), 0)[:2]
    if (hour, minute) == (24, 0):
        return None, 0
    if hour > 23 or minute > 59:
        raise ImpossibleError
    return hour, minute


def weekday_of(token: Token) -> int:
    """Return the day of the week, from 1 for Monday."""
    if token.text == "chu nhat":
        return 7
    name = token.text.split()[1]
    return int(name) - 1 if name.isdigit() else _WEEKDAYS[name]


def rhythm_of(token: Token) -> str:
    """Return the period in which something recurs."""
    rhythm = next(name for words, name in _RHYTHMS if words in token.text.replace("/", " "))
    found = numbers(token.text)
    if "lan" not in token.text or not found:
        return rhythm
    found = [n for n in found if not (n in (3, 6, 9) and re.search(rf"0?{n} thang", token.text))]
    times = max(found, default=1)
    if (times, rhythm) not in _PER and (times, rhythm) != (1, "nine-months"):
        raise ImpossibleError
    return _PER.get((times, rhythm), rhythm)


@frozen
class Position:
    """A month inside a period.

    Attributes:
        month: Its number, or nothing for the last.
        every: The period, where the words name it.
        is_next: It lies in the period after.
        is_whole: The words name the period only, of which only the last day is a day.
    """

    month: int | None
    every: str | None
    is_next: bool = False
    is_whole: bool = False

    def in_period(self, every: str, length: int) -> int | None:
        """Return the month counted from the first of the period ``every``."""
        if self.every not in (None, every) or (self.month or 1) > length:
            raise ImpossibleError
        if self.is_next:
            return (self.month or length) + length
        return length if self.is_whole and length > 1 else self.month


_PERIOD_END: Final = re.compile(
    rf"(?P<every>quy|6 thang|nam|ky)(?: bao cao)?(?P<next> (?:{NEXT}))?$"
)
_EVERY: Final = {"quy": "quarter", "6 thang": "half-year", "nam": "year", "ky": None}


def position_of(token: Token) -> Position:
    """Return the month that a position names, such as "the first month of the next quarter"."""
    text = token.text.removeprefix("cua ").removeprefix("trong ")
    if text.startswith("tuan"):
        return Position(1, "week", is_next=True)
    bare = text.removeprefix("moi ").removeprefix("hang ")
    if bare.startswith("thang") and _PERIOD_END.search(bare) is None:
        return Position(None, "month", is_next=" " in bare and not bare.endswith("bao cao"))
    found = _PERIOD_END.search(bare)
    if found is None:
        raise ImpossibleError
    every = _EVERY[found["every"]]
    if found.start() == 0:
        return Position(None, every, is_whole=True)
    return Position(_ordinal(text, every), every, is_next=found["next"] is not None)


def _ordinal(text: str, every: str | None) -> int | None:
    if text.startswith("thang cuoi"):
        return LENGTHS.get(every or "")
    if text.startswith("thang giua"):
        if every != "quarter":
            raise ImpossibleError
        return 2
    if text.startswith("thang dau"):
        return 1
    name = text.split()[2]
    return int(name) if name.isdigit() else _ORDINALS[name]
