"""Scoring files (TOML): the formula that judges units and heads, shipped or a host's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Final

from planflow.document.shape import (
    Choice,
    Field,
    Holds,
    Integer,
    Many,
    Number,
    OnlyIf,
    Place,
    Table,
)
from planflow.document.source import (
    FilePath,
    file_name,
    format_fault,
    parse_toml,
    raise_faults,
    read_text,
)
from planflow.document.word import TITLE
from planflow.domain.overview import (
    MEASURES,
    PARTS,
    Commendation,
    Criterion,
    Grade,
    Scoring,
)
from planflow.domain.plan import Amount, Title
from planflow.errors import UnsupportedVersionError

FORMAT: Final = 1
"""The format of scoring files that is read here."""
_DAYS: Final = Integer(least=1, most=3660)
_TASKS: Final = Integer(least=1, most=9999)
_SPARE: Final = Scoring(
    title=Title(vi=""), criteria=(Criterion(measure="done", points=1, title=Title(vi="")),)
)


def _scoring(*, format: int, **given: Any) -> Scoring:  # noqa: A002, ANN401, ARG001
    return Scoring(**given)


def _is_positive(points: Amount) -> bool:
    return points > 0


_CRITERION: Final = Table(
    Criterion,
    (
        Field("measure", Choice(tuple(MEASURES)), "what is measured", required=True),
        Field("points", Number(), "how many points it brings at most", required=True),
        Field("title", TITLE, "its name", required=True),
        Field("limit", _DAYS, "late_days: so many days of one task are held against it at most"),
    ),
    (
        Holds(("points",), _is_positive, "more than 0 points"),
        OnlyIf("limit", "measure", "late_days"),
    ),
)
_GRADE: Final = Table(
    Grade,
    (
        Field("at_least", Number(), "from how many points upward", required=True),
        Field("title", TITLE, "its name", required=True),
    ),
)
_COMMENDATION: Final = Table(
    Commendation,
    (
        Field("at_least", Number(), "from how many points upward", required=True),
        Field("most_overdue", Integer(least=0, most=9999), "how many tasks may be overdue"),
    ),
)
_FILE: Final = Table(
    _scoring,
    (
        Field("format", Integer(least=FORMAT, most=FORMAT), "the file's format, 1", required=True),
        Field("title", TITLE, "the formula's name", required=True),
        Field(
            "criteria",
            Many(_CRITERION, 1, unique_by="measure"),
            "what is judged, by how many points",
            required=True,
        ),
        Field("parts", Many(Choice(PARTS), 1, unique=True), "in which parts a unit is judged"),
        Field("least_tasks", _TASKS, "a unit is ranked from so many tasks fallen due upward"),
        Field("grades", Many(_GRADE, unique_by="at_least"), "the grades"),
        Field("commendation", _COMMENDATION, "who is proposed for commendation"),
    ),
    spare=_SPARE,
)


def read_scoring(path: FilePath) -> Scoring:
    """Return the formula of a scoring file.

    Raises:
        FormatError: If the file cannot be read or is no scoring file; all faults are listed.
        UnsupportedVersionError: If a newer planflow wrote the file.
    """
    return _parse(read_text(path), file_name(path))


@cache
def shipped_scoring() -> Scoring:
    """Return the formula that planflow ships: its own choice, laid down by no document."""
    file = resources.files("planflow").joinpath("data/scoring.toml")
    return _parse(file.read_text(encoding="utf-8"), file.name)


def _parse(text: str, file: str) -> Scoring:
    value = parse_toml(text, file)
    if newer := format_fault(value, FORMAT, file):
        raise UnsupportedVersionError(newer)
    top = Place()
    scoring = _FILE.read(value, top)
    raise_faults(top.faults, file)
    return scoring
