"""The empty sheet: A4 with the margins of Decree 30/2020, its styles, the page number on top."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pendulum import Date

from planflow.document.docx.markup import made, put_before
from planflow.document.package import writable
from planflow.extra import needs

with needs("docx"):
    from docx import Document
    from docx.document import Document as Word
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.section import Section
    from docx.shared import Cm, Mm, Pt, RGBColor
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

FONT: Final = "Times New Roman"
PAGE: Final = (Mm(210), Mm(297))
MARGINS: Final = {"top": Mm(20), "bottom": Mm(20), "left": Mm(30), "right": Mm(16)}
SIZE: Final = 14
"""Of the body, in points."""

_KEPT: Final = frozenset(
    {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Header"}
    | {"Title", "Heading1", "Heading2", "Heading3"}
)
_PAGE_NUMBER: Final = (
    ("begin", ""),
    ("instrText", "PAGE"),
    ("separate", ""),
    ("t", "2"),
    ("end", ""),
)
"""The parts of a field: kinds of mark, and elements with words."""
_UNUSED: Final = ("customXml", "numbering", "stylesWithEffects", "thumbnail")
_FONTS: Final = ("ascii", "hAnsi", "eastAsia", "cs")


def blank(*, title: str, author: str, on: Date) -> Word:
    """Return a document without content, ready to be written in."""
    document = Document()
    _tell(document, title=title, author=author, on=on)
    _drop_parts(document)
    _set_styles(document)
    section = document.sections[0]
    lay(section, is_wide=False)
    _number_pages(section)
    return document


def lay(section: Section, *, is_wide: bool) -> None:
    """Set a section's paper and margins; the first page bears no number."""
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(PAGE) if is_wide else PAGE
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", width)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def turn_page(document: Word, *, is_wide: bool) -> None:
    """Begin a section on a new page, counted from one again as an annex is."""
    last = document.paragraphs[-1] if _ends_with_words(document) else None
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _hide_break(document, last)
    lay(section, is_wide=is_wide)
    properties = section._sectPr  # noqa: SLF001 - python-docx has no name for it
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    put_before(properties, made("pgNumType", start="1"), "cols", "titlePg", "docGrid")


def room(document: Word) -> int:
    """Return how wide the words of the current section may be, in English metric units."""
    section = document.sections[-1]
    width, left, right = section.page_width, section.left_margin, section.right_margin
    return int(width or 0) - int(left or 0) - int(right or 0)


def _ends_with_words(document: Word) -> bool:
    body = document.element.body
    return len(body) > 1 and body[-2].tag == qn("w:p")


def _hide_break(document: Word, last: Paragraph | None) -> None:
    """Put the break of sections where it takes no room: into the last paragraph, or a tiny one."""
    carrier = document.paragraphs[-1]
    if last is None:
        carrier.style = document.styles["Gap"]
        return
    section = carrier._p.xpath("./w:pPr/w:sectPr")[0]  # noqa: SLF001
    last._p.set_sectPr(section)  # noqa: SLF001
    document.element.body.remove(carrier._p)  # noqa: SLF001


def _tell(document: Word, *, title: str, author: str, on: Date) -> None:
    """Fill in what the file says of itself; no moment of writing is among it."""
    core = document.core_properties
    core.title, core.author = writable(title)[:255], writable(author)[:255]
    core.last_modified_by, core.comments, core.keywords = core.author, "", ""
    core.language, core.revision = "vi-VN", 1
    core.created = core.modified = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a bare day


def _drop_parts(document: Word) -> None:
    """Drop what python-docx's own template brings and an official document does not have."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _UNUSED:
                del relations[key]


def _set_styles(document: Word) -> None:
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT:
            root.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)
    for fonts in root.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in _FONTS:
            fonts.set(qn(f"w:{script}"), FONT)
    for language in root.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), "vi-VN")
    _set_paragraphs(document)


def _set_paragraphs(document: Word) -> None:
    normal = _style(document, "Normal", SIZE, after=0)
    normal.paragraph_format.line_spacing = 1
    justified, centred = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.CENTER
    body = _style(document, "Words", SIZE, align=justified, indent=1.27)
    body.paragraph_format.line_spacing = 1.15
    _style(document, "Basis", SIZE, align=justified, indent=1.27, is_italic=True)
    _style(
        document, "Note", 12, align=justified, is_italic=True
    ).paragraph_format.space_before = Pt(4)
    for level in (1, 2, 3):
        style = _style(document, f"Heading {level}", SIZE, align=justified, indent=1.27)
        style.font.bold, style.font.italic = True, level == 3
        style.paragraph_format.keep_with_next = True
    _style(document, "Title", SIZE, align=centred, after=0).font.bold = True
    _style(document, "Middle", SIZE, align=centred, after=0)
    _style(document, "Header", SIZE, align=centred, after=0)
    _style(document, "Cell", 12, after=0)
    _style(document, "Gap", 1, after=0)


def _style(
    document: Word,
    name: str,
    size: float,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: float = 0,
    after: float = 6,
    is_italic: bool = False,
) -> ParagraphStyle:
    """Return a paragraph style of this name, made or put right."""
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - for the type: we name no others
    if name != "Normal":
        style.base_style = styles["Normal"]
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    style.font.name, style.font.size, style.font.italic = FONT, Pt(size), is_italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    words = style.paragraph_format
    words.space_before, words.space_after = Pt(0), Pt(after)
    words.alignment, words.first_line_indent = align, Cm(indent)
    return style


def _number_pages(section: Section) -> None:
    """Put the number of the page into the middle above the words."""
    header = section.header
    header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    run = header.paragraphs[0].add_run()
    for kind, words in _PAGE_NUMBER:
        part = made(kind) if words else made("fldChar", fldCharType=kind)
        part.text = words or None
        run._r.append(part)  # noqa: SLF001
