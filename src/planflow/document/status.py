"""The morning's page in plain text: who is late, what is near, who has not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from planflow.domain.overview import PlanView, two_by_two
from planflow.domain.task import REPORT, SOON_DAYS, Task, timeliness
from planflow.instant import add_days, day_of
from planflow.message import Language, Message, day_text, phrase

_SHOWN = ("waiting", "continuous", "undated", "asked", "answered", "suspended", "withdrawn")
_LISTED = ("overdue", "due_soon", "asked")


def status_text(view: PlanView, *, unit: str | None = None, language: Language = "en") -> str:
    """Return the state of a plan at ``view.now``, perhaps of one unit's tasks only."""
    tasks = [task for task in view.tasks.values() if unit in (None, task.holder)]
    today = day_of(view.now, view.standing.plan.policy.zone)
    title = view.standing.plan.title.text(language)
    lines = [f"{view.standing.plan.id} · {day_text(today)} · {title}"]
    if unit is not None:
        lines.append(view.unit_name(unit))
    lines += [*_counts(view, tasks, language), *_lists(view, tasks, language)]
    lines += _reports(view, tasks, language)
    return "\n".join(lines) + "\n"


def status_data(view: PlanView, *, unit: str | None = None) -> dict[str, object]:
    """Return the same as plain data."""
    tasks = [task for task in view.tasks.values() if unit in (None, task.holder)]
    count = two_by_two(tasks, view.now)
    rate = count.overdue_rate
    return {
        "plan": view.standing.plan.id,
        "at": view.now.isoformat(),
        "unit": unit,
        "tasks": dict(sorted(Counter(task.state for task in tasks).items())),
        "timeliness": dict(sorted(Counter(timeliness(t, view.now) for t in tasks).items())),
        "fallen_due": count.fallen_due,
        "overdue_rate": None if rate is None else f"{rate:.4f}",
        **{name: [_data(view, task) for task in _in(view, tasks, name)] for name in _LISTED},
        "not_reported": [_data(view, task) for task in _silent(tasks)],
    }


def _counts(view: PlanView, tasks: list[Task], language: Language) -> Iterator[str]:
    count = two_by_two(tasks, view.now)
    rate = count.overdue_rate
    share = "–" if rate is None else f"{rate * 100:.1f}".replace(".", _comma(language)) + " %"
    yield "  " + phrase(
        "status.counts",
        language,
        done_in_time=count.done_in_time,
        done_late=count.done_late,
        open_in_time=count.open_in_time,
        open_overdue=count.open_overdue,
        rate=share,
    )
    counted = Counter(timeliness(task, view.now) for task in tasks)
    others = [f"{phrase(f'timeliness.{n}', language)} {counted[n]}" for n in _SHOWN if counted[n]]
    if others:
        yield "  " + " · ".join(others)


def _lists(view: PlanView, tasks: list[Task], language: Language) -> Iterator[str]:
    for name in _LISTED:
        found = _in(view, tasks, name)
        if found:
            yield f"{phrase(f'timeliness.{name}', language)} ({len(found)})"
            yield from (f"  {_line(view, task)}" for task in found)


def _reports(view: PlanView, tasks: list[Task], language: Language) -> Iterator[str]:
    """Yield, for each duty and period, how many have reported and who has not."""
    owed = [task for task in tasks if task.kind == REPORT]
    for source, occurrence in dict.fromkeys((t.source, t.assignment.occurrence) for t in owed):
        mine = [t for t in owed if (t.source, t.assignment.occurrence) == (source, occurrence)]
        silent = _silent(mine)
        names = ", ".join(view.unit_name(task.holder) for task in silent) or "–"
        period = "" if occurrence == "once" else f" · {occurrence}"
        given = len(mine) - len(silent)
        yield phrase(
            "status.reports",
            language,
            duty=f"{source}{period}",
            given=given,
            owed=len(mine),
            missing=names,
        )


def _in(view: PlanView, tasks: Iterable[Task], name: str) -> list[Task]:
    found = [task for task in tasks if timeliness(task, view.now) == name]
    if name == "asked":
        found = [task for task in found if _is_near(view, task)]
    return sorted(found, key=lambda task: (task.due_on or day_of(view.now), task.id))


def _is_near(view: PlanView, task: Task) -> bool:
    """Tell whether the day by which a body was asked to answer is near or has passed."""
    today = day_of(view.now, view.standing.plan.policy.zone)
    return task.due_on is not None and task.due_on <= add_days(today, SOON_DAYS)


def _silent(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.kind == REPORT and task.standing.current() is None]


def _line(view: PlanView, task: Task) -> str:
    due = day_text(task.due_on) if task.due_on else "–"
    return f"{due}  {task.source}  {view.unit_name(task.holder)}"


def _data(view: PlanView, task: Task) -> dict[str, object]:
    return {
        "task": task.id,
        "source": task.source,
        "unit": task.holder,
        "name": view.unit_name(task.holder),
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "state": task.state,
        "why": [
            message.text("vi") for message in (task.deadline.sentences() if task.deadline else ())
        ],
    }


def _comma(language: Language) -> str:
    return Message.of("status.comma").text(language)
