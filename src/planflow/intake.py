"""The command that takes a plan in: from its document to a draft, and to a plan file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planflow.document import read_units
from planflow.message import Language, Message, phrase
from planflow.upkeep import OK, write_file

if TYPE_CHECKING:
    from planflow.document.draft.draft import Diagnostic, DraftDuty, DraftItem, PlanDraft
    from planflow.domain.organisation import Directory

_LONGEST: Final = 100


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add what the command may be given."""
    parser.add_argument("file", metavar="FILE", type=Path, help="text, .docx or .pdf")
    parser.add_argument(
        "--units", type=Path, action="append", metavar="CSV", help="a unit file; may be repeated"
    )
    parser.add_argument("--year", type=int, metavar="Y", help="the plan's year")
    parser.add_argument(
        "--which", type=int, metavar="N", help="the plan to read, where the file holds several"
    )
    parser.add_argument("--out", type=Path, metavar="TOML", help="write the plan file there")
    parser.add_argument("--json", action="store_true", help="print data, not text")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="what a person settled; see docs/import.md"
    )


def run_import(options: argparse.Namespace) -> int:
    """Read a plan's document, tell what was understood and what is open, write the plan file."""
    from planflow.document.draft.data import draft_data
    from planflow.document.draft.read import read_draft

    directory = read_units(*options.units) if options.units else None
    draft = read_draft(options.file, directory=directory, year=options.year, which=options.which)
    text, draft = _plan_file(draft, directory, options)
    if options.out is not None:
        write_file(options.out, text.encode())
    if options.json:
        print(json.dumps(draft_data(draft, options.lang), ensure_ascii=False, indent=2))
        return OK
    for line in draft_lines(draft, options.lang):
        print(line)
    if options.out is not None:
        key = "intake.runs" if options.answers else "intake.written"
        print(phrase(key, options.lang, file=str(options.out)))
    return OK


def _plan_file(
    draft: PlanDraft, directory: Directory | None, options: argparse.Namespace
) -> tuple[str, PlanDraft]:
    """Return the text of the plan file, and the draft as the answers leave it."""
    if options.answers is None:
        if options.out is None:
            return "", draft
        from planflow.document.draft.settlement.plan_file import draft_toml

        return draft_toml(draft, directory, options.year, language=options.lang), draft
    from planflow.document.draft.settlement.answers import read_answers
    from planflow.document.draft.settlement.settle import settle

    answers = read_answers(options.answers)
    settled = settle(draft, answers, directory, options.year, language=options.lang)
    for remark in settled.remarks:
        print(f"planflow: {remark.message.text(options.lang)}", file=sys.stderr)
    return settled.text, settled.draft


def draft_lines(draft: PlanDraft, language: Language) -> Iterator[str]:
    """Yield a draft as text for people: what was understood, then what is open."""
    head = draft.head
    agency = draft.standing_agency.words if draft.standing_agency is not None else None
    yield phrase(
        "intake.plan",
        language,
        kind=head.kind or "–",
        number=head.number or "–",
        subject=head.subject,
    )
    yield phrase(
        "intake.issuer", language, issuer=head.issuer or None, on=head.issued_on, agency=agency
    )
    yield phrase(
        "intake.counts",
        language,
        items=len(draft.items),
        duties=len(draft.duties),
        assignments=len(draft.assignments),
        bases=len(draft.bases),
    )
    for item in (*draft.items, *draft.assignments):
        yield from _item_lines(item, language)
    for duty in draft.duties:
        yield _duty_line(duty, language)
    for key, is_open in (("intake.to_settle", True), ("intake.to_know", False)):
        found = [one for one in draft.diagnostics if one.is_open == is_open]
        if found:
            yield phrase(key, language, count=len(found))
        for one in found:
            yield _diagnostic_line(one, language)


def _item_lines(item: DraftItem, language: Language) -> Iterator[str]:
    yield phrase("intake.item", language, code=item.code, title=_short(item.title))
    partners = "; ".join(party.words for party in item.partners)
    lead = item.lead.words if item.lead is not None else None
    yield phrase("intake.item_who", language, lead=lead, partners=partners or None)
    products = "; ".join(product.text for product in item.products)
    yield phrase(
        "intake.item_when",
        language,
        time=item.time,
        due=item.deadline,
        products=_short(products) or None,
    )


def _duty_line(duty: DraftDuty, language: Language) -> str:
    return phrase(
        "intake.duty",
        language,
        code=duty.code,
        who=duty.who.words if duty.who is not None else None,
        to=duty.to_words or None,
        via=duty.via.words if duty.via is not None else None,
        time=duty.time,
        due=duty.deadline,
    )


def _diagnostic_line(one: Diagnostic, language: Language) -> str:
    where = Message.of("intake.where_line", line=one.line) if one.line else None
    place = where or Message.of("intake.where_file")
    message = one.message.text(language)
    words = _short(one.words) or one.item or "–"
    return phrase(
        "intake.diagnostic",
        language,
        where=one.place or place,
        code=one.code,
        words=words,
        message=message,
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
