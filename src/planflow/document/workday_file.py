"""Working-day files (tab-separated): Vietnam's table, and a host's own. Asked for by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Final

from attrs import frozen
from pendulum import Date

from planflow.document.shape import one_of, words_for
from planflow.document.source import FilePath, file_name, parse_day, raise_faults, read_text
from planflow.domain.workday import Workdays
from planflow.errors import DefinitionError, Fault

OFF: Final = "off"
WORK: Final = "work"

_HEADER: Final = ["date", "what", "name"]
_SATURDAY: Final = 5


@frozen
class _Line:
    """One day of a table."""

    number: int
    day: Date
    what: str


@cache
def vietnam() -> Workdays:
    """Return Vietnam's working days: Labour Code 2019 art. 112 and the yearly notices."""
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
    path: FilePath, *, name: str, version: str | None = None, known_until: Date | None = None
) -> Workdays:
    """Return the working days that a table describes.

    Args:
        path: The table: UTF-8, tab-separated, with the columns ``date``, ``what`` (``off`` for a
            day that is not worked, ``work`` for a Saturday or Sunday that is) and ``name``.
        name: The name of these working days.
        version: What deadlines counted with them shall say; if missing, the name with a digest of
            the table.
        known_until: The last day that has been announced; if missing, the end of the last year in
            the table.

    Raises:
        FormatError: If the file cannot be read or is no such table; all faults are listed.
    """
    text = read_text(path)
    return _workdays(text, file_name(path), name=name, version=version, known_until=known_until)


def _workdays(
    text: str, file: str, *, name: str, version: str | None, known_until: Date | None
) -> Workdays:
    faults: list[Fault] = []
    lines = list(_lines(text, faults))
    raise_faults((*faults, *_repeated(lines)), file)
    digest = sha256(text.encode()).hexdigest()[:12]
    return Workdays(
        name=name,
        version=version or f"{name}-{digest}",
        off=[line.day for line in lines if line.what == OFF],
        worked=[line.day for line in lines if line.what == WORK],
        known_until=known_until or Date(max(line.day.year for line in lines), 12, 31),
    )


def _lines(text: str, faults: list[Fault]) -> Iterator[_Line]:
    rows = [(n, row.split("\t")) for n, row in enumerate(text.splitlines(), 1) if row.strip()]
    header = [name.strip() for name in rows[0][1]] if rows else []
    if header != _HEADER:
        faults.append(Fault("line 1", words_for(" ".join(header)), "date, what, name and tabs"))
        return
    if not rows[1:]:
        faults.append(Fault("the file", "no days", "one line for each day"))
    for number, row in rows[1:]:
        start = len(faults)
        faults.extend(_row_faults(number, row))
        day = parse_day(row[0].strip())
        if day is not None and len(faults) == start:
            yield _Line(number, day, row[1].strip())


def _row_faults(number: int, row: Sequence[str]) -> Iterator[Fault]:
    if len(row) not in (2, 3):
        yield Fault(f"line {number}", f"{len(row)} cells", "date, what and name between tabs")
        return
    date, what = row[0].strip(), row[1].strip()
    day = parse_day(date)
    if day is None:
        yield Fault(f"line {number}, column date", words_for(date), "a date such as 2021-11-15")
    if what not in (OFF, WORK):
        place = f"line {number}, column what"
        yield Fault(place, words_for(what), one_of((OFF, WORK), what))
    elif what == WORK and day is not None and day.weekday() < _SATURDAY:
        place = f"line {number}, column date"
        yield Fault(place, date, "a Saturday or Sunday, since other days are worked anyway")


def _repeated(lines: Sequence[_Line]) -> Iterator[Fault]:
    counts = Counter(line.day for line in lines)
    seen: set[Date] = set()
    for line in lines:
        if counts[line.day] > 1 and line.day in seen:
            yield Fault(f"line {line.number}, column date", str(line.day), "every day once")
        seen.add(line.day)


_SHIPPED: Final[dict[str, Callable[[], Workdays]]] = {"vietnam": vietnam}
