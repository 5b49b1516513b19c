"""Commands on a running plan: what they bring to its tasks, shown first or applied as one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve
from pendulum import Date, DateTime

from planflow.domain.change import (
    DatesAdopted,
    EventRecorded,
    EventWithdrawn,
    PlanAmended,
    PlanChange,
    PlanCommand,
    PlanExtended,
    PlanStanding,
    Unfolded,
    adopted,
    beyond,
    derived_dates,
    growth,
    is_passed_by,
    left_over,
    plan_roles_of,
    reorganised,
    unfold,
)
from planflow.domain.deadline import (
    AfterEvent,
    Deadline,
    Schedule,
    parts_of,
)
from planflow.domain.plan import CASCADE, Item, Plan
from planflow.domain.task import WITHDRAWN, Task, assigned, command_name
from planflow.domain.task.event import Assigned, Event, Redated, Withdrawn
from planflow.domain.task.passing import Handover, Passed
from planflow.engine.amend import Changing, amend
from planflow.engine.command import conflicts, retried, too_late
from planflow.engine.entry import Author
from planflow.engine.log import log_refused
from planflow.engine.outcome import Moved, Outcome
from planflow.engine.plan_command import changing
from planflow.engine.read import pages
from planflow.engine.record import read_plan_row, read_task
from planflow.engine.refuse import permit, recorded, refuse_issuing
from planflow.engine.restrict import apply_to_plan
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import CommandRefusedError, NotFoundError
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
    change = changing(setup, command, author.at)
    try:
        outcome = retried(setup, lambda: _change(setup, command.plan, author, change, command))
    except (CommandRefusedError, NotFoundError) as error:
        log_refused(setup.log, error, command=name, plan=command.plan)
        raise
    unit = author.actor.unit if author.actor else None
    setup.log.info(
        "command", command=name, plan=command.plan, unit=unit, is_repeated=outcome.is_repeated
    )
    return outcome


def foresee(setup: Setup, command: PlanCommand, author: Author) -> Outcome:
    """Return what a command on a plan would do; nothing is written."""
    change = changing(setup, command, author.at)
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
    refuse_issuing(row)
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
    if isinstance(event, PlanAmended):
        outcome = amend(setup, work, before, standing, event)
    else:
        growing = _Growing(setup, work, before, standing, event, author.at)
        growing.grow()
        outcome = growing.outcome()
    if command is not None:
        _restrict(setup, before, command, author)
    if is_written:
        setup.store.commit(work.batch())
    return outcome


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

    def __init__(
        self,
        setup: Setup,
        work: Work,
        before: PlanStanding,
        standing: PlanStanding,
        event: PlanChange,
        at: DateTime,
    ) -> None:
        self._setup, self._work, self._at = setup, work, at
        self._before, self._standing, self._event = before, standing, event
        self._closed: frozenset[str] = frozenset()
        self._new: dict[str, Assigned] = {}
        self._passed: tuple[Passed, ...] = ()
        self._moved: list[Moved] = []
        self._warnings: dict[Message, None] = {}
        self._tasks: dict[str, Task] = {}

    def outcome(self) -> Outcome:
        """Return what the change did."""
        warnings, moved = tuple(self._warnings), tuple(self._moved)
        return Outcome(
            None, self._standing, (self._event,), warnings, moved=moved, passed=self._passed
        )

    def grow(self) -> None:
        """Re-date, add and take away; note what moved and what conflicts."""
        if isinstance(self._event, DatesAdopted):
            self._adopt(self._event)
            return
        sources = self._sources()
        if sources is not None and not sources:
            return
        rows, tasks = self._read(None if self._standing.successions else sources)
        self._tasks = tasks
        unfolded = unfold(self._setup.ground(self._standing, tasks.values()))
        if sources is None:
            self._warnings |= dict.fromkeys(unfolded.warnings)
        wanted = self._wanted(unfolded, tasks)
        handed = self._handed(rows, tasks, wanted) if sources is None else None
        self._closed = _closed(handed.tasks if handed else tasks)
        for new in wanted.values():
            if sources is None or new.assignment.source in sources:
                known = new.assignment.id
                self._bring(new, rows.get(known), tasks.get(known))
        for one in left_over(tasks, wanted, self._event):
            self._apply(rows[one], (Withdrawn(),))
        if handed is not None:
            self._hand_over(handed, rows)

    def _handed(
        self, rows: dict[str, Row], tasks: dict[str, Task], wanted: dict[str, Assigned]
    ) -> Handover | None:
        """Return what passes on from units that end; who carries it on is unfolded, too."""
        if not self._standing.successions:
            return None
        fresh = {one: assigned(new, self._at) for one, new in wanted.items() if one not in tasks}
        rows |= self._of_other_plans(tasks)
        others = {one: read_task(row) for one, row in rows.items() if one not in tasks}
        every = {**tasks, **others, **fresh}
        handed = reorganised(
            self._setup.ground(self._standing, tasks.values()), every, wanted, self._at, fresh
        )
        if not handed.happened:
            return None
        self._new = {one: new for one, new in handed.happened if isinstance(new, Assigned)}
        ground = self._setup.ground(self._standing, handed.tasks.values())
        wanted |= self._wanted(unfold(ground), handed.tasks)
        return handed

    def _of_other_plans(self, tasks: Mapping[str, Task]) -> dict[str, Row]:
        """Return the tasks of plans that carry out an item here, and feed tasks of its units."""
        items = {item.code for item in self._standing.plan.leaves() if item.spread == CASCADE}
        ending = {unit for one in self._standing.successions for unit in one.closing}
        return {
            row.id: row
            for task in tasks.values()
            if task.source in items and task.holder in ending and task.standing.is_open
            for row in self._setup.store.feeding(task.id)
            if row.id not in tasks
        }

    def _hand_over(self, handed: Handover, rows: Mapping[str, Row]) -> None:
        """Apply what passes on; whatever was looked at for it is guarded."""
        moved = {one for one, _ in handed.happened}
        units = {unit for one in self._standing.successions for unit in (*one.of, *one.into)}
        for row in rows.values():
            task = handed.tasks[row.id]
            is_near = not moved.isdisjoint(edge.above for edge in task.standing.edges)
            if row.id in moved or is_near or task.holder in units:
                self._work.hold(row)
        for one, event in handed.happened:
            if not isinstance(event, Assigned):
                self._work.apply(one, event)
            elif one in self._new:
                self._work.assign(self._new.pop(one))
        self._passed = handed.passed()
        self._warnings |= dict.fromkeys(handed.warnings)

    def _wanted(self, unfolded: Unfolded, tasks: Mapping[str, Task]) -> dict[str, Assigned]:
        """Return what is wanted, without what an amendment left out because its time had passed."""
        if not self._before.amendments:
            return unfolded.by_id()
        ground = self._setup.ground(self._before, tasks.values())
        return beyond(unfold(ground, is_checked=False).by_id(), unfolded.by_id(), tasks)

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
        heir = self._new.pop(wanted.assignment.id, None)
        if heir is not None:
            task = self._work.assign(heir)
            for event in growth(wanted, task, self._event, self._closed):
                self._work.apply(task.id, event)
            return
        if row is None or known is None:
            since = self._event.since if isinstance(self._event, PlanExtended) else None
            task = self._work.assign(evolve(wanted, since=since))
            if not isinstance(self._event, PlanExtended):
                self._note(task)
                self._warn(too_late(task, self._tasks))
            return
        if is_passed_by(wanted, known, self._event):
            self._warn((self._passed_by(wanted, known),))
        self._apply(row, tuple(growth(wanted, known, self._event, self._closed)))

    def _apply(self, row: Row, events: tuple[Event, ...]) -> None:
        if not events:
            return
        before = self._work.hold(row)
        for event in events:
            after = self._work.apply(row.id, event)
            if isinstance(event, Redated) and after.state != WITHDRAWN:
                self._moved.append(Moved(row.id, before.due_on, after.due_on))
                self._note(after)

    def _note(self, task: Task) -> None:
        self._warn(conflicts(self._setup, task))

    def _warn(self, messages: Iterable[Message]) -> None:
        self._warnings |= dict.fromkeys(messages)

    @staticmethod
    def _passed_by(wanted: Assigned, task: Task) -> Message:
        """Return that an event came after the report: whoever it names gets that report."""
        event = task.assignment.awaits
        units = [e.receiver for e in wanted.edges if e.above.rpartition("/")[2] == event]
        who = f"{task.source} · {task.holder}"
        return Message.of("warning.before_event", who=who, units=tuple(units) or None)

    def _adopt(self, event: DatesAdopted) -> None:
        rows, tasks = self._read(None)
        policy = self._standing.plan.policy
        for one, deadline in derived_dates(tasks, policy, self._setup.workdays).items():
            if not event.sources or tasks[one].source in event.sources:
                self._apply(rows[one], (adopted(deadline),))


def _closed(tasks: Mapping[str, Task]) -> frozenset[str]:
    return frozenset(one for one, task in tasks.items() if task.standing.closes_on)


def _waiting_for(plan: Plan, event: str) -> tuple[str, ...]:
    """Return the codes of the items and duties that wait for ``event``, or whose partners do."""
    codes = [item.code for item in plan.leaves() if _waits(_schedules(item), event)]
    return (*codes, *(duty.code for duty in plan.duties if _waits((duty.schedule,), event)))


def _schedules(item: Item) -> tuple[Schedule | None, ...]:
    return (item.schedule, *(partner.schedule for partner in item.partners))


def _waits(schedules: tuple[Schedule | None, ...], event: str) -> bool:
    parts = (part for schedule in schedules if schedule for part in parts_of(schedule))
    return any(isinstance(part, AfterEvent) and part.event == event for part in parts)
