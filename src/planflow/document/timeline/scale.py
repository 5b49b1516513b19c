"""From days to places on the axis, and from words to the room they take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from unicodedata import normalize

from attrs import frozen
from pendulum import Date

from planflow.instant import add_days

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[] -·")
_WIDE: Final = frozenset("mwMW…%")


@frozen
class Scale:
    """The axis of days.

    Attributes:
        first: The first day shown.
        last: The last day shown.
        left: Where the first day begins.
        width: How wide all days are together.
    """

    first: Date
    last: Date
    left: float
    width: float

    @property
    def right(self) -> float:
        """Return where the last day ends."""
        return self.left + self.width

    @property
    def per_month(self) -> float:
        """Return how wide a month is, about."""
        return self.width / self._days * 30.4

    def begin(self, day: Date) -> float:
        """Return where ``day`` begins, kept within the axis."""
        place = (day.toordinal() - self.first.toordinal()) / self._days
        return self.left + self.width * min(max(place, 0.0), 1.0)

    def end(self, day: Date) -> float:
        """Return where ``day`` ends, kept within the axis."""
        return self.begin(add_days(day, 1))

    def middle(self, day: Date) -> float:
        """Return the middle of ``day``."""
        return (self.begin(day) + self.end(day)) / 2

    def has(self, day: Date) -> bool:
        """Tell whether ``day`` is shown."""
        return self.first <= day <= self.last

    def months(self) -> Iterator[Date]:
        """Yield the first day of every month shown."""
        year, month = self.first.year, self.first.month
        while (day := Date(year, month, 1)) <= self.last:
            yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    @property
    def _days(self) -> int:
        return self.last.toordinal() - self.first.toordinal() + 1


def text_width(words: str, size: float) -> float:
    """Return about how wide ``words`` are in a wide sans-serif of ``size``: rather too much."""
    return size * sum(map(_advance, normalize("NFC", words)))


def wrapped(words: str, width: float, size: float, lines: int) -> tuple[str, ...]:
    """Return ``words`` in at most so many ``lines`` of ``width``, shortened with "…" if need be."""
    found: list[str] = []
    rest = words.split()
    while rest and len(found) < lines:
        taken = _taken(rest, width, size)
        line = " ".join(rest[:taken])
        rest = rest[taken:]
        if rest and len(found) == lines - 1:
            line = f"{line} {' '.join(rest)}"
        found.append(shortened(line, width, size))
    return tuple(found)


def shortened(words: str, width: float, size: float) -> str:
    """Return ``words``, cut with "…" where they would not fit ``width``."""
    if text_width(words, size) <= width:
        return words
    kept = words
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;:(-')}…"


def _taken(rest: list[str], width: float, size: float) -> int:
    """Return how many words fit one line, at least one."""
    count = 1
    while count < len(rest) and text_width(" ".join(rest[: count + 1]), size) <= width:
        count += 1
    return count


def _advance(character: str) -> float:
    base = normalize("NFD", character)[0]
    if base in _NARROW:
        return 0.37
    if base in _WIDE:
        return 0.95
    if base.isupper():
        return 0.73
    return 0.62
