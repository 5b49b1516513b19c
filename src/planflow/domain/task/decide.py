"""From a command to events, or a refusal: pure, the heart of the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import evolve
from pendulum import Date

from planflow.domain.deadline import RESENDING, Deadline
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task import extension, obstacle, progress, release, reporting
from planflow.domain.task.closing import close
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import NOT_AUTHORISED, NOT_NOW, Refusal, violated
from planflow.domain.task.revision import revisions
from planflow.domain.task.role import (
    PERMITTED,
    acts_as,
    command_name,
    has_role,
    states_of,
)
from planflow.domain.task.suspension import resume
from planflow.domain.task.table import DONE_STATES
from planflow.domain.task.task import Task
from planflow.domain.task.transfer import transfer
from planflow.domain.task.waiver import waive
from planflow.instant import day_of, end_of_day
from planflow.message import Message


def decide(task: Task, command: c.Command, context: Context) -> Happened | Refusal:
    """Return what happens when ``command`` is given to ``task``, or why it is refused.

    Rules R2, R3, R5: authority first, then the state, then the rule; nothing is half done.
    """
    kind: type = type(command)
    if not has_role(context.actor.unit, task, PERMITTED[kind], context.below):
        return _not_authorised(kind, context)
    if task.standing.state not in states_of(kind):
        return _not_now(task, kind)
    found = _DECIDERS[kind](task, command, context)
    if isinstance(found, Refusal) and not found.who:
        return evolve(found, who=PERMITTED[kind])
    return found


def _not_authorised(kind: type, context: Context) -> Refusal:
    reason = Message.of(
        "refusal.role", unit=context.actor.unit, command=Message.of(f"command.{command_name(kind)}")
    )
    return Refusal(NOT_AUTHORISED, "R3", reason, PERMITTED[kind])


def _not_now(task: Task, kind: type) -> Refusal:
    reason = Message.of(
        "refusal.state",
        command=Message.of(f"command.{command_name(kind)}"),
        state=Message.of(f"state.{task.standing.state}"),
    )
    return Refusal(NOT_NOW, "R3", reason, PERMITTED[kind])


def _start(task: Task, _command: c.Start, _context: Context) -> Happened:
    return ((task.id, e.Started()),)


def _return(task: Task, command: c.Return, context: Context) -> Happened | Refusal:
    if not command.reason.strip():
        return violated("R13", "reason")
    zone = task.assignment.zone
    if command.resend_by < day_of(context.at, zone):
        return violated("R13", "resend_past", resend=str(command.resend_by))
    if task.standing.current() is None:
        return _not_now(task, c.Return)
    blocked = _already_reported_above(task, context)
    if blocked is not None:
        return blocked
    version = task.standing.reports[-1].version
    deadline = _resending(command.resend_by, zone, context)
    returned = e.Returned(version, deadline, command.reason)
    return ((task.id, returned), *revisions(task, "returned", context))


def _already_reported_above(task: Task, context: Context) -> Refusal | None:
    """A report that was taken is returned only while what took it is itself not reported."""
    units, standing = acts_as(context.actor.unit, task.assignment), task.standing
    for edge in standing.edges:
        above = context.above.get(edge.above)
        if above is None or above.state not in DONE_STATES:
            continue
        is_taken = edge.taken == standing.reports[-1].version or standing.is_closed_for(edge)
        if is_taken and edge.leads_to(units):
            return violated("R16", "above_reported", above=edge.above)
    return None


def _resending(due_on: Date, zone: str, context: Context) -> Deadline:
    workdays, policy = context.workdays, context.policy
    return Deadline(
        opens_on=None,
        due_on=due_on,
        due_at=end_of_day(due_on, zone, policy.closes_at),
        origin=RESENDING,
        calendar=workdays.version if workdays is not None else "",
        policy=policy.name,
        explanation=(Message.of("deadline.resending", due=due_on),),
    )


def _with_reason(event: Callable[[str], e.Event], *, is_needed: bool = True) -> _Decider:
    def decider(task: Task, command: _Reasoned, _context: Context) -> Happened | Refusal:
        if is_needed and not command.reason.strip():
            return violated("R5", "reason")
        return ((task.id, event(command.reason)),)

    return decider


def _withdraw(task: Task, command: c.Withdraw, context: Context) -> Happened | Refusal:
    if not command.reason.strip():
        return violated("R5", "reason")
    return ((task.id, e.Withdrawn(command.reason)), *revisions(task, "withdrawn", context))


def _reinstate(task: Task, command: c.Reinstate, _context: Context) -> Happened | Refusal:
    if task.standing.closes_on is not None:
        return violated("R24", "handed_over", heirs=task.standing.heirs)
    return ((task.id, e.Reinstated(command.reason)),)


def _remind(task: Task, command: c.Remind, _context: Context) -> Happened:
    return ((task.id, e.Reminded(command.note)),)


_Reasoned: TypeAlias = c.Suspend | c.Decline | c.Reinstate
_Decider: TypeAlias = Callable[..., "Happened | Refusal"]
_DECIDERS: Mapping[type, _Decider] = {
    c.Start: _start,
    c.Report: reporting.report,
    c.Correct: reporting.correct,
    c.AskCorrection: reporting.ask_correction,
    c.Return: _return,
    c.Suspend: _with_reason(e.Suspended),
    c.Resume: resume,
    c.AskExtension: extension.ask,
    c.GrantExtension: extension.grant,
    c.RefuseExtension: extension.refuse,
    c.Decline: _with_reason(e.Declined),
    c.AskRelease: release.ask,
    c.Withdraw: _withdraw,
    c.Reinstate: _reinstate,
    c.Remind: _remind,
    c.RaiseObstacle: obstacle.decide_at_task,
    c.AnswerObstacle: obstacle.decide_at_task,
    c.EscalateObstacle: obstacle.decide_at_task,
    c.WithdrawObstacle: obstacle.decide_at_task,
    c.RecordProgress: progress.record,
    c.AttachEvidence: progress.attach,
    c.RefuseRelease: release.refuse,
    c.Waive: waive,
    c.Close: close,
    c.Transfer: transfer,
}
