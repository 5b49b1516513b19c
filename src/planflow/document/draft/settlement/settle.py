"""A draft and the answers to what it leaves open: a plan file that runs, or what is still wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.draft import Diagnostic, DraftDuty, DraftItem, Party, PlanDraft
from planflow.document.draft.settlement.answers import DROP, Answer, Answers
from planflow.document.draft.settlement.entry import Section
from planflow.document.draft.settlement.plan_file import file_text, plan_items, plan_sections
from planflow.document.draft.wording.spelling import key
from planflow.document.plan_file import parse_plan
from planflow.document.plan_file.selector import SELECTOR
from planflow.document.shape import Place, one_of, shortened
from planflow.document.source import raise_faults
from planflow.document.toml_text import TomlValue, value_toml
from planflow.domain.organisation import Directory, Named, Selector
from planflow.domain.plan import Plan, unit_faults
from planflow.errors import Fault, FormatError
from planflow.message import Language, Message

ITEMS: Final = "[[items]]"
DUTIES: Final = "[[duties]]"


@frozen
class Settled:
    """A draft with its answers.

    Attributes:
        text: The plan file.
        plan: The plan that it describes.
        remarks: Answers that were not needed or that change what the document says.
        draft: The draft, with the units that the answers name and what is settled closed.
    """

    text: str
    plan: Plan
    remarks: tuple[Diagnostic, ...]
    draft: PlanDraft


def settle(
    draft: PlanDraft,
    answers: Answers,
    directory: Directory | None = None,
    year: int | None = None,
    *,
    language: Language = "vi",
) -> Settled:
    """Return the plan that a draft and its answers give.

    Args:
        draft: The plan as it was read.
        answers: What a person settled.
        directory: The units; with them every id is looked up.
        year: The plan's year; nothing: the one that its words or the answers name.
        language: The language of the remarks in the file.

    Raises:
        FormatError: If an answer is about nothing in the draft, or something that a plan must
            have is still open; all faults are listed with their places.
    """
    faults = list(_strangers(draft, answers))
    named = _with_units(draft, answers.units)
    sections = plan_sections(named, directory, year)
    text = file_text(named, _settled(sections, answers), language)
    try:
        plan = parse_plan(text)
    except FormatError as error:
        raise_faults((*faults, *error.faults), answers.file)
        raise
    if directory is not None:
        faults += unit_faults(plan, directory)
    raise_faults(faults, answers.file)
    remarks = tuple(_remarks(sections, answers))
    return Settled(text, plan, remarks, _closed(named, answers))


def _settled(sections: Iterable[Section], answers: Answers) -> tuple[Section, ...]:
    found = (_answered(section, answers) for section in sections)
    return tuple(section for section in found if section is not None)


def _answered(section: Section, answers: Answers) -> Section | None:
    """Return a table as the answers want it, or nothing where they drop it."""
    answer = _answer(section, answers)
    if answer.get(DROP):
        return None
    values = {key: value for key, value in answer.items() if key != DROP}
    parts = () if "products" in values else section.parts
    return evolve(section.settled(values), parts=parts)


def _answer(section: Section, answers: Answers) -> Answer:
    if not section.header:
        return answers.plan
    tables: dict[str, Mapping[str, Answer]] = {ITEMS: answers.items, DUTIES: answers.duties}
    return tables.get(section.header, {}).get(str(section.value("code")), {})


def _strangers(draft: PlanDraft, answers: Answers) -> Iterator[Fault]:
    """Yield every answer about something that the draft does not have."""
    for name, given, known in (
        ("items", answers.items, [item.code for item in plan_items(draft)]),
        ("duties", answers.duties, [duty.code for duty in draft.duties]),
    ):
        for code in given:
            if code not in known:
                expected = f"{one_of(known, code)}" if known else "no such answer: there are none"
                yield Fault(f"{name}.{code}", "an unknown code", expected, answers.file)
    words = {key(party.words): party.words for party in _all_parties(draft)}
    for given_words in answers.units:
        if key(given_words) not in words:
            expected = "the words of a party of the draft, as they stand"
            place = Place().key("units").key(given_words).path
            yield Fault(place, repr(shortened(given_words)), expected, answers.file)


def _all_parties(draft: PlanDraft) -> Iterator[Party]:
    for item in plan_items(draft):
        yield from (*_given(item.lead), *item.partners)
    for duty in draft.duties:
        yield from (*_given(duty.who), *duty.to, *_given(duty.via))
    yield from (*_given(draft.standing_agency), *_given(draft.issuer))


def _given(party: Party | None) -> tuple[Party, ...]:
    return () if party is None else (party,)


def _with_units(draft: PlanDraft, units: Mapping[str, TomlValue]) -> PlanDraft:
    """Return the draft with the units that answers give for words, wherever these stand."""
    if not units:
        return draft
    known = {key(words): SELECTOR.read(value, Place()) for words, value in units.items()}
    namer = _Namer(known)
    return evolve(
        draft,
        items=tuple(map(namer.item, draft.items)),
        assignments=tuple(map(namer.item, draft.assignments)),
        duties=tuple(map(namer.duty, draft.duties)),
        standing_agency=namer.maybe(draft.standing_agency),
        issuer=namer.maybe(draft.issuer),
    )


@frozen
class _Namer:
    """Puts units in the place of words."""

    known: Mapping[str, Selector]

    def item(self, item: DraftItem) -> DraftItem:
        """Return an item with the units of its words."""
        partners = tuple(map(self.party, item.partners))
        return evolve(item, lead=self.maybe(item.lead), partners=partners)

    def duty(self, duty: DraftDuty) -> DraftDuty:
        """Return a duty with the units of its words."""
        to = tuple(map(self.party, duty.to))
        return evolve(duty, who=self.maybe(duty.who), to=to, via=self.maybe(duty.via))

    def maybe(self, party: Party | None) -> Party | None:
        """Return a party with the units of its words, if there is one."""
        return None if party is None else self.party(party)

    def party(self, party: Party) -> Party:
        """Return a party with the units of its words."""
        selector = self.known.get(key(party.words))
        if selector is None:
            return party
        units = selector.units if isinstance(selector, Named) else ()
        return Party(
            words=party.words,
            units=units,
            selector=None if units else selector,
            is_head=party.is_head,
        )


def _remarks(sections: Iterable[Section], answers: Answers) -> Iterator[Diagnostic]:
    """Yield what was answered though it was not open."""
    for section in sections:
        entries = {entry.key: entry for entry in section.entries}
        for name, value in _answer(section, answers).items():
            entry = entries.get(name)
            if entry is None or entry.is_open or entry.value is None:
                continue
            code = "answer-unneeded" if entry.value == value else "answer-changes"
            yield _remark(code, section, name, entry.value)


def _remark(code: str, section: Section, name: str, value: TomlValue) -> Diagnostic:
    item = str(section.value("code") or "plan")
    message = Message.of(
        f"answers.{code.removeprefix('answer-')}", item=item, key=name, value=value_toml(value)
    )
    return Diagnostic(
        code=code, line=section.line, words=value_toml(value), message=message, item=item,
        is_open=False,
    )  # fmt: skip


def _closed(draft: PlanDraft, answers: Answers) -> PlanDraft:
    """Return the draft with those diagnostics closed that the answers settle."""
    words = {key(each) for each in answers.units}
    found = tuple(
        evolve(each, is_open=False) if _is_settled(each, words, answers) else each
        for each in draft.diagnostics
    )
    return evolve(draft, diagnostics=found)


def _is_settled(diagnostic: Diagnostic, words: set[str], answers: Answers) -> bool:
    if key(diagnostic.words) in words:
        return True
    answer = {**answers.items.get(diagnostic.item, {}), **answers.duties.get(diagnostic.item, {})}
    answer |= answers.plan if not diagnostic.item else {}
    if answer.get(DROP):
        return True
    return any(diagnostic.code.startswith(_ABOUT.get(name, (name,))) for name in answer)


_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "lead": ("lead-", "parties-", "set-"),
    "partners": ("partner-", "parties-", "set-"),
    "time": ("time-", "duty-without-time"),
    "products": ("product-",),
    "reporters": ("reporter-", "set-", "duty-without-reporter"),
    "addressees": ("addressee-", "set-", "duty-without-addressee"),
    "via": ("via-",),
    "spread": ("fan-out",),
    "issued_on": ("head-", "issue"),
    "standing_agency": ("standing-",),
    "years": ("year",),
}
"""Key of an answer → how the codes of the diagnostics that it settles begin."""
