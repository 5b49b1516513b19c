"""Manuscripts for tests, written as they look."""

from planflow.document.draft.manuscript.manuscript import Cell, Line, Paragraph, Table


def table_of(text: str, number: int = 1, first_line: int = 1) -> Table:
    """Return the table that ``text`` draws, a row a line, cells between ``|``.

    ``^`` goes on the cell above, ``<`` the one to the left, ``⏎`` parts paragraphs in a cell.
    """
    drawn = [[part.strip() for part in row.split("|")] for row in text.strip().splitlines()]
    line = first_line
    rows = []
    for row, parts in enumerate(drawn, 1):
        cells = []
        for column, words in enumerate(parts, 1):
            if words in {"^", "<"}:
                continue
            paragraphs = []
            for part in words.split("⏎"):
                place = f"table {number}, row {row}, column {column}"
                paragraphs.append(Paragraph((Line(line, part.strip(), place),), part.strip()))
                line += 1
            kept = tuple(each for each in paragraphs if each.text)
            height, width = _height(drawn, row, column), _width(parts, column)
            cells.append(Cell(row, column, kept, height, width))
        rows.append(tuple(cells))
    return Table(number, tuple(rows))


def _height(drawn, row, column) -> int:
    below = [parts[column - 1] if column <= len(parts) else "" for parts in drawn[row:]]
    return 1 + next((at for at, words in enumerate(below) if words != "^"), len(below))


def _width(parts, column) -> int:
    return 1 + next(
        (at for at, words in enumerate(parts[column:]) if words != "<"), len(parts) - column
    )
