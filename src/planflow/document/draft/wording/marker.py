"""What stands before a paragraph: ``II.``, ``1.1.``, ``a)``, a dash; which and the how-manieth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from planflow.document.draft.wording.bare import bare
from planflow.document.number import LETTERS

PART: Final = "part"
CHAPTER: Final = "chapter"
UPPER: Final = "upper"
ROMAN: Final = "roman"
DECIMAL: Final = "decimal"
WORD: Final = "word"
NUMBER: Final = "number"
CIRCLED: Final = "circled"
LETTER: Final = "letter"
SMALL_ROMAN: Final = "small-roman"

RANKS: Final = {PART: 0, CHAPTER: 1, UPPER: 2, ROMAN: 3, DECIMAL: 4}
"""The ranks of what stands above what in every document; the others nest as they are written."""

_MOST: Final = 99
_DIGITS: Final = {"i": 1, "v": 5, "x": 10, "l": 50}
_ROMAN: Final = re.compile(r"(?:x{0,4}|xl|l)(?:ix|iv|v?i{0,3})")
_ORDINALS: Final = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_END: Final = r"\s*[.)/:–-]\s*|\s+"

_BULLET: Final = re.compile(r"\s*([-–—−‑*•·●○▪▫■□►▶➢➤✓✔→⁃◦❖o+]|[\uf000-\uf0ff])(?P<gap>\s*)")
_PART: Final = re.compile(
    r"(?P<what>phan|chuong)\s+(?:thu\s+)?(?P<no>[ivxl]+|\d{1,2}|" + "|".join(_ORDINALS) + r")"
    r"(?P<end>\s*[.:)/-]\s*|\s+|$)"
)
_DECIMAL: Final = re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2})*)(?P<end>[.)/:]+|-(?=\s))(?!\d)\s*")
_DECIMAL_BARE: Final = re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2})+)\s+(?=\D)")
_CIRCLED: Final = re.compile(r"\((?P<no>\d{1,2}|[a-zđ]|[ivx]{1,5})\)\s*")
_LETTERED: Final = re.compile(r"(?P<no>[a-zđ]|[ivxl]{1,6})(?P<end>[.)/]+)\s*", re.IGNORECASE)
_POINT: Final = re.compile(r"(?P<letter>[a-zđ])\.?(?P<no>\d{1,2})[.)]+\s*")
_UPPER_DASH: Final = re.compile(r"(?P<no>[A-ZĐ]|[IVXL]{1,6})\s*[-–:]\s+")
_WORD: Final = re.compile(
    r"(?:nhiem vu|hoat dong|muc|noi dung|giai phap|buoc)\s+(?:thu\s+)?(?P<no>\d{1,2})\s*[.:)]\s*"
)


@frozen
class Marker:
    """A mark before a paragraph.

    Attributes:
        style: What it looks like; only marks of one style count on.
        ordinal: Which it is, from 1; of ``1.2`` the 2.
        label: What it adds to a code: ``II``, ``1``, ``b``; of ``1.2`` all of it.
        length: How many letters of the paragraph it takes.
    """

    style: str
    ordinal: int
    label: str
    length: int

    @property
    def rank(self) -> int | None:
        """Return how high it stands, if every document has it there."""
        return RANKS.get(self.style.partition(" ")[0])


def bullet(text: str) -> tuple[str, int]:
    """Return the bullet that ``text`` begins with, and how many letters it takes."""
    found = _BULLET.match(text)
    if found is None or (found[1] in "o+*-–—" and _is_no_bullet(found, text)):
        return "", 0
    return found[1], found.end()


def _is_no_bullet(found: re.Match[str], text: str) -> bool:
    """Tell whether the sign belongs to the words: ``o`` of a word, the minus of ``-5``."""
    after = text[found.end() : found.end() + 1]
    if found[1] == "o":
        return not found["gap"]
    return not found["gap"] and not after.isalpha()


def markers(text: str) -> tuple[Marker, ...]:
    """Return what the mark before ``text`` may be, the likeliest first; nothing without one.

    ``i)`` is a letter or a number, ``C.`` too: what stood before it tells.
    """
    low = bare(text[:40])
    return tuple(one for reader in _READERS for one in reader(text, low))


def _part(_: str, low: str) -> Iterator[Marker]:
    found = _PART.match(low)
    if found is None:
        return
    no = found["no"]
    number = int(no) if no.isdigit() else roman(no) or _ordinal(no)
    if number:
        style = PART if found["what"] == "phan" else CHAPTER
        yield Marker(style, number, upper_roman(number), found.end())


def _word(_: str, low: str) -> Iterator[Marker]:
    found = _WORD.match(low)
    if found is not None:
        yield Marker(
            f"{WORD} {low[: found.start('no')].strip()}", int(found["no"]), found["no"], found.end()
        )


def _decimal(text: str, low: str) -> Iterator[Marker]:
    found = _DECIMAL.match(low) or _DECIMAL_BARE.match(low)
    if found is None or (found.re is _DECIMAL_BARE and not text[found.end()].isupper()):
        return
    numbers = [int(number) for number in found["no"].split(".")]
    label = ".".join(map(str, numbers))
    if all(0 < number <= _MOST for number in numbers):
        is_point = found.groupdict().get("end") == ")" and len(numbers) == 1
        style = NUMBER if is_point else f"{DECIMAL} {len(numbers)}"
        yield Marker(style, numbers[-1], label, found.end())


def _circled(text: str, _: str) -> Iterator[Marker]:
    found = _CIRCLED.match(text[:40].lower())
    if found is None:
        return
    no = found["no"]
    number = int(no) if no.isdigit() else roman(no) or letter(no)
    if number:
        kind = "1" if no.isdigit() else "i" if roman(no) else "a"
        yield Marker(f"{CIRCLED} {kind}", number, no, found.end())


def _lettered(text: str, _: str) -> Iterator[Marker]:
    found = _LETTERED.match(text) or _UPPER_DASH.match(text)
    if found is None:
        return
    no = found["no"]
    is_upper, low = no == no.upper(), no.lower()
    is_mark = found[0][-1:].isspace() or not text[found.end() : found.end() + 1].islower()
    if not is_mark or (not is_upper and no != low):
        return
    number, point = roman(low), letter(low)
    if number:
        yield Marker(ROMAN if is_upper else SMALL_ROMAN, number, no, found.end())
    if point:
        yield Marker(UPPER if is_upper else LETTER, point, no, found.end())


def roman(text: str) -> int | None:
    """Return what a Roman number in small letters means, if it is one."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_DIGITS[digit] for digit in text]
    after = [*values[1:], 0]
    return sum(-one if one < then else one for one, then in zip(values, after, strict=True))


def letter(text: str) -> int | None:
    """Return the place of a letter among those that count points, if it is one."""
    if len(text) != 1:
        return None
    return LETTERS.find(text) + 1 or None


def _ordinal(word: str) -> int | None:
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else None


def _point(text: str, _: str) -> Iterator[Marker]:
    """Yield a mark such as ``a1)`` or ``a.1)``."""
    found = _POINT.match(text)
    if found is not None:
        label = f"{found['letter']}{found['no']}"
        yield Marker(f"{LETTER} 1", int(found["no"]), label, found.end())


def upper_roman(number: int) -> str:
    """Return a number below 50 in Roman digits."""
    found = ""
    for value, digits in ((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        times, number = divmod(number, value)
        found += digits * times
    return found


_Reader = Callable[[str, str], Iterator[Marker]]
_READERS: Final[tuple[_Reader, ...]] = (_part, _word, _decimal, _circled, _lettered, _point)
