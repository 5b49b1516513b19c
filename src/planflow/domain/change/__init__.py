"""Unfolding and what changes it: pure functions of plan and tasks."""

from planflow.domain.change.authority import ASKED_ROLES, authority_by_standing
from planflow.domain.change.conflict import task_conflicts
from planflow.domain.change.grow import growth
from planflow.domain.change.happen import Brought, redate
from planflow.domain.change.node import OUTSIDE_TAG, Ground
from planflow.domain.change.standing import (
    EventRecorded,
    Happening,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanIssued,
    PlanStanding,
    RecordEvent,
    evolve_plan,
    start_plan,
)
from planflow.domain.change.unfold import Unfolded, default_horizon, unfold

__all__ = [
    "ASKED_ROLES",
    "OUTSIDE_TAG",
    "Brought",
    "EventRecorded",
    "Ground",
    "Happening",
    "MembersNamed",
    "MembersNaming",
    "NameMembers",
    "PlanChange",
    "PlanCommand",
    "PlanExtended",
    "PlanIssued",
    "PlanStanding",
    "RecordEvent",
    "Unfolded",
    "authority_by_standing",
    "default_horizon",
    "evolve_plan",
    "growth",
    "redate",
    "start_plan",
    "task_conflicts",
    "unfold",
]
