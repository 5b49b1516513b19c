"""Rungs and announcements: what is to be said, to whom, when."""

from planflow.domain.reminder.announce import (
    announcements,
    digest,
    fallen_due,
    next_moment,
    plan_wake,
    wake,
)
from planflow.domain.reminder.rung import (
    RUNGS,
    Announcement,
    obstacle_number,
    parts_of,
    rung_message,
)

__all__ = [
    "RUNGS",
    "Announcement",
    "announcements",
    "digest",
    "fallen_due",
    "next_moment",
    "obstacle_number",
    "parts_of",
    "plan_wake",
    "rung_message",
    "wake",
]
