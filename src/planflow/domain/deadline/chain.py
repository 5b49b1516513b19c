"""Deadlines along a chain of reports: do they leave time for what comes above? (Rule R14)."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.domain.deadline.deadline import Deadline
from planflow.domain.workday import Period, Workdays
from planflow.message import Message


def report_conflicts(
    lower: Deadline, upper: Deadline, workdays: Workdays, who: str, above: str
) -> Iterator[Message]:
    """Yield a warning where the first working day after ``lower`` lies after ``upper``."""
    if workdays.next_working(lower.due_on) > upper.due_on:
        yield Message.of(
            "conflict.report", who=who, above=above, lower=lower.due_on, upper=upper.due_on
        )


def partner_conflicts(partner: Deadline, lead: Deadline, who: str, above: str) -> Iterator[Message]:
    """Yield a warning where a partner's date lies after the lead's."""
    if partner.due_on > lead.due_on:
        yield Message.of(
            "conflict.partner", who=who, above=above, lower=partner.due_on, upper=lead.due_on
        )


def cut_off_conflicts(
    period: Period, deadline: Deadline, workdays: Workdays, who: str
) -> Iterator[Message]:
    """Yield a warning where no working day lies between cut-off and deadline.

    Decree 09/2019 art. 8.5.
    """
    if workdays.next_working(period.cut_off_on) >= deadline.due_on:
        yield Message.of(
            "conflict.cut_off", who=who, cut_off=period.cut_off_on, due=deadline.due_on
        )
