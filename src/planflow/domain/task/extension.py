"""Extensions: a request and a decision, within the bounds of the plan's policy (Rule R13)."""

from __future__ import annotations

from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.deadline import EXTENDED, RESENDING, Deadline, Policy
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.role import ADDRESSEE, ASSIGNER, RECEIVER, VIA
from planflow.domain.task.shift import shifted
from planflow.domain.task.task import Standing, Task
from planflow.instant import add_days
from planflow.message import Message
from planflow.value import altered


def ask(task: Task, command: c.AskExtension, context: Context) -> Happened | Refusal:
    """Return the request, if the date can be extended and is asked for in time."""
    deadline = task.deadline
    if deadline is None:
        return violated("R13", "extension_undated")
    refusal = (
        _without_reason(command.reason)
        or _set_by_receiver(deadline)
        or _pending(task.standing)
        or _asked_late(deadline, context)
        or _out_of_bounds(command.until, deadline, task.standing, context.policy)
    )
    return refusal or ((task.id, e.ExtensionAsked(command.until, deadline.due_on, command.reason)),)


def grant(task: Task, command: c.GrantExtension, context: Context) -> Happened | Refusal:
    """Return the new deadline; one asked for late leaves the lateness that stands."""
    deadline, asked = task.deadline, task.standing.asked
    if asked is None:
        return violated("R13", "extension_not_asked")
    if deadline is None:
        return violated("R13", "extension_undated")
    until = command.until or asked.until
    refusal = _set_by_receiver(deadline) or _out_of_bounds(
        until, deadline, task.standing, context.policy
    )
    if refusal is not None:
        return refusal
    is_late = asked.at > deadline.ends_at
    late_at = deadline.ends_at if is_late else None
    extended = _extended(deadline, until, task.assignment.zone, late_at)
    return ((task.id, e.ExtensionGranted(extended, command.reason or None)),)


def refuse(task: Task, command: c.RefuseExtension, _context: Context) -> Happened | Refusal:
    """Return the refusal of what was asked for; the old date goes on counting."""
    if task.standing.asked is None:
        return violated("R13", "extension_not_asked")
    refusal = _without_reason(command.reason)
    return refusal or ((task.id, e.ExtensionRefused(command.reason)),)


def _extended(deadline: Deadline, until: Date, zone: str, late_at: DateTime | None) -> Deadline:
    """Return the deadline on the day granted; a named day is never provisional."""
    why = Message.of("deadline.extended", before=deadline.due_on, due=until)
    return altered(shifted(deadline, until, zone, EXTENDED, why), warnings=(), late_at=late_at)


def _without_reason(reason: str) -> Refusal | None:
    return None if reason.strip() else violated("R13", "reason")


def _set_by_receiver(deadline: Deadline) -> Refusal | None:
    if deadline.origin != RESENDING:
        return None
    found = violated("R13", "extension_resending", due=deadline.due_on)
    return evolve(found, who=(RECEIVER, VIA, ADDRESSEE))


def _pending(standing: Standing) -> Refusal | None:
    if standing.asked is None:
        return None
    return evolve(violated("R13", "extension_pending", until=standing.asked.until), who=(ASSIGNER,))


def _asked_late(deadline: Deadline, context: Context) -> Refusal | None:
    if context.policy.extends_late or context.at <= deadline.ends_at:
        return None
    return violated("R13", "extension_late", due=deadline.due_on)


def _out_of_bounds(
    until: Date, deadline: Deadline, standing: Standing, policy: Policy
) -> Refusal | None:
    """Refuse one extension too many, a date that is no later, and one that is too late."""
    if standing.extensions >= policy.extensions:
        return violated("R13", "extension_too_often", count=policy.extensions)
    days = until.toordinal() - deadline.due_on.toordinal()
    if days <= 0:
        return violated("R13", "extension_not_later", until=until, due=deadline.due_on)
    if policy.extension_days is None or standing.extended_days + days <= policy.extension_days:
        return None
    last = add_days(deadline.due_on, policy.extension_days - standing.extended_days)
    return violated("R13", "extension_too_far", until=until, last=last)
