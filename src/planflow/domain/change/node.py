"""The graph while it is being built: one node a task, with the edges found so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from attrs import define, evolve, field, frozen
from pendulum import Date

from planflow.domain.change.standing import PlanStanding
from planflow.domain.deadline import Deadline, Occurrence, Setting
from planflow.domain.organisation import (
    OUTSIDE_TAG,
    AnyOf,
    Directory,
    Except,
    Members,
    Named,
    Open,
    Selector,
    Succession,
    heirs_on,
    receivers_on,
    resolve,
)
from planflow.domain.plan import ORDER, Plan, authority_by_standing
from planflow.domain.task import RECEIVE, RECEIVER, Assignment, Edge, OwnDay, Task, task_id
from planflow.domain.task.event import Assigned
from planflow.domain.workday import Workdays
from planflow.message import Message


@define
class Node:
    """A task in the making; an heir carries another one on, and feeds what that one fed."""

    assignment: Assignment
    occurrence: Occurrence
    deadline: Deadline | None
    dating: str
    edges: list[Edge] = field(factory=list)
    is_heir: bool = False

    def assigned(self) -> Assigned:
        """Return the event that this node becomes."""
        period = self.occurrence.period
        edges = tuple(self.edges)
        return Assigned(self.assignment, self.dating, self.deadline, period, edges)


@frozen
class Ground:
    """What unfolding stands on: the running plan, the directory, the calendar.

    Attributes:
        standing: The plan as it runs.
        directory: The units.
        workdays: The working days.
        parents: The tasks of another plan that this one carries out, one a period.
        over: Task of another plan → the tasks above it that its figures reach.
        heirs: Task → the tasks that carry it on, as they stand.
    """

    standing: PlanStanding
    directory: Directory
    workdays: Workdays
    parents: tuple[Task, ...] = ()
    over: Mapping[str, tuple[str, ...]] = field(factory=dict)
    _memo: dict[tuple[Selector, Date], Members] = field(factory=dict, eq=False)
    heirs: Mapping[str, tuple[str, ...]] = field(factory=dict)

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.standing.plan

    def setting(self) -> Setting:
        """Return what the plan brings to the reading of its schedules."""
        plan = self.plan
        return Setting(
            issued_on=self.standing.issued_on,
            years=plan.years,
            until=self.standing.until,
            policy=plan.policy,
            workdays=self.workdays,
            regimes={regime.id: regime for regime in plan.regimes},
            happenings=self.standing.in_force(),
            titles={event.id: event.title.vi for event in plan.events},
        )

    def members(self, selector: Selector, code: str, day: Date) -> Members:
        """Return the members of ``selector`` of item ``code`` on ``day``, named ones included."""
        filled = fill(selector, self.standing.named(code))
        key = (filled, day)
        if key not in self._memo:
            successions = self.standing.successions
            today = inherit(filled, successions, day) if successions else filled
            self._memo[key] = resolve(today, self.directory, day)
        return self._memo[key]

    def is_emptied(self, selector: Selector, code: str, day: Date) -> bool:
        """Tell whether a selector that once had members has none on ``day`` (Rule R24)."""
        found = self.members(selector, code, day)
        if found.units or found.open_sets or not self.standing.successions:
            return False
        return bool(self.members(selector, code, self.standing.issued_on).units)

    def receivers(self, units: tuple[str, ...], day: Date) -> tuple[str, ...]:
        """Return who stands on ``day`` where these units stood, to receive what is sent to them."""
        successions = self.standing.successions
        if not successions:
            return units
        found = (one for unit in units for one in receivers_on(unit, day, successions))
        return tuple(dict.fromkeys(found))

    def opening(self, occurrence: Occurrence) -> Date:
        """Return the day as of which an occurrence's selectors are resolved."""
        issued_on = self.standing.issued_on
        deadline = occurrence.deadline
        if deadline is not None and deadline.opens_on is not None:
            return max(deadline.opens_on, issued_on)
        return max(occurrence.period.starts_on, issued_on) if occurrence.period else issued_on

    def is_outside(self, unit: str, day: Date) -> bool:
        """Tell whether ``unit`` does not use the system."""
        return self.directory.unit(unit).has_tag(OUTSIDE_TAG, day)

    def authority(self, stated: str | None, unit: str) -> str:
        """Return what the plan file decided, else what the unit's standing says (Rule R6)."""
        return stated or authority_by_standing(unit, self.plan.issuer, self.directory)

    def task_id(self, code: str, holder: str, occurrence: str) -> str:
        """Return the id that derives from plan, source, holder and occurrence."""
        return task_id(self.plan.id, code, holder, occurrence)

    def node(
        self,
        *,
        code: str,
        kind: str,
        part: str,
        holder: str,
        occurrence: Occurrence,
        authority: str | None,
        indicators: tuple[str, ...],
        open_sets: tuple[str, ...] = (),
        signature: str = "",
        own_days: tuple[OwnDay, ...] = (),
    ) -> Node:
        """Return the node of a task that begins with what ``occurrence`` says about time."""
        assignment = Assignment(
            id=self.task_id(code, holder, occurrence.key),
            plan=self.plan.id,
            source=code,
            kind=kind,
            part=part,
            holder=holder,
            occurrence=occurrence.key,
            authority=self.authority(authority, holder),
            assigners=self.plan.assigners(),
            superiors=self.directory.superiors(holder),
            indicators=indicators,
            zone=self.plan.policy.zone,
            awaits=occurrence.awaits,
            is_outside=self.is_outside(holder, self.opening(occurrence)),
            open_sets=open_sets,
            signature=signature,
            own_days=own_days,
            ladder=self.plan.ladder,
        )
        return Node(assignment, occurrence, occurrence.deadline, occurrence.dating)

    def receive(self, code: str, holder: str, occurrence: Occurrence) -> Node:
        """Return the node of the task at the top of a chain: acknowledge, no deadline."""
        timeless = evolve(occurrence, deadline=None, dating="undated", awaits=None, note=None)
        return self.node(
            code=code,
            kind=RECEIVE,
            part=RECEIVER,
            holder=holder,
            occurrence=timeless,
            authority=ORDER,
            indicators=(),
        )


_INDEXED = ("source", "holder", "kind", "part")


@define
class Graph:
    """The nodes by id, in the order in which they were found, and what people should know."""

    nodes: dict[str, Node] = field(factory=dict)
    warnings: dict[Message, None] = field(factory=dict)
    _index: dict[tuple[str, str], list[Node]] = field(factory=lambda: defaultdict(list))

    def add(self, node: Node) -> Node:
        """Add ``node``, or return the one that is there already."""
        known = self.nodes.get(node.assignment.id)
        if known is not None:
            return known
        self.nodes[node.assignment.id] = node
        for name in _INDEXED:
            self._index[name, getattr(node.assignment, name)].append(node)
        return node

    def warn(self, *messages: Message) -> None:
        """Keep each message once."""
        self.warnings.update(dict.fromkeys(messages))

    def of(self, **facts: str) -> Iterator[Node]:
        """Yield the nodes whose assignment has these values (source, holder, kind, part)."""
        fewest = min((self._index[fact] for fact in facts.items()), key=len)
        for node in fewest:
            if all(getattr(node.assignment, name) == value for name, value in facts.items()):
                yield node


def fill(selector: Selector, named: Mapping[str, tuple[str, ...]]) -> Selector:
    """Return ``selector`` with every open set replaced whose members were named."""
    match selector:
        case Open(words) if words in named:
            return Named(named[words])
        case AnyOf(parts):
            return AnyOf(tuple(fill(part, named) for part in parts))
        case Except(base, minus):
            return Except(fill(base, named), fill(minus, named))
        case _:
            return selector


def inherit(selector: Selector, successions: tuple[Succession, ...], day: Date) -> Selector:
    """Return ``selector`` with every named unit replaced by those that carry it on by ``day``."""
    match selector:
        case Named(units):
            found = (one for unit in units for one in heirs_on(unit, day, successions))
            return Named(tuple(dict.fromkeys(found)))
        case AnyOf(parts):
            return AnyOf(tuple(inherit(part, successions, day) for part in parts))
        case Except(base, minus):
            return Except(inherit(base, successions, day), inherit(minus, successions, day))
        case _:
            return selector
