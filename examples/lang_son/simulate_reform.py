"""Plan B from 2020 to 2025: two reorganisations of the province, and nothing is lost on the way.

Run from the project's root: ``python examples/lang_son/simulate_reform.py``. On 2024-12-01 six
communes merge into neighbours; on 2025-07-01 the districts are abolished and 65 communes take the
place of 194. Both are recorded two weeks ahead, so that what the old units still owe falls due on
their last day; the standing agency enters what the districts left open, the successors what the
communes did. Everything is kept in memory.
"""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

from attrs import frozen
from pendulum import Date

from planflow import (
    Actor,
    Flow,
    MemoryStore,
    Outcome,
    Query,
    Reorganise,
    SeededEntropy,
    Task,
    read_plan,
    read_successions,
    read_units,
    vietnam,
    with_successions,
)
from planflow.simulation import Reform, Scenario, Share, Year

HERE = Path(__file__).parent
FIRST, LAST = Date(2020, 10, 15), Date(2025, 12, 31)
MERGED_ON, ABOLISHED_ON = date(2024, 12, 1), date(2025, 7, 1)
SEED = 80


@frozen
class Act:
    """What a reorganisation did to the open tasks of the units that end.

    Attributes:
        document: The document that says so.
        ending: How many units end.
        owed: How many tasks they had open.
        told: What became of tasks, and of how many.
        lost: How many of the open ones nothing is told of.
        keeps_totals: Both totals are the same before and after.
    """

    document: str
    ending: int
    owed: int
    told: dict[str, int]
    lost: int
    keeps_totals: bool


class Watched(Flow):
    """A flow that counts what a reorganisation does, before and after."""

    acts: tuple[Act, ...] = ()

    def do(self, command: object, *, by: Actor, at: datetime, key: str | None = None) -> Outcome:
        """Give a command; keep what became of every open task of a unit that ends."""
        if not isinstance(command, Reorganise):
            return super().do(command, by=by, at=at, key=key)
        ending = {unit for one in command.successions for unit in one.closing}
        owed = {task.id for task in self.find(Query()) if is_owed(task, ending)}
        before = [self.totals(command.plan, live=live).figures for live in (True, False)]
        outcome = super().do(command, by=by, at=at, key=key)
        after = [self.totals(command.plan, live=live).figures for live in (True, False)]
        told = dict(sorted(Counter(each.what for each in outcome.passed).items()))
        lost = owed - {each.task for each in outcome.passed}
        document = command.document
        act = Act(document, len(ending), len(owed), told, len(lost), before == after)
        self.acts = (*self.acts, act)
        return outcome


def is_owed(task: Task, units: set[str]) -> bool:
    """Tell whether a task of one of these units is still to be done."""
    return task.holder in units and task.state in ("assigned", "in_progress", "suspended")


def cross() -> Watched:
    """Run the years and return the flow."""
    units = read_units(HERE / "units-2021.csv", HERE / "units-2025.csv")
    merged = read_successions(HERE / "successions-2024.csv", units, on=MERGED_ON)
    abolished = read_successions(HERE / "successions-2025.csv", units, on=ABOLISHED_ON)
    units = with_successions(units, (*merged, *abolished))
    scenario = Scenario(
        late_days=3,
        shares=(Share(behaviour="punctual", parts=92), Share(behaviour="late", parts=8)),
        reforms=(
            Reform(on=Date(2024, 11, 15), successions=merged, document="1/12/2024"),
            Reform(on=Date(2025, 6, 16), successions=abolished, document="1/7/2025"),
        ),
    )
    plan, workdays = read_plan(HERE / "plan-b.toml"), vietnam()
    entropy = SeededEntropy(SEED)
    flow = Watched(MemoryStore(), directory=units, workdays=workdays, entropy=entropy)
    Year(flow, plan, scenario, workdays, SEED).run(FIRST, LAST, progress=lambda _: None)
    return flow


def reports(flow: Flow, level: str, year: int) -> tuple[int, int]:
    """Return how many units of a level have reported for a year, of those at its end."""
    there = {unit.id for unit in flow.directory.on(date(year, 12, 31))}
    query = Query(source=f"IV.4.d-{level}s", occurrence=str(year))
    owed = [task for task in flow.find(query) if task.holder in there]
    return sum(task.standing.is_done for task in owed), len(owed)


def main() -> None:
    """Tell what came of it."""
    flow = cross()
    for act in flow.acts:
        print(f"{act.document}: {act.ending} units end; {act.owed} of their tasks are open")
        print("  " + ", ".join(f"{what} {count}" for what, count in act.told.items()))
        print(f"  lost: {act.lost}; totals as before: {act.keeps_totals}")
    for level, year in (("district", 2024), ("commune", 2025)):
        given, owed = reports(flow, level, year)
        print(f"{level} reports for {year}: {given} of {owed}")
    tasks = flow.find(Query()).all()
    ended = [task for task in tasks if task.standing.closes_on]
    states = Counter(task.state for task in ended)
    print(f"{len(tasks)} tasks; of {len(ended)} of units that ended:", dict(sorted(states.items())))
    print("the journal proves it:", flow.verify().is_sound)


if __name__ == "__main__":
    main()
