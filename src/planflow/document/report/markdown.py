"""Blocks as Markdown that reads well as plain text, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, assert_never

from planflow.document.report.block import (
    BASIS,
    CENTRE,
    NOTE,
    RIGHT,
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

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~])")
_RULES: Final = {CENTRE: ":---:", RIGHT: "---:"}


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return ``blocks`` as one Markdown document."""
    return "\n\n".join(_written(block) for block in blocks) + "\n"


def inline(words: str) -> str:
    """Return ``words`` on one line, with everything escaped that Markdown or HTML would read."""
    flat = " ".join(words.replace("\x00", "\ufffd").split())
    return _SPECIAL.sub(r"\\\1", flat.replace("&", "&amp;"))


def _written(block: Block) -> str:  # noqa: PLR0911 - one line a kind of block
    match block:
        case Letterhead():
            return _letterhead(block)
        case Subject():
            return _subject(block)
        case Addressees(label, names):
            return _bulleted(f"**{inline(label)}**", names)
        case Heading(level, words):
            return f"{'#' * (level + 1)} {inline(words)}"
        case Paragraph(words, style):
            return _paragraph(inline(words), style)
        case Points(entries, mark):
            return _points(entries, mark)
        case Grid():
            return _table(block)
        case Annex():
            return _annex(block)
        case Closing():
            return _closing(block)
        case _:
            assert_never(block)


def _letterhead(head: Letterhead) -> str:
    rows = (
        (inline(head.superior), inline(head.state)),
        (":---:", ":---:"),
        (f"**{inline(head.body)}**", f"**{inline(head.motto)}**"),
        ("———", "———————"),
        (inline(head.number), f"*{inline(head.place_day)}*"),
    )
    about = ((inline(head.about), ""),) if head.about else ()
    return "\n".join(f"| {left} | {right} |" for left, right in (*rows, *about))


def _annex(annex: Annex) -> str:
    note = f"\n\n*{inline(annex.note)}*" if annex.note else ""
    return f"---\n\n## {inline(annex.label)}\n\n**{inline(annex.title)}**{note}"


def _subject(subject: Subject) -> str:
    lines = [f"# {inline(subject.kind)}", f"**{inline(subject.words)}**"]
    if subject.period:
        lines.append(f"*{inline(subject.period)}*")
    return "\n\n".join(lines)


def _paragraph(words: str, style: str) -> str:
    return f"*{words}*" if style in (BASIS, NOTE) else words


def _points(entries: tuple[str, ...], mark: str) -> str:
    if mark:
        return "\n".join(f"{mark} {inline(entry)}" for entry in entries)
    return "\n\n".join(inline(entry) for entry in entries)


def _bulleted(label: str, entries: tuple[str, ...]) -> str:
    ends = [";"] * (len(entries) - 1) + ["."]
    lines = (f"- {inline(entry)}{end}" for entry, end in zip(entries, ends, strict=True))
    return "\n".join((f"{label}\n", *lines))


def _table(grid: Grid) -> str:
    rows = [_row(tuple(inline(column.title) for column in grid.columns))]
    rows.append(_row(tuple(map(_rule, grid.columns))))
    last = len(grid.rows) - 1
    for place, row in enumerate(grid.rows):
        cells = tuple(map(inline, row))
        is_total = grid.has_total and place == last
        rows.append(_row(tuple(f"**{c}**" if c else "" for c in cells) if is_total else cells))
    return "\n".join(rows)


def _rule(column: Column) -> str:
    return _RULES.get(column.align, "---")


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _closing(foot: Closing) -> str:
    recipients = "\n".join(f"- {inline(one)}" for one in foot.recipients)
    mark = "**" if foot.is_signed else "*"
    signature = f"{mark}{inline(foot.signature)}{mark}"
    offices = "\n\n".join(f"**{inline(office)}**" for office in foot.offices)
    return f"{offices}\n\n{signature}\n\n***{inline(foot.label)}***\n\n{recipients}"
