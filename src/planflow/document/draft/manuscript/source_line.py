"""The lines of a text with what a page tells of them: gaps, page ends, how far they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from planflow.document.draft.manuscript.manuscript import Line

_SPACES: Final = re.compile(r"\s+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_LETTERS: Final = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_WIDE: Final = re.compile(r"\t+ *| {3,}")
_TAB: Final = 8


@frozen
class SourceLine:
    """A line that is not empty.

    Attributes:
        line: Its number and its words.
        gap: How many empty lines stand above it.
        is_page_start: A page begins with it.
        indent: How many characters it stands in.
        columns: Its words where wide gaps part them; one where nothing does.
    """

    line: Line
    gap: int = 0
    is_page_start: bool = False
    indent: int = 0
    columns: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return its words."""
        return self.line.text


def composed(text: str) -> str:
    """Return ``text`` composed (NFC), without letters that only look like ``Đ`` and are not."""
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


def cleaned(text: str) -> str:
    """Return composed words with single spaces, and a plain bullet for one of a symbol font."""
    text = _PRIVATE.sub("•", _CONTROL.sub(" ", _INVISIBLE.sub("", composed(text))))
    return _SPACES.sub(" ", text).strip()


def source_lines(text: str) -> tuple[SourceLine, ...]:
    """Return the lines that are not empty, counted as an editor counts them."""
    found: list[SourceLine] = []
    gap, is_start = 0, True
    for number, raw, begins in _numbered(_plain_ends(text)):
        is_start = is_start or begins
        words = cleaned(raw)
        if not words:
            gap += 1
            continue
        columns = tuple(filter(None, map(cleaned, _WIDE.split(raw.strip()))))
        found.append(SourceLine(Line(number, words), gap, is_start, _indent(raw), columns))
        gap, is_start = 0, False
    return tuple(found)


def _numbered(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield lines with their numbers, and whether a page begins; a page may end within a line."""
    for number, line in enumerate(text.split("\n"), 1):
        for place, raw in enumerate(line.split("\f")):
            yield number, raw, place > 0


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", " ")


def _indent(raw: str) -> int:
    body = raw.replace("\u00a0", " ").expandtabs(_TAB)
    return len(body) - len(body.lstrip())
