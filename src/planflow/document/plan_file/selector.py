"""The shapes of a selector and of an item's partners: WHO."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from planflow.document.plan_file.schedule import TIME
from planflow.document.shape import (
    MARK,
    AtLeastOne,
    Converted,
    Defined,
    Either,
    Field,
    Keyed,
    Many,
    Shape,
    Table,
)
from planflow.document.word import ID, TEXT
from planflow.domain.deadline import Schedule
from planflow.domain.organisation import AnyOf, Except, Named, Open, Selector, Where
from planflow.domain.plan import Partner

_EXPECTED: Final = "a unit's id, a list of selectors, or a table with units, any, open or level …"


def _one(unit: str) -> Selector:
    return Open(unit) if unit.startswith(MARK) else Named((unit,))


def _union(parts: tuple[Selector, ...]) -> Selector:
    """Return the union; plain units are kept together, a single part stands for itself."""
    if len(parts) == 1:
        return parts[0]
    if parts and all(isinstance(part, Named) for part in parts):
        return Named(tuple(u for part in parts if isinstance(part, Named) for u in part.units))
    return AnyOf(parts)


def _except(base: Selector, minus: Selector | None) -> Selector:
    return base if minus is None else Except(base, minus)


def _named(*, units: tuple[str, ...], minus: Selector | None = None) -> Selector:
    return _except(Named(units), minus)


def _where(
    *,
    level: str | None = None,
    role: str | None = None,
    tag: str | None = None,
    within: str | None = None,
    having: Where | None = None,
    minus: Selector | None = None,
) -> Selector:
    found = Where(level=level, role=role, tag=tag, within=within, having=having)
    return _except(found, minus)


def _any_of(*, parts: tuple[Selector, ...], minus: Selector | None = None) -> Selector:
    return _except(AnyOf(parts), minus)


def _open(*, words: str, minus: Selector | None = None) -> Selector:
    return _except(Open(words), minus)


SELECTOR: Final[Shape[Selector]] = Defined("selector", lambda: _SELECTOR)
"""A unit's id, a list of selectors (their union), or a table."""

_HAVING: Final[Shape[Where]] = Defined("having", lambda: _HAVING_TABLE)
_WHERE_FIELDS: Final = (
    Field("level", TEXT, "their level"),
    Field("role", TEXT, "their role"),
    Field("tag", TEXT, "a tag that they bear"),
    Field("within", ID, "the id of a unit that they stand below"),
    Field("having", _HAVING, "a unit below them is such"),
)
_WHERE_RULE: Final = AtLeastOne("level", "role", "tag", "within", "having")
_HAVING_TABLE: Final[Table[Where]] = Table(Where, _WHERE_FIELDS, (_WHERE_RULE,))
_EXCEPT: Final = Field("except", SELECTOR, "without these", name="minus")
_UNITS: Final = Field("units", Many(ID, 1, unique=True), "units by their ids", required=True)
_ANY: Final = Field(
    "any", Many(SELECTOR, 1, unique=True), "the union of these", required=True, name="parts"
)
_OPEN: Final = Field(
    "open", TEXT, "a set that the plan has only words for", required=True, name="words"
)
_TABLES: Final[Keyed[Selector]] = Keyed(
    {
        "units": Table(_named, (_UNITS, _EXCEPT)),
        "any": Table(_any_of, (_ANY, _EXCEPT)),
        "open": Table(_open, (_OPEN, _EXCEPT)),
    },
    Table(_where, (*_WHERE_FIELDS, _EXCEPT), (_WHERE_RULE,)),
)
_ID_SELECTOR: Final[Shape[Selector]] = Converted(ID, _one)
_UNION: Final[Shape[Selector]] = Converted(Many(SELECTOR, 1, unique=True), _union)
_SELECTOR: Final[Shape[Selector]] = Either(
    text=_ID_SELECTOR, many=_UNION, table=_TABLES, expected=_EXPECTED
)


def _partner(selector: Selector) -> Partner:
    return Partner(selector=selector)


def _dated(make: Callable[..., Selector]) -> Callable[..., Partner]:
    """Return ``make`` for a partner, which may have a time of its own."""

    def make_partner(*, schedule: Schedule | None = None, **given: object) -> Partner:
        return Partner(selector=make(**given), schedule=schedule)

    return make_partner


def _partner_table(table: Table[Selector]) -> Table[Partner]:
    time = Field("time", TIME, "a time of their own", name="schedule")
    return Table(_dated(table.make), (*table.fields, time), table.rules)


PARTNERS: Final = Many[Partner](
    Either(
        text=Converted(_ID_SELECTOR, _partner),
        many=Converted(_UNION, _partner),
        table=Keyed(
            {key: _partner_table(table) for key, table in _TABLES.cases.items()},
            _partner_table(_TABLES.otherwise),
        ),
        expected=_EXPECTED,
    ),
    unique=True,
)
"""Selectors, each perhaps with a time of its own."""
