"""Persons in a plan: ``Đồng chí Giám đốc Sở Tư pháp`` is the department, its head answering."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.wording.spelling import EDGES, clean, pattern, spelt

_STYLE: Final = pattern("đồng chí", "các đồng chí", "ông", "bà", "anh", "chị", "đ/c", "các đ/c")
_DEPUTY: Final = r"(?:(?:các )?(?:quyền|phó|q\.) )?"
_OFFICE: Final = pattern(
    *("chủ tịch", "giám đốc", "thủ trưởng", "người đứng đầu", "lãnh đạo", "chánh án", "bí thư"),
    *("cục trưởng", "viện trưởng", "chỉ huy trưởng", "chính ủy", "chi cục trưởng", "vụ trưởng"),
    *("tổng biên tập", "hiệu trưởng", "tổng giám đốc", "chủ nhiệm", "tổng cục trưởng", "bộ trưởng"),
    *("chủ tịch thường trực", "giám đốc phụ trách", "phó chủ tịch thường trực", "phó bí thư"),
    *("viện phó", "cục phó", "phó viện trưởng", "phó cục trưởng", "trưởng đoàn", "chỉ huy phó"),
    *("phó chủ tịch", "phó giám đốc", "phó chánh án", "phó hiệu trưởng", "phó thủ trưởng"),
    *("phó chỉ huy trưởng", "phó trưởng", "phó chánh", "phó tổng biên tập"),
)
_BEFORE_BODY: Final = (
    r"(?:(?:phó )?(?:trưởng|chánh) (?=ban|phòng|công an|đoàn|văn phòng|thanh tra))"
)
TITLE: Final = rf"(?:(?:các )?{_DEPUTY}(?:{_OFFICE} (?:thường trực )?|{_BEFORE_BODY}))"
"""An office before the unit that it is held in."""
_PERSON: Final = re.compile(rf"(?:{_STYLE} )?{TITLE}(?P<unit>.+)")
_STYLED: Final = re.compile(rf"{_STYLE} ")
_NAME: Final = r"(?:[^\W\d_][\w.]*(?: [^\W\d_][\w.]*){0,6})"
_NAMED: Final = re.compile(
    rf"{_STYLE} (?P<name>{_NAME})\s*(?:,|-|:|\(|–)\s*(?:{TITLE})?(?P<unit>.+?)\)?"
)


def unit_of_person(words: str) -> str | None:
    """Return the words for the unit of which a person is named, if one is."""
    text = clean(words).strip(EDGES)
    low = spelt(text)
    for shape in (_PERSON, _NAMED):
        if found := shape.fullmatch(low):
            return found["unit"].strip(EDGES)
    return None


def is_person(words: str) -> bool:
    """Tell whether the words name a person, with an office or without one."""
    text = spelt(words).strip(EDGES)
    return bool(_STYLED.match(text) or _PERSON.fullmatch(text))
