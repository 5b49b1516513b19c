"""Journal entries: the stored text of an event, its hash, and the erasable content beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs
from attrs import frozen
from pendulum import DateTime

from planflow.domain.organisation import Actor
from planflow.engine import upgrade
from planflow.engine.codec import decoder, dumps, tagged
from planflow.engine.entropy import Entropy
from planflow.errors import Fault, UnsupportedVersionError
from planflow.instant import from_text
from planflow.store import Content, NewEntry, StoredEntry
from planflow.store.chain import content_digest, entry_hash

_NAME: Final = "actor_name"
COMMAND_TEXTS: Final = "command_texts"
"""Field of the content that holds the digest of a keyed command's free text and names."""


@frozen
class Entry:
    """An entry of the journal, read.

    Attributes:
        position: Its place in the whole journal.
        stream: The task, plan or announcement that it belongs to.
        version: Its place in the stream.
        at: When it was recorded (Rule R27).
        actor: The opaque id of the person who did it, if a person did.
        unit: The unit that the person acted for.
        capacity: In which capacity.
        actor_name: The person's name, unless none was given or it was erased.
        event: What happened; personal texts are missing where they were erased.
        hash: Its hash.
        digest: The digest of the journal up to it.
        key: The idempotency key of its command, if any.
    """

    position: int
    stream: str
    version: int
    at: DateTime
    actor: str | None
    unit: str | None
    capacity: str | None
    actor_name: str | None
    event: Any
    hash: str
    digest: str
    key: str | None = None

    @property
    def kind(self) -> str:
        """Return the name of what happened, such as ``Reported``."""
        return type(self.event).__name__


@frozen
class Fingerprint:
    """Digests of a command: of what is no person's, and of its free text and names, if any."""

    plain: str
    personal: str


@frozen
class Author:
    """Who writes, when, under which key, with what command."""

    actor: Actor | None
    at: DateTime
    entropy: Entropy
    key: str | None = None
    command: Fingerprint | None = None

    @cached_property
    def signature(self) -> str:
        """Return what every entry of the author says: when, and who in which capacity."""
        at, actor = f'"at":{dumps(self.at)}', self.actor
        if actor is None:
            return at
        parts = (actor.id, actor.unit, actor.capacity)
        return '{},"actor":{},"unit":{},"capacity":{}'.format(at, *map(dumps, parts))


def new_entry(
    stream: str,
    version: int,
    previous: str,
    event: object,
    author: Author,
    *,
    has_key: bool = False,
) -> tuple[NewEntry, tuple[Content, ...]]:
    """Return the entry of ``event`` and the content that must not stand in the journal."""
    content = tuple(_content(stream, version, event, author, has_key=has_key))
    parts = [
        f'"format":{upgrade.FORMAT},"stream":{dumps(stream)},"version":{version}',
        author.signature,
    ]
    if has_key:
        plain = author.command.plain if author.command else None
        parts.append(f'"key":{dumps(author.key)},"command":{dumps(plain)}')
    parts.append(f'"event":{dumps(event)}')
    if content:
        parts.append(f'"content":{dumps({each.field: each.digest for each in content})}')
    text = f"{{{','.join(parts)}}}"
    key = author.key if has_key else None
    return NewEntry(stream, version, entry_hash(previous, text), text, key), content


def read_entry(stored: StoredEntry) -> Entry:
    """Return the entry as it was written, with what is left of its content.

    Raises:
        UnsupportedVersionError: If a newer version of planflow wrote it.
    """
    body = read_body(stored.body)
    texts = {each.field: each.text for each in stored.content if each.field != COMMAND_TEXTS}
    return Entry(
        position=stored.position,
        stream=stored.stream,
        version=stored.version,
        at=from_text(body["at"]),
        actor=body.get("actor"),
        unit=body.get("unit"),
        capacity=body.get("capacity"),
        actor_name=texts.pop(_NAME, None),
        event=_with_texts(read_event(body["event"]), texts),
        hash=stored.hash,
        digest=stored.digest,
        key=stored.key,
    )


def read_body(text: str) -> dict[str, Any]:
    """Return the stored text as data, in the format of this version.

    Raises:
        UnsupportedVersionError: If a newer version of planflow wrote it.
    """
    body: dict[str, Any] = json.loads(text)
    known = body.get("format")
    return body if known == upgrade.FORMAT else upgrade.upgraded(upgrade.ENTRY, body, known)


def read_event(raw: dict[str, Any]) -> Any:
    """Return the event that was stored as ``raw``."""
    kind = tagged(raw["is"])
    if kind is None:
        raise UnsupportedVersionError(Fault("journal entry", repr(raw["is"]), "a known event"))
    return decoder(kind)(raw)


def owner(said: object, name: str) -> str:
    """Return the opaque id of whose text or name a field of a command or event is.

    Nothing stands for whoever says it.
    """
    field = getattr(type(said), "OWNERS", {}).get(name)
    found: str = (getattr(said, field) if field else "") or ""
    return found


def _content(
    stream: str, version: int, event: object, author: Author, *, has_key: bool
) -> list[Content]:
    texts = {name: getattr(event, name) for name in getattr(type(event), "PERSONAL", ())}
    actor = author.actor
    if actor is not None and actor.name:
        texts[_NAME] = actor.name
    if has_key and author.command is not None:
        texts[COMMAND_TEXTS] = author.command.personal
    own = actor.id if actor is not None else ""
    found = []
    for name, text in texts.items():
        if text:
            person = owner(event, name) or own
            salt = author.entropy.token()
            digest = content_digest(salt, person, text)
            found.append(Content(digest, stream, version, name, person, salt, text))
    return found


def _with_texts(event: Any, texts: Mapping[str, str]) -> Any:
    """Put an event's own texts back; one that is not its own, in a damaged store, is verify's."""
    personal = getattr(type(event), "PERSONAL", ())
    own = {name: text for name, text in texts.items() if name in personal}
    return attrs.evolve(event, **own) if own else event
