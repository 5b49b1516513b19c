"""What two versions of a plan differ in, part by part and field by field, in sentences (R23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias, get_args

import attrs
from attrs import AttrsInstance, frozen
from pendulum import Date

from planflow.domain.deadline import BEFORE, CLOCKS, ROLLS, Schedule
from planflow.domain.organisation import Naming, Selector, listed, selector_phrase
from planflow.domain.plan.indicator import ADDITIONS, NATURES, PRODUCT_KINDS, Product, Title
from planflow.domain.plan.ladder import ESCALATES_TO
from planflow.domain.plan.plan import (
    AUTHORITIES,
    MODES,
    PARENT,
    SIGNATURES,
    SPREADS,
    Item,
    Partner,
    Plan,
)
from planflow.message import Fact, Language, Message

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
RECODED: Final = "recoded"
REORDERED: Final = "reordered"
CHANGES: Final = (ADDED, REMOVED, CHANGED, RECODED, REORDERED)


@frozen
class Change:
    """One thing that an amended plan says otherwise.

    Attributes:
        kind: ``added``, ``removed``, ``changed``, ``recoded`` (an item or duty of the same title
            under another code: one removed, one added) or ``reordered``.
        part: ``plan``, ``policy``, ``ladder``, ``basis``, ``event``, ``regime``, ``item``,
            ``indicator`` or ``duty``.
        code: Its code, id or number; empty for the plan itself.
        field: Which of its fields changed.
        message: The sentence for people.
    """

    kind: str
    part: str
    code: str
    field: str
    message: Message

    def text(self, language: Language = "en") -> str:
        """Return the sentence in ``language``."""
        return self.message.text(language)


_Fields: TypeAlias = Mapping[str, object]
_Parts: TypeAlias = dict[tuple[str, str], _Fields]

_KEYS: Final = {"basis": "number"}
_APART: Final = frozenset(
    (
        "items",
        "parts",
        "products",
        "indicators",
        "indicator",
        "duties",
        "events",
        "regimes",
        "bases",
        "policy",
        "ladder",
    )
)
"""Fields whose content is compared as parts of their own."""
_UNITS: Final = frozenset(("issuer", "standing_agency", "via", "addressees"))
_WORDED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "authority": ("authority", AUTHORITIES),
    "spread": ("spread", SPREADS),
    "mode": ("mode", MODES),
    "nature": ("nature", NATURES),
    "adds": ("adds", ADDITIONS),
    "kind": ("product", PRODUCT_KINDS),
    "before": ("policy", BEFORE),
    "roll": ("policy", ROLLS),
    "suspension": ("suspension", CLOCKS),
    "signature": ("role", SIGNATURES),
    "escalates_to": ("role", ESCALATES_TO),
}
"""Field → where the catalogue has the words for its values."""
_UNSAID: Final = "…"


def difference(before: Plan, after: Plan, name: Naming = str) -> tuple[Change, ...]:
    """Return what ``after`` says otherwise than ``before``; nothing if they are equal.

    Codes identify: an item with another code is another item.

    Args:
        before: The plan as it was.
        after: The plan as amended.
        name: How a unit is called; by its id, if nothing else is said.
    """
    old, new = _parts(before), _parts(after)
    found = (
        *_removed(old, new),
        *_added(old, new),
        *_recoded(old, new),
        *_changed(old, new, name),
        *_reordered(old, new),
    )
    if found or before == after:
        return found
    return (Change(CHANGED, "plan", "", "", Message.of("difference.otherwise")),)


# ── a plan in its parts ──────────────────────────────────────────────────────


def _parts(plan: Plan) -> _Parts:
    """Return (part, code) → its fields, in the order of the plan."""
    found: _Parts = {("plan", ""): _fields(plan)}
    found["policy", ""], found["ladder", ""] = _fields(plan.policy), _fields(plan.ladder)
    for part, values in (
        ("basis", plan.bases),
        ("event", plan.events),
        ("regime", plan.regimes),
    ):
        for value in values:
            found[part, getattr(value, _KEYS.get(part, "id"))] = _fields(value)
    for item in plan.items:
        found |= _item_parts(item, "")
    for duty in plan.duties:
        found["duty", duty.code] = _fields(duty)
        for indicator in duty.indicators:
            found["indicator", indicator.id] = {"place": duty.code, **_fields(indicator)}
    return found


def _item_parts(item: Item, above: str) -> _Parts:
    found: _Parts = {("item", item.code): {"above": above, **_fields(item)}}
    for product in item.products:
        found["indicator", product.indicator.id] = {"place": item.code, **_product_fields(product)}
    for part in item.parts:
        found |= _item_parts(part, item.code)
    return found


def _product_fields(product: Product) -> _Fields:
    return {**_fields(product.indicator), **_fields(product)}


def _fields(value: AttrsInstance) -> _Fields:
    names = (each.name for each in attrs.fields(type(value)))
    return {name: getattr(value, name) for name in names if name not in _APART}


# ── sentences ────────────────────────────────────────────────────────────────


def _removed(old: _Parts, new: _Parts) -> Iterator[Change]:
    for (part, code), fields in old.items():
        if (part, code) not in new:
            yield Change(REMOVED, part, code, "", _whole(REMOVED, part, code, fields))


def _added(old: _Parts, new: _Parts) -> Iterator[Change]:
    for (part, code), fields in new.items():
        if (part, code) not in old:
            yield Change(ADDED, part, code, "", _whole(ADDED, part, code, fields))


def _whole(kind: str, part: str, code: str, fields: _Fields) -> Message:
    title = fields.get("title")
    if title is None:
        return Message.of(f"difference.{kind}_untitled", what=_what(part, code))
    return Message.of(f"difference.{kind}", what=_what(part, code), title=_said("title", title))


def _recoded(old: _Parts, new: _Parts) -> Iterator[Change]:
    """Yield each item or duty whose title stands under another code now."""
    gone = {
        (part, str(fields["title"])): code
        for (part, code), fields in old.items()
        if part in ("item", "duty") and (part, code) not in new
    }
    for (part, code), fields in new.items():
        before = gone.pop((part, str(fields.get("title"))), None)
        if before is not None and (part, code) not in old:
            what = {"before": _what(part, before), "after": _what(part, code)}
            message = Message.of("difference.recoded", **what)
            yield Change(RECODED, part, code, "", message)


def _changed(old: _Parts, new: _Parts, name: Naming) -> Iterator[Change]:
    for (part, code), fields in new.items():
        was = old.get((part, code))
        for field in {**was, **fields} if was is not None else ():
            before, after = (one.get(field) for one in (was or {}, fields))
            if before != after:
                message = _sentence(_what(part, code), field, before, after, name)
                yield Change(CHANGED, part, code, field, message)


def _sentence(what: Message, field: str, before: object, after: object, name: Naming) -> Message:
    label = Message.of(f"field.{field}")
    old, new = (_said(field, value, name) for value in (before, after))
    if _UNSAID in (old, new) or old == new:
        return Message.of("difference.altered", what=what, field=label)
    if old is None:
        return Message.of("difference.given", what=what, field=label, after=new)
    if new is None:
        return Message.of("difference.dropped", what=what, field=label, before=old)
    return Message.of("difference.changed", what=what, field=label, before=old, after=new)


def _reordered(old: _Parts, new: _Parts) -> Iterator[Change]:
    for part in dict.fromkeys(part for part, _ in new):
        if _order(part, old, new) != _order(part, new, old):
            what = Message.of(f"part.{part}_order")
            message = Message.of("difference.reordered", what=what)
            yield Change(REORDERED, part, "", "", message)


def _order(part: str, parts: _Parts, other: Iterable[tuple[str, str]]) -> list[str]:
    """Return the codes of one kind of part that the other plan has too, in order."""
    known = set(other)
    return [code for kind, code in parts if kind == part and (kind, code) in known]


def _what(part: str, code: str) -> Message:
    return Message.of(f"part.{part}", code=code)


# ── values in words ──────────────────────────────────────────────────────────


def _said(field: str, value: object, name: Naming = str) -> Fact:
    """Return a value in words; nothing for an empty one, ``_UNSAID`` for one without words."""
    if value is None or value in ("", ()):
        return None
    for kinds, say in _SAID:
        if isinstance(value, kinds):
            return say(field, value, name)
    return _UNSAID


def _answer(_field: str, value: bool, _name: Naming) -> Message:  # noqa: FBT001 - one of a table
    return Message.of("value.yes" if value else "value.no")


def _day(_field: str, value: Date, _name: Naming) -> Date:
    return value


def _number(_field: str, value: int | Decimal, _name: Naming) -> str:
    return str(value)


def _title(_field: str, value: Title, _name: Naming) -> Message:
    return Message.of("value.title", vi=value.text("vi"), en=value.text("en"))


def _word(field: str, value: str, name: Naming) -> Fact:
    group, values = _WORDED.get(field, ("", ()))
    if value in values:
        return Message.of(f"{group}.{value}")
    if value == PARENT:
        return Message.of("value.parent")
    return name(value) if field in _UNITS else value


def _time(_field: str, value: Schedule, _name: Naming) -> Message:
    from planflow.domain.deadline import description

    return Message.of("value.plain", it=value.words) if value.words else description(value)


def _set(_field: str, value: Selector, name: Naming) -> Message:
    return selector_phrase(value, name)


def _partner(field: str, value: Partner, name: Naming) -> Message:
    who = selector_phrase(value.selector, name)
    if value.schedule is None:
        return who
    return Message.of("value.partner", who=who, time=_time(field, value.schedule, name))


def _several(field: str, value: tuple[object, ...], name: Naming) -> Fact:
    if field == "years":
        first, last = map(str, value)
        key = "value.years_on" if value[1] is None else "value.years"
        return Message.of(key, first=first, last=last)
    parts = [_said(field, each, name) for each in value]
    if _UNSAID in parts:
        return _UNSAID
    return listed("; ", tuple(Message.of("value.plain", it=part) for part in parts))


_SAID: Final[tuple[tuple[type | tuple[type, ...], Callable[..., Fact]], ...]] = (
    (bool, _answer),
    (Date, _day),
    ((int, Decimal), _number),
    (Title, _title),
    (str, _word),
    (get_args(Schedule), _time),
    (get_args(Selector), _set),
    (Partner, _partner),
    (tuple, _several),
)
"""Kind of value → its words; a truth value is a number, too, and comes first."""
