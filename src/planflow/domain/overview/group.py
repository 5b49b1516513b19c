"""Tasks grouped by what an overview is asked for: each task in exactly one group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from planflow.domain.overview.count import TwoByTwo, is_judged, two_by_two
from planflow.domain.overview.view import PlanView
from planflow.domain.task import Task
from planflow.errors import DefinitionError, Fault

Group: TypeAlias = tuple[str, ...]
"""What the tasks of one group have in common, in the order in which it was asked for."""

KEYS: Final[Mapping[str, Callable[[PlanView, Task], str]]] = {
    "holder": lambda _, task: task.holder,
    "level": lambda view, task: view.level(task.holder),
    "source": lambda _, task: task.source,
    "occurrence": lambda _, task: task.assignment.occurrence,
    "kind": lambda _, task: task.kind,
    "part": lambda _, task: task.assignment.part,
}
"""What to group by: the unit, its level, the item or duty, the period, kind and part."""


def grouped(view: PlanView, tasks: Iterable[Task], by: Group) -> dict[Group, tuple[Task, ...]]:
    """Return the tasks of each group; items as in the plan, units as in the directory.

    Raises:
        DefinitionError: If ``by`` names something that is not in ``KEYS``.
    """
    wrong = [Fault("by", repr(name), f"one of {tuple(KEYS)}") for name in by if name not in KEYS]
    if wrong:
        raise DefinitionError(*wrong)
    places = _places(view)
    found: dict[Group, list[Task]] = {}
    for task in sorted(tasks, key=lambda each: (places["holder"].get(each.holder, -1), each.id)):
        found.setdefault(tuple(KEYS[name](view, task) for name in by), []).append(task)

    def place(group: Group) -> list[tuple[int, str]]:
        named = zip(by, group, strict=True)
        return [(places.get(name, {}).get(value, -1), value) for name, value in named]

    return {group: tuple(found[group]) for group in sorted(found, key=place)}


def _places(view: PlanView) -> Mapping[str, Mapping[str, int]]:
    """Return the order of what has one of its own: units and the plan's items and duties."""
    plan = view.standing.plan
    codes = [item.code for item in plan.leaves()] + [duty.code for duty in plan.duties]
    return {
        "holder": {unit.id: place for place, unit in enumerate(view.directory)},
        "source": {code: place for place, code in enumerate(codes)},
    }


def counts_by(view: PlanView, *by: str) -> dict[Group, TwoByTwo]:
    """Return the official count of each group of a plan's tasks; their sum is the plan's own.

    Args:
        view: The plan at a moment.
        by: What to count by, one or more of ``holder``, ``level``, ``source`` (the item or duty),
            ``occurrence`` (the period, or ``once``), ``kind`` and ``part``.

    Raises:
        DefinitionError: If ``by`` names something else.
    """
    tasks = filter(is_judged, view.tasks.values())
    return {group: two_by_two(each, view.now) for group, each in grouped(view, tasks, by).items()}
