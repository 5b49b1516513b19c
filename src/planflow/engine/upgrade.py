"""Formats of stored text: what an older version wrote is brought up to date as it is read (S18).

An entry of the journal says its format; a record says it from format 2 on. What changes the stored
text of either raises :data:`FORMAT` and gets a function in :data:`UPGRADERS`, which makes of the
data of one format that of the next. Nothing stored is rewritten for it: the journal never, a record
when it is next written. Fields that are added with a default need no new format.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from planflow.engine.codec import dumps, loads
from planflow.errors import Fault, FormatError, UnsupportedVersionError

T = TypeVar("T")
Upgrade: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

FORMAT = 1
"""The format in which this version writes."""

ENTRY: Final = "entry"

UPGRADERS: Mapping[tuple[str, int], Upgrade] = {}
"""(``entry`` or the name of a record's class, format) → what makes the next format of it.

What is not named here is the same in both formats.
"""

_MARK: Final = '{"format":'


def upgraded(kind: str, raw: dict[str, Any], known: object) -> dict[str, Any]:
    """Return the data of an entry or record as this version has it.

    Args:
        kind: ``entry``, or the name of the record's class.
        raw: The data.
        known: The format in which it is.

    Raises:
        UnsupportedVersionError: If a newer version of planflow wrote it.
    """
    if not isinstance(known, int) or not 1 <= known <= FORMAT:
        expected = f"format {FORMAT}" if FORMAT == 1 else f"a format from 1 to {FORMAT}"
        raise UnsupportedVersionError(Fault(f"stored {kind}", f"format {known!r}", expected))
    for number in range(known, FORMAT):
        raw = UPGRADERS.get((kind, number), _same)(raw)
    return raw


def read_record(kind: type[T], text: str) -> T:
    """Return the value of a record's text, whichever version wrote it.

    Raises:
        FormatError: If it is no such value.
    """
    if is_current(text):
        return loads(kind, text if FORMAT == 1 else _without_mark(text))
    try:
        raw = json.loads(text)
        known = raw.pop("format", 1)
    except (ValueError, AttributeError, TypeError) as error:
        fault = Fault("stored record", f"{text[:80]!r} ({error})", f"a stored {kind.__name__}")
        raise FormatError(fault) from error
    return loads(kind, json.dumps(upgraded(kind.__name__, raw, known), ensure_ascii=False))


def record_text(value: object) -> str:
    """Return the text of a record in the format of this version."""
    text = dumps(value)
    if FORMAT == 1:
        return text
    return f"{_MARK}{FORMAT}{',' if text != '{}' else ''}{text[1:]}"


def is_current(text: str) -> bool:
    """Tell whether a record's text is in the format in which this version writes."""
    if FORMAT == 1:
        return not text.startswith(_MARK)
    return text.startswith((f"{_MARK}{FORMAT},", f"{_MARK}{FORMAT}}}"))


def _without_mark(text: str) -> str:
    return "{" + text[len(_MARK) + len(str(FORMAT)) :].removeprefix(",")


def _same(raw: dict[str, Any]) -> dict[str, Any]:
    return raw
