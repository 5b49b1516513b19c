"""Who may do what with a plan: the matrix role x command x state, as data (Rule R3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planflow.domain.plan import Plan
from planflow.domain.report import Obstacle
from planflow.domain.task import (
    ALLOWED,
    ASKED,
    ASSIGNER,
    HOLDER,
    OBSERVER,
    WRONG_ROLE,
    WRONG_STATE,
)

RAISER: Final = "raiser"
PLAN_ROLES: Final = (HOLDER, ASSIGNER, ASKED, RAISER, OBSERVER)
"""A ``holder`` is one of any task of the plan; the obstacle that a command names lies with the unit
``asked``, and the ``raiser`` raised it."""

NOT_ISSUED: Final = "not_issued"
ISSUED: Final = "issued"
PLAN_STATES: Final = (NOT_ISSUED, ISSUED)

ISSUE: Final = "issue"

PLAN_PERMITTED: Final[Mapping[str, tuple[str, ...]]] = {
    ISSUE: (ASSIGNER,),
    "record_event": (ASSIGNER,),
    "withdraw_event": (ASSIGNER,),
    "name_members": (ASSIGNER,),
    "adopt_calendar": (ASSIGNER,),
    "adopt_dates": (ASSIGNER,),
    "amend_plan": (ASSIGNER,),
    "reorganise": (ASSIGNER,),
    "raise_obstacle": (HOLDER, ASSIGNER),
    "answer_obstacle": (ASKED,),
    "escalate_obstacle": (ASKED, ASSIGNER),
    "withdraw_obstacle": (RAISER,),
}
"""Name of a command on a plan → the roles that may give it."""


def plan_cell(role: str, command: str, state: str) -> str:
    """Return one cell of the matrix: ``allowed``, ``wrong role`` or ``wrong state``."""
    if role not in PLAN_PERMITTED[command]:
        return WRONG_ROLE
    return ALLOWED if (command == ISSUE) == (state == NOT_ISSUED) else WRONG_STATE


def plan_roles_of(
    unit: str, plan: Plan, obstacle: Obstacle | None = None, *, has_task: bool = False
) -> frozenset[str]:
    """Return every role that ``unit`` has toward ``plan``; at least that of an observer.

    Args:
        unit: The unit.
        plan: The plan.
        obstacle: The obstacle that the command names, if it names one.
        has_task: The unit holds a task of the plan.
    """
    places = {
        OBSERVER: True,
        HOLDER: has_task,
        ASSIGNER: unit in plan.assigners(),
        ASKED: obstacle is not None and unit == obstacle.lies_with,
        RAISER: obstacle is not None and unit == obstacle.raised_by,
    }
    return frozenset(role for role, is_so in places.items() if is_so)
