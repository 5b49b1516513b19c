"""Codes of a table's rows: their order numbers nested, or counted where none are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import define, field, frozen

from planflow.document.draft.wording.marker import (
    DECIMAL,
    RANKS,
    ROMAN,
    Marker,
    markers,
    upper_roman,
)

_NUMBERED: Final = re.compile(r"[\[(]?(?P<number>\w+(?:\.\w+)*)[\])]?\s*[.)/:-]*")
COUNTED: Final = "counted"
"""The style of what bears no number."""


@frozen
class Node:
    """A row that others stand below.

    Attributes:
        code: Its path in the table.
        style: What its number looks like.
        label: Its number as it counts.
        ordinal: The how-manieth it is.
        rank: How high it stands, if its style says so.
    """

    code: str
    style: str
    label: str
    ordinal: int
    rank: int | None = None


@define
class Numbering:
    """Gives rows their codes, each once.

    Attributes:
        open: What the next row may stand below, the outermost first.
    """

    open: list[Node] = field(factory=list)
    _children: Counter[str] = field(factory=Counter)
    _given: Counter[str] = field(factory=Counter)

    def marked(self, marker: Marker) -> Node:
        """Return the node of a row that bears a number, and open it."""
        self._make_room(marker)
        above = self._above(marker)
        code = f"{above}.{marker.label}" if above else marker.label
        return self._push(code, marker.style, marker.label, marker.ordinal, marker.rank)

    def counted(self, below: Node | None) -> Node:
        """Return the node of a row that bears none, the next one ``below`` another."""
        place = below.code if below else ""
        self._children[place] += 1
        number = self._children[place]
        code = f"{place}.{number}" if place else str(number)
        return Node(self._once(code), COUNTED, str(number), number)

    def counted_section(self, *, nested: bool) -> Node:
        """Return the node of a heading that bears no number: Roman, beside the one before."""
        ends = (
            place
            for place, node in enumerate(self.open)
            if (node.style == COUNTED and not nested) or _is_item(node)
        )
        del self.open[next(ends, len(self.open)) :]
        above = self.open[-1].code if self.open else ""
        self._children[f"{above}/"] += 1
        number = self._children[f"{above}/"]
        label = upper_roman(min(number, 49))
        return self._push(f"{above}.{label}" if above else label, COUNTED, label, number, None)

    def choose(self, possible: Sequence[Marker]) -> Marker | None:
        """Return what a mark is that may be several: what counts on, else what begins."""
        counts_on = (one for one in possible if self._is_next(one))
        begins = (one for one in possible if one.ordinal == 1)
        return next(counts_on, None) or next(begins, None) or next(iter(possible), None)

    def would_hold(self, marker: Marker, other: Marker) -> bool:
        """Tell whether ``other`` stands below ``marker`` where it follows at once."""
        if _is_dotted(other):
            return other.label.rpartition(".")[0] == marker.label
        above = self.open[: self._room(marker)]
        if other.style == marker.style or any(one.style == other.style for one in above):
            return False
        if other.rank is not None:
            return marker.rank is not None and marker.rank < other.rank
        return other.ordinal == 1

    def _is_next(self, marker: Marker) -> bool:
        return any(
            node.style == marker.style and marker.ordinal == node.ordinal + 1 for node in self.open
        )

    def _make_room(self, marker: Marker) -> None:
        """Close what ends where ``marker`` begins."""
        del self.open[self._room(marker) :]

    def _room(self, marker: Marker) -> int:
        """Return how many open nodes stay open where ``marker`` begins."""
        if _is_dotted(marker):
            above = marker.label.rpartition(".")[0]
            held = (at for at, node in enumerate(self.open, 1) if self._holds(node, marker, above))
            return max(held, default=0)
        for place, node in enumerate(self.open):
            is_higher = marker.rank is not None and (node.rank is None or node.rank > marker.rank)
            if node.style == marker.style or (is_higher and node.style != COUNTED):
                return place
        return len(self.open)

    def _holds(self, node: Node, marker: Marker, above: str) -> bool:
        """Tell whether ``node`` stands above a dotted number: ``1``, a section."""
        if node.style.startswith(DECIMAL):
            return node.label == above
        return node.style == COUNTED or (node.rank is not None and node.rank < (marker.rank or 0))

    def _above(self, marker: Marker) -> str:
        """Return the code that ``marker`` is added to: ``1.2`` says its ``1`` itself."""
        inner = list(self.open)
        if _is_dotted(marker):
            while inner and inner[-1].style.startswith(DECIMAL):
                inner.pop()
        return inner[-1].code if inner else ""

    def _push(self, code: str, style: str, label: str, ordinal: int, rank: int | None) -> Node:
        node = Node(self._once(code), style, label, ordinal, rank)
        self.open.append(node)
        return node

    def _once(self, code: str) -> str:
        """Return a code that was not given before."""
        self._given[code] += 1
        times = self._given[code]
        return code if times == 1 else self._once(f"{code}-{times}")


def number_markers(text: str) -> tuple[Marker, ...]:
    """Return what the text of a number cell may mean: ``1``, ``1.1``, ``a)``, ``IV``."""
    found = _NUMBERED.fullmatch(text.strip())
    return markers(f"{found['number']}. ") if found else ()


def is_section_mark(marker: Marker) -> bool:
    """Tell whether a number is one that sections bear."""
    return marker.rank is not None and marker.rank <= RANKS[ROMAN]


def _is_item(node: Node) -> bool:
    """Tell whether a node bears a number as items do."""
    return node.style != COUNTED and (node.rank is None or node.rank > RANKS[ROMAN])


def _is_dotted(marker: Marker) -> bool:
    return marker.style.startswith(DECIMAL) and "." in marker.label
