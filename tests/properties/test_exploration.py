"""Every reachable state of a small chain, each command in each of them: every rule holds.

What is visited is every state that the commands of a slice can reach within its bounds: so many
versions of its report from each task. The counts are printed at the end of the run.
"""

import pytest

from exploration import ABOVE, BELOW, MOVES, NAMES, OWN, Exploration
from planflow.domain.task import differences

DONE, OPEN = ("reported", "consolidated"), ("assigned", "in_progress")

ALL = dict.fromkeys(NAMES, 1)
THREE = ("commune-1", "district", "agency")
SLICES = {
    "the whole chain: sending and returning": (
        ("report", "return"),
        ALL | {"commune-1": 2, "district": 2},
        210_510,
    ),
    "the whole chain: in part": (("report", "report in part"), ALL, 132_253),
    "the whole chain: withdrawing": (("report", "withdraw"), ALL, 102_859),
    "the whole chain: correcting": (("report", "correct"), ALL | dict.fromkeys(THREE, 2), 65_744),
    "one commune: declining, withdrawing, reinstating": (
        ("report", "withdraw", "reinstate", "decline"),
        {name: 1 for name in NAMES if name not in ("commune-2", "second")} | {"commune-1": 2},
        41_400,
    ),
    "one commune: starting, suspending": (
        ("start", "report", "suspend", "resume"),
        {name: 1 for name in NAMES if name not in ("commune-2", "second")},
        19_664,
    ),
    "commune, district, agency: returning in part": (
        ("report", "report in part", "return"),
        dict.fromkeys(THREE, 2),
        49_257,
    ),
    "commune and district: everything": (tuple(MOVES), {"commune-1": 1, "district": 2}, 18_731),
}
"""Commands, how many versions of its report each task may give, and how many states that is."""
SUBTREE = {
    name: sum(OWN.get(one, 0) for one in NAMES if one == name or name in ABOVE[one])
    for name in NAMES
}


def stands(standing):
    """Return the newest version unless it was returned or its task withdrawn since."""
    newest = standing.reports[-1] if standing.reports else None
    is_gone = newest is None or newest.version <= max(standing.returned, standing.lapsed)
    return None if is_gone else newest


def the_state_follows_from_what_stands(task):
    """R16: what is done has a closing report that stands, and nothing else has one."""
    standing, newest = task.standing, stands(task.standing)
    is_closed = newest is not None and newest.is_closing
    assert is_closed == (task.state in DONE)
    assert (standing.done_at is not None) == is_closed
    assert task.state != "suspended" or standing.came_from in OPEN
    assert task.state != "withdrawn" or newest is None


def consolidated_is_taken_by_every_receiver(task):
    """R17: by the newest version, or by one that a correction has followed."""
    standing = task.standing
    taken = [
        edge.taken > max(standing.returned, standing.lapsed)
        and standing.reports[edge.taken - 1].is_closing
        for edge in standing.edges
    ]
    assert all(edge.taken <= len(standing.reports) for edge in standing.edges)
    if task.state in DONE:
        assert all(taken) == (task.state == "consolidated")


def a_total_counts_everybody_once(task, below):
    """R19: own figures and those pinned, none of them twice, none from elsewhere."""
    for report in task.standing.reports:
        total = report.total.actual.get("n", 0)
        parts = [report.figures.actual.get("n", 0)]
        parts += [pin.figures.actual.get("n", 0) for pin in report.pins]
        assert total == sum(parts)
        assert all(one & other == 0 for n, one in enumerate(parts) for other in parts[:n])
        assert total & ~SUBTREE[task.id] == 0
    known = {child.id: child.standing.reports for child in below}
    for report in task.standing.reports:
        for pin in report.pins:
            assert known[pin.task][pin.version - 1].total == pin.figures


def a_report_names_whom_it_lacks(task, below):
    """R18: whoever is below is pinned or named as absent, never both."""
    for report in task.standing.reports:
        pinned = {pin.task for pin in report.pins}
        absent = {absentee.task for absentee in report.absentees}
        assert pinned | absent == {child.id for child in below}
        assert not pinned & absent


def what_is_pinned_is_what_was_taken(task, below):
    """R17: the newest version's pins are the marks on the edges; an open one rests on what stands.

    Where they differ from what stands now, the report is stale and says so.
    """
    newest = stands(task.standing)
    pins = {pin.task: pin.version for pin in newest.pins} if newest else {}
    stale = set()
    for child in below:
        taken = next(edge.taken for edge in child.standing.edges if edge.above == task.id)
        current = stands(child.standing)
        if child.id in pins:
            gone = max(child.standing.returned, child.standing.lapsed)
            assert pins[child.id] == taken
            assert task.state in DONE or pins[child.id] > gone
        if pins.get(child.id, 0) != (current.version if current else 0):
            stale.add(child.id)
    assert stale == {each.task for each in differences(task, below)}


def check(task, below):
    """Hold every rule to a task and those below it."""
    the_state_follows_from_what_stands(task)
    consolidated_is_taken_by_every_receiver(task)
    a_total_counts_everybody_once(task, below)
    a_report_names_whom_it_lacks(task, below)
    what_is_pinned_is_what_was_taken(task, below)


def explored(name):
    """Visit every state of a slice; return how many, and what was done in them."""
    moves, bounds, _ = SLICES[name]
    exploration = Exploration(bounds, moves, check)
    return exploration.run(), exploration.counts


@pytest.mark.slow
@pytest.mark.parametrize("name", SLICES)
def test_every_reachable_state_of_a_small_chain_keeps_every_rule(name, record_property):
    """Lead, partner, two communes, district, agency, two superiors."""
    states, counts = explored(name)

    moves, decisions = counts["moves"], counts["decisions"]
    said = f"explored “{name}”: {states:,} states, {moves:,} moves, {decisions:,} decisions"
    record_property("said", said)
    assert SLICES[name][2] == states


def test_the_exploration_knows_the_chain():
    """Eight tasks, five levels; all commands that move a state are given in some slice."""
    assert {name for moves, _, _ in SLICES.values() for name in moves} == set(MOVES)
    assert {"agency", "first", "second"} == set(ABOVE["lead"])
    assert ("commune-1", "commune-2") == BELOW["district"]
