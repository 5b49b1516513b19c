"""A draft as JSON data."""

from __future__ import annotations

from decimal import Decimal

from pendulum import Date

from planflow.document.draft.draft import (
    Diagnostic,
    DraftBasis,
    DraftDuty,
    DraftItem,
    DraftProduct,
    Head,
    Party,
    PlanDraft,
)
from planflow.domain.plan import Amount
from planflow.message import Language


def draft_data(draft: PlanDraft, language: Language = "vi") -> dict[str, object]:
    """Return a draft as JSON data.

    Args:
        draft: The draft.
        language: The language of the diagnostics' messages.
    """
    return {
        "file": draft.file,
        "head": _head(draft.head),
        "years": list(draft.years) if draft.years else None,
        "bases": [_basis(basis) for basis in draft.bases],
        "items": [_item(item) for item in draft.items],
        "assignments": [_item(item) for item in draft.assignments],
        "duties": [_duty(duty) for duty in draft.duties],
        "standing_agency": _words(draft.standing_agency),
        "budget": draft.budget,
        "signer": draft.signer,
        "signed_by": draft.signed_by,
        "recipients": [
            {"text": each.text, "is_report": each.is_report} for each in draft.recipients
        ],
        "notes": [
            {"kind": each.kind, "code": each.code, "text": each.text, "line": each.line}
            for each in draft.notes
        ],
        "unused": [
            {"line": each.number, "text": each.text, **_place(each.place)} for each in draft.unused
        ],
        "diagnostics": [_diagnostic(each, language) for each in draft.diagnostics],
    }


def _head(head: Head) -> dict[str, object]:
    return {
        "number": head.number,
        "symbol": head.symbol,
        "issued_on": _iso(head.issued_on),
        "issuer": head.issuer,
        "kind": head.kind,
        "subject": head.subject,
    }


def _basis(basis: DraftBasis) -> dict[str, object]:
    return {
        "number": basis.number,
        "issued_on": _iso(basis.issued_on),
        "issuer": basis.issuer,
        "text": basis.text,
        "line": basis.line,
    }


def _item(item: DraftItem) -> dict[str, object]:
    return {
        "code": item.code,
        "title": item.title,
        "lead": _words(item.lead),
        "partners": [party.words for party in item.partners],
        "time": item.time,
        "deadline": _iso(item.deadline),
        "products": [_product(product) for product in item.products],
        "authority": item.authority,
        "spread": item.spread,
        "details": list(item.details),
        "budget": item.budget,
        "supervisor": item.supervisor,
        "lead_units": _units(item.lead),
        "partner_units": [_units(party) for party in item.partners],
        "line": item.line,
    }


def _product(product: DraftProduct) -> dict[str, object]:
    return {
        "quantity": _number(product.quantity),
        "unit": product.unit,
        "text": product.text,
        "at_least": product.at_least,
    }


def _duty(duty: DraftDuty) -> dict[str, object]:
    return {
        "code": duty.code,
        "who": _words(duty.who),
        "to": duty.to_words or "; ".join(party.words for party in duty.to) or None,
        "via": _words(duty.via),
        "time": duty.time,
        "deadline": _iso(duty.deadline),
        "who_units": _units(duty.who),
        "to_units": [_units(party) for party in duty.to],
        "line": duty.line,
    }


def _diagnostic(one: Diagnostic, language: Language) -> dict[str, object]:
    return {
        "code": one.code,
        "line": one.line,
        **_place(one.place),
        "item": one.item,
        "words": one.words,
        "understood": one.understood,
        "message": one.message.text(language),
        "is_open": one.is_open,
    }


def _place(place: str) -> dict[str, str]:
    return {"place": place} if place else {}


def _words(party: Party | None) -> str | None:
    return party.words if party is not None else None


def _units(party: Party | None) -> list[str]:
    return list(party.units) if party is not None else []


def _number(amount: Amount | None) -> int | float | None:
    if amount is None:
        return None
    value = Decimal(amount)
    return int(value) if value == value.to_integral_value() else float(value)


def _iso(day: Date | None) -> str | None:
    return day.isoformat() if day is not None else None
