"""A post room that reads planflow's announcements: each is delivered once, whatever fails.

planflow's journal is the outbox, and the position in it is the acknowledgement. The host keeps the
position in a table of its own and writes it in the transaction in which it delivers.
"""

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from planflow import (
    Actor,
    Flow,
    SqliteStore,
    announcement_text,
    example_folder,
    notices,
    read_plan,
    read_units,
    vietnam,
)

HERE = example_folder()
VIETNAM = timezone(timedelta(hours=7))


def main() -> None:
    """Issue a plan, sweep one morning, and deliver what the units are to be told."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "plans.db")
        with closing(store), closing(sqlite3.connect(Path(folder) / "post.db")) as post:
            post.execute("CREATE TABLE letter (id TEXT PRIMARY KEY, unit TEXT, text TEXT)")
            post.execute("CREATE TABLE seen (position INTEGER NOT NULL)")
            post.execute("INSERT INTO seen VALUES (0)")
            post.commit()
            run(store, post)


def run(store: SqliteStore, post: sqlite3.Connection) -> None:
    """Let the post fail once, and deliver again."""
    flow = Flow(store, directory=read_units(HERE / "units-2021.csv"), workdays=vietnam())
    chair = Actor(id="person-1", unit="scheme-board")
    flow.issue(
        read_plan(HERE / "plan-a.toml"), by=chair, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM)
    )
    given = flow.tick(datetime(2021, 11, 15, 7, tzinfo=VIETNAM))
    print("announced:", len(given))

    try:
        deliver(flow, post, fails_after=100)
    except ConnectionError:
        print("after the failure:", letters(post))
    deliver(flow, post)
    print("after the next try:", letters(post))
    deliver(flow, post)
    print("read again:", letters(post))

    police = next(each for each in notices(given, flow, "vi") if each.recipient == "police")
    print(police, end="")


def deliver(flow: Flow, post: sqlite3.Connection, fails_after: int | None = None) -> None:
    """Deliver what has come since, and keep how far it was read: both, or neither."""
    (seen,) = post.execute("SELECT position FROM seen").fetchone()
    with post:  # one transaction
        for count, (position, each) in enumerate(flow.announcements(after=seen)):
            if count == fails_after:
                raise ConnectionError
            text = announcement_text(each, flow, "vi")
            post.execute("INSERT INTO letter VALUES (?, ?, ?)", (each.id, each.recipient, text))
            post.execute("UPDATE seen SET position = ?", (position,))


def letters(post: sqlite3.Connection) -> int:
    """Return how many letters lie there to be sent."""
    found: int = post.execute("SELECT count(*) FROM letter").fetchone()[0]
    return found


if __name__ == "__main__":
    main()
