"""What operations answer: plain values."""

from __future__ import annotations

from attrs import frozen
from pendulum import Date

from planflow.domain.change import Kept, PlanStanding
from planflow.domain.plan import Change
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
class Refed:
    """A task whose report goes to other tasks than before: the ids of those above."""

    task: str
    before: tuple[str, ...]
    after: tuple[str, ...]


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
        created: The tasks that an amendment adds.
        withdrawn: Those that it withdraws.
        reinstated: Those that had been withdrawn and are assigned again.
        changed: Those that count, answer or are judged otherwise from now on.
        refed: Those that feed other tasks.
        kept: What it leaves as it is although the plan says otherwise, and why.
        differences: What the plan says otherwise, in sentences.
    """

    task: Task | None
    plan: PlanStanding | None
    events: tuple[object, ...]
    warnings: tuple[Message, ...] = ()
    is_repeated: bool = False
    moved: tuple[Moved, ...] = ()
    passed: tuple[Passed, ...] = ()
    created: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    reinstated: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    refed: tuple[Refed, ...] = ()
    kept: tuple[Kept, ...] = ()
    differences: tuple[Change, ...] = ()


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
