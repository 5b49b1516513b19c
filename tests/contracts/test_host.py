"""Hosts of every kind: planflow's part is done or undone with the host's own transaction."""

import asyncio
import threading
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.rows import dict_row
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from builders import clerk, flow_on, issued, moment, the
from planflow.domain.task import command as c
from planflow.errors import (
    DefinitionError,
    NotAuthorisedError,
    SchemaMismatchError,
    StoreError,
    StoreUnavailableError,
    VersionConflictError,
)
from planflow.store import Batch, Guard, Query
from planflow.store.postgres import PostgresStore
from planflow.store.sqlalchemy import SqlAlchemyStore, first_rows, make_tables
from planflow.testing import entry, moved, new
from postgres import url_of
from storages import REFUSED


class PsycopgHost:
    """A host with a psycopg connection."""

    def __init__(self, dsn):
        self.own = PostgresStore(dsn)
        self.connection = psycopg.connect(dsn, row_factory=dict_row)
        self.connection.execute("CREATE TABLE host (name TEXT UNIQUE)")
        self.connection.commit()

    def run(self, sql):
        return self.connection.execute(sql)

    @contextmanager
    def transaction(self, *, is_kept=True):
        self.run("SELECT 1")
        yield self.connection
        self.connection.commit() if is_kept else self.connection.rollback()

    def names(self):
        found = [row["name"] for row in self.run("SELECT name FROM host ORDER BY name")]
        self.connection.commit()
        return found

    def close(self):
        self.connection.close()
        self.own.close()


class AlchemyHost:
    """A host with a SQLAlchemy Connection, or with a Session."""

    def __init__(self, url, *, has_session):
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.own = SqlAlchemyStore(self.engine, create=True)
        self.has_session = has_session
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE host (name TEXT UNIQUE)")

    def run(self, sql):
        return self.live.execute(sa.text(sql))

    @contextmanager
    def transaction(self, *, is_kept=True):
        with Session(self.engine) if self.has_session else self.engine.connect() as self.live:
            transaction = self.live.begin()
            yield self.live
            transaction.commit() if is_kept else transaction.rollback()

    def names(self):
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT name FROM host ORDER BY name")
            return [name for (name,) in rows]

    def close(self):
        self.engine.dispose()


@pytest.fixture(
    params=[
        "psycopg",
        "connection-sqlite",
        "session-sqlite",
        "connection-postgres",
        "session-postgres",
    ]
)
def host(request, tmp_path):
    kind, _, database = request.param.partition("-")
    if database == "sqlite":
        url = f"sqlite:///{tmp_path / 'host.db'}"
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        url = url_of(dsn)
    found = (
        PsycopgHost(dsn) if kind == "psycopg" else AlchemyHost(url, has_session=kind == "session")
    )
    yield found
    found.close()


@pytest.mark.parametrize("is_kept", [True, False])
def test_s14_the_hosts_end_is_ours(host, is_kept):
    """Commands, a sweep and the host's own row stay or go together."""
    flow = issued(host.own)
    with host.transaction(is_kept=is_kept) as connection:
        host.run("INSERT INTO host VALUES ('một')")
        lent = flow.on(connection)
        task = the(lent, "1", "sgd").id
        lent.do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
        lent.tick(moment(2, 2))

    assert (["một"] if is_kept else [], "in_progress" if is_kept else "assigned") == (
        host.names(),
        the(flow, "1", "sgd").state,
    )
    assert flow.verify().is_sound


@pytest.mark.parametrize(("batch", "error"), REFUSED.values(), ids=REFUSED)
def test_s14_after_a_refused_commit_the_hosts_transaction_is_usable(host, batch, error):
    """What the host wrote before stays, what it writes after counts, ours is gone."""
    host.own.commit(Batch(writes=(new("a"),), entries=(entry("a", key="k"),)))
    with host.transaction() as connection:
        host.run("INSERT INTO host VALUES ('trước')")
        lent = host.own.on(connection)
        with pytest.raises(error):
            lent.commit(batch)
        host.run("INSERT INTO host VALUES ('sau')")
        lent.commit(Batch(writes=(new("d"),), entries=(entry("d"),)))

    assert ["sau", "trước"] == host.names()
    assert ["a", "d"] == [each.id for each in host.own.find(Query())]
    assert [1, 2] == [each.position for each in host.own.journal()]


def test_s14_a_refused_command_leaves_the_host_where_it_was(host):
    """A refusal by role writes nothing, and the host goes on."""
    flow = issued(host.own)
    with host.transaction() as connection:
        lent = flow.on(connection)
        task = the(lent, "1", "sgd").id
        with pytest.raises(NotAuthorisedError):
            lent.do(c.Start(task), by=clerk("stc"), at=moment(2, 1))
        lent.do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
        host.run("INSERT INTO host VALUES ('sau')")

    assert (["sau"], "in_progress") == (host.names(), flow.task(task).state)


def test_s14_the_hosts_savepoint_takes_ours_back(host):
    """The host decides at its own savepoint too."""
    with host.transaction() as connection:
        host.run("INSERT INTO host VALUES ('trước')")
        host.run("SAVEPOINT theirs")
        host.own.on(connection).commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
        host.run("ROLLBACK TO SAVEPOINT theirs")

    assert (["trước"], (0, "0" * 64), ()) == (
        host.names(),
        host.own.head(),
        host.own.find(Query()),
    )


def test_s14_after_the_hosts_end_a_lent_store_does_nothing_more(host):
    """The host has committed and forgot that a lent store is still about."""
    with host.transaction() as connection:
        lent = host.own.on(connection)
        host.run("INSERT INTO host VALUES ('một')")

    for use in (lambda: lent.commit(Batch(entries=(entry("a"),))), lambda: lent.find(Query())):
        with pytest.raises((DefinitionError, StoreError)):
            use()
    assert (0, "0" * 64) == host.own.head()


@pytest.mark.parametrize("thing", [None, "host.db", object()])
def test_s14_what_is_no_connection_is_refused(host, thing):
    """A name is no connection."""
    with pytest.raises(DefinitionError):
        host.own.on(thing)


def test_s14_our_reading_sees_what_the_host_has_not_committed(host):
    """Within the transaction a command builds on the one before it; outside nobody sees it."""
    with host.transaction(is_kept=False) as connection:
        lent = issued(flow_on(host.own).on(connection)._setup.store)
        task = the(lent, "1", "van-lang").id
        lent.do(c.Start(task), by=clerk("van-lang"), at=moment(2, 1))
        lent.do(c.Report(task), by=clerk("van-lang"), at=moment(2, 2))

        assert ("reported", ()) == (lent.task(task).state, host.own.find(Query()))


def test_s07_a_late_committer_is_not_missed(postgres_dsn):
    """A host began to write before others and commits after them: followers still read it."""
    own = PostgresStore(postgres_dsn)
    with psycopg.connect(postgres_dsn) as late:
        own.on(late).commit(Batch(entries=(entry("late"),)))
        own.commit(Batch(entries=(entry("early"),)))
        seen = [each.stream for each in own.journal()]
        late.commit()
    seen += [each.stream for each in own.journal(len(seen))]

    assert ["early", "late"] == seen
    own.close()


def test_s07_a_host_that_does_not_end_makes_no_other_writer_or_reader_wait(postgres_dsn):
    """Nothing global is kept while the host thinks."""
    own = PostgresStore(postgres_dsn)
    own.commit(Batch(writes=(new("a"), new("b")), entries=(entry("a"), entry("b"))))
    with psycopg.connect(postgres_dsn) as slow, psycopg.connect(postgres_dsn) as watch:
        watch.execute("SET lock_timeout = '2s'")
        batch = Batch(writes=(moved("a", 1),), entries=(entry("a", 2),), guards=(Guard("b", 1),))
        own.on(slow).commit(batch)
        done = threading.Event()

        def others():
            own.commit(Batch(writes=(new("c"),), entries=(entry("c"),), guards=(Guard("b", 1),)))
            assert 3 == len(own.journal())
            done.set()

        thread = threading.Thread(target=others)
        thread.start()
        is_done = done.wait(5)
        slow.commit()
        thread.join()

    assert is_done
    assert 4 == own.head()[0]
    own.close()


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_s14_a_host_of_a_stricter_isolation_is_told_of_the_conflict(postgres_dsn, level):
    """Its transaction sees the past: the conflict is named, and nothing of the driver escapes."""
    own = PostgresStore(postgres_dsn)
    own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    with psycopg.connect(postgres_dsn) as strict:
        strict.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        lent = own.on(strict)
        lent.load(("a",))
        own.commit(Batch(writes=(moved("a", 1),), entries=(entry("a", 2),)))
        with pytest.raises(VersionConflictError) as caught:
            lent.commit(Batch(writes=(moved("a", 1),), entries=(entry("a", 2),)))
        strict.rollback()

    assert ("a",) == caught.value.ids
    own.close()


def test_s14_a_psycopg_connection_that_commits_by_itself_is_refused(postgres_dsn):
    """In autocommit mode there is no transaction to be in, unless one was begun."""
    own = PostgresStore(postgres_dsn)
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        with pytest.raises(DefinitionError, match="transaction"):
            own.on(connection)
        with connection.transaction(force_rollback=True):
            own.on(connection).commit(Batch(writes=(new("a"),), entries=(entry("a"),)))

    assert () == own.find(Query())
    own.close()


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_s14_what_commits_by_itself_is_refused(request, tmp_path, database):
    """SQLAlchemy begins and ends what the driver does not know of: nothing could be undone."""
    dsn = request.getfixturevalue("postgres_dsn") if database == "postgres" else None
    url = url_of(dsn) if dsn else f"sqlite:///{tmp_path / 'host.db'}"
    store = SqlAlchemyStore(sa.create_engine(url, poolclass=sa.NullPool), create=True)
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")

    with pytest.raises(DefinitionError, match="AUTOCOMMIT"):
        SqlAlchemyStore(engine)
    with engine.begin() as connection, pytest.raises(DefinitionError, match="AUTOCOMMIT"):
        store.on(connection)


def test_s14_an_engine_that_begins_as_sqlalchemy_advises_is_taken(tmp_path):
    """Its driver is told to leave transactions alone, and an event begins them."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'host.db'}", poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "connect")
    def leave_alone(connection, _record):
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    store = SqlAlchemyStore(engine, create=True)
    flow = issued(store)
    task = the(flow, "1", "sgd").id
    with engine.connect() as connection, connection.begin() as transaction:
        flow.on(connection).do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
        transaction.rollback()

    assert "assigned" == flow.task(task).state


def test_s15_a_constraint_of_the_hosts_own_is_no_conflict(host):
    """Trying again does not mend it, so it is not told as something that moved."""
    batch = Batch(writes=(new("a"),), entries=(entry("a"),))
    table = host.own._dialect.sql("planflow_record")
    with host.transaction():
        host.run(f"CREATE TABLE letter (task TEXT NOT NULL, FOREIGN KEY (task) REFERENCES {table})")
    with host.transaction() as connection:
        lent = host.own.on(connection)
        lent.commit(batch)
        if host.own._dialect.is_serial:
            host.run(
                "CREATE TRIGGER theirs BEFORE DELETE ON planflow_record "
                "BEGIN SELECT RAISE(ABORT, 'a letter names it'); END"
            )
        host.run("INSERT INTO letter VALUES ('a')")
        with pytest.raises(StoreError) as caught:
            lent.commit(Batch(drop=("a",)))

    assert (StoreError, False) == (type(caught.value), caught.value.retryable)
    assert ["a"] == [each.id for each in host.own.find(Query())]


def test_s14_a_failed_transaction_is_refused(postgres_dsn):
    """The host has not seen yet that its transaction has failed."""
    own = PostgresStore(postgres_dsn)
    with psycopg.connect(postgres_dsn) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT nonsense")
        with pytest.raises(DefinitionError, match="INERROR"):
            own.on(connection)
        connection.rollback()
    own.close()


def test_s15_a_lost_connection_is_opened_again(postgres_dsn):
    """The server ends our connection: one call fails as unavailable, the next one works."""
    own = PostgresStore(postgres_dsn)
    with psycopg.connect(postgres_dsn, autocommit=True) as other:
        pid = own._connection.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with pytest.raises(StoreUnavailableError) as caught:
        own.head()

    assert (True, (0, "0" * 64)) == (caught.value.retryable, own.head())
    own.close()


def test_s15_a_server_that_is_away_is_unavailable(tmp_path):
    """Nothing listens there."""
    with pytest.raises(StoreUnavailableError):
        PostgresStore(f"host={tmp_path} user=nobody")


@pytest.mark.parametrize("create", [True, False])
def test_s18_a_database_without_tables(postgres_dsn, create):
    """Without ``create`` nothing is made."""
    engine = sa.create_engine(url_of(postgres_dsn), poolclass=sa.NullPool)
    for opened in (
        lambda **how: PostgresStore(postgres_dsn, **how),
        lambda **how: SqlAlchemyStore(engine, **how),
    ):
        if create:
            opened(create=True, prefix="pf_").close()
        else:
            with pytest.raises(SchemaMismatchError):
                opened(create=False, prefix="pf_")
    with engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()

    assert (6 if create else 0) == len([name for name in tables if name.startswith("pf_")])


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_s18_tables_made_by_the_hosts_own_migrations_are_ours(request, tmp_path, database):
    """The host's metadata makes them; our store works on them, and its own one too."""
    dsn = request.getfixturevalue("postgres_dsn") if database == "postgres" else None
    url = url_of(dsn) if dsn else f"sqlite:///{tmp_path / 'host.db'}"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    metadata = sa.MetaData()
    tables = make_tables(metadata, prefix="kh_")
    metadata.create_all(engine)

    flow = issued(SqlAlchemyStore(engine, prefix="kh_"))

    assert flow.verify().is_sound
    assert all(table.name.startswith("kh_") for table in tables)


def test_s18_a_generated_migration_writes_the_first_rows_itself(tmp_path):
    """Alembic makes the tables one by one; the rows that they hold at first are a call."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'host.db'}", poolclass=sa.NullPool)
    metadata = sa.MetaData()
    tables = make_tables(metadata)
    with engine.begin() as connection:
        for table in tables:
            connection.execute(sa.schema.CreateTable(table))
            for index in table.indexes:
                connection.execute(sa.schema.CreateIndex(index))
        first_rows(connection)

    assert (0, "0" * 64) == SqlAlchemyStore(engine).head()


def test_s14_an_asynchronous_host_lends_its_session(tmp_path):
    """``run_sync`` brings planflow into an asynchronous transaction."""
    store = SqlAlchemyStore(sa.create_engine(f"sqlite:///{tmp_path / 'a.db'}"), create=True)
    flow = issued(store)
    task = the(flow, "1", "sgd").id

    async def work():
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
        for is_kept in (False, True):
            async with AsyncSession(engine) as session:
                await session.execute(sa.text("SELECT 1"))
                await session.run_sync(
                    lambda s: flow.on(s).do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
                )
                await (session.commit() if is_kept else session.rollback())
            yield flow.task(task).state
        await engine.dispose()

    async def run():
        return [state async for state in work()]

    assert ["assigned", "in_progress"] == asyncio.run(run())
    store._engine.dispose()


@pytest.mark.parametrize("driver", ["aiosqlite", "psycopg", "asyncpg"])
def test_s14_a_host_that_has_only_an_asynchronous_engine(request, tmp_path, driver):
    """The store is made where ``run_sync`` runs; asyncpg does not count what it inserts."""
    pytest.importorskip(driver)
    if driver == "aiosqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    else:
        dsn = request.getfixturevalue("postgres_dsn")
        url = url_of(dsn).replace("+psycopg", f"+{driver}")

    async def work():
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            flow = await connection.run_sync(
                lambda c_: issued(SqlAlchemyStore(c_.engine, create=True))
            )
        task = "p/1/sgd/once"
        states = []
        for is_kept in (False, True, True):
            async with AsyncSession(engine) as session:
                outcome = await session.run_sync(
                    lambda s: flow.on(s).do(
                        c.Start(task), by=clerk("sgd"), at=moment(2, 1), key="yêu cầu 1"
                    )
                )
                await (session.commit() if is_kept else session.rollback())
                states.append((outcome.is_repeated, await session.run_sync(state, flow, task)))
        async with engine.connect() as connection:
            states.append(await connection.run_sync(lambda _: flow.verify().is_sound))
        await engine.dispose()
        return states

    def state(session, flow, task):
        return flow.on(session).task(task).state

    assert [
        (False, "assigned"),
        (False, "in_progress"),
        (True, "in_progress"),
        True,
    ] == asyncio.run(work())


@pytest.mark.parametrize("prefix", ["", "1a", "a-b", 'x"; DROP', "Á", "x" * 40])
def test_a_prefix_that_is_no_name_is_refused(postgres_dsn, prefix):
    """It stands in statements as it is."""
    for use in (
        lambda: PostgresStore(postgres_dsn, prefix=prefix),
        lambda: make_tables(sa.MetaData(), prefix=prefix),
    ):
        with pytest.raises(DefinitionError):
            use()
