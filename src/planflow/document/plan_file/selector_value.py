"""Selectors as plan files write them: an id, a list or a table."""

from __future__ import annotations

from typing import Final

from planflow.document.toml_text import TomlValue
from planflow.domain.organisation import AnyOf, Except, Named, Open, Selector, Where

_KEYS: Final = ("level", "role", "tag", "within")


def selector_value(selector: Selector) -> TomlValue:
    """Return what a plan file holds for ``selector``."""
    match selector:
        case Named((unit,)):
            return unit
        case Named(units):
            return list(units)
        case AnyOf(parts):
            return _once(parts)
        case _:
            return _table(selector)


def _without(selector: Selector) -> tuple[Selector, list[TomlValue]]:
    """Return a set, and what is taken out of it, each once."""
    minus: list[Selector] = []
    while isinstance(selector, Except):
        minus.insert(0, selector.minus)
        selector = selector.base
    return selector, _once(tuple(minus))


def _once(parts: tuple[Selector, ...]) -> list[TomlValue]:
    """Return what a file holds for the parts of a union, each of them once."""
    found: list[TomlValue] = []
    for value in map(selector_value, parts):
        if value not in found:
            found.append(value)
    return found


def _table(selector: Selector) -> dict[str, TomlValue]:
    match selector:
        case Named(units):
            return {"units": list(units)}
        case AnyOf(parts):
            return {"any": _once(parts)}
        case Open(words):
            return {"open": words}
        case Except():
            base, minus = _without(selector)
            return {**_table(base), "except": minus[0] if len(minus) == 1 else minus}
        case Where():
            return _where(selector)


def _where(selector: Where) -> dict[str, TomlValue]:
    given = {key: getattr(selector, key) for key in _KEYS}
    table: dict[str, TomlValue] = {key: value for key, value in given.items() if value is not None}
    if selector.having is not None:
        table["having"] = _where(selector.having)
    return table
