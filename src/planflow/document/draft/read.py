"""From a manuscript to the draft of a plan: every line is used or listed, every doubt is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from planflow.document.draft.agency import standing_agency
from planflow.document.draft.basis import read_bases
from planflow.document.draft.choose import Chosen, choose
from planflow.document.draft.clause import read_assignment
from planflow.document.draft.codes import Codes
from planflow.document.draft.collect import Collected, Told, collect, section_notes
from planflow.document.draft.draft import (
    Diagnostic,
    DraftDuty,
    DraftItem,
    Head,
    Party,
    PlanDraft,
)
from planflow.document.draft.duty import Duties, Sentence, is_obstacle, told_sentences
from planflow.document.draft.foot import FootReading, read_foot
from planflow.document.draft.frame import Frame
from planflow.document.draft.head import HeadReading, read_head, year_in, years_of
from planflow.document.draft.item import make_item, with_authority
from planflow.document.draft.ledger import Ledger
from planflow.document.draft.manuscript.file import read_manuscript
from planflow.document.draft.manuscript.manuscript import (
    Block,
    Line,
    Manuscript,
    Paragraph,
    Table,
    Words,
)
from planflow.document.draft.outline import Outline, outline, words_of
from planflow.document.draft.raw import RawItem
from planflow.document.draft.timing import Clock
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.section import REPORTING, TASKS, TIMING
from planflow.document.source import FilePath
from planflow.document.word import YEAR
from planflow.domain.organisation import Directory
from planflow.errors import Fault, FormatError

_CLOSING: Final = "closing"
_OBSTACLES: Final = "obstacles"
_DECISION: Final = "decision"
_PREAMBLE: Final = "preamble"


@frozen(kw_only=True)
class Reading:
    """How a manuscript is to be read.

    Attributes:
        directory: The units; without them words are taken apart but nobody is looked up.
        year: The plan's year, where the document does not say it or says it wrongly.
        which: Which of several plans in one file, from 1.
    """

    directory: Directory | None = None
    year: int | None = None
    which: int | None = None


def read_draft(
    path: FilePath,
    *,
    directory: Directory | None = None,
    year: int | None = None,
    which: int | None = None,
) -> PlanDraft:
    """Return the draft of the plan that a file holds: text, Word or PDF.

    Args:
        path: The file.
        directory: The units; without them words are taken apart but nobody is looked up.
        year: The plan's year, where the document does not say it or says it otherwise.
        which: Which of several plans in one file, from 1.

    Raises:
        FormatError: If the file cannot be read, ``which`` names a plan that is not there, or
            there is no such year.
    """
    if year is not None and not YEAR.least <= year <= YEAR.most:
        expected = f"a year from {YEAR.least} to {YEAR.most}"
        raise FormatError(Fault("the year", str(year), expected))
    reading = Reading(directory=directory, year=year, which=which)
    return draft_of(read_manuscript(path), reading)


def draft_of(manuscript: Manuscript, reading: Reading | None = None) -> PlanDraft:
    """Return the draft of the plan that a manuscript holds.

    Raises:
        FormatError: If ``which`` names a plan that is not there.
    """
    reading = reading or Reading()
    chosen = choose(manuscript, reading.which)
    return _Reader(manuscript, reading, chosen).draft()


@define
class _Reader:
    manuscript: Manuscript
    reading: Reading
    chosen: Chosen
    ledger: Ledger = field(factory=lambda: Ledger(Clock()))
    notes: list[tuple[str, str, Words]] = field(factory=list)

    def draft(self) -> PlanDraft:
        """Read head, body and foot, and keep account of the lines."""
        frame = self.chosen.plan
        above = read_head(frame)
        head = self._head(above)
        years = self._years(head, above)
        self.ledger.directory = self.reading.directory
        self.ledger.clock = Clock(years[0] if years else None, head.issued_on)
        self._say_head(head, above)
        self._decision()
        tree = outline(frame.body, frame.annexes)
        found = collect(tree)
        self._say_tree(tree, found)
        items, assignments, duties = self._told(found)
        foot = self._foot(frame)
        texts = list(self._texts())
        agency = standing_agency(texts, found.told)
        self._keep(above, found)
        if not items:
            self.ledger.say("no-items", None)
        if not items and not duties and not frame.kind:
            self.ledger.used.clear()
            self.notes.clear()
        self._say_plan_time(found)
        return PlanDraft(
            file=self.manuscript.file,
            head=head,
            bases=read_bases(texts, own=head.number),
            items=items,
            duties=duties,
            standing_agency=self.ledger.lead(agency, "", "agency") if agency else None,
            budget="\n".join(words.text for words in found.budget),
            signer=foot.signer,
            signed_by=foot.name,
            recipients=tuple(foot.recipients),
            assignments=assignments,
            notes=section_notes(self.notes),
            issuer=self._issuer(head, above),
            years=years,
            unused=tuple(self._unused()),
            diagnostics=tuple(self._diagnostics()),
        )

    # ------------------------------------------------------------ head and foot

    def _head(self, above: HeadReading) -> Head:
        """Return the head; a plan annexed to a decision has its number and day."""
        head = above.head
        self.ledger.used.update(above.used)
        if above.annexed_to is not None:
            self.ledger.use(above.annexed_to)
            self.notes.append((_PREAMBLE, "", above.annexed_to))
        decision = self.chosen.decision
        if decision is None or head.number:
            return head
        issued = read_head(decision).head
        return evolve(
            head,
            number=issued.number,
            symbol=issued.symbol,
            issued_on=head.issued_on or issued.issued_on,
            issuer=issued.issuer or head.issuer,
        )

    def _years(self, head: Head, above: HeadReading) -> tuple[int, int | None] | None:
        if self.reading.year is not None:
            return self.reading.year, self.reading.year
        return (
            years_of(head)
            or year_in(above.preamble)
            or ((above.year, None) if above.year else None)
        )

    def _say_head(self, head: Head, above: HeadReading) -> None:
        say = self.ledger.say
        if not head.kind:
            say("head-kind-missing", None, is_open=False)
        if not head.number:
            say("head-number-missing", None, is_open=False)
        if head.issued_on is None:
            say("head-day-missing", None, is_open=False)
        if not head.issuer:
            say("head-issuer-missing", None)
        if self._years(head, above) is None:
            say("year-unknown", None)
        if self.chosen.decision is not None:
            say("plan-of-decision", None, is_open=False, understood=head.number, number=head.number)

    def _issuer(self, head: Head, above: HeadReading) -> Party | None:
        if not head.issuer:
            return None
        lines = above.used or tuple(line for one in above.preamble for line in one.lines)
        return self.ledger.lead(Words(head.issuer, lines), "", "issuer") if lines else None

    def _say_plan_time(self, found: Collected) -> None:
        """Say that the plan has a time of its own: whether it holds for its items is open."""
        for kind, code, words in found.notes:
            if kind == TIMING and any(letter.isdigit() for letter in words.text):
                self.ledger.say("time-of-plan", words, item=code, is_open=False)

    def _decision(self) -> None:
        """Keep the articles of the decision that the plan is annexed to."""
        decision = self.chosen.decision
        if decision is None:
            return
        above = read_head(decision)
        self.ledger.used.update(above.used)
        foot = read_foot(decision.foot)
        self.ledger.used.update(foot.used)
        for block in (*decision.heading, *decision.body):
            if isinstance(block, Paragraph):
                self.notes.append((_DECISION, "", words_of(block)))

    def _foot(self, frame: Frame) -> FootReading:
        foot = read_foot(frame.foot)
        if not foot.offices and not foot.recipients and self.chosen.decision is not None:
            foot = read_foot(self.chosen.decision.foot)
        self.ledger.used.update(foot.used)
        for line in foot.braces:
            words = Words(line.text, (line,))
            self.ledger.say("recipients-to-report", words, is_open=False)
        return foot

    # ------------------------------------------------------------ body

    def _say_tree(self, tree: Outline, found: Collected) -> None:
        for node in tree.repeated:
            words = Words(node.title.text, node.title.lines)
            self.ledger.say(
                "number-out-of-order",
                words,
                item=node.code,
                understood=node.code,
                is_open=False,
                code=node.code,
            )
        for node in tree.counted:
            self.ledger.say(
                "code-counted",
                node.title,
                item=node.code,
                understood=node.code,
                is_open=False,
                code=node.code,
            )
        for code, name in found.inherited:
            raw = next(each for each in found.items if each.code == code)
            self.ledger.say("field-inherited", raw.title, item=code, is_open=False, field=name)

    def _told(
        self, found: Collected
    ) -> tuple[tuple[DraftItem, ...], tuple[DraftItem, ...], tuple[DraftDuty, ...]]:
        """Return items, assignments and duties; a plan without fields has its items everywhere."""
        items = [make_item(raw, self.ledger) for raw in found.items]
        told = list(self._assigned(found))
        found.told = [evolve(one, code=raw.code if raw else one.code) for one, raw, _ in told]
        assignments = [self._assignment(raw, authority) for _, raw, authority in told if raw]
        if not found.has_fields:
            items, assignments = [*items, *assignments], []
        codes = Codes(item.code for item in items)
        duties = Duties(self.ledger, codes)
        stated = [duty for one in self._sentences(found, items) for duty in duties.read(one)]
        assignments = [evolve(one, code=codes.unique(one.code)) for one in assignments]
        return tuple(items), tuple(assignments), tuple(stated)

    def _assigned(self, found: Collected) -> Iterator[tuple[Told, RawItem | None, str]]:
        """Yield what somebody is told, each as a raw item; what tells nobody becomes a note."""
        taken = Codes(found.codes)
        for one in found.told:
            sentences = list(told_sentences(one))
            first = sentences[0] if sentences else None
            if first is None or is_obstacle(first.text):
                self._note_told(one, _OBSTACLES)
                yield one, None, ""
            elif not first.who or one.kind == TASKS or _is_closing(one):
                self._note_told(one, _CLOSING if one.kind == TASKS else one.kind)
                yield one, None, ""
            else:
                yield (one, *self._raw(one, first, taken))

    def _raw(self, told: Told, first: Sentence, taken: Codes) -> tuple[RawItem, str]:
        code = told.code if told.is_numbered else taken.below(told.code)
        said = read_assignment(first.text)
        partners = (Words(said.partners, told.words.lines),) if said.partners else ()
        raw = RawItem(
            code=code,
            title=told.words,
            lead=(Words(first.who, told.words.lines),),
            partners=partners,
            details=told.pieces,
            is_numbered=told.is_numbered,
        )
        return raw, said.authority

    def _assignment(self, raw: RawItem, authority: str) -> DraftItem:
        from planflow.document.draft.authority import doubt_authority

        item = make_item(raw, self.ledger)
        doubt_authority(authority, item.lead, raw.title, raw.code, self.ledger)
        return with_authority(item, authority)

    def _note_told(self, told: Told, kind: str) -> None:
        self.notes += [(kind, told.code, words) for words in (told.words, *told.pieces)]

    def _sentences(self, found: Collected, items: Sequence[DraftItem]) -> Iterator[Sentence]:
        """Yield every sentence that may state a duty to report."""
        leads = {item.code: item.lead.words for item in items if item.lead is not None}
        for raw in found.items:
            lead = leads.get(raw.code, "")
            told = Told(raw.code, lead, raw.title, (*raw.details, *raw.products, *raw.notes))
            for one in told_sentences(told):
                yield evolve(one, is_strict=True)
        for told in found.told:
            yield from told_sentences(told)
        for kind, code, words in found.notes:
            if kind == REPORTING:
                yield from told_sentences(Told(code, "", words))

    # ------------------------------------------------------------ account

    def _keep(self, above: HeadReading, found: Collected) -> None:
        """Note what else is kept, so that every line is accounted for."""
        self.notes = [*((_PREAMBLE, "", words) for words in above.preamble), *self.notes]
        self.notes += found.notes
        self.notes.sort(key=lambda note: (note[2].line, note[0] != _PREAMBLE))
        for _, _, words in self.notes:
            self.ledger.use(words)
        for told in found.told:
            self.ledger.use(told.words, *told.pieces)
        self.ledger.use(*found.budget)
        self.ledger.used |= found.used
        if not found.budget:
            self.ledger.say("budget-missing", None, is_open=False)

    def _texts(self) -> Iterator[Words]:
        """Yield every paragraph of the plan and of its decision, tables too."""
        decision = self.chosen.decision
        for frame in (*((decision,) if decision else ()), self.chosen.plan):
            for block in (*frame.letterhead, *frame.heading, *frame.body):
                yield from map(words_of, _paragraphs(block))
            for annex in frame.annexes:
                for block in annex:
                    yield from map(words_of, _paragraphs(block))

    def _unused(self) -> Iterator[Line]:
        """Yield the lines of which nothing was made, those of other documents too."""
        seen = set(self.ledger.used)
        for block in self.manuscript.blocks:
            for paragraph in _paragraphs(block):
                for line in paragraph.lines:
                    if line not in seen:
                        seen.add(line)
                        yield line
        for remark in self.manuscript.remarks:
            for line in remark.lines:
                if line not in seen:
                    seen.add(line)
                    yield line

    def _diagnostics(self) -> Iterator[Diagnostic]:
        """Yield what is to be said, in the order of the lines."""
        if len(self.chosen.plans) > 1:
            self._say_several()
        for remark in self.manuscript.remarks:
            first = remark.lines[0] if remark.lines else None
            self.ledger.diagnostics.append(
                Diagnostic(
                    code=remark.code,
                    line=first.number if first else None,
                    place=first.place if first else "",
                    words=" ".join(line.text for line in remark.lines)[:200],
                    message=remark.message,
                    is_open=False,
                )
            )
        count = len(list(self._unused()))
        if count:
            self.ledger.say("unused-lines", None, is_open=False, count=count)
        yield from sorted(self.ledger.diagnostics, key=lambda one: one.line or 0)

    def _say_several(self) -> None:
        for number, frame in enumerate(self.chosen.plans, 1):
            line = frame.kind_line
            words = Words(read_head(frame).head.subject, (line,)) if line is not None else None
            is_read = frame is self.chosen.plan
            key = "plan-read" if is_read else "plan-not-read"
            is_open = self.reading.which is None
            self.ledger.say(
                key, words, is_open=is_open, number=number, subject=words.text if words else ""
            )


def _is_closing(told: Told) -> bool:
    """Tell whether a paragraph only closes the plan: ``Trên đây là Kế hoạch …``."""
    return bare(told.words.text).startswith("tren day la")


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell.paragraphs
    else:
        yield block
