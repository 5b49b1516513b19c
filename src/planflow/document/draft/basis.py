"""Documents that a plan names: those it rests on and those in its running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pendulum import Date

from planflow.document.draft.draft import DraftBasis
from planflow.document.draft.manuscript.manuscript import Words

_SYMBOL: Final = r"[A-ZĐƯ][A-ZĐƯa-z0-9]*(?:\s?[-–]\s?[A-ZĐƯ&][A-ZĐƯa-z0-9&]*)*"
_NUMBER: Final = re.compile(
    rf"(?<![\w/])(?P<number>\d{{1,5}}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?{_SYMBOL}"
    rf"|\d{{1,4}}\s?[-–]\s?(?:{_SYMBOL})\s?/\s?[A-ZĐ][A-ZĐa-z]*(?:-[A-ZĐ][A-ZĐa-z]*)*)(?!\w)"
)
_YEARS_ONLY: Final = re.compile(r"\d+\s?/\s?(?:19|20)\d\d$")
_TYPE: Final = re.compile(
    r"(?:Luật|Bộ luật|Nghị định|Nghị quyết|Quyết định|Kế hoạch|Chỉ thị|Kết luận|Thông tư"
    r"(?: liên tịch)?|Công văn|Hướng dẫn|Chương trình(?: hành động)?|Đề án|Thông báo|Văn bản"
    r"|Pháp lệnh|Quy định|Công điện|Hiến pháp|Thông tri|Tờ trình|Báo cáo)\s*(?:số\s*:?)?\s*$",
    re.IGNORECASE,
)
_TYPE_WITHIN: Final = 100
"""So many letters before its number a document's type stands."""

_DAY: Final = re.compile(
    r"\s*,?\s*(?:\([^)]{0,30}\)\s*)?ngày\s+(?P<day>\d{1,2})\s*(?:[/.-]|tháng)\s*(?P<month>\d{1,2})"
    r"\s*(?:[/.-]|năm)\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_ISSUER: Final = re.compile(
    r"\s*,?\s*(?:do\s+|của\s+)(?P<issuer>.{2,80}?)(?=\s+(?:về|ban hành|phê duyệt|quy định|hướng dẫn"
    r"|tiếp tục|giao|triển khai|thực hiện|sửa đổi|công bố|tổ chức|đẩy mạnh|tăng cường|thành lập"
    r"|kiện toàn)(?!\w)|[;,.)(:“\"]|$)"
)
_ABOUT: Final = re.compile(
    r"\s*,?\s*(?P<about>(?:về(?: việc)?|ban hành|phê duyệt|quy định|hướng dẫn|tiếp tục|giao"
    r"|triển khai"
    r"|sửa đổi|công bố|tăng cường|thành lập|kiện toàn|đẩy mạnh|thực hiện)\s.+?)"
    r"(?=;|\.\s|\.$|,\s(?:Ban|UBND|Ủy ban|Uỷ ban|Sở|Hội đồng|Bộ)\s|\)\s*(?:chỉ đạo|chủ|là)|:\s*$|$)"
)
_CITED: Final = re.compile(r"\s*(?:-\s*)?[Cc]ăn cứ\s+(?P<what>.+)")
_NAMED_LAW: Final = re.compile(
    r"(?P<name>(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp)\s+[^;.]+?)(?=\s+(?:số|ngày|năm)\s|[;.]|$)"
)


def numbers_in(text: str) -> Iterator[re.Match[str]]:
    """Yield where numbers of documents stand in ``text``: ``113/KH-UBND``, ``80-KL/TW``."""
    for found in _NUMBER.finditer(text):
        if not _YEARS_ONLY.match(found["number"]):
            yield found


def tidy_number(number: str) -> str:
    """Return a document's number without the spaces that a broken line leaves in it."""
    return re.sub(r"\s*([-/–])\s*", lambda sign: sign[1].replace("–", "-"), number.strip())


def read_bases(paragraphs: Iterable[Words], *, own: str = "") -> tuple[DraftBasis, ...]:
    """Return every document that is named, once, in the order of first mention.

    Args:
        paragraphs: Where to look, in order.
        own: The plan's own number, which is none of its bases.
    """
    found: dict[str, DraftBasis] = {}
    for words in paragraphs:
        for basis in _bases_in(words):
            key = basis.number or basis.text
            before = found.get(key)
            if key != own and (before is None or _knows_more(basis, before)):
                found[key] = basis if before is None else _merged(before, basis)
    return tuple(found.values())


def _knows_more(basis: DraftBasis, before: DraftBasis) -> bool:
    return (
        (before.issued_on is None and basis.issued_on is not None)
        or (not before.issuer and bool(basis.issuer))
        or (not before.text and bool(basis.text))
    )


def _merged(before: DraftBasis, basis: DraftBasis) -> DraftBasis:
    return DraftBasis(
        number=before.number,
        issued_on=before.issued_on or basis.issued_on,
        issuer=before.issuer or basis.issuer,
        text=before.text or basis.text,
        line=before.line,
    )


def _bases_in(words: Words) -> Iterator[DraftBasis]:
    has_number = False
    for found in numbers_in(words.text):
        has_number = True
        yield _basis(words, found)
    cited = _CITED.match(words.text)
    law = _NAMED_LAW.match(cited["what"]) if cited is not None and not has_number else None
    if cited is not None and law is not None:
        yield DraftBasis(
            number="",
            issued_on=_day_after(cited["what"], law.end()),
            text=law["name"].strip(),
            line=words.line,
        )


def _basis(words: Words, found: re.Match[str]) -> DraftBasis:
    text, place = words.text, found.end()
    kind = _TYPE.search(text[max(0, found.start() - _TYPE_WITHIN) : found.start()])
    issued_on = None
    if day := _DAY.match(text, place):
        issued_on, place = _date(day), day.end()
    issuer = ""
    if by := _ISSUER.match(text, place):
        issuer, place = by["issuer"].strip(), by.end()
    about = _ABOUT.match(text, place)
    kind_words = re.sub(r"\s*số\s*:?\s*$", "", kind.group()).strip() if kind else ""
    return DraftBasis(
        number=tidy_number(found["number"]),
        issued_on=issued_on,
        issuer=issuer,
        text=" ".join(filter(None, (kind_words, about["about"].strip() if about else ""))),
        line=_line_of(words, found.start()),
    )


def _line_of(words: Words, place: int) -> int:
    """Return the number of the line on which a place of joined words stands."""
    for line in words.lines:
        place -= len(line.text) + 1
        if place < 0:
            return line.number
    return words.lines[-1].number


def _day_after(text: str, place: int) -> Date | None:
    found = _DAY.search(text, place)
    return _date(found) if found else None


def _date(found: re.Match[str]) -> Date | None:
    try:
        return Date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
