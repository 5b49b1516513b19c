"""The formula by which units and their heads are judged: data, chosen by whoever judges.

No law names one. What planflow ships is its own choice, in a file that a host may replace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from typing import Final

from attrs import frozen

from planflow.domain.overview.measure import MEASURES
from planflow.domain.plan import Amount, Title
from planflow.domain.report.rollup import add
from planflow.domain.task import LEAD, PARTNER, REPORTER
from planflow.errors import DefinitionError, Fault

PARTS: Final = (LEAD, PARTNER, REPORTER)
"""The parts in which a unit can be judged."""
LATE_DAYS: Final = 30
"""So many days late lose all that the days of a task can bring, unless the formula says else."""


@frozen(kw_only=True)
class Criterion:
    """One criterion of a formula.

    Attributes:
        measure: What is measured, one of ``MEASURES``.
        points: How many points it brings at most.
        title: Its name for people.
        limit: For ``late_days``: so many days of one task are held against it at most.
    """

    measure: str
    points: Amount
    title: Title
    limit: int = LATE_DAYS


@frozen(kw_only=True)
class Grade:
    """A grade, given from so many points upward."""

    at_least: Amount
    title: Title


@frozen(kw_only=True)
class Commendation:
    """Who is proposed for commendation; a person decides.

    Attributes:
        at_least: From how many points upward.
        most_overdue: How many overdue tasks a unit may have that is proposed.
    """

    at_least: Amount
    most_overdue: int = 0


@frozen(kw_only=True)
class Scoring:
    """A formula for judging units, or their heads, by their tasks under one plan.

    Attributes:
        title: Its name for people.
        criteria: What is judged; the points of all together are the most that can be had.
        parts: In which parts a unit is judged: ``lead``, ``partner``, ``reporter``.
        least_tasks: A unit is ranked and graded from so many fallen due upward.
        grades: The grades; below the lowest there is none.
        commendation: Who is proposed for commendation; nothing: nobody is.

    Raises:
        DefinitionError: If it does not hold together; all faults at once.
    """

    title: Title
    criteria: tuple[Criterion, ...]
    parts: tuple[str, ...] = PARTS
    least_tasks: int = 1
    grades: tuple[Grade, ...] = ()
    commendation: Commendation | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a formula that does not hold together."""
        faults = tuple(_faults(self))
        if faults:
            raise DefinitionError(*faults)

    @property
    def total(self) -> Amount:
        """Return the most points that can be had."""
        return reduce(add, (each.points for each in self.criteria))

    def grade(self, points: Decimal) -> Grade | None:
        """Return the highest grade that ``points`` reach, if any."""
        reached = [each for each in self.grades if points >= each.at_least]
        return max(reached, key=lambda each: each.at_least, default=None)


def _faults(scoring: Scoring) -> Iterator[Fault]:
    yield from _criterion_faults(scoring)
    wrong = [part for part in scoring.parts if part not in PARTS]
    if wrong or not scoring.parts:
        yield Fault("parts", repr(tuple(wrong)), f"one or more of {PARTS}")
    if scoring.least_tasks < 1:
        yield Fault("least_tasks", str(scoring.least_tasks), "1 at least")
    if scoring.criteria:
        yield from _threshold_faults(scoring)


def _criterion_faults(scoring: Scoring) -> Iterator[Fault]:
    if not scoring.criteria:
        yield Fault("criteria", "nothing", "one criterion at least")
    for measure, count in Counter(each.measure for each in scoring.criteria).items():
        if measure not in MEASURES:
            yield Fault("criteria", f"measure {measure!r}", f"one of {tuple(MEASURES)}")
        if count > 1:
            yield Fault("criteria", f"measure {measure!r} {count} times", "each measure once")
    for each in scoring.criteria:
        if not each.points > 0:
            yield Fault("criteria", f"{each.points} points for {each.measure!r}", "more than 0")
        if each.limit < 1:
            yield Fault("criteria", f"limit {each.limit} of {each.measure!r}", "1 day at least")


def _threshold_faults(scoring: Scoring) -> Iterator[Fault]:
    """Yield thresholds that nobody can reach, and those that two grades share."""
    rule = scoring.commendation
    thresholds = [("grades", each.at_least) for each in scoring.grades]
    thresholds += [("commendation", rule.at_least)] if rule is not None else []
    for place, least in thresholds:
        if not 0 <= least <= scoring.total:
            yield Fault(place, f"at_least {least}", f"from 0 to {scoring.total}, all points")
    for least, count in Counter(each.at_least for each in scoring.grades).items():
        if count > 1:
            yield Fault("grades", f"at_least {least} {count} times", "each threshold once")
    if rule is not None and rule.most_overdue < 0:
        yield Fault("commendation", f"most_overdue {rule.most_overdue}", "0 at least")
