"""Working-day files (tab-separated): Vietnam's table, and a host's own. Asked for by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Final, TypeAlias

from attrs import evolve, frozen
from pendulum import Date

from planflow.document.shape import one_of, words_for
from planflow.document.source import FilePath, file_name, parse_day, raise_faults, read_text
from planflow.domain.workday import WEEKEND, Workdays
from planflow.errors import DefinitionError, Fault

OFF: Final = "off"
WORK: Final = "work"
SOURCE: Final = "source"

_HEADER: Final = ["date", "what", "name"]
_YEAR: Final = re.compile(r"[1-9]\d{3}")

_Row: TypeAlias = "tuple[int, list[str]]"


@frozen
class _Line:
    """One line of a table: a day, or a year and where its days come from."""

    number: int
    first: str
    what: str
    text: str = ""

    @property
    def day(self) -> Date:
        """The day that the line tells."""
        return Date.fromisoformat(self.first)


@frozen
class _Below:
    """What a table is laid over: it says which days there is any sense in working on."""

    rests_on: Callable[[Date], bool]
    expected: str


def _is_weekend(day: Date) -> bool:
    return day.weekday() in WEEKEND


_NOTHING: Final = _Below(_is_weekend, "a Saturday or Sunday, since other days are worked anyway")


@cache
def vietnam() -> Workdays:
    """Return Vietnam's working days from 2020 on: the Labour Code and the yearly notices.

    Labour Code 2012 art. 115 for 2020, Labour Code 2019 art. 111 and 112 since 2021; the notices
    say how Tết and National Day lie, and which days are swapped with Saturdays.
    """
    source = resources.files("planflow").joinpath("data/vietnam.tsv")
    return _workdays(
        source.read_text(encoding="utf-8"),
        "vietnam.tsv",
        name="vietnam",
        version="vietnam-2026.1",
        known_until=Date(2026, 12, 31),
    )


def workdays(name: str) -> Workdays:
    """Return the shipped working days of this name.

    Raises:
        DefinitionError: If there are none; working days are never guessed.
    """
    if name not in _SHIPPED:
        raise DefinitionError(Fault("workdays", words_for(name), one_of(_SHIPPED, name)))
    return _SHIPPED[name]()


def read_workdays(
    path: FilePath,
    *,
    name: str,
    version: str | None = None,
    known_until: Date | None = None,
    over: Workdays | None = None,
) -> Workdays:
    """Return the working days that a table describes.

    Args:
        path: The table: UTF-8, tab-separated, with the columns ``date``, ``what`` (``off`` for a
            day that is not worked, ``work`` for a Saturday or Sunday that is) and ``name``. A line
            of a year, ``source`` and a text says where the days of that year come from.
        name: The name of these working days.
        version: What deadlines counted with them shall say; if missing, the name with a digest of
            the table, or the version of ``over`` with a digest of what differs.
        known_until: The last day that has been announced; if missing, the end of the last year in
            the table, or that of ``over``.
        over: The working days that the table is laid over, such as Vietnam's under an office's
            own: ``off`` adds a day off, ``work`` makes any day that is off there a worked one.

    Raises:
        FormatError: If the file cannot be read or is no such table; all faults are listed.
    """
    text, file = read_text(path), file_name(path)
    if over is None:
        return _workdays(text, file, name=name, version=version, known_until=known_until)
    return _laid_over(over, text, file, name=name, version=version, known_until=known_until)


def _workdays(
    text: str, file: str, *, name: str, version: str | None, known_until: Date | None
) -> Workdays:
    lines = _lines(text, file, _NOTHING)
    off, worked = _days(lines, OFF), _days(lines, WORK)
    years = {day.year for day in (*off, *worked)}
    digest = sha256(text.encode()).hexdigest()[:12]
    return Workdays(
        name=name,
        version=version or f"{name}-{digest}",
        off=off,
        worked=worked,
        known_until=known_until or Date(max(years), 12, 31),
        known_from=Date(min(years), 1, 1),
        names=_names(lines),
        sources=_sources(lines),
    )


def _laid_over(
    over: Workdays,
    text: str,
    file: str,
    *,
    name: str,
    version: str | None,
    known_until: Date | None,
) -> Workdays:
    expected = f"a day that is not worked in {over.name!r}, since the others are worked anyway"
    lines = _lines(text, file, _Below(lambda day: not over.is_working(day), expected))
    changed = over.changed(
        off=_days(lines, OFF),
        worked=_days(lines, WORK),
        names=_names(lines),
        sources=_sources(lines),
        known_until=known_until,
        version=version,
    )
    return evolve(changed, name=name)


def _days(lines: Iterable[_Line], what: str) -> list[Date]:
    return [line.day for line in lines if line.what == what]


def _names(lines: Iterable[_Line]) -> dict[Date, str]:
    return {line.day: line.text for line in lines if line.what == OFF and line.text}


def _sources(lines: Iterable[_Line]) -> dict[int, str]:
    return {int(line.first): line.text for line in lines if line.what == SOURCE}


def _lines(text: str, file: str, below: _Below) -> list[_Line]:
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    raise_faults(_table_faults(rows), file)
    lines: list[_Line] = []
    faults: list[Fault] = []
    for number, cells in rows[1:]:
        found = list(_row_faults(number, cells, below))
        faults.extend(found)
        if not found:
            lines.append(_Line(number, *cells))
    raise_faults((*faults, *_repeated(lines)), file)
    return lines


def _table_faults(rows: Sequence[_Row]) -> Iterator[Fault]:
    header = rows[0][1] if rows else []
    if header != _HEADER:
        yield Fault("line 1", words_for(" ".join(header)), "date, what, name and tabs")
    elif all(cells[1:2] == [SOURCE] for _, cells in rows[1:]):
        yield Fault("the file", "no days", "one line for each day")


def _row_faults(number: int, cells: Sequence[str], below: _Below) -> Iterator[Fault]:
    if len(cells) not in (2, 3):
        yield Fault(f"line {number}", f"{len(cells)} cells", "date, what and name between tabs")
    elif cells[1] == SOURCE:
        yield from _source_faults(number, cells)
    else:
        yield from _day_faults(number, cells, below)


def _source_faults(number: int, cells: Sequence[str]) -> Iterator[Fault]:
    if not _YEAR.fullmatch(cells[0]):
        yield Fault(f"line {number}, column date", words_for(cells[0]), "a year such as 2021")
    if not cells[2:] or not cells[2]:
        place = f"line {number}, column name"
        yield Fault(place, "nothing", "where the days of that year come from")


def _day_faults(number: int, cells: Sequence[str], below: _Below) -> Iterator[Fault]:
    date, what = cells[:2]
    day = parse_day(date)
    if day is None:
        yield Fault(f"line {number}, column date", words_for(date), "a date such as 2021-11-15")
    if what not in (OFF, WORK):
        place = f"line {number}, column what"
        yield Fault(place, words_for(what), one_of((OFF, WORK, SOURCE), what))
    elif what == WORK and day is not None and not below.rests_on(day):
        yield Fault(f"line {number}, column date", date, below.expected)


def _repeated(lines: Sequence[_Line]) -> Iterator[Fault]:
    seen: set[str] = set()
    for line in lines:
        if line.first in seen:
            once = "every year once" if line.what == SOURCE else "every day once"
            yield Fault(f"line {line.number}, column date", line.first, once)
        seen.add(line.first)


_SHIPPED: Final[dict[str, Callable[[], Workdays]]] = {"vietnam": vietnam}
