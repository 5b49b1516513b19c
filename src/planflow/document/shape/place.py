"""Where a reader stands in a file, and the faults that it meets there.

Places read ``items[3] (2).time.quarter``: lists are counted from 1, as people count, and a table
that has a code or an id shows it in parentheses. No shape belongs here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Final

from attrs import field, frozen

from planflow.errors import Fault

MARK: Final = "\N{REPLACEMENT CHARACTER}"
"""Begins every text that stands in for one that could not be read."""

NOTHING: Final = object()
"""What is found where nothing stands."""

_LONGEST: Final = 40
_LONGEST_LABEL: Final = 24
_MOST_WORDS: Final = 8


@frozen
class Place:
    """A place in a file, and the list into which its faults go.

    Attributes:
        path: The place in words; empty for the whole file.
        faults: All faults met so far, shared by every place of one reading.
    """

    path: str = ""
    faults: list[Fault] = field(factory=list)

    def key(self, key: str) -> Place:
        """Return the place of ``key`` in the table that stands here."""
        name = shortened(key) if key.isprintable() else repr(key)
        return Place(f"{self.path}.{name}" if self.path else name, self.faults)

    def entry(self, number: int, value: object) -> Place:
        """Return the place of entry ``number`` (from 1) of the list that stands here."""
        label = _label(value)
        return Place(f"{self.path}[{number}]{f' ({label})' if label else ''}", self.faults)

    def fault(self, found: object, expected: str) -> None:
        """Note that the value ``found`` stands here where ``expected`` should."""
        self.note(words_for(found), expected)

    def note(self, found: str, expected: str) -> None:
        """Note what is wrong here, in words."""
        self.faults.append(Fault(self.path or "the file", found, expected))


def words_for(value: object) -> str:
    """Return ``value`` as a fault shows it: short, and as the file writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return repr(shortened(value))
        case dict():
            return f"a table of {shortened(', '.join(map(str, value)))}" if value else "{}"
        case list():
            return f"a list of {len(value)}" if value else "[]"
        case date():
            return value.isoformat()
    return "nothing" if value is NOTHING else shortened(str(value))


def shortened(text: str) -> str:
    """Return ``text``, cut where it is too long for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was probably meant to be, if one is near."""
    if not isinstance(word, str):
        return None
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def one_of(known: Iterable[str], found: object = None) -> str:
    """Return "one of …" in words, with the known word that is nearest to ``found``."""
    words = list(known)
    if len(words) == 1:
        return repr(words[0])
    near = nearest(found, words)
    if near and len(words) > _MOST_WORDS:
        return repr(near)
    listed = f"one of {', '.join(words)}"
    return f"{near!r} ({listed})" if near else listed


def _label(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    label = value.get("code", value.get("id"))
    return label if isinstance(label, str) and 0 < len(label) <= _LONGEST_LABEL else None
