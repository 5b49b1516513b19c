"""Order or request: what the verb says, and whether it fits who is told."""

from __future__ import annotations

import re
from typing import Final

from planflow.document.draft.clause import ORDER, REQUEST
from planflow.document.draft.draft import Party
from planflow.document.draft.ledger import Ledger
from planflow.document.draft.manuscript.manuscript import Words
from planflow.document.draft.wording.bare import bare

_ORDERED_ROLES: Final = frozenset({"department", "peoples-committee", "public-service-unit"})
_ASKED_ROLES: Final = frozenset(
    {"mass-organisation", "party-body", "peoples-council", "vertical-agency", "central-agency"}
)
_ORDERED: Final = re.compile(r"\b(?:(?<!co )so|ubnd|uy ban nhan dan|phong|van phong (?:uy|ubnd))\b")
_ASKED: Final = re.compile(
    r"\b(?:mat tran|mttq\w*|ubmttq\w*|doan the|to chuc chinh tri|hoi (?:lien hiep|nong dan"
    r"|cuu chien"
    r"|luat gia)|tinh doan|lien doan|tinh uy|ban dang|toa an|tand|vien kiem sat|vksnd)\b"
)


def doubt_authority(
    authority: str, who: Party | None, words: Words, code: str, ledger: Ledger
) -> None:
    """Say where the verb and who is told do not go together: the verb alone does not settle it."""
    if who is None:
        return
    can_order, can_ask = _kinds(who, ledger)
    if authority == REQUEST and can_order:
        ledger.say(
            "request-to-subordinate",
            words,
            item=code,
            understood=REQUEST,
            is_open=False,
            who=who.words,
        )
    elif authority == ORDER and can_ask:
        ledger.say(
            "order-to-independent", words, item=code, understood=ORDER, is_open=False, who=who.words
        )


def _kinds(who: Party, ledger: Ledger) -> tuple[bool, bool]:
    """Tell whether some of those told take orders, and whether some are only asked."""
    if ledger.directory is not None and who.units:
        roles = {ledger.directory.unit(unit).role for unit in who.units}
        return bool(roles & _ORDERED_ROLES), bool(roles & _ASKED_ROLES)
    low = bare(who.words)
    return _ORDERED.search(low) is not None, _ASKED.search(low) is not None
