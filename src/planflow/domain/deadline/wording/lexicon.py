"""The words in which plans speak of time: what each kind of token looks like, folded.

Every token has a kind of one letter, so that the kinds of a phrase read as a word and its grammar
is a pattern over that word (see :mod:`planflow.domain.deadline.wording.clause`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from planflow.domain.deadline.wording.text import Text
from planflow.domain.deadline.wording.vocabulary import ACTIONS, CALLS, DOCUMENTS, SPELT

DATE, PERIOD, YEAR_WORD, EDGE, DAY, NUMBER = "D", "P", "Y", "g", "d", "n"
POSITION, EVERY, PERIODIC, REPORT_OF, WEEKDAY, HOUR, COUNT = "k", "E", "K", "R", "j", "h", "C"
BEFORE, LATEST, UNTIL, IN, FROM, AFTER, SINCE = "b", "l", "u", "i", "f", "q", "a"
EVENT, BEFORE_EVENT, ON_DEMAND, AD_HOC, REFERENCE = "e", "v", "m", "A", "r"
CONTINUOUS, SOFT, BLOCK, ACTION, PURPOSE, WORD = "t", "s", "z", "x", "p", "w"
ONWARD, NEXT_YEAR, NAME, FILLER, VIA = "O", "X", "N", "o", "c"

YEAR: Final = re.compile(r"(?:19|20)\d\d(?!\d)")
"""A year from 1900 to 2099."""

NEXT: Final = "tiep theo|ke tiep|lien ke|sau do|tiep|sau"
"""What makes a month, a quarter or a year the next one, as alternatives of a pattern."""

_Q = r"(?:i{1,3}|iv|0?[1-4])(?![a-z0-9])"
_M = r"(?:1[0-2]|0?[1-9])(?![\d])"
_Y = YEAR.pattern
_THEN_YEAR = rf"(?:\s?[/.-]\s?{_Y}|\s?[/,.-]?\s?(?:cua )?nam {_Y}|,? {_Y})"
_OF_YEAR = rf"(?:{_THEN_YEAR}|\s?\(nam {_Y}\)| nam nay)?"
_YEAR_AFTER = rf"(?:,? (?:cua )?nam {_Y}|, {_Y})?"
_DMY = rf"\d{{1,2}} ?([/.-]) ?\d{{1,2}} ?\1 ?(?:{_Y}|\d{{2}})(?![\d/])"
_DM = rf"\d{{1,2}} ?/ ?\d{{1,2}}(?![\d/]){_YEAR_AFTER}"
_ISO = rf"{_Y}-\d{{1,2}}-\d{{1,2}}(?!\d)"
_LIST = r"(?:\s?[-,+]\s?| va | & )"
_UNIT = r"(?:ngay lam viec|ngay|tuan le|tuan|thang|nam)(?![a-z])"
_EVERY = r"(?:tuan|thang|quy|0?6 thang|0?9 thang|nua nam|nam)(?![a-z])"
_ONCE = r"(?:/ ?0?1|/|0?1) ?lan"
_NUMBERED = r"(?! (?:\d|i{1,3}(?![a-z])|iv(?![a-z])))"
_NAMELESS = r"(?: ngay(?! (?:\d|m[uo]ng \d|cuoi )))?"

_REPORTS = "(?:bao cao so ket|bao cao tong ket|bao cao|so ket|tong ket)"
_OF_REPORT = rf"(?: dau nam| chinh thuc)?(?: {_Y})?"
_EACH = "(?:moi|hang|tung|cac)"
_WHOLE = r"(?:quy|ky|6 thang|nam)(?: bao cao)?"
_NTH_MONTH = (
    r"(?:cua |trong )?thang "
    r"(?:dau(?: tien)?|cuoi(?: cung)?|giua|thu (?:nhat|hai|ba|tu|nam|sau|\d{1,2}))"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(words)


_LEXEMES: Final = (
    # numbers first: dates, months, years, terms
    ("0-9", DATE, _ISO),
    ("0-9", PERIOD, rf"{_Y}\s?-\s?{_Y}"),
    ("0-9", PERIOD, rf"{_Y}(?:(?:, | va ){_Y})*"),
    ("0-9", PERIOD, rf"0?[369] thang (?:dau|cuoi)(?: cua)?(?: nam)?(?: {_Y})?(?: nam nay)?"),
    ("0-9", PERIOD, rf"0?9 thang nam {_Y}"),
    ("0-9", EVERY, rf"\d{{1,2}} ?lan ?(?:/|moi|trong 1|trong|1|01) ?(?:1 )?{_EVERY}"),
    ("0-9", EVERY, rf"0?[1369] thang ?{_ONCE}"),
    ("0-9", EVERY, rf"0?1 (?:tuan|thang|quy|nam) ?{_ONCE}"),
    ("0-9", BLOCK, rf"\d+ (?:tuan|thang|quy|nam) ?{_ONCE}"),
    (
        "0-9",
        DATE,
        rf"\d{{1,2}} thang {_M}(?:{_THEN_YEAR}|(?= *$| hang| moi|(?:,| va) \d{{1,2}} thang))",
    ),
    ("0-9", PERIOD, rf"{_M} ?- ?{_M} ?/ ?{_Y}"),
    ("0-9", REPORT_OF, r"0?[69] thang(?= ?:)"),
    ("tqn", REPORT_OF, r"(?:thang|quy|nam)(?= ?:)"),
    ("0-9", COUNT, rf"\d{{1,4}} {_UNIT}"),
    ("c", BLOCK, r"(?:(?<=gio )|(?<=h )|(?<=g ))chieu"),
    ("0-9", HOUR, r"\d{1,2} ?(?:gio|h|g)(?: ?\d{2}(?!\d))?(?: ?(?:phut|p|'))?(?![a-z0-9])"),
    ("0-9", HOUR, r"\d{1,2}:\d{2}(?![\d:])"),
    ("0-9", DATE, _DMY),
    ("0-9", PERIOD, rf"{_M} ?[/.-] ?{_Y}"),
    ("0-9", DATE, _DM),
    ("0-9", NUMBER, r"\d{1,2}(?![\d/])"),
    ("0-9", WORD, r"[^\s,;()]+"),
    # days
    ("nqt", EVERY, r"(?:nam|quy|thang|tuan) \d{1,2} lan"),
    ("n", EVERY, rf"nua nam ?{_ONCE}"),
    ("n", DATE, rf"ngay (?:mung |mong )?\d{{1,2}},? thang {_M}{_OF_YEAR}"),
    ("n", DATE, rf"ngay (?:{_DMY}|{_DM}|{_ISO})"),
    ("n", DAY, r"ngay (?:mung |mong )?\d{1,2}(?![\d/])"),
    ("n", DAY, r"ngay cuoi(?: cung)?(?= (?:cua |thang|quy|ky|hang |moi |cac ))"),
    ("n", EVENT, r"ngay (?:sau |tu )?khi"),
    ("n", AFTER, r"ngay sau(?= ngay)"),
    ("n", SOFT, r"ngay lap tuc"),
    ("n", FILLER, r"ngay(?! thang)"),
    ("cm", DAY, r"(?:mung|mong) \d{1,2}"),
    # periods
    ("n", PERIOD, rf"nam {_Y}(?:\s?-\s?(?:nam )?{_Y}|(?:(?:, | va )(?:nam )?{_Y})*)"),
    ("n", PERIOD, rf"nua (?:dau|cuoi)(?: cua)? nam(?: {_Y})?(?: nay)?"),
    ("n", NEXT_YEAR, rf"nam (?:{NEXT})(?: lien ke)?"),
    ("n", YEAR_WORD, r"nam(?: nay| ke hoach)?"),
    ("q", PERIOD, rf"qu[yi] {_Q}(?:{_LIST}(?:qu[yi] )?{_Q})*{_OF_YEAR}"),
    ("q", PERIOD, rf"q\.? ?{_Q}[/-] ?{_Y}"),
    ("t", PERIOD, rf"t\.? ?{_M}[/-] ?{_Y}"),
    ("t", PERIOD, rf"thang {_M}(?:{_LIST}(?:thang )?{_M}(?!/\d{{1,2}}(?!\d)))*{_OF_YEAR}"),
    ("nv", ONWARD, r"va (?:cac|nhung) nam (?:tiep theo|sau|toi|ke tiep)(?: nua)?"),
    ("t", ONWARD, r"tro (?:di|ve sau)"),
    ("gt", FILLER, r"giai doan|gd|thoi ky"),
    # positions inside a period
    (
        "ct",
        POSITION,
        rf"{_NTH_MONTH}(?: cua| trong)?(?: {_EACH})? {_WHOLE}(?: (?:{NEXT}))?(?![a-z])",
    ),
    ("ct", POSITION, rf"(?:cua |trong )?thang (?:{NEXT})(?: lien ke)?(?![a-z])"),
    ("c", POSITION, r"cua (?:moi |hang )?(?:thang|quy|ky|nam)(?: bao cao)?(?! (?:\d|i))"),
    ("ctqk", POSITION, r"(?:(?<=cuoi )|(?<=cung ))(?:cua )?(?:thang|quy|ky)(?! (?:\d|i))"),
    ("t", POSITION, rf"tuan (?:{NEXT})"),
    ("t", POSITION, r"(?<=\d )trong thang(?! \d)"),
    # how often
    ("hm", EVERY, rf"(?:hang|moi) {_EVERY} \d{{1,2}} lan"),
    ("hmt", EVERY, rf"(?:hang|moi|tung)(?: ky)? {_EVERY}"),
    ("c", EVERY, rf"cac {_EVERY}{_NUMBERED}(?: trong nam)?"),
    ("h", BLOCK, r"hang ngay"),
    ("t", EVERY, r"thuong nien"),
    ("t", EVERY, r"theo (?:tuan|thang|quy|nam)(?= *(?:$|[,;]))"),
    ("d", EVERY, rf"dinh ky(?: (?:hang|moi|theo))? {_EVERY}{_NUMBERED}(?: ?{_ONCE})?"),
    ("d", PERIODIC, r"dinh ky"),
    ("bst", REPORT_OF, rf"{_REPORTS}(?: dinh ky)?(?: hang)? {_EVERY}{_NUMBERED}{_OF_REPORT}"),
    ("t", WEEKDAY, r"thu (?:hai|ba|tu|nam|sau|bay|[2-7])(?![a-z0-9])"),
    ("c", WEEKDAY, r"chu nhat"),
    # terms counted from something
    ("k", FILLER, r"ke tu ngay (?:ky )?(?:ban hanh|ky)(?: ke hoach)?(?= den)"),
    ("k", SINCE, r"ke tu(?: khi| ngay| thoi diem)?(?: ma)?"),
    ("t", FILLER, r"tu nay|tu ngay (?:ky )?ban hanh(?: ke hoach)?(?= den)|tu ngay ky(?= den)"),
    ("t", SINCE, r"tinh tu(?: khi| ngay| thoi diem)?|tu (?:khi|thoi diem)"),
    ("s", SINCE, r"so voi(?: ngay| thoi diem)?"),
    # before, by, until, in, from, after
    ("t", BEFORE_EVENT, r"truoc (?:khi|thoi diem)"),
    ("t", BEFORE, rf"truoc(?: han)?{_NAMELESS}"),
    ("c", LATEST, r"cham nhat(?: la)?(?: vao)?(?: den)?"),
    ("m", LATEST, r"muon nhat(?: la)?(?: vao)?(?: den)?"),
    ("k", LATEST, r"khong (?:qua|muon hon|cham hon|tre hon|sau)"),
    ("h", LATEST, r"han(?= ?:)"),
    ("h", LATEST, r"han (?:cuoi cung|cuoi|chot|hoan thanh)(?: la)?"),
    ("t", LATEST, r"toi da|tre nhat(?: la)?"),
    ("d", UNTIL, rf"den(?: het)?{_NAMELESS}"),
    ("t", BLOCK, r"tinh den"),
    ("t", UNTIL, r"toi(?: het)?"),
    ("c", UNTIL, r"cho den(?: het)?|cham dut"),
    ("h", UNTIL, r"het"),
    ("t", SOFT, r"trong thoi gian (?:som nhat|toi|ngan nhat|nhanh nhat)"),
    ("ts", CONTINUOUS, r"(?:trong )?suot(?: ca)?"),
    ("t", IN, r"trong(?: vong| thoi han| thoi gian| khoang(?= tu)| khoang thoi gian(?= tu)| ca)?"),
    ("v", IN, r"vao(?: dip)?"),
    ("c", IN, r"ca(?= nam| quy| thang| giai doan| thoi ky)"),
    ("t", FROM, rf"tu{_NAMELESS}"),
    ("b", FROM, r"bat dau(?: tu)?"),
    ("s", EVENT, r"sau khi|som nhat khi"),
    ("k", EVENT, r"khi"),
    ("s", AFTER, r"sau"),
    ("d", EDGE, r"dau"),
    ("g", EDGE, r"giua"),
    ("c", EDGE, r"cuoi"),
    # by what others say
    ("t", ON_DEMAND, rf"theo(?= (?:{_any(CALLS)}))"),
    ("d", FILLER, r"dot xuat(?= khi| theo)"),
    ("d", AD_HOC, r"dot xuat"),
    ("t", REFERENCE, rf"theo(?= (?:dung )?(?:{_any(DOCUMENTS)}|'|“))"),
    ("d", REFERENCE, r"dung(?= quy dinh)"),
    # all the time, soon
    ("t", CONTINUOUS, r"thuong xuyen"),
    ("n", CONTINUOUS, r"nhiem vu thuong xuyen"),
    ("c", CONTINUOUS, r"cong viec thuong xuyen"),
    ("l", CONTINUOUS, r"lien tuc"),
    ("k", SOFT, r"kip thoi|khan truong"),
    ("s", SOFT, r"som nhat(?: co the)?|sap toi|som"),
    ("n", SOFT, r"nhanh nhat|nhanh chong"),
    ("c", SOFT, r"cang som cang tot|cap bach"),
    ("d", SOFT, r"dung (?:thoi han|han|tien do|thoi gian)|(?:dam )?bao dam tien do"),
    ("b", SOFT, r"bao dam (?:tien do|thoi gian|kip thoi)"),
    ("l", SOFT, r"lap tuc"),
    ("t", SOFT, r"thoi gian toi"),
    ("h", SOFT, r"hoa toc"),
    # what is not, what is done, what for
    ("dckntht", BLOCK, r"(?:da|chua|khong|ngoai|tru|neu|hoac|tuy)(?![a-z])"),
    ("skghim", BLOCK, r"(?:so(?! ket| voi)|khoang|gan|hon|it nhat|muon hon)(?![a-z])"),
    ("tq", VIA, r"(?:thong )?qua"),
    ("tk", VIA, r"theo(?= mau)|kem theo"),
    (
        "htbgld",
        BLOCK,
        r"(?:hoan(?! thanh| tat| thien)|tam dung|bai bo|huy|gia han|lui|dung)(?![a-z])",
    ),
    ("scl", FILLER, r"(?:sang|chieu|luc)(?= (?:ngay|thu|\d))"),
    ("dl", ACTION, r"(?:dot|lan) [\di]{1,3} ?(?=:)"),
    ("abcdghklnprstvxy", ACTION, rf"(?:{_any(ACTIONS)})(?![a-z])"),
    ("dp", PURPOSE, r"(?:de|phuc vu)(?![a-z])"),
    ("cl", FILLER, r"la|cac(?= (?:nam \d{4},|thang|quy))"),
)
"""(initials, kind, pattern); of those with the same initial the first that matches counts."""

_WORD: Final = r"(?P<w>[^\s,;:()“”]+)"
_MARKS: Final = {
    ",": ",",
    ";": ";",
    "(": "(",
    ")": ")",
    "-": "-",
    "&": "&",
    "/": BLOCK,
    ":": FILLER,
}


class Token(NamedTuple):
    """A piece of a wording.

    Attributes:
        kind: Its kind, one letter.
        text: Its folded text.
        start: Where it begins.
        end: Where it ends.
    """

    kind: str
    text: str
    start: int
    end: int


def kinds_of(tokens: Iterable[Token]) -> str:
    """Return the kinds of tokens as one word."""
    return "".join(token.kind for token in tokens)


def _compiled() -> dict[str, re.Pattern[str]]:
    """Return initial → the pattern of all tokens that begin with it, and of any other word."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for initials, kind, pattern in _LEXEMES:
        for initial in "0123456789" if initials == "0-9" else initials:
            found[initial].append((kind, pattern))
    return {initial: _alternatives(parts) for initial, parts in found.items()}


def _alternatives(parts: list[tuple[str, str]]) -> re.Pattern[str]:
    """Return one pattern with a named group for each alternative, repeated groups their own."""
    texts = []
    for number, (kind, pattern) in enumerate(parts):
        own = pattern.replace("([/.-])", f"(?P<s{number}>[/.-])").replace("\\1", f"(?P=s{number})")
        texts.append(f"(?P<{kind}{number}>(?:{own})(?![a-z]))")
    return re.compile("|".join((*texts, _WORD)))


_PATTERNS: Final = _compiled()
_OTHER: Final = re.compile(f"(?P<N0>“[^”]*”|'[^']*')|{_WORD}|(?P<w1>.)")


def lex(text: Text) -> list[Token]:
    """Return the tokens of ``text``, without words that mean nothing here."""
    folded, low, at = text.folded, text.low, 0
    found: list[Token] = []
    end = len(folded)
    while at < end:
        initial = folded[at]
        if initial == " ":
            at += 1
            continue
        kind, word = _MARKS.get(initial), initial
        if initial == ":" and found and found[-1].kind == COUNT:
            kind = BLOCK
        if kind is None:
            kind, word = _word_at(folded, low, at)
        if kind != FILLER:
            found.append(Token(kind, word, at, at + len(word)))
        at += len(word)
    found = _without_via(found) if "(" in folded else found
    return _with_days(found) if "thang" in folded else found


def _with_days(tokens: list[Token]) -> list[Token]:
    """Give "the 15th of June and December" its second 15th."""
    kinds = kinds_of(tokens)
    found = list(tokens)
    for match in reversed(list(_DAY_AND_MONTHS.finditer(kinds))):
        first, last = match.start(), match.end() - 1
        day = _DAY_OF_MONTH.fullmatch(tokens[first].text)
        months = tokens[last].text
        if day is None or not months.startswith(("thang", *"0123456789")):
            continue
        year = "".join(YEAR.findall(months)[-1:])
        ending = f"/{year}" if year else ""
        comma = tokens[first + 1]._replace(kind=",")
        days: list[Token] = []
        for month in _MONTH_OF.findall(YEAR.sub("", months)):
            days += [comma, tokens[last]._replace(kind=DATE, text=f"{day[1]}/{month}{ending}")]
        found[first + 1 : last + 1] = days
    return found


_DAY_AND_MONTHS: Final = re.compile(r"D[,&]P")
_DAY_OF_MONTH: Final = re.compile(r"(?:ngay )?(\d{1,2}) thang \d{1,2}")
_MONTH_OF: Final = re.compile(r"\d{1,2}")


def _word_at(folded: str, low: str, at: int) -> tuple[str, str]:
    """Return kind and text of the token that begins at a place."""
    match = _PATTERNS.get(folded[at], _OTHER).match(folded, at) or _OTHER.match(folded, at)
    if match is None:
        raise AssertionError(folded)
    found, kind = match.group(), str(match.lastgroup)[0]
    if found.startswith(("quy ", "thang ")) and not _is_period(low[at : match.end()]):
        return WORD, found
    if found in SPELT:
        spelt = low[at : match.end()]
        if spelt not in SPELT[found]:
            return BLOCK if spelt == "quá" else WORD, found
        if found == "va":
            return "&", found
    return kind, found


def _is_period(spelt: str) -> bool:
    """Tell whether a word is "quý" or "tháng" and no other that only lacks its marks."""
    return spelt.startswith(("quý", "quí", "qúy", "qúi", "quy", "qui", "tháng", "thang"))


def _without_via(tokens: list[Token]) -> list[Token]:
    """Return the tokens without what parentheses say about the way: "(through the department)".

    A time in parentheses stands as behind a comma.
    """
    kinds = kinds_of(tokens)
    cuts = {place for match in _ASIDE.finditer(kinds) for place in range(*match.span())}
    times = [match.span() for match in _TIME_ASIDE.finditer(kinds)]
    commas = {start for start, _ in times}
    cuts |= {end - 1 for _, end in times}
    return [
        token._replace(kind=",") if place in commas else token
        for place, token in enumerate(tokens)
        if place not in cuts
    ]


_ASIDE: Final = re.compile(r"\([cx][cxwp,&]*\)")
_TIME_ASIDE: Final = re.compile(r"\(x?[bliufhgkjDPYdnE-]+\)")
