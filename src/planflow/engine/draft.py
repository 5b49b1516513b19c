"""The draft of a consolidated report: a value, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import asdict, field, frozen
from pendulum import DateTime

from planflow.domain.plan import Amount
from planflow.domain.report import Absentee, Figures, Joint, OpenObstacle, Pin
from planflow.domain.task import Difference, Task, consolidate, differences
from planflow.domain.task.command import Correct, Paper, Report
from planflow.engine.record import read_task
from planflow.engine.setup import Setup
from planflow.errors import NotFoundError


@frozen
class Draft:
    """What a report on a task would take from below now.

    Attributes:
        task: The task to be reported on.
        pins: The versions below that stand, with their figures.
        total: Their figures together, without the holder's own.
        absent: Who is missing, by name and reason (Rule R18).
        obstacles: What stands in the way here and below and has not been answered.
    """

    task: Task
    pins: tuple[Pin, ...]
    total: Figures
    absent: tuple[Absentee, ...]
    obstacles: tuple[OpenObstacle, ...] = ()
    _below: tuple[Task, ...] = field(default=(), repr=False)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Return what below is another now than what was taken last, figure by figure (R17)."""
        return differences(self.task, self._below)

    @property
    def stale(self) -> tuple[str, ...]:
        """Return the tasks below that now say something else than what was taken last."""
        return tuple(each.task for each in self.differences)

    def report(
        self,
        *,
        figures: Mapping[str, Amount] | None = None,
        estimates: Mapping[str, Amount] | None = None,
        approximate: frozenset[str] = frozenset(),
        partial: bool = False,
        narrative: str = "",
        evidence: tuple[str, ...] = (),
        signed_by: str = "",
        paper: Paper | None = None,
        waive: Mapping[str, str] | None = None,
        sections: Mapping[str, str] | None = None,
        joint: tuple[Joint, ...] = (),
        accepted: Mapping[str, Mapping[str, Amount]] | None = None,
        reasons: Mapping[str, str] | None = None,
        correction: str = "",
        signer: str = "",
    ) -> Report:
        """Return the command that reports, or corrects a report to, exactly what this draft shows.

        It is refused if a report below has changed since (Rule R17).

        Args:
            figures: The holder's own contribution.
            estimates: What the holder expects of its own by the end of the period.
            approximate: Indicators whose number is rounded.
            partial: The work is not finished.
            narrative: What was done, in words.
            evidence: References to what proves it.
            signed_by: Who signs.
            paper: The document it came by, where another unit enters it.
            waive: Unit, task or open set that is missing → why the report goes up without it.
            sections: What was done, in words, section by section.
            joint: What was done together with others under their lead, who count it.
            accepted: Task or unit below → by indicator, the amounts accepted of what it reported.
            reasons: Task or unit below → why less was accepted.
            correction: Why, where a report that was given is corrected.
            signer: The opaque id of who signs, where another person enters it.
        """
        said = Report(
            self.task.id,
            figures=figures or {},
            estimates=estimates or {},
            approximate=approximate,
            partial=partial,
            narrative=narrative,
            evidence=evidence,
            signed_by=signed_by,
            paper=paper,
            pins={each.task: each.version for each in self.pins},
            waive=waive or {},
            sections=sections or {},
            joint=joint,
            accepted=accepted or {},
            reasons=reasons or {},
            signer=signer,
        )
        return Correct(**asdict(said, recurse=False), reason=correction) if correction else said


def draft(setup: Setup, task_id: str, at: DateTime) -> Draft:
    """Return the draft of the report on a task as of ``at``."""
    row = setup.store.load((task_id,)).rows.get(task_id)
    if row is None:
        raise NotFoundError(task_id)
    task = read_task(row)
    below = tuple(map(read_task, setup.store.feeding(task_id)))
    indicators = setup.indicators(task.assignment.plan)
    found = consolidate(task, below, indicators, at, closed=setup.closed(below, at))
    return Draft(task, found.pins, found.total, found.absentees, found.obstacles, below)
