"""Who and when in brackets behind a title: ``… (Sở A chủ trì; Sở B phối hợp; quý I)``."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.party.role import split_roles
from planflow.document.draft.wording.label import PARTIES, TIME, Labelled
from planflow.domain.deadline import Unparsed, Unscheduled, parse

_BRACKET: Final = re.compile(r"\s*\((?P<inside>[^()]{8,400})\)\s*[.;]*\s*$")
_ROLE: Final = re.compile(r"(?<!\w)(?:chủ trì|phối hợp|tham mưu|đầu mối)(?!\w)", re.IGNORECASE)
_ANY_YEAR: Final = 2000


def split_bracket(text: str) -> tuple[str, tuple[Labelled, ...]]:
    """Return a title and what its closing bracket tells; all as it stands unless all is told."""
    found = _BRACKET.search(text)
    if found is None or not _ROLE.search(found["inside"]):
        return text, ()
    clauses = [one.strip(" .,") for one in found["inside"].split(";") if one.strip(" .,")]
    holders = [one for one in clauses if _ROLE.search(one)]
    times = [one for one in clauses if one not in holders]
    if not split_roles("; ".join(holders))[0] or not all(map(_is_time, times)):
        return text, ()
    told = [Labelled(PARTIES, "", "; ".join(holders))]
    told += [Labelled(TIME, "", one) for one in times]
    return text[: found.start()].rstrip(), tuple(told)


def _is_time(words: str) -> bool:
    return not isinstance(parse(words, _ANY_YEAR), Unparsed | Unscheduled)
