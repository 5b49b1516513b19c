"""WHEN: typed time rules, their resolution, and chains of dates.

What reads and writes wordings is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planflow.domain.deadline.answer import Answer, Days, answer
from planflow.domain.deadline.chain import cut_off_conflicts, partner_conflicts, report_conflicts
from planflow.domain.deadline.deadline import (
    BY_EVENT,
    CLOSING,
    CONTINUOUS,
    DATED,
    DATINGS,
    DECIDED,
    DERIVED,
    EXTENDED,
    INHERITED,
    PROLONGED,
    RESENDING,
    STATED,
    SUCCEEDED,
    UNDATED,
    WAITING,
    Deadline,
)
from planflow.domain.deadline.policy import (
    BACK,
    BEFORE,
    CIVIL_CODE,
    CLOCKS,
    FORWARD,
    LAX,
    NONE,
    PROLONG,
    ROLLS,
    STRICT,
    Policy,
)
from planflow.domain.deadline.resolve import occurrences
from planflow.domain.deadline.schedule import (
    COUNTED_IN,
    EVERY,
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Milestones,
    Part,
    Recurring,
    Relative,
    Schedule,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
    kind_of,
    parts_of,
)
from planflow.domain.deadline.setting import Happening, Occurrence, Setting
from planflow.domain.deadline.term import count

if TYPE_CHECKING:
    from planflow.domain.deadline.wording import describe, description, fold, parse

__all__ = [
    "BACK",
    "BEFORE",
    "BY_EVENT",
    "CIVIL_CODE",
    "CLOCKS",
    "CLOSING",
    "CONTINUOUS",
    "COUNTED_IN",
    "DATED",
    "DATINGS",
    "DECIDED",
    "DERIVED",
    "EVERY",
    "EXTENDED",
    "FORWARD",
    "INHERITED",
    "LAX",
    "NONE",
    "PROLONG",
    "PROLONGED",
    "RESENDING",
    "ROLLS",
    "STATED",
    "STRICT",
    "SUCCEEDED",
    "UNDATED",
    "WAITING",
    "AfterEvent",
    "Answer",
    "ByRegime",
    "Continuous",
    "Days",
    "Deadline",
    "Fixed",
    "Happening",
    "Milestones",
    "Occurrence",
    "Part",
    "Policy",
    "Recurring",
    "Relative",
    "Schedule",
    "Setting",
    "Soft",
    "Unparsed",
    "Unscheduled",
    "Window",
    "answer",
    "count",
    "cut_off_conflicts",
    "describe",
    "description",
    "fold",
    "kind_of",
    "occurrences",
    "parse",
    "partner_conflicts",
    "parts_of",
    "report_conflicts",
]


def __getattr__(name: str) -> object:
    """Load what has to do with wordings."""
    if name not in ("describe", "description", "fold", "parse"):
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from planflow.domain.deadline import wording

    found: object = getattr(wording, name)
    globals()[name] = found
    return found
