"""Section IV: who reported, who late, whose report was returned, and who gave nothing, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from planflow.document.line import Line, say
from planflow.document.number import count_text
from planflow.document.report.absence import Missing, missing
from planflow.document.report.block import (
    CENTRE,
    RIGHT,
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Points,
)
from planflow.document.report.progress import due_words
from planflow.document.report.survey import NOTHING_KNOWN, Survey
from planflow.domain.overview import was_sent_late
from planflow.domain.task import Task
from planflow.message import day_text

_ROW = ("expected", "submitted", "late", "returned", "owing")


@frozen
class Sending:
    """How many reports were expected, sent, sent late, returned at least once, and never sent."""

    expected: int
    submitted: int
    late: int
    returned: int
    owing: int

    def cells(self) -> tuple[str, ...]:
        """Return the numbers as they are written."""
        return tuple(count_text(getattr(self, name)) for name in _ROW)


def count_sending(found: Survey, tasks: Iterable[Task]) -> Sending:
    """Return the counts over report ``tasks``; a report counts as sent with its first version."""
    owed = tuple(tasks)
    sent = [task for task in owed if task.standing.reports]
    return Sending(
        expected=len(owed),
        submitted=len(sent),
        late=sum(map(was_sent_late, sent)),
        returned=sum(found.view.course(task.id).returned_at is not None for task in sent),
        owing=len(owed) - len(sent),
    )


def sending(found: Survey) -> Iterator[Block]:
    """Yield section IV."""
    yield Heading(1, say("report.sending"))
    duties = [line for line in found.lines if line.is_duty]
    if not duties:
        yield Paragraph(say("report.no_duty"))
    else:
        yield _table(found, duties)
        yield from _noted(found, duties)
    yield Heading(2, say("report.absent_title"))
    yield from _absent(missing(found))


def _table(found: Survey, duties: list[Line]) -> Grid:
    first = ("code", "duty", "due")
    columns = [Column(say(f"column.{name}")) for name in first]
    columns += [Column(say(f"column.{name}"), RIGHT) for name in _ROW]
    rows = [
        (line.code, line.title, due_words(line), *count_sending(found, line.tasks).cells())
        for line in duties
    ]
    everyone = count_sending(found, (task for line in duties for task in line.tasks))
    total = ("", say("report.sum"), "", *everyone.cells())
    return Grid(tuple(columns), (*rows, total), has_total=True)


def _noted(found: Survey, duties: list[Line]) -> Iterator[Block]:
    """Yield by name who was late and whose report was returned."""
    tasks = [task for line in duties for task in line.tasks]
    late = _late(found, [task for task in tasks if was_sent_late(task)])
    returned = [_returned(found, task) for task in tasks if found.view.course(task.id).returned_at]
    for key, words in (("late_title", late), ("returned_title", returned)):
        if words:
            yield Heading(2, say(f"report.{key}"))
            yield Points(tuple(words))


def _late(found: Survey, tasks: list[Task]) -> list[str]:
    """Return a line for each unit with the days on which it first sent its late reports."""
    days: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        day = day_text(found.day(task.standing.reports[0].sent_at))
        days.setdefault((task.holder, task.source), []).append(day)
    return [
        say("report.late", unit=found.name(unit), item=source, day="; ".join(sent))
        for (unit, source), sent in days.items()
    ]


def _returned(found: Survey, task: Task) -> str:
    returned_at = found.view.course(task.id).returned_at
    current = task.standing.current()
    words = say(
        "report.returned",
        unit=found.name(task.holder),
        item=task.source,
        day=found.day(returned_at) if returned_at else None,
    )
    if current is None or returned_at is None or current.sent_at <= returned_at:
        return words + say("report.not_resent")
    return words + say("report.resent", day=found.day(current.sent_at))


def _absent(absent: tuple[Missing, ...]) -> Iterator[Block]:
    if not absent:
        yield Paragraph(say("report.nobody_absent"))
        return
    together = _together(absent)
    yield Paragraph(say("report.absent_intro", count=count_text(len(together))))
    names = ("no", "unit", "source", "reason", "remark")
    centred = ("no", "source")
    columns = (Column(say(f"column.{x}"), CENTRE if x in centred else "left") for x in names)
    rows = [
        (str(place), one.name, ", ".join(one.sources), say(f"absence.{one.reason}"), _remark(one))
        for place, one in enumerate(together, 1)
    ]
    yield Grid(tuple(columns), tuple(rows))


def _together(absent: tuple[Missing, ...]) -> list[Missing]:
    """Return one row for a unit and reason with all its items; those not yet due come last."""
    found: dict[tuple[object, ...], Missing] = {}
    for one in absent:
        waiver = (one.is_waived, one.waived_by, one.why)
        key = (one.unit, one.reason, waiver, one.sent_on is not None)
        known = found.get(key, one)
        sources = tuple(dict.fromkeys((*known.sources, *one.sources)))
        days = [day for day in (known.sent_on, one.sent_on) if day]
        found[key] = evolve(known, sources=sources, sent_on=max(days, default=None))
    return sorted(found.values(), key=lambda one: one.reason == "not-due")


def _remark(one: Missing) -> str:
    remarks = [_waiver(one)] if one.is_waived else []
    if one.sent_on:
        remarks.append(say("report.sent_since", day=one.sent_on))
    return "; ".join(remarks) or NOTHING_KNOWN


def _waiver(one: Missing) -> str:
    if not one.waived_by:
        return say("report.waived")
    key = "report.waived_why" if one.why else "report.waived_by"
    return say(key, unit=one.waived_by, why=" ".join(one.why.split()))
