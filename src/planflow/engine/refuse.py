"""Refusals become errors; keys become answers."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, NoReturn

from planflow.domain.change import ISSUE, PLAN_PERMITTED, plan_roles_of
from planflow.domain.plan import Plan
from planflow.domain.task import NOT_AUTHORISED, NOT_NOW, Refusal
from planflow.engine.codec import dumps
from planflow.engine.entry import (
    COMMAND_TEXTS,
    Author,
    Entry,
    Fingerprint,
    owner,
    read_body,
    read_entry,
)
from planflow.errors import (
    CommandRefusedError,
    DuplicateError,
    FormatError,
    NotAllowedNowError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.message import Message
from planflow.store import ISSUING, Row, StoredEntry

_ERRORS: Final[dict[str, type[CommandRefusedError]]] = {
    NOT_AUTHORISED: NotAuthorisedError,
    NOT_NOW: NotAllowedNowError,
}


def refuse(refusal: Refusal) -> NoReturn:
    """Raise what ``refusal`` says (Rule R5)."""
    error = _ERRORS.get(refusal.kind, RuleViolatedError)
    raise error(refusal.rule, refusal.reason, refusal.who)


def permit(unit: str, plan: Plan, command: str) -> None:
    """Refuse a command on a plan that no role of ``unit`` may give (Rule R3).

    Raises:
        NotAuthorisedError: If none may.
    """
    who = PLAN_PERMITTED[command]
    if plan_roles_of(unit, plan).isdisjoint(who):
        reason = Message.of("refusal.role", unit=unit, command=Message.of(f"command.{command}"))
        raise NotAuthorisedError("R3", reason, who)


def refuse_issuing(row: Row) -> None:
    """Refuse whatever is asked of a plan that is still being issued (Rule R2).

    Raises:
        RuleViolatedError: If it is.
    """
    if row.facts.kind == ISSUING:
        reason = Message.of("refusal.still_issuing", plan=row.id)
        raise RuleViolatedError("R2", reason, PLAN_PERMITTED[ISSUE])


def fingerprint(command: object, unit: str) -> Fingerprint:
    """Return what tells two commands of units under one key apart (Rule R7).

    The part over free text and names is kept where it can be erased: whoever knows the rest of a
    command shall not be able to guess them from the journal (Rule R25). A name that is another
    person's has no part in it: that person is told apart by the id.
    """
    try:
        plain = dumps(command)
    except FormatError:
        plain = repr(command)
    names = getattr(type(command), "PERSONAL", ())
    texts = [getattr(command, name) for name in names if not owner(command, name)]
    personal = _digest(repr(texts)) if any(texts) else ""
    return Fingerprint(_digest(f"{unit}\n{plain}"), personal)


def recorded(done: StoredEntry, author: Author) -> Entry:
    """Return the entry of the same command given before under this key.

    Once its texts are erased they are no longer compared.

    Raises:
        DuplicateError: If it was another command.
    """
    body = read_body(done.body)
    given = author.command or Fingerprint("", "")
    kept = {each.field: each.text for each in done.content}.get(COMMAND_TEXTS)
    had_texts = COMMAND_TEXTS in body.get("content", {})
    is_same = kept == given.personal if kept else had_texts or not given.personal
    if body.get("command") != given.plain or not is_same:
        raise DuplicateError(done.stream, done.key or "")
    return read_entry(done)


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
