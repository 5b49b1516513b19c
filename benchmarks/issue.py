"""Issuing a large plan into SQLite, beside writing the same rows by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pendulum import Date

from benchmarks.measure import Pair, Side, benchmark
from planflow import Actor, Directory, Fixed, Flow, Plan, Recurring, SqliteStore, Unit, vietnam
from planflow.domain.deadline import Schedule
from planflow.domain.organisation import Where
from planflow.domain.plan import PER_UNIT, Duty, Indicator, Item, Product, Title

COMMUNES: Final = 10_000
TASKS: Final = 100_000
AT: Final = datetime(2021, 1, 11, 2, tzinfo=UTC)
CHAIR: Final = Actor(id="chair", unit="board", capacity="leader")


def directory() -> Directory:
    """Return a board and the communes below it."""
    board = Unit(id="board", level="province", code="B", name="Ban Chỉ đạo", role="steering-body")
    communes = (f"c{number:05d}" for number in range(COMMUNES))
    return Directory([board, *map(commune, communes)])


def commune(name: str) -> Unit:
    """Return a commune below the board."""
    role = "peoples-committee"
    return Unit(id=name, level="commune", code=name, name=name, role=role, parent="board")


def plan() -> Plan:
    """Return a plan of five items for every commune, four quarterly reports and one at the end.

    That makes 100,000 tasks of communes. Items are reported on at the end, so each feeds a report.
    """
    communes = Where(level="commune")
    items = tuple(
        Item(
            code=str(number),
            title=Title(vi=f"Nhiệm vụ {number}"),
            lead=communes,
            spread=PER_UNIT,
            schedule=Fixed(on=Date(2021, 5 + number, 30)),
            products=(Product(indicator=_indicator(f"product-{number}")),),
        )
        for number in range(1, 6)
    )
    quarterly = _duty("R.1", Recurring(every="quarter", due_day=20), ("1",))
    at_the_end = _duty("R.2", Fixed(on=Date(2021, 12, 10)), ("2", "3", "4", "5"))
    return Plan(
        id="plan",
        title=Title(vi="Kế hoạch năm 2021"),
        issuer="board",
        years=(2021, 2021),
        items=items,
        duties=(quarterly, at_the_end),
    )


def _indicator(name: str) -> Indicator:
    return Indicator(id=name, title=Title(vi=name), measure=Title(vi="cái"))


def _duty(code: str, schedule: Schedule, covers: tuple[str, ...]) -> Duty:
    return Duty(
        code=code,
        title=Title(vi="Báo cáo"),
        reporters=Where(level="commune"),
        addressees=("board",),
        schedule=schedule,
        covers=covers,
        indicators=(_indicator(f"sessions-{code}"),),
    )


def rows(file: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Yield how to insert into each table, and its rows in the order in which they were written."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            found = connection.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - ours
            marks = ", ".join("?" * len(found.description))
            yield f"INSERT INTO {table} VALUES ({marks})", found.fetchall()  # noqa: S608 - ours


def emptied(file: Path) -> sqlite3.Connection:
    """Return a connection to the schema of ours without a row, as ours opens it."""
    SqliteStore(file).close()
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = full")
    connection.execute("PRAGMA secure_delete = ON")
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
    return connection


def write(connection: sqlite3.Connection, inserts: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Write rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for sql, values in inserts:
        connection.executemany(sql, values)
    connection.execute("COMMIT")


@benchmark("<= 4", rounds=3)
def unfold_100k() -> Iterator[Pair]:
    """Issue a plan of 100,000 tasks, beside ``executemany`` of the rows that this makes.

    Ours checks the plan, finds every deadline and edge, and hashes every entry; the reference finds
    all rows made.
    """
    the_plan, units, days = plan(), directory(), vietnam()
    with TemporaryDirectory() as folder:
        files = (Path(folder) / f"{number}.db" for number in count())

        def issue() -> Path:
            file = next(files)
            with SqliteStore(file) as store:
                Flow(store, directory=units, workdays=days).issue(the_plan, by=CHAIR, at=AT)
            return file

        inserts = tuple(rows(issue()))
        assert any(len(values) > TASKS for _, values in inserts)
        fresh: list[sqlite3.Connection] = []
        yield Pair(
            ours=Side(issue),
            reference=Side(
                lambda: write(fresh[-1], inserts),
                prepare=lambda: fresh.append(emptied(next(files))),
            ),
        )
        for connection in fresh:
            connection.close()
