"""Section II: what came of each item, with its figures, and the official count."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.document.line import Line, say
from planflow.document.number import count_text, percent_text
from planflow.document.report.block import Block, Heading, Paragraph, Points
from planflow.document.report.progress import (
    acted_words,
    amount_words,
    due_words,
    lead_words,
    own_day_words,
    progress_words,
    reached_words,
    received_words,
    units_words,
    wanted_words,
)
from planflow.document.report.survey import Survey
from planflow.domain.overview import two_by_two
from planflow.domain.plan import Product
from planflow.domain.task import Task


def results(found: Survey, annex: str) -> Iterator[Block]:
    """Yield section II."""
    yield Heading(1, say("report.results"))
    above: tuple[tuple[str, str], ...] = ()
    for line in found.lines:
        if line.is_duty:
            continue
        yield from _headings(line, above)
        above = line.above
        yield Points(tuple(_statements(found, line)))
    yield Heading(2, say("report.counted"))
    yield Paragraph(_count(found, annex))


def _headings(line: Line, above: tuple[tuple[str, str], ...]) -> Iterator[Heading]:
    """Yield the headings of the items that a line is part of, where they begin, and its own."""
    for level, (code, title) in enumerate(line.above):
        if line.above[: level + 1] != above[: level + 1]:
            yield Heading(level + 2, f"{code}. {title}")
    yield Heading(min(len(line.above) + 2, 4), f"{line.code}. {line.title}")


def _statements(found: Survey, line: Line) -> Iterator[str]:
    yield say("report.time", time=due_words(line))
    yield _responsible(found, line)
    for product in line.products:
        yield _product(found, line, product)
    yield say("report.progress", progress=_progress(found, line))
    yield from (f"{words}." for words in received_words(found, line))
    for task in line.tasks if len(line.tasks) == 1 else ():
        if narrative := found.narrative(task):
            yield say("report.told", narrative=" ".join(narrative.split()))


def _responsible(found: Survey, line: Line) -> str:
    words = say("report.lead", units=lead_words(found, line))
    named = tuple(dict.fromkeys(task.holder for task in line.partners))
    partners = [units_words(found, named)] if named else []
    partners += [say("report.unnamed", words=each) for each in line.unnamed]
    if partners:
        words += say("report.partners", units="; ".join(partners))
    return f"{words}."


def _product(found: Survey, line: Line, product: Product) -> str:
    indicator, figures = product.indicator, found.view.totals.figures
    own_day = own_day_words(found, line, product)
    if product.kind == "outcome" and indicator.id not in figures.actual:
        words = say("report.outcome", title=indicator.title.vi)
        return f"{words.rstrip('.')}; {own_day}." if own_day else words
    words = say(
        "report.product",
        title=indicator.title.vi,
        reached=reached_words(indicator, figures),
        wanted=wanted_words(line, product),
    )
    words += f"; {own_day}" if own_day else ""
    expected = figures.estimate.get(indicator.id)
    if expected is not None and expected != figures.actual.get(indicator.id):
        words += say("report.expected", amount=amount_words(indicator, expected))
    live = found.view.live.figures.actual.get(indicator.id)
    if live is not None and live != figures.actual.get(indicator.id):
        words += say("report.newest", amount=amount_words(indicator, live))
    return words + say("report.product_end")


def _progress(found: Survey, line: Line) -> str:
    words = [progress_words(found, line.tasks)]
    if len(line.tasks) == 1:
        words += _days(found, line.tasks[0])
    if line.partners:
        progress = progress_words(found, line.partners)
        words.append(say("report.partners_progress", progress=progress))
    return "; ".join(words)


def _days(found: Survey, task: Task) -> Iterator[str]:
    """Yield when the task was reported partially and closed."""
    course = found.view.course(task.id)
    if course.partial_at:
        yield say("report.partial_on", day=found.day(course.partial_at))
    if course.reported_at and task.standing.is_done:
        words = say("report.closed_on", day=found.day(course.reported_at))
        yield words + acted_words(found, task.standing.reports[-1])


def _count(found: Survey, annex: str) -> str:
    counts = two_by_two(found.view.tasks.values(), found.view.now)
    words = say(
        "report.two_by_two",
        day=found.day(found.view.now),
        fallen=count_text(counts.fallen_due),
        in_time=count_text(counts.done_in_time),
        late=count_text(counts.done_late),
        overdue=count_text(counts.open_overdue),
        open=count_text(counts.open_in_time),
    )
    rate = counts.overdue_rate
    if rate is not None:
        words += say("report.rate", rate=percent_text(rate))
    return words + say("report.see_annex", annex=annex)
