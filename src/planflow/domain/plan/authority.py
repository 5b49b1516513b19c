"""Order or request: from the unit's standing toward the issuer, not from the verb (Rule R6)."""

from __future__ import annotations

from typing import Final

from planflow.domain.organisation import Directory
from planflow.domain.plan.plan import ORDER, REQUEST

ASKED_ROLES: Final = frozenset(
    {"mass-organisation", "party-body", "vertical-agency", "central-agency", "ministry"}
)
"""Units of these roles do not stand under a province's issuers: they are asked, not ordered."""


def authority_by_standing(unit: str, issuer: str, directory: Directory) -> str:
    """Return ``order`` or ``request`` by how ``unit`` stands toward ``issuer``."""
    if unit == issuer:
        return ORDER
    is_above = unit in directory.superiors(issuer)
    return REQUEST if is_above or directory.unit(unit).role in ASKED_ROLES else ORDER
