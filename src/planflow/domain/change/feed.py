"""The edges: who feeds whom; figures reach the top by one path only (Rules R4, R19, R22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pendulum import Date

from planflow.domain.change.node import Graph, Ground, Node
from planflow.domain.deadline import Occurrence
from planflow.domain.plan import PARENT, Duty
from planflow.domain.task import DELIVER, PARTNER, REPORT, Edge
from planflow.domain.workday import Period
from planflow.errors import DefinitionError, Fault

_EVER = Date(1, 1, 1)


def feed_leads(graph: Graph, leads: list[Node], partners: list[Node]) -> None:
    """Let partners feed the lead; of several leads of one shared task the first gathers (R1)."""
    first = leads[0].assignment
    for node in (*leads[1:], *partners):
        edge = Edge(first.id, first.holder, first.source)
        if edge not in node.edges:
            node.edges.append(edge)
    for other in leads:
        graph.add(other)


def feed_reports(graph: Graph, ground: Ground, duty: Duty) -> None:
    """Let every report under ``duty`` feed the report, or the receiving, above it."""
    for node in tuple(graph.of(source=duty.code, kind=REPORT)):
        if node.is_heir:
            continue
        day = ground.opening(node.occurrence)
        for target, addressees in _targets(ground, duty, node.assignment.holder, day):
            above = _report_above(graph, node, target)
            above = above or _receiving(graph, ground, duty.code, target, node.occurrence)
            edge = Edge(above.assignment.id, target, duty.code, addressees, duty.mode)
            node.edges.append(edge)


def feed_addressees(graph: Graph, ground: Ground) -> None:
    """Let what an event dated feed the units that it wants the report sent to (Rule R11)."""
    happenings = ground.standing.in_force()
    for node in tuple(graph.of(kind=DELIVER)):
        assignment = node.assignment
        happening = happenings.get(assignment.awaits) if assignment.awaits else None
        if happening is None:
            continue
        for unit in ground.receivers(happening.addressees, happening.happened_on):
            occurrence = Occurrence(key=str(assignment.awaits))
            above = _receiving(graph, ground, assignment.source, unit, occurrence).assignment
            node.edges.append(Edge(above.id, unit, assignment.source))


def feed_own_report(graph: Graph, ground: Ground, duty: Duty) -> None:
    """Let what a reporter does itself feed its report, period by period until it is closed."""
    gathered: dict[str, list[Node]] = {}
    for node in graph.of(source=duty.code, kind=REPORT):
        gathered.setdefault(node.assignment.holder, []).append(node)
    for node in tuple(graph.of(kind=DELIVER)):
        if not _covers(duty, node.assignment.source):
            continue
        reports = gathered.get(_gatherer(ground, node, gathered), [])
        for report in _showing(ground, node, reports):
            node.edges.append(_own_edge(node, report))


def drop_detours(graph: Graph) -> None:
    """Let own work go into the lower of two reports of its holder, which goes into the upper."""
    for node in graph.of(kind=DELIVER):
        own = {edge.above for edge in node.edges if edge.receiver == node.assignment.holder}
        passed = {
            above for one in own for above in own if one != above and _leads(graph, one, above)
        }
        node.edges = [edge for edge in node.edges if edge.above not in passed]


def _leads(graph: Graph, lower: str, upper: str) -> bool:
    """Tell whether the report ``lower`` goes into ``upper``, by whichever steps."""
    seen, waiting = {lower}, [lower]
    while waiting:
        above = {edge.above for edge in graph.nodes[waiting.pop()].edges}
        if upper in above:
            return True
        waiting += above - seen
        seen |= above
    return False


def refuse_double_paths(graph: Graph, ground: Ground) -> None:
    """Refuse a graph in which figures of a task reach another one by two paths, or in a circle.

    Those that go on through the plan that this one carries out are followed there.

    Raises:
        DefinitionError: Naming both ends of every such pair (Rule R19).
    """
    carrying = {
        one: tuple(edge.above for edge in node.edges if edge.carries)
        for one, node in graph.nodes.items()
    }
    known = {**ground.over, **carrying}
    faults = [fault for one in carrying for fault in double_paths_from(one, known)]
    if faults:
        raise DefinitionError(*faults)


def double_paths(carrying: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Yield each pair of tasks between which figures go two ways, or in a circle (Rule R19).

    Args:
        carrying: Task → the tasks that its figures go to.
    """
    for task in carrying:
        yield from double_paths_from(task, carrying)


def _targets(
    ground: Ground, duty: Duty, holder: str, day: Date
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield who takes the report of ``holder``, as of ``day``, and for whom it is."""
    named = tuple(_addressee(ground, unit, holder) for unit in duty.addressees)
    addressees = ground.receivers(named, day)
    via = ground.receivers((duty.via,), day)[:1] if duty.via is not None else ()
    if via:
        yield via[0], addressees
        return
    for unit in addressees:
        yield unit, ()


def _addressee(ground: Ground, unit: str, holder: str) -> str:
    if unit != PARENT:
        return unit
    parent = ground.directory.unit(holder).parent
    if parent is None:
        place = f"plan {ground.plan.id}: addressees"
        raise DefinitionError(Fault(place, f"{PARENT} of {holder}", "a unit with a parent"))
    return parent


def _receiving(
    graph: Graph, ground: Ground, code: str, holder: str, occurrence: Occurrence
) -> Node:
    """Return the task at the top of a chain, which thousands may feed; it is added once."""
    known = graph.nodes.get(ground.task_id(code, holder, occurrence.key))
    return known or graph.add(ground.receive(code, holder, occurrence))


def _report_above(graph: Graph, node: Node, target: str) -> Node | None:
    """Return the target's own report that ``node`` goes into: the first not yet cut off.

    Of several that are given once, the first that is due no earlier.
    """
    own = node.assignment.source
    found = [
        other
        for other in graph.of(holder=target, kind=REPORT)
        if other.assignment.source != own and _follows(node.occurrence, other.occurrence)
    ]
    return min(found, key=lambda above: _order(node, above)) if found else None


def _follows(lower: Occurrence, upper: Occurrence) -> bool:
    if upper.period is None:
        return lower.period is None
    if lower.period is not None:
        return upper.period.ends_on >= lower.period.ends_on
    return lower.deadline is None or lower.deadline.due_on <= upper.period.cut_off_on


def _order(lower: Node, upper: Node) -> tuple[Date, bool, Date]:
    """Order reports above by period; those given once by day, those due too early last."""
    period, before, after = upper.occurrence.period, lower.deadline, upper.deadline
    if period is not None or before is None or after is None:
        return (period.ends_on if period else _EVER, False, _EVER)
    return (_EVER, after.due_on < before.due_on, after.due_on)


def _covers(duty: Duty, code: str) -> bool:
    return not duty.covers or any(
        code == covered or code.startswith(f"{covered}.") for covered in duty.covers
    )


def _gatherer(ground: Ground, node: Node, gathered: dict[str, list[Node]]) -> str:
    """Return who reports on ``node``: its holder; the standing agency for the issuer (R4)."""
    holder = node.assignment.holder
    plan = ground.plan
    if holder == plan.issuer and holder not in gathered and plan.standing_agency is not None:
        return plan.standing_agency
    return holder


def _showing(ground: Ground, node: Node, reports: list[Node]) -> list[Node]:
    """Return the reports that show a task: from the first period not cut off on (R22).

    The report that takes the closing one is the last: the edges behind it fall away then. What
    recurs belongs to its own period, however late it is closed, or its figures would be told of
    the next one; where that is cut off before the work opens, the first one that is not.
    """
    opening = ground.opening(node.occurrence)
    ahead = [
        report
        for report in reports
        if report.occurrence.period is None or report.occurrence.period.cut_off_on >= opening
    ]
    own = node.occurrence.period
    if own is None or own.kind == "event":
        return ahead
    return [report for report in ahead if _is_of(own, report.occurrence.period)] or ahead[:1]


def _is_of(own: Period, period: Period | None) -> bool:
    """Tell whether most of one period lies in the other; of one kind they bear the same name."""
    if period is None or own.kind == period.kind:
        return period is None or own.key == period.key
    return _lies_in(own, period) or _lies_in(period, own)


def _lies_in(inner: Period, outer: Period) -> bool:
    middle = (inner.starts_on.toordinal() + inner.ends_on.toordinal()) // 2
    return outer.starts_on.toordinal() <= middle <= outer.ends_on.toordinal()


def _own_edge(node: Node, report: Node) -> Edge:
    is_partner = node.assignment.part == PARTNER
    carries = not (is_partner and any(edge.carries for edge in node.edges))
    above = report.assignment
    return Edge(above.id, above.holder, above.source, carries=carries)


def double_paths_from(task: str, carrying: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Yield each task that figures of ``task`` reach two ways, itself included (Rule R19)."""
    reached: Counter[str] = Counter()
    waiting = [*carrying[task]]
    while waiting:
        above = waiting.pop()
        reached[above] += 1
        if above == task or reached[above] > 2:
            break
        waiting += carrying.get(above, ())
    for above, count in reached.items():
        if count > 1 or above == task:
            place = f"task {task}"
            yield Fault(place, f"two paths of figures to {above}", "at most one (Rule R19)")
