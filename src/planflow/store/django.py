"""The Django store: on a database of the project, inside ``transaction.atomic`` where there is one.

A migration makes the tables: ``migrations.RunPython(create_tables, drop_tables)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

from planflow.errors import DefinitionError, Fault
from planflow.store import schema
from planflow.store.dialect import (
    FORMAT,
    POSTGRES,
    PREFIX,
    SQLITE,
    Cursor,
    Dialect,
    Spoken,
    prefix_fault,
)
from planflow.store.extra import needs
from planflow.store.sql import SqlStore
from planflow.store.translate import Errors249, stays_in_sqlite, translated

with needs("django"):
    from django import db
    from django.db import transaction

_ERRORS: Final = Errors249(
    away=(db.OperationalError, db.InterfaceError),
    taken=(db.IntegrityError,),
    other=(db.Error,),
    is_lasting=stays_in_sqlite,
)
_DATABASES: Final = {"sqlite": SQLITE, "postgresql": POSTGRES}


class DjangoStore(SqlStore):
    """A store in a database of a Django project (SQLite or PostgreSQL).

    Within ``transaction.atomic`` everything is part of the project's transaction, in a savepoint
    of its own; outside, each commit is a transaction of its own. Connections are Django's, one a
    thread; nothing of them is kept.

    Args:
        using: The alias of the database.
        prefix: What the tables' names begin with.

    Raises:
        DefinitionError: If the database is another one, or the prefix no part of a name.
    """

    def __init__(self, using: str = db.DEFAULT_DB_ALIAS, *, prefix: str = PREFIX) -> None:
        """Keep the alias; nothing is read."""
        self._using = using
        self._dialect = dialect_of(db.connections[using], prefix)

    @property
    def is_lent(self) -> bool:
        """Tell whether the project's code is within ``atomic`` now."""
        return bool(db.connections[self._using].in_atomic_block)

    def on(self, connection: object) -> Self:
        """Return a store on another database of the project, by its alias.

        Raises:
            DefinitionError: If there is none of this name.
        """
        if not isinstance(connection, str) or connection not in db.connections:
            known = ", ".join(db.connections)
            raise DefinitionError(Fault("connection", repr(connection), f"an alias: {known}"))
        return type(self)(connection, prefix=self._dialect.prefix)

    def close(self) -> None:
        """Do nothing: connections are Django's."""

    @contextmanager
    def _reading(self) -> Iterator[Cursor]:
        with translated(_ERRORS), db.connections[self._using].cursor() as cursor:
            yield Spoken(cursor, self._dialect)

    @contextmanager
    def _writing(self) -> Iterator[Cursor]:
        with (
            translated(_ERRORS),
            transaction.atomic(using=self._using),
            db.connections[self._using].cursor() as raw,
        ):
            cursor = Spoken(raw, self._dialect)
            if self._dialect.is_serial:
                cursor.execute(self._dialect.alone)
            yield cursor


def dialect_of(connection: Any, prefix: str = PREFIX) -> Dialect:
    """Return our dialect for a connection of Django's.

    Raises:
        DefinitionError: If planflow does not know the database, or the prefix is no part of a name.
    """
    fault = prefix_fault(prefix)
    if fault is not None:
        raise DefinitionError(fault)
    found = _DATABASES.get(connection.vendor)
    if found is None:
        raise DefinitionError(Fault("ENGINE", connection.vendor, f"one of {', '.join(_DATABASES)}"))
    return found.variant(FORMAT, prefix)


def create_tables(_apps: object, schema_editor: Any) -> None:
    """Make planflow's tables, or bring them up to date, in a migration."""
    connection = schema_editor.connection
    dialect = dialect_of(connection)
    with connection.cursor() as cursor:
        schema.bring_up(Spoken(cursor, dialect), dialect)


def drop_tables(_apps: object, schema_editor: Any) -> None:
    """Remove planflow's tables with all that is in them, when a migration is taken back."""
    with schema_editor.connection.cursor() as cursor:
        for table in reversed(schema.TABLES):
            cursor.execute(f"DROP TABLE {PREFIX}{table.name}")
