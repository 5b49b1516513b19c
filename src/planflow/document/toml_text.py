"""Values as TOML text: what is written reads back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

TomlValue: TypeAlias = (
    "str | bool | int | Decimal | date | list[TomlValue] | tuple[TomlValue, ...]"
    " | Mapping[str, TomlValue]"
)

WIDEST: Final = 100
"""A list that is wider is written with a line for each entry."""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")


def value_toml(value: TomlValue) -> str:
    """Return a value on one line: tables and lists inline."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(value_toml, value))}]"
        case Mapping():
            pairs = (f"{key_toml(key)} = {value_toml(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def key_toml(key: str) -> str:
    """Return a key, in quotation marks where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else value_toml(key)


def pair_toml(key: str, value: TomlValue) -> str:
    """Return ``key = value``; a list that is too wide for a line gets a line for each entry."""
    line = f"{key_toml(key)} = {value_toml(value)}"
    if not isinstance(value, (list, tuple)) or len(line) <= WIDEST or not value:
        return line
    entries = "".join(f"    {value_toml(each)},\n" for each in value)
    return f"{key_toml(key)} = [\n{entries}]"


def comment_toml(words: str) -> str:
    """Return words as a comment on one line."""
    return f"# {_CONTROL.sub(' ', words)}".rstrip()
