"""Reports, figures, roll-up and consolidation by ids: pure arithmetic."""

from planflow.domain.report.obstacle import Obstacle, OpenObstacle, still_open
from planflow.domain.report.report import ABSENCES, NOTHING, Absentee, Figures, Pin, Report
from planflow.domain.report.rollup import over_periods, over_units, with_ratios

__all__ = [
    "ABSENCES",
    "NOTHING",
    "Absentee",
    "Figures",
    "Obstacle",
    "OpenObstacle",
    "Pin",
    "Report",
    "over_periods",
    "over_units",
    "still_open",
    "with_ratios",
]
