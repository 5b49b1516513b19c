"""What a report takes from below: standing versions, pinned, with what was accepted (R16, R17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import Figures, Indicators, Pin, accepted
from planflow.domain.task.task import Edge, Task


def standing(below: Iterable[Task]) -> tuple[Task, ...]:
    """Return the tasks below whose newest report stands."""
    return tuple(child for child in below if child.standing.current() is not None)


def edge_to(task: Task, above: str) -> Edge:
    """Return the edge by which ``task`` feeds ``above``."""
    for edge in task.standing.edges:
        if edge.above == above:
            return edge
    raise KeyError(above)


def cut_down(pin: Pin, cut: Mapping[str, Amount]) -> Pin:
    """Return ``pin`` with the amounts of ``cut`` accepted in the place of those reported."""
    said = pin.figures
    less = {name: amount for name, amount in cut.items() if amount != said.actual.get(name)}
    return evolve(pin, figures=accepted(said, less), reported=said) if less else pin


def carried(
    pins: Iterable[Pin], below: Iterable[Task], indicators: Mapping[str, Indicator]
) -> list[Figures]:
    """Return the figures that ``pins`` carry upward.

    Where several occurrences of one item are taken from one holder, a stock counts as it stands in
    the last of them: it is never summed over periods (Rule R19).
    """
    taken = [pin for pin in pins if pin.carries]
    if len({pin.holder for pin in taken}) == len(taken):
        return [pin.figures.without(pin.left_out) if pin.left_out else pin.figures for pin in taken]
    tasks = {task.assignment.id: task.assignment for task in below}
    taken.sort(key=lambda pin: tasks[pin.task].occurrence, reverse=True)
    newest = Indicators.of(indicators).newest
    seen: set[tuple[str, str, str]] = set()
    found = []
    for pin in taken:
        source = tasks[pin.task].source
        told = {(pin.holder, source, name) for name in newest & pin.figures.actual.keys()}
        again = {name for _, _, name in told & seen}.union(pin.left_out)
        found.append(pin.figures.without(again) if again else pin.figures)
        seen |= told
    return found
