"""Words and numbers that a line break tore apart: when two lines are joined without a space."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from planflow.document.draft.wording.syllable import is_syllable

_TORN: Final = tuple(
    (re.compile(left), re.compile(right))
    for left, right in (
        (r"(?<=\w)/$", r"\w"),  # 113/ + KH-UBND, 15/ + 11/2021
        (r"\w$", r"/\s?\w"),  # 113 + /KH-UBND
        (r"\d/[\w/]*[^\W\d_]-$", r"[^\W\d_]"),  # 705/QĐ- + TTg
        (r"\d/[^\W\d_]+$", r"-[^\W\d_]{2}"),  # 705/QĐ + -TTg
        (r"\d{4}[-–]$", r"\d{4}\b"),  # 2017- + 2021
        (r"\d{4}$", r"[-–]\d{4}\b"),  # 2017 + -2021
        (r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d$", r"\d{3}(?!\d)"),  # 15/11/2 + 021
        (r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$", r"\d{2}(?!\d)"),
        (r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{3}$", r"\d(?!\d)"),
        (r"\b(?:[Nn]ăm|NĂM) \d$", r"\d{3}(?!\d)"),  # năm 2 + 021
        (r"\b(?:[Nn]ăm|NĂM) \d{2}$", r"\d{2}(?!\d)"),
        (r"\b(?:[Nn]ăm|NĂM) \d{3}$", r"\d(?!\d)"),
        (r"\b[Nn]gày \d$", r"\d[/-]\d{1,2}[/-]\d{4}"),  # ngày 1 + 5/11/2021
        (r"(?<![\d./])\d{1,3}(?:\.\d{3})*\.$", r"\d{3}(?![\d/])"),  # 40. + 156
    )
)
_LAST: Final = re.compile(r"[^\W\d_]+$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_TOKEN: Final = re.compile(r"\S+")
_EDGES: Final = ".,;:!?()[]{}“”\"'‘’…"


@frozen
class Vocabulary:
    """The words of a document, to know which pieces are words of their own.

    Attributes:
        counts: How often each word stands in it, letters as they are.
    """

    counts: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Return the words of ``texts``."""
        words = (token.strip(_EDGES) for text in texts for token in _TOKEN.findall(text))
        return cls(Counter(words))

    def is_torn(self, left: str, right: str) -> bool:
        """Tell whether ``left`` ends and ``right`` begins with a piece of one word or number."""
        return _is_torn_number(left, right) or self._is_torn_word(left, right)

    def _is_torn_word(self, left: str, right: str) -> bool:
        one, other = _LAST.search(left), _FIRST.match(right)
        if not one or not other or _begins_a_word(one[0], other[0]):
            return False
        whole = one[0] + other[0]
        if whole.islower() or whole.istitle():
            pieces = (is_syllable(one[0]), is_syllable(other[0]))
            if is_syllable(whole) and not all(pieces):
                return True
        elif any(is_syllable(piece) for piece in (one[0], other[0])):
            return False
        strange = self.counts[one[0]] < 2 or self.counts[other[0]] < 2
        return strange and self.counts[whole] > 0


def _begins_a_word(left: str, right: str) -> bool:
    """Tell whether ``right`` begins with a capital where ``left`` does not end with one."""
    return right[0].isupper() and not left.isupper()


def _is_torn_number(left: str, right: str) -> bool:
    return any(before.search(left[-40:]) and after.match(right) for before, after in _TORN)
