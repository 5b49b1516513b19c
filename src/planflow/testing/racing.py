"""Races: the same work twice at the same time. Nothing is lost, nothing doubled, nothing escapes.

Each race is run by two threads on one store, by two threads with a store each, and by two
processes; so far as the storage allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Event
from typing import Any, Final, TypeAlias

from planflow.errors import DuplicateError, PlanflowError, StoreError, VersionConflictError
from planflow.store.port import Batch, Guard, Query, Store, StoredEntry, Wake
from planflow.testing.check import Check, Checks, Need, Trial
from planflow.testing.entries import whole
from planflow.testing.finding import sweep
from planflow.testing.rows import ALL, LATER, NEVER, PAST, SOON, entry, moved, new
from planflow.testing.workers import Job, in_processes, in_threads, together

CHECKS: Final = Checks()
ROUNDS: Final = 30
"""How often those two meet."""
TIMES: Final = 60
"""How often each of them writes the same record."""
MOST: Final = 100_000
"""How often anything is tried before it is said to have no end."""

Run: TypeAlias = Callable[[Trial, Job], list[Any]]


def _one_store(trial: Trial, job: Job) -> list[Any]:
    return in_threads((trial.store, trial.store), job)


def _own_stores(trial: Trial, job: Job) -> list[Any]:
    return in_threads((trial.another(), trial.another()), job)


def _processes(trial: Trial, job: Job) -> list[Any]:
    return in_processes(trial.storage.open, job)


WAYS: Final[dict[str, tuple[Run, tuple[Need, ...]]]] = {
    "two_threads": (_one_store, ()),
    "two_stores": (_own_stores, (Need.SHARED,)),
    "two_processes": (_processes, (Need.SHARED, Need.PROCESS)),
}
Race: TypeAlias = Callable[[Trial, Run], None]


def race(clause: str) -> Callable[[Race], Race]:
    """Return the decorator that makes a check of a race for each way to run it."""

    def kept(one: Race) -> Race:
        for way, (run, needs) in WAYS.items():
            CHECKS.append(Check(clause, f"{one.__name__}_{way}", _act(one, run), needs))
        return one

    return kept


def _act(one: Race, run: Run) -> Callable[[Trial], None]:
    def act(trial: Trial) -> None:
        one(trial, run)

    act.__doc__ = one.__doc__
    return act


def tries() -> Iterator[int]:
    """Yield one number a try, but not for ever."""
    yield from range(MOST)
    raise StoreError(f"{MOST} tries, and no end")


def patiently(act: Callable[[], object]) -> bool:
    """Try again while the store is busy; tell whether it was done, not refused by a conflict."""
    for _ in tries():
        try:
            act()
        except (VersionConflictError, DuplicateError):
            return False
        except PlanflowError as error:
            if not error.retryable:
                raise
        else:
            return True
    return False


def count_up(store: Store, me: int, meet: Callable[[], object]) -> int:
    """Add one to a shared counter so many times, reading again after every conflict."""
    meet()
    done = 0
    for _ in tries():
        if done == TIMES:
            break
        found = store.load(("counter",)).rows["counter"]
        batch = Batch(
            writes=(moved("counter", found.version, body=str(int(found.body) + 1)),),
            entries=(
                entry("counter", found.version + 1, body=f"{me}:{done}"),
                entry(f"writer {me}", done + 1),
            ),
        )
        done += patiently(partial(store.commit, batch))
    return done


def _begin_counting(store: Store) -> None:
    store.commit(Batch(writes=(new("counter", body="0"),), entries=(entry("counter"),)))


@race("S2")
def s02_two_writers_of_one_record_lose_nothing(trial: Trial, run: Run) -> None:
    """Both add to one counter, and read again after each conflict."""
    store = trial.store
    _begin_counting(store)
    run(trial, count_up)

    counter = store.load(("counter",)).rows["counter"]
    trial.expect((f"{2 * TIMES}", 2 * TIMES + 1), (counter.body, counter.version), "the counter")
    versions = [each.version for each in store.history(("counter",))]
    trial.expect(list(range(1, 2 * TIMES + 2)), versions, "the versions of its entries")
    trial.expect(4 * TIMES + 1, store.head()[0], "the last position")
    whole(trial, store)


def create(store: Store, me: int, meet: Callable[[], object]) -> list[bool]:
    """Create the same records as the other one; tell which were mine."""
    mine = []
    for number in range(ROUNDS):
        one = f"n{number}"
        batch = Batch(writes=(new(one, body=f"{me}"),), entries=(entry(one, body=f"{me}"),))
        meet()
        mine.append(patiently(partial(store.commit, batch)))
    return mine


@race("S2")
def s02_of_two_that_create_a_record_one_does(trial: Trial, run: Run) -> None:
    """The other one is told of a conflict."""
    both = list(zip(*run(trial, create), strict=True))

    trial.expect([True] * ROUNDS, [sum(pair) == 1 for pair in both], "one of both has created it")
    wanted = {f"n{number}": f"{pair.index(True)}" for number, pair in enumerate(both) if any(pair)}
    found = {each.id: each.body for each in trial.store.find(Query())}
    trial.expect(wanted, found, "who wrote the record")
    bodies = {each.stream: each.body for each in trial.store.journal()}
    trial.expect(wanted, bodies, "who wrote the entry")


def skew(store: Store, me: int, meet: Callable[[], object]) -> list[bool]:
    """Read both, write one and guard the other, as the other one does the other way round."""
    mine = []
    for _ in range(ROUNDS):
        meet()
        read = store.load(("x", "y")).rows
        own, other = ("x", "y") if me == 0 else ("y", "x")
        batch = Batch(
            writes=(moved(own, read[own].version),), guards=(Guard(other, read[other].version),)
        )
        meet()
        mine.append(patiently(partial(store.commit, batch)))
    return mine


@race("S3")
def s03_two_that_guard_what_the_other_writes_do_not_both_succeed(trial: Trial, run: Run) -> None:
    """Each commit was decided from what the other one changes: write skew."""
    trial.store.commit(Batch(writes=(new("x"), new("y"))))
    both = list(zip(*run(trial, skew), strict=True))

    trial.expect([False] * ROUNDS, [all(pair) for pair in both], "both have succeeded")
    versions = sum(row.version for row in trial.store.load(("x", "y")).rows.values())
    trial.expect(2 + sum(map(sum, both)), versions, "the versions of both records, added")


def _update(mine: set[str], store: Store, batch: Batch) -> None:
    mine.update(store.commit(batch))


def announce(store: Store, me: int, meet: Callable[[], object]) -> set[str]:
    """Commit the same announcements as the other one, in the other order; return what I wrote."""
    mine: set[str] = set()
    for number in range(ROUNDS):
        once = tuple(entry(f"{number}!{rung}") for rung in ("a", "b", "c"))
        batch = Batch(once=once if me == 0 else once[::-1])
        meet()
        patiently(partial(_update, mine, store, batch))
    return mine


@race("S5")
def s05_of_two_sweepers_one_announces(trial: Trial, run: Run) -> None:
    """Both commit the same announcements: each is written, and said to be, once."""
    first, second = run(trial, announce)
    streams = [each.stream for each in trial.store.journal(0, ALL)]

    wanted = {f"{number}!{rung}" for number in range(ROUNDS) for rung in ("a", "b", "c")}
    trial.expect(set(), first & second, "announced by both")
    trial.expect(wanted, first | second, "announced by either")
    trial.expect(sorted(wanted), sorted(streams), "the journal")
    whole(trial, trial.store)


def send(store: Store, me: int, meet: Callable[[], object]) -> int:
    """Send the same commands under the same keys as the other one; return how many I did."""
    done = 0
    for number in range(ROUNDS):
        meet()
        for _ in tries():
            found = store.load(("a",), ("a", f"k{number}"))
            if found.done is not None:
                break
            version = found.rows["a"].version
            key = entry("a", version + 1, key=f"k{number}", body=f"{me}")
            batch = Batch(writes=(moved("a", version),), entries=(key,))
            done += patiently(partial(store.commit, batch))
    return done


@race("S6")
def s06_a_command_that_is_sent_twice_at_once_is_done_once(trial: Trial, run: Run) -> None:
    """Whoever comes second finds the entry under the key."""
    trial.store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    done = run(trial, send)

    trial.expect(ROUNDS, sum(done), "how many commands were done")
    keys = [each.key for each in trial.store.history(("a",))]
    trial.expect([None, *(f"k{number}" for number in range(ROUNDS))], keys, "the keys, in order")


def give_or_watch(store: Store, me: int, meet: Callable[[], object]) -> set[str]:
    """Give commands under keys while the other one looks; return keys whose record came first."""
    early: set[str] = set()
    for number in range(ROUNDS):
        key, version = f"k{number}", number + 1
        move = moved("a", version)
        batch = Batch(writes=(move,), entries=(entry("a", version + 1, key=key),))
        meet()
        if me == 0:
            patiently(partial(store.commit, batch))
            continue
        for _ in tries():
            found = store.load(("a",), ("a", key))
            if found.done is not None:
                break
            if found.rows["a"].version > version:
                early.add(key)
    return early


@race("S6")
def s06_nobody_sees_a_record_before_the_key_that_made_it(trial: Trial, run: Run) -> None:
    """Whoever repeats a command would decide it a second time, on what it has made itself."""
    trial.store.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    _, early = run(trial, give_or_watch)

    trial.expect(set(), early, "keys not found beside what was made under them")


def look_after(store: Store, _: int, meet: Callable[[], object]) -> set[str]:
    """Sweep what is due: announce it once, and set its wake; return what I announced."""
    mine: set[str] = set()
    meet()
    for _again in range(2):
        for one in sweep(store, SOON, 3):
            found = store.load((one,)).rows[one]
            if found.wake is None or found.wake > SOON:
                continue
            following = SOON if found.wake == PAST else LATER
            batch = Batch(
                once=(entry(f"{one}!{found.wake}"),), wakes=(Wake(one, found.wake, following),)
            )
            patiently(partial(_update, mine, store, batch))
    return mine


@race("S11")
def s11_two_sweepers_set_each_wake_once(trial: Trial, run: Run) -> None:
    """Every wake is announced by one of them, none goes back, and no version moves."""
    ids = [f"t{number:02d}" for number in range(ROUNDS)]
    trial.store.commit(Batch(writes=tuple(new(one, wake=PAST) for one in ids)))
    first, second = run(trial, look_after)

    wanted = {f"{one}!{wake}" for one in ids for wake in (PAST, SOON)}
    trial.expect((set(), wanted), (first & second, first | second), "announced by both, by either")
    found = [(each.id, each.wake, each.version) for each in trial.store.due(NEVER)]
    trial.expect([(one, LATER, 1) for one in ids], found, "wakes and versions")


class Follower:
    """Reads on from where it was, while others write."""

    def __init__(self, store: Store, end: Event) -> None:
        """Begin with nothing."""
        self._store = store
        self._end = end
        self.seen: list[StoredEntry] = []

    def __call__(self) -> None:
        """Follow until the writers have ended and nothing more comes."""
        for _ in tries():
            is_last = self._end.is_set()
            after = self.seen[-1].position if self.seen else 0
            page = self._store.journal(after, 7)
            self.seen.extend(page)
            if not page and is_last:
                return


@race("S7")
def s07_followers_never_miss_a_late_committer(trial: Trial, run: Run) -> None:
    """While two write, two others read on from where they are: every entry once, in order."""
    _begin_counting(trial.store)
    is_shared = trial.place is not None and trial.place.is_shared
    stores: Sequence[Store] = [trial.another() if is_shared else trial.store for _ in range(2)]
    end = Event()
    followers = [Follower(store, end) for store in stores]

    def write() -> None:
        try:
            run(trial, count_up)
        finally:
            end.set()

    together(write, *followers)
    journal = trial.store.journal(0, ALL)
    trial.expect(4 * TIMES + 1, len(journal), "how many entries there are")
    for each in followers:
        trial.expect(journal, tuple(each.seen), "what a follower has seen")
    whole(trial, trial.store)


def write_pairs(store: Store, me: int, meet: Callable[[], object]) -> list[str]:
    """Write two records alike, again and again; or read them, and tell where they differ."""
    meet()
    if me == 0:
        for version in range(1, TIMES + 1):
            both = tuple(moved(one, version, body=f"{version}") for one in ("x", "y"))
            patiently(partial(store.commit, Batch(writes=both)))
        return []
    torn = []
    for _ in range(TIMES):
        rows = store.load(("x", "y")).rows
        found = {one: (row.version, row.body) for one, row in rows.items()}
        if len(found) < 2 or found["x"] != found["y"]:
            torn.append(f"{found}")
    return torn


@race("S1")
def s01_nobody_sees_half_a_commit(trial: Trial, run: Run) -> None:
    """Two records are always written alike; who loads both finds them alike."""
    trial.store.commit(Batch(writes=(new("x", body="0"), new("y", body="0"))))
    _, torn = run(trial, write_pairs)

    trial.expect([], torn, "records that were not alike")


@CHECKS.add("S18", Need.SHARED)
def s18_a_new_storage_is_opened_by_several_at_once(trial: Trial) -> None:
    """All of them may use it, and there is one journal."""
    stores = together(*([trial.another] * 4))
    versions = [each.schema() for each in stores if isinstance(each, Store)]
    trial.store.commit(Batch(entries=(entry("a"),)))

    trial.expect([trial.store.schema()] * 4, versions, "the schema that each has found")
    heads = [each.head() for each in stores if isinstance(each, Store)]
    trial.expect([trial.store.head()] * 4, heads, "the head that each finds")


@CHECKS.add("S15")
def s15_a_store_is_used_by_several_threads(trial: Trial) -> None:
    """Four threads write and read one store: no error escapes, no entry is lost."""
    store = trial.store

    def work(name: str) -> None:
        for version in range(1, 26):
            batch = Batch(entries=(entry(name, version),))
            patiently(partial(store.commit, batch))
            store.journal(0, 5)

    together(*(lambda name=name: work(name) for name in "abcd"))
    trial.expect(100, len(store.journal()), "how many entries there are")
    whole(trial, store)
