"""What can be a syllable of Vietnamese: a piece of one that a line break tore off cannot."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHARP_OR_HEAVY: Final = frozenset("\u0301\u0323")

_ONSET_LETTERS: Final = "ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x"
_RIME_LETTERS: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ
    uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uynh uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
_ONSETS: Final = tuple(_ONSET_LETTERS.split())
_RIMES: Final = frozenset(_RIME_LETTERS.split())
_STOPPED: Final = re.compile(r"(?:c|ch|p|t)$")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Tell whether ``word`` could be a syllable, by its letters and its tone."""
    base, tones = _without_tone(word.lower())
    if len(tones) > 1:
        return False
    for onset in ("", *_ONSETS):
        rime = base.removeprefix(onset) if onset else base
        if base.startswith(onset) and _is_rime(onset, rime):
            return not _STOPPED.search(rime) or tones in _SHARP_OR_HEAVY
    return False


def _is_rime(onset: str, rime: str) -> bool:
    """Tell whether the rime exists after the onset: ``gì``, ``quy`` share their vowel with it."""
    if onset == "qu":
        return rime in _RIMES or f"u{rime}" in _RIMES
    if onset == "g" and rime.startswith("i"):
        return rime in _RIMES
    return rime in _RIMES


def _without_tone(word: str) -> tuple[str, str]:
    """Return the word without its tone mark, and the marks that were taken away."""
    letters = unicodedata.normalize("NFD", word)
    base = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", base), "".join(each for each in letters if each in _TONES)
