"""Histories from a seed: clerks, sweepers and a follower over one faulty store, and what must hold.

The actors behave as hosts do. What a clerk does not know the outcome of it gives again under the
same key; who crashes is started again and opens the store anew; the follower keeps its position
itself. Afterwards the weather is good, and it is looked at what is there::

    for seed in range(300):
        hold(simulate(MyStorage(), seed))  # opens the same storage, which is new for each seed

An error names the seed, which makes the same history again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final, TypeAlias, TypeVar

from attrs import define, field
from pendulum import DateTime

from planflow.document import vietnam
from planflow.domain.change import RecordEvent
from planflow.domain.organisation import Actor, Directory
from planflow.domain.task.command import Command
from planflow.domain.workday import Workdays
from planflow.engine import Flow, SeededEntropy
from planflow.errors import CommandRefusedError, StoreUnavailableError, VersionConflictError
from planflow.instant import to_instant
from planflow.store import Query, Store
from planflow.testing.faults import CrashError, FaultyStore, Odds, Turns
from planflow.testing.office import (
    CHAIR,
    STARTS_AT,
    WORDLESS,
    Scene,
    a_command,
    a_kind,
    a_plan,
    a_record,
    units,
)

Opener: TypeAlias = Callable[[], Store]
T = TypeVar("T")
UNKNOWN: Final = "unknown"
DONE: Final = "done"
REFUSED: Final = "refused"


class Silence:
    """A logger that says nothing."""

    def info(self, *_: object, **__: object) -> None:
        """Say nothing."""

    warning = info


@define
class Given:
    """A command as a clerk has given it, and what the clerk knows of it.

    Attributes:
        mark: Its key, if it has one, and the words by which it is known again in the journal.
        command: The command.
        by: Who gave it.
        at: When.
        has_key: Whether it was given under a key: only then is it given again.
        knows: ``unknown``, ``done`` or ``refused``.
        events: What the answer said had happened.
    """

    mark: str
    command: Command | RecordEvent
    by: Actor
    at: DateTime
    has_key: bool
    knows: str = UNKNOWN
    events: tuple[object, ...] = ()

    @property
    def stream(self) -> str:
        """Return the stream of what it is given on."""
        return self.command.plan if isinstance(self.command, RecordEvent) else self.command.task

    def give(self, flow: Flow) -> None:
        """Give it, and note the answer."""
        key = self.mark if self.has_key else None
        try:
            self.events = flow.do(self.command, by=self.by, at=self.at, key=key).events
        except CommandRefusedError:
            self.knows = REFUSED
        else:
            self.knows = DONE


@define
class History:
    """What happened.

    Attributes:
        seed: What it follows from.
        flow: A flow over the store, without faults.
        at: How late it is.
        given: Every command that was given.
        followed: What the follower was shown, in that order: position and hash.
        crashes: How often somebody crashed.
        has_repeats: Whether calls were repeated in silence: then only a key keeps from doing twice.
    """

    seed: int
    flow: Flow
    has_repeats: bool
    at: DateTime = STARTS_AT
    given: list[Given] = field(factory=list)
    followed: list[tuple[int, str]] = field(factory=list)
    crashes: int = 0


def simulate(
    open_store: Opener,
    seed: int,
    *,
    odds: Odds | None = None,
    commands: int = 30,
    clerks: int = 3,
    sweepers: int = 2,
) -> History:
    """Let a history happen, and return it.

    Args:
        open_store: Opens the store, empty at first; called again after each crash.
        seed: Everything follows from it, if the store itself leaves nothing to chance.
        odds: How often what goes wrong.
        commands: How many commands are given.
        clerks: How many give them, at the same time.
        sweepers: How many sweep meanwhile.
    """
    office = _Office(open_store, seed, odds or Odds(), commands)
    office.turns.run([office.clerk] * clerks + [office.sweeper] * sweepers + [office.follower])
    office.end()
    return office.history


def flow_on(
    store: Store,
    seed: int,
    wait: Callable[[float], object],
    directory: Directory | None = None,
) -> Flow:
    """Return a flow that says nothing, of the small province if of no other."""
    return Flow(
        store,
        directory=directory or units(),
        workdays=_workdays(),
        entropy=SeededEntropy(seed),
        logger=Silence(),
        wait=wait,
    )


@cache
def _workdays() -> Workdays:
    return vietnam()


class _Office:
    """The actors of one history, and what they share."""

    def __init__(self, open_store: Opener, seed: int, odds: Odds, commands: int) -> None:
        self._open_store = open_store
        self._chance = Random(seed)  # noqa: S311 - repeatable on purpose
        self._faults = odds.drawn(self._chance)
        self._left, self._working = commands, 0
        self._stores = [open_store()]
        self.turns = Turns(self._chance)
        flow = flow_on(self._stores[0], seed, self._wait)
        self.history = History(seed, flow, odds.repeat > 0)
        flow.issue(a_plan("p"), by=CHAIR, at=STARTS_AT, key="p")
        self._tasks = [task.id for task in flow.find(Query())]

    def clerk(self) -> None:
        """Give commands until there are none left; of some the outcome stays unknown."""
        self._working += 1
        flow = self._opened()
        while self._left > 0:
            self._left -= 1
            flow, given = self._until_done(flow, self._made)
            self.history.given.append(given)
            if given.has_key:
                flow, _ = self._until_done(flow, given.give)
            else:
                flow = self._once(flow, given)
        self._working -= 1

    def sweeper(self) -> None:
        """Sweep as long as somebody gives commands."""
        flow = self._opened()
        while self._is_open():
            flow, _ = self._until_done(flow, lambda one: one.tick(self.history.at))

    def follower(self) -> None:
        """Read the journal on and on."""
        flow, kept = self._opened(), [0]
        while self._is_open():
            flow, _ = self._until_done(flow, lambda one: self._read(one, kept))

    def end(self) -> None:
        """Let the weather be good: sweep, and follow to the end."""
        self.history.flow.tick(self.history.at)
        last = max((position for position, _ in self.history.followed), default=0)
        for entry in self.history.flow.journal(last):
            self.history.followed.append((entry.position, entry.hash))
        for store in self._stores[1:]:
            if store is not self._stores[0]:
                store.close()

    def _is_open(self) -> bool:
        """Let others go on, and tell whether somebody still gives commands."""
        self.turns.rest()
        return self._left > 0 or self._working > 0

    def _wait(self, _seconds: float) -> None:
        """Let others go on for a few turns, instead of any time."""
        self.turns.rest(3)

    def _opened(self) -> Flow:
        """Return a flow over the store as a new process opens it."""
        store = self._open_store()
        self._stores.append(store)
        faulty = FaultyStore(store, self._faults, self.turns.rest)
        return flow_on(faulty, self._chance.getrandbits(64), self._wait)

    def _until_done(self, flow: Flow, act: Callable[[Flow], T]) -> tuple[Flow, T]:
        """Do something until it is known to be done, after a crash in a new process."""
        while True:
            try:
                return flow, act(flow)
            except CrashError:
                self.history.crashes += 1
                flow = self._opened()
            except (StoreUnavailableError, VersionConflictError):
                self.turns.rest(3)

    def _once(self, flow: Flow, given: Given) -> Flow:
        """Give a command without a key: what is not known to be done is left alone."""
        try:
            given.give(flow)
        except CrashError:
            self.history.crashes += 1
            return self._opened()
        except (StoreUnavailableError, VersionConflictError):
            self.turns.rest()
        return flow

    def _made(self, flow: Flow) -> Given:
        """Return a command that mostly fits the task as it stands."""
        chance = self._chance
        hours = chance.choice((0, 0, 1, 5, 24, 100))
        self.history.at = to_instant(self.history.at.add(hours=hours, seconds=1))
        at, mark = self.history.at, f"k{len(self.history.given)}.{chance.getrandbits(32)}"
        scene = Scene(chance, flow.task(chance.choice(self._tasks)), at, mark)
        kind = a_kind(chance, scene.task)
        command: Command | RecordEvent
        command, by = a_command(kind, scene) if kind else a_record(scene)
        return Given(mark, command, by, at, has_key=kind in WORDLESS or chance.random() < 0.8)

    def _read(self, flow: Flow, kept: list[int]) -> None:
        """Use each entry, and then keep its position; a crash between the two shows it again."""
        for entry in flow.journal(kept[0]):
            self.history.followed.append((entry.position, entry.hash))
            if self._chance.random() < 0.02:
                raise CrashError
            kept[0] = entry.position
