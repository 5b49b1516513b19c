"""Vietnamese text made comparable: one spelling, no tone marks, the same length as the original."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from attrs import frozen

LONGEST: Final = 400
"""Longer texts are no wordings of a time."""

_EDGES: Final = " .,;:…!?-–—•+*\t"
_SPELT_OUT: Final = re.compile(
    r"(\d)\s*\([^\d()]{2,20}\)(?=\s+(?:ngày|tuần|tháng|quý|năm|lần|giờ)\b)", re.IGNORECASE
)
_NUMERALS: Final = {
    "một": "1",
    "hai": "2",
    "ba": "3",
    "bốn": "4",
    "tư": "4",
    "sáu": "6",
    "bảy": "7",
    "bẩy": "7",
    "tám": "8",
    "chín": "9",
    "mười": "10",
    "mười lăm": "15",
    "hai mươi": "20",
    "ba mươi": "30",
    "năm": "5",
}
_WORDS: Final = "mười lăm|hai mươi|ba mươi|một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười"
_NUMERAL: Final = re.compile(
    rf"\b(?:(?P<joined>ngày|tháng|quý|năm)(?=\d)"
    rf"|(?P<n>{_WORDS})(?= (?:ngày|tuần|tháng|quý|năm|lần)\b(?! \d))"
    r"|(?P<five>năm)(?= (?:ngày|tuần|tháng)(?: làm việc)?,? (?:kể|tính|sau|trước)\b)"
    rf"|(?<=tháng )(?P<month>tư|{_WORDS})(?= *(?:$|[,;/]|năm \d|h[ằà]ng))"
    rf"|(?<=quý )(?P<quarter>một|hai|ba|bốn|tư)(?= *(?:$|[,;/]|năm \d|h[ằà]ng)))",
    re.IGNORECASE,
)
"""Numbers in words where they count or number something ("năm" is also the year), and units
that a number is written to."""
_NUMERAL_NEAR: Final = re.compile(rf"(?:{_WORDS}|tư|năm (?:ngày|tuần|tháng))\b|(?:g|m|ý)\d")
"""What is there wherever the pattern above finds something; it is the quicker one."""


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


_QUI: Final = re.compile(r"\bqui\b")


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
        if plain.startswith("(") and plain.endswith(")"):
            plain = plain[1:-1].strip(_EDGES)
    low = _lower(plain)
    if "“" not in plain and _NUMERAL_NEAR.search(low):
        plain = _NUMERAL.sub(_digits, plain)
        low = _lower(plain)
    folded = low.translate(_FOLD)
    return Text(plain, low, _QUI.sub("quy", folded) if "qui" in folded else folded)


def _lower(plain: str) -> str:
    """Return ``plain`` in lower case, every letter at its place."""
    low = plain.lower()
    return low if len(low) == len(plain) else "".join(letter.lower()[0] for letter in plain)


def _digits(found: re.Match[str]) -> str:
    if found["joined"]:
        return f"{found['joined']} "
    return _NUMERALS[found.group().lower()]


def fold(words: str) -> str:
    """Return ``words`` in lower case and without tone marks."""
    return tidy(words).folded
