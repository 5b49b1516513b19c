"""What a holder says, and what it took from below: values only."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.plan import Amount
from planflow.domain.report.figures import Figures
from planflow.domain.report.obstacle import OpenObstacle

ABSENCES: Final = (
    "not-due",
    "late",
    "returned",
    "declined",
    "silent",
    "suspended",
    "waiting",
    "unnamed",
    "withdrawn",
    "unit-closed",
)
"""Why a task below gave nothing (Rule R18)."""


@frozen
class Pin:
    """One report version from below that was taken into a report (Rule R17).

    Attributes:
        task: The task below.
        holder: Its holder.
        version: The version that was taken.
        carries: Its figures count here; otherwise they reach the top by another path.
        figures: The total that was accepted from it.
        reported: The total that it reported, where less was accepted.
        left_out: Stocks of it that a successor has counted anew (Rule R24).
    """

    task: str
    holder: str
    version: int
    carries: bool
    figures: Figures
    reported: Figures | None = None
    left_out: tuple[str, ...] = ()

    def cut(self) -> dict[str, Amount]:
        """Return the amounts that were accepted in the place of those reported, by indicator."""
        if self.reported is None:
            return {}
        reported = self.reported.actual
        accepted = self.figures.actual.items()
        return {name: amount for name, amount in accepted if amount != reported.get(name)}


class new_pin(Pin):  # noqa: N801 - called as a function: what it makes is a pin
    """Makes the pin of a report that is taken in full, in a third of the time ``Pin`` takes.

    A report makes one for each task below. A frozen class sets every field of a new value past the
    guard that keeps it from changing; here the guard comes with the class, once all are set.
    """

    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__

    def __init__(
        self: Any,
        task: str,
        holder: str,
        version: int,
        carries: bool,  # noqa: FBT001 - as a pin has it
        figures: Figures,
    ) -> None:
        """Fill the fields of a pin."""
        self.task = task
        self.holder = holder
        self.version = version
        self.carries = carries
        self.figures = figures
        self.reported = None
        self.left_out = ()
        self.__class__ = Pin


@frozen
class Joint:
    """Something held together with others: counted by its lead unit only (Rule R19).

    Attributes:
        indicator: What was held.
        lead: The unit that leads it and counts it among its own figures.
        amount: How much of it.
    """

    indicator: str
    lead: str
    amount: Amount


@frozen
class Absentee:
    """A task below that gave nothing, and why (Rule R18).

    Attributes:
        task: The task below, or empty for an open set that nobody named.
        holder: Its holder, or the words of the open set.
        reason: One of ``ABSENCES``.
        is_waived: Whoever reports did so on purpose without it.
        waived_by: The unit that waived it.
    """

    task: str
    holder: str
    reason: str
    is_waived: bool = False
    waived_by: str = ""


@frozen(slots=False)
class Report:
    """One version of what a holder says.

    Attributes:
        version: 1 for the first version, then one more each time.
        is_closing: The work is done; otherwise it is what there is at the cut-off (partial).
        period: Key of the period reported on, where there is one.
        figures: The holder's own contribution.
        total: The own contribution and what was taken from below.
        pins: What was taken, version by version.
        absentees: What was missing, by name and reason.
        sent_at: When it was sent (Rule R27): judged by this.
        entered_by: The unit that entered it on the holder's behalf, if another did.
        evidence: References to what proves it.
        data_from: First day of its data, where a period or an event says it.
        data_to: Last day of its data.
        due_at: The instant after which this sending was late, if there was one.
        corrects: The version that it corrects, 0 for none.
        joint: What was done together with others who count it; no figure of this report.
        obstacles: The obstacles still open: the holder's and those of the tasks below, and what
            the reports taken from them list of tasks further down.
        acted_by: The standing agency, where it reported in the issuer's name.
    """

    version: int
    is_closing: bool
    period: str | None
    figures: Figures
    total: Figures
    pins: tuple[Pin, ...]
    absentees: tuple[Absentee, ...]
    sent_at: DateTime
    entered_by: str | None = None
    evidence: tuple[str, ...] = ()
    data_from: Date | None = None
    data_to: Date | None = None
    due_at: DateTime | None = None
    corrects: int = 0
    joint: tuple[Joint, ...] = ()
    obstacles: tuple[OpenObstacle, ...] = ()
    acted_by: str | None = None

    @property
    def is_late(self) -> bool:
        """Tell whether it was sent after the deadline that was in force then."""
        return self.due_at is not None and self.sent_at > self.due_at
