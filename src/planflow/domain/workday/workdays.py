"""Working days: which days are worked, which are not, and until when that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Final

from attrs import evolve, field, frozen
from pendulum import Date

from planflow.domain.workday.table import Table, make_table
from planflow.errors import DefinitionError, Fault
from planflow.instant import add_days
from planflow.message import Message

WEEKEND: Final = frozenset({5, 6})
"""Saturday and Sunday, the weekly rest days of the administration (Monday is 0)."""

_EVERY_DAY: Final = frozenset(range(7))
_LAST_ORDINAL: Final = date.max.toordinal()
_DAYS_BACK: Final = 2 * 366
_DAYS_AHEAD: Final = 10 * 366
_MOST_DAYS: Final = 50 * 366
_EARLIER_DIGEST: Final = re.compile(r"\+[0-9a-f]{8}$")


def _ordinal(day: date | int) -> int:
    return day if isinstance(day, int) else day.toordinal()


def _days(days: Iterable[date | int]) -> frozenset[int]:
    return frozenset(map(_ordinal, days))


def _texts(
    value: Mapping[date, str] | Mapping[Date, str] | Mapping[int, str] | Iterable[tuple[int, str]],
) -> tuple[tuple[int, str], ...]:
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted((_ordinal(key), text) for key, text in pairs))


def _weekdays(days: Iterable[int]) -> frozenset[int]:
    found = frozenset(days)
    if not found < _EVERY_DAY:
        expected = "weekdays from 0 (Monday) to 6 (Sunday), not all of them"
        raise DefinitionError(Fault("rest_days", str(sorted(found)), expected))
    return found


@frozen(kw_only=True)
class Workdays:
    """A calendar of working days (Labour Code 2019 art. 111, 112 and the yearly notices).

    Days are kept as ordinals; dates are taken too, and mappings for ``names`` and ``sources``.

    Attributes:
        name: The calendar's name, such as ``vietnam``.
        version: What is written into every deadline that was counted with it.
        off: Weekdays that are not worked (holidays, compensatory days, swapped days).
        worked: Weekly rest days that are worked (swapped days); they go before ``off``.
        known_until: The last day that has been announced; answers beyond it are provisional.
        known_from: The first day that the calendar knows; answers before it are provisional too.
        rest_days: The weekdays that are not worked, Monday being 0.
        names: Why a day is off, in Vietnamese, in pairs with the day.
        sources: Where the days of a year come from, in pairs with the year.

    Raises:
        DefinitionError: If ``rest_days`` are no weekdays or leave no day to work on.
    """

    name: str
    version: str
    off: frozenset[int] = field(converter=_days)
    worked: frozenset[int] = field(converter=_days)
    known_until: Date
    known_from: Date | None = None
    rest_days: frozenset[int] = field(default=WEEKEND, converter=_weekdays)
    names: tuple[tuple[int, str], ...] = field(default=(), converter=_texts)
    sources: tuple[tuple[int, str], ...] = field(default=(), converter=_texts)

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is worked."""
        ordinal = day.toordinal()
        if ordinal in self.worked:
            return True
        return ordinal not in self.off and day.weekday() not in self.rest_days

    def reason(self, day: date) -> Message:
        """Return why ``day`` is not worked, for people: its name, if known, else its weekday."""
        if name := self._names.get(day.toordinal()):
            return Message.of("off.named", name=name)
        if day.weekday() in self.rest_days:
            return Message.of(f"off.weekday_{day.weekday()}")
        return Message.of("off.holiday")

    def source_of(self, year: int) -> str | None:
        """Return where the days of ``year`` come from, if that is told."""
        return dict(self.sources).get(year)

    def is_provisional(self, day: date) -> bool:
        """Tell whether ``day`` lies beyond what has been announced, or before what is known."""
        return day > self.known_until or (self.known_from is not None and day < self.known_from)

    def next_working(self, day: date) -> Date:
        """Return the first working day after ``day``."""
        return self.add(day, 1)

    def add(self, day: date, count: int) -> Date:
        """Return the ``count``-th working day after ``day``; before it when negative.

        The day itself is not counted (Civil Code 2015 art. 147).

        Raises:
            DefinitionError: If that day does not lie in the years 1 to 9999.
        """
        first, days, seen = self._table
        after = day.toordinal() - first + 1
        if count > 0 and after > 0:
            try:
                return days[seen[after] + count - 1]
            except IndexError:
                return self._walked(day, count)
        if not count:
            return add_days(day, 0)
        return self._table.find(day.toordinal(), count) or self._walked(day, count)

    def changed(
        self,
        *,
        off: Iterable[date] = (),
        worked: Iterable[date] = (),
        swaps: Iterable[tuple[date, date]] = (),
        names: Mapping[date, str] | Mapping[Date, str] | None = None,
        sources: Mapping[int, str] | None = None,
        rest_days: Iterable[int] | None = None,
        known_until: Date | None = None,
        version: str | None = None,
    ) -> Workdays:
        """Return this calendar as a host or an office changes it.

        A calendar made for a weekend of two days does not list the holidays that fall on a
        Saturday: an office that works on Saturdays names them in ``off``.

        Args:
            off: Further days that are not worked, such as an office's own.
            worked: Days that are worked after all: a weekend, or a day that is off here.
            swaps: Pairs of a working day that becomes off and a rest day that is worked for it, as
                the yearly notices tell them; they are read after ``off`` and ``worked``.
            names: Why days are off, in Vietnamese, beside the names that are known here.
            sources: Where the days of years come from, beside what is known here.
            rest_days: The weekdays that are not worked, Monday being 0, in place of those here.
            known_until: The last announced day, in place of the one here.
            version: What deadlines counted with it shall say; if missing, the version of this
                calendar and, where anything differs, a digest of the calendar that results.

        Raises:
            DefinitionError: If a day is both off and worked, a swap changes nothing on one of its
                days or works on a holiday, a name is given to a working day (all such faults are
                listed), or ``rest_days`` leave no day to work on.
        """
        added, opened = _days(off), _days(worked)
        found = evolve(
            _with(self, added, opened),
            rest_days=self.rest_days if rest_days is None else rest_days,
            known_until=known_until or self.known_until,
            names={**self._names, **{_ordinal(day): text for day, text in (names or {}).items()}},
            sources={**dict(self.sources), **(sources or {})},
        )
        faults = list(_contradictions(added & opened))
        for number, (closed, opened_for_it) in enumerate(swaps, 1):
            faults.extend(_swap_faults(found, f"swaps[{number}]", closed, opened_for_it))
            found = _with(found, _days([closed]), _days([opened_for_it]))
        faults.extend(_name_faults(found, names or {}))
        if faults:
            raise DefinitionError(*faults)
        plain = _plain(found)
        return evolve(plain, version=_version(plain, self) if version is None else version)

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(self.names)

    @cached_property
    def _table(self) -> Table:
        until = self.known_until.toordinal()
        known = {*self.off, *self.worked, until, (self.known_from or self.known_until).toordinal()}
        first = max(1, min(known) - _DAYS_BACK, until - _MOST_DAYS)
        last = min(_LAST_ORDINAL, max(known) + _DAYS_AHEAD, until + _MOST_DAYS)
        return make_table(self.is_working, first, last)

    def _walked(self, day: date, count: int) -> Date:
        """Return what ``add`` does, day by day."""
        step = 1 if count > 0 else -1
        left = abs(count)
        found = add_days(day, 0)
        while left:
            found = add_days(found, step)
            left -= self.is_working(found)
        return found


def _with(base: Workdays, off: frozenset[int], worked: frozenset[int]) -> Workdays:
    """Return ``base`` with days off and days worked; a day in both is worked."""
    return evolve(base, off=(base.off | off) - worked, worked=(base.worked - off) | worked)


def _plain(workdays: Workdays) -> Workdays:
    """Return the same days without what says nothing, such as a Sunday off."""
    off, worked, rest_days = workdays.off, workdays.worked, workdays.rest_days
    resting = {day for day in off | worked if (day - 1) % 7 in rest_days}
    return evolve(
        workdays,
        off=off - resting - worked,
        worked=worked & resting,
        names=[one for one in workdays.names if not workdays.is_working(Date.fromordinal(one[0]))],
    )


def _version(changed: Workdays, base: Workdays) -> str:
    """Return the version of ``base``, with the digest of ``changed`` if the two differ."""
    digest = _digest(changed)
    if digest == _digest(_plain(base)):
        return base.version
    return f"{_EARLIER_DIGEST.sub('', base.version)}+{digest}"


def _digest(workdays: Workdays) -> str:
    """Return a digest of all but the name and the version."""
    days = (sorted(part) for part in (workdays.off, workdays.worked, workdays.rest_days))
    known = (str(workdays.known_from), str(workdays.known_until))
    content = repr((*days, *known, workdays.names, workdays.sources))
    return sha256(content.encode()).hexdigest()[:8]


def _contradictions(days: Iterable[int]) -> Iterator[Fault]:
    for day in sorted(days):
        yield Fault("off and worked", str(Date.fromordinal(day)), "each day in one of them")


def _swap_faults(workdays: Workdays, place: str, closed: date, opened: date) -> Iterator[Fault]:
    if not workdays.is_working(closed):
        yield Fault(f"{place}: day off", str(closed), "a day that is worked")
    if opened.weekday() not in workdays.rest_days or workdays.is_working(opened):
        expected = "a weekly rest day that is not worked"
        yield Fault(f"{place}: day worked", str(opened), expected)


def _name_faults(workdays: Workdays, names: Iterable[date]) -> Iterator[Fault]:
    for day in sorted(names):
        if workdays.is_working(day):
            yield Fault("names", str(day), "a day that is not worked")
