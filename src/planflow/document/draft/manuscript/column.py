"""What the columns of a table hold, by their headings in one row or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.manuscript.grid import NO_CELL, Grid, distinct, filled, row_words
from planflow.document.draft.manuscript.manuscript import Cell, Words
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.label import (
    LEAD,
    NOTES,
    OTHER,
    PARTIES,
    PARTNERS,
    PRODUCTS,
    TIME,
    is_label,
)

NUMBER: Final = "number"
TASK: Final = "task"
QUANTITY: Final = "quantity"
UNIT: Final = "unit"
GROUP: Final = "group"
DETAILS: Final = "details"

_NUMBER: Final = re.compile(r"(?:s?tt|so tt|so thu tu|thu tu|tt|stt|ma so|ma|muc|#|no)\.?")
_OTHERS: Final = {
    QUANTITY: re.compile(r"(?:(?:chi tieu )?so luong|khoi luong)(?: (?:du kien|ke hoach))?"),
    UNIT: re.compile(r"(?:don vi tinh|dvt|don vi do)"),
}
_OR: Final = r"(?:\s*(?:/|,|;|&|-|\bva\b)\s*|\s+)"
_WORK: Final = (
    r"(?:nhiem vu|noi dung|cong viec|hoat dong|cong tac|dau viec|phan viec|giai phap|de an"
    r"|chuong trinh|nhom nhiem vu|danh muc|chuyen de|du an|mo hinh|viec)"
)
_ABOUT: Final = (
    r"(?:cu the|chinh|chu yeu|trong tam|thuc hien|trien khai|to chuc|giao|duoc giao|can thuc hien"
    r"|ke hoach|nam|\d{4}|cong viec|hoat dong|nhiem vu|can lam|thanh phan|chi tiet|tuyen truyen"
    r"|cac|van ban|tai lieu)"
)
_TASK: Final = re.compile(
    rf"(?:(?:ten|cac|danh muc)\s+)*(?:{_WORK}|van ban|chi tieu(?={_OR}{_WORK}))"
    rf"(?:{_OR}(?:{_WORK}|{_ABOUT}))*"
)
_LEADS: Final = re.compile(r"(?:.*\b)?(?:chu tri|thuc hien|chiu trach nhiem|dau moi|phu trach)\b.*")
_PARTNERS: Final = re.compile(r"(?:.*\b)?(?:phoi hop|tham gia|lien quan)\b.*")
_ANY_UNIT: Final = re.compile(
    r"(?:co quan|don vi|so|ban|nganh|phong|to chuc|ca nhan|nguoi|can bo)\b.*"
)
_TIME: Final = re.compile(
    r"(?:.*\b)?(?:thoi gian|thoi han|tien do|lo trinh|hoan thanh|ky han|thoi diem)\b.*"
)
_PERIOD: Final = re.compile(
    r"(?:quy|thang)\s+(?:[ivx]+|\d{1,2})(?:\s*/\s*\d{4})?|(?:nam\s+)?\d{4}|6 thang \w+ nam"
)
_PRODUCTS: Final = re.compile(r"(?:.*\b)?(?:san pham|ket qua|dau ra|so luong|chi tieu)\b.*")
_NOTES: Final = re.compile(r"(?:ghi chu|ly do|y kien).*")
_ORDINALS: Final = re.compile(r"\(?(?:\d{1,2}|[a-h])\)?")
_COUNTED: Final = (LEAD, PARTNERS, PARTIES, TIME, PRODUCTS)
_SEARCHED: Final = 6
_LONGEST: Final = 90


@frozen
class Column:
    """A column: what it holds, and what its heading says.

    Attributes:
        field: ``number``, ``task``, ``quantity``, ``unit``, or a field of an item; ``others``
            for any other heading.
        heading: The heading, the lowest of several; nothing where the column has none.
        period: The heading names a time, and a cross in the column says that it is then.
    """

    field: str
    heading: Words | None
    period: bool = False


@frozen
class Header:
    """The heading of a table.

    Attributes:
        columns: The columns, from left to right.
        first: The index of its first row.
        stop: The index of the first row below it.
    """

    columns: tuple[Column, ...]
    first: int
    stop: int

    def has(self, field: str) -> bool:
        """Tell whether a column holds ``field``."""
        return any(column.field == field for column in self.columns)


def find_header(grid: Grid) -> Header | None:
    """Return the heading of a table of tasks, if this is one."""
    for first in range(min(_SEARCHED, len(grid.rows))):
        stop = _header_end(grid, first)
        columns = tuple(_column(grid, first, stop, place) for place in range(grid.width))
        header = Header(columns, first, _ordinals_end(grid, stop))
        if _is_of_tasks(header):
            return evolve(header, columns=tuple(_with_one_task(grid, header)))
    return None


def is_ordinals(row: Sequence[Cell]) -> bool:
    """Tell whether a row only counts the columns: ``(1) (2) (3)``, ``A B 1 2``."""
    words = row_words(row)
    return len(words) >= 3 and all(_ORDINALS.fullmatch(word) for word in words)


def field_of(heading: str) -> str:
    """Return what a column under ``heading`` holds."""
    low = " ".join(bare(re.sub(r"\([^()]*\)", " ", heading)).split()).strip(" .:;-")
    if not low or len(low) > _LONGEST:
        return OTHER
    if _NUMBER.fullmatch(low):
        return NUMBER
    if _TASK.fullmatch(low):
        return TASK
    for field, pattern in _OTHERS.items():
        if pattern.fullmatch(low):
            return field
    label = is_label(low)
    return label if label and label != OTHER else _loosely(low)


def _loosely(low: str) -> str:
    """Return what a heading with further words speaks of."""
    leads, partners = _LEADS.fullmatch(low), _PARTNERS.fullmatch(low)
    if _TIME.fullmatch(low):
        return TIME
    if _PERIOD.fullmatch(low):
        return TIME
    if partners:
        return PARTIES if leads and "chu tri" in low else PARTNERS
    if _PRODUCTS.fullmatch(low):
        return PRODUCTS
    if _ANY_UNIT.fullmatch(low) or leads:
        return LEAD
    return NOTES if _NOTES.fullmatch(low) else OTHER


def _is_of_tasks(header: Header) -> bool:
    """Tell whether there is a column of tasks, and one that says who, when or what comes of it."""
    return header.has(TASK) and any(map(header.has, _COUNTED))


def _with_one_task(grid: Grid, header: Header) -> Iterator[Column]:
    """Yield the columns with one of tasks: of several, one with merged cells groups the next."""
    places = [place for place, one in enumerate(header.columns) if one.field == TASK]
    body = grid.rows[header.stop :]
    groups = [place for place in places[:-1] if any(row[place].rows > 1 for row in body)]
    task = next((place for place in places if place not in groups), -1)
    for place, column in enumerate(header.columns):
        if place in groups:
            yield evolve(column, field=GROUP)
        elif place in places and place != task:
            yield evolve(column, field=DETAILS)
        else:
            yield column


def _header_end(grid: Grid, first: int) -> int:
    """Return the first row below a heading that begins in ``first``: one may cover several rows."""
    row = grid.rows[first]
    stop = max((cell.row + cell.rows - 1 for cell in filled(row)), default=first + 1)
    while stop < len(grid.rows) and _is_below(grid.rows[stop - 1], grid.rows[stop]):
        stop += 1
    return min(max(stop, first + 1), first + 3, len(grid.rows))


def _is_below(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Tell whether a row only parts the wide headings above: ``Đơn vị`` | ``Chủ trì, Phối hợp``."""
    cells = filled(row)
    parted = all(
        any(above[place].columns > cell.columns for place in _places(cell)) for cell in cells
    )
    return bool(cells) and parted and all(_is_heading(cell.text) for cell in cells)


def _places(cell: Cell) -> range:
    return range(cell.column - 1, cell.column - 1 + cell.columns)


def _is_heading(text: str) -> bool:
    return field_of(text) not in {OTHER, NUMBER}


def _ordinals_end(grid: Grid, stop: int) -> int:
    while stop < len(grid.rows) and is_ordinals(grid.rows[stop]):
        stop += 1
    return stop


def _column(grid: Grid, first: int, stop: int, place: int) -> Column:
    """Return what a column holds: the lowest heading that says it, else one above."""
    above = distinct([row[place] for row in grid.rows[first:stop]])
    headings = [words for cell in above for words in _heading(cell)]
    if not headings:
        return Column(OTHER, None)
    lowest = headings[-1]
    period = bool(_PERIOD.fullmatch(bare(lowest.text).strip(" .")))
    fields = [field_of(words.text) for words in reversed(headings)]
    return Column(next((one for one in fields if one != OTHER), OTHER), lowest, period)


def _heading(cell: Cell) -> Iterator[Words]:
    """Yield a heading's words; nothing where the cell is empty."""
    lines = tuple(line for paragraph in cell.paragraphs for line in paragraph.lines)
    text = " ".join(paragraph.text for paragraph in cell.paragraphs).strip()
    if cell is not NO_CELL and text:
        yield Words(text, lines)
