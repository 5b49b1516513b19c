"""What every operation of the engine works with."""

from __future__ import annotations

from attrs import field, frozen

from planflow.domain.change import PlanStanding
from planflow.domain.deadline import Policy
from planflow.domain.organisation import Directory
from planflow.domain.plan import Indicator
from planflow.domain.workday import Workdays
from planflow.engine.entropy import Entropy
from planflow.engine.log import Logger
from planflow.engine.record import read_plan_row
from planflow.engine.restrict import Restriction
from planflow.errors import NotFoundError
from planflow.store import Store


@frozen
class Setup:
    """The host's store, directory and working days, where ids and log lines go, what it forbids."""

    store: Store
    directory: Directory
    workdays: Workdays
    entropy: Entropy
    log: Logger
    restriction: Restriction | None = None
    _indicators: dict[str, dict[str, Indicator]] = field(factory=dict, eq=False)
    _policies: dict[str, Policy] = field(factory=dict, eq=False)

    def plan(self, plan_id: str) -> PlanStanding:
        """Return the running plan.

        Raises:
            NotFoundError: If no plan was issued under this id.
        """
        row = self.store.load((plan_id,)).rows.get(plan_id)
        if row is None:
            raise NotFoundError(plan_id)
        return read_plan_row(row)

    def indicators(self, plan_id: str) -> dict[str, Indicator]:
        """Return the plan's indicators, which do not change once it is issued."""
        if plan_id not in self._indicators:
            self._indicators[plan_id] = self.plan(plan_id).plan.indicators()
        return self._indicators[plan_id]

    def policy(self, plan_id: str) -> Policy:
        """Return the plan's policy, which does not change once it is issued."""
        if plan_id not in self._policies:
            self._policies[plan_id] = self.plan(plan_id).plan.policy
        return self._policies[plan_id]
