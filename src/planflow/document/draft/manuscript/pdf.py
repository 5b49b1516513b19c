"""PDF files with words: lines by their places, tables by their rules; a scan is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

from planflow.document.draft.manuscript.layout import is_layout
from planflow.document.draft.manuscript.manuscript import (
    Cell,
    Line,
    Manuscript,
    Paragraph,
    Remark,
    Table,
)
from planflow.document.draft.manuscript.pdf_cost import Cost, has_bomb
from planflow.document.draft.manuscript.source_line import SourceLine, cleaned
from planflow.document.draft.manuscript.tear import Vocabulary
from planflow.document.draft.manuscript.text import Joiner, Shape, lines_manuscript
from planflow.errors import Fault, FormatError
from planflow.extra import needs
from planflow.message import Message

with needs("pdf"):
    import pdfplumber
    from pdfplumber.page import Page
    from pdfplumber.table import Table as Drawn

Word: TypeAlias = Mapping[str, Any]
Box: TypeAlias = tuple[float, float, float, float]

MOST_PAGES: Final = 100
MOST_LETTERS: Final = 200_000
"""What takes longer to read than ten seconds is refused."""

_EXPECTED: Final = "a PDF with words"
_SCAN: Final = "a document whose words can be selected; planflow does not read pictures"
_UNLOCKED: Final = "a PDF without a password"
_UNICODE: Final = "a document whose letters are Unicode"
_OLD_FONTS: Final = (".vn", "vni-")
_UNKNOWN: Final = "(cid:"
_SAME_LINE: Final = 0.5
_GAP: Final = 1.9
_WIDE: Final = 3.0
_EDGE: Final = 2.0


def pdf_manuscript(path: Path, file: str) -> Manuscript:
    """Return the manuscript of a PDF; numbers of lines run through all its pages.

    Raises:
        FormatError: If it is damaged, locked, a scan, too long, or not safe to unpack.
    """
    data = path.read_bytes()
    if b"/Encrypt" in data:
        raise FormatError(Fault("the file", "a locked PDF", _UNLOCKED, file))
    if has_bomb(data):
        raise FormatError(Fault("the file", "a stream of absurd size", _EXPECTED, file))
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            return _Reader(file).read(pdf.pages)
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the library raises whatever a damaged file makes
        found = f"a damaged PDF ({type(error).__name__})"
        raise FormatError(Fault("the file", found, _EXPECTED, file)) from None


@frozen
class _Place:
    """A line of a page before it has its number."""

    words: tuple[Word, ...]
    page: int

    @property
    def top(self) -> float:
        """Return how far down it stands."""
        return float(min(word["top"] for word in self.words))

    @property
    def height(self) -> float:
        """Return how high its letters are."""
        return float(max(word["bottom"] - word["top"] for word in self.words))

    @property
    def text(self) -> str:
        """Return its words."""
        return cleaned(" ".join(word["text"] for word in self.words))

    def columns(self, width: float) -> tuple[str, ...]:
        """Return its words where gaps of several letters part them."""
        parts = [[self.words[0]["text"]]]
        for one, other in pairwise(self.words):
            if other["x0"] - one["x1"] > _WIDE * width:
                parts.append([])
            parts[-1].append(other["text"])
        return tuple(cleaned(" ".join(part)) for part in parts)


@define
class _Reader:
    """Reads the pages of one file."""

    file: str
    lines: list[SourceLine] = field(factory=list)
    tables: list[Table] = field(factory=list)
    empty: list[int] = field(factory=list)
    number: int = 0
    unknown: int = 0
    letters: int = 0

    def read(self, pages: Sequence[Page]) -> Manuscript:
        """Return the manuscript of pages."""
        if len(pages) > MOST_PAGES:
            raise self._refused(f"{len(pages)} pages", f"{MOST_PAGES} pages at most")
        cost = Cost()
        for page in pages:
            if not cost.add(page.page_obj):
                raise self._refused("more than any plan draws on its pages", _EXPECTED)
            self._read_page(page)
            page.close()
        if len(self.empty) == len(pages):
            raise self._refused("pictures of pages and no words (a scan)", _SCAN)
        if self.unknown * 20 > self.letters:
            raise self._refused("letters without a code", _UNICODE)
        return lines_manuscript(self.lines, self.file, tuple(self._remarks()), self.tables)

    def _refused(self, found: str, expected: str) -> FormatError:
        return FormatError(Fault("the file", found, expected, self.file))

    def _remarks(self) -> Iterator[Remark]:
        if self.empty:
            pages = ", ".join(map(str, self.empty))
            message = Message.of("manuscript.page_without_text", pages=pages)
            yield Remark("page-without-text", message)

    def _read_page(self, page: Page) -> None:
        """Read lines and tables of a page from top to bottom."""
        words = page.extract_words()
        if not words:
            self.empty.append(page.page_number)
            return
        self._count(words, page)
        drawn = sorted((one for one in page.find_tables() if _is_table(one)), key=_top)
        width = median([(word["x1"] - word["x0"]) / max(len(word["text"]), 1) for word in words])
        left = min(float(word["x0"]) for word in words)
        free = [word for word in words if not any(_holds(one.bbox, word) for one in drawn)]
        is_start = True
        last: _Place | None = None
        for place in _lines(free, page.page_number):
            while drawn and _top(drawn[0]) < place.top:
                self._add_table(drawn.pop(0), words, page.page_number)
            self._add_line(place, last, width, left, is_start=is_start)
            last, is_start = place, False
        for one in drawn:
            self._add_table(one, words, page.page_number)

    def _count(self, words: Sequence[Word], page: Page) -> None:
        """Count letters whose code is not known; a font of an old coding is refused."""
        fonts = {str(one["fontname"]).rpartition("+")[2].lower() for one in page.chars}
        old = [font for font in fonts if font.startswith(_OLD_FONTS)]
        if old:
            raise self._refused(f"letters of an old coding (font {old[0]})", _UNICODE)
        self.letters += sum(len(word["text"]) for word in words)
        if self.letters > MOST_LETTERS:
            raise self._refused("more than that", f"{MOST_LETTERS} letters at most")
        self.unknown += sum(word["text"].count(_UNKNOWN) * 8 for word in words)

    def _add_line(
        self, place: _Place, last: _Place | None, width: float, left: float, *, is_start: bool
    ) -> None:
        self.number += 1
        line = Line(self.number, place.text, f"page {place.page}")
        gap = last is not None and place.top - last.top > _GAP * max(place.height, last.height)
        indent = round((float(place.words[0]["x0"]) - left) / width)
        columns = place.columns(width)
        if line.text:
            self.lines.append(SourceLine(line, int(gap), is_start, indent, columns))

    def _add_table(self, drawn: Drawn, words: Sequence[Word], page: int) -> None:
        """Add a table; one that only places words gives lines."""
        self.tables.append(_draw(drawn, words, page, len(self.tables) + 1, self.number + 1))
        table = self.tables[-1]
        paragraphs = [each for row in table.rows for cell in row for each in cell.paragraphs]
        if not paragraphs:
            self.tables.pop()
            return
        self.number = max(line.number for each in paragraphs for line in each.lines)
        if is_layout(table):
            self.tables.pop()
            cells = sorted((cell for row in table.rows for cell in row), key=lambda one: one.column)
            lines = (line for cell in cells for each in cell.paragraphs for line in each.lines)
            self.lines.extend(SourceLine(line, 1, columns=(line.text,)) for line in lines)


def _is_table(drawn: Drawn) -> bool:
    """Tell whether rules enclose more than a frame or an underlined word."""
    return len(drawn.cells) > 2 and len(drawn.rows) > 1


def _top(drawn: Drawn) -> float:
    return float(drawn.bbox[1])


def _holds(box: Box, word: Word) -> bool:
    """Tell whether the middle of a word stands in a box."""
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _lines(words: Sequence[Word], page: int) -> Iterator[_Place]:
    """Yield words that stand side by side, from top to bottom."""
    row: list[Word] = []
    for word in sorted(words, key=lambda one: (one["bottom"], one["x0"])):
        height = word["bottom"] - word["top"]
        if row and word["bottom"] - row[-1]["bottom"] > _SAME_LINE * height:
            yield _Place(_in_order(row), page)
            row = []
        row.append(word)
    if row:
        yield _Place(_in_order(row), page)


def _in_order(row: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(sorted(row, key=lambda one: float(one["x0"])))


def _edges(values: Sequence[float]) -> list[float]:
    """Return where rules stand; those that nearly meet are one."""
    found: list[float] = []
    for one in sorted(values):
        if not found or one - found[-1] > _EDGE:
            found.append(one)
    return found


def _nearest(edges: Sequence[float], one: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - one))


def _draw(drawn: Drawn, words: Sequence[Word], page: int, number: int, first: int) -> Table:
    """Return a table by the rules around its cells; its lines are numbered from ``first``."""
    across = _edges([edge for box in drawn.cells for edge in (box[0], box[2])])
    down = _edges([edge for box in drawn.cells for edge in (box[1], box[3])])
    rows: list[list[Cell]] = [[] for _ in down[1:]]
    width = [_longest(words, box) for box in drawn.cells]
    count = first
    for box, most in sorted(zip(drawn.cells, width, strict=True), key=lambda one: one[0][1::-1]):
        left, right = _nearest(across, box[0]), _nearest(across, box[2])
        top, bottom = _nearest(down, box[1]), _nearest(down, box[3])
        if right <= left or bottom <= top:
            continue
        place = f"page {page}, table {number}, row {top + 1}, column {left + 1}"
        lines = _cell_lines(words, box, page, place, count)
        count += len(lines)
        column = [
            w for other, w in zip(drawn.cells, width, strict=True) if abs(other[0] - box[0]) < 1
        ]
        paragraphs = _paragraphs(lines, max((most, *column)))
        rows[top].append(Cell(top + 1, left + 1, paragraphs, bottom - top, right - left))
    return Table(number, tuple(map(tuple, rows)))


def _longest(words: Sequence[Word], box: Box) -> int:
    """Return how many letters the longest line of a cell holds."""
    inner = [word for word in words if _holds(box, word)]
    return max((len(place.text) for place in _lines(inner, 0)), default=0)


def _cell_lines(
    words: Sequence[Word], box: Box, page: int, place: str, first: int
) -> list[SourceLine]:
    inner = [word for word in words if _holds(box, word)]
    texts = [one.text for one in _lines(inner, page)]
    return [SourceLine(Line(first + at, text, place)) for at, text in enumerate(texts)]


def _paragraphs(lines: Sequence[SourceLine], width: int) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cell, whose longest line tells when one is full."""
    joiner = Joiner(Shape(width, 0, 0), Vocabulary.of(line.text for line in lines))
    return tuple(joiner.paragraphs(lines))
