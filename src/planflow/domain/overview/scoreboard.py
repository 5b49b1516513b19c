"""The scoreboard: units, or their heads, ranked by a formula, every point explained (R6, R24)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from planflow.domain.overview.count import TwoByTwo, is_judged
from planflow.domain.overview.group import grouped
from planflow.domain.overview.measure import MEASURES, Judged
from planflow.domain.overview.product import products
from planflow.domain.overview.scoring import Criterion, Grade, Scoring
from planflow.domain.overview.view import PlanView
from planflow.domain.plan import Title
from planflow.domain.task import SUSPENDED, WITHDRAWN, Task
from planflow.message import LANGUAGES, Message

_EXACT: Final = Context(prec=100)
_NONE: Final = Decimal("0.00")


@frozen(kw_only=True)
class Mark:
    """What one criterion brought a unit, and why.

    Attributes:
        criterion: The criterion.
        numerator: How many.
        denominator: Of how many; nought where there is nothing to measure.
        most: How many points could be had; those of a criterion without anything to measure go
            to the others in proportion.
        points: How many were had, to the hundredth: ``most`` × numerator / denominator.
    """

    criterion: Criterion
    numerator: int
    denominator: int
    most: Decimal
    points: Decimal

    def sentence(self) -> Message:
        """Return why it is so many points."""
        what = self._measured() if self.denominator else _unmeasured(self.criterion)
        return Message.of("score.titled", what=what, **_titles(self.criterion.title))

    def _measured(self) -> Message:
        return Message.of(
            f"score.{self.criterion.measure}",
            numerator=self.numerator,
            denominator=self.denominator,
            lost=self.denominator - self.numerator,
            limit=self.criterion.limit,
            points=points_told(self.points),
            most=points_told(self.most),
        )


@frozen(kw_only=True)
class Score:
    """How one unit, or its head, is judged.

    Attributes:
        unit: The unit.
        is_head: Its head is judged: only by what the plan lets the head answer for.
        count: The official count of the tasks that it is judged by.
        marks: What each criterion brought; their points are the score.
        points: The score; nothing where there was nothing to measure at all.
        most: The most that could be had.
        least_tasks: From how many tasks fallen due upward a unit is ranked.
        rank: Its place, 1 for the first; equal scores share a place. Nothing: not ranked.
        grade: The grade that it reached, if any.
        is_commended: It is proposed for commendation; a person decides.
    """

    unit: str
    is_head: bool
    count: TwoByTwo
    marks: tuple[Mark, ...]
    points: Decimal | None
    most: Decimal
    least_tasks: int
    rank: int | None = None
    grade: Grade | None = None
    is_commended: bool = False

    def sentences(self) -> tuple[Message, ...]:
        """Return, in words, how the score came about and what follows from it."""
        return (*(mark.sentence() for mark in self.marks), *self._conclusion())

    def _conclusion(self) -> Iterator[Message]:
        if self.points is not None:
            points, most = points_told(self.points), points_told(self.most)
            yield Message.of("score.sum", points=points, most=most)
        if self.rank is None:
            due, least = self.count.fallen_due, self.least_tasks
            yield Message.of("score.unranked", count=due, least=least)
        else:
            yield Message.of("score.rank", rank=self.rank)
        if self.grade is not None:
            yield Message.of("score.grade", **_titles(self.grade.title))
        if self.is_commended:
            yield Message.of("score.commended")


def scoreboard(
    view: PlanView,
    scoring: Scoring,
    *,
    heads: bool = False,
    among: Collection[str] | None = None,
) -> tuple[Score, ...]:
    """Return every unit's score, the ranked ones first, in their order.

    Bodies that are only asked are not judged (Rule R6), nor is who only receives. Each task is
    judged with the unit that holds it: lateness up to a reorganisation stays with the old one.

    Args:
        view: The plan at a moment.
        scoring: The formula.
        heads: Judge the heads of units: only by the items and duties with ``head_answers``.
        among: The units to judge and rank among each other; nothing: all.
    """
    judged = _judged(view, scoring, heads=heads, among=among)
    scores = [_score(each, scoring, is_head=heads) for each in judged]
    scores.sort(key=lambda each: -(each.points or _NONE))
    ranked = [each for each in scores if _is_ranked(each)]
    rest = [each for each in scores if not _is_ranked(each)]
    places: dict[Decimal | None, int] = {}
    for place, each in enumerate(ranked, 1):
        places.setdefault(each.points, place)
    return (*(_placed(each, places[each.points], scoring) for each in ranked), *rest)


def points_told(points: Decimal) -> Message:
    """Return points as a fact of a sentence: ``97,5`` in Vietnamese, ``97.5`` in English."""
    whole, _, part = f"{points:f}".partition(".")
    part = part.rstrip("0")
    if not part:
        return Message.of("number.whole", whole=whole)
    return Message.of("number.decimal", whole=whole, part=part)


def _titles(title: Title) -> dict[str, str]:
    """Return a title as facts of a sentence, one for each language."""
    return {language: title.text(language) for language in LANGUAGES}


def _unmeasured(criterion: Criterion) -> Message:
    return Message.of(f"score.no_{criterion.measure}")


def _judged(
    view: PlanView, scoring: Scoring, *, heads: bool, among: Collection[str] | None
) -> list[Judged]:
    plan = view.standing.plan
    answered = {item.code for item in plan.leaves() if item.head_answers}
    answered |= {duty.code for duty in plan.duties if duty.head_answers}
    tasks = (
        task
        for task in view.tasks.values()
        if _counts(task, scoring)
        and (among is None or task.holder in among)
        and (not heads or task.source in answered)
    )
    found = products(view, live=True)
    held = grouped(view, tasks, ("holder",))
    obstacles = tuple(each for each in view.obstacles if not heads or each.source in answered)
    return [Judged(unit, mine, found, view.now, obstacles) for (unit,), mine in held.items()]


def _counts(task: Task, scoring: Scoring) -> bool:
    is_in_force = task.state not in (SUSPENDED, WITHDRAWN)
    return is_judged(task) and is_in_force and task.assignment.part in scoring.parts


def _score(judged: Judged, scoring: Scoring, *, is_head: bool) -> Score:
    marks = _marks(judged, scoring)
    has_any = any(mark.denominator for mark in marks)
    return Score(
        unit=judged.unit,
        is_head=is_head,
        count=judged.count,
        marks=marks,
        points=_sum(mark.points for mark in marks) if has_any else None,
        most=_hundredths(Fraction(scoring.total)),
        least_tasks=scoring.least_tasks,
    )


def _marks(judged: Judged, scoring: Scoring) -> tuple[Mark, ...]:
    """Return the marks; the points that could be had are rounded so that they add up to all."""
    measured = [(each, *MEASURES[each.measure](judged, each.limit)) for each in scoring.criteria]
    applicable = sum((Fraction(each.points) for each, _, whole in measured if whole), Fraction())
    marks: list[Mark] = []
    given = Fraction()
    for each, part, whole in measured:
        before = _hundredths(given)
        if whole:
            given += Fraction(each.points) * Fraction(scoring.total) / applicable
        most = _EXACT.subtract(_hundredths(given), before)
        points = _hundredths(Fraction(most) * Fraction(part, whole)) if whole else _NONE
        marks.append(
            Mark(criterion=each, numerator=part, denominator=whole, most=most, points=points)
        )
    return tuple(marks)


def _is_ranked(score: Score) -> bool:
    return score.points is not None and score.count.fallen_due >= score.least_tasks


def _placed(score: Score, rank: int, scoring: Scoring) -> Score:
    points = score.points or _NONE
    rule = scoring.commendation
    return evolve(
        score,
        rank=rank,
        grade=scoring.grade(points),
        is_commended=rule is not None
        and points >= rule.at_least
        and score.count.open_overdue <= rule.most_overdue,
    )


def _sum(parts: Iterable[Decimal]) -> Decimal:
    total = _NONE
    for part in parts:
        total = _EXACT.add(total, part)
    return total


def _hundredths(value: Fraction) -> Decimal:
    """Return ``value`` to the hundredth, half up."""
    return _EXACT.scaleb(Decimal(math.floor(value * 100 + Fraction(1, 2))), -2)
