"""Archiving: when a plan is dead, and what the journal keeps of it then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen
from pendulum import Date

from planflow.domain.change.standing import PlanStanding
from planflow.domain.task import DONE_STATES, RECEIVE, WITHDRAWN, Task


@frozen
class PlanArchived:
    """Plans were written to a file, and what was stored of them was dropped.

    Attributes:
        plans: The plan, and those that carried out its items.
        sha256: The digest of the file up to its erasable content.
        entries: How many entries of the journal the file holds.
    """

    plans: tuple[str, ...]
    sha256: str
    entries: int


@frozen
class Alive:
    """Why a plan cannot be archived yet.

    Attributes:
        tasks: Tasks that are neither done nor withdrawn.
        plans: Plans that go on after the horizon up to which they are unfolded.
        obstacles: Plans and tasks with obstacles that wait for an answer.
    """

    tasks: tuple[str, ...]
    plans: tuple[str, ...]
    obstacles: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether there is any reason."""
        return bool(self.tasks or self.plans or self.obstacles)


def alive(standings: Iterable[PlanStanding], tasks: Iterable[Task], on: Date) -> Alive:
    """Return what of some plans is not over on a day.

    Of a plan whose last year has ended only what falls due later still runs.
    """
    known = {standing.plan.id: standing for standing in standings}
    over = {one for one, standing in known.items() if _has_ended(standing, on)}
    every = tuple(tasks)
    return Alive(
        tuple(task.id for task in every if _runs(task, on, is_over=task.assignment.plan in over)),
        tuple(one for one, standing in known.items() if one not in over and _goes_on(standing)),
        (
            *(one for one in known if one not in over and known[one].open_obstacles()),
            *_with_obstacles(task for task in every if task.assignment.plan not in over),
        ),
    )


def _has_ended(standing: PlanStanding, on: Date) -> bool:
    last = standing.plan.years[1]
    return last is not None and on.year > last


def _goes_on(standing: PlanStanding) -> bool:
    last = standing.plan.years[1]
    return last is None or last > standing.until.year


def _runs(task: Task, on: Date, *, is_over: bool) -> bool:
    """Tell whether a task is still to be done; who only receives has no work of its own."""
    if task.kind == RECEIVE or task.state in (*DONE_STATES, WITHDRAWN):
        return False
    return not is_over or (task.due_on is not None and task.due_on >= on)


def _with_obstacles(tasks: Iterable[Task]) -> Iterator[str]:
    return (task.id for task in tasks if task.standing.open_obstacles())
