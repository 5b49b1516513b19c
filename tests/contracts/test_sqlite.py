"""What is SQLite's own: files, their places, a schema of another version, who holds the file."""

import sqlite3

import pytest

from planflow.errors import SchemaMismatchError, StoreError, StoreUnavailableError
from planflow.store import Batch, Query
from planflow.store import sqlite as sqlite_module
from planflow.store.sqlite import SqliteStore
from planflow.testing import PAST, SOON, entry


@pytest.fixture(params=[":memory:", "plans.db"])
def sql_store(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = SqliteStore(request.param, synchronous="off")
    yield store
    store.close()


def test_s15_a_busy_database_is_unavailable(tmp_path, monkeypatch):
    """Another program holds the file: the commit may be tried again, and nothing was written."""
    monkeypatch.setattr(sqlite_module, "BUSY_SECONDS", 0.05)
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailableError) as caught:
        store.commit(Batch(entries=(entry("a"),)))
    other.execute("ROLLBACK")
    other.close()

    assert (True, ()) == (caught.value.retryable, store.journal())
    assert frozenset() == store.commit(Batch(entries=(entry("a"),)))
    store.close()


@pytest.mark.parametrize("create", [True, False])
def test_s15_a_file_that_is_no_database_is_a_store_error(tmp_path, create):
    """A text file under the database's name: our error, nothing of the driver, no open handle."""
    path = tmp_path / "p.db"
    path.write_text("đây không phải là cơ sở dữ liệu\n" * 50, encoding="utf-8")

    with pytest.raises(StoreError) as caught:
        SqliteStore(path, create=create)

    assert not isinstance(caught.value, sqlite3.Error)


@pytest.mark.parametrize("where", ["missing/p.db", "."])
def test_s15_a_place_where_no_file_can_be_is_unavailable(tmp_path, where):
    """A directory that is missing, or is no file."""
    with pytest.raises(StoreUnavailableError):
        SqliteStore(tmp_path / where)


def test_s15_without_create_the_file_must_be_there(tmp_path):
    """A mistyped name makes no empty database."""
    with pytest.raises(StoreUnavailableError):
        SqliteStore(tmp_path / "p.db", create=False)

    assert [] == list(tmp_path.iterdir())


def test_s18_without_create_the_tables_must_be_there(tmp_path):
    """Somebody else's database is left alone."""
    other = sqlite3.connect(tmp_path / "p.db")
    other.execute("CREATE TABLE theirs (x)")
    other.commit()

    with pytest.raises(SchemaMismatchError) as caught:
        SqliteStore(tmp_path / "p.db", create=False)

    assert (None, [("theirs",)]) == (
        caught.value.found,
        other.execute("SELECT name FROM sqlite_master").fetchall(),
    )
    other.close()


@pytest.mark.parametrize(
    ("version", "create"), [(3, True), (3, False), (0, True), (1, False), (999, True)]
)
def test_s18_a_schema_of_another_version_is_refused_and_named(tmp_path, version, create):
    """A newer planflow wrote it: the error names what was found and what would do."""
    path = tmp_path / "p.db"
    SqliteStore(path, synchronous="off").close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE planflow_schema SET version = ?", (version,))
    raw.close()

    with pytest.raises(SchemaMismatchError) as caught:
        SqliteStore(path, create=create)

    assert (version, (2, 2)) == (caught.value.found, caught.value.supported)


def test_s15_a_closed_store_says_so_in_our_words(sql_store):
    """Every method of a closed store raises a store error."""
    sql_store.close()
    uses = (
        lambda: sql_store.commit(Batch()),
        lambda: sql_store.load(("a",)),
        lambda: sql_store.find(Query()),
        sql_store.journal,
        sql_store.head,
        lambda: sql_store.due("9999"),
        lambda: sql_store.history(("a",)),
        lambda: sql_store.feeding("a"),
        lambda: sql_store.tally(Query(), ("state",), PAST, SOON),
        sql_store.schema,
    )

    for use in uses:
        with pytest.raises(StoreError):
            use()


def test_s15_a_table_lost_under_way_is_a_store_error(tmp_path):
    """Somebody drops a table: reading and writing raise our errors."""
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    with sqlite3.connect(tmp_path / "p.db") as raw:
        raw.execute("DROP TABLE planflow_journal")
    raw.close()

    for use in (store.journal, lambda: store.commit(Batch(entries=(entry("a"),)))):
        with pytest.raises(StoreError):
            use()
    store.close()


def test_s15_what_was_read_keeps_nobody_waiting(tmp_path):
    """No reading leaves rows behind: another connection can empty the log after each."""
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    reads = (
        lambda: store.load(("a",), ("a", "k")),
        lambda: store.find(Query()),
        store.journal,
        store.head,
        lambda: store.due("9999"),
        lambda: store.history(("a",)),
        lambda: store.feeding("a"),
        lambda: store.tally(Query(), ("state",), PAST, SOON),
        store.strays,
        store.schema,
    )

    for number, read in enumerate(reads):
        store.commit(Batch(entries=(entry(f"s{number}"),)))
        read()
        other.execute("UPDATE planflow_head SET position = position")
        assert 0 == other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    other.close()
    store.close()


def _interrupted(store):
    with store._reading() as cursor:
        cursor.execute("SELECT name FROM sqlite_master")
        raise KeyboardInterrupt


def test_s15_after_an_error_half_way_nothing_is_left_of_it(tmp_path):
    """Rows that nobody fetched when the caller was interrupted keep nobody waiting."""
    store = SqliteStore(tmp_path / "p.db", synchronous="off")
    other = sqlite3.connect(tmp_path / "p.db", isolation_level=None, timeout=0)
    with pytest.raises(KeyboardInterrupt):
        _interrupted(store)

    other.execute("UPDATE planflow_head SET position = position")
    assert 0 == other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    other.close()
    store.close()
