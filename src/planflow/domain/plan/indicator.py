"""What is counted, how it adds up, and what a plan wants of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeAlias

from attrs import frozen

from planflow.domain.deadline import Schedule

Amount: TypeAlias = int | Decimal
"""A number that is reported: whole or decimal, never binary floating point."""

NATURES: Final = ("flow", "stock")
ADDITIONS: Final = ("sum", "latest", "ratio", "none")
HOST_RULE: Final = "host:"
"""Before the name of a rule of adding that the host brings: ``host:greatest``."""
PRODUCT_KINDS: Final = ("number", "document", "outcome", "units")


@frozen(kw_only=True)
class Title:
    """A name for people, in Vietnamese with the English beside it."""

    vi: str
    en: str = ""

    def text(self, language: str = "vi") -> str:
        """Return the name in ``language``, in Vietnamese where the English is missing."""
        return self.en if language == "en" and self.en else self.vi


@frozen(kw_only=True)
class Indicator:
    """What is counted and by which rule it adds up (Rule R19).

    Attributes:
        id: Its id, unique in the plan; figures are reported under it.
        title: Its name.
        measure: What one of it is called: class, conference, attendance, million đồng.
        nature: ``flow`` (happens within a period) or ``stock`` (stands at its end, never summed
            over periods).
        adds: ``sum``; ``latest`` (summed over units, while each figure runs up since the first
            period, so that of several the newest counts); ``ratio`` (of the sums of its parts);
            ``none``; or a rule of the host's by its name, such as ``host:greatest``.
        numerator: For a ratio: the indicator above the line.
        denominator: For a ratio: the indicator below the line.
        of: The indicator that this one is a part of ("of which"): never more than the whole.
    """

    id: str
    title: Title
    measure: Title
    nature: str = "flow"
    adds: str = "sum"
    numerator: str | None = None
    denominator: str | None = None
    of: str | None = None


@frozen(kw_only=True)
class Product:
    """What an item is to yield.

    Attributes:
        indicator: What is counted.
        kind: ``number``, ``document``, ``outcome`` (judged by the receiver) or ``units`` (so many
            of the units).
        target: How much is wanted, or nothing where the plan names no number.
        at_least: The target is a minimum, not an exact number.
        schedule: Its own time, where it differs from the item's.
    """

    indicator: Indicator
    kind: str = "number"
    target: Amount | None = None
    at_least: bool = False
    schedule: Schedule | None = None
