"""Unit files (CSV): the dated directory, from one file or several that refer to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve

from planflow.document.source import FilePath, raise_faults
from planflow.document.unit_row import Cells, Row, read_rows
from planflow.domain.organisation import Directory, Unit
from planflow.errors import DefinitionError, Fault

_COLUMNS: Final = {"parent": "parent_code"}
"""What the directory calls by another name than the file does."""


def read_units(*paths: FilePath) -> Directory:
    """Return the directory that unit files describe together.

    A unit's parent and superior may stand in any of the files. They are named by id, or by the
    official code of a unit that exists at the same time.

    Args:
        paths: The files: CSV in UTF-8 with a header row.

    Raises:
        FormatError: If a file cannot be read or a unit in it is wrong; all faults of all files are
            listed, each with its line and column.
    """
    faults: list[Fault] = []
    rows = [row for path in paths for row in read_rows(path, faults)]
    units = _Linker(rows, faults).units()
    try:
        directory = Directory(units)
    except DefinitionError as error:
        lines = {row.unit.id: row.cells for row in rows}
        raise_faults((*faults, *(_placed(fault, lines) for fault in error.faults)))
        raise
    raise_faults(faults)
    return directory


class _Linker:
    """Finds the units that rows name as parent and superior."""

    def __init__(self, rows: Sequence[Row], faults: list[Fault]) -> None:
        self._rows = rows
        self._faults = faults
        self._by_id: dict[str, list[Row]] = defaultdict(list)
        self._by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._by_id[row.unit.id].append(row)
            self._by_code[row.unit.code].append(row)

    def units(self) -> Iterator[Unit]:
        """Yield every unit with its parent and superior filled in."""
        for row in self._rows:
            if row.parent or row.superior:
                parent = self._link(row, "parent_code", row.parent)
                superior = self._link(row, "superior", row.superior)
                yield evolve(row.unit, parent=parent, superior=superior)
            else:
                yield row.unit

    def _link(self, row: Row, column: str, name: str) -> str | None:
        """Return the id of the unit that ``name`` means for ``row``."""
        if not name:
            return None
        named = self._by_id.get(name, []) + self._by_code.get(name, [])
        found = _overlapping(row, self._by_id.get(name, ())) or _overlapping(row, named)
        ids = dict.fromkeys(other.unit.id for other in found)
        if len(ids) != 1 and not any(other.is_doubtful for other in (row, *named)):
            self._faults.append(row.cells.fault(column, name, _expected(named, ids)))
        return next(iter(ids), None)


def _expected(named: Sequence[Row], ids: Iterable[str]) -> str:
    if ids:
        return f"an id, since several units bear this code: {', '.join(ids)}"
    if named:
        return "the code or id of a unit that exists at the same time"
    return "the code or id of a unit of these files"


def _overlapping(row: Row, others: Iterable[Row]) -> list[Row]:
    """Return those that exist on some day on which ``row`` does."""
    return [other for other in others if other is not row and _meet(row.unit, other.unit)]


def _meet(one: Unit, other: Unit) -> bool:
    if one.valid_to and other.valid_from and one.valid_to < other.valid_from:
        return False
    return not (other.valid_to and one.valid_from and other.valid_to < one.valid_from)


def _placed(fault: Fault, lines: dict[str, Cells]) -> Fault:
    """Return a fault of the directory, with the line and column that it comes from."""
    unit, _, name = fault.place.removeprefix("unit ").partition(": ")
    cells = lines.get(unit)
    if cells is None:
        return fault
    column = _COLUMNS.get(name, name or "id")
    place = f"{cells.place(column)} (unit {unit})"
    return Fault(place, fault.found, fault.expected, cells.file)
