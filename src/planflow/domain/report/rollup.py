"""Adding figures up: over units, over periods, and ratios from their parts (Rules R19, R20)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from functools import cached_property
from typing import Final, TypeAlias

from planflow.domain.plan import HOST_RULE, Amount, Indicator
from planflow.domain.report.figures import NOTHING, Figures, Shape, joined, places

_EXACT: Final = Context(prec=100)
"""Sums are exact whatever the host's decimal context; amounts have fewer than 50 digits."""
_RATIO: Final = Context(prec=28)
_WHOLE: Final = frozenset((int,))

Addition: TypeAlias = Callable[[Sequence[Amount]], Amount]
"""A host's own rule of adding over units.

It gets at least one amount, in ascending order. Its answer must be an amount of the same kind, and
the same whether the amounts are added at once or step by step (Rule R20): greatest, least, sum.
"""


class Indicators(dict[str, Indicator]):
    """Indicators by id, with the host's own rules of adding by name. Nobody changes them."""

    def __init__(
        self, known: Mapping[str, Indicator], additions: Mapping[str, Addition] | None = None
    ) -> None:
        """Keep both."""
        super().__init__(known)
        self.additions: Mapping[str, Addition] = additions or {}

    @classmethod
    def of(cls, known: Mapping[str, Indicator]) -> Indicators:
        """Return indicators that may be known already with the host's own rules."""
        return known if isinstance(known, cls) else cls(known)

    @cached_property
    def summed(self) -> frozenset[str]:
        """Return those that are summed over units."""
        return frozenset(name for name, each in self.items() if each.adds in ("sum", "latest"))

    @cached_property
    def own(self) -> Mapping[str, Addition]:
        """Return those that the host adds over units, each with its rule."""
        rules = {
            name: self.additions.get(each.adds.removeprefix(HOST_RULE))
            for name, each in self.items()
            if each.adds.startswith(HOST_RULE)
        }
        return {name: rule for name, rule in rules.items() if rule is not None}

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Return those that the host adds by a rule that is not at hand."""
        hosts = (name for name, each in self.items() if each.adds.startswith(HOST_RULE))
        return frozenset(name for name in hosts if name not in self.own)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Return those that are a part of another one, its "of which"."""
        return frozenset(name for name, each in self.items() if each.of is not None)

    @cached_property
    def newest(self) -> frozenset[str]:
        """Return those of which over periods the newest figure counts."""
        return frozenset(name for name, each in self.items() if counts_newest(each))


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
    found, known = [*parts], Indicators.of(indicators)
    if len(found) == 1 and _is_own_sum(found[0], known):
        return Figures.laid_out(found[0].shape, found[0].row)
    shapes = {part.shape for part in found}
    if len(shapes) > 1:
        shape = joined(frozenset(shapes))
        rows = [part.row if part.shape is shape else part.widened(shape) for part in found]
    else:
        shape = shapes.pop() if shapes else NOTHING.shape
        rows = [part.row for part in found]
    if shape is NOTHING.shape:
        return NOTHING
    with localcontext(_EXACT):
        row = tuple(map(sum, zip(*rows, strict=False)))
    if shape.needed <= known.summed:
        return Figures.laid_out(shape, row)
    return _by_rules(shape, row, found, known)


def _is_own_sum(part: Figures, known: Indicators) -> bool:
    """Tell whether a unit alone has nothing but whole numbers that are summed."""
    return _WHOLE.issuperset(map(type, part.row)) and part.shape.needed <= known.summed


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
    known = Indicators.of(indicators)
    actual: dict[str, Amount] = {}
    for figures in periods:
        for name, amount in figures.actual.items():
            if name in actual and name not in known.newest:
                rule = known.own.get(name)
                before = actual[name]
                actual[name] = rule(sorted((before, amount))) if rule else add(before, amount)
            elif name in known.summed or name in known.own:
                actual[name] = amount
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


def _by_rules(
    shape: Shape, row: tuple[Amount, ...], parts: Sequence[Figures], known: Indicators
) -> Figures:
    """Return a sum with what the host adds by rules of its own, without what never travels."""

    def added(place: int, name: str) -> Amount:
        if name not in known.own:
            return row[place]
        at = [(places(part.shape, shape)[place], part.row) for part in parts]
        return known.own[name](sorted(mine[n] for n, mine in at if n >= 0))

    actual, estimate = (
        {n: added(p, n) for p, n in enumerate(names, first) if n in known.summed or n in known.own}
        for first, names in ((0, shape.names), (len(shape.names), shape.estimated))
    )
    return Figures(actual, estimate, shape.approximate)
