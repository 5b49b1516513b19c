"""What a host says of its storage, so that the kit can open it again, share it and lend from it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from attrs import frozen

from planflow.store.port import Store


class Lent(Protocol):
    """A connection of the host's, with which the kit plays the host.

    Attributes:
        connection: What is handed to :meth:`planflow.store.port.Store.on`.
    """

    @property
    def connection(self) -> object:
        """The connection itself."""

    def begin(self) -> None:
        """Begin a transaction of the host's, in which planflow may write."""

    def commit(self) -> None:
        """Commit it."""

    def rollback(self) -> None:
        """Roll it back."""


@frozen(kw_only=True)
class Storage:
    """A fresh, empty place for data, and what can be done with it.

    Attributes:
        open: Opens the store on this place, as often as it is called. For the checks with several
            processes, and those in which one is killed, it must survive pickling:
            ``functools.partial(MyStore, path)`` does, a ``lambda`` does not.
        is_shared: Several stores may have it open at the same time.
        is_serial: One writer at a time; the next one waits until its transaction has ended.
        lend: Gives a connection of the host's, closed at the end of the ``with`` block (S14).
        stamp: Writes another version of the schema into the closed storage (S18).
        discard: Removes the place when the kit has done with it.
    """

    open: Callable[[], Store]
    is_shared: bool = True
    is_serial: bool = False
    lend: Callable[[], AbstractContextManager[Lent]] | None = None
    stamp: Callable[[int], None] | None = None
    discard: Callable[[], None] | None = None


Factory: TypeAlias = Callable[[], "Store | Storage"]
"""Returns a fresh and empty store, or better a :class:`Storage`, every time it is called."""
