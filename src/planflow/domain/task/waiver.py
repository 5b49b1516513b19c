"""Waivers: without whom a holder will report, said ahead of its report (Rule R18)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import Refusal, violated
from planflow.domain.task.task import Task, Waiver


def waive(task: Task, command: c.Waive, context: Context) -> Happened | Refusal:
    """Return the waivers, each of one task below or one open set."""
    if not command.absent:
        return violated("R18", "waived_nobody")
    if not command.reason.strip():
        return violated("R18", "waived_without_reason", who=command.absent)
    missing = [child for child in context.below if child.standing.current() is None]
    found = [_waivers(who, task, missing, context.actor.unit) for who in command.absent]
    if not all(found):
        stray = (who for who, waivers in zip(command.absent, found, strict=True) if not waivers)
        return violated("R18", "waived_not_absent", stray=tuple(stray))
    waivers = dict.fromkeys(chain.from_iterable(found))
    return ((task.id, e.Waived(tuple(waivers), command.reason)),)


def is_waived(task: Task, waived: frozenset[str]) -> bool:
    """Tell whether the task or its holder is among the waived."""
    return task.id in waived or task.holder in waived


def waived_ahead(task: Task, below: Iterable[Task]) -> dict[str, str]:
    """Return whoever is waived for the next report on ``task``, and by which unit.

    A version reported since has lifted the waiver, whatever became of it.
    """
    if not task.standing.waivers:
        return {}
    versions = {child.id: len(child.standing.reports) for child in below}
    return {
        one.absent: one.by
        for one in task.standing.waivers
        if versions.get(one.absent, 0) == one.versions
    }


def _waivers(who: str, task: Task, missing: list[Task], by: str) -> list[Waiver]:
    found = [Waiver(who, by)] if who in task.standing.open_sets else []
    for child in missing:
        facts = child.assignment
        if who in (facts.id, facts.holder):
            found.append(Waiver(facts.id, by, len(child.standing.reports)))
    return found
