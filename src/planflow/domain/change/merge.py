"""Two unfoldings of a plan and its tasks, merged: which come, return and go, and who feeds whom.

Where the two agree nothing is touched: what people have decided, or others brought, stays; and so
does what was gathered, where it was gathered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from planflow.domain.change.feed import double_paths_from
from planflow.domain.change.grow import is_open, served
from planflow.domain.change.standing import PlanAmended
from planflow.domain.task import (
    DELIVER,
    DONE_STATES,
    RECEIVE,
    REPORT,
    WITHDRAWN,
    Assignment,
    Edge,
    Task,
)
from planflow.domain.task.event import Assigned
from planflow.instant import day_of
from planflow.message import Fact, Message


@frozen
class Kept:
    """Something of a task that an amendment leaves as it is, and why."""

    task: str
    why: Message


def is_settled(task: Task) -> bool:
    """Tell whether a task was handed over: others carry it on, whatever the plan says (R24)."""
    return task.standing.closes_on is not None


class Merge:
    """The three that are compared, and what is decided about each task."""

    def __init__(
        self,
        before: Mapping[str, Assigned],
        after: Mapping[str, Assigned],
        tasks: Mapping[str, Task],
        parents: Mapping[str, Task],
        change: PlanAmended,
    ) -> None:
        self.before, self.after, self.tasks, self.change = before, after, tasks, change
        self._parents = parents
        self.new: dict[str, Assigned] = {}
        self.back: set[str] = set()
        self.gone: set[str] = set()
        self.behind: list[Assigned] = []
        self.kept: dict[Kept, None] = {}
        self.edges: dict[str, tuple[Edge, ...]] = {}
        self._split: set[str] = set()
        self._decide()

    def _decide(self) -> None:
        """Decide which tasks come, return and go, then who feeds whom, then who only receives."""
        for wanted in self.after.values():
            if wanted.assignment.kind != RECEIVE:
                self._decide_wanted(wanted)
        for task in self.tasks.values():
            if task.kind != RECEIVE and self._is_dropped(task):
                self._decide_dropped(task)
        for one, task in self.tasks.items():
            is_still = one in self.gone or self.is_history(task) or is_settled(task)
            self.edges[one] = task.standing.edges if is_still else tuple(self._merged(task))
        for one, new in self.new.items():
            edges = (edge for edge in new.edges if self._is_open_to(new.assignment, edge.above))
            self.edges[one] = tuple(edges)
        self._decide_receivers()
        self._carry_once()

    def carrying(self) -> dict[str, tuple[str, ...]]:
        """Return task → the tasks that its figures go to, of those in force."""
        return {
            one: tuple(edge.above for edge in edges if edge.carries and self._is_fed(edge.above))
            for one, edges in self.edges.items()
            if self.is_live(one)
        }

    # ── which tasks ──────────────────────────────────────────────────────────

    def _decide_wanted(self, wanted: Assigned) -> None:
        one = wanted.assignment.id
        task, is_behind = self.tasks.get(one), self.is_behind(wanted)
        if task is None:
            if not is_behind:
                self.new[one] = wanted
            elif one not in self.before:
                self.behind.append(wanted)
        elif task.state == WITHDRAWN and one not in self.before:
            if is_behind:
                self.keep(task, "not_again")
            else:
                self.back.add(one)

    def _decide_dropped(self, task: Task) -> None:
        if task.state in DONE_STATES:
            self.keep(task, "done")
        elif self.before[task.id].period is not None and self.is_past(task):
            self.keep(task, "behind")
        elif is_open(task):
            self.gone.add(task.id)

    def _decide_receivers(self) -> None:
        """Let a receiver come, return or go with those who send to it."""
        fed = {
            edge.above
            for one, edges in self.edges.items()
            if not self._is_out(one)
            for edge in edges
        }
        for one, wanted in self.after.items():
            if wanted.assignment.kind != RECEIVE or one not in fed:
                continue
            task = self.tasks.get(one)
            if task is None:
                self.new[one], self.edges[one] = wanted, ()
            elif task.state == WITHDRAWN and one not in self.before:
                self.back.add(one)
        for task in self.tasks.values():
            is_idle = task.kind == RECEIVE and is_open(task) and task.id not in fed
            if is_idle and self._is_dropped(task):
                self.gone.add(task.id)

    def _is_dropped(self, task: Task) -> bool:
        """Tell whether the plan wanted a task and does not want it any more."""
        is_dropped = task.id in self.before and task.id not in self.after
        return is_dropped and task.state != WITHDRAWN

    def is_behind(self, wanted: Assigned) -> bool:
        """Tell whether all the time of what is wanted lies before the day of the amendment."""
        deadline, period = wanted.deadline, wanted.period
        last = deadline.due_on if deadline else period.ends_on if period else None
        return last is not None and last < self.change.amended_on

    def is_past(self, task: Task) -> bool:
        """Tell whether all the time of a task, as it stands, lies before that day."""
        standing = task.standing
        now = Assigned(task.assignment, standing.dating, standing.deadline, standing.period, ())
        return self.is_behind(now)

    def is_history(self, task: Task) -> bool:
        """Tell whether a task was withdrawn and stays so, whatever the plan says now."""
        is_withdrawn = task.state == WITHDRAWN and task.id not in self.before
        return is_withdrawn and task.id not in self.back

    def _is_out(self, one: str) -> bool:
        """Tell whether a task is withdrawn by an amendment, this one or one before."""
        return one in self.gone or (one in self.tasks and self.is_history(self.tasks[one]))

    def is_live(self, one: str) -> bool:
        """Tell whether a task is in force after the amendment."""
        if one in self.new or one in self.back:
            return True
        known = self.tasks.get(one)
        return known is not None and known.state != WITHDRAWN and one not in self.gone

    def _is_foreign(self, one: str) -> bool:
        """Tell whether a task belongs to another plan, which this one carries out."""
        return one not in self.tasks and one not in self.after

    def _is_fed(self, one: str) -> bool:
        return self.is_live(one) or self._is_foreign(one)

    def _is_there(self, one: str) -> bool:
        """Tell whether a task can be fed: it is in force, will be, or a person withdrew it."""
        wanted = self.after.get(one)
        is_receiver = wanted is not None and wanted.assignment.kind == RECEIVE
        return is_receiver or self.is_live(one) or (one in self.before and one in self.tasks)

    def _is_open_to(self, assignment: Assignment, above: str) -> bool:
        """Tell whether a task can be shown in the report above: that is not cut off yet (R22)."""
        wanted = self.after.get(above)
        if wanted is None:
            return True
        is_own = assignment.kind == DELIVER and wanted.assignment.kind == REPORT
        period = wanted.period if is_own else None
        is_cut_off = period is not None and period.cut_off_on < self.change.amended_on
        return not is_cut_off and self._is_there(above)

    def keep(self, task: Task, why: str, /, **facts: Fact) -> None:
        """Note that something of a task stays as it is, and why."""
        self.kept[Kept(task.id, Message.of(f"kept.{why}", **facts))] = None

    # ── who feeds whom ───────────────────────────────────────────────────────

    def _merged(self, task: Task) -> Iterator[Edge]:
        """Yield the edges of a task from now on; what was gathered stays where it is."""
        if task.id not in self.after:
            yield from self._left(task)
            return
        wanted = {edge.above: edge for edge in self.after[task.id].edges}
        was = self._was(task)
        settled = [edge for edge in task.standing.edges if self._has_gathered(edge.above, task)]
        for edge in task.standing.edges:
            new = wanted.get(edge.above)
            if edge in settled:
                if new is None and edge.above in was:
                    self.keep(task, "gathered", above=edge.above)
                if edge.carries and (new is None or not new.carries):
                    self._split.add(task.id)
                yield edge
            elif new is not None:
                is_same = new == was.get(edge.above, evolve(edge, taken=0))
                yield edge if is_same else evolve(new, taken=edge.taken)
            elif not self._is_ended(task, edge, was):
                yield edge
        for new in self._added(task, wanted, was):
            if new.duty not in {edge.duty for edge in settled if edge.above not in wanted}:
                yield new

    def _carry_once(self) -> None:
        """Let figures that went up already be shown on new ways, and carried no further (R19)."""
        for one in sorted(one for one in self._split if self.is_live(one)):
            if any(double_paths_from(one, self.carrying())):
                known = self.tasks[one].standing.edges
                self.edges[one] = tuple(
                    edge if edge in known else evolve(edge, carries=False)
                    for edge in self.edges[one]
                )

    def _was(self, task: Task) -> dict[str, Edge]:
        if task.id in self.back or task.id not in self.before:
            return {}
        return {edge.above: edge for edge in self.before[task.id].edges}

    def _is_ended(self, task: Task, edge: Edge, was: Mapping[str, Edge]) -> bool:
        """Tell whether the plan does not ask for an edge any more that it asked for.

        What was sent to whoever only receives stays there to be taken.
        """
        above = self.tasks.get(edge.above)
        if above is not None and above.kind == RECEIVE and task.state in DONE_STATES:
            return False
        return edge.above in was or edge.above in self.gone or task.id in self.back

    def _added(
        self, task: Task, wanted: Mapping[str, Edge], was: Mapping[str, Edge]
    ) -> Iterator[Edge]:
        known = {edge.above for edge in task.standing.edges}
        took = served(task)
        for above, edge in wanted.items():
            if above in known or above in was or (edge.receiver, edge.duty) in took:
                continue
            if not self._is_open_to(task.assignment, above) or self._is_closed(task, above):
                continue
            above_it = self.tasks.get(above)
            if above_it is not None and is_settled(above_it):
                continue
            if above_it is None or not self._has_gathered(task.id, above_it):
                yield edge

    def _left(self, task: Task) -> Iterator[Edge]:
        """Yield the edges of a task that the plan does not know: without those to what goes.

        Where a lead goes that carried its figures, its own report carries them from then on.
        """
        edges = [edge for edge in task.standing.edges if edge.above not in self.gone]
        is_cut = any(edge.carries for edge in task.standing.edges) and not any(
            edge.carries for edge in edges
        )
        for edge in edges:
            yield evolve(edge, carries=True) if is_cut and not edge.taken else edge

    def _has_gathered(self, above: str, task: Task) -> bool:
        """Tell whether the report above, which stands, was made from this one."""
        taker = self.tasks.get(above, self._parents.get(above))
        report = taker.standing.current() if taker and self._is_fed(above) else None
        return report is not None and any(pin.task == task.id for pin in report.pins)

    def _is_closed(self, task: Task, above: str) -> bool:
        """Tell whether a task was closed before the period of the report above began (R22)."""
        wanted, done_at = self.after.get(above), task.standing.done_at
        period = wanted.period if wanted else None
        if period is None or done_at is None:
            return False
        return day_of(done_at, task.assignment.zone) < period.starts_on

    def is_alone(self, task: Task) -> bool:
        """Tell whether a task that fed others is left with none."""
        left = (edge.above for edge in self.edges[task.id])
        return (
            self.is_live(task.id)
            and any(self._was_live(edge.above) for edge in task.standing.edges)
            and not any(self._is_fed(above) for above in left)
        )

    def _was_live(self, one: str) -> bool:
        known = self.tasks.get(one)
        return known is not None and known.state != WITHDRAWN
