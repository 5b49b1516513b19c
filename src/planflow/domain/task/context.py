"""What a decision may look at, and what it answers when it allows."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TypeAlias

from attrs import frozen
from pendulum import DateTime

from planflow.domain.deadline import Policy
from planflow.domain.organisation import Actor, Directory
from planflow.domain.plan import Indicator
from planflow.domain.task import event as e
from planflow.domain.task.task import Task
from planflow.domain.workday import Workdays

Happened: TypeAlias = tuple[tuple[str, e.Event], ...]
"""Events with the task that each belongs to."""


@frozen(slots=False)
class Context:
    """What a decision may look at beside the task itself.

    Attributes:
        actor: Who gives the command.
        at: When.
        above: The tasks that this one feeds, by id; for an obstacle those above them, too.
        below: The tasks that feed this one.
        indicators: The plan's indicators, by id.
        policy: How the plan lets its dates change.
        workdays: The working days, to prolong a term that is counted in them.
        pinned: Tasks whose reports a partial report above has taken, by id.
        units: The ids of units that there are.
        closed: Holders below that have ceased to exist.
        directory: The units, where a task goes to another one.
        elsewhere: The indicators of the other plans that tasks above belong to, by plan and id.
    """

    actor: Actor
    at: DateTime
    above: Mapping[str, Task] = {}
    below: tuple[Task, ...] = ()
    indicators: Mapping[str, Indicator] = {}
    policy: Policy = Policy()
    workdays: Workdays | None = None
    pinned: Mapping[str, Task] = {}
    units: Container[str] = ()
    closed: frozenset[str] = frozenset()
    directory: Directory | None = None
    elsewhere: Mapping[str, Mapping[str, Indicator]] = {}
