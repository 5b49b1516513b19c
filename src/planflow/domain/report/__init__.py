"""Reports, figures, roll-up and consolidation by ids: pure arithmetic."""

from planflow.domain.report.figures import NOTHING, Figures
from planflow.domain.report.obstacle import Obstacle, OpenObstacle, still_open
from planflow.domain.report.report import ABSENCES, Absentee, Joint, Pin, Report, new_pin
from planflow.domain.report.rollup import (
    Addition,
    Indicators,
    accepted,
    counts_newest,
    over_periods,
    over_units,
    subtract,
    with_ratios,
)

__all__ = [
    "ABSENCES",
    "NOTHING",
    "Absentee",
    "Addition",
    "Figures",
    "Indicators",
    "Joint",
    "Obstacle",
    "OpenObstacle",
    "Pin",
    "Report",
    "accepted",
    "counts_newest",
    "new_pin",
    "over_periods",
    "over_units",
    "still_open",
    "subtract",
    "with_ratios",
]
