"""Sentences in running text: who is told to do what, with whom, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import frozen

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


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences and clauses of a paragraph."""
    for sentence in _SENTENCE.split(text):
        if sentence.strip():
            yield sentence.strip()


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
    if not looks_like_party(words):
        return ""
    who, _ = split_subject(words)
    return (who or re.split(r"[;.:]", words)[0]).strip(" ,")


def find_time(text: str, year: int | None, *, is_weak_enough: bool = False) -> Timed | None:
    """Return the first time that running text gives.

    Args:
        text: A sentence.
        year: The plan's year; nothing where it is not known.
        is_weak_enough: ``theo quy định`` will do, as it does for a report.
    """
    patterns = (_STRONG, _WEAK) if is_weak_enough else (_STRONG,)
    for pattern in patterns:
        for found in islice(pattern.finditer(text), _MOST_TRIES):
            timed = _longest(text, found.start(), year, is_weak=pattern is _WEAK)
            if timed is not None:
                return timed
    return None


def _longest(text: str, start: int, year: int | None, *, is_weak: bool) -> Timed | None:
    """Return the longest stretch from ``start`` that means a time."""
    latest = _LATEST.search(text, start, start + 2 * _LONGEST_TIME)
    end = latest.start() if latest else len(text)
    words = text[start : min(end, start + _LONGEST_TIME)]
    named = re.search(r"(?<!\d)20\d\d(?!\d)", words)
    year = year or (int(named.group()) if named else 2000)
    cuts = [len(words), *(found.start() for found in reversed(list(re.finditer(r"[\s,]", words))))]
    for cut in cuts[:_MOST_CANDIDATES] + cuts[_MOST_CANDIDATES:][-14:]:
        candidate = words[:cut].rstrip(" ,.;")
        schedule = parse(candidate, year) if len(candidate) > 5 else None
        if isinstance(schedule, _DATED) and _says_when(schedule, candidate):
            return Timed(candidate, start, start + len(candidate), schedule)
        if is_weak and isinstance(schedule, ByRegime):
            return Timed(candidate, start, start + len(candidate), schedule)
    return None


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
        if is_sending and "báo cáo" not in text[found.start() : found.end() + 40].lower():
            continue
        return found
    return None
