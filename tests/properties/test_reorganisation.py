"""Rule R24 for any land and any reform: no figure is lost or counted twice, whoever ends."""

from collections import defaultdict
from graphlib import TopologicalSorter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pendulum import Date

from builders import (
    CHAIR,
    clerk,
    closing_store,
    flow_on,
    moment,
    unit,
)
from planflow.domain.change import Reorganise
from planflow.domain.organisation import (
    Directory,
    Succession,
    with_successions,
)
from planflow.domain.task import command as c
from planflow.store import Query
from reforms import REFORM, STP, chain_plan, land


@st.composite
def reforms(draw, directory):
    """Return successions in which every commune has at most one fate, and so has each district."""
    communes = [one.id for one in directory if one.level == "commune"]
    districts = [one.id for one in directory if one.level == "district"]
    found, new, free = [], [], list(communes)
    while free:
        size = draw(st.integers(1, min(3, len(free))))
        group, free = tuple(free[:size]), free[size:]
        fate = draw(st.sampled_from(["stays", "new", "into", "split", "rename"]))
        if fate == "new" or (fate == "into" and size == 1):
            new.append(f"n{len(new)}")
            found.append(Succession(REFORM, group, (new[-1],)))
        elif fate == "into":
            found.append(Succession(REFORM, group[1:], group[:1]))
        elif fate == "rename":
            new.append(f"n{len(new)}")
            found.append(Succession(REFORM, group[:1], (new[-1],), "rename"))
        elif fate == "split":
            new += [f"n{len(new)}", f"n{len(new) + 1}"]
            found.append(Succession(REFORM, group[:1], tuple(new[-2:]), "split"))
    is_level_gone = draw(st.booleans())
    heads = tuple(districts)
    if is_level_gone:
        found += [Succession(REFORM, (one,), (), "abolish", "stp") for one in heads]
        parent = "ubnd"
    elif len(heads) > 1 and draw(st.booleans()):
        found.append(Succession(REFORM, heads, ("nd",)))
        parent = "nd"
    else:
        parent = heads[0]
    units = [unit(one, "commune", parent=parent, valid_from=REFORM) for one in new]
    if parent == "nd":
        units.append(unit("nd", "district", parent="ubnd", valid_from=REFORM))
    after = with_successions(Directory([*directory, *units]), found)
    return tuple(found), after


@st.composite
def cases(draw):
    """Return a land, a reform of it, and how its units behave before."""
    before = land(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))
    successions, after = draw(reforms(before).filter(lambda found: found[0]))
    return before, after, successions, draw(st.integers(0, 10**6)), draw(st.booleans())


def tasks_of(flow):
    """Return the tasks by id."""
    return {task.id: task for task in flow.find(Query(plan="p"))}


def bottom_up(tasks):
    """Return the tasks, those below first."""
    below = defaultdict(set)
    for task in tasks.values():
        below[task.id] |= set()
        for edge in task.standing.edges:
            below[edge.above].add(task.id)
    return [tasks[one] for one in TopologicalSorter(below).static_order()], below


def report_by_chance(flow, chance):
    """Let some report: in part or in full; who gathers closes only once all below have."""
    ordered, below = bottom_up(tasks_of(flow))
    for task in ordered:
        if task.holder in ("stp", "ubnd") and task.kind != "deliver":
            continue
        what = chance.choice(["nothing", "partial", "partial", "closing"])
        is_ready = all(flow.task(one).standing.is_done for one in below[task.id])
        if what == "nothing" or (what == "closing" and not is_ready):
            continue
        figures = {name: chance.randint(0, 9) for name in task.assignment.indicators}
        command = c.Report(task.id, figures=figures, partial=what == "partial")
        flow.do(command, by=clerk(task.holder), at=moment(5, 5, year=2025))


def finish(flow, chance):
    """Let everybody report what is still owed, the old ones through who enters it for them."""
    for one in bottom_up(tasks_of(flow))[0]:
        task = flow.task(one.id)
        if not task.standing.is_open:
            continue
        old = task.standing.current()
        figures = dict(old.figures.actual) if old else {}
        for name in task.assignment.indicators:
            figures[name] = figures.get(name, 0) + chance.randint(0, 9)
        by = task.standing.closer or task.holder
        flow.do(c.Report(task.id, figures=figures), by=clerk(by), at=moment(12, 28, year=2025))


def amounts(totals):
    """Return the sums that are not nought."""
    return {name: amount for name, amount in totals.figures.actual.items() if amount}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(cases())
def test_r24_no_figure_is_lost_or_counted_twice(case):
    """Totals stand still on the day, and at the end the top says what all have said."""
    from random import Random

    before, after, successions, seed, is_ahead = case
    chance = Random(seed)
    with closing_store("memory") as store:
        flow = flow_on(store, directory=before)
        until = Date(2025, 12, 31)
        flow.issue(chain_plan(), by=CHAIR, at=moment(1, 2, year=2025), until=until)
        report_by_chance(flow, chance)
        owed = {one for one, task in tasks_of(flow).items() if task.standing.is_open}
        live, taken = flow.totals("p", live=True), flow.totals("p")

        flow = flow_on(store, directory=after)
        at = moment(6, 20, year=2025) if is_ahead else moment(7, 3, year=2025)
        command = Reorganise("p", successions)
        seen = flow.foresee(command, at=at)
        done = flow.do(command, by=STP, at=at)

        assert seen.passed == done.passed
        assert live.figures == flow.totals("p", live=True).figures
        assert taken.figures == flow.totals("p").figures
        tasks = tasks_of(flow)
        closing = {unit for one in successions for unit in one.closing}
        for one in owed:
            if tasks[one].holder in closing:
                assert tasks[one].standing.closes_on == Date(2025, 6, 30), one
        finish(flow, chance)
        assert not [task.id for task in flow.find(Query(plan="p")) if task.standing.is_open]
        top = flow.task("p/R.s/stp/2025").standing.reports[-1].total
        assert amounts(flow.totals("p", live=True)) == {k: v for k, v in top.actual.items() if v}
        assert amounts(flow.totals("p")) == amounts(flow.totals("p", live=True))
        assert flow.verify().is_sound
        ended = len(list(flow.journal()))
        flow.extend("p", Date(2026, 12, 31), at=moment(12, 30, year=2025))
        later = [entry for entry in flow.journal(after=ended) if "/2025" in entry.stream]
        assert [] == [entry.stream for entry in later]
        assert flow.verify().is_sound
