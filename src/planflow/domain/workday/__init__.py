"""WHEN: working days, reporting periods and regimes."""

from planflow.domain.workday.regime import (
    LAST_DAY,
    PERIOD_MONTHS,
    Mark,
    Period,
    Regime,
    RegimePeriod,
    calendar_period,
    calendar_periods,
)
from planflow.domain.workday.workdays import Workdays

__all__ = [
    "LAST_DAY",
    "PERIOD_MONTHS",
    "Mark",
    "Period",
    "Regime",
    "RegimePeriod",
    "Workdays",
    "calendar_period",
    "calendar_periods",
]
