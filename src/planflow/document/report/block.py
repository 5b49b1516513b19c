"""What a report consists of, before it is written as Markdown or as a page."""

from __future__ import annotations

from typing import Final, TypeAlias

from attrs import frozen

PLAIN: Final = "plain"
BASIS: Final = "basis"
CENTRED: Final = "centred"
NOTE: Final = "note"
STYLES: Final = (PLAIN, BASIS, CENTRED, NOTE)

LEFT: Final = "left"
CENTRE: Final = "center"
RIGHT: Final = "right"


@frozen
class Letterhead:
    """The top of a document: who issues it on the left, the state on the right.

    An official letter says below its number what it is ``about``.
    """

    superior: str
    body: str
    number: str
    state: str
    motto: str
    place_day: str
    about: str = ""


@frozen
class Subject:
    """The document's type, what it is about and the period of its data."""

    kind: str
    words: str
    period: str = ""


@frozen
class Addressees:
    """To whom an upward report goes."""

    label: str
    names: tuple[str, ...]


@frozen
class Heading:
    """A heading; level 1 is a section with a Roman number, 2 an item, 3 a part of it."""

    level: int
    words: str


@frozen
class Paragraph:
    """A paragraph in one of ``STYLES``."""

    words: str
    style: str = PLAIN


@frozen
class Points:
    """A list of short statements, each on its own line; the mark stands in the words or is "-"."""

    entries: tuple[str, ...]
    mark: str = "-"


@frozen
class Column:
    """A column of a table: its title and how its cells are set."""

    title: str
    align: str = LEFT


@frozen
class Grid:
    """A table; the last row is a total if ``has_total``."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False


@frozen
class Annex:
    """The beginning of an annex, on a new page, laid on its side if ``is_wide``.

    Its ``note`` says which document it belongs to.
    """

    label: str
    title: str
    is_wide: bool = False
    note: str = ""


@frozen
class Closing:
    """The foot: who signs on the right, who gets the report on the left.

    The ``signature`` is a name, or in brackets what is to stand there.
    """

    offices: tuple[str, ...]
    signature: str
    label: str
    recipients: tuple[str, ...]
    is_signed: bool = False


Block: TypeAlias = (
    Letterhead | Subject | Addressees | Heading | Paragraph | Points | Grid | Annex | Closing
)
