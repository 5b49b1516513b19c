"""What belongs to the page and not to the plan: page numbers, heads and feet that return."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.manuscript.manuscript import Line, Remark
from planflow.document.draft.manuscript.source_line import SourceLine
from planflow.document.draft.wording.mark import is_opening, mark_of
from planflow.message import Message

_NUMBER: Final = re.compile(r"(?:[Tt]rang |[Pp]age )?(?P<number>\d{1,3})(?: ?(?:/|trên) ?\d{1,3})?")
_DRESSED: Final = re.compile(r"[-–—~*] ?(?P<number>\d{1,3}) ?[-–—~*]")
_WAITING: Final = tuple(
    (re.compile(rf"\b(?:{before})$", re.IGNORECASE), re.compile(after))
    for before, after in (
        (r"ngày|tháng", r"tháng\b|năm\b|[/.-]\d"),
        (r"quý|khoản|điểm|mục|chương|điều", r"năm\b|điều\b|khoản\b|chương\b|của\b|và\b|[,;]"),
        (r"(?:hoạch|định|luật|tư|thị|quyết|lệnh|án|văn) số", r"/"),
        (r"ít nhất|tối thiểu|tối đa|khoảng", r"[^\W\d_]"),
    )
)
_DIGITS: Final = re.compile(r"\d+")
_GOES_ON: Final = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]")
"""A document's number that was torn from its ``số``: no head of a page begins so."""
_FIRST_PAGES: Final = 3
_LEAST, _FEW = 3, 3
"""Words that meet at the ends of two pages of three, or of three of many, are of the page."""


@frozen
class Cleared:
    """The lines of the plan itself, and what was taken away.

    Attributes:
        lines: What is left; where something was taken away, the page ends.
        remarks: What was taken away, with its lines.
    """

    lines: tuple[SourceLine, ...]
    remarks: tuple[Remark, ...]


def without_furniture(lines: Sequence[SourceLine]) -> Cleared:
    """Return the lines without page numbers and running heads, and say which those were."""
    numbers = set(_page_numbers(lines))
    heads = set(_running_heads(lines, numbers))
    kept: list[SourceLine] = []
    is_broken = False
    for index, line in enumerate(lines):
        if index in numbers or index in heads:
            is_broken = True
            continue
        kept.append(evolve(line, is_page_start=True) if is_broken else line)
        is_broken = False
    return Cleared(tuple(kept), tuple(_remarks(lines, numbers, heads)))


def _remarks(lines: Sequence[SourceLine], numbers: set[int], heads: set[int]) -> Iterator[Remark]:
    for code, found in (("page-number", numbers), ("running-head", heads)):
        taken = tuple(lines[index].line for index in sorted(found))
        if taken:
            yield furniture(code, taken)


def furniture(code: str, lines: tuple[Line, ...]) -> Remark:
    """Return the remark that lines belong to the page: ``page-number``, ``running-head``."""
    key = "manuscript." + code.replace("-", "_")
    return Remark(code, Message.of(key, count=len(lines)), lines)


def _page_numbers(lines: Sequence[SourceLine]) -> Iterator[int]:
    """Yield where page numbers stand: each is a page after the one before."""
    page = 0
    for index, line in enumerate(lines):
        found = _DRESSED.fullmatch(line.text) or _NUMBER.fullmatch(line.text)
        if not found:
            continue
        number = int(found["number"])
        most = _FIRST_PAGES if page == 0 else page + 2
        if page < number <= most and not _is_of_the_text(lines, index):
            page = number
            yield index


def _is_of_the_text(lines: Sequence[SourceLine], index: int) -> bool:
    """Tell whether the number goes on what stands before it: ``ngày`` | ``2`` | ``tháng 9``."""
    before = lines[index - 1].text if index else ""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return any(one.search(before) and two.match(after) for one, two in _WAITING)


def _running_heads(lines: Sequence[SourceLine], numbers: set[int]) -> Iterator[int]:
    """Yield the lines at page ends that return on at least half of the pages."""
    edges = [index for index in _edges(lines, numbers) if not _goes_on(lines, numbers, index)]
    pages = max(len(numbers), sum(line.is_page_start for line in lines), _LEAST)
    seen = Counter(_DIGITS.sub("#", lines[index].text) for index in edges)
    for index in edges:
        count = seen[_DIGITS.sub("#", lines[index].text)]
        if 2 * count >= pages and count >= min(pages - 1, _FEW):
            yield index


def _edges(lines: Sequence[SourceLine], numbers: set[int]) -> Iterator[int]:
    """Yield the lines beside a page's end that could belong to the page."""
    for index, line in enumerate(lines):
        ends = index + 1 == len(lines) or lines[index + 1].is_page_start
        is_edge = line.is_page_start or ends or {index - 1, index + 1} & numbers
        if is_edge and index not in numbers and not _is_plan(line.text):
            yield index


def _goes_on(lines: Sequence[SourceLine], numbers: set[int], index: int) -> bool:
    """Tell whether a line goes on the sentence that stands before it, across a page's end."""
    before = next((lines[at].text for at in range(index - 1, -1, -1) if at not in numbers), "")
    return lines[index].text[:1].islower() and not before.endswith((".", ";", ":"))


def _is_plan(text: str) -> bool:
    return bool(mark_of(text)) or is_opening(text) or _GOES_ON.match(text) is not None
