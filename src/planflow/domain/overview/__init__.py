"""Counts, totals, absentees: computed from tasks and reports, never stored."""

from planflow.domain.overview.count import TwoByTwo, two_by_two, was_sent_late
from planflow.domain.overview.drift import Drift, drift
from planflow.domain.overview.obstacle import ObstacleView
from planflow.domain.overview.total import (
    Totals,
    amounts_by_unit,
    consolidated_reports,
    live_reports,
    total,
)
from planflow.domain.overview.view import Course, PlanView

__all__ = [
    "Course",
    "Drift",
    "ObstacleView",
    "PlanView",
    "Totals",
    "TwoByTwo",
    "amounts_by_unit",
    "consolidated_reports",
    "drift",
    "live_reports",
    "total",
    "two_by_two",
    "was_sent_late",
]
