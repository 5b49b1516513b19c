"""Where what was reported upward is no longer what stands below (Rule R17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from attrs import frozen

from planflow.domain.task import Difference, Task, differences


@frozen
class Drift:
    """A report that has become stale.

    Attributes:
        task: The task.
        holder: Its holder, who may correct it.
        differences: What below is another now, unit by unit and figure by figure.
    """

    task: str
    holder: str
    differences: tuple[Difference, ...]


def drift(tasks: Mapping[str, Task]) -> tuple[Drift, ...]:
    """Return every report that stands and is stale, by task id.

    Staleness goes up level by level: a district is stale once a commune's report is another, the
    agency above it only once the district has corrected its own.
    """
    below: dict[str, list[Task]] = defaultdict(list)
    for task in tasks.values():
        for edge in task.standing.edges:
            below[edge.above].append(task)
    found = (
        Drift(task.id, task.holder, differences(task, below[task.id]))
        for task in sorted(tasks.values(), key=lambda one: one.id)
        if task.standing.current() is not None
    )
    return tuple(each for each in found if each.differences)
