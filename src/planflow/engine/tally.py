"""Counting without loading tasks; "soon" is a matter of each plan's own zone."""

from __future__ import annotations

from collections import Counter, defaultdict

from attrs import evolve
from pendulum import DateTime

from planflow.domain.task import SOON_DAYS
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row
from planflow.engine.setup import Setup
from planflow.instant import add_days, day_of, end_of_day, to_text
from planflow.store import Query


def tally(
    setup: Setup, query: Query, by: tuple[str, ...], now: DateTime
) -> dict[tuple[str, ...], int]:
    """Return counts of the matching tasks by ``by`` as of ``now``."""
    counts: Counter[tuple[str, ...]] = Counter()
    zones = _plans_by_zone(setup, query)
    for zone, plans in zones.items():
        soon = to_text(end_of_day(add_days(day_of(now, zone), SOON_DAYS), zone))
        mine = evolve(query, plan=tuple(plans)) if len(zones) > 1 else query
        counts.update(setup.store.tally(mine, by, to_text(now), soon))
    return dict(counts)


def _plans_by_zone(setup: Setup, query: Query) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in pages(setup.store, Query(kind="plan", plan=query.plan)):
        found[read_plan_row(row).plan.policy.zone].append(row.id)
    return found
