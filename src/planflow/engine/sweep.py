"""The sweep: what time alone brings, each announcement exactly once (Rule R26)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.reminder import Announcement, fallen_due
from planflow.engine.change import extend
from planflow.engine.entry import Author, new_entry
from planflow.engine.record import PLAN, read_plan_row, read_task, read_wake
from planflow.engine.setup import Setup
from planflow.engine.work import earliest, next_horizon
from planflow.errors import VersionConflictError
from planflow.instant import to_text
from planflow.store import GENESIS, Batch, Guard, NewEntry, Row, Wake

PAGE = 500
ROUNDS = 20


@frozen
class _Told:
    """What the sweep has to say about one record."""

    row: Row
    announcements: tuple[Announcement, ...]
    next: DateTime | None


def tick(
    setup: Setup,
    now: DateTime,
    shard: tuple[int, int] = (0, 1),
    limit: int | None = None,
) -> tuple[Announcement, ...]:
    """Give what has fallen due by ``now``, and unfold plans that go on; ``limit`` ends it early.

    A page is told before the next one is read: a sweep takes no more memory than what it returns.
    """
    given: list[Announcement] = []
    for rows in _rounds(setup, now, shard):
        _give(
            setup, [_told(row, now) for row in rows if not _extended(setup, row, now)], now, given
        )
        if limit is not None and len(given) >= limit:
            break
    setup.log.info("tick", now=to_text(now), given=len(given))
    return tuple(sorted(given, key=lambda each: (each.moment, each.task)))


def _rounds(setup: Setup, now: DateTime, shard: tuple[int, int]) -> Iterator[Sequence[Row]]:
    """Yield what is due page by page, again and again until nothing is."""
    for _ in range(ROUNDS):
        is_done = True
        for rows in _due(setup, now, shard):
            is_done = False
            yield rows
        if is_done:
            return


def _due(setup: Setup, now: DateTime, shard: tuple[int, int]) -> Iterator[Sequence[Row]]:
    after: tuple[str, str] | None = None
    while True:
        rows = setup.store.due(to_text(now), after, PAGE, shard)
        if rows:
            yield rows
        if len(rows) < PAGE:
            return
        after = (rows[-1].wake or "", rows[-1].id)


def _extended(setup: Setup, row: Row, now: DateTime) -> bool:
    """Unfold a plan whose horizon has passed to the end of the next year (Rule R12).

    What it has to announce itself comes in the next round.
    """
    if row.facts.kind != PLAN:
        return False
    standing = read_plan_row(row)
    horizon = next_horizon(standing)
    if horizon is None or horizon > now:
        return False
    author = Author(None, now, setup.entropy)
    extend(setup, row.id, Date(standing.until.year + 1, 12, 31), author, horizon)
    return True


def _told(row: Row, now: DateTime) -> _Told:
    since = read_wake(row)
    if row.facts.kind != PLAN:
        return _Told(row, *fallen_due(read_task(row), since, now))
    standing = read_plan_row(row)
    told, following = fallen_due(standing, since, now)
    return _Told(row, told, earliest(following, next_horizon(standing)))


def _give(setup: Setup, told: Sequence[_Told], now: DateTime, given: list[Announcement]) -> None:
    """Commit what is told; where a holder came between, without that record: the next round's."""
    while told:
        try:
            given += _commit(setup, told, now)
        except VersionConflictError as error:
            left = [one for one in told if one.row.id not in error.ids]
            told = left if len(left) < len(told) else ()
        else:
            return


def _commit(setup: Setup, told: Sequence[_Told], now: DateTime) -> Iterator[Announcement]:
    author = Author(None, now, setup.entropy)
    entries: list[NewEntry] = []
    for one in told:
        for announcement in one.announcements:
            entry, _ = new_entry(announcement.id, 1, GENESIS, announcement, author)
            entries.append(entry)
    fresh = setup.store.commit(
        Batch(
            guards=tuple(Guard(one.row.id, one.row.version) for one in told),
            once=tuple(entries),
            wakes=tuple(_wake(one) for one in told),
        )
    )
    return (each for one in told for each in one.announcements if each.id in fresh)


def _wake(told: _Told) -> Wake:
    following = to_text(told.next) if told.next else None
    return Wake(told.row.id, told.row.wake, following)
