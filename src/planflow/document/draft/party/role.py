"""Lead and partners where the same words name both: ``X chủ trì, phối hợp với Y``."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.party.party import LONGEST
from planflow.document.draft.wording.spelling import EDGES, canonical, one_line

_WITH: Final = r"(?:chặt chẽ )?(?:với|cùng với|cùng|của|:)"
_LEADS: Final = (
    r"(?:là (?:cơ quan |đơn vị )?|làm )?(?:chủ trì|đầu mối|tham mưu(?: cho)?"
    r"(?: (?:ubnd|ủy ban nhân dân|lãnh đạo|ban chỉ đạo)(?: (?:tỉnh|thành phố|huyện|xã|sở|bộ))?)?)"
    r"(?:,? tham mưu)?(?: thực hiện| triển khai)?"
)
_SHAPES: Final = (
    re.compile(
        rf"(?:giao |phân công )?(?P<lead>.+?) ?[,(]? ?{_LEADS}\)?[,;.:]* *(?:và |đồng thời )?"
        rf"phối hợp (?:{_WITH} ?|(?!thực hiện|triển khai|tổ chức|xây dựng))(?P<partners>.+)"
    ),
    re.compile(
        r"(?:(?:cơ quan|đơn vị) )?chủ trì(?: thực hiện)? ?[:-] ?(?P<lead>.+?)[,;.]* *"
        r"(?:(?:các )?(?:cơ quan|đơn vị) )?phối hợp(?: thực hiện)? ?[:-] ?(?P<partners>.+)"
    ),
    re.compile(
        r"(?P<lead>.+?) ?\((?:cơ quan |đơn vị )?chủ trì\)[,;]* *(?:và )?(?P<partners>.+?)"
        r" ?\((?:cơ quan |đơn vị )?phối hợp\)"
    ),
    re.compile(
        rf"(?:giao |phân công )?(?P<lead>.+?) {_LEADS}[,;.]+ *"
        r"(?P<partners>.+?) phối hợp(?: thực hiện)?"
    ),
    re.compile(r"(?P<lead>.+?) ?\((?:cơ quan |đơn vị )?chủ trì\)[,;]* *(?:và )?(?P<partners>.+)"),
    re.compile(
        rf"(?:giao |phân công )?(?P<lead>.+?),? (?:chủ động )?phối hợp {_WITH} (?P<partners>.+)"
    ),
    re.compile(rf"(?:giao |phân công )?(?P<lead>.+?),? {_LEADS}"),
    re.compile(r"(?:(?:cơ quan|đơn vị) )?chủ trì(?: thực hiện)? ?[:-] ?(?P<lead>.+)"),
    re.compile(r"(?:giao|phân công) (?P<lead>.+)"),
)


_IS_GIVEN: Final = re.compile(r"(?:được giao|được phân công|có|đã|đang)$")
"""Where the role is part of who is meant: ``các sở được giao chủ trì``."""


def split_roles(words: str) -> tuple[str, str]:
    """Return the words for who leads and for who takes part; both empty where they do not tell."""
    text = one_line(words)
    low = canonical(text) if len(text) <= LONGEST else ""
    for shape in _SHAPES:
        found = shape.fullmatch(low)
        if found and not _IS_GIVEN.search(found["lead"]):
            partners = _cut(text, found, "partners") if "partners" in shape.groupindex else ""
            return _cut(text, found, "lead"), partners
    return "", ""


def _cut(text: str, found: re.Match[str], name: str) -> str:
    return text[found.start(name) : found.end(name)].strip(EDGES)
