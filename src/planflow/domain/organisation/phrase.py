"""Selectors in words, for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from planflow.domain.organisation.selector import AnyOf, Except, Named, Open, Selector, Where
from planflow.message import Fact, Message

Naming: TypeAlias = Callable[[str], str]
"""From a unit's id to what it is called."""


def selector_phrase(selector: Selector, name: Naming = str) -> Message:
    """Return the words for ``selector``.

    Args:
        selector: The set of units.
        name: How a unit is called; by its id, if nothing else is said.
    """
    match selector:
        case Named(units):
            return _say("named", units=tuple(map(name, units)))
        case AnyOf(parts):
            return listed("; ", tuple(selector_phrase(part, name) for part in parts))
        case Except(base, minus):
            return _say(
                "except", base=selector_phrase(base, name), minus=selector_phrase(minus, name)
            )
        case Open(words):
            return _say("open", words=words)
        case Where():
            return _where(selector, name)


def listed(mark: str, parts: tuple[Message, ...]) -> Message:
    """Return messages one after another with ``mark`` between them."""
    found, *rest = parts or (_say("nobody"),)
    for part in rest:
        found = _say("listed", first=found, mark=mark, last=part)
    return found


def _where(selector: Where, name: Naming) -> Message:
    parts = [
        _say(key, it=value)
        for key, value in (
            ("level", selector.level),
            ("role", selector.role),
            ("tag", selector.tag),
            ("within", name(selector.within) if selector.within else None),
            ("having", _where(selector.having, name) if selector.having else None),
        )
        if value is not None
    ]
    return _say("where", what=listed(", ", tuple(parts))) if parts else _say("everybody")


def _say(key: str, /, **facts: Fact) -> Message:
    return Message.of(f"units.{key}", **facts)
