"""What moves often is made anew from its fields, and is as frozen as before."""

import pickle

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from pendulum import Date

from builders import deadline, version
from planflow.domain.task import Standing
from planflow.value import altered

DUE = deadline(Date(2021, 11, 1))
STANDING = Standing(state="reported", deadline=DUE, reports=(version(),))


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (STANDING, {"state": "consolidated", "progress": 40}),
        (STANDING, {}),
        (DUE, {"due_on": Date(2021, 11, 2), "warnings": ()}),
    ],
)
def test_it_is_what_the_class_would_make(value, changes):
    """Equal, told alike and stored alike."""
    expected, found = evolve(value, **changes), altered(value, **changes)

    assert expected == found == pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert repr(expected) == repr(found)


def test_equal_ones_count_as_one():
    assert 1 == len({altered(DUE, origin="extended"), evolve(DUE, origin="extended")})


def test_the_value_it_was_made_from_stays():
    """Nor does a further one move it."""
    moved = altered(STANDING, state="consolidated")
    altered(moved, state="withdrawn")

    assert ["reported", "consolidated"] == [STANDING.state, moved.state]


def test_nobody_changes_it_in_its_place():
    moved = altered(STANDING, state="consolidated")

    with pytest.raises(FrozenInstanceError):
        moved.state = "assigned"
    with pytest.raises(FrozenInstanceError):
        moved.other = 1
    with pytest.raises(FrozenInstanceError):
        del moved.state
