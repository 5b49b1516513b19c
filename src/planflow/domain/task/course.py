"""Tasks in the course of an act: what happens to one is applied once somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pendulum import DateTime

from planflow.domain.task import event as e
from planflow.domain.task.context import Happened
from planflow.domain.task.evolve import assigned, happen
from planflow.domain.task.task import Task


class Course(Mapping[str, Task]):
    """Tasks by id as they stand after what has happened so far.

    Args:
        tasks: The tasks as they were before.
        at: When it is recorded.
    """

    def __init__(self, tasks: Mapping[str, Task], at: DateTime) -> None:
        """Begin with the tasks as they are."""
        self._tasks = dict(tasks)
        self._at = at
        self._waiting: dict[str, list[e.Event]] = {}
        self._happened: list[tuple[str, e.Event]] = []

    @property
    def happened(self) -> Happened:
        """Return what has happened, in its order."""
        return tuple(self._happened)

    def create(self, one: str, event: e.Assigned) -> None:
        """Add the task that ``event`` creates."""
        self._tasks[one] = assigned(event, self._at)
        self._happened.append((one, event))

    def happen(self, one: str, event: e.Event) -> None:
        """Let ``event`` happen to a task."""
        self._waiting.setdefault(one, []).append(event)
        self._happened.append((one, event))

    def __getitem__(self, one: str) -> Task:
        """Return a task as it stands now."""
        if one in self._waiting:
            task = self._tasks[one]
            for event in self._waiting.pop(one):
                task = happen(task, event, self._at)
            self._tasks[one] = task
        return self._tasks[one]

    def __contains__(self, one: object) -> bool:
        """Tell whether there is a task with this id."""
        return one in self._tasks

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self._tasks)

    def __len__(self) -> int:
        """Return how many tasks there are."""
        return len(self._tasks)
