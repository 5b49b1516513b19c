"""S4 to S8: the journal keeps texts, streams, keys, numbers and digests."""

from __future__ import annotations

from functools import partial
from typing import Final

from attrs import evolve

from planflow.errors import DuplicateError, StoreError, VersionConflictError
from planflow.store.chain import next_digest
from planflow.store.port import (
    GENESIS,
    Batch,
    Content,
    Facts,
    Guard,
    Query,
    Row,
    Store,
    StoredEntry,
    Wake,
    Write,
)
from planflow.testing.check import Checks, Trial
from planflow.testing.commits import seeded
from planflow.testing.rows import ALL, SOON, content, entry, everything, moved, new

CHECKS: Final = Checks()
HOSTILE: Final = (
    '{"é":"Lạng Sơn"}',
    "e\u0301",
    " \n\t \r\n",
    "",
    "🇻🇳",
    "'\"\\;-- %s %(a)s ? :a {} $1",
    "\ufeff\u200b\u2028",
    "007",
    "9" * 9000,
)
BROKEN: Final = ("\ud800", "x\udfff", "\x00nul", "a\x00")


def whole(trial: Trial, store: Store) -> None:
    """See that the journal is numbered without gaps, chained and told by the head."""
    entries, digest = store.journal(0, ALL), GENESIS
    positions = [each.position for each in entries]
    trial.expect(list(range(1, len(entries) + 1)), positions, "the positions", "S7")
    versions: dict[str, int] = {}
    for each in entries:
        digest = next_digest(digest, each.hash)
        if not trial.expect(digest, each.digest, f"the digest of entry {each.position}", "S8"):
            break
        if each.version <= versions.get(each.stream, 0):
            order = f"version {each.version} of {each.stream!r} after {versions[each.stream]}"
            trial.fail("entries of a stream in the order of their versions", order, "order", "S7")
        versions[each.stream] = each.version
    trial.expect((len(entries), digest), store.head(), "the head", "S8")


@CHECKS.add("S4")
def s04_all_stored_text_is_kept_byte_for_byte(trial: Trial) -> None:
    """No normal form, no trimming, no number made of it: records, entries, keys and content."""
    store = trial.store
    for number, text in enumerate(HOSTILE):
        one = f"{number}{text[:9]}"
        written = new(one, body=text)
        written = evolve(written, row=evolve(written.row, fixed=text, head=text))
        about = content(one, text=text, salt=f"{number}{text[:99]}", person=f"p{text[:99]}")
        store.commit(
            Batch(
                writes=(written,),
                entries=(entry(one, body=text, key=text),),
                content=(about,),
            )
        )
        loaded = store.load((one,), (one, text))
        trial.expect({one: written.row}, dict(loaded.rows), "the record")
        done = loaded.done
        found = (done.stream, done.body, done.key, done.content) if done else None
        trial.expect((one, text, text, (about,)), found, "the entry under its key")


@CHECKS.add("S4")
def s04_columns_are_kept_as_they_are(trial: Trial) -> None:
    """What a record is found by: absent stays absent, and no text becomes a date or a number."""
    store, wanted = trial.store, dict[str, Row]()
    for text in ("0010", "1e5", "2021-01-01", SOON, "true", "ạ̉", "null"):
        full = Facts(*([text] * len(Facts._fields)))
        for facts in (full, Facts(plan="p", kind="deliver", holder=text)):
            one = f"{len(wanted)}"
            wanted[one] = evolve(new(one).row, facts=facts)
    store.commit(Batch(writes=tuple(Write(row, 0) for row in wanted.values())))

    trial.expect(wanted, dict(store.load(tuple(wanted)).rows), "the records")
    found = [each.id for each in store.find(Query(holder="0010"))]
    trial.expect(["0", "1"], found, "the records whose holder is '0010'")


@CHECKS.add("S4")
def s04_text_that_no_database_keeps_is_refused(trial: Trial) -> None:
    """Half a surrogate pair, or NUL, anywhere: our error, and nothing is written."""
    store = seeded(trial.store)
    before = everything(store)
    for text in BROKEN:
        written = new("c", body=text)
        batches = {
            "body": Batch(writes=(written,)),
            "fixed": Batch(writes=(evolve(written, row=evolve(new("c").row, fixed=text)),)),
            "entry": Batch(entries=(evolve(entry("c"), body=text),)),
            "once-entry": Batch(once=(evolve(entry("c"), body=text),)),
            "key": Batch(entries=(evolve(entry("c"), key=text),)),
            "id": Batch(writes=(new(text),)),
            "holder": Batch(writes=(new("c", holder=text),)),
            "wake": Batch(writes=(new("c", wake=text),)),
            "feed": Batch(writes=(new("c", feeds=(text,)),)),
            "next wake": Batch(wakes=(Wake("a", None, text),)),
            "stream": Batch(entries=(entry(text, body="{}"),)),
            "salt": Batch(entries=(entry("c"),), content=(evolve(content("c"), salt=text),)),
            "content": Batch(entries=(entry("c"),), content=(evolve(content("c"), text=text),)),
            "person": Batch(entries=(entry("c"),), content=(evolve(content("c"), person=text),)),
        }
        for what, batch in batches.items():
            trial.refused(StoreError, partial(store.commit, batch), f"{what} is {text!r}")
    trial.expect(before, everything(store), "all that is stored, after refused texts")


@CHECKS.add("S4")
def s04_stream_and_version_are_unique(trial: Trial) -> None:
    """An entry under a version that is taken is refused, within one batch as over two."""
    store = seeded(trial.store)
    trial.refused(
        VersionConflictError, lambda: store.commit(Batch(entries=(entry("a"),))), "over two commits"
    )
    both = Batch(entries=(entry("c", body="x"), entry("c", body="y")))
    trial.refused(VersionConflictError, lambda: store.commit(both), "within one batch")

    found = sorted((each.stream, each.version) for each in store.journal())
    trial.expect([("a", 1), ("b", 1)], found, "the entries that are there")


@CHECKS.add("S4")
def s04_the_history_of_streams_is_in_their_order(trial: Trial) -> None:
    """By stream and version, each stream once; entries of other streams do not show."""
    store = trial.store
    for version in range(1, 13):
        store.commit(Batch(entries=tuple(entry(one, version) for one in ("b", "a", "đ"))))

    one = [(each.stream, each.version) for each in store.history(("a",))]
    trial.expect([("a", n) for n in range(1, 13)], one, "the history of a")
    two = [(each.stream, each.version) for each in store.history(("đ", "a", "nobody", "a"))]
    wanted = [(stream, n) for stream in ("a", "đ") for n in range(1, 13)]
    trial.expect(wanted, two, "the history of a and đ, asked twice for a")
    trial.expect((), store.history(("nobody",)), "the history of a stream that is not there")
    trial.expect((), store.history(()), "the history of no stream")


@CHECKS.add("S5")
def s05_a_once_entry_is_written_once_and_said_so(trial: Trial) -> None:
    """The second sweeper commits the same announcement: no error, and nothing is written."""
    store = trial.store
    first = store.commit(Batch(once=(entry("x"), entry("y"))))
    second = store.commit(Batch(once=(entry("y", body="again"), entry("z"))))

    trial.expect(({"x", "y"}, {"z"}), (first, second), "the streams that each commit has written")
    bodies = [(each.stream, each.body) for each in store.history(("x", "y", "z"))]
    trial.expect([(one, entry(one).body) for one in "xyz"], bodies, "the entries")
    trial.expect(3, len(store.journal()), "how many entries there are")


@CHECKS.add("S5")
def s05_a_once_entry_that_stands_twice_in_a_batch_is_written_once(trial: Trial) -> None:
    """The same announcement twice in one batch, or beside an entry of its stream."""
    store = trial.store
    first = store.commit(Batch(once=(entry("x"), entry("x"), entry("y"))))
    second = store.commit(Batch(entries=(entry("z"),), once=(entry("z"), entry("w"))))

    trial.expect(({"x", "y"}, {"w"}), (first, second), "the streams that each commit has written")
    found = sorted(each.stream for each in store.journal())
    trial.expect(["w", "x", "y", "z"], found, "the entries")


@CHECKS.add("S5")
def s05_a_commit_without_once_entries_returns_none(trial: Trial) -> None:
    """Plain entries are not reported back."""
    found = trial.store.commit(Batch(entries=(entry("a"),)))
    trial.expect(frozenset(), found, "the streams that it says it has written")


@CHECKS.add("S6")
def s06_a_key_finds_its_entry_with_the_load(trial: Trial) -> None:
    """Stream and key together name the entry, with its content; either alone finds nothing."""
    store = trial.store
    store.commit(
        Batch(
            entries=(entry("a", key="k"), entry("b", key="k"), entry("a", 2, key="k2")),
            content=(content("a"),),
        )
    )
    keys = (("a", "k"), ("b", "k"), ("a", "k2"), ("b", "k2"), ("c", "k"), ("a", ""))
    entries = [store.load((), key).done for key in keys]

    found = [(each.stream, each.version) if each else None for each in entries]
    trial.expect([("a", 1), ("b", 1), ("a", 2), None, None, None], found, f"the entries of {keys}")
    texts = [each.text for each in entries[0].content] if entries[0] else []
    trial.expect(["lời"], texts, "the content of the first")


@CHECKS.add("S6")
def s06_a_key_is_used_once_a_stream(trial: Trial) -> None:
    """A second entry of the stream under the same key is refused, within one batch too."""
    store = trial.store
    store.commit(Batch(entries=(entry("a", key="k"),)))
    batches = {
        "over two commits": Batch(writes=(new("n"),), entries=(entry("a", 2, key="k"),)),
        "within one batch": Batch(entries=(entry("b", 1, key="k"), entry("b", 2, key="k"))),
    }
    for about, batch in batches.items():
        error = trial.refused(DuplicateError, partial(store.commit, batch), about)
        if error is not None:
            trial.expect((batch.entries[-1].stream, "k"), (error.stream, error.key), about)

    trial.expect({}, dict(store.load(("n",)).rows), "what else the refused batch wrote (S1)")
    done = store.load((), ("a", "k")).done
    trial.expect(1, done.version if done else None, "the version under the key")


@CHECKS.add("S7")
def s07_entries_are_numbered_without_gaps(trial: Trial) -> None:
    """Over many commits, refused ones among them, positions go 1, 2, 3 and on."""
    store = trial.store
    for number in range(1, 8):
        store.commit(Batch(entries=(entry("a", number), entry("b", number)), once=(entry("told"),)))
        trial.refused(
            VersionConflictError,
            partial(store.commit, Batch(entries=(entry("c", number),), guards=(Guard("c", 1),))),
            "a commit in between is refused",
            "S3",
        )
    found = [each.position for each in store.journal()]

    trial.expect(list(range(1, 16)), found, "the positions")
    whole(trial, store)


@CHECKS.add("S7")
def s07_entries_of_a_stream_keep_the_order_of_their_versions(trial: Trial) -> None:
    """Several entries of a stream in one batch, given in any order of streams."""
    store = trial.store
    for start in (1, 4, 7):
        numbers = range(start, start + 3)
        store.commit(Batch(entries=tuple(entry(one, n) for n in numbers for one in "zax")))

    whole(trial, store)
    trial.expect(27, store.head()[0], "the last position")


@CHECKS.add("S7")
def s07_what_was_read_keeps_its_number(trial: Trial) -> None:
    """A follower that has read up to n reads n+1 next, whatever was committed meanwhile."""
    store = seeded(trial.store)
    early, seen = store.journal(), list[StoredEntry]()
    for number in range(2, 9):
        store.commit(Batch(entries=(entry("a", number), entry("b", number))))
        seen += store.journal(seen[-1].position if seen else 2, 3)

    trial.expect(early, store.journal(0, 2), "the first entries, read again")
    trial.expect(tuple(seen), store.journal(2)[: len(seen)], "those that were followed")


@CHECKS.add("S7")
def s07_the_journal_is_read_from_any_position(trial: Trial) -> None:
    """After the last one there is nothing; pages of any size read the same (S9)."""
    store = trial.store
    for number in range(1, 8):
        store.commit(Batch(entries=(entry("a", number),)))
    pages = [store.journal(after, 3) for after in (0, 3, 6, 7, 99)]

    trial.expect([3, 3, 1, 0, 0], [len(page) for page in pages], "the sizes of the pages")
    read = tuple(each for page in pages for each in page)
    trial.expect(store.journal(), read, "all pages together")


@CHECKS.add("S8")
def s08_the_digest_chains_the_entries_hashes(trial: Trial) -> None:
    """Digest n is sha256 over digest n-1 and hash n; the head tells the last one."""
    trial.expect((0, GENESIS), trial.store.head(), "the head of an empty journal")
    store = seeded(trial.store)
    whole(trial, store)
    store.commit(Batch(entries=(entry("a", 2),), once=(entry("t"),)))
    whole(trial, store)


@CHECKS.add("S8")
def s08_the_head_is_that_of_all_that_was_committed(trial: Trial) -> None:
    """Though nobody has read the journal before."""
    store = seeded(trial.store)
    position, digest = store.head()

    trial.expect(2, position, "the last position")
    last = store.journal()[-1:]
    trial.expect([digest], [each.digest for each in last], "the digest of the last entry")


@CHECKS.add("S8")
def s08_hashes_are_kept_as_they_were_given(trial: Trial) -> None:
    """The store chains the journal; streams are chained by planflow."""
    store = trial.store
    first = entry("a")
    second = entry("a", 2, previous=first.hash)
    store.commit(Batch(writes=(new("a"),), entries=(first,)))
    store.commit(Batch(writes=(moved("a", 1),), entries=(second,)))

    found = [each.hash for each in store.history(("a",))]
    trial.expect([first.hash, second.hash], found, "the hashes of the stream")


def contents(*fields: str) -> tuple[Content, ...]:
    """Return content of one entry, by fields."""
    return tuple(content("a", field=each) for each in fields)


@CHECKS.add("S4")
def s04_contents_of_one_entry_come_by_field(trial: Trial) -> None:
    """In one order on every store, however they were given."""
    given = contents("waivers", "actor_name", "narrative")
    trial.store.commit(Batch(entries=(entry("a"),), content=given))
    found = [each.field for each in trial.store.journal()[0].content]

    trial.expect(["actor_name", "narrative", "waivers"], found, "the fields of an entry's content")
