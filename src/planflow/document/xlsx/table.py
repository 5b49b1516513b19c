"""What a sheet consists of, before it is written: typed cells, totals, and how they are reached."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from attrs import field, frozen
from pendulum import Date

from planflow.domain.plan import Amount


@frozen
class About:
    """A number that was reported as rounded."""

    amount: Amount


@frozen
class Formula:
    """A formula, with the value that it has."""

    words: str
    value: Amount


Cell: TypeAlias = "str | int | Decimal | Date | About | Formula | None"


@frozen(kw_only=True)
class Table:
    """One sheet.

    Attributes:
        title: Its name.
        columns: The titles of the columns.
        rows: The cells, each row as long as ``columns``.
        totals: A row of values below them, and below it one of the formulas that give them.
        widths: Column → how wide it is at most, in characters.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    widths: dict[int, int] = field(factory=dict)


def letter(column: int) -> str:
    """Return the letters of a column, the first being 0: A, B, …, Z, AA."""
    found = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def place(column: int, row: int) -> str:
    """Return the name of a cell; the row of titles is 1."""
    return f"{letter(column)}{row}"
