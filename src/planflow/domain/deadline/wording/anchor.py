"""Clauses that lean on something else: an event, a day counted from, a document."""

from __future__ import annotations

import re
from typing import Final

from planflow.domain.deadline.schedule import (
    AfterEvent,
    ByRegime,
    Relative,
    Schedule,
    Soft,
)
from planflow.domain.deadline.wording.lexicon import Token
from planflow.domain.deadline.wording.reading import Reading, impossible
from planflow.domain.deadline.wording.text import fold
from planflow.domain.deadline.wording.value import (
    count_of,
)

_ISSUE: Final = re.compile(
    r"(?:ky|ban hanh|ky ban hanh|phe duyet)(?: (?:ke hoach|van ban|quyet dinh|cong van))?(?: nay)?"
    r"|(?:ke hoach|van ban|quyet dinh|cong van)(?: nay)? (?:duoc )?"
    r"(?:ky|ban hanh|ky ban hanh|phe duyet)"
)


def is_issue(words: str) -> bool:
    """Tell whether ``words`` mean the day on which the plan is issued."""
    return _ISSUE.fullmatch(fold(words)) is not None


def counted(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "within 10 working days from …", "15 days before …", "no more than 5 days"."""
    at = kinds.index("C")
    number, unit = count_of(tokens[at])
    is_back = "b" in kinds[:at] or kinds[at + 1 : at + 2] in ("b", "v")
    number = -number if is_back else number
    while tokens[at + 1 :] and tokens[at + 1].kind in ",abevfq":
        at += 1
    return _from(reading, tokens[at:], number, unit)


def _from(reading: Reading, tokens: list[Token], number: int, unit: str) -> Schedule:
    """Return a term counted from what stands behind the first of ``tokens``."""
    rest = tokens[1:]
    if len(rest) == 1 and rest[0].kind == "D":
        return Relative(anchor=reading.day(rest[0]), count=number, counted_in=unit)
    words = reading.name(tokens)
    if rest and rest[0].kind != "N" and is_issue(words):
        return Relative(count=number, counted_in=unit)
    return AfterEvent(event=words, count=number, counted_in=unit)


_NO_EVENT: Final = re.compile(
    r"^(?:(?:và|trong|ngày|mắt|đây|đó|hết|nay|này|cùng|tiên|quý|tháng|năm|tuần|làm việc)\b|\W|$)"
    r"|[\d_…]|\.\.",
    re.IGNORECASE,
)
"""What stands behind "before" and is no event: blanks to be filled in, slips in a date."""


def before_event(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "before the conference opens", "before the opening, by 10 days"."""
    *rest, last = tokens
    is_counted = last.kind == "C"
    tokens = rest if is_counted else tokens
    name = reading.name(tokens)
    is_named = tokens[1].kind == "N" or (kinds[0] == "v" and name[:1].isalnum())
    if not is_named and _NO_EVENT.search(name):
        impossible()
    if not is_counted:
        return AfterEvent(event=name, count=-1)
    number, unit = count_of(last)
    return _from(reading, tokens, -number, unit)


def event(reading: Reading, tokens: list[Token], kinds: str) -> Schedule:
    """Read "after the ministry's guidance has come", "when asked"."""
    if any(token.text == "hoac" or token.kind in "EK" for token in tokens):
        impossible()
    if tokens[-1].kind == "C":
        number, unit = count_of(tokens[-1])
        return _from(reading, tokens[:-1], number, unit)
    name = reading.name(tokens)
    is_none = kinds[0] == "q" and _NO_EVENT.search(name)
    return impossible() if is_none or not name[:1].isalnum() else AfterEvent(event=name)


def on_demand(reading: Reading, tokens: list[Token], _kinds: str) -> Schedule:
    """Read "by guidance of the ministry": waits until there is one."""
    return AfterEvent(event=f"có {reading.name(tokens)}")


def ad_hoc(_reading: Reading, _tokens: list[Token], _kinds: str) -> Schedule:
    """Read "ad hoc": when somebody asks for it."""
    return AfterEvent(event="có yêu cầu đột xuất")


def reference(reading: Reading, tokens: list[Token], _kinds: str) -> Schedule:
    """Read "as regulated", "by the plan of the province"."""
    return ByRegime(regime=reading.name(tokens))


def soft(_reading: Reading, _tokens: list[Token], _kinds: str) -> Schedule:
    """Read "promptly": no day."""
    return Soft()
