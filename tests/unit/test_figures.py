"""Figures lie in rows, by shape, and a pin made quickly is a pin."""

import pytest
from attrs.exceptions import FrozenInstanceError

from planflow.domain.report import NOTHING, Figures, Indicators, Pin, new_pin, over_units
from planflow.engine.codec import dumps


def test_figures_of_one_form_share_their_shape_in_whatever_order_it_is_filled_in():
    one, other = Figures({"a": 1, "b": 2}), Figures({"b": 3, "a": 4})

    assert one.shape is other.shape
    assert [(1, 2), (4, 3)] == [one.row, other.row]


@pytest.mark.parametrize(
    "other",
    [
        Figures({"a": 1}),
        Figures({"a": 1, "b": 2}, {"b": 3}),
        Figures({"a": 1, "b": 2}, approximate=frozenset({"a"})),
    ],
)
def test_figures_with_other_numbers_have_another_shape(other):
    assert Figures({"a": 1, "b": 2}).shape is not other.shape


def test_the_order_in_which_a_form_was_filled_in_is_kept_in_the_record():
    assert '{"actual":{"b":3,"a":4}}' == dumps(Figures({"b": 3, "a": 4}))


def test_rounded_numbers_may_come_in_any_set():
    rounded = Figures({"a": 1}, approximate={"a"})

    assert frozenset({"a"}) == rounded.approximate
    assert '{"actual":{"a":1},"approximate":["a"]}' == dumps(rounded)


def test_figures_have_no_further_field():
    """A sum tells its numbers by name when it is asked; nothing else is made up."""
    total = over_units([Figures({"a": 1})], Indicators({}))

    assert {} == total.actual
    with pytest.raises(AttributeError):
        _ = total.actuals


def test_a_pin_made_quickly_is_a_pin():
    quick = new_pin("p/1/sgd/once", "sgd", 2, carries=True, figures=NOTHING)
    pin = Pin("p/1/sgd/once", "sgd", 2, carries=True, figures=NOTHING)

    assert Pin is type(quick)
    assert pin == quick
    assert repr(pin) == repr(quick)


def test_nobody_changes_a_pin_made_quickly():
    quick = new_pin("p/1/sgd/once", "sgd", 2, carries=True, figures=NOTHING)

    with pytest.raises(FrozenInstanceError):
        quick.version = 3
    with pytest.raises(FrozenInstanceError):
        del quick.version
