"""What chance decides: drawn from the seed and the subject, whatever else is drawn before."""

from __future__ import annotations

from random import Random
from typing import Final

from pendulum import Date

from planflow.domain.plan import Amount, Plan, Product
from planflow.domain.task import PARTNER, Assignment
from planflow.domain.workday import Workdays
from planflow.instant import add_days
from planflow.simulation.scenario import Amounts, Conduct, Scenario

_USUAL: Final = (1, 12)


class Chance:
    """Draws for one run: the same seed and subject give the same draw.

    Args:
        seed: The run's seed.
        scenario: What is laid down.
        plan: The plan.
        workdays: The working days; units act on them.
    """

    def __init__(self, seed: int, scenario: Scenario, plan: Plan, workdays: Workdays) -> None:
        """Index what is laid down."""
        self._seed = seed
        self._scenario = scenario
        self._workdays = workdays
        self._named = {conduct.unit: conduct for conduct in scenario.units}
        self._ranges = {each.indicator: each for each in scenario.ranges}
        self._drawn: dict[str, Conduct] = {}
        self._products: dict[str, Product] = {
            product.indicator.id: product for item in plan.leaves() for product in item.products
        }

    def of(self, *subject: object) -> Random:
        """Return the random numbers of a subject."""
        return Random("/".join(map(str, (self._seed, *subject))))  # noqa: S311 - repeatable

    def conduct(self, unit: str) -> Conduct:
        """Return how a unit behaves: as named, else drawn from the shares."""
        named = self._named.get(unit) or self._drawn.get(unit)
        if named is None:
            shares = self._scenario.shares
            weights = [share.parts for share in shares]
            behaviour = self.of("conduct", unit).choices(shares, weights)[0].behaviour
            named = self._drawn[unit] = Conduct(unit=unit, behaviour=behaviour)
        return named

    def days_late(self, conduct: Conduct, task: str) -> int:
        """Return by how many days a late unit is late with a task."""
        if conduct.days is not None:
            return conduct.days
        mean = self._scenario.late_days
        return max(1, round(self.of("late", task).triangular(1, 3 * mean, mean / 2)))

    def day_between(self, first: Date, last: Date, *subject: object) -> Date:
        """Return a working day between two days, or the last one before their end."""
        if last <= first:
            return self.worked(first)
        drawn = self.of("day", *subject).randint(first.toordinal(), last.toordinal())
        day = self.worked(Date.fromordinal(drawn))
        return day if day <= last else self._workdays.add(add_days(last, 1), -1)

    def worked(self, day: Date) -> Date:
        """Return ``day`` if it is worked, else the next working day."""
        return day if self._workdays.is_working(day) else self._workdays.next_working(day)

    def last_worked(self, day: Date) -> Date:
        """Return the last working day that is not after ``day``."""
        return self._workdays.add(add_days(day, 1), -1)

    def figures(
        self, assignment: Assignment, laid_down: tuple[Amounts, ...], share: float = 1.0
    ) -> dict[str, Amount]:
        """Return the figures of a report: as laid down, else drawn; a partner leaves them (R19).

        Args:
            assignment: The task's assignment.
            laid_down: What the scenario says.
            share: The share of the work that is done by then.
        """
        if laid_down:
            return {each.indicator: each.amount for each in laid_down}
        if assignment.part == PARTNER:
            return {}
        found = {name: self._amount(assignment, name, share) for name in assignment.indicators}
        return {name: amount for name, amount in found.items() if amount is not None}

    def _amount(self, assignment: Assignment, indicator: str, share: float) -> Amount | None:
        product = self._products.get(indicator)
        if product is not None and product.kind == "outcome":
            return None
        if product is not None and product.target is not None:
            return product.target if share >= 1 else int(float(product.target) * share)
        limits = self._ranges.get(indicator)
        least, most = (limits.least, limits.most) if limits else _USUAL
        full = self.of("figure", assignment.id, indicator).randint(least, most)
        if product is not None and product.kind == "document":
            full = 1 if limits is None else full
            return full if share >= 1 else 0
        return full if share >= 1 else int(full * share)
