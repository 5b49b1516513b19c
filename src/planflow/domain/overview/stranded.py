"""Who is left with no task above that takes its figures, since those have been withdrawn."""

from __future__ import annotations

from collections.abc import Mapping

from planflow.domain.task import WITHDRAWN, Task


def stranded(tasks: Mapping[str, Task]) -> tuple[Task, ...]:
    """Return every task that stands and whose figures no task that stands takes any more.

    Where a partner's lead is withdrawn, its own report still shows the task, but does not carry
    its figures: it is among these too. What never fed anything is not.

    Args:
        tasks: The tasks of a plan, by id.
    """
    return tuple(task for task in tasks.values() if is_stranded(task, tasks))


def is_stranded(task: Task, above: Mapping[str, Task]) -> bool:
    """Tell whether ``task`` is left alone, as the tasks ``above`` it stand; unknown ones do."""
    if task.state == WITHDRAWN:
        return False
    taking = [above.get(edge.above) for edge in task.standing.edges if edge.carries]
    return bool(taking) and all(each is not None and each.state == WITHDRAWN for each in taking)
