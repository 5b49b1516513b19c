"""The kit for stores: what a host runs over its own one, and what its tests are made of.

:func:`check_store` tries every clause of the store port (:mod:`planflow.store.port`) on a store
that a factory opens, and tells which clauses do not hold, what was expected and what was found.
:func:`simulate` lets a history happen over a store that fails, repeats and crashes as a seed says,
and :func:`hold` sees that nothing was lost, doubled or broken.
With pytest one fixture is enough, see :mod:`planflow.testing.plugin`; nothing else here knows it.
Importing this is cheap: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planflow.testing.check import Check as Check
    from planflow.testing.check import Failure as Failure
    from planflow.testing.check import Skip as Skip
    from planflow.testing.check import Verdict as Verdict
    from planflow.testing.faults import CrashError as CrashError
    from planflow.testing.faults import FaultyStore as FaultyStore
    from planflow.testing.faults import Odds as Odds
    from planflow.testing.held import hold as hold
    from planflow.testing.history import History as History
    from planflow.testing.history import simulate as simulate
    from planflow.testing.kit import check_store as check_store
    from planflow.testing.kit import checks as checks
    from planflow.testing.rows import LATER as LATER
    from planflow.testing.rows import PAST as PAST
    from planflow.testing.rows import SOON as SOON
    from planflow.testing.rows import content as content
    from planflow.testing.rows import entry as entry
    from planflow.testing.rows import everything as everything
    from planflow.testing.rows import moved as moved
    from planflow.testing.rows import new as new
    from planflow.testing.rows import row as row
    from planflow.testing.storage import Lent as Lent
    from planflow.testing.storage import Storage as Storage

_HOME = {
    **dict.fromkeys(("Check", "Failure", "Skip", "Verdict"), "planflow.testing.check"),
    **dict.fromkeys(("CrashError", "FaultyStore", "Odds"), "planflow.testing.faults"),
    **dict.fromkeys(("History", "simulate"), "planflow.testing.history"),
    "hold": "planflow.testing.held",
    **dict.fromkeys(("Lent", "Storage"), "planflow.testing.storage"),
    **dict.fromkeys(("check_store", "checks"), "planflow.testing.kit"),
    **dict.fromkeys(
        ("LATER", "PAST", "SOON", "content", "entry", "everything", "moved", "new", "row"),
        "planflow.testing.rows",
    ),
}

__all__ = [
    "LATER",
    "PAST",
    "SOON",
    "Check",
    "CrashError",
    "Failure",
    "FaultyStore",
    "History",
    "Lent",
    "Odds",
    "Skip",
    "Storage",
    "Verdict",
    "check_store",
    "checks",
    "content",
    "entry",
    "everything",
    "hold",
    "moved",
    "new",
    "row",
    "simulate",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    home = _HOME.get(name)
    if home is None:
        message = f"module 'planflow.testing' has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
