"""What a document says before it is understood: paragraphs and tables, each with its place."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from planflow.message import Message


@frozen
class Line:
    """A line as it stands in the source.

    Attributes:
        number: Its number in the file, from 1; of a Word file the number of the paragraph.
        text: Its words, composed (NFC), with single spaces.
        place: What tells more than the number: a table's cell, ``table 2, row 5, column 3``.
    """

    number: int
    text: str
    place: str = ""


@frozen
class Words:
    """Words and the lines that they stand on.

    Attributes:
        text: The words in one, without the label and without a leading bullet.
        lines: The lines, at least one; a cell merged over several rows has the same in each.
        label: The label or the column's heading, as it is written; empty where there is none.
    """

    text: str
    lines: tuple[Line, ...]
    label: str = ""

    @property
    def line(self) -> int:
        """Return the number of the first line."""
        return self.lines[0].number


@frozen
class Paragraph:
    """Lines that belong together.

    Attributes:
        lines: The lines, at least one.
        text: Their words in one: what was broken is joined again.
        is_bold: All of it is bold; nothing is known of it in a text.
        is_centred: It stands in the middle; nothing is known of it in a text.
    """

    lines: tuple[Line, ...]
    text: str
    is_bold: bool = False
    is_centred: bool = False

    @property
    def number(self) -> int:
        """Return the number of its first line."""
        return self.lines[0].number


@frozen
class Cell:
    """A cell: its paragraphs, and the place of its first row and column (from 1).

    Attributes:
        row: The first row that it covers.
        column: The first column that it covers.
        paragraphs: What stands in it; a list that Word numbers bears its numbers as text.
        rows: How many rows it covers.
        columns: How many columns it covers.
    """

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        """Return its words, a line a paragraph."""
        return "\n".join(each.text for each in self.paragraphs)


@frozen
class Table:
    """A table.

    Attributes:
        number: Its number in the document, from 1.
        rows: The cells that begin in each row; one that is merged stands where it begins.
    """

    number: int
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = Paragraph | Table


@frozen
class Remark:
    """What a reader of files left out of the blocks, or took for something: it is never silent.

    Attributes:
        code: What it is, such as ``page-number``, ``running-head``, ``tracked-change``.
        message: What a person should know.
        lines: The lines that stand in no block, if it is about lines.
    """

    code: str
    message: Message
    lines: tuple[Line, ...] = ()


@frozen
class Manuscript:
    """A document as it was read from a file.

    Attributes:
        file: Its name, for faults and diagnostics.
        blocks: Paragraphs and tables in their order.
        remarks: What stands in no block, and what was taken for something; each becomes a
            diagnostic that leaves nothing open, its lines are among the unused ones.
    """

    file: str
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()
