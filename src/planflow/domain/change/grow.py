"""What a new unfolding adds to tasks that exist: only what is missing, nothing is taken away."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.domain.task import CONSOLIDATED, WITHDRAWN, Edge, Task
from planflow.domain.task.event import Assigned, Event, Fed, PartnersNamed


def growth(wanted: Assigned, task: Task) -> Iterator[Event]:
    """Yield what ``task`` lacks of what the unfolding now wants of it."""
    if task.state in (CONSOLIDATED, WITHDRAWN):
        return
    edges = tuple(_missing_edges(wanted, task))
    if edges:
        yield Fed(edges)
    if wanted.assignment.open_sets != task.standing.open_sets:
        yield PartnersNamed(wanted.assignment.open_sets)


def _missing_edges(wanted: Assigned, task: Task) -> Iterator[Edge]:
    """Yield the edges to add; a receiver that took the closing report needs no later period."""
    standing = task.standing
    newest = standing.reports[-1] if standing.reports else None
    known = {edge.above for edge in standing.edges}
    served = {
        (edge.receiver, edge.duty)
        for edge in standing.edges
        if newest is not None and newest.is_closing and edge.taken == newest.version
    }
    for edge in wanted.edges:
        if edge.above not in known and (edge.receiver, edge.duty) not in served:
            yield edge
