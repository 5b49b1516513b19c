"""What must hold after any history: nothing lost, nothing doubled, nothing broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from planflow.domain.reminder import Announcement, announcements
from planflow.engine import Entry
from planflow.errors import PlanflowError
from planflow.store import Query
from planflow.store.memory import MemoryStore
from planflow.testing.history import DONE, REFUSED, Given, History, flow_on
from planflow.testing.office import CHAIR, STARTS_AT, a_plan

_OPEN: Final = ("assigned", "in_progress")


def hold(history: History) -> None:
    """See that nothing was lost, doubled or broken.

    Raises:
        AssertionError: It names the seed, and everything that does not hold.
    """
    wrong = list(wrongs(history))
    if wrong:
        raise AssertionError("\n".join((f"seed {history.seed}:", *wrong)))


def wrongs(history: History) -> Iterator[str]:
    """Yield everything that does not hold."""
    found = history.flow.verify()
    yield from (str(flaw) for flaw in found.flaws)
    if not found.chain_intact:
        return
    entries = tuple(history.flow.journal())
    marked = _by_mark(history, entries)
    for given in history.given:
        is_once = given.has_key or not history.has_repeats
        yield from _known(given, marked.get(given.mark, []), is_once=is_once)
    yield from _told(history, entries)
    yield from _followed(history, entries)
    yield from _serial(history, marked)


def _by_mark(history: History, entries: tuple[Entry, ...]) -> dict[str, list[Entry]]:
    """Return the entries of each command: those that bear its key or its words."""
    streams = {given.mark: given.stream for given in history.given}
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        event = entry.event
        names = (*getattr(type(event), "PERSONAL", ()), "happening")
        words = {_words(getattr(event, name, None)) for name in names} | {entry.key}
        for mark in filter(None, words):
            if streams.get(mark) == entry.stream:
                found.setdefault(mark, []).append(entry)
    return found


def _words(value: object) -> str | None:
    """Return a text, or the document of an event that is recorded."""
    text = value if isinstance(value, str) else getattr(value, "document", None)
    return text if isinstance(text, str) else None


def _known(given: Given, entries: list[Entry], *, is_once: bool) -> Iterator[str]:
    """Hold what a clerk knows against what the journal says."""
    count = len(entries)
    if given.knows == DONE and count == 0:
        yield f"acknowledged, and lost: {given}"
    if is_once and count > 1:
        yield f"done {count} times: {given}"
    if is_once and given.knows == REFUSED and count:
        yield f"refused, and done: {given}"
    if is_once and given.knows == DONE and count == 1 and given.events[0] != entries[0].event:
        yield f"another answer than entry: {given.events[0]}, {entries[0]}"


def _told(history: History, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Each announcement once, and none that is owed is missing."""
    told = Counter(entry.stream for entry in entries if isinstance(entry.event, Announcement))
    yield from (f"announced {count} times: {one}" for one, count in told.items() if count > 1)
    for task in history.flow.find(Query()):
        if task.state in _OPEN and task.standing.dated_at is not None:
            owed = {each.id for each in announcements(task, STARTS_AT, history.at)}
            yield from (f"never announced: {one}" for one in sorted(owed - told.keys()))


def _followed(history: History, entries: tuple[Entry, ...]) -> Iterator[str]:
    """The follower saw every entry, in order, and the same one whenever it saw it again."""
    hashes = {entry.position: entry.hash for entry in entries}
    last = 0
    for position, hash_ in history.followed:
        if position > last + 1:
            yield f"the follower was never shown {last + 1}, but {position}"
        if hashes.get(position) != hash_:
            yield f"the follower was shown another entry at {position}"
        last = max(last, position)
    if last != len(entries):
        yield f"the follower was shown {last} of {len(entries)}"


def _serial(history: History, marked: Mapping[str, list[Entry]]) -> Iterator[str]:
    """Given one by one in the order of the journal, the commands do the same again."""
    flow = flow_on(MemoryStore(), history.seed, lambda _: None)
    flow.issue(a_plan("p"), by=CHAIR, at=STARTS_AT)
    by_position = {
        entry.position: (given, entry)
        for given in history.given
        for entry in marked.get(given.mark, ())
    }
    for _, (given, entry) in sorted(by_position.items(), key=lambda each: each[0]):
        try:
            events = flow.do(given.command, by=given.by, at=given.at).events
        except PlanflowError as error:
            yield f"not so one by one: {given}, {error}"
            return
        if events[0] != entry.event:
            yield f"not so one by one: {given}, {events[0]}, {entry.event}"
            return
    for task in flow.find(Query()):
        if task != history.flow.task(task.id):
            yield f"not so one by one: {task}, {history.flow.task(task.id)}"
