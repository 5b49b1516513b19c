"""Sentences in running text: who is told to do what, with whom, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.wording.party_word import looks_like_party, split_subject
from planflow.domain.deadline import (
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Recurring,
    Relative,
    Schedule,
    Window,
    parse,
)

ORDER: Final = "order"
REQUEST: Final = "request"

_ORDERS: Final = re.compile(
    r"(?:(?P<request>(?:kính |trân trọng )?(?:đề nghị|mời|đề xuất))"
    r"|giao(?: nhiệm vụ)?(?: cho)?|phân công|yêu cầu|chỉ đạo)\s+(?=[A-ZĐĐÀ-Ỹ]|các |những |thủ |"
    r"đồng chí|lãnh đạo|cơ quan|đơn vị)",
    re.IGNORECASE,
)
_INTRODUCTION: Final = re.compile(r"^[^.;:]{0,120}?,\s+(?=(?:đề nghị|giao|yêu cầu|phân công)\s)")
_WITH: Final = re.compile(
    r"phối hợp(?: chặt chẽ| thường xuyên| kịp thời)?(?: thực hiện)?\s*(?:,?\s*(?:với"
    r"|cùng(?: với)?))\s+"
)
_BY: Final = re.compile(r"\b(?:do|giao)\s+(?P<lead>[^;.:()]{3,120}?)\s+(?:làm )?chủ trì\b")
_LEADING: Final = re.compile(r":\s(?P<lead>[^;.:()]{3,120}?)\s(?=chủ trì(?!\w))")
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+(?=[A-ZĐÀ-Ỹ“\"(-])|(?<=;)\s+")

_PREPOSITION: Final = (
    r"(?:(?:hoàn thành|xong|gửi)\s+)?(?:trước|chậm nhất|muộn nhất"
    r"|trong"
    r"|đến hết|hết|từ|xong)(?!\w)"
)
_RHYTHM: Final = (
    r"(?:định kỳ|hằng|hàng|mỗi)\s(?=\s*(?:\d|năm|quý|tháng|tuần|6|sáu|hằng|hàng"
    r"|nửa|vào|trước|theo))"
)
_STRONG: Final = re.compile(rf"(?<!\w)(?:{_PREPOSITION}|{_RHYTHM})", re.IGNORECASE)
_WEAK: Final = re.compile(
    r"(?<!\w)(?:theo (?:đúng )?(?:quy định|chế độ|yêu cầu|định kỳ)|khi có yêu cầu|định kỳ"
    r"|đột xuất|thường xuyên)(?!\w)",
    re.IGNORECASE,
)
_LATEST: Final = re.compile(
    r"[;)]|\.(?=\s|$)|\s(?:để|nhằm|gửi|về|thông qua|qua|cho|tổng hợp"
    r"|báo cáo|tổ chức|tiến hành|thực hiện|sơ kết|tổng kết|xây dựng|ủy ban|UBND|trình)(?!\w)",
    re.IGNORECASE,
)
_REPORTS: Final = re.compile(
    r"(?<!\w)(?:báo cáo|gửi về|gửi)(?! viên)(?!\w)(?! (?:cáo|viên|kế hoạch))", re.IGNORECASE
)
_NO_DUTY: Final = re.compile(
    r"(?:xây dựng|dự thảo|mẫu|đề cương|theo|các|kỳ|số liệu|hội nghị|\d+|một|việc|soạn thảo"
    r"|nghe)\s*$",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(
    r"(?:(?:,|\s+và|,\s*và)\s+(?:định kỳ\s+)?(?:(?:hằng|hàng)\s+)?"
    r"(?:tuần|tháng|quý|năm|6 tháng|sáu tháng|9 tháng))?\s*\([^()]{3,60}\)"
)
"""What tells a rhythm's days: ``định kỳ 6 tháng (trước ngày 20/6), năm (trước ngày 20/12)``."""
_LISTED: Final = re.compile(
    r"(?<!\w)(?:tuần|tháng|quý|năm|(?:6|sáu|9) tháng)\s*\([^()]*\d[^()]*\)"
    rf"(?:{_BRACKETED.pattern})+"
)
"""Several rhythms in a list: ``báo cáo quý (trước ngày 5), 6 tháng (trước 05/6)``."""
_STARTS: Final = re.compile(rf"{_RHYTHM}", re.IGNORECASE)
_ONE_DAY: Final = re.compile(r"\d\s*/\s*\d{4}|năm \d{4}")
_DATED: Final = (Fixed, Window, Recurring, Relative, Milestones, Continuous)
_MOST_CANDIDATES: Final = 12
_LONGEST_TIME: Final = 160
_MOST_TRIES: Final = 100
"""So many words of time are tried in a sentence; one that has more gives none."""


@frozen(kw_only=True)
class Assignment:
    """What a sentence tells somebody to do.

    Attributes:
        who: Who is told, in its words; empty where it does not say.
        partners: With whom.
        verb: The word that orders or asks, if there is one.
        authority: ``order`` or ``request``, as the word says.
        rest: The sentence from its verb on.
    """

    who: str = ""
    partners: str = ""
    verb: str = ""
    authority: str = ORDER
    rest: str = ""


@frozen
class Timed:
    """A time in running text: its words, their place, the rule that they state."""

    words: str
    start: int
    end: int
    schedule: Schedule


_LONGEST_LIST: Final = 400
"""Whoever is told together is named within so many letters."""


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences and clauses of a paragraph."""
    start = 0
    for found in _SENTENCE.finditer(text):
        if _is_bracketed(text, start, found.start()) or _is_list_of_names(text, start, found):
            continue
        if sentence := text[start : found.start()].strip():
            yield sentence
        start = found.end()
    if sentence := text[start:].strip():
        yield sentence


def _is_list_of_names(text: str, start: int, found: re.Match[str]) -> bool:
    """Tell whether names stand on both sides: ``Thủ trưởng các sở; Chủ tịch UBND … tổ chức …``."""
    before = text[start : found.start()]
    if not before.endswith(";") or len(before) > _LONGEST_LIST:
        return False
    is_name = looks_like_party(before) and not split_subject(before)[0]
    return is_name and looks_like_party(text[found.end() :])


def _is_bracketed(text: str, start: int, place: int) -> bool:
    """Tell whether a place stands in brackets that are closed behind it."""
    opened = text.rfind("(", start, place)
    return opened > text.rfind(")", start, place) and text.find(")", place) > 0


def read_assignment(text: str) -> Assignment:
    """Return whom a sentence tells to do what, and with whom.

    ``Giao X phối hợp với Y``: X leads, Y takes part.
    """
    start = _INTRODUCTION.sub("", text)
    order = _ORDERS.match(start)
    body = start[order.end() :] if order else start
    who, rest = split_subject(body, is_told=order is not None and body[:1].isupper())
    if by := _BY.search(text) if not who else None:
        who = by["lead"].strip() if looks_like_party(by["lead"]) else ""
    if not who and (leading := _LEADING.search(text)) and looks_like_party(leading["lead"]):
        who, rest = leading["lead"].strip(), text[leading.end("lead") :].strip()
    return Assignment(
        who=who,
        partners=_partners(rest),
        verb=order.group().strip() if order else "",
        authority=REQUEST if order and order["request"] else ORDER,
        rest=rest,
    )


def _partners(rest: str) -> str:
    """Return whom one is to work with."""
    first = next(sentences(rest), "")
    found = _WITH.search(first)
    if found is None:
        return ""
    words = first[found.end() :]
    if not looks_like_party(words) and not words[:1].isupper():
        return ""
    who, _ = split_subject(words, is_told=True)
    return (who or re.split(r"[;.:]", words)[0]).strip(" ,")


def find_time(text: str, year: int | None, *, is_weak_enough: bool = False) -> Timed | None:
    """Return the first time that running text gives, all of it.

    Args:
        text: A sentence.
        year: The plan's year; nothing where it is not known.
        is_weak_enough: ``theo quy định`` will do, as it does for a report.
    """
    patterns = (_STRONG, _WEAK) if is_weak_enough else (_STRONG,)
    for pattern in patterns:
        first: Timed | None = None
        for found in islice(pattern.finditer(text), _MOST_TRIES):
            timed = _longest(text, found.start(), year, is_weak=pattern is _WEAK)
            if timed is not None and not _mixes(timed):
                return _listed(text, timed)
            first = first or timed
        if first is not None:
            return first
    return None


def _listed(text: str, timed: Timed) -> Timed:
    """Return the whole list of rhythms that a time is only one of."""
    for found in _LISTED.finditer(text):
        if found.start() < timed.start < found.end():
            return evolve(timed, words=found.group(), start=found.start(), end=found.end())
    return timed


def with_rhythm(rhythm: Timed | None, timed: Timed | None, year: int | None) -> Timed | None:
    """Return a rhythm and its day in one: ``định kỳ hằng năm`` … ``trước ngày 30/11``.

    Days of one year are no rhythm: they stand alone.
    """
    if rhythm is None or timed is None or year is None or _STARTS.match(timed.words):
        return None
    if not isinstance(rhythm.schedule, Recurring) or rhythm.schedule.due_day is not None:
        return None
    words = f"{rhythm.words} {timed.words}"
    schedule = parse(words, year)
    is_rhythm = isinstance(schedule, Recurring)
    return evolve(timed, words=words, schedule=schedule) if is_rhythm else timed


def _mixes(timed: Timed) -> bool:
    """Tell whether a rhythm only stands before a day: ``… và hằng năm, xong trước 15/3/2022``."""
    is_rhythm = isinstance(timed.schedule, Recurring | Milestones) and _STARTS.match(timed.words)
    return bool(is_rhythm) and _ONE_DAY.search(timed.words) is not None


def _longest(text: str, start: int, year: int | None, *, is_weak: bool) -> Timed | None:
    """Return the longest stretch from ``start`` that means a time."""
    latest = _LATEST.search(text, start, start + 2 * _LONGEST_TIME)
    end = latest.start() if latest else len(text)
    words = text[start : min(end, start + _LONGEST_TIME)]
    named = re.search(r"(?<!\d)20\d\d(?!\d)", words)
    year = year or (int(named.group()) if named else 2000)
    cuts = [len(words), *(found.start() for found in reversed(list(re.finditer(r"[\s,]", words))))]
    for cut in cuts[:_MOST_CANDIDATES] + cuts[_MOST_CANDIDATES:][-14:]:
        candidate = words[:cut].rstrip(" ,.;/")
        schedule = parse(candidate, year) if len(candidate) > 5 else None
        if isinstance(schedule, _DATED) and _says_when(schedule, candidate):
            timed = Timed(candidate, start, start + len(candidate), schedule)
            return _with_brackets(text, timed, year)
        if is_weak and isinstance(schedule, ByRegime):
            return Timed(candidate, start, start + len(candidate), schedule)
    return None


def _with_brackets(text: str, timed: Timed, year: int) -> Timed:
    """Return a rhythm with its days, where they stand in brackets behind it."""
    if timed.words.count("(") > timed.words.count(")") and text[timed.end : timed.end + 1] == ")":
        timed = evolve(timed, words=f"{timed.words})", end=timed.end + 1)
    while isinstance(timed.schedule, Recurring | Milestones) and (
        found := _BRACKETED.match(text, timed.end)
    ):
        words = text[timed.start : found.end()]
        schedule = parse(words, year)
        if not isinstance(schedule, _DATED):
            break
        timed = Timed(words, timed.start, found.end(), schedule)
    return timed


def _says_when(schedule: Schedule, words: str) -> bool:
    """Tell whether words say when, rather than only that something goes on."""
    if isinstance(schedule, Continuous):
        return any(letter.isdigit() for letter in words)
    return True


def report_in(text: str) -> re.Match[str] | None:
    """Return where a sentence says that somebody reports."""
    for found in _REPORTS.finditer(text):
        if _NO_DUTY.search(text[: found.start()]):
            continue
        is_sending = found.group().lower().startswith("gửi")
        sent = text[found.start() : found.end() + 40].lower()
        if is_sending and not any(words in sent for words in ("báo cáo", "kết quả", "số liệu")):
            continue
        return found
    return None
