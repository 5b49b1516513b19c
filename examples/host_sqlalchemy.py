"""A host with SQLAlchemy's ORM: letters are its objects, tasks planflow's, the Session is one.

python examples/host_sqlalchemy.py [URL of an empty SQLite or PostgreSQL database]
"""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

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
from planflow.store.sqlalchemy import make_tables

VIETNAM = timezone(timedelta(hours=7))
CHAIR = Actor(id="person-1", unit="scheme-board")
CLERK = Actor(id="person-2", unit="stp")


class Base(DeclarativeBase):
    pass


class Letter(Base):
    __tablename__ = "letter"
    number: Mapped[str] = mapped_column(primary_key=True)
    task: Mapped[str]


make_tables(Base.metadata, prefix="kh_")  # planflow's tables among the host's


def main(url: str) -> None:
    """Make all tables at once, then note letters together with the tasks that they start."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    flow = Flow(
        SqlAlchemyStore(engine, prefix="kh_"),
        directory=read_units(example_folder() / "units-2021.csv"),
        workdays=vietnam(),
    )
    plan = read_plan(example_folder() / "plan-a.toml")
    issued = flow.issue(plan, by=CHAIR, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    task = flow.find(Query(plan=issued.id, source="2", holder="stp")).one()

    with Session(engine) as session:
        begin_task(flow, session, "05/STP", task.id)
        session.rollback()
    tell("after the rollback", flow, engine, task.id)

    with Session(engine) as session, session.begin():
        begin_task(flow, session, "05/STP", task.id)
    tell("after the commit", flow, engine, task.id)
    engine.dispose()


def begin_task(flow: Flow, session: Session, number: str, task: str) -> None:
    """Note a letter and begin the task that it speaks of, in the session's transaction."""
    session.add(Letter(number=number, task=task))
    session.flush()
    flow.on(session).do(Start(task), by=CLERK, at=datetime(2021, 3, 1, 8, tzinfo=VIETNAM))


def tell(when: str, flow: Flow, engine: Engine, task: str) -> None:
    """Print what planflow has and what the host has."""
    with Session(engine) as session:
        letters = session.scalar(select(func.count()).select_from(Letter))
    print(f"{when}: {flow.task(task).state} {letters}")


if __name__ == "__main__":
    if sys.argv[1:]:
        main(sys.argv[1])
    else:
        with TemporaryDirectory() as folder:
            main(f"sqlite:///{Path(folder) / 'office.db'}")
