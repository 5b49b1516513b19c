"""What every operation of the engine works with."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from planflow.domain.change import PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.plan import Indicator
from planflow.domain.workday import Workdays
from planflow.engine.entropy import Entropy
from planflow.engine.log import Logger
from planflow.engine.record import read_plan_row
from planflow.errors import NotFoundError
from planflow.store import Store


@frozen
class Setup:
    """The host's store, directory and working days, and where ids and log lines go."""

    store: Store
    directory: Directory
    workdays: Workdays
    entropy: Entropy
    log: Logger

    def plan(self, plan_id: str) -> PlanStanding:
        """Return the running plan.

        Raises:
            NotFoundError: If no plan was issued under this id.
        """
        row = self.store.load((plan_id,)).rows.get(plan_id)
        if row is None:
            raise NotFoundError(plan_id)
        return read_plan_row(row)

    def indicators(self, plan_id: str) -> Mapping[str, Indicator]:
        """Return every indicator that was ever reported under in the plan."""
        return self.plan(plan_id).indicators()
