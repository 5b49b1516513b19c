"""What a heading announces: purpose, tasks, money, the organisation of the work."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.wording.bare import bare

PURPOSE: Final = "purpose"
TASKS: Final = "tasks"
MONEY: Final = "budget"
ORGANISATION: Final = "organisation"
REPORTING: Final = "reporting"
TIMING: Final = "timing"

_PATTERNS: Final = {
    ORGANISATION: r"to chuc (?:trien khai )?thuc hien|phan cong\b|trach nhiem (?:thuc hien|cua|thi"
    r" hanh|to chuc|cac)|to chuc trien khai|trach nhiem$|dieu khoan thi hanh",
    REPORTING: r"(?:che do |thong tin,? |cong tac )+bao cao|bao cao(?:,| va|$)",
    MONEY: r"(?:nguon )?kinh phi|nguon luc|du toan|nguon von|dieu kien bao dam",
    TASKS: r"(?:cac )?nhiem vu|noi dung|giai phap|hoat dong|cong viec|cong tac|ke hoach (?:cu the"
    r"|chi tiet)|chuong trinh hanh dong|phan viec|dau viec|tien do|lo trinh",
    TIMING: r"thoi gian|thoi han|dia diem",
    PURPOSE: r"muc dich|yeu cau|muc tieu|quan diem|pham vi|doi tuong|su can thiet|can cu"
    r"|co so phap ly|nguyen tac|phuong cham|chi tieu|(?:dac diem )?tinh hinh|danh gia"
    r"|boi canh|thuc trang|ket qua (?:dat|thuc hien|hoat dong)|khai quat",
}
_COMPILED: Final = {kind: re.compile(rf"\b(?:{one})") for kind, one in _PATTERNS.items()}
_REVIEW: Final = re.compile(r"(?:dac diem |khai quat )?tinh hinh|danh gia|ket qua|thuc trang|boi")
_HEADING: Final = 16
"""So many words at most; a longer title is a sentence, not a heading that announces."""


def section_kind(title: str) -> str:
    """Return what a section's heading announces, or nothing where it does not say.

    ``MỤC ĐÍCH, YÊU CẦU`` is one thing; ``MỤC TIÊU, NHIỆM VỤ`` announces tasks.
    """
    low = _heading(title)
    found = {kind: hit.start() for kind, one in _COMPILED.items() if (hit := one.search(low))}
    if PURPOSE in found and _REVIEW.match(low):
        return PURPOSE
    if PURPOSE in found and TASKS in found:
        found.pop(PURPOSE)
    return min(found, key=lambda kind: found[kind]) if found else ""


def part_kind(title: str) -> str:
    """Return what the heading of a part of a section announces with its first words."""
    low = _heading(title)
    return next((kind for kind, one in _COMPILED.items() if one.match(low)), "")


def _heading(title: str) -> str:
    low = bare(title).strip(" .:;")
    return low if len(low.split()) <= _HEADING else ""
