"""Units and the persons who act for them."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen
from pendulum import Date

PEOPLES_COMMITTEE: Final = "peoples-committee"
ROLES: Final = (
    PEOPLES_COMMITTEE,
    "department",
    "mass-organisation",
    "vertical-agency",
    "public-service-unit",
    "steering-body",
    "party-body",
    "ministry",
    "central-agency",
)
"""The roles that planflow knows; a directory may use others."""

CLERK: Final = "clerk"
LEADER: Final = "leader"
"""Capacities that planflow knows; a host may use others. A leader's report is signed by that."""
OUTSIDE_TAG: Final = "outside"
"""Units with this tag do not use the system; what they receive is recorded with evidence."""


@frozen(kw_only=True)
class Tag:
    """A mark on a unit for a time, such as ``key-area``; open ends mean always."""

    name: str
    valid_from: Date | None = None
    valid_to: Date | None = None


@frozen(kw_only=True)
class Unit:
    """An organisation that can hold tasks.

    Attributes:
        id: The directory's own identity, never reused. Names and official codes are none: both
            have been given to unrelated units.
        level: A level of the host's own list, such as ``commune``, ``district``, ``province``.
        code: The official code, which may be reused over time.
        name: The name in its time.
        kind: The administrative type without marks, such as ``xa`` or ``huyen``.
        role: What the unit is: ``peoples-committee``, ``department``, ``mass-organisation``, ….
        parent: The id of the unit above, if any.
        superior: The id of a second superior, that of the sector, if any.
        valid_from: First day of its existence, or nothing.
        valid_to: Last day of its existence, or nothing.
        tags: Marks with their times.
        aliases: Other names and abbreviations.
    """

    id: str
    level: str
    code: str
    name: str
    kind: str = ""
    role: str = PEOPLES_COMMITTEE
    parent: str | None = None
    superior: str | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    tags: tuple[Tag, ...] = ()
    aliases: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit exists on ``day``."""
        return _within(day, self.valid_from, self.valid_to)

    def is_closed_on(self, day: date) -> bool:
        """Tell whether the unit has ceased to exist before ``day``."""
        return self.valid_to is not None and self.valid_to < day

    def has_tag(self, name: str, day: date) -> bool:
        """Tell whether the unit bears the tag ``name`` on ``day``."""
        return any(
            tag.name == name and _within(day, tag.valid_from, tag.valid_to) for tag in self.tags
        )


@frozen(kw_only=True)
class Actor:
    """A person acting for a unit. Units hold duties; people act.

    Attributes:
        id: An opaque id of the person; the journal names the person by it alone.
        unit: The id of the unit that the person acts for.
        capacity: ``clerk``, ``leader`` or a word of the host's.
        name: The person's name, kept where it can be erased, never in the journal.
    """

    id: str
    unit: str
    capacity: str = CLERK
    name: str | None = None


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
