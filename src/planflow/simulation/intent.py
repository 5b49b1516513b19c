"""What units mean to do with their tasks: days and deeds, before anything happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.domain.deadline import INHERITED
from planflow.domain.plan import REQUEST
from planflow.domain.reminder import Announcement
from planflow.domain.task import PARTNER, RECEIVE, REPORT, Assignment
from planflow.domain.task.event import Assigned, HolderClosed, Redated
from planflow.instant import add_days
from planflow.simulation.chance import Chance
from planflow.simulation.scenario import LATE, SILENT, UNTIL_REMINDED, Scenario

START: Final = "start"
PARTIAL: Final = "partial"
CLOSE: Final = "close"
SEND_BACK: Final = "return"
RECEIVED: Final = "receive"
URGE: Final = "urge"


@frozen(order=True)
class Deed:
    """Something that a unit means to do on a day; deeds of one day follow their order."""

    day: Date
    rank: int
    task: str
    what: str


_RANKS: Final = {START: 0, PARTIAL: 1, CLOSE: 2, SEND_BACK: 3, URGE: 4, RECEIVED: 5}
_REPORTING_DAYS: Final = 12
"""Reports are written in the last days before they are due."""
_ENTERED_AFTER: Final = 10
"""Days after which somebody enters what a unit that ended still owes."""
_GATHERING: Final = 10
"""Reports that gather others go after those of the same day."""


def deed(day: Date, what: str, task: str, *, gathers: bool = False) -> Deed:
    """Return the deed ``what`` on ``task``."""
    return Deed(day, _RANKS[what] + (_GATHERING if gathers else 0), task, what)


class Intentions:
    """What units mean to do when they are given a task, a date, a reminder.

    Args:
        chance: What is left to chance.
        scenario: What is laid down.
        horizon: The last day of the run.
    """

    def __init__(self, chance: Chance, scenario: Scenario, horizon: Date) -> None:
        """Keep the parts."""
        self._chance = chance
        self._scenario = scenario
        self._horizon = horizon

    def on_assigned(
        self, event: Assigned, issued_on: Date, known: Mapping[str, Assigned]
    ) -> Iterator[Deed]:
        """Yield what the holder means to do with a new task."""
        assignment = event.assignment
        if assignment.kind == RECEIVE or self._is_idle(event):
            return
        opens_on = event.deadline.opens_on if event.deadline else None
        opens_on = max(opens_on or issued_on, issued_on)
        due_on = self._due_on(event, opens_on)
        if due_on is None:
            return
        work = self._scenario.work(assignment.source, assignment.holder)
        gathers = assignment.kind == REPORT
        third = add_days(opens_on, (due_on.toordinal() - opens_on.toordinal()) // 3)
        start_on = work.start_on or self._chance.day_between(opens_on, third, assignment.id, START)
        if not gathers or work.start_on:
            yield deed(start_on, START, assignment.id)
        yield from self._partial(event, known, due_on)
        is_inherited = event.deadline is not None and event.deadline.origin == INHERITED
        earliest = add_days(due_on, -_REPORTING_DAYS) if gathers or is_inherited else third
        close_on = work.report_on or self._close_on(assignment, earliest, due_on)
        if close_on is not None:
            yield deed(close_on, CLOSE, assignment.id, gathers=gathers)

    def on_redated(self, assignment: Assignment, event: Redated) -> Iterator[Deed]:
        """Yield what the holder means to do once an event has given it a date."""
        if event.deadline is None:
            return
        work = self._scenario.work(assignment.source, assignment.holder)
        due_on = event.deadline.due_on
        first = event.deadline.opens_on or due_on
        start_on = work.start_on or self._chance.worked(add_days(first, 3))
        yield deed(start_on, START, assignment.id)
        middle = Date.fromordinal((first.toordinal() + due_on.toordinal()) // 2)
        close_on = work.report_on or self._close_on(assignment, middle, due_on)
        if close_on is not None:
            yield deed(close_on, CLOSE, assignment.id)

    def on_closed(self, assignment: Assignment, event: HolderClosed, today: Date) -> Iterator[Deed]:
        """Yield the closing reports of a unit that ends: its own, or the one entered for it."""
        if assignment.kind == RECEIVE:
            return
        gathers = assignment.kind == REPORT
        conduct = self._chance.conduct(assignment.holder)
        last = self._chance.last_worked(event.closes_on)
        if conduct.behaviour not in (SILENT, UNTIL_REMINDED) and today <= last:
            day = last if gathers else self._chance.day_between(today, last, assignment.id, CLOSE)
            yield deed(day, CLOSE, assignment.id, gathers=gathers)
        later = max(today, event.closes_on)
        day = self._chance.worked(add_days(later, _ENTERED_AFTER))
        yield deed(day, CLOSE, assignment.id, gathers=gathers)

    def on_announced(self, announcement: Announcement, today: Date) -> Iterator[Deed]:
        """Yield what a reminder brings about: a silent unit reports, its receiver urges it."""
        if announcement.rung not in ("overdue_1", "not_resent_1"):
            return
        yield deed(self._chance.worked(add_days(today, 1)), URGE, announcement.task)
        if self._chance.conduct(announcement.holder).behaviour == UNTIL_REMINDED:
            days = self._chance.of("reminded", announcement.task).randint(2, 6)
            day = self._chance.worked(add_days(today, days))
            yield deed(day, CLOSE, announcement.task, gathers=True)

    def _is_idle(self, event: Assigned) -> bool:
        """Tell whether nothing is meant to happen: it waits, or is a partner's without a date."""
        assignment = event.assignment
        if assignment.awaits is not None:
            return True
        if event.deadline is None and assignment.part == PARTNER:
            return True
        is_asked = assignment.authority == REQUEST
        return is_asked and self._chance.of("asked", assignment.id).random() < 0.25

    def _due_on(self, event: Assigned, opens_on: Date) -> Date | None:
        if event.deadline is not None:
            return event.deadline.due_on
        if event.period is not None:
            return event.period.ends_on
        end = Date(opens_on.year, 12, 20)
        return end if end > opens_on else self._horizon

    def _partial(
        self, event: Assigned, known: Mapping[str, Assigned], due_on: Date
    ) -> Iterator[Deed]:
        """Yield partial reports for each period above that is cut off before the task is due."""
        assignment = event.assignment
        work = self._scenario.work(assignment.source, assignment.holder)
        if work.partial_on is not None:
            yield deed(work.partial_on, PARTIAL, assignment.id)
            return
        if assignment.kind == REPORT:
            return
        for edge in event.edges:
            above = known.get(edge.above)
            period = above.period if above is not None else None
            if period is not None and period.cut_off_on < due_on:
                first = add_days(period.cut_off_on, -9)
                day = self._chance.day_between(first, period.cut_off_on, assignment.id, PARTIAL)
                yield deed(day, PARTIAL, assignment.id)

    def _close_on(self, assignment: Assignment, first: Date, due_on: Date) -> Date | None:
        conduct = self._chance.conduct(assignment.holder)
        if conduct.behaviour in (SILENT, UNTIL_REMINDED):
            return None
        if conduct.behaviour == LATE:
            late_by = self._chance.days_late(conduct, assignment.id)
            return self._chance.worked(add_days(due_on, late_by))
        return self._chance.day_between(first, due_on, assignment.id, CLOSE)
