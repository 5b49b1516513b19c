"""The national tree: 63 provinces, 705 districts, 10,599 communes, twenty indicators.

Consolidated bottom to top it is right to the last figure, whatever the order of arrival, and
whatever was reported in part meanwhile (Rules R19, R20).
"""

from decimal import Decimal
from random import Random
from time import process_time

import pytest

from benchmarks.national import CARRIED, INDICATORS, Country, by_hand, reported, tree
from planflow.domain.overview import consolidated_reports, live_reports, total
from planflow.domain.report import with_ratios


def test_the_tree_has_the_country_numbers():
    """Each unit once, spread evenly over those above."""
    units = tree()
    levels = Country().levels()

    assert [10_599, 705, 63, 1] == [len(level) for level in levels]
    assert [15, 16] == sorted({len(units[district]) for district in levels[1]})
    assert 20 == len(CARRIED)


def arrive(country, chance, *, in_part):
    """Let the country report in a random order, perhaps once in part when half has arrived."""
    communes, *upper = (list(level) for level in country.levels())
    chance.shuffle(communes)
    half = len(communes) // 2
    for commune in communes[:half]:
        country.report(commune)
    if in_part:
        for level in upper:
            for unit in chance.sample(level, len(level)):
                country.report(unit, partial=True)
    for commune in communes[half:]:
        country.report(commune)
    started = process_time()
    for level in upper:
        for unit in chance.sample(level, len(level)):
            country.report(unit)
    return process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "in_part"), [(1, False), (2, True)])
def test_r20_the_national_total_is_right_to_the_last_figure(seed, in_part, record_property):
    """Nation, provinces and districts say what a loop over the same dictionaries says."""
    country = Country()
    spent = arrive(country, Random(seed), in_part=in_part)
    figures = {commune: reported(commune) for commune in country.levels()[0]}

    started = process_time()
    wanted = by_hand(country.below, figures)
    by_loop = process_time() - started

    record_property(
        "said",
        f"national tree, order of arrival {seed}: 769 consolidated reports of 11,367 "
        f"in {spent:.2f} s CPU; a loop over dictionaries {by_loop:.2f} s",
    )
    ratios = {
        "share": Decimal(wanted["part-1"]) / wanted["flow-1"],
        "each": Decimal(wanted["money-1"]) / wanted["flow-2"],
    }
    found = country.tasks["nation"].standing.reports[-1]
    assert wanted == found.total.actual
    assert wanted | ratios == with_ratios(found.total, INDICATORS).actual
    for level in country.levels()[1:]:
        for unit in level:
            own = by_hand(country.below, figures, unit)
            assert own == country.tasks[unit].standing.reports[-1].total.actual
    for chosen in (consolidated_reports, live_reports):
        reports = chosen(country.tasks)
        assert len(country.tasks) == len(reports)
        assert wanted | ratios == total(reports, country.tasks, INDICATORS).figures.actual
