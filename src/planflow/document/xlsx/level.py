"""The sheet of one level: its units, how their tasks stand, their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from planflow.document.line import counted, say
from planflow.document.report.survey import Survey
from planflow.document.xlsx.table import About, Cell, Formula, Table, place
from planflow.domain.overview import Totals
from planflow.domain.plan import Indicator
from planflow.domain.report import Figures, over_units, with_ratios
from planflow.domain.task import RECEIVE, TIMELINESS, Task


@frozen
class LevelSheet:
    """A sheet, and where its totals stand.

    Attributes:
        table: The sheet.
        sums: Indicator → the cell that holds its consolidated total, as other sheets name it.
    """

    table: Table
    sums: Mapping[str, str]


@frozen
class _Figured:
    """A column with one indicator of one of the two totals, which are never mixed (Rule R16)."""

    indicator: Indicator
    totals: Totals
    is_live: bool

    @property
    def title(self) -> str:
        which = say("column.live" if self.is_live else "column.actual")
        return f"{self.indicator.title.vi} ({self.indicator.measure.vi}) – {which}"

    def cell(self, given: Figures) -> Cell:
        amount = given.actual.get(self.indicator.id)
        is_about = amount is not None and self.indicator.id in given.approximate
        return About(amount) if is_about and amount is not None else amount


def level_sheet(found: Survey, title: str, units: tuple[str, ...]) -> LevelSheet:
    """Return the sheet about ``units``."""
    held: dict[str, list[Task]] = {unit: [] for unit in units}
    for task in found.view.tasks.values():
        if task.holder in held and task.kind != RECEIVE:
            held[task.holder].append(task)
    everyone = [task for tasks in held.values() for task in tasks]
    seen = counted(everyone, found.view)
    names = tuple(name for name in TIMELINESS if seen[name])
    figured = tuple(_figured(found, units))
    columns = (
        say("sheet.unit"),
        say("sheet.all"),
        *(say(f"timeliness.{name}") for name in names),
        *(one.title for one in figured),
    )
    rows = tuple(_unit(found, unit, held[unit], names, figured) for unit in units)
    values = (len(everyone), *(seen[name] for name in names), *_sums(found, figured, units))
    return _sheet(title, columns, rows, values, figured)


def _sheet(
    title: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[Cell, ...], ...],
    values: tuple[Cell, ...],
    figured: tuple[_Figured, ...],
) -> LevelSheet:
    first = len(columns) - len(figured)
    last, total = len(rows) + 1, len(rows) + 2
    places = {(one.indicator.id, one.is_live): first + n for n, one in enumerate(figured)}
    formulas: list[Cell] = []
    for column, value in enumerate(values, 1):
        one = figured[column - first] if column >= first else None
        words = _formula(column, last, total + 1, one, places)
        amount = value.amount if isinstance(value, About) else value
        is_number = words and amount is not None
        formulas.append(Formula(words, amount) if is_number else None)  # type: ignore[arg-type]
    table = Table(
        title=title,
        columns=columns,
        rows=rows,
        totals=((say("report.sum"), *values), (say("sheet.formula"), *formulas)),
        widths={0: 44},
    )
    sums = {
        one.indicator.id: f"'{title}'!{place(first + n, total)}"
        for n, one in enumerate(figured)
        if not one.is_live and one.indicator.adds in ("sum", "latest")
    }
    return LevelSheet(table, sums)


def _formula(
    column: int,
    last: int,
    row: int,
    one: _Figured | None,
    places: Mapping[tuple[str, bool], int],
) -> str:
    """Return the formula of a column's total: a sum, or of a ratio that of its parts' sums."""
    if one is None or one.indicator.adds in ("sum", "latest"):
        return f"SUM({place(column, 2)}:{place(column, last)})"
    above = places.get((one.indicator.numerator or "", one.is_live))
    below = places.get((one.indicator.denominator or "", one.is_live))
    if one.indicator.adds != "ratio" or above is None or below is None:
        return ""
    return f"{place(above, row)}/{place(below, row)}"


def _figured(found: Survey, units: Iterable[str]) -> Iterable[_Figured]:
    """Yield a column for each indicator of which a unit gave a figure, in the plan's order."""
    members = tuple(units)
    for indicator in found.indicators().values():
        for totals, is_live in ((found.view.totals, False), (found.view.live, True)):
            given = (totals.by_unit[unit] for unit in members if unit in totals.by_unit)
            if any(indicator.id in figures.actual for figures in given):
                yield _Figured(indicator, totals, is_live)


def _unit(
    found: Survey,
    unit: str,
    tasks: list[Task],
    names: tuple[str, ...],
    figured: tuple[_Figured, ...],
) -> tuple[Cell, ...]:
    counts = counted(tasks, found.view)
    return (
        found.name(unit),
        len(tasks),
        *(counts[name] for name in names),
        *(one.cell(_given(one, unit)) for one in figured),
    )


def _given(one: _Figured, unit: str) -> Figures:
    return one.totals.by_unit.get(unit, Figures())


def _sums(found: Survey, figured: tuple[_Figured, ...], units: tuple[str, ...]) -> Iterable[Cell]:
    """Yield the totals of the level, each by its indicator's rule."""
    known = found.view.indicators or found.indicators()
    sums: dict[bool, Figures] = {}
    for one in figured:
        if one.is_live not in sums:
            parts = [_given(one, unit) for unit in units]
            sums[one.is_live] = with_ratios(over_units(parts, known), known)
        yield one.cell(sums[one.is_live])
