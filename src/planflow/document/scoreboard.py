"""The scoreboard as plain text and as data: every score with the sentences that explain it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from planflow.document.status import count_data
from planflow.domain.overview import PlanView, Score, Scoring, points_told
from planflow.message import Language, phrase


def scoreboard_text(
    view: PlanView, scoring: Scoring, scores: Iterable[Score], *, language: Language = "en"
) -> str:
    """Return the scores, each with why it is so."""
    lines = [f"{view.standing.plan.id} · {scoring.title.text(language)}"]
    for score in scores:
        lines.append(_head(view, score, language))
        lines += [f"    {sentence.text(language)}" for sentence in score.sentences()]
    return "\n".join(lines) + "\n"


def scoreboard_data(
    view: PlanView, scoring: Scoring, scores: Iterable[Score], *, language: Language = "en"
) -> dict[str, object]:
    """Return the same as plain data; points are text, so that they stay exact."""
    return {
        "plan": view.standing.plan.id,
        "at": view.now.isoformat(),
        "scoring": scoring.title.text(language),
        "scores": [_score_data(view, each, language) for each in scores],
    }


def points_text(points: Decimal | None, language: Language) -> str:
    """Return points as they are read in ``language``; a dash where there are none."""
    return "–" if points is None else points_told(points).text(language)


def _head(view: PlanView, score: Score, language: Language) -> str:
    place = "–" if score.rank is None else str(score.rank)
    unit = view.unit_name(score.unit)
    if score.is_head:
        unit = phrase("score.head", language, unit=unit)
    return f"{place:>3}  {points_text(score.points, language)}  {unit}"


def _score_data(view: PlanView, score: Score, language: Language) -> dict[str, object]:
    return {
        "unit": score.unit,
        "name": view.unit_name(score.unit),
        "is_head": score.is_head,
        "rank": score.rank,
        "points": None if score.points is None else str(score.points),
        "most": str(score.most),
        "grade": score.grade.title.text(language) if score.grade else None,
        "is_commended": score.is_commended,
        "counts": count_data(score.count),
        "marks": [
            {
                "measure": mark.criterion.measure,
                "numerator": mark.numerator,
                "denominator": mark.denominator,
                "points": str(mark.points),
                "most": str(mark.most),
            }
            for mark in score.marks
        ],
        "why": [sentence.text(language) for sentence in score.sentences()],
    }
