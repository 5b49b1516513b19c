"""Stores that are wrong on purpose, each in one thing, so that the kit can show that it sees it."""

import sqlite3
import threading
from contextlib import suppress
from functools import partial
from time import sleep

from attrs import asdict, define, evolve

import storages
from planflow.errors import SchemaMismatchError, VersionConflictError
from planflow.store import Batch, StoredEntry
from planflow.store.memory import MemoryStore
from planflow.store.postgres import PostgresStore
from planflow.store.sqlite import SqliteStore


class ForgetsGuards(MemoryStore):
    def commit(self, batch):
        return super().commit(evolve(batch, guards=()))


class IgnoresVersions(MemoryStore):
    def commit(self, batch):
        rows = self._rows
        writes = tuple(
            evolve(each, replaces=rows[each.row.id].version if each.row.id in rows else 0)
            for each in batch.writes
        )
        return super().commit(evolve(batch, writes=writes))


class NamesOneConflict(MemoryStore):
    def commit(self, batch):
        try:
            return super().commit(batch)
        except VersionConflictError as error:
            raise VersionConflictError(error.ids[0]) from error


class WritesRecordsFirst(MemoryStore):
    """What comes after the records may fail, and the records stay."""

    def commit(self, batch):
        if batch.writes:
            with suppress(VersionConflictError):
                super().commit(Batch(writes=batch.writes[:1]))
                batch = evolve(batch, writes=batch.writes[1:])
        return super().commit(batch)


class KeepsOldFacts(MemoryStore):
    """Columns that are absent in the new row keep what stood there."""

    def _write(self, write):
        known = self._rows.get(write.row.id)
        if known:
            both = zip(write.row.facts, known.facts, strict=True)
            facts = type(known.facts)(*(new if new is not None else old for new, old in both))
            write = evolve(write, row=evolve(write.row, facts=facts))
        super()._write(write)


class StripsText(MemoryStore):
    def _append(self, entry):
        super()._append(evolve(entry, body=entry.body.strip()))


class LaxBatch(Batch):
    def refuse_broken_text(self):
        pass


class TakesAnyText(MemoryStore):
    def commit(self, batch):
        return super().commit(LaxBatch(**asdict(batch, recurse=False)))


class AnnouncesAgain(MemoryStore):
    """A once-entry that was written is said to be written again."""

    def commit(self, batch):
        super().commit(batch)
        return frozenset(each.stream for each in batch.once)


class ForgetsKeys(MemoryStore):
    def load(self, ids, key=None):
        return super().load(ids)


class NumbersWithGaps(MemoryStore):
    """As a sequence does: a refused commit has used its number."""

    gaps = 0

    def commit(self, batch):
        try:
            return super().commit(batch)
        except VersionConflictError:
            self.gaps += 1
            raise

    def journal(self, after=0, limit=500):
        entries = super().journal(max(after - self.gaps, 0), limit)
        return tuple(evolve(each, position=each.position + self.gaps) for each in entries)


class ChainsNothing(MemoryStore):
    def journal(self, after=0, limit=500):
        return tuple(evolve(each, digest=each.hash) for each in super().journal(after, limit))


class SortsAsPeopleDo(MemoryStore):
    """As a database does whose collation is a language's."""

    def find(self, query, after=None, limit=500):
        def order(one):
            return (one.casefold(), one)

        found = sorted(super().find(query, None, 10_000), key=lambda row: order(row.id))
        return tuple(row for row in found if after is None or order(row.id) > order(after))[:limit]


class PagesByOffset(MemoryStore):
    """The cursor is where the page was, not after which id."""

    def find(self, query, after=None, limit=500):
        found = super().find(query, None, 10_000)
        ids = [row.id for row in found]
        start = ids.index(after) + 1 if after in ids else 0
        return found[start : start + limit]


class ShardsItsOwnWay(MemoryStore):
    def due(self, until, after=None, limit=500, shard=(0, 1)):
        number, count = shard
        found = super().due(until, after, 10_000)
        return tuple(row for row in found if len(row.id) % count == number)[:limit]


class DueByWakeOnly(MemoryStore):
    """The cursor forgets the id: of those with the same wake some are left out."""

    def due(self, until, after=None, limit=500, shard=(0, 1)):
        last = (after[0], "\U0010ffff") if after else None
        return super().due(until, last, limit, shard)


class WakesBlindly(MemoryStore):
    def _set_wake(self, wake):
        known = self._rows.get(wake.id)
        super()._set_wake(evolve(wake, seen=known.wake if known else None))


class KeepsErased(MemoryStore):
    def _erase(self, persons):
        pass


@define(eq=False)
class Changeable:
    """A row that anybody may change."""

    id: str
    version: int
    head: str
    fixed: str
    body: str
    facts: object
    wake: str | None

    def __eq__(self, other):
        return all(getattr(self, n) == getattr(other, n) for n in ("id", "version", "body"))

    __hash__ = None


class GivesItsOwnRows(MemoryStore):
    """What comes out is what is stored."""

    def __init__(self):
        super().__init__()
        self._given = {}

    def find(self, query, after=None, limit=500):
        found = super().find(query, after, limit)
        return tuple(self._own(row) for row in found)

    def _own(self, row):
        known = self._given.get(row.id)
        if known is None or known.version < row.version:
            names = ("id", "version", "head", "fixed", "body", "facts", "wake")
            known = self._given[row.id] = Changeable(*(getattr(row, name) for name in names))
        return known


class LetsTheDriverSpeak(MemoryStore):
    def commit(self, batch):
        try:
            return super().commit(batch)
        except VersionConflictError as error:
            raise sqlite3.IntegrityError("UNIQUE constraint failed") from error


class ShowsWhatIsIssued(MemoryStore):
    def _is_shown(self, row):
        return True


class KeepsDroppedBodies(MemoryStore):
    def _drop(self, stream):
        entries = {at: self._journal[at - 1] for at in self._streams.get(stream, ())}
        super()._drop(stream)
        for at, entry in entries.items():
            self._journal[at - 1] = entry


class ForgetsDroppedStreams(MemoryStore):
    """The entries are gone altogether, so that numbers and keys are free again."""

    def _drop(self, stream):
        super()._drop(stream)
        self._streams.pop(stream, None)
        for key in [key for key in self._keys if key[0] == stream]:
            del self._keys[key]


class OfAnotherPort(MemoryStore):
    port = 1


class ChecksBeforeItLocks(MemoryStore):
    """Between seeing that the version holds and writing there is time for another."""

    def __init__(self):
        super().__init__()
        self._lock = _NoLock()
        self._short = threading.Lock()

    def _check(self, batch):
        super()._check(batch)
        sleep(0.0005)

    def _append(self, entry):
        with self._short:
            super()._append(entry)


class _NoLock:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


# ── in files, and in a database ──────────────────────────────────────────────


class CommitsWhatIsLent(SqliteStore):
    def commit(self, batch):
        written = super().commit(batch)
        if self.is_lent:
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN IMMEDIATE")
        return written


class WritesInTwoTransactions(SqliteStore):
    """The records and entries are there before their content and wakes are."""

    def commit(self, batch):
        written = super().commit(evolve(batch, content=(), wakes=()))
        super().commit(Batch(content=batch.content, wakes=batch.wakes, erase=batch.erase))
        return written


class TakesAnySchema(SqliteStore):
    def _bring_up(self):
        with suppress(SchemaMismatchError):
            super()._bring_up()

    def schema(self):
        with suppress(SchemaMismatchError):
            return super().schema()
        return 2


class LooksForTheKeyFirst(SqliteStore):
    """What is committed between two statements is in the record, and its key is not found."""

    def load(self, ids, key=None):
        done = super().load((), key).done
        sleep(0.005)
        return evolve(super().load(ids), done=done)


class NumbersAsItArrives(PostgresStore):
    """The place in the journal is a sequence's number, which is given before the commit."""

    def journal(self, after=0, limit=500):
        with self._reading() as cursor:
            cursor.execute(
                "SELECT arrival, stream, version, hash, body, key FROM planflow_journal "
                "WHERE arrival > ? ORDER BY arrival LIMIT ?",
                (after, limit),
            )
            rows = cursor.fetchall()
        return tuple(
            StoredEntry(arrival, stream, version, hash_, "", body, key)
            for arrival, stream, version, hash_, body, key in rows
        )


def in_file(kind, folder):
    """Return a file of a broken store."""
    storage = storages.in_file(folder)
    return evolve(storage, open=partial(kind, storage.open.args[0], synchronous="off"))


def in_postgres(kind, dsn):
    """Return tables of a broken store."""
    storage = storages.in_postgres(dsn)
    return evolve(storage, open=partial(kind, dsn, **storage.open.keywords))
