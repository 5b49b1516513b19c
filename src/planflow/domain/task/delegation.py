"""The standing agency in the issuer's name: what it does so, and what it never does (Rule R4)."""

from __future__ import annotations

from attrs import evolve

from planflow.domain.organisation import Actor
from planflow.domain.plan import APPROVE
from planflow.domain.task.command import Report
from planflow.domain.task.context import Context
from planflow.domain.task.gather import edge_to, standing
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.role import HOLDER, acts_as
from planflow.domain.task.task import RECEIVE, Task


def agency(task: Task, command: Report, actor: Actor) -> str | None:
    """Return the standing agency, where it gives the issuer's report in the issuer's name.

    With a paper of the issuer's it enters the report, as any other unit would.
    """
    unit, holder = actor.unit, task.assignment.holder
    if unit == holder or command.paper is not None:
        return None
    return unit if holder in acts_as(unit, task.assignment) else None


def takes_own(task: Task, command: Report, context: Context) -> Refusal | None:
    """In the issuer's name nobody approves, or receives at the top, what it sent itself."""
    unit = agency(task, command, context.actor)
    if unit is None:
        return None
    own = tuple(
        child.id
        for child in standing(context.below)
        if child.holder == unit
        and (task.kind == RECEIVE or edge_to(child, task.id).mode == APPROVE)
    )
    if not own:
        return None
    return evolve(violated("R4", "own_receipt", unit=task.holder, own=own), who=(HOLDER,))
