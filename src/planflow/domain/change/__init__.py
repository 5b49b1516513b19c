"""Unfolding and what changes it: pure functions of plan and tasks."""

from planflow.domain.change.amend import Amendment, amendment, beyond
from planflow.domain.change.archive import Alive, PlanArchived, alive
from planflow.domain.change.cascade import cascade_faults, family
from planflow.domain.change.conflict import task_conflicts
from planflow.domain.change.derive import derived_dates
from planflow.domain.change.grow import adopted, growth, is_passed_by, left_over
from planflow.domain.change.merge import Kept
from planflow.domain.change.node import Ground
from planflow.domain.change.obstacle import decide_at_plan
from planflow.domain.change.reorganise import reorganised
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
    AmendPlan,
    CalendarAdopted,
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    MembersNamed,
    MembersNaming,
    NameMembers,
    PlanAmended,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanIssued,
    PlanOpened,
    PlanReorganised,
    PlanStanding,
    RecordEvent,
    Reorganise,
    WithdrawEvent,
    evolve_plan,
    start_plan,
)
from planflow.domain.change.unfold import Unfolded, default_horizon, unfold
from planflow.domain.organisation import OUTSIDE_TAG
from planflow.domain.plan import ASKED_ROLES, authority_by_standing

__all__ = [
    "ASKED_ROLES",
    "ISSUE",
    "OUTSIDE_TAG",
    "PLAN_PERMITTED",
    "PLAN_ROLES",
    "PLAN_STATES",
    "AdoptCalendar",
    "AdoptDates",
    "Alive",
    "AmendPlan",
    "Amendment",
    "CalendarAdopted",
    "DatesAdopted",
    "EventRecorded",
    "EventWithdrawn",
    "Ground",
    "Kept",
    "MembersNamed",
    "MembersNaming",
    "NameMembers",
    "PlanAmended",
    "PlanArchived",
    "PlanChange",
    "PlanCommand",
    "PlanExtended",
    "PlanIssued",
    "PlanOpened",
    "PlanReorganised",
    "PlanStanding",
    "RecordEvent",
    "Reorganise",
    "Unfolded",
    "WithdrawEvent",
    "adopted",
    "alive",
    "amendment",
    "authority_by_standing",
    "beyond",
    "cascade_faults",
    "decide_at_plan",
    "default_horizon",
    "derived_dates",
    "evolve_plan",
    "family",
    "growth",
    "is_passed_by",
    "left_over",
    "plan_cell",
    "plan_roles_of",
    "reorganised",
    "start_plan",
    "task_conflicts",
    "unfold",
]
