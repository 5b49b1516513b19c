"""The engine: loads, decides, commits. The only floor that logs.

Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from planflow.engine.draft import Draft
    from planflow.engine.entropy import Entropy, SeededEntropy, SystemEntropy
    from planflow.engine.entry import Entry
    from planflow.engine.flow import Flow
    from planflow.engine.outcome import Issued, Outcome, Preview
    from planflow.engine.read import Found
    from planflow.engine.rebuild import Rebuilt
    from planflow.engine.restrict import Attempt, Restriction
    from planflow.engine.verify import Flaw, Verification

__all__ = [
    "Attempt",
    "Draft",
    "Entropy",
    "Entry",
    "Flaw",
    "Flow",
    "Found",
    "Issued",
    "Outcome",
    "Preview",
    "Rebuilt",
    "Restriction",
    "SeededEntropy",
    "SystemEntropy",
    "Verification",
]

_HOMES: Final = {
    "Attempt": "restrict",
    "Draft": "draft",
    "Entropy": "entropy",
    "Entry": "entry",
    "Flaw": "verify",
    "Flow": "flow",
    "Found": "read",
    "Issued": "outcome",
    "Outcome": "outcome",
    "Preview": "outcome",
    "Rebuilt": "rebuild",
    "Restriction": "restrict",
    "SeededEntropy": "entropy",
    "SystemEntropy": "entropy",
    "Verification": "verify",
}


def __getattr__(name: str) -> object:
    """Load a name of the engine when it is first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
