"""Rebuilding: records, who feeds whom, and wakes, from the journal alone (Rule R25).

It works on a live database: everything is compared and set by ordinary commits, a page at a time,
and what moved meanwhile is read again. What is as it must be is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve, field, frozen

from planflow.engine.examine import ATTEMPTS, Examined, Feeds, examine, examined, load
from planflow.engine.proof import BrokenError, Journal, prove
from planflow.engine.read import in_pages
from planflow.engine.setup import Setup
from planflow.errors import Fault, FormatError, VersionConflictError
from planflow.instant import to_text
from planflow.message import Message
from planflow.store import Batch, Guard, Store, Wake, Write


@frozen
class Rebuilt:
    """What was mended: ids of tasks and plans, in order; nothing where all was as it must be.

    Attributes:
        records: Records that were missing, or were not what the journal gives.
        unknown: Records that are not in the journal, or were archived: they were dropped.
        feeds: Tasks of which was stored wrongly whom they feed.
        wakes: Records that would not have been announced in time.
    """

    records: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    wakes: tuple[str, ...] = ()


@define
class _Mended:
    """What has been mended so far."""

    records: set[str] = field(factory=set)
    unknown: set[str] = field(factory=set)
    feeds: set[str] = field(factory=set)
    wakes: set[str] = field(factory=set)

    def counts(self) -> dict[str, int]:
        """Return how many of each kind."""
        return {name: len(getattr(self, name)) for name in ("records", "unknown", "feeds", "wakes")}


def rebuild(setup: Setup) -> Rebuilt:
    """Mend what is stored beside the journal; afterwards it is what the journal gives.

    Of a plan that is still being issued only its own record is mended: whoever issues it again
    brings its tasks.

    Raises:
        FormatError: If the journal itself is broken: nothing can be built from it.
    """
    mended, before = _Mended(), dict[str, int]()
    for _ in range(ATTEMPTS):
        try:
            _pass(setup.store, prove(setup.store), mended)
        except BrokenError as broken:
            what = Message.of(f"verify.{broken.what}").text()
            place = f"journal, position {broken.position}"
            raise FormatError(Fault(place, what, "a journal that verify proves")) from broken
        if mended.counts() == before or not any(mended.counts().values()):
            break
        before = mended.counts()
    setup.log.info("rebuild", **mended.counts())
    return Rebuilt(
        *(tuple(sorted(getattr(mended, name))) for name in ("records", "unknown", "feeds", "wakes"))
    )


def _pass(store: Store, journal: Journal, mended: _Mended) -> None:
    """Mend everything once; a second pass finds what was moved from what was wrong."""
    feeds = Feeds()
    for page in in_pages(examined(store, journal)):
        for found in page:
            feeds.add(found)
        _mend(store, journal, [found for found in page if not _is_sound(found)], mended)
    for _, ids in feeds.wrong(store, journal.records()):
        for found in _examine(store, journal, sorted(ids)):
            wrong = evolve(found, is_state=False)
            _mend(store, journal, [wrong], mended, kind=mended.feeds)


def _is_sound(found: Examined) -> bool:
    return found.replayed is not None and found.is_state and found.is_woken


def _mend(
    store: Store,
    journal: Journal,
    wrong: list[Examined],
    mended: _Mended,
    *,
    kind: set[str] | None = None,
) -> None:
    """Mend some records as one commit; where one has moved, one by one, and read again."""
    for _ in range(ATTEMPTS):
        if not wrong:
            return
        try:
            store.commit(_batch(wrong))
        except VersionConflictError:
            if len(wrong) > 1:
                for one in wrong:
                    _mend(store, journal, [one], mended, kind=kind)
                return
            again = _examine(store, journal, (wrong[0].id,))
            wrong = [found for found in again if kind is not None or not _is_sound(found)]
            continue
        _note(wrong, mended, kind)
        return


def _examine(store: Store, journal: Journal, ids: Iterable[str]) -> Iterable[Examined]:
    return examine(store, journal, load(store, ids))


def _batch(wrong: list[Examined]) -> Batch:
    writes, guards, wakes = list[Write](), list[Guard](), list[Wake]()
    for found in wrong:
        row, replayed = found.row, found.replayed
        if replayed is None:
            guards += [Guard(row.id, row.version)] if row is not None else []
        elif not found.is_state:
            writes.append(Write(replayed.row, row.version if row else 0, replayed.feeds))
        elif row is not None:
            following = to_text(replayed.wake) if replayed.wake else None
            wakes.append(Wake(row.id, row.wake, following))
    return Batch(
        writes=tuple(writes),
        guards=tuple(guards),
        wakes=tuple(wakes),
        drop=tuple(guard.id for guard in guards),
    )


def _note(wrong: list[Examined], mended: _Mended, kind: set[str] | None) -> None:
    for found in wrong:
        if found.replayed is None:
            mended.unknown.add(found.id)
        elif not found.is_state:
            (mended.records if kind is None else kind).add(found.id)
        else:
            mended.wakes.add(found.id)
