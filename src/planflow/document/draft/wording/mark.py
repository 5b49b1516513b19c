"""How a line begins: the marks, labels and capitals that begin a paragraph of their own."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.wording.syllable import is_syllable

UPPER: Final = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
"""Capital letters, for a class of a pattern."""

_BULLETS: Final = r"[-–—‐‑−+*•●○▪■□◦‣⁃§➢➔→✓✔►]"
_ROMAN: Final = r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_NUMBER: Final = r"\d{1,2}(?:\.\d{1,2}){0,4}"
_MARK: Final = re.compile(
    rf"""(?:
        {_BULLETS}(?=\s|\w|$)
      | o(?=\ [{UPPER}])
      | {_ROMAN}\ ?[./)](?=\s|$|[{UPPER}])
      | {_ROMAN}\ ?[-–](?=\s)
      | [A-HK](?:\ ?[./)])(?=\s|$)
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,4}}(?:[.)/]?)(?=\s|$)
      | {_NUMBER}\ ?[.)/](?=\s|$|[{UPPER}])
      | \d{{1,2}}\ ?[-–](?=\s)
      | [a-zđ](?:\.\d{{1,2}})?\ ?[.)/](?=\s|$|[{UPPER}])
      | \((?:\d{{1,2}}|[a-zđ]|{_ROMAN})\)(?=\s|$|[{UPPER}])
      | [a-zđ]\d{{1,2}}[.)](?=\s|$)
      | (?:i{{2,3}}|iv|vi{{1,3}}|ix)[.)](?=\s|$)
    )""",
    re.VERBOSE,
)
_HEADING: Final = re.compile(
    rf"(?:Phần|Chương|Mục|Phụ lục|PHỤ LỤC|PHẦN|CHƯƠNG|MỤC)\s+(?:thứ\s+\w+|{_ROMAN}|\d+|[A-H])\b"
    r"|(?:Điều|ĐIỀU)\s+\d+\s*[.:]"
)
_LABELLED: Final = re.compile(
    r"(?=[^:;.]{0,70}(?:chủ trì|phối hợp|thực hiện|thời gian|thời hạn|tiến độ|kết quả"
    r"|sản phẩm|kinh phí|đơn vị|cơ quan|hoàn thành|phụ trách|ghi chú|chỉ tiêu|yêu cầu|nội dung"
    r"|nguồn|hình thức|đối tượng|địa điểm|số lượng|chịu trách nhiệm|tham mưu))[^:;.]{1,80}:",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    rf"(?:Nơi nhận|Kính gửi)\s*:|Số\s*:|V/v\b|Căn cứ\b|Độc lập\s*[-–]"
    rf"|\((?:[Bb]an hành )?[Kk]èm theo|[{UPPER}][^,;:.]{{1,40}},\s*ngày\b[^;:]{{0,12}}\btháng\b"
)
_LETTER: Final = re.compile(r"[^\W\d_]")


def mark_of(text: str) -> str:
    """Return the number, letter or bullet that ``text`` begins with, or nothing."""
    found = _MARK.match(text)
    return found[0].strip() if found else ""


def is_bare_mark(text: str) -> bool:
    """Tell whether there is a mark and nothing behind it."""
    return bool(text) and mark_of(text) == text


def is_opening(text: str) -> bool:
    """Tell whether a heading, a label or a line of the head begins here."""
    return bool(_HEADING.match(text) or _OPENING.match(text) or _is_labelled(text))


def is_labelled(text: str) -> bool:
    """Tell whether ``text`` begins with a label such as ``Cơ quan chủ trì:``, bullet or not."""
    return _is_labelled(text.removeprefix(mark_of(text)).lstrip())


def _is_labelled(text: str) -> bool:
    return text[:1].isupper() and bool(_LABELLED.match(text[:120]))


def is_capitals(text: str) -> bool:
    """Tell whether all of it is in capitals and some of it are words, not only abbreviations."""
    letters = _LETTER.findall(text)
    if len(letters) < 3 or any(letter.islower() for letter in letters):
        return False
    return any(len(word) > 1 and is_syllable(word) for word in re.findall(r"[^\W\d_]+", text))
