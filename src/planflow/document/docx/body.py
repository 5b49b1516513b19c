"""Blocks as paragraphs and tables of a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from planflow.document.docx.markup import made, put_before
from planflow.document.docx.measure import balanced, text_width
from planflow.document.docx.sheet import MARGINS, PAGE, SIZE, turn_page
from planflow.document.docx.table import set_widths, write_grid
from planflow.document.package import writable
from planflow.document.report.block import (
    BASIS,
    CENTRED,
    NOTE,
    Addressees,
    Annex,
    Block,
    Closing,
    Grid,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Subject,
)
from planflow.extra import needs

with needs("docx"):
    from docx.document import Document as Word
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Words

_STYLES: Final = {BASIS: "Basis", NOTE: "Note", CENTRED: "Middle"}
_POINT: Final = 12700
_ROOM: Final = (PAGE[0] - MARGINS["left"] - MARGINS["right"]) / _POINT
_HEAD: Final = (_ROOM * 0.41, _ROOM * 0.59)
_FOOT: Final = (_ROOM * 0.5, _ROOM * 0.5)
_SIGNED: Final = 64
"""Room for a signature and a seal, in points."""


def write(document: Word, blocks: Sequence[Block]) -> None:
    """Write ``blocks`` into a document one after the other."""
    for block in blocks:
        _write(document, block)


def _write(document: Word, block: Block) -> None:  # noqa: C901 - one line a kind of block
    match block:
        case Letterhead():
            _letterhead(document, block)
        case Subject():
            _subject(document, block)
        case Addressees(label, names):
            _addressees(document, label, names)
        case Heading(level, words):
            document.add_paragraph(writable(words), style=f"Heading {level}")
        case Paragraph(words, style):
            document.add_paragraph(writable(words), style=_STYLES.get(style, "Words"))
        case Points(entries, mark):
            prefix = f"{mark} " if mark else ""
            for entry in entries:
                document.add_paragraph(prefix + writable(entry), style="Words")
        case Grid():
            write_grid(document, block)
            document.add_paragraph(style="Gap").paragraph_format.space_after = Pt(6)
        case Annex():
            _annex(document, block)
        case Closing():
            _closing(document, block)
        case _:
            assert_never(block)


def _letterhead(document: Word, head: Letterhead) -> None:
    left, right = _columns(document, _HEAD)
    for words, is_bold in ((head.superior, False), (head.body, True)):
        for part in balanced(words, 12, _HEAD[0] - 11) if words else ():
            _line(left, part, 12, is_bold=is_bold)
    _rule(left, _HEAD[0], min(text_width(head.body, 12), _HEAD[0]) * 0.42)
    _line(left, head.number, 13, before=6)
    if head.about:
        _line(left, head.about, 12)
    _line(right, head.state, 12, is_bold=True)
    _line(right, head.motto, 13, is_bold=True)
    _rule(right, _HEAD[1], text_width(head.motto, 13))
    _line(right, head.place_day, 13, before=6, is_italic=True)
    _drop_first(left, right)


def _subject(document: Word, subject: Subject) -> None:
    document.add_paragraph(
        writable(subject.kind), style="Title"
    ).paragraph_format.space_before = Pt(18)
    title = document.add_paragraph(style="Middle")
    title.add_run(writable(subject.words)).bold = True
    title.paragraph_format.left_indent = title.paragraph_format.right_indent = Cm(1)
    _ruled(document.add_paragraph(style="Gap"), _ROOM, _ROOM * 0.36)
    if subject.period:
        period = document.add_paragraph(style="Middle")
        period.add_run(writable(subject.period)).italic = True
        period.paragraph_format.space_before = Pt(6)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _addressees(document: Word, label: str, names: tuple[str, ...]) -> None:
    """Write to whom it goes: one beside the label, several below its colon."""
    if len(names) == 1:
        one = document.add_paragraph(f"{writable(label)} {writable(names[0])}.", style="Middle")
        one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(12)
        return
    begin = Cm(3.5)
    document.add_paragraph(writable(label), style="Cell").paragraph_format.left_indent = begin
    document.paragraphs[-1].runs[0].font.size = Pt(SIZE)
    ends = [";"] * (len(names) - 1) + ["."]
    for name, end in zip(names, ends, strict=True):
        entry = document.add_paragraph(style="Cell")
        entry.add_run(f"- {writable(name)}{end}").font.size = Pt(SIZE)
        entry.paragraph_format.left_indent = begin + Cm(2.1)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _annex(document: Word, annex: Annex) -> None:
    turn_page(document, is_wide=annex.is_wide)
    for words in (annex.label, annex.title):
        document.add_paragraph(writable(words), style="Title")
    if annex.note:
        document.add_paragraph(style="Middle").add_run(writable(annex.note)).italic = True
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _closing(document: Word, foot: Closing) -> None:
    document.add_paragraph(style="Gap").paragraph_format.space_after = Pt(10)
    for end in document.paragraphs[-2:]:  # a foot does not stand on a page of its own
        end.paragraph_format.keep_with_next = True
    left, right = _columns(document, _FOOT)
    _line(left, foot.label, 12, is_bold=True, is_italic=True, is_centred=False)
    for recipient in foot.recipients:
        _line(left, f"- {recipient}", 11, is_centred=False)
    for office in foot.offices:
        _line(right, office, SIZE, is_bold=True)
    signature, is_signed = foot.signature, foot.is_signed
    _line(right, signature, SIZE, before=_SIGNED, is_bold=is_signed, is_italic=not is_signed)
    _drop_first(left, right)


def _columns(document: Word, shares: tuple[float, float]) -> tuple[_Cell, _Cell]:
    """Return two cells side by side, without rules around them, that stay on one page."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    set_widths(table, shares)
    table.rows[0]._tr.get_or_add_trPr().append(made("cantSplit"))  # noqa: SLF001
    left, right = table.rows[0].cells
    for cell, share in zip((left, right), shares, strict=True):
        cell.width = Pt(share)
    return left, right


def _line(
    cell: _Cell,
    words: str,
    size: float,
    *,
    before: float = 0,
    is_bold: bool = False,
    is_italic: bool = False,
    is_centred: bool = True,
) -> None:
    paragraph = cell.add_paragraph(style="Cell")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(writable(words))
    run.font.size, run.font.bold, run.font.italic = Pt(size), is_bold, is_italic


def _rule(cell: _Cell, room: float, width: float) -> None:
    _ruled(cell.add_paragraph(style="Gap"), room - 11, width)


def _ruled(paragraph: Words, room: float, width: float) -> None:
    """Draw a line of ``width`` in the middle of a paragraph that has ``room``, in points."""
    indent = Pt(max(0.0, (room - width) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.space_before = Pt(2)
    line = made("bottom", val="single", sz="6", space="1", color="000000")
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    put_before(properties, made("pBdr", line), "shd", "spacing", "ind", "jc")


def _drop_first(*cells: _Cell) -> None:
    """Drop the empty paragraph that a new cell begins with."""
    for cell in cells:
        first = cell.paragraphs[0]._p  # noqa: SLF001
        first.getparent().remove(first)
