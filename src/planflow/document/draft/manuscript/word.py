"""Word files: paragraphs with the numbers that Word puts before them, tables, what stands aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from planflow.document.draft.manuscript.layout import unrolled
from planflow.document.draft.manuscript.manuscript import (
    Block,
    Cell,
    Line,
    Manuscript,
    Paragraph,
    Remark,
    Table,
)
from planflow.document.draft.manuscript.source_line import cleaned
from planflow.document.draft.manuscript.text import goes_on, waits
from planflow.document.draft.manuscript.word_package import Package, listed
from planflow.document.draft.manuscript.word_style import Lists, Styles, child, local, value
from planflow.document.draft.manuscript.word_text import Runs, runs_of
from planflow.errors import Fault, FormatError
from planflow.extra import needs
from planflow.message import Message

with needs("docx"):
    from lxml import etree

_WIDEST: Final = 64
"""More columns than this no table of Word has."""

MOST_PARAGRAPHS: Final = 20_000
"""A document that holds more, cells counted too, is no plan."""

_THROUGH: Final = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})


def docx_manuscript(path: Path, file: str) -> Manuscript:
    """Return the manuscript of a Word file.

    Raises:
        FormatError: If it is no Word file, is not safe to open, or holds pictures and no words.
    """
    package = Package(path, file)
    try:
        return _Reader(package).read()
    finally:
        package.close()


@define
class _Aside:
    """What stands in no block."""

    removed: list[Line] = field(factory=list)
    hidden: list[Line] = field(factory=list)
    notes: list[Line] = field(factory=list)
    heads: list[Line] = field(factory=list)
    added: int = 0
    pictures: int = 0
    nested: int = 0
    boxes: int = 0


class _Reader:
    """Reads the body of one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(self._related("styles"))
        self._lists = Lists(self._related("numbering"))
        self._notes = {kind: self._notes_of(kind) for kind in ("footnotes", "endnotes")}
        self._aside = _Aside()
        self._number = 0
        self._tables = 0
        self._counted = 0

    def read(self) -> Manuscript:
        """Return the manuscript."""
        root = self._package.part(self._package.main)
        body = child(root, "body")
        if body is None:
            fault = Fault("the file", "no body", "a Word file (.docx)", self._package.file)
            raise FormatError(fault)
        blocks = tuple(_joined(unrolled(self._blocks(body))))
        if not blocks and self._aside.pictures:
            found = "pictures of pages and no words (a scan)"
            expected = "a document whose words can be selected; planflow does not read pictures"
            raise FormatError(Fault("the file", found, expected, self._package.file))
        self._read_heads()
        return Manuscript(self._package.file, blocks, tuple(self._remarks()))

    def _related(self, kind: str) -> etree._Element | None:
        name = next(self._package.related(kind), None)
        return self._package.part(name) if name else None

    def _notes_of(self, kind: str) -> dict[str, str]:
        root = self._related(kind)
        notes = root if root is not None else ()
        return {str(value(one, "id")): " ".join(_texts(one)) for one in notes}

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        for one in parent:
            name = local(one)
            if name == "p":
                yield from self._paragraphs(one)
            elif name == "tbl":
                yield from self._table(one)
            elif name in _THROUGH:
                yield from self._blocks(one)

    def _paragraphs(self, element: etree._Element, place: str = "") -> Iterator[Paragraph]:
        """Yield a paragraph, in parts where lines are broken by hand, then its text boxes."""
        self._count()
        self._number += 1
        runs = runs_of(element)
        self._set_aside(runs, place)
        text = self._with_number(element, runs.text)
        is_bold = self._is_bold(element, runs)
        is_centred = self._styles.is_centred(element)
        for part in filter(None, map(cleaned, text.split("\n"))):
            lines = (Line(self._number, part, place),)
            yield Paragraph(lines, part, is_bold, is_centred)
        for box in runs.boxes:
            self._aside.boxes += 1
            for block in self._blocks(box):
                if isinstance(block, Paragraph):
                    yield block
                else:
                    yield from (
                        each for row in block.rows for cell in row for each in cell.paragraphs
                    )

    def _count(self) -> None:
        """Count a paragraph or a cell, up to what a plan may hold."""
        self._counted += 1
        if self._counted > 2 * MOST_PARAGRAPHS:
            expected = f"{MOST_PARAGRAPHS} paragraphs at most"
            raise FormatError(Fault("the file", "more than that", expected, self._package.file))

    def _with_number(self, element: etree._Element, text: str) -> str:
        """Return the words with the number of Word's list before them; a cell may hold it alone."""
        place = self._styles.place(element)
        if place is None:
            return text
        number = self._lists.next(place)
        if not text.strip() and number == "-":
            return text
        return f"{number} {text}"

    def _is_bold(self, element: etree._Element, runs: Runs) -> bool:
        by_style = self._styles.is_bold(element)
        return bool(runs.bold) and all(by_style if one is None else one for one in runs.bold)

    def _set_aside(self, runs: Runs, place: str) -> None:
        aside = self._aside
        aside.added += runs.added
        aside.pictures += runs.pictures
        aside.removed.extend(self._lines(runs.removed, place))
        aside.hidden.extend(self._lines(runs.hidden, place))
        for note in runs.notes:
            kind, _, number = note.partition(" ")
            aside.notes.extend(self._lines([self._notes.get(kind, {}).get(number, "")], place))

    def _lines(self, texts: Iterable[str], place: str = "") -> Iterator[Line]:
        for text in filter(None, map(cleaned, texts)):
            yield Line(self._number, text, place)

    def _table(self, element: etree._Element) -> Iterator[Block]:
        """Yield a table; one that is only the frame of others is not there."""
        rows = [row for row in _rows(element) if not self._is_removed(row)]
        if len(rows) == 1 and len(cells := list(_cells(rows[0]))) == 1:
            yield from self._blocks(cells[0])
            return
        self._tables += 1
        yield _Drawer(self._tables, self._cell).draw(rows)

    def _is_removed(self, row: etree._Element) -> bool:
        """Tell whether a tracked change took the row away, and remember its words."""
        if child(row, "trPr", "del") is None:
            return False
        self._aside.removed.extend(self._lines([" | ".join(_texts(row))]))
        return True

    def _cell(self, element: etree._Element, place: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a cell, those of a table in it too."""
        self._count()
        found = _joined(self._cell_paragraphs(element, place), is_cell=True)
        return tuple(each for each in found if isinstance(each, Paragraph))

    def _cell_paragraphs(self, element: etree._Element, place: str) -> Iterator[Paragraph]:
        for one in element:
            name = local(one)
            if name == "p":
                yield from self._paragraphs(one, place)
            elif name == "tbl":
                self._aside.nested += 1
                for row in _rows(one):
                    for cell in _cells(row):
                        yield from self._cell_paragraphs(cell, place)
            elif name in _THROUGH:
                yield from self._cell_paragraphs(one, place)

    def _read_heads(self) -> None:
        """Take the words of heads and feet of pages; a page number is no word."""
        for kind in ("header", "footer"):
            for name in self._package.related(kind):
                root = self._package.part(name)
                texts = _texts(root) if root is not None else ()
                words = (text for text in texts if any(letter.isalpha() for letter in text))
                self._aside.heads.extend(Line(0, cleaned(text), kind) for text in words)

    def _remarks(self) -> Iterator[Remark]:
        aside = self._aside
        yield from self._package.remarks()
        yield from listed("running-head", tuple(dict.fromkeys(aside.heads)))
        if aside.added or aside.removed:
            facts = {"added": aside.added, "removed": len(aside.removed)}
            message = Message.of("manuscript.tracked_change", **facts)
            yield Remark("tracked-change", message, tuple(aside.removed))
        yield from listed("hidden-text", tuple(aside.hidden))
        yield from listed("note", tuple(aside.notes))
        counted = {"text-box": aside.boxes, "nested-table": aside.nested, "picture": aside.pictures}
        for code, count in counted.items():
            if count:
                key = "manuscript." + code.replace("-", "_")
                yield Remark(code, Message.of(key, count=count))


class _Drawer:
    """Puts the cells of a table at their places."""

    def __init__(
        self, number: int, read: Callable[[etree._Element, str], tuple[Paragraph, ...]]
    ) -> None:
        self._number = number
        self._read = read
        self._open: dict[int, Cell] = {}

    def draw(self, elements: Sequence[etree._Element]) -> Table:
        """Return the table of rows."""
        rows: list[list[Cell]] = []
        for row, element in enumerate(elements, 1):
            rows.append([])
            column = 1 + _integer(value(child(element, "trPr", "gridBefore")))
            for cell in _cells(element):
                column += self._place(rows, cell, row, column)
        return Table(self._number, tuple(map(tuple, rows)))

    def _place(self, rows: list[list[Cell]], element: etree._Element, row: int, column: int) -> int:
        """Put a cell at its place and return its width; one that goes on another widens that."""
        width = max(_integer(value(child(element, "tcPr", "gridSpan"))), 1)
        place = f"table {self._number}, row {row}, column {column}"
        paragraphs = self._read(element, place)
        merge, across = child(element, "tcPr", "vMerge"), child(element, "tcPr", "hMerge")
        is_further = merge is not None and value(merge) != "restart"
        above = self._open.get(column) if is_further else None
        left = (
            rows[-1][-1] if across is not None and value(across) != "restart" and rows[-1] else None
        )
        if above is not None:
            grown = evolve(above, rows=row - above.row + 1)
            self._grow(rows, above, grown, paragraphs)
            self._open[column] = rows[above.row - 1][_index(rows[above.row - 1], column)]
        elif left is not None:
            self._grow(rows, left, evolve(left, columns=left.columns + width), paragraphs)
        else:
            cell = Cell(row, column, paragraphs, 1, width)
            rows[-1].append(cell)
            self._open[column] = cell
        return width

    def _grow(
        self,
        rows: list[list[Cell]],
        old: Cell,
        new: Cell,
        paragraphs: tuple[Paragraph, ...],
    ) -> None:
        """Put a wider cell in the place of an old one, with what stood in the part it takes."""
        row = rows[old.row - 1]
        row[_index(row, old.column)] = evolve(new, paragraphs=(*old.paragraphs, *paragraphs))


def _index(row: Sequence[Cell], column: int) -> int:
    return next(index for index, cell in enumerate(row) if cell.column == column)


def _integer(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.isdecimal() and len(text) < 6 else 0


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for one in table:
        if local(one) == "tr":
            yield one
        elif local(one) in _THROUGH:
            yield from _rows(one)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for one in row:
        if local(one) == "tc":
            yield one
        elif local(one) in _THROUGH:
            yield from _cells(one)


def _texts(element: etree._Element) -> Iterator[str]:
    """Yield the words of the paragraphs below an element."""
    for one in element.iter():
        if local(one) == "p":
            text = " ".join(runs_of(one).text.split())
            if text:
                yield text


def _joined(blocks: Iterable[Block], *, is_cell: bool = False) -> Iterator[Block]:
    """Yield blocks; a paragraph whose sentence surely goes on in the next is one with it.

    In a cell each paragraph may be an entry of its own, however small it begins.
    """
    goes = waits if is_cell else goes_on
    last: Paragraph | None = None
    for block in blocks:
        if last is not None and isinstance(block, Paragraph) and goes(last.text, block.text):
            last = _both(last, block)
            continue
        if last is not None:
            yield last
        last = block if isinstance(block, Paragraph) else None
        if not isinstance(block, Paragraph):
            yield block
    if last is not None:
        yield last


def _both(one: Paragraph, two: Paragraph) -> Paragraph:
    return evolve(
        one,
        lines=(*one.lines, *two.lines),
        text=f"{one.text} {two.text}",
        is_bold=one.is_bold and two.is_bold,
        is_centred=one.is_centred and two.is_centred,
    )
