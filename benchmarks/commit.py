"""A governed step in SQLite: load, decide and commit, beside the same statements by hand.

A plan of 12,000 tasks is brought to where 3,000 each can be started, can ask for an extension, have
asked for one, and can report. Then each is given one command more, the four kinds by turns. So no
task is met twice while the time is taken, and the 12,000 are more than any cache of ours holds;
what stays at hand is what a host has at hand too: the compiled codec, and the one running plan.

The reference sends the statements that ours was seen to send, in their order, with their values
bound in advance, on a copy of the same database that was opened with the same pragmas.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final, NamedTuple, TypeAlias
from unittest.mock import patch

from attrs import evolve, frozen
from pendulum import Date

from benchmarks.measure import Pair, Side, benchmark
from planflow import (
    Actor,
    AskExtension,
    Directory,
    Fixed,
    Flow,
    GrantExtension,
    Plan,
    Query,
    Report,
    SqliteStore,
    Start,
    Unit,
    vietnam,
)
from planflow.domain.organisation import Where
from planflow.domain.plan import Duty, Indicator, Title
from planflow.domain.task.command import Command

TASKS: Final = 12_000
STEP: Final = 100
"""How many commands are timed at once."""

BATCH: Final = 1_000
ROUNDS: Final = TASKS // STEP - 2
ISSUED_AT: Final = datetime(2021, 1, 11, 2, tzinfo=UTC)
AT: Final = datetime(2021, 3, 1, 2, 30, tzinfo=UTC)
BOARD: Final = Actor(id="chair", unit="board", capacity="leader", name="Nguyễn Văn Chủ")


class Given(NamedTuple):
    """A command, who gives it and when, and the key that it has where everything is on."""

    command: Command
    by: Actor
    at: datetime
    key: str | None


def directory() -> Directory:
    """Return a board and the communes that report to it."""
    board = Unit(id="board", level="province", code="B", name="Ban Chỉ đạo", role="steering-body")
    communes = (f"c{number:05d}" for number in range(TASKS))
    return Directory([board, *map(commune, communes)])


def commune(name: str) -> Unit:
    """Return a commune below the board."""
    role = "peoples-committee"
    return Unit(id=name, level="commune", code=name, name=name, role=role, parent="board")


def plan() -> Plan:
    """Return a plan with one report that every commune owes."""
    indicators = tuple(
        Indicator(id=name, title=Title(vi=name), measure=Title(vi="cuộc"))
        for name in ("conferences", "leaflets", "hours")
    )
    duty = Duty(
        code="R.1",
        title=Title(vi="Báo cáo kết quả phổ biến, giáo dục pháp luật"),
        reporters=Where(level="commune"),
        addressees=("board",),
        schedule=Fixed(on=Date(2021, 11, 15), strict=True),
        indicators=indicators,
    )
    title = Title(vi="Kế hoạch phổ biến, giáo dục pháp luật năm 2021")
    return Plan(
        id="plan", title=title, issuer="board", years=(2021, 2021), items=(), duties=(duty,)
    )


def commands(number: int, task: str, unit: str) -> tuple[Given, ...]:
    """Return what happens to a task, in order, each at a moment of its own."""
    clerk = Actor(id=f"clerk-{unit}", unit=unit, name="Trần Thị Cán Bộ")
    until = Date(2021, 11, 22)
    figures = {"conferences": 3, "leaflets": 1_250, "hours": 18}
    narrative = "Đã tổ chức 3 hội nghị, cấp phát 1.250 tờ gấp; phát thanh 18 giờ."
    by_turns: tuple[tuple[Command, Actor], ...] = (
        (Start(task), clerk),
        (AskExtension(task, until, "Địa bàn bị chia cắt do mưa lũ."), clerk),
        (GrantExtension(task, reason="Lý do chính đáng."), BOARD),
        (Report(task, figures, narrative=narrative, signed_by="Lê Văn Chủ Tịch"), clerk),
    )
    moments = (AT + timedelta(days=turn, seconds=number) for turn in count())
    return tuple(
        Given(*given, at, f"{task}#{at}") for given, at in zip(by_turns, moments, strict=False)
    )


def plainly(given: Given) -> Given:
    """Return the same command without a report's words, the person's name and the key."""
    command, by = given.command, evolve(given.by, name=None)
    if isinstance(command, Report):
        command = evolve(command, narrative="", signed_by="")
    return given._replace(command=command, by=by, key=None)


@frozen
class Prepared:
    """A database in which each task waits for its next command, and these commands."""

    content: bytes
    steps: tuple[Given, ...]


@cache
def prepared() -> Prepared:
    """Return it; it is made once."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.db"
        with opened(file, "off") as flow:
            flow.issue(plan(), by=BOARD, at=ISSUED_AT)
            tasks = flow.find(Query(plan="plan", kind="report"))
            lives = [commands(number, task.id, task.holder) for number, task in enumerate(tasks)]
            for number, life in enumerate(lives):
                give(flow, map(plainly, life[: number % len(life)]))
        return Prepared(
            file.read_bytes(), tuple(life[n % len(life)] for n, life in enumerate(lives))
        )


@contextmanager
def opened(file: Path, synchronous: str) -> Iterator[Flow]:
    """Open a flow over a file, and close its store."""
    with SqliteStore(file, synchronous=synchronous) as store:
        yield flow_on(store)


def flow_on(store: SqliteStore) -> Flow:
    """Return a flow over a store."""
    return Flow(store, directory=directory(), workdays=vietnam())


def give(flow: Flow, steps: Iterable[Given]) -> None:
    """Give commands, each in a transaction of ours or all in the host's."""
    for command, by, at, key in steps:
        flow.do(command, by=by, at=at, key=key)


def give_lent(flow: Flow, connection: sqlite3.Connection, steps: Iterable[Given]) -> None:
    """Give commands in one transaction of a host."""
    connection.execute("BEGIN IMMEDIATE")
    give(flow.on(connection), steps)
    connection.execute("COMMIT")


# ── the reference ────────────────────────────────────────────────────────────


class Statement(NamedTuple):
    """What was sent to SQLite: the SQL, its values, and how to send it."""

    sql: str
    values: Any
    is_many: bool = False
    has_rows: bool = False


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Keep every statement that is sent over connections opened meanwhile."""
    sent: list[Statement] = []

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, values: object = (), /) -> Cursor:
            super().execute(sql, values)  # type: ignore[arg-type]
            sent.append(Statement(sql, values, has_rows=self.description is not None))
            return self

        def executemany(self, sql: str, values: Iterable[Any], /) -> Cursor:
            bound = list(values)
            sent.append(Statement(sql, bound, is_many=True))
            return super().executemany(sql, bound)

    class Connection(sqlite3.Connection):
        def cursor(self, _: object = None) -> Cursor:  # type: ignore[override]
            return super().cursor(Cursor)

        def execute(self, sql: str, values: object = (), /) -> Cursor:
            return self.cursor().execute(sql, values)

    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Connection)):
        yield sent


def send(cursor: sqlite3.Cursor, statements: Iterable[Statement]) -> None:
    """Send statements as they were sent, and fetch what they find."""
    for sql, values, is_many, has_rows in statements:
        if is_many:
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
            if has_rows:
                cursor.fetchall()


# ── the two sides ────────────────────────────────────────────────────────────

Worker: TypeAlias = Callable[[Sequence[Given]], None]
Opener: TypeAlias = Callable[[Path], AbstractContextManager[Worker]]


@contextmanager
def own(synchronous: str, file: Path) -> Iterator[Worker]:
    """Open a worker that commits each command."""
    with opened(file, synchronous) as flow:
        yield partial(give, flow)


@contextmanager
def lent(flow: Flow, file: Path) -> Iterator[Worker]:
    """Open a worker that gives all its commands in one transaction of a host's connection."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield partial(give_lent, flow, connection)


@contextmanager
def compared(opener: Opener, steps: Sequence[Given], size: int) -> Iterator[Pair]:
    """Open ours and the reference, each with work for as many rounds as the steps give."""
    parts = [steps[at : at + size] for at in range(0, len(steps), size)]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        files = [Path(folder) / name for name in ("seen.db", "ours.db", "reference.db")]
        for file in files:
            file.write_bytes(prepared().content)
        seen, ours, reference = files
        opening, *sent = sent_by(opener, seen, parts)
        work = stack.enter_context(opener(ours))
        raw = stack.enter_context(closing(sqlite3.connect(reference, isolation_level=None)))
        cursor = raw.cursor()
        send(cursor, opening)
        mine, theirs = iter(parts), iter(sent)
        yield Pair(
            ours=Side(lambda: work(next(mine)), count=size),
            reference=Side(lambda: send(cursor, next(theirs)), count=size),
        )
        assert entries(ours) == entries(reference)


def sent_by(
    opener: Opener, file: Path, parts: Iterable[Sequence[Given]]
) -> Iterator[list[Statement]]:
    """Yield what was sent on opening, and then for each part."""
    with recording() as sent, opener(file) as work:
        yield sent[:]
        for part in parts:
            sent.clear()
            work(part)
            yield sent[:]


def entries(file: Path) -> int:
    """Return how many entries the journal has."""
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM planflow_journal").fetchone()
    return int(count)


@contextmanager
def listening() -> Iterator[None]:
    """Let the log be written, to where nobody reads it."""
    log = logging.getLogger("planflow")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        handler = logging.StreamHandler(nowhere)
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            yield
        finally:
            log.removeHandler(handler)
            log.setLevel(logging.NOTSET)


@benchmark("<= 1.6", clock=perf_counter, rounds=ROUNDS)
def commit_full() -> Iterator[Pair]:
    """Give a command and commit it, waiting for the disk each time."""
    steps = tuple(map(plainly, prepared().steps))
    with compared(partial(own, "full"), steps, STEP) as pair:
        yield pair


@benchmark("<= 2.2", rounds=ROUNDS)
def commit_normal() -> Iterator[Pair]:
    """Give a command and commit it; the disk is waited for now and then."""
    steps = tuple(map(plainly, prepared().steps))
    with compared(partial(own, "normal"), steps, STEP) as pair:
        yield pair


@benchmark("<= 2.2", rounds=TASKS // BATCH - 2)
def commit_batch() -> Iterator[Pair]:
    """Give 1,000 commands in one transaction of a host's."""
    steps = tuple(map(plainly, prepared().steps))
    with (
        SqliteStore(":memory:") as store,
        compared(partial(lent, flow_on(store)), steps, BATCH) as pair,
    ):
        yield pair


@benchmark("<= 1.8", clock=perf_counter, rounds=ROUNDS)
def engine_full() -> Iterator[Pair]:
    """The same as ``commit_full`` with a key, words, names of persons and a log that is written."""
    with listening(), compared(partial(own, "full"), prepared().steps, STEP) as pair:
        yield pair
