"""The deadline: a schedule resolved for one task."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.instant import ZONE
from planflow.message import Message

STATED: Final = "stated"
INHERITED: Final = "inherited"
BY_EVENT: Final = "by-event"
RESENDING: Final = "resending"
PROLONGED: Final = "prolonged"

DATED: Final = "dated"
CONTINUOUS: Final = "continuous"
WAITING: Final = "waiting"
UNDATED: Final = "undated"
DATINGS: Final = (DATED, CONTINUOUS, WAITING, UNDATED)
"""How a task stands toward time: it has a date, goes on, waits for an event, or has none."""


@frozen(kw_only=True)
class Policy:
    """How a plan reads its dates (Rules R8 to R10).

    Attributes:
        before: ``strict``: "before day X" ends with day X-1; ``lax``: with X itself.
        roll: What a *counted* term does that ends on a day off: ``forward`` to the next working
            day (Civil Code 2015 art. 148.5) or ``none``. A named date never moves by itself.
        zone: The zone in which a day ends.
    """

    before: str = "strict"
    roll: str = "forward"
    zone: str = ZONE

    @property
    def name(self) -> str:
        """Return the policy in one word, as every deadline tells it."""
        return f"before={self.before} roll={self.roll}"


@frozen(kw_only=True)
class Deadline:
    """When a task opens, and until when it is in time. It is superseded, never edited.

    Attributes:
        opens_on: First day, never before the plan's issue; reporting earlier is allowed.
        due_on: The last acceptable day.
        due_at: The instant after which it is late, in UTC.
        origin: How it came about: ``stated``, ``inherited``, ``by-event``, ``resending``, ….
        calendar: Version of the working days that it was counted with, where it was counted.
        policy: The policy it was read by.
        explanation: Why it is this day, for people.
        warnings: What a person should know about it.
    """

    opens_on: Date | None
    due_on: Date
    due_at: DateTime
    origin: str = STATED
    calendar: str = ""
    policy: str = ""
    explanation: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
