"""Who is missing in a report, by name and reason (Rule R18): through the whole tree below it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from attrs import evolve, frozen
from pendulum import Date

from planflow.document.line import unit_order
from planflow.document.report.survey import Survey
from planflow.domain.report import Absentee, Report
from planflow.domain.task import REPORT, Task, absence_reason


@frozen(kw_only=True)
class Missing:
    """Somebody who gave nothing, and why.

    Attributes:
        task: The task that gave nothing, or empty for an open set that nobody named.
        unit: Its holder, or the words of the open set.
        name: The unit's name, or those words again.
        sources: Codes of the items or duties.
        reason: One of ``ABSENCES``.
        is_waived: The report went up without it on purpose.
        sent_on: The day on which it did report after all.
        waived_by: Name of the unit that waived it.
        why: Why it did, as far as that is still known.
    """

    task: str
    unit: str
    name: str
    sources: tuple[str, ...]
    reason: str
    is_waived: bool = False
    sent_on: Date | None = None
    waived_by: str = ""
    why: str = ""


def missing(found: Survey) -> tuple[Missing, ...]:
    """Return everyone who gave nothing to the report, open sets that nobody named last.

    Those whom the report and the reports taken into it name as absent; below them, and where
    there is no report yet, whoever owes one.
    """
    people: dict[str, Missing] = {}
    for above, absent in _named(found):
        if absent.task not in people:
            people[absent.task] = _told(found, above, absent)
    for task in _owing(found):
        people.setdefault(task.id, _missing(found, task))
    units = unit_order(found.view)
    lines = {line.code: (not line.is_duty, n) for n, line in enumerate(found.lines)}
    in_order = sorted(
        people.values(), key=lambda one: (lines[one.sources[0]], units[one.unit], one.task)
    )
    return (*in_order, *_unnamed(found))


def _named(found: Survey) -> Iterator[tuple[str, Absentee]]:
    """Yield the absentees of the report and of all that it rests on, with the task above them."""
    top = [(found.top.id, found.report)] if found.top and found.report else []
    waiting: deque[tuple[str, Report]] = deque(top)
    seen: set[tuple[str, int]] = set()
    while waiting:
        above, report = waiting.popleft()
        tasks = found.view.tasks
        yield from ((above, absent) for absent in report.absentees if absent.task in tasks)
        for pin in report.pins:
            if pin.task in tasks and (pin.task, pin.version) not in seen:
                seen.add((pin.task, pin.version))
                reports = found.view.tasks[pin.task].standing.reports
                waiting.append((pin.task, reports[pin.version - 1]))


def _owing(found: Survey) -> Iterator[Task]:
    """Yield the reports that are owed now below the top, or anywhere where there is no top."""
    tasks = found.view.tasks.values()
    if found.top is None:
        yield from (task for task in tasks if _is_owed(task))
        return
    below: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        for edge in task.standing.edges:
            below[edge.above].append(task)
    waiting, seen = deque([found.top.id]), {found.top.id}
    while waiting:
        for task in below[waiting.popleft()]:
            if task.id not in seen and task.kind == REPORT:
                seen.add(task.id)
                waiting.append(task.id)
                yield from (one for one in (task,) if _is_owed(one))


def _is_owed(task: Task) -> bool:
    return task.kind == REPORT and task.standing.current() is None


def _told(found: Survey, above: str, absent: Absentee) -> Missing:
    """Return what the report on ``above`` says of somebody absent."""
    why = (found.view.waivers.get((above, who), "") for who in (absent.task, absent.holder))
    return evolve(
        _missing(found, found.view.tasks[absent.task], absent.reason),
        is_waived=absent.is_waived,
        waived_by=found.name(absent.waived_by) if absent.waived_by else "",
        why=next(filter(None, why), "") if absent.is_waived else "",
    )


def _missing(found: Survey, task: Task, told: str = "") -> Missing:
    view, current = found.view, task.standing.current()
    is_closed = view.has_closed(task.holder)
    reason = told or absence_reason(task, view.now, is_closed=is_closed)
    if current is None and reason == "not-due":
        moment = found.report.sent_at if found.report else view.now
        reason = absence_reason(task, moment)  # it was so when a report below went up
    return Missing(
        task=task.id,
        unit=task.holder,
        name=found.name(task.holder),
        sources=(task.source,),
        reason=reason,
        sent_on=found.day(current.sent_at) if current else None,
    )


def _unnamed(found: Survey) -> Iterator[Missing]:
    """Yield the open sets that nobody named, each once with all the items it stands in."""
    sources: dict[str, list[str]] = {}
    for line in found.lines:
        for words in line.unnamed:
            sources.setdefault(words, []).append(line.code)
    for words, codes in sources.items():
        yield Missing(task="", unit=words, name=words, sources=tuple(codes), reason="unnamed")
