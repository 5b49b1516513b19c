"""The deadline: a schedule resolved for one task."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.deadline.policy import policy_message
from planflow.message import Message

STATED: Final = "stated"
INHERITED: Final = "inherited"
DERIVED: Final = "derived"
BY_EVENT: Final = "by-event"
EXTENDED: Final = "extended"
RESENDING: Final = "resending"
PROLONGED: Final = "prolonged"
SUCCEEDED: Final = "succeeded"
CLOSING: Final = "closing"
"""Taken over from a unit that ended; the last day of a unit that ends (Rule R24)."""
DECIDED: Final = (EXTENDED, RESENDING, PROLONGED, DERIVED, SUCCEEDED, CLOSING)
"""Origins of dates that a person has decided; a new calendar leaves them alone."""

DATED: Final = "dated"
CONTINUOUS: Final = "continuous"
WAITING: Final = "waiting"
UNDATED: Final = "undated"
DATINGS: Final = (DATED, CONTINUOUS, WAITING, UNDATED)
"""How a task stands toward time: it has a date, goes on, waits for an event, or has none."""


@frozen(kw_only=True, slots=False)
class Deadline:
    """When a task opens, and until when it is in time. It is superseded, never edited.

    Attributes:
        opens_on: First day, never before the plan's issue; reporting earlier is allowed.
        due_on: The last acceptable day.
        due_at: The instant after which it is late, in UTC.
        origin: How it came about: ``stated``, ``inherited``, ``by-event``, ``extended``, ….
        calendar: Version of the working days that it was resolved with.
        policy: The policy it was read by.
        unit: In what its term is counted: ``working-day``, or ``day`` for all others.
        replaces: The due day that it superseded, where a decision did so.
        late_at: The instant after which it counts as late, where that is not ``due_at``: an
            extension asked for after the date does not undo the lateness that stands (Rule R13).
        explanation: Why it is this day, for people.
        warnings: What a person should know about it.
    """

    opens_on: Date | None
    due_on: Date
    due_at: DateTime
    origin: str = STATED
    calendar: str = ""
    policy: str = ""
    unit: str = "day"
    replaces: Date | None = None
    late_at: DateTime | None = None
    explanation: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def ends_at(self) -> DateTime:
        """Return the instant after which the task counts as late."""
        return self.late_at or self.due_at

    def sentences(self) -> tuple[Message, ...]:
        """Return the whole explanation: why this day, by which policy, over which working days."""
        return (*self.explanation, *self.basis())

    def basis(self) -> tuple[Message, ...]:
        """Return by which policy it was read, and over which working days."""
        policy = (policy_message(self.policy),) if self.policy else ()
        calendar = (
            (Message.of("deadline.calendar", version=self.calendar),) if self.calendar else ()
        )
        return (*policy, *calendar)
