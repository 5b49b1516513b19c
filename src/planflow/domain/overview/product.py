"""How far each product of a plan has come: "plans of 11 of 11 districts", three of three classes.

As consolidated and live are asked for apart and never mixed (Rule R16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from typing import Final

from attrs import frozen

from planflow.domain.overview.count import share_of
from planflow.domain.overview.group import grouped
from planflow.domain.overview.total import Totals, live_reports, total
from planflow.domain.overview.view import PlanView
from planflow.domain.plan import SHARED, Amount, Indicator, Item, Product
from planflow.domain.report import NOTHING, Report, with_ratios
from planflow.domain.task import DELIVER, LEAD, PARTNER, SUSPENDED, WITHDRAWN, Task

_EXACT: Final = Context(prec=100)


@frozen(kw_only=True)
class ProductProgress:
    """How far one product of an item has come in one period.

    Attributes:
        item: The item's code.
        occurrence: The period, or ``once``.
        product: What is to be yielded.
        is_live: From the newest reports; otherwise as consolidated (Rule R16).
        leads: The units that lead the item, those suspended or withdrawn left out.
        units: Of whom the product is wanted: each lead by itself, or all leads together; where it
            counts units, the leads, or of an item with one shared task its partners.
        delivered: Those of ``units`` that have brought what is wanted of them.
        achieved: How much there is; nothing where no figure was reported or none can be.
        target: How much is wanted of all together; nothing where the plan names no number.
    """

    item: str
    occurrence: str
    product: Product
    is_live: bool
    leads: tuple[str, ...]
    units: tuple[str, ...]
    delivered: tuple[str, ...]
    achieved: Amount | None
    target: Amount | None

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the units that have not brought what is wanted of them."""
        return tuple(unit for unit in self.units if unit not in self.delivered)

    @property
    def share(self) -> Decimal | None:
        """Return the achieved of the target, as a share of one, more than one where it exceeds."""
        return None if self.achieved is None else share_of(self.achieved, self.target)

    @property
    def excess(self) -> Amount | None:
        """Return by how much the target is exceeded: of note where it is an exact number."""
        if self.achieved is None or self.target is None or self.achieved <= self.target:
            return None
        return _EXACT.subtract(Decimal(self.achieved), Decimal(self.target))

    @property
    def is_met(self) -> bool | None:
        """Tell whether the target is reached; nothing where only a person can judge.

        That is so of an outcome and of a number that the plan does not name.
        """
        kind = self.product.kind
        if not self.units or kind == "outcome" or (kind == "number" and self.target is None):
            return None
        if kind == "units" and self.target is not None:
            return len(self.delivered) >= self.target
        return not self.lacking

    def is_met_by(self, unit: str) -> bool | None:
        """Tell whether ``unit`` has brought its own; nothing where it owes none or nobody can say.

        A lead answers for the whole where it does not bring a part of its own. Where so many of the
        units have brought theirs as are wanted, nobody is asked for more.
        """
        if self.is_met is None or unit not in (*self.units, *self.leads):
            return None
        is_enough = self.is_met and self.product.kind == "units"
        return is_enough or (unit in self.delivered if unit in self.units else self.is_met)


def products(view: PlanView, *, live: bool = False) -> tuple[ProductProgress, ...]:
    """Return how far each product of a plan has come, in the order of the plan and its periods.

    A target counts for each period of a recurring item, and where each unit has a task of its own
    for each unit. A document is there once a figure says so, or where none is reported once a
    closing report names evidence; a unit counts by a figure above nought, or where none is
    reported by its closing report.

    Args:
        view: The plan at a moment.
        live: From the newest reports that stand; otherwise as consolidated (Rule R16).
    """
    sources = _Sources(view, live_reports(view.tasks) if live else view.consolidated)
    return tuple(
        _progress(item, occurrence, product, sources, is_live=live)
        for item in view.standing.plan.leaves()
        for source, occurrence in sources.tasks
        if source == item.code
        for product in item.products
    )


def target_of_all(product: Product, units: int, *, is_shared: bool) -> Amount | None:
    """Return the target over ``units``: each unit's own is multiplied, a ratio or stock is not.

    Only what adds up over units is; a number of units is one of all of them.
    """
    target = product.target
    if product.kind == "units":
        return units if target is None else target
    if target is None or is_shared or product.indicator.adds != "sum":
        return target
    return target * units


class _Sources:
    """The tasks of a plan by item and period, and their reports that count."""

    def __init__(self, view: PlanView, reports: Mapping[str, Report]) -> None:
        self.reports = reports
        self.indicators = view.standing.plan.indicators()
        deliver = (task for task in view.tasks.values() if task.kind == DELIVER)
        self.tasks = grouped(view, deliver, ("source", "occurrence"))
        self._counting: dict[tuple[str, str], list[Task]] = defaultdict(list)
        for task in view.tasks.values():
            for indicator in task.assignment.indicators:
                self._counting[task.assignment.occurrence, indicator].append(task)

    def totals(self, indicator: Indicator, occurrence: str) -> Totals:
        """Return what was reported in a period of an indicator, or of the parts of a ratio."""
        names = (indicator.id, indicator.numerator, indicator.denominator)
        tasks = {
            task.id: task
            for name in names
            if name is not None
            for task in self._counting[occurrence, name]
        }
        reports = {one: self.reports[one] for one in tasks if one in self.reports}
        return total(reports, tasks, self.indicators)


def _progress(
    item: Item, occurrence: str, product: Product, sources: _Sources, *, is_live: bool
) -> ProductProgress:
    tasks = sources.tasks[item.code, occurrence]
    is_shared = item.spread == SHARED
    leads, partners = _holders(tasks, LEAD), _holders(tasks, PARTNER)
    units = partners if product.kind == "units" and is_shared and partners else leads
    brought = _Brought(
        product,
        {task.holder: sources.reports[task.id] for task in tasks if task.id in sources.reports},
        sources.totals(product.indicator, occurrence),
        sources.indicators,
    )
    if product.kind == "units":
        delivered = tuple(filter(brought.is_counted, units))
        achieved: Amount | None = len(delivered)
    else:
        achieved = brought.by_all()
        delivered = tuple(brought.delivered(units, is_shared=is_shared))
    return ProductProgress(
        item=item.code,
        occurrence=occurrence,
        product=product,
        is_live=is_live,
        leads=leads,
        units=units,
        delivered=delivered,
        achieved=achieved,
        target=target_of_all(product, len(units), is_shared=is_shared),
    )


def _holders(tasks: Iterable[Task], part: str) -> tuple[str, ...]:
    return tuple(
        task.holder
        for task in tasks
        if task.assignment.part == part and task.state not in (SUSPENDED, WITHDRAWN)
    )


@frozen
class _Brought:
    """What the units have brought of one product in one period, by the reports that count."""

    product: Product
    reports: Mapping[str, Report]
    totals: Totals
    indicators: Mapping[str, Indicator]

    def by(self, unit: str) -> Amount | None:
        """Return how much ``unit`` reported."""
        figures = self.totals.by_unit.get(unit, NOTHING)
        return with_ratios(figures, self.indicators).actual.get(self.product.indicator.id)

    def by_all(self) -> Amount | None:
        """Return how much there is; what does not add up is known only of a single unit."""
        found = self.totals.figures.actual.get(self.product.indicator.id)
        if found is not None or len(self.totals.by_unit) != 1:
            return found
        return self.by(*self.totals.by_unit)

    def is_counted(self, unit: str) -> bool:
        """Tell whether ``unit`` is one of the units that are counted."""
        amount, report = self.by(unit), self.reports.get(unit)
        if amount is None:
            return report is not None and report.is_closing
        return amount > 0

    def delivered(self, units: tuple[str, ...], *, is_shared: bool) -> Iterator[str]:
        """Yield the units that have brought enough: each its own, or all together."""
        if is_shared:
            is_enough = self._is_enough(self.by_all(), is_proved=any(map(self._is_proved, units)))
            yield from units if is_enough else ()
            return
        for unit in units:
            if self._is_enough(self.by(unit), is_proved=self._is_proved(unit)):
                yield unit

    def _is_enough(self, amount: Amount | None, *, is_proved: bool) -> bool:
        target = self.product.target
        if amount is None:
            return self.product.kind == "document" and is_proved and target in (None, 1)
        return amount >= target if target is not None else amount > 0

    def _is_proved(self, unit: str) -> bool:
        report = self.reports.get(unit)
        return report is not None and report.is_closing and bool(report.evidence)
