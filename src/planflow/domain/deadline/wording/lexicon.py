"""The words in which plans speak of time: what each kind of token looks like, folded.

Every token has a kind of one letter, so that the kinds of a phrase read as a word and its grammar
is a pattern over that word (see :mod:`planflow.domain.deadline.wording.grammar`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from planflow.domain.deadline.wording.text import Text

DATE, PERIOD, YEAR_WORD, EDGE, DAY, NUMBER = "D", "P", "Y", "g", "d", "n"
POSITION, EVERY, PERIODIC, REPORT_OF, WEEKDAY, HOUR, COUNT = "k", "E", "K", "R", "j", "h", "C"
BEFORE, LATEST, UNTIL, IN, FROM, AFTER, SINCE = "b", "l", "u", "i", "f", "q", "a"
EVENT, BEFORE_EVENT, ON_DEMAND, AD_HOC, REFERENCE = "e", "v", "m", "A", "r"
CONTINUOUS, SOFT, BLOCK, ACTION, PURPOSE, WORD = "t", "s", "z", "x", "p", "w"
ONWARD, NEXT_YEAR, NAME, FILLER = "O", "X", "N", "o"

_Q = r"(?:i{1,3}|iv|0?[1-4])(?![a-z0-9])"
_M = r"(?:1[0-2]|0?[1-9])(?![\d])"
_Y = r"(?:19|20)\d\d(?!\d)"
_OF_YEAR = rf"(?:\s?[/.-]\s?{_Y}|,? (?:cua )?nam {_Y}| {_Y}| nam nay)?"
_LIST = r"(?:\s?[-,]\s?| va | & )"
_UNIT = r"(?:ngay lam viec|ngay|tuan le|tuan|thang|nam)(?![a-z])"
_EVERY = r"(?:tuan|thang|quy|0?6 thang|sau thang|0?9 thang|chin thang|nua nam|nam)(?![a-z])"
_NUMBERED = r"(?! (?:\d|i{1,3}(?![a-z])|iv(?![a-z])))"
_NAMELESS = r"(?: ngay(?! (?:\d|m[uo]ng \d|cuoi )))?"
_NUMERAL = "mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi lam|muoi|hai muoi|ba muoi"
_NEXT = "tiep theo|ke tiep|lien ke|sau do|toi|tiep|sau"

_EACH = "(?:moi|hang|tung|cac)"
_WHOLE = r"(?:quy|ky|6 thang|nam)(?: bao cao)?"
_NTH_MONTH = (
    r"(?:cua |trong )?thang "
    r"(?:dau(?: tien)?|cuoi(?: cung)?|giua|thu (?:nhat|hai|ba|tu|nam|sau|\d{1,2}))"
)
_DOCUMENTS = (
    "quy dinh | ke hoach | chuong trinh | nghi dinh | thong tu | quyet dinh | luat | phap luat |"
    " che do | tien do | lo trinh | lich | cong van | van ban | chi thi | nghi quyet | de an | quy"
    " che | dieu"
).replace(" | ", "|")
_CALLS = (
    "huong dan | yeu cau | chi dao | de nghi | thong bao | trieu tap | phan cong | giay moi"
).replace(" | ", "|")
_ACTIONS = (
    "ban giao | ban hanh | bao cao | bien soan | bo sung | boi duong | cap nhat | chuan bi | co"
    " hieu luc | cong bo | dang tai | danh gia | de xuat | don doc | duy tri | giao ban | gui |"
    " hoan tat | hoan thanh | hoan thien | hop | in an | ket thuc | khai mac | khao sat | kiem tra"
    " | ky ket | lap | lay y kien | nghiem thu | nop | phat dong | phat hanh | phe duyet | pho"
    " bien | phoi hop | ra soat | so ket | tap huan | tham dinh | tham muu | theo doi | thoi gian"
    " | thoi gian hoan thanh | thoi gian thuc hien | thoi han | thong ke | thuc hien | to chuc |"
    " tong hop | tong ket | trien khai | trinh | tuyen truyen | xay dung | xong"
).replace(" | ", "|")

_LEXEMES: Final = (
    # numbers first: dates, months, years, terms
    ("0-9", DATE, rf"{_Y}-\d{{1,2}}-\d{{1,2}}(?!\d)"),
    ("0-9", PERIOD, rf"{_Y}\s?-\s?{_Y}"),
    ("0-9", PERIOD, rf"{_Y}(?:(?:, | va ){_Y})*"),
    ("0-9", PERIOD, rf"0?[369] thang (?:dau|cuoi)(?: cua)?(?: nam)?(?: {_Y})?(?: nam nay)?"),
    ("0-9", PERIOD, rf"0?9 thang nam {_Y}"),
    ("0-9", EVERY, rf"\d{{1,2}} ?lan ?(?:/|mot|moi|trong|trong mot|1|01) ?{_EVERY}"),
    ("0-9", EVERY, r"(?:0?6|0?9|0?3|0?1) thang ?(?:/|mot|1|01) ?lan"),
    ("0-9", EVERY, r"0?1 (?:tuan|thang|quy|nam) ?(?:/|mot|1|01) ?lan"),
    ("0-9", BLOCK, r"\d+ (?:tuan|thang|quy|nam) ?(?:/|mot|1|01) ?lan"),
    ("0-9", DATE, rf"\d{{1,2}} thang {_M}(?! ?/?lan){_OF_YEAR}"),
    ("0-9", COUNT, rf"\d{{1,4}} {_UNIT}"),
    ("0-9", HOUR, r"\d{1,2} ?(?:gio|h|g)(?: ?\d{2}(?!\d))?(?: ?(?:phut|p|'))?(?![a-z0-9])"),
    ("0-9", HOUR, r"\d{1,2}:\d{2}(?![\d:])"),
    ("0-9", DATE, r"\d{1,2} ?([/.-]) ?\d{1,2} ?\1 ?(?:\d{4}|\d{2})(?![\d/])"),
    ("0-9", PERIOD, rf"{_M} ?[/.-] ?{_Y}"),
    ("0-9", DATE, r"\d{1,2} ?/ ?\d{1,2}(?![\d/])"),
    ("0-9", NUMBER, r"\d{1,2}(?![\d/])"),
    ("0-9", WORD, r"[^\s,;()]+"),
    # days
    ("n", DATE, rf"ngay (?:mung |mong )?\d{{1,2}},? thang {_M}{_OF_YEAR}"),
    ("n", DATE, r"ngay \d{1,2} ?([/.-]) ?\d{1,2} ?\1 ?(?:\d{4}|\d{2})(?![\d/])"),
    ("n", DATE, r"ngay \d{1,2} ?/ ?\d{1,2}(?![\d/])"),
    ("n", DATE, rf"ngay {_Y}-\d{{1,2}}-\d{{1,2}}(?!\d)"),
    ("n", DAY, r"ngay (?:mung |mong )?\d{1,2}(?![\d/])"),
    ("n", DAY, r"ngay cuoi(?: cung)?(?= (?:cua |thang |quy|ky|nam|hang |moi |cac ))"),
    ("n", EVENT, r"ngay (?:sau |tu )?khi"),
    ("n", AFTER, r"ngay sau(?= ngay)"),
    ("n", SOFT, r"ngay lap tuc"),
    ("n", FILLER, r"ngay"),
    ("cm", DAY, r"(?:mung|mong) \d{1,2}"),
    # periods
    ("n", PERIOD, rf"nam {_Y}(?:\s?-\s?(?:nam )?{_Y}|(?:(?:, | va )(?:nam )?{_Y})*)"),
    ("n", PERIOD, rf"nua (?:dau|cuoi)(?: cua)? nam(?: {_Y})?(?: nay)?"),
    ("n", NEXT_YEAR, rf"nam (?:{_NEXT})(?: lien ke)?"),
    ("n", COUNT, rf"nam {_UNIT}"),
    ("n", YEAR_WORD, r"nam(?: nay| ke hoach)?"),
    ("q", PERIOD, rf"qu[yi] {_Q}(?:{_LIST}(?:qu[yi] )?{_Q})*{_OF_YEAR}"),
    ("t", PERIOD, rf"thang {_M}(?:{_LIST}(?:thang )?{_M}(?!/\d{{1,2}}(?!\d)))*{_OF_YEAR}"),
    ("s", PERIOD, rf"sau thang (?:dau|cuoi)(?: cua)? nam(?: {_Y})?"),
    ("c", PERIOD, rf"chin thang dau(?: cua)? nam(?: {_Y})?"),
    ("b", PERIOD, rf"ba thang (?:dau|cuoi)(?: cua)? nam(?: {_Y})?"),
    ("nv", ONWARD, r"va (?:cac|nhung) nam (?:tiep theo|sau|toi|ke tiep)(?: nua)?"),
    ("t", ONWARD, r"tro (?:di|ve sau)"),
    ("g", FILLER, r"giai doan"),
    # positions inside a period
    ("ct", POSITION, rf"{_NTH_MONTH}(?: cua)?(?: {_EACH})? {_WHOLE}(?: (?:{_NEXT}))?(?![a-z])"),
    ("ct", POSITION, rf"(?:cua |trong )?thang (?:{_NEXT})(?: lien ke)?(?![a-z])"),
    ("c", POSITION, r"cua (?:moi |hang )?(?:thang|quy|ky|nam)(?: bao cao)?(?! (?:\d|i))"),
    ("t", POSITION, rf"tuan (?:{_NEXT})"),
    # how often
    ("hmtc", EVERY, rf"(?:hang|moi|tung)(?: ky)? {_EVERY}(?: (?:0?1|mot) lan)?"),
    ("c", EVERY, rf"cac {_EVERY}{_NUMBERED}(?: trong nam)?"),
    ("hm", EVERY, rf"(?:hang|moi) {_EVERY} \d{{1,2}} lan"),
    ("h", BLOCK, r"hang ngay"),
    ("t", EVERY, r"thuong nien"),
    ("t", EVERY, r"theo (?:tuan|thang|quy|nam)(?= *(?:$|[,;]))"),
    ("d", EVERY, rf"dinh ky(?: (?:hang|moi|theo))? {_EVERY}{_NUMBERED}(?: ?(?:/|mot|1|01) ?lan)?"),
    ("d", PERIODIC, r"dinh ky"),
    ("ms", EVERY, r"(?:sau thang|mot nam|mot quy|mot thang) (?:mot|1|01) lan"),
    (
        "b",
        REPORT_OF,
        rf"bao cao(?: dinh ky)?(?: hang)? {_EVERY}{_NUMBERED}(?: dau nam| chinh thuc)?",
    ),
    ("t", WEEKDAY, r"thu (?:hai|ba|tu|nam|sau|bay|[2-7])(?![a-z0-9])"),
    ("c", WEEKDAY, r"chu nhat"),
    # terms counted from something
    ("mhbstc", COUNT, rf"(?:{_NUMERAL}) {_UNIT}"),
    ("k", SINCE, r"ke tu(?: khi| ngay| thoi diem)?(?: ma)?"),
    ("t", SINCE, r"tinh tu(?: khi| ngay| thoi diem)?|tu (?:khi|thoi diem)"),
    ("s", SINCE, r"so voi(?: ngay| thoi diem)?"),
    # before, by, until, in, from, after
    ("t", BEFORE_EVENT, r"truoc (?:khi|thoi diem)"),
    ("t", BEFORE, rf"truoc(?: han)?{_NAMELESS}"),
    ("c", LATEST, r"cham nhat(?: la)?(?: vao)?(?: den)?"),
    ("m", LATEST, r"muon nhat(?: la)?(?: vao)?(?: den)?"),
    ("k", LATEST, r"khong (?:qua|muon hon|cham hon|tre hon|sau)"),
    ("h", LATEST, r"han (?:cuoi cung|cuoi|chot|hoan thanh)(?: la)?"),
    ("t", LATEST, r"toi da|tre nhat(?: la)?"),
    ("d", UNTIL, rf"den(?: het)?{_NAMELESS}"),
    ("t", UNTIL, r"toi(?: het)?|tinh den(?: het)?"),
    ("c", UNTIL, r"cho den(?: het)?|cham dut"),
    ("h", UNTIL, r"het"),
    ("t", SOFT, r"trong thoi gian (?:som nhat|toi|ngan nhat|nhanh nhat)"),
    ("t", CONTINUOUS, r"(?:trong )?suot(?: ca)?"),
    ("t", IN, r"trong(?: vong| thoi han| thoi gian| khoang(?: thoi gian)?| ca)?"),
    ("v", IN, r"vao(?: dip| khoang)?"),
    ("c", IN, r"ca(?= nam| quy| thang)"),
    ("t", FROM, rf"tu{_NAMELESS}"),
    ("b", FROM, r"bat dau(?: tu)?"),
    ("s", EVENT, r"sau khi|som nhat khi"),
    ("k", EVENT, r"khi"),
    ("s", AFTER, r"sau"),
    ("d", EDGE, r"dau"),
    ("g", EDGE, r"giua"),
    ("c", EDGE, r"cuoi"),
    # by what others say
    ("t", ON_DEMAND, rf"theo(?= (?:{_CALLS}))"),
    ("d", AD_HOC, r"dot xuat"),
    ("t", REFERENCE, rf"theo(?= (?:{_DOCUMENTS}|'|“))"),
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
    ("abcdghklnprstvx", ACTION, rf"(?:{_ACTIONS})(?![a-z])"),
    ("dp", PURPOSE, r"(?:de|phuc vu)(?![a-z])"),
    ("vgtcl", FILLER, r"(?:vao|giai doan|la)(?![a-z])"),
)
"""(initials, kind, pattern); of those with the same initial the first that matches counts."""

_SPELT: Final = {
    "tu": ("từ", "tu"),
    "tu ngay": ("từ ngày", "tu ngay"),
    "den": ("đến", "den"),
    "toi": ("tới", "toi"),
    "trong": ("trong",),
    "sau": ("sau",),
    "khi": ("khi",),
    "het": ("hết", "het"),
    "dau": ("đầu", "dau"),
    "giua": ("giữa", "giua"),
    "cuoi": ("cuối", "cuoi"),
    "ca": ("cả", "ca"),
    "da": ("đã", "da"),
    "som": ("sớm", "som"),
    "la": ("là", "la"),
    "lap": ("lập", "lap"),
    "hop": ("họp", "hop"),
    "de": ("để", "de"),
    "tru": ("trừ", "tru"),
    "va": ("và", "va"),
}
"""Short words that mean something else under other marks: of those only these spellings."""

_WORD: Final = r"(?P<w>[^\s,;()“”]+)"
_MARKS: Final = {",": ",", ";": ";", "(": "(", ")": ")", "-": "-", "&": "&", "/": "-"}


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
    return [token for token in _tokens(text) if token.kind != FILLER]


def _tokens(text: Text) -> Iterator[Token]:
    folded, low, at = text.folded, text.low, 0
    end = len(folded)
    while at < end:
        initial = folded[at]
        if initial == " ":
            at += 1
            continue
        if initial in _MARKS:
            yield Token(_MARKS[initial], initial, at, at + 1)
            at += 1
            continue
        match = _PATTERNS.get(initial, _OTHER).match(folded, at) or _OTHER.match(folded, at)
        if match is None:
            raise AssertionError(folded)
        found, kind = match.group(), str(match.lastgroup)[0]
        if found in _SPELT and low[at : match.end()] not in _SPELT[found]:
            kind = WORD
        if found in ("va", "&") and kind == WORD and low[at : match.end()] in ("và", "va", "&"):
            kind = "&"
        yield Token(kind, found, at, match.end())
        at = match.end()
