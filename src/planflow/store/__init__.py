"""Storage: the port and the stores that planflow brings. Rows and text, no class of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planflow.store.port import (
    FACTS,
    GENESIS,
    ISSUING,
    PORT,
    Batch,
    Content,
    Facts,
    Guard,
    Loaded,
    NewEntry,
    Query,
    Row,
    Store,
    StoredEntry,
    Wake,
    Write,
    shard_of,
)

if TYPE_CHECKING:
    from planflow.store.memory import MemoryStore as MemoryStore
    from planflow.store.sqlite import SqliteStore as SqliteStore

__all__ = [
    "FACTS",
    "GENESIS",
    "ISSUING",
    "PORT",
    "Batch",
    "Content",
    "Facts",
    "Guard",
    "Loaded",
    "NewEntry",
    "Query",
    "Row",
    "Store",
    "StoredEntry",
    "Wake",
    "Write",
    "shard_of",
]
