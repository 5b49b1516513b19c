"""The task: what the plan says of it (its assignment) and what moves (its standing)."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import UNDATED, Deadline
from planflow.domain.plan import APPROVE, Ladder
from planflow.domain.report import Obstacle, Report, still_open
from planflow.domain.task.table import ASSIGNED, DONE_STATES, OPEN_STATES, OWED_STATES
from planflow.domain.workday import Period

DELIVER: Final = "deliver"
REPORT: Final = "report"
RECEIVE: Final = "receive"
KINDS: Final = (DELIVER, REPORT, RECEIVE)

LEAD: Final = "lead"
PARTNER: Final = "partner"
REPORTER: Final = "reporter"
RECEIVER: Final = "receiver"


def task_id(plan: str, source: str, holder: str, occurrence: str) -> str:
    """Return the id that derives from plan, source, holder and occurrence."""
    return f"{plan}/{source}/{holder}/{occurrence}"


@frozen
class Edge:
    """A task feeds the task above it.

    Attributes:
        above: The task above.
        receiver: Its holder.
        duty: The item or duty that makes it feed.
        addressees: Whom the report is for, where the receiver only passes it on (via).
        mode: ``consolidate`` or ``approve``.
        carries: Its figures count above; at most one path carries them (Rule R19).
        taken: The version that the task above took, 0 for none (Rule R17).
    """

    above: str
    receiver: str
    duty: str
    addressees: tuple[str, ...] = ()
    mode: str = "consolidate"
    carries: bool = True
    taken: int = 0

    def leads_to(self, units: Container[str]) -> bool:
        """Tell whether one of ``units`` receives by it, or decides as the addressee."""
        return self.receiver in units or any(map(units.__contains__, self.addressees))

    def taken_at(self, version: int) -> Edge:
        """Return the edge once the task above took ``version``."""
        duty, addressees, mode, carries = self.duty, self.addressees, self.mode, self.carries
        return Edge(self.above, self.receiver, duty, addressees, mode, carries, version)

    def led_to(self, above: str, receiver: str) -> Edge:
        """Return the edge as it leads to another task, which has taken nothing."""
        return Edge(above, receiver, self.duty, self.addressees, self.mode, self.carries)


@frozen
class OwnDay:
    """The time that a product has for itself.

    Attributes:
        indicator: What is counted.
        deadline: By when a report on the task has it.
        is_counted: A figure tells that it is there; an outcome is there once the work is done.
    """

    indicator: str
    deadline: Deadline
    is_counted: bool = True


@frozen
class Assignment:
    """What the plan says of a task: who does what, for whom, in which occurrence.

    Id, plan, source, kind, holder and occurrence never change, the rest only when the plan is
    amended (Rule R23).

    Attributes:
        id: Derived from plan, source, holder and occurrence, so that unfolding twice adds nothing.
        plan: The plan's id.
        source: Code of the item or duty.
        kind: ``deliver``, ``report`` or ``receive``.
        part: ``lead``, ``partner``, ``reporter`` or ``receiver``.
        holder: The one unit that holds it (Rule R1).
        occurrence: ``once`` or the period's key.
        authority: ``order`` or ``request`` (Rule R6).
        assigners: Units that act as the assigner: issuer and standing agency.
        superiors: Units above the holder when it was unfolded.
        indicators: What may be reported under it.
        zone: The zone in which its days end.
        awaits: The event that dates it, if any.
        is_outside: The holder does not use this system; its taking is recorded with evidence.
        open_sets: Words of the partner sets that nobody has named (Rule R18).
        signature: The capacity in which its reports are given, ``leader``; nothing: any.
        own_days: Products with a time of their own, earlier or later than the task's.
        ladder: When its units are told what: the plan's, as it was when the task was unfolded.
    """

    id: str
    plan: str
    source: str
    kind: str
    part: str
    holder: str
    occurrence: str
    authority: str
    assigners: tuple[str, ...]
    superiors: tuple[str, ...]
    indicators: tuple[str, ...]
    zone: str
    awaits: str | None = None
    is_outside: bool = False
    open_sets: tuple[str, ...] = ()
    signature: str = ""
    own_days: tuple[OwnDay, ...] = ()
    ladder: Ladder = Ladder()

    def passed_to(
        self,
        task: str,
        unit: str,
        authority: str,
        superiors: tuple[str, ...],
        open_sets: tuple[str, ...],
        *,
        is_outside: bool,
    ) -> Assignment:
        """Return what the plan says of the task of another unit, which carries this one on."""
        return Assignment(
            task,
            self.plan,
            self.source,
            self.kind,
            self.part,
            unit,
            self.occurrence,
            authority,
            self.assigners,
            superiors,
            self.indicators,
            self.zone,
            self.awaits,
            is_outside,
            open_sets,
            self.signature,
            self.own_days,
            self.ladder,
        )


@frozen
class Asked:
    """An extension that was asked for and is not decided.

    Attributes:
        until: The last day asked for.
        at: When it was asked for: before the date had passed, or after.
    """

    until: Date
    at: DateTime


@frozen
class Waiver:
    """Somebody without whom the holder will report (Rule R18).

    Attributes:
        absent: The task below, or the words of an open set.
        by: The unit that waived it.
        versions: How many versions the task below had then: a further one lifts the waiver.
    """

    absent: str
    by: str
    versions: int = 0


@frozen(slots=False)
class Standing:
    """What moves about a task. A cache: folding the journal gives the same (Rule R25).

    Attributes:
        state: One of the table's states.
        dating: ``dated``, ``continuous``, ``waiting`` or ``undated``.
        deadline: The deadline in force, if any.
        period: The period reported on, if any.
        edges: Where it feeds.
        reports: All versions, oldest first.
        returned: The newest version that was returned, 0 for none.
        lapsed: The newest version that a withdrawal put out of force, 0 for none.
        first_sent_at: When it was first sent as closing.
        done_at: When it was sent as the count sees it; nothing while it is open.
        stated: The deadline that a date for resending superseded.
        came_from: The state before it was suspended.
        suspended_at: Since when it is suspended.
        open_sets: Open sets of partners that are still unnamed.
        has_declined: The requested holder declined.
        has_asked_release: The ordered holder asked to be released.
        dated_at: Since when the deadline is in force, or the task exists without one.
        asked: The extension that waits for a decision, if one does.
        extensions: How many were granted.
        extended_days: By how many days they put the first date off.
        correction_asked_at: Since when a correction is asked for, if one is.
        obstacles: What its holder raised, oldest first.
        progress: How much the holder says is done, in percent; nothing where it said nothing.
        evidence: References to what proves the work, beside those of the reports.
        waivers: Without whom the next report goes up.
        closes_on: Its holder's last day with it, where the holder ends or hands it over.
        closer: The unit that enters what the holder still owes after that day.
        heirs: The tasks that carry it on from then.
    """

    state: str = ASSIGNED
    dating: str = UNDATED
    deadline: Deadline | None = None
    period: Period | None = None
    edges: tuple[Edge, ...] = ()
    reports: tuple[Report, ...] = ()
    returned: int = 0
    lapsed: int = 0
    first_sent_at: DateTime | None = None
    done_at: DateTime | None = None
    stated: Deadline | None = None
    came_from: str | None = None
    suspended_at: DateTime | None = None
    open_sets: tuple[str, ...] = ()
    has_declined: bool = False
    has_asked_release: bool = False
    dated_at: DateTime | None = None
    asked: Asked | None = None
    extensions: int = 0
    extended_days: int = 0
    correction_asked_at: DateTime | None = None
    obstacles: tuple[Obstacle, ...] = ()
    progress: int | None = None
    evidence: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    closes_on: Date | None = None
    closer: str | None = None
    heirs: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.state in OPEN_STATES

    @property
    def is_done(self) -> bool:
        """Tell whether its closing report stands."""
        return self.state in DONE_STATES

    @property
    def awaits_release(self) -> bool:
        """Tell whether the holder has asked to be released and nothing has settled it."""
        return self.has_asked_release and self.state in OWED_STATES

    def current(self) -> Report | None:
        """Return the newest report, if it stands (is not returned)."""
        reports = self.reports
        if not reports:
            return None
        newest = reports[-1]
        version = newest.version
        return newest if version > self.returned and version > self.lapsed else None

    def is_closed_for(self, edge: Edge) -> bool:
        """Tell whether the task above took a closing report that stands, the newest or before."""
        taken = edge.taken
        return taken > max(self.returned, self.lapsed) and self.reports[taken - 1].is_closing

    def awaits_approval(self) -> tuple[str, ...]:
        """Return the tasks above that approved an earlier version and must approve the newest."""
        newest = self.current()
        return tuple(
            edge.above
            for edge in self.edges
            if edge.mode == APPROVE and newest is not None and 0 < edge.taken < newest.version
        )

    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Return the obstacles that wait for an answer, each with whom and since when."""
        return still_open(self.obstacles)


@frozen
class Task:
    """A task: its assignment and its standing."""

    assignment: Assignment
    standing: Standing

    @property
    def id(self) -> str:
        """Return the task's id."""
        return self.assignment.id

    @property
    def holder(self) -> str:
        """Return the unit that holds it."""
        return self.assignment.holder

    @property
    def source(self) -> str:
        """Return the code of its item or duty."""
        return self.assignment.source

    @property
    def kind(self) -> str:
        """Return ``deliver``, ``report`` or ``receive``."""
        return self.assignment.kind

    @property
    def state(self) -> str:
        """Return its state."""
        return self.standing.state

    @property
    def deadline(self) -> Deadline | None:
        """Return the deadline in force, if any."""
        return self.standing.deadline

    @property
    def due_on(self) -> Date | None:
        """Return the last acceptable day, if there is one."""
        return self.standing.deadline.due_on if self.standing.deadline else None
