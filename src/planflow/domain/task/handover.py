"""Tasks change hands: what their holders did is closed, others carry on, no figure twice (R24).

One mechanism for units that merge, split, are renamed or abolished, and for one task that goes to
another unit. It knows tasks and edges only; which tasks are handed over is decided elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping

from attrs import evolve as change
from attrs import field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import UNDATED, Deadline
from planflow.domain.organisation import ABOLISH, OUTSIDE_TAG, RENAME, SPLIT, Directory
from planflow.domain.plan import ORDER, Indicator, authority_by_standing
from planflow.domain.task import event as e
from planflow.domain.task.course import Course
from planflow.domain.task.gather import edge_to
from planflow.domain.task.passing import (
    AT_ONCE,
    CLOSED,
    CREATED,
    LAPSED,
    MOVED,
    REFED,
    TRANSFER,
    Handover,
    Passing,
    Way,
)
from planflow.domain.task.restate import restated
from planflow.domain.task.shift import carried_deadline, closing_deadline, own_deadline
from planflow.domain.task.table import DONE_STATES, OWED_STATES, SUSPENDED, WITHDRAWN
from planflow.domain.task.task import RECEIVE, RECEIVER, Assignment, Edge, Task, task_id
from planflow.instant import day_of
from planflow.message import Message


def is_owed(task: Task) -> bool:
    """Tell whether ``task`` is still to be done, now or once it is resumed."""
    return task.state in OWED_STATES


def hand_over(
    tasks: Mapping[str, Task],
    ways: Mapping[str, Way],
    directory: Directory,
    indicators: Mapping[str, Indicator],
    at: DateTime,
    fresh: Container[str] = (),
) -> Handover:
    """Return what becomes of the tasks that ``ways`` names, of their successors and neighbours.

    Open tasks move, done ones stay where they were reported. A successor is fed by what its
    predecessors reported and feeds what they fed; where a version was taken already, that edge
    stays and goes on carrying the figures, so that there is one path (Rule R19).

    Args:
        tasks: The tasks, those around the ones handed over among them.
        ways: Task → how it passes on; one that was closed before only shows others the way.
        directory: The units.
        indicators: The plan's indicators, by id.
        at: When it is recorded.
        fresh: Tasks that did not exist before this act.
    """
    handing = _Handing(tasks, ways, directory, indicators, at, fresh)
    handing.run()
    tasks = handing.tasks
    return Handover(tasks.happened, tuple(handing.passings), tuple(handing.warnings), tasks)


@frozen
class _Heir:
    """A task to be made for a unit."""

    unit: str
    before: list[str] = field(factory=list)


class _Handing:
    """The working state of one handover."""

    def __init__(
        self,
        tasks: Mapping[str, Task],
        ways: Mapping[str, Way],
        directory: Directory,
        indicators: Mapping[str, Indicator],
        at: DateTime,
        fresh: Container[str],
    ) -> None:
        self.tasks = Course(tasks, at)
        self.passings: list[Passing] = []
        self.warnings: dict[Message, None] = {}
        self._before = tasks
        self._ways, self._directory = ways, directory
        self._indicators, self._at, self._fresh = indicators, at, fresh
        self._closing = [one for one in ways if _is_closing(tasks[one])]
        self._now = frozenset(self._closing)
        self._below = _by_above(tasks, ways)
        self._heirs: dict[str, tuple[str, ...]] = {}
        self._made: dict[str, _Heir] = {}
        self._past: dict[str, tuple[Edge, ...]] = {}
        self._gone: dict[str, set[str]] = defaultdict(set)
        self._again: set[str] = set()

    def run(self) -> None:
        """Find who carries on, make their tasks, move what fed the old ones, close those."""
        for one in self._ways:
            self._heirs[one] = self._find_heirs(self._before[one], self._ways[one])
        edges = {one: self._edges_of(one, heir) for one, heir in self._made.items()}
        for one, heir in self._made.items():
            self._make(one, heir, edges[one])
        for child in self._children():
            self._move(child)
        for one in self._upwards():
            self._close(self._before[one], self._ways[one])

    # ── who carries on ───────────────────────────────────────────────────────

    def _find_heirs(self, task: Task, way: Way) -> tuple[str, ...]:
        units = self._units(task, way)
        if task.standing.closes_on is not None:
            return task.standing.heirs
        found = [self._heir(task, unit, way) for unit in units]
        return tuple([one for one in found if one is not None and one != task.id])

    def _units(self, task: Task, way: Way) -> tuple[str, ...]:
        """Return the units that get a task; what an abolished unit gathered goes to one above."""
        if way.kind != ABOLISH or way.instead is None:
            return way.into
        over = self._over(task, way.instead)
        if over:
            self._past[task.id] = over
            return ()
        is_top = not task.standing.edges
        return (way.instead,) if is_top or self._gathers(task) else ()

    def _gathers(self, task: Task) -> bool:
        """Tell whether others feed it from now on."""
        below = self._below.get(task.id, ())
        return any(child.holder != task.holder and self._leaves(child, task) for child in below)

    def _over(self, task: Task, unit: str) -> tuple[Edge, ...]:
        """Return the edges to the nearest tasks above that ``unit`` holds, on every way up."""
        found: dict[str, Edge] = {}
        waiting = [(edge, edge.carries) for edge in task.standing.edges]
        while waiting:
            edge, carries = waiting.pop(0)
            above = self._before.get(edge.above)
            if above is None:
                continue
            if above.holder == unit and above.standing.closes_on is None:
                found.setdefault(above.id, change(edge, carries=carries, taken=0))
                continue
            waiting += [(each, carries and each.carries) for each in above.standing.edges]
        higher = {one for low in found for one in self._reached(low)}
        return tuple(edge for one, edge in found.items() if one not in higher)

    def _reached(self, one: str) -> Iterator[str]:
        """Yield the tasks above a task, however far."""
        for edge in self._before[one].standing.edges:
            yield edge.above
            if edge.above in self._before:
                yield from self._reached(edge.above)

    def _heir(self, task: Task, unit: str, way: Way) -> str | None:
        """Return the task of ``unit`` that carries ``task`` on, if it is not done already."""
        facts = task.assignment
        one = task_id(facts.plan, facts.source, unit, facts.occurrence)
        known = self._before.get(one)
        if known is not None and one not in self._made:
            is_back = way.kind == TRANSFER and known.state == WITHDRAWN
            if not is_back:
                return one if _is_closing(known) and one not in self._ways else None
        self._made.setdefault(one, _Heir(unit)).before.append(task.id)
        return one

    def _leaves(self, child: Task, above: Task) -> bool:
        """Tell whether a task below feeds another one from now on: whoever is not done does."""
        if above.id not in self._now and child.id not in self._fresh:
            return False
        is_last_word = above.kind == RECEIVE or self._ways[above.id].kind in AT_ONCE
        if child.state not in DONE_STATES:
            return is_last_word or child.standing.closes_on is None
        return is_last_word and edge_to(child, above.id).taken != child.standing.reports[-1].version

    # ── where edges lead ─────────────────────────────────────────────────────

    def _above(self, unit: str, edge: Edge) -> list[Edge]:
        """Return where an edge of ``unit`` leads once everything is handed over."""
        way = self._ways.get(edge.above)
        if way is None:
            return [edge.taken_at(0)]
        past, heirs = self._past.get(edge.above), self._heirs[edge.above]
        if past:
            duty, mode = edge.duty, edge.mode
            return [
                change(x, duty=duty, mode=mode, carries=edge.carries and x.carries) for x in past
            ]
        if heirs:
            heir = self._nearest(unit, heirs)
            return [edge.led_to(heir, self._holder(heir))]
        is_lost = way.kind == ABOLISH and way.instead is None
        return [] if is_lost else [edge.taken_at(0)]

    def _nearest(self, unit: str, heirs: tuple[str, ...]) -> str:
        """Return the heir whose holder is the unit itself or its parent, else the first."""
        if len(heirs) == 1:
            return heirs[0]
        near = (unit, self._directory.unit(unit).parent)
        return next((one for one in heirs if self._holder(one) in near), heirs[0])

    def _holder(self, one: str) -> str:
        return self._made[one].unit if one in self._made else self._before[one].holder

    def _edges_of(self, one: str, heir: _Heir) -> tuple[Edge, ...]:
        """Return what the predecessors fed; of one duty in one period only the first's (R19)."""
        found: dict[str, Edge] = {}
        told: set[tuple[str, str]] = set()
        for before in heir.before:
            edges = self._before[before].standing.edges
            fresh = [(edge, what) for edge in edges if (what := _what(edge)) not in told]
            for edge, what in fresh:
                for new in self._above(heir.unit, edge):
                    if new.above in (one, before):
                        continue
                    known = found.get(new.above)
                    is_carried = known is not None and known.carries and not new.carries
                    found[new.above] = change(new, carries=True) if is_carried else new
                    told.add(what)
        holders = {self._before[one].holder for one in heir.before}
        return self._still_open(tuple(found.values()), holders)

    def _still_open(self, edges: tuple[Edge, ...], holders: set[str]) -> tuple[Edge, ...]:
        """Leave out what the old holders have reported already, unless there is nothing else."""
        found = tuple([edge for edge in edges if not self._is_done_by(edge.above, holders)])
        return found or edges

    def _is_done_by(self, one: str, holders: set[str]) -> bool:
        task = self._before.get(one)
        return task is not None and task.holder in holders and task.state in DONE_STATES

    # ── the tasks of those who carry on ──────────────────────────────────────

    def _make(self, one: str, heir: _Heir, edges: tuple[Edge, ...]) -> None:
        before = [self._before[each] for each in heir.before]
        way = self._ways[before[0].id]
        self.passings.append((one, CREATED, tuple(heir.before), way, tuple(before)))
        if one in self.tasks:
            self._reinstate(self.tasks[one], edges)
            return
        event = self._assigned(one, heir.unit, before, edges, way)
        self.tasks.create(one, event)
        if all(task.state == SUSPENDED for task in before):
            self.tasks.happen(one, e.Suspended())

    def _reinstate(self, task: Task, edges: tuple[Edge, ...]) -> None:
        """Give a task that had been handed over back to its first holder."""
        wanted, known = ({x.above for x in some} for some in (edges, task.standing.edges))
        self.tasks.happen(task.id, e.Reinstated())
        new = tuple(edge for edge in edges if edge.above not in known)
        self._feed(task.id, new, tuple(one for one in known if one not in wanted))

    def _assigned(
        self, one: str, unit: str, before: list[Task], edges: tuple[Edge, ...], way: Way
    ) -> e.Assigned:
        first = before[0]
        dated = first if len(before) == 1 else max(before, key=_due_on)
        deadline = carried_deadline(dated, way.on) if way.kind != RENAME else own_deadline(dated)
        assignment = first.assignment.passed_to(
            one,
            unit,
            self._authority(first, unit),
            self._directory.superiors(unit),
            first.standing.open_sets,
            is_outside=self._directory.unit(unit).has_tag(OUTSIDE_TAG, way.on),
        )
        period = first.standing.period
        if way.kind == ABOLISH and not edges and not any(map(self._gathers, before)):
            return e.Assigned(_receipt(assignment), UNDATED, None, period, ())
        return e.Assigned(assignment, dated.standing.dating, deadline, period, edges)

    def _authority(self, task: Task, unit: str) -> str:
        """Return order or request as before, or by the unit's standing where its role differs."""
        if self._directory.unit(task.holder).role == self._directory.unit(unit).role:
            return task.assignment.authority
        return authority_by_standing(unit, task.assignment.assigners[0], self._directory)

    # ── what fed the old ones ────────────────────────────────────────────────

    def _children(self) -> list[Task]:
        """Return the tasks that stay with their holders and feed one that is handed over."""
        found: dict[str, Task] = {}
        for one, below in self._below.items():
            for child in below:
                if child.id not in self._now and self._leaves(child, self._before[one]):
                    found[child.id] = child
        return list(found.values())

    def _move(self, child: Task) -> None:
        old = [
            edge
            for edge in child.standing.edges
            if edge.above in self._ways and self._leaves(child, self._before[edge.above])
        ]
        new = [each for edge in old for each in self._instead(child, edge)]
        kept = {edge.above for edge in child.standing.edges} - {edge.above for edge in old}
        for edge in old:
            self._gone[edge.above].add(child.id)
        fed = {edge.above: edge for edge in new if edge.above not in kept}
        left = tuple(edge.above for edge in old if edge.above not in fed)
        fed = {one: edge for one, edge in fed.items() if one not in {x.above for x in old}}
        if not fed and not left:
            return
        self._feed(child.id, tuple(fed.values()), left)
        left_by = tuple(self._before[edge.above] for edge in old)
        self.passings.append((child.id, REFED, tuple(fed), self._ways[old[0].above], left_by))
        if not self.tasks[child.id].standing.edges:
            self.warnings[Message.of("warning.without_receiver", task=child.id)] = None

    def _instead(self, child: Task, edge: Edge) -> Iterator[Edge]:
        """Yield the edges in the place of one; who takes the old one's place feeds what it fed."""
        for new in self._above(child.holder, edge):
            if new.above != child.id:
                yield new
                continue
            for over in self._before[edge.above].standing.edges:
                yield from (x for x in self._above(child.holder, over) if x.above != child.id)

    def _upwards(self) -> tuple[str, ...]:
        """Return the tasks that are closed, those below first."""
        order: dict[str, None] = {}
        for one in self._closing:
            self._visit(one, order)
        return tuple(order)

    def _visit(self, one: str, order: dict[str, None]) -> None:
        if one not in order:
            for child in self._below.get(one, ()):
                if child.id in self._now:
                    self._visit(child.id, order)
            order[one] = None

    # ── the old ones ─────────────────────────────────────────────────────────

    def _close(self, task: Task, way: Way) -> None:
        heirs = self._heirs[task.id]
        if task.state == SUSPENDED:
            self.tasks.happen(task.id, e.Resumed(task.deadline))
        deadline = _closing_deadline(task, way, self._at)
        self.tasks.happen(
            task.id, e.HolderClosed(way.last_day, way.closer, heirs, deadline, way.reason)
        )
        is_moved = way.kind in AT_ONCE
        if self._has_nothing(task, is_moved=is_moved):
            self._feed(task.id, (), tuple(edge.above for edge in task.standing.edges))
            self.tasks.happen(task.id, e.Withdrawn())
            what = MOVED if heirs else LAPSED
        else:
            if heirs and way.kind != SPLIT:
                self._feed_heir(task, heirs[0])
            else:
                self._feed_others(task)
            self._restate(task, is_closing=is_moved)
            what = MOVED if is_moved else CLOSED
        self.passings.append((task.id, what, heirs, way, (task,)))

    def _feed_heir(self, task: Task, heir: str) -> None:
        """Let a task feed the one that carries it on; what took a version of it keeps it."""
        if task.kind == RECEIVE:
            return
        edges = task.standing.edges
        is_carried = not edges or any(edge.carries for edge in edges)
        kept = [edge.above for edge in edges if edge.taken and edge.carries]
        if is_carried and kept:
            ahead = set(self._carried_to(heir))
            is_carried = not any(ahead.intersection(self._carried_to(one)) for one in kept)
        is_known = any(edge.above == heir for edge in edges)
        new = Edge(heir, self._holder(heir), task.source, carries=is_carried)
        lapsed = tuple(x.above for x in edges if not x.taken and x.above != heir)
        self._feed(task.id, () if is_known else (new,), lapsed)

    def _carried_to(self, one: str) -> Iterator[str]:
        """Yield a task and all those above it that its figures reach."""
        yield one
        for edge in self.tasks[one].standing.edges if one in self.tasks else ():
            if edge.carries:
                yield from self._carried_to(edge.above)

    def _feed_others(self, task: Task) -> None:
        """Let a task without an heir feed what stands in the place of other units' closing ones."""
        fed, lapsed = [], []
        for edge in task.standing.edges:
            above = self._before.get(edge.above)
            if above is None or above.id not in self._ways or above.holder == task.holder:
                continue
            new = [each for each in self._above(task.holder, edge) if each.above != edge.above]
            if not edge.taken and (new or not self._above(task.holder, edge)):
                fed += new
                lapsed.append(edge.above)
        self._feed(task.id, tuple(fed), tuple(lapsed))

    def _has_nothing(self, task: Task, *, is_moved: bool) -> bool:
        """Tell whether there is nothing left to close."""
        if task.kind == RECEIVE:
            below = {child.id for child in self._below.get(task.id, ())}
            return below <= self._gone[task.id]
        return is_moved and task.standing.current() is None

    def _restate(self, task: Task, *, is_closing: bool) -> None:
        """Say again what stands, without what has moved elsewhere, or as the last word."""
        if task.standing.current() is None:
            return
        gone, at = self._gone[task.id], self._at if is_closing else None
        report = restated(task, self.tasks, gone, self._again, self._indicators, at)
        if report is None:
            return
        self.tasks.happen(task.id, e.Reported(report) if is_closing else e.Revised(report))
        for new in report.pins:
            if new.task in self._again:
                self.tasks.happen(new.task, e.Taken(task.id, new.version))
        self._again.add(task.id)

    def _feed(self, one: str, new: tuple[Edge, ...], old: tuple[str, ...]) -> None:
        """Add edges, then take others away: a task is never left without one in between."""
        if new:
            self.tasks.happen(one, e.Fed(new))
        if old:
            self.tasks.happen(one, e.Unfed(old))


def _what(edge: Edge) -> tuple[str, str]:
    """Return the duty for which an edge leads up, and in which occurrence."""
    return edge.duty, edge.above.rpartition("/")[2]


def _receipt(assignment: Assignment) -> Assignment:
    """Return the assignment of whoever only receives what an abolished unit did."""
    return change(
        assignment,
        kind=RECEIVE,
        part=RECEIVER,
        authority=ORDER,
        indicators=(),
        awaits=None,
        open_sets=(),
    )


def _is_closing(task: Task) -> bool:
    standing = task.standing
    return standing.closes_on is None and standing.state in OWED_STATES


def _by_above(tasks: Mapping[str, Task], ways: Mapping[str, Way]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    for task in tasks.values():
        for edge in task.standing.edges:
            if edge.above in ways:
                found[edge.above].append(task)
    return found


def _due_on(task: Task) -> Date:
    deadline = own_deadline(task)
    return deadline.due_on if deadline else Date(1, 1, 1)


def _closing_deadline(task: Task, way: Way, at: DateTime) -> Deadline | None:
    """Return the last day as the deadline where it lies ahead and the task would end later."""
    if task.kind == RECEIVE or way.kind in AT_ONCE:
        return None
    if day_of(at, task.assignment.zone) > way.last_day:
        return None
    return closing_deadline(task, way.last_day)
