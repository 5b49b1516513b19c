"""Who may do what, in which state: the matrix role x command x state, as data (Rule R3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
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
    OWED_STATES,
    STATES,
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
    Report: "report",
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
    GrantExtension: OWED_STATES,
    RefuseExtension: OWED_STATES,
    RaiseObstacle: _NOT_WITHDRAWN,
    AnswerObstacle: _NOT_WITHDRAWN,
    EscalateObstacle: _NOT_WITHDRAWN,
    WithdrawObstacle: _NOT_WITHDRAWN,
    AttachEvidence: (*OPEN_STATES, *DONE_STATES),
    RefuseRelease: OWED_STATES,
    Transfer: OWED_STATES,
}
"""Commands that move no state and are given in others than the open ones."""

ALLOWED: Final = "allowed"
WRONG_ROLE: Final = "wrong role"
WRONG_STATE: Final = "wrong state"


def command_name(command: type) -> str:
    """Return the command's name in texts and tables, such as ``ask_release``."""
    return _in_words(command.__name__)


@cache
def _in_words(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def trigger_of(command: Command) -> str | None:
    """Return the trigger of the table that ``command`` pulls, or nothing if it moves no state."""
    if type(command) is Report and command.partial:
        return "report_partially"
    return _TRIGGERS.get(type(command))


@cache
def states_of(command: type) -> tuple[str, ...]:
    """Return the states in which ``command`` may be given, as the table has it."""
    trigger = _TRIGGERS.get(command)
    if trigger is None:
        return _UNMOVED.get(command, OPEN_STATES)
    return tuple(state for state in STATES if (state, trigger) in table())


def cell(role: str, command: type, state: str) -> str:
    """Return one cell of the matrix: ``allowed``, ``wrong role`` or ``wrong state``."""
    if role not in PERMITTED[command]:
        return WRONG_ROLE
    return ALLOWED if state in states_of(command) else WRONG_STATE


def acts_as(unit: str, assignment: Assignment) -> tuple[str, ...]:
    """Return the units as which ``unit`` may act: itself, and the issuer whose agency it is."""
    assigners = assignment.assigners
    return (unit, assigners[0]) if unit in assigners[1:] else (unit,)


def has_role(unit: str, task: Task, roles: tuple[str, ...], below: tuple[Task, ...] = ()) -> bool:
    """Tell whether ``unit`` has one of ``roles`` toward ``task``, asking for no other.

    The standing agency has those of the issuer too (Rule R4).
    """
    for role in roles:  # noqa: SIM110 - every command asks: any() takes twice as long
        if _HAS[role](unit, task, below):
            return True
    return False


def roles_of(unit: str, task: Task, below: tuple[Task, ...] = ()) -> frozenset[str]:
    """Return every role that ``unit`` has toward ``task``; at least that of an observer."""
    return frozenset(role for role, has in _HAS.items() if has(unit, task, below))


def _is_holder(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    holder = task.assignment.holder
    return unit == holder or holder in acts_as(unit, task.assignment)


def _is_ordered(unit: str, task: Task, below: tuple[Task, ...]) -> bool:
    return task.assignment.authority != REQUEST and _is_holder(unit, task, below)


def _is_requested(unit: str, task: Task, below: tuple[Task, ...]) -> bool:
    return task.assignment.authority == REQUEST and _is_holder(unit, task, below)


def _is_among(units: list[str], unit: str, task: Task) -> bool:
    """Tell whether ``unit`` may act as one of ``units``."""
    return unit in units or not set(units).isdisjoint(acts_as(unit, task.assignment))


def _is_receiver(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    receivers = [edge.receiver for edge in task.standing.edges if not edge.addressees]
    return _is_among(receivers, unit, task)


def _is_via(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    receivers = [edge.receiver for edge in task.standing.edges if edge.addressees]
    return _is_among(receivers, unit, task)


def _is_addressee(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    addressees = [one for edge in task.standing.edges for one in edge.addressees]
    return _is_among(addressees, unit, task)


def _is_assigner(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    return unit in task.assignment.assigners


def _is_superior(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    return unit in task.assignment.superiors


def _is_feeder(unit: str, task: Task, below: tuple[Task, ...]) -> bool:
    is_outside = task.assignment.is_outside
    return is_outside and _is_among([child.holder for child in below], unit, task)


def _is_observer(_unit: str, _task: Task, _below: tuple[Task, ...]) -> bool:
    return True


def _is_asked(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    return unit in [each.lies_with for each in task.standing.obstacles]


def _is_closer(unit: str, task: Task, _below: tuple[Task, ...]) -> bool:
    return unit == task.standing.closer


_HAS: Final[Mapping[str, Callable[[str, Task, tuple[Task, ...]], bool]]] = {
    HOLDER: _is_holder,
    ORDERED: _is_ordered,
    REQUESTED: _is_requested,
    RECEIVER: _is_receiver,
    VIA: _is_via,
    ADDRESSEE: _is_addressee,
    ASSIGNER: _is_assigner,
    SUPERIOR: _is_superior,
    FEEDER: _is_feeder,
    OBSERVER: _is_observer,
    ASKED: _is_asked,
    CLOSER: _is_closer,
}
"""Role → whether a unit has it toward a task that others feed."""
