"""Random forests: whatever anybody commands at any moment, every rule holds.

Each example is a plan of its own and fifty steps in it; ``make soak`` runs twenty thousand.
"""

from typing import get_args

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from forest import MADE, PLAN_MADE, STEPS, issued_forest
from invariants import hold_every_rule
from planflow.domain.change import PlanCommand, Reorganise
from planflow.domain.task.command import Command

IS_SOAK = settings.default.max_examples > 1000
SHARDS = range(10 if IS_SOAK else 2)
EXAMPLES = 2000 if IS_SOAK else 100
NUMBERS = st.lists(st.integers(0, 2**24), min_size=STEPS, max_size=STEPS)


@pytest.mark.parametrize("shard", SHARDS)
@settings(max_examples=EXAMPLES)
@given(number=st.integers(0, 2**20), numbers=NUMBERS)
def test_a_random_forest_keeps_every_rule(shard, number, numbers):
    """Two to four levels, partners, several superiors, events, sweeps, papers: every rule holds."""
    forest = issued_forest(number)
    try:
        hold_every_rule(forest, numbers)
    except BaseException:
        note(forest.story())
        raise


def test_the_forest_tries_every_command():
    """One that none tries would keep the rules by luck; reforms have a property of their own."""
    assert set(get_args(Command)) == set(MADE)
    assert set(get_args(PlanCommand)) - {Reorganise} == set(PLAN_MADE)
