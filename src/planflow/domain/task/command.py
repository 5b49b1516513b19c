"""What people ask for: imperative, one value each, the task first.

Fields named in ``PERSONAL`` are free text or names, as in the events they become; ``OWNERS`` says
which field tells whose they are, where they are not the actor's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Final, TypeAlias

from attrs import field, frozen
from pendulum import Date, DateTime

from planflow.domain.plan import Amount
from planflow.domain.report import Joint
from planflow.instant import to_date, to_instant

SECTIONS: Final = ("direction", "results", "assessment", "difficulties", "next", "proposals")
"""Sections of an implementation report, in their usual order."""


def _sent_at(value: datetime) -> DateTime:
    return to_instant(value, "sent_at")


def _resend_by(value: date) -> Date:
    return to_date(value, "resend_by")


def _until(value: date) -> Date:
    return to_date(value, "until")


def _until_or_as_asked(value: date | None) -> Date | None:
    return None if value is None else _until(value)


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@frozen
class Paper:
    """A document by which a report really came, where another unit enters it (Rule R27).

    Attributes:
        number: Its number and symbol.
        sent_at: When it was sent; the report is judged by this.
        evidence: A reference to its copy.
    """

    number: str
    sent_at: DateTime = field(converter=_sent_at)
    evidence: str = ""


@frozen
class Start:
    """The holder begins."""

    task: str


@frozen(slots=False)
class Report:
    """The holder reports: closing, or partially (what there is at the cut-off).

    A report on a task that others feed takes every report below that stands.

    Attributes:
        task: The task.
        figures: The holder's own contribution: whole or decimal numbers by indicator id.
        estimates: What the holder expects by the end of the period, where it differs.
        approximate: Indicators whose number is rounded.
        partial: The work is not finished.
        narrative: What was done, in words.
        evidence: References to what proves it.
        signed_by: Who signed it.
        paper: The document it came by, where another unit enters it for the holder.
        pins: The versions below that the holder has seen; nothing: whatever stands now.
        waive: Task below → why the report goes up without it.
        sections: What was done, in words, section by section (one of ``SECTIONS``).
        joint: What was done together with others under their lead, who count it (Rule R19).
        accepted: Task or unit below → by indicator, the amounts accepted of what it reported.
        reasons: Task or unit below → why less was accepted.
        signer: The opaque id of who signed, where another person enters it: erasing that person
            erases the name under ``signed_by`` (Rule R25).
    """

    OWNERS: ClassVar = {"signed_by": "signer"}
    PERSONAL: ClassVar[tuple[str, ...]] = (
        "narrative",
        "signed_by",
        "waive",
        "sections",
        "reasons",
    )
    task: str
    figures: Mapping[str, Amount] = {}
    estimates: Mapping[str, Amount] = {}
    approximate: frozenset[str] = frozenset()
    partial: bool = False
    narrative: str = ""
    evidence: tuple[str, ...] = ()
    signed_by: str = ""
    paper: Paper | None = None
    pins: Mapping[str, int] | None = None
    waive: Mapping[str, str] = {}
    sections: Mapping[str, str] = {}
    joint: tuple[Joint, ...] = ()
    accepted: Mapping[str, Mapping[str, Amount]] = {}
    reasons: Mapping[str, str] = {}
    signer: str = ""


@frozen(slots=False)
class Correct(Report):
    """The holder corrects a closing report that was given: a new version (Rule R17).

    Figures that are left out stay as they were. What stands below is taken anew; amounts accepted
    before stay accepted while the report below is the same. Above, the version taken goes on
    counting until the receiver takes the new one.

    Attributes:
        reason: Why.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (*Report.PERSONAL, "reason")
    reason: str = ""


@frozen
class AskCorrection:
    """A receiver asks for a correction of what it has passed on already (Rule R16).

    While its own report is not given, it returns the report instead.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Return:
    """A receiver returns a report, with the reason and a date for resending (Rule R13)."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str
    resend_by: Date = field(converter=_resend_by)


@frozen
class Suspend:
    """The assigner suspends the task; it is never overdue meanwhile."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Resume:
    """The assigner lets a suspended task go on.

    Where the end is kept and has passed meanwhile, the task is overdue at once. Where it is
    prolonged, the time suspended since the date was set is added in the deadline's own unit:
    calendar days, or working days for a term counted in them; the hour stays, and a task that was
    overdue before it was suspended still is.

    Attributes:
        task: The task.
        prolong: Whether the time suspended is added to the end; nothing: as the plan's policy says.
    """

    task: str
    prolong: bool | None = None


@frozen
class AskExtension:
    """The holder asks for a later date; the old one counts until the decision (Rule R13).

    It is asked for before the date has passed, unless the plan's policy lets it be asked for later;
    then the lateness stands. One request waits at a time: whoever wants another date meanwhile
    tells the assigner, who may grant another day than the one asked for.

    Attributes:
        task: The task.
        until: The last day asked for.
        reason: Why.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    until: Date = field(converter=_until)
    reason: str


@frozen
class GrantExtension:
    """The assigner grants the extension that was asked for (Rule R13).

    Where it was asked for in time, granting it after the date undoes the lateness.

    Attributes:
        task: The task.
        until: The last day granted; nothing: the one asked for.
        reason: Why, where there is something to say.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    until: Date | None = field(default=None, converter=_until_or_as_asked)
    reason: str = ""


@frozen
class RefuseExtension:
    """The assigner refuses the extension that was asked for; it may be asked for again."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Decline:
    """A requested holder declines (Rule R6)."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class AskRelease:
    """An ordered holder asks to be released; only the assigner can do it."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Withdraw:
    """The assigner withdraws the task; so it grants a release that was asked for."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Reinstate:
    """The assigner assigns a withdrawn task again."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str = ""


@frozen
class Remind:
    """Somebody above urges the holder."""

    PERSONAL: ClassVar = ("note",)
    task: str
    note: str = ""


@frozen
class RaiseObstacle:
    """The holder says what stands in the way; a unit with a task says it of the whole plan.

    It lies with the holder of the task above, or with the standing agency where nothing is above.

    Attributes:
        task: The task, or the plan by its id.
        words: What stands in the way.
    """

    PERSONAL: ClassVar = ("words",)
    task: str
    words: str


@frozen
class AnswerObstacle:
    """The unit with which an obstacle lies answers it.

    Attributes:
        task: The task, or the plan, at which it was raised.
        number: Its number there.
        answer: What is decided.
    """

    PERSONAL: ClassVar = ("answer",)
    task: str
    number: int
    answer: str


@frozen
class EscalateObstacle:
    """The unit with which an obstacle lies puts it to the next one; the assigner may do so, too.

    Attributes:
        task: The task, or the plan, at which it was raised.
        number: Its number there.
        reason: Why it is not answered here.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    number: int
    reason: str


@frozen
class WithdrawObstacle:
    """Whoever raised an obstacle takes it back: it has settled itself.

    Attributes:
        task: The task, or the plan, at which it was raised.
        number: Its number there.
        reason: How, where there is something to say.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    number: int
    reason: str = ""


@frozen
class RecordProgress:
    """The holder tells how far it has come; whoever does has begun. Nothing is reported by it.

    Attributes:
        task: The task.
        percent: How much is done, a whole number from 0 to 100; nothing: as it was.
        note: What is worth saying.
    """

    PERSONAL: ClassVar = ("note",)
    task: str
    percent: int | None = None
    note: str = ""


@frozen
class AttachEvidence:
    """The holder adds references to what proves its work, also after it has reported."""

    task: str
    references: tuple[str, ...] = field(converter=_texts)


@frozen
class RefuseRelease:
    """The assigner does not release the holder that asked for it; it may be asked for again."""

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Waive:
    """The receiver will report without some who are absent, and says so ahead (Rule R18).

    Whoever reports after all lifts its waiver by that.

    Attributes:
        task: The receiver's own task, which the absent ones feed.
        absent: Units or tasks below without a report, or the words of open sets.
        reason: Why.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    absent: tuple[str, ...] = field(converter=_texts)
    reason: str


@frozen
class Close:
    """The assigner closes a continuous task that has no end (Rule R12).

    What its holder reported last stands as its closing report.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    reason: str


@frozen
class Transfer:
    """The assigner gives the task to another unit, with cause.

    The new holder has a task of its own; it takes over what feeds the old one and what that feeds.
    What the old holder had reported stands as its last word and feeds the new task.

    Attributes:
        task: The task.
        to: The unit that has it from now on.
        reason: Why.
    """

    PERSONAL: ClassVar = ("reason",)
    task: str
    to: str
    reason: str


ObstacleCommand: TypeAlias = RaiseObstacle | AnswerObstacle | EscalateObstacle | WithdrawObstacle

Command: TypeAlias = (
    Start
    | Report
    | Correct
    | AskCorrection
    | Return
    | Suspend
    | Resume
    | AskExtension
    | GrantExtension
    | RefuseExtension
    | Decline
    | AskRelease
    | Withdraw
    | Reinstate
    | Remind
    | ObstacleCommand
    | RecordProgress
    | AttachEvidence
    | RefuseRelease
    | Waive
    | Close
    | Transfer
)
