"""Stored text of frozen values: our own small codec over the standard library's json.

An attrs class becomes an object of its fields without those at their defaults; a class that stands
for one of several (schedules, selectors, events) says which under ``is``. Dates are ISO text,
instants fixed-width UTC text, decimals text. Nothing is pickled, nothing is evaluated (Rule R28).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, Final, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs
from pendulum import Date, DateTime

from planflow.domain import change, deadline, organisation, reminder, task
from planflow.errors import Fault, FormatError
from planflow.instant import from_text, to_text
from planflow.message import Message

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
T = TypeVar("T")

_Encoder: TypeAlias = Callable[[Any], Json]
_Decoder: TypeAlias = Callable[[Any], Any]

_TAGGED: Final[Mapping[str, type]] = {
    cls.__name__: cls
    for group in (
        get_args(deadline.Schedule),
        get_args(organisation.Selector),
        get_args(task.event.Event),
        get_args(task.command.Command),
        get_args(change.PlanChange),
        get_args(change.PlanCommand),
        (reminder.Announcement,),
    )
    for cls in group
    if isinstance(cls, type)
}
_TAG_OF: Final = {cls: name for name, cls in _TAGGED.items()}


def dumps(value: object) -> str:
    """Return the stored text of ``value``."""
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """Return the value of class ``kind`` that ``dumps`` wrote.

    Raises:
        FormatError: If ``text`` is not such a value.
    """
    try:
        found: T = decoder(kind)(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        fault = Fault("stored record", f"{text[:80]!r} ({error})", f"a stored {kind.__name__}")
        raise FormatError(fault) from error
    return found


def encode(value: Any) -> Json:
    """Return ``value`` as JSON data."""
    return _encoder(type(value))(value)


def tagged(name: str) -> type | None:
    """Return the class that is stored under the tag ``name``."""
    return _TAGGED.get(name)


def fields_of(kind: type) -> tuple[tuple[str, object], ...]:
    """Return name and default of each stored field of ``kind``, its personal ones left out."""
    personal = getattr(kind, "PERSONAL", ())
    return tuple(
        (each.name, each.default)
        for each in attrs.fields(kind)
        if each.init and each.name not in personal
    )


_ENCODERS: Final[dict[object, _Encoder]] = {}
_DECODERS: Final[dict[object, _Decoder]] = {}


def _encoder(kind: type) -> _Encoder:
    found = _ENCODERS.get(kind)
    if found is None:
        found = _ENCODERS[kind] = _new_encoder(kind)
    return found


def _new_encoder(kind: type) -> _Encoder:
    if kind is Message:
        return _encode_message
    if attrs.has(kind):
        return _attrs_encoder(kind)
    for base, found in _PLAIN.items():
        if issubclass(kind, base):
            return found
    raise FormatError(Fault("value", kind.__name__, "a value that planflow stores"))


def _attrs_encoder(kind: type) -> _Encoder:
    fields = fields_of(kind)
    tag = _TAG_OF.get(kind)

    def encode_fields(value: Any) -> Json:
        found: dict[str, Json] = {"is": tag} if tag else {}
        for name, default in fields:
            part = getattr(value, name)
            if part is not default and part != default and not _is_empty(part, default):
                found[name] = _encoder(type(part))(part)
        return found

    return encode_fields


def _is_empty(part: object, default: object) -> bool:
    """Tell whether a part equals what a default factory would make: an empty mapping."""
    return isinstance(default, attrs.Factory) and not part  # type: ignore[arg-type]


def _encode_message(value: Message) -> Json:
    facts: dict[str, Json] = {name: _encode_fact(fact) for name, fact in value.facts}
    return [value.key, facts] if facts else [value.key]


def _encode_fact(fact: Any) -> Json:
    if isinstance(fact, Message):
        return {"message": _encode_message(fact)}
    if isinstance(fact, date):
        return {"date": fact.isoformat()[:10]}
    return encode(fact)


def _encode_items(value: Any) -> Json:
    return [_encoder(type(part))(part) for part in value]


def _encode_mapping(value: Mapping[str, Any]) -> Json:
    return {key: _encoder(type(part))(part) for key, part in value.items()}


def _same(value: Any) -> Json:
    found: Json = value
    return found


_PLAIN: Final[Mapping[type, _Encoder]] = {
    type(None): _same,
    bool: _same,
    int: _same,
    str: _same,
    Decimal: str,
    datetime: to_text,
    date: date.isoformat,
    tuple: _encode_items,
    list: _encode_items,
    frozenset: lambda value: _encode_items(sorted(value)),
    Mapping: _encode_mapping,
}


def decoder(kind: Any) -> _Decoder:
    """Return the function that reads a value of type ``kind`` from JSON data."""
    found = _DECODERS.get(kind)
    if found is None:
        found = _DECODERS[kind] = _new_decoder(kind)
    return found


def _new_decoder(kind: Any) -> _Decoder:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _union_decoder(arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is frozenset:
        part = decoder(arguments[0])
        return lambda raw: frozenset(map(part, raw))
    if origin is not None and issubclass(origin, Mapping):
        value = decoder(arguments[1])
        return lambda raw: {key: value(each) for key, each in raw.items()}
    if isinstance(kind, TypeVar) or origin in (Literal, ClassVar):
        return _same
    return _class_decoder(kind)


def _class_decoder(kind: Any) -> _Decoder:
    if kind is Message:
        return _decode_message
    if attrs.has(kind):
        return _attrs_decoder(kind)
    return _ATOMS[kind]


def _attrs_decoder(kind: type) -> _Decoder:
    """Read an object; its fields' decoders are made when first needed: items hold items."""
    parts: dict[str, _Decoder] = {}

    def decode(raw: dict[str, Any]) -> Any:
        if not parts:
            stored = {name for name, _ in fields_of(kind)}
            fields = attrs.fields(attrs.resolve_types(kind))
            parts.update({each.name: decoder(each.type) for each in fields if each.name in stored})
        return kind(**{name: parts[name](part) for name, part in raw.items() if name != "is"})

    return decode


def _union_decoder(arguments: tuple[Any, ...]) -> _Decoder:
    """Read a union: nothing, a tagged class, an untagged one, or one of the atoms."""
    if any(argument in _TAG_OF for argument in arguments):
        return lambda raw: None if raw is None else decoder(_TAGGED[raw["is"]])(raw)
    rest = [argument for argument in arguments if argument is not type(None)]
    if set(rest) == {int, Decimal}:
        return lambda raw: Decimal(raw) if isinstance(raw, str) else raw
    if len(rest) == 1:
        only = decoder(rest[0])
        return lambda raw: None if raw is None else only(raw)
    message = f"a union that planflow cannot read: {arguments}"
    raise TypeError(message)


def _tuple_decoder(arguments: tuple[Any, ...]) -> _Decoder:
    if arguments[-1] is Ellipsis:
        part = decoder(arguments[0])
        return lambda raw: tuple(map(part, raw))
    parts = [decoder(argument) for argument in arguments]
    return lambda raw: tuple(part(each) for part, each in zip(parts, raw, strict=True))


def _decode_message(raw: list[Any]) -> Message:
    facts = raw[1] if len(raw) > 1 else {}
    return Message.of(raw[0], **{name: _decode_fact(fact) for name, fact in facts.items()})


def _decode_fact(raw: Any) -> Any:
    if isinstance(raw, dict):
        return (
            _decode_message(raw["message"]) if "message" in raw else Date.fromisoformat(raw["date"])
        )
    return tuple(raw) if isinstance(raw, list) else raw


_ATOMS: Final[Mapping[Any, _Decoder]] = {
    bool: _same,
    int: _same,
    str: _same,
    Decimal: Decimal,
    Date: Date.fromisoformat,
    DateTime: from_text,
}
