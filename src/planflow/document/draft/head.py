"""What stands above a plan's body: number, day, issuer, type, subject, preamble."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.draft.draft import Head
from planflow.document.draft.frame import Frame
from planflow.document.draft.manuscript.manuscript import Line, Paragraph, Words
from planflow.document.draft.wording.bare import bare, is_capital
from planflow.document.draft.wording.party_word import looks_like_party
from planflow.document.draft.wording.stretch import without_quoted

_STATE: Final = re.compile(
    r"cộng\s+hòa\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|cộng\s+hoà\s+xã\s+hội\s+chủ\s+nghĩa"
    r"\s+việt\s+nam|độc\s+lập\s*[-–]\s*tự\s+do\s*[-–]\s*hạnh\s+phúc|đảng\s+cộng\s+sản\s+việt\s+nam",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\bSố(?:\s*:|(?=\s*\d+\s*/))\s*(?P<no>\d*)\s*[.…_]*\s*(?P<sep>[/-])?\s*(?P<symbol>(?:\d{4}\s*/\s*)?"
    r"[A-ZĐƯ][A-ZĐƯa-z0-9]*(?:\s?[-/]\s?[A-ZĐƯ][A-ZĐƯa-z0-9&]*)*)?"
)
_DAY: Final = re.compile(
    r"(?:(?P<place>[^\W\d_][^,;:.]{1,40}),\s*)?ngày\s*(?P<day>\d{0,2})[\s.…]*tháng\s*"
    r"(?P<month>\d{0,2})[\s.…]*năm\s*(?P<year>\d{0,4})",
    re.IGNORECASE,
)
_OPENER: Final = re.compile(
    r"(?:can cu|thuc hien (?:ke hoach|quyet dinh|chi thi|nghi quyet|ket luan|chuong trinh|cong van"
    r"|de an|luat|nghi dinh|thong tu|huong dan|van ban|thong bao|y kien|chuc nang|su chi dao)"
    r"|thi hanh|nham |de (?:trien khai|thuc hien|tiep tuc|to chuc|kip thoi|bao dam|dam bao"
    r"|nang cao)"
    r"|xet de nghi|theo de nghi|trien khai thuc hien (?:ke hoach|quyet dinh|luat|nghi)"
    r"|tren co so|phat huy|trong nam)"
)
_AS_FOLLOWS: Final = re.compile(r"(?:nhu sau|cu the|noi dung sau|duoi day)\s*[:.]?\s*$|:\s*$")
_ISSUES: Final = re.compile(
    r"\s(?:ban hành|xây dựng|đề ra|lập|triển khai|yêu cầu|hướng dẫn|tiếp tục triển khai|tổ chức)\s"
    r"(?=(?:và\s)?(?:\w+\s){0,4}?(?:kế hoạch|chương trình|thực hiện|như sau|một số|việc|Kế hoạch))"
)
_ANNEXED: Final = re.compile(
    r"\(?\s*(?:ban hanh )?kem theo (?:quyet dinh|ke hoach|cong van|van ban)"
)
_PIECE: Final = re.compile(r"^|[,;.)”\"]\s+")
_BROKEN: Final = re.compile(r"(?:^số|\bsố\s*:|\bngày|\btháng|\bnăm)\s*$", re.IGNORECASE)
_RULE: Final = re.compile(r"[\s_*=–—-]{2,}$")
_WHOLE_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_YEAR: Final = re.compile(r"năm\s+((?:19|20)\d\d)\b(?!\s*/)", re.IGNORECASE)
_SPAN: Final = re.compile(r"((?:20)\d\d)\s*(?:-|–|đến(?: năm)?)\s*((?:20)\d\d)")


@frozen(kw_only=True)
class HeadReading:
    """The head, and what else stands there.

    Attributes:
        head: What is known.
        preamble: The paragraphs between subject and body.
        annexed_to: The words that say with which document it was issued.
        used: The lines that the head was made of.
        has_gaps: Number or day are left blank in the document, to be filled in by hand.
        year: The year of issue, where only that is written.
    """

    head: Head
    preamble: tuple[Words, ...] = ()
    annexed_to: Words | None = None
    used: tuple[Line, ...] = ()
    has_gaps: bool = False
    year: int | None = None


def read_head(frame: Frame) -> HeadReading:
    """Return what a document's head says."""
    number, symbol, issued_on, issuer, used, has_gaps = _letterhead(frame.letterhead)
    subject, preamble, annexed = _heading(frame.heading)
    lines = [*used, *(line for one in subject for line in one.lines)]
    if frame.kind_line is not None:
        lines.append(frame.kind_line)
    words = _RULE.sub("", " ".join(one.text.strip(" *") for one in subject))
    head = Head(
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        issuer=issuer or _issuer_in(preamble),
        kind=" ".join(frame.kind.split()),
        subject=words,
    )
    return HeadReading(
        head=head,
        preamble=tuple(preamble),
        annexed_to=annexed,
        used=tuple(lines),
        has_gaps=has_gaps,
        year=_gap_year(frame.letterhead),
    )


def _letterhead(
    paragraphs: Sequence[Paragraph],
) -> tuple[str, str, Date | None, str, list[Line], bool]:
    """Return number, symbol, day, issuer, the lines used, and whether blanks are left."""
    number = symbol = ""
    issued_on: Date | None = None
    issuer: list[str] = []
    used: list[Line] = []
    has_gaps = False
    for row in _rows(paragraphs):
        text = " ".join(line.text for line in row)
        rest, is_used = _STATE.sub(" ", text), _STATE.search(text) is not None
        if (found := _NUMBER.search(rest)) and (found["symbol"] or found["no"]):
            number, symbol = _number(found)
            has_gaps |= not found["no"]
            rest, is_used = rest.replace(found.group(), " "), True
        if day := _DAY.search(rest):
            issued_on = _date(day)
            has_gaps |= issued_on is None
            rest, is_used = rest.replace(day.group(), " "), True
        name = rest.strip(" -_*—–.…")
        if name and is_capital(name) and not (issuer and (number or has_gaps)):
            issuer.append(" ".join(name.split()))
            is_used = True
        if is_used or not name:
            used += row
    return number, symbol, issued_on, _issuing(issuer), used, has_gaps


def _gap_year(paragraphs: Sequence[Paragraph]) -> int | None:
    """Return the year of a date whose day is to be filled in by hand."""
    for row in _rows(paragraphs):
        found = _DAY.search(" ".join(line.text for line in row))
        if found is not None and _WHOLE_YEAR.fullmatch(found["year"]):
            return int(found["year"])
    return None


def _rows(paragraphs: Sequence[Paragraph]) -> Iterator[list[Line]]:
    """Yield the lines; one that blanks break, to be filled in by hand, is one row."""
    lines = [line for one in paragraphs for line in one.lines]
    rows: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        rows.setdefault((line.number, line.place), []).append(line)
    for row in rows.values():
        if any(_BROKEN.search(line.text) for line in row[:-1]):
            yield row
        else:
            yield from ([line] for line in row)


def _number(found: re.Match[str]) -> tuple[str, str]:
    symbol = re.sub(r"\s*([-/])\s*", r"\1", found["symbol"] or "")
    separator = found["sep"] or ("/" if symbol else "")
    return (f"{found['no']}{separator}{symbol}" if found["no"] else "", symbol)


def _date(found: re.Match[str]) -> Date | None:
    """Return the day that is written; a year that is cut short (``năm 20…``) gives none."""
    if not _WHOLE_YEAR.fullmatch(found["year"]):
        return None
    try:
        return Date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _issuing(lines: Sequence[str]) -> str:
    """Return the issuing body: below the superior one, over as many lines as its name takes."""
    if not lines:
        return ""
    starts = [at for at, line in enumerate(lines) if _begins_body(line, at)]
    return " ".join(lines[starts[-1] :]) if starts else " ".join(lines)


def _begins_body(line: str, at: int) -> bool:
    low = bare(line)
    return (
        at == 0
        or re.match(
            r"(?:so|uy ban|ubnd|hdnd|hoi dong|ban|cuc|chi cuc|cong an|bo chi huy|phong"
            r"|thanh tra|dai"
            r"|bao hiem|hoi|doan|trung tam|truong|bo)\b",
            low,
        )
        is not None
    )


def _heading(
    paragraphs: Sequence[Paragraph],
) -> tuple[list[Words], list[Words], Words | None]:
    """Return subject, preamble, and the words that say what the document is annexed to."""
    subject: list[Words] = []
    preamble: list[Words] = []
    annexed: Words | None = None
    for one in (piece for each in paragraphs for piece in _parted(each)):
        if _ANNEXED.match(bare(one.text)) and not preamble:
            annexed = one
        elif preamble or _begins_preamble(one, is_first=not subject):
            preamble.append(one)
        else:
            subject.append(one)
    return subject, preamble, annexed


def _parted(paragraph: Paragraph) -> Iterable[Words]:
    """Yield a paragraph; where the preamble was joined to the subject, each by itself."""
    lines = paragraph.lines
    for at in range(1, len(lines)):
        is_opener = _OPENER.match(bare(lines[at].text)) and lines[at].text[:1].isupper()
        if is_opener and not lines[at - 1].text.rstrip().endswith((",", ";", "và", "của", "về")):
            head = " ".join(line.text for line in lines[:at])
            tail = paragraph.text[len(head) :].strip()
            if paragraph.text.startswith(head) and len(lines[at - 1].text) < 60:
                return (Words(head, lines[:at]), Words(tail, lines[at:]))
    return (Words(paragraph.text, lines),)


def _begins_preamble(one: Words, *, is_first: bool) -> bool:
    low = bare(one.text)
    if low.startswith("can cu") or _AS_FOLLOWS.search(low):
        return True
    if is_first:
        return False
    is_sentence = one.text.rstrip().endswith((".", ";")) or len(one.text) > 150
    return _OPENER.match(low) is not None or is_sentence


def _issuer_in(preamble: Sequence[Words]) -> str:
    """Return who issues the plan by its preamble: ``…, Ban Chỉ đạo Đề án xây dựng kế hoạch …``."""
    for words in reversed(preamble):
        for found in reversed(list(_ISSUES.finditer(words.text))):
            before = words.text[: found.start()]
            for mark in reversed(list(_PIECE.finditer(before))):
                name = before[mark.end() :].strip()
                if looks_like_party(name) and len(name.split()) <= 15:
                    return name
    return ""


def years_of(head: Head) -> tuple[int, int | None] | None:
    """Return the plan's years by its subject, or by its day of issue."""
    outside = without_quoted(head.subject)
    for words in (outside, head.subject):
        if span := _SPAN.search(words):
            first, last = int(span[1]), int(span[2])
            single = _YEAR.search(words[: span.start()] + words[span.end() :])
            if single is None and first <= last:
                return first, last
        if years := _YEAR.findall(_SPAN.sub(" ", words)):
            return int(years[-1]), int(years[-1])
    if head.issued_on is not None:
        return head.issued_on.year, None
    return None


def year_in(preamble: Sequence[Words]) -> tuple[int, int | None] | None:
    """Return the year that the end of the preamble names: ``… thực hiện năm 2021 như sau``."""
    for words in reversed(preamble[-1:]):
        found = _YEAR.findall(words.text[-120:])
        if found:
            return int(found[-1]), int(found[-1])
    return None
