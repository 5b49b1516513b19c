"""Rungs and announcements: what is to be said, to whom, when."""

from planflow.domain.reminder.announce import (
    announcements,
    digest,
    fallen_due,
    next_moment,
    wake,
)
from planflow.domain.reminder.rung import (
    RUNGS,
    Announcement,
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
    "parts_of",
    "rung_message",
    "wake",
]
