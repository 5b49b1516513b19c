"""Who may do what with a plan: the matrix role x command x state, as data (Rule R3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planflow.domain.plan import Plan
from planflow.domain.task import ALLOWED, ASSIGNER, OBSERVER, WRONG_ROLE, WRONG_STATE

PLAN_ROLES: Final = (ASSIGNER, OBSERVER)
"""The issuer and its standing agency act as the assigner; every unit is an observer."""

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
}
"""Name of a command on a plan → the roles that may give it."""


def plan_cell(role: str, command: str, state: str) -> str:
    """Return one cell of the matrix: ``allowed``, ``wrong role`` or ``wrong state``."""
    if role not in PLAN_PERMITTED[command]:
        return WRONG_ROLE
    return ALLOWED if (command == ISSUE) == (state == NOT_ISSUED) else WRONG_STATE


def plan_roles_of(unit: str, plan: Plan) -> frozenset[str]:
    """Return every role that ``unit`` has toward ``plan``; at least that of an observer."""
    return frozenset({OBSERVER, ASSIGNER} if unit in plan.assigners() else {OBSERVER})
