"""Vietnamese words made comparable, every letter at its place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final


def _base(code: int) -> str | None:
    """Return the plain letter below a Latin letter with marks, if it is one."""
    base = unicodedata.normalize("NFD", chr(code).lower())[0]
    return base if base.isascii() and base.isalpha() else None


_BARE: Final[dict[int, str]] = {
    **{code: base for code in range(0x41, 0x5B) for base in (chr(code).lower(),)},
    **{code: base for code in range(0xC0, 0x1EFA) if (base := _base(code))},
    **{ord(letter): "d" for letter in "đĐðÐ"},
    **{ord(dash): "-" for dash in "–—−‑‒"},
    **{ord(quote): '"' for quote in "“”„«»"},
}


@lru_cache(maxsize=4096)
def bare(words: str) -> str:
    """Return composed ``words`` in lower case without tone marks, letter for letter."""
    return words.translate(_BARE)


def is_capital(words: str) -> bool:
    """Tell whether all letters of ``words`` are capitals, and there are some."""
    return words.upper() == words and any(letter.isalpha() for letter in words)
