"""The words of a table's row, field by field: labels in a cell, crosses, ``-nt-``, amounts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, evolve, field

from planflow.document.draft.manuscript.column import NUMBER, QUANTITY, TASK, UNIT, Column
from planflow.document.draft.manuscript.grid import filled
from planflow.document.draft.manuscript.manuscript import Cell, Line, Paragraph, Words
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.label import FIELDS, OTHER, PRODUCTS, TIME, split_labels
from planflow.document.draft.wording.marker import bullet

TITLE: Final = "title"

_SAME: Final = re.compile(r"[-–\"“”'./ ]*(?:nt|nhu tren|nhu tren nt)[-–\"“”'./ ]*|[\"“”]|''|//")
_NOTHING: Final = re.compile(r"[-–—_.…/\s]*")
_CROSS: Final = re.compile(r"[xX×✓✔√☑☒•]")
_AMOUNT: Final = re.compile(r"\d[\d.,]*")


@define
class Fields:
    """The words of a row, gathered.

    Attributes:
        words: The words of each field, in order.
        nothing: Lines of cells that say that there is nothing: ``-``.
    """

    words: dict[str, list[Words]] = field(factory=lambda: defaultdict(list))
    nothing: list[Line] = field(factory=list)

    def of(self, name: str) -> tuple[Words, ...]:
        """Return the words of a field."""
        return tuple(self.words.get(name, ()))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing stands beside the title."""
        return not any(words for name, words in self.words.items() if name != TITLE)

    def add(self, other: Fields) -> None:
        """Add the words of a row that goes on this one."""
        for name, words in other.words.items():
            self.words[name].extend(words)
        self.nothing.extend(other.nothing)


def read_row(row: Sequence[Cell], columns: Sequence[Column], above: Fields | None) -> Fields:
    """Return the words of a row; ``above`` tells what ``-nt-`` repeats."""
    found = Fields()
    for cell in filled(row):
        column = _column(cell, columns)
        if column is not None:
            _read_cell(cell, column, above, found)
    _count(found)
    return found


def _column(cell: Cell, columns: Sequence[Column]) -> Column | None:
    """Return the column that a cell belongs to: that of the tasks, if it covers one."""
    covered = columns[cell.column - 1 : cell.column - 1 + cell.columns]
    tasks = (column for column in covered if column.field == TASK)
    others = (column for column in covered if column.field != NUMBER)
    return next(tasks, None) or next(others, None)


def _read_cell(cell: Cell, column: Column, above: Fields | None, found: Fields) -> None:
    """Put the words of a cell where they belong."""
    name = TITLE if column.field == TASK else column.field
    lines = tuple(line for paragraph in cell.paragraphs for line in paragraph.lines)
    text = " ".join(cell.text.split())
    label = column.heading.text if column.heading else ""
    if column.period:
        found.words[TIME if _CROSS.fullmatch(text) else OTHER].append(
            _in_period(column, text, lines)
        )
    elif _SAME.fullmatch(bare(text)):
        same = above.of(name) if above else ()
        found.words[name].extend(evolve(one, lines=(*lines, *one.lines)) for one in same)
        if not same:
            found.words[OTHER].append(Words(text, lines, label))
    elif _NOTHING.fullmatch(text):
        found.nothing.extend(lines)
    else:
        for field_name, words in _labelled(cell.paragraphs, name, label):
            found.words[field_name].append(words)


def _in_period(column: Column, text: str, lines: tuple[Line, ...]) -> Words:
    """Return what a cell below ``Quý I`` says: a cross means that it is then."""
    heading = column.heading
    if heading is None or not _CROSS.fullmatch(text):
        return Words(text, lines, heading.text if heading else "")
    return Words(heading.text, (*lines, *heading.lines), heading.text)


def _labelled(
    paragraphs: Sequence[Paragraph], name: str, heading: str
) -> Iterator[tuple[str, Words]]:
    """Yield the words of paragraphs with their fields; a label in a cell is stronger than above."""
    here, label = name, heading
    for paragraph in paragraphs:
        words = unmarked(paragraph.text)
        text, labels = split_labels(words)
        if not any(one.field in FIELDS for one in labels):
            text, labels = words, ()
        if text:
            yield here, Words(text, paragraph.lines, label)
        for one in labels:
            if one.text:
                yield one.field, Words(one.text, paragraph.lines, one.label)
            else:
                here, label = one.field, one.label


def unmarked(text: str) -> str:
    """Return words without a leading bullet."""
    return text[bullet(text)[1] :].strip()


def _count(found: Fields) -> None:
    """Put an amount and its unit before the product that they count."""
    amounts, units = found.words.pop(QUANTITY, []), found.words.pop(UNIT, [])
    products = found.words[PRODUCTS]
    is_amount = len(amounts) == 1 and _AMOUNT.fullmatch(amounts[0].text) and len(products) <= 1
    if not is_amount or not (products or units):
        found.words[PRODUCTS if units or not products else OTHER].extend((*amounts, *units))
        return
    parts = [*amounts, *units, *products]
    if products and units and bare(units[0].text) in bare(products[0].text):
        parts.remove(units[0])
    lines = tuple(line for one in (*amounts, *units, *products) for line in one.lines)
    label = (products or amounts)[0].label
    found.words[PRODUCTS] = [Words(" ".join(one.text for one in parts), lines, label)]
