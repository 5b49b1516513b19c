"""What differs between databases and their drivers; statements are written once, with ``?``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Protocol

from planflow.errors import DefinitionError, Fault
from planflow.store.host_table import HostTable, put

PREFIX: Final = "planflow_"
"""What the tables' names begin with in statements; a dialect may put another in its place."""

QMARK: Final = "?"
FORMAT: Final = "%s"
NUMERIC: Final = "$"
"""Placeholders: ``?``, ``%s``, and ``$1, $2, …``."""

BEGIN: Final = "BEGIN IMMEDIATE"
"""SQLite's driver begins only before the first change; a savepoint before that would commit."""


class Cursor(Protocol):
    """The part of a PEP 249 cursor that the adapter uses."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, sql: str, parameters: Any = (), /) -> object:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Any, /) -> object:
        """Run one statement for each set of parameters."""

    def fetchone(self) -> Any:
        """Return the next row."""

    def fetchall(self) -> list[Any]:
        """Return the remaining rows."""


class Dialect:
    """What a database and its driver want otherwise than SQLite.

    Attributes:
        types: The SQL of each kind of column.
        has_table: A statement that finds a table of this name.
        is_serial: One writer at a time: entries are numbered as they are written (S7).
        alone: Keeps other writers out where they are serial and the driver does not see to it;
            where they are not, others who make tables.
        for_update: Locks the rows of a SELECT for writing; empty where writers are serial.
        for_share: Locks them against writing.
        prefix: What the tables' names begin with.
        records: The host's own table for records, if it brings one.
    """

    def __init__(
        self,
        *,
        types: Mapping[str, str],
        has_table: str,
        is_serial: bool,
        alone: str,
        placeholder: str = QMARK,
        prefix: str = PREFIX,
        records: HostTable | None = None,
    ) -> None:
        """Keep what differs; statements are put into this dialect once each."""
        self.types = types
        self.has_table = has_table
        self.is_serial = is_serial
        self.alone = alone
        self.for_update = "" if is_serial else " FOR UPDATE"
        self.for_share = "" if is_serial else " FOR SHARE"
        self.prefix = prefix
        self.records = records
        self._placeholder = placeholder
        self._known: dict[str, str] = {}

    def variant(
        self, placeholder: str, prefix: str = PREFIX, records: HostTable | None = None
    ) -> Dialect:
        """Return the same database through another driver, with other names.

        Raises:
            DefinitionError: If the prefix is no part of a name.
        """
        fault = prefix_fault(prefix)
        if fault is not None:
            raise DefinitionError(fault)
        return Dialect(
            types=self.types,
            has_table=self.has_table,
            is_serial=self.is_serial,
            alone=self.alone,
            placeholder=placeholder,
            prefix=prefix,
            records=records,
        )

    @property
    def is_plain(self) -> bool:
        """Tell whether statements are run as they are written."""
        is_ours = self.prefix == PREFIX and self.records is None
        return self._placeholder == QMARK and is_ours

    def sql(self, statement: str) -> str:
        """Return a statement as this driver wants it."""
        found = self._known.get(statement)
        if found is None:
            found = self._known[statement] = self._put(statement)
        return found

    def _put(self, statement: str) -> str:
        named = statement.replace(PREFIX, self.prefix)
        record = f"{self.prefix}record"
        if self.records is not None and record in named:
            named = put(named, self.records.words(record))
        if self._placeholder == NUMERIC:
            parts = named.split(QMARK)
            return parts[0] + "".join(f"${n}{part}" for n, part in enumerate(parts[1:], 1))
        if self._placeholder == FORMAT:
            named = named.replace("%", "%%")
        return named.replace(QMARK, self._placeholder)


class Spoken:
    """A driver's cursor to which statements are given in its own dialect."""

    def __init__(self, cursor: Cursor, dialect: Dialect) -> None:
        """Keep both."""
        self._cursor = cursor
        self._sql = dialect.sql

    @property
    def rowcount(self) -> int:
        """Return how many rows the last statement changed."""
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Any = (), /) -> None:
        """Run one statement."""
        self._cursor.execute(self._sql(sql), parameters)

    def executemany(self, sql: str, parameters: Any, /) -> None:
        """Run one statement for each set of parameters."""
        self._cursor.executemany(self._sql(sql), parameters)

    def fetchone(self) -> Any:
        """Return the next row."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """Return the remaining rows."""
        return self._cursor.fetchall()


SQLITE: Final = Dialect(
    types={"text": "TEXT", "integer": "INTEGER", "arrival": "INTEGER PRIMARY KEY"},
    has_table="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
    is_serial=True,
    alone="UPDATE planflow_head SET position = position",
)
POSTGRES: Final = Dialect(
    types={
        "text": 'TEXT COLLATE "C"',
        "integer": "BIGINT",
        "arrival": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    },
    has_table="SELECT 1 WHERE to_regclass(?) IS NOT NULL",
    is_serial=False,
    alone="SELECT pg_advisory_xact_lock(7110721)",
)

DATABASES: Final = {"sqlite": SQLITE, "postgresql": POSTGRES}
"""The dialects, by the names that frameworks give the databases."""


def prefix_fault(text: str) -> Fault | None:
    """Return what is wrong with a prefix of tables, if anything is."""
    if re.fullmatch(r"[a-z_][a-z0-9_]{0,30}", text):
        return None
    return Fault("prefix", repr(text), "up to 31 small letters, digits and '_', no digit first")
