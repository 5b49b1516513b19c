"""S12, S13 and S17: content is erased, streams are dropped, and nothing is shared by reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from attrs import evolve

from planflow.errors import VersionConflictError
from planflow.store.port import Batch, Guard, Query, Row, Store, StoredEntry, Wake
from planflow.testing.check import Checks, Need, Trial
from planflow.testing.commits import rows_of, seeded
from planflow.testing.entries import whole
from planflow.testing.rows import NEVER, PAST, SOON, content, entry, everything, moved, new

CHECKS: Final = Checks()


def bare(store: Store) -> list[StoredEntry]:
    """Return the journal without content."""
    return [evolve(each, content=()) for each in store.journal()]


def persons(store: Store) -> dict[tuple[str, int], list[str]]:
    """Return whose content is left, by stream and version."""
    return {
        (each.stream, each.version): [one.person for one in each.content]
        for each in store.journal()
        if each.content
    }


def with_content(store: Store) -> Store:
    """Put entries with content of two persons into a store."""
    store.commit(
        Batch(
            entries=(entry("a"), entry("b"), entry("a", 2)),
            content=(
                content("a"),
                content("a", field="signed_by", person="p2", text="Ký"),
                content("b"),
                content("a", 2, person="p2"),
            ),
        )
    )
    return store


@CHECKS.add("S12")
def s12_erased_content_is_gone_and_the_journal_stays(trial: Trial) -> None:
    """One person's texts vanish from every stream; another's stay; the chain is untouched."""
    store = with_content(trial.store)
    before = bare(store)
    store.commit(Batch(erase=("p1", "nobody")))

    trial.expect({("a", 1): ["p2"], ("a", 2): ["p2"]}, persons(store), "whose content is left")
    trial.expect(before, bare(store), "the journal without content")
    history = [len(each.content) for each in store.history(("a", "b"))]
    trial.expect([1, 1, 0], history, "how much content the histories of a and b have")
    whole(trial, store)


@CHECKS.add("S12", Need.REOPEN)
def s12_erased_content_stays_gone(trial: Trial) -> None:
    """Also when the storage is opened again."""
    with_content(trial.store).commit(Batch(erase=("p1",)))

    left = persons(trial.reopen())
    trial.expect({("a", 1): ["p2"], ("a", 2): ["p2"]}, left, "whose content is left")


@CHECKS.add("S12")
def s12_content_written_in_the_erasing_commit_is_erased_with_it(trial: Trial) -> None:
    """A commit that erases a person leaves nothing of that person."""
    store = trial.store
    store.commit(Batch(entries=(entry("a"),), content=(content("a"),), erase=("p1",)))

    trial.expect({}, persons(store), "whose content is left")
    trial.expect(1, len(store.journal()), "how many entries there are")


@CHECKS.add("S12")
def s12_content_without_an_entry_is_told(trial: Trial) -> None:
    """It should not be there; whoever verifies asks for it."""
    store = with_content(trial.store)
    trial.expect((), store.strays(), "strays, where there are none")
    store.commit(Batch(content=(content("a", 3), content("z"))))

    trial.expect({"a", "z"}, set(store.strays()), "the streams of stray content")
    store.commit(Batch(erase=("p1",)))
    trial.expect((), store.strays(), "strays, after they were erased")


@CHECKS.add("S13")
def s13_what_comes_out_is_immutable(trial: Trial) -> None:
    """Nobody changes a stored record or entry by assignment."""
    store = seeded(trial.store)
    store.commit(Batch(entries=(entry("c", key="k"),)))
    before = everything(store)
    rows: list[tuple[str, Row]] = [
        ("load", rows_of(store, "a")["a"]),
        ("find", store.find(Query())[0]),
        ("due", store.due(NEVER)[0]),
        ("feeding", store.feeding("b")[0]),
    ]
    entries: list[tuple[str, StoredEntry | None]] = [
        ("journal", store.journal()[0]),
        ("history", store.history(("a",))[0]),
        ("load by key", store.load((), ("c", "k")).done),
    ]
    for method, value in (*rows, *entries):
        trial.refused_change(partial(setattr, value, "version", 9), method)
        trial.refused_change(partial(setattr, value, "body", "changed"), method)
    trial.expect(before, everything(store), "all that is stored, after what came out was changed")


@CHECKS.add("S13")
def s13_what_comes_out_is_the_readers_own(trial: Trial) -> None:
    """A mapping that was returned may be emptied, a page be kept: neither touches the other."""
    store = seeded(trial.store)
    page, loaded = store.find(Query()), store.load(("a", "b"))
    kept = [(each.id, each.version, each.facts, each.wake) for each in page]
    for mapping in (loaded.rows, store.tally(Query(), ("plan",), PAST, SOON)):
        clear = getattr(mapping, "clear", None)
        if clear is not None:
            clear()
    store.commit(Batch(writes=(moved("a", 1, state="reported"),), wakes=(Wake("b", SOON, None),)))

    found = [(each.id, each.version, each.facts, each.wake) for each in page]
    trial.expect(kept, found, "a page that was read before")
    trial.expect(
        {"a": 2, "b": 1},
        {one: r.version for one, r in rows_of(store, "a", "b").items()},
        "the records",
    )
    counted = dict(store.tally(Query(), ("plan",), PAST, SOON))
    trial.expect({("p",): 2}, counted, "a tally, after another one was emptied")


@CHECKS.add("S13")
def s13_pages_are_tuples_of_the_ports_values(trial: Trial) -> None:
    """Not rows of a driver's, and no iterator that is read once."""
    store = seeded(trial.store)
    pages: dict[str, tuple[type, Callable[[], tuple[object, ...]]]] = {
        "find": (Row, lambda: store.find(Query())),
        "due": (Row, lambda: store.due(NEVER)),
        "feeding": (Row, lambda: store.feeding("b")),
        "journal": (StoredEntry, store.journal),
        "history": (StoredEntry, lambda: store.history(("a",))),
    }
    for method, (kind, use) in pages.items():
        page = use()
        trial.expect((tuple, [kind] * len(page)), (type(page), [type(one) for one in page]), method)
        for each in page:
            for name in ("id", "stream", "version", "body"):
                value = getattr(each, name, None)
                if value is not None:
                    wanted = int if name == "version" else str
                    trial.expect(wanted, type(value), f"the type of {name} in {method}")


def grown(store: Store) -> Store:
    """Put two fed records with content, keys and wakes into a store."""
    store.commit(
        Batch(
            writes=(new("a", feeds=("top",), wake=PAST), new("b", feeds=("top",), wake=PAST)),
            entries=(entry("a", key="k"), entry("b", key="k"), entry("a", 2)),
            content=(content("a"), content("b"), content("a", 2, person="p2")),
        )
    )
    return store


@CHECKS.add("S17")
def s17_of_a_dropped_stream_numbers_hashes_digests_and_keys_stay(trial: Trial) -> None:
    """Record, feeds, content and bodies are gone; of another stream nothing is."""
    store = grown(trial.store)
    before, other = store.journal(), (rows_of(store, "b"), store.history(("b",)))
    store.commit(Batch(drop=("a",)))

    wanted = [evolve(each, body="", content=()) if each.stream == "a" else each for each in before]
    trial.expect(tuple(wanted), store.journal(), "the journal")
    trial.expect({}, rows_of(store, "a"), "the dropped record")
    trial.expect(["b"], [each.id for each in store.feeding("top")], "what feeds top")
    trial.expect(["b"], [each.id for each in store.due(NEVER)], "what is due")
    trial.expect(["b"], [each.id for each in store.find(Query())], "what is found")
    done = store.load((), ("a", "k")).done
    trial.expect(wanted[0], done, "the entry under the dropped stream's key")
    trial.expect(other, (rows_of(store, "b"), store.history(("b",))), "the other stream")
    trial.expect((), store.strays(), "strays")
    whole(trial, store)


@CHECKS.add("S17")
def s17_a_dropped_stream_is_dropped_in_one_commit_with_what_it_gets(trial: Trial) -> None:
    """What the same commit writes of the stream is gone too, but its number stays."""
    store = grown(trial.store)
    store.commit(
        Batch(
            writes=(moved("a", 1, feeds=("top", "b")),),
            entries=(entry("a", 3),),
            content=(content("a", 3, text="muộn"),),
            drop=("a",),
        )
    )
    found = [(each.version, each.body, each.content) for each in store.history(("a",))]
    trial.expect([(n, "", ()) for n in (1, 2, 3)], found, "the history of a")
    trial.expect({}, rows_of(store, "a"), "the dropped record")
    fed = [each.id for one in ("top", "b") for each in store.feeding(one)]
    trial.expect(["b"], fed, "what feeds top and b")


@CHECKS.add("S17")
def s17_a_dropped_stream_still_exists(trial: Trial) -> None:
    """A once-entry for it is skipped (S5), its versions stay taken (S4), its key stays used."""
    store = trial.store
    store.commit(Batch(once=(entry("t"),), entries=(entry("a", key="k"),)))
    store.commit(Batch(drop=("t", "a", "nobody")))
    trial.expect(frozenset(), store.commit(Batch(once=(entry("t"),))), "what is written once more")
    trial.refused(
        VersionConflictError, lambda: store.commit(Batch(entries=(entry("a"),))), "entry 1 again"
    )

    trial.expect(["", ""], [each.body for each in store.journal()], "the bodies of the journal")


@CHECKS.add("S17")
def s17_a_drop_is_refused_where_a_guard_does_not_hold(trial: Trial) -> None:
    """Guards name the versions of the records that are dropped."""
    store = grown(trial.store)
    store.commit(Batch(writes=(moved("a", 1),)))
    before = everything(store)
    trial.refused(
        VersionConflictError,
        lambda: store.commit(Batch(drop=("a", "b"), guards=(Guard("a", 1), Guard("b", 1)))),
        "a was read at version 1, is at 2",
        "S3",
    )

    trial.expect(before, everything(store), "all that is stored")
    store.commit(Batch(drop=("a", "b"), guards=(Guard("a", 2), Guard("b", 1))))
    trial.expect((), store.find(Query()), "what is found, after the drop")
