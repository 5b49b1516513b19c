"""Obstacles as they are told: where each one stands, and its words where they are kept."""

from __future__ import annotations

from attrs import frozen
from pendulum import DateTime

from planflow.domain.report.obstacle import OPEN


@frozen(kw_only=True)
class ObstacleView:
    """An obstacle of a task or plan, with its words.

    Attributes:
        task: The task, or the plan, at which it was raised: what commands on it name first.
        number: Its number there.
        source: The item or duty that it concerns; for a plan that carries out an item of the plan
            asked for, that item; nothing: the whole plan.
        raised_by: The unit that raised it; a task's holder.
        raised_at: When.
        lies_with: The unit that is asked now, or that answered.
        since: When it came to lie with that unit.
        path: The units that it lay with before.
        state: ``open``, ``answered`` or ``withdrawn``.
        words: What stands in the way, unless it was erased.
        answer: What was decided, if it was answered and the words are kept.
    """

    task: str
    number: int
    source: str | None
    raised_by: str
    raised_at: DateTime
    lies_with: str
    since: DateTime
    path: tuple[str, ...]
    state: str
    words: str | None = None
    answer: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state == OPEN
