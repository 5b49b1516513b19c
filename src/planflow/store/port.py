"""The store port: what planflow asks of storage. Rows and text, no class of the domain.

A store is the host's. It keeps *records* (one row a task or plan, a cache of its journal), the
*journal* (append-only, hash-chained per stream, sealed into one order), and *content* (names and
free text that can be erased). Version 1 of the port; each clause has a contract test of its number.

S1   Atomic: :meth:`Store.commit` writes everything in a batch or nothing.
S2   Compare-and-set: a write names the version it replaces (0: none yet). If a record has moved,
     the commit raises ``VersionConflictError`` that names *every* moved record, guards included.
     What is written replaces the whole row.
S3   Guards: versions that were read must still hold at the commit, though nothing is written there.
S4   Chain: an entry's stream and version are unique; the stored text is kept byte for byte.
S5   Once: a once-entry whose stream exists is skipped, without an error; the commit returns the
     streams that it did write.
S6   Idempotency: :meth:`Store.load` with a stream and a key returns the entry committed under them.
S7   Order: :meth:`Store.journal` numbers entries 1, 2, 3, … without gaps; a number never changes,
     and an entry committed later never gets a number below one that was read.
S8   Digest: ``digest`` of entry n is sha256 over that of n-1 and the entry's own hash.
S9   Paging: ``find`` and ``journal`` go on after a cursor, in an order that does not change.
S10  Due: :meth:`Store.due` yields each record whose wake is not after ``until``, once per sweep.
S11  Wakes: setting a wake is a compare-and-set of its own, moves no version and fails silently.
S12  Erasure: erased content is gone; the journal stays as it is; content without an entry is
     told by ``strays``.
S13  Isolation: what goes in and comes out is immutable; the store keeps no reference of the host's.
S14  Lent: on a lent connection the store never commits, closes or sets anything; after a refused
     commit the host's transaction is usable; the host's rollback takes all of it along.
S15  Errors: nothing of the driver escapes; busy and away are ``StoreUnavailableError``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Self

from attrs import field, frozen

GENESIS: Final = "0" * 64
"""The hash before the first one, of a stream and of the whole journal."""

FACTS: Final = (
    "plan",
    "kind",
    "part",
    "holder",
    "source",
    "occurrence",
    "authority",
    "state",
    "dating",
    "opens_at",
    "due_at",
    "done_at",
)
"""Columns by which records are found and counted; the last three are UTC instants as text."""


def _facts(value: Mapping[str, str | None]) -> Mapping[str, str | None]:
    return MappingProxyType({name: value.get(name) for name in FACTS})


@frozen
class Row:
    """A record as stored.

    Attributes:
        id: The task's or plan's id, also the name of its stream.
        version: How many entries its stream has.
        head: Hash of the newest of them.
        fixed: What only an amendment of the plan changes, as text.
        body: What moves, as text.
        facts: The columns named in ``FACTS``, read-only; a plan has only ``kind`` and ``plan``.
        wake: The instant at which the sweep must look at it, as text, or nothing.
    """

    id: str
    version: int
    head: str
    fixed: str
    body: str
    facts: Mapping[str, str | None] = field(converter=_facts)
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
    """An entry as stored and sealed, with what is left of its content."""

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
    """Everything that one commit writes (S1)."""

    writes: tuple[Write, ...] = ()
    guards: tuple[Guard, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    once: tuple[NewEntry, ...] = ()
    content: tuple[Content, ...] = ()
    wakes: tuple[Wake, ...] = ()
    erase: tuple[str, ...] = ()


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

    is_lent: bool = False
    """Work goes on inside a transaction of the host's: no retry, nothing is final yet (S14)."""

    @abstractmethod
    def commit(self, batch: Batch) -> frozenset[str]:
        """Write ``batch`` wholly and return the streams of the once-entries written (S1-S5, S11).

        Raises:
            VersionConflictError: If any record or guard has moved; nothing was written.
            StoreUnavailableError: If the database is busy or away; nothing was written.
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
        self, until: str, after: tuple[str, str] | None = None, limit: int = 500
    ) -> tuple[Row, ...]:
        """Return records whose wake is at most ``until``, by (wake, id), after a cursor (S10)."""

    @abstractmethod
    def history(self, stream: str) -> tuple[StoredEntry, ...]:
        """Return the entries of one stream, oldest first, with what is left of their content."""

    @abstractmethod
    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return sealed entries after position ``after``, in order (S7, S8)."""

    @abstractmethod
    def head(self) -> tuple[int, str]:
        """Return the last position and its digest, or (0, ``GENESIS``)."""

    @abstractmethod
    def strays(self) -> tuple[str, ...]:
        """Return the streams of content that belongs to no entry; there should be none (S12)."""

    @abstractmethod
    def schema(self) -> int:
        """Return the version of the stored schema, creating it where the store owns its database.

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
