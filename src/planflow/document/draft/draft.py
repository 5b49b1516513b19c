"""The draft of a plan: what was understood beside the words that say it, and what is open."""

from __future__ import annotations

from attrs import field, frozen
from pendulum import Date

from planflow.document.draft.manuscript.manuscript import Line
from planflow.domain.organisation import Selector
from planflow.domain.plan import Amount
from planflow.message import Message


@frozen(kw_only=True)
class Diagnostic:
    """Something that a person must settle, or should know.

    Attributes:
        code: What it is, such as ``lead-unknown``; one of the codes that the docs list.
        line: The line where it stands, or nothing for the document as a whole.
        place: The cell, where it stands in a table.
        item: The item or duty that it is about, by code, if it is about one.
        words: The words as they stand.
        understood: What was made of them, if anything.
        message: What a person should decide or know.
        is_open: The plan does not run until it is settled.
    """

    code: str
    line: int | None
    words: str
    message: Message
    place: str = ""
    item: str = ""
    understood: str = ""
    is_open: bool = True


@frozen(kw_only=True)
class Head:
    """What stands above the plan's body.

    Attributes:
        number: Such as ``113/KH-UBND``; empty where none is written.
        symbol: The part after the number, ``KH-UBND``.
        issued_on: The day of issue, if it is written.
        issuer: Who issues it, in the words of the document.
        kind: The type in its words: ``KẾ HOẠCH``.
        subject: What it is about.
    """

    number: str = ""
    symbol: str = ""
    issued_on: Date | None = None
    issuer: str = ""
    kind: str = ""
    subject: str = ""


@frozen(kw_only=True)
class DraftBasis:
    """A document on which the plan rests.

    Attributes:
        number: Its number and symbol.
        issued_on: Its day, if it is written.
        issuer: Who issued it, in the words of the document.
        text: What it is about, in the words of the document.
        line: Where it stands.
    """

    number: str
    issued_on: Date | None = None
    issuer: str = ""
    text: str = ""
    line: int


@frozen(kw_only=True)
class DraftProduct:
    """A product: how many of what, in which words.

    Attributes:
        text: The words.
        quantity: How many, where a number is written.
        unit: Of what they are counted: ``clip``, ``lớp``.
        at_least: The words say so (``ít nhất``, ``tối thiểu``, ``trở lên``).
        doubt: Why the number is no target as it stands: ``per`` (``01 lớp/huyện``), ``about``,
            ``range`` (``02-03 lớp``), ``percent``.
    """

    text: str
    quantity: Amount | None = None
    unit: str = ""
    at_least: bool = False
    doubt: str = ""


@frozen(kw_only=True)
class Party:
    """Who is named: the words, and which units they are.

    Attributes:
        words: The words as they stand.
        units: The ids of the units that they name, where the directory knows them.
        selector: A collective name, such as ``UBND các huyện, thành phố``, if it is one.
        is_open: The set is open: ``các cơ quan có liên quan``.
        is_head: A person is meant: the head of the unit answers.
        unknown: Those of the words that the directory has nobody for.
        candidates: The ids of units that could be meant, where none is for certain.
    """

    words: str
    units: tuple[str, ...] = ()
    selector: Selector | None = None
    is_open: bool = False
    is_head: bool = False
    unknown: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether it is known who is meant: units, or a set that its words describe."""
        return not self.unknown


@frozen(kw_only=True)
class DraftItem:
    """An item: what is to be done, by whom, by when, with what product.

    Attributes:
        code: The full path from the section down, unique in the plan: ``II.1.1``, ``II.6.b``.
        title: What is to be done.
        line: Where it begins.
        lead: Who leads it.
        partners: Who takes part.
        time: The words of its time.
        deadline: The last day that the words give, if they give one.
        products: What is to come of it.
        authority: ``order`` or ``request``.
        spread: ``shared`` or ``per-unit``: the words fan it out to many.
        details: Further words of the item.
        budget: Where the money comes from, if it is said here.
        supervisor: The leader who looks after it, where one is named beside the lead.
    """

    code: str
    title: str
    line: int
    lead: Party | None = None
    partners: tuple[Party, ...] = ()
    time: str | None = None
    deadline: Date | None = None
    products: tuple[DraftProduct, ...] = ()
    authority: str = "order"
    spread: str = "shared"
    details: tuple[str, ...] = ()
    budget: str = ""
    supervisor: str = ""


@frozen(kw_only=True)
class DraftDuty:
    """A duty to report.

    Attributes:
        code: Of the place that says so, unique among items and duties.
        who: Who reports.
        to: To whom, one or several.
        via: Through whom, if anyone.
        time: The words of its time.
        deadline: The last day that the words give, if they give one.
        line: Where it stands.
        to_words: The addressees as they are written, in one.
    """

    code: str
    who: Party | None
    to: tuple[Party, ...] = ()
    via: Party | None = None
    time: str | None = None
    deadline: Date | None = None
    line: int
    to_words: str = ""


@frozen(kw_only=True)
class Recipient:
    """Who gets a copy.

    Attributes:
        text: The words.
        is_report: It is sent to report (``B/c``).
    """

    text: str
    is_report: bool = False


@frozen(kw_only=True)
class DraftNote:
    """Words of the plan that are neither an item nor a field, kept with what they are about.

    Attributes:
        kind: ``preamble``, ``purpose``, ``tasks`` (what introduces them), ``budget``,
            ``organisation``, ``reporting``, ``timing``, ``obstacles``, ``closing``, ``decision``
            (an article of the decision that the plan is annexed to).
        code: The section or part that it stands in.
        text: The words.
        line: Where it begins.
    """

    kind: str
    text: str
    line: int
    code: str = ""


@frozen(kw_only=True)
class PlanDraft:
    """A plan as it was read: a value, with nothing lost.

    Attributes:
        file: The name of the file.
        head: What stands above the body.
        bases: Legal bases, in the order of their first mention.
        items: The items, in order.
        duties: The duties to report, in order.
        standing_agency: The standing agency, if one is named.
        budget: Where the money comes from.
        signer: The office of who signs: ``TRƯỞNG BAN``.
        signed_by: The name.
        recipients: Who gets a copy.
        unused: Every line that nothing was made of, word for word.
        diagnostics: What a person must settle or should know, in the order of the lines.
        assignments: What the implementation section orders or asks whom to do, where the plan's
            items stand elsewhere with fields of their own; items like any other.
        notes: Purpose, money, closing words and the like, word for word.
        issuer: Who issues it; nothing: whoever the words of the head name.
        years: Its first and last year, the last nothing where it is open-ended; nothing where
            the plan does not say.
    """

    file: str
    head: Head = field(factory=Head)
    bases: tuple[DraftBasis, ...] = ()
    items: tuple[DraftItem, ...] = ()
    duties: tuple[DraftDuty, ...] = ()
    standing_agency: Party | None = None
    budget: str = ""
    signer: str = ""
    signed_by: str = ""
    recipients: tuple[Recipient, ...] = ()
    unused: tuple[Line, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    assignments: tuple[DraftItem, ...] = ()
    notes: tuple[DraftNote, ...] = ()
    issuer: Party | None = None
    years: tuple[int, int | None] | None = None
