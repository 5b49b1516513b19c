"""WHEN: working days, reporting periods and regimes."""

from planflow.domain.workday.regime import (
    LAST_DAY,
    PERIOD_MONTHS,
    WEEK,
    LevelDay,
    Mark,
    Period,
    Regime,
    RegimePeriod,
    calendar_period,
    calendar_periods,
)
from planflow.domain.workday.workdays import WEEKEND, Workdays

__all__ = [
    "LAST_DAY",
    "PERIOD_MONTHS",
    "WEEK",
    "WEEKEND",
    "LevelDay",
    "Mark",
    "Period",
    "Regime",
    "RegimePeriod",
    "Workdays",
    "calendar_period",
    "calendar_periods",
]
