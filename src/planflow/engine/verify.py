"""The proof: chain intact, state is the fold, totals follow from the leaves (R25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from planflow.domain.report import (
    Addition,
    Figures,
    Indicators,
    Pin,
    Report,
    accepted,
    over_units,
)
from planflow.domain.task import Task, carried
from planflow.engine.entry import read_body, read_entry
from planflow.engine.fold import Fold
from planflow.engine.read import pages, stored_entries
from planflow.engine.record import plan_row, task_row
from planflow.errors import FormatError, StoreError, StoreUnavailableError
from planflow.message import Message
from planflow.store import GENESIS, Query, Row, Store, StoredEntry
from planflow.store.chain import content_digest, entry_hash, next_digest


@frozen
class Flaw:
    """Something that is not as it must be: at which position of the journal, and what."""

    position: int
    what: Message


@frozen
class Verification:
    """What the proof found.

    Attributes:
        entries: How many entries of the journal were read.
        head: The digest of the last of them.
        chain_intact: Every entry is where and as it was written.
        state_is_fold: Every stored record is what folding the journal gives.
        totals_recomputed: Every total follows from the leaf reports alone.
        flaws: What is wrong, in the order in which it was met.
    """

    entries: int
    head: str
    chain_intact: bool
    state_is_fold: bool
    totals_recomputed: bool
    flaws: tuple[Flaw, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether everything holds."""
        return self.chain_intact and self.state_is_fold and self.totals_recomputed


class _BrokenError(Exception):
    """The chain breaks at a position."""


def verify(store: Store, additions: Mapping[str, Addition] | None = None) -> Verification:
    """Read the whole journal and prove what it says against what is stored.

    Args:
        store: The store.
        additions: The host's own rules of adding; figures whose rule is missing are not proved.
    """
    fold, position, digest = Fold(), 0, GENESIS
    ends: dict[str, tuple[int, str]] = {}
    try:
        for stored in _readable(store):
            _check_entry(stored, position, digest, ends)
            ends[stored.stream] = (stored.version, stored.hash)
            position, digest = stored.position, stored.digest
            fold.add(read_entry(stored))
        _check_end(store, position, digest)
    except _BrokenError as broken:
        return _broken(position, digest, str(broken))
    except (FormatError, ValueError, KeyError, TypeError, AttributeError):
        return _broken(position, digest, "unreadable")
    states = tuple(_state_flaws(store, fold, position))
    totals = tuple(_total_flaws(fold, position, additions or {}))
    return Verification(
        position,
        digest,
        chain_intact=True,
        state_is_fold=not states,
        totals_recomputed=not totals,
        flaws=(*states, *totals),
    )


def _broken(position: int, digest: str, what: str) -> Verification:
    """Return that the chain breaks after ``position``: nothing else is proved then."""
    return Verification(
        position,
        digest,
        chain_intact=False,
        state_is_fold=False,
        totals_recomputed=False,
        flaws=(Flaw(position + 1, Message.of(f"verify.{what}")),),
    )


def _readable(store: Store) -> Iterator[StoredEntry]:
    """Yield the stored entries; where a page cannot be read, go on one by one to the place."""
    read = 0
    try:
        for entry in stored_entries(store, 0):
            read = entry.position
            yield entry
    except StoreUnavailableError:
        raise
    except StoreError:
        while entries := _one_after(store, read):
            read = entries[0].position
            yield entries[0]


def _one_after(store: Store, position: int) -> tuple[StoredEntry, ...]:
    try:
        return store.journal(position, 1)
    except StoreError as error:
        raise _BrokenError("unreadable") from error


def _check_entry(
    stored: StoredEntry, position: int, digest: str, ends: dict[str, tuple[int, str]]
) -> None:
    """Hold one entry against the one before it in its stream and in the journal."""
    version, previous = ends.get(stored.stream, (0, GENESIS))
    if stored.position != position + 1:
        raise _BrokenError("missing")
    if stored.version != version + 1:
        raise _BrokenError("out_of_order")
    if stored.hash != entry_hash(previous, stored.body):
        raise _BrokenError("changed")
    if stored.digest != next_digest(digest, stored.hash):
        raise _BrokenError("out_of_order")
    body = read_body(stored.body)
    if (body["stream"], body["version"]) != (stored.stream, stored.version):
        raise _BrokenError("changed")
    if body.get("key") != stored.key:
        raise _BrokenError("changed")
    kept = body.get("content", {})
    for content in stored.content:
        if kept.get(content.field) != content_digest(content.salt, content.person, content.text):
            raise _BrokenError("content_changed")


def _check_end(store: Store, position: int, digest: str) -> None:
    if store.head() != (position, digest):
        raise _BrokenError("missing")
    if store.strays():
        raise _BrokenError("stray_content")


def _state_flaws(store: Store, fold: Fold, position: int) -> Iterator[Flaw]:
    plans = pages(store, Query(kind="plan"))
    stored = {row.id: row for row in (*pages(store, Query()), *plans)}
    feeding, known = fold.feeding(), frozenset(stored)
    for record in {**fold.tasks, **fold.plans}:
        row = stored.pop(record, None)
        fed = {child.id for child in store.feeding(record)}
        is_fed = row is None or fed == feeding.get(record, set()) & known
        if row is None or not _is_same(row, fold, record) or not is_fed:
            yield Flaw(position, Message.of("verify.state", record=record))
    for record in stored:
        yield Flaw(position, Message.of("verify.unknown_record", record=record))


def _is_same(row: Row, fold: Fold, record: str) -> bool:
    version, head = fold.ends[record]
    if record in fold.tasks:
        wanted = task_row(fold.tasks[record], version, head, None)
    else:
        wanted = plan_row(fold.plans[record], version, head, None)
    return evolve(row, wake=None) == wanted


def _total_flaws(fold: Fold, position: int, additions: Mapping[str, Addition]) -> Iterator[Flaw]:
    """Recompute every total from the holders' own figures alone."""
    indicators = {
        one: Indicators(standing.indicators(), additions) for one, standing in fold.plans.items()
    }
    known: dict[tuple[str, int], Figures] = {}
    for task in fold.tasks.values():
        for report in task.standing.reports:
            found = _recompute(task, report, fold, indicators, known)
            if found != _provable(report.total, indicators[task.assignment.plan]):
                what = Message.of("verify.total", record=task.id, version=report.version)
                yield Flaw(position, what)


def _recompute(
    task: Task,
    report: Report,
    fold: Fold,
    indicators: Mapping[str, Indicators],
    known: dict[tuple[str, int], Figures],
) -> Figures:
    key = (task.id, report.version)
    if key not in known:
        below = [fold.tasks[pin.task] for pin in report.pins]
        pins = [
            _repinned(
                pin,
                _recompute(child, child.standing.reports[pin.version - 1], fold, indicators, known),
            )
            for child, pin in zip(below, report.pins, strict=True)
        ]
        own = indicators[task.assignment.plan]
        known[key] = over_units([report.figures, *carried(pins, below, own)], own)
    return known[key]


def _provable(figures: Figures, indicators: Indicators) -> Figures:
    """Leave out what a host adds by a rule that is not at hand."""
    return figures.without(indicators.lacking) if indicators.lacking else figures


def _repinned(pin: Pin, total: Figures) -> Pin:
    """Return ``pin`` over a recomputed total; what was accepted of it is the receiver's word."""
    figures = accepted(total, pin.cut())
    return pin if figures == pin.figures else evolve(pin, figures=figures)
