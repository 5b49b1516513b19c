"""From a running plan to its graph of tasks: a pure function, the same answer every time."""

from __future__ import annotations

from functools import cached_property

from attrs import evolve, field, frozen
from pendulum import Date

from planflow.domain.change.cascade import feed_parent
from planflow.domain.change.conflict import graph_warnings
from planflow.domain.change.feed import (
    drop_detours,
    feed_addressees,
    feed_leads,
    feed_own_report,
    feed_reports,
    refuse_double_paths,
)
from planflow.domain.change.node import Graph, Ground, Node
from planflow.domain.change.own_day import own_days
from planflow.domain.deadline import (
    INHERITED,
    UNDATED,
    WAITING,
    ByRegime,
    Occurrence,
    Unscheduled,
    occurrences,
)
from planflow.domain.organisation import Selector
from planflow.domain.plan import SHARED, Duty, Item, Partner
from planflow.domain.task import DELIVER, LEAD, PARTNER, REPORT, REPORTER, OwnDay
from planflow.domain.task.event import Assigned
from planflow.message import Message


@frozen
class Unfolded:
    """The graph of a plan: its tasks, and what a person should know before issuing it."""

    tasks: tuple[Assigned, ...]
    warnings: tuple[Message, ...]

    def by_id(self) -> dict[str, Assigned]:
        """Return the tasks by id, in order."""
        return {new.assignment.id: new for new in self.tasks}


def unfold(ground: Ground, *, is_checked: bool = True) -> Unfolded:
    """Return every task of the plan up to its horizon, with deadlines and edges.

    Unfolding again to a later horizon gives the same tasks and more: ids derive from plan,
    source, holder and occurrence.

    Args:
        ground: What it stands on.
        is_checked: Refuse double paths; a plan that is only compared with was checked before.

    Raises:
        DefinitionError: If figures would reach a task by two paths (Rule R19).
    """
    graph = Graph()
    for duty in ground.plan.duties:
        _add_reports(graph, ground, duty)
    for item in ground.plan.leaves():
        _add_item(graph, ground, item)
    _add_heirs(graph, ground)
    for duty in ground.plan.duties:
        feed_reports(graph, ground, duty)
        feed_own_report(graph, ground, duty)
    drop_detours(graph)
    feed_parent(graph, ground)
    feed_addressees(graph, ground)
    _inherit(graph)
    if is_checked:
        refuse_double_paths(graph, ground)
    graph.warn(*graph_warnings(graph, ground))
    return Unfolded(tuple(node.assigned() for node in graph.nodes.values()), tuple(graph.warnings))


def default_horizon(issued_on: Date, last_year: int | None) -> Date:
    """Return the end of the plan's last year, or of the year of issue where it is open-ended."""
    return Date(last_year if last_year is not None else issued_on.year, 12, 31)


def _add_heirs(graph: Graph, ground: Ground) -> None:
    """Add the tasks that carry others on; what those fed beside reports of their own is settled."""
    waiting = list(graph.nodes.values())
    for node in waiting:
        for one in ground.heirs.get(node.assignment.id, ()):
            if one in graph.nodes:
                continue
            holder = one.split("/")[2]
            assignment = evolve(node.assignment, id=one, holder=holder)
            heir = evolve(node, assignment=assignment, edges=list(node.edges), is_heir=True)
            waiting.append(graph.add(heir))


def _add_reports(graph: Graph, ground: Ground, duty: Duty) -> None:
    own = _Sendings(ground, duty)
    indicators = tuple(indicator.id for indicator in duty.indicators)
    for occurrence in own.of_level(None):
        members = ground.members(duty.reporters, duty.code, ground.opening(occurrence))
        for unit in members.units:
            if unit == duty.via:
                continue
            sent = own.of_unit(unit, occurrence)
            _note(graph, duty.code, sent)
            graph.add(
                ground.node(
                    code=duty.code,
                    kind=REPORT,
                    part=REPORTER,
                    holder=unit,
                    occurrence=sent,
                    authority=duty.authority,
                    indicators=indicators,
                    open_sets=members.open_sets,
                    signature=ground.plan.signature_of(head_answers=duty.head_answers),
                )
            )
        if not members.units:
            _note(graph, duty.code, occurrence)
            _warn_emptied(graph, ground, duty.code, duty.reporters, occurrence)


@frozen
class _Sendings:
    """The occurrences of a duty, those of each level apart where its regime dates them so (R14)."""

    ground: Ground
    duty: Duty
    _found: dict[str | None, tuple[Occurrence, ...]] = field(factory=dict, eq=False)

    def of_level(self, level: str | None) -> tuple[Occurrence, ...]:
        """Return the occurrences for the units of ``level``, in order."""
        if level not in self._found:
            schedule = self.duty.schedule
            if level is not None and isinstance(schedule, ByRegime):
                schedule = evolve(schedule, level=level)
            setting = self.ground.setting()
            self._found[level] = occurrences(schedule, setting, is_report=True)
        return self._found[level]

    def of_unit(self, unit: str, occurrence: Occurrence) -> Occurrence:
        """Return ``occurrence`` as it is for ``unit``."""
        level = self.ground.directory.unit(unit).level
        if level not in self._levels:
            return occurrence
        return next(one for one in self.of_level(level) if one.key == occurrence.key)

    @cached_property
    def _levels(self) -> tuple[str, ...]:
        """Return the levels that the regime dates by themselves, unless the plan names one."""
        schedule = self.duty.schedule
        if not isinstance(schedule, ByRegime) or schedule.level or schedule.period is None:
            return ()
        regime = self.ground.setting().regimes.get(schedule.regime)
        return regime.levels(schedule.period) if regime is not None else ()


def _add_item(graph: Graph, ground: Ground, item: Item) -> None:
    for occurrence in occurrences(item.schedule or Unscheduled(), ground.setting()):
        _note(graph, item.code, occurrence)
        if _warn_emptied(graph, ground, item.code, item.lead, occurrence):
            continue
        leads = _leads(ground, item, occurrence, own_days(graph, ground, item, occurrence))
        partners = [
            node
            for each in item.partners
            for node in _partners(graph, ground, item, each, occurrence)
        ]
        holders = {lead.assignment.holder for lead in leads}
        partners = [node for node in partners if node.assignment.holder not in holders]
        for node in (*leads, *partners):
            graph.add(node)
        if leads and (partners or item.spread == SHARED):
            feed_leads(graph, leads if item.spread == SHARED else leads[:1], partners)


def _leads(
    ground: Ground, item: Item, occurrence: Occurrence, days: tuple[OwnDay, ...]
) -> list[Node]:
    if item.lead is None:
        return []
    day = ground.opening(occurrence)
    unnamed = tuple(
        words
        for partner in item.partners
        for words in ground.members(partner.selector, item.code, day).open_sets
    )
    return [
        _node(ground, item, LEAD, unit, occurrence, unnamed, days)
        for unit in ground.members(item.lead, item.code, day).units
    ]


def _partners(
    graph: Graph, ground: Ground, item: Item, partner: Partner, occurrence: Occurrence
) -> list[Node]:
    if partner.schedule is not None:
        own = occurrences(partner.schedule, ground.setting())
        first = own[0] if own else occurrence
        occurrence = next((one for one in own if one.key == occurrence.key), first)
        _note(graph, item.code, occurrence)
    elif occurrence.awaits is not None:
        dating = UNDATED if occurrence.dating == WAITING else occurrence.dating
        occurrence = evolve(occurrence, dating=dating, awaits=None)
    _warn_emptied(graph, ground, item.code, partner.selector, occurrence)
    members = ground.members(partner.selector, item.code, ground.opening(occurrence))
    return [_node(ground, item, PARTNER, unit, occurrence) for unit in members.units]


def _node(
    ground: Ground,
    item: Item,
    part: str,
    unit: str,
    occurrence: Occurrence,
    open_sets: tuple[str, ...] = (),
    days: tuple[OwnDay, ...] = (),
) -> Node:
    return ground.node(
        code=item.code,
        kind=DELIVER,
        part=part,
        holder=unit,
        occurrence=occurrence,
        authority=item.authority,
        indicators=tuple(product.indicator.id for product in item.products),
        open_sets=open_sets,
        signature=ground.plan.signature_of(head_answers=item.head_answers),
        own_days=days,
    )


def _inherit(graph: Graph) -> None:
    """Give an undated partner the date of the duty it reports under, marked so."""
    for node in graph.of(part=PARTNER):
        if node.deadline is not None:
            continue
        above = (graph.nodes[edge.above] for edge in node.edges if edge.above in graph.nodes)
        dates = [up.deadline for up in above if up.assignment.kind == REPORT and up.deadline]
        if dates:
            first = min(dates, key=lambda deadline: deadline.due_on)
            why = Message.of("deadline.inherited", due=first.due_on)
            explanation = (why, *first.explanation)
            node.deadline = evolve(first, origin=INHERITED, explanation=explanation)
            node.dating = "dated"


def _note(graph: Graph, code: str, occurrence: Occurrence) -> None:
    deadline = occurrence.deadline
    notes = [*(deadline.warnings if deadline else ()), occurrence.note]
    for note in notes:
        if note is not None:
            graph.warn(Message.of("warning.undated", place=code, why=note))


def _warn_emptied(
    graph: Graph, ground: Ground, code: str, selector: Selector | None, occurrence: Occurrence
) -> bool:
    """Warn of a selector that has lost its members: nothing unfolds from it any more (R24)."""
    day = ground.opening(occurrence)
    is_emptied = selector is not None and ground.is_emptied(selector, code, day)
    if is_emptied:
        graph.warn(Message.of("warning.emptied", place=code, on=day))
    return is_emptied
