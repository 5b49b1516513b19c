"""The one order of the journal: every entry gets its number and digest once (S7, S8)."""

from __future__ import annotations

from typing import Final

from planflow.store.chain import next_digest
from planflow.store.dialect import Cursor, Dialect
from planflow.store.port import GENESIS

PAGE: Final = 5_000
"""How many entries are numbered in one transaction, so that nobody waits long."""


def read_head(cursor: Cursor, lock: str = "") -> tuple[int, str]:
    """Return the last position and its digest."""
    cursor.execute(f"SELECT position, digest FROM planflow_head{lock}")
    position, digest = cursor.fetchone() or (0, GENESIS)
    return position, digest


def write_head(cursor: Cursor, position: int, digest: str) -> None:
    """Set the last position and its digest."""
    cursor.execute("UPDATE planflow_head SET position = ?, digest = ?", (position, digest))


def seal(cursor: Cursor, dialect: Dialect) -> bool:
    """Number the entries that have arrived, and tell whether there may be more.

    The head's row is the place: whoever holds it numbers, the next one finds them numbered. The
    entries of a stream arrive in the order of their versions, for each waits for the record that
    the one before it has written; so what is seen here has nothing before it that is not.
    """
    position, digest = read_head(cursor, dialect.for_update)
    cursor.execute(
        "SELECT arrival, hash FROM planflow_journal WHERE position IS NULL "
        "ORDER BY arrival LIMIT ?",
        (PAGE,),
    )
    numbered = []
    for arrival, hash_ in cursor.fetchall():
        position, digest = position + 1, next_digest(digest, hash_)
        numbered.append((position, digest, arrival))
    if numbered:
        cursor.executemany(
            "UPDATE planflow_journal SET position = ?, digest = ? WHERE arrival = ?", numbered
        )
        write_head(cursor, position, digest)
    return len(numbered) == PAGE
