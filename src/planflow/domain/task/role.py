"""Who may do what, in which state: the matrix role x command x state, as data (Rule R3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planflow.domain.plan import REQUEST
from planflow.domain.task.command import (
    AnswerObstacle,
    AskCorrection,
    AskExtension,
    AskRelease,
    Command,
    Correct,
    Decline,
    EscalateObstacle,
    GrantExtension,
    RaiseObstacle,
    RefuseExtension,
    Reinstate,
    Remind,
    Report,
    Resume,
    Return,
    Start,
    Suspend,
    Withdraw,
    WithdrawObstacle,
)
from planflow.domain.task.table import (
    DONE_STATES,
    OPEN_STATES,
    STATES,
    SUSPENDED,
    WITHDRAWN,
    table,
)
from planflow.domain.task.task import Task

HOLDER: Final = "holder"
ORDERED: Final = "ordered"
REQUESTED: Final = "requested"
RECEIVER: Final = "receiver"
VIA: Final = "via"
ADDRESSEE: Final = "addressee"
ASSIGNER: Final = "assigner"
SUPERIOR: Final = "superior"
FEEDER: Final = "feeder"
OBSERVER: Final = "observer"
ASKED: Final = "asked"
ROLES: Final = (
    HOLDER,
    ORDERED,
    REQUESTED,
    RECEIVER,
    VIA,
    ADDRESSEE,
    ASSIGNER,
    SUPERIOR,
    FEEDER,
    OBSERVER,
    ASKED,
)
"""``ordered`` and ``requested`` are the holder as the plan addresses it; a ``feeder`` holds a task
below one whose holder is outside the host; with the unit ``asked`` an obstacle of the task lies."""

PERMITTED: Final[Mapping[type, tuple[str, ...]]] = {
    Start: (HOLDER,),
    Report: (HOLDER, RECEIVER, VIA, FEEDER),
    Correct: (HOLDER, FEEDER),
    AskCorrection: (RECEIVER, VIA, ADDRESSEE),
    Return: (RECEIVER, VIA, ADDRESSEE),
    Suspend: (ASSIGNER,),
    Resume: (ASSIGNER,),
    AskExtension: (HOLDER,),
    GrantExtension: (ASSIGNER,),
    RefuseExtension: (ASSIGNER,),
    Decline: (REQUESTED,),
    AskRelease: (ORDERED,),
    Withdraw: (ASSIGNER,),
    Reinstate: (ASSIGNER,),
    Remind: (RECEIVER, VIA, ADDRESSEE, ASSIGNER, SUPERIOR),
    RaiseObstacle: (HOLDER,),
    AnswerObstacle: (ASKED,),
    EscalateObstacle: (ASKED, ASSIGNER),
    WithdrawObstacle: (HOLDER,),
}
"""Command → the roles that may give it."""

_TRIGGERS: Final[Mapping[type, str]] = {
    Start: "start",
    Correct: "correct",
    Return: "return",
    Suspend: "suspend",
    Resume: "resume",
    Decline: "decline",
    Withdraw: "withdraw",
    Reinstate: "reinstate",
}

_NOT_WITHDRAWN: Final = tuple(state for state in STATES if state != WITHDRAWN)
"""A suspended task is often suspended for what stands in its way, and a report that has gone up may
have to be defended or corrected; only a withdrawn task has nothing left to be hindered."""

_UNMOVED: Final[Mapping[type, tuple[str, ...]]] = {
    AskCorrection: DONE_STATES,
    GrantExtension: (*OPEN_STATES, SUSPENDED),
    RefuseExtension: (*OPEN_STATES, SUSPENDED),
    RaiseObstacle: _NOT_WITHDRAWN,
    AnswerObstacle: _NOT_WITHDRAWN,
    EscalateObstacle: _NOT_WITHDRAWN,
    WithdrawObstacle: _NOT_WITHDRAWN,
}
"""Commands that move no state and are given in others than the open ones."""

ALLOWED: Final = "allowed"
WRONG_ROLE: Final = "wrong role"
WRONG_STATE: Final = "wrong state"


def command_name(command: type) -> str:
    """Return the command's name in texts and tables, such as ``ask_release``."""
    name = command.__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def trigger_of(command: Command) -> str | None:
    """Return the trigger of the table that ``command`` pulls, or nothing if it moves no state."""
    if type(command) is Report:
        return "report_partially" if command.partial else "report"
    return _TRIGGERS.get(type(command))


def states_of(command: type) -> tuple[str, ...]:
    """Return the states in which ``command`` may be given."""
    trigger = "report" if command is Report else _TRIGGERS.get(command)
    if trigger is None:
        return _UNMOVED.get(command, OPEN_STATES)
    return tuple(state for state in STATES if (state, trigger) in table())


def cell(role: str, command: type, state: str) -> str:
    """Return one cell of the matrix: ``allowed``, ``wrong role`` or ``wrong state``."""
    if role not in PERMITTED[command]:
        return WRONG_ROLE
    return ALLOWED if state in states_of(command) else WRONG_STATE


def roles_of(unit: str, task: Task, below: tuple[Task, ...] = ()) -> frozenset[str]:
    """Return every role that ``unit`` has toward ``task``; at least that of an observer."""
    assignment = task.assignment
    found = {OBSERVER}
    if unit == assignment.holder:
        found |= {HOLDER, REQUESTED if assignment.authority == REQUEST else ORDERED}
    if unit in assignment.assigners:
        found.add(ASSIGNER)
    if unit in assignment.superiors:
        found.add(SUPERIOR)
    for edge in task.standing.edges:
        if unit == edge.receiver:
            found.add(VIA if edge.addressees else RECEIVER)
        if unit in edge.addressees:
            found.add(ADDRESSEE)
    if assignment.is_outside and any(unit == child.holder for child in below):
        found.add(FEEDER)
    for each in task.standing.obstacles:
        if unit == each.lies_with:
            found.add(ASKED)
    return frozenset(found)
