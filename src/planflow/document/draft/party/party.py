"""Who leads and who takes part: words of a plan → parties, each with the units that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.draft import Party
from planflow.document.draft.party.collective import read_branches, read_collective
from planflow.document.draft.party.name import Names, names_of
from planflow.document.draft.party.person import TITLE, is_person, unit_of_person
from planflow.document.draft.wording.head_word import HEAD
from planflow.document.draft.wording.spelling import EDGES, canonical, is_short, key, one_line
from planflow.document.draft.wording.stretch import stretches
from planflow.domain.organisation import AnyOf, Directory, Except, Named, Open, Selector

LONGEST: Final = 2000
"""Longer words name nobody; they are kept as one party that a person must settle."""
_MOST: Final = 8
"""A name holds at most so many pieces between commas and ``và``."""

_BREAK: Final = re.compile(
    r"\s*[,;]+\s*(?:và\s+)?|(?<!đbqh)(?<!quốc hội)(?<!văn phòng hđnd)"
    r"(?<!văn phòng hội đồng nhân dân)\s+và\s+|\s+cùng(?:\s+với)?\s+"
    r"|\s+[-–•+*]\s+|\s*/\s*(?=[A-ZĐÁÂ]\w+ \w)",
    re.IGNORECASE,
)
_OPENING: Final = '(“"«['
_CLOSING: Final = ')”"»]'
_APPOSED: Final = r"(?:là )?(?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì)"
_APPOSITION: Final = re.compile(_APPOSED, re.IGNORECASE)
_REMARK: Final = re.compile(rf"\s*(?:\([^()]*\)|[-–]\s{_APPOSED}[^,;]*)\s*$", re.IGNORECASE)
_WITHOUT: Final = re.compile(
    r"\s*[,(]?\s*(?:ngoại trừ|trừ|không bao gồm|không gồm|không kể)\s+(?P<minus>[^()]+?)\s*\)?\Z",
    re.IGNORECASE,
)
_SHARED: Final = re.compile(
    rf"(?P<title>{TITLE})?(?P<many>các |những )?"
    r"(?P<head>(?:(?:ubnd|ủy ban nhân dân) (?P<too>các )?)?"
    r"(?:sở|ban|hội|cục|phòng|đài|huyện|quận|xã|phường|thị trấn|thị xã|thành phố))(?::| (?=\w))"
)
"""A word that may stand once for several names: ``các Sở: A, B``, ``UBND các huyện A, B``."""
_INTRODUCTIONS: Final = (
    (
        re.compile(
            r"(?:các\s+)?sở,\s*(?:ban,\s*)?ngành(?:(?! và )[^:;,]){0,30}:\s*", re.IGNORECASE
        ),
        "các Sở: ",
    ),
    (
        re.compile(
            r"(?:các|những)\s+(?:cơ quan|đơn vị|doanh nghiệp|tổ chức|đoàn thể)"
            r"(?:(?! và )[^:;,]){0,60}:\s*",
            re.IGNORECASE,
        ),
        "",
    ),
)
"""What announces names and is none: ``các sở, ngành: …``."""
_PLURAL: Final = re.compile(r"(?<!\w)(?:các|những)\s+", re.IGNORECASE)
_COLON: Final = re.compile(r"\s*:\s*")

_ENDINGS: Final = frozenset({"PTNT", "MT", "ĐT", "CN", "TT", "XH", "DL", "TTTT", "ĐTTN"})
"""What ends the name of an office and is none: ``Phòng Nông nghiệp và PTNT``."""

_DEPARTMENTS: Final = frozenset(
    map(
        key,
        (
            *("Tư pháp", "Nội vụ", "Tài chính", "Kế hoạch và Đầu tư", "Công Thương", "Xây dựng"),
            *("Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và Môi trường", "Ngoại vụ"),
            *("Giao thông vận tải", "Giao thông công chánh", "Tài nguyên và Môi trường"),
            *("Thông tin và Truyền thông", "Lao động - Thương binh và Xã hội", "Y tế", "Du lịch"),
            *("Lao động, Thương binh và Xã hội", "Văn hóa, Thể thao và Du lịch"),
            *(
                "Văn hóa, Thể thao",
                "Văn hóa và Thể thao",
                "Văn hóa - Thể thao",
                "An toàn thực phẩm",
            ),
            *("Khoa học và Công nghệ", "Giáo dục và Đào tạo", "Quy hoạch - Kiến trúc"),
            *("Quy hoạch và Kiến trúc", "Dân tộc và Tôn giáo", "Dân tộc"),
        ),
    )
)
"""Departments that the law knows: they stand apart even where no directory is at hand."""


def read_parties(words: str, directory: Directory | None, day: date) -> tuple[Party, ...]:
    """Return who is named, in order.

    A party's words are as they stand; where a word stands once for several (``các Sở: Tư pháp,
    Tài chính``) it is repeated in each.

    Args:
        words: The words after the label, or of the cell.
        directory: The units; without them only the words are taken apart.
        day: The day on which the units and their tags are looked up.
    """
    text = one_line(words)
    for announced, instead in _INTRODUCTIONS:
        text = announced.sub(instead, text)
    if len(text) > LONGEST:
        return (Party(words=text, unknown=(text,)),)
    return _parties(text, names_of(directory, day))


@lru_cache(maxsize=1024)
def _parties(text: str, names: Names) -> tuple[Party, ...]:
    """Return the parties of a text; plans say the same of one item after the other."""
    return tuple(_Reader(text, names).parties())


def read_lead(words: str, directory: Directory | None, day: date) -> Party | None:
    """Return who leads, all in one, or nothing where nobody is named."""
    parties = read_parties(words, directory, day)
    if len(parties) <= 1:
        return parties[0] if parties else None
    return joined(one_line(words), parties)


def joined(words: str, parties: Sequence[Party]) -> Party:
    """Return several parties as one, of whom ``words`` tell."""
    has_set = any(party.selector is not None or party.is_open for party in parties)
    parts = tuple(part for party in parties for part in _parts(party))
    return Party(
        words=words,
        units=tuple(dict.fromkeys(unit for party in parties for unit in party.units)),
        selector=_union(parts) if has_set else None,
        is_open=any(party.is_open for party in parties),
        is_head=any(party.is_head for party in parties),
        unknown=tuple(words for party in parties for words in party.unknown),
        candidates=tuple(dict.fromkeys(unit for party in parties for unit in party.candidates)),
    )


def _parts(party: Party) -> tuple[Selector, ...]:
    selector = selector_of(party)
    if isinstance(selector, AnyOf):
        return selector.parts
    return () if selector is None else (selector,)


def _union(parts: tuple[Selector, ...]) -> Selector | None:
    return AnyOf(parts) if len(parts) > 1 else next(iter(parts), None)


def selector_of(party: Party) -> Selector | None:
    """Return the units that a party names as a selector, or nothing where it names nobody."""
    if party.selector is not None:
        return party.selector
    if party.units:
        return Named(party.units)
    return Open(party.words) if party.is_open else None


class _Reader:
    """Takes one text apart: the longest stretch that names somebody, again and again."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._pieces = tuple(stretches(text, _BREAK))
        self._shared = _Shared()

    def parties(self) -> Iterator[Party]:
        """Yield the parties in order."""
        index = 0
        while index < len(self._pieces):
            party, after = self._next(index)
            self._shared = self._shared.after(self._span(index, after))
            index = after
            if party.words:
                yield party

    def _next(self, index: int) -> tuple[Party, int]:
        """Return the party that begins at a piece, and the piece after it."""
        found = self._longest(index) or self._sharing(index)
        party, after = found or self._unknown(index)
        if found and not _is_qualified(party, self._names):
            return found
        return self._carried_on(party, index, after)

    def _longest(self, index: int, head: str = "") -> tuple[Party, int] | None:
        """Return the longest stretch from a piece that names somebody, after a shared word."""
        for after in self._ends(index):
            words = f"{head} {self._span(index, after)}".strip()
            if party := known(words, self._names):
                return party, after
        return None

    def _sharing(self, index: int) -> tuple[Party, int] | None:
        """Return the name that begins at a piece if the word before it is said once for all."""
        head = self._shared.head
        if not head or self._is_head(index):
            return None
        if found := self._longest(index, head):
            return found
        for after in self._ends(index):
            words = f"{head} {self._span(index, after)}"
            if _is_department(words) or (self._shared.is_plural and after == index + 1):
                return self._nobody(words), after
        return None

    def _unknown(self, index: int) -> tuple[Party, int]:
        """Return the words that name nobody, up to where another name begins."""
        for after in self._ends(index):
            words = _singular(self._span(index, after))
            if _is_department(words):
                return self._nobody(words), after
        first, after = self._span(index, index + 1), index + 1
        if is_person(first) and unit_of_person(first) is None and after < len(self._pieces):
            after += unit_of_person(self._span(after, after + 1)) is not None
        words = self._span(index, after)
        is_plural = _Shared().after(words).is_plural
        return self._nobody(_singular(words) if is_plural else words), after

    def _carried_on(self, party: Party, index: int, after: int) -> tuple[Party, int]:
        """Let a name that nobody knows, or a restriction, run on to where another name begins."""
        last = after
        is_shared = _Shared().after(self._span(index, after)).is_plural
        if _is_department(party.words) or (is_shared and not party.is_open):
            return party, after
        while last < len(self._pieces) and self._runs_on(last):
            last += 1
        if last == after:
            return party, after
        words = self._span(index, last)
        again = Party(words=words, is_open=True) if party.is_open else self._nobody(words)
        return known(words, self._names) or again, last

    def _runs_on(self, index: int) -> bool:
        is_set_off = self._pieces[index].mark.strip() in {"-", "–"}
        if is_set_off and _APPOSITION.match(self._span(index, index + 1)):
            return True
        return not self._is_head(index) and self._longest(index) is None

    def _is_head(self, index: int) -> bool:
        """Tell whether a piece begins as names do."""
        span = self._span(index, index + 1)
        if span in _ENDINGS:
            return False
        return bool(HEAD.match(canonical(span))) or any(map(is_short, span.split()[:1]))

    def _nobody(self, words: str) -> Party:
        """Return a party that the directory does not know."""
        inner = unit_of_person(words) or words
        return Party(
            words=words,
            unknown=(words,),
            candidates=self._names.near(inner),
            is_head=is_person(words),
        )

    def _ends(self, index: int) -> range:
        """Return where a stretch from a piece may end, the longest first."""
        return range(min(len(self._pieces), index + _MOST), index, -1)

    def _span(self, index: int, after: int) -> str:
        words = self._text[self._pieces[index].starts : self._pieces[after - 1].ends]
        return words.strip(EDGES)


@frozen
class _Shared:
    """A word that may stand once for several names.

    Attributes:
        head: The word, such as ``Sở`` or ``UBND huyện``.
        is_plural: It is said to stand for several: ``các Sở``.
    """

    head: str = ""
    is_plural: bool = False

    def after(self, words: str) -> _Shared:
        """Return the word that stands in front of what follows ``words``."""
        found = _SHARED.match(canonical(words))
        if found is None:
            return self if self.head and not HEAD.match(canonical(words)) else _Shared()
        title = words[: found.end("title")] if found["title"] else ""
        head = title + words[found.start("head") : found.end("head")]
        return _Shared(_singular(head), bool(found["many"] or found["too"]))


def _singular(words: str) -> str:
    """Return words without their plural: ``Sở Tư pháp`` of ``các Sở: Tư pháp``."""
    return _COLON.sub(" ", _PLURAL.sub("", words, count=1), count=1)


def _is_department(words: str) -> bool:
    name = key(words)
    return name.startswith("sở ") and name.removeprefix("sở ") in _DEPARTMENTS


def known(words: str, names: Names) -> Party | None:
    """Return the one party that ``words`` name as a whole, if they do."""
    if not words.strip(EDGES):
        return None
    return (
        _by_name(words, names)
        or _by_set(words, names)
        or _by_person(words, names)
        or _by_branches(words, names)
        or _without_others(words, names)
        or _without_remark(words, names)
        or _by_several(words, names)
    )


def _by_name(words: str, names: Names) -> Party | None:
    for each in dict.fromkeys((words, _singular(words))):
        found = names.find(each)
        if len(found) == 1:
            return Party(words=each, units=found)
    return None


def _by_several(words: str, names: Names) -> Party | None:
    """Return a party that may be several units: nobody for certain."""
    found = names.find(words)
    return Party(words=words, unknown=(words,), candidates=found) if found else None


def _by_branches(words: str, names: Names) -> Party | None:
    found = read_branches(words, names)
    if found is None:
        return None
    if found.is_open:
        return Party(words=words, is_open=True)
    return Party(words=words, selector=found.selector)


def _by_set(words: str, names: Names) -> Party | None:
    found = read_collective(words, names)
    if found is None:
        return None
    if found.is_open:
        return Party(words=words, is_open=True)
    return Party(words=words, selector=found.selector)


def _by_person(words: str, names: Names) -> Party | None:
    unit = unit_of_person(words)
    if unit is None:
        return None
    party = known(unit, names)
    if party is None:
        return None
    return evolve(party, words=words, is_head=True, unknown=(words,) if party.unknown else ())


def _without_others(words: str, names: Names) -> Party | None:
    """Return a set without those that the words leave out: ``(trừ Sở Tư pháp)``."""
    found = _WITHOUT.search(words)
    if found is None or not found.start():
        return None
    base = known(words[: found.start()], names)
    whole = selector_of(base) if base else None
    if base is None or whole is None:
        return None
    minus = joined("", tuple(_Reader(found["minus"], names).parties()))
    less = selector_of(minus)
    if base.is_open:
        return evolve(base, words=words)
    if less is None or minus.unknown:
        return evolve(base, words=words, unknown=minus.unknown, candidates=minus.candidates)
    return Party(words=words, selector=Except(whole, less), is_head=base.is_head)


def _without_remark(words: str, names: Names) -> Party | None:
    """Return the party before a remark in brackets."""
    bare = _REMARK.sub("", words)
    party = known(bare, names) if bare != words else None
    if party is None:
        return None
    is_head = party.is_head or is_person(words[len(bare) :].strip(" ()"))
    return evolve(party, words=words, is_head=is_head)


def _is_qualified(party: Party, names: Names) -> bool:
    if not party.is_open:
        return False
    found = read_collective(party.words, names)
    return found is not None and found.is_qualified
