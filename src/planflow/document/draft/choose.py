"""Which document of a file is the plan that is read."""

from __future__ import annotations

from attrs import frozen

from planflow.document.draft.frame import Frame, frames
from planflow.document.draft.manuscript.manuscript import Manuscript
from planflow.errors import Fault, FormatError


@frozen
class Chosen:
    """The document that is read, and those beside it.

    Attributes:
        plan: The plan.
        decision: The decision that it is annexed to, if the file holds it.
        plans: Every plan of the file, in order.
    """

    plan: Frame
    decision: Frame | None = None
    plans: tuple[Frame, ...] = ()


def choose(manuscript: Manuscript, which: int | None = None) -> Chosen:
    """Return the plan to read: the one asked for, or the first.

    Raises:
        FormatError: If there is none of that number.
    """
    found = frames(manuscript.blocks)
    plans = tuple(one for one in found if not one.is_decision and (one.kind or one.has_body))
    plans = tuple(one for one in plans if one.kind) or plans or found[:1]
    number = 1 if which is None else which
    if not 1 <= number <= len(plans):
        expected = f"a number from 1 to {len(plans)}"
        raise FormatError(Fault("which plan", str(which), expected, manuscript.file))
    plan = plans[number - 1]
    before = found[: found.index(plan)]
    decision = before[-1] if before and before[-1].is_decision else None
    return Chosen(plan, decision, plans)
