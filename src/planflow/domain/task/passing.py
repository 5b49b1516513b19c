"""How a task passes on to other units, and what handing it over brings: values only (R24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from attrs import frozen
from pendulum import Date

from planflow.domain.organisation import RENAME
from planflow.domain.task.context import Happened
from planflow.domain.task.task import Task
from planflow.message import Message

TRANSFER: Final = "transfer"
AT_ONCE: Final = (RENAME, TRANSFER)
"""Nothing is owed by the old holder: what it reported last stands, the other has the rest."""

CLOSED: Final = "closed"
MOVED: Final = "moved"
CREATED: Final = "created"
REFED: Final = "refed"
LAPSED: Final = "withdrawn"
PASSED: Final = (CLOSED, MOVED, CREATED, REFED, LAPSED)
"""A closing report is due; handed over at once; new; feeds others from now on; falls away."""


@frozen(slots=False)
class Way:
    """How a task passes on.

    Attributes:
        kind: A kind of succession, or ``transfer``.
        on: The first day of the others.
        last_day: The old holder's last day with it.
        into: The units that carry it on.
        instead: Where an abolished unit's reports, and what led to it, go.
        closer: The unit that enters what is still owed once nobody is left.
        reason: Why, where a person decided it.
    """

    kind: str
    on: Date
    last_day: Date
    into: tuple[str, ...]
    instead: str | None
    closer: str
    reason: str | None = None


@frozen
class Passed:
    """What an act does to one task, and why.

    Attributes:
        task: The task.
        what: One of ``PASSED``.
        to: The tasks that carry it on, or that it feeds from now on.
        why: The reason, for people.
    """

    task: str
    what: str
    to: tuple[str, ...]
    why: Message


Passing: TypeAlias = tuple[str, str, tuple[str, ...], Way, tuple[Task, ...]]
"""Which task, what becomes of it, the tasks it leads to; by which way, and which tasks took it."""


@frozen(slots=False)
class Handover:
    """What handing tasks over brings.

    Attributes:
        happened: Events in their order.
        passings: What becomes of each task.
        warnings: What a person should look at.
        tasks: The tasks as they stand afterwards.
    """

    happened: Happened
    passings: tuple[Passing, ...]
    warnings: tuple[Message, ...]
    tasks: Mapping[str, Task]

    def passed(self) -> tuple[Passed, ...]:
        """Return what becomes of each task, and why: the preview."""
        return tuple(
            Passed(one, what, to, why(way, tasks)) for one, what, to, way, tasks in self.passings
        )


def why(way: Way, tasks: Iterable[Task]) -> Message:
    """Return why ``tasks`` pass on, for people."""
    units = tuple(dict.fromkeys(task.holder for task in tasks))
    return Message.of(
        f"handover.{way.kind}", units=units, into=way.into, instead=way.instead, on=way.on
    )
