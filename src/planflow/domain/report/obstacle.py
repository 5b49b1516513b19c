"""Obstacles: what stands in the way, with whom it lies, and how a report lists those still open."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from pendulum import DateTime

OPEN: Final = "open"
ANSWERED: Final = "answered"
WITHDRAWN: Final = "withdrawn"


@frozen(slots=False)
class Obstacle:
    """An obstacle of a task or of a plan; what it is in words lies beside the journal.

    Attributes:
        number: Its number at the task or plan, from 1.
        raised_by: The unit that raised it.
        raised_at: When.
        lies_with: The unit that is asked now, or was when it was answered: that unit answered it.
        since: When it came to lie with that unit.
        path: The units that it lay with before, the first one asked first.
        state: ``open``, ``answered`` or ``withdrawn``.
        closed_at: When it was answered or withdrawn.
    """

    number: int
    raised_by: str
    raised_at: DateTime
    lies_with: str
    since: DateTime
    path: tuple[str, ...] = ()
    state: str = OPEN
    closed_at: DateTime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state == OPEN


def still_open(obstacles: tuple[Obstacle, ...]) -> tuple[Obstacle, ...]:
    """Return those that wait for an answer, in the order in which they were raised."""
    return tuple(each for each in obstacles if each.is_open)


@frozen
class OpenObstacle:
    """An obstacle that was open when a report was given.

    Attributes:
        task: The task at which it was raised: the reported one, or one below it.
        holder: That task's holder.
        number: Its number there.
    """

    task: str
    holder: str
    number: int
