"""A host with a table of its own and planflow in one transaction: its rollback takes ours along.

The host opens its database, begins its transactions and commits them; planflow works inside on the
connection that it is lent.
"""

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from planflow import Actor, Flow, Query, SqliteStore, Start, read_plan, read_units, vietnam

HERE = Path(__file__).parent / "lang_son"
VIETNAM = timezone(timedelta(hours=7))


def main() -> None:
    """Note letters in the host's own table together with the tasks that they start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        store = SqliteStore(path)  # planflow makes its tables once
        with closing(store), closing(sqlite3.connect(path, isolation_level=None)) as office:
            office.execute("CREATE TABLE letter (number TEXT PRIMARY KEY, task TEXT)")
            run(store, office)


def run(store: SqliteStore, office: sqlite3.Connection) -> None:
    """Begin a task and note a letter: both, or neither."""
    flow = Flow(store, directory=read_units(HERE / "units-2021.csv"), workdays=vietnam())
    chair = Actor(id="person-1", unit="scheme-board")
    plan = read_plan(HERE / "plan-a.toml")
    issued = flow.issue(plan, by=chair, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    task = flow.find(Query(plan=issued.id, source="2", holder="stp")).one()

    clerk = Actor(id="person-2", unit="stp")
    start_at = datetime(2021, 3, 1, 8, tzinfo=VIETNAM)

    office.execute("BEGIN IMMEDIATE")
    office.execute("INSERT INTO letter VALUES ('05/STP', ?)", (task.id,))
    flow.on(office).do(Start(task.id), by=clerk, at=start_at)
    office.execute("ROLLBACK")
    print("after the rollback:", flow.task(task.id).state, letters(office))

    office.execute("BEGIN IMMEDIATE")
    office.execute("INSERT INTO letter VALUES ('05/STP', ?)", (task.id,))
    flow.on(office).do(Start(task.id), by=clerk, at=start_at)
    office.execute("COMMIT")
    print("after the commit:", flow.task(task.id).state, letters(office))


def letters(office: sqlite3.Connection) -> int:
    """Return how many letters the host has noted."""
    found: int = office.execute("SELECT count(*) FROM letter").fetchone()[0]
    return found


if __name__ == "__main__":
    main()
