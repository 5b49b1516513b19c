"""Which agency is the standing one: named in running text, in brackets or under a label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from planflow.document.draft.collect import Told
from planflow.document.draft.duty import told_sentences
from planflow.document.draft.manuscript.manuscript import Words
from planflow.document.draft.wording.party_word import FIRST, looks_like_party

_ROLE: Final = r"(?:cơ quan|đơn vị)\s+(?:thường trực|đầu mối)"
_NAME: Final = rf"(?P<who>(?:{FIRST})(?!\w)[^.;:()]{{2,70}}?)"
_SHAPES: Final = (
    re.compile(rf"{_NAME}\s*[(–-]\s*(?:là\s+)?{_ROLE}", re.IGNORECASE),
    re.compile(rf"{_NAME}[,:]?\s+(?:là|làm)\s+{_ROLE}", re.IGNORECASE),
    re.compile(
        rf"{_ROLE}(?:\s[^.;:()]{{0,60}})?\s*(?::|\slà|\()\s*{_NAME}(?=[.;:()]|$)", re.IGNORECASE
    ),
)
_LEADING: Final = re.compile(r"^(?:giao|phân công|chỉ định)\s+", re.IGNORECASE)
_STANDING: Final = re.compile(_ROLE, re.IGNORECASE)


_ITSELF: Final = re.compile(rf"\W*(?:là|làm)\s+{_ROLE}", re.IGNORECASE)


def standing_agency(paragraphs: Iterable[Words], told: Iterable[Told] = ()) -> Words | None:
    """Return the words that name the standing agency, if any do."""
    for one in told:
        for sentence in told_sentences(one):
            if sentence.who and _ITSELF.match(sentence.text):
                return Words(sentence.who, sentence.words.lines)
    for words in paragraphs:
        if not _STANDING.search(words.text):
            continue
        for shape in _SHAPES:
            for found in shape.finditer(words.text):
                who = _LEADING.sub("", found["who"]).strip(" ,-–")
                if looks_like_party(who):
                    return Words(who, words.lines)
    return None
