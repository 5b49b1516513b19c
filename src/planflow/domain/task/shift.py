"""One deadline in the place of another: a later day, the same hour, both dates kept."""

from __future__ import annotations

from datetime import datetime

import pendulum
from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.deadline import Deadline
from planflow.instant import to_instant
from planflow.message import Message


def shifted(deadline: Deadline, due_on: Date, zone: str, origin: str, why: Message) -> Deadline:
    """Return the deadline that supersedes ``deadline``, and says what it supersedes and why."""
    return evolve(
        deadline,
        due_on=due_on,
        due_at=_same_hour(deadline.due_at, due_on, zone),
        origin=origin,
        replaces=deadline.due_on,
        explanation=(*deadline.explanation, why),
    )


def _same_hour(at: DateTime, day: Date, zone: str) -> DateTime:
    """Return the instant of ``day`` at which the clock on the wall shows what it does ``at``."""
    wall = datetime.astimezone(at, pendulum.timezone(zone))
    return to_instant(datetime.combine(day, wall.time(), wall.tzinfo))
