"""The rungs and the announcement: what may be said, and what is said to whom (R26)."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.message import Message

OPENS: Final = "opens"
RETURNED: Final = "returned"
PUT_OFF: Final = "extended"
DUE_SOON: Final = "due_soon"
DUE_TODAY: Final = "due_today"
OVERDUE: Final = "overdue"
NOT_RESENT: Final = "not_resent"
ESCALATED: Final = "escalated"
ASKED_AGAIN: Final = "asked_again"
STILL_WAITING: Final = "waiting"
CORRECTION_ASKED: Final = "correction_asked"
UNCORRECTED: Final = "correction_unanswered"
OBSTACLE_ASKED: Final = "obstacle_asked"
UNANSWERED: Final = "obstacle_unanswered"
RUNGS: Final = (
    OPENS,
    RETURNED,
    PUT_OFF,
    DUE_SOON,
    DUE_TODAY,
    OVERDUE,
    NOT_RESENT,
    ESCALATED,
    ASKED_AGAIN,
    STILL_WAITING,
    CORRECTION_ASKED,
    UNCORRECTED,
    OBSTACLE_ASKED,
    UNANSWERED,
)
"""The rungs, without their numbers."""

_ALWAYS_NUMBERED: Final = (OVERDUE, NOT_RESENT, UNCORRECTED, UNANSWERED)


@frozen
class Announcement:
    """Something a unit must be told, unique by task, cause, rung and recipient.

    Attributes:
        task: The task's id; the plan's where an obstacle was raised at the plan.
        plan: The plan's id.
        holder: The task's holder; of a plan's obstacle the unit that raised it.
        cause: The deadline's date, the event waited for, ``assigned``, or what else is announced.
        rung: One of ``RUNGS``, with its number where there are several: ``overdue_2``.
        recipient: The unit that is told.
        moment: The moment it belongs to, however late it is given.
        due_on: The due day it speaks of, if any.
    """

    task: str
    plan: str
    holder: str
    cause: str
    rung: str
    recipient: str
    moment: DateTime
    due_on: Date | None = None

    @property
    def id(self) -> str:
        """Return what makes it unique."""
        return f"{self.task}!{self.cause}!{self.rung}!{self.recipient}"


def numbered(rung: str, number: int) -> str:
    """Return the name of a rung's first, second, … time: ``overdue_1``, ``due_soon_2``."""
    return rung if number == 1 and rung not in _ALWAYS_NUMBERED else f"{rung}_{number}"


def parts_of(name: str) -> tuple[str, int]:
    """Return rung and number of a name that :func:`numbered` made."""
    rung, _, number = name.rpartition("_")
    return (rung, int(number)) if number.isdecimal() else (name, 1)


def obstacle_cause(number: int, place: int) -> str:
    """Return the cause of an obstacle, at the first, second, … unit that it lies with."""
    return f"obstacle {number}.{place}"


def obstacle_number(cause: str) -> int:
    """Return the number of the obstacle that :func:`obstacle_cause` was made of."""
    return int(cause.removeprefix("obstacle ").partition(".")[0])


def rung_message(name: str) -> Message:
    """Return what people call the rung of this name."""
    rung, number = parts_of(name)
    if name != rung and rung not in _ALWAYS_NUMBERED:
        return Message.of("rung.again", rung=Message.of(f"rung.{rung}"), number=number)
    return Message.of(f"rung.{rung}", number=number)
