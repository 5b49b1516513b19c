"""Who has reported and who has not, by name and reason: n of N (Rules R16, R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import frozen

from planflow.domain.overview.count import is_judged, share_of
from planflow.domain.overview.group import Group, grouped
from planflow.domain.overview.view import PlanView
from planflow.domain.report import Absentee
from planflow.domain.task import REPORT, SUSPENDED, WITHDRAWN, Task, absence_reason
from planflow.domain.task.waiver import waived_ahead


@frozen(kw_only=True)
class Coverage:
    """How many of the reports that are owed stand, and who is missing: "187 of 200 communes".

    Bodies that are only asked stand apart and are in neither number (Rule R6).

    Attributes:
        owed: How many reports are owed: all that were ordered but the excused.
        given: How many of them stand.
        partial: How many of those given are only partial.
        missing: Who owes one that does not stand, with the reason: ``owed`` less ``given``.
        excused: Who need not give one: suspended, withdrawn; those owe nothing.
        asked: How many reports were asked for, not ordered.
        answered: How many of these stand.
        unanswered: Who was asked and has given none, with the reason.
        unnamed: The words of open sets that nobody has named: who is not even known.
    """

    owed: int
    given: int
    partial: int
    missing: tuple[Absentee, ...]
    excused: tuple[Absentee, ...]
    asked: int
    answered: int
    unanswered: tuple[Absentee, ...]
    unnamed: tuple[str, ...]

    @property
    def rate(self) -> Decimal | None:
        """Return the given among the owed, as a share of one; nothing where none is owed."""
        return share_of(self.given, self.owed)


def coverage(view: PlanView, *by: str) -> dict[Group, Coverage]:
    """Return, for each group of a plan's duties to report, who has reported and who has not.

    A view of an earlier moment gives what was known then: a report that was sent on paper and
    recorded later is missing in it (Rule R27).

    Args:
        view: The plan at a moment.
        by: What to group by, as for :func:`counts_by`; nothing: ``source`` and ``occurrence``,
            that is the duty and the period.

    Raises:
        DefinitionError: If ``by`` names something else.
    """
    tasks = (task for task in view.tasks.values() if task.kind == REPORT)
    waived = _waived(view)
    return {
        group: _coverage(each, view, waived)
        for group, each in grouped(view, tasks, by or ("source", "occurrence")).items()
    }


def _coverage(tasks: Iterable[Task], view: PlanView, waived: Mapping[str, str]) -> Coverage:
    ordered: list[Task] = []
    asked: list[Task] = []
    excused: list[Task] = []
    unnamed: set[str] = set()
    for task in tasks:
        unnamed.update(task.standing.open_sets)
        if not is_judged(task):
            asked.append(task)
        else:
            (excused if _is_excused(task) else ordered).append(task)
    missing, unanswered, need_not = (
        tuple(_absentee(task, view, waived) for task in among if task.standing.current() is None)
        for among in (ordered, asked, excused)
    )
    return Coverage(
        owed=len(ordered),
        given=len(ordered) - len(missing),
        partial=sum(map(_is_partial, ordered)),
        missing=missing,
        excused=need_not,
        asked=len(asked),
        answered=len(asked) - len(unanswered),
        unanswered=unanswered,
        unnamed=tuple(sorted(unnamed)),
    )


def _absentee(task: Task, view: PlanView, waived: Mapping[str, str]) -> Absentee:
    reason = absence_reason(task, view.now, is_closed=view.has_closed(task.holder))
    return Absentee(task.id, task.holder, reason, task.id in waived, waived.get(task.id, ""))


def _is_excused(task: Task) -> bool:
    return task.state in (SUSPENDED, WITHDRAWN) and task.standing.current() is None


def _is_partial(task: Task) -> bool:
    report = task.standing.current()
    return report is not None and not report.is_closing


def _waived(view: PlanView) -> Mapping[str, str]:
    """Return the tasks without which a report above went or will go up on purpose, and by whom."""
    below: dict[str, list[Task]] = defaultdict(list)
    found: dict[str, str] = {}
    for task in view.tasks.values():
        for edge in task.standing.edges:
            below[edge.above].append(task)
        report = task.standing.current()
        absent = report.absentees if report is not None else ()
        found |= {each.task: each.waived_by for each in absent if each.is_waived}
    for task in view.tasks.values():
        if task.standing.waivers:
            found |= waived_ahead(task, tuple(below[task.id]))
    return found
