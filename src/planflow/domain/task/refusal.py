"""A refused command as a value; the engine raises it (Rule R5)."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from planflow.message import Fact, Message

NOT_NOW: Final = "not-now"
NOT_AUTHORISED: Final = "not-authorised"
VIOLATED: Final = "violated"


@frozen
class Refusal:
    """Why a command is refused.

    Attributes:
        kind: ``not-now``, ``not-authorised`` or ``violated``.
        rule: The rule that refuses, such as ``R3``.
        reason: The reason for people.
        who: The roles that may give the command.
    """

    kind: str
    rule: str
    reason: Message
    who: tuple[str, ...] = ()


def violated(rule: str, key: str, /, **facts: Fact) -> Refusal:
    """Return the refusal by ``rule`` with the catalogue's reason ``key``."""
    return Refusal(VIOLATED, rule, Message.of(f"refusal.{key}", **facts))
