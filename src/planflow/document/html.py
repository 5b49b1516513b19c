"""One page about a plan: the report, its items, its units and its picture, complete in itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from planflow.document.line import Line, counted, say, unit_order
from planflow.document.markup import element, empty, escaped
from planflow.document.number import count_text, percent_text
from planflow.document.report.compose import compose
from planflow.document.report.page import to_html
from planflow.document.report.progress import (
    amount_words,
    due_words,
    lead_words,
    progress_words,
    reached_words,
    target_of,
    wanted_words,
)
from planflow.document.report.signing import Signing
from planflow.document.report.survey import NOTHING_KNOWN, Survey, survey
from planflow.document.style import STYLE
from planflow.document.timeline import timeline_svg
from planflow.domain.overview import PlanView, two_by_two
from planflow.domain.plan import Amount, Product
from planflow.domain.task import RECEIVE, TIMELINESS, Task, timeliness

_TONES: Final = {
    "done_in_time": "good",
    "done_late": "late",
    "overdue": "late",
    "waiting": "wait",
    "due_soon": "wait",
    "asked": "wait",
    "answered": "good",
}


def report_html(view: PlanView, *, top: str | None = None, signing: Signing | None = None) -> str:
    """Return one page about a plan: report, items, units and timeliness, and the picture.

    It is complete in itself (no script, nothing loaded), prints on A4 and reads on a phone. The
    same view gives the same text, byte for byte.

    Args:
        view: The plan at the moment of writing.
        top: The task whose report it is, as for :func:`~planflow.report_text`.
        signing: Under which number it goes out, and who signs it.

    Raises:
        NotFoundError: If the view has no task ``top``.

    .. versionadded:: 0.1.0
    """
    found = survey(view, top, signing)
    boards = ("items", "units", "picture", "notes")
    parts = [element("article", to_html(compose(found)), class_="sheet", id="report")]
    parts += [_board("items", _items(found)), _board("units", _units(found))]
    parts.append(_board("picture", _picture(found)))
    assumptions = view.standing.plan.assumptions
    if assumptions:
        notes = (element("li", escaped(words)) for words in assumptions)
        parts.append(_board("notes", element("ul", *notes)))
    names = ("report", *(boards if assumptions else boards[:-1]))
    body = element("body", _navigation(names), element("main", "\n".join(parts)))
    return f"<!DOCTYPE html>\n{element('html', _head(view), body, lang='vi')}\n"


def _head(view: PlanView) -> str:
    return element(
        "head",
        empty("meta", charset="utf-8"),
        empty("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", escaped(view.standing.plan.title.vi)),
        element("style", STYLE),
    )


def _navigation(names: tuple[str, ...]) -> str:
    links = (element("a", escaped(say(f"page.{name}")), href=f"#{name}") for name in names)
    return element("nav", *links, aria_label=say("page.contents"))


def _board(name: str, inner: str) -> str:
    title = element("h2", escaped(say(f"page.{name}")))
    return element("section", title, inner, class_=f"board {name}-board", id=name)


def _items(found: Survey) -> str:
    names = ("code", "item", "lead", "due", "target", "reached", "state")
    head = element("tr", *(element("th", escaped(say(f"column.{name}"))) for name in names))
    body = element("tbody", *_item_rows(found))
    hint = element("p", escaped(say("page.scroll")), class_="hint")
    return hint + element("div", element("table", element("thead", head), body), class_="scroll")


def _item_rows(found: Survey) -> Iterator[str]:
    """Yield a row for each line, below the titles of the items that it is part of."""
    above: tuple[tuple[str, str], ...] = ()
    for line in found.lines:
        for level, (code, title) in enumerate(line.above):
            if line.above[: level + 1] != above[: level + 1]:
                cell = element("td", escaped(f"{code}. {title}"), colspan="7")
                yield element("tr", cell, class_="above")
        above = line.above
        yield from _line_rows(found, line)


def _line_rows(found: Survey, line: Line) -> Iterator[str]:
    """Yield one row for each product of a line, with what they share spanning them."""
    span = str(max(len(line.products), 1))
    before = (
        element("td", escaped(line.code), class_="code", rowspan=span),
        element("td", escaped(line.title), rowspan=span),
        element("td", escaped(lead_words(found, line)), rowspan=span),
        element("td", escaped(due_words(line)), rowspan=span),
    )
    after = element("td", _state(found, line), rowspan=span)
    if not line.products:
        yield element("tr", *before, *_plain_cells(line), after)
    for place, product in enumerate(line.products):
        cells = _product_cells(found, line, product)
        yield element(
            "tr", *(before if not place else ()), *cells, *((after,) if not place else ())
        )


def _plain_cells(line: Line) -> tuple[str, str]:
    """Return target and reached of a line without products: reports expected and standing."""
    if not line.is_duty:
        return element("td", NOTHING_KNOWN), element("td", NOTHING_KNOWN)
    done = sum(bool(task.standing.reports) for task in line.tasks)
    wanted = say("report.wanted_reports", count=count_text(len(line.tasks)))
    reached = say("report.wanted_reports", count=count_text(done))
    gauge = _gauge(Decimal(done), Decimal(len(line.tasks)))
    return element("td", escaped(wanted)), element("td", escaped(reached), gauge)


def _product_cells(found: Survey, line: Line, product: Product) -> tuple[str, str]:
    title = escaped(product.indicator.title.vi)
    wanted = f"{title}: {escaped(wanted_words(line, product))}"
    figures = found.view.totals.figures
    amount, target = figures.actual.get(product.indicator.id), target_of(line, product)
    gauge = "" if amount is None or not target else _gauge(Decimal(amount), Decimal(target))
    reached = escaped(reached_words(product.indicator, figures))
    return element("td", wanted), element("td", reached, gauge, _newest(found, product, amount))


def _newest(found: Survey, product: Product, amount: Amount | None) -> str:
    """Return the newest figure where it is not the consolidated one."""
    live = found.view.live.figures.actual.get(product.indicator.id)
    if live is None or live == amount:
        return ""
    words = say("page.newest", amount=amount_words(product.indicator, live))
    return element("span", escaped(words), class_="newest")


def _gauge(reached: Decimal, wanted: Decimal) -> str:
    """Return a bar of how much of the target was reached, full at most."""
    share = min(int(reached * 100 / wanted), 100) if wanted else 0
    tone = "full" if share == 100 else "short"
    return element("span", element("i", class_=tone, style=f"width:{share}%"), class_="gauge")


def _state(found: Survey, line: Line) -> str:
    counts = counted(line.tasks, found.view)
    names = [name for name in TIMELINESS if counts[name]]
    worst = "late" if counts["overdue"] else ""
    tone = _TONES.get(names[0], "") if len(names) == 1 else worst
    return element(
        "span", escaped(progress_words(found, line.tasks)), class_=f"state {tone}".rstrip()
    )


def _units(found: Survey) -> str:
    """Return the table of units and timeliness; units without a task are left out."""
    view = found.view
    held: dict[str, list[Task]] = {}
    for task in view.tasks.values():
        if task.kind != RECEIVE:
            held.setdefault(task.holder, []).append(task)
    order = unit_order(view)
    seen = {timeliness(task, view.now) for tasks in held.values() for task in tasks}
    names = tuple(name for name in TIMELINESS if name in seen)
    rows = [
        _unit_row(found, unit, held[unit], names) for unit in sorted(held, key=order.__getitem__)
    ]
    everyone = [task for tasks in held.values() for task in tasks]
    total = _unit_row(found, "", everyone, names, say("report.sum"))
    titles = [say("column.unit"), *(say(f"timeliness.{name}") for name in names), say("column.all")]
    head = element("tr", *(element("th", escaped(title)) for title in titles))
    body = element("tbody", *rows, total)
    note = say("page.units_note", day=found.day(view.now))
    table = element("table", element("thead", head), body, class_="units")
    return element("p", escaped(note)) + element("div", table, class_="scroll")


def _unit_row(
    found: Survey, unit: str, tasks: list[Task], names: tuple[str, ...], title: str = ""
) -> str:
    counts = counted(tasks, found.view)
    cells = [element("td", escaped(title or found.name(unit)))]
    for name in names:
        tone = _TONES.get(name, "") if counts[name] and not title else ""
        words = str(counts[name]) if counts[name] else ""
        cells.append(element("td", words, class_=f"to-right {tone}".rstrip()))
    cells.append(element("td", str(len(tasks)), class_="to-right"))
    return element("tr", *cells, **({"class_": "total"} if title else {}))


def _picture(found: Survey) -> str:
    """Return the counts in large figures and the picture: a page to hang on a wall."""
    view = found.view
    hint = element("p", escaped(say("page.scroll")), class_="hint")
    picture = element("div", timeline_svg(view), class_="scroll picture")
    return _tiles(found) + hint + picture


def _tiles(found: Survey) -> str:
    """Return how many tasks stand how, those that a leader looks for first."""
    tasks = [task for task in found.view.tasks.values() if task.kind != RECEIVE]
    counts = counted(tasks, found.view)
    tiles = [_tile("", len(tasks), say("column.all"))]
    tiles += [
        _tile(_TONES.get(name, ""), counts[name], say(f"timeliness.{name}"))
        for name in TIMELINESS
        if counts[name]
    ]
    rate = two_by_two(tasks, found.view.now).overdue_rate
    if rate is not None:
        words = element("strong", percent_text(rate)) + escaped(say("page.overdue_rate"))
        tiles.append(element("li", words, class_="late" if rate else "good"))
    return element("ul", *tiles, class_="tiles")


def _tile(tone: str, count: int, words: str) -> str:
    return element("li", element("strong", str(count)), escaped(words), class_=tone)
