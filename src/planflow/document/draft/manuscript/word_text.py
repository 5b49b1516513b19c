"""The words of a Word paragraph as they stand after all changes: runs, breaks, boxes, notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import define, field

from planflow.document.draft.manuscript.word_style import child, is_on, local, value
from planflow.extra import needs

with needs("docx"):
    from lxml import etree

_BREAK: Final = "\n"
_SIGNS: Final = {"tab": "\t", "cr": _BREAK, "noBreakHyphen": "-", "ptab": "\t"}
_CHECKED: Final = frozenset({"F0FC", "F0FD", "F0FE", "F052", "F054"})
_REMOVED: Final = frozenset({"del", "moveFrom"})
_ADDED: Final = frozenset({"ins", "moveTo"})
_LEFT: Final = frozenset({"pPr", "rPr", "instrText", "Fallback", "sdtPr", "object", "delInstrText"})
_PICTURES: Final = frozenset({"drawing", "pict"})


@define
class Runs:
    """What was found in a paragraph.

    Attributes:
        text: Its words; a line break is a new line.
        bold: Whether each run with words is bold by itself; nothing where it does not say.
        removed: Words that a tracked change took away.
        hidden: Words that are not shown.
        added: A tracked change put words in.
        notes: The ids of the notes that it refers to.
        boxes: What text boxes hold that hang on it.
        pictures: How many pictures hang on it.
    """

    parts: list[str] = field(factory=list)
    bold: list[bool | None] = field(factory=list)
    removed: list[str] = field(factory=list)
    hidden: list[str] = field(factory=list)
    added: bool = False
    notes: list[str] = field(factory=list)
    boxes: list[etree._Element] = field(factory=list)
    pictures: int = 0

    @property
    def text(self) -> str:
        """Return its words in one."""
        return "".join(self.parts)


def runs_of(paragraph: etree._Element) -> Runs:
    """Return what stands in a paragraph."""
    found = Runs()
    _read(paragraph, found)
    return found


def _read(element: etree._Element, found: Runs) -> None:
    for one in element:
        name = local(one)
        if name in _LEFT:
            continue
        if name in _REMOVED:
            found.removed.append("".join(_words(one)))
        elif name == "r":
            _read_run(one, found)
        elif name == "AlternateContent":
            _read_first(one, found)
        else:
            found.added = found.added or (name in _ADDED and len(one) > 0)
            _read(one, found)


def _read_first(element: etree._Element, found: Runs) -> None:
    """Read the first of several renderings of one thing."""
    choice = child(element, "Choice")
    chosen = choice if choice is not None else child(element, "Fallback")
    if chosen is not None:
        _read_pictures(chosen, found)
        _read_signs(chosen, found)


def _read_run(run: etree._Element, found: Runs) -> None:
    if is_on(child(run, "rPr", "vanish")):
        found.hidden.append("".join(_words(run)))
        return
    before = len(found.parts)
    _read_signs(run, found)
    if any(part.strip() for part in found.parts[before:]):
        found.bold.append(is_on(child(run, "rPr", "b")))


def _read_signs(run: etree._Element, found: Runs) -> None:
    for one in run:
        name = local(one)
        if name == "t":
            found.parts.append(one.text or "")
        elif name == "br":
            found.parts.append(_BREAK)
        elif name in _SIGNS:
            found.parts.append(_SIGNS[name])
        elif name == "sym":
            found.parts.append("✓" if value(one, "char") in _CHECKED else "•")
        elif name in {"footnoteReference", "endnoteReference"}:
            found.notes.append(f"{name[:-9]}s {value(one, 'id')}")
        elif name in _PICTURES:
            _read_pictures(one, found)
        elif name == "AlternateContent":
            _read_first(one, found)


def _read_pictures(element: etree._Element, found: Runs) -> None:
    """Take text boxes; whatever else is drawn is a picture."""
    boxes = list(_boxes(element))
    found.boxes.extend(boxes)
    found.pictures += not boxes and local(element) in _PICTURES


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes that do not stand in another."""
    for one in element:
        if local(one) == "txbxContent":
            yield one
        elif local(one) != "Fallback":
            yield from _boxes(one)


def _words(element: etree._Element) -> Iterator[str]:
    for one in element.iter():
        if local(one) in {"t", "delText"}:
            yield one.text or ""
