"""Unfolding and what changes it: pure functions of plan and tasks."""

from planflow.domain.change.authority import ASKED_ROLES, authority_by_standing
from planflow.domain.change.cascade import cascade_faults, family
from planflow.domain.change.conflict import task_conflicts
from planflow.domain.change.derive import derived_dates
from planflow.domain.change.grow import adopted, growth, left_over
from planflow.domain.change.node import OUTSIDE_TAG, Ground
from planflow.domain.change.obstacle import decide_at_plan
from planflow.domain.change.role import (
    ISSUE,
    PLAN_PERMITTED,
    PLAN_ROLES,
    PLAN_STATES,
    plan_cell,
    plan_roles_of,
)
from planflow.domain.change.standing import (
    AdoptCalendar,
    AdoptDates,
    CalendarAdopted,
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanIssued,
    PlanStanding,
    RecordEvent,
    WithdrawEvent,
    evolve_plan,
    start_plan,
)
from planflow.domain.change.unfold import Unfolded, default_horizon, unfold

__all__ = [
    "ASKED_ROLES",
    "ISSUE",
    "OUTSIDE_TAG",
    "PLAN_PERMITTED",
    "PLAN_ROLES",
    "PLAN_STATES",
    "AdoptCalendar",
    "AdoptDates",
    "CalendarAdopted",
    "DatesAdopted",
    "EventRecorded",
    "EventWithdrawn",
    "Ground",
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
    "WithdrawEvent",
    "adopted",
    "authority_by_standing",
    "cascade_faults",
    "decide_at_plan",
    "default_horizon",
    "derived_dates",
    "evolve_plan",
    "family",
    "growth",
    "left_over",
    "plan_cell",
    "plan_roles_of",
    "start_plan",
    "task_conflicts",
    "unfold",
]
