"""Head and foot of a document stand in two columns: each is read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.manuscript.manuscript import Line
from planflow.document.draft.manuscript.source_line import SourceLine
from planflow.document.draft.wording.mark import UPPER, is_capitals

_KIND: Final = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|ĐỀ ÁN|CHƯƠNG TRÌNH|HƯỚNG DẪN|CHỈ THỊ|NGHỊ QUYẾT|THÔNG BÁO|PHƯƠNG ÁN)\b"
)
_FOOT: Final = re.compile(r"Nơi nhận\s*:", re.IGNORECASE)
_STATE: Final = re.compile(
    rf"(?<=\S)\s+(?=CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–])"
    rf"|(?:(?<=[\d{UPPER}:…/_-])|(?<=TTg))\s+(?=[{UPPER}][^,;:\d]{{1,40}},\s*ngày\b)"
)
_REPORTED: Final = re.compile(r"\(?(?:để )?(?:b/c|báo cáo|p/h|t/h)\b", re.IGNORECASE)
_HEAD_LINES: Final = 14
_FAR: Final = 30


@frozen
class _Region:
    """Lines from ``first`` up to before ``stop`` that may stand in two columns."""

    first: int
    stop: int


def side_by_side(lines: Sequence[SourceLine]) -> Iterator[Sequence[SourceLine]]:
    """Yield runs of lines that are read one after the other."""
    at = 0
    for region in _regions(lines):
        if at < region.first:
            yield lines[at : region.first]
        yield from _columns(lines[region.first : region.stop])
        at = region.stop
    if at < len(lines):
        yield lines[at:]


def _regions(lines: Sequence[SourceLine]) -> Iterator[_Region]:
    """Yield head and foot of every document in the file."""
    at = 0
    head = _head_end(lines)
    if head:
        yield _Region(0, head)
        at = head
    for index in range(at, len(lines)):
        if index >= at and _FOOT.match(lines[index].text):
            at = _foot_end(lines, index)
            yield _Region(index, at)


def _head_end(lines: Sequence[SourceLine]) -> int:
    """Return where the head ends: at the type of the document."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if _KIND.match(line.text) and is_capitals(line.text):
            return index
    return 0


def _foot_end(lines: Sequence[SourceLine], first: int) -> int:
    """Return where the foot ends: where an annex or another document begins."""
    for index in range(first + 1, len(lines)):
        text = lines[index].text
        if text.startswith(("PHỤ LỤC", "Phụ lục")) or (
            lines[index].is_page_start and is_capitals(text)
        ):
            return index
    return len(lines)


def _columns(lines: Sequence[SourceLine]) -> Iterator[Sequence[SourceLine]]:
    """Yield the left column, then the right one; or all of it where there are no two."""
    left: list[SourceLine] = []
    right: list[SourceLine] = []
    for line in lines:
        parts = _parts(line)
        if len(parts) == 1 and line.indent >= _FAR and right:
            right.append(line)
        elif len(parts) == 1:
            left.append(line)
        else:
            left.append(_with(line, parts[0]))
            right.append(_with(line, parts[1]))
    yield from filter(None, (left, right))


def _parts(line: SourceLine) -> tuple[str, ...]:
    """Return the words of the left and the right column, or all where there is one."""
    width = 2 if len(line.columns) > 1 and _REPORTED.match(line.columns[1]) else 1
    if len(line.columns) > width:
        return " ".join(line.columns[:width]), " ".join(line.columns[width:])
    return tuple(_STATE.split(line.text, maxsplit=1))


def _with(line: SourceLine, text: str) -> SourceLine:
    return evolve(line, line=Line(line.line.number, text, line.line.place), columns=())
