"""A table as a grid: every place knows its cell, a merged one at each place that it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.manuscript.manuscript import Cell, Line, Paragraph, Table
from planflow.document.draft.wording.bare import bare

NO_CELL: Final = Cell(0, 0, ())
"""What stands where a row is shorter than the others."""


@frozen
class Grid:
    """Rows of cells, all equally long; a cell stands wherever it covers a place.

    Attributes:
        rows: The rows.
    """

    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, table: Table) -> Grid:
        """Return the grid of a table."""
        cells = [cell for row in table.rows for cell in row]
        height = max((len(table.rows), *(cell.row + cell.rows - 1 for cell in cells)))
        width = max((cell.column + cell.columns - 1 for cell in cells), default=0)
        rows = [[NO_CELL] * width for _ in range(height)]
        for cell in cells:
            for row in rows[cell.row - 1 : cell.row - 1 + cell.rows]:
                row[cell.column - 1 : cell.column - 1 + cell.columns] = [cell] * cell.columns
        return cls(tuple(map(tuple, rows)))

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    def below(self, other: Grid) -> Grid:
        """Return the grid with the rows of ``other`` below its own, where a page ended."""
        moved = tuple(tuple(_moved(cell, len(self.rows)) for cell in row) for row in other.rows)
        return Grid((*self.rows, *_shared(moved)))


def distinct(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of a row, each once, from left to right."""
    return tuple({id(cell): cell for cell in row if cell is not NO_CELL}.values())


def filled(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of a row in which something stands, each once."""
    return tuple(cell for cell in distinct(row) if cell.text.strip())


def row_words(row: Sequence[Cell]) -> tuple[str, ...]:
    """Return what stands in a row, made comparable: a heading that returns has the same."""
    return tuple(bare(" ".join(cell.text.split())).strip(" .:") for cell in filled(row))


def lines_of(cells: Iterable[Cell]) -> Iterator[Line]:
    """Yield the lines of cells."""
    for cell in cells:
        for paragraph in cell.paragraphs:
            yield from paragraph.lines


def paragraphs_of(table: Table) -> Iterator[Paragraph]:
    """Yield the paragraphs of a table, row by row."""
    for row in table.rows:
        for cell in row:
            yield from cell.paragraphs


def _moved(cell: Cell, rows: int) -> Cell:
    return cell if cell is NO_CELL else evolve(cell, row=cell.row + rows)


def _shared(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[Cell, ...]]:
    """Yield rows in which one cell is one object again."""
    known: dict[tuple[int, int], Cell] = {}
    for row in rows:
        yield tuple(
            cell if cell is NO_CELL else known.setdefault((cell.row, cell.column), cell)
            for cell in row
        )
