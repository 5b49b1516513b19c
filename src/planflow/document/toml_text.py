"""Values as TOML: strings, days, selectors, comments. What is written reads back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from planflow.domain.organisation import AnyOf, Except, Named, Open, Selector, Where

_NO_COMMENT: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_WHERE: Final = ("level", "role", "tag", "within")


def text_toml(text: str) -> str:
    """Return a text as a basic string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def day_toml(day: date) -> str:
    """Return a day as TOML has it: ``2021-11-15``."""
    return day.isoformat()


def list_toml(values: Iterable[str]) -> str:
    """Return values that are TOML already as an array on one line."""
    return f"[{', '.join(values)}]"


def table_toml(*pairs: tuple[str, str]) -> str:
    """Return keys with values that are TOML already as an inline table."""
    return f"{{ {', '.join(f'{key} = {value}' for key, value in pairs)} }}"


def comment_toml(words: str) -> str:
    """Return words as a comment on one line."""
    return f"# {_NO_COMMENT.sub(' ', words)}".rstrip()


def selector_toml(selector: Selector) -> str:
    """Return a selector as plan files write it: an id, an array or an inline table."""
    match selector:
        case Named((unit,)):
            return text_toml(unit)
        case Named(units):
            return list_toml(map(text_toml, units))
        case AnyOf(parts):
            return list_toml(map(selector_toml, parts))
        case _:
            return table_toml(*_pairs(selector))


def _pairs(selector: Selector) -> list[tuple[str, str]]:
    match selector:
        case Named(units):
            return [("units", list_toml(map(text_toml, units)))]
        case AnyOf(parts):
            return [("any", list_toml(map(selector_toml, parts)))]
        case Open(words):
            return [("open", text_toml(words))]
        case Except(Except(base, first), minus):
            return _pairs(Except(base, AnyOf((first, minus))))
        case Except(base, minus):
            return [*_pairs(base), ("except", selector_toml(minus))]
        case Where():
            return _where(selector)


def _where(selector: Where) -> list[tuple[str, str]]:
    given = ((key, getattr(selector, key)) for key in _WHERE)
    pairs = [(key, text_toml(value)) for key, value in given if value is not None]
    if selector.having is not None:
        pairs.append(("having", table_toml(*_where(selector.having))))
    return pairs
