"""The ladder of announcements as a plan has it: at which distances a unit is told what (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import field, frozen

from planflow.errors import DefinitionError, Fault

BY_ASSIGNER: Final = "assigner"
BY_SUPERIOR: Final = "superior"
BY_RECEIVER: Final = "receiver"
ESCALATES_TO: Final = (BY_ASSIGNER, BY_SUPERIOR, BY_RECEIVER)

MOST_DAYS: Final = 3660
"""No rung is further away than this, in calendar days."""

_TOWARD: Final = ("due_soon",)
"""Distances that are counted back from the due day: the largest comes first."""
_SINCE: Final = (
    "overdue",
    "asked_again",
    "not_resent",
    "escalated",
    "waiting",
    "correction_unanswered",
    "obstacle_unanswered",
)
DISTANCES: Final = (*_TOWARD, *_SINCE)
"""The rungs that a plan places at distances of its own."""


def _days(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(value)


def in_order(name: str, days: tuple[int, ...]) -> bool:
    """Tell whether distances stand in the order in which they come, none twice."""
    expected = sorted(set(days), reverse=name in _TOWARD)
    return list(days) == expected


@frozen(kw_only=True, cache_hash=True)
class Ladder:
    """When a plan's units are told what, in calendar days; without distances a rung is left out.

    Days are calendar days: a reminder is no term of law, and one counted in working days would
    move with every new calendar, so that cutting time differently would announce differently.

    Attributes:
        due_soon: Days before the due day.
        due_today: Whether the due day itself is announced.
        overdue: Days after the due day: the first, second, … reminder.
        asked_again: Days after the due day at which a requested body is politely asked again; it
            is given no reminder and never escalated (Rule R6).
        not_resent: Days after the date for resending, where a returned report has not come back.
        escalated: Days after the due day, or the date for resending.
        waiting: Days that a task has waited for the event that is to date it.
        correction_unanswered: Days since a correction was asked for.
        obstacle_unanswered: Days that an obstacle has been with whoever is to answer it.
        escalates_to: Who hears of it then: ``assigner`` (the standing agency, for its own tasks
            the issuer), ``superior`` (the unit right above the holder) or ``receiver`` (who holds
            the tasks above). Where there is no such unit, the assigner.

    Raises:
        DefinitionError: If distances are not in order, none twice, or not of one day or more; all
            faults at once.
    """

    due_soon: tuple[int, ...] = field(default=(7,), converter=_days)
    due_today: bool = True
    overdue: tuple[int, ...] = field(default=(1, 8, 15), converter=_days)
    asked_again: tuple[int, ...] = field(default=(1,), converter=_days)
    not_resent: tuple[int, ...] = field(default=(1, 8, 15), converter=_days)
    escalated: tuple[int, ...] = field(default=(22,), converter=_days)
    waiting: tuple[int, ...] = field(default=(90,), converter=_days)
    correction_unanswered: tuple[int, ...] = field(default=(7,), converter=_days)
    obstacle_unanswered: tuple[int, ...] = field(default=(7,), converter=_days)
    escalates_to: str = BY_ASSIGNER

    def __attrs_post_init__(self) -> None:
        """Refuse what is no ladder."""
        faults = tuple(_faults(self))
        if faults:
            raise DefinitionError(*faults)


def _faults(ladder: Ladder) -> Iterator[Fault]:
    for name in DISTANCES:
        days: tuple[int, ...] = getattr(ladder, name)
        place, found = f"ladder: {name}", str(list(days))
        if not all(type(each) is int and 1 <= each <= MOST_DAYS for each in days):
            yield Fault(place, found, f"whole days from 1 to {MOST_DAYS}")
        elif not in_order(name, days):
            yield Fault(place, found, order_words(name))
    if ladder.escalates_to not in ESCALATES_TO:
        found = repr(ladder.escalates_to)
        yield Fault("ladder: escalates_to", found, f"one of {', '.join(ESCALATES_TO)}")


def order_words(name: str) -> str:
    """Return in words how the distances of a rung stand."""
    order = "falling, such as 7, 3, 1" if name in _TOWARD else "rising, such as 1, 8, 15"
    return f"days in the order in which they come, none twice: {order}"
