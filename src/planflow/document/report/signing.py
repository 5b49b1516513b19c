"""Who signs a document, and under which number it goes out: what no record of a plan holds."""

from __future__ import annotations

from typing import Final

from attrs import frozen

UNKNOWN: Final = "…"
"""Stands where a number is to be put in by hand."""


@frozen(kw_only=True)
class Signing:
    """Who signs a document, and under which number it goes out.

    What is left out is left open in the document, to be put in by hand.

    Attributes:
        number: Its number, ``5``, or number and symbol, ``05/BC-STP``.
        offices: What stands above the name, line by line: ``KT. GIÁM ĐỐC``, ``PHÓ GIÁM ĐỐC``.
        name: Who signs; else whoever is recorded to have signed the report.
    """

    number: str = ""
    offices: tuple[str, ...] = ()
    name: str = ""

    def official_number(self, symbol: str) -> str:
        """Return number and symbol: below ten with a zero before it (Decree 30/2020)."""
        if "/" in self.number:
            return self.number
        return f"{self.number.zfill(2) if self.number else UNKNOWN}/{symbol}"
