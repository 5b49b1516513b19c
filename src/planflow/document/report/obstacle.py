"""Obstacles in a report: what units raised and nobody has answered, and who is asked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planflow.document.line import say
from planflow.document.number import count_text
from planflow.document.report.survey import Survey
from planflow.domain.overview import ObstacleView
from planflow.message import Fact


def raised(found: Survey) -> Iterator[str]:
    """Yield each open obstacle, those of the whole plan first, then in the order of its lines."""
    for each in _open(found):
        words = " ".join(each.words.split()).rstrip(".") if each.words else ""
        facts: dict[str, Fact] = {
            "unit": found.name(each.raised_by),
            "words": words or say("report.obstacle_erased"),
            "asked": found.name(each.lies_with),
            "day": found.day(each.since),
        }
        if each.source is None:
            yield say("report.obstacle_of_plan", **facts)
        else:
            yield say("report.obstacle", item=each.source, **facts)


def asked_to_answer(found: Survey) -> Iterator[str]:
    """Yield a line for each unit that is asked, but for the one that writes the report."""
    counts = Counter(each.lies_with for each in _open(found))
    for unit, count in counts.items():
        if unit != found.body:
            yield say("report.asks_answer", unit=found.name(unit), count=count_text(count))


def _open(found: Survey) -> list[ObstacleView]:
    places: dict[str | None, int] = {line.code: n for n, line in enumerate(found.lines, 1)}
    places[None] = 0
    waiting = (each for each in found.view.obstacles if each.is_open)
    return sorted(waiting, key=lambda each: places.get(each.source, len(places)))
