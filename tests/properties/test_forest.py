"""Random forests: whatever anybody commands at any moment, every rule holds.

Each example is a plan of its own and fifty steps in it; ``make soak`` runs twenty thousand.
"""

from itertools import count
from typing import get_args

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from forest import MADE, PLAN_MADE, Forest
from invariants import AFTER_EACH_STEP, AT_THE_END
from planflow.domain.change import PlanCommand
from planflow.domain.task.command import Command

STEPS = 50
IS_SOAK = settings.default.max_examples > 1000
SHARDS = range(10 if IS_SOAK else 2)
EXAMPLES = 2000 if IS_SOAK else 100
NUMBERS = st.lists(st.integers(0, 2**24), min_size=STEPS, max_size=STEPS)


def issued_forest(number):
    """Return the first forest from ``number`` on whose plan is issued; a refused one is not there.

    Refused are plans whose figures would reach a report by two paths (Rule R19).
    """
    for other in count(number):
        forest = Forest(other)
        if forest.refusal is None:
            return forest
        assert (0, {}, 0) == (forest.store.head()[0], forest.store._rows, len(forest.lines))
    raise AssertionError


def grow(forest, numbers):
    """Take the steps and hold every rule to each of them, and to the whole at the end."""
    try:
        for number in numbers:
            step = forest.step(number)
            for rule in AFTER_EACH_STEP:
                rule(step, forest)
        for rule in AT_THE_END:
            rule(forest)
    except BaseException:
        note(forest.story())
        raise


@pytest.mark.parametrize("shard", SHARDS)
@settings(max_examples=EXAMPLES)
@given(number=st.integers(0, 2**20), numbers=NUMBERS)
def test_a_random_forest_keeps_every_rule(shard, number, numbers):
    """Two to four levels, partners, several superiors, events, sweeps, papers: every rule holds."""
    grow(issued_forest(number), numbers)


def test_the_forest_tries_every_command():
    """A command that no forest tries would keep the rules by luck."""
    assert set(get_args(Command)) == set(MADE)
    assert set(get_args(PlanCommand)) == set(PLAN_MADE)
