"""S14: on a connection that a host lends, planflow works in the host's transaction only."""

import sqlite3

import pytest

from builders import CHAIR, ISSUED_AT, clerk, flow_on, issued, moment, small_plan, the
from planflow.domain.task import command as c
from planflow.errors import (
    DefinitionError,
    DuplicateError,
    NotAuthorisedError,
    SchemaMismatchError,
    StoreError,
    StoreUnavailableError,
    VersionConflictError,
)
from planflow.store import Batch, Query
from planflow.store.sqlite import SqliteStore
from planflow.testing import PAST, entry, new


@pytest.fixture
def path(tmp_path):
    return tmp_path / "host.db"


@pytest.fixture
def own(path):
    store = SqliteStore(path, synchronous="off")
    yield store
    store.close()


@pytest.fixture
def host(own, path):
    """The host's connection, in autocommit mode, with a table of its own."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0.05)
    connection.execute("CREATE TABLE host (name TEXT UNIQUE)")
    yield connection
    connection.close()


def names(connection):
    """Return what the host has stored."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return [name for (name,) in cursor.execute("SELECT name FROM host ORDER BY name")]


@pytest.mark.parametrize("isolation_level", [None, "", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.parametrize("is_kept", [True, False])
def test_s14_the_hosts_rollback_takes_ours_along_and_its_commit_keeps_it(
    own, host, path, isolation_level, is_kept
):
    """Whatever mode the host's connection is in: one transaction, decided by the host."""
    flow = issued(own)
    with sqlite3.connect(path, isolation_level=isolation_level) as connection:
        if isolation_level is None:
            connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO host VALUES ('một')")
        lent = flow.on(connection)
        task = the(lent, "1", "sgd").id
        lent.do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
        lent.tick(moment(2, 2))
        inside = (connection.in_transaction, the(lent, "1", "sgd").state)
        connection.commit() if is_kept else connection.rollback()
    connection.close()

    assert (True, "in_progress") == inside
    assert (["một"] if is_kept else [], "in_progress" if is_kept else "assigned") == (
        names(host),
        the(flow, "1", "sgd").state,
    )
    assert flow.verify().is_sound


def test_s14_nothing_is_committed_by_any_use(own, host):
    """Issuing, reporting, sweeping, reading, erasing, verifying: the transaction stays open."""
    host.execute("BEGIN IMMEDIATE")
    lent = flow_on(own).on(host)
    open_after = []
    for use in (
        lambda: lent.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k"),
        lambda: lent.do(c.Report("p/1/van-lang/once"), by=clerk("van-lang"), at=moment(10, 1)),
        lambda: lent.tick(moment(11, 1)),
        lambda: lent.totals("p"),
        lambda: lent.view("p", at=moment(11, 1)),
        lambda: lent.erase("person-of-van-lang"),
        lent.verify,
        lent._setup.store.close,
    ):
        use()
        open_after.append(host.in_transaction)
    host.execute("ROLLBACK")

    assert ([True] * 8, (0, "0" * 64)) == (open_after, own.head())


def test_s14_after_refused_commands_the_hosts_transaction_is_usable(own, host):
    """A refusal by role and one by key leave the host where it was."""
    flow = issued(own)
    task = the(flow, "1", "sgd").id
    host.execute("BEGIN IMMEDIATE")
    lent = flow.on(host)
    with pytest.raises(NotAuthorisedError):
        lent.do(c.Start(task), by=clerk("stc"), at=moment(2, 1))
    lent.do(c.Start(task), by=clerk("sgd"), at=moment(2, 1), key="k")
    with pytest.raises(DuplicateError):
        lent.do(c.Remind(task), by=clerk("stp"), at=moment(2, 1), key="k")
    host.execute("INSERT INTO host VALUES ('sau')")
    host.execute("COMMIT")

    assert (["sau"], "in_progress") == (names(host), flow.task(task).state)


@pytest.mark.parametrize("kind", [sqlite3.Row, lambda cursor, row: {"row": row}, None])
def test_s14_the_hosts_row_factory_disturbs_nothing_and_stays(own, host, kind):
    """Our rows are plain, the host's are as it made them."""
    flow = issued(own)
    host.row_factory = kind
    host.execute("BEGIN IMMEDIATE")
    lent = flow.on(host)

    lent.do(c.Start(the(lent, "1", "sgd").id), by=clerk("sgd"), at=moment(2, 1))
    found = lent.tally(Query(source="1"), by=("state",), at=moment(2, 1))
    host.execute("COMMIT")

    assert ({("assigned",): 2, ("in_progress",): 1}, kind) == (found, host.row_factory)


def test_s14_the_hosts_settings_stay(own, host):
    """Isolation level, text factory, pragmas and open cursors are the host's."""
    host.execute("PRAGMA foreign_keys = ON")
    host.execute("PRAGMA case_sensitive_like = ON")
    host.executemany("INSERT INTO host VALUES (?)", [(f"{n}",) for n in range(9)])
    host.execute("BEGIN IMMEDIATE")
    cursor = host.execute("SELECT name FROM host ORDER BY name")
    cursor.fetchone()
    names_of = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
    watched = [f"PRAGMA {name}" for name in names_of]
    before_it = [host.execute(each).fetchone() for each in watched]

    issued(own.on(host))

    assert before_it == [host.execute(each).fetchone() for each in watched]
    assert [str(n) for n in range(1, 9)] == [name for (name,) in cursor]
    assert (None, str) == (host.isolation_level, host.text_factory)
    host.execute("ROLLBACK")


def test_s14_a_host_within_a_savepoint_of_its_own_decides_there(own, host):
    """The host's savepoint, even one of our name, takes ours back."""
    host.execute("BEGIN IMMEDIATE")
    host.execute("SAVEPOINT planflow")
    own.on(host).commit(Batch(writes=(new("a"),), entries=(entry("a"),)))
    host.execute("ROLLBACK TO planflow")
    host.execute("RELEASE planflow")
    host.execute("COMMIT")

    assert ((0, "0" * 64), ()) == (own.head(), own.find(Query()))


def test_s14_a_connection_in_no_transaction_is_refused(own, host):
    """Our savepoint would be the outermost, and releasing it would commit."""
    with pytest.raises(DefinitionError, match="transaction"):
        own.on(host)


def test_s14_a_connection_that_reads_bytes_is_refused(own, host):
    """Text that comes as bytes would break every hash."""
    host.text_factory = bytes
    host.execute("BEGIN")

    with pytest.raises(DefinitionError):
        own.on(host)


def test_s14_a_database_without_our_tables_is_refused_and_left_alone(own, tmp_path):
    """On a lent connection nothing is created."""
    other = sqlite3.connect(tmp_path / "other.db", isolation_level=None)
    other.execute("BEGIN")

    with pytest.raises(SchemaMismatchError):
        own.on(other)

    assert [] == other.execute("SELECT name FROM sqlite_master").fetchall()
    other.close()


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.commit(Batch(writes=(new("a"),), entries=(entry("a"),))),
        lambda store: store.find(Query()),
    ],
    ids=["write", "read"],
)
def test_s14_after_the_hosts_commit_a_lent_store_does_nothing_more(own, host, use):
    """The host has committed and forgot that a lent flow is still about: refused, not committed."""
    host.execute("BEGIN IMMEDIATE")
    lent = own.on(host)
    host.execute("COMMIT")

    with pytest.raises((DefinitionError, StoreError)):
        use(lent)

    assert (0, "0" * 64) == own.head()


def test_s14_a_deferred_transaction_that_has_read_is_told_that_the_store_is_busy(own, host):
    """Another writer came between: the error may be retried by the host, in a new transaction."""
    host.execute("BEGIN")
    lent = own.on(host)
    lent.find(Query())
    own.commit(Batch(writes=(new("a"),), entries=(entry("a"),)))

    with pytest.raises(StoreUnavailableError) as caught:
        lent.commit(Batch(writes=(new("b"),), entries=(entry("b"),)))

    assert (True, True) == (caught.value.retryable, host.in_transaction)
    host.execute("ROLLBACK")
    assert ["a"] == [each.id for each in own.find(Query())]


def test_s14_a_command_on_a_lent_connection_is_not_retried_behind_the_hosts_back(own, host):
    """A conflict is raised at once: what the host has read may have moved as well."""
    flow = issued(own)
    task = the(flow, "1", "sgd").id
    host.execute("BEGIN IMMEDIATE")
    lent = flow.on(host)
    store, tries = lent._setup.store, []
    commit = store.commit

    def refused(batch):
        tries.append(batch)
        raise VersionConflictError(task)

    store.commit = refused
    with pytest.raises(VersionConflictError):
        lent.do(c.Start(task), by=clerk("sgd"), at=moment(2, 1))
    store.commit = commit
    host.execute("ROLLBACK")

    assert 1 == len(tries)


def test_s14_our_reading_sees_what_the_host_has_not_committed(own, host):
    """Within the transaction a command builds on the one before it."""
    host.execute("BEGIN IMMEDIATE")
    lent = issued(own.on(host))
    task = the(lent, "1", "van-lang").id
    lent.do(c.Start(task), by=clerk("van-lang"), at=moment(2, 1))
    lent.do(c.Report(task), by=clerk("van-lang"), at=moment(2, 2))

    assert ("reported", (), True) == (
        lent.task(task).state,
        own.find(Query()),
        lent.verify().is_sound,
    )
    host.execute("ROLLBACK")


def test_s14_the_hosts_own_constraint_leaves_ours_to_the_host(own, host):
    """The host's insert fails after our commit; the host rolls back, and both are gone."""
    host.execute("INSERT INTO host VALUES ('một')")
    host.execute("BEGIN IMMEDIATE")
    own.on(host).commit(Batch(writes=(new("a", wake=PAST),), entries=(entry("a"),)))
    with pytest.raises(sqlite3.IntegrityError):
        host.execute("INSERT INTO host VALUES ('một')")
    host.execute("ROLLBACK")

    assert ((), ["một"]) == (own.find(Query()), names(host))


def test_s01_a_commit_that_fails_at_its_very_end_is_undone(path, monkeypatch):
    """Without a write-ahead log a reader holds up the end of a commit: nothing of it stays."""
    monkeypatch.setattr("planflow.store.sqlite.BUSY_SECONDS", 0.05)
    SqliteStore(path).close()
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("PRAGMA journal_mode = DELETE")
    store = SqliteStore(path, create=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM planflow_head").fetchall()
    batch = Batch(writes=(new("a"),), entries=(entry("a"),))

    with pytest.raises(StoreUnavailableError):
        store.commit(batch)
    before = store.find(Query())
    reader.execute("COMMIT")
    store.commit(batch)

    assert ((), ["a"]) == (before, [each.id for each in store.find(Query())])
    reader.close()
    store.close()
