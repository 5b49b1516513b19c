"""HEART: the state machine, commands, events, decisions, roles, timeliness."""

from planflow.domain.task import command, event
from planflow.domain.task.absence import absence_reason, absentees
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.decide import decide
from planflow.domain.task.evolve import assigned, evolve, happen
from planflow.domain.task.gather import carried, edge_to, pin, standing
from planflow.domain.task.obstacle import decide_obstacle, obstacles_after, open_obstacles
from planflow.domain.task.product import overdue_products, product_timeliness
from planflow.domain.task.refusal import NOT_AUTHORISED, NOT_NOW, VIOLATED, Refusal, violated
from planflow.domain.task.reporting import read_waivers
from planflow.domain.task.revision import pinned, revisions
from planflow.domain.task.role import PERMITTED, ROLES, acts_as, cell, command_name, roles_of
from planflow.domain.task.stale import Difference, Shift, differences
from planflow.domain.task.stock import counted_once
from planflow.domain.task.table import (
    ASSIGNED,
    CONSOLIDATED,
    DONE_STATES,
    IN_PROGRESS,
    OPEN_STATES,
    REPORTED,
    STATES,
    SUSPENDED,
    WITHDRAWN,
    diagram,
    fire,
    machine,
    table,
)
from planflow.domain.task.task import (
    DELIVER,
    KINDS,
    LEAD,
    PARTNER,
    RECEIVE,
    RECEIVER,
    REPORT,
    REPORTER,
    Asked,
    Assignment,
    Edge,
    OwnDay,
    Standing,
    Task,
    Waiver,
    task_id,
)
from planflow.domain.task.timeliness import SOON_DAYS, TIMELINESS, timeliness

__all__ = [
    "ASSIGNED",
    "CONSOLIDATED",
    "DELIVER",
    "DONE_STATES",
    "IN_PROGRESS",
    "KINDS",
    "LEAD",
    "NOT_AUTHORISED",
    "NOT_NOW",
    "OPEN_STATES",
    "PARTNER",
    "PERMITTED",
    "RECEIVE",
    "RECEIVER",
    "REPORT",
    "REPORTED",
    "REPORTER",
    "ROLES",
    "SOON_DAYS",
    "STATES",
    "SUSPENDED",
    "TIMELINESS",
    "VIOLATED",
    "WITHDRAWN",
    "Asked",
    "Assignment",
    "Context",
    "Difference",
    "Edge",
    "Happened",
    "OwnDay",
    "Refusal",
    "Shift",
    "Standing",
    "Task",
    "Waiver",
    "absence_reason",
    "absentees",
    "acts_as",
    "assigned",
    "carried",
    "cell",
    "command",
    "command_name",
    "counted_once",
    "decide",
    "decide_obstacle",
    "diagram",
    "differences",
    "edge_to",
    "event",
    "evolve",
    "fire",
    "happen",
    "machine",
    "obstacles_after",
    "open_obstacles",
    "overdue_products",
    "pin",
    "pinned",
    "product_timeliness",
    "read_waivers",
    "revisions",
    "roles_of",
    "standing",
    "table",
    "task_id",
    "timeliness",
    "violated",
]
