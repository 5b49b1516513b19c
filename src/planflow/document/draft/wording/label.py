"""Labels such as ``Cơ quan chủ trì:`` under all their usual names, one or several in a line."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from planflow.document.draft.wording.bare import bare

LEAD: Final = "lead"
PARTNERS: Final = "partners"
PARTIES: Final = "parties"
TIME: Final = "time"
PRODUCTS: Final = "products"
BUDGET: Final = "budget"
NOTES: Final = "notes"
SUPERVISOR: Final = "supervisor"
OTHER: Final = "others"

FIELDS: Final = (LEAD, PARTNERS, PARTIES, TIME, PRODUCTS)
"""The fields that make an item of a paragraph; the others only go along."""

_OR: Final = r"\s*(?:/|,|;|&|\+|-|\bva\b|\bhoac\b)\s*"
_WHO: Final = (
    r"(?:cac\s+)?(?:co quan|don vi|so|ban|nganh|doan the|bo phan|ca nhan|to chuc|nguoi|phong"
    r"|dia phuong|can bo|dong chi|cap|chuyen vien)"
)
_WHOS: Final = rf"(?:{_WHO}(?:{_OR}{_WHO})*\s+)"
_LEADS: Final = (
    r"(?:chu tri|thuc hien|to chuc(?: thuc hien)?|trien khai|chiu trach nhiem(?: chinh)?|dau moi"
    r"|tham muu|phu trach|duoc giao|chinh|soan thao|trinh|xay dung|chu quan|chu dong)"
)
_NAME: Final = r"(?:so|ban|phong|nganh)\s+(?:to chuc|xay dung)"
"""Labels that are names: ``Sở Xây dựng``, ``Ban Tổ chức``."""
_SOLO: Final = r"(?:chu tri|thuc hien|chiu trach nhiem(?: chinh)?|dau moi|tham muu|phu trach)"
_JOINS: Final = r"(?:phoi hop|tham gia|cung thuc hien|cong tac|lien quan|phu hop)"
_RESULT: Final = r"(?:ket qua|san pham|dau ra|chi tieu|chi so)"
_DONE: Final = (
    r"(?:du kien|thuc hien|hoan thanh|trien khai|to chuc|ket thuc|cu the|dat duoc|can dat|phai dat"
    r"|dau ra|chu yeu|cuoi cung|chinh|yeu cau|cong viec|nhiem vu|san pham|ket qua|trinh|ban hanh"
    r"|bat dau)"
)
_DONES: Final = rf"(?:(?:{_OR}|\s+){_DONE})*"

_PATTERNS: Final = {
    SUPERVISOR: r"(?:(?:dong chi\s+)?lanh dao(?: \w+){0,3}\s+(?:phu trach|chi dao|theo doi)"
    r"(?: \w+){0,2}|(?:nguoi|dong chi)\s+(?:chi dao|theo doi))",
    PARTIES: rf"(?:{_WHOS}?chu tri{_OR}{_WHOS}?phoi hop(?: thuc hien)?"
    r"|phan cong(?: (?:thuc hien|nhiem vu|trach nhiem|chu tri|to chuc)){0,2}"
    rf"|trach nhiem(?: (?:thuc hien|chinh|trien khai)){{0,2}}|{_WHOS}?thuc hien{_OR}phoi hop)",
    LEAD: rf"(?!{_NAME}\b)(?:{_WHOS}{_LEADS}|{_SOLO})(?:(?:{_OR}|\s+){_LEADS})*",
    PARTNERS: rf"(?:(?:thanh phan\s+|cung\s+)?{_WHOS}?(?:cung\s+|thuc hien\s+)?{_JOINS}"
    rf"(?:(?:{_OR}|\s+)(?:{_JOINS}|thuc hien))*)",
    TIME: rf"(?:(?:du kien\s+)?(?:thoi gian|thoi han|thoi diem|tien do|lo trinh|ky han|han"
    rf"|moc thoi gian){_DONES}(?:\s+trinh(?: \w+){{1,4}})?"
    rf"(?:{_OR}dia diem(?: \w+){{0,2}})?|hoan thanh)",
    PRODUCTS: rf"(?:(?:du kien|yeu cau|muc tieu)(?:{_OR}|\s+))?{_RESULT}(?:(?:{_OR}|\s+){_RESULT})*"
    rf"{_DONES}",
    BUDGET: r"(?:du kien\s+)?(?:nguon\s+)?(?:kinh phi|du toan|nguon von|nguon luc)"
    r"(?: (?:thuc hien|bao dam|dam bao|du kien|to chuc|kinh phi)){0,2}",
    NOTES: r"(?:ghi chu|luu y)",
    OTHER: r"(?:doi tuong|dia diem|thanh phan|noi dung|hinh thuc|so luong|quy mo|muc dich|yeu cau"
    r"|pham vi|muc tieu|co so phap ly|can cu(?: phap ly)?|cach thuc|phuong phap|giai phap"
    r"|nhiem vu|dia ban|chu de|bao cao vien|don vi tinh)"
    r"(?: (?:thuc hien|to chuc|tham gia|tham du|cu the|chinh|cong viec|trien khai|thi diem)){0,2}",
}
_GROUPS: Final = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items())
_EDGE: Final = r"(?:^|(?<=[;.,(\[|])|(?<=\s[-+•*]))\s*"
_LABEL: Final = re.compile(rf"{_EDGE}(?P<label>{_GROUPS})\s*(?:\([^()]{{0,40}}\)\s*)?:\s*")
_DASHED: Final = re.compile(rf"\s*(?P<label>{_GROUPS})\s+-\s+")
_WHOLE: Final = re.compile(rf"\s*(?P<label>{_GROUPS})\s*:?\s*")
_UNKNOWN: Final = re.compile(r"\s*(?P<label>[^\W\d_][^:;.,()]{1,38}?)\s*:\s*(?=\S)")
_TRIMMED: Final = " ;,.-–—\t|"


@frozen
class Labelled:
    """What stands under a label.

    Attributes:
        field: Which field it is; ``others`` for a label that is none of a plan's fields.
        label: The label as it is written.
        text: The words under it; empty where they stand in the paragraphs below.
        is_known: The label is one of those that are known.
    """

    field: str
    label: str
    text: str
    is_known: bool = True


def split_labels(text: str) -> tuple[str, tuple[Labelled, ...]]:
    """Return what stands before the first label of ``text``, and what stands under each."""
    low = bare(text)
    found = list(_LABEL.finditer(low))
    if not found:
        dashed = _DASHED.match(low)
        found = [dashed] if dashed is not None and dashed.lastgroup else []
    if not found:
        return text, ()
    ends = [*(one.start("label") for one in found[1:]), len(text)]
    labelled = tuple(
        Labelled(_field(one), text[one.start("label") : one.end("label")], _value(text, one, end))
        for one, end in zip(found, ends, strict=True)
    )
    return _lead_in(text[: found[0].start("label")]), labelled


def is_label(text: str) -> str:
    """Return the field that the whole of ``text`` names, or nothing."""
    found = _WHOLE.fullmatch(bare(text))
    return _field(found) if found is not None else ""


def unknown_label(text: str) -> Labelled | None:
    """Return what stands under a short heading with a colon that is no known label."""
    found = _UNKNOWN.match(text)
    if found is None or len(found["label"].split()) > 6 or not found["label"][0].isupper():
        return None
    return Labelled(OTHER, found["label"], text[found.end() :].strip(), is_known=False)


def trimmed(text: str) -> str:
    """Return ``text`` without the marks at its ends, and without a bracket that has no partner."""
    words = text.strip(_TRIMMED)
    if words.endswith(")") and words.count("(") < words.count(")"):
        words = words[:-1].rstrip(_TRIMMED)
    if words.startswith("(") and words.count(")") < words.count("("):
        words = words[1:].lstrip(_TRIMMED)
    return words


def _field(found: re.Match[str]) -> str:
    return next(name for name in _PATTERNS if found[name] is not None)


def _value(text: str, found: re.Match[str], end: int) -> str:
    return trimmed(text[found.end() : end].rstrip(" (["))


def _lead_in(text: str) -> str:
    """Return what stands before the first label, without the bracket that opens the labels."""
    return text.rstrip(" -–(;,[|+•*").strip()
