"""What a heading announces: purpose, tasks, money, the organisation of the work."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.bare import bare

PURPOSE: Final = "purpose"
TASKS: Final = "tasks"
MONEY: Final = "budget"
ORGANISATION: Final = "organisation"
REPORTING: Final = "reporting"
TIMING: Final = "timing"

_PATTERNS: Final = (
    (
        ORGANISATION,
        r"to chuc (?:trien khai )?thuc hien|phan cong (?:trach nhiem|nhiem vu|to chuc|thuc hien)"
        r"|trach nhiem (?:thuc hien|cua|thi hanh|to chuc)|to chuc trien khai"
        r"|trach nhiem cac|^phan cong$|^trach nhiem$|dieu khoan thi hanh",
    ),
    (REPORTING, r"(?:che do|thong tin,?|cong tac)\s*(?:thong tin,?\s*)?bao cao|^bao cao"),
    (MONEY, r"kinh phi|nguon luc|du toan|nguon von"),
    (
        TASKS,
        r"nhiem vu|noi dung|giai phap|hoat dong|cong viec|cong tac|ke hoach (?:cu the|chi tiet)"
        r"|chuong trinh hanh dong|phan viec|dau viec|tien do|lo trinh",
    ),
    (TIMING, r"^thoi gian|^thoi han|^dia diem|^thoi gian,? dia diem"),
    (
        PURPOSE,
        r"muc dich|yeu cau|muc tieu|quan diem|pham vi|doi tuong|tinh hinh|su can thiet|can cu"
        r"|co so phap ly|nguyen tac|phuong cham|chi tieu|danh gia|boi canh|thuc trang|ket qua dat",
    ),
)
_COMPILED: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_HEADING: Final = 14
"""So many words at most; a longer title is a sentence, not a heading that announces."""


def section_kind(title: str) -> str:
    """Return what a heading announces, or nothing where it does not say.

    ``MỤC ĐÍCH, YÊU CẦU`` is one thing; ``MỤC TIÊU, NHIỆM VỤ`` announces tasks.
    """
    if len(title.split()) > _HEADING:
        return ""
    low = bare(title).strip(" .:;")
    found = [kind for kind, pattern in _COMPILED if pattern.search(low)]
    if PURPOSE in found and TASKS in found and re.match(r"yeu cau|muc dich,? yeu cau$", low):
        return PURPOSE
    return found[0] if found else ""
