"""Commands on a running plan: what they bring to its tasks, shown first or applied as one act."""

from __future__ import annotations

from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.change import (
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanStanding,
    adopted,
    derived_dates,
    growth,
    left_over,
    plan_roles_of,
    unfold,
)
from planflow.domain.deadline import (
    AfterEvent,
    Deadline,
    Schedule,
    parts_of,
)
from planflow.domain.plan import Item, Plan
from planflow.domain.task import Task, command_name
from planflow.domain.task.event import Assigned, Event, Redated, Withdrawn
from planflow.engine.command import conflicts, retried
from planflow.engine.entry import Author
from planflow.engine.outcome import Moved, Outcome
from planflow.engine.plan_command import Changing, changing
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row, read_task
from planflow.engine.refuse import permit, recorded
from planflow.engine.restrict import apply_to_plan
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import NotFoundError
from planflow.message import Message
from planflow.store import Query, Row


def extend(
    setup: Setup, plan_id: str, until: Date, author: Author, since: DateTime | None = None
) -> Outcome:
    """Unfold a running plan to a later horizon; what is there stays (Rule R12).

    With ``since`` the new tasks belong to that moment, however late the sweep comes (Rule R26).
    """

    def change(standing: PlanStanding) -> PlanChange | None:
        return PlanExtended(until, since) if until > standing.until else None

    return retried(setup, lambda: _change(setup, plan_id, author, change))


def command_plan(setup: Setup, command: PlanCommand, author: Author) -> Outcome:
    """Give a command on a plan; only its assigner may (Rule R3)."""
    name = command_name(type(command))
    change = changing(setup, command)
    outcome = retried(setup, lambda: _change(setup, command.plan, author, change, command))
    unit = author.actor.unit if author.actor else None
    setup.log.info(
        "command", command=name, plan=command.plan, unit=unit, is_repeated=outcome.is_repeated
    )
    return outcome


def foresee(setup: Setup, command: PlanCommand, author: Author) -> Outcome:
    """Return what a command on a plan would do; nothing is written."""
    change = changing(setup, command)
    return _change(setup, command.plan, author, change, is_written=False)


def derived(setup: Setup, plan_id: str) -> dict[str, Deadline]:
    """Return task → the date that follows from the one above it, as a proposal (Rule R14)."""
    tasks = {row.id: read_task(row) for row in pages(setup.store, Query(plan=plan_id))}
    return derived_dates(tasks, setup.plan(plan_id).plan.policy, setup.workdays)


def _change(
    setup: Setup,
    plan_id: str,
    author: Author,
    change: Changing,
    command: PlanCommand | None = None,
    *,
    is_written: bool = True,
) -> Outcome:
    key = (plan_id, author.key) if author.key is not None else None
    loaded = setup.store.load((plan_id,), key)
    row = loaded.rows.get(plan_id)
    if row is None:
        raise NotFoundError(plan_id)
    if loaded.done is not None:
        entry = recorded(loaded.done, author)
        return Outcome(None, read_plan_row(row), (entry.event,), is_repeated=True)
    work = Work(author)
    before = work.hold_plan(row)
    if command is not None:
        _permit(before, command, author)
    event = change(before)
    if event is None:
        return Outcome(None, before, ())
    standing = work.apply_plan(plan_id, event, has_key=True)
    growing = _Growing(setup, work, standing, event)
    growing.grow()
    if command is not None:
        _restrict(setup, before, command, author)
    if is_written:
        setup.store.commit(work.batch())
    return Outcome(None, standing, (event,), tuple(growing.warnings), moved=tuple(growing.moved))


def _permit(standing: PlanStanding, command: PlanCommand, author: Author) -> None:
    unit = author.actor.unit if author.actor else ""
    permit(unit, standing.plan, command_name(type(command)))


def _restrict(setup: Setup, standing: PlanStanding, command: PlanCommand, author: Author) -> None:
    """Let the host refuse what the rules allow."""
    if setup.restriction is None:
        return
    unit = author.actor.unit if author.actor else ""
    has_task = bool(setup.store.find(Query(plan=standing.plan.id, holder=unit), None, 1))
    roles = plan_roles_of(unit, standing.plan, has_task=has_task)
    apply_to_plan(setup.restriction, command, author, standing, roles)


class _Growing:
    """What a change of the plan brings to its tasks, gathered into one piece of work."""

    def __init__(self, setup: Setup, work: Work, standing: PlanStanding, event: PlanChange) -> None:
        self._setup, self._work = setup, work
        self._standing, self._event = standing, event
        self.moved: list[Moved] = []
        self.warnings: dict[Message, None] = {}

    def grow(self) -> None:
        """Re-date, add and take away; note what moved and what conflicts."""
        if isinstance(self._event, DatesAdopted):
            self._adopt(self._event)
            return
        sources = self._sources()
        if sources is not None and not sources:
            return
        rows, tasks = self._read(sources)
        unfolded = unfold(self._setup.ground(self._standing))
        if sources is None:
            self.warnings |= dict.fromkeys(unfolded.warnings)
        wanted = {new.assignment.id: new for new in unfolded.tasks}
        for new in wanted.values():
            if sources is None or new.assignment.source in sources:
                known = new.assignment.id
                self._bring(new, rows.get(known), tasks.get(known))
        for one in left_over(tasks, wanted, self._event):
            self._apply(rows[one], (Withdrawn(),))

    def _sources(self) -> tuple[str, ...] | None:
        """Return the items that the change concerns; nothing stands for all of the plan."""
        event = self._event
        if isinstance(event, EventRecorded):
            return _waiting_for(self._standing.plan, event.happening.event)
        if isinstance(event, EventWithdrawn):
            return _waiting_for(self._standing.plan, event.event)
        return None

    def _read(self, sources: tuple[str, ...] | None) -> tuple[dict[str, Row], dict[str, Task]]:
        """Return rows and tasks of items and duties by id; of the whole plan without sources."""
        query = Query(plan=self._standing.plan.id, source=sources)
        rows = {row.id: row for row in pages(self._setup.store, query)}
        return rows, {one: read_task(row) for one, row in rows.items()}

    def _bring(self, wanted: Assigned, row: Row | None, known: Task | None) -> None:
        if row is None or known is None:
            since = self._event.since if isinstance(self._event, PlanExtended) else None
            task = self._work.assign(evolve(wanted, since=since))
            if not isinstance(self._event, PlanExtended):
                self._note(task)
            return
        self._apply(row, tuple(growth(wanted, known, self._event)))

    def _apply(self, row: Row, events: tuple[Event, ...]) -> None:
        if not events:
            return
        before = self._work.hold(row)
        for event in events:
            after = self._work.apply(row.id, event)
            if isinstance(event, Redated):
                self.moved.append(Moved(row.id, before.due_on, after.due_on))
                self._note(after)

    def _note(self, task: Task) -> None:
        self.warnings |= dict.fromkeys(conflicts(self._setup, task))

    def _adopt(self, event: DatesAdopted) -> None:
        rows, tasks = self._read(None)
        policy = self._standing.plan.policy
        for one, deadline in derived_dates(tasks, policy, self._setup.workdays).items():
            if not event.sources or tasks[one].source in event.sources:
                self._apply(rows[one], (adopted(deadline),))


def _waiting_for(plan: Plan, event: str) -> tuple[str, ...]:
    """Return the codes of the items and duties that wait for ``event``, or whose partners do."""
    codes = [item.code for item in plan.leaves() if _waits(_schedules(item), event)]
    return (*codes, *(duty.code for duty in plan.duties if _waits((duty.schedule,), event)))


def _schedules(item: Item) -> tuple[Schedule | None, ...]:
    return (item.schedule, *(partner.schedule for partner in item.partners))


def _waits(schedules: tuple[Schedule | None, ...], event: str) -> bool:
    parts = (part for schedule in schedules if schedule for part in parts_of(schedule))
    return any(isinstance(part, AfterEvent) and part.event == event for part in parts)
