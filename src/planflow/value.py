"""Values in great number: frozen all the same, made in less than half the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from attrs import define

P = ParamSpec("P")
T = TypeVar("T")


def maker(kind: Callable[P, T]) -> Callable[P, T]:
    """Return what makes values of a frozen attrs class with slots, quicker than the class itself.

    The class sets each field of a new value past the guard that keeps it from changing. A value
    made here has no guard yet: it gets its class when all fields are set.

    Args:
        kind: The class, which does nothing of its own when a value is made.
    """

    def finish(self: T) -> None:
        self.__class__ = kind  # type: ignore[assignment]

    unguarded = {
        "__slots__": (),
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
        "__attrs_post_init__": finish,
    }
    found: Callable[P, T] = define(eq=False, repr=False)(type("New", (kind,), unguarded))  # type: ignore[arg-type]
    return found
