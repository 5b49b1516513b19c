"""Reading: pages, one task, the whole journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import TypeVar

from planflow.domain.reminder import Announcement
from planflow.domain.task import Task
from planflow.engine.entry import Entry, read_entry
from planflow.engine.record import read_task
from planflow.errors import NotFoundError, RuleViolatedError
from planflow.message import Message
from planflow.store import Query, Row, Store, StoredEntry

PAGE = 500
T = TypeVar("T")


def in_pages(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield the items, as many at a time as a page holds."""
    waiting = iter(items)
    while page := tuple(islice(waiting, PAGE)):
        yield page


def pages(store: Store, query: Query) -> Iterator[Row]:
    """Yield every matching row, a page at a time."""
    after: str | None = None
    while True:
        rows = store.find(query, after, PAGE)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def read_journal(store: Store, after: int) -> Iterator[Entry]:
    """Yield the entries after a position, read, without those that were archived."""
    return (read_entry(stored) for stored in stored_entries(store, after) if stored.body)


def read_announcements(store: Store, after: int) -> Iterator[tuple[int, Announcement]]:
    """Yield position and announcement after a position; no other entry is read.

    An announcement's stream is the only one with a mark in its name: it is no record's.
    """
    for stored in stored_entries(store, after):
        if "!" in stored.stream and stored.body:
            yield stored.position, read_entry(stored).event


def journal_lines(store: Store) -> Iterator[str]:
    """Yield every entry as one line of JSON, its stored text byte for byte under ``body``.

    Of an entry that was archived it is ``null``.
    """
    for entry in stored_entries(store, 0):
        facts = f'"position":{entry.position},"hash":"{entry.hash}","digest":"{entry.digest}"'
        yield f'{{{facts},"body":{entry.body or "null"}}}'


def stored_entries(store: Store, after: int) -> Iterator[StoredEntry]:
    """Yield the entries after a position as they are stored, a page at a time."""
    while True:
        entries = store.journal(after, PAGE)
        yield from entries
        if len(entries) < PAGE:
            return
        after = entries[-1].position


def stored_streams(store: Store, streams: Iterable[str]) -> Iterator[StoredEntry]:
    """Yield the entries of streams as they are stored, without those that were archived."""
    for chunk in in_pages(streams):
        yield from (stored for stored in store.history(chunk) if stored.body)


def by_stream(entries: Iterable[StoredEntry]) -> dict[str, tuple[StoredEntry, ...]]:
    """Return entries that come stream by stream, by their streams."""
    return {one: tuple(found) for one, found in groupby(entries, attrgetter("stream"))}


class Found:
    """Tasks that match a query, read when they are asked for."""

    def __init__(self, store: Store, query: Query) -> None:
        """Keep what to look for."""
        self._store = store
        self._query = query

    def __iter__(self) -> Iterator[Task]:
        """Iterate over the tasks, by id."""
        return map(read_task, pages(self._store, self._query))

    def all(self) -> tuple[Task, ...]:
        """Return all of them."""
        return tuple(self)

    def first(self) -> Task | None:
        """Return the first one, if any."""
        return next(iter(self), None)

    def one(self) -> Task:
        """Return the only one.

        Raises:
            NotFoundError: If there is none.
            RuleViolatedError: If there are several.
        """
        rows = self._store.find(self._query, None, 2)
        if not rows:
            raise NotFoundError(*(f"{name}={v}" for name, v in self._query.conditions()))
        if len(rows) > 1:
            reason = Message.of("refusal.several", found=tuple(row.id for row in rows))
            raise RuleViolatedError("R1", reason)
        return read_task(rows[0])
