"""Units merge, split, are renamed or abolished: what becomes of a running plan's tasks (R24)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from pendulum import Date, DateTime

from planflow.domain.change.feed import double_paths_from
from planflow.domain.change.node import Ground
from planflow.domain.organisation import Succession
from planflow.domain.task import Task, evolve
from planflow.domain.task.event import Event, HolderClosed, Unfed, Withdrawn
from planflow.domain.task.handover import hand_over, is_owed
from planflow.domain.task.passing import CLOSED, LAPSED, Handover, Passing, Way
from planflow.errors import DefinitionError
from planflow.instant import day_of


def reorganised(
    ground: Ground,
    tasks: Mapping[str, Task],
    wanted: Container[str],
    at: DateTime,
    fresh: Container[str] = (),
) -> Handover:
    """Return what the plan's successions do to its tasks; done once, they do nothing again.

    A task under way is handed over. One whose period has not begun falls away: the unfolding gives
    it to the successors. One that falls due before the day and is not late is left to its holder.
    Tasks that were closed before only show the way to those that this act adds.

    Args:
        ground: The running plan, its successions among it.
        tasks: All of its tasks, those that this act adds among them.
        wanted: The tasks that the unfolding gives.
        at: When it is recorded.
        fresh: Tasks that this act adds.

    Raises:
        DefinitionError: If figures would reach a task by two paths (Rule R19).
    """
    found = Handover((), (), (), tasks)
    for day in sorted({one.on for one in ground.standing.successions}):
        of_day = _Day(day, ground, found.tasks, wanted, at)
        found = _joined(found, of_day.apart())
        ways = of_day.ways
        indicators = ground.standing.indicators()
        handed = hand_over(found.tasks, ways, ground.directory, indicators, at, fresh)
        found = _joined(found, handed)
    _refuse_double_paths(found)
    return found


class _Day:
    """What one day of reorganisation does: which tasks are handed over, which not."""

    def __init__(
        self,
        day: Date,
        ground: Ground,
        tasks: Mapping[str, Task],
        wanted: Container[str],
        at: DateTime,
    ) -> None:
        self._ground, self._tasks, self._wanted, self._at = ground, tasks, wanted, at
        self._today = day_of(at, ground.plan.policy.zone)
        self.ways: dict[str, Way] = {}
        self._left: dict[str, Way] = {}
        self._lapsed: dict[str, Way] = {}
        ending = {
            unit: one
            for one in ground.standing.successions
            for unit in one.closing
            if one.on == day
        }
        for task in tasks.values():
            if task.holder in ending and task.assignment.plan == ground.plan.id:
                self._sort(task, _way(ending[task.holder], ground))

    def apart(self) -> Handover:
        """Return what becomes of the tasks that are not handed over."""
        happened = [*self._finished(), *self._fallen_away()]
        passings = [*self._told(CLOSED, self._left), *self._told(LAPSED, self._lapsed)]
        tasks = dict(self._tasks)
        for one, event in happened:
            task = tasks[one]
            tasks[one] = Task(task.assignment, evolve(task.standing, event, self._at))
        return Handover(tuple(happened), tuple(passings), (), tasks)

    def _told(self, what: str, ways: Mapping[str, Way]) -> Iterator[Passing]:
        for one, way in ways.items():
            yield one, what, (), way, (self._tasks[one],)

    def _sort(self, task: Task, way: Way) -> None:
        if task.standing.closes_on is not None:
            self.ways[task.id] = way
        elif not is_owed(task):
            return
        elif task.id not in self._wanted and task.standing.current() is None:
            self._lapsed[task.id] = way
        elif self._ends_before(task, way):
            self._left[task.id] = way
        else:
            self.ways[task.id] = way

    def _ends_before(self, task: Task, way: Way) -> bool:
        """Tell whether it falls due before the day and can still be done in time."""
        due_on = task.due_on
        return due_on is not None and self._today <= due_on < way.on

    def _finished(self) -> Iterator[tuple[str, Event]]:
        for one, way in self._left.items():
            yield one, HolderClosed(way.last_day, way.closer)

    def _fallen_away(self) -> Iterator[tuple[str, Event]]:
        for one, way in self._lapsed.items():
            edges = self._tasks[one].standing.edges
            yield one, HolderClosed(way.last_day, way.closer)
            if edges:
                yield one, Unfed(tuple(edge.above for edge in edges))
            yield one, Withdrawn()
        for task in self._tasks.values():
            gone = tuple(edge.above for edge in task.standing.edges if edge.above in self._lapsed)
            if gone and task.id not in self._lapsed:
                yield task.id, Unfed(gone)


def _way(one: Succession, ground: Ground) -> Way:
    agency = ground.plan.assigners()[-1]
    closer = one.closer or (one.into[0] if one.into else one.instead) or agency
    return Way(one.kind, one.on, one.last_day, one.into, one.instead, closer)


def _joined(first: Handover, second: Handover) -> Handover:
    return Handover(
        (*first.happened, *second.happened),
        (*first.passings, *second.passings),
        (*first.warnings, *second.warnings),
        second.tasks,
    )


def _refuse_double_paths(found: Handover) -> None:
    carrying = {
        one: tuple(edge.above for edge in task.standing.edges if edge.carries)
        for one, task in found.tasks.items()
    }
    moved = dict.fromkeys(one for one, _ in found.happened)
    faults = [fault for one in moved for fault in double_paths_from(one, carrying)]
    if faults:
        raise DefinitionError(*faults)
