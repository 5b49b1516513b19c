"""Numbers, days and the alphabet as Vietnamese officials write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeAlias
from unicodedata import normalize

from planflow.domain.plan import Amount
from planflow.message import phrase

SortKey: TypeAlias = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
"""The letters that count points: a) b) c) d) đ) e) g), without those that only carry a mark."""

_PLACES: Final = Decimal("0.0001")
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS: Final = {normalize("NFD", letter): rank for rank, letter in enumerate(_ALPHABET, 1)}
_PARTS: Final = "\u0302\u0306\u031b"
"""Circumflex, breve and horn make a letter of their own."""
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of the dictionary; no mark comes first."""


def number_text(amount: Amount) -> str:
    """Return a number with a dot between thousands and a decimal comma: ``40.156``, ``1,5``.

    At most four decimals are written; the last one is rounded half up.
    """
    value = Decimal(amount)
    if value != value.to_integral_value():
        value = value.quantize(_PLACES, rounding=ROUND_HALF_UP).normalize()
    whole, _, part = f"{abs(value):,f}".partition(".")
    digits = part.rstrip("0")
    sign = "-" if value < 0 else ""
    return sign + whole.replace(",", ".") + (f",{digits}" if digits else "")


def count_text(amount: Amount) -> str:
    """Return a count, with a zero before a whole number below ten: ``03``; nought stays ``0``."""
    is_single = 0 < amount < 10 and amount == int(amount)
    return f"{int(amount):02d}" if is_single else number_text(amount)


def percent_text(share: Decimal) -> str:
    """Return a share of one in per cent, with at most two decimals: ``1,37%``."""
    percent = (share * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{number_text(percent)}%"


def long_day(day: date) -> str:
    """Return a day as the head of a document writes it: ``ngày 05 tháng 01 năm 2021``.

    Days below ten and the months January and February take a zero (Decree 30/2020).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return phrase("report.day", "vi", day=f"{day.day:02d}", month=month, year=str(day.year))


def point_letter(number: int) -> str:
    """Return the letter of point ``number`` (from 1); after the last letter they double."""
    rounds, place = divmod(number - 1, len(LETTERS))
    return LETTERS[place] * (rounds + 1)


def roman(number: int) -> str:
    """Return ``number`` (1 to 39) in Roman numerals, as annexes are numbered."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + units[number % 10]


def sort_key(text: str) -> SortKey:
    """Return a key that sorts as a Vietnamese dictionary does: word by word, letters, then tones.

    a ă â b c d đ e ê …, and ma mà mả mã má mạ; case decides nothing.
    """
    return tuple(_word_key(word) for word in text.casefold().split())


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    for cluster in _clusters(normalize("NFD", word)):
        letter = cluster[0] + "".join(mark for mark in _PARTS if mark in cluster)
        letters.append(0x110000 + _RANKS[letter] if letter in _RANKS else ord(cluster[0]))
        tones.append(next((_TONES.index(mark) + 1 for mark in cluster if mark in _TONES), 0))
    return tuple(letters), tuple(tones)


def _clusters(decomposed: str) -> Sequence[str]:
    """Split into base characters, each with the marks that follow it."""
    found: list[str] = []
    for character in decomposed:
        if found and "\u0300" <= character <= "\u036f":
            found[-1] += character
        else:
            found.append(character)
    return found
