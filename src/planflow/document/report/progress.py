"""How far each line of the plan has come, in words: for the items' section and the table."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.document.line import Line, counted, say, stated_deadline
from planflow.document.number import count_text
from planflow.document.report.block import CENTRE, Annex, Block, Column, Grid, Paragraph
from planflow.document.report.opening import annex_note
from planflow.document.report.survey import NOTHING_KNOWN, Survey
from planflow.domain.deadline import WAITING
from planflow.domain.overview import target_of_all
from planflow.domain.plan import REQUEST, Amount, Indicator, Product
from planflow.domain.report import Figures, Report
from planflow.domain.task import TIMELINESS, Task, product_timeliness, timeliness

_FEW = 12
"""So many units are named one by one; of more only the number is told."""


def progress_annex(found: Survey, label: str) -> Iterator[Block]:
    """Yield the progress table: one row an item or duty."""
    note = annex_note(found)
    yield Annex(label, say("report.progress_title"), is_wide=True, note=note)
    titles = ("no", "item", "wanted", "due", "lead", "progress", "reached", "proposal")
    columns = tuple(
        Column(say(f"column.{title}"), CENTRE if title in ("no", "due") else "left")
        for title in titles
    )
    yield Grid(columns, tuple(_row(found, line) for line in found.lines))
    yield Paragraph(say("report.progress_note"), "note")


def wanted_words(line: Line, product: Product) -> str:
    """Return what the plan wants of a product: ``03 lớp``, or that it names no number."""
    if product.kind == "outcome":
        return say("report.judged")
    target = target_of(line, product)
    if target is None:
        return say("report.no_target")
    amount = amount_words(product.indicator, target)
    return say("report.at_least", amount=amount) if product.at_least else amount


def own_day_words(found: Survey, line: Line, product: Product) -> str:
    """Return the day that a product has for itself and how it stands to it, or nothing."""
    days = [
        (task, own)
        for task in line.tasks
        for own in task.assignment.own_days
        if own.indicator == product.indicator.id
    ]
    if not days:
        return ""
    last = max(own.deadline.due_on for _, own in days)
    told = [product_timeliness(task, own, found.view.now) for task, own in days]
    if len(told) == 1:
        return say("report.own_day_stands", day=last, stands=say(f"timeliness.{told[0]}"))
    late = told.count("overdue")
    key = "report.own_day_missing" if late else "report.own_day"
    return say(key, day=last, count=count_text(late))


def target_of(line: Line, product: Product) -> Amount | None:
    """Return the target over all holders: a target of each unit's own is multiplied by them."""
    return target_of_all(product, len(line.holders()), is_shared=line.is_shared)


def amount_words(indicator: Indicator, amount: Amount, *, is_approximate: bool = False) -> str:
    """Return an amount with what it counts: ``40.156 bản``, ``khoảng 40.000 bản``."""
    words = f"{count_text(amount)} {indicator.measure.vi}"
    return say("report.about", amount=words) if is_approximate else words


def reached_words(indicator: Indicator, figures: Figures) -> str:
    """Return what was reached, or that nothing was reported."""
    amount = figures.actual.get(indicator.id)
    if amount is None:
        return say("report.no_figure")
    is_approximate = indicator.id in figures.approximate
    return amount_words(indicator, amount, is_approximate=is_approximate)


def due_words(line: Line) -> str:
    """Return when a line is due: the plan's words, and the last acceptable day."""
    words = [line.schedule.words] if line.schedule.words else []
    days = sorted({d.due_on for task in line.tasks if (d := stated_deadline(task))})
    if days:
        key = "report.due" if len(days) == 1 else "report.due_last"
        words.append(say(key, day=days[-1], count=count_text(len(days))))
    elif any(task.standing.dating == WAITING for task in line.tasks):
        words.append(say("timeliness.waiting"))
    elif not words:
        words.append(say("deadline.none"))
    return "; ".join(words)


def lead_words(found: Survey, line: Line) -> str:
    """Return who leads or reports: names of few, the number of many."""
    names = units_words(found, line.holders())
    is_asked = line.tasks and all(t.assignment.authority == REQUEST for t in line.tasks)
    return say("report.requested", units=names) if is_asked else names


def units_words(found: Survey, units: tuple[str, ...]) -> str:
    """Return the units' names; of more than a dozen only how many there are."""
    if not units:
        return say("report.nobody")
    if len(units) > _FEW:
        return say("report.units", count=count_text(len(units)))
    return ", ".join(map(found.name, units))


def progress_words(found: Survey, tasks: tuple[Task, ...]) -> str:
    """Return how ``tasks`` stand: one in words, several in numbers."""
    if not tasks:
        return say("report.nobody")
    if len(tasks) == 1:
        return task_words(found, tasks[0])
    counts = counted(tasks, found.view)
    done = sum(task.standing.is_done for task in tasks)
    parts = [say("report.done_of", done=count_text(done), all=count_text(len(tasks)))]
    parts += [
        f"{say(f'timeliness.{name}')}: {count_text(counts[name])}"
        for name in TIMELINESS
        if counts[name]
    ]
    return "; ".join(parts)


def task_words(found: Survey, task: Task) -> str:
    """Return how one task stands: timeliness, and state where that says more."""
    name = timeliness(task, found.view.now)
    words, state = say(f"timeliness.{name}"), say(f"state.{task.state}")
    if name in (task.state, "not_counted"):
        return state
    if task.standing.progress is not None and task.standing.is_open:
        state = say("report.so_far", state=state, percent=str(task.standing.progress))
    return f"{words} ({state})"


def _row(found: Survey, line: Line) -> tuple[str, ...]:
    return (
        line.code,
        line.title,
        "; ".join(_wanted(found, line)) or NOTHING_KNOWN,
        due_words(line),
        lead_words(found, line),
        progress_words(found, line.tasks),
        "; ".join(_reached(found, line)) or NOTHING_KNOWN,
        _proposal(found, line),
    )


def _wanted(found: Survey, line: Line) -> Iterator[str]:
    for product in line.products:
        words = (wanted_words(line, product), own_day_words(found, line, product))
        yield f"{product.indicator.title.vi}: {', '.join(filter(None, words))}"
    if line.is_duty:
        yield say("report.wanted_reports", count=count_text(len(line.tasks)))


def _reached(found: Survey, line: Line) -> Iterator[str]:
    figures = found.view.totals.figures
    for indicator in line.indicators:
        if indicator.id in figures.actual:
            yield f"{indicator.title.vi}: {reached_words(indicator, figures)}"
    yield from received_words(found, line)


def received_words(found: Survey, line: Line) -> Iterator[str]:
    """Yield who has received the line's reports, and when."""
    for receiver in line.receivers:
        if current := receiver.standing.current():
            name, day = found.name(receiver.holder), found.day(current.sent_at)
            words = say("report.received", unit=name, day=day)
            yield words + acted_words(found, current)


def acted_words(found: Survey, report: Report) -> str:
    """Return who gave a report in the issuer's name, or entered it for its holder, if so."""
    if report.acted_by is not None:
        return say("report.acted_by", unit=found.name(report.acted_by))
    if report.entered_by is not None:
        return say("report.entered_by", unit=found.name(report.entered_by))
    return ""


def _proposal(found: Survey, line: Line) -> str:
    """Return what is known to be asked for: a release, a later date."""
    words = [
        say(f"report.{key}", units=units_words(found, tuple(dict.fromkeys(units))))
        for key, units in (
            ("release", [t.holder for t in line.tasks if t.standing.awaits_release]),
            ("extension", [t.holder for t in line.tasks if t.standing.asked]),
        )
        if units
    ]
    return "; ".join(words) or NOTHING_KNOWN
