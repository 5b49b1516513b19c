"""Errors of drivers become ours; nothing of a driver escapes (S15)."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Final, TypeAlias

from attrs import frozen

from planflow.errors import StoreError, StoreUnavailableError, VersionConflictError

Errors: TypeAlias = tuple[type[BaseException], ...]

_IN_EACH_OTHERS_WAY: Final = ("40001", "40P01")
"""SQLSTATE of a failed serialisation and of a deadlock: the database has undone it."""

_NOT_UNIQUE: Final = (
    "23505",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_ROWID",
    "SQLITE_CONSTRAINT_UNIQUE",
)


class UndoneError(StoreUnavailableError):
    """Two transactions stood in each other's way, and the database has undone this one."""


@frozen
class Translated:
    """Lets no error of a driver or framework escape: ``with _TRANSLATED: …``.

    Its errors are told by the classes of PEP 249.

    Attributes:
        away: The database is busy, closed or cannot be reached.
        taken: What is to be unique is there; or a constraint of the host's own is broken, which
            trying again does not mend.
        other: Everything else.
        is_lasting: Tells of an error that is ``away`` by its class whether it will stay.
    """

    away: Errors
    taken: Errors
    other: Errors
    is_lasting: Callable[[BaseException], bool] = lambda _: False

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(
        self, _kind: object, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Raise ours for the driver's."""
        if error is not None:
            ours = translation(error, self)
            if ours is not None:
                raise ours from error


def translation(error: BaseException, errors: Translated) -> StoreError | None:
    """Return ours for an error of the driver's; nothing for any other."""
    words = str(error)
    if isinstance(error, errors.taken):
        return VersionConflictError(words) if _is_taken(error) else StoreError(words)
    if isinstance(error, errors.away):
        if _state(error) in _IN_EACH_OTHERS_WAY:
            return UndoneError(words)
        return StoreError(words) if errors.is_lasting(error) else StoreUnavailableError(words)
    if isinstance(error, (UnicodeError, *errors.other)):
        return StoreError(words)
    return None


def stays_in_sqlite(error: BaseException) -> bool:
    """Tell of an operational error of SQLite whether trying again is in vain."""
    return any(words in str(error) for words in ("Could not decode", "no such "))


def _is_taken(error: BaseException) -> bool:
    """Tell whether something is not unique; a driver that does not say more means that."""
    kinds = [getattr(each, "sqlite_errorname", None) for each in _beneath(error)]
    kind = _state(error) or next(filter(None, kinds), None)
    return kind is None or kind in _NOT_UNIQUE


def _state(error: BaseException) -> str | None:
    """Return the SQLSTATE, from the error or from the driver's error beneath a framework's."""
    states = [getattr(each, "sqlstate", None) for each in _beneath(error)]
    return next(filter(None, states), None)


def _beneath(error: BaseException) -> tuple[object, ...]:
    return (error, getattr(error, "orig", None), error.__cause__)
