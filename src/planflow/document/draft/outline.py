"""From paragraphs to a tree: sections, items, sub-items by the marks that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from attrs import define, field

from planflow.document.draft.codes import Codes
from planflow.document.draft.frame import annex_number
from planflow.document.draft.manuscript.manuscript import Paragraph, Table, Words
from planflow.document.draft.wording.bare import bare, is_capital
from planflow.document.draft.wording.marker import (
    DECIMAL,
    ROMAN,
    UPPER,
    WORD,
    Marker,
    bullet,
    markers,
    upper_roman,
)
from planflow.document.draft.wording.section import section_kind

Piece: TypeAlias = "Words | Table"

_CLOSING: Final = re.compile(
    r"(?:trong qua trinh|tren day la|ke hoach nay|qua trinh (?:thuc hien|trien khai)"
    r"|tren co so ke hoach|can cu (?:noi dung )?ke hoach|nhan duoc ke hoach|yeu cau (?:cac|thu)"
    r"|de nghi cac|ubnd tinh yeu cau|uy ban nhan dan (?:tinh|huyen|xa).{0,20}yeu cau)"
)
_LONGEST_HEADING: Final = 200


@define(eq=False)
class Node:
    """A section, an item or a sub-item, with what stands below it.

    Attributes:
        code: The path from the section down.
        marker: What stands before it; nothing where the code was counted.
        title: Its words, without the mark.
        depth: How deep it stands; a section stands at 1.
        body: Its own paragraphs and tables, a leading bullet among the words.
        parts: What stands below it.
        closing: Paragraphs after its parts that speak of the whole.
    """

    code: str
    marker: Marker | None
    title: Words
    depth: int
    body: list[Piece] = field(factory=list)
    parts: list[Node] = field(factory=list)
    closing: list[Piece] = field(factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def words(self) -> Iterator[Words]:
        """Yield the words of its own paragraphs."""
        return (piece for piece in self.body if isinstance(piece, Words))


@define(eq=False)
class Outline:
    """A document's body as a tree.

    Attributes:
        opening: What stands before the first section.
        sections: The sections.
        counted: Nodes whose code does not stand in the document.
        repeated: Nodes whose number was there before, or is out of order.
    """

    opening: list[Piece] = field(factory=list)
    sections: list[Node] = field(factory=list)
    counted: list[Node] = field(factory=list)
    repeated: list[Node] = field(factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield every node, in order."""
        for section in self.sections:
            yield from section.walk()


def words_of(paragraph: Paragraph, start: int = 0) -> Words:
    """Return a paragraph's words from a place on."""
    return Words(paragraph.text[start:].strip(), paragraph.lines)


def outline(
    blocks: Sequence[Paragraph | Table], annexes: Sequence[Sequence[Paragraph | Table]] = ()
) -> Outline:
    """Return the tree of a body; each annex is one more section, ``PL`` and its number."""
    builder = _Builder()
    for block in _headed(blocks):
        builder.add(block)
    for annex in annexes:
        builder.open_annex(annex)
    return builder.outline


def _headed(blocks: Sequence[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """Yield the blocks; a mark that stands alone goes with the heading below it."""
    waiting: Paragraph | None = None
    for block in blocks:
        if waiting is not None and isinstance(block, Paragraph) and not markers(block.text):
            text = f"{waiting.text.rstrip(' .:')}. {block.text}"
            yield Paragraph((*waiting.lines, *block.lines), text)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        is_alone = isinstance(block, Paragraph) and _is_lone_mark(block.text)
        waiting = block if is_alone and isinstance(block, Paragraph) else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _is_lone_mark(text: str) -> bool:
    return any(not text[one.length :].strip() and one.rank is not None for one in markers(text))


@define
class _Builder:
    outline: Outline = field(factory=Outline)
    stack: list[Node] = field(factory=list)
    codes: Codes = field(factory=Codes)
    root: Node | None = None

    def open_annex(self, blocks: Sequence[Paragraph | Table]) -> None:
        """Put an annex below a section of its own."""
        title, *rest = blocks
        if isinstance(title, Table):
            return
        self.stack.clear()
        number = annex_number(title) or ""
        self.root = self._push(f"PL{number}", None, words_of(title))
        while rest:
            first = rest[0]
            if isinstance(first, Table) or markers(first.text):
                break
            self.root.body.append(words_of(first))
            rest = rest[1:]
        for block in _headed(rest):
            self.add(block)

    def add(self, block: Paragraph | Table) -> None:
        """Put one block where it belongs."""
        if isinstance(block, Table):
            self._here().append(block)
            return
        found = self._marker(block)
        if found is not None:
            self._open(found, block)
        elif self._is_bare_section(block):
            self._open_unnumbered(block)
        else:
            self._add_words(block)

    def _here(self) -> list[Piece]:
        return self.stack[-1].body if self.stack else self.outline.opening

    def _add_words(self, block: Paragraph) -> None:
        sign, _ = bullet(block.text)
        if len(self.stack) > 1 and not sign and _CLOSING.match(bare(block.text)):
            del self.stack[1:]
            self.stack[0].closing.append(words_of(block))
        elif self.stack and self.stack[-1].closing:
            self.stack[-1].closing.append(words_of(block))
        else:
            self._here().append(words_of(block))

    def _marker(self, block: Paragraph) -> Marker | None:
        """Return the mark before a paragraph as its place tells it; nothing where it is none."""
        possible = [one for one in markers(block.text) if block.text[one.length :].strip()]
        if not possible:
            return None
        continued = (one for one in possible if self._is_next(one))
        found = next(continued, None) or next((one for one in possible if one.ordinal == 1), None)
        return found or next((one for one in possible if self._may_be(one)), None)

    def _is_next(self, marker: Marker) -> bool:
        """Tell whether it counts on from an open node of its style."""
        node = self._open_of(marker.style)
        return (
            node is not None
            and node.marker is not None
            and (marker.ordinal == node.marker.ordinal + 1)
        )

    def _may_be(self, marker: Marker) -> bool:
        """Tell whether a mark that neither counts on nor begins may be one all the same."""
        if marker.style.startswith(DECIMAL) and "." in marker.label:
            return True
        return self._open_of(marker.style) is not None or marker.style not in (UPPER, ROMAN)

    def _open_of(self, style: str) -> Node | None:
        found = (
            n for n in reversed(self.stack) if n.marker is not None and n.marker.style == style
        )
        return next(found, None)

    def _open(self, marker: Marker, block: Paragraph) -> None:
        """Open a node below the one that it belongs to."""
        is_odd = self._make_room(marker)
        prefix = self.stack[-1].code if self.stack else ""
        code = f"{prefix}.{self._own_label(marker)}" if prefix else marker.label
        node = self._push(code, marker, words_of(block, marker.length))
        if is_odd or node.code != code:
            self.outline.repeated.append(node)

    def _make_room(self, marker: Marker) -> bool:
        """Close what ends where ``marker`` begins; tell whether its number is out of order."""
        if marker.style.startswith(DECIMAL) and "." in marker.label:
            return self._make_room_below(marker)
        same = self._open_of(marker.style)
        if same is not None and same.marker is not None:
            is_nested = marker.ordinal == 1 and same is not self.stack[-1] and marker.rank is None
            if not is_nested:
                del self.stack[self.stack.index(same) :]
                return marker.ordinal != same.marker.ordinal + 1
        if marker.rank is not None:
            rank = marker.rank
            while self.stack and self._rank(self.stack[-1]) >= rank and self.stack[-1].marker:
                self.stack.pop()
        return marker.ordinal != 1

    def _make_room_below(self, marker: Marker) -> bool:
        """Make room for ``1.2``: below ``1``, or beside ``1.1``."""
        above = marker.label.rpartition(".")[0]
        for place in range(len(self.stack) - 1, -1, -1):
            node = self.stack[place]
            if node.marker is not None and _is_number(node.marker, above):
                before = self.stack[place + 1] if len(self.stack) > place + 1 else None
                del self.stack[place + 1 :]
                return marker.ordinal != (_ordinal(before) + 1 if before else 1)
        same = self._open_of(marker.style)
        if same is not None:
            del self.stack[self.stack.index(same) :]
            return False
        while self.stack and self._rank(self.stack[-1]) >= 4 and self.stack[-1].marker:
            self.stack.pop()
        return False

    def _rank(self, node: Node) -> int:
        if node.marker is None:
            return 3
        rank = node.marker.rank
        return 5 if rank is None else rank

    def _own_label(self, marker: Marker) -> str:
        """Return what a mark adds to the code above it: ``2`` where ``1.2`` stands below ``1``."""
        above = self.stack[-1].marker if self.stack else None
        if "." in marker.label and above is not None:
            head = marker.label.rpartition(".")[0]
            if _is_number(above, head):
                return marker.label.rpartition(".")[2]
        return marker.label

    def _push(self, code: str, marker: Marker | None, title: Words) -> Node:
        node = Node(self.codes.unique(code), marker, title, len(self.stack) + 1)
        (self.stack[-1].parts if self.stack else self.outline.sections).append(node)
        self.stack.append(node)
        return node

    def _is_bare_section(self, block: Paragraph) -> bool:
        """Tell whether a paragraph is a section's heading without a number."""
        text = block.text
        if len(text) > _LONGEST_HEADING or bullet(text)[0] or not is_capital(text):
            return False
        is_numbered = any(node.marker is not None for node in self.stack[:2])
        return not is_numbered and bool(section_kind(text))

    def _open_unnumbered(self, block: Paragraph) -> None:
        del self.stack[1 if self.root is not None else 0 :]
        beside = self.root.parts if self.root is not None else self.outline.sections
        number = upper_roman(min(len(beside) + 1, 49))
        code = f"{self.root.code}.{number}" if self.root is not None else number
        self.outline.counted.append(self._push(code, None, words_of(block)))


def _is_number(marker: Marker, label: str) -> bool:
    """Tell whether a mark is what ``label`` counts below: ``1``, or a section's ``I`` for 1."""
    if marker.style.startswith((DECIMAL, WORD)):
        return marker.label == label
    is_section = marker.style in (ROMAN, UPPER) or marker.rank is not None
    return is_section and "." not in label and str(marker.ordinal) == label


def _ordinal(node: Node) -> int:
    return node.marker.ordinal if node.marker is not None else 0
