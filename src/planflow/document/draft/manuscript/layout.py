"""Tables that only place words side by side: head and foot of a document are not tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from planflow.document.draft.manuscript.column import find_header
from planflow.document.draft.manuscript.grid import Grid
from planflow.document.draft.manuscript.manuscript import Block, Cell, Paragraph, Table
from planflow.document.draft.wording.bare import bare

_PLACED: Final = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap\s*-|dang cong san viet nam|noi nhan\s*:?|kinh gui\s*:"
    r"|^(?:tm|kt|tl|tuq|q)\.\s"
)
_MOST_COLUMNS: Final = 3


def unrolled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks; the cells of a table that only places words come one below the other."""
    for block in blocks:
        if isinstance(block, Table) and is_layout(block):
            yield from _columns(block)
        else:
            yield block


def is_layout(table: Table) -> bool:
    """Tell whether a table only places words: it holds a document's head or foot, or one cell."""
    cells = [cell for row in table.rows for cell in row]
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) <= 1:
        return True
    width = max(cell.column + cell.columns - 1 for cell in cells)
    if width > _MOST_COLUMNS or find_header(Grid.of(table)) is not None:
        return False
    return any(_PLACED.search(bare(each.text)) for cell in filled for each in cell.paragraphs)


def _columns(table: Table) -> Iterator[Paragraph]:
    """Yield the paragraphs of a table, column by column."""
    cells = [cell for row in table.rows for cell in row]
    for cell in sorted(cells, key=_place):
        yield from cell.paragraphs


def _place(cell: Cell) -> tuple[int, int]:
    return cell.column, cell.row
