"""Vietnamese names made comparable: one spelling, known abbreviations written out.

Tone marks count: ``xã Tân Lập`` is not ``xã Tấn Lập``. What does not count is where the mark sits
(``Uỷ ban``, ``Ủy ban``), ``y`` or ``i`` at the end of a word, case, punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

EDGES: Final = " \t.,;:…-–—•*+/"
"""What may stand around a name without belonging to it."""

_LATE: Final = {
    first + marked: moved + plain
    for first, plain, marks in (("o", "a", "àáảãạ"), ("o", "e", "èéẻẽẹ"), ("u", "y", "ỳýỷỹỵ"))
    for marked, moved in zip(marks, "òóỏõọ" if first == "o" else "ùúủũụ", strict=True)
}
_LATE_MARK: Final = re.compile(rf"(?<!q)(?:{'|'.join(_LATE)})(?!\w)")
_FINAL_Y: Final = re.compile(r"(?:(?<=[bhklmst])|(?<=qu))[yýỳỷỹỵ](?!\w)")
_Y: Final = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))
_DASHES: Final = {ord(dash): "-" for dash in "–—−‑‒"}

_ABBREVIATIONS: Final = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ubmttqvn": "ủy ban mặt trận tổ quốc",
    "mttq": "mặt trận tổ quốc",
    "mttqvn": "mặt trận tổ quốc",
    "tand": "tòa án nhân dân",
    "vksnd": "viện kiểm sát nhân dân",
    "bđbp": "bộ đội biên phòng",
    "bcđ": "ban chỉ đạo",
    "pbgdpl": "phổ biến giáo dục pháp luật",
    "đ/c": "đồng chí",
}
_SHORT: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(_ABBREVIATIONS, key=len, reverse=True))})(?!\w)"
)
_PLACES: Final = (
    (re.compile(r"(?<!\w)tp\b\.?\s*"), "thành phố "),
    (re.compile(r"(?<!\w)tx\b\.?\s*"), "thị xã "),
    (re.compile(r"(?<!\w)h\.\s*"), "huyện "),
    (re.compile(r"(?<!\w)tt\.\s+(?=\w)"), "thị trấn "),
)
_MARKER: Final = re.compile(r"^[\s•*+–-]*(?:\(?\d{1,2}[.)]\s+|[a-zđ]\)\s+)(?=\D)")
_NO_WORD: Final = re.compile(r"[\W_]+")
_COUNTRY: Final = re.compile(r"(?<=\w) việt nam\b")


def clean(words: str) -> str:
    """Return ``words`` composed (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def one_line(words: str) -> str:
    """Return the lines of a field in one, without bullets and numbers, a semicolon between them."""
    lines = (_MARKER.sub("", clean(each)).strip(EDGES) for each in words.splitlines())
    return "; ".join(each for each in lines if each)


def canonical(words: str) -> str:
    """Return clean words in lower case and in one spelling; every letter keeps its place."""
    words = words.translate(_DASHES)
    low = words.lower()
    if len(low) != len(words):
        low = "".join(letter.lower()[0] for letter in words)
    low = _LATE_MARK.sub(lambda found: _LATE[found.group()], low)
    return _FINAL_Y.sub(lambda found: _Y[found.group()], low)


@lru_cache(maxsize=4096)
def spelt(words: str) -> str:
    """Return ``words`` in one spelling with its abbreviations written out, as patterns read it."""
    text = canonical(clean(words)).replace("&", " và ")
    for short, full in _PLACES:
        text = short.sub(full, text)
    text = _SHORT.sub(lambda found: _ABBREVIATIONS[found.group()], text)
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def key(words: str) -> str:
    """Return what two spellings of one name have in common."""
    return _COUNTRY.sub("", " ".join(_NO_WORD.sub(" ", spelt(words)).split()))


def pattern(*alternatives: str) -> str:
    """Return a group of alternatives in the spelling that :func:`spelt` gives, longest first."""
    ordered = sorted({spelt(each) for each in alternatives}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})"


def initials(words: Iterable[str]) -> str:
    """Return the first letters of words, without the word for "and"."""
    return "".join(word[0] for word in words if word != "và")


def is_short(word: str) -> bool:
    """Tell whether a word is an abbreviation: capitals only, at least two."""
    return len(word) > 1 and word.isalpha() and word.isupper()
