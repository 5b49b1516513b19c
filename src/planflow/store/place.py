"""A store by the name of its place: a file of SQLite, or the URL of a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from planflow.errors import DefinitionError, Fault
from planflow.extra import needs
from planflow.store.port import Store

_POSTGRES = ("postgresql://", "postgres://")


@contextmanager
def opened(place: str, *, create: bool = False) -> Iterator[Store]:
    """Open the store at ``place``, and close it.

    Args:
        place: The path of a SQLite file, ``postgresql://…``, or another URL as SQLAlchemy takes it.
        create: Make the tables, or bring those of an older version up to date (S18).

    Raises:
        DefinitionError: If the place is no such thing, or a library for it is not installed.
        StoreUnavailableError: If it cannot be reached.
        SchemaMismatchError: If its schema is not one that this version works with.
    """
    with ExitStack() as stack:
        try:
            store = stack.enter_context(_store(place, create=create))
        except ImportError as error:
            raise DefinitionError(_fault(place, str(error))) from error
        yield store


def _store(place: str, *, create: bool) -> AbstractContextManager[Store]:
    if place.startswith(_POSTGRES):
        from planflow.store.postgres import PostgresStore

        return PostgresStore(place, create=create)
    if "://" in place:
        return _by_url(place, create=create)
    from planflow.store.sqlite import SqliteStore

    return SqliteStore(place, create=create)


@contextmanager
def _by_url(url: str, *, create: bool) -> Iterator[Store]:
    with needs("sqlalchemy"):
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from planflow.store.sqlalchemy import SqlAlchemyStore

    try:
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DefinitionError(_fault(url, str(error))) from error
    try:
        with SqlAlchemyStore(engine, create=create) as store:
            yield store
    finally:
        engine.dispose()


def _fault(place: str, why: str) -> Fault:
    """Name a place without the password that a URL may hold."""
    scheme, mark, rest = place.partition("://")
    shown = f"{scheme}{mark}{rest.rpartition('@')[2]}"
    return Fault("database", f"{shown!r} ({why})", "a SQLite file, or the URL of a database")
