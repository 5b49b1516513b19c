"""Adding in columns is adding one number after the other, whatever the figures look like (R19)."""

import pickle
from copy import deepcopy
from decimal import localcontext

from hypothesis import given
from hypothesis import strategies as st

from builders import indicator
from planflow.domain.report import Figures, Indicators, over_units
from planflow.engine.codec import dumps, loads

KNOWN = Indicators(
    {
        each.id: each
        for each in (
            indicator("classes"),
            indicator("money"),
            indicator("people", nature="stock"),
            indicator("run", adds="latest"),
            indicator("rate", adds="ratio", numerator="classes", denominator="people"),
            indicator("top", adds="host:greatest"),
            indicator("lost", adds="host:forgotten"),
        )
    },
    {"greatest": max},
)
NAMES = (*KNOWN, "unknown")
AMOUNTS = st.integers(0, 10**29) | st.decimals(0, 10**17, allow_nan=False, places=12)
NUMBERS = st.dictionaries(st.sampled_from(NAMES), AMOUNTS)
FIGURES = st.builds(Figures, NUMBERS, NUMBERS, st.frozensets(st.sampled_from(NAMES)))
ALIKE = st.lists(st.fixed_dictionaries(dict.fromkeys(("classes", "money", "run"), AMOUNTS)))


def added(amounts):
    """Return the exact sum of numbers: whole where all of them are."""
    with localcontext(prec=200):
        return sum(amounts[1:], 0 + amounts[0])


def one_by_one(parts, *, known=KNOWN):
    """Return what parts are together, number by number."""
    rules = {"sum": added, "latest": added, "host:greatest": max}
    wanted = {name for part in parts for name in part.estimate}
    expected = [{**part.actual, **part.estimate} for part in parts]

    def together(sources, names):
        columns = {name: [each[name] for each in sources if name in each] for name in sorted(names)}
        return {
            name: rules[known[name].adds](amounts)
            for name, amounts in columns.items()
            if amounts and name in known and known[name].adds in rules
        }

    return Figures(
        together([part.actual for part in parts], NAMES),
        together(expected, wanted),
        frozenset(name for part in parts for name in part.approximate),
    )


@given(st.lists(FIGURES))
def test_r19_columns_add_up_to_the_last_figure(parts):
    """Also to the same text: with the same places after the point, in the same order."""
    with localcontext(prec=3):
        found = over_units(parts, KNOWN)

    assert dumps(one_by_one(parts)) == dumps(found)


@given(ALIKE)
def test_r19_figures_of_one_form_do_too(rows):
    parts = [Figures(row) for row in rows]
    with localcontext(prec=3):
        found = over_units(parts, KNOWN)

    assert dumps(one_by_one(parts)) == dumps(found)


@given(st.lists(FIGURES), st.randoms())
def test_r20_neither_the_order_of_reports_nor_of_their_numbers_matters(parts, chance):
    """A form may be filled in from below."""
    turned = [
        Figures(
            dict(reversed(part.actual.items())),
            dict(reversed(part.estimate.items())),
            part.approximate,
        )
        for part in chance.sample(parts, len(parts))
    ]

    assert dumps(over_units(parts, KNOWN)) == dumps(over_units(turned, KNOWN))


@given(st.lists(FIGURES), st.integers(0, 9))
def test_r20_step_by_step_is_at_once(parts, cut):
    steps = [over_units(parts[:cut], KNOWN), over_units(parts[cut:], KNOWN)]
    whole = over_units(parts, KNOWN)

    assert (whole.actual, whole.approximate) == (
        over_units(steps, KNOWN).actual,
        over_units(steps, KNOWN).approximate,
    )


@given(FIGURES)
def test_what_is_stored_and_read_is_the_same(figures):
    text = dumps(figures)

    assert text == dumps(loads(Figures, text))
    assert figures == loads(Figures, text)


@given(st.lists(FIGURES, min_size=1))
def test_a_sum_is_a_value_like_any_other(parts):
    """It can be copied and sent elsewhere before anybody has looked at it."""
    sent = pickle.loads(pickle.dumps(over_units(parts, KNOWN)))  # noqa: S301 - our own
    copied = deepcopy(over_units(parts, KNOWN))

    assert over_units(parts, KNOWN) == sent == copied
    assert over_units(parts, KNOWN).shape is sent.shape is copied.shape
