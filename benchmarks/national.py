"""A country consolidates: 10,599 communes, 705 districts, 63 provinces, twenty figures each.

The tree has the numbers of 2019 to 2020, spread evenly; what each commune reports follows from its
number. ``tests/properties/test_national.py`` holds the sums to the last figure.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import cycle, islice
from typing import Final, Generic, TypeVar

from attrs import frozen
from pendulum import DateTime

from benchmarks.measure import Pair, Side, benchmark
from planflow.domain.organisation import Actor
from planflow.domain.plan import Amount, Indicator, Title
from planflow.domain.report import Indicators, Report
from planflow.domain.task import (
    Assignment,
    Context,
    Edge,
    Refusal,
    Standing,
    Task,
    consolidation,
    decide,
    evolve,
)
from planflow.domain.task import command as c
from planflow.engine.record import read_task, task_row
from planflow.store import Row

PROVINCES: Final = 63
DISTRICTS: Final = 705
COMMUNES: Final = 10_599
AT: Final = DateTime(2020, 12, 20, 2)


def _indicator(name: str, **more: str) -> Indicator:
    return Indicator(id=name, title=Title(vi=name), measure=Title(vi="cái"), **more)


INDICATORS: Final = Indicators(
    {
        one.id: one
        for one in (
            *(_indicator(f"flow-{n}") for n in range(1, 11)),
            *(_indicator(f"money-{n}") for n in range(1, 3)),
            *(_indicator(f"stock-{n}", nature="stock") for n in range(1, 4)),
            _indicator("running", adds="latest"),
            *(_indicator(f"part-{n}", of=f"flow-{n}") for n in range(1, 5)),
            _indicator("share", adds="ratio", numerator="part-1", denominator="flow-1"),
            _indicator("each", adds="ratio", numerator="money-1", denominator="flow-2"),
        )
    }
)
"""Flows, money with decimals, stocks, one that runs up, parts; and two ratios of them."""

CARRIED: Final = tuple(name for name, one in INDICATORS.items() if one.adds != "ratio")
"""The twenty that a report has figures of: ratios never travel."""

Tree = dict[str, tuple[str, ...]]
"""Unit → the units below it."""


def tree() -> Tree:
    """Return the country: each level spread as evenly over the one above as it goes."""
    found: Tree = {}
    above = ["nation"]
    for level, count in (("p", PROVINCES), ("d", DISTRICTS), ("c", COMMUNES)):
        units = iter([f"{level}{n:05d}" for n in range(count)])
        for n, unit in enumerate(above):
            share = count // len(above) + (n < count % len(above))
            found[unit] = tuple(islice(units, share))
        above = [one for unit in above for one in found[unit]]
    return found


def reported(commune: str) -> dict[str, Amount]:
    """Return what a commune says: any numbers, its own; a part is less than its whole."""
    number = int(commune[1:])
    found: dict[str, Amount] = {}
    for n, name in enumerate(CARRIED, 1):
        amount = (number * 7919 + n * 104_729) % 9973
        if name.startswith("money"):
            found[name] = Decimal(amount) / 8
        elif name.startswith("part"):
            found[name] = amount % (int(found[f"flow-{name[-1]}"]) + 1)
        else:
            found[name] = amount
    return found


def first_task(unit: str, above: str | None) -> Task:
    """Return the report that a unit owes, before anything happened."""
    assignment = Assignment(
        id=unit,
        plan="nation",
        source="R",
        kind="report",
        part="reporter",
        holder=unit,
        occurrence="2020",
        authority="order",
        assigners=("nation",),
        superiors=(),
        indicators=tuple(INDICATORS),
        zone="Asia/Ho_Chi_Minh",
    )
    return Task(assignment, Standing(edges=(Edge(above, above, "R"),) if above else ()))


class Country:
    """The reports of a country as they arrive.

    Args:
        is_uneven: As it is in life: some communes leave a figure out or estimate one, and of some
            less is accepted than they say.
    """

    def __init__(self, *, is_uneven: bool = False) -> None:
        """Begin before anybody has reported."""
        self.below = tree()
        self.tasks: dict[str, Task] = {}
        self._above = {one: unit for unit, units in self.below.items() for one in units}
        self._arrived: dict[str, dict[str, None]] = {}
        self._is_uneven = is_uneven

    def report(self, unit: str, *, partial: bool = False) -> Report:
        """Let a unit report: a commune its figures, the others what has come from below."""
        task, command, context = self.asked(unit, partial=partial)
        happened = decide(task, command, context)
        if isinstance(happened, Refusal):
            raise TypeError(happened)
        self.tasks[unit] = task
        for one, event in happened:
            before = self.tasks[one]
            self.tasks[one] = Task(before.assignment, evolve(before.standing, event, AT))
        self._arrived.setdefault(self._above.get(unit, ""), {})[unit] = None
        return self.tasks[unit].standing.reports[-1]

    def asked(self, unit: str, *, partial: bool = False) -> tuple[Task, c.Report, Context]:
        """Return what a report of ``unit`` is made from, in the order in which it came."""
        task = self._task(unit)
        below = tuple(self.tasks[one] for one in self._arrived.get(unit, ()))
        figures = reported(unit) if unit.startswith("c") else {}
        estimates: dict[str, Amount] = {}
        if self._is_uneven and unit.startswith("c") and unit.endswith("50"):
            del figures["stock-3"]
        if self._is_uneven and unit.startswith("c") and unit.endswith("010"):
            estimates["flow-1"] = 9999
        accepted = {one: {"flow-5": 0} for one in self._arrived.get(unit, ()) if self._is_cut(one)}
        command = c.Report(
            unit,
            figures,
            estimates=estimates,
            partial=partial,
            accepted=accepted,
            reasons=dict.fromkeys(accepted, "chưa đủ hồ sơ"),
        )
        context = Context(Actor(id="a", unit=unit), AT, below=below, indicators=INDICATORS)
        return task, command, context

    def _is_cut(self, unit: str) -> bool:
        return self._is_uneven and unit.startswith("c") and unit.endswith("80")

    def gathering(self, unit: str) -> Stored:
        """Return what is stored of a unit's task and of those below, whatever has come of them."""
        below = tuple(map(self._task, self.below[unit]))
        reports = [one.standing.reports[-1] for one in below if one.standing.reports]
        return Stored(
            task_row(self._task(unit), 1, "", None),
            tuple(task_row(one, 1, "", None) for one in below),
            tuple(json.dumps(report.total.actual, default=float) for report in reports),
        )

    def _task(self, unit: str) -> Task:
        return self.tasks.get(unit) or first_task(unit, self._above.get(unit))

    def gatherers(self) -> Iterator[str]:
        """Yield the districts of each province and then itself, at last the nation."""
        for province in self.below["nation"]:
            yield from self.below[province]
            yield province
        yield "nation"

    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Return communes, districts, provinces and the nation, each level in its order."""
        levels: list[tuple[str, ...]] = [("nation",)]
        while levels[-1][0] in self.below:
            levels.append(tuple(one for unit in levels[-1] for one in self.below[unit]))
        return tuple(reversed(levels))


def by_hand(
    units: Tree, figures: Mapping[str, Mapping[str, Amount]], unit: str = "nation"
) -> dict[str, Amount]:
    """Add up the figures below ``unit``, level by level, with nothing but dictionaries."""
    found: dict[str, Amount] = {}
    for one in units[unit]:
        below = figures[one] if one in figures else by_hand(units, figures, one)
        for name, amount in below.items():
            found[name] = found.get(name, 0) + amount
    return found


TIMES: Final = 100
"""How often each gathering is done before the next one is loaded."""

Gathering = tuple[Task, tuple[Task, ...]]
"""A task and those that feed it, as the engine holds them."""

Bare = list[dict[str, Amount]]
"""The same as nothing but the numbers of each report."""


@frozen
class Stored:
    """What is stored of a task and of those that feed it."""

    task: Row
    below: tuple[Row, ...]
    numbers: tuple[str, ...]

    def load(self) -> Gathering:
        """Load the tasks as the engine does."""
        return read_task(self.task), tuple(map(read_task, self.below))

    def load_bare(self) -> Bare:
        """Load the numbers of the reports that stand, each from a text of its own."""
        return [json.loads(text, parse_float=Decimal) for text in self.numbers]


T = TypeVar("T")


class Turns(Generic[T]):
    """The gatherings of the country, one after the other: each stays loaded for some turns."""

    def __init__(self, load: Callable[[Stored], T]) -> None:
        """Begin before the first one."""
        self._ahead = (stored for stored in cycle(uneven()) for _ in range(TIMES))
        self._load = load
        self._stored: Stored | None = None
        self.value: T

    def turn(self) -> None:
        """Load the next one if it is its turn."""
        before, self._stored = self._stored, next(self._ahead)
        if self._stored is not before:
            self.value = self._load(self._stored)


def take(one: Gathering) -> consolidation.Consolidation:
    """Consolidate what stands below, with the function that ``Flow.consolidate`` calls."""
    return consolidation.consolidate(*one, INDICATORS, AT)


def add_up(reports: Bare) -> dict[str, Amount]:
    """Add up dictionaries."""
    total: dict[str, Amount] = dict.fromkeys(CARRIED, 0)
    for report in reports:
        for name, amount in report.items():
            total[name] += amount
    return total


@cache
def uneven() -> tuple[Stored, ...]:
    """Return what is stored once a country as it is has reported: districts, provinces, the nation.

    Of some communes nothing has come; others leave a figure out, or estimate one; of some the
    district accepts less than they say.
    """
    country = Country(is_uneven=True)
    for level in country.levels():
        for unit in level:
            if not unit.endswith("33") or unit in country.below:
                country.report(unit)
    return tuple(map(country.gathering, country.gatherers()))


@benchmark("<= 1")
def consolidate() -> Iterator[Pair]:
    """Consolidate 11,000 reports on three levels, beside a loop that adds up dictionaries.

    Ours is the function that ``Flow.consolidate`` calls once it has loaded the tasks. It pins each
    version, names each absentee and the reason, looks for open obstacles and for what successors
    have counted anew, keeps estimates and rounded numbers apart, and adds up by the indicators'
    rules, exactly whatever the decimal context. The loop, ``total[name] += amount``, adds up the
    numbers of the same reports and knows nothing else of them.

    Both work on what was loaded from text before, which is not timed, and do each of the 769
    gatherings some times over. So what they compute is compared, from the processor's cache;
    ``consolidate_at_once`` compares what they fetch from memory, too.
    """
    ours, reference = Turns(Stored.load), Turns(Stored.load_bare)
    yield Pair(
        ours=Side(lambda: take(ours.value), prepare=ours.turn),
        reference=Side(lambda: add_up(reference.value), prepare=reference.turn),
    )


@benchmark("<= 4")
def consolidate_at_once() -> Iterator[Pair]:
    """Do the same once through the whole country, all of it loaded: more than a cache holds.

    A task as it is loaded lies in a dozen places of the memory, bare numbers in one or two.
    """
    tasks = [stored.load() for stored in uneven()]
    numbers = [stored.load_bare() for stored in uneven()]
    for ours, reference in zip(tasks, numbers, strict=True):
        assert add_up(reference) == take(ours).total.actual
    yield Pair(
        ours=Side(lambda: deque(map(take, tasks), 0), count=len(tasks)),
        reference=Side(lambda: deque(map(add_up, numbers), 0), count=len(numbers)),
    )
