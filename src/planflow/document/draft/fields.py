"""The labelled fields of an item: which of its paragraphs stand under which label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field

from planflow.document.draft.bracket import split_bracket
from planflow.document.draft.manuscript.manuscript import Table, Words
from planflow.document.draft.outline import Node, Piece
from planflow.document.draft.wording.label import (
    FIELDS,
    LEAD,
    OTHER,
    PARTIES,
    TIME,
    is_label,
    split_labels,
    trimmed,
    unknown_label,
)
from planflow.document.draft.wording.marker import bullet

_LEADING: Final = (LEAD, PARTIES, TIME)


@define
class FieldReading:
    """An item's words, sorted.

    Attributes:
        title: The title without the labels in it.
        under: The words under each label, by field.
        details: Words without a label.
        tables: Its tables.
    """

    title: Words
    under: dict[str, list[Words]] = field(factory=dict)
    details: list[Words] = field(factory=list)
    tables: list[Table] = field(factory=list)

    @property
    def is_item(self) -> bool:
        """Tell whether a field stands there that only an item has."""
        return any(self.under.get(name) for name in FIELDS)

    def put(self, name: str, words: Words) -> None:
        """Add words to a field."""
        self.under.setdefault(name, []).append(words)


def read_fields(title: Words, pieces: Sequence[Piece]) -> FieldReading:
    """Return the fields of an item with ``title`` and these paragraphs."""
    head, labelled = split_labels(title.text)
    if not labelled:
        head, labelled = split_bracket(title.text)
    found = FieldReading(Words(head or title.text, title.lines))
    for one in labelled:
        found.put(one.field, Words(one.text, title.lines, one.label))
    _Sorter(found).sort(pieces)
    _name_unknown(found)
    return found


@define
class _Sorter:
    found: FieldReading
    open_field: str = ""
    open_sign: str = ""
    open_label: str = ""

    def sort(self, pieces: Sequence[Piece]) -> None:
        """Put every paragraph under its label; what has none is a detail."""
        for piece in pieces:
            if isinstance(piece, Table):
                self.found.tables.append(piece)
            else:
                self._add(piece)

    def _add(self, piece: Words) -> None:
        sign, length = bullet(piece.text)
        text = piece.text[length:]
        head, labelled = split_labels(text)
        whole = is_label(text) if not labelled else ""
        if whole and not labelled:
            self._open(whole, sign, text.strip(" :."))
        elif labelled:
            self._add_labelled(piece, sign, head)
        elif self.open_field and self._goes_on(sign):
            self.found.put(self.open_field, Words(trimmed(text), piece.lines, self.open_label))
        else:
            self.open_field = ""
            self.found.details.append(piece)

    def _add_labelled(self, piece: Words, sign: str, head: str) -> None:
        _, labelled = split_labels(piece.text[bullet(piece.text)[1] :])
        if head:
            self.found.details.append(Words(head, piece.lines))
        for one in labelled:
            if one.text:
                self.found.put(one.field, Words(one.text, piece.lines, one.label))
        last = labelled[-1]
        self._open(last.field, sign, last.label)
        if not last.text:
            self.found.put(last.field, Words("", piece.lines, last.label))

    def _open(self, name: str, sign: str, label: str) -> None:
        self.open_field, self.open_sign, self.open_label = name, sign, label

    def _goes_on(self, sign: str) -> bool:
        """Tell whether a paragraph without a label still stands under the last one."""
        words = self.found.under.get(self.open_field, [])
        is_empty = not any(each.text for each in words if each.label == self.open_label)
        if is_empty or (words and words[-1].text.endswith(":")):
            return True
        return bool(sign) and sign != self.open_sign


def _name_unknown(found: FieldReading) -> None:
    """Give a heading with a colon that is no known label its own place, beside known ones."""
    if not found.is_item:
        return
    details, found.details = found.details, []
    for piece in details:
        sign, length = bullet(piece.text)
        unknown = unknown_label(piece.text[length:]) if sign else None
        if unknown is not None:
            found.put(OTHER, Words(unknown.text, piece.lines, unknown.label))
        else:
            found.details.append(piece)


def field_of(node: Node) -> str:
    """Return the field that a node is, where its number only counts labels: ``a) Chủ trì: …``."""
    head, labelled = split_labels(node.title.text)
    if labelled and not head:
        return labelled[0].field
    return is_label(node.title.text)


def flattened(node: Node) -> Iterator[Piece]:
    """Yield a node and all below it as paragraphs, each with its mark."""
    mark = f"{node.marker.label}) " if node.marker is not None else ""
    yield Words(f"{mark}{node.title.text}", node.title.lines)
    yield from node.body
    for part in node.parts:
        yield from flattened(part)
    yield from node.closing


def as_field(node: Node) -> Iterator[Piece]:
    """Yield a node that is a field, and all below it, without its mark."""
    yield node.title
    for piece in node.body:
        yield piece if isinstance(piece, Table) else _bulleted(piece)
    for part in node.parts:
        yield from map(_bulleted_piece, flattened(part))


def _bulleted_piece(piece: Piece) -> Piece:
    return piece if isinstance(piece, Table) else _bulleted(piece)


def _bulleted(piece: Words) -> Words:
    """Return a paragraph that stands below a label, as one that goes on under it."""
    if bullet(piece.text)[0] or split_labels(piece.text)[1]:
        return piece
    return Words(f"• {piece.text}", piece.lines)


def groups(pieces: Sequence[Piece]) -> list[tuple[Words, list[Piece]]]:
    """Return the items that stand in one body without numbers: a title, then its labels.

    They are several where the same label stands below several titles, or where several
    paragraphs bear labels behind their words; otherwise there is none.
    """
    starts: list[int] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, Words) and _begins_item(pieces, at):
            starts.append(at)
    if len(starts) < 2:
        return []
    edges = [*starts, len(pieces)]
    found = []
    for first, last in zip(starts, edges[1:], strict=True):
        title = pieces[first]
        if isinstance(title, Words):
            found.append((title, list(pieces[first + 1 : last])))
    return found if _repeats(found) else []


def _begins_item(pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    if not isinstance(piece, Words):
        return False
    head, labelled = split_labels(piece.text[bullet(piece.text)[1] :])
    if labelled:
        return bool(head) and len(head.split()) > 2 and labelled[0].field in _LEADING
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if not isinstance(after, Words) or is_label(piece.text):
        return False
    sign, length = bullet(after.text)
    head, labelled = split_labels(after.text[length:])
    is_below = not sign or sign != bullet(piece.text)[0]
    return bool(labelled) and not head and is_below and labelled[0].field in FIELDS


def _repeats(found: Sequence[tuple[Words, list[Piece]]]) -> bool:
    """Tell whether a field stands in more than one of the groups."""
    counts: dict[str, int] = {}
    for title, pieces in found:
        for name in read_fields(title, pieces).under:
            counts[name] = counts.get(name, 0) + 1
    return any(counts.get(name, 0) > 1 for name in FIELDS)
