"""What a report takes from below: standing versions, pinned, with what was accepted (R16, R17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planflow.domain.plan import Amount, Indicator
from planflow.domain.report import Figures, Pin, accepted, counts_newest
from planflow.domain.task.task import Edge, Task


def standing(below: Iterable[Task]) -> tuple[Task, ...]:
    """Return the tasks below whose newest report stands."""
    return tuple(child for child in below if child.standing.current() is not None)


def edge_to(task: Task, above: str) -> Edge:
    """Return the edge by which ``task`` feeds ``above``."""
    return next(edge for edge in task.standing.edges if edge.above == above)


def pin(child: Task, above: str, cut: Mapping[str, Amount] | None = None) -> Pin:
    """Return the pin of the newest version of ``child``, which must stand.

    Args:
        child: The task below.
        above: The id of the task above.
        cut: By indicator, the amounts accepted in the place of those reported.
    """
    report = child.standing.reports[-1]
    said = report.total.actual
    less = {name: amount for name, amount in (cut or {}).items() if amount != said.get(name)}
    carries = edge_to(child, above).carries
    figures = accepted(report.total, less)
    reported = report.total if less else None
    return Pin(child.id, child.holder, report.version, carries, figures, reported)


def carried(
    pins: Iterable[Pin], below: Iterable[Task], indicators: Mapping[str, Indicator]
) -> list[Figures]:
    """Return the figures that ``pins`` carry upward.

    Where several occurrences of one item are taken from one holder, a stock counts as it stands in
    the last of them: it is never summed over periods (Rule R19).
    """
    tasks = {task.id: task.assignment for task in below}
    taken = [pin for pin in pins if pin.carries]
    taken.sort(key=lambda pin: tasks[pin.task].occurrence, reverse=True)
    newest = {name for name, each in indicators.items() if counts_newest(each)}
    seen: set[tuple[str, str, str]] = set()
    found = []
    for pin in taken:
        source = tasks[pin.task].source
        told = {(pin.holder, source, name) for name in newest & pin.figures.actual.keys()}
        again = {name for _, _, name in told & seen}.union(pin.left_out)
        found.append(pin.figures.without(again) if again else pin.figures)
        seen |= told
    return found
