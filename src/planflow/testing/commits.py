"""S1 to S3: a commit is whole, compares versions, and holds what was read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import Any, Final

from attrs import evolve

from planflow.errors import VersionConflictError
from planflow.store.port import FACTS, Batch, Facts, Guard, Query, Row, Store, Wake, Write
from planflow.testing.check import Checks, Need, Trial
from planflow.testing.rows import (
    LATER,
    NEVER,
    PAST,
    SOON,
    content,
    entry,
    everything,
    moved,
    new,
)

CHECKS: Final = Checks()
MANY: Final = 2000
"""More ids than a database takes in one statement."""

SEED: Final = Batch(
    writes=(new("a", feeds=("b",)), new("b", wake=SOON), new("g")),
    entries=(entry("a"), entry("b"), entry("g")),
    content=(content("g", person="p9"),),
)
FULL: Final = Batch(
    writes=(moved("a", 1, feeds=("b", "c")), new("c", wake=PAST)),
    entries=(entry("a", 2), entry("c", key="k")),
    once=(entry("told"),),
    content=(content("a", 2),),
    wakes=(Wake("b", SOON, LATER),),
    erase=("p9",),
    drop=("g",),
)
"""A batch of everything, upon ``SEED``."""

BROKEN: Final[Mapping[str, tuple[str, Mapping[str, tuple[Any, ...]]]]] = {
    "a guard does not hold": ("S3", {"guards": (Guard("b", 7),)}),
    "a record has moved": ("S2", {"writes": (*FULL.writes, moved("b", 7))}),
    "a new record exists": ("S2", {"writes": (*FULL.writes, new("b"))}),
    "an entry exists": ("S4", {"entries": (*FULL.entries, entry("b"))}),
}
"""What is wrong with a batch, which clause says so, and the part of it that is."""


def seeded(store: Store) -> Store:
    """Put two records with their entries into a store."""
    store.commit(
        Batch(
            writes=(new("a", feeds=("b",)), new("b", wake=SOON)),
            entries=(entry("a"), entry("b")),
        )
    )
    return store


def rows_of(store: Store, *ids: str) -> dict[str, Row]:
    """Return records by id."""
    return dict(store.load(ids).rows)


@CHECKS.add("S1")
def s01_a_commit_writes_everything_in_its_batch(trial: Trial) -> None:
    """Records, feeds, entries, content, wakes, erasure and drops take effect in one commit."""
    store = trial.store
    store.commit(SEED)
    fresh = store.commit(FULL)

    trial.expect(frozenset({"told"}), fresh, "the once-entries written are returned")
    streams = {(each.stream, each.version) for each in store.journal()}
    wanted = {("a", 1), ("b", 1), ("g", 1), ("a", 2), ("c", 1), ("told", 1)}
    trial.expect(wanted, streams, "streams and versions of the journal")
    versions = {each.id: each.version for each in store.find(Query())}
    trial.expect({"a": 2, "b": 1, "c": 1}, versions, "records and their versions")
    feeding = [[each.id for each in store.feeding(one)] for one in ("b", "c")]
    trial.expect([["a"], ["a"]], feeding, "what feeds b and c")
    wakes = [(each.id, each.wake) for each in store.due(NEVER)]
    trial.expect([("c", PAST), ("b", LATER)], wakes, "what is due, with its wake")
    texts = [each.text for found in store.history(("a", "g")) for each in found.content]
    trial.expect(["lời"], texts, "content that is left")


@CHECKS.add("S1")
def s01_a_refused_commit_writes_nothing(trial: Trial) -> None:
    """Whatever is wrong with the last part of a batch, nothing of it is seen afterwards."""
    store = trial.store
    store.commit(SEED)
    before = everything(store)
    for what, (clause, part) in BROKEN.items():
        commit = partial(store.commit, evolve(FULL, **part))
        if trial.refused(VersionConflictError, commit, what, clause) is None:
            return
        trial.expect(before, everything(store), f"all that is stored, after it was refused: {what}")


@CHECKS.add("S1", Need.REOPEN)
def s01_what_was_committed_is_there_when_the_storage_is_opened_again(trial: Trial) -> None:
    """Everything is there again, and the journal goes on where it was."""
    trial.store.commit(SEED)
    trial.store.commit(FULL)
    before = everything(trial.store)

    store = trial.reopen()
    trial.expect(before, everything(store), "all that is stored, opened again")
    store.commit(Batch(writes=(moved("a", 2),), entries=(entry("a", 3),)))
    again = [each.version for each in store.history(("a",))]
    trial.expect([1, 2, 3], again, "the history, written on")
    trial.expect(before[2][0] + 1, store.head()[0], "the last position (S7)")


@CHECKS.add("S1")
def s01_an_empty_batch_changes_nothing(trial: Trial) -> None:
    """Nothing to write is no error."""
    before = everything(seeded(trial.store))

    trial.expect(frozenset(), trial.store.commit(Batch()), "what the commit returns")
    trial.expect(before, everything(trial.store), "all that is stored")


@CHECKS.add("S2")
def s02_a_conflict_names_every_moved_record_guards_included(trial: Trial) -> None:
    """Two writes and a guard are stale, one is not: the three are named."""
    store = seeded(trial.store)
    batch = Batch(writes=(moved("b", 3), new("a"), new("d")), guards=(Guard("z", 1), Guard("b", 1)))
    error = trial.refused(VersionConflictError, lambda: store.commit(batch), "three are stale")
    if error is not None:
        trial.expect({"a", "b", "z"}, set(error.ids), "the ids that the conflict names")
        trial.expect(True, error.retryable, "a conflict may be retried")  # noqa: FBT003


@CHECKS.add("S2")
def s02_the_second_writer_of_one_version_is_refused(trial: Trial) -> None:
    """Both have read version 1; the first makes it version 2, the second is told."""
    store = seeded(trial.store)
    store.commit(Batch(writes=(moved("a", 1, body="first"),)))
    for replaces in (1, 3):
        trial.refused(
            VersionConflictError,
            partial(store.commit, Batch(writes=(moved("a", replaces, body="lost"),))),
            f"version {replaces} is replaced where version 2 stands",
        )
    found = rows_of(store, "a")["a"]
    trial.expect(("first", 2), (found.body, found.version), "what the first has written")


@CHECKS.add("S2")
def s02_a_new_record_is_new_and_a_moved_one_is_there(trial: Trial) -> None:
    """Version 0 is replaced only where there is none; another only where it is."""
    store = seeded(trial.store)
    for write in (new("a", body="lost"), moved("nobody", 1)):
        error = trial.refused(
            VersionConflictError,
            partial(store.commit, Batch(writes=(write,))),
            f"{write.row.id} is written over version {write.replaces}",
        )
        if error is not None:
            trial.expect((write.row.id,), error.ids, "the ids that the conflict names")
    trial.expect({"a"}, set(rows_of(store, "a", "nobody")), "the records that are there")


@CHECKS.add("S2")
def s02_a_write_replaces_the_whole_row(trial: Trial) -> None:
    """Every column, what seldom changes as well; nothing of the old one is left."""
    store = trial.store
    full = Facts(*(f"{name} ạ" for name in FACTS))
    rows = (
        Row("a", 1, "h1", "fixed", "body", full, SOON),
        Row("a", 2, "h2", "amended", "moved", Facts(plan="q", kind="report"), None),
        Row("a", 3, "h3", "fixed", "body", full, LATER),
    )
    for row in rows:
        store.commit(Batch(writes=(Write(row, row.version - 1),)))
        trial.expect(row, rows_of(store, "a").get("a"), "the record as it was written")


@CHECKS.add("S2")
def s02_a_write_says_what_the_record_feeds_or_leaves_it(trial: Trial) -> None:
    """Nothing said: as before; ids: those and no others; none: no more."""
    store = seeded(trial.store)
    seen = []
    for version, feeds in enumerate((None, ("c", "d"), None, ()), 1):
        store.commit(Batch(writes=(moved("a", version, feeds=feeds),)))
        seen.append([one for one in ("b", "c", "d") if store.feeding(one)])

    trial.expect([["b"], ["c", "d"], ["c", "d"], []], seen, "what a feeds, after each write")


@CHECKS.add("S2")
def s02_what_feeds_a_record_is_told_by_id(trial: Trial) -> None:
    """In the order of code points, and each as it is now."""
    store = trial.store
    store.commit(Batch(writes=tuple(new(one, feeds=("top",)) for one in ("đ", "b", "ạ", "Z"))))
    store.commit(Batch(writes=(moved("b", 1, body="now"),)))

    found = [(each.id, each.body) for each in store.feeding("top")]
    wanted = [("Z", "{}"), ("b", "now"), ("đ", "{}"), ("ạ", "{}")]
    trial.expect(wanted, found, "what feeds a record that need not exist")
    trial.expect((), store.feeding("b"), "what feeds a record that nothing feeds")


@CHECKS.add("S2")
def s02_a_conflict_over_an_entry_names_its_stream(trial: Trial) -> None:
    """An entry whose version is taken is a conflict on its stream, named like any other."""
    store = seeded(trial.store)
    for writes in ((new("c"),), ()):
        batch = Batch(writes=writes, entries=(entry("a", 1, body="other"),))
        error = trial.refused(
            VersionConflictError, partial(store.commit, batch), "entry 1 of a exists"
        )
        if error is not None:
            trial.expect(("a",), error.ids, "the ids that the conflict names")


@CHECKS.add("S2")
def s02_many_records_are_written_guarded_and_loaded_at_once(trial: Trial) -> None:
    """More ids than a database takes in one statement."""
    store, ids = trial.store, tuple(f"{number:05d}" for number in range(MANY))
    store.commit(Batch(writes=tuple(map(new, ids)), entries=tuple(map(entry, ids))))
    guards = tuple(Guard(one, 1) for one in ids)
    store.commit(Batch(writes=(new("last"),), guards=guards))

    trial.expect(set(ids), set(rows_of(store, *ids, "nobody")), "the records under those ids")
    error = trial.refused(
        VersionConflictError,
        lambda: store.commit(Batch(guards=tuple(evolve(each, version=2) for each in guards))),
        "all guards are stale",
    )
    if error is not None:
        trial.expect(set(ids), set(error.ids), "the ids that the conflict names")


@CHECKS.add("S3")
def s03_a_guard_holds_though_nothing_is_written_there(trial: Trial) -> None:
    """What was read has moved since: the commit is refused, and names it."""
    store = seeded(trial.store)
    store.commit(Batch(writes=(moved("b", 1),)))
    for writes in ((moved("a", 1),), ()):
        error = trial.refused(
            VersionConflictError,
            partial(store.commit, Batch(writes=writes, guards=(Guard("b", 1),))),
            f"b was read at version 1, is at 2; {len(writes)} records are written",
        )
        if error is not None:
            trial.expect(("b",), error.ids, "the ids that the conflict names")
    trial.expect(1, rows_of(store, "a")["a"].version, "the version of what was to be written")


@CHECKS.add("S3")
def s03_a_guard_that_holds_lets_the_commit_through(trial: Trial) -> None:
    """Guard 0 says that there is no such record."""
    store = seeded(trial.store)
    for number, guard in enumerate((Guard("a", 1), Guard("b", 1), Guard("nobody", 0))):
        store.commit(Batch(writes=(new(f"c{number}"),), guards=(guard,)))
    trial.refused(
        VersionConflictError,
        lambda: store.commit(Batch(guards=(Guard("a", 0),))),
        "guard 0 on a record that exists",
    )

    wanted = {"a", "b", "c0", "c1", "c2"}
    trial.expect(wanted, {each.id for each in store.find(Query())}, "the records that are there")


@CHECKS.add("S3")
def s03_a_guard_must_hold_on_a_record_that_is_written_too(trial: Trial) -> None:
    """A batch that contradicts itself is refused; one that says the same twice is not."""
    store = seeded(trial.store)
    trial.refused(
        VersionConflictError,
        lambda: store.commit(Batch(writes=(moved("a", 1),), guards=(Guard("a", 2),))),
        "version 1 is replaced, version 2 is guarded",
    )
    store.commit(Batch(writes=(moved("a", 1),), guards=(Guard("a", 1),)))

    trial.expect(2, rows_of(store, "a")["a"].version, "the version after the second")


@CHECKS.add("S2")
def s02_a_record_is_written_many_times(trial: Trial) -> None:
    """Fifty versions on, each replaces the one before it."""
    store = seeded(trial.store)
    for version in range(1, 51):
        store.commit(Batch(writes=(moved("a", version),), entries=(entry("a", version + 1),)))

    trial.expect(51, rows_of(store, "a")["a"].version, "the version of the record")
    newest = [each.version for each in islice(reversed(store.history(("a",))), 3)]
    trial.expect([51, 50, 49], newest, "the newest entries of its stream")
