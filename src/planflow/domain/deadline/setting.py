"""What schedules are resolved with, and what resolving them gives."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen
from pendulum import Date

from planflow.domain.deadline.deadline import UNDATED, Deadline
from planflow.domain.deadline.policy import Policy
from planflow.domain.deadline.schedule import Schedule
from planflow.domain.workday import Period, Regime, Workdays
from planflow.message import Message


@frozen
class Happening:
    """An event that the plan waited for, as it came (Rules R11, R27).

    Attributes:
        event: The event's id in the plan.
        happened_on: The day it happened, such as the day the document arrived.
        document: Number and symbol of the document, and its date, as written on it.
        due: The date that it brings, as a schedule.
        data_from: First day of the data that it asks for.
        data_to: Last day of those data.
        addressees: Units that it wants the report sent to.
    """

    event: str
    happened_on: Date
    document: str = ""
    due: Schedule | None = None
    data_from: Date | None = None
    data_to: Date | None = None
    addressees: tuple[str, ...] = ()

    def period(self) -> Period | None:
        """Return the period of the data that it asks for, if it says one."""
        if self.data_from is None or self.data_to is None:
            return None
        return Period(
            key=self.event,
            kind="event",
            starts_on=self.data_from,
            ends_on=self.data_to,
            cut_off_on=self.data_to,
        )


@frozen(kw_only=True)
class Setting:
    """What a plan brings to the reading of its schedules.

    Attributes:
        issued_on: The day of issue: nothing opens before it; nothing where it is not known.
        years: First and last of the plan's own years; the last may be open.
        until: The horizon: no occurrence beyond this day is made (Rule R12).
        policy: How dates are read.
        workdays: The working days.
        regimes: The regimes that the plan may refer to, by id.
        happenings: The events that have come, by id.
        titles: What the plan calls its events, by id.
    """

    issued_on: Date | None
    years: tuple[int, int | None]
    until: Date
    policy: Policy
    workdays: Workdays
    regimes: Mapping[str, Regime]
    happenings: Mapping[str, Happening] = field(factory=dict)
    titles: Mapping[str, str] = field(factory=dict)

    def opening(self, opens_on: Date | None, due_on: Date) -> Date | None:
        """Return the day on which a task opens: not before the issue, not after it is due."""
        days = [day for day in (opens_on, self.issued_on) if day is not None]
        return min(max(days), due_on) if days else None


@frozen(kw_only=True)
class Occurrence:
    """One time that a task is to be done.

    Attributes:
        key: Its name: ``once``, or the period's key, such as ``2021``.
        deadline: Its deadline, where there is one.
        dating: ``dated``, ``continuous``, ``waiting`` or ``undated``.
        opens_on: The first day, where there is one without a deadline.
        period: The reporting period, where the schedule has one.
        awaits: The event that dates it, if any.
        note: Why it has no date, for people.
    """

    key: str = "once"
    deadline: Deadline | None = None
    dating: str = UNDATED
    opens_on: Date | None = None
    period: Period | None = None
    awaits: str | None = None
    note: Message | None = None
