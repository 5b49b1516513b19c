"""The clauses of the store port, each over every store."""

import itertools
import sqlite3
import threading
from hashlib import sha256

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from builders import LATER, PAST, SOON, content, entry, everything, moved, new
from planflow.errors import (
    DefinitionError,
    SchemaMismatchError,
    StoreError,
    StoreUnavailableError,
    VersionConflictError,
)
from planflow.store import GENESIS, Batch, Guard, Query, Wake
from planflow.store import sqlite as sqlite_module
from planflow.store.sqlite import SqliteStore


def seeded(store):
    """Put two records with their entries into a store."""
    store.commit(
        Batch(
            writes=(new("a", feeds=("b",)), new("b", wake=SOON)), entries=(entry("a"), entry("b"))
        )
    )
    return store


# ── S1: all or nothing ───────────────────────────────────────────────────────

FULL = Batch(
    writes=(moved("a", 1, feeds=("b", "c")), new("c", wake=PAST)),
    entries=(entry("a", 2), entry("c", key="k")),
    once=(entry("told"),),
    content=(content("a", 2),),
    wakes=(Wake("b", SOON, LATER),),
    erase=("p9",),
)


def test_s01_a_commit_writes_everything_in_its_batch(store):
    """Records, edges, entries, content and wakes are there after one commit."""
    fresh = seeded(store).commit(FULL)

    assert frozenset({"told"}) == fresh
    assert ["a", "b", "c", "told"] == sorted({each.stream for each in store.journal()})
    assert [["a"], ["a"]] == [[each.id for each in store.feeding(one)] for one in ("b", "c")]
    assert {"a": 2, "b": 1, "c": 1} == {each.id: each.version for each in store.find(Query())}
    assert [("c", PAST), ("b", LATER)] == [(each.id, each.wake) for each in store.due("9999")]
    assert ["lời"] == [each.text for each in store.history(("a",))[1].content]


@pytest.mark.parametrize(
    "broken",
    [
        {"guards": (Guard("b", 7),)},
        {"writes": (*FULL.writes, moved("b", 7))},
        {"writes": (*FULL.writes, new("b"))},
        {"entries": (*FULL.entries, entry("b"))},
    ],
    ids=["guard", "moved record", "known record", "known entry"],
)
def test_s01_a_commit_that_fails_in_its_last_part_writes_nothing(store, broken):
    """Whatever is wrong with the batch, nothing of it can be seen afterwards."""
    before_it = everything(seeded(store))

    with pytest.raises(VersionConflictError):
        store.commit(evolve(FULL, **broken))

    assert before_it == everything(store)


# ── S2, S3: compare and set, guards ──────────────────────────────────────────


def test_s02_a_conflict_names_every_moved_record_guards_included(store):
    """Two writes and a guard are stale, one is not: the three are named in order."""
    seeded(store)
    batch = Batch(
        writes=(moved("b", 3), new("a"), new("d")),
        guards=(Guard("z", 1), Guard("b", 1)),
    )

    with pytest.raises(VersionConflictError) as caught:
        store.commit(batch)

    assert ("a", "b", "z") == caught.value.ids


def test_s02_the_second_writer_of_one_version_is_refused(store):
    """Both read version 1; the first is version 2, the second is told."""
    seeded(store).commit(Batch(writes=(moved("a", 1),)))

    with pytest.raises(VersionConflictError) as caught:
        store.commit(Batch(writes=(moved("a", 1, body='{"lost":1}'),)))

    assert (("a",), "{}", True) == (
        caught.value.ids,
        store.load(("a",)).rows["a"].body,
        caught.value.retryable,
    )


def test_s02_a_write_replaces_the_whole_row(store):
    """Also what seldom changes of a record."""
    seeded(store)
    written = moved("a", 1)
    written = evolve(written, row=evolve(written.row, fixed="amended"))
    store.commit(Batch(writes=(written,)))

    assert written.row == store.load(("a",)).rows["a"]


@pytest.mark.parametrize("has_record", [True, False])
def test_s02_a_conflict_over_an_entry_names_its_stream(store, has_record):
    """An entry whose version is taken is a conflict on its stream, named like any other."""
    seeded(store)
    writes = (new("c"),) if has_record else ()

    with pytest.raises(VersionConflictError) as caught:
        store.commit(Batch(writes=writes, entries=(entry("a", 1, body="other"),)))

    assert ("a",) == caught.value.ids


def test_s03_a_guard_holds_though_nothing_is_written_there(store):
    """The task above moved since it was read: the return below is refused."""
    seeded(store).commit(Batch(writes=(moved("b", 1),)))

    with pytest.raises(VersionConflictError) as caught:
        store.commit(Batch(writes=(moved("a", 1),), guards=(Guard("b", 1),)))

    assert (("b",), 1) == (caught.value.ids, store.load(("a",)).rows["a"].version)


@pytest.mark.parametrize(("one", "version"), [("a", 1), ("b", 1), ("nobody", 0)])
def test_s03_a_guard_that_holds_lets_the_commit_through(store, one, version):
    """Version 0 guards that a record is still missing."""
    seeded(store).commit(Batch(writes=(new("c"),), guards=(Guard(one, version),)))

    assert 1 == store.load(("c",)).rows["c"].version


def test_s03_a_guard_must_hold_on_a_record_that_is_written_too(store):
    """A batch that contradicts itself is refused: it writes version 1 and guards version 2."""
    seeded(store)

    with pytest.raises(VersionConflictError):
        store.commit(Batch(writes=(moved("a", 1),), guards=(Guard("a", 2),)))


# ── S4: the chain ────────────────────────────────────────────────────────────

HOSTILE = ('{"é":"Lạng Sơn"}', "e\u0301", " \n\t ", "", "🇻🇳", "'\"\\;--", "9" * 9000)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_s04_the_stored_text_is_kept_byte_for_byte(store, text):
    """Whatever the text: no normal form, no trimming, no number made of it."""
    store.commit(
        Batch(
            writes=(new("a", body=text),),
            entries=(entry("a", body=text, key=text),),
            content=(content("a", text=text),),
        )
    )
    (found,) = store.journal()

    assert (text, text, text) == (found.body, found.key, found.content[0].text)
    assert text == store.load(("a",)).rows["a"].body


def test_s04_stream_and_version_are_unique(store):
    """A second entry under the same version of a stream is refused."""
    seeded(store)

    with pytest.raises(VersionConflictError):
        store.commit(Batch(entries=(entry("a", 1),)))

    assert 2 == len(store.journal())


def test_s04_two_entries_under_one_version_in_one_batch_are_refused(store):
    """What two commits may not do one commit may not do either."""

    with pytest.raises(VersionConflictError):
        store.commit(Batch(entries=(entry("a", 1, body="x"), entry("a", 1, body="y"))))


def test_s04_the_history_of_a_stream_is_in_its_order(store):
    """Entries of other streams in between do not show."""
    for version in range(1, 13):
        store.commit(Batch(entries=(entry("a", version), entry("b", version))))

    assert list(range(1, 13)) == [each.version for each in store.history(("a",))]
    assert () == store.history(("nobody",))


# ── S5: once ─────────────────────────────────────────────────────────────────


def test_s05_a_once_entry_is_written_once_and_said_so(store):
    """The second sweeper commits the same announcement: no error, and nothing written."""
    first = store.commit(Batch(once=(entry("x"), entry("y"))))
    second = store.commit(Batch(once=(entry("y"), entry("z"))))

    assert ({"x", "y"}, {"z"}) == (first, second)
    assert ["x", "y", "z"] == [each.stream for each in store.journal()]


@pytest.mark.parametrize("where", ["once", "entries"])
def test_s05_a_once_entry_that_stands_twice_in_a_batch_is_written_once(store, where):
    """The same announcement twice in one batch, or beside an entry of its stream."""
    batch = Batch(once=(entry("x"), entry("y")))

    store.commit(evolve(batch, **{where: (entry("x"), *getattr(batch, where))}))

    assert ["x", "y"] == [each.stream for each in store.journal()]


def test_s05_a_commit_without_once_entries_returns_none(store):
    """Plain entries are not reported back."""
    assert frozenset() == store.commit(Batch(entries=(entry("a"),)))


# ── S6: idempotency ──────────────────────────────────────────────────────────


def test_s06_a_key_finds_its_entry_with_the_load(store):
    """Stream and key together name the entry; either alone finds nothing."""
    store.commit(Batch(entries=(entry("a", key="k"), entry("b", key="k"), entry("a", 2, key="k2"))))

    found = [store.load((), key).done for key in (("a", "k"), ("b", "k"), ("a", "k2"))]

    assert [("a", 1), ("b", 1), ("a", 2)] == [(each.stream, each.version) for each in found]
    assert [None, None, None] == [
        store.load((), key).done for key in (("b", "k2"), ("c", "k"), ("a", ""))
    ]


def test_s06_the_entry_comes_with_its_content(store):
    """The recorded outcome has its narrative, as long as it is not erased."""
    store.commit(Batch(entries=(entry("a", key="k"),), content=(content("a"),)))

    assert ["lời"] == [each.text for each in store.load((), ("a", "k")).done.content]


def test_s06_a_key_is_not_taken_twice_on_one_stream(store):
    """A second entry of the stream under the same key is refused; the first stays."""
    store.commit(Batch(entries=(entry("a", key="k"),)))

    with pytest.raises(StoreError):
        store.commit(Batch(entries=(entry("a", 2, key="k"),)))

    assert 1 == store.load((), ("a", "k")).done.version


# ── S7, S8: order and digest ─────────────────────────────────────────────────


def test_s07_entries_are_numbered_without_gaps(store):
    """Over many commits, refused ones among them, positions are 1, 2, 3, …"""
    for n in range(1, 8):
        store.commit(Batch(entries=(entry("a", n), entry("b", n)), once=(entry("told"),)))
        with pytest.raises(VersionConflictError):
            store.commit(Batch(entries=(entry("c", n),), guards=(Guard("c", 1),)))

    assert list(range(1, 16)) == [each.position for each in store.journal()]


def test_s07_what_was_read_keeps_its_number(store):
    """A follower that has read up to n reads n+1 next, whatever was committed meanwhile."""
    seeded(store)
    early = store.journal()
    seen = []
    for n in range(2, 9):
        store.commit(Batch(entries=(entry("a", n), entry("b", n))))
        seen += store.journal(seen[-1].position if seen else 2, 3)

    assert early == store.journal(0, 2)
    assert store.journal(2)[: len(seen)] == tuple(seen)


def test_s08_the_digest_chains_the_entries_hashes(store):
    """Digest n is sha256 over digest n-1 and hash n; the head tells the last one."""
    seeded(store)
    digest = GENESIS
    for each in store.journal():
        digest = sha256(f"{digest}\n{each.hash}".encode()).hexdigest()
        assert digest == each.digest

    assert (2, digest) == store.head()


def test_s08_an_empty_journal_has_the_first_head(store):
    """Before the first entry there is position 0 and sixty-four noughts."""
    assert (0, GENESIS) == store.head()


# ── S9: paging ───────────────────────────────────────────────────────────────

NAMES = ("A", "B", "Z", "a", "e\u0301", "z", "À", "é", "đ", "ạ", "ﬀ", "🇻🇳")


@pytest.mark.parametrize("size", [1, 3, 100])
def test_s09_pages_of_tasks_go_on_in_one_order(store, size):
    """By code point, Vietnamese and signs beyond it alike; nothing twice, nothing missing."""
    store.commit(Batch(writes=tuple(new(name) for name in reversed(NAMES))))
    found, after = [], None
    while page := store.find(Query(), after, size):
        found += [each.id for each in page]
        after = page[-1].id

    assert sorted(NAMES) == found


def test_s09_a_page_is_not_moved_by_what_comes_before_it(store):
    """Tasks added before the cursor are not met again."""
    store.commit(Batch(writes=tuple(new(name) for name in "bdfh")))
    first = store.find(Query(), None, 2)
    store.commit(Batch(writes=(new("a"), new("c"), new("e"))))

    rest = store.find(Query(), first[-1].id, 10)

    assert ["b", "d", "e", "f", "h"] == [each.id for each in (*first, *rest)]


def test_s09_pages_of_the_journal(store):
    """Any page size reads the same journal."""
    for n in range(1, 8):
        store.commit(Batch(entries=(entry("a", n),)))
    pages = [store.journal(after, 3) for after in (0, 3, 6, 7)]

    assert [3, 3, 1, 0] == [len(page) for page in pages]
    assert store.journal() == tuple(itertools.chain(*pages))


def test_s09_a_query_asks_for_all_its_conditions(store):
    """Several conditions must all hold; several values mean any of them; plans only by name."""
    store.commit(
        Batch(
            writes=(
                new("1", holder="x", state="assigned"),
                new("2", holder="x", state="reported"),
                new("3", holder="y", state="reported"),
                new("4", holder="y", state="withdrawn", plan="q"),
                new("q", kind="plan", holder="x", state=None),
            )
        )
    )
    queries = (
        Query(),
        Query(holder="x"),
        Query(holder=("x", "y"), state="reported"),
        Query(plan="q"),
        Query(kind="plan"),
        Query(holder="x", plan="q"),
    )

    found = ["".join(each.id for each in store.find(query)) for query in queries]

    assert ["1234", "12", "23", "4", "q", ""] == found


def test_s09_more_ids_than_a_database_takes_at_once(store):
    """Two thousand ids in one load, and as many guards in one commit."""
    ids = tuple(f"{n:05d}" for n in range(2000))
    store.commit(Batch(writes=tuple(map(new, ids))))

    store.commit(Batch(writes=(new("last"),), guards=tuple(Guard(one, 1) for one in ids)))

    assert set(ids) == set(store.load((*ids, "nobody")).rows)


# ── S10, S11: due and wakes ──────────────────────────────────────────────────


@pytest.mark.parametrize("size", [1, 2, 100])
def test_s10_due_yields_each_record_once_a_sweep(store, size):
    """By wake and id over pages; what is not due, or has no wake, is not met."""
    store.commit(
        Batch(
            writes=(
                new("c", wake=PAST),
                new("a", wake=SOON),
                new("b", wake=SOON),
                new("d", wake=LATER),
                new("e"),
            )
        )
    )
    found, after = [], None
    while page := store.due(SOON, after, size):
        found += [each.id for each in page]
        after = (page[-1].wake, page[-1].id)

    assert ["c", "a", "b"] == found


def test_s10_a_record_put_off_during_the_sweep_is_not_met_again(store):
    """Each page's records are set to a later wake: the sweep ends, and skips nobody."""
    store.commit(Batch(writes=tuple(new(f"{n}", wake=PAST) for n in range(7))))
    found, after = [], None
    while page := store.due(SOON, after, 2):
        found += [each.id for each in page]
        after = (page[-1].wake, page[-1].id)
        store.commit(Batch(wakes=tuple(Wake(each.id, each.wake, LATER) for each in page)))

    assert [str(n) for n in range(7)] == found
    assert () == store.due(SOON)


def test_s10_a_plan_is_due_like_a_task(store):
    """The sweep must look at plans too: their horizon passes."""
    store.commit(Batch(writes=(new("q", kind="plan", wake=PAST),)))

    assert ["q"] == [each.id for each in store.due(PAST)]


@pytest.mark.parametrize(
    ("seen", "following", "expected"),
    [
        (SOON, LATER, LATER),
        (SOON, None, None),
        (PAST, LATER, SOON),
        (None, LATER, SOON),
    ],
)
def test_s11_a_wake_is_set_only_where_it_is_still_as_seen(store, seen, following, expected):
    """It moves no version, and a stale one fails without a word."""
    seeded(store).commit(Batch(wakes=(Wake("b", seen, following), Wake("nobody", None, PAST))))

    found = store.load(("b",)).rows["b"]
    assert (expected, 1) == (found.wake, found.version)


def test_s11_a_wake_is_given_to_a_record_that_had_none(store):
    """Nothing compared with nothing is equal."""
    seeded(store).commit(Batch(wakes=(Wake("a", None, PAST),)))

    assert ["a", "b"] == [each.id for each in store.due(SOON)]


# ── S12: erasure ─────────────────────────────────────────────────────────────


def test_s12_erased_content_is_gone_and_the_journal_stays(store):
    """One person's texts vanish from every stream; another's stay; the chain is untouched."""
    store.commit(
        Batch(
            entries=(entry("a"), entry("b"), entry("a", 2)),
            content=(
                content("a", person="p1"),
                content("a", field="signed_by", person="p2", text="Ký"),
                content("b", person="p1"),
                content("a", 2, person="p2"),
            ),
        )
    )
    before_it = [evolve(each, content=()) for each in store.journal()]

    store.commit(Batch(erase=("p1", "nobody")))

    assert [["p2"], [], ["p2"]] == [[c.person for c in e.content] for e in store.journal()]
    assert before_it == [evolve(each, content=()) for each in store.journal()]


def test_s12_content_written_in_the_erasing_commit_is_erased_with_it(store):
    """A commit that erases a person leaves nothing of that person."""
    store.commit(Batch(entries=(entry("a"),), content=(content("a", person="p1"),), erase=("p1",)))

    assert () == store.journal()[0].content


def test_s12_contents_of_one_entry_come_in_one_order(store):
    """By field, on every store, however they were given."""
    contents = tuple(content("a", field=name) for name in ("waivers", "actor_name", "narrative"))
    store.commit(Batch(entries=(entry("a"),), content=contents))

    found = [each.field for each in store.journal()[0].content]

    assert ["actor_name", "narrative", "waivers"] == found


# ── S13: isolation ───────────────────────────────────────────────────────────


def test_s13_what_comes_out_is_frozen(store):
    """Nobody changes a stored record by assignment."""
    found = seeded(store).load(("a",)).rows["a"]

    for each in (found, store.journal()[0]):
        with pytest.raises(FrozenInstanceError):
            each.version = 9


def test_s13_a_reader_that_keeps_a_page_keeps_it_as_it_was(store):
    """What was read does not change with the store."""
    page = seeded(store).find(Query())
    copy = tuple((each.id, each.version, each.facts) for each in page)

    store.commit(Batch(writes=(moved("a", 1, state="reported"),), wakes=(Wake("b", SOON, None),)))

    assert copy == tuple((each.id, each.version, each.facts) for each in page)


# ── S14 has a file of its own; a store without connections says so ───────────


def test_s14_memory_lends_nothing(memory_store):
    """There is no connection on which memory could work."""
    with pytest.raises(DefinitionError):
        memory_store.on(object())


# ── S15: errors ──────────────────────────────────────────────────────────────


def test_s15_a_busy_database_is_unavailable(tmp_path, monkeypatch):
    """Another program holds the file: the commit may be tried again, and nothing was written."""
    monkeypatch.setattr(sqlite_module, "BUSY_SECONDS", 0.05)
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailableError) as caught:
        store.commit(Batch(entries=(entry("a"),)))
    other.execute("ROLLBACK")
    other.close()

    assert (True, ()) == (caught.value.retryable, store.journal())
    assert frozenset() == store.commit(Batch(entries=(entry("a"),)))
    store.close()


@pytest.mark.parametrize("create", [True, False])
def test_s15_a_file_that_is_no_database_is_a_store_error(tmp_path, create):
    """A text file under the database's name: our error, nothing of the driver, no open handle."""
    path = tmp_path / "p.db"
    path.write_text("đây không phải là cơ sở dữ liệu\n" * 50, encoding="utf-8")

    with pytest.raises(StoreError) as caught:
        SqliteStore(path, create=create)

    assert not isinstance(caught.value, sqlite3.Error)


@pytest.mark.parametrize("where", ["missing/p.db", "."])
def test_s15_a_place_where_no_file_can_be_is_unavailable(tmp_path, where):
    """A directory that is missing, or is no file."""
    with pytest.raises(StoreUnavailableError):
        SqliteStore(tmp_path / where)


def test_s15_without_create_the_file_must_be_there(tmp_path):
    """A mistyped name makes no empty database."""
    with pytest.raises(StoreUnavailableError):
        SqliteStore(tmp_path / "p.db", create=False)

    assert [] == list(tmp_path.iterdir())


def test_s15_without_create_the_tables_must_be_there(tmp_path):
    """Somebody else's database is left alone."""
    other = sqlite3.connect(tmp_path / "p.db")
    other.execute("CREATE TABLE theirs (x)")
    other.commit()

    with pytest.raises(SchemaMismatchError) as caught:
        SqliteStore(tmp_path / "p.db", create=False)

    assert (None, [("theirs",)]) == (
        caught.value.found,
        other.execute("SELECT name FROM sqlite_master").fetchall(),
    )
    other.close()


@pytest.mark.parametrize(
    ("version", "create"), [(3, True), (3, False), (0, True), (1, False), (999, True)]
)
def test_s15_a_schema_of_another_version_is_refused_and_named(tmp_path, version, create):
    """A newer planflow wrote it: the error names what was found and what would do."""
    path = tmp_path / "p.db"
    SqliteStore(path, synchronous="off").close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE planflow_schema SET version = ?", (version,))
    raw.close()

    with pytest.raises(SchemaMismatchError) as caught:
        SqliteStore(path, create=create)

    assert (version, (2, 2)) == (caught.value.found, caught.value.supported)


def test_s15_a_closed_store_says_so_in_our_words(sql_store):
    """Every method of a closed store raises a store error."""
    sql_store.close()
    uses = (
        lambda: sql_store.commit(Batch()),
        lambda: sql_store.load(("a",)),
        lambda: sql_store.find(Query()),
        sql_store.journal,
        sql_store.head,
        lambda: sql_store.due("9999"),
        lambda: sql_store.history(("a",)),
        lambda: sql_store.feeding("a"),
        lambda: sql_store.tally(Query(), ("state",), PAST, SOON),
        sql_store.schema,
    )

    for use in uses:
        with pytest.raises(StoreError):
            use()


def test_s15_a_table_lost_under_way_is_a_store_error(tmp_path):
    """Somebody drops a table: reading and writing raise our errors."""
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    with sqlite3.connect(tmp_path / "p.db") as raw:
        raw.execute("DROP TABLE planflow_journal")
    raw.close()

    for use in (store.journal, lambda: store.commit(Batch(entries=(entry("a"),)))):
        with pytest.raises(StoreError):
            use()
    store.close()


@pytest.mark.parametrize("text", ["\ud800", "x\udfff", "\x00nul"])
def test_s15_text_that_is_no_unicode_is_refused_alike(store, text):
    """Half a surrogate pair, or NUL: our error from every store, nothing written."""

    with pytest.raises((StoreError, DefinitionError)):
        store.commit(Batch(writes=(new("a", body=text),)))

    assert {} == store.load(("a",)).rows


def test_s15_stores_are_shared_by_threads(store):
    """Four threads read and write one store: no error of the driver, no lost entry."""
    errors = []

    def work(name):
        try:
            for version in range(1, 26):
                store.commit(Batch(entries=(entry(name, version),)))
                store.journal(0, 5)
        except Exception as error:  # noqa: BLE001 - handed to the test
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([], 100) == (errors, len(store.journal()))
