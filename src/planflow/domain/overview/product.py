"""How far each product of a plan has come: "plans of 11 of 11 districts", three of three classes.

As consolidated and live are asked for apart and never mixed (Rule R16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import chain

from attrs import frozen

from planflow.domain.overview.count import share_of
from planflow.domain.overview.group import grouped
from planflow.domain.overview.total import live_reports, total
from planflow.domain.overview.view import PlanView
from planflow.domain.plan import SHARED, Amount, Indicator, Item, Product
from planflow.domain.report import Report, subtract, with_ratios
from planflow.domain.task import DELIVER, LEAD, PARTNER, SUSPENDED, WITHDRAWN, Task


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

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """Return the units that have not brought what is wanted of them."""
        return tuple(unit for unit in self.units if unit not in self._delivered)

    @property
    def share(self) -> Decimal | None:
        """Return the achieved of the target, as a share of one, more than one where it exceeds."""
        return None if self.achieved is None else share_of(self.achieved, self.target)

    @property
    def excess(self) -> Amount | None:
        """Return by how much the target is exceeded: of note where it is an exact number."""
        if self.achieved is None or self.target is None or self.achieved <= self.target:
            return None
        return subtract(self.achieved, self.target)

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
        is_own = unit in self._units
        if self.is_met is None or not (is_own or unit in self._leads):
            return None
        is_enough = self.is_met and self.product.kind == "units"
        return is_enough or (unit in self._delivered if is_own else self.is_met)

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(self.units)

    @cached_property
    def _leads(self) -> frozenset[str]:
        return frozenset(self.leads)

    @cached_property
    def _delivered(self) -> frozenset[str]:
        return frozenset(self.delivered)


def products(view: PlanView, *, live: bool = False) -> tuple[ProductProgress, ...]:
    """Return how far each product of a plan has come, in the order of the plan and its periods.

    A target counts for each period of a recurring item, and where each unit has a task of its own
    for each unit. A document is there once a figure says so, or where none is reported once a
    closing report names evidence; a unit counts by a figure above nought, or where none is
    reported by its closing report. What a unit's own plan that carries out its task has brought is
    the unit's.

    Args:
        view: The plan at a moment.
        live: From the newest reports that stand; otherwise as consolidated (Rule R16).
    """
    sources = _Sources(view, is_live=live)
    return tuple(
        _progress(item, occurrence, product, sources, is_live=live)
        for item in view.standing.plan.leaves()
        for source, occurrence in sources.tasks
        if source == item.code
        for product in item.products
    )


def target_of_all(product: Product, units: int, *, is_shared: bool) -> Amount | None:
    """Return the target over ``units``: each unit's own is multiplied, where it adds up over units.

    A ratio is one of all of them, and so is a number of units.
    """
    target = product.target
    if product.kind == "units":
        return units if target is None else target
    if target is None or is_shared or product.indicator.adds not in ("sum", "latest"):
        return target
    return target * units


def _progress(
    item: Item, occurrence: str, product: Product, sources: _Sources, *, is_live: bool
) -> ProductProgress:
    tasks = sources.tasks[item.code, occurrence]
    is_shared = item.spread == SHARED
    leads, partners = _holders(tasks, LEAD), _holders(tasks, PARTNER)
    units = partners if product.kind == "units" and is_shared and partners else leads
    reports = {
        task.holder: sources.reports[task.id] for task in tasks if task.id in sources.reports
    }
    brought = _Brought(product, occurrence, reports, sources)
    if product.kind == "units":
        delivered = tuple(filter(brought.is_counted, units))
        achieved: Amount | None = len(delivered)
    else:
        achieved = brought.amount()
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


class _Sources:
    """The tasks of a plan by item and period, the reports that count, and what lies below.

    Below a task lie those of a plan of its holder's own that carries it out and feeds it.
    """

    def __init__(self, view: PlanView, *, is_live: bool) -> None:
        self._every = view.family or view.tasks
        gathered = view.gathered or view.consolidated
        self.reports = live_reports(self._every) if is_live else gathered
        self._indicators = view.indicators or view.standing.plan.indicators()
        deliver = (task for task in view.tasks.values() if task.kind == DELIVER)
        self.tasks = grouped(view, deliver, ("source", "occurrence"))
        self._below: dict[str, list[str]] = defaultdict(list)
        for task in self._every.values():
            self._below[self._root(task, view.tasks)].append(task.id)
        self._counting: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
        for task in view.tasks.values():
            for indicator in task.assignment.indicators:
                key = (task.assignment.occurrence, indicator)
                self._counting[key].setdefault(task.holder, []).append(task.id)

    def amount(self, indicator: Indicator, occurrence: str, unit: str | None) -> Amount | None:
        """Return how much a unit, or all together, reported in a period; a ratio from its parts."""
        reports = {
            one: self.reports[one]
            for name in (indicator.id, indicator.numerator, indicator.denominator)
            for task in self._tasks_counting(name, occurrence, unit)
            for one in self._below[task]
            if one in self.reports
        }
        found = total(reports, self._every, self._indicators)
        if len(found.by_unit) != 1:
            return found.figures.actual.get(indicator.id)
        (figures,) = found.by_unit.values()  # of a single unit that is known, too, which never adds
        return with_ratios(figures, self._indicators).actual.get(indicator.id)

    def _tasks_counting(
        self, indicator: str | None, occurrence: str, unit: str | None
    ) -> Iterable[str]:
        by_holder = self._counting[occurrence, indicator or ""]
        return chain(*by_holder.values()) if unit is None else by_holder.get(unit, ())

    def _root(self, task: Task, tasks: Mapping[str, Task]) -> str:
        """Return the task of the plan that ``task`` carries figures to; itself where it is one."""
        while task.id not in tasks:
            above = [edge.above for edge in task.standing.edges if edge.carries]
            if not above or above[0] not in self._every:
                break
            task = self._every[above[0]]
        return task.id


@frozen
class _Brought:
    """What the units have brought of one product in one period, by the reports that count."""

    product: Product
    occurrence: str
    reports: Mapping[str, Report]
    sources: _Sources

    def amount(self, unit: str | None = None) -> Amount | None:
        """Return how much ``unit`` reported, or all together."""
        return self.sources.amount(self.product.indicator, self.occurrence, unit)

    def is_counted(self, unit: str) -> bool:
        """Tell whether ``unit`` is one of the units that are counted."""
        amount, report = self.amount(unit), self.reports.get(unit)
        if amount is None:
            return report is not None and report.is_closing
        return amount > 0

    def delivered(self, units: tuple[str, ...], *, is_shared: bool) -> Iterator[str]:
        """Yield the units that have brought enough: each its own, or all together."""
        if is_shared:
            is_enough = self._is_enough(self.amount(), is_proved=any(map(self._is_proved, units)))
            yield from units if is_enough else ()
            return
        for unit in units:
            if self._is_enough(self.amount(unit), is_proved=self._is_proved(unit)):
                yield unit

    def _is_enough(self, amount: Amount | None, *, is_proved: bool) -> bool:
        target = self.product.target
        if amount is None:
            return self.product.kind == "document" and is_proved and target in (None, 1)
        return amount >= target if target is not None else amount > 0

    def _is_proved(self, unit: str) -> bool:
        report = self.reports.get(unit)
        return report is not None and report.is_closing and bool(report.evidence)
