"""A database with the tasks of the whole country: real rows, written through the store.

Eight plans put eleven duties each to every commune, district and province: 88 tasks a unit, a
million in all. A few small forests are grown with the engine until their tasks stand in every
state; the country's rows are theirs with the names of its units. There is no journal in it.
"""

from __future__ import annotations

from atexit import register
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve
from pendulum import Date

from benchmarks.national import tree
from planflow import (
    Actor,
    AskExtension,
    Directory,
    Fixed,
    Flow,
    Plan,
    Query,
    Report,
    SqliteStore,
    Start,
    Suspend,
    Unit,
    Withdraw,
    vietnam,
)
from planflow.domain.organisation import Named
from planflow.domain.plan import Duty, Indicator, Title
from planflow.domain.task.command import Command
from planflow.engine.read import pages
from planflow.store import Batch, Row, Store, Write
from planflow.store.memory import MemoryStore

PLANS: Final = 8
DUTIES: Final = 11
SOME: Final = 10_000
EVERY: Final = 1_000_000
ISSUED_AT: Final = datetime(2021, 1, 11, 2, tzinfo=UTC)
NOW: Final = datetime(2021, 6, 10, 2, tzinfo=UTC)
AWAKE: Final = "2021-06-01T00:00:00.000000+00:00"
ASLEEP: Final = "2021-12-31T17:00:00.000000+00:00"
DUE: Final = 100
"""How many records the sweep must look at."""

_PATTERNS: Final = ("p99999", "d99999", "c99999")
_LEVELS: Final = {"p": "province", "d": "district", "c": "commune"}
BOARD: Final = Actor(id="chair", unit="nation", capacity="leader")
_STATES: Final = ("assigned", "started", "asked", "late", "reported", "suspended", "withdrawn")


def plan(number: int) -> Plan:
    """Return one of the plans."""
    return Plan(
        id=f"plan-{number}",
        title=Title(vi=f"Kế hoạch số {number} năm 2021"),
        issuer="nation",
        years=(2021, 2021),
        items=(),
        duties=tuple(_duty(number) for number in range(1, DUTIES + 1)),
    )


def _duty(number: int) -> Duty:
    indicators = tuple(
        Indicator(id=f"{name}-{number}", title=Title(vi=name), measure=Title(vi="cuộc"))
        for name in ("conferences", "leaflets", "hours")
    )
    return Duty(
        code=f"R.{number}",
        title=Title(vi=f"Báo cáo kết quả nhiệm vụ {number}"),
        reporters=Named(_PATTERNS),
        addressees=("nation",),
        schedule=Fixed(on=Date(2021, number, 15)),
        indicators=indicators,
    )


def unit(name: str, parent: str | None = None) -> Unit:
    """Return a unit of the country; its name's first letter is its level."""
    level = _LEVELS.get(name[0], "central")
    return Unit(id=name, level=level, code=name, name=name, role="peoples-committee", parent=parent)


def flow_on(store: Store) -> Flow:
    """Return a flow over a store, of the country without its units: reading needs none."""
    few = map(unit, _PATTERNS, ("nation", *_PATTERNS))
    return Flow(store, directory=Directory([unit("nation"), *few]), workdays=vietnam())


@cache
def patterns() -> tuple[Mapping[str, tuple[Row, ...]], tuple[Row, ...]]:
    """Return level and state → rows of the three units without end, and those of the plans."""
    found: dict[str, tuple[Row, ...]] = {}
    plans: tuple[Row, ...] = ()
    for state in _STATES:
        store = MemoryStore()
        flow = flow_on(store)
        for number in range(PLANS):
            flow.issue(plan(number), by=BOARD, at=ISSUED_AT)
        for task in flow.find(Query(kind="report")).all():
            clerk = Actor(id=f"clerk-{task.holder}", unit=task.holder)
            for command, by, at in _lived(state, task.id, clerk):
                flow.do(command, by=by, at=at)
        plans = tuple(pages(store, Query(kind="plan")))
        for holder in _PATTERNS:
            found[holder[0] + state] = tuple(pages(store, Query(holder=holder, kind="report")))
    return found, plans


def _lived(state: str, task: str, clerk: Actor) -> Iterator[tuple[Command, Actor, datetime]]:
    """Yield what happens to a task until it stands so."""
    early, late = datetime(2021, 1, 14, 2, tzinfo=UTC), datetime(2021, 6, 1, 2, tzinfo=UTC)
    number = task.split("/")[1].removeprefix("R.")
    figures = {f"conferences-{number}": 3, f"leaflets-{number}": 1_250}
    if state in ("started", "asked"):
        yield Start(task), clerk, early
    if state == "asked":
        yield AskExtension(task, Date(2021, 12, 20), "mưa lũ"), clerk, early
    if state in ("reported", "late"):
        yield Report(task, figures), clerk, early if state == "reported" else late
    if state == "suspended":
        yield Suspend(task, "mưa lũ"), BOARD, early
    if state == "withdrawn":
        yield Withdraw(task, "trùng"), BOARD, early


def rows(count: int) -> Iterator[Row]:
    """Yield so many rows as plans unfold, duty by duty; a hundred are due, spread evenly."""
    step = count // DUE
    return (
        evolve(row, wake=AWAKE if n % step == step // 2 else ASLEEP)
        for n, row in enumerate(islice(_country(count), count))
    )


def _country(count: int) -> Iterator[Row]:
    """Yield every row of as many units as it takes."""
    found, _ = patterns()
    every = (one for below in tree().values() for one in below)
    units = list(islice(every, ceil(count / PLANS / DUTIES)))
    for duty in range(PLANS * DUTIES):
        for n, one in enumerate(units):
            pattern = found[one[0] + _STATES[n % len(_STATES)]][duty]
            yield _renamed(pattern, f"{one[0]}99999", one)


def _renamed(row: Row, before: str, after: str) -> Row:
    """Return the row of the same task of another holder."""
    one = row.id.replace(before, after)
    fixed, body = row.fixed.replace(before, after), row.body.replace(before, after)
    facts = row.facts._replace(holder=after)
    return Row(one, row.version, row.head, fixed, body, facts, row.wake)


class Database:
    """A file with so many tasks."""

    def __init__(self, count: int) -> None:
        """Write it."""
        self._folder = TemporaryDirectory()
        self.file = Path(self._folder.name) / "country.db"
        with SqliteStore(self.file, synchronous="off") as store:
            store.commit(Batch(writes=tuple(Write(row, 0) for row in patterns()[1])))
            left = rows(count)
            while page := tuple(Write(row, 0) for row in islice(left, 10_000)):
                store.commit(Batch(writes=page))

    def remove(self) -> None:
        """Take it away."""
        self._folder.cleanup()


_MADE: Final[dict[int, Database]] = {}


def database(count: int = EVERY) -> Database:
    """Return the database with so many tasks; it is written once."""
    if count not in _MADE:
        _MADE[count] = Database(count)
    return _MADE[count]


@register
def remove_all() -> None:
    """Take away what was written; a process that does not end by itself calls it."""
    while _MADE:
        _MADE.popitem()[1].remove()
