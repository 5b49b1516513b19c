"""Section III and its annex: the figures, as consolidated and live, never mixed (Rule R16)."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.document.line import Line, say, unit_order
from planflow.document.number import count_text
from planflow.document.report.block import (
    CENTRE,
    LEFT,
    NOTE,
    RIGHT,
    Annex,
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Points,
)
from planflow.document.report.opening import annex_note
from planflow.document.report.progress import amount_words, target_of
from planflow.document.report.survey import NOTHING_KNOWN, Survey
from planflow.domain.overview import amounts_by_unit
from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import Figures


def figures(found: Survey, annex: str) -> Iterator[Block]:
    """Yield section III: each indicator with its target, actual, estimate and newest figure."""
    yield Heading(1, say("report.figures"))
    if not found.indicators():
        yield Paragraph(say("report.no_indicator"))
        return
    yield Paragraph(say("report.figures_intro", annex=annex))
    rows = tuple(
        (str(place), *_row(found, line, indicator))
        for place, (line, indicator) in enumerate(_listed(found), 1)
    )
    yield Grid(_columns(found), rows)
    yield Paragraph(say("report.figures_note"), NOTE)
    remarks = (*_cuts(found), *_joint(found))
    if remarks:
        yield Points(remarks)


def units_annex(found: Survey, label: str) -> Iterator[Block]:
    """Yield the annex: each unit's own contribution, once, and the sums."""
    yield Annex(label, say("report.units_title"), note=annex_note(found))
    single: list[tuple[str, str, str]] = []
    for line in found.lines:
        known = tuple(one for one in line.indicators if _amounts(found, one))
        units = {unit for one in known for unit in _amounts(found, one)}
        if len(units) > 1:
            yield Heading(2, f"{line.code}. {line.title}")
            yield _by_unit(found, known, units)
        else:
            single += [(_titled(one), *_only(found, one)) for one in known]
    if single:
        yield Heading(2, say("report.single_title"))
        columns = [Column(say(f"column.{name}")) for name in ("indicator", "unit")]
        yield Grid((*columns, Column(say("column.actual"), RIGHT)), tuple(single))
    elif not found.view.totals.by_unit:
        yield Paragraph(say("report.nothing_consolidated"))


def _cuts(found: Survey) -> Iterator[str]:
    """Yield what was accepted of a report below in the place of what it said, and why."""
    known = found.indicators()
    for task, report in found.view.consolidated.items():
        why = found.view.cuts.get((task, report.version), "")
        lines = dict(line.partition(": ")[::2] for line in why.splitlines())
        for pin in report.pins:
            reason = lines.get(pin.task) or lines.get(pin.holder)
            for name, amount in pin.cut().items():
                words = say(
                    "report.accepted",
                    receiver=found.name(found.view.tasks[task].holder),
                    unit=found.name(pin.holder),
                    title=known[name].title.vi,
                    accepted=amount_words(known[name], amount),
                    reported=_amount(pin.reported.actual[name] if pin.reported else None),
                )
                yield f"{words}: {reason}." if reason else f"{words}."


def _joint(found: Survey) -> Iterator[str]:
    """Yield what was done together with a lead unit, which counts it."""
    known = found.indicators()
    for task, report in found.view.consolidated.items():
        for joint in report.joint:
            yield say(
                "report.joint",
                unit=found.name(found.view.tasks[task].holder),
                lead=found.name(joint.lead),
                amount=amount_words(known[joint.indicator], joint.amount),
                title=known[joint.indicator].title.vi,
            )


def _listed(found: Survey) -> Iterator[tuple[Line, Indicator]]:
    """Yield every indicator once, with the line that it stands in first."""
    seen: set[str] = set()
    for line in found.lines:
        for indicator in line.indicators:
            if indicator.id not in seen:
                seen.add(indicator.id)
                yield line, indicator


def _columns(found: Survey) -> tuple[Column, ...]:
    columns = [
        Column(say("column.no"), CENTRE),
        Column(say("column.indicator"), LEFT),
        Column(say("column.measure"), CENTRE),
        Column(say("column.target"), RIGHT),
    ]
    if _is_periodic(found):
        columns.append(Column(say("column.this_period"), RIGHT))
    names = ("actual", "estimate", "live")
    return (*columns, *(Column(say(f"column.{name}"), RIGHT) for name in names))


def _row(found: Survey, line: Line, indicator: Indicator) -> tuple[str, ...]:
    view = found.view
    totals, live = view.totals.figures, view.live.figures
    targets = {one.indicator.id: target_of(line, one) for one in line.products}
    period = [_cell(found.report.total, indicator)] if found.report and _is_periodic(found) else []
    return (
        _titled(indicator, line),
        indicator.measure.vi,
        _amount(targets.get(indicator.id)),
        *period,
        _cell(totals, indicator),
        _amount(totals.estimate.get(indicator.id)),
        _cell(live, indicator),
    )


def _is_periodic(found: Survey) -> bool:
    """Tell whether the top reports period by period, so that its own total is one of several."""
    top = found.top
    return top is not None and any(
        task.source == top.source and task.holder == top.holder and task.id != top.id
        for task in found.view.tasks.values()
    )


def _by_unit(found: Survey, known: tuple[Indicator, ...], units: set[str]) -> Grid:
    order = unit_order(found.view)
    rows = [
        (found.name(unit), *(_cell(found.view.totals.by_unit[unit], one) for one in known))
        for unit in sorted(units, key=lambda unit: order[unit])
    ]
    sums = (say("report.sum"), *(_cell(found.view.totals.figures, one) for one in known))
    columns = (Column(say("column.unit")), *(Column(_measured(one), RIGHT) for one in known))
    return Grid(columns, (*rows, sums), has_total=True)


def _amounts(found: Survey, indicator: Indicator) -> dict[str, Amount]:
    return amounts_by_unit(found.view.totals, indicator.id)


def _only(found: Survey, indicator: Indicator) -> tuple[str, str]:
    ((unit, _),) = _amounts(found, indicator).items()
    cell = _cell(found.view.totals.figures, indicator)
    return found.name(unit), f"{cell} {indicator.measure.vi}"


def _titled(indicator: Indicator, line: Line | None = None) -> str:
    title = say("report.of_which", title=indicator.title.vi) if indicator.of else indicator.title.vi
    return f"{title} ({line.code})" if line else title


def _measured(indicator: Indicator) -> str:
    return f"{indicator.title.vi} ({indicator.measure.vi})"


def _cell(given: Figures, indicator: Indicator) -> str:
    amount = _amount(given.actual.get(indicator.id))
    is_approximate = indicator.id in given.approximate
    return say("report.about", amount=amount) if is_approximate else amount


def _amount(amount: Amount | None) -> str:
    return NOTHING_KNOWN if amount is None else count_text(amount)
