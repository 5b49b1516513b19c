"""What python-docx has no name for, as elements of the file's own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planflow.extra import needs

with needs("docx"):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

if TYPE_CHECKING:
    from lxml.etree import _Element


def made(name: str, *inner: _Element, **attributes: str) -> _Element:
    """Return the element ``w:name`` with those attributes."""
    found: _Element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    found.extend(inner)
    return found


def put_before(parent: _Element, child: _Element, *names: str) -> None:
    """Put ``child`` before the first of the named elements, where the schema wants it."""
    tags = {qn(f"w:{name}") for name in names}
    place = next((n for n, each in enumerate(parent) if each.tag in tags), len(parent))
    parent.insert(place, child)
