"""From the outline to raw items: which nodes are items, which only stand above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import define, evolve, field, frozen

from planflow.document.draft.codes import Codes
from planflow.document.draft.draft import DraftNote
from planflow.document.draft.fields import (
    FieldReading,
    as_field,
    field_of,
    flattened,
    groups,
    read_fields,
)
from planflow.document.draft.manuscript.manuscript import Line, Table, Words
from planflow.document.draft.outline import Node, Outline, Piece
from planflow.document.draft.raw import RawItem, RawSection, RawTable
from planflow.document.draft.table.table import read_tables
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.label import (
    BUDGET,
    FIELDS,
    LEAD,
    NOTES,
    OTHER,
    PARTIES,
    PARTNERS,
    PRODUCTS,
    SUPERVISOR,
    TIME,
)
from planflow.document.draft.wording.marker import bullet
from planflow.document.draft.wording.section import (
    MONEY,
    ORGANISATION,
    PURPOSE,
    REPORTING,
    TASKS,
    TIMING,
    part_kind,
    section_kind,
)

_KEPT: Final = (LEAD, PARTNERS, PARTIES, TIME, PRODUCTS, BUDGET, NOTES)
_ELSEWHERE: Final = re.compile(
    r"(?:phu luc|bang|bieu|danh muc)\b.{0,40}(?:kem theo|sau|duoi day|dinh kem)\s*[.:)]*$"
)
_HOLDERS: Final = (LEAD, PARTNERS, PARTIES)
_DUTIES: Final = (ORGANISATION, REPORTING)


@frozen
class Told:
    """A paragraph that may tell somebody to do something: of the implementation section.

    Attributes:
        code: Of the place where it stands.
        who: Whom its heading names, if there is one.
        words: Its words.
        pieces: What stands below it.
        kind: What its section announces.
        is_numbered: Its number stands in the document.
    """

    code: str
    who: str
    words: Words
    pieces: tuple[Words, ...] = ()
    kind: str = ORGANISATION
    is_numbered: bool = True


@define
class Collected:
    """What the body of a plan holds.

    Attributes:
        items: The items.
        told: What the implementation section tells whom.
        notes: Everything else that is kept.
        budget: The words of the section on money.
        rest: Lines of tables that are no items.
        inherited: Fields that an item has from the node above it: code, field.
        codes: The codes that are taken.
        used: The lines of tables of items: order numbers and whatever else went into one.
    """

    items: list[RawItem] = field(factory=list)
    told: list[Told] = field(factory=list)
    notes: list[tuple[str, str, Words]] = field(factory=list)
    budget: list[Words] = field(factory=list)
    rest: list[Line] = field(factory=list)
    inherited: list[tuple[str, str]] = field(factory=list)
    codes: Codes = field(factory=Codes)
    used: set[Line] = field(factory=set)

    @property
    def has_fields(self) -> bool:
        """Tell whether any item has labelled fields of its own."""
        return any(
            one.lead or one.partners or one.parties or one.time or one.products
            for one in self.items
        )


def collect(outline: Outline) -> Collected:
    """Return the raw items of a body, what its other sections say, and what is left."""
    collector = _Collector(outline)
    collector.run()
    return collector.found


@define
class _Collector:
    outline: Outline
    found: Collected = field(factory=Collected)
    is_open: bool = False

    def run(self) -> None:
        """Read every section by what it announces."""
        self.found.codes.update(node.code for node in self.outline.walk())
        kinds = [section_kind(one.title.text) for one in self.outline.sections]
        self.is_open = TASKS not in kinds
        self._loose("", "preamble", self.outline.opening, ())
        for section, kind in zip(self.outline.sections, kinds, strict=True):
            self._visit(section, kind, (), {})

    def _visit(
        self, node: Node, kind: str, above: tuple[RawSection, ...], given: dict[str, list[Words]]
    ) -> None:
        if kind == MONEY and not _has_fields(node):
            self._money(node)
        elif kind in _DUTIES and not _has_fields(node):
            self._organisation(node, kind)
        elif (kind == TIMING and not _has_holders(node)) or (
            kind == PURPOSE and not _has_fields(node)
        ):
            self._note(node, kind)
        else:
            self._tasks(node, kind, above, given)

    def _money(self, node: Node) -> None:
        pieces = list(flattened(node))[1:] or [node.title]
        self._note(node, MONEY)
        self.found.budget += [piece for piece in pieces if isinstance(piece, Words)]

    def _note(self, node: Node, kind: str) -> None:
        for one in node.walk():
            self.found.notes.append((kind, one.code, one.title))
            self._loose(one.code, kind, [*one.body, *one.closing], ())

    def _loose(
        self, code: str, kind: str, pieces: Sequence[Piece], above: tuple[RawSection, ...]
    ) -> None:
        """Keep paragraphs as notes; tables among them may hold items."""
        self._tables(code, [piece for piece in pieces if isinstance(piece, Table)], above)
        words = (piece for piece in pieces if isinstance(piece, Words))
        self.found.notes += [(kind, code, one) for one in words]

    # ------------------------------------------------------------ items

    def _tasks(
        self, node: Node, kind: str, above: tuple[RawSection, ...], given: dict[str, list[Words]]
    ) -> None:
        """Read a node of a section of tasks, or of one that does not say what it is."""
        fields, parts = self._own(node)
        for table in fields.tables:
            self._tables(node.code, [table], (*above, RawSection(node.code, node.title)))
        inner = any(map(_has_fields, parts))
        many = groups([piece for piece in node.body if isinstance(piece, Words)])
        if many and not inner:
            self._grouped(node, many, above, given)
        elif fields.is_item and not inner:
            self._item(node, fields, parts, above, given)
        elif parts:
            self._above(node, fields, parts, kind, above, given)
        elif fields.tables and not fields.details:
            self.found.notes.append((kind or TASKS, node.code, node.title))
        elif kind == TASKS or (self.is_open and not kind and node.depth > 1) or given:
            self._leaf(node, fields, above, given)
        else:
            self.found.notes.append((kind or TASKS, node.code, node.title))
            self._loose(node.code, kind or TASKS, list(node.words()), above)
        self._closing(node, kind)

    def _closing(self, node: Node, kind: str) -> None:
        for piece in node.closing:
            if isinstance(piece, Words):
                self.found.told.append(
                    Told(node.code, "", piece, kind=kind or TASKS, is_numbered=False)
                )

    def _own(self, node: Node) -> tuple[FieldReading, list[Node]]:
        """Return a node's own fields, and its parts that are no fields."""
        names = [field_of(part) if node.depth else "" for part in node.parts]
        count = sum(1 for name in names if name)
        is_core = any(name in FIELDS for name in names) and 2 * count >= len(names)
        is_core = is_core and (count > 1 or node.depth > 1)
        pieces = list(node.body)
        parts = []
        for part, name in zip(node.parts, names, strict=True):
            if name and is_core:
                pieces += as_field(part)
            else:
                parts.append(part)
        return read_fields(node.title, pieces), parts

    def _above(
        self,
        node: Node,
        fields: FieldReading,
        parts: Sequence[Node],
        kind: str,
        above: tuple[RawSection, ...],
        given: dict[str, list[Words]],
    ) -> None:
        """Read the parts of a node that stands above items; what it says holds for them."""
        inner = {**given, **{name: fields.under[name] for name in FIELDS if fields.under.get(name)}}
        here = (*above, RawSection(node.code, fields.title))
        self.found.notes.append((kind or TASKS, node.code, node.title))
        own = {line for name in inner for words in inner[name] for line in words.lines}
        for piece in node.words():
            if not any(line in own for line in piece.lines):
                self.found.notes.append((kind or TASKS, node.code, piece))
        for part in parts:
            self._visit(part, self._kind_of(part, kind), here, inner)

    def _kind_of(self, part: Node, kind: str) -> str:
        """Return what a part announces: of itself, or as its section does."""
        if part.depth > 2 or _has_fields(part):
            return kind
        if part.depth == 2 and kind == "":
            return section_kind(part.title.text)
        own = part_kind(part.title.text)
        return own if own and own != TASKS else kind

    def _item(
        self,
        node: Node,
        fields: FieldReading,
        parts: Sequence[Node],
        above: tuple[RawSection, ...],
        given: dict[str, list[Words]],
    ) -> None:
        for part in parts:
            pieces = list(flattened(part))
            self._tables(node.code, [one for one in pieces if isinstance(one, Table)], above)
            fields.details += [piece for piece in pieces if isinstance(piece, Words)]
        self._put(node.code, fields, above, given, is_numbered=node.marker is not None)

    def _grouped(
        self,
        node: Node,
        many: Sequence[tuple[Words, list[Piece]]],
        above: tuple[RawSection, ...],
        given: dict[str, list[Words]],
    ) -> None:
        """Read items that stand below a node without numbers of their own."""
        first = many[0][0].lines[0]
        self.found.notes.append((TASKS, node.code, node.title))
        for piece in node.words():
            if piece.lines[0] is first:
                break
            self.found.notes.append((TASKS, node.code, piece))
        here = (*above, RawSection(node.code, node.title))
        for title, pieces in many:
            words = Words(title.text[bullet(title.text)[1] :], title.lines)
            self._put(
                self.found.codes.below(node.code),
                read_fields(words, pieces),
                here,
                given,
                is_numbered=False,
            )

    def _leaf(
        self,
        node: Node,
        fields: FieldReading,
        above: tuple[RawSection, ...],
        given: dict[str, list[Words]],
    ) -> None:
        """Read a node without fields: it is the item, or its points are, if it is a section."""
        words = list(node.words())
        if node.depth > 1 or not words:
            self._put(node.code, fields, above, given, is_numbered=node.marker is not None)
            return
        self.found.notes.append((TASKS, node.code, node.title))
        here = (*above, RawSection(node.code, node.title))
        for title, pieces in _tasks_among(words):
            if not pieces and _announces(title.text):
                self.found.notes.append((TASKS, node.code, title))
                continue
            plain = Words(title.text[bullet(title.text)[1] :], title.lines)
            self._put(
                self.found.codes.below(node.code),
                read_fields(plain, pieces),
                here,
                given,
                is_numbered=False,
            )

    def _put(
        self,
        code: str,
        fields: FieldReading,
        above: tuple[RawSection, ...],
        given: dict[str, list[Words]],
        *,
        is_numbered: bool,
    ) -> None:
        under = dict(fields.under)
        for name, words in given.items():
            if not under.get(name) and not (name == PARTIES and under.get(LEAD)):
                under[name] = words
                self.found.inherited.append((code, name))
        others = [*under.get(SUPERVISOR, ()), *under.get(OTHER, ())]
        kept = {name: tuple(under.get(name, ())) for name in _KEPT}
        self.found.items.append(
            RawItem(
                code=code,
                title=fields.title,
                sections=above,
                details=tuple(fields.details),
                others=tuple(others),
                is_numbered=is_numbered,
                **kept,
            )
        )

    # ------------------------------------------------------------ tables

    def _tables(self, code: str, tables: Sequence[Table], above: tuple[RawSection, ...]) -> None:
        read = read_tables(tables) if tables else ()
        for table in read:
            self._table(code, table, above)
        if any(table.items for table in read):
            rest = {line for table in read for line in table.rest}
            self.found.used |= set(_table_lines(tables)) - rest

    def _table(self, code: str, table: RawTable, above: tuple[RawSection, ...]) -> None:
        self.found.rest += table.rest
        for _, heading in table.headings:
            self.found.notes.append((TASKS, code, heading))
        for section in table.sections:
            self.found.notes.append((TASKS, section.code, section.title))
        for item in table.items:
            self.found.items.append(
                evolve(
                    item, code=self._row_code(code, item, table), sections=(*above, *item.sections)
                )
            )

    def _row_code(self, code: str, item: RawItem, table: RawTable) -> str:
        """Return a row's code in the plan: below the section where the table stands."""
        own = item.code
        is_path = bool(item.sections) and own.startswith(item.sections[0].code)
        is_own = is_path and own[:1].isalpha() and own.split(".")[0] != code
        found = f"{code}.{own}" if code and not (is_own and self._is_free(table)) else own
        return self.found.codes.unique(found)

    def _is_free(self, table: RawTable) -> bool:
        """Tell whether the sections of a table are none of the document's."""
        taken = {node.code for node in self.outline.sections}
        return not any(section.code in taken for section in table.sections)

    # ------------------------------------------------------------ the implementation section

    def _organisation(self, node: Node, kind: str) -> None:
        """Read who is told what: by parts, or by paragraphs."""
        self.found.notes.append((kind, node.code, node.title))
        self._tables(node.code, [one for one in node.body if isinstance(one, Table)], ())
        for title, pieces in _points(list(node.words())):
            self.found.told.append(
                Told(node.code, "", title, _only_words(pieces), kind, is_numbered=False)
            )
        for part in node.parts:
            self._told(part, kind)
        self._closing(node, kind)

    def _told(self, node: Node, kind: str) -> None:
        inner = part_kind(node.title.text) if node.depth <= 2 else ""
        if inner in (MONEY, REPORTING) and inner != kind:
            self._visit(node, inner, (), {})
            return
        pieces = list(flattened(node))[1:]
        self._tables(node.code, [one for one in pieces if isinstance(one, Table)], ())
        words = tuple(piece for piece in pieces if isinstance(piece, Words))
        self.found.told.append(Told(node.code, "", node.title, words, kind))


def _has_fields(node: Node) -> bool:
    """Tell whether a node or one below it bears fields that only items have."""
    for one in node.walk():
        title = Words("", one.title.lines) if one.depth == 1 else one.title
        if read_fields(title, one.body).is_item:
            return True
        names = [field_of(part) for part in one.parts]
        if len(names) > 1 and all(names) and any(name in FIELDS for name in names):
            return True
    return False


def _has_holders(node: Node) -> bool:
    """Tell whether somebody holds a node or one below it; a plan's own time has no holder."""
    readings = [read_fields(one.title, one.body) for one in node.walk()]
    names = {field_of(part) for one in node.walk() for part in one.parts}
    return any(one.under.get(name) or name in names for one in readings for name in _HOLDERS)


def _points(words: Sequence[Words]) -> Iterator[tuple[Words, list[Piece]]]:
    """Yield the paragraphs of the highest kind, each with those that stand below it."""
    if not words:
        return
    signs = [bullet(one.text)[0] for one in words]
    first = next((sign for sign in signs if sign), "")
    current: tuple[Words, list[Piece]] | None = None
    for one, sign in zip(words, signs, strict=True):
        is_below = bool(sign) and (sign != first or (current is not None and _waits(current)))
        if current is not None and is_below and not (sign == first and _is_point(current)):
            current[1].append(one)
            continue
        if current is not None:
            yield current
        current = (one, [])
    if current is not None:
        yield current


def _tasks_among(words: Sequence[Words]) -> Iterator[tuple[Words, list[Piece]]]:
    """Yield the points of a section of tasks; one that only announces others stands alone."""
    for title, pieces in _points(words):
        inner = [piece for piece in pieces if isinstance(piece, Words)]
        if inner and not bullet(title.text)[0]:
            yield title, []
            yield from _points(inner)
        else:
            yield title, pieces


def _announces(text: str) -> bool:
    """Tell whether a paragraph only says where the tasks stand."""
    return text.rstrip().endswith(":") or _ELSEWHERE.search(bare(text)) is not None


def _waits(current: tuple[Words, list[Piece]]) -> bool:
    return not bullet(current[0].text)[0] and current[0].text.rstrip().endswith(":")


def _is_point(current: tuple[Words, list[Piece]]) -> bool:
    return bool(bullet(current[0].text)[0])


def section_notes(found: Iterable[tuple[str, str, Words]]) -> tuple[DraftNote, ...]:
    """Return notes as the draft keeps them: neighbours of one kind and place in one."""
    return tuple(
        DraftNote(
            kind=kind, code=code, text="\n".join(one[2].text for one in run), line=run[0][2].line
        )
        for (kind, code), group in groupby(found, key=lambda one: (one[0], one[1]))
        if (run := list(group))
    )


def _table_lines(tables: Iterable[Table]) -> Iterator[Line]:
    for table in tables:
        for row in table.rows:
            for cell in row:
                for paragraph in cell.paragraphs:
                    yield from paragraph.lines


def _only_words(pieces: Iterable[Piece]) -> tuple[Words, ...]:
    return tuple(piece for piece in pieces if isinstance(piece, Words))
