"""The graph while it is being built: one node a task, with the edges found so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from attrs import define, evolve, field, frozen
from pendulum import Date

from planflow.domain.change.authority import authority_by_standing
from planflow.domain.change.standing import PlanStanding
from planflow.domain.deadline import Deadline, Occurrence, Setting
from planflow.domain.organisation import (
    AnyOf,
    Directory,
    Except,
    Members,
    Named,
    Open,
    Selector,
    resolve,
)
from planflow.domain.plan import ORDER, Plan
from planflow.domain.task import RECEIVE, RECEIVER, Assignment, Edge, Task
from planflow.domain.task.event import Assigned
from planflow.domain.workday import Workdays
from planflow.message import Message

OUTSIDE_TAG = "outside"
"""Units with this tag do not use the system; what they receive is recorded with evidence."""


@define
class Node:
    """A task in the making."""

    assignment: Assignment
    occurrence: Occurrence
    deadline: Deadline | None
    dating: str
    edges: list[Edge] = field(factory=list)

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
    """

    standing: PlanStanding
    directory: Directory
    workdays: Workdays
    parents: tuple[Task, ...] = ()
    over: Mapping[str, tuple[str, ...]] = field(factory=dict)
    _memo: dict[tuple[Selector, Date], Members] = field(factory=dict, eq=False)

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
            self._memo[key] = resolve(filled, self.directory, day)
        return self._memo[key]

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
        return f"{self.plan.id}/{code}/{holder}/{occurrence}"

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
