"""The engine: loads, decides, commits. The only floor that logs."""

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
