"""The shape of a whole plan file, format 1."""

from __future__ import annotations

from typing import Any, Final

import pendulum

from planflow.document.plan_file.item import DUTY, ITEM
from planflow.document.plan_file.ladder import LADDER
from planflow.document.plan_file.schedule import DAY
from planflow.document.regime_file import REGIME_LIST
from planflow.document.shape import (
    Boolean,
    Choice,
    Field,
    Integer,
    Many,
    Table,
    Text,
    ordered,
)
from planflow.document.word import CODE, ID, TEXT, TITLE, YEAR
from planflow.domain.deadline import BEFORE, CLOCKS, ROLLS, Policy
from planflow.domain.plan import SIGNATURES, LegalBasis, Plan, PlanEvent

FORMAT: Final = 1
"""The format that is read here; a file names it first."""


def _plan(*, format: int, years: tuple[int, int | None], **given: Any) -> Plan:  # noqa: A002, ANN401, ARG001
    return Plan(years=years, **given)


def _years(*, first: int, last: int | None = None) -> tuple[int, int | None]:
    return first, last


def _is_zone(name: str) -> bool:
    try:
        pendulum.timezone(name)
    except (ValueError, OSError):
        return False
    return True


_YEARS: Final = Table(
    _years,
    (
        Field("from", YEAR, "the first year of the plan", required=True, name="first"),
        Field("to", YEAR, "the last year; missing: open-ended", name="last"),
    ),
    (ordered("from", "to"),),
)
_ZONE: Final = Text(expected="a time zone such as Asia/Ho_Chi_Minh", accepts=_is_zone)
_POLICY: Final = Table(
    Policy,
    (
        Field("before", Choice(BEFORE), '"before day X" ends the day before, or with X'),
        Field("roll", Choice(ROLLS), "what a term does that ends on a day off"),
        Field("zone", _ZONE, "the zone in which a day ends"),
        Field("closes_at", Integer(least=0, most=23), "the hour at which a day ends, if earlier"),
        Field("gap", Integer(least=0, most=60), "working days that a derived date leaves a level"),
        Field("extensions", Integer(least=0, most=99), "how often a date may be extended"),
        Field(
            "extension_days",
            Integer(least=1, most=3660),
            "how many days past the first date an extension may end; missing: any",
        ),
        Field("extends_late", Boolean(), "an extension may be asked for after the date"),
        Field("suspension", Choice(CLOCKS), "a suspended task keeps its end, or prolongs it"),
    ),
)
_BASIS: Final = Table(
    LegalBasis,
    (
        Field("number", TEXT, "its number and symbol, such as 113/KH-UBND", required=True),
        Field("issued_on", DAY, "its date"),
        Field("issuer", TEXT, "who issued it"),
        Field("title", TITLE, "what it is about"),
        Field("under", TEXT, "the number of the document that it carries out itself"),
    ),
)
_EVENT: Final = Table(
    PlanEvent,
    (
        Field("id", ID, "an id that is unique in the plan", required=True),
        Field("title", TITLE, "what happens", required=True),
    ),
)
PLAN: Final = Table(
    _plan,
    (
        Field("format", Integer(least=FORMAT, most=FORMAT), "the file's format, 1", required=True),
        Field("id", ID, "the plan's id in the host", required=True),
        Field("title", TITLE, "its subject", required=True),
        Field("issuer", ID, "the id of the unit that issues it", required=True),
        Field("standing_agency", ID, "the id of the unit that acts for the issuer"),
        Field("years", _YEARS, "its first and last year: { from = 2021 }", required=True),
        Field("number", TEXT, "its number and symbol"),
        Field("issued_on", DAY, "its date of issue"),
        Field("parent", ID, "the id of the plan that it carries out"),
        Field("carries_out", CODE, "the code of that plan's item that it carries out"),
        Field("budget", TEXT, "where the money comes from"),
        Field("recipients", Many(TEXT, unique=True), "who gets it for information, in words"),
        Field("assumptions", Many(TEXT), "what this file chose where the plan is silent"),
        Field("policy", _POLICY, "how its dates are read"),
        Field("signature", Choice(SIGNATURES), "leader: a leader gives every report"),
        Field("bases", Many(_BASIS), "what it carries out or rests on"),
        Field("events", Many(_EVENT), "what it waits for"),
        Field("regimes", REGIME_LIST, "reporting regimes that are not shipped"),
        Field("items", Many(ITEM, 1), "what is to be done", required=True),
        Field("duties", Many(DUTY), "who reports what to whom, when"),
        Field("ladder", LADDER, "when its units are told what"),
    ),
)
"""The whole file."""
