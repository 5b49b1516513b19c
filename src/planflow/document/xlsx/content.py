"""The sheets about a plan: its lines, its indicators, its units level by level, its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pendulum import Date

from planflow.document.line import Line, counted, plan_lines, say, stated_deadline, unit_order
from planflow.document.report.progress import due_words, lead_words, target_of
from planflow.document.report.survey import Survey
from planflow.document.status import level_words
from planflow.document.xlsx.level import LevelSheet, level_sheet
from planflow.document.xlsx.table import About, Cell, Formula, Table, place
from planflow.domain.overview import PlanView
from planflow.domain.plan import Indicator
from planflow.domain.report import Figures
from planflow.domain.task import RECEIVE, TIMELINESS, Task, timeliness

_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST: Final = 31
"""What Excel allows in the name of a sheet."""


def tables(view: PlanView) -> tuple[Table, ...]:
    """Return the sheets, in their order."""
    found = Survey(view=view, lines=plan_lines(view))
    fixed = {name: say(f"sheet.{name}") for name in ("lines", "figures", "tasks")}
    levels = tuple(_levels(found, set(fixed.values())))
    return (
        _lines(found, fixed["lines"]),
        _figures(found, fixed["figures"], levels),
        *(sheet.table for sheet in levels),
        _tasks(found, fixed["tasks"]),
    )


def _levels(found: Survey, taken: set[str]) -> Iterator[LevelSheet]:
    """Yield a sheet for each level with units that have tasks or gave figures."""
    view, order = found.view, unit_order(found.view)
    counting = {task.holder for task in view.tasks.values() if task.kind != RECEIVE}
    gave = (*view.totals.by_unit.items(), *view.live.by_unit.items())
    units = counting.union(unit for unit, figures in gave if figures.actual)
    by_level: dict[str, list[str]] = {}
    for unit in sorted(units, key=order.__getitem__):
        by_level.setdefault(view.level(unit), []).append(unit)
    for level, members in by_level.items():
        words = level_words(level, "vi") if level else say("sheet.no_level")
        title = _title(words, taken)
        taken.add(title)
        yield level_sheet(found, title, tuple(members))


def _title(words: str, taken: set[str]) -> str:
    """Return a name that Excel takes for a sheet, and that no other sheet has."""
    plain = " ".join(words.translate(_FORBIDDEN).split()) or say("sheet.no_level")
    names = {name.casefold() for name in taken}
    title, number = f"{plain[:1].upper()}{plain[1:]}"[:_LONGEST], 1
    while title.casefold() in names:
        number += 1
        end = f" {number}"
        title = title[: _LONGEST - len(end)] + end
    return title


def _lines(found: Survey, title: str) -> Table:
    tasks = [task for line in found.lines for task in (*line.tasks, *line.partners)]
    seen = counted(tasks, found.view)
    names = tuple(name for name in TIMELINESS if seen[name])
    first = ("code", "item", "lead", "time", "due_last", "all")
    columns = (
        *(say(f"sheet.{name}") for name in first),
        *(say(f"timeliness.{name}") for name in names),
    )
    rows = tuple(_line(found, line, names) for line in found.lines)
    sums = (len(tasks), *(seen[name] for name in names))
    begin = len(first) - 1
    values = (say("report.sum"), *(None,) * (begin - 1), *sums)
    formulas = tuple(
        Formula(f"SUM({place(begin + n, 2)}:{place(begin + n, len(rows) + 1)})", value)
        for n, value in enumerate(sums)
    )
    below = (say("sheet.formula"), *(None,) * (begin - 1), *formulas)
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        totals=(values, below),
        widths={1: 60, 2: 40, 3: 40},
    )


def _line(found: Survey, line: Line, names: tuple[str, ...]) -> tuple[Cell, ...]:
    tasks = (*line.tasks, *line.partners)
    counts = counted(tasks, found.view)
    due = [deadline.due_on for task in line.tasks if (deadline := stated_deadline(task))]
    return (
        line.code,
        line.title,
        lead_words(found, line),
        line.schedule.words or due_words(line),
        max(due, default=None),
        len(tasks),
        *(counts[name] for name in names),
    )


def _figures(found: Survey, title: str, levels: tuple[LevelSheet, ...]) -> Table:
    names = ("code", "indicator", "measure", "target", "actual", "formula")
    columns = (
        *(say(f"sheet.{name}") for name in names),
        *(say(f"sheet.{name}") for name in ("estimate", "live", "remark")),
    )
    rows: list[tuple[Cell, ...]] = []
    for line in found.lines:
        for indicator in line.indicators:
            if all(indicator.id != row[-1] for row in rows):
                rows.append((*_figure(found, line, indicator, levels), indicator.id))
    return Table(
        title=title,
        columns=columns,
        rows=tuple(row[:-1] for row in rows),
        widths={1: 60, 2: 20, 8: 40},
    )


def _figure(
    found: Survey, line: Line, indicator: Indicator, levels: tuple[LevelSheet, ...]
) -> tuple[Cell, ...]:
    totals, live = found.view.totals.figures, found.view.live.figures
    targets = {one.indicator.id: target_of(line, one) for one in line.products}
    actual = totals.actual.get(indicator.id)
    cells = [cell for sheet in levels if (cell := sheet.sums.get(indicator.id))]
    formula = Formula("+".join(cells), actual) if cells and actual is not None else None
    return (
        line.code,
        indicator.title.vi,
        indicator.measure.vi,
        targets.get(indicator.id),
        amount_cell(totals, indicator),
        formula,
        totals.estimate.get(indicator.id),
        amount_cell(live, indicator),
        None if indicator.adds in ("sum", "latest") else say(f"sheet.adds_{_rule(indicator)}"),
    )


def _rule(indicator: Indicator) -> str:
    return indicator.adds if indicator.adds in ("ratio", "none") else "own"


def amount_cell(given: Figures, indicator: Indicator) -> Cell:
    """Return what was reported of an indicator; rounded numbers say so."""
    amount = given.actual.get(indicator.id)
    if amount is None:
        return None
    return About(amount) if indicator.id in given.approximate else amount


def _tasks(found: Survey, title: str) -> Table:
    names = ("code", "item", "unit", "level", "period", "part", "due", "state", "timeliness")
    columns = (
        *(say(f"sheet.{name}") for name in names),
        *(say(f"sheet.{name}") for name in ("percent", "reported_on", "task")),
    )
    rows = tuple(
        _task(found, line, task)
        for line in found.lines
        for task in (*line.tasks, *line.partners, *line.receivers)
    )
    return Table(title=title, columns=columns, rows=rows, widths={1: 60, 2: 40, 11: 50})


def _task(found: Survey, line: Line, task: Task) -> tuple[Cell, ...]:
    view, current = found.view, task.standing.current()
    level = view.level(task.holder)
    sent: Date | None = found.day(current.sent_at) if current else None
    return (
        line.code,
        line.title,
        found.name(task.holder),
        level_words(level, "vi") if level else None,
        task.assignment.occurrence if task.assignment.occurrence != "once" else None,
        say(f"sheet.part_{task.assignment.part}"),
        task.deadline.due_on if task.deadline else None,
        say(f"state.{task.state}"),
        say(f"timeliness.{timeliness(task, view.now)}"),
        task.standing.progress,
        sent,
        task.id,
    )
