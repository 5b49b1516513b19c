"""Counts, totals, absentees, scores: computed from tasks and reports, never stored."""

from planflow.domain.overview.count import TwoByTwo, is_judged, two_by_two, was_sent_late
from planflow.domain.overview.coverage import Coverage, coverage
from planflow.domain.overview.drift import Drift, drift
from planflow.domain.overview.group import KEYS, Group, counts_by, grouped
from planflow.domain.overview.measure import MEASURES, late_days
from planflow.domain.overview.obstacle import ObstacleView
from planflow.domain.overview.product import ProductProgress, products, target_of_all
from planflow.domain.overview.scoreboard import Mark, Score, points_told, scoreboard
from planflow.domain.overview.scoring import (
    LATE_DAYS,
    PARTS,
    Commendation,
    Criterion,
    Grade,
    Scoring,
)
from planflow.domain.overview.stranded import is_stranded, stranded
from planflow.domain.overview.total import (
    Totals,
    amounts_by_unit,
    consolidated_reports,
    live_reports,
    total,
)
from planflow.domain.overview.view import Course, PlanView

__all__ = [
    "KEYS",
    "LATE_DAYS",
    "MEASURES",
    "PARTS",
    "Commendation",
    "Course",
    "Coverage",
    "Criterion",
    "Drift",
    "Grade",
    "Group",
    "Mark",
    "ObstacleView",
    "PlanView",
    "ProductProgress",
    "Score",
    "Scoring",
    "Totals",
    "TwoByTwo",
    "amounts_by_unit",
    "consolidated_reports",
    "counts_by",
    "coverage",
    "drift",
    "grouped",
    "is_judged",
    "is_stranded",
    "late_days",
    "live_reports",
    "points_told",
    "products",
    "scoreboard",
    "stranded",
    "target_of_all",
    "total",
    "two_by_two",
    "was_sent_late",
]
