"""The proof of the journal: every entry is where and as it was written (R25).

It holds while others write: what is proved goes at least to the end that the journal had when the
reading began. What it keeps in memory is one line a task and plan, and the moments of its sweeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from attrs import define, field
from pendulum import DateTime

from planflow.engine.entry import read_body, read_entry, read_event
from planflow.engine.read import PAGE, stored_entries
from planflow.engine.record import is_archive, is_record, plan_of
from planflow.errors import FormatError, StoreError, StoreUnavailableError
from planflow.instant import from_text
from planflow.store import GENESIS, Store, StoredEntry
from planflow.store.chain import content_digest, entry_hash, next_digest

UNREADABLE = (FormatError, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What reading a stored text that is none of ours ends with."""


class BrokenError(Exception):
    """The journal breaks; never leaves the engine.

    Attributes:
        position: Where.
        what: How, as a key of the messages under ``verify``.
        digest: The digest of what was proved before.
    """

    def __init__(self, position: int, what: str, digest: str = "") -> None:
        """Keep all of it."""
        super().__init__(position, what, digest)
        self.position, self.what, self.digest = position, what, digest


@define
class Journal:
    """What the journal says, as far as it was read.

    Attributes:
        position: The position of the last entry that was proved.
        digest: The journal's digest up to it.
        ends: Version and hash of the newest entry of each stream.
        sweeps: Task or plan → position and moment of each sweep that announced something of it.
        dropped: Plan → the position of the first of its entries whose text was dropped.
        archived: The plans of which it says that they were archived.
    """

    position: int = 0
    digest: str = GENESIS
    ends: dict[str, tuple[int, str]] = field(factory=dict)
    sweeps: dict[str, list[tuple[int, DateTime]]] = field(factory=dict)
    dropped: dict[str, int] = field(factory=dict)
    archived: set[str] = field(factory=set)

    def records(self) -> Iterator[str]:
        """Yield the streams of tasks and plans."""
        return filter(is_record, self.ends)

    def add(self, stored: StoredEntry) -> None:
        """Hold one entry against the one before it, in its stream and in the journal.

        Raises:
            BrokenError: If it does not follow.
        """
        version, previous = self.ends.get(stored.stream, (0, GENESIS))
        if stored.position != self.position + 1:
            self._break("missing")
        if stored.version != version + 1:
            self._break("out_of_order")
        if stored.body and stored.hash != entry_hash(previous, stored.body):
            self._break("changed")
        if stored.digest != next_digest(self.digest, stored.hash):
            self._break("out_of_order")
        if stored.body:
            self._check_text(stored)
        elif stored.content:
            self._break("content_changed")
        else:
            self.dropped.setdefault(plan_of(stored.stream), stored.position)
        self.ends[stored.stream] = (stored.version, stored.hash)
        self.position, self.digest = stored.position, stored.digest

    def _check_text(self, stored: StoredEntry) -> None:
        try:
            body = read_body(stored.body)
            self._note(stored, body)
        except UNREADABLE as error:
            raise BrokenError(stored.position, "unreadable", self.digest) from error
        if (body["stream"], body["version"]) != (stored.stream, stored.version):
            self._break("changed")
        if body.get("key") != stored.key:
            self._break("changed")
        if not _is_content_of(stored, body.get("content", {})):
            self._break("content_changed")

    def _note(self, stored: StoredEntry, body: dict[str, Any]) -> None:
        """Note what is said beside tasks and plans: sweeps, and what was archived."""
        record, mark, _ = stored.stream.partition("!")
        if mark:
            read_event(body["event"])
            at, sweeps = _moment(body["at"]), self.sweeps.setdefault(record, [])
            if not sweeps or sweeps[-1][1] != at:
                sweeps.append((stored.position, at))
        elif is_archive(stored.stream):
            self.archived.update(read_event(body["event"]).plans)

    def _break(self, what: str) -> None:
        raise BrokenError(self.position + 1, what, self.digest)


def _is_content_of(stored: StoredEntry, kept: dict[str, str]) -> bool:
    """Tell whether what is left of an entry's content is its own, each field once."""
    fields = {each.field for each in stored.content}
    return len(fields) == len(stored.content) and all(
        kept.get(each.field) == each.digest == content_digest(each.salt, each.person, each.text)
        for each in stored.content
    )


@lru_cache(maxsize=64)
def _moment(text: str) -> DateTime:
    return from_text(text)


def prove(store: Store) -> Journal:
    """Read the journal to its end, and return what it says.

    Raises:
        BrokenError: If an entry is missing, was changed, or is not where it was written.
    """
    journal, (end, digest) = Journal(), store.head()
    for stored in _readable(store, end, journal):
        journal.add(stored)
        if stored.position == end and stored.digest != digest:
            raise BrokenError(end + 1, "missing", journal.digest)
    last, digest = store.head()
    is_behind = last < journal.position or journal.position < end
    if is_behind or (last == journal.position and digest != journal.digest):
        raise BrokenError(journal.position + 1, "missing", journal.digest)
    if store.strays():
        raise BrokenError(journal.position + 1, "stray_content", journal.digest)
    _refuse_dropped(store, journal)
    return journal


def _refuse_dropped(store: Store, journal: Journal) -> None:
    """Refuse that entries have no text, unless the journal says that they were archived.

    It may have come to say so while it was read.
    """
    dropped = set(journal.dropped) - journal.archived
    later = stored_entries(store, journal.position) if dropped else iter(())
    for stored in later:
        if is_archive(stored.stream):
            dropped -= set(read_entry(stored).event.plans)
    if dropped:
        raise BrokenError(min(journal.dropped[one] for one in dropped), "dropped", journal.digest)


def _readable(store: Store, end: int, journal: Journal) -> Iterator[StoredEntry]:
    """Yield the entries up to ``end``, and what stands on the last page with them.

    Where a page cannot be read, go on one by one to the place.
    """
    try:
        for entry in stored_entries(store, 0):
            if entry.position > end + PAGE:
                return
            yield entry
    except StoreUnavailableError:
        raise
    except StoreError:
        while entries := _one_after(store, journal.position):
            yield entries[0]


def _one_after(store: Store, position: int) -> tuple[StoredEntry, ...]:
    try:
        return store.journal(position, 1)
    except StoreError as error:
        raise BrokenError(position + 1, "unreadable") from error
