"""Faults from a seed: a store that fails, delays, repeats and crashes, and actors taking turns.

Nothing sleeps and nothing is left to chance: where an actor would wait another one goes on, and
which one, a seed says. :mod:`planflow.testing.history` makes whole histories of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from threading import Lock, Thread
from typing import Final, Self, TypeVar

from attrs import define, field, frozen

from planflow.errors import StoreUnavailableError
from planflow.store import Batch, Loaded, Query, Row, Store, StoredEntry

T = TypeVar("T")
GOOD: Final = "good"
DELAY: Final = "delay"
FAIL: Final = "fail"
REPEAT: Final = "repeat"
CRASH: Final = "crash"
KINDS: Final = (GOOD, DELAY, FAIL, REPEAT, CRASH)
"""What may happen before or after a call; ``good`` is that nothing does."""

LONGEST_DELAY: Final = 40
"""How many turns of others a delay takes at most."""


class CrashError(BaseException):
    """The process is gone. No handler of errors catches it: whoever comes next opens the store."""


@frozen(kw_only=True)
class Odds:
    """How often, of all moments before and after a call, something happens.

    Attributes:
        delay: Others go on for a while.
        fail: The store is away: before the call nothing was done, after it everything was.
        repeat: What lies beneath does the call twice in silence; the second answer counts.
        crash: The process is gone.
    """

    delay: float = 0.05
    fail: float = 0.02
    repeat: float = 0.02
    crash: float = 0.01

    def drawn(self, chance: Random) -> Iterator[str]:
        """Yield what happens at one moment after the other, for ever."""
        kinds = (DELAY, FAIL, REPEAT, CRASH)
        weights = (self.delay, self.fail, self.repeat, self.crash)
        total = sum(weights)
        while True:
            drawn = chance.random()
            yield GOOD if drawn >= total else chance.choices(kinds, weights)[0]


def _go_on(_turns: int) -> None:
    """Let nobody else go on: there is nobody."""


class FaultyStore(Store):
    """Another store, with something happening before and after every call.

    Args:
        store: The store that does the work.
        faults: What happens, one of ``KINDS`` a moment; when they end, nothing happens any more.
        rest: Called at each moment with how many turns others go on for, mostly 0.
    """

    def __init__(
        self, store: Store, faults: Iterator[str], rest: Callable[[int], None] = _go_on
    ) -> None:
        """Keep them."""
        self._store, self._faults, self._rest = store, faults, rest
        self.port = store.port

    @property
    def is_lent(self) -> bool:
        """Tell what the store tells."""
        return self._store.is_lent

    def commit(self, batch: Batch) -> frozenset[str]:
        """Commit, if nothing comes between."""
        return self._call(lambda: self._store.commit(batch))

    def load(self, ids: tuple[str, ...], key: tuple[str, str] | None = None) -> Loaded:
        """Load, if nothing comes between."""
        return self._call(lambda: self._store.load(ids, key))

    def feeding(self, above: str) -> tuple[Row, ...]:
        """Return what feeds a record, if nothing comes between."""
        return self._call(lambda: self._store.feeding(above))

    def find(self, query: Query, after: str | None = None, limit: int = 500) -> tuple[Row, ...]:
        """Find, if nothing comes between."""
        return self._call(lambda: self._store.find(query, after, limit))

    def tally(
        self, query: Query, by: tuple[str, ...], at: str, soon: str
    ) -> Mapping[tuple[str, ...], int]:
        """Count, if nothing comes between."""
        return self._call(lambda: self._store.tally(query, by, at, soon))

    def due(
        self,
        until: str,
        after: tuple[str, str] | None = None,
        limit: int = 500,
        shard: tuple[int, int] = (0, 1),
    ) -> tuple[Row, ...]:
        """Return what is due, if nothing comes between."""
        return self._call(lambda: self._store.due(until, after, limit, shard))

    def history(self, streams: tuple[str, ...]) -> tuple[StoredEntry, ...]:
        """Return entries of streams, if nothing comes between."""
        return self._call(lambda: self._store.history(streams))

    def journal(self, after: int = 0, limit: int = 500) -> tuple[StoredEntry, ...]:
        """Return sealed entries, if nothing comes between."""
        return self._call(lambda: self._store.journal(after, limit))

    def head(self) -> tuple[int, str]:
        """Return the journal's end, if nothing comes between."""
        return self._call(self._store.head)

    def strays(self) -> tuple[str, ...]:
        """Return stray content, if nothing comes between."""
        return self._call(self._store.strays)

    def schema(self) -> int:
        """Return the schema's version, if nothing comes between."""
        return self._call(self._store.schema)

    def on(self, connection: object) -> Self:
        """Return this store on a lent connection, with what is left of the faults."""
        return type(self)(self._store.on(connection), self._faults, self._rest)

    def close(self) -> None:
        """Close the store; nothing comes between."""
        self._store.close()

    def _call(self, act: Callable[[], T]) -> T:
        if self._moment() == REPEAT:
            act()
        found = act()
        self._moment()
        return found

    def _moment(self) -> str:
        """Let happen what happens at this moment, and return it."""
        what = next(self._faults, GOOD)
        self._rest(LONGEST_DELAY if what == DELAY else 0)
        if what == FAIL:
            raise StoreUnavailableError("away, as the seed has it")
        if what == CRASH:
            raise CrashError
        return what


@define(eq=False)
class _Actor:
    """A thread that waits at its gate until it is its turn."""

    act: Callable[[], None]
    gate: Lock = field(factory=Lock)
    rests_until: int = 0


class Turns:
    """Actors of whom one goes on at a time, each in a thread of its own.

    Args:
        chance: Draws who is next.
    """

    def __init__(self, chance: Random) -> None:
        """Begin before the first turn."""
        self._chance = chance
        self._actors: list[_Actor] = []
        self._now: _Actor | None = None
        self._count = 0
        self._ended = Lock()
        self._errors: list[BaseException] = []

    def run(self, acts: Sequence[Callable[[], None]]) -> None:
        """Let all of them act to their ends; raise what the first of them raised."""
        self._actors = [_Actor(act) for act in acts]
        threads = [Thread(target=self._live, args=(one,), daemon=True) for one in self._actors]
        self._ended.acquire()
        for actor in self._actors:
            actor.gate.acquire()
        for thread in threads:
            thread.start()
        self._pass_on()
        with self._ended:
            pass
        for thread in threads:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def rest(self, turns: int = 0) -> None:
        """Let others go on, for at most so many turns if any of them can; outside: do nothing."""
        me = self._now
        if me is not None:
            me.rests_until = self._count + self._chance.randint(0, turns)
            self._pass_on()
            me.gate.acquire()

    def _live(self, actor: _Actor) -> None:
        actor.gate.acquire()
        try:
            actor.act()
        except BaseException as error:  # noqa: BLE001 - raised again where they were started
            self._errors.append(error)
        self._actors.remove(actor)
        self._pass_on()

    def _pass_on(self) -> None:
        """Let the next one through its gate; after the last one, whoever waits for the end."""
        self._count += 1
        ready = [one for one in self._actors if one.rests_until <= self._count]
        self._now = self._chance.choice(ready or self._actors) if self._actors else None
        (self._now.gate if self._now else self._ended).release()
