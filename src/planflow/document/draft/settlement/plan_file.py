"""From a draft to a plan file: every field with the words that it comes from.

What nobody may guess is left out, with a comment in its place, so that ``planflow check`` tells
what is still open. The text depends on the draft and its answers alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Final

from attrs import evolve, field, frozen
from pendulum import Date

from planflow.document.draft.draft import (
    DraftBasis,
    DraftDuty,
    DraftItem,
    DraftProduct,
    Party,
    PlanDraft,
)
from planflow.document.draft.party.party import read_lead, selector_of
from planflow.document.draft.product import document_noun
from planflow.document.draft.settlement.entry import Entry, Section, sections_text
from planflow.document.draft.wording.stretch import without_quoted
from planflow.document.plan_file.plan import FORMAT
from planflow.document.plan_file.selector_value import selector_value
from planflow.document.toml_text import TomlValue, comment_toml
from planflow.domain.deadline import fold
from planflow.domain.organisation import Directory, Except, Named, Selector, resolve
from planflow.message import Fact, Language, Message

_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_ID: Final = 40
_NO_TIME: Final[Mapping[str, TomlValue]] = {"kind": "none"}
_SMALL: Final = ("Các", "Những", "Từng", "Đồng")
_OUTCOME: Final = "kết quả"
_SPAN: Final = re.compile(r"giai đoạn\s+(\d{4})\s*[-–]\s*(\d{4})")
_YEAR: Final = re.compile(r"năm\s+(\d{4})")


def draft_toml(
    draft: PlanDraft,
    directory: Directory | None = None,
    year: int | None = None,
    *,
    language: Language = "vi",
) -> str:
    """Return ``draft`` as the text of a plan file.

    Args:
        draft: The plan as it was read.
        directory: The units, by which the issuer is found and sets are looked at.
        year: The plan's year; nothing: the one that its words name.
        language: The language of the remarks.
    """
    return file_text(draft, plan_sections(draft, directory, year), language)


def file_text(draft: PlanDraft, sections: tuple[Section, ...], language: Language) -> str:
    """Return tables as the text of a plan file, the lines that were not used at its end."""
    opening = comment_toml(Message.of("draft_file.opening", file=_file(draft)).text(language))
    text = f"{opening}\n{sections_text(sections, language)}"
    if not draft.unused:
        return text
    unused = [Message.of("draft_file.unused").text(language)]
    for line in draft.unused:
        told = Message.of("draft_file.unused_line", line=line.number, words=line.text)
        unused.append(told.text(language))
    return text + "\n" + "".join(f"{comment_toml(each)}\n" for each in unused)


def plan_sections(
    draft: PlanDraft, directory: Directory | None = None, year: int | None = None
) -> tuple[Section, ...]:
    """Return the tables of the plan file of ``draft``: the head, bases, items, duties."""
    return tuple(_Writer(draft, directory, _years(draft, year)).sections())


def plan_items(draft: PlanDraft) -> tuple[DraftItem, ...]:
    """Return the items, and of the assignments those that state no duty to report."""
    duties = {duty.code for duty in draft.duties}
    told = (each for each in draft.assignments if _place(each.code) not in duties)
    return (*draft.items, *told)


def plan_day(draft: PlanDraft, year: int | None = None) -> Date:
    """Return the day on which the units of a draft are looked up."""
    if draft.head.issued_on is not None:
        return draft.head.issued_on
    years = _years(draft, year)
    return Date(years[0] if years else 2000, 1, 1)


def _years(draft: PlanDraft, year: int | None) -> tuple[int, int | None] | None:
    """Return the plan's years: as given, as they were read, or as its subject names them."""
    if year is not None:
        return (year, year)
    if draft.years is not None:
        return draft.years
    subject = without_quoted(draft.head.subject, '“"«(', '”"»)')
    if found := _SPAN.search(subject):
        return (int(found[1]), int(found[2]))
    named = {int(each) for each in _YEAR.findall(subject)}
    if len(named) == 1:
        only = named.pop()
        return (only, only)
    return (draft.head.issued_on.year, None) if draft.head.issued_on and not named else None


@frozen
class _Writer:
    """Makes the tables of one draft."""

    draft: PlanDraft
    directory: Directory | None
    years: tuple[int, int | None] | None
    ids: set[str] = field(factory=set)
    numbers: Counter[str] = field(factory=Counter)

    def sections(self) -> Iterator[Section]:
        """Yield the head, the bases, the items and the duties."""
        yield Section("", tuple(self._head()))
        numbers: set[str] = set()
        for basis in self.draft.bases:
            if basis.number and basis.number not in numbers:
                numbers.add(basis.number)
                yield _basis(basis)
        for item in plan_items(self.draft):
            yield self._item(item)
        for duty in self.draft.duties:
            yield self._duty(duty)

    def _head(self) -> Iterator[Entry]:
        head = self.draft.head
        yield Entry("format", FORMAT)
        yield Entry("id", self._id())
        title = " ".join(filter(None, (head.kind.capitalize(), head.subject)))
        yield Entry("title", title or None)
        yield self._issuer()
        if self.draft.standing_agency is not None:
            yield _unit("standing_agency", self.draft.standing_agency)
        yield Entry("years", _years_value(self.years))
        if head.number:
            yield Entry("number", head.number)
        if head.issued_on is not None:
            yield Entry("issued_on", head.issued_on)
        if self.draft.budget:
            yield Entry("budget", self.draft.budget)
        yield from self._recipients()

    def _id(self) -> str:
        """Return an id from the number, or from the file's name, and the first year."""
        number = self.draft.head.number or PurePath(_file(self.draft)).stem
        year = str(self.years[0]) if self.years else ""
        slug = _NO_ID.sub("-", fold(number)).strip("-") or "plan"
        return slug if year in slug else f"{slug}-{year}"

    def _issuer(self) -> Entry:
        issuer, words = self.draft.issuer, self.draft.head.issuer
        if issuer is None and words and self.directory is not None:
            day = plan_day(self.draft, self.years[0] if self.years else None)
            issuer = read_lead(words, self.directory, day)
        if issuer is None:
            return Entry("issuer", None, words, (_say("not_said"),), is_open=True)
        return _unit("issuer", issuer)

    def _recipients(self) -> Iterator[Entry]:
        marks = ((each.text, " (B/c)" if each.is_report else "") for each in self.draft.recipients)
        texts = dict.fromkeys(f"{text}{mark}" for text, mark in marks if text)
        if texts:
            yield Entry("recipients", [*texts])

    def _item(self, item: DraftItem) -> Section:
        entries = (
            Entry("code", item.code),
            Entry("title", item.title or None),
            _parties("lead", item.lead),
            *_partners(item.partners),
            *_standing(item),
            _time(item.time, is_open=item.deadline is None),
            *_notes(item),
        )
        products = tuple(self._product(product) for product in item.products)
        return Section("[[items]]", entries, products, item.line)

    def _product(self, product: DraftProduct) -> Section:
        noun = document_noun(product.text)
        entries = [
            Entry("id", self._new_id(product.text), product.text),
            Entry("title", product.text),
            Entry("measure", product.unit or noun or _OUTCOME),
        ]
        if product.quantity is not None and not product.doubt:
            entries.append(Entry("target", product.quantity))
            if product.at_least:
                entries.append(Entry("at_least", value=True))
        elif product.doubt:
            entries[-1] = evolve(entries[-1], remarks=(_say(f"doubt_{product.doubt}"),))
        if product.quantity is None and not product.unit:
            entries.append(Entry("kind", "document" if noun else "outcome"))
        return Section("[[items.products]]", tuple(entries))

    def _new_id(self, words: str) -> str:
        """Return an id for an indicator, made of the words and unique in the plan."""
        slug = _NO_ID.sub("_", fold(words)).lstrip("0123456789_").rstrip("_")
        cut = slug[: _LONGEST_ID + 1].rpartition("_")[0] or slug[:_LONGEST_ID]
        base = (slug if len(slug) <= _LONGEST_ID else cut) or "product"
        number = max(self.numbers[base], 1)
        found = base if number == 1 else f"{base}_{number}"
        while found in self.ids:
            number += 1
            found = f"{base}_{number}"
        self.numbers[base] = number
        self.ids.add(found)
        return found

    def _duty(self, duty: DraftDuty) -> Section:
        title = Message.of("draft_file.report_of", who=_inside(duty.who)).text("vi")
        entries = (
            Entry("code", duty.code),
            Entry("title", title),
            self._reporters(duty),
            *(() if duty.via is None else (_unit("via", duty.via),)),
            _addressees(duty.to),
            _time(duty.time, is_open=duty.deadline is None),
            *self._said(duty),
        )
        return Section("[[duties]]", entries, line=duty.line)

    def _said(self, duty: DraftDuty) -> Iterator[Entry]:
        """Yield the words of the assignment that states a duty."""
        for told in self.draft.assignments:
            if told.code.startswith(duty.code) and _place(told.code) == duty.code:
                yield Entry("note", told.title)

    def _reporters(self, duty: DraftDuty) -> Entry:
        """Return who reports; who gathers the reports of a set does not report to itself."""
        entry = _parties("reporters", duty.who)
        via = duty.via.units if duty.via else ()
        selector = selector_of(duty.who) if duty.who and duty.who.is_settled else None
        if entry.value is None or selector is None or not via or not self._holds(selector, via):
            return entry
        less = selector_value(Except(selector, Named(via)))
        remark = _say("gathers", unit=", ".join(via))
        return evolve(entry, value=less, remarks=(*entry.remarks, remark))

    def _holds(self, selector: Selector, units: tuple[str, ...]) -> bool:
        if self.directory is None or isinstance(selector, Named):
            return False
        day = plan_day(self.draft, self.years[0] if self.years else None)
        return bool({*resolve(selector, self.directory, day).units} & {*units})


def _place(code: str) -> str:
    """Return the code without the number that tells it from a duty at the same place."""
    return re.sub(r"-\d+$", "", code)


def _inside(party: Party | None) -> str:
    """Return who is named as it stands within a sentence."""
    words = party.words if party is not None else "–"
    first, _, _ = words.partition(" ")
    return words[:1].lower() + words[1:] if first in _SMALL else words


def _file(draft: PlanDraft) -> str:
    return PurePath(draft.file.replace("\\", "/")).name


def _say(key: str, **facts: Fact) -> Message:
    return Message.of(f"draft_file.{key}", **facts)


def _years_value(years: tuple[int, int | None] | None) -> TomlValue | None:
    if years is None:
        return None
    first, last = years
    return {"from": first} if last is None else {"from": first, "to": last}


def _basis(basis: DraftBasis) -> Section:
    given = (
        Entry("number", basis.number),
        Entry("issued_on", basis.issued_on),
        Entry("issuer", basis.issuer or None),
        Entry("title", basis.text or None),
    )
    entries = tuple(entry for entry in given if entry.value is not None)
    return Section("[[bases]]", entries, line=basis.line)


def _unit(key: str, party: Party) -> Entry:
    """Return an entry that wants one unit."""
    is_one = party.is_settled and len(party.units) == 1 and party.selector is None
    remarks = () if is_one else (_unsettled(party),)
    value = party.units[0] if is_one else None
    return Entry(key, value, party.words, remarks, is_open=not is_one)


def _unsettled(party: Party) -> Message:
    if party.candidates:
        return _say("candidates", words=_unknown(party), units=party.candidates)
    return _say("unknown", words=_unknown(party)) if party.unknown else _say("not_one")


def _unknown(party: Party) -> str:
    return "; ".join(party.unknown)


def _parties(key: str, party: Party | None) -> Entry:
    """Return an entry that wants a set of units."""
    if party is None:
        return Entry(key, None, "", (_say("not_said"),), is_open=True)
    selector = selector_of(party)
    if selector is None or not party.is_settled:
        return Entry(key, None, party.words, (_unsettled(party),), is_open=True)
    remarks = _set_remarks(party)
    return Entry(key, selector_value(selector), party.words, remarks, is_open=party.is_open)


def _set_remarks(party: Party) -> tuple[Message, ...]:
    if party.is_open:
        return (_say("open_set"),)
    return (_say("set"),) if party.selector is not None else ()


def _partners(partners: tuple[Party, ...]) -> Iterator[Entry]:
    """Yield the partners; who is not known stands there in words until named."""
    if not partners:
        return
    values: list[TomlValue] = []
    remarks: dict[Message, None] = {}
    for party in partners:
        selector = selector_of(party) if party.is_settled else None
        value = {"open": party.words} if selector is None else selector_value(selector)
        if value not in values:
            values.append(value)
        notes = _set_remarks(party) if party.is_settled else (_unsettled(party),)
        remarks |= dict.fromkeys(notes)
    words = "; ".join(party.words for party in partners)
    is_open = any(party.is_open or not party.is_settled for party in partners)
    yield Entry("partners", values, words, tuple(remarks), is_open=is_open)


def _standing(item: DraftItem) -> Iterator[Entry]:
    """Yield what the words say of authority, of heads and of how the item spreads."""
    if item.authority != "order":
        yield Entry("authority", item.authority)
    if item.lead is not None and item.lead.is_head:
        yield Entry("head_answers", value=True)
    if item.spread != "shared":
        yield Entry("spread", item.spread)


def _notes(item: DraftItem) -> Iterator[Entry]:
    words = " ".join(filter(None, (*item.details, item.budget))).strip()
    if words:
        yield Entry("note", words)


def _time(words: str | None, *, is_open: bool) -> Entry:
    if not words or not words.strip():
        return Entry("time", _NO_TIME, "", (_say("no_time"),), is_open=True)
    return Entry("time", words, is_open=is_open)


def _addressees(parties: tuple[Party, ...]) -> Entry:
    """Return who receives the reports: units by name only."""
    words = "; ".join(party.words for party in parties)
    if not parties:
        return Entry("addressees", None, "", (_say("not_said"),), is_open=True)
    units = dict.fromkeys(unit for party in parties for unit in party.units)
    loose = [party for party in parties if not party.is_settled or not party.units]
    remarks = tuple(map(_unsettled, loose))
    value: TomlValue | None = None if loose else [*units]
    return Entry("addressees", value, words, remarks, is_open=bool(loose))
