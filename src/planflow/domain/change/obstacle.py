"""Obstacles of a whole plan: they lie with the standing agency, then with the issuer."""

from __future__ import annotations

from attrs import evolve

from planflow.domain.change.role import PLAN_PERMITTED
from planflow.domain.change.standing import PlanStanding
from planflow.domain.task import NOT_AUTHORISED, Refusal, command_name, decide_obstacle
from planflow.domain.task.command import ObstacleCommand, RaiseObstacle, WithdrawObstacle
from planflow.domain.task.event import ObstacleEvent
from planflow.message import Message


def decide_at_plan(
    standing: PlanStanding, command: ObstacleCommand, unit: str, *, has_task: bool
) -> ObstacleEvent | Refusal:
    """Return what happens to an obstacle of a plan, or why not.

    Args:
        standing: The plan as it runs.
        command: What is asked for.
        unit: Who asks.
        has_task: The unit holds a task of the plan.
    """
    assigners = standing.plan.assigners()
    found = _unauthorised(standing, command, unit, has_task=has_task) or decide_obstacle(
        command,
        standing.obstacles,
        unit=unit,
        route=tuple(reversed(assigners)),
        assigners=assigners,
    )
    if isinstance(found, Refusal) and not found.who:
        return evolve(found, who=PLAN_PERMITTED[command_name(type(command))])
    return found


def _unauthorised(
    standing: PlanStanding, command: ObstacleCommand, unit: str, *, has_task: bool
) -> Refusal | None:
    """Refuse a unit without a part in the plan, and one that would withdraw another's obstacle."""
    if isinstance(command, RaiseObstacle):
        if has_task or unit in standing.plan.assigners():
            return None
        name = Message.of(f"command.{command_name(RaiseObstacle)}")
        return Refusal(NOT_AUTHORISED, "R3", Message.of("refusal.role", unit=unit, command=name))
    raised_by = {each.number: each.raised_by for each in standing.obstacles}.get(command.number)
    if not isinstance(command, WithdrawObstacle) or raised_by in (None, unit):
        return None
    reason = Message.of("refusal.obstacle_raised_by", number=command.number, unit=raised_by)
    return Refusal(NOT_AUTHORISED, "R3", reason)
