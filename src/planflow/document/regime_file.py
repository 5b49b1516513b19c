"""Regime files (TOML): reporting regimes as data, those that are shipped and a host's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from planflow.document.shape import (
    AtLeastOne,
    AtMostOne,
    Choice,
    Day,
    Field,
    Holds,
    Integer,
    Many,
    Place,
    Table,
    ordered,
)
from planflow.document.source import (
    FilePath,
    file_name,
    format_fault,
    parse_toml,
    raise_faults,
    read_text,
)
from planflow.document.word import ID, TEXT
from planflow.domain.workday import (
    LAST_DAY,
    PERIOD_MONTHS,
    LevelDay,
    Mark,
    Regime,
    RegimePeriod,
)
from planflow.errors import UnsupportedVersionError

FORMAT: Final = 1
"""The format of regime files that is read here."""


def _starts_in_time(kind: str, starts: Mark, ends: Mark) -> bool:
    return starts.on(2021, 1) <= ends.on(2021, PERIOD_MONTHS[kind])


def _is_not_later(cut_off: Mark, ends: Mark) -> bool:
    return cut_off.on(2021, 12) <= ends.on(2021, 12)


def _level_day(
    *, level: str, send_by: Mark | None = None, after_cut_off: int | None = None
) -> LevelDay:
    """Return the level's day; two ways of saying it, or none, are a fault that is noted already."""
    if send_by is not None:
        return LevelDay(level=level, send_by=send_by)
    return LevelDay(level=level, after_cut_off=after_cut_off or 1)


_MARK: Final = Table(
    Mark,
    (
        Field(
            "months",
            Integer(least=-24, most=24),
            "months after the one it is counted from, negative before it",
            required=True,
        ),
        Field(
            "day",
            Integer(least=1, most=LAST_DAY),
            "the day of that month, 31 for its last",
            required=True,
        ),
    ),
)
_LEVEL: Final = Table(
    _level_day,
    (
        Field("level", TEXT, "the level, as units name theirs", required=True),
        Field("send_by", _MARK, "last day for sending, from the last month"),
        Field(
            "after_cut_off",
            Integer(least=1, most=366),
            "last day for sending, in working days after the cut-off",
        ),
    ),
    (AtLeastOne("send_by", "after_cut_off"), AtMostOne("send_by", "after_cut_off")),
)
_PERIOD: Final = Table(
    RegimePeriod,
    (
        Field(
            "kind",
            Choice(tuple(PERIOD_MONTHS)),
            f"the kind of period: {', '.join(PERIOD_MONTHS)}",
            required=True,
        ),
        Field("starts", _MARK, "first day of the data, from the first month", required=True),
        Field("ends", _MARK, "last day of the data, from the last month", required=True),
        Field("cut_off", _MARK, "last day of actual data, from the last month", required=True),
        Field("send_by", _MARK, "last day for sending, from the last month"),
        Field(
            "levels",
            Many(_LEVEL, unique_by="level"),
            "the levels that have a last day for sending of their own",
        ),
    ),
    (
        Holds(("kind", "starts", "ends"), _starts_in_time, "a day after the period starts"),
        Holds(("cut_off", "ends"), _is_not_later, "a day not before the cut-off"),
    ),
)
_REGIME: Final = Table(
    Regime,
    (
        Field("id", ID, "an id, by which plans refer to it", required=True),
        Field("title", TEXT, "its name for people", required=True),
        Field("issued_by", TEXT, "the body that issued it"),
        Field("valid_from", Day(), "the first day of its validity"),
        Field("valid_to", Day(), "the last day of its validity"),
        Field(
            "periods",
            Many(_PERIOD, 1, unique_by="kind"),
            "the kinds of period that it knows",
            required=True,
        ),
    ),
    (ordered("valid_from", "valid_to"),),
)
REGIME_LIST: Final = Many(_REGIME, unique_by="id")
"""The regimes of a regime file or of a plan file."""


def _regimes(*, format: int, regimes: tuple[Regime, ...]) -> tuple[Regime, ...]:  # noqa: A002, ARG001
    return regimes


_FILE: Final = Table(
    _regimes,
    (
        Field("format", Integer(least=FORMAT, most=FORMAT), "the file's format, 1", required=True),
        Field("regimes", REGIME_LIST, "the regimes", required=True),
    ),
)


def read_regimes(path: FilePath) -> dict[str, Regime]:
    """Return the regimes of a regime file, by id.

    Raises:
        FormatError: If the file cannot be read or is no regime file; all faults are listed.
        UnsupportedVersionError: If a newer planflow wrote the file.
    """
    return _parse(read_text(path), file_name(path))


def shipped_regimes() -> dict[str, Regime]:
    """Return the regimes that planflow ships, by id."""
    return dict(_shipped())


@cache
def _shipped() -> dict[str, Regime]:
    found: dict[str, Regime] = {}
    folder = resources.files("planflow").joinpath("data/regimes")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        found |= _parse(file.read_text(encoding="utf-8"), file.name)
    return found


def _parse(text: str, file: str) -> dict[str, Regime]:
    value = parse_toml(text, file)
    if newer := format_fault(value, FORMAT, file):
        raise UnsupportedVersionError(newer)
    top = Place()
    regimes = _FILE.read(value, top)
    raise_faults(top.faults, file)
    return {regime.id: regime for regime in regimes}
