"""Questions about wordings as lines of JSON, and their answers (one object a line)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.source import parse_day
from planflow.domain.deadline import Answer, Days, describe
from planflow.errors import Fault, FormatError
from planflow.message import Language, Message

_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@frozen
class Question:
    """A wording, its plan year, and the day of issue if it is known."""

    text: str
    year: int
    issued_on: Date | None = None


def read_question(line: str, number: int) -> Question:
    """Return the question on a line.

    Args:
        line: An object with ``text``, ``year`` and, perhaps, ``issued_on`` (a date, or nothing);
            what else it has is left to whoever wrote it.
        number: The line's number, for faults.

    Raises:
        FormatError: If the line is no such object; all faults are listed with their places.
    """
    place = f"line {number}"
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        expected = 'an object such as {"text": "Quý I", "year": 2021}'
        raise FormatError(Fault(place, repr(line[:60]), expected))
    faults = list(_question_faults(place, value))
    if faults:
        raise FormatError(*faults)
    issued_on = parse_day(value["issued_on"]) if value.get("issued_on") else None
    return Question(value["text"], int(value["year"]), issued_on)


def _question_faults(place: str, value: dict[str, object]) -> Iterator[Fault]:
    text, year, issued_on = value.get("text"), value.get("year"), value.get("issued_on")
    if not isinstance(text, str):
        yield Fault(f"{place}: text", repr(text), "the words, as text")
    if isinstance(year, bool) or not _YEAR.fullmatch(str(year)):
        yield Fault(f"{place}: year", repr(year), "a year from 1900 to 2099")
    is_day = isinstance(issued_on, str) and (not issued_on or parse_day(issued_on))
    if issued_on is not None and not is_day:
        yield Fault(f"{place}: issued_on", repr(issued_on), "a date such as 2021-11-15")


def answer_data(answer: Answer, language: Language) -> dict[str, object]:
    """Return an answer as JSON data."""
    return {
        "text": answer.text,
        "kind": answer.kind,
        "opens_on": _iso(answer.opens_on),
        "due_on": _iso(answer.due_on),
        "occurrences": [_days(days) for days in answer.occurrences],
        "needs": list(answer.needs),
        "warnings": [warning.text(language) for warning in answer.warnings],
        "explanation": _sentence(answer.explanation, language),
        "described": describe(answer.schedule, language),
    }


def answer_text(answer: Answer, language: Language) -> str:
    """Return an answer as lines of text for people."""
    kind = Message.of(f"kind.{answer.kind}")
    lines = [
        _line("understood", language, kind=kind, words=describe(answer.schedule, language)),
        *(_days_line(days, language) for days in answer.occurrences),
        *(_line("needs", language, what=Message.of(f"need.{what}")) for what in answer.needs),
        *(_line("why", language, why=why) for why in answer.explanation),
        *(_line("warning", language, warning=warning) for warning in answer.warnings),
    ]
    return "\n".join(lines) + "\n"


def _days_line(days: Days, language: Language) -> str:
    key = "days_before_hour" if days.is_before else "days_by_hour" if days.ends_at else "days"
    if days.due_on is None:
        key = "days_open"
    return _line(key, language, opens=days.opens_on, due=days.due_on, hour=days.ends_at)


def _line(key: str, language: Language, /, **facts: str | Date | Message | None) -> str:
    return Message.of(f"answer.{key}", **facts).text(language)


def _sentence(messages: tuple[Message, ...], language: Language) -> str:
    return "; ".join(message.text(language) for message in messages)


def _days(days: Days) -> dict[str, str | None]:
    return {"opens_on": _iso(days.opens_on), "due_on": _iso(days.due_on)}


def _iso(day: Date | None) -> str | None:
    return day.isoformat() if day is not None else None
