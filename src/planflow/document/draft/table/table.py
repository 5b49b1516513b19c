"""Tables of tasks: columns by their headings, rows into items, whatever is merged or repeated.

A table that goes on over several pages is one table, its heading repeated or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from attrs import define, evolve, field, frozen

from planflow.document.draft.manuscript.column import (
    DETAILS,
    GROUP,
    NUMBER,
    TASK,
    Header,
    find_header,
    is_ordinals,
)
from planflow.document.draft.manuscript.grid import (
    NO_CELL,
    Grid,
    distinct,
    filled,
    lines_of,
    row_words,
)
from planflow.document.draft.manuscript.manuscript import Cell, Line, Table, Words
from planflow.document.draft.raw import RawItem, RawSection, RawTable
from planflow.document.draft.table.row import TITLE, Fields, read_row, unmarked
from planflow.document.draft.table.row_code import Node, Numbering, is_section_mark, number_markers
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.label import (
    BUDGET,
    LEAD,
    NOTES,
    OTHER,
    PARTIES,
    PARTNERS,
    PRODUCTS,
    SUPERVISOR,
    TIME,
)
from planflow.document.draft.wording.mark import is_capitals
from planflow.document.draft.wording.marker import Marker, markers

REPEATED: Final = "repeated"
"""In the place of a column's field: what else belongs to the heading, or repeats it below."""

_TASKS: Final = (NUMBER, GROUP, TASK, DETAILS)
_TOTAL: Final = re.compile(r"(?:tong (?:cong|so)|cong|tong)\b[^a-z]*")
_REMARK: Final = re.compile(r"\(?\*?\s*(?:ghi chu|chu thich|luu y|nguon so lieu)\b")


def read_tables(tables: Sequence[Table]) -> tuple[RawTable, ...]:
    """Return what tables hold that stand one after the other.

    Tables that belong together (the heading is repeated, or there is none and the columns are as
    many) are one. A table without the headings of tasks has no items; its lines are the rest.
    """
    return tuple(
        _Reader(one.grid, one.header, one.starts).read() if one.header else _unread(one.grid)
        for one in _joined(tables)
    )


@define
class _Joined:
    """A table over several pages; ``starts`` are the rows with which a page begins."""

    grid: Grid
    header: Header | None
    starts: list[int] = field(factory=list)

    def takes(self, below: Grid) -> bool:
        """Tell whether ``below`` goes on this table."""
        if self.header is None or self.grid.width != below.width:
            return False
        own = find_header(below)
        return own is None or _texts(own) == _texts(self.header)


def _joined(tables: Sequence[Table]) -> list[_Joined]:
    found: list[_Joined] = []
    for table in tables:
        grid = Grid.of(table)
        if found and found[-1].takes(grid):
            found[-1].starts.append(len(found[-1].grid.rows))
            found[-1].grid = found[-1].grid.below(grid)
        else:
            found.append(_Joined(grid, find_header(grid)))
    return found


def _texts(header: Header) -> list[str]:
    return [bare(column.heading.text) if column.heading else "" for column in header.columns]


def _unread(grid: Grid) -> RawTable:
    return RawTable(rest=_each_once(line for row in grid.rows for line in lines_of(distinct(row))))


def _each_once(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))


@frozen
class _Row:
    """A row of the body.

    Attributes:
        cells: Its places.
        fields: Its words; the first under ``title`` says what is to be done.
        number: The cell with its order number, if something stands there.
        possible: What its number may mean.
        is_wide: One cell covers what would tell who, when and what.
        starts_page: A page begins with it.
    """

    cells: tuple[Cell, ...]
    fields: Fields
    number: Cell | None
    possible: tuple[Marker, ...]
    is_wide: bool
    starts_page: bool

    @property
    def title(self) -> Words | None:
        """Return what is to be done, its number before it if it stands there."""
        return next(iter(self.fields.of(TITLE)), None)


@define
class _Entry:
    """An item while its rows are read."""

    node: Node
    title: Words
    sections: tuple[RawSection, ...]
    fields: Fields
    is_numbered: bool

    def put_together(self, fields: Fields) -> None:
        """Add words that go on those of a page before."""
        for name, words in fields.words.items():
            here = self.fields.words[name]
            for one in words:
                if here and not here[-1].text.endswith((".", ";")):
                    last = here.pop()
                    here.append(_both(last, one))
                else:
                    here.append(one)
        title = next(iter(self.fields.of(TITLE)), None)
        if title is not None and fields.of(TITLE):
            self.title = _both(self.title, fields.of(TITLE)[0])


@define
class _Reader:
    """Reads the rows of one table."""

    grid: Grid
    header: Header
    starts: list[int]
    entries: list[_Entry] = field(factory=list)
    sections: list[RawSection] = field(factory=list)
    titles: dict[str, RawSection] = field(factory=dict)
    rest: list[Line] = field(factory=list)
    repeated: list[Words] = field(factory=list)
    numbering: Numbering = field(factory=Numbering)
    above: _Row | None = None

    def read(self) -> RawTable:
        """Return what the table holds."""
        for cells in self.grid.rows[: self.header.first]:
            self.rest.extend(lines_of(distinct(cells)))
        rows = list(self._rows())
        for row, below in zip_longest(rows, rows[1:]):
            self._read(row, below)
            self.rest.extend(row.fields.nothing)
            self.above = row
        return RawTable(
            items=tuple(map(_item, self.entries)),
            sections=tuple(self.sections),
            headings=tuple(self._headings()),
            rest=_each_once(self.rest),
        )

    def _headings(self) -> Iterator[tuple[str, Words]]:
        """Yield each heading with what its column holds, then what else belongs to the heading."""
        own = dict.fromkeys((one.field, one.heading) for one in self.header.columns)
        named = [(name, words) for name, words in own if words is not None]
        yield from named
        rows = self.grid.rows[self.header.first : self.header.stop]
        above = dict.fromkeys(words_of(cell) for row in rows for cell in filled(row))
        known = {words.lines for _, words in named}
        for words in (*(one for one in above if one.lines not in known), *self.repeated):
            yield REPEATED, words

    def _rows(self) -> Iterator[_Row]:
        """Yield the rows of the body; headings that return and empty rows are none."""
        headings = {row_words(row) for row in self.grid.rows[self.header.first : self.header.stop]}
        fields: Fields | None = None
        for index, cells in enumerate(self.grid.rows[self.header.stop :], self.header.stop):
            if filled(cells) and (row_words(cells) in headings or is_ordinals(cells)):
                self.repeated.extend(words_of(cell) for cell in filled(cells))
            elif filled(cells):
                row = self._row(cells, fields, starts_page=index in self.starts)
                fields = row.fields
                yield row

    def _row(self, cells: tuple[Cell, ...], above: Fields | None, *, starts_page: bool) -> _Row:
        columns = self.header.columns
        fields = read_row(cells, columns, above)
        number = next((cells[place] for place in self._places(NUMBER) if cells[place].text), None)
        possible = number_markers(number.text) if number else ()
        title = next(iter(fields.of(TITLE)), None)
        if not possible and title:
            possible = markers(title.text)
        return _Row(cells, fields, number, possible, self._is_wide(cells), starts_page)

    def _places(self, name: str) -> Iterator[int]:
        return (place for place, one in enumerate(self.header.columns) if one.field == name)

    def _is_numbered(self) -> bool:
        return any(one.field == NUMBER for one in self.header.columns)

    def _is_wide(self, cells: tuple[Cell, ...]) -> bool:
        """Tell whether one cell covers the task and what stands beside it."""
        for place in self._places(TASK):
            cell = cells[place]
            covered = self.header.columns[cell.column - 1 : cell.column - 1 + cell.columns]
            if sum(one.field not in _TASKS for one in covered) and len(filled(cells)) <= 2:
                return True
        return False

    def _read(self, row: _Row, below: _Row | None) -> None:
        """Make of a row what it is: a heading, an item, more words of one, or nothing of these."""
        self._open_groups(row)
        title = row.title
        if title is not None and _is_remark(title.text, row):
            self.rest.extend(lines_of(distinct(row.cells)))
        elif title is None or self._goes_on(row):
            self._extend(row)
        elif row.is_wide or self._is_section(row, below):
            self._add_section(row, title)
        else:
            self._add_item(row, title)

    def _open_groups(self, row: _Row) -> None:
        """Open a heading for each cell of a grouping column that begins here."""
        for place in self._places(GROUP):
            cell = row.cells[place]
            if cell.text.strip() and not (self.above and cell is self.above.cells[place]):
                words = words_of(cell)
                possible = number_markers(row.number.text) if row.number else ()
                self._add_heading(possible or markers(words.text), words)

    def _goes_on(self, row: _Row) -> bool:
        """Tell whether a row is a further row of the item above: its task is the same cell."""
        if self.above is None or not self.entries:
            return False
        same = [row.cells[place] is self.above.cells[place] for place in self._places(TASK)]
        is_new = row.number is not None and row.number is not self.above.number
        return (all(same) and not is_new) or self._is_torn(row)

    def _is_torn(self, row: _Row) -> bool:
        """Tell whether a page ended within the row above."""
        title = row.title
        return (
            row.starts_page
            and row.number is None
            and self._is_numbered()
            and title is not None
            and title.text[:1].islower()
        )

    def _extend(self, row: _Row) -> None:
        """Give a row's words to the item above; of a torn one they are put together."""
        if not self.entries:
            self.rest.extend(lines_of(distinct(row.cells)))
            return
        fields = self._new_fields(row)
        if row.starts_page:
            self.entries[-1].put_together(fields)
        else:
            self.entries[-1].fields.add(fields)

    def _new_fields(self, row: _Row) -> Fields:
        """Return the words of the cells that begin in this row."""
        above = self.above.cells if self.above else ()
        known = {id(cell) for cell in above}
        cells = tuple(NO_CELL if id(cell) in known else cell for cell in row.cells)
        return read_row(cells, self.header.columns, self.above.fields if self.above else None)

    def _is_section(self, row: _Row, below: _Row | None) -> bool:
        """Tell whether a row is a heading of those below: nothing stands beside its title."""
        if not row.fields.is_empty and not self._is_shared(row, below):
            return False
        marker = self.numbering.choose(row.possible)
        if marker is not None and is_section_mark(marker):
            return True
        if row.title is not None and is_capitals(row.title.text):
            return True
        return below is not None and self._is_child(below, row, marker)

    def _is_shared(self, row: _Row, below: _Row | None) -> bool:
        """Tell whether all that stands beside the title is merged with the row below."""
        tasks = {*self._places(TASK), *self._places(NUMBER), *self._places(GROUP)}
        others = [cell for place, cell in enumerate(row.cells) if place not in tasks and cell.text]
        return below is not None and all(
            any(cell is other for other in below.cells) for cell in others
        )

    def _is_child(self, below: _Row, row: _Row, marker: Marker | None) -> bool:
        """Tell whether the next row stands below this one by its number, or by having none."""
        if below.is_wide or below.title is None:
            return False
        if marker is None:
            return any(one.ordinal == 1 for one in below.possible)
        if below.possible:
            return any(self.numbering.would_hold(marker, one) for one in below.possible)
        return row.number is not None and below.number is None

    def _add_section(self, row: _Row, title: Words) -> None:
        words = title
        if row.is_wide:
            lines = tuple(lines_of(distinct(row.cells)))
            words = Words(" ".join(one.text for one in row.fields.of(TITLE)), lines)
        self._add_heading(row.possible, words)
        for extra in row.fields.of(TITLE)[1:]:
            if not row.is_wide:
                self.rest.extend(extra.lines)

    def _add_heading(self, possible: Sequence[Marker], words: Words) -> None:
        """Open a heading: the rows below belong to it."""
        marker = self.numbering.choose(possible)
        if marker is None:
            node = self.numbering.counted_section(nested=self._is_after_heading())
        else:
            node = self.numbering.marked(marker)
        section = RawSection(node.code, _without_number(words))
        self.titles[node.code] = section
        self.sections.append(section)

    def _is_after_heading(self) -> bool:
        """Tell whether a heading was opened and has no item yet."""
        open_nodes = self.numbering.open
        if not open_nodes or not self.entries:
            return bool(open_nodes)
        code = open_nodes[-1].code
        return all(one.code != code for one in self.entries[-1].sections)

    def _add_item(self, row: _Row, title: Words) -> None:
        is_of_group = self._is_of_group(row)
        marker = self.numbering.choose(markers(title.text) if is_of_group else row.possible)
        if marker is not None and not is_of_group and self._is_shared_number(row):
            self.numbering.marked(marker)
            marker = None
        above = self.numbering.open[-1] if self.numbering.open else None
        node = self.numbering.marked(marker) if marker else self.numbering.counted(above)
        title = _without_number(title) if row.possible else evolve(title, text=unmarked(title.text))
        if marker is not None:
            self.titles[node.code] = RawSection(node.code, title)
        sections = tuple(
            self.titles[one.code]
            for one in self.numbering.open
            if one.code in self.titles and one is not node
        )
        self.entries.append(_Entry(node, title, sections, row.fields, marker is not None))

    def _is_of_group(self, row: _Row) -> bool:
        """Tell whether the number is that of a group, or of the row above."""
        if row.number is None or not number_markers(row.number.text):
            return False
        grouped = any(row.cells[place].text for place in self._places(GROUP))
        return grouped or (self.above is not None and row.number is self.above.number)

    def _is_shared_number(self, row: _Row) -> bool:
        """Tell whether one number stands for several rows with a task each."""
        number = row.number
        if number is None or number.rows == 1:
            return False
        return all(row.cells[place].rows < number.rows for place in self._places(TASK))


def _both(one: Words, other: Words) -> Words:
    return evolve(one, text=f"{one.text} {other.text}", lines=(*one.lines, *other.lines))


def words_of(cell: Cell) -> Words:
    """Return the words of a cell in one."""
    return Words(" ".join(cell.text.split()), tuple(lines_of((cell,))))


def _without_number(words: Words) -> Words:
    """Return a title without the number or the bullet before it."""
    found = next(iter(markers(words.text)), None)
    text = words.text[found.length :].strip() if found else unmarked(words.text)
    return evolve(words, text=text) if text else words


def _is_remark(text: str, row: _Row) -> bool:
    """Tell whether a row sums up or remarks, and sets no task."""
    low = bare(text)
    if _REMARK.match(low):
        return row.is_wide or row.fields.is_empty
    return bool(_TOTAL.fullmatch(low)) and not row.possible


def _item(entry: _Entry) -> RawItem:
    words = entry.fields.of
    return RawItem(
        code=entry.node.code,
        title=entry.title,
        sections=entry.sections,
        lead=words(LEAD),
        partners=words(PARTNERS),
        parties=words(PARTIES),
        time=words(TIME),
        products=words(PRODUCTS),
        budget=words(BUDGET),
        notes=words(NOTES),
        details=(*words(TITLE)[1:], *words(DETAILS)),
        others=(*words(SUPERVISOR), *words(OTHER)),
        is_numbered=entry.is_numbered,
    )
