"""Adding figures up: over units, over periods, and ratios from their parts (Rules R19, R20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Final

from planflow.domain.plan import Amount, Indicator
from planflow.domain.report.report import NOTHING, Figures

_EXACT: Final = Context(prec=100)
"""Sums are exact whatever the host's decimal context; amounts have fewer than 50 digits."""
_RATIO: Final = Context(prec=28)


def add(one: Amount, other: Amount) -> Amount:
    """Return the exact sum of two amounts."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return _EXACT.add(Decimal(one), Decimal(other))


def over_units(parts: Iterable[Figures], indicators: Mapping[str, Indicator]) -> Figures:
    """Return the figures of several units together.

    Sums what may be summed; ratios never travel, they are recomputed at the end by
    :func:`with_ratios`. The order of ``parts`` does not matter (Rule R20).
    """
    found = [part for part in parts if part is not NOTHING]
    if not found:
        return NOTHING
    return Figures(
        _sum([part.actual for part in found], indicators),
        _estimates(found, indicators),
        frozenset().union(*(part.approximate for part in found)),
    )


def over_periods(periods: Sequence[Figures], indicators: Mapping[str, Indicator]) -> Figures:
    """Return the figures of successive periods together: flows summed, a stock as it stands last.

    Args:
        periods: Figures in the order of their periods.
        indicators: The indicators, by id.
    """
    if len(periods) == 1:
        return periods[0]
    actual: dict[str, Amount] = {}
    for figures in periods:
        for key, amount in figures.actual.items():
            indicator = indicators.get(key)
            if indicator is None or indicator.adds in ("ratio", "none"):
                continue
            is_summed = indicator.nature == "flow" and indicator.adds == "sum"
            actual[key] = add(actual.get(key, 0), amount) if is_summed else amount
    return Figures(actual)


def with_ratios(figures: Figures, indicators: Mapping[str, Indicator]) -> Figures:
    """Return ``figures`` with every ratio recomputed from its parts.

    A ratio whose denominator is missing or nought is left out.
    """
    actual = dict(figures.actual)
    for indicator in indicators.values():
        ratio = _ratio(figures.actual, indicator)
        if ratio is not None:
            actual[indicator.id] = ratio
    return Figures(actual, figures.estimate, figures.approximate)


def _ratio(actual: Mapping[str, Amount], indicator: Indicator) -> Decimal | None:
    if indicator.adds != "ratio" or indicator.numerator is None or indicator.denominator is None:
        return None
    below = actual.get(indicator.denominator)
    above = actual.get(indicator.numerator)
    if above is None or not below:
        return None
    return _RATIO.divide(Decimal(above), Decimal(below))


def _sum(
    parts: Sequence[Mapping[str, Amount]], indicators: Mapping[str, Indicator]
) -> dict[str, Amount]:
    total: dict[str, Amount] = {}
    for part in parts:
        for key, amount in part.items():
            total[key] = add(total.get(key, 0), amount)
    return {key: total[key] for key in sorted(total) if _is_summed(key, indicators)}


def _is_summed(key: str, indicators: Mapping[str, Indicator]) -> bool:
    return key in indicators and indicators[key].adds == "sum"


def _estimates(
    parts: Sequence[Figures], indicators: Mapping[str, Indicator]
) -> Mapping[str, Amount]:
    """Sum the estimates; who gives none is expected to end with the actual figure."""
    wanted = frozenset().union(*(part.estimate for part in parts))
    if not wanted:
        return {}
    expected = [
        {key: amount for key in wanted if (amount := _expected(part, key)) is not None}
        for part in parts
    ]
    return _sum(expected, indicators)


def _expected(part: Figures, key: str) -> Amount | None:
    return part.estimate.get(key, part.actual.get(key))
