"""What every operation of the engine works with."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from planflow.domain.change import Ground, PlanStanding
from planflow.domain.deadline import Policy
from planflow.domain.organisation import Directory
from planflow.domain.plan import Plan
from planflow.domain.report import Addition, Indicators
from planflow.domain.task import Task
from planflow.domain.workday import Workdays
from planflow.engine.entropy import Entropy
from planflow.engine.log import Logger
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row, read_task
from planflow.engine.restrict import Restriction
from planflow.errors import NotFoundError
from planflow.store import Query, Store


@frozen
class Setup:
    """The host's store, directory, calendar and own rules; where salts and log lines go."""

    store: Store
    directory: Directory
    workdays: Workdays
    entropy: Entropy
    log: Logger
    additions: Mapping[str, Addition] = field(factory=dict)
    restriction: Restriction | None = None
    _indicators: dict[str, Indicators] = field(factory=dict, eq=False)
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

    def ground(self, standing: PlanStanding) -> Ground:
        """Return what unfolding a plan stands on, with the task of another that it carries out."""
        parents = self.parents(standing.plan)
        return Ground(standing, self.directory, self.workdays, parents, self._over(parents))

    def parents(self, plan: Plan) -> tuple[Task, ...]:
        """Return the issuer's tasks under the item that ``plan`` carries out, one a period."""
        if not plan.carries_out or plan.parent is None:
            return ()
        query = Query(plan=plan.parent, source=plan.carries_out, holder=plan.issuer)
        return tuple(map(read_task, pages(self.store, query)))

    def _over(self, parents: tuple[Task, ...]) -> dict[str, tuple[str, ...]]:
        """Return task → the tasks above it that its figures reach, from ``parents`` upward."""
        found: dict[str, tuple[str, ...]] = {}
        waiting = parents
        while waiting:
            for task in waiting:
                edges = (edge for edge in task.standing.edges if edge.carries)
                found[task.id] = tuple(edge.above for edge in edges)
            ahead = {one for task in waiting for one in found[task.id]} - found.keys()
            waiting = tuple(map(read_task, self.store.load(tuple(sorted(ahead))).rows.values()))
        return found

    def indicators(self, plan_id: str) -> Indicators:
        """Return the plan's indicators, which do not change once it is issued."""
        if plan_id not in self._indicators:
            known = self.plan(plan_id).plan.indicators()
            self._indicators[plan_id] = Indicators(known, self.additions)
        return self._indicators[plan_id]

    def policy(self, plan_id: str) -> Policy:
        """Return the plan's policy, which does not change once it is issued."""
        if plan_id not in self._policies:
            self._policies[plan_id] = self.plan(plan_id).plan.policy
        return self._policies[plan_id]
