"""Tables on paper: how wide each column is, the head on every page, the total in bold."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean
from typing import Final

from planflow.document.docx.markup import made
from planflow.document.docx.measure import text_width
from planflow.document.docx.sheet import room
from planflow.document.package import writable
from planflow.document.report.block import CENTRE, RIGHT, Column, Grid
from planflow.extra import needs

with needs("docx"):
    from docx.document import Document as Word
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Emu, Pt
    from docx.table import Table, _Cell, _Row

_ALIGNED: Final = {CENTRE: WD_ALIGN_PARAGRAPH.CENTER, RIGHT: WD_ALIGN_PARAGRAPH.RIGHT}
_POINT: Final = 12700
"""English metric units in a point."""
_PADDING: Final = 12.0
"""Between the words and the rules on both sides, in points."""
_LONGEST: Final = 240.0
"""No column asks for more, in points, before the rest is shared out."""
_SMALL: Final = 11
_MANY: Final = 6
"""With so many columns the words are small."""


def write_grid(document: Word, grid: Grid) -> None:
    """Write a table as wide as the page."""
    size = _SMALL if len(grid.columns) > _MANY else _SMALL + 1
    table = document.add_table(rows=0, cols=len(grid.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = widths(grid, room(document) / _POINT, size)
    set_widths(table, shares)
    titles = tuple(column.title for column in grid.columns)
    _write_row(table, titles, (Column("", CENTRE),) * len(titles), size, shares, is_bold=True)
    _mark(table.rows[0], "tblHeader")
    last = len(grid.rows) - 1
    for place, row in enumerate(grid.rows):
        is_total = grid.has_total and place == last
        _write_row(table, row, grid.columns, size, shares, is_bold=is_total)


def widths(grid: Grid, total: float, size: float) -> tuple[float, ...]:
    """Return how wide each column is, in points: the longest word fits, long texts get more."""
    cells = (tuple(column.title for column in grid.columns), *grid.rows)
    columns = tuple(zip(*cells, strict=True))
    least = [max(_longest_word(words, size) for words in column) + _PADDING for column in columns]
    asked = [
        max(fit, min(_LONGEST, max(text_width(words, size) for words in column)) + _PADDING)
        for fit, column in zip(least, columns, strict=True)
    ]
    if sum(least) >= total:
        return _scaled(least, total)
    if sum(asked) <= total:
        return _scaled(asked, total)
    more = [mean(text_width(words, size) for words in column) for column in columns]
    share = (total - sum(least)) / sum(more)
    return tuple(fit + share * want for fit, want in zip(least, more, strict=True))


def set_widths(table: Table, shares: Iterable[float]) -> None:
    """Set the columns of a table to these widths in points."""
    for column, width in zip(table.columns, shares, strict=True):
        column.width = Emu(round(width * _POINT))


def _scaled(shares: list[float], total: float) -> tuple[float, ...]:
    return tuple(share * total / sum(shares) for share in shares)


def _longest_word(words: str, size: float) -> float:
    return max((text_width(word, size) for word in words.split()), default=0.0)


def _write_row(
    table: Table,
    cells: tuple[str, ...],
    columns: tuple[Column, ...],
    size: float,
    shares: tuple[float, ...],
    *,
    is_bold: bool,
) -> None:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    _mark(row, "cantSplit")
    for cell, words, column, share in zip(row.cells, cells, columns, shares, strict=True):
        cell.width = Emu(round(share * _POINT))
        _write_cell(cell, words, column, size, is_bold=is_bold)


def _write_cell(cell: _Cell, words: str, column: Column, size: float, *, is_bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Cell"
    paragraph.alignment = _ALIGNED.get(column.align)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    run = paragraph.add_run(writable(words))
    run.font.size, run.font.bold = Pt(size), is_bold or None


def _mark(row: _Row, name: str) -> None:
    """Say of a row that it is not torn apart, or stands on every page."""
    row._tr.get_or_add_trPr().append(made(name))  # noqa: SLF001 - python-docx has no name
