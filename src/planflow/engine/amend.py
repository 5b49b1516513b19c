"""Amending a running plan: every fault at once, then all that it brings to the tasks (R23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from pendulum import Date, DateTime

from planflow.domain.change import (
    AmendPlan,
    PlanAmended,
    PlanChange,
    PlanStanding,
    amendment,
    default_horizon,
    reorganised,
    task_conflicts,
    unfold,
)
from planflow.domain.organisation import Actor, open_sets
from planflow.domain.plan import Indicator, Plan, difference, every_item
from planflow.domain.task import ASSIGNED, RECEIVE, WITHDRAWN, Context, Task, revisions
from planflow.domain.task.event import (
    Amended,
    Assigned,
    Fed,
    Redated,
    Reinstated,
    Started,
    Unfed,
    Withdrawn,
)
from planflow.domain.task.passing import Handover
from planflow.engine.command import too_late
from planflow.engine.issue import definition_faults
from planflow.engine.outcome import Moved, Outcome, Refed
from planflow.engine.read import pages
from planflow.engine.record import read_task
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.errors import DefinitionError, Fault
from planflow.instant import day_of, start_of_day
from planflow.message import Message
from planflow.store import Query

Changing: TypeAlias = Callable[[PlanStanding], PlanChange | None]
"""What a command makes of the running plan; nothing where it changes nothing."""


# ── the command ──────────────────────────────────────────────────────────────


def amending(setup: Setup, command: AmendPlan, at: DateTime) -> Changing:
    """Return what the amendment makes of its plan; nothing where it says what the plan says.

    What is returned raises :class:`DefinitionError` with every fault of the amended plan.
    """

    def change(standing: PlanStanding) -> PlanChange | None:
        to = command.to
        faults = (*_faults(standing, command), *definition_faults(setup, to))
        if faults:
            raise DefinitionError(*faults)
        if to == standing.plan:
            return None
        amended_on = day_of(at, to.policy.zone)
        until = _horizon(standing, to)
        return PlanAmended(to, until, amended_on, command.document, command.reason)

    return change


def _faults(standing: PlanStanding, command: AmendPlan) -> Iterator[Fault]:
    was, to = standing.plan, command.to
    if not command.reason.strip():
        yield Fault("reason", "nothing", "why the plan is amended")
    if to.id != was.id:
        yield Fault("plan: id", repr(to.id), f"{was.id!r}: an amended plan keeps its id")
    if to.issuer != was.issuer:
        yield Fault("plan: issuer", repr(to.issuer), f"{was.issuer!r}: who issued the plan stays")
    yield from _code_faults(was, to)
    for new in to.indicators().values():
        known = standing.indicators().get(new.id)
        if known is not None:
            yield from _indicator_faults(known, new)


def _code_faults(was: Plan, to: Plan) -> Iterator[Fault]:
    """Yield each code that stood for an item and now stands for a duty, or the other way."""
    for one, other, what in ((was, to, "an item"), (to, was, "a duty")):
        items = {item.code for item in every_item(one.items)}
        for duty in other.duties:
            if duty.code in items:
                yield Fault(f"code {duty.code!r}", f"{what} before", "a code of its own")


def _indicator_faults(known: Indicator, new: Indicator) -> Iterator[Fault]:
    """Yield what makes another series of an indicator: its figures could not be added up."""
    for name in ("nature", "adds", "numerator", "denominator", "of"):
        old, now = getattr(known, name), getattr(new, name)
        if old != now:
            yield _series_fault(new, name, now, old)
    if known.measure.vi != new.measure.vi:
        yield _series_fault(new, "measure", new.measure.vi, known.measure.vi)


def _series_fault(new: Indicator, name: str, now: str | None, old: str | None) -> Fault:
    expected = f"{old!r} as before, or another id: it would be a new series"
    return Fault(f"indicator {new.id}: {name}", repr(now), expected)


def _horizon(standing: PlanStanding, to: Plan) -> Date:
    """Return the new horizon: it moves with the end of the plan, if it stood there."""
    last, was = to.years[1], standing.plan.years[1]
    if last is None or last == was:
        return standing.until
    end = default_horizon(standing.issued_on, last)
    is_at_end = was is None or standing.until >= default_horizon(standing.issued_on, was)
    return end if is_at_end else min(standing.until, end)


# ── what it brings ───────────────────────────────────────────────────────────


def amend(
    setup: Setup, work: Work, before: PlanStanding, after: PlanStanding, event: PlanAmended
) -> Outcome:
    """Bring the amendment to the tasks of the plan, and return what that does."""
    amending = _Amending(setup, before, after, event)
    amending.apply(work)
    return amending.outcome()


class _Amending:
    """An amendment over the stored tasks: applied to the work, then told."""

    def __init__(
        self, setup: Setup, before: PlanStanding, after: PlanStanding, event: PlanAmended
    ) -> None:
        self._setup, self._event = setup, event
        self._before, self._after = before, after
        self._rows = {row.id: row for row in pages(setup.store, Query(plan=before.plan.id))}
        self._tasks = {one: read_task(row) for one, row in self._rows.items()}
        self._old = unfold(setup.ground(before, self._tasks.values()), is_checked=False)
        self._new = unfold(setup.ground(after, self._tasks.values()))
        self._parents = self._read_parents()
        self._found = amendment(
            self._old.by_id(), self._new.by_id(), self._tasks, self._parents, event
        )
        self._now = self._tasks | self._parents
        self._handed = Handover((), (), (), self._now)

    def apply(self, work: Work) -> None:
        """Let everything happen; what was decided by may not move meanwhile."""
        for one in self._looked_at():
            work.hold(self._rows[one])
        for created in self._found.created:
            self._now[created.assignment.id] = work.assign(created)
        for one, events in self._found.events.items():
            for event in events:
                self._now[one] = work.apply(one, event)
        for one in dict.fromkeys(
            edge.above for created in self._found.created for edge in created.edges
        ):
            if one in self._parents and self._now[one].state == ASSIGNED:
                self._now[one] = work.apply(one, Started())
        for one in self._having(Withdrawn):
            self._revise(work, self._tasks[one])
        self._hand_over(work)

    def _hand_over(self, work: Work) -> None:
        """Let what is new of units that have ended go to those that carry on (Rule R24)."""
        if not self._after.successions:
            return
        at = start_of_day(self._event.amended_on, self._after.plan.policy.zone)
        ground = self._setup.ground(self._after, self._now.values())
        fresh = {created.assignment.id for created in self._found.created}
        handed = reorganised(ground, self._now, self._new.by_id(), at, fresh)
        for one, event in handed.happened:
            if isinstance(event, Assigned):
                self._now[one] = work.assign(event)
                continue
            if one in self._rows:
                work.hold(self._rows[one])
            self._now[one] = work.apply(one, event)
        self._handed = handed

    def _read_parents(self) -> dict[str, Task]:
        """Read what is fed in the plan that this one carries out, and what that feeds in turn."""
        found: dict[str, Task] = {}
        waiting = {above for task in self._tasks.values() for above in _above(task)}
        waiting |= {edge.above for new in self._new.tasks for edge in new.edges}
        waiting -= self._new.by_id().keys()
        while waiting := waiting - self._rows.keys():
            rows = self._setup.store.load(tuple(sorted(waiting))).rows
            self._rows |= rows
            found |= {one: read_task(row) for one, row in rows.items()}
            waiting = {above for one in rows for above in _above(found[one])}
        return found

    def _revise(self, work: Work, child: Task) -> None:
        """Take what a withdrawn task reported out of the partial reports above it (R16)."""
        above = {one: task for one, task in self._now.items() if task.state != WITHDRAWN}
        context = Context(
            Actor(id="", unit=self._after.plan.issuer),
            start_of_day(self._event.amended_on),
            above=above,
            pinned=self._now,
            indicators=self._setup.known(self._after),
            elsewhere={
                plan: self._setup.indicators(plan)
                for plan in {task.assignment.plan for task in above.values()}
                if plan != self._after.plan.id
            },
        )
        for one, event in revisions(child, "withdrawn", context):
            self._now[one] = work.apply(one, event)

    def outcome(self) -> Outcome:
        """Return what the amendment did."""
        return Outcome(
            None,
            self._after,
            (self._event,),
            tuple(dict.fromkeys(self._warnings())),
            moved=tuple(
                Moved(one, self._tasks[one].due_on, self._now[one].due_on)
                for one in self._having(Redated)
            ),
            created=tuple(created.assignment.id for created in self._found.created),
            withdrawn=self._having(Withdrawn),
            reinstated=self._having(Reinstated),
            changed=self._having(Amended),
            refed=tuple(self._refed()),
            kept=self._found.kept,
            differences=difference(self._before.plan, self._after.plan, self._name),
            passed=self._handed.passed(),
        )

    def _looked_at(self) -> tuple[str, ...]:
        """Return the stored tasks by whose standing something was decided."""
        found = self._found
        touched = [*found.events, *(kept.task for kept in found.kept), *found.alone]
        above = [edge.above for new in found.created for edge in new.edges]
        seen = dict.fromkeys(touched)
        waiting = [*above, *touched]
        while waiting:
            one = waiting.pop()
            if one in self._rows:
                seen[one] = None
                waiting += (up for up in _above(self._now[one]) if up not in seen)
        return tuple(seen)

    def _having(self, *kinds: type) -> tuple[str, ...]:
        """Return the tasks to which something of these kinds happens."""
        return tuple(
            one
            for one, events in self._found.events.items()
            if any(isinstance(event, kinds) for event in events)
        )

    def _refed(self) -> Iterator[Refed]:
        for one in self._having(Unfed, Fed):
            before, after = (_above(each[one]) for each in (self._tasks, self._now))
            if before != after:
                yield Refed(one, before, after)

    def _name(self, unit: str) -> str:
        directory = self._setup.directory
        return directory.unit(unit).name if unit in directory else unit

    # ── what a person should know ────────────────────────────────────────────

    def _warnings(self) -> Iterator[Message]:
        known = frozenset(self._old.warnings)
        yield from (warning for warning in self._new.warnings if warning not in known)
        yield from self._lapsed()
        yield from self._dated_otherwise()
        for wanted in self._found.behind:
            yield _behind(wanted, self._event)
        for one in self._having(Withdrawn):
            if self._tasks[one].standing.current() is not None:
                yield Message.of("warning.amended_partial", task=one)
        for kept in self._found.kept:
            if kept.why.key == "kept.decided":
                yield Message.of("warning.kept", task=kept.task, why=kept.why)
        for created in self._found.created:
            yield from too_late(self._now[created.assignment.id], self._now)
        for one in (*self._found.alone, *self._left_below()):
            yield Message.of("warning.amended_alone", task=one)
        yield from self._conflicts()

    def _left_below(self) -> Iterator[str]:
        """Yield the tasks of plans that carried out items which are withdrawn."""
        for one in self._having(Withdrawn):
            for row in self._setup.store.feeding(one):
                if row.id not in self._tasks:
                    yield row.id

    def _lapsed(self) -> Iterator[Message]:
        """Yield what had come to the plan and has no place in it any more."""
        titles = {each.id: each.title.vi for each in self._before.plan.events}
        gone = titles.keys() - {each.id for each in self._after.plan.events}
        for event in self._before.in_force():
            if event in gone:
                yield Message.of("warning.amended_event", event=titles[event])
        lost = _sets(self._before.plan) - _sets(self._after.plan)
        for item, words in dict.fromkeys((n.item, n.words) for n in self._before.namings):
            if (item, words) in lost:
                yield Message.of("warning.amended_naming", item=item, words=words)

    def _dated_otherwise(self) -> Iterator[Message]:
        stated, issued_on = self._after.plan.issued_on, self._after.issued_on
        if stated not in (None, issued_on, self._before.plan.issued_on):
            yield Message.of("warning.amended_issue", stated=stated, on=issued_on)

    def _conflicts(self) -> Iterator[Message]:
        """Yield the conflicts of dates around what is new, dated or fed otherwise (R14)."""
        new = [created.assignment.id for created in self._found.created]
        below: dict[str, list[Task]] = {}
        for task in self._now.values():
            for above in _above(task):
                below.setdefault(above, []).append(task)
        for one in dict.fromkeys((*new, *self._having(Redated, Reinstated, Fed))):
            task = self._now[one]
            around = [self._now[above] for above in _above(task) if above in self._now]
            around += below.get(one, ())
            others = tuple(other for other in around if other.kind != RECEIVE)
            yield from task_conflicts(task, others, self._setup.workdays)


def _above(task: Task) -> tuple[str, ...]:
    return tuple(edge.above for edge in task.standing.edges)


def _behind(wanted: Assigned, event: PlanAmended) -> Message:
    assignment = wanted.assignment
    return Message.of(
        "warning.amended_behind",
        place=assignment.source,
        occurrence=assignment.occurrence,
        on=event.amended_on,
    )


def _sets(plan: Plan) -> set[tuple[str, str]]:
    """Return the open sets of the plan: the code of the item, and the words."""
    return {
        (item.code, words)
        for item in plan.leaves()
        for selector in (item.lead, *(partner.selector for partner in item.partners))
        if selector is not None
        for words in open_sets(selector)
    }
