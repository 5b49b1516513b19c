"""What stands below a plan's body: who signs, in which office, and who gets a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field

from planflow.document.draft.draft import Recipient
from planflow.document.draft.manuscript.manuscript import Line, Paragraph
from planflow.document.draft.wording.bare import bare, is_capital

_HEADING: Final = re.compile(r"noi nhan\s*:?\s*")
_OFFICE: Final = re.compile(
    r"(?:^|(?<=\s))((?:TM|KT|TL|TUQ|Q|T/M|K/T)\s*\.\s*[A-ZÀ-ỸĐ].*|(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH"
    r"|CHI CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|VỤ TRƯỞNG"
    r"|GIÁM ĐỐC|TRƯỞNG (?:BAN|PHÒNG)|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG"
    r"|BÍ THƯ|HIỆU TRƯỞNG|VIỆN TRƯỞNG|CHÁNH ÁN|THỦ TƯỚNG|ỦY VIÊN|UỶ VIÊN|CHỈ HUY).*)$"
)
_NAME: Final = re.compile(r"(?:[A-ZÀ-ỸĐ][^\W\d_]*\s+){1,4}[A-ZÀ-ỸĐ][^\W\d_]*$")
_TITLED: Final = re.compile(r"(?:(?:TS|ThS|PGS|GS|LS|Th\.S)\.\s*)+")
_REPORT: Final = re.compile(
    r"\(?\s*\b(?:để\s+)?(?:B/c(?:áo)?|b/c(?:áo)?|BC|báo cáo)\b\s*\)?\s*[;.,]?"
)
_SIGN: Final = re.compile(r"^\s*[-–—+•*]\s*")
_ORNAMENT: Final = re.compile(r"\((?:đã ký|Đã ký|ký tên|Ký).*\)|^\s*(?:Đã ký|đã ký)\s*$")


@define
class FootReading:
    """What was read of a foot.

    Attributes:
        offices: The lines of the signature's office, in order.
        name: Who signs.
        recipients: Who gets a copy.
        used: The lines of which something was made.
        braces: Lines whose ``B/c`` stands apart: it may hold for its neighbours too.
    """

    offices: list[str] = field(factory=list)
    name: str = ""
    recipients: list[Recipient] = field(factory=list)
    used: list[Line] = field(factory=list)
    braces: list[Line] = field(factory=list)

    @property
    def signer(self) -> str:
        """Return the office of who signs."""
        return ", ".join(self.offices)


def read_foot(paragraphs: Sequence[Paragraph]) -> FootReading:
    """Return what a foot says; lines of two columns that a text has in one are parted."""
    found = FootReading()
    is_list = False
    for line in (line for one in paragraphs for line in one.lines):
        text = line.text.strip()
        if heading := _HEADING.match(bare(text)):
            is_list, text = True, text[heading.end() :]
            found.used.append(line)
        left, right = _columns(text, found)
        _read_right(right, line, found)
        _read_left(left, line, found, is_list=is_list)
    return found


def _columns(text: str, found: FootReading) -> tuple[str, str]:
    """Return what belongs to the recipients, and what to the signature."""
    office = _OFFICE.search(text)
    if office is not None and is_capital(re.sub(r"\([^()]*\)", "", office[1])):
        return text[: office.start(1)].strip(), office[1].strip()
    if found.offices and not _SIGN.match(text) and _is_name(text):
        return "", text
    if found.offices and _SIGN.match(text) and not found.name:
        name = re.search(r"[;.]\s+((?:[A-ZÀ-ỸĐ][^\W\d_]+\s+){1,4}[A-ZÀ-ỸĐ][^\W\d_]+)$", text)
        if name:
            return text[: name.start(1)].strip(), name[1]
    if found.offices and is_capital(text) and not _SIGN.match(text):
        return "", text
    return text, ""


def _is_name(text: str) -> bool:
    return _NAME.match(_TITLED.sub("", text)) is not None


def _read_right(text: str, line: Line, found: FootReading) -> None:
    if not text:
        return
    found.used.append(line)
    if found.offices and _is_name(text) and not _OFFICE.search(text):
        found.name = found.name or text
    else:
        found.offices.append(text)


def _read_left(text: str, line: Line, found: FootReading, *, is_list: bool) -> None:
    if not text:
        return
    if _ORNAMENT.search(text):
        found.used.append(line)
    elif _SIGN.match(text) or (is_list and text.rstrip().endswith((";", "."))):
        found.recipients.append(_recipient(text, line, found))
        found.used.append(line)
    elif is_list and found.recipients and not found.name:
        last = found.recipients[-1]
        rest = _recipient(text, line, found)
        joined = f"{last.text} {rest.text}"
        found.recipients[-1] = Recipient(text=joined, is_report=last.is_report or rest.is_report)
        found.used.append(line)


def _recipient(text: str, line: Line, found: FootReading) -> Recipient:
    words = _SIGN.sub("", text)
    mark = _REPORT.search(words)
    is_report = mark is not None and (
        "/" in mark.group() or "(" in mark.group() or mark.group().strip(" ;.") == "BC"
    )
    if mark is not None and is_report:
        if re.search(r"[;.]\s*$", words[: mark.start()].rstrip()) and words[: mark.start()].strip():
            found.braces.append(line)
        words = words[: mark.start()] + words[mark.end() :]
    return Recipient(text=words.strip(" ;."), is_report=is_report)


def lines(paragraphs: Sequence[Paragraph]) -> Iterator[Line]:
    """Yield all lines of a foot."""
    return (line for one in paragraphs for line in one.lines)
