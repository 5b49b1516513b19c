"""Reports, figures, roll-up and consolidation by ids: pure arithmetic."""

from planflow.domain.report.report import ABSENCES, NOTHING, Absentee, Figures, Pin, Report
from planflow.domain.report.rollup import over_periods, over_units, with_ratios

__all__ = [
    "ABSENCES",
    "NOTHING",
    "Absentee",
    "Figures",
    "Pin",
    "Report",
    "over_periods",
    "over_units",
    "with_ratios",
]
