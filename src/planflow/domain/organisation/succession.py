"""Succession: which units close on a day, and which carry on what they held (Rule R24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from attrs import evolve, field, frozen
from pendulum import Date

from planflow.domain.organisation.directory import Directory
from planflow.errors import Fault
from planflow.instant import add_days, to_date

MERGE: Final = "merge"
SPLIT: Final = "split"
RENAME: Final = "rename"
ABOLISH: Final = "abolish"
SUCCESSIONS: Final = (MERGE, SPLIT, RENAME, ABOLISH)

_SIZES: Final = {MERGE: (1, 1), SPLIT: (2, None), RENAME: (1, 1), ABOLISH: (0, 0)}
"""Kind → the least and the most units that carry on."""


def _on(value: date) -> Date:
    return to_date(value, "on")


def _units(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


@frozen
class Succession:
    """Units that end, and those that carry on from a day.

    A unit that goes on under its id stands in ``of`` and ``into``, or in ``into`` alone. A unit
    that only changes its name keeps its id and needs no succession; ``rename`` is for a directory
    that gives it another.

    Attributes:
        on: The first day without the old units and with the new ones.
        of: The units before.
        into: The units after.
        kind: ``merge``, ``split``, ``rename`` or ``abolish``.
        instead: Where an abolished unit's reports, and what led to it, go.
        closer: Who enters reports that the old units still owe; nothing: the first of ``into``, or
            ``instead``, or the plan's standing agency.
    """

    on: Date = field(converter=_on)
    of: tuple[str, ...] = field(converter=_units)
    into: tuple[str, ...] = field(default=(), converter=_units)
    kind: str = MERGE
    instead: str | None = None
    closer: str | None = None

    @property
    def closing(self) -> tuple[str, ...]:
        """Return the units that end."""
        return tuple(unit for unit in self.of if unit not in self.into)

    @property
    def last_day(self) -> Date:
        """Return the last day of the units that end."""
        return add_days(self.on, -1)


def with_successions(directory: Directory, successions: Iterable[Succession]) -> Directory:
    """Return ``directory`` in which the units that end do so, where it does not say it yet.

    Two lists of units, one of each stage, become one dated directory by this: read them together,
    those of the later stage with the day from which they exist.
    """
    last = {unit: one.last_day for one in successions for unit in one.closing}
    return Directory(
        evolve(unit, valid_to=last[unit.id])
        if unit.id in last and unit.exists_on(last[unit.id])
        else unit
        for unit in directory
    )


def heirs_on(unit: str, day: date, successions: Iterable[Succession]) -> tuple[str, ...]:
    """Return the units that stand where ``unit`` stood, as of ``day``: itself until it closes."""
    return _after(unit, day, successions, lambda one: one.into)


def receivers_on(unit: str, day: date, successions: Iterable[Succession]) -> tuple[str, ...]:
    """Return the units that get what was sent to ``unit``: one named in its stead is among them."""
    return _after(unit, day, successions, _receiving)


def _receiving(one: Succession) -> tuple[str, ...]:
    return one.into or ((one.instead,) if one.instead else ())


def _after(
    unit: str,
    day: date,
    successions: Iterable[Succession],
    following: Callable[[Succession], tuple[str, ...]],
) -> tuple[str, ...]:
    ended = next((one for one in successions if unit in one.closing and one.on <= day), None)
    if ended is None:
        return (unit,)
    later = tuple(one for one in successions if one.on >= ended.on)
    found = (each for heir in following(ended) for each in _after(heir, day, later, following))
    return tuple(dict.fromkeys(found))


def succession_faults(
    successions: Iterable[Succession], directory: Directory, known: Iterable[Succession] = ()
) -> Iterator[Fault]:
    """Yield everything that is wrong with ``successions``, by itself and against ``directory``.

    Args:
        successions: What is to be recorded.
        directory: The units of all times.
        known: What was recorded before.
    """
    successions = tuple(successions)
    closing = [unit for one in (*known, *successions) for unit in one.closing]
    twice = {unit for unit, count in Counter(closing).items() if count > 1}
    for one in successions:
        place = f"{one.kind} of {', '.join(one.of) or 'nothing'} on {one.on}"
        for fault in (*_own_faults(one), *_unit_faults(one, directory)):
            yield evolve(fault, place=f"{place}: {fault.place}")
        for unit in one.closing:
            if unit in twice:
                yield Fault(f"{place}: of", unit, "a unit that ends once")


def _own_faults(one: Succession) -> Iterator[Fault]:
    if one.kind not in SUCCESSIONS:
        yield Fault("kind", repr(one.kind), f"one of {', '.join(SUCCESSIONS)}")
        return
    least, most = _SIZES[one.kind]
    count = len(one.into)
    if count < least or (most is not None and count > most):
        expected = f"{least} unit{'s' if least != 1 else ''}" + ("" if most else " or more")
        yield Fault("into", str(count), expected)
    if not one.closing:
        yield Fault("of", "nothing that ends", "a unit that is not among those that carry on")
    if one.kind in (SPLIT, RENAME) and len(one.of) > 1:
        yield Fault("of", str(len(one.of)), "one unit")
    if one.kind != ABOLISH and one.instead is not None:
        yield Fault("instead", one.instead, "nothing: the units that carry on receive")
    for name, units in (("of", one.of), ("into", one.into)):
        if len(set(units)) < len(units):
            yield Fault(name, ", ".join(units), "every unit once")


def _unit_faults(one: Succession, directory: Directory) -> Iterator[Fault]:
    named = [("of", unit) for unit in one.of] + [("into", unit) for unit in one.into]
    named += [("instead", one.instead)] if one.instead else []
    named += [("closer", one.closer)] if one.closer else []
    for name, unit in named:
        if unit not in directory:
            yield Fault(name, repr(unit), "the id of a unit in the directory")
        elif name != "of" or unit in one.into:
            if not directory.unit(unit).exists_on(one.on):
                yield Fault(name, unit, f"a unit that exists on {one.on}")
        elif directory.unit(unit).valid_to != one.last_day:
            found = directory.unit(unit).valid_to or "goes on"
            yield Fault(f"{name} ({unit})", str(found), f"its last day, {one.last_day}")
