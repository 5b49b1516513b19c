"""What a report looks at: the view, its lines, and the report at the top of the chain."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen
from pendulum import Date, DateTime

from planflow.document.line import Line, local_day, plan_lines, say
from planflow.document.report.signing import Signing
from planflow.domain.overview import PlanView
from planflow.domain.plan import Indicator
from planflow.domain.report import Report
from planflow.domain.task import RECEIVE, REPORT, Task
from planflow.domain.task.command import SECTIONS
from planflow.errors import NotFoundError

NOTHING_KNOWN: Final = "–"
"""Stands in a cell for which nothing is known."""


@frozen(kw_only=True)
class Survey:
    """The material of a report.

    Attributes:
        view: The plan at the moment of writing.
        lines: Its items and duties.
        top: The task whose report this is, if there is one.
        report: The version of that report.
        signing: Under which number it goes out, and who signs it.
    """

    view: PlanView
    lines: tuple[Line, ...]
    top: Task | None = None
    report: Report | None = None
    signing: Signing = field(factory=Signing)

    @property
    def body(self) -> str:
        """Return the unit that writes: the top's holder, else the standing agency or issuer."""
        plan = self.view.standing.plan
        return self.top.holder if self.top else plan.standing_agency or plan.issuer

    @property
    def written_on(self) -> Date:
        """Return the day of the document: when the top was sent, else the day of the view."""
        return self.day(self.report.sent_at if self.report else self.view.now)

    def day(self, instant: DateTime) -> Date:
        """Return the day of ``instant`` in the plan's zone."""
        return local_day(self.view, instant)

    def name(self, unit: str) -> str:
        """Return a unit's name."""
        return self.view.unit_name(unit)

    def addressees(self) -> tuple[str, ...]:
        """Return the units that the report at the top is for, each once."""
        if self.top is None:
            return ()
        found = [u for edge in self.top.standing.edges for u in edge.addressees or (edge.receiver,)]
        return tuple(dict.fromkeys(found))

    def indicators(self) -> dict[str, Indicator]:
        """Return the plan's indicators, by id."""
        return self.view.standing.plan.indicators()

    def narrative(self, task: Task) -> str:
        """Return the words of the report that counts, else of the newest one that stands."""
        report = self.view.consolidated.get(task.id) or task.standing.current()
        key = (task.id, report.version if report else 0)
        sections = self.view.sections.get(key, {})
        told = (f"{say(f'section.{one}')}: {sections[one]}" for one in SECTIONS if one in sections)
        return " ".join(filter(None, (self.view.narratives.get(key, ""), *told)))


def survey(view: PlanView, top: str | None = None, signing: Signing | None = None) -> Survey:
    """Return the material of the report on ``top``, or of the newest consolidated one.

    Raises:
        NotFoundError: If the view has no task ``top``.
    """
    lines, signing = plan_lines(view), signing or Signing()
    if top is not None and top not in view.tasks:
        raise NotFoundError(top)
    task = view.tasks[top] if top is not None else _newest_top(view)
    if task is None:
        return Survey(view=view, lines=lines, signing=signing)
    report = view.consolidated.get(task.id) or task.standing.current()
    return Survey(view=view, lines=lines, top=task, report=report, signing=signing)


def _newest_top(view: PlanView) -> Task | None:
    """Return the task whose report goes to receivers: the standing agency's, the newest one."""
    found = [
        (task.holder in task.assignment.assigners, report.sent_at, task.id)
        for task in view.tasks.values()
        if task.kind == REPORT
        and (report := task.standing.current()) is not None
        and _feeds_receiver(view, task)
    ]
    return view.tasks[max(found)[2]] if found else None


def _feeds_receiver(view: PlanView, task: Task) -> bool:
    above = (view.tasks.get(edge.above) for edge in task.standing.edges)
    return any(up is not None and up.kind == RECEIVE for up in above)
