"""From a raw item to one of the draft: words to parties, days and products, with every doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from planflow.document.draft.authority import doubt_authority
from planflow.document.draft.clause import (
    ORDER,
    Assignment,
    find_time,
    read_assignment,
    report_in,
    sentences,
)
from planflow.document.draft.draft import DraftItem, DraftProduct, Party
from planflow.document.draft.ledger import Ledger
from planflow.document.draft.manuscript.manuscript import Words
from planflow.document.draft.party.party import read_parties
from planflow.document.draft.party.role import split_roles
from planflow.document.draft.product import read_products
from planflow.document.draft.raw import RawItem
from planflow.document.draft.wording.bare import bare
from planflow.document.draft.wording.label import (
    LEAD,
    PARTNERS,
    SUPERVISOR,
    is_label,
    split_labels,
    trimmed,
)
from planflow.document.draft.wording.marker import bullet
from planflow.document.draft.wording.party_word import split_subject, without_adverbial
from planflow.domain.deadline import AfterEvent, ByRegime, Soft, Unparsed, Unscheduled, parts_of

PER_UNIT: Final = "per-unit"
SHARED: Final = "shared"

_END: Final = re.compile(r"\s*[.;]?\s*/\.?$")
_MANY: Final = re.compile(r"\b(?:cac|moi|tat ca|toan the|nhung|tung)\s")
_LEADS: Final = re.compile(r"(?<!\w)chủ trì(?!\w)")


@frozen(kw_only=True)
class Holders:
    """The words that say who leads and who takes part."""

    lead: tuple[Words, ...] = ()
    partners: tuple[Words, ...] = ()
    authority: str = ORDER
    said_in: Words | None = None


def make_item(raw: RawItem, ledger: Ledger) -> DraftItem:
    """Return the item; what a person must settle goes into the ledger."""
    ledger.use(raw.title, *raw.fields)
    ledger.use(*(section.title for section in raw.sections))
    holders = _holders(raw, ledger)
    lead = _lead(holders.lead, raw, ledger)
    partners = tuple(
        party for words in holders.partners for party in ledger.parties(words, raw.code)
    )
    time = _time(raw, ledger)
    if holders.said_in is not None:
        doubt_authority(holders.authority, lead, holders.said_in, raw.code, ledger)
    if not raw.is_numbered:
        ledger.say(
            "code-counted",
            raw.title,
            item=raw.code,
            understood=raw.code,
            is_open=False,
            code=raw.code,
        )
    item = DraftItem(
        code=raw.code,
        title=_END.sub("", trimmed(raw.title.text)),
        line=raw.line,
        lead=lead,
        partners=partners,
        time=time.text if time is not None else None,
        deadline=ledger.clock.deadline(time.text) if time is not None else None,
        products=tuple(_products(raw, ledger)),
        authority=holders.authority,
        spread=_spread(lead, raw, ledger),
        details=tuple(_details(raw)),
        budget="; ".join(words.text for words in raw.budget if words.text),
        supervisor="; ".join(words.text for words in raw.others if _is_supervisor(words)),
    )
    if lead is None:
        ledger.say("lead-missing", raw.title, item=raw.code)
    if time is not None:
        doubt_time(time, raw.code, ledger)
    return item


def _is_supervisor(words: Words) -> bool:
    return is_label(words.label) == SUPERVISOR


# ---------------------------------------------------------------- who


def _holders(raw: RawItem, ledger: Ledger) -> Holders:
    """Return who leads and takes part: by the labels, or by the sentences of the item."""
    lead, partners = _parted(raw, ledger)
    if lead or partners:
        said = _said(raw, ledger, is_order=True) if not lead else None
        return Holders(lead=lead or (said.lead if said else ()), partners=partners)
    return _said(raw, ledger) or Holders()


def _parted(raw: RawItem, ledger: Ledger) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Return the words of leads and partners by the labels; one label may hold both."""
    leads: list[Words] = []
    partners: list[Words] = list(_filled(raw.partners))
    for words in _filled(raw.lead):
        first, others = _within(words)
        leads += first
        partners += others
    for words in _filled(raw.parties):
        first, others = _within(words)
        if "phoi hop" in bare(words.label) and not others:
            first, others = _first_leads(words, raw, ledger)
        leads += first
        partners += others
    return tuple(leads), tuple(partners)


def _filled(words: Sequence[Words]) -> Iterator[Words]:
    return (each for each in words if each.text.strip(" .-–—…/"))


def _first_leads(words: Words, raw: RawItem, ledger: Ledger) -> tuple[list[Words], list[Words]]:
    """Return the first of several as the lead, which a person must settle."""
    names = [each.words for each in read_parties(words.text, ledger.directory, ledger.clock.day)]
    if len(names) < 2:
        return [words], []
    ledger.say("parties-unparted", words, item=raw.code, understood=names[0], lead=names[0])
    lead, *rest = (Words(name, words.lines, words.label) for name in names)
    return [lead], rest


def _within(words: Words) -> tuple[list[Words], list[Words]]:
    """Return leads and partners where the words of one field tell them apart."""
    head, labelled = split_labels(words.text)
    if labelled:
        leads = [Words(head, words.lines, words.label)] if head else []
        leads += [Words(o.text, words.lines, o.label) for o in labelled if o.field == LEAD]
        others = [Words(o.text, words.lines, o.label) for o in labelled if o.field == PARTNERS]
        if others or leads:
            return leads, others
    lead, partners = split_roles(words.text)
    if not lead:
        return [words], []
    named = split_subject(partners)[0] or partners
    others = [Words(named, words.lines, words.label)] if partners else []
    return [Words(lead, words.lines, words.label)], others


def _said(raw: RawItem, ledger: Ledger, *, is_order: bool = False) -> Holders | None:
    """Return who leads by the sentences of an item, if one says so; another one is a doubt."""
    found: Holders | None = None
    for words, text in _texts(raw):
        said = read_assignment(text)
        if not said.who or (is_order and not said.verb) or not _is_told(said, words, raw):
            continue
        who = without_adverbial(_without_brackets(said.who))
        if found is None:
            partners = (Words(said.partners, words.lines),) if said.partners else ()
            found = Holders(
                lead=(Words(who, words.lines),),
                partners=partners,
                authority=said.authority,
                said_in=Words(text, words.lines),
            )
        elif said.verb and who != found.lead[0].text:
            about = Words(text, words.lines)
            ledger.say(
                "told-several",
                about,
                item=raw.code,
                understood=found.lead[0].text,
                lead=found.lead[0].text,
                who=who,
            )
    return found


def _is_told(said: Assignment, words: Words, raw: RawItem) -> bool:
    """Tell whether a sentence says who holds the item, and is not only about somebody."""
    if said.verb or words is raw.title:
        return True
    return _LEADS.search(said.rest[:40]) is not None or said.rest.startswith(
        ("có trách nhiệm", "chịu trách nhiệm", "phối hợp", "chủ động", "làm đầu mối", "tham mưu")
    )


def _texts(raw: RawItem) -> Iterator[tuple[Words, str]]:
    """Yield the sentences of an item's title and details, without bullets and marks."""
    for words in (raw.title, *raw.details):
        text = words.text[bullet(words.text)[1] :]
        text = re.sub(r"^[a-zđ\d]{1,2}\)\s+", "", text)
        for sentence in sentences(text):
            yield words, sentence


def _without_brackets(words: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", words).split())


def _lead(words: Sequence[Words], raw: RawItem, ledger: Ledger) -> Party | None:
    if not words:
        return None
    if len(words) > 1:
        names = "; ".join(each.text for each in words)
        ledger.say("lead-several", words[1], item=raw.code, is_open=False, names=names)
    lines = tuple(line for each in words for line in each.lines)
    text = "; ".join(each.text for each in words)
    return ledger.lead(Words(text, lines, words[0].label), raw.code)


def _spread(lead: Party | None, raw: RawItem, ledger: Ledger) -> str:
    """Return whether the item is one for all, or one for each of many."""
    if lead is None:
        return SHARED
    is_many = lead.selector is not None or lead.is_open or _MANY.match(bare(lead.words))
    if not is_many:
        return SHARED
    ledger.say(
        "fan-out",
        Words(lead.words, raw.title.lines),
        item=raw.code,
        understood=PER_UNIT,
        is_open=False,
        who=lead.words,
    )
    return PER_UNIT


# ---------------------------------------------------------------- when


def _time(raw: RawItem, ledger: Ledger) -> Words | None:
    """Return the words of an item's time: under its label, or in its sentences."""
    found = list(_filled(raw.time))
    if found:
        lines = tuple(line for each in found for line in each.lines)
        return Words("; ".join(each.text for each in found), lines, found[0].label)
    for words, text in _texts(raw):
        timed = None if report_in(text) else find_time(text, ledger.clock.year)
        if timed is not None:
            about = Words(timed.words, words.lines)
            ledger.say("time-in-text", about, item=raw.code, understood=timed.words, is_open=False)
            return about
    return None


def doubt_time(time: Words, code: str, ledger: Ledger) -> None:
    """Say what is open about the words of a time."""
    found = ledger.clock.read(time.text)
    parts = parts_of(found.schedule)
    if any(isinstance(part, Unparsed | Unscheduled) for part in parts):
        ledger.say("time-unread", time, item=code)
    elif any(isinstance(part, AfterEvent) for part in parts):
        ledger.say("time-waits", time, item=code, is_open=False)
    elif any(isinstance(part, ByRegime) for part in parts):
        ledger.say("time-elsewhere", time, item=code)
    elif all(isinstance(part, Soft) for part in parts):
        ledger.say("time-soft", time, item=code, is_open=False)
    elif ledger.clock.year_of(time.text) is None and found.due_on is not None:
        ledger.say("time-without-year", time, item=code)
    for part in parts:
        for doubt in getattr(part, "doubts", ()) if ledger.clock.year is not None else ():
            ledger.say("time-doubt", time, item=code, is_open=False, doubt=doubt)


# ---------------------------------------------------------------- what


def _products(raw: RawItem, ledger: Ledger) -> Iterator[DraftProduct]:
    for words in _filled(raw.products):
        for product in read_products(words.text):
            if product.doubt:
                about = Words(product.text, words.lines, words.label)
                ledger.say(
                    "product-doubt", about, item=raw.code, is_open=False, doubt=product.doubt
                )
            yield product


def _details(raw: RawItem) -> Iterator[str]:
    for words in raw.details:
        yield words.text
    for words in (*raw.notes, *raw.others):
        if not _is_supervisor(words):
            yield f"{words.label}: {words.text}" if words.label else words.text


def with_authority(item: DraftItem, authority: str) -> DraftItem:
    """Return an item that is ordered or asked for."""
    return evolve(item, authority=authority)
