"""Sheets as a workbook: typed cells, the titles frozen, text that stays text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import Final

from pendulum import Date

from planflow.document.package import repacked, writable
from planflow.document.xlsx.table import About, Cell, Formula, Table, letter, place
from planflow.domain.plan import Amount
from planflow.extra import needs
from planflow.message import day_text

with needs("xlsx"):
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as Written
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.header_footer import _HeaderFooterPart as Part
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.worksheet import Worksheet

_FONT: Final = "Times New Roman"
_LIKE_A_FORMULA: Final = ("=", "+", "-", "@")
_WHOLE: Final = "[=0]0;[<10]00;#,##0"
"""Counts below ten have a zero before them, thousands are set apart as the reader's office does."""
_DECIMAL: Final = "#,##0.0###"
_DAY: Final = "dd/mm/yyyy"
_WIDEST: Final = 16
_NARROWEST: Final = 7
_LINE: Final = 15
"""How high a line of words is, in points."""
_EDGE: Final = Side(style="thin", color="9AA5B1")
_BORDER: Final = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD: Final = PatternFill("solid", fgColor="E4EBF3")


def to_xlsx(tables: Iterable[Table], *, title: str, author: str, on: Date) -> bytes:
    """Return ``tables`` as a workbook; its properties tell title, author and day.

    Raises:
        ImportError: If the extra ``xlsx`` is not installed.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    values: dict[str, dict[str, Amount]] = {}
    for number, table in enumerate(tables, 1):
        sheet = workbook.create_sheet(table.title)
        values[f"xl/worksheets/sheet{number}.xml"] = dict(_write(sheet, table))
        _lay(sheet, title, on)
    core = workbook.properties
    core.title, core.creator = writable(title)[:255], writable(author)[:255]
    core.created = core.modified = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a bare day
    target = io.BytesIO()
    workbook.save(target)
    written_on = f"{on.isoformat()}T00:00:00Z".encode()
    return repacked(
        target.getvalue(),
        lambda name, part: _settled(name, part, values.get(name, {}), written_on),
    )


def _settled(name: str, part: bytes, values: dict[str, Amount], written_on: bytes) -> bytes:
    """Return a part without the moment of writing, and with what its formulas give.

    openpyxl writes formulas without values; whoever opens the file without counting would see none.
    """
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + written_on, part)
    if not values:
        return part

    def with_value(found: re.Match[bytes]) -> bytes:
        value = values[found["place"].decode()]
        return found["formula"] + f"<v>{value}</v>".encode()

    pattern = rb'(?P<formula><c r="(?P<place>[A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)'
    return re.sub(pattern, with_value, part)


def _write(sheet: Worksheet, table: Table) -> Iterator[tuple[str, Amount]]:
    """Write a table, and yield cell → value of its formulas."""
    for column, title in enumerate(table.columns, 1):
        cell = sheet.cell(1, column)
        _set(cell, title)
        cell.font, cell.fill, cell.border = Font(name=_FONT, size=11, bold=True), _HEAD, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, row in enumerate((*table.rows, *table.totals), 2):
        is_total = number > len(table.rows) + 1
        for column, given in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.font, cell.border = Font(name=_FONT, size=11, bold=is_total), _BORDER
            _set(cell, given)
            if isinstance(given, Formula):
                yield place(column - 1, number), given.value
    _set_widths(sheet, table)


def _set(cell: Written | MergedCell, given: Cell) -> None:
    """Put a value into a cell in its own type."""
    match given:
        case None:
            return
        case str():
            _set_text(cell, given)
        case Formula(words, value):
            cell.value, cell.number_format = f"={words}", _format(value)
        case About(amount):
            cell.value, cell.number_format = (
                amount,
                f'"≈ "{_DECIMAL if _is_part(amount) else "#,##0"}',
            )
        case date():
            cell.value = date(given.year, given.month, given.day)
            cell.number_format = _DAY
        case _:
            cell.value, cell.number_format = given, _format(given)
    if not isinstance(given, str):
        cell.alignment = Alignment(vertical="top")


def _set_text(cell: Written | MergedCell, given: str) -> None:
    """Put a text into a cell that stays text, whatever it begins with."""
    words = writable(given)
    cell.value = words
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if words.startswith(_LIKE_A_FORMULA):
        cell.quotePrefix = True


def _format(amount: Amount) -> str:
    return _DECIMAL if _is_part(amount) else _WHOLE


def _is_part(amount: Amount) -> bool:
    return isinstance(amount, Decimal) and amount != amount.to_integral_value()


def _set_widths(sheet: Worksheet, table: Table) -> None:
    """Set widths, and heights by the words: not every program finds them out by itself."""
    widths: list[int] = []
    for column in range(len(table.columns)):
        longest = max((len(str(row[column] or "")) for row in table.rows), default=0)
        longest = max(longest, len(table.columns[column]))
        widest = table.widths.get(column, _WIDEST)
        widths.append(max(_NARROWEST, min(longest, widest)) + 2)
        sheet.column_dimensions[letter(column)].width = widths[-1]
    for number, row in enumerate((table.columns, *table.rows, *table.totals), 1):
        texts = zip(row, widths, strict=True)
        lines = [len(wrap(words, width - 2)) for words, width in texts if isinstance(words, str)]
        sheet.row_dimensions[number].height = _LINE * max([1, *lines])


def _lay(sheet: Worksheet, title: str, on: Date) -> None:
    """Freeze the titles, and make the sheet fit A4 across when it is printed."""
    sheet.freeze_panes = "B2" if sheet.max_column > 1 else "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    words = writable(title).replace("&", "&&")[:200]
    sheet.oddHeader = HeaderFooterItem(left=Part(text=words), right=Part(text=day_text(on)))
    sheet.oddFooter = HeaderFooterItem(center=Part(text="&P/&N"))
