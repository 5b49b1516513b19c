"""What a plan says of an item before the words are understood: which words stand under which label.

A table's row and a paragraph with its labelled lines give the same value, so that one code makes
items of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from planflow.document.draft.manuscript.manuscript import Line, Words


@frozen
class RawSection:
    """A heading above items: a section, or an item whose sub-items are the items.

    Attributes:
        code: The path from the section down: ``II``, ``II.1``.
        title: Its words.
    """

    code: str
    title: Words


@frozen(kw_only=True)
class RawItem:
    """An item, each field in the words of the document.

    A field is empty where nothing is written. It has several words where it stands more than
    once: several paragraphs of a cell, a label that is repeated.

    Attributes:
        code: The path from the section down: ``II.1.1``, ``II.6.b``; a table counts its rows
            where they bear no order numbers.
        title: What is to be done.
        sections: What stands above it, the outermost first.
        lead: Who leads.
        partners: Who takes part.
        parties: Who, where one label or column holds leads and partners both
            (``Cơ quan chủ trì, phối hợp``).
        time: By when.
        products: What is to come of it.
        budget: Where the money comes from.
        notes: Remarks.
        details: Further words below the title, without a label.
        others: Words under labels or headings that are none of these; the label tells them apart.
        is_numbered: The number stands in the document; without, ``code`` was counted.
    """

    code: str
    title: Words
    sections: tuple[RawSection, ...] = ()
    lead: tuple[Words, ...] = ()
    partners: tuple[Words, ...] = ()
    parties: tuple[Words, ...] = ()
    time: tuple[Words, ...] = ()
    products: tuple[Words, ...] = ()
    budget: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    details: tuple[Words, ...] = ()
    others: tuple[Words, ...] = ()
    is_numbered: bool = True

    @property
    def line(self) -> int:
        """Return the number of the line where it begins."""
        return self.title.line

    @property
    def fields(self) -> Iterator[Words]:
        """Return all its words but the title, field by field."""
        yield from (*self.lead, *self.partners, *self.parties, *self.time, *self.products)
        yield from (*self.budget, *self.notes, *self.details, *self.others)


@frozen(kw_only=True)
class RawTable:
    """What a table holds: its items, and what is left.

    Attributes:
        items: Its items in order, or nothing if it is no table of tasks.
        sections: Its section rows, in order.
        headings: The heading of each column that was found, by its field: ``lead``, ``time``.
        rest: The lines that went into no item, no section and no heading.
    """

    items: tuple[RawItem, ...] = ()
    sections: tuple[RawSection, ...] = ()
    headings: tuple[tuple[str, Words], ...] = ()
    rest: tuple[Line, ...] = ()
