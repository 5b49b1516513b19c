"""A country consolidates: 10,599 communes, 705 districts, 63 provinces, twenty indicators.

The tree has the numbers of 2019 to 2020, spread evenly; what each commune reports follows from its
number. ``tests/properties/test_national.py`` holds the sums to the last figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Final

from pendulum import DateTime

from benchmarks.measure import Pair, Side, benchmark
from planflow.domain.organisation import Actor
from planflow.domain.plan import Amount, Indicator, Title
from planflow.domain.report import Indicators, Report
from planflow.domain.task import Assignment, Context, Edge, Refusal, Standing, Task, decide, evolve
from planflow.domain.task import command as c
from planflow.domain.task.reporting import compose

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
            *(_indicator(f"flow-{n}") for n in range(1, 9)),
            *(_indicator(f"money-{n}") for n in range(1, 3)),
            *(_indicator(f"stock-{n}", nature="stock") for n in range(1, 4)),
            _indicator("running", adds="latest"),
            *(_indicator(f"part-{n}", of=f"flow-{n}") for n in range(1, 5)),
            _indicator("share", adds="ratio", numerator="part-1", denominator="flow-1"),
            _indicator("each", adds="ratio", numerator="money-1", denominator="flow-2"),
        )
    }
)
"""Twenty: flows, amounts of money with decimals, stocks, one that runs up, parts, two ratios."""

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
    for n, name in enumerate(INDICATORS, 1):
        amount = (number * 7919 + n * 104_729) % 9973
        if name.startswith("money"):
            found[name] = Decimal(amount) / 8
        elif name.startswith("part"):
            found[name] = amount % (int(found[f"flow-{name[-1]}"]) + 1)
        elif INDICATORS[name].adds != "ratio":
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
    """The reports of a country as they arrive."""

    def __init__(self) -> None:
        """Begin before anybody has reported."""
        self.below = tree()
        self.tasks: dict[str, Task] = {}
        self._above = {one: unit for unit, units in self.below.items() for one in units}
        self._arrived: dict[str, dict[str, None]] = {}

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
        task = self.tasks.get(unit) or first_task(unit, self._above.get(unit))
        below = tuple(self.tasks[one] for one in self._arrived.get(unit, ()))
        figures = reported(unit) if unit.startswith("c") else {}
        context = Context(Actor(id="a", unit=unit), AT, below=below, indicators=INDICATORS)
        return task, c.Report(unit, figures, partial=partial), context

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


@benchmark("<= 10")
def national() -> Iterator[Pair]:
    """Make the 769 consolidated reports of a year, beside a loop that adds up dictionaries.

    Ours pins every version, names every absentee and keeps estimates apart; the loop only adds.
    """
    country = Country()
    communes, *upper = country.levels()
    gatherers = [unit for level in upper for unit in level]
    for unit in (*communes, *gatherers):
        country.report(unit)
    asked = [country.asked(unit) for unit in gatherers]
    figures = {commune: reported(commune) for commune in communes}
    assert by_hand(country.below, figures) == compose(*asked[-1]).total.actual
    yield Pair(
        ours=Side(lambda: [compose(*one) for one in asked], count=len(asked)),
        reference=Side(lambda: by_hand(country.below, figures), count=len(asked)),
    )
