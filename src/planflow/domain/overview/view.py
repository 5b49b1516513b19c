"""Everything about one plan at one moment, for whoever writes a document about it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen
from pendulum import DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.overview.obstacle import ObstacleView
from planflow.domain.overview.total import Totals
from planflow.domain.report import Report
from planflow.domain.task import Task


@frozen
class Course:
    """When things happened to a task, as recorded.

    Attributes:
        started_at: When its holder began, or first reported.
        partial_at: When it was last reported partially.
        reported_at: When its closing report was sent, the newest one.
        consolidated_at: When a task above first took the closing report.
        returned_at: When it was last returned.
    """

    started_at: DateTime | None = None
    partial_at: DateTime | None = None
    reported_at: DateTime | None = None
    consolidated_at: DateTime | None = None
    returned_at: DateTime | None = None


@frozen(kw_only=True)
class PlanView:
    """A plan as it stands at ``now``: what a report or a picture is made from.

    Attributes:
        standing: The plan as it runs.
        directory: The units.
        now: The moment of the evaluation.
        tasks: Every task of the plan, by id.
        courses: Task id → when things happened to it.
        narratives: (Task id, version) → what the report says in words, where it was not erased.
        sections: (Task id, version) → what it says section by section.
        cuts: (Task id, version) → why it accepted less than was reported, a line a report below.
        consolidated: Task id → the report version that counts at the top (as consolidated).
        totals: The figures as consolidated.
        live: The figures from the newest reports.
        obstacles: What was raised at the plan, at the plans that carry out its items, and at their
            tasks, answered or not; first what has lain longest where it lies.
    """

    standing: PlanStanding
    directory: Directory
    now: DateTime
    tasks: Mapping[str, Task]
    courses: Mapping[str, Course] = field(factory=dict)
    narratives: Mapping[tuple[str, int], str] = field(factory=dict)
    sections: Mapping[tuple[str, int], Mapping[str, str]] = field(factory=dict)
    cuts: Mapping[tuple[str, int], str] = field(factory=dict)
    consolidated: Mapping[str, Report] = field(factory=dict)
    totals: Totals
    live: Totals
    obstacles: tuple[ObstacleView, ...] = ()

    def course(self, task: str) -> Course:
        """Return when things happened to a task."""
        return self.courses.get(task, Course())

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or the words themselves where no unit has this id."""
        return self.directory.unit(unit).name if unit in self.directory else unit
