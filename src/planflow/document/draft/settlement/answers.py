"""Answers files: what a person settles that a document leaves open.

TOML with ``format = 1`` and, all of them optional:

* ``[plan]``: keys of the head of a plan file (``issuer``, ``years``, ``bases``, ``regimes`` …);
* ``[units]``: words of the document → the selector that they mean, wherever they stand;
* ``[items."II.1.1"]``, ``[duties."IV.2"]``: keys of an item or duty of a plan file, in the place of
  what was read; ``drop = true`` leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from planflow.document.plan_file.item import DUTY, ITEM_FIELDS
from planflow.document.plan_file.plan import FORMAT, PLAN
from planflow.document.plan_file.selector import SELECTOR
from planflow.document.shape import Boolean, Field, Integer, Place, Shape, Table, one_of
from planflow.document.source import (
    FilePath,
    file_name,
    format_fault,
    parse_toml,
    raise_faults,
    read_text,
)
from planflow.document.toml_text import TomlValue
from planflow.errors import UnsupportedVersionError

DROP: Final = "drop"
"""Leaves an item or duty out of the plan."""

Answer = Mapping[str, Any]
"""What is said of one table, by the keys of plan files."""


@frozen
class Answers:
    """What a person settled, as plan files would say it.

    Attributes:
        plan: Of the head.
        units: Words of the document → the selector that they mean.
        items: Of items, by code.
        duties: Of duties, by code.
        file: The name under which faults are reported.
    """

    plan: Answer = field(factory=dict)
    units: Mapping[str, TomlValue] = field(factory=dict)
    items: Mapping[str, Answer] = field(factory=dict)
    duties: Mapping[str, Answer] = field(factory=dict)
    file: str | None = None


def read_answers(path: FilePath) -> Answers:
    """Return the answers that a file gives.

    Raises:
        FormatError: If it cannot be read or an answer cannot be one; all faults at once.
        UnsupportedVersionError: If a newer planflow wrote it.
    """
    return parse_answers(read_text(path), file=file_name(path))


def parse_answers(text: str, *, file: str | None = None) -> Answers:
    """Return the answers of a text in TOML.

    Args:
        text: The text.
        file: The name under which faults are reported.

    Raises:
        FormatError: If an answer cannot be one; all faults are listed with their places.
        UnsupportedVersionError: If the text is of a newer format.
    """
    given = parse_toml(text, file)
    if newer := format_fault(given, FORMAT, file):
        raise UnsupportedVersionError(newer)
    top = Place()
    _check(given, top)
    raise_faults(top.faults, file)
    tables = {key: given.get(key, {}) for key in _TABLES}
    return Answers(file=file, **tables)  # type: ignore[arg-type]  # their shapes were checked


def _check(given: Mapping[str, object], top: Place) -> None:
    known = ("format", *_TABLES)
    for key in given:
        if key not in known:
            top.key(key).note("an unknown key", one_of(known, key))
    if "format" in given:
        _FORMAT.read(given["format"], top.key("format"))
    else:
        top.key("format").note("nothing", f"the file's format, {FORMAT}")
    for key, shape in _TABLES.items():
        if key == "plan" and key in given:
            shape.read(given[key], top.key(key))
        elif key in given:
            _check_each(given[key], shape, top.key(key))


def _check_each(given: object, shape: Shape[object], at: Place) -> None:
    """Check a table whose keys are codes or words of the document."""
    if not isinstance(given, dict):
        at.fault(given, "a table with an answer for each code or words")
        return
    for key, answer in given.items():
        shape.read(answer, at.key(key))


def _any_of(fields: tuple[Field, ...], *more: Field, without: tuple[str, ...]) -> Table[Answer]:
    """Return the shape of a table in which each of these keys may be there."""
    kept = (evolve(one, required=False) for one in fields if one.key not in without)
    return Table(dict, (*kept, *more))


_FORMAT: Final = Integer(least=FORMAT, most=FORMAT)
_DROP: Final = Field(DROP, Boolean(), "leave it out of the plan")
_TABLES: Final[Mapping[str, Shape[object]]] = {
    "plan": _any_of(PLAN.fields, without=("format", "items", "duties")),
    "units": SELECTOR,
    "items": _any_of(ITEM_FIELDS, _DROP, without=("code", "parts")),
    "duties": _any_of(DUTY.fields, _DROP, without=("code",)),
}
