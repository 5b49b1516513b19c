"""How a plan reads its dates and lets them change: named choices, each with a default."""

from __future__ import annotations

import re
from typing import Final, Self

from attrs import frozen

from planflow.errors import DefinitionError, Fault
from planflow.instant import ZONE
from planflow.message import Message

STRICT: Final = "strict"
LAX: Final = "lax"
BEFORE: Final = (STRICT, LAX)

CIVIL_CODE: Final = "civil-code"
NONE: Final = "none"
FORWARD: Final = "forward"
BACK: Final = "back"
ROLLS: Final = (CIVIL_CODE, NONE, FORWARD, BACK)

KEEP: Final = "keep"
PROLONG: Final = "prolong"
CLOCKS: Final = (KEEP, PROLONG)

_WORD: Final = re.compile(
    r"(?P<before>strict|lax)|(?P<roll>civil-code|none|forward|back)|(?P<hour>\d{1,2})(?::00|h)"
)
_EXPECTED: Final = "strict or lax; civil-code, none, forward or back; an hour such as 17h"


@frozen(kw_only=True)
class Policy:
    """How a plan reads its dates and lets them change (Rules R8 to R10, R13, R14).

    Attributes:
        before: ``strict``: "before day X" ends with day X-1; ``lax``: with X itself.
        roll: What a term does that ends on a day off. ``civil-code``: a counted term goes on to
            the next working day (Civil Code 2015 art. 148.5), a named date stays; ``none``: nothing
            moves; ``forward`` and ``back``: everything goes to the next or the last working day.
        zone: The zone in which a day ends.
        closes_at: The hour at which a day ends where the wording names none, such as 17 for an
            office that closes then; nothing: at midnight (art. 148.6).
        gap: Working days that a date derived from the one above it leaves for each level.
        extensions: How often a task's date may be extended.
        extension_days: How many days later than the first date an extension may end at most;
            nothing: any.
        extends_late: An extension may still be asked for after the date.
        suspension: What happens to the end of a suspended task: ``keep`` it, or ``prolong`` the
            term by the time suspended, in the deadline's own unit.
    """

    before: str = STRICT
    roll: str = CIVIL_CODE
    zone: str = ZONE
    closes_at: int | None = None
    gap: int = 1
    extensions: int = 1
    extension_days: int | None = None
    extends_late: bool = False
    suspension: str = KEEP

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the policy of these names, such as ``lax`` or ``strict, back, 17h``.

        Raises:
            DefinitionError: If a name is unknown.
        """
        words = name.casefold()
        named = [(str(each.lastgroup), each[str(each.lastgroup)]) for each in _WORD.finditer(words)]
        found = dict(named)
        if len(found) < len(named):
            raise DefinitionError(Fault("policy", repr(name), f"one of each kind: {_EXPECTED}"))
        if re.sub(r"[\s,+/-]", "", _WORD.sub("", words)):
            raise DefinitionError(Fault("policy", repr(name), _EXPECTED))
        return cls(
            before=found.get("before", STRICT),
            roll=found.get("roll", CIVIL_CODE),
            closes_at=_hour(found["hour"]) if "hour" in found else None,
        )

    @property
    def name(self) -> str:
        """Return how dates are read, in the words that :meth:`named` reads."""
        hour = "" if self.closes_at is None else f", {self.closes_at}h"
        return f"{self.before}, {self.roll}{hour}"


def policy_message(name: str) -> Message:
    """Return the sentence about the policy of this name, for people."""
    try:
        policy = Policy.named(name)
    except DefinitionError:
        return Message.of("policy.other", name=name)
    before, roll = Message.of(f"policy.{policy.before}"), Message.of(f"policy.{policy.roll}")
    if policy.closes_at is None:
        return Message.of("policy.all", before=before, roll=roll)
    return Message.of("policy.all_with_hour", before=before, roll=roll, hour=policy.closes_at)


def _hour(value: str) -> int:
    if int(value) > 23:
        raise DefinitionError(Fault("policy", f"{value}h", "an hour from 0h to 23h"))
    return int(value)
