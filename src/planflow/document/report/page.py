"""Blocks as HTML, set as Decree 30/2020 sets a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from planflow.document.markup import element, escaped
from planflow.document.report.block import (
    Addressees,
    Annex,
    Block,
    Closing,
    Column,
    Grid,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Subject,
)


def to_html(blocks: Sequence[Block]) -> str:
    """Return ``blocks`` as the inside of an article; each annex is a section of its own."""
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Annex)]
    ends = [*starts[1:], len(blocks)]
    body = "\n".join(map(_written, blocks[: starts[0]] if starts else blocks))
    annexes = (
        _annex(blocks[start:end]) for start, end in zip(starts, ends[: len(starts)], strict=True)
    )
    return "\n".join((body, *annexes))


def table(grid: Grid, class_: str = "grid") -> str:
    """Return a table that scrolls by itself where it is wider than the page."""
    head = element("tr", *(_cell("th", column.title, column) for column in grid.columns))
    last = len(grid.rows) - 1
    rows = (
        element(
            "tr",
            *(_cell("td", words, one) for words, one in zip(row, grid.columns, strict=True)),
            **({"class_": "total"} if grid.has_total and place == last else {}),
        )
        for place, row in enumerate(grid.rows)
    )
    body = element("tbody", *rows)
    return element(
        "div", element("table", element("thead", head), body, class_=class_), class_="scroll"
    )


def _written(block: Block) -> str:  # noqa: PLR0911 - one line a kind of block
    match block:
        case Letterhead():
            return _letterhead(block)
        case Subject(kind, words, period):
            return _subject(kind, words, period)
        case Addressees(label, names):
            return _addressees(label, names)
        case Heading(level, words):
            return element(f"h{level + 1}", escaped(words))
        case Paragraph(words, style):
            return element("p", escaped(words), class_=style)
        case Points(entries, mark):
            return _points(entries, mark)
        case Grid():
            return table(block)
        case Annex(label, title, note=note):
            parts = [element("h2", escaped(label)), element("p", escaped(title))]
            parts += [element("p", escaped(note), class_="whose")] if note else []
            return element("header", *parts)
        case Closing():
            return _closing(block)
        case _:
            assert_never(block)


def _annex(blocks: Sequence[Block]) -> str:
    is_wide = any(isinstance(block, Annex) and block.is_wide for block in blocks)
    inner = "\n".join(map(_written, blocks))
    return element("section", inner, class_="annex wide" if is_wide else "annex")


def _letterhead(head: Letterhead) -> str:
    left = element(
        "div",
        element("p", escaped(head.superior)),
        element("p", escaped(head.body), class_="strong ruled short"),
        element("p", escaped(head.number), class_="number"),
    )
    right = element(
        "div",
        element("p", escaped(head.state), class_="strong"),
        element("p", escaped(head.motto), class_="strong motto ruled"),
        element("p", escaped(head.place_day), class_="place"),
    )
    return element("header", left, right, class_="letterhead")


def _subject(kind: str, words: str, period: str) -> str:
    parts = [element("h1", escaped(kind)), element("p", escaped(words), class_="strong")]
    if period:
        parts.append(element("p", escaped(period), class_="period"))
    return element("header", *parts, class_="subject")


def _addressees(label: str, names: tuple[str, ...]) -> str:
    ends = [";"] * (len(names) - 1) + ["."]
    entries = (element("li", escaped(name + end)) for name, end in zip(names, ends, strict=True))
    inner = element("p", escaped(label)) + element("ul", *entries)
    return element("div", inner, class_="addressees")


def _points(entries: tuple[str, ...], mark: str) -> str:
    prefix = f"{mark} " if mark else ""
    return element("div", *(element("p", escaped(prefix + entry)) for entry in entries))


def _cell(name: str, words: str, column: Column) -> str:
    return element(name, escaped(words), class_=f"to-{column.align}")


def _closing(foot: Closing) -> str:
    recipients = (element("li", escaped(f"- {one}")) for one in foot.recipients)
    left = element(
        "div", element("p", escaped(foot.label)), element("ul", *recipients), class_="recipients"
    )
    offices = (element("p", escaped(office), class_="strong") for office in foot.offices)
    name = element("p", escaped(foot.signature), class_="name" if foot.is_signed else "place")
    right = element("div", *offices, name, class_="signature")
    return element("footer", left, right, class_="closing")
