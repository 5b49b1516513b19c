"""What operations answer: plain values."""

from __future__ import annotations

from attrs import frozen
from pendulum import Date

from planflow.domain.change import PlanStanding
from planflow.domain.task import Task
from planflow.domain.task.passing import Passed
from planflow.message import Message


@frozen
class Moved:
    """A task whose due day an act on its plan moves; nothing stands for no day."""

    task: str
    before: Date | None
    after: Date | None


@frozen
class Outcome:
    """What a command did, or would do.

    Attributes:
        task: The task as it stands now; nothing for a command on a plan.
        plan: The plan as it runs now; nothing for a command on a task.
        events: What happened to it, oldest first.
        warnings: What a person should look at: conflicts of dates (Rule R14), who is left alone.
        is_repeated: The same command had been given before under this key: nothing was done now.
        moved: The tasks that a command on a plan re-dated.
        passed: What handing tasks over does to each, and why (Rule R24).
    """

    task: Task | None
    plan: PlanStanding | None
    events: tuple[object, ...]
    warnings: tuple[Message, ...] = ()
    is_repeated: bool = False
    moved: tuple[Moved, ...] = ()
    passed: tuple[Passed, ...] = ()


@frozen
class Preview:
    """What issuing a plan would do; nothing was written.

    Attributes:
        tasks: How many tasks there would be.
        until: The horizon up to which it would be unfolded.
        warnings: What a person should know before.
    """

    tasks: int
    until: Date
    warnings: tuple[Message, ...]


@frozen
class Issued:
    """A plan that was issued.

    Attributes:
        id: The plan's id.
        tasks: How many tasks it has.
        until: The horizon up to which it is unfolded.
        warnings: What a person should know.
        is_repeated: It had been issued before under this key: nothing was done now.
    """

    id: str
    tasks: int
    until: Date
    warnings: tuple[Message, ...] = ()
    is_repeated: bool = False
