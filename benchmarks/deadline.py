"""Working days and wordings: what a deadline costs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random

import holidays

from benchmarks.measure import Pair, Side, benchmark
from planflow import vietnam
from planflow.domain.deadline import parse
from planflow.domain.workday import Workdays

_WORDINGS = Path(__file__).parents[1] / "tests/data/deadline-wordings.tsv"
_FIRST, _LAST = date(2019, 3, 1), date(2026, 12, 31)
_DAYS = 2_000


@benchmark("<= 3")
def workdays_10() -> Iterator[Pair]:
    """Count ten working days on, beside a look-up in a table of the same calendar."""
    workdays, days = vietnam(), _random_days()
    find = _table(workdays)
    assert [find(day, 10) for day in days] == [workdays.add(day, 10) for day in days]
    yield Pair(
        ours=Side(lambda: [workdays.add(day, 10) for day in days], count=_DAYS),
        reference=Side(lambda: [find(day, 10) for day in days], count=_DAYS),
    )


@benchmark(">= 30")
def workdays_10_v_holidays() -> Iterator[Pair]:
    """Count ten working days on, beside the package ``holidays`` with all its years at hand.

    A few answers differ, the work does not: the package lacks a swapped day of 2026, and has the
    years before and after those that ours knows.
    """
    workdays, days = vietnam(), _random_days()
    package = holidays.country_holidays("VN", years=range(_FIRST.year, _LAST.year + 2))
    yield Pair(
        ours=Side(lambda: [workdays.add(day, 10) for day in days], count=_DAYS),
        reference=Side(lambda: [package.get_nth_working_day(day, 10) for day in days], count=_DAYS),
    )


@benchmark("<= 12")
def parse_cold() -> Iterator[Pair]:
    """Read a wording for the first time, beside the reading of one plain date.

    Only the answers are forgotten: the shapes of clauses, which are few and recur within a plan,
    stay known.
    """
    wordings, cold = _wordings(), parse.__wrapped__
    yield Pair(
        ours=Side(lambda: [cold(words, year) for words, year in wordings], count=len(wordings)),
        reference=Side(
            lambda: [datetime.strptime("15/11/2021", "%d/%m/%Y") for _ in wordings],
            count=len(wordings),
        ),
    )


@benchmark("<= 20")
def parse_again() -> Iterator[Pair]:
    """Read a wording once more, beside a dictionary that holds what was read."""
    wordings = _wordings()
    known = {(words, year): parse(words, year) for words, year in wordings}
    yield Pair(
        ours=Side(lambda: [parse(words, year) for words, year in wordings], count=len(wordings)),
        reference=Side(
            lambda: [known[words, year] for words, year in wordings], count=len(wordings)
        ),
    )


def _random_days() -> list[date]:
    draw = Random(3)
    span = _FIRST.toordinal(), _LAST.toordinal()
    return [date.fromordinal(draw.randint(*span)) for _ in range(_DAYS)]


def _table(workdays: Workdays) -> Callable[[date, int], date]:
    """Return a look-up in a table: no checks, no years but those of the days and the next."""
    first = _FIRST.toordinal()
    worked: list[date] = []
    last_seen = []
    for ordinal in range(first, date(_LAST.year + 1, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        if workdays.is_working(day):
            worked.append(day)
        last_seen.append(len(worked) - 1)

    def find(day: date, count: int) -> date:
        return worked[last_seen[day.toordinal() - first] + count]

    return find


def _wordings() -> list[tuple[str, int]]:
    with _WORDINGS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], int(row["year"])) for row in rows]
