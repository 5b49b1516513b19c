"""The tables of every SQL store, described once: as statements, and for a host's own migrations.

Schema 2. What changes a table raises ``SCHEMA`` and gets a step in :data:`STEPS`; a stored schema
within ``SUPPORTED`` is used as it is, an older one that has steps is brought up to date by
:func:`bring_up`, in one transaction. The version is a row of its own, for planflow is a guest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from attrs import frozen

from planflow.errors import SchemaMismatchError
from planflow.store.dialect import PREFIX, Cursor, Dialect
from planflow.store.host_table import RECORD, HostTable
from planflow.store.port import FACTS, GENESIS, ISSUING, PLAN, shard_of

SCHEMA: Final = 2
SUPPORTED: Final = (2, 2)

TEXT: Final = "text"
INTEGER: Final = "integer"
ARRIVAL: Final = "arrival"
"""A number that the database gives each row as it arrives; the table's primary key."""


@frozen
class Column:
    """A column: its name, its kind, and whether it may be empty."""

    name: str
    kind: str = TEXT
    may_be_null: bool = False


@frozen
class Index:
    """An index; one with a condition covers only the rows that meet it."""

    name: str
    columns: tuple[str, ...]
    is_unique: bool = False
    condition: str = ""


@frozen
class Table:
    """A table; its names bear no prefix here."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[Index, ...] = ()


TABLES: Final = (
    Table("schema", (Column("version", INTEGER),)),
    Table(
        "record",
        tuple(
            Column(
                name,
                INTEGER if name in ("version", "shard") else TEXT,
                may_be_null=name in (*FACTS, "wake"),
            )
            for name in RECORD
        ),
        key=("id",),
        indexes=(
            Index("record_plan", ("plan", "holder")),
            Index("record_holder", ("holder", "id")),
            Index("record_wake", ("wake", "id"), condition="wake IS NOT NULL"),
            Index("record_issuing", ("plan",), condition=f"kind = '{ISSUING}'"),
            Index("record_of_plan", ("id",), condition=f"kind = '{PLAN}'"),
        ),
    ),
    Table(
        "feed",
        (Column("above"), Column("child")),
        key=("above", "child"),
        indexes=(Index("feed_child", ("child",)),),
    ),
    Table(
        "journal",
        (
            Column("arrival", ARRIVAL),
            Column("position", INTEGER, may_be_null=True),
            Column("stream"),
            Column("version", INTEGER),
            Column("key", may_be_null=True),
            Column("hash"),
            Column("digest", may_be_null=True),
            Column("body"),
        ),
        indexes=(
            Index("journal_position", ("position",), is_unique=True),
            Index("journal_stream", ("stream", "version"), is_unique=True),
            Index("journal_key", ("stream", "key"), is_unique=True, condition="key IS NOT NULL"),
            Index("journal_unsealed", ("arrival",), condition="position IS NULL"),
        ),
    ),
    Table("head", (Column("position", INTEGER), Column("digest"))),
    Table(
        "content",
        (
            Column("digest"),
            Column("stream"),
            Column("version", INTEGER),
            Column("field"),
            Column("person"),
            Column("salt"),
            Column("text"),
        ),
        key=("digest",),
        indexes=(
            Index("content_entry", ("stream", "version")),
            Index("content_person", ("person",)),
        ),
    ),
)


_BY_NAME: Final = {table.name: table for table in TABLES}


def names(table: str) -> str:
    """Return the columns of a table as a list for a statement, without what the database gives."""
    columns = _BY_NAME[table].columns
    return ", ".join(each.name for each in columns if each.kind != ARRIVAL)


def tables(records: HostTable | None = None) -> tuple[Table, ...]:
    """Return the tables that are to be made: that of records is not, where the host has its own."""
    return tuple(each for each in TABLES if records is None or each.name != "record")


def statements(dialect: Dialect) -> Iterator[str]:
    """Yield the statements that create the tables, with the prefix of :data:`PREFIX`."""
    for table in tables(dialect.records):
        yield _create(table, dialect)
        for index in table.indexes:
            yield _create_index(table, index)


def _create(table: Table, dialect: Dialect) -> str:
    parts = [
        f"{each.name} {dialect.types[each.kind]}"
        + ("" if each.may_be_null or each.kind == ARRIVAL else " NOT NULL")
        for each in table.columns
    ]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    return f"CREATE TABLE {PREFIX}{table.name} ({', '.join(parts)})"


def _create_index(table: Table, index: Index) -> str:
    unique = "UNIQUE " if index.is_unique else ""
    where = f" WHERE {index.condition}" if index.condition else ""
    columns = ", ".join(index.columns)
    return f"CREATE {unique}INDEX {PREFIX}{index.name} ON {PREFIX}{table.name} ({columns}){where}"


def create(cursor: Cursor, dialect: Dialect) -> None:
    """Create the tables, in the cursor's transaction."""
    for statement in statements(dialect):
        cursor.execute(statement)
    fill(cursor)


def fill(cursor: Cursor) -> None:
    """Write the rows that tables have before anything is stored in them."""
    cursor.execute(f"INSERT INTO planflow_schema (version) VALUES ({SCHEMA})")
    cursor.execute("INSERT INTO planflow_head (position, digest) VALUES (0, ?)", (GENESIS,))


def stored_version(cursor: Cursor, dialect: Dialect) -> int | None:
    """Return the version of the stored schema, or nothing where there is none."""
    cursor.execute(dialect.has_table, (f"{dialect.prefix}schema",))
    if cursor.fetchone() is None:
        return None
    cursor.execute("SELECT version FROM planflow_schema")
    found = cursor.fetchone()
    return int(found[0]) if found else None


def check(found: int | None) -> int:
    """Return the version that was found.

    Raises:
        SchemaMismatchError: If this version of planflow does not work with it.
    """
    if found is None or not SUPPORTED[0] <= found <= SUPPORTED[1]:
        raise SchemaMismatchError(found, SUPPORTED)
    return found


def bring_up(cursor: Cursor, dialect: Dialect) -> int:
    """Create the tables, or bring an older schema up to date; the cursor is in a transaction.

    Where writers are serial it is the only writer's.

    Raises:
        SchemaMismatchError: If the schema is newer than this version, or has no steps from there.
    """
    if not dialect.is_serial:
        cursor.execute(dialect.alone)
    found = stored_version(cursor, dialect)
    if found is None:
        create(cursor, dialect)
        return SCHEMA
    while found in STEPS:
        STEPS[found](cursor, dialect)
        found += 1
        cursor.execute("UPDATE planflow_schema SET version = ?", (found,))
    return check(found)


def _to_2(cursor: Cursor, dialect: Dialect) -> None:
    """Shards, and entries that are numbered after they have arrived; 1 was of SQLite only."""
    cursor.execute("ALTER TABLE planflow_record ADD COLUMN shard INTEGER NOT NULL DEFAULT 0")
    cursor.execute("SELECT id FROM planflow_record")
    shards = [(shard_of(one), one) for (one,) in cursor.fetchall()]
    cursor.executemany("UPDATE planflow_record SET shard = ? WHERE id = ?", shards)
    _create_indexes(cursor, "record", "record_holder", "record_issuing", "record_of_plan")
    cursor.execute("DROP INDEX planflow_journal_key")
    cursor.execute("ALTER TABLE planflow_journal RENAME TO planflow_journal_1")
    journal = _BY_NAME["journal"]
    cursor.execute(_create(journal, dialect))
    cursor.execute(
        f"INSERT INTO planflow_journal ({names('journal')}) "
        "SELECT id, stream, version, key, hash, digest, body FROM planflow_journal_1 ORDER BY id"
    )
    cursor.execute("DROP TABLE planflow_journal_1")
    _create_indexes(cursor, "journal", *(each.name for each in journal.indexes))


def _create_indexes(cursor: Cursor, table: str, *wanted: str) -> None:
    for index in _BY_NAME[table].indexes:
        if index.name in wanted:
            cursor.execute(_create_index(_BY_NAME[table], index))


Step: TypeAlias = Callable[[Cursor, Dialect], None]
STEPS: Final[Mapping[int, Step]] = {1: _to_2}
"""From each older schema to the next one."""
