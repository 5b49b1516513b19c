"""The shape of a plan's ladder: when its units are told what."""

from __future__ import annotations

from functools import partial
from typing import Final

from planflow.document.shape import Boolean, Choice, Field, Holds, Integer, Many, Table
from planflow.domain.plan import DISTANCES, ESCALATES_TO, MOST_DAYS, Ladder, in_order, order_words

_DAYS: Final = Many(Integer(least=1, most=MOST_DAYS))


def _in_order(name: str) -> Holds:
    return Holds((name,), partial(in_order, name), order_words(name))


LADDER: Final = Table(
    Ladder,
    (
        Field("due_soon", _DAYS, "days before the due day"),
        Field("due_today", Boolean(), "the due day itself is announced"),
        Field("overdue", _DAYS, "days after the due day: the 1st, 2nd, … reminder"),
        Field("asked_again", _DAYS, "days after the due day at which a requested body is asked"),
        Field("not_resent", _DAYS, "days after the date for resending a returned report"),
        Field("escalated", _DAYS, "days after either date at which a unit above is told"),
        Field("waiting", _DAYS, "days of waiting for the event that is to date a task"),
        Field("correction_unanswered", _DAYS, "days since a correction was asked for"),
        Field("obstacle_unanswered", _DAYS, "days that an obstacle is with whoever answers it"),
        Field("escalates_to", Choice(ESCALATES_TO), "which unit above is told"),
    ),
    tuple(map(_in_order, DISTANCES)),
    spare=Ladder(),
)
"""Distances in calendar days; an empty list leaves a rung out."""
