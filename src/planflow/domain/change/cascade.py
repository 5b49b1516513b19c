"""A plan that carries out an item of another: its top reports feed the issuer's task there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planflow.domain.change.node import Graph, Ground, Node
from planflow.domain.plan import CASCADE, Plan
from planflow.domain.task import WITHDRAWN, Edge, Task
from planflow.errors import Fault
from planflow.message import Message


def feed_parent(graph: Graph, ground: Ground) -> None:
    """Let whatever is at the top of this plan feed the task that the plan carries out.

    What a task feeds that carries another on was settled when it was handed over.
    """
    tops = [node for node in graph.nodes.values() if not node.edges and not node.is_heir]
    for node in tops:
        for parent in _parents(ground, node):
            node.edges.append(Edge(parent.id, parent.holder, parent.source))
    if ground.plan.carries_out and not ground.parents:
        graph.warn(Message.of("warning.parent_elsewhere", parent=ground.plan.parent))


def family(plan: str, plans: Iterable[Plan]) -> tuple[str, ...]:
    """Return ``plan`` and the plans that carry out its items, theirs included, by id."""
    below: dict[str, list[str]] = defaultdict(list)
    for each in plans:
        if each.parent is not None and each.carries_out:
            below[each.parent].append(each.id)
    found: dict[str, None] = {}
    waiting = [plan]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += below[one]
    return tuple(found)


def cascade_faults(plan: Plan, parent: Plan | None, tasks: tuple[Task, ...]) -> Iterator[Fault]:
    """Yield why ``plan`` cannot carry out the item of its parent that it names.

    Args:
        plan: The plan to be issued.
        parent: Its parent, where it runs in the same store.
        tasks: The issuer's tasks under that item.
    """
    if not plan.carries_out:
        return
    if plan.parent is None:
        yield Fault("plan: parent", "nothing", "the plan whose item is carried out")
    if parent is None:
        return
    item = next((each for each in parent.leaves() if each.code == plan.carries_out), None)
    place, found = "plan: carries_out", repr(plan.carries_out)
    if item is None or item.spread != CASCADE:
        known = [each.code for each in parent.leaves() if each.spread == CASCADE]
        yield Fault(place, found, f"an item that asks for plans of the units' own: one of {known}")
    elif not tasks:
        yield Fault(place, found, f"an item under which {plan.issuer} holds a task")


def _parents(ground: Ground, node: Node) -> list[Task]:
    """Return the occurrences of the task above that take what ``node`` reports.

    One that is done once takes everything. Of several periods the first that is long enough takes
    a periodic report; a one-off is shown in each from the first not cut off (Rule R22).
    """
    period = node.occurrence.period
    standing = [task for task in ground.parents if task.state != WITHDRAWN]
    once = [task for task in standing if task.standing.period is None]
    if once:
        return once[:1]
    ahead = sorted(
        (one.standing.period.ends_on, one.standing.period.cut_off_on, one.id, one)
        for one in standing
        if one.standing.period is not None
    )
    if period is not None:
        return [one for ends_on, _, _, one in ahead if ends_on >= period.ends_on][:1]
    opening = ground.opening(node.occurrence)
    return [one for _, cut_off_on, _, one in ahead if cut_off_on >= opening]
