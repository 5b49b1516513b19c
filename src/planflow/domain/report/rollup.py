"""Adding figures up: over units, over periods, and ratios from their parts (Rules R19, R20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Final, TypeAlias

from planflow.domain.plan import HOST_RULE, Amount, Indicator
from planflow.domain.report.report import NOTHING, Figures

_EXACT: Final = Context(prec=100)
"""Sums are exact whatever the host's decimal context; amounts have fewer than 50 digits."""
_RATIO: Final = Context(prec=28)

Addition: TypeAlias = Callable[[Sequence[Amount]], Amount]
"""A host's own rule of adding over units.

It gets at least one amount, in ascending order. Its answer must be an amount of the same kind, and
the same whether the amounts are added at once or step by step (Rule R20): greatest, least, sum.
"""


class Indicators(dict[str, Indicator]):
    """Indicators by id, with the host's own rules of adding by name."""

    def __init__(
        self, known: Mapping[str, Indicator], additions: Mapping[str, Addition] | None = None
    ) -> None:
        """Keep both."""
        super().__init__(known)
        self.additions: Mapping[str, Addition] = additions or {}


def add(one: Amount, other: Amount) -> Amount:
    """Return the exact sum of two amounts."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return _EXACT.add(Decimal(one), Decimal(other))


def subtract(one: Amount, other: Amount) -> Amount:
    """Return the exact difference of two amounts."""
    if isinstance(one, int) and isinstance(other, int):
        return one - other
    return _EXACT.subtract(Decimal(one), Decimal(other))


def over_units(parts: Iterable[Figures], indicators: Mapping[str, Indicator]) -> Figures:
    """Return the figures of several units together.

    Sums what may be summed, and what a host adds by a rule of its own; ratios never travel, they
    are recomputed at the end by :func:`with_ratios`. The order of ``parts`` does not matter (R20).
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

    A flow that is reported as running up since the first period (``adds = "latest"``) counts as it
    was reported last, too.

    Args:
        periods: Figures in the order of their periods.
        indicators: The indicators, by id.
    """
    if len(periods) == 1:
        return periods[0]
    actual: dict[str, Amount] = {}
    for figures in periods:
        for key, amount in figures.actual.items():
            if not _is_added(key, indicators):
                continue
            is_newest = counts_newest(indicators[key]) or key not in actual
            actual[key] = amount if is_newest else _joined([actual[key], amount], key, indicators)
    return Figures(actual)


def counts_newest(indicator: Indicator) -> bool:
    """Tell whether of several periods the newest figure counts: a stock, or one that runs up."""
    return indicator.nature == "stock" or indicator.adds == "latest"


def accepted(figures: Figures, cut: Mapping[str, Amount]) -> Figures:
    """Return ``figures`` with the amounts of ``cut`` in the place of those reported."""
    if not cut:
        return figures
    actual = {**figures.actual, **cut}
    estimate = {name: amount for name, amount in figures.estimate.items() if name not in cut}
    return Figures(actual, estimate, figures.approximate - cut.keys())


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
    own = {key for key, each in indicators.items() if each.adds.startswith(HOST_RULE)}
    total: dict[str, Amount] = {}
    for part in parts:
        for key, amount in part.items():
            total[key] = add(total.get(key, 0), amount)
    for key in own & total.keys():
        total[key] = _joined([part[key] for part in parts if key in part], key, indicators)
    return {key: total[key] for key in sorted(total) if _is_added(key, indicators)}


def _joined(amounts: list[Amount], key: str, indicators: Mapping[str, Indicator]) -> Amount:
    """Add amounts of one indicator by its rule."""
    rule = _own_rule(key, indicators)
    if rule is not None:
        return rule(sorted(amounts))
    total: Amount = 0
    for amount in amounts:
        total = add(total, amount)
    return total


def _own_rule(key: str, indicators: Mapping[str, Indicator]) -> Addition | None:
    additions = indicators.additions if isinstance(indicators, Indicators) else {}
    return additions.get(indicators[key].adds.removeprefix(HOST_RULE))


def _is_added(key: str, indicators: Mapping[str, Indicator]) -> bool:
    if key not in indicators:
        return False
    adds = indicators[key].adds
    return adds in ("sum", "latest") or _own_rule(key, indicators) is not None


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
