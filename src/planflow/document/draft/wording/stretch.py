"""Where a text is cut: at separators that stand outside brackets and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

_PAIRS: Final = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}


@frozen
class Stretch:
    """A part of a text.

    Attributes:
        starts: Its first place.
        ends: The place behind its last.
        mark: The separator in front of it.
    """

    starts: int
    ends: int
    mark: str = ""


def stretches(text: str, separator: re.Pattern[str]) -> Iterator[Stretch]:
    """Yield what stands between separators, without what is empty."""
    inside = _insides(text)
    starts, mark = 0, ""
    for found in separator.finditer(text):
        if any(first < found.start() < last for first, last in inside):
            continue
        if found.start() > starts:
            yield Stretch(starts, found.start(), mark)
        starts, mark = found.end(), found.group()
    if starts < len(text):
        yield Stretch(starts, len(text), mark)


def without_quoted(text: str, opens: str = '“"', closes: str = '”"') -> str:
    """Return ``text`` without what stands between signs; one left open holds nothing."""
    ends = max(map(text.rfind, closes)) + 1
    quoted = f"[{opens}][^{closes}]*[{closes}]"
    return re.sub(quoted, " ", text[:ends]) + text[ends:]


def _insides(text: str) -> list[tuple[int, int]]:
    """Return where brackets and quotation marks open and close; one left open holds nothing."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for place, letter in enumerate(text):
        if opened and letter == opened[-1][0]:
            _, first = opened.pop()
            found.append((first, place))
        elif letter in _PAIRS:
            opened.append((_PAIRS[letter], place))
    return found
