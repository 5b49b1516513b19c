"""Flow: everything a host asks of planflow, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Self

from attrs import evolve
from pendulum import DateTime

from planflow.domain.change import PlanArchived, PlanCommand, PlanStanding, family
from planflow.domain.deadline import Deadline
from planflow.domain.organisation import Actor, Directory
from planflow.domain.plan import Plan
from planflow.domain.report import Addition
from planflow.domain.task import Task
from planflow.domain.task.command import Command
from planflow.domain.workday import Workdays
from planflow.engine.command import run
from planflow.engine.entropy import Entropy, SystemEntropy
from planflow.engine.entry import Author, Entry, read_entry
from planflow.engine.issue import issue, prepare
from planflow.engine.log import Logger
from planflow.engine.log import logger as _default_logger
from planflow.engine.outcome import Issued, Outcome, Preview
from planflow.engine.read import (
    Found,
    journal_lines,
    pages,
    read_announcements,
    read_journal,
    stored_streams,
)
from planflow.engine.record import PLAN, archive_of, read_plan_row, read_task
from planflow.engine.refuse import fingerprint
from planflow.engine.restrict import Restriction
from planflow.engine.setup import Setup
from planflow.errors import DefinitionError, Fault, NotFoundError
from planflow.instant import day_of, to_date, to_instant
from planflow.store import FACTS, Batch, Query, Store

if TYPE_CHECKING:
    from planflow.domain.overview import Drift, ObstacleView, PlanView, Totals
    from planflow.domain.reminder import Announcement
    from planflow.engine.archive import Archived
    from planflow.engine.draft import Draft
    from planflow.engine.rebuild import Rebuilt
    from planflow.engine.verify import Verification


class Flow:
    """Plans, tasks and reports over a host's store.

    Args:
        store: Where records, journal and content are kept.
        directory: The units.
        workdays: The working days.
        entropy: Where salts come from; the operating system unless a simulation seeds it.
        logger: Where the engine logs; by default the host's structlog configuration if there is
            one, else the standard library's logger ``planflow``.
        additions: The host's own rules of adding over units, by name: an indicator that ``adds``
            by ``host:greatest`` needs ``greatest`` (Rule R19).
        restrict: What the host forbids beyond the rules: it is shown each :class:`Attempt` that
            they allow, before anything is written, and returns a reason to refuse it, or nothing.
            It cannot allow what they refuse, and is not asked about a command that is repeated
            under its key. What it raises goes to the caller.
        wait: Lets so many seconds pass (a few hundredths) before a command that others have
            overtaken is tried again; a host that must not sleep, or a simulation, brings its own.
    """

    def __init__(
        self,
        store: Store,
        *,
        directory: Directory,
        workdays: Workdays,
        entropy: Entropy | None = None,
        logger: Logger | None = None,
        additions: Mapping[str, Addition] | None = None,
        restrict: Restriction | None = None,
        wait: Callable[[float], object] = sleep,
    ) -> None:
        """Keep the parts; nothing is read or written."""
        self._setup = Setup(
            store,
            directory,
            workdays,
            entropy or SystemEntropy(),
            logger if logger is not None else _default_logger(),
            dict(additions or {}),
            restrict,
            wait,
        )

    @property
    def directory(self) -> Directory:
        """Return the units."""
        return self._setup.directory

    def on(self, connection: object) -> Self:
        """Return this flow inside the transaction of a connection that the host lends.

        The host commits; its rollback undoes what planflow did.

        Raises:
            DefinitionError: If the store cannot work on this connection.
        """
        lent = object.__new__(type(self))
        lent._setup = evolve(self._setup, store=self._setup.store.on(connection))
        return lent

    def preview(
        self, plan: Plan, *, at: datetime | None = None, until: date | None = None
    ) -> Preview:
        """Return what issuing ``plan`` would do; nothing is written.

        Args:
            plan: The plan.
            at: When it would be issued; needed where the plan bears no date.
            until: The horizon, if not the end of the plan or of the year.

        Raises:
            DefinitionError: If the plan is wrong, or no date of issue is known.
        """
        if at is None and plan.issued_on is None:
            raise DefinitionError(Fault("at", "nothing", "an instant: the plan bears no date"))
        day = day_of(to_instant(at), plan.policy.zone) if at is not None else plan.issued_on
        horizon = to_date(until, "until") if until is not None else None
        if day is None:
            raise AssertionError(plan.id)
        event, unfolded = prepare(self._setup, plan, day, horizon)
        return Preview(len(unfolded.tasks), event.until, unfolded.warnings)

    def issue(
        self,
        plan: Plan,
        *,
        by: Actor,
        at: datetime,
        key: str | None = None,
        until: date | None = None,
    ) -> Issued:
        """Issue ``plan``: all its tasks exist from now on. The same key issues it once.

        Args:
            plan: The plan.
            by: Who issues it, for the issuer or its standing agency.
            at: When.
            key: Idempotency key (Rule R7).
            until: The horizon, if not the end of the plan or of the year.

        Raises:
            DefinitionError: If the plan or its units are wrong; all faults at once.
            NotAuthorisedError: If the actor's unit is neither issuer nor standing agency, or the
                host refuses.
            RuleViolatedError: If it was issued before, without or under another key.
        """
        horizon = to_date(until, "until") if until is not None else None
        return issue(self._setup, plan, self._author(plan, by, at, key), horizon)

    def do(
        self, command: Command | PlanCommand, *, by: Actor, at: datetime, key: str | None = None
    ) -> Outcome:
        """Give a command and return what it did.

        Args:
            command: What is asked for.
            by: Who asks.
            at: When.
            key: Idempotency key: the same command twice under it is one event (Rule R7).

        Raises:
            CommandRefusedError: If a rule, the state, the actor's role or the host forbids it.
            NotFoundError: If the task or plan does not exist.
            DuplicateError: If the key was used for another command.
            VersionConflictError: If others kept changing the same task.
        """
        author = self._author(command, by, at, key)
        if isinstance(command, PlanCommand):
            from planflow.engine.change import command_plan

            return command_plan(self._setup, command, author)
        return run(self._setup, command, author)

    def foresee(self, command: PlanCommand, *, at: datetime) -> Outcome:
        """Return what a command on a plan would do: tasks that move, warnings; nothing is written.

        Raises:
            DefinitionError: If the command is wrong; all faults at once.
            NotFoundError: If the plan does not exist.
        """
        from planflow.engine.change import foresee

        return foresee(self._setup, command, Author(None, to_instant(at), self._setup.entropy))

    def derived(self, plan: str) -> dict[str, Deadline]:
        """Return task → the date that follows from the one above it, as a proposal (Rule R14).

        Nobody is overdue by it until the assigner adopts it with ``AdoptDates``.

        Raises:
            NotFoundError: If the plan does not exist.
        """
        from planflow.engine.change import derived

        return derived(self._setup, plan)

    def consolidate(self, task: str, *, at: datetime) -> Draft:
        """Return the draft of the report on ``task``: totals, pins, stale, absent with reasons.

        Raises:
            NotFoundError: If the task does not exist.
        """
        from planflow.engine.draft import draft

        return draft(self._setup, task, to_instant(at))

    def extend(self, plan: str, until: date, *, at: datetime) -> Outcome:
        """Unfold a plan to a later horizon; ``tick`` does so itself when a horizon has passed."""
        from planflow.engine.change import extend

        author = Author(None, to_instant(at), self._setup.entropy)
        return extend(self._setup, plan, to_date(until, "until"), author)

    def tick(
        self, now: datetime, *, shard: tuple[int, int] = (0, 1), limit: int | None = None
    ) -> tuple[Announcement, ...]:
        """Give every announcement that has fallen due by ``now``, each exactly once (Rule R26).

        What was given stands in the journal; what a crash keeps from being returned, too.

        Args:
            now: The moment up to which announcements are due.
            shard: (k, n) of a sweeper that is one of n, and looks after every n-th record only.
                Several may sweep the same as well: each announcement is given by one of them.
            limit: Return once so many were given; then there may be more, and they wait for the
                next call. A sweeper with much to do goes on until it is given nothing.

        Raises:
            DefinitionError: If ``shard`` is not one of its number.
        """
        from planflow.engine.sweep import tick

        number, count = shard
        if not 0 <= number < count:
            raise DefinitionError(Fault("shard", repr(shard), "(k, n) with k from 0 to n - 1"))
        return tick(self._setup, to_instant(now, "now"), shard, limit)

    def find(self, query: Query) -> Found:
        """Return the tasks that match ``query``, read when they are asked for."""
        return Found(self._setup.store, query)

    def task(self, task: str) -> Task:
        """Return a task.

        Raises:
            NotFoundError: If it does not exist.
        """
        row = self._setup.store.load((task,)).rows.get(task)
        if row is None:
            raise NotFoundError(task)
        return read_task(row)

    def plan(self, plan: str) -> PlanStanding:
        """Return a plan as it runs.

        Raises:
            NotFoundError: If it was not issued.
        """
        return self._setup.plan(plan)

    def feeding(self, task: str) -> tuple[Task, ...]:
        """Return the tasks that feed ``task``."""
        return tuple(map(read_task, self._setup.store.feeding(task)))

    def stranded(self, plan: str) -> tuple[Task, ...]:
        """Return the tasks of a plan whose figures nobody takes: all above them are withdrawn."""
        from planflow.domain.overview import stranded

        return stranded({task.id: task for task in self.find(Query(plan=plan))})

    def tally(
        self, query: Query, *, by: tuple[str, ...], at: datetime
    ) -> dict[tuple[str, ...], int]:
        """Return counts of the matching tasks, without loading them.

        Args:
            query: Which tasks.
            by: What to count by: columns such as ``holder``, ``source``, ``state``, or
                ``timeliness``.
            at: When it is asked.

        Raises:
            DefinitionError: If ``by`` names something else.
        """
        from planflow.engine.tally import tally

        known = (*FACTS, "timeliness")
        wrong = [Fault("by", repr(name), f"one of {known}") for name in by if name not in known]
        if wrong or not by:
            raise DefinitionError(*wrong or (Fault("by", "nothing", f"some of {known}"),))
        return tally(self._setup, query, by, to_instant(at))

    def totals(self, plan: str, *, live: bool = False) -> Totals:
        """Return a plan's figures: as consolidated, or ``live`` from the newest reports (R16).

        Plans of units' own that carry out its items are counted in.
        """
        from planflow.domain.overview import consolidated_reports, live_reports, total

        tasks = self._family(plan)
        reports = live_reports(tasks) if live else consolidated_reports(tasks)
        successions = self.plan(plan).successions
        return total(reports, tasks, self._setup.indicators(plan), successions)

    def obstacles(self, plan: str, *, open_only: bool = True) -> tuple[ObstacleView, ...]:
        """Return the obstacles of a plan and its tasks, first what has lain longest where it lies.

        Those of the plans that carry out its items are among them.

        Args:
            plan: The plan's id.
            open_only: Leave out those that were answered or withdrawn.

        Raises:
            NotFoundError: If it was not issued.
        """
        from planflow.engine.obstacle import obstacles

        return obstacles(self._setup, plan, open_only=open_only)

    def drift(self, plan: str) -> tuple[Drift, ...]:
        """Return every report of a plan that is stale: what stands below it is another (R17).

        Raises:
            NotFoundError: If the plan was not issued.
        """
        from planflow.domain.overview import drift

        self.plan(plan)
        return drift(self._family(plan))

    def view(self, plan: str, *, at: datetime) -> PlanView:
        """Return everything about a plan, evaluated at ``at``: what documents are written from.

        Raises:
            NotFoundError: If it was not issued.
        """
        from planflow.engine.view import view

        return view(self._setup, plan, to_instant(at))

    def journal(self, after: int = 0) -> Iterator[Entry]:
        """Yield the journal's entries after a position: the outbox of a host (at least once)."""
        return read_journal(self._setup.store, after)

    def announcements(self, after: int = 0) -> Iterator[tuple[int, Announcement]]:
        """Yield each announcement after a position of the journal, with its own position.

        To acknowledge is to keep the position of the last one delivered, best in the transaction
        that delivers: then each is delivered once, and after a failure read again from there.

        Args:
            after: The position that the host has kept, 0 for none.
        """
        return read_announcements(self._setup.store, after)

    def lines(self) -> Iterator[str]:
        """Yield the whole journal as lines of JSON, each entry's stored text byte for byte."""
        return journal_lines(self._setup.store)

    def history(self, stream: str) -> tuple[Entry, ...]:
        """Return everything that happened to one task or plan, oldest first.

        Of one that was archived nothing: ``read_archive`` tells it.
        """
        return tuple(map(read_entry, stored_streams(self._setup.store, (stream,))))

    def erase(self, person: str) -> None:
        """Erase a person's name and free text everywhere; the journal's proof still holds (R25).

        It reaches no files: neither archives, from which ``erase_archive`` erases, nor backups.

        Args:
            person: The opaque id by which the journal knows the person.
        """
        self._setup.store.commit(Batch(erase=(person,)))
        self._setup.log.info("erase")

    def verify(self) -> Verification:
        """Prove chain, state and totals from the journal alone (Rule R25).

        Others may go on writing meanwhile.
        """
        from planflow.engine.verify import verify

        return verify(self._setup.store, self._setup.additions)

    def rebuild(self) -> Rebuilt:
        """Mend records, feeds and wakes from the journal alone, on a live database (Rule R25).

        Raises:
            FormatError: If the journal itself is broken.
        """
        from planflow.engine.rebuild import rebuild

        return rebuild(self._setup)

    def archive(self, plan: str, file: str | PathLike[str], *, at: datetime) -> Archived:
        """Write a dead plan to a file, and drop what is stored of it (Rule R25).

        The plans that carry out its items go with it. The file is whole in itself: open it with
        :func:`planflow.read_archive`. The journal keeps numbers, hashes and digests, and the file's
        sha256; its proof still holds. After a failure in between nothing is lost: archive again.

        Args:
            plan: The plan's id.
            file: Where to; a file that is not there yet.
            at: When.

        Raises:
            DefinitionError: If the file is there already, or the store works on a lent connection.
            NotFoundError: If the plan was not issued.
            RuleViolatedError: If something of it is not over yet; every reason is named.
        """
        from planflow.engine.archive import archive

        return archive(self._setup, plan, Path(file), to_instant(at))

    def archived(self, plan: str) -> PlanArchived | None:
        """Return what the journal says of the archive of ``plan``; nothing where there is none.

        The plans that went along with another are named there.
        """
        for stored in self._setup.store.history((archive_of(plan),)):
            event: PlanArchived = read_entry(stored).event
            return event
        return None

    def _family(self, plan: str) -> dict[str, Task]:
        """Return the tasks of a plan, and of the plans that carry out its items, by id."""
        rows = pages(self._setup.store, Query(kind=PLAN))
        plans = family(plan, (read_plan_row(row).plan for row in rows))
        return {task.id: task for task in self.find(Query(plan=plans))}

    def _author(self, command: object, by: Actor, at: datetime, key: str | None) -> Author:
        moment: DateTime = to_instant(at)
        mark = fingerprint(command, by.unit) if key is not None else None
        return Author(by, moment, self._setup.entropy, key, mark)
