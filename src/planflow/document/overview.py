"""The overview of a plan as tables: counts, reports, products, scores; Markdown or one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from planflow.document.line import local_day, say
from planflow.document.markup import element, empty, escaped
from planflow.document.number import count_text, number_text, percent_text, roman
from planflow.document.report.block import (
    CENTRE,
    RIGHT,
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Points,
    Subject,
)
from planflow.document.report.markdown import to_markdown
from planflow.document.report.page import to_html
from planflow.document.scoreboard import points_text
from planflow.document.status import level_words
from planflow.document.style import STYLE
from planflow.domain.overview import (
    Coverage,
    Group,
    PlanView,
    ProductProgress,
    Scoring,
    TwoByTwo,
    counts_by,
    coverage,
    products,
    scoreboard,
)
from planflow.domain.plan import Amount
from planflow.domain.report import Absentee

_NOTHING: Final = "–"
_COUNTS: Final = ("counted", "done_in_time", "done_late", "open_in_time", "open_overdue")
_RATES: Final = ("completion_rate", "late_rate", "overdue_rate")
_BY: Final = ("level", "holder", "source", "occurrence", "part")


def overview_text(view: PlanView, *, scoring: Scoring | None = None) -> str:
    """Return the overview of a plan as Markdown, in Vietnamese.

    Args:
        view: The plan at a moment.
        scoring: The formula of the scoreboard; nothing: without a scoreboard.
    """
    return to_markdown(overview_blocks(view, scoring))


def overview_html(view: PlanView, *, scoring: Scoring | None = None) -> str:
    """Return the overview of a plan as one page that is complete in itself, in Vietnamese.

    Args:
        view: The plan at a moment.
        scoring: The formula of the scoreboard; nothing: without a scoreboard.
    """
    head = element(
        "head",
        empty("meta", charset="utf-8"),
        empty("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", escaped(view.standing.plan.title.vi)),
        element("style", STYLE),
    )
    article = element("article", to_html(overview_blocks(view, scoring)), class_="sheet")
    body = element("body", element("main", article))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='vi')}\n"


def overview_blocks(view: PlanView, scoring: Scoring | None) -> tuple[Block, ...]:
    """Return the blocks of the overview."""
    day = local_day(view, view.now)
    title = view.standing.plan.title.vi
    parts = {
        "counts": tuple(_counts(view)),
        "reports": tuple(_reports(view)),
        "products": tuple(_products(view)),
        "scores": tuple(_scores(view, scoring)) if scoring is not None else (),
    }
    told = {name: blocks for name, blocks in parts.items() if blocks}
    found: list[Block] = [Subject(say("overview.kind"), title, say("overview.as_of", day=day))]
    for number, (name, blocks) in enumerate(told.items(), 1):
        found += [Heading(1, f"{roman(number)}. {say(f'overview.{name}')}"), *blocks]
    return tuple(found)


def _counts(view: PlanView) -> Iterator[Block]:
    yield Paragraph(say("overview.counts_note"), "note")
    for by in _BY:
        found = counts_by(view, by)
        if len(found) > 1:
            yield Heading(2, say(f"overview.by_{by}"))
            yield _count_grid(view, by, found)


def _count_grid(view: PlanView, by: str, found: dict[Group, TwoByTwo]) -> Grid:
    names = (*_COUNTS, *_RATES)
    columns = (Column(say(f"overview.{name}"), RIGHT) for name in names)
    rows = [(_group_words(view, by, one), *_count_cells(each)) for (one,), each in found.items()]
    whole = sum(found.values(), TwoByTwo(0, 0, 0, 0))
    total = (say("report.sum"), *_count_cells(whole))
    return Grid((Column(say(f"overview.{by}")), *columns), (*rows, total), has_total=True)


def _count_cells(count: TwoByTwo) -> tuple[str, ...]:
    counts = (count_text(getattr(count, name)) for name in _COUNTS)
    return (*counts, *(_rate(getattr(count, name)) for name in _RATES))


def _group_words(view: PlanView, by: str, group: str) -> str:
    if by == "holder":
        return view.unit_name(group)
    if by == "level":
        return level_words(group, "vi")
    if by == "part":
        return say(f"overview.part_{group}")
    return group if group and group != "once" else _NOTHING


def _rate(rate: Decimal | None) -> str:
    return _NOTHING if rate is None else percent_text(rate)


def _reports(view: PlanView) -> Iterator[Block]:
    found = coverage(view, "source", "occurrence", "level")
    if not found:
        yield Paragraph(say("report.no_duty"))
        return
    names = ("owed", "given", "rate", "missing", "asked", "answered")
    titles = (Column(say(f"overview.{name}")) for name in ("source", "occurrence", "level"))
    columns = (Column(say(f"overview.{name}"), RIGHT) for name in names)
    rows = [
        (source, _group_words(view, "", period), level_words(level, "vi"), *_cells(each))
        for (source, period, level), each in found.items()
    ]
    yield Grid((*titles, *columns), tuple(rows))
    for (source, occurrence), each in coverage(view).items():
        lines = [*_absent(view, (*each.missing, *each.unanswered, *each.excused))]
        if lines:
            period = "" if occurrence == "once" else f", {occurrence}"
            yield Heading(2, say("overview.not_reported", duty=f"{source}{period}"))
            yield Points(tuple(lines))


def _cells(found: Coverage) -> tuple[str, ...]:
    counts = (found.owed, found.given, len(found.missing), found.asked, found.answered)
    owed, given, *rest = map(count_text, counts)
    return (owed, given, _rate(found.rate), *rest)


def _absent(view: PlanView, absent: Iterable[Absentee]) -> Iterator[str]:
    for each in absent:
        yield f"{view.unit_name(each.holder)}: {say(f'absence.{each.reason}')}"


def _products(view: PlanView) -> Iterator[Block]:
    pairs = list(zip(products(view), products(view, live=True), strict=True))
    if not pairs:
        return
    names = ("source", "product", "target", "consolidated", "live", "met", "lacking")
    rights = ("target", "consolidated", "live")
    columns = tuple(
        Column(say(f"overview.{name}"), RIGHT if name in rights else "left") for name in names
    )
    yield Grid(columns, tuple(_product_row(view, *pair) for pair in pairs))
    yield Paragraph(say("overview.products_note"), "note")


def _product_row(view: PlanView, pinned: ProductProgress, live: ProductProgress) -> tuple[str, ...]:
    period = "" if pinned.occurrence == "once" else f" · {pinned.occurrence}"
    met = {True: "met_yes", False: "met_no", None: "met_unknown"}[pinned.is_met]
    lacking = ", ".join(map(view.unit_name, pinned.lacking)) if pinned.is_met is False else ""
    return (
        f"{pinned.item}{period}",
        pinned.product.indicator.title.vi,
        _amount(pinned.target),
        _amount(pinned.achieved),
        _amount(live.achieved),
        say(f"overview.{met}"),
        lacking or _NOTHING,
    )


def _amount(amount: Amount | None) -> str:
    return _NOTHING if amount is None else number_text(amount)


def _scores(view: PlanView, scoring: Scoring) -> Iterator[Block]:
    scores = scoreboard(view, scoring)
    yield Paragraph(scoring.title.vi, "note")
    names = ("rank", "holder", "points", "grade", "commended")
    aligns = {"rank": CENTRE, "points": RIGHT}
    columns = tuple(Column(say(f"overview.{n}"), aligns.get(n, "left")) for n in names)
    yield Grid(
        columns,
        tuple(
            (
                str(score.rank or _NOTHING),
                view.unit_name(score.unit),
                points_text(score.points, "vi"),
                score.grade.title.vi if score.grade else _NOTHING,
                say("score.commended") if score.is_commended else _NOTHING,
            )
            for score in scores
        ),
    )
    yield Heading(2, say("overview.why"))
    for score in scores:
        yield Heading(3, view.unit_name(score.unit))
        yield Points(tuple(sentence.text("vi") for sentence in score.sentences()))
