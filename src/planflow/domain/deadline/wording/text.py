"""Vietnamese text made comparable: one spelling, no tone marks, the same length as the original."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from attrs import frozen

LONGEST: Final = 400
"""Longer texts are no wordings of a time."""

_EDGES: Final = " .,;:…!?-–—•+*\t"
_SPELT_OUT: Final = re.compile(r"(\d)\s*\([^\d()]{2,20}\)")


def _bare(code: int) -> str | None:
    """Return the plain letter below a Latin letter with marks, if it is one."""
    base = unicodedata.normalize("NFD", chr(code))[0]
    return base if base.isascii() and base.isalpha() else None


_FOLD: Final[dict[int, str]] = {
    **{code: bare for code in range(0xC0, 0x1EFA) if (bare := _bare(code))},
    **{ord(letter): "d" for letter in "đĐðÐ"},
    **{ord(dash): "-" for dash in "–—−‑‒"},
    **{ord(quote): "'" for quote in "’′"},
}


@frozen
class Text:
    """A wording, tidied.

    Attributes:
        plain: Composed Unicode, single spaces, without punctuation at its ends.
        low: The same in lower case.
        folded: The same without tone marks; every letter at the place that it has in ``plain``.
    """

    plain: str
    low: str
    folded: str


def tidy(words: str) -> Text:
    """Return ``words`` as they are compared."""
    plain = " ".join(unicodedata.normalize("NFC", words).split()).strip(_EDGES)
    if "(" in plain:
        plain = _SPELT_OUT.sub(r"\1", plain)
    low = plain.lower()
    if len(low) != len(plain):
        low = "".join(letter.lower()[0] for letter in plain)
    return Text(plain, low, low.translate(_FOLD))


def fold(words: str) -> str:
    """Return ``words`` in lower case and without tone marks."""
    return tidy(words).folded
