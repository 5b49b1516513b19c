"""Selectors: sets of units written down as data and resolved as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from attrs import frozen

from planflow.domain.organisation.directory import Directory
from planflow.domain.organisation.unit import Unit


@frozen
class Named:
    """These units, by id."""

    units: tuple[str, ...]


@frozen(kw_only=True)
class Where:
    """Units that match everything that is given.

    Attributes:
        level: Their level.
        role: Their role.
        tag: A tag that they bear on the day.
        within: The id of a unit that they stand below.
        having: They have a descendant that this selector matches (districts *with* key areas).
    """

    level: str | None = None
    role: str | None = None
    tag: str | None = None
    within: str | None = None
    having: Where | None = None


@frozen
class AnyOf:
    """The union of several selectors."""

    parts: tuple[Selector, ...]


@frozen
class Except:
    """The units of ``base`` without those of ``minus``."""

    base: Selector
    minus: Selector


@frozen
class Open:
    """A set that the plan describes only in words ("the agencies concerned").

    It has no members until somebody names them, and says so (Rule R18).
    """

    words: str


Selector: TypeAlias = Named | Where | AnyOf | Except | Open


@frozen
class Members:
    """What a selector gave: unit ids in directory order, and the open sets met on the way."""

    units: tuple[str, ...]
    open_sets: tuple[str, ...] = ()


def resolve(selector: Selector, directory: Directory, day: date) -> Members:
    """Return the members of ``selector`` in ``directory`` as of ``day``."""
    return _RESOLVERS[type(selector)](selector, directory, day)


def open_sets(selector: Selector) -> tuple[str, ...]:
    """Return the words of every open set in ``selector``."""
    match selector:
        case Open(words):
            return (words,)
        case AnyOf(parts):
            return tuple(words for part in parts for words in open_sets(part))
        case Except(base, _):
            return open_sets(base)
        case _:
            return ()


def _named(selector: Named, directory: Directory, day: date) -> Members:
    return Members(tuple(unit for unit in selector.units if directory.unit(unit).exists_on(day)))


def _where(selector: Where, directory: Directory, day: date) -> Members:
    pool = directory.descendants(selector.within, day) if selector.within else directory.on(day)
    return Members(tuple(unit.id for unit in pool if _matches(unit, selector, directory, day)))


def _matches(unit: Unit, selector: Where, directory: Directory, day: date) -> bool:
    if selector.level not in (None, unit.level) or selector.role not in (None, unit.role):
        return False
    if selector.tag is not None and not unit.has_tag(selector.tag, day):
        return False
    if selector.having is None:
        return True
    below = directory.descendants(unit.id, day)
    return any(_matches(other, selector.having, directory, day) for other in below)


def _any_of(selector: AnyOf, directory: Directory, day: date) -> Members:
    found = [resolve(part, directory, day) for part in selector.parts]
    units = dict.fromkeys(unit for members in found for unit in members.units)
    return Members(tuple(units), tuple(words for members in found for words in members.open_sets))


def _except(selector: Except, directory: Directory, day: date) -> Members:
    base = resolve(selector.base, directory, day)
    minus = set(resolve(selector.minus, directory, day).units)
    return Members(tuple(unit for unit in base.units if unit not in minus), base.open_sets)


def _open(selector: Open, _directory: Directory, _day: date) -> Members:
    return Members((), (selector.words,))


_Resolver: TypeAlias = Callable[..., Members]
_RESOLVERS: dict[type, _Resolver] = {
    Named: _named,
    Where: _where,
    AnyOf: _any_of,
    Except: _except,
    Open: _open,
}
