"""Numbers by indicator, and beside them the same numbers in a row: rows add up in columns."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from planflow.domain.plan import Amount

_FORMS: Final = 4096
"""How many forms are remembered: each way in which one was filled in, some numbers left out."""

_set = object.__setattr__


@frozen(eq=False)
class Shape:
    """Which numbers there are. Figures that have the same ones share it and add up in columns.

    Attributes:
        names: The indicators that have been counted, in the order of their ids.
        estimated: Those with an estimate, in the same order.
        approximate: Those whose number is rounded or "more than".
        needed: All that have a number, as a set.
    """

    names: tuple[str, ...]
    estimated: tuple[str, ...]
    approximate: frozenset[str]
    needed: frozenset[str]

    def __reduce__(self) -> tuple[object, ...]:
        """Be shared again where figures are copied to."""
        return _shape, (self.names, self.estimated, self.approximate)


@lru_cache(_FORMS)
def _shape(
    names: tuple[str, ...], estimated: tuple[str, ...], approximate: frozenset[str]
) -> Shape:
    return Shape(names, estimated, approximate, frozenset(names + estimated))


@lru_cache(_FORMS)
def _form(
    names: tuple[str, ...], estimated: tuple[str, ...], approximate: frozenset[str]
) -> tuple[Shape, bool]:
    """Return the shape of figures that name their numbers in this order, and if it is its own."""
    shape = _shape(tuple(sorted(names)), tuple(sorted(estimated)), approximate)
    return shape, (shape.names, shape.estimated) == (names, estimated)


@lru_cache(_FORMS)
def joined(shapes: frozenset[Shape]) -> Shape:
    """Return the shape that has every number of several."""
    return _shape(
        tuple(sorted(frozenset().union(*(each.names for each in shapes)))),
        tuple(sorted(frozenset().union(*(each.estimated for each in shapes)))),
        frozenset().union(*(each.approximate for each in shapes)),
    )


@lru_cache(_FORMS)
def places(shape: Shape, wider: Shape) -> tuple[int, ...]:
    """Return where in a row of ``shape`` each number of a wider shape is; -1 where it has none.

    Who gives no estimate is expected to end with what has been counted.
    """
    counted = {name: place for place, name in enumerate(shape.names)}
    expected = counted | {n: at for at, n in enumerate(shape.estimated, len(counted))}
    return (
        *(counted.get(name, -1) for name in wider.names),
        *(expected.get(name, -1) for name in wider.estimated),
    )


def _set_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@frozen
class Figures:
    """Numbers by indicator id (Rule R19). Nobody changes the mappings.

    Attributes:
        actual: What has been counted.
        estimate: What is expected by the end of the period, where it differs from the actual.
        approximate: Indicators whose number is rounded or "more than".
        shape: Which numbers these are.
        row: The numbers in the order of the shape, those counted before those estimated.
    """

    actual: Mapping[str, Amount] = {}
    estimate: Mapping[str, Amount] = {}
    approximate: frozenset[str] = field(default=frozenset(), converter=_set_of)
    shape: Shape = field(init=False, eq=False, repr=False)
    row: tuple[Amount, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Lay the numbers out in a row."""
        actual, estimate = self.actual, self.estimate
        shape, is_laid_out = _form(tuple(actual), tuple(estimate), self.approximate)
        if is_laid_out:
            row = (*actual.values(), *estimate.values())
        else:
            counted = [actual[name] for name in shape.names]
            row = (*counted, *(estimate[name] for name in shape.estimated))
        _set(self, "shape", shape)
        _set(self, "row", row)

    @classmethod
    def laid_out(cls, shape: Shape, row: tuple[Amount, ...]) -> Figures:
        """Return the figures of a row; they are told by name when somebody asks."""
        new = cls.__new__(cls)
        _set(new, "approximate", shape.approximate)
        _set(new, "shape", shape)
        _set(new, "row", row)
        return new

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> dict[str, Amount]:
            """Tell the numbers of a row by name: a field that was not given is not there yet."""
            if name not in {"actual", "estimate"}:
                raise AttributeError(name)
            counted = len(self.shape.names)
            _set(self, "actual", dict(zip(self.shape.names, self.row[:counted], strict=True)))
            _set(self, "estimate", dict(zip(self.shape.estimated, self.row[counted:], strict=True)))
            return getattr(self, name)

    def widened(self, shape: Shape) -> tuple[Amount, ...]:
        """Return the row of a wider shape with the same numbers: what was left out adds nothing."""
        return tuple(map((*self.row, 0).__getitem__, places(self.shape, shape)))

    def without(self, names: Container[str]) -> Figures:
        """Return the figures without those of some indicators."""
        return Figures(
            {name: amount for name, amount in self.actual.items() if name not in names},
            {name: amount for name, amount in self.estimate.items() if name not in names},
            frozenset(name for name in self.approximate if name not in names),
        )


NOTHING: Final = Figures()
