"""Stored text of frozen values: our own small codec over the standard library's json.

An attrs class becomes an object of its fields without those at their defaults; a class that stands
for one of several (schedules, selectors, events) says which under ``is``. Dates are ISO text,
instants fixed-width UTC text, decimals text. Nothing is pickled, nothing is evaluated (Rule R28).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from itertools import compress
from json import JSONDecoder
from json.encoder import encode_basestring as _quote
from operator import attrgetter, eq, is_not, not_
from types import UnionType
from typing import Any, ClassVar, Final, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs
from pendulum import Date, DateTime

from planflow.domain import change, deadline, organisation, reminder, task
from planflow.domain.workday import Period
from planflow.errors import Fault, FormatError
from planflow.instant import from_text, to_text
from planflow.message import Message

T = TypeVar("T")

_Writer: TypeAlias = Callable[[Any], str]
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
        (reminder.Announcement, change.PlanArchived),
    )
    for cls in group
    if isinstance(cls, type)
}
_TAG_OF: Final = {cls: name for name, cls in _TAGGED.items()}

_MANY: Final = 4096
"""How many values of a class are remembered, at most."""

_scan: Final = JSONDecoder().raw_decode


def dumps(value: object) -> str:
    """Return the stored text of ``value``.

    Raises:
        FormatError: If it is, or holds, something that planflow does not store.
    """
    return _WRITERS[type(value)](value)


def loads(kind: type[T], text: str) -> T:
    """Return the value of class ``kind`` that ``dumps`` wrote.

    Raises:
        FormatError: If ``text`` is not such a value.
    """
    try:
        found: T = decoder(kind)(_parsed(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        fault = Fault("stored record", f"{text[:80]!r} ({error})", f"a stored {kind.__name__}")
        raise FormatError(fault) from error
    return found


def _parsed(text: str) -> Any:
    """Return what ``json.loads`` would, for text of ours: it begins and ends with the value."""
    raw, end = _scan(text)
    if end != len(text):
        raise ValueError(text[end:])
    return raw


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


# ── writing ──────────────────────────────────────────────────────────────────


class _Writers(dict[type, _Writer]):
    """The function that writes a value, by its class; made when the class is first met."""

    def __missing__(self, kind: type) -> _Writer:
        """Make the one for ``kind``."""
        found = self[kind] = _new_writer(kind)
        return found


_WRITERS: Final = _Writers()

_ALIKE: Final = (task.Assignment, deadline.Deadline, Period)
"""Classes whose values are written more than once: an assignment with its entry and its record, a
deadline and a period with each task that they date. Such a value equals no other that is written
otherwise, as the amounts 1.5 and 1.50 would."""


def _new_writer(kind: type) -> _Writer:
    if kind is Message:
        return _write_message
    if attrs.has(kind):
        writer = _attrs_writer(kind)
        return lru_cache(maxsize=_MANY)(writer) if kind in _ALIKE else writer
    for base, found in _PLAIN.items():
        if issubclass(kind, base):
            return found
    raise FormatError(Fault("value", kind.__name__, "a value that planflow stores"))


def _attrs_writer(kind: type) -> _Writer:
    """Write the fields that are not at their defaults."""
    fields = fields_of(kind)
    tag = _TAG_OF.get(kind)
    opening = [f'"is":{_quote(tag)}'] if tag else []
    defaults = [default for _, default in fields]
    parts_of = _getter([name for name, _ in fields])
    ways = [
        (at, f"{_quote(name)}:", _test_of(default)) for at, (name, default) in enumerate(fields)
    ]

    def write(value: Any) -> str:
        parts = parts_of(value)
        written = opening.copy()
        for at, name, is_default in compress(ways, map(is_not, parts, defaults)):
            part = parts[at]
            if is_default is None or not is_default(part):
                written.append(name + _WRITERS[type(part)](part))
        return f"{{{','.join(written)}}}"

    return write


def _getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads these fields of a value at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _test_of(default: object) -> Callable[[object], bool] | None:
    """Return how to tell that a part equals a default that it is not; nothing where it cannot.

    What a default factory makes is an empty mapping.
    """
    if default is None or default is attrs.NOTHING:
        return None
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return not_
    return partial(eq, default)


def _write_message(value: Message) -> str:
    key = _quote(value.key)
    facts = ",".join([f"{_quote(name)}:{_write_fact(fact)}" for name, fact in value.facts])
    return f"[{key},{{{facts}}}]" if facts else f"[{key}]"


def _write_fact(fact: Any) -> str:
    if isinstance(fact, Message):
        return f'{{"message":{_write_message(fact)}}}'
    if isinstance(fact, date):
        return f'{{"date":"{fact.isoformat()[:10]}"}}'
    return _WRITERS[type(fact)](fact)


def _write_items(value: Iterable[Any]) -> str:
    return f"[{','.join([_WRITERS[type(part)](part) for part in value])}]"


def _write_mapping(value: Mapping[str, Any]) -> str:
    parts = [f"{_write_key(key)}:{_WRITERS[type(part)](part)}" for key, part in value.items()]
    return f"{{{','.join(parts)}}}"


def _write_key(key: object) -> str:
    if not isinstance(key, str):
        raise FormatError(Fault("name", repr(key), "text"))
    return _quote(key)


_PLAIN: Final[Mapping[type, _Writer]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    str: _quote,
    Decimal: lambda value: f'"{value}"',
    datetime: lambda value: f'"{to_text(value)}"',
    date: lambda value: f'"{date.isoformat(value)}"',
    tuple: _write_items,
    list: _write_items,
    frozenset: lambda value: _write_items(sorted(value)),
    Mapping: _write_mapping,
}


# ── reading ──────────────────────────────────────────────────────────────────

_DECODERS: Final[dict[object, _Decoder]] = {}


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
    """Read an object, in place; its fields' decoders are made when first needed: items hold items.

    What is in JSON as it is in the value (``_same``) is left alone.
    """
    parts: dict[str, _Decoder] = {}
    make = _maker(kind)

    def decode(raw: dict[str, Any]) -> Any:
        if not parts:
            parts.update(_parts(kind))
        raw.pop("is", None)
        for name, part in raw.items():
            read = parts[name]
            if read is not _same:
                raw[name] = read(part)
        return make(raw)

    return decode


def _maker(kind: type) -> Callable[[dict[str, Any]], Any]:
    """Return what makes a value of its fields, at once where nothing is converted or checked.

    So is a value that moves often: see :func:`planflow.value.altered`.
    """
    fields = attrs.fields(kind)
    if "__slots__" in vars(kind) or any(map(_is_worked_on, fields)):
        return lambda raw: kind(**raw)
    defaults = {each.name: each.default for each in fields if each.default is not attrs.NOTHING}

    def make(raw: dict[str, Any]) -> Any:
        values = defaults | raw
        if len(values) < len(fields):
            return kind(**raw)  # which tells what is missing
        found: Any = object.__new__(kind)
        object.__setattr__(found, "__dict__", values)
        return found

    return make


def _is_worked_on(each: attrs.Attribute[Any]) -> bool:
    """Tell whether the class does something to a field when a value is made."""
    has_factory = isinstance(each.default, attrs.Factory)  # type: ignore[arg-type]
    return has_factory or each.converter is not None or each.validator is not None


def _parts(kind: type) -> dict[str, _Decoder]:
    stored = {name for name, _ in fields_of(kind)}
    fields = attrs.fields(attrs.resolve_types(kind))
    return {each.name: decoder(each.type) for each in fields if each.name in stored}


def _same(value: Any) -> Any:
    return value


def _union_decoder(arguments: tuple[Any, ...]) -> _Decoder:
    """Read a union: nothing, a tagged class, an untagged one, or one of the atoms."""
    if any(argument in _TAG_OF for argument in arguments):
        return lambda raw: None if raw is None else decoder(_TAGGED[raw["is"]])(raw)
    rest = [argument for argument in arguments if argument is not type(None)]
    if set(rest) == {int, Decimal}:
        return lambda raw: Decimal(raw) if isinstance(raw, str) else raw
    if len(rest) == 1:
        only = decoder(rest[0])
        if only is _same:
            return _same
        return lambda raw: None if raw is None else only(raw)
    message = f"a union that planflow cannot read: {arguments}"
    raise TypeError(message)


def _tuple_decoder(arguments: tuple[Any, ...]) -> _Decoder:
    if arguments[-1] is Ellipsis:
        part = decoder(arguments[0])
        return tuple if part is _same else lambda raw: tuple(map(part, raw))
    parts = [decoder(argument) for argument in arguments]
    return lambda raw: tuple(part(each) for part, each in zip(parts, raw, strict=True))


def _decode_message(raw: list[Any]) -> Message:
    facts = raw[1] if len(raw) > 1 else {}
    return Message.of(raw[0], **{name: _decode_fact(fact) for name, fact in facts.items()})


def _decode_fact(raw: Any) -> Any:
    if isinstance(raw, dict):
        return _decode_message(raw["message"]) if "message" in raw else _date(raw["date"])
    return tuple(raw) if isinstance(raw, list) else raw


@lru_cache(maxsize=_MANY)
def _date(text: str) -> Date:
    return Date.fromisoformat(text)


_ATOMS: Final[Mapping[Any, _Decoder]] = {
    bool: _same,
    int: _same,
    str: _same,
    Decimal: Decimal,
    Date: _date,
    DateTime: from_text,
}
