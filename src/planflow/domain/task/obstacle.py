"""Obstacles: raised by a holder, put to one unit after the other, answered where they lie.

The same decisions serve a task and a plan; what differs is the route, the units that are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve
from pendulum import DateTime

from planflow.domain.report import Obstacle, OpenObstacle
from planflow.domain.report.obstacle import ANSWERED
from planflow.domain.report.obstacle import WITHDRAWN as TAKEN_BACK
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.task.context import Context, Happened
from planflow.domain.task.refusal import NOT_AUTHORISED, Refusal, violated
from planflow.domain.task.role import ASKED, ASSIGNER
from planflow.domain.task.table import WITHDRAWN
from planflow.domain.task.task import RECEIVE, Edge, Task
from planflow.message import Message
from planflow.value import altered


def decide_at_task(task: Task, command: c.ObstacleCommand, context: Context) -> Happened | Refusal:
    """Return what happens to an obstacle of ``task``."""
    found = decide_obstacle(
        command,
        task.standing.obstacles,
        unit=context.actor.unit,
        route=route(task, context.above),
        assigners=task.assignment.assigners,
    )
    return found if isinstance(found, Refusal) else ((task.id, found),)


def decide_obstacle(
    command: c.ObstacleCommand,
    obstacles: tuple[Obstacle, ...],
    *,
    unit: str,
    route: Iterable[str],
    assigners: tuple[str, ...],
) -> e.ObstacleEvent | Refusal:
    """Return what a command makes of one of ``obstacles``, or why it is refused.

    Args:
        command: What is asked for.
        obstacles: Those raised at the same task or plan so far.
        unit: Who asks.
        route: The units that are asked one after the other; the last one can only answer.
        assigners: The issuer and its standing agency.
    """
    if isinstance(command, c.RaiseObstacle):
        return _raised(command, len(obstacles) + 1, unit, route)
    obstacle = next((each for each in obstacles if each.number == command.number), None)
    if obstacle is None:
        known = tuple(str(each.number) for each in obstacles) or None
        return violated("R5", "obstacle_unknown", number=command.number, known=known)
    if not obstacle.is_open:
        state = Message.of(f"obstacle.{obstacle.state}")
        return violated("R5", "obstacle_closed", number=obstacle.number, state=state)
    if isinstance(command, c.AnswerObstacle):
        return _answered(command, obstacle, unit)
    if isinstance(command, c.EscalateObstacle):
        return _escalated(command, obstacle, unit, tuple(route), assigners)
    return e.ObstacleWithdrawn(obstacle.number, command.reason or None)


def _raised(
    command: c.RaiseObstacle, number: int, unit: str, route: Iterable[str]
) -> e.ObstacleEvent | Refusal:
    if not command.words.strip():
        return violated("R5", "obstacle_words")
    asked = next((one for one in route if one != unit), None)
    if asked is None:
        return violated("R5", "obstacle_nobody", unit=unit)
    return e.ObstacleRaised(number, unit, asked, command.words)


def _answered(
    command: c.AnswerObstacle, obstacle: Obstacle, unit: str
) -> e.ObstacleEvent | Refusal:
    if unit != obstacle.lies_with:
        return _elsewhere(obstacle, (ASKED,))
    if not command.answer.strip():
        return violated("R5", "obstacle_answer")
    return e.ObstacleAnswered(obstacle.number, command.answer)


def _escalated(
    command: c.EscalateObstacle,
    obstacle: Obstacle,
    unit: str,
    route: tuple[str, ...],
    assigners: tuple[str, ...],
) -> e.ObstacleEvent | Refusal:
    if unit not in (obstacle.lies_with, *assigners):
        return _elsewhere(obstacle, (ASKED, ASSIGNER))
    if not command.reason.strip():
        return violated("R5", "reason")
    asked = next(_ahead(obstacle, route), None)
    if asked is None:
        number, last = obstacle.number, obstacle.lies_with
        return evolve(violated("R5", "obstacle_top", number=number, unit=last), who=(ASKED,))
    return e.ObstacleEscalated(obstacle.number, asked, command.reason)


def _ahead(obstacle: Obstacle, route: tuple[str, ...]) -> Iterator[str]:
    """Yield who is asked after the unit that it lies with; nobody is asked twice."""
    asked = (obstacle.raised_by, *obstacle.path, obstacle.lies_with)
    place = route.index(obstacle.lies_with) if obstacle.lies_with in route else 0
    return (one for one in route[place:] if one not in asked)


def _elsewhere(obstacle: Obstacle, who: tuple[str, ...]) -> Refusal:
    number, unit = obstacle.number, obstacle.lies_with
    reason = Message.of("refusal.obstacle_elsewhere", number=number, unit=unit)
    return Refusal(NOT_AUTHORISED, "R3", reason, who)


def route(task: Task, above: Mapping[str, Task]) -> Iterator[str]:
    """Yield the units that are asked about an obstacle of ``task``, one after the other.

    Up along the edges, the first one each time: the holder of each task above, and after a via
    the addressee, who decides. Where no addressee decides, it goes to the assigners at last: from
    a task that nobody takes to the standing agency, then to the issuer. Units outside the host
    cannot be asked; one that stands on the way twice is asked once.

    Args:
        task: The task.
        above: Every task above it, by id.
    """
    gone: set[str] = set()
    while (edge := _way_up(task, above, gone)) is not None:
        yield edge.receiver
        gone.add(edge.above)
        task = above[edge.above]
        deciding = [unit for unit in edge.addressees if not _is_outside(unit, above)]
        if deciding:
            yield deciding[0]
            return
    issuer, *agency = task.assignment.assigners
    if task.kind != RECEIVE:
        yield from agency
    yield issuer


def _way_up(task: Task, above: Mapping[str, Task], gone: set[str]) -> Edge | None:
    for edge in task.standing.edges:
        up = above.get(edge.above)
        if up is not None and edge.above not in gone and _may_be_asked(up):
            return edge
    return None


def _may_be_asked(task: Task) -> bool:
    return task.state != WITHDRAWN and not task.assignment.is_outside


def _is_outside(unit: str, above: Mapping[str, Task]) -> bool:
    return unit in [up.holder for up in above.values() if up.assignment.is_outside]


def obstacles_after(
    obstacles: tuple[Obstacle, ...], event: e.ObstacleEvent, at: DateTime
) -> tuple[Obstacle, ...]:
    """Return the obstacles of a task or plan after ``event``, recorded at ``at``."""
    if isinstance(event, e.ObstacleRaised):
        return (*obstacles, Obstacle(event.number, event.raised_by, at, event.lies_with, at))
    number = event.number
    return tuple([_moved(each, event, at) if each.number == number else each for each in obstacles])


def _moved(
    obstacle: Obstacle,
    event: e.ObstacleAnswered | e.ObstacleEscalated | e.ObstacleWithdrawn,
    at: DateTime,
) -> Obstacle:
    if isinstance(event, e.ObstacleEscalated):
        path = (*obstacle.path, obstacle.lies_with)
        return altered(obstacle, path=path, lies_with=event.lies_with, since=at)
    state = ANSWERED if isinstance(event, e.ObstacleAnswered) else TAKEN_BACK
    return altered(obstacle, state=state, closed_at=at)


def lapsed(obstacles: tuple[Obstacle, ...], at: DateTime) -> tuple[Obstacle, ...]:
    """Return the obstacles of a task that was withdrawn: the open ones went with it."""
    if not obstacles:
        return obstacles
    return tuple(
        altered(each, state=TAKEN_BACK, closed_at=at) if each.is_open else each
        for each in obstacles
    )


def open_obstacles(task: Task, below: tuple[Task, ...]) -> tuple[OpenObstacle, ...]:
    """Return what a report on ``task`` lists: open obstacles of its own and of the tasks below.

    Of tasks further down it passes on what the reports that it takes list of them.
    """
    found = dict.fromkeys(_own(task)) if task.standing.obstacles else {}
    for child in below:
        standing = child.standing
        if standing.obstacles:
            found |= dict.fromkeys(_own(child))
        report = standing.current()
        if report is not None and report.obstacles:
            found |= dict.fromkeys(each for each in report.obstacles if each.task != child.id)
    return tuple(found)


def _own(task: Task) -> Iterator[OpenObstacle]:
    return (
        OpenObstacle(task.id, task.holder, each.number) for each in task.standing.open_obstacles()
    )
