"""What has happened to a task: past tense, with everything resolved that folding needs.

Fields named in a class's ``PERSONAL`` are free text or names: the journal keeps only a salted
digest of them; the text lies beside it and can be erased (Rule R25). Folding never reads them.
``OWNERS`` says which field tells whose they are, where they are not the actor's.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import Deadline
from planflow.domain.report import Report
from planflow.domain.task.task import Assignment, Edge, Waiver
from planflow.domain.workday import Period


@frozen
class Assigned:
    """The task was unfolded from its plan; ``since`` where it belongs to an earlier moment."""

    assignment: Assignment
    dating: str
    deadline: Deadline | None
    period: Period | None
    edges: tuple[Edge, ...]
    since: DateTime | None = None


@frozen
class Fed:
    """The task feeds further tasks: a later period, an addressee brought by an event."""

    edges: tuple[Edge, ...]


@frozen
class Unfed:
    """The task no longer feeds these: the event that asked for them was moved or withdrawn."""

    above: tuple[str, ...]


@frozen
class Redated:
    """An event or an act of the assigner gave the task a date, took it away, or moved it (R11).

    Attributes:
        deadline: The new deadline, or none.
        dating: How the task stands toward time from now on.
        cause: The event's id, the calendar's version, or what else brought it.
        edges: Where it feeds from now on, too.
        data_from: First day of the data that the event asks for.
        data_to: Last day of those data.
        is_resending: The task is being resent: the date for that stays, this one follows.
    """

    deadline: Deadline | None
    dating: str
    cause: str
    edges: tuple[Edge, ...] = ()
    data_from: Date | None = None
    data_to: Date | None = None
    is_resending: bool = False


@frozen
class PartnersNamed:
    """Members of an open set were named; ``left`` are the sets still unnamed."""

    left: tuple[str, ...]


@frozen
class Started:
    """The holder began."""


@frozen
class Reported:
    """A version of the report was given; ``sections`` are a JSON object, ``cuts`` lines of text."""

    OWNERS: ClassVar = {"signed_by": "signer"}
    PERSONAL: ClassVar[tuple[str, ...]] = (
        "narrative",
        "signed_by",
        "waivers",
        "sections",
        "cuts",
    )
    report: Report
    narrative: str | None = None
    signed_by: str | None = None
    waivers: str | None = None
    sections: str | None = None
    cuts: str | None = None
    signer: str | None = None


@frozen
class Corrected(Reported):
    """A closing report was corrected: a new version, the state stays (Rule R17)."""

    PERSONAL: ClassVar[tuple[str, ...]] = (*Reported.PERSONAL, "reason")
    reason: str | None = None


@frozen
class CorrectionAsked:
    """A receiver that has reported already asked for a correction."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Revised:
    """What a partial report had taken stands no more: a new version without it (Rule R16)."""

    report: Report


@frozen
class Taken:
    """The task above took a version."""

    above: str
    version: int


@frozen
class Returned:
    """A receiver returned the report; ``deadline`` is the date for resending."""

    PERSONAL: ClassVar = ("reason",)
    version: int
    deadline: Deadline
    reason: str | None = None


@frozen
class Suspended:
    """The assigner suspended the task."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Resumed:
    """The assigner let it go on.

    Attributes:
        deadline: The deadline in force from now.
        stated: The one behind a date for resending; nothing: as it was.
    """

    deadline: Deadline | None
    stated: Deadline | None = None


@frozen
class ExtensionAsked:
    """The holder asked for a later date than ``before``, which counts until the decision (R13)."""

    PERSONAL: ClassVar = ("reason",)
    until: Date
    before: Date
    reason: str | None = None


@frozen
class ExtensionGranted:
    """The assigner granted it; ``deadline`` is in force from now and tells which it replaces."""

    PERSONAL: ClassVar = ("reason",)
    deadline: Deadline
    reason: str | None = None


@frozen
class ExtensionRefused:
    """The assigner refused it; the old date goes on counting."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Declined:
    """The requested holder declined."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class ReleaseAsked:
    """The ordered holder asked to be released."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Withdrawn:
    """The assigner withdrew the task."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Reinstated:
    """The assigner assigned it again."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Amended:
    """The plan was amended, and with it what the task is (Rule R23).

    Its id, plan, source, kind, holder and occurrence are as they were.

    Attributes:
        assignment: What is assigned from now on.
        period: The period reported on from now on, if any.
    """

    assignment: Assignment
    period: Period | None = None


@frozen
class Reminded:
    """Somebody above urged the holder."""

    PERSONAL: ClassVar = ("note",)
    note: str | None = None


@frozen
class HolderClosed:
    """Its holder ends, or hands it over: what it has done by then is its closing report (R24).

    Attributes:
        closes_on: The holder's last day with it.
        closer: The unit that enters what is still owed once nobody is left.
        heirs: The tasks that carry on.
        deadline: The deadline that supersedes the one in force; nothing: that one stays.
    """

    PERSONAL: ClassVar = ("reason",)
    closes_on: Date
    closer: str
    heirs: tuple[str, ...] = ()
    deadline: Deadline | None = None
    reason: str | None = None


@frozen
class ObstacleRaised:
    """An obstacle was raised; it lies with the unit that is asked first."""

    PERSONAL: ClassVar = ("words",)
    number: int
    raised_by: str
    lies_with: str
    words: str | None = None


@frozen
class ObstacleAnswered:
    """The unit with which the obstacle lay answered it."""

    PERSONAL: ClassVar = ("answer",)
    number: int
    answer: str | None = None


@frozen
class ObstacleEscalated:
    """The obstacle was put to the next unit, with which it lies from now on."""

    PERSONAL: ClassVar = ("reason",)
    number: int
    lies_with: str
    reason: str | None = None


@frozen
class ObstacleWithdrawn:
    """The unit that raised the obstacle took it back."""

    PERSONAL: ClassVar = ("reason",)
    number: int
    reason: str | None = None


@frozen
class ProgressRecorded:
    """The holder told how far it has come."""

    PERSONAL: ClassVar = ("note",)
    percent: int | None = None
    note: str | None = None


@frozen
class EvidenceAttached:
    """The holder added references to what proves its work."""

    references: tuple[str, ...]


@frozen
class ReleaseRefused:
    """The assigner did not release the holder."""

    PERSONAL: ClassVar = ("reason",)
    reason: str | None = None


@frozen
class Waived:
    """The receiver will report without these."""

    PERSONAL: ClassVar = ("reason",)
    waivers: tuple[Waiver, ...]
    reason: str | None = None


@frozen
class Closed:
    """The assigner closed it: ``version`` stands as the closing report (Rule R12)."""

    PERSONAL: ClassVar = ("reason",)
    version: int
    reason: str | None = None


ObstacleEvent: TypeAlias = ObstacleRaised | ObstacleAnswered | ObstacleEscalated | ObstacleWithdrawn

Event: TypeAlias = (
    Assigned
    | Fed
    | Unfed
    | Redated
    | PartnersNamed
    | Started
    | Reported
    | Corrected
    | CorrectionAsked
    | Revised
    | Taken
    | Returned
    | Suspended
    | Resumed
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | Declined
    | ReleaseAsked
    | Withdrawn
    | Reinstated
    | Reminded
    | ObstacleEvent
    | ProgressRecorded
    | EvidenceAttached
    | ReleaseRefused
    | Waived
    | Closed
    | HolderClosed
    | Amended
)
