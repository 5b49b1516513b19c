"""A host with psycopg and PostgreSQL: its row and planflow's in one transaction.

python examples/host_psycopg.py "host=… dbname=…"     (an empty database)
"""

import sys
from contextlib import closing
from datetime import datetime, timedelta, timezone

import psycopg

from planflow import (
    Actor,
    Flow,
    PostgresStore,
    Query,
    Start,
    VersionConflictError,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

VIETNAM = timezone(timedelta(hours=7))
CHAIR = Actor(id="person-1", unit="scheme-board")
CLERK = Actor(id="person-2", unit="stp")
ATTEMPTS = 5


def main(conninfo: str) -> None:
    """Note letters in the host's own table together with the tasks that they start."""
    with closing(PostgresStore(conninfo)) as store, psycopg.connect(conninfo) as office:
        office.execute("CREATE TABLE letter (number text PRIMARY KEY, task text NOT NULL)")
        office.commit()
        run(store, office)


def run(store: PostgresStore, office: psycopg.Connection) -> None:
    """Begin a task and note a letter: both, or neither."""
    units = read_units(example_folder() / "units-2021.csv")
    flow = Flow(store, directory=units, workdays=vietnam())
    plan = read_plan(example_folder() / "plan-a.toml")
    issued = flow.issue(plan, by=CHAIR, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    task = flow.find(Query(plan=issued.id, source="2", holder="stp")).one()

    begin_task(flow, office, "05/STP", task.id)
    office.rollback()
    print("after the rollback:", flow.task(task.id).state, letters(office))

    for left in reversed(range(ATTEMPTS)):
        try:
            with office.transaction():
                begin_task(flow, office, "05/STP", task.id)
            break
        except VersionConflictError:  # others came between: all of the host's work again
            if not left:
                raise
    print("after the commit:", flow.task(task.id).state, letters(office))


def begin_task(flow: Flow, office: psycopg.Connection, number: str, task: str) -> None:
    """Note a letter and begin the task that it speaks of, in the connection's transaction."""
    office.execute("INSERT INTO letter VALUES (%s, %s)", (number, task))
    start = Start(task)
    flow.on(office).do(start, by=CLERK, at=datetime(2021, 3, 1, 8, tzinfo=VIETNAM), key=number)


def letters(office: psycopg.Connection) -> int:
    """Return how many letters the host has noted, and end the transaction that reading began."""
    with office.transaction():
        row = office.execute("SELECT count(*) FROM letter").fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
