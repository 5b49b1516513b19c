"""The shapes of items, products and duties: WHAT."""

from __future__ import annotations

from typing import Any, Final

from planflow.document.plan_file.schedule import TIME
from planflow.document.plan_file.selector import PARTNERS, SELECTOR
from planflow.document.shape import (
    Boolean,
    Choice,
    Defined,
    Field,
    Many,
    Number,
    OnlyIf,
    Shape,
    Table,
    Text,
)
from planflow.document.word import CODE, ID, ID_PATTERN, INDICATOR_ID, TEXT, TITLE
from planflow.domain.plan import (
    ADDITIONS,
    AUTHORITIES,
    HOST_RULE,
    MODES,
    NATURES,
    PARENT,
    PRODUCT_KINDS,
    SPREADS,
    Duty,
    Indicator,
    Item,
    Product,
)

_ADDS: Final = Text(
    pattern=f"{'|'.join(ADDITIONS)}|{HOST_RULE}[a-z][a-z0-9_]*",
    expected=f"one of {', '.join(ADDITIONS)}, or {HOST_RULE} and the name of a rule of the host's",
)
_INDICATOR_FIELDS: Final = (
    Field("id", INDICATOR_ID, "an id that is unique in the plan", required=True),
    Field("title", TITLE, "what is counted", required=True),
    Field("measure", TITLE, "what one of it is called, such as a class", required=True),
    Field("nature", Choice(NATURES), "flow happens within a period, stock stands at its end"),
    Field("adds", _ADDS, "how it adds up over units and periods"),
    Field("numerator", INDICATOR_ID, "of a ratio: the indicator above the line"),
    Field("denominator", INDICATOR_ID, "of a ratio: the indicator below the line"),
    Field("of", INDICATOR_ID, "the indicator that it is a part of"),
)
_INDICATOR_RULES: Final = (
    OnlyIf("numerator", "adds", "ratio"),
    OnlyIf("denominator", "adds", "ratio"),
)
_INDICATOR_NAMES: Final = frozenset(one.key for one in _INDICATOR_FIELDS)


def _product(**given: Any) -> Product:  # noqa: ANN401
    """Return the product; what belongs to its indicator is taken out."""
    indicator = {name: given.pop(name) for name in _INDICATOR_NAMES & set(given)}
    return Product(indicator=Indicator(**indicator), **given)


INDICATOR: Final = Table(Indicator, _INDICATOR_FIELDS, _INDICATOR_RULES)
PRODUCT: Final = Table(
    _product,
    (
        *_INDICATOR_FIELDS,
        Field("kind", Choice(PRODUCT_KINDS), "number, document, outcome or so many units"),
        Field("target", Number(), "how much is wanted"),
        Field("at_least", Boolean(), "the target is a minimum"),
        Field("time", TIME, "its own time, where it differs", name="schedule"),
    ),
    _INDICATOR_RULES,
)
ITEM: Final[Shape[Item]] = Defined("item", lambda: _ITEM)
"""One row of the plan, with its parts."""

_AUTHORITY: Final = Field(
    "authority", Choice(AUTHORITIES), "order or request; missing: by each unit's standing"
)
_HEAD_ANSWERS: Final = Field(
    "head_answers", Boolean(), "the unit's head answers: a leader gives the reports"
)
_NOTE: Final = Field("note", TEXT, "what a reader should know")
_ITEM: Final[Table[Item]] = Table(
    Item,
    (
        Field("code", CODE, "its code, unique in the plan", required=True),
        Field("title", TITLE, "what is to be done", required=True),
        Field("lead", SELECTOR, "who leads"),
        Field("partners", PARTNERS, "who works with the lead"),
        _AUTHORITY,
        _HEAD_ANSWERS,
        Field("spread", Choice(SPREADS), "one shared task, one per unit, or a plan per unit"),
        Field("time", TIME, "when; missing: as the item above", name="schedule"),
        Field("products", Many(PRODUCT), "what it is to yield"),
        Field("parts", Many(ITEM), "items nested below it"),
        _NOTE,
    ),
)
ITEM_FIELDS: Final = _ITEM.fields
"""The keys of an item."""
_ADDRESSEE: Final = Text(
    pattern=f"{PARENT}|{ID_PATTERN}",
    expected=f"a unit's id, or {PARENT} for the unit above each reporter",
)
DUTY: Final = Table(
    Duty,
    (
        Field("code", CODE, "its code, unique among items and duties", required=True),
        Field("title", TITLE, "what is to be reported", required=True),
        Field("reporters", SELECTOR, "who reports", required=True),
        Field("via", ID, "the unit that gathers the reports and passes them on"),
        Field(
            "addressees",
            Many(_ADDRESSEE, 1, unique=True),
            f"the ids of the units that the report is for, or {PARENT}",
            required=True,
        ),
        Field("time", TIME, "when, as a table with kind", required=True, name="schedule"),
        Field("covers", Many(CODE, unique=True), "the items reported on; missing: all"),
        Field("mode", Choice(MODES), "consolidate or approve"),
        Field("indicators", Many(INDICATOR), "what is counted beside the items' products"),
        _AUTHORITY,
        _HEAD_ANSWERS,
        _NOTE,
    ),
)
"""A duty to report."""
