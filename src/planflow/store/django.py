"""The Django store: on a database of the project, inside ``transaction.atomic`` where there is one.

A migration makes the tables: ``migrations.RunPython(create_tables, drop_tables)``; with a prefix of
the project's, ``partial(create_tables, prefix="kh_")``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

from planflow.errors import DefinitionError, Fault
from planflow.extra import needs
from planflow.store import schema
from planflow.store.dialect import BEGIN, DATABASES, FORMAT, PREFIX, Cursor, Dialect, Spoken
from planflow.store.host_table import HostTable
from planflow.store.sql import SqlStore
from planflow.store.translate import Translated, stays_in_sqlite

with needs("django"):
    from django import db
    from django.db import transaction

_TRANSLATED: Final = Translated(
    away=(db.OperationalError, db.InterfaceError),
    taken=(db.IntegrityError,),
    other=(db.Error,),
    is_lasting=stays_in_sqlite,
)


class DjangoStore(SqlStore):
    """A store in a database of a Django project (SQLite or PostgreSQL).

    Within ``transaction.atomic``, or where the project has switched autocommit off, everything is
    part of the project's transaction, in a savepoint of its own; else each commit is a transaction
    of its own. Connections are Django's, one a thread; nothing of them is kept.

    Args:
        using: The alias of the database.
        prefix: What the tables' names begin with.
        records: The project's own table in which records are kept, in the place of ours.

    Raises:
        DefinitionError: If there is no database of this alias, it is neither SQLite nor
            PostgreSQL, or the prefix is no part of a name.
    """

    def __init__(
        self,
        using: str = db.DEFAULT_DB_ALIAS,
        *,
        prefix: str = PREFIX,
        records: HostTable | None = None,
    ) -> None:
        """Keep the alias; nothing is read."""
        _refuse_unknown(using)
        self._using = using
        self._dialect = dialect_of(db.connections[using], prefix, records)

    @property
    def is_lent(self) -> bool:
        """Tell whether the project's code is in a transaction of its own now."""
        connection = db.connections[self._using]
        with _TRANSLATED:
            return connection.in_atomic_block or not connection.get_autocommit()

    def on(self, connection: object) -> Self:
        """Return a store on another database of the project, by its alias.

        Raises:
            DefinitionError: If there is none of this name.
        """
        known = self._dialect
        return type(self)(_refuse_unknown(connection), prefix=known.prefix, records=known.records)

    def close(self) -> None:
        """Do nothing: connections are Django's."""

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with _TRANSLATED, db.connections[self._using].cursor() as cursor:
            yield Spoken(cursor, self._dialect)

    @contextmanager
    def _writing(self) -> Iterator[Cursor]:
        connection = db.connections[self._using]
        with _TRANSLATED:
            if self._dialect.is_serial and self.is_lent:
                _begin(connection)
            with transaction.atomic(using=self._using), connection.cursor() as raw:
                cursor = Spoken(raw, self._dialect)
                if self._dialect.is_serial:
                    cursor.execute(self._dialect.alone)
                yield cursor


def _begin(connection: Any) -> None:
    """Begin where neither the project nor SQLite's driver has: a savepoint alone would commit.

    So it is in a project that has switched autocommit off.
    """
    driver = connection.connection
    if driver is not None and not driver.in_transaction:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN)


def _refuse_unknown(alias: object) -> str:
    if isinstance(alias, str) and alias in db.connections:
        return alias
    known = ", ".join(db.connections)
    raise DefinitionError(Fault("connection", repr(alias), f"an alias: {known}"))


def dialect_of(connection: Any, prefix: str = PREFIX, records: HostTable | None = None) -> Dialect:
    """Return our dialect for a connection of Django's.

    Raises:
        DefinitionError: If planflow does not know the database, or the prefix is no part of a name.
    """
    found = DATABASES.get(connection.vendor)
    if found is None:
        raise DefinitionError(Fault("ENGINE", connection.vendor, f"one of {', '.join(DATABASES)}"))
    return found.variant(FORMAT, prefix, records)


def create_tables(
    _apps: object, schema_editor: Any, *, prefix: str = PREFIX, records: HostTable | None = None
) -> None:
    """Make planflow's tables, or bring them up to date, in a migration."""
    connection = schema_editor.connection
    dialect = dialect_of(connection, prefix, records)
    with connection.cursor() as raw:
        schema.bring_up(Spoken(raw, dialect), dialect)


def drop_tables(
    _apps: object, schema_editor: Any, *, prefix: str = PREFIX, records: HostTable | None = None
) -> None:
    """Remove planflow's tables with all that is in them, when a migration is taken back.

    A table of the project's own for ``records`` is left alone.
    """
    connection = schema_editor.connection
    dialect = dialect_of(connection, prefix, records)
    with connection.cursor() as cursor:
        for table in reversed(schema.tables(records)):
            cursor.execute(dialect.sql(f"DROP TABLE {PREFIX}{table.name}"))
