"""All checks, and how they are run over a store."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Final

from planflow.testing import (
    big,
    commits,
    crashing,
    entries,
    erasing,
    finding,
    lending,
    opening,
    racing,
)
from planflow.testing.check import Check, Checks, Need, Trial, Verdict
from planflow.testing.storage import Factory

_COMPARED: Final = Checks()


@_COMPARED.add("S9", Need.HYPOTHESIS)
def s09_any_use_is_answered_as_by_the_memory_store(trial: Trial) -> None:
    """Whatever is done in whatever order; the clause of the answer that differs is named."""
    from planflow.testing.model import compare

    compare(trial, is_big=False)


@_COMPARED.add("S9", Need.HYPOTHESIS, is_big=True)
def s09_any_long_use_is_answered_as_by_the_memory_store(trial: Trial) -> None:
    """The same with many more examples, each of more steps."""
    from planflow.testing.model import compare

    compare(trial, is_big=True)


def _all() -> Iterator[Check]:
    modules = (commits, entries, finding, erasing, lending, opening, racing, crashing, big)
    return chain(*(each.CHECKS for each in modules), _COMPARED)


_CHECKS: Final = tuple(sorted(_all(), key=lambda check: check.name.partition("_")[0]))


def checks(only: Collection[str] = (), *, big: bool = True) -> tuple[Check, ...]:
    """Return the checks by clause, so that a runner can run them one by one.

    Args:
        only: Clauses or names of checks; nothing means all of them.
        big: With those that take seconds.

    Raises:
        LookupError: If there is no such clause or check.
    """
    wanted = {only} if isinstance(only, str) else set(only)
    unknown = wanted - {name for check in _CHECKS for name in (check.clause, check.name)}
    if unknown:
        raise LookupError(f"no clause and no check: {', '.join(sorted(unknown))}")
    return tuple(
        check
        for check in _CHECKS
        if (big or not check.is_big) and (not wanted or {check.clause, check.name} & wanted)
    )


def check_store(factory: Factory, only: Collection[str] = (), *, big: bool = False) -> Verdict:
    """Try every clause of the store port, and return all that was found.

    Args:
        factory: Returns a fresh, empty store each time, or a :class:`~planflow.testing.Storage`.
        only: Clauses such as ``S3``, or names of checks; nothing means all of them.
        big: With those that take seconds: 100,000 rows, many crashes, many more examples.

    Raises:
        LookupError: If ``only`` names no clause and no check.
    """
    verdict = Verdict()
    for check in checks(only, big=big):
        verdict += check.run(factory)
    return verdict
