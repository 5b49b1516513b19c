"""What every operation of the engine works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import sleep

from attrs import field, frozen
from pendulum import DateTime

from planflow.domain.change import Ground, PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.plan import Plan
from planflow.domain.report import Addition, Indicators
from planflow.domain.task import Task
from planflow.domain.workday import Workdays
from planflow.engine.entropy import Entropy
from planflow.engine.log import Logger
from planflow.engine.read import pages
from planflow.engine.record import PLAN, read_plan_row, read_task
from planflow.engine.restrict import Restriction
from planflow.errors import NotFoundError
from planflow.instant import day_of
from planflow.store import Query, Store


@frozen
class Setup:
    """The host's store, directory, calendar and own rules; where salts and log lines go.

    ``wait`` lets so many seconds pass before what others have overtaken is tried again.
    """

    store: Store
    directory: Directory
    workdays: Workdays
    entropy: Entropy
    log: Logger
    additions: Mapping[str, Addition] = field(factory=dict)
    restriction: Restriction | None = None
    wait: Callable[[float], object] = sleep

    def plan(self, plan_id: str) -> PlanStanding:
        """Return the running plan.

        Raises:
            NotFoundError: If no plan was issued under this id, or it is still being issued.
        """
        row = self.store.load((plan_id,)).rows.get(plan_id)
        if row is None or row.facts.kind != PLAN:
            raise NotFoundError(plan_id)
        return read_plan_row(row)

    def closed(self, tasks: Iterable[Task], at: DateTime) -> frozenset[str]:
        """Return the holders of ``tasks`` that have ceased to exist by ``at`` (Rule R18)."""
        return frozenset(
            task.holder
            for task in tasks
            if self.directory.has_closed(task.holder, day_of(at, task.assignment.zone))
        )

    def ground(self, standing: PlanStanding, tasks: Iterable[Task] = ()) -> Ground:
        """Return what unfolding a plan stands on.

        Args:
            standing: The plan as it runs.
            tasks: Its tasks so far: they tell who has carried on for whom.
        """
        heirs = {task.id: task.standing.heirs for task in tasks if task.standing.heirs}
        parents = self.parents(standing.plan)
        over = self._over(parents)
        return Ground(standing, self.directory, self.workdays, parents, over, heirs=heirs)

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
        """Return every indicator that was ever reported under in the plan."""
        return self.known(self.plan(plan_id))

    def known(self, standing: PlanStanding) -> Indicators:
        """Return every indicator of a running plan, with the host's rules of adding."""
        known = standing.indicators()
        return Indicators(known, self.additions) if self.additions else known
