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
    AttachEvidence,
    Close,
    Command,
    Correct,
    Decline,
    EscalateObstacle,
    GrantExtension,
    RaiseObstacle,
    RecordProgress,
    RefuseExtension,
    RefuseRelease,
    Reinstate,
    Remind,
    Report,
    Resume,
    Return,
    Start,
    Suspend,
    Transfer,
    Waive,
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
from planflow.domain.task.task import Assignment, Task

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
CLOSER: Final = "closer"
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
    CLOSER,
)
"""``ordered`` and ``requested`` are the holder as the plan addresses it; a ``feeder`` holds a task
below one whose holder is outside the host; with the unit ``asked`` an obstacle of the task lies;
a ``closer`` enters what a unit that ended still owes."""

PERMITTED: Final[Mapping[type, tuple[str, ...]]] = {
    Start: (HOLDER,),
    Report: (HOLDER, RECEIVER, VIA, FEEDER, CLOSER),
    Correct: (HOLDER, FEEDER, CLOSER),
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
    RecordProgress: (HOLDER,),
    AttachEvidence: (HOLDER,),
    RefuseRelease: (ASSIGNER,),
    Waive: (HOLDER,),
    Close: (ASSIGNER,),
    Transfer: (ASSIGNER,),
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
    RecordProgress: "record_progress",
    Close: "close",
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
    AttachEvidence: (*OPEN_STATES, *DONE_STATES),
    RefuseRelease: (*OPEN_STATES, SUSPENDED),
    Transfer: (*OPEN_STATES, SUSPENDED),
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


def acts_as(unit: str, assignment: Assignment) -> frozenset[str]:
    """Return the units as which ``unit`` may act: itself, and the issuer whose agency it is."""
    issuer, agencies = assignment.assigners[:1], assignment.assigners[1:]
    return frozenset((unit, *issuer) if unit in agencies else (unit,))


def roles_of(unit: str, task: Task, below: tuple[Task, ...] = ()) -> frozenset[str]:
    """Return every role that ``unit`` has toward ``task``; at least that of an observer.

    The standing agency has those of the issuer too (Rule R4).
    """
    assignment = task.assignment
    found = {OBSERVER}
    units = acts_as(unit, assignment)
    if assignment.holder in units:
        found |= {HOLDER, REQUESTED if assignment.authority == REQUEST else ORDERED}
    plain = {
        ASSIGNER: unit in assignment.assigners,
        SUPERIOR: unit in assignment.superiors,
        CLOSER: unit == task.standing.closer,
        ASKED: any(unit == each.lies_with for each in task.standing.obstacles),
    }
    found |= {role for role, is_its in plain.items() if is_its}
    for edge in task.standing.edges:
        if edge.receiver in units:
            found.add(VIA if edge.addressees else RECEIVER)
        if not units.isdisjoint(edge.addressees):
            found.add(ADDRESSEE)
    if assignment.is_outside and any(child.holder in units for child in below):
        found.add(FEEDER)
    return frozenset(found)
