"""Dates and instants at the border: what may come in, what goes out, how instants are stored.

Standard-library and pendulum values come in; pendulum's go out. An instant is always aware and
held in UTC; a civil date is a date and never an instant (a pendulum ``DateTime`` *is a* ``Date``
to a type checker, so the difference is checked here).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

import pendulum
from pendulum import UTC, Date, DateTime, FixedTimezone, Timezone

from planflow.errors import DefinitionError, Fault

ZONE: Final = "Asia/Ho_Chi_Minh"
"""The zone of a plan that names none (Rule R8)."""


def to_date(value: date, where: str = "date") -> Date:
    """Return ``value`` as a pendulum date.

    Raises:
        DefinitionError: If ``value`` is an instant or no date at all.
    """
    if not _is_civil(value):
        raise DefinitionError(Fault(where, repr(value), "a civil date without a time"))
    return value if type(value) is Date else Date(value.year, value.month, value.day)


def to_instant(value: datetime, where: str = "at") -> DateTime:
    """Return ``value`` as a pendulum instant in UTC.

    Raises:
        DefinitionError: If ``value`` is naive (has no time zone) or no instant at all.
    """
    if not _is_aware(value):
        raise DefinitionError(Fault(where, repr(value), "an instant with a time zone"))
    if isinstance(value, DateTime) and value.tzinfo is UTC:
        return value
    return _in_utc(datetime.astimezone(value, UTC))


_UTC: Final = "+00:00"
_TEXT: Final = f"%04d-%02d-%02dT%02d:%02d:%02d.%06d{_UTC}"


@lru_cache(maxsize=4096)
def to_text(instant: datetime) -> str:
    """Return a UTC instant as fixed-width text that sorts as time does."""
    return _TEXT % (
        instant.year,
        instant.month,
        instant.day,
        instant.hour,
        instant.minute,
        instant.second,
        instant.microsecond,
    )


@lru_cache(maxsize=4096)
def from_text(text: str) -> DateTime:
    """Return the instant that :func:`to_text` wrote.

    Raises:
        ValueError: If ``text`` is no such instant.
    """
    if not text.endswith(_UTC):
        raise ValueError(text)
    return _in_utc(datetime.fromisoformat(text))


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: str = ZONE, hour: int = 0, minute: int = 0) -> DateTime:
    """Return the first instant of ``day`` (or of a minute of it) in ``zone``, in UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=_zone(zone))
    return to_instant(local)


@lru_cache(maxsize=4096)
def end_of_day(day: date, zone: str = ZONE, hour: int | None = None) -> DateTime:
    """Return the last instant that still belongs to ``day`` in ``zone`` (Rule R8).

    With ``hour`` (a wording such as "before 17:00") the day ends at that hour.
    """
    if hour is not None:
        return start_of_day(day, zone, hour)
    return just_before(start_of_day(add_days(day, 1), zone))


def just_before(instant: DateTime) -> DateTime:
    """Return the last instant before ``instant``."""
    return to_instant(datetime.__sub__(instant, timedelta(microseconds=1)))


@lru_cache(maxsize=4096)
def day_of(instant: datetime, zone: str = ZONE) -> Date:
    """Return the civil date of ``instant`` in ``zone``."""
    local = datetime.astimezone(instant, _zone(zone))
    return Date(local.year, local.month, local.day)


@lru_cache(maxsize=4096)
def same_hour(instant: datetime, day: date, zone: str = ZONE) -> DateTime:
    """Return the instant of ``day`` at which a clock in ``zone`` shows what it does at another."""
    wall = datetime.astimezone(instant, _zone(zone))
    return to_instant(datetime.combine(day, wall.time(), wall.tzinfo))


def add_days(day: date, days: int) -> Date:
    """Return the date ``days`` calendar days after ``day`` (before it when negative)."""
    try:
        return Date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        found = f"{days} days after {day}"
        raise DefinitionError(Fault("date", found, "a day of the years 1 to 9999")) from None


@cache
def _zone(name: str) -> Timezone | FixedTimezone:
    """Return a zone, and keep it: pendulum reads one anew that nobody holds."""
    return pendulum.timezone(name)


def _is_civil(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_aware(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _in_utc(plain: datetime) -> DateTime:
    """Return a pendulum value whose zone pendulum knows; with another's, its sums lose it."""
    return DateTime(
        plain.year,
        plain.month,
        plain.day,
        plain.hour,
        plain.minute,
        plain.second,
        plain.microsecond,
        tzinfo=UTC,
    )
