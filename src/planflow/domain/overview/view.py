"""Everything about one plan at one moment, for whoever writes a document about it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen
from pendulum import DateTime

from planflow.domain.change import PlanStanding
from planflow.domain.organisation import Directory
from planflow.domain.overview.obstacle import ObstacleView
from planflow.domain.overview.total import Totals
from planflow.domain.plan import Indicator
from planflow.domain.report import Report
from planflow.domain.task import Task
from planflow.instant import day_of


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
        indicators: The indicators by id, with the host's rules of adding.
        family: Every task of the plan and of those that carry out its items; nothing: of it alone.
        gathered: As ``consolidated``, of all these.
        waivers: (Task above, whom it waived) → why, where it was not erased.
        signers: (Task id, version) → who signed the report, where that is recorded.
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
    indicators: Mapping[str, Indicator] = field(factory=dict)
    family: Mapping[str, Task] = field(factory=dict)
    gathered: Mapping[str, Report] = field(factory=dict)
    waivers: Mapping[tuple[str, str], str] = field(factory=dict)
    signers: Mapping[tuple[str, int], str] = field(factory=dict)

    def course(self, task: str) -> Course:
        """Return when things happened to a task."""
        return self.courses.get(task, Course())

    def has_closed(self, unit: str) -> bool:
        """Tell whether a unit has ceased to exist by now."""
        return self.directory.has_closed(unit, day_of(self.now, self.standing.plan.policy.zone))

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or the words themselves where no unit has this id."""
        return self.directory.unit(unit).name if unit in self.directory else unit

    def level(self, unit: str) -> str:
        """Return a unit's level, or nothing where no unit has this id."""
        return self.directory.unit(unit).level if unit in self.directory else ""
