"""A plan year: units act day by day through the public engine, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import evolve, frozen
from pendulum import Date, DateTime

from planflow.domain.change import NameMembers, RecordEvent, Reorganise
from planflow.domain.organisation import LEADER, Actor
from planflow.domain.plan import Plan
from planflow.domain.reminder import Announcement, rung_message
from planflow.domain.task import (
    ASSIGNED,
    DELIVER,
    RECEIVE,
    REPORT,
    REPORTED,
    Task,
    timeliness,
)
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.domain.workday import Workdays
from planflow.engine import Entry, Flow, Issued
from planflow.errors import CommandRefusedError
from planflow.instant import add_days, day_of, start_of_day
from planflow.message import Message
from planflow.simulation.chance import Chance
from planflow.simulation.intent import (
    CLOSE,
    PARTIAL,
    RECEIVED,
    SEND_BACK,
    START,
    URGE,
    Deed,
    Intentions,
    deed,
)
from planflow.simulation.scenario import RETURNED, Arrival, Naming, Reform, Scenario
from planflow.store import Query

Tell: TypeAlias = Callable[[Date, Message], None]

_TICK_HOUR = 7
_FIRST_HOUR = 8


@frozen
class Ran:
    """What a run was: the plan as issued, what was announced, what was refused."""

    issued: Issued
    announced: Counter[str]
    refused: int


class Year:
    """One run of a plan over a flow.

    Args:
        flow: The engine, over an empty store.
        plan: The plan.
        scenario: How units behave.
        workdays: The working days.
        seed: The run's seed.
        tell: Told of what is worth telling, as it happens.
    """

    def __init__(
        self,
        flow: Flow,
        plan: Plan,
        scenario: Scenario,
        workdays: Workdays,
        seed: int,
        *,
        tell: Tell | None = None,
    ) -> None:
        """Keep the parts."""
        self._flow = flow
        self._plan = plan
        self._scenario = scenario
        self._chance = Chance(seed, scenario, plan, workdays)
        self._tell_to = tell
        self._agenda: list[Deed] = []
        self._known: dict[str, e.Assigned] = {}
        self._seen = 0
        self._announced: Counter[str] = Counter()
        self._refused = 0
        self._minute = 0
        self._deeds = {
            START: self._start,
            PARTIAL: self._report_partially,
            CLOSE: self._close,
            SEND_BACK: self._send_back,
            RECEIVED: self._receive,
            URGE: self._urge,
        }

    def run(self, first: Date, last: Date, *, progress: Callable[[Date], None]) -> Ran:
        """Let every day from ``first`` to ``last`` happen."""
        self._intentions = Intentions(self._chance, self._scenario, last)
        self._today = max(first, self._scenario.issue_on or self._plan.issued_on or first)
        issued = self._issue()
        day = self._today
        while day <= last:
            self._begin(day)
            self._tick(day)
            self._arrive(day)
            self._work(day)
            progress(day)
            day = add_days(day, 1)
        return Ran(issued, self._announced, self._refused)

    def _issue(self) -> Issued:
        self._begin(self._today)
        issuer = Actor(id=f"{self._plan.issuer}-head", unit=self._plan.issuer, capacity=LEADER)
        key = f"simulate {self._plan.id}"
        issued = self._flow.issue(self._plan, by=issuer, at=self._now(), key=key)
        self._tell("issued", tasks=issued.tasks)
        for warning in issued.warnings:
            self._tell("warned", warning=warning)
        self._follow()
        return issued

    def _begin(self, day: Date) -> None:
        self._today, self._minute = day, 0

    def _now(self) -> DateTime:
        """Return the next minute of the working day."""
        minute, self._minute = self._minute, self._minute + 1
        start = start_of_day(self._today, self._plan.policy.zone, _FIRST_HOUR)
        return start.add(seconds=minute * 20)

    def _tick(self, day: Date) -> None:
        if (day.toordinal() - self._plan.years[0]) % self._scenario.tick_every:
            return
        given = self._flow.tick(start_of_day(day, self._plan.policy.zone, _TICK_HOUR))
        for announcement in given:
            self._announced[announcement.rung] += 1
            self._announce(announcement)
            self._intend(self._intentions.on_announced(announcement, day))
        if given:
            self._tell_owed(given)
            self._follow()

    def _arrive(self, day: Date) -> None:
        agency = self._actor(self._plan.standing_agency or self._plan.issuer)
        for naming in self._scenario.members:
            if naming.on == day:
                self._name(naming, agency)
        for arrival in self._scenario.events:
            if arrival.on == day:
                self._record(arrival, agency)
        for reform in self._scenario.reforms:
            if reform.on == day:
                self._reorganise(reform, agency)

    def _reorganise(self, reform: Reform, agency: Actor) -> None:
        command = Reorganise(self._plan.id, reform.successions, reform.document)
        key = f"reform {reform.on}"
        outcome = self._flow.do(command, by=agency, at=self._now(), key=key)
        counts = Counter(each.what for each in outcome.passed)
        self._tell("reformed", document=reform.document, counts=_counted(counts))
        for warning in outcome.warnings:
            self._tell("warned", warning=warning)
        self._follow()

    def _name(self, naming: Naming, agency: Actor) -> None:
        command = NameMembers(self._plan.id, naming.item, naming.units, naming.words)
        self._flow.do(command, by=agency, at=self._now(), key=f"name {naming.item} {naming.on}")
        names = tuple(self._name_of(unit) for unit in naming.units)
        self._tell("named", item=naming.item, units=names)
        self._follow()

    def _record(self, arrival: Arrival, agency: Actor) -> None:
        command = RecordEvent(
            self._plan.id,
            arrival.event,
            arrival.on,
            arrival.document,
            arrival.due,
            arrival.data_from,
            arrival.data_to,
            arrival.addressees,
        )
        key = f"event {arrival.event} {arrival.on}"
        outcome = self._flow.do(command, by=agency, at=self._now(), key=key)
        self._tell("arrived", document=arrival.document or arrival.event)
        for warning in outcome.warnings:
            self._tell("warned", warning=warning)
        self._follow()

    def _work(self, day: Date) -> None:
        while self._agenda and self._agenda[0].day <= day:
            todo = heappop(self._agenda)
            try:
                self._deeds[todo.what](self._flow.task(todo.task))
            except CommandRefusedError:
                self._refused += 1
            self._follow()

    def _start(self, task: Task) -> None:
        if task.state == ASSIGNED and self._answering(task) == task.holder:
            self._do(c.Start(task.id), task.holder)
            if task.kind == DELIVER and task.assignment.part == "lead":
                self._tell_task("started", task)

    def _report_partially(self, task: Task) -> None:
        if not task.standing.is_open or self._answering(task) != task.holder:
            return
        work = self._scenario.work(task.source, task.holder)
        draft = self._flow.consolidate(task.id, at=self._now())
        figures = self._chance.figures(task.assignment, work.partial, share=0.8)
        full = self._chance.figures(task.assignment, work.figures)
        estimates = {name: full[name] for name in figures if name in full}
        command = draft.report(
            figures=figures, estimates=estimates, partial=True, narrative=self._narrative(task)
        )
        self._do(command, task.holder)
        self._tell_task("partial", task)

    def _close(self, task: Task) -> None:
        if not task.standing.is_open:
            return
        work = self._scenario.work(task.source, task.holder)
        draft = self._flow.consolidate(task.id, at=self._now())
        figures = self._chance.figures(task.assignment, work.figures)
        signer = self._name_of(task.holder)
        command = draft.report(figures=figures, narrative=self._narrative(task), signed_by=signer)
        reported = self._do(command, self._answering(task))
        is_late = reported is not None and timeliness(reported, self._now()) == "done_late"
        self._tell_task("reported_late" if is_late else "reported", task)
        self._review(task)

    def _review(self, task: Task) -> None:
        """Let the receiver look at what was sent: return it, or take note of it."""
        wrong = self._chance.conduct(task.holder).behaviour == RETURNED
        is_first = not task.standing.reports or not task.standing.reports[-1].is_closing
        for edge in task.standing.edges:
            above = self._known.get(edge.above)
            if above is not None and above.assignment.kind == RECEIVE:
                day = self._chance.worked(add_days(self._today, 2))
                self._intend([deed(day, RECEIVED, edge.above, gathers=True)])
            elif wrong and is_first and task.kind == REPORT:
                day = self._chance.worked(add_days(self._today, 2))
                self._intend([deed(day, SEND_BACK, task.id)])

    def _send_back(self, task: Task) -> None:
        if task.state != REPORTED:
            return
        edge = task.standing.edges[0]
        day = self._chance.worked(add_days(self._today, 5))
        reason = Message.of("simulation.return_reason").text("vi")
        self._do(c.Return(task.id, reason, day), edge.receiver)
        self._tell_task("returned", task)
        resend_on = self._chance.last_worked(day)
        self._intend([deed(resend_on, CLOSE, task.id, gathers=True)])

    def _receive(self, task: Task) -> None:
        """Let the top take what was sent; for one outside the host its sender records it (R27)."""
        draft = self._flow.consolidate(task.id, at=self._now())
        if not draft.stale or not task.standing.is_open:
            return
        if not task.assignment.is_outside:
            self._do(draft.report(), task.holder)
        else:
            sender = draft.pins[0].holder
            at = self._now()
            number = Message.of("simulation.dispatch", day=self._today).text("vi")
            paper = c.Paper(number, at, evidence=number)
            self._do(draft.report(paper=paper), sender)
        self._tell_task("received", task)

    def _urge(self, task: Task) -> None:
        if task.standing.is_open and task.kind == REPORT and task.standing.edges:
            self._do(c.Remind(task.id), task.standing.edges[0].receiver)
            self._tell_task("urged", task)

    def _do(self, command: c.Command, unit: str) -> Task | None:
        known = self._known.get(command.task)
        is_signed = isinstance(command, c.Report) and known and known.assignment.signature
        actor = self._actor(unit)
        actor = evolve(actor, capacity=LEADER) if is_signed else actor
        return self._flow.do(command, by=actor, at=self._now()).task

    def _follow(self) -> None:
        """Read on in the journal and let units make up their minds about what they find there."""
        for entry in self._flow.journal(after=self._seen):
            self._seen = entry.position
            self._intend(self._reaction(entry))

    def _reaction(self, entry: Entry) -> Iterable[Deed]:
        match entry.event:
            case e.Assigned() as event:
                self._known[entry.stream] = event
                day = day_of(entry.at, self._plan.policy.zone)
                return self._intentions.on_assigned(event, day, self._known)
            case e.Redated() as event:
                assignment = self._known[entry.stream].assignment
                return self._intentions.on_redated(assignment, event)
            case e.HolderClosed() as event:
                assignment = self._known[entry.stream].assignment
                return self._intentions.on_closed(assignment, event, self._today)
            case _:
                return ()

    def _answering(self, task: Task) -> str:
        """Return who reports on a task: its holder, or once that has ended whoever enters it."""
        closes_on, closer = task.standing.closes_on, task.standing.closer
        has_ended = closes_on is not None and self._today > closes_on
        return closer if closer is not None and has_ended else task.holder

    def _intend(self, deeds: Iterable[Deed]) -> None:
        for each in deeds:
            heappush(self._agenda, each)

    def _actor(self, unit: str) -> Actor:
        name = Message.of("simulation.clerk", unit=self._name_of(unit)).text("vi")
        return Actor(id=f"{unit}-clerk", unit=unit, name=name)

    def _name_of(self, unit: str) -> str:
        return self._flow.directory.unit(unit).name

    def _narrative(self, task: Task) -> str:
        return Message.of("simulation.narrative", source=task.source).text("vi")

    def _announce(self, announcement: Announcement) -> None:
        if announcement.rung in ("overdue_3", "not_resent_3", "escalated"):
            unit = self._name_of(announcement.holder)
            rung = rung_message(announcement.rung)
            self._tell("announced", rung=rung, unit=unit, source=_source(announcement.task))

    def _tell_owed(self, given: Iterable[Announcement]) -> None:
        """Tell, the morning after a report was due, who owes one by name."""
        late = [x for x in given if x.rung == "overdue_1"]
        owing = {one.task: one.holder for one in late if self._kind(one.task) == REPORT}
        for source, occurrence in dict.fromkeys(map(_place, owing)):
            query = Query(plan=self._plan.id, source=source, occurrence=occurrence, kind=REPORT)
            owed = self._flow.find(query).all()
            names = tuple(self._name_of(task.holder) for task in owed if task.id in owing)
            sent = sum(task.standing.is_done for task in owed)
            self._tell("owed", source=source, sent=sent, owed=len(owed), units=names)

    def _kind(self, task: str) -> str:
        return self._known[task].assignment.kind

    def _tell_task(self, what: str, task: Task) -> None:
        self._tell(what, source=task.source, unit=self._name_of(task.holder))

    def _tell(self, key: str, **facts: str | int | Date | Message | tuple[str, ...]) -> None:
        if self._tell_to is not None:
            self._tell_to(self._today, Message.of(f"simulation.{key}", **facts))


def _source(task: str) -> str:
    return _place(task)[0]


def _place(task: str) -> tuple[str, str]:
    """Return the item or duty and the occurrence that a task's id names."""
    _, source, _, occurrence = task.split("/")
    return source, occurrence


def _counted(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(f"{what} {count}" for what, count in sorted(counts.items()))
