"""The summary of a run: counts and figures as plain data, every one of them computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from pendulum import Date

from planflow.domain.overview import PlanView, Totals, amounts_by_unit, was_sent_late
from planflow.domain.plan import SHARED, Amount, Item
from planflow.domain.task import RECEIVE, REPORT, Task, absence_reason, timeliness
from planflow.engine import Verification
from planflow.instant import day_of

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_NAMES: Mapping[str, tuple[str, ...]] = {
    "done_in_time": ("done_in_time",),
    "done_late": ("done_late",),
    "open_in_time": ("not_yet_open", "in_time", "due_soon"),
    "open_overdue": ("overdue",),
    "waiting": ("waiting",),
    "continuous": ("continuous",),
    "undated": ("undated",),
    "asked": ("asked",),
    "answered": ("answered",),
    "suspended": ("suspended",),
    "withdrawn": ("withdrawn",),
    "not_counted": ("not_counted",),
}


def summary(
    view: PlanView,
    *,
    first: Date,
    last: Date,
    seed: int,
    announced: Mapping[str, int],
    verification: Verification,
) -> dict[str, Json]:
    """Return the summary of a run as of ``view.now``."""
    tasks = tuple(view.tasks.values())
    return {
        "plan": view.standing.plan.id,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "seed": seed,
        "tasks": _counted_from(Counter(task.state for task in tasks)),
        "timeliness": _timeliness(view, tasks),
        "reports": _reports(view),
        "figures": _figures(view),
        "received_by": _received_by(view),
        "announcements": _counted_from(announced),
        "journal": {"events": verification.entries, "head": verification.head},
        "verify": {
            "state_is_fold": verification.state_is_fold,
            "chain_intact": verification.chain_intact,
            "totals_recomputed": verification.totals_recomputed,
        },
    }


def _counted_from(counts: Mapping[str, int]) -> dict[str, Json]:
    return {name: counts[name] for name in sorted(counts)}


def _timeliness(view: PlanView, tasks: Iterable[Task]) -> dict[str, Json]:
    counts = Counter(timeliness(task, view.now) for task in tasks)
    return {name: sum(counts[part] for part in parts) for name, parts in _NAMES.items()}


def _reports(view: PlanView) -> dict[str, Json]:
    """Count the reports that were owed: one for each reporter and period."""
    owed = [task for task in view.tasks.values() if task.kind == REPORT]
    submitted = [task for task in owed if task.standing.reports]
    return {
        "expected": len(owed),
        "submitted": len(submitted),
        "late": sum(map(was_sent_late, submitted)),
        "returned": sum(1 for task in submitted if view.course(task.id).returned_at),
        "absent": [_absent(view, task) for task in owed if not task.standing.reports],
    }


def _absent(view: PlanView, task: Task) -> Json:
    return {
        "unit": task.holder,
        "name": view.unit_name(task.holder),
        "reason": absence_reason(task, view.now, is_closed=view.has_closed(task.holder)),
    }


def _figures(view: PlanView) -> dict[str, Json]:
    plan = view.standing.plan
    targets = _targets(view, plan.leaves())
    return {
        name: {
            "target": _number(targets.get(name)),
            "actual": _number(view.totals.figures.actual.get(name, 0)),
            "by_unit": _by_unit(view.totals, name),
            "live": _number(view.live.figures.actual.get(name, 0)),
        }
        for name in plan.indicators()
    }


def _targets(view: PlanView, items: Iterable[Item]) -> dict[str, Amount]:
    """Return the targets; one that each unit has for itself is multiplied by its holders."""
    found: dict[str, Amount] = {}
    for item in items:
        tasks = view.tasks.values()
        holders = {x.holder for x in tasks if (x.source, x.assignment.part) == (item.code, "lead")}
        times = 1 if item.spread == SHARED else len(holders)
        for product in item.products:
            if product.target is not None:
                found[product.indicator.id] = product.target * times
    return found


def _by_unit(totals: Totals, indicator: str) -> dict[str, Json]:
    amounts = amounts_by_unit(totals, indicator)
    return {unit: _number(amounts[unit]) for unit in sorted(amounts)}


def _number(amount: Amount | None) -> Json:
    """Return a number that JSON has; only the page for machines may round."""
    if isinstance(amount, Decimal):
        return int(amount) if amount == amount.to_integral_value() else float(amount)
    return amount


def _received_by(view: PlanView) -> list[Json]:
    """Return who took the consolidated report, and when."""
    duties = {duty.code for duty in view.standing.plan.duties}
    found = [
        (report.sent_at, task)
        for task in view.tasks.values()
        if task.kind == RECEIVE and task.source in duties
        if (report := task.standing.current()) is not None
    ]
    zone = view.standing.plan.policy.zone
    return [
        {"unit": task.holder, "on": day_of(sent_at, zone).isoformat()}
        for sent_at, task in sorted(found, key=lambda pair: (pair[0], pair[1].id))
    ]
