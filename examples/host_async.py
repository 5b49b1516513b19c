"""An asynchronous host: planflow works inside its AsyncSession, through ``run_sync``.

python examples/host_async.py [URL of an empty database, for an asynchronous driver]
"""

import asyncio
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from planflow import (
    Actor,
    Flow,
    Query,
    SqlAlchemyStore,
    Start,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

VIETNAM = timezone(timedelta(hours=7))
CHAIR = Actor(id="person-1", unit="scheme-board")
CLERK = Actor(id="person-2", unit="stp")


async def main(url: str) -> None:
    """Note letters in the host's own table together with the tasks that they start."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE letter (number TEXT PRIMARY KEY, task TEXT)"))
    async with engine.connect() as connection:
        flow, task = await connection.run_sync(issued)  # once, when the application starts

    async with AsyncSession(engine) as session:
        await begin_task(flow, session, "05/STP", task)
        await session.rollback()
        await tell("after the rollback", flow, session, task)
    async with AsyncSession(engine) as session:
        await begin_task(flow, session, "05/STP", task)
        await session.commit()
        await tell("after the commit", flow, session, task)
    await engine.dispose()


def issued(connection: Connection) -> tuple[Flow, str]:
    """Put planflow together on the engine's synchronous side, and issue a plan."""
    units = read_units(example_folder() / "units-2021.csv")
    flow = Flow(
        SqlAlchemyStore(connection.engine, create=True), directory=units, workdays=vietnam()
    )
    plan = read_plan(example_folder() / "plan-a.toml")
    found = flow.issue(plan, by=CHAIR, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    return flow, flow.find(Query(plan=found.id, source="2", holder="stp")).one().id


async def begin_task(flow: Flow, session: AsyncSession, number: str, task: str) -> None:
    """Note a letter and begin the task that it speaks of, in the session's transaction."""
    row = {"number": number, "task": task}
    await session.execute(text("INSERT INTO letter VALUES (:number, :task)"), row)
    at = datetime(2021, 3, 1, 8, tzinfo=VIETNAM)
    await session.run_sync(lambda inside: flow.on(inside).do(Start(task), by=CLERK, at=at))


async def tell(when: str, flow: Flow, session: AsyncSession, task: str) -> None:
    """Print what planflow has and what the host has."""

    def state(inside: Session) -> str:
        return flow.on(inside).task(task).state

    letters = await session.scalar(text("SELECT count(*) FROM letter"))
    print(f"{when}: {await session.run_sync(state)} {letters}")


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(main(sys.argv[1]))
    else:
        with TemporaryDirectory() as folder:
            asyncio.run(main(f"sqlite+aiosqlite:///{Path(folder) / 'office.db'}"))
