"""Stored records held against what the journal gives, while others go on writing (R25, R26).

A record is read before its stream. What the stream says beyond the record's version came in
between, so nothing that moves meanwhile is taken for a flaw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from planflow.engine.proof import UNREADABLE, Journal
from planflow.engine.read import by_stream, in_pages, pages
from planflow.engine.record import PLAN, current, plan_of, read_wake
from planflow.engine.replay import Replayed, replay
from planflow.store import ISSUING, Query, Row, Store, StoredEntry

ATTEMPTS = 5


@frozen
class Examined:
    """A record beside what its stream gives.

    Attributes:
        id: The task or plan.
        row: The record as stored; nothing: it is missing.
        replayed: What the journal gives; nothing: the record is not in the journal.
        is_state: The record is what the journal gives.
        is_woken: The sweep looks at it before the next announcement that has not been made.
    """

    id: str
    row: Row | None
    replayed: Replayed | None
    is_state: bool
    is_woken: bool = True


def examined(store: Store, journal: Journal) -> Iterator[Examined]:
    """Yield every record, of plans first, and every one that the journal knows and is missing."""
    seen = set[str]()
    for query in (Query(kind=PLAN), Query()):
        for rows in in_pages(pages(store, query)):
            by_id: dict[str, Row | None] = {row.id: row for row in rows}
            seen |= by_id.keys()
            yield from examine(store, journal, by_id)
    for ids in in_pages(one for one in journal.records() if one not in seen):
        yield from examine(store, journal, load(store, ids))


def load(store: Store, ids: Iterable[str]) -> dict[str, Row | None]:
    """Return the records under ``ids``, without those that nobody can see yet (S16)."""
    wanted = tuple(ids)
    plans = store.load(tuple(sorted({plan_of(one) for one in wanted}))).rows
    issuing = {one for one, row in plans.items() if row.facts.kind == ISSUING}
    rows = store.load(wanted).rows
    return {one: rows.get(one) for one in wanted if one in rows or plan_of(one) not in issuing}


def examine(store: Store, journal: Journal, rows: Mapping[str, Row | None]) -> Iterator[Examined]:
    """Yield each record that was read just before; one that is gone by now is left out."""
    streams = by_stream(store.history(tuple(rows)))
    for one, row in rows.items():
        entries = streams.get(one, ())
        if any(entry.body for entry in entries):
            yield _beside(store, journal, one, row, entries)
        elif store.load((one,)).rows.get(one) is not None:
            yield Examined(one, row, None, is_state=False)
        elif not entries and one in journal.ends:
            yield Examined(one, None, None, is_state=False)


def _beside(
    store: Store, journal: Journal, one: str, row: Row | None, entries: tuple[StoredEntry, ...]
) -> Examined:
    sweeps = journal.sweeps.get(one, ())
    known, _ = journal.ends.get(one, (1, ""))
    if row is None or not known <= row.version <= len(entries):
        return Examined(one, row, replay(entries, sweeps), is_state=False)
    found = replay(entries[: row.version], sweeps)
    is_state = _is_same(row, found.row)
    if not is_state:
        found = replay(entries, sweeps)
    return Examined(one, row, found, is_state, is_woken=_is_woken(store, row, found))


def _is_same(row: Row, wanted: Row) -> bool:
    """Tell whether a record says what it must, in whatever format; wakes are another matter."""
    try:
        return evolve(current(row), wake=None) == evolve(wanted, wake=None)
    except UNREADABLE:
        return False


def _is_woken(store: Store, row: Row, found: Replayed) -> bool:
    """Tell whether the sweep will make every announcement that the journal does not hold (R26)."""
    try:
        wake = read_wake(row)
    except ValueError:
        return False
    owed = found.owed(wake)
    made = {entry.stream for entry in store.history(tuple(owed))} if owed else owed
    return owed <= made and not found.misses_horizon(wake)


# ── who feeds whom ───────────────────────────────────────────────────────────


class Feeds:
    """Who must feed whom, gathered from the records as the journal gives them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._below: dict[str, set[str]] = {}

    def add(self, found: Examined) -> None:
        """Note whom a task feeds."""
        if found.replayed is not None:
            for above in found.replayed.feeds or ():
                self._below.setdefault(above, set()).add(found.id)

    def wrong(self, store: Store, records: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield each record with those below of which it is stored wrongly whether they feed it."""
        for above in records:
            wanted = self._below.get(above, set())
            differing = wanted ^ {row.id for row in store.feeding(above)}
            found = _really_differing(store, above, differing) if differing else frozenset()
            if found:
                yield above, found


def _really_differing(store: Store, above: str, ids: Iterable[str]) -> frozenset[str]:
    """Return those that differ still, when they are read while nobody moves them."""
    wanted = tuple(sorted(ids))
    for _ in range(ATTEMPTS):
        before = store.load(wanted).rows
        fed = {row.id for row in store.feeding(above)}
        after = store.load(wanted).rows
        if {one: row.version for one, row in before.items()} == {
            one: row.version for one, row in after.items()
        }:
            return frozenset(
                one for one, row in after.items() if (above in _above(store, row)) != (one in fed)
            )
    return frozenset()


def _above(store: Store, row: Row) -> tuple[str, ...]:
    entries = store.history((row.id,))[: row.version]
    return replay(entries).feeds or () if entries else ()
