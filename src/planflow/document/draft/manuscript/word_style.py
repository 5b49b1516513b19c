"""What Word's styles and lists say of a paragraph: bold, centred, and the number before it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from planflow.document.draft.wording.marker import upper_roman
from planflow.extra import needs

with needs("docx"):
    from lxml import etree

_OFF: Final = frozenset({"0", "false", "off", "none"})
_LEVEL: Final = re.compile(r"%(\d)")
_DEEPEST: Final = 9
_LONGEST_CHAIN: Final = 20


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; of a comment it is no name."""
    return str(element.tag).rpartition("}")[2]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element below another by the names of a path."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute by its name without namespace."""
    if element is None:
        return None
    return next(
        (str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None
    )


def is_on(element: etree._Element | None) -> bool | None:
    """Return what a switch such as ``<w:b/>`` says, or nothing where there is none."""
    return None if element is None else value(element) not in _OFF


@frozen
class ListPlace:
    """Which list a paragraph belongs to, and how deep."""

    number: str
    level: int


class Styles:
    """The styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take what ``styles.xml`` holds."""
        found = root if root is not None else ()
        styles = [one for one in found if local(one) == "style"]
        self._by_id = {value(one, "styleId"): one for one in styles}
        self._default = next(
            (
                value(one, "styleId")
                for one in styles
                if value(one, "default") == "1" and value(one, "type") == "paragraph"
            ),
            None,
        )

    def asked(
        self, paragraph: etree._Element, ask: Callable[[etree._Element], object | None]
    ) -> object | None:
        """Return the first answer of the paragraph's style or of one that it is based on."""
        style = value(child(paragraph, "pPr", "pStyle")) or self._default
        for _ in range(_LONGEST_CHAIN):
            element = self._by_id.get(style)
            if element is None:
                return None
            answer = ask(element)
            if answer is not None:
                return answer
            style = value(child(element, "basedOn"))
        return None

    def is_centred(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph stands in the middle."""
        own = value(child(paragraph, "pPr", "jc"))
        return (
            own or self.asked(paragraph, lambda one: value(child(one, "pPr", "jc")))
        ) == "center"

    def is_bold(self, paragraph: etree._Element) -> bool:
        """Tell whether the paragraph's style is bold."""
        return bool(self.asked(paragraph, lambda one: is_on(child(one, "rPr", "b"))))

    def place(self, paragraph: etree._Element) -> ListPlace | None:
        """Return the list that a paragraph belongs to by itself or by its style."""
        own = child(paragraph, "pPr", "numPr")
        number, level = value(child(own, "numId")), value(child(own, "ilvl"))
        if number is None:
            number = _text(self.asked(paragraph, lambda one: value(_number_of(one, "numId"))))
        if level is None:
            level = _text(self.asked(paragraph, lambda one: value(_number_of(one, "ilvl"))))
        if number in {None, "0"}:
            return None
        depth = int(level) if level and level.isdecimal() else 0
        return ListPlace(str(number), min(depth, _DEEPEST - 1))


def _number_of(style: etree._Element, name: str) -> etree._Element | None:
    return child(style, "pPr", "numPr", name)


def _text(answer: object | None) -> str | None:
    return None if answer is None else str(answer)


class Lists:
    """Word's automatic numbers, counted as Word shows them."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take what ``numbering.xml`` holds."""
        elements = list(root) if root is not None else []
        self._abstracts = {
            value(one, "abstractNumId"): one for one in elements if local(one) == "abstractNum"
        }
        self._numbers = {value(one, "numId"): one for one in elements if local(one) == "num"}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def next(self, place: ListPlace) -> str:
        """Return the number before the next paragraph of a list, a dash for a bullet."""
        number = self._numbers.get(place.number)
        abstract = self._abstract(number)
        if number is None or abstract is None:
            return ""
        counts = self._counts[str(value(abstract, "abstractNumId"))]
        self._restart(place, number, counts)
        level = _level(abstract, number, place.level)
        counts[place.level] = counts.get(place.level, _start(level) - 1) + 1
        for deeper in [one for one in counts if one > place.level]:
            del counts[deeper]
        if value(child(level, "numFmt")) == "bullet":
            return "-"
        is_legal = is_on(child(level, "isLgl")) is True
        return self._shown(abstract, number, level, counts, is_legal=is_legal)

    def _abstract(self, number: etree._Element | None) -> etree._Element | None:
        """Return what a list's levels look like; a link leads to the one that bears the style."""
        found = self._abstracts.get(value(child(number, "abstractNumId")))
        link = value(child(found, "numStyleLink"))
        if link is None:
            return found
        named = (one for one in self._abstracts.values() if value(child(one, "styleLink")) == link)
        return next(named, found)

    def _restart(self, place: ListPlace, number: etree._Element, counts: dict[int, int]) -> None:
        """Begin anew where a list says so the first time it is met."""
        if (place.number, place.level) in self._begun:
            return
        self._begun.add((place.number, place.level))
        override = _override(number, place.level)
        start = value(child(override, "startOverride"))
        if start is not None:
            counts[place.level] = _integer(start, 1) - 1

    def _shown(
        self,
        abstract: etree._Element,
        number: etree._Element,
        level: etree._Element | None,
        counts: dict[int, int],
        *,
        is_legal: bool,
    ) -> str:
        """Return the text of a level with the counts of all that it names."""

        def counted(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            above = _level(abstract, number, at)
            form = "decimal" if is_legal else value(child(above, "numFmt")) or "decimal"
            return formatted(counts.get(at, _start(above)), form)

        return _LEVEL.sub(counted, value(child(level, "lvlText")) or "")


def _override(number: etree._Element, level: int) -> etree._Element | None:
    found = (one for one in number if local(one) == "lvlOverride")
    return next((one for one in found if value(one, "ilvl") == str(level)), None)


def _level(abstract: etree._Element, number: etree._Element, level: int) -> etree._Element | None:
    own = child(_override(number, level), "lvl")
    return own if own is not None else next(_levels(abstract, level), None)


def _levels(abstract: etree._Element, level: int) -> Iterator[etree._Element]:
    return (one for one in abstract if local(one) == "lvl" and value(one, "ilvl") == str(level))


def _start(level: etree._Element | None) -> int:
    return _integer(value(child(level, "start")), 1)


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default


def formatted(number: int, form: str) -> str:
    """Return a number as a list shows it: ``IV``, ``d``, ``04``, ``4``."""
    match form:
        case "upperRoman" | "lowerRoman" if 0 < number < 50:
            roman = upper_roman(number)
            return roman if form == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter" if number > 0:
            letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
            return letter.upper() if form == "upperLetter" else letter
        case "decimalZero":
            return f"{number:02d}"
        case "none":
            return ""
        case _:
            return str(number)
