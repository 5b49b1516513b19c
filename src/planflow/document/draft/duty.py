"""Duties to report: who, to whom, through whom, by when; and what else a section tells whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import define, frozen

from planflow.document.draft.clause import (
    Timed,
    find_time,
    read_assignment,
    report_in,
    sentences,
    with_rhythm,
)
from planflow.document.draft.codes import Codes
from planflow.document.draft.collect import Told
from planflow.document.draft.draft import DraftDuty, Party
from planflow.document.draft.item import doubt_time
from planflow.document.draft.ledger import Ledger
from planflow.document.draft.manuscript.manuscript import Words
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.marker import bullet
from planflow.document.draft.wording.party_word import FIRST, looks_like_party, without_adverbial
from planflow.domain.deadline import Fixed

_TO: Final = re.compile(
    r"(?:(?<!\w)(?:về|với|gửi(?: về| cho| đến| tới)?|cho|đến|tới|trình|lên)\s+|"
    r"(?<=báo cáo )|(?<=báo cáo, )|(?<=Báo cáo ))"
    rf"(?P<to>(?:{FIRST})(?!\w).*)",
    re.IGNORECASE,
)
_TO_ENDS: Final = re.compile(
    r"\s*(?:\(\s*(?:thông\s+)?qua|,?\s*(?<!\w)(?:(?:thông\s+)?qua(?!\w)|để(?!\w)|trước(?!\w)"
    r"|chậm nhất"
    r"|muộn nhất|định kỳ|hằng|hàng|theo(?! dõi)|khi\b|kết quả|tình hình|về\s+(?:việc|kết quả|tình"
    r" hình|tiến độ|công tác)|xem xét|chỉ đạo(?!\s+đề)|trong(?!\w)|đúng|vào|tổng hợp|làm cơ sở|bằng"
    r"|có(?!\w)|các nội dung|những|phục vụ|nhằm|đảm bảo|bảo đảm|việc|mỗi|cùng kỳ|ngày|kịp thời"
    r"|thường xuyên|từ|đồng thời|gửi|giải quyết|cho ý kiến))|[;.:(]",
)
_VIA: Final = re.compile(
    rf"\(?\s*(?<!\w)(?:thông\s+)?qua\s+(?P<via>(?:{FIRST})(?!\w)[^();.]*)", re.IGNORECASE
)
_VIA_ENDS: Final = re.compile(
    r"\s*(?:[);.]|,\s*(?!\w+ và)|(?<!\w)(?:để|trước|chậm nhất|định kỳ|theo|tổng hợp|hằng|hàng"
    r"|trong)(?!\w))"
)
_GATHERED: Final = re.compile(
    r"(?:để|và)\s+(?:(?:theo dõi|kịp thời|xem xét"
    r"|rà soát)[,\s]+(?:và\s+)?)*tổng hợp[,\s]*(?:chung[,\s]*)?"
    r"(?:và\s+|trình\s+|,\s*)*(?:tham mưu\s+)?(?:báo cáo|trình)\s+(?=\S)",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"(?:,|\s+và)\s+(?:gửi\s+)?báo cáo\s", re.IGNORECASE)
_LISTED_ON: Final = re.compile(r"\s*(?:[,;]|và\s)")
_OBSTACLE: Final = re.compile(r"vuong mac|kho khan|phat sinh")
_IF: Final = re.compile(r"\bneu\b|trong qua trinh|truong hop")


@frozen
class Sentence:
    """A sentence that tells of a report.

    Attributes:
        code: Where it stands.
        who: Who reports, as far as the place says.
        text: The sentence.
        words: The paragraph that it stands in.
        is_strict: Only what names an addressee is a duty here.
    """

    code: str
    who: str
    text: str
    words: Words
    is_strict: bool = False


@define
class Duties:
    """Makes duties of sentences; codes stay unique."""

    ledger: Ledger
    codes: Codes

    def read(self, sentence: Sentence) -> Iterator[DraftDuty]:
        """Yield the duties that a sentence states: the report, and its gathering upward."""
        text = sentence.text
        found = report_in(text)
        if found is None or is_obstacle(text):
            return
        gathered = _GATHERED.search(text, found.end())
        clause = text[found.start() : gathered.start() if gathered else len(text)]
        to, via = _addressee(clause), _via(clause)
        timed = self._time(text, clause, found.start())
        if sentence.is_strict and not (to and (timed or via or gathered)):
            return
        if not to and timed is None and (not sentence.who or found.group().lower() == "gửi"):
            return
        duty = self._duty(sentence, sentence.who, to, via, timed)
        yield duty
        for other in _further(clause, self.ledger.clock.year):
            yield self._duty(sentence, sentence.who, to, via, other)
        if gathered is not None:
            yield from self._gathering(sentence, duty, text[gathered.end() :], to, via)

    def _time(self, text: str, clause: str, start: int) -> Timed | None:
        """Return the time of a report: in its own clause, or before the verb."""
        year = self.ledger.clock.year
        gather = _GATHERED.search(text, start)
        before = text[:start][-80:] if start else ""
        timed = find_time(clause, year)
        later = find_time(clause[timed.end :], year) if timed is not None else None
        return (
            with_rhythm(timed, later, year)
            or with_rhythm(find_time(before, year), timed, year)
            or timed
            or find_time(before, year)
            or (find_time(text[gather.end() :], year) if gather else None)
            or find_time(clause, year, is_weak_enough=True)
            or find_time(before, year, is_weak_enough=True)
        )

    def _gathering(
        self, sentence: Sentence, duty: DraftDuty, rest: str, to: str, via: str
    ) -> Iterator[DraftDuty]:
        """Yield what follows from ``để tổng hợp, báo cáo UBND tỉnh``: who gathers reports on."""
        upward = _cut_to(rest)
        gatherer = via or (to if duty.to and len(duty.to) == 1 else "")
        if upward and looks_like_party(upward):
            yield self._duty(sentence, gatherer, upward, "", None)

    def _duty(
        self, sentence: Sentence, who: str, to: str, via: str, timed: Timed | None
    ) -> DraftDuty:
        code = self._code(sentence.code)
        lines = sentence.words.lines
        about = Words(sentence.text, lines)
        reporter = self._one(who, lines, code, "reporter")
        addressees = self.ledger.parties(Words(to, lines), code, "addressee") if to else ()
        if reporter is None:
            self.ledger.say("duty-without-reporter", about, item=code)
        if not addressees:
            self.ledger.say("duty-without-addressee", about, item=code)
        if timed is None:
            self.ledger.say("duty-without-time", about, item=code, is_open=False)
        else:
            doubt_time(Words(timed.words, lines), code, self.ledger)
        return DraftDuty(
            code=code,
            who=reporter,
            to=addressees,
            via=self._one(via, lines, code, "via"),
            time=timed.words if timed is not None else None,
            deadline=self.ledger.clock.deadline(timed.words) if timed is not None else None,
            line=_line_at(sentence),
            to_words=to,
        )

    def _one(self, words: str, lines: tuple, code: str, role: str) -> Party | None:  # type: ignore[type-arg]
        return self.ledger.lead(Words(words, lines), code, role) if words else None

    def _code(self, code: str) -> str:
        """Return a code of its own: that of the place, or the next free one beside it."""
        return self.codes.unique(code or "BC")


def _line_at(sentence: Sentence) -> int:
    """Return the line on which a sentence begins."""
    place = sentence.words.text.find(sentence.text[:40])
    for line in sentence.words.lines if place > 0 else ():
        place -= len(line.text) + 1
        if place < 0:
            return line.number
    return sentence.words.line


def told_sentences(told: Told) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph and of those below it, each with whom it is about."""
    heading = _body(told.words.text)
    said = read_assignment(heading)
    named = said.rest if said.verb else heading
    heading_who = said.who or (named.rstrip(":. ") if looks_like_party(named) else "")
    who = told.who or without_adverbial(_plain(heading_who))
    for words in (told.words, *told.pieces):
        own = who
        for part in sentences(_body(words.text)):
            found = read_assignment(part)
            if (found.who and (found.verb or words is told.words or not who)) or (
                found.who and part[:1].isupper() and looks_like_party(part)
            ):
                own = without_adverbial(_plain(found.who))
            yield Sentence(told.code, own, part, words)


def _further(clause: str, year: int | None) -> Iterator[Timed]:
    """Yield the times of further reports: ``… trước ngày 31/5 và báo cáo năm trước ngày 30/11``."""
    first, *others = _MORE.split(clause)
    timed = find_time(first, year)
    if timed is None:
        return
    for other in others:
        further = find_time(other, year)
        if further is not None:
            yield further
    if not others:
        yield from _further_days(first, timed, year)


def _further_days(clause: str, timed: Timed, year: int | None) -> Iterator[Timed]:
    """Yield the further days of a list: ``6 tháng trước ngày 05/6, năm trước ngày 05/11``."""
    while isinstance(timed.schedule, Fixed):
        clause = clause[timed.end :]
        further = find_time(clause, year) if _LISTED_ON.match(clause) else None
        if further is None or not isinstance(further.schedule, Fixed):
            return
        yield further
        timed = further


def is_obstacle(text: str) -> bool:
    """Tell whether a sentence says whom to tell of obstacles."""
    low = bare(text)
    return _OBSTACLE.search(low) is not None and _IF.search(low) is not None


def _body(text: str) -> str:
    plain = text[bullet(text)[1] :]
    return re.sub(r"^(?:[a-zđ]|\d{1,2})[.)]\s+", "", plain)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", words).split())


def _addressee(clause: str) -> str:
    """Return to whom a clause reports."""
    for found in _TO.finditer(clause):
        words = _cut_to(found["to"])
        if words and not words.lower().startswith(("kết quả", "các nội dung")):
            return words
    return ""


def _cut_to(words: str) -> str:
    """Return the names that words begin with."""
    if not looks_like_party(words):
        return ""
    end = _TO_ENDS.search(words, 2)
    cut = (words[: end.start()] if end else words).strip(" ,;.")
    return re.sub(r"\s+(?:và|,)$", "", cut)


def _via(clause: str) -> str:
    found = _VIA.search(clause)
    if found is None:
        return ""
    end = _VIA_ENDS.search(found["via"])
    return (found["via"][: end.start()] if end else found["via"]).strip(" ,;.)")
