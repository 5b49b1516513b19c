"""Plain text, as it comes out of a PDF or a mail: broken lines become paragraphs again.

Nothing but the shape is looked at: how long lines are, how they begin and end, where gaps are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from attrs import define, field, frozen

from planflow.document.draft.manuscript.furniture import without_furniture
from planflow.document.draft.manuscript.manuscript import (
    Block,
    Line,
    Manuscript,
    Paragraph,
    Remark,
    Table,
)
from planflow.document.draft.manuscript.side import side_by_side
from planflow.document.draft.manuscript.source_line import SourceLine, source_lines
from planflow.document.draft.manuscript.tear import Vocabulary
from planflow.document.draft.wording.mark import (
    is_bare_mark,
    is_capitals,
    is_labelled,
    is_opening,
    mark_of,
)
from planflow.message import Message

_ENDS: Final = (".", ";", ":", "!", "?", "…")
_WAITING: Final = re.compile(
    r"(?:,|\b(?:và|của|các|những|cho|về|theo|tại|với|để|là|trong|trên|thuộc|do|bằng|hoặc|từ|đến"
    r"|cùng|qua|sau|trước|khi|ngày|(?:hoạch|định|luật|tư|thị|quyết|lệnh|án|văn) số"
    r"|(?<!cơ )sở|(?<!cán )bộ))$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"\b(?:số|ngày|tháng|năm|quý|điều|khoản|điểm|mục|chương|lần|thứ|nhóm|loại)$", re.IGNORECASE
)
_DASHED: Final = re.compile(r"[-–] ?(?:\d{4}\b|[^\W\d_])")
_YEAR: Final = re.compile(r"[-–] ?\d{4}\b")

_LOWER_SHARE: Final = 0.05
"""Fewer lines than this begin small: the lines are whole paragraphs."""

_TAIL: Final = 300
"""So many letters tell how a paragraph ends."""

_LONG, _LONG_SHARE = 0.75, 0.25
"""A line counts as long; more than this part of the long ones go on in the next."""

_FULL, _FULL_AFTER_STOP, _CAPITALS = 0.85, 0.95, 0.7
"""Of the usual width: from here on a line counts as full."""


def text_manuscript(text: str, file: str) -> Manuscript:
    """Return the manuscript of a text."""
    return lines_manuscript(source_lines(text), file)


def lines_manuscript(
    lines: Sequence[SourceLine],
    file: str,
    remarks: tuple[Remark, ...] = (),
    tables: Sequence[Table] = (),
) -> Manuscript:
    """Return the manuscript of lines: those of the page are taken away, the others joined.

    Args:
        lines: The lines that stand in no table.
        file: The file's name.
        remarks: What was said before of the file.
        tables: The tables; each stands where the numbers of its lines place it.
    """
    cleared = without_furniture(lines)
    joiner = Joiner(Shape.of(cleared.lines), Vocabulary.of(line.text for line in cleared.lines))
    blocks: list[Block] = []
    rest = list(cleared.lines)
    for table in tables:
        before = [line for line in rest if line.line.number < first_number(table)]
        blocks += (*_paragraphs(joiner, before), table)
        rest = rest[len(before) :]
    blocks += _paragraphs(joiner, rest)
    return Manuscript(file, tuple(blocks), (*remarks, *cleared.remarks, *joiner.remarks()))


def first_number(table: Table) -> int:
    """Return the number of a table's first line."""
    cells = (cell for row in table.rows for cell in row)
    return min(each.number for cell in cells for each in cell.paragraphs)


def _paragraphs(joiner: Joiner, lines: Sequence[SourceLine]) -> Iterator[Paragraph]:
    for run in side_by_side(lines):
        yield from joiner.paragraphs(run)


@frozen
class Shape:
    """What is usual in a document.

    Attributes:
        width: How many characters a full line holds; none where lines are whole paragraphs.
        gap: How many empty lines stand between two lines of a paragraph.
        margin: How many characters the body stands in.
        stopped: From this length on a labelled line without a stop is not at its end; none where
            labelled lines bear no stops.
    """

    width: float
    gap: int
    margin: int
    stopped: float = 0

    @classmethod
    def of(cls, lines: Sequence[SourceLine]) -> Shape:
        """Return the shape of ``lines``, told by those whose sentence goes on in the next."""
        pairs = list(pairwise(lines))
        broken = [(one, two) for one, two in pairs if goes_on(one.text, two.text)]
        fits = [len(one.text) + 1 + len(_first_word(two.text)) for one, two in broken]
        longest = max((len(line.text) for line in lines), default=0)
        long = [pair for pair in pairs if len(pair[0].text) >= _LONG * longest]
        broken_long = sum(goes_on(one.text, two.text) for one, two in long)
        is_wrapped = len(broken) > _LOWER_SHARE * len(pairs) or broken_long > _LONG_SHARE * len(
            long
        )
        gaps = [two.gap for _, two in broken if not two.is_page_start]
        spaced = sum(two.gap > 0 for _, two in pairs)
        has_gaps = 0 < _LOWER_SHARE * spaced < sum(gap > 0 for gap in gaps)
        margins = [one.indent for one, _ in broken]
        return cls(
            median(fits) if is_wrapped else 0,
            _usual_gap(gaps if has_gaps else [two.gap for _, two in pairs]),
            round(median(margins)) if margins else 0,
            _LONG * longest if _has_stops(lines) else 0,
        )


def _usual_gap(gaps: Sequence[int]) -> int:
    """Return how many empty lines mean nothing: as many as nearly everywhere."""
    return sorted(gaps)[len(gaps) // 10] if gaps else 0


def _has_stops(lines: Sequence[SourceLine]) -> bool:
    """Tell whether most labelled lines of a document end with a stop."""
    labelled = [line.text for line in lines if is_labelled(line.text)]
    return 2 * sum(text.endswith(_ENDS) for text in labelled) > len(labelled)


def goes_on(one: str, two: str) -> bool:
    """Tell whether a sentence surely goes on in the next line."""
    return two[:1].islower() and not one.endswith(_ENDS) and not mark_of(two)


def waits(one: str, two: str) -> bool:
    """Tell whether a sentence goes on in the next line, since its last word waits for more."""
    return goes_on(one, two) and bool(_WAITING.search(one))


def _first_word(text: str) -> str:
    return text.partition(" ")[0]


@define
class _Open:
    """A paragraph while its lines are joined; only its end is looked at, however long it is.

    Attributes:
        lines: Its lines.
        parts: Its words so far.
        tail: The end of its words.
        brackets: How many brackets are open.
    """

    lines: list[SourceLine]
    parts: list[str]
    tail: str
    brackets: int

    @classmethod
    def of(cls, line: SourceLine) -> _Open:
        """Return a paragraph that begins with ``line``."""
        return cls([line], [line.text], line.text[-_TAIL:], _brackets(line.text))

    @property
    def lacks_stop(self) -> bool:
        """Tell whether it bears a label and no stop at its end; a list goes on after ``;``."""
        return is_labelled(self.parts[0]) and not self.tail.endswith((".", ":", "…"))

    def add(self, line: SourceLine, glue: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self.parts += (glue, line.text)
        self.tail = f"{self.tail}{glue}{line.text}"[-_TAIL:]
        self.brackets += _brackets(line.text)

    def closed(self) -> Paragraph:
        """Return the paragraph."""
        return Paragraph(tuple(line.line for line in self.lines), "".join(self.parts))


def _brackets(text: str) -> int:
    return text.count("(") - text.count(")")


@define
class Joiner:
    """Joins lines, and remembers which words it put together."""

    shape: Shape
    words: Vocabulary
    mended: list[tuple[str, Line]] = field(factory=list)

    def paragraphs(self, lines: Sequence[SourceLine]) -> Iterator[Paragraph]:
        """Yield the paragraphs of lines that stand one below the other."""
        here: _Open | None = None
        for line in lines:
            if here is not None and not self._begins(here, line):
                here.add(line, self._glue(here, line))
                continue
            if here is not None:
                yield here.closed()
            here = _Open.of(line)
        if here is not None:
            yield here.closed()

    def remarks(self) -> Iterator[Remark]:
        """Yield what was mended, if anything was."""
        for word, line in self.mended:
            message = Message.of("manuscript.word_joined", word=word, line=line.number)
            yield Remark("word-joined", message)

    def _glue(self, here: _Open, line: SourceLine) -> str:
        """Return what stands between a paragraph and its next line: nothing in a torn word."""
        if is_bare_mark(here.tail) or not self.words.is_torn(here.tail, line.text):
            return " "
        left = here.tail.rpartition(" ")[2]
        self.mended.append((f"{left}|{_first_word(line.text)}", line.line))
        return ""

    def _begins(self, here: _Open, line: SourceLine) -> bool:
        """Tell whether ``line`` begins a paragraph after the one that is open."""
        text, last = here.tail, here.lines[-1]
        if is_bare_mark(text) or self._is_torn(text, line):
            return False
        if text.endswith("./."):
            return True
        if goes_on(text, line.text):
            return self._is_apart(last, line)
        if self._is_marked(text, last, line):
            return True
        return self._changes_case(text, line) or self._stands_apart(here, line)

    def _is_torn(self, text: str, line: SourceLine) -> bool:
        """Tell whether a word, a number or a span of years is surely broken here."""
        spans = text[-4:].isdigit() and _YEAR.match(line.text)
        return bool(spans) or self.words.is_torn(text, line.text)

    def _changes_case(self, text: str, line: SourceLine) -> bool:
        """Tell whether capitals begin or end here."""
        return is_capitals(text) != is_capitals(line.text) and not _WAITING.search(text)

    def _is_apart(self, last: SourceLine, line: SourceLine) -> bool:
        """Tell whether a small letter begins all the same: capitals, and a gap, stand above."""
        return is_capitals(last.text) and line.gap > self.shape.gap and not line.is_page_start

    def _is_marked(self, text: str, last: SourceLine, line: SourceLine) -> bool:
        """Tell whether ``line`` begins with a mark or label that does not go on the sentence."""
        mark = mark_of(line.text)
        if not mark:
            return is_opening(line.text) and not self._is_quoted(text, last, line)
        if _COUNTED.search(text) and mark[0].isalnum() and self._is_full(last, line, _FULL):
            return False
        is_open = not text.endswith(_ENDS) and self._is_full(last, line, _FULL)
        return not (is_open and _DASHED.match(line.text) and line.text.lstrip("-– ")[:1].islower())

    def _is_quoted(self, text: str, last: SourceLine, line: SourceLine) -> bool:
        """Tell whether the sentence goes on with what looks like a heading or label."""
        return bool(_WAITING.search(text)) and self._is_full(last, line, _FULL)

    def _stands_apart(self, here: _Open, line: SourceLine) -> bool:
        """Tell whether length, gap or place part two lines that begin and end like any."""
        text, last = here.tail, here.lines[-1]
        if _WAITING.search(text) or here.brackets > 0:
            return False
        if line.gap > self.shape.gap and not line.is_page_start:
            return True
        if 0 < self.shape.stopped <= len(last.text) and here.lacks_stop:
            return False
        if not self.shape.width:
            return True
        if line.indent >= self.shape.margin + 4 > last.indent + 2:
            return True
        share = _FULL_AFTER_STOP if text.endswith(_ENDS) else _FULL
        return not self._is_full(last, line, share)

    def _is_full(self, last: SourceLine, line: SourceLine, share: float) -> bool:
        """Tell whether the next word would not have found room in the last line."""
        share *= _CAPITALS if is_capitals(last.text) else 1
        needed = len(last.text) + 1 + len(_first_word(line.text))
        return bool(self.shape.width) and needed >= share * self.shape.width
