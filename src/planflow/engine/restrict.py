"""The host's own restriction: it refuses what planflow would allow, and never the other way."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Final, TypeAlias

from attrs import frozen
from pendulum import DateTime

from planflow.domain.change import PLAN_PERMITTED, PlanCommand, PlanStanding
from planflow.domain.organisation import Actor
from planflow.domain.plan import Plan
from planflow.domain.task import Task, command_name
from planflow.domain.task.command import Command, ObstacleCommand
from planflow.engine.entry import Author
from planflow.errors import HOST, DefinitionError, Fault, NotAuthorisedError
from planflow.message import Message

_SAYS: Final = "a reason (text or Message), or None to allow"


@frozen(kw_only=True)
class Attempt:
    """A command that planflow itself would allow, shown to the host's restriction.

    It is a copy: whatever is done to it changes nothing.

    Attributes:
        name: The command's name, such as ``grant_extension`` or ``issue``.
        command: The command; the plan that is to be issued.
        actor: Who gives it.
        roles: Every role that the actor's unit has toward the task or plan.
        task: The task as it stands; nothing for a command on a plan.
        plan: The plan as it runs; nothing for a command on a task, and before a plan is issued.
        at: When it is given.
    """

    name: str
    command: Command | PlanCommand | Plan
    actor: Actor
    roles: frozenset[str]
    task: Task | None = None
    plan: PlanStanding | None = None
    at: DateTime


Restriction: TypeAlias = Callable[[Attempt], "Message | str | None"]
"""Returns why an attempt is refused, or nothing where the host has nothing against it."""


def apply_restriction(
    restriction: Restriction | None, attempt: Attempt, who: tuple[str, ...]
) -> None:
    """Ask the host, if it restricts anything at all.

    Raises:
        NotAuthorisedError: If the host refuses; ``who`` may give the command by planflow's rules.
        DefinitionError: If the host answers something else than a reason or nothing.
    """
    if restriction is None:
        return
    answer: object = restriction(deepcopy(attempt))
    if answer is None:
        return
    raise NotAuthorisedError(HOST, _reason(answer, attempt), who)


def apply_to_plan(
    restriction: Restriction | None,
    command: PlanCommand | ObstacleCommand,
    author: Author,
    standing: PlanStanding,
    roles: frozenset[str],
) -> None:
    """Ask the host about a command on a plan, as :func:`apply_restriction` does.

    Raises:
        NotAuthorisedError: If the host refuses.
    """
    if author.actor is None:
        raise TypeError(author)
    name = command_name(type(command))
    attempt = Attempt(
        name=name,
        command=command,
        actor=author.actor,
        roles=roles,
        plan=standing,
        at=author.at,
    )
    apply_restriction(restriction, attempt, PLAN_PERMITTED[name])


def _reason(answer: object, attempt: Attempt) -> Message:
    if isinstance(answer, Message):
        return answer
    if not isinstance(answer, str):
        raise DefinitionError(Fault("restrict", repr(answer), _SAYS))
    text = answer.strip().rstrip(".")
    if text:
        return Message.of("refusal.host", vi=text, en=text)
    command = Message.of(f"command.{attempt.name}")
    return Message.of("refusal.role", unit=attempt.actor.unit, command=command)
