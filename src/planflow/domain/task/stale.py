"""What a report took and what stands below now, figure by figure (Rule R17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from planflow.domain.plan import Amount
from planflow.domain.report import NOTHING, Figures, Pin
from planflow.domain.task.gather import edge_to
from planflow.domain.task.task import Task


@frozen
class Shift:
    """A figure that is no longer what was taken; nothing stands for no figure.

    Attributes:
        indicator: Its indicator.
        before: What the report above took.
        after: What stands below now.
    """

    indicator: str
    before: Amount | None
    after: Amount | None


@frozen
class Difference:
    """A task below that says something else now than what was taken from it.

    Attributes:
        task: The task below.
        holder: Its holder.
        taken: The version that was taken, 0 for none.
        newest: The version that stands now, 0 for none.
        shifts: What changed of the figures that count above.
    """

    task: str
    holder: str
    taken: int
    newest: int
    shifts: tuple[Shift, ...] = ()


def differences(above: Task, below: Iterable[Task]) -> tuple[Difference, ...]:
    """Return where the newest report of ``above`` is not what stands below: it is stale then.

    Args:
        above: A task.
        below: The tasks that feed it.
    """
    report = above.standing.current()
    pins = {pin.task: pin for pin in report.pins} if report else {}
    found = (_difference(child, above.id, pins.get(child.id)) for child in below)
    return tuple(each for each in found if each is not None)


def _difference(child: Task, above: str, pin: Pin | None) -> Difference | None:
    report = child.standing.current()
    newest, taken = (report.version if report else 0), (pin.version if pin else 0)
    if newest == taken:
        return None
    if not edge_to(child, above).carries:
        return Difference(child.id, child.holder, taken, newest)
    before = (pin.reported or pin.figures) if pin else NOTHING
    shifts = tuple(_shifts(before, report.total if report else NOTHING))
    return Difference(child.id, child.holder, taken, newest, shifts)


def _shifts(before: Figures, after: Figures) -> Iterator[Shift]:
    for name in sorted(before.actual.keys() | after.actual.keys()):
        old, new = before.actual.get(name), after.actual.get(name)
        if old != new:
            yield Shift(name, old, new)
