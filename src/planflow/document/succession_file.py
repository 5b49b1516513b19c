"""Succession files (CSV): one line for each old unit and whoever carries it on from a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.source import FilePath, file_name, raise_faults, read_text
from planflow.document.unit_row import Cells, read_cells
from planflow.domain.organisation import (
    ABOLISH,
    MERGE,
    RENAME,
    SPLIT,
    Directory,
    Succession,
    Unit,
)
from planflow.errors import Fault
from planflow.instant import add_days, to_date

REQUIRED: Final = ("old_code", "new_code")
OPTIONAL: Final = ("level", "instead", "closer", "old_name", "new_name", "old_district_code")
COLUMNS: Final = (*REQUIRED, *OPTIONAL)
"""The names, and the old district's code, are there for people; nothing is found by them."""


@frozen
class _Line:
    """What one line says, found in the directory."""

    old: str
    new: str | None
    instead: str | None
    closer: str | None


def read_successions(path: FilePath, directory: Directory, *, on: date) -> tuple[Succession, ...]:
    """Return the successions that a file lists for one day.

    A unit is named by its id or its official code: the old one by the code that it bore on the day
    before, the new one by that on the day; where an old and a new unit share a code, the one that
    begins on the day is the new one. Several lines of one new unit are a merger, several of one old
    unit a split; a line without a new unit abolishes the old one. A line that stands alone is a
    renaming, or a merger where the new unit was there before.

    Args:
        path: The file: CSV in UTF-8 with a header row.
        directory: The units of both stages.
        on: The first day of the new ones.

    Raises:
        FormatError: If the file cannot be read or names unknown units; all faults at once.
    """
    faults: list[Fault] = []
    day = to_date(on, "on")
    text, file = read_text(path), file_name(path)
    finder = _Finder(directory, day, faults)
    cells = read_cells(text, file, faults, required=REQUIRED, columns=COLUMNS)
    lines = [line for each in cells if (line := finder.line(each)) is not None]
    raise_faults(faults, file)
    return tuple(_successions(lines, directory, day))


class _Finder:
    """Finds the units that lines name."""

    def __init__(self, directory: Directory, day: Date, faults: list[Fault]) -> None:
        self._day, self._faults = day, faults
        self._before = _named(directory.on(add_days(day, -1)))
        self._after = _named(directory.on(day))

    def line(self, cells: Cells) -> _Line | None:
        """Return what a line says, or nothing where its old unit is unknown."""
        count = len(self._faults)
        old = self._find(cells, "old_code", self._before)
        if not cells["old_code"]:
            self._faults.append(cells.fault("old_code", "", "the code or id of the old unit"))
        new = self._find(cells, "new_code", self._after)
        instead = self._find(cells, "instead", self._after)
        closer = self._find(cells, "closer", self._after)
        return _Line(old, new, instead, closer) if old and len(self._faults) == count else None

    def _find(self, cells: Cells, column: str, units: dict[str, list[Unit]]) -> str | None:
        name = cells[column]
        if not name:
            return None
        level = cells["level"] if column in REQUIRED else ""
        known = units.get(name, ())
        found = [unit for unit in known if name == unit.id or level in ("", unit.level)]
        newest = [unit for unit in found if unit.valid_from == self._day]
        found = newest if column == "new_code" and newest else found
        if len(found) == 1:
            return found[0].id
        day = add_days(self._day, -1) if column == "old_code" else self._day
        expected = f"the code or id of a unit that exists on {day}"
        if found:
            expected = f"an id, since several bear it: {', '.join(unit.id for unit in found)}"
        self._faults.append(cells.fault(column, name, expected))
        return None


def _named(units: tuple[Unit, ...]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for name in dict.fromkeys((unit.id, unit.code)):
            found[name].append(unit)
    return found


def _successions(lines: list[_Line], directory: Directory, day: Date) -> Iterator[Succession]:
    into: dict[str, list[_Line]] = defaultdict(list)
    of: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        into[line.old].append(line)
    for old, found in into.items():
        first = found[0]
        new = tuple(dict.fromkeys(line.new for line in found if line.new is not None))
        if len(new) == 1:
            of[new[0]].append(first)
        elif new:
            yield Succession(day, (old,), new, SPLIT, None, first.closer)
        else:
            yield Succession(day, (old,), (), ABOLISH, first.instead, first.closer)
    for one, found in of.items():
        is_new = directory.unit(one).valid_from == day
        kind = RENAME if len(found) == 1 and is_new else MERGE
        closers = (line.closer for line in found if line.closer)
        olds = tuple(line.old for line in found)
        yield Succession(day, olds, (one,), kind, None, next(closers, None))
