"""Rungs and announcements: what is to be said, to whom, when."""

from planflow.domain.reminder.rung import (
    RUNGS,
    Announcement,
    announcements,
    digest,
    first_moment,
    next_moment,
    wake,
)

__all__ = [
    "RUNGS",
    "Announcement",
    "announcements",
    "digest",
    "first_moment",
    "next_moment",
    "wake",
]
