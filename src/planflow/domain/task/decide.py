"""From a command to events, or a refusal: pure, the heart of the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import evolve, field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import PROLONGED, RESENDING, Deadline
from planflow.domain.organisation import Actor
from planflow.domain.plan import Indicator
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.refusal import NOT_AUTHORISED, NOT_NOW, Refusal, violated
from planflow.domain.task.reporting import report_events
from planflow.domain.task.role import PERMITTED, command_name, roles_of, states_of, trigger_of
from planflow.domain.task.table import CONSOLIDATED, DONE_STATES, table
from planflow.domain.task.task import Task
from planflow.instant import add_days, day_of, end_of_day, start_of_day, to_instant
from planflow.message import Message

Happened: TypeAlias = tuple[tuple[str, e.Event], ...]
"""Events with the task that each belongs to."""


@frozen
class Context:
    """What a decision may look at beside the task itself.

    Attributes:
        actor: Who gives the command.
        at: When.
        above: The tasks that this one feeds, by id.
        below: The tasks that feed this one.
        indicators: The plan's indicators, by id.
    """

    actor: Actor
    at: DateTime
    above: Mapping[str, Task] = field(factory=dict)
    below: tuple[Task, ...] = ()
    indicators: Mapping[str, Indicator] = field(factory=dict)


def decide(task: Task, command: c.Command, context: Context) -> Happened | Refusal:
    """Return what happens when ``command`` is given to ``task``, or why it is refused.

    Rules R2, R3, R5: authority first, then the state, then the rule; nothing is half done.
    """
    kind = type(command)
    roles = roles_of(context.actor.unit, task, context.below)
    if roles.isdisjoint(PERMITTED[kind]):
        return _not_authorised(kind, context)
    trigger = trigger_of(command)
    state = task.standing.state
    if state not in states_of(kind) if trigger is None else (state, trigger) not in table():
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


def _report(task: Task, command: c.Report, context: Context) -> Happened | Refusal:
    return report_events(
        task, command, context.actor, context.at, context.below, context.indicators
    )


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
    deadline = _resending(command.resend_by, zone)
    return ((task.id, e.Returned(version, deadline, command.reason)),)


def _already_reported_above(task: Task, context: Context) -> Refusal | None:
    """A consolidated report is returned only while what took it is itself not reported."""
    if task.standing.state != CONSOLIDATED and not any(x.taken for x in task.standing.edges):
        return None
    unit, version = context.actor.unit, task.standing.reports[-1].version
    for edge in task.standing.edges:
        is_mine = unit == edge.receiver or unit in edge.addressees
        above = context.above.get(edge.above)
        if is_mine and edge.taken == version and above and above.state in DONE_STATES:
            return violated("R16", "above_reported", above=edge.above)
    return None


def _resending(resend_by: Date, zone: str) -> Deadline:
    return Deadline(
        opens_on=None,
        due_on=resend_by,
        due_at=end_of_day(resend_by, zone),
        origin=RESENDING,
        explanation=(Message.of("deadline.resending", due=resend_by),),
    )


def _resume(task: Task, command: c.Resume, context: Context) -> Happened:
    deadline = task.standing.deadline
    if command.prolong and deadline is not None and task.standing.suspended_at is not None:
        zone = task.assignment.zone
        days = day_of(context.at, zone).toordinal()
        days -= day_of(task.standing.suspended_at, zone).toordinal()
        deadline = _prolonged(deadline, days, zone)
    return ((task.id, e.Resumed(deadline)),)


def _prolonged(deadline: Deadline, days: int, zone: str) -> Deadline:
    """Return ``deadline`` so many days later, ending at the same hour of its day."""
    due_on = add_days(deadline.due_on, days)
    into_day = datetime.__sub__(deadline.due_at, start_of_day(deadline.due_on, zone))
    return evolve(
        deadline,
        due_on=due_on,
        due_at=to_instant(datetime.__add__(start_of_day(due_on, zone), into_day)),
        origin=deadline.origin if deadline.origin == RESENDING else PROLONGED,
        explanation=(
            *deadline.explanation,
            Message.of("deadline.prolonged", days=days, due=due_on),
        ),
    )


def _with_reason(event: Callable[[str], e.Event], *, is_needed: bool = True) -> _Decider:
    def decider(task: Task, command: _Reasoned, _context: Context) -> Happened | Refusal:
        if is_needed and not command.reason.strip():
            return violated("R5", "reason")
        return ((task.id, event(command.reason)),)

    return decider


def _remind(task: Task, command: c.Remind, _context: Context) -> Happened:
    return ((task.id, e.Reminded(command.note)),)


_Reasoned: TypeAlias = c.Suspend | c.Decline | c.AskRelease | c.Withdraw | c.Reinstate
_Decider: TypeAlias = Callable[..., "Happened | Refusal"]
_DECIDERS: Mapping[type, _Decider] = {
    c.Start: _start,
    c.Report: _report,
    c.Return: _return,
    c.Suspend: _with_reason(e.Suspended),
    c.Resume: _resume,
    c.Decline: _with_reason(e.Declined),
    c.AskRelease: _with_reason(e.ReleaseAsked),
    c.Withdraw: _with_reason(e.Withdrawn),
    c.Reinstate: _with_reason(e.Reinstated, is_needed=False),
    c.Remind: _remind,
}
