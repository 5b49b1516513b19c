"""One row of a unit file: its cells, and the unit that they describe by itself."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import StringIO
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.shape import one_of, shortened, words_for
from planflow.document.source import FilePath, file_name, parse_day, read_text
from planflow.document.word import ID_PATTERN, ID_WORDS
from planflow.domain.organisation import PEOPLES_COMMITTEE, Tag, Unit
from planflow.errors import Fault, FormatError

REQUIRED: Final = ("level", "code", "name", "kind", "parent_code")
OPTIONAL: Final = ("id", "role", "valid_from", "valid_to", "tags", "aliases", "superior")
COLUMNS: Final = (*REQUIRED, *OPTIONAL)

_ID: Final = re.compile(ID_PATTERN)
_STROKES: Final = str.maketrans("đĐ", "dD")


@frozen
class Cells:
    """The cells of one line by column, and where they stand."""

    values: dict[str, str]
    line: int
    file: str

    def __getitem__(self, column: str) -> str:
        """Return a cell, empty where the file has no such column."""
        return self.values.get(column, "")

    def place(self, column: str) -> str:
        """Return the place of a cell."""
        return f"line {self.line}, column {column}"

    def fault(self, column: str, found: str, expected: str) -> Fault:
        """Return the fault of a cell."""
        return Fault(
            self.place(column), words_for(found) if found else "nothing", expected, self.file
        )


@frozen
class Row:
    """A unit as one line describes it; whom it names above is not looked up yet.

    Attributes:
        cells: What it was read from.
        unit: The unit, without parent and superior.
        is_doubtful: Something in the line could not be read.
    """

    cells: Cells
    unit: Unit
    is_doubtful: bool = False

    @property
    def parent(self) -> str:
        """Return how the line names the unit above."""
        return self.cells["parent_code"]

    @property
    def superior(self) -> str:
        """Return how the line names the superior of the sector."""
        return self.cells["superior"]


def read_rows(path: FilePath, faults: list[Fault]) -> Iterator[Row]:
    """Yield the rows of a unit file; what is wrong goes to ``faults``."""
    try:
        text = read_text(path)
    except FormatError as error:
        faults.extend(error.faults)
        return
    for cells in read_cells(text, file_name(path), faults):
        start = len(faults)
        unit = _unit(cells, faults)
        if unit is not None:
            yield Row(cells, unit, len(faults) > start)


@lru_cache(maxsize=1024)
def folded(words: str) -> str:
    """Return words in small ASCII letters with hyphens: ``thị trấn`` becomes ``thi-tran``."""
    plain = unicodedata.normalize("NFD", words.translate(_STROKES))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "-".join(letters.lower().replace("-", " ").split())


def read_cells(
    text: str,
    file: str,
    faults: list[Fault],
    *,
    required: Sequence[str] = REQUIRED,
    columns: Sequence[str] = COLUMNS,
) -> Iterator[Cells]:
    """Yield the lines below the header, if the header is right."""
    lines = _lines(text, file, faults)
    line, header = next(lines, (1, []))
    names = [name.strip() for name in header]
    wrong = [
        Fault(f"line {line}, header", *fault, file)
        for fault in _header_faults(names, required, columns)
    ]
    faults.extend(wrong)
    if wrong:
        return
    for number, values in lines:
        if len(values) == len(names):
            stripped = (value.strip() for value in values)
            yield Cells(dict(zip(names, stripped, strict=True)), number, file)
        elif any(value.strip() for value in values):
            found = f"{len(values)} cells"
            faults.append(Fault(f"line {number}", found, f"{len(names)}, as in the header", file))


def _lines(text: str, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield every line that is not empty with its number (the first, where it has several)."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for values in reader:
            if values:
                yield start, values
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"line {start}", f"no CSV ({error})", "cells between commas", file))


def _header_faults(
    names: Sequence[str], required: Sequence[str], columns: Sequence[str]
) -> Iterator[tuple[str, str]]:
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        yield words_for(names[0]), "commas between the cells"
        return
    for name in dict.fromkeys(names):
        if name not in columns:
            yield f"column {shortened(name)!r}", one_of(columns, name)
        elif names.count(name) > 1:
            yield f"column {name!r} {names.count(name)} times", "every column once"
    for name in required:
        if name not in names:
            yield f"no column {name!r}", f"the columns {', '.join(required)}"


def _unit(cells: Cells, faults: list[Fault]) -> Unit | None:
    """Return the unit of a line, or nothing where not even an id can be made of it."""
    unit_id = _unit_id(cells, faults)
    if not cells["name"]:
        faults.append(cells.fault("name", "", "the unit's name"))
    if unit_id is None:
        return None
    return Unit(
        id=unit_id,
        level=cells["level"],
        code=cells["code"],
        name=cells["name"],
        kind=folded(cells["kind"]),
        role=cells["role"] or PEOPLES_COMMITTEE,
        valid_from=_date(cells, "valid_from", cells["valid_from"], faults),
        valid_to=_date(cells, "valid_to", cells["valid_to"], faults),
        tags=tuple(_tags(cells, faults)) if cells["tags"] else (),
        aliases=tuple(_parts(cells["aliases"])),
    )


def _unit_id(cells: Cells, faults: list[Fault]) -> str | None:
    """Return the id of a line: its own, or one made of level, code and first day."""
    start = len(faults)
    unit_id = cells["id"]
    if not cells["level"]:
        faults.append(cells.fault("level", "", "the unit's level, such as commune"))
    if not unit_id and not cells["code"]:
        faults.append(cells.fault("code", "", "the unit's official code, or an id"))
    if len(faults) > start:
        return unit_id or None
    made = unit_id or "-".join(filter(None, map(cells.__getitem__, _ID_COLUMNS)))
    if not _ID.fullmatch(made):
        faults.append(cells.fault("id" if unit_id else "code", made, ID_WORDS))
    return made


_ID_COLUMNS: Final = ("level", "code", "valid_from")


def _tags(cells: Cells, faults: list[Fault]) -> Iterator[Tag]:
    for part in _parts(cells["tags"]):
        name, at, span = part.partition("@")
        first, dots, last = span.partition("..")
        if not name.strip() or (at and not dots):
            faults.append(cells.fault("tags", part, "name or name@2021-01-01..2021-12-31"))
            continue
        valid_from = _date(cells, "tags", first.strip(), faults)
        valid_to = _date(cells, "tags", last.strip(), faults)
        if valid_from and valid_to and valid_to < valid_from:
            faults.append(cells.fault("tags", part, "a last day that is not before the first"))
        yield Tag(name=name.strip(), valid_from=valid_from, valid_to=valid_to)


def _parts(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split(";") if part.strip())


def _date(cells: Cells, column: str, text: str, faults: list[Fault]) -> Date | None:
    if not text:
        return None
    found = parse_day(text)
    if found is None:
        faults.append(cells.fault(column, text, "a date such as 2021-11-15, or nothing"))
    return found
