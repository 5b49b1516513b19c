"""What a store gets, in few words: records, entries, content, and all that a store tells."""

from __future__ import annotations

from typing import Final

from planflow.store.chain import content_digest, entry_hash
from planflow.store.port import (
    GENESIS,
    Content,
    Facts,
    NewEntry,
    Query,
    Row,
    Store,
    StoredEntry,
    Write,
)

PAST: Final = "2021-01-01T00:00:00.000000+00:00"
SOON: Final = "2021-06-01T00:00:00.000000+00:00"
LATER: Final = "2021-12-01T00:00:00.000000+00:00"
NEVER: Final = "9999"
"""After every instant."""
ALL: Final = 1_000_000
"""A page that holds everything."""


def row(
    one: str,
    version: int = 1,
    *,
    body: str = "{}",
    wake: str | None = None,
    head: str = "h",
    **facts: str | None,
) -> Row:
    """Return a record: a task of the plan ``p``, unless ``facts`` say otherwise."""
    known: dict[str, str | None] = {"plan": "p", "kind": "deliver", "state": "assigned"}
    return Row(one, version, head, "fixed", body, Facts(**(known | facts)), wake)


def new(
    one: str,
    *,
    feeds: tuple[str, ...] | None = (),
    body: str = "{}",
    wake: str | None = None,
    **facts: str | None,
) -> Write:
    """Return the write that creates a record."""
    return Write(row(one, 1, body=body, wake=wake, head="h", **facts), 0, feeds)


def moved(
    one: str,
    version: int,
    *,
    feeds: tuple[str, ...] | None = None,
    body: str = "{}",
    wake: str | None = None,
    **facts: str | None,
) -> Write:
    """Return the write that replaces ``version`` of a record by the next one."""
    return Write(row(one, version + 1, body=body, wake=wake, head="h", **facts), version, feeds)


def entry(
    stream: str,
    version: int = 1,
    *,
    body: str | None = None,
    key: str | None = None,
    previous: str = GENESIS,
) -> NewEntry:
    """Return an entry of the journal."""
    text = body if body is not None else f'{{"n":"{stream}:{version}"}}'
    return NewEntry(stream, version, entry_hash(previous, text), text, key)


def content(
    stream: str,
    version: int = 1,
    *,
    field: str = "narrative",
    person: str = "p1",
    text: str = "lời",
    salt: str = "s",
) -> Content:
    """Return erasable text beside an entry."""
    digest = content_digest(f"{salt}{stream}{version}{field}", person, text)
    return Content(digest, stream, version, field, person, salt, text)


Everything = tuple[
    tuple[Row, ...],
    tuple[StoredEntry, ...],
    tuple[int, str],
    tuple[Row, ...],
    dict[str, tuple[Row, ...]],
]


def everything(store: Store) -> Everything:
    """Return all that a store holds: tasks, journal, head, what is due, what feeds each task."""
    tasks = store.find(Query(), None, ALL)
    return (
        tasks,
        store.journal(0, ALL),
        store.head(),
        store.due(NEVER, None, ALL),
        {task.id: store.feeding(task.id) for task in tasks},
    )
