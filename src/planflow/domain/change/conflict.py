"""What a person should know about a graph before it is issued, and after it changed (R6, R14)."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.domain.change.node import Graph, Ground, Node
from planflow.domain.deadline import (
    Deadline,
    cut_off_conflicts,
    partner_conflicts,
    report_conflicts,
)
from planflow.domain.plan import authority_by_standing, open_set_warnings, selector_warnings
from planflow.domain.task import PARTNER, RECEIVE, REPORT, Edge, Task
from planflow.domain.workday import Workdays
from planflow.message import Message


def graph_warnings(graph: Graph, ground: Ground) -> Iterator[Message]:
    """Yield each warning about ``graph``: conflicts, empty and open sets, authority."""
    for node in graph.nodes.values():
        yield from _node_warnings(graph, ground, node)
        yield from _authority_warnings(ground, node)
    yield from selector_warnings(ground.plan, ground.directory, ground.standing.issued_on)
    yield from open_set_warnings(ground.plan, ground.standing.named)


def edge_conflicts(
    part: str,
    kind: str,
    who: str,
    lower: Deadline | None,
    above: str,
    upper: Deadline | None,
    workdays: Workdays,
) -> Iterator[Message]:
    """Yield the conflicts (Rule R14) between the two ends of an edge, where both have a date.

    Args:
        part: ``partner`` if the lower task is a partner's.
        kind: Kind of the lower task; a deed due after a report above it is no conflict.
        who: How the lower task is named.
        lower: Its deadline.
        above: How the upper task is named.
        upper: Its deadline.
        workdays: The working days.
    """
    if lower is None or upper is None:
        return
    if part == PARTNER:
        yield from partner_conflicts(lower, upper, who, above)
    elif kind == REPORT:
        yield from report_conflicts(lower, upper, workdays, who, above)


def task_conflicts(task: Task, others: tuple[Task, ...], workdays: Workdays) -> Iterator[Message]:
    """Yield the conflicts between ``task`` and the tasks above and below it, as they stand now."""
    by_id = {other.id: other for other in (*others, task)}
    pairs = [(task, by_id.get(edge.above), edge) for edge in task.standing.edges]
    pairs += [
        (other, task, edge)
        for other in others
        for edge in other.standing.edges
        if edge.above == task.id
    ]
    for lower, upper, edge in pairs:
        if upper is None or not _is_compared(edge, lower.assignment.source, lower.assignment.part):
            continue
        yield from edge_conflicts(
            lower.assignment.part,
            lower.kind,
            f"{lower.source} · {lower.holder}",
            lower.deadline,
            f"{upper.source} · {upper.holder}",
            upper.deadline,
            workdays,
        )


def _is_compared(edge: Edge, source: str, part: str) -> bool:
    """Compare a partner with its lead only; its own report is another matter."""
    return part != PARTNER or edge.duty == source


def _node_warnings(graph: Graph, ground: Ground, node: Node) -> Iterator[Message]:
    assignment = node.assignment
    parents = {task.id: task for task in ground.parents}
    for edge in node.edges:
        above = graph.nodes.get(edge.above) or parents[edge.above]
        if not _is_compared(edge, assignment.source, assignment.part):
            continue
        yield from edge_conflicts(
            assignment.part,
            assignment.kind,
            assignment.source,
            node.deadline,
            above.assignment.source,
            above.deadline,
            ground.workdays,
        )
    if assignment.kind == REPORT and node.occurrence.period and node.deadline:
        period = node.occurrence.period
        yield from cut_off_conflicts(period, node.deadline, ground.workdays, assignment.source)


def _authority_warnings(ground: Ground, node: Node) -> Iterator[Message]:
    assignment = node.assignment
    if assignment.kind == RECEIVE:
        return
    by_standing = authority_by_standing(assignment.holder, ground.plan.issuer, ground.directory)
    if by_standing != assignment.authority:
        yield Message.of(
            "warning.authority",
            place=assignment.source,
            role=ground.directory.unit(assignment.holder).role,
            stated=Message.of(f"authority.{assignment.authority}"),
            standing=Message.of(f"authority.{by_standing}"),
        )
