"""Refusals become errors; keys become answers."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, NoReturn

from planflow.domain.task import NOT_AUTHORISED, NOT_NOW, Refusal
from planflow.engine.codec import dumps
from planflow.engine.entry import Entry, read_body, read_entry
from planflow.errors import (
    CommandRefusedError,
    DuplicateError,
    NotAllowedNowError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.message import Message
from planflow.store import StoredEntry

_ERRORS: Final[dict[str, type[CommandRefusedError]]] = {
    NOT_AUTHORISED: NotAuthorisedError,
    NOT_NOW: NotAllowedNowError,
}


def refuse(refusal: Refusal) -> NoReturn:
    """Raise what ``refusal`` says (Rule R5)."""
    error = _ERRORS.get(refusal.kind, RuleViolatedError)
    raise error(refusal.rule, refusal.reason, refusal.who)


def refuse_unit(unit: str, command: str) -> NoReturn:
    """Refuse a command on a plan: only the assigner may give it (Rule R3)."""
    reason = Message.of("refusal.role", unit=unit, command=Message.of(f"command.{command}"))
    raise NotAuthorisedError("R3", reason, ("assigner",))


def fingerprint(command: object, key: str | None) -> str | None:
    """Return what tells two commands under one key apart, or nothing without a key (Rule R7)."""
    return sha256(f"{key}\n{dumps(command)}".encode()).hexdigest() if key is not None else None


def recorded(done: StoredEntry, command: str | None) -> Entry:
    """Return the entry of the same command given before under this key.

    Raises:
        DuplicateError: If it was another command.
    """
    if read_body(done.body).get("command") != command:
        raise DuplicateError(done.stream, done.key or "")
    return read_entry(done)
