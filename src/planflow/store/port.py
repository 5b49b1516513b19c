"""The store port: what planflow asks of storage. Rows and text, no class of the domain.

A store is the host's. It keeps *records* (one row a task or plan, a cache of its journal), the
*journal* (append-only, hash-chained per stream, sealed into one order), and *content* (names and
free text that can be erased). An implementer works from this page alone, and knows that he is done
when :func:`planflow.testing.check_store` finds nothing; each clause has tests of its number there.

This is version 2 of the port (:data:`PORT`). A store names the version that it implements;
a clause is only added or sharpened together with that number.

S1   Atomic: :meth:`Store.commit` writes everything in a batch or nothing.
S2   Compare-and-set: a write names the version it replaces (0: none yet). If a record has moved,
     the commit raises ``VersionConflictError`` that names *every* moved record, guards included.
     What is written replaces the whole row. Of two commits that replace the same version at the
     same time one is refused, whatever the isolation of their transactions.
S3   Guards: versions that were read must still hold when the commit takes effect, though nothing
     is written there: two commits that each guard what the other writes do not both succeed.
     Guard 0 says that there is no such record; it is compared, not held against others.
S4   Chain: an entry's stream and version are unique; all stored text is kept byte for byte. Half a
     surrogate pair and the character NUL are refused with ``StoreError``, for no database keeps
     them alike.
S5   Once: a once-entry whose stream exists is skipped, without an error; the commit returns the
     streams that it did write. Of two commits at the same time one writes it.
S6   Idempotency: :meth:`Store.load` with a stream and a key returns the entry committed under them.
     Where it finds none, the records it returns are not what a commit under that key has made.
     A key is used once a stream; a second entry under it raises ``DuplicateError``, in one batch
     as over two.
S7   Order: :meth:`Store.journal` numbers committed entries 1, 2, 3, … without gaps, those of one
     stream in the order of their versions; a number never changes, and an entry committed later
     never gets a number below one that was read. Where several write at the same time the reader
     numbers (seals), in a short transaction of its own: neither writers nor hosts wait for each
     other's transactions. Before it is committed an entry may or may not be shown to its writer.
S8   Digest: ``digest`` of entry n is sha256 over that of n-1 and the entry's own hash.
S9   Paging: ``find`` and ``journal`` go on after a cursor, in an order that does not change: ids
     by code point, whatever the database's collation. ``tally`` counts what ``find`` finds.
S10  Due: :meth:`Store.due` yields each record whose wake is not after ``until``, once per sweep;
     shards (k, n) for k from 0 to n-1 share the records out, by :func:`shard_of`.
S11  Wakes: setting a wake is a compare-and-set of its own, moves no version and fails silently.
S12  Erasure: erased content is gone; the journal stays as it is; content without an entry is
     told by ``strays``.
S13  Isolation: what goes in and comes out is immutable; the store keeps no reference of the host's.
S14  Lent: on a lent connection the store never commits, closes or sets anything; after a refused
     commit the host's transaction is usable; the host's rollback takes all of it along.
S15  Errors: nothing of the driver escapes; busy and away are ``StoreUnavailableError``. Several
     threads may use one store; a closed one answers or raises ``StoreError``.
S16  Issuing: while the record of a plan is of kind ``issuing`` its tasks are in no ``load``,
     ``find``, ``tally``, ``due`` or ``feeding``; the plan's own record is loaded, but neither
     found nor due.
S17  Dropping: of a dropped stream the record, what it feeds and the content are gone, and the
     bodies of its entries are empty, of what the same commit writes too; their numbers, hashes,
     digests and keys stay, and the stream still exists (S4 to S6).
S18  Age: the stored schema bears a version; one outside the supported range is refused with
     ``SchemaMismatchError``, never changed silently.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Final, NamedTuple, Self
from zlib import crc32

from attrs import field, frozen

from planflow.errors import StoreError

PORT: Final = 2
"""The version of this port."""

GENESIS: Final = "0" * 64
"""The hash before the first one, of a stream and of the whole journal."""

PLAN: Final = "plan"
"""The kind of a plan's record."""

ISSUING: Final = "issuing"
"""The kind of a plan's record until all its tasks are there (S16)."""

SHARDS: Final = 1024
"""Into how many parts the records are divided for sweepers that share the work (S10)."""


def shard_of(record: str) -> int:
    """Return the part of a record, 0 to 1,023: the same on every machine, for ever."""
    return crc32(record.encode()) % SHARDS


class Facts(NamedTuple):
    """Columns by which records are found and counted; instants are UTC as fixed-width text.

    A plan has only ``plan`` (its own id) and ``kind``; every record has these two.
    """

    plan: str | None = None
    kind: str | None = None
    part: str | None = None
    holder: str | None = None
    source: str | None = None
    occurrence: str | None = None
    authority: str | None = None
    state: str | None = None
    dating: str | None = None
    opens_at: str | None = None
    due_at: str | None = None
    done_at: str | None = None


FACTS: Final = Facts._fields
"""Their names."""


@frozen
class Row:
    """A record as stored.

    Attributes:
        id: The task's or plan's id, also the name of its stream.
        version: How many entries its stream has.
        head: Hash of the newest of them.
        fixed: What only an amendment of the plan changes, as text.
        body: What moves, as text.
        facts: What it is found and counted by.
        wake: The instant at which the sweep must look at it, as text, or nothing.
    """

    id: str
    version: int
    head: str
    fixed: str
    body: str
    facts: Facts
    wake: str | None = None


@frozen
class Write:
    """A record to write, the version it replaces, and the ids it feeds (nothing: as before)."""

    row: Row
    replaces: int
    feeds: tuple[str, ...] | None = None


@frozen
class Guard:
    """A version that was read and must still hold."""

    id: str
    version: int


@frozen
class NewEntry:
    """An entry to append to the journal."""

    stream: str
    version: int
    hash: str
    body: str
    key: str | None = None


@frozen
class Content:
    """Erasable text beside the journal, which holds only its digest.

    Attributes:
        digest: sha256 over salt, person and text; the entry names it.
        stream: The entry's stream.
        version: The entry's version.
        field: Which field of the event it is.
        person: The opaque id of the person whose text or name it is.
        salt: Random text, so that the digest tells nothing.
        text: The text.
    """

    digest: str
    stream: str
    version: int
    field: str
    person: str
    salt: str
    text: str


@frozen
class StoredEntry:
    """An entry as stored, with what is left of its content.

    Attributes:
        position: Its place in the whole journal, from 1; 0 until it is sealed (S7).
        stream: The task, plan or announcement that it belongs to.
        version: Its place in the stream, from 1.
        hash: Its hash, which chains the stream.
        digest: The journal's digest up to it; empty until it is sealed.
        body: Its text; empty once its stream was dropped (S17).
        key: The idempotency key of its command, if any.
        content: What is left of its content, by field.
    """

    position: int
    stream: str
    version: int
    hash: str
    digest: str
    body: str
    key: str | None
    content: tuple[Content, ...] = ()


@frozen
class Wake:
    """Set a record's wake to ``next`` if it is still ``seen``."""

    id: str
    seen: str | None
    next: str | None


@frozen(kw_only=True)
class Batch:
    """Everything that one commit writes (S1).

    It names a record at most once among the writes and once among the wakes; the entries of a
    stream, in order, go on where the stream ends, without a gap.

    Attributes:
        writes: Records to write.
        guards: Versions that must still hold.
        entries: What the journal gets.
        once: What it gets unless the stream exists (S5).
        content: Erasable text beside the entries.
        wakes: When records want to be looked at.
        erase: Persons whose content is erased (S12).
        drop: Streams that are dropped (S17); of records, ``guards`` name the versions.
    """

    writes: tuple[Write, ...] = ()
    guards: tuple[Guard, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    once: tuple[NewEntry, ...] = ()
    content: tuple[Content, ...] = ()
    wakes: tuple[Wake, ...] = ()
    erase: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def refuse_broken_text(self) -> None:
        """Refuse text that not every database keeps as it is (S4).

        Raises:
            StoreError: If a text holds half a surrogate pair or the character NUL.
        """
        texts = self._texts()
        if _is_kept("\n".join(texts)):
            return
        broken = next(text for text in texts if not _is_kept(text))
        raise StoreError(f"text that cannot be stored: {broken[:80]!r}")

    def _texts(self) -> list[str]:
        found: list[str] = []
        for write in self.writes:
            row = write.row
            found += (row.id, row.head, row.fixed, row.body, row.wake or "")
            found += filter(None, row.facts)
            found += write.feeds or ()
        for entry in (*self.entries, *self.once):
            found += (entry.stream, entry.hash, entry.body, entry.key or "")
        for one in self.content:
            found += (one.digest, one.stream, one.field, one.person, one.salt, one.text)
        found += [wake.next or "" for wake in self.wakes]
        return found


def _is_kept(text: str) -> bool:
    try:
        return "\x00" not in text and (text.isascii() or bool(text.encode()))
    except UnicodeEncodeError:
        return False


@frozen
class Loaded:
    """Records by id (those that exist), and the entry that an idempotency key named."""

    rows: Mapping[str, Row]
    done: StoredEntry | None = None


def _values(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


@frozen(kw_only=True)
class Query:
    """Which tasks: every condition must hold; several values mean any of them.

    Records of plans are found only where ``kind`` names ``plan``.
    """

    plan: tuple[str, ...] = field(default=None, converter=_values)
    holder: tuple[str, ...] = field(default=None, converter=_values)
    source: tuple[str, ...] = field(default=None, converter=_values)
    occurrence: tuple[str, ...] = field(default=None, converter=_values)
    kind: tuple[str, ...] = field(default=None, converter=_values)
    part: tuple[str, ...] = field(default=None, converter=_values)
    state: tuple[str, ...] = field(default=None, converter=_values)
    authority: tuple[str, ...] = field(default=None, converter=_values)
    dating: tuple[str, ...] = field(default=None, converter=_values)

    def conditions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the conditions that were given: column and the values it may have."""
        names = (
            "plan",
            "holder",
            "source",
            "occurrence",
            "kind",
            "part",
            "state",
            "authority",
            "dating",
        )
        return tuple((name, getattr(self, name)) for name in names if getattr(self, name))


class Store(ABC):
    """What a host implements to keep planflow's data in its own storage. See the clauses above."""

    port: int = PORT
    """The version of the port that this store implements."""

    @property
    def is_lent(self) -> bool:
        """Tell whether work goes on inside a transaction of the host's (S14).

        Then nothing is tried again behind the host's back, and nothing is final yet.
        """
        return False

    @abstractmethod
    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly and return the streams of the once-entries written (S1-S5, S11).

        Raises:
            VersionConflictError: If any record or guard has moved; nothing was written.
            StoreUnavailableError: If the database is busy or away. Nothing was written, unless the
                connection was lost while it was: whoever tries again must know it again (S6).
        """

    @abstractmethod
    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Return the records under ``ids``, and the entry under ``key`` = (stream, key) (S6)."""

    @abstractmethod
    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return the records that feed ``above``, by id."""

    @abstractmethod
    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        """Return tasks that match, by id, beginning after the id ``after`` (S9)."""

    @abstractmethod
    def tally(
        self, query: Query, by: tuple[str, ...], at: str, soon: str
    ) -> Mapping[tuple[str, ...], int]:
        """Return counts by the columns ``by`` without loading records.

        Args:
            query: Which tasks.
            by: Columns of ``FACTS``, or ``timeliness`` as of ``at``.
            at: The instant of the evaluation, as text.
            soon: Open tasks due not after this instant are due soon.
        """

    @abstractmethod
    def due(
        self,
        until: str,
        after: tuple[str, str] | None = None,
        limit: int = 500,
        shard: tuple[int, int] = (0, 1),
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, by (wake, id), after a cursor (S10).

        Args:
            until: The instant up to which wakes are due, as text.
            after: Wake and id of the last record that was seen.
            limit: How many at most.
            shard: (k, n): only the records whose :func:`shard_of`, divided by n, leaves k.
        """

    @abstractmethod
    def history(self, streams: tuple[str, ...]) -> tuple[StoredEntry, ...]:
        """Return the entries of streams, by stream and version, with what is left of content."""

    @abstractmethod
    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return sealed entries after position ``after``, in order; seals what waits (S7, S8)."""

    @abstractmethod
    def head(self) -> tuple[int, str]:
        """Return the last sealed position and its digest, or (0, ``GENESIS``)."""

    @abstractmethod
    def strays(self) -> tuple[str, ...]:
        """Return the streams of content that belongs to no entry; there should be none (S12)."""

    @abstractmethod
    def schema(self) -> int:
        """Return the version of the stored schema (S18).

        Raises:
            SchemaMismatchError: If the stored version is not supported.
        """

    @abstractmethod
    def on(self, connection: object) -> Self:
        """Return this store on a connection that the host lends, in its transaction (S14)."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what the store opened itself."""

    def __enter__(self) -> Self:
        """Return the store, to be closed at the end of a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()
