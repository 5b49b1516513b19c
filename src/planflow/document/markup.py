"""Elements of HTML and SVG as text: everything that goes in is escaped here."""

from __future__ import annotations

import re
from typing import Final

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escaped(words: str) -> str:
    """Return ``words`` as they may stand in an element or an attribute of XML and HTML.

    Characters that XML does not allow at all become the replacement character.
    """
    allowed = _FORBIDDEN.sub("\ufffd", words)
    return "".join(_ESCAPES.get(character, character) for character in allowed)


def element(name: str, /, *inner: str, **attributes: str | float) -> str:
    """Return the element ``name`` around ``inner``, which is markup already.

    An attribute's underscores become hyphens; one at its end is dropped (``class_``).
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    content = "".join(inner)
    return f"<{name}{written}>{content}</{name}>"


def empty(name: str, /, **attributes: str | float) -> str:
    """Return the element ``name`` with nothing in it."""
    return element(name, **attributes).replace(f"></{name}>", "/>")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escaped(value)
    return f"{value:.1f}".removesuffix(".0")
