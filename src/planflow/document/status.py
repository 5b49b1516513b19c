"""The morning's page in plain text: who is late, what is near, who has not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from planflow.domain.overview import (
    Coverage,
    Group,
    PlanView,
    TwoByTwo,
    counts_by,
    coverage,
    two_by_two,
)
from planflow.domain.report import Absentee
from planflow.domain.task import REPORT, SOON_DAYS, Task, absence_reason, timeliness
from planflow.instant import add_days, day_of
from planflow.message import Language, Message, catalogue, day_text, phrase

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
    lines += _counts(view, tasks, language)
    lines += _levels(view, language) if unit is None else ()
    lines += [*_lists(view, tasks, language), *_reports(view, unit, language)]
    return "\n".join(lines) + "\n"


def status_data(view: PlanView, *, unit: str | None = None) -> dict[str, object]:
    """Return the same as plain data."""
    tasks = [task for task in view.tasks.values() if unit in (None, task.holder)]
    count = two_by_two(tasks, view.now)
    levels = counts_by(view, "level") if unit is None else {}
    return {
        "plan": view.standing.plan.id,
        "at": view.now.isoformat(),
        "unit": unit,
        "tasks": dict(sorted(Counter(task.state for task in tasks).items())),
        "timeliness": dict(sorted(Counter(timeliness(t, view.now) for t in tasks).items())),
        "fallen_due": count.fallen_due,
        "overdue_rate": _rate_data(count.overdue_rate),
        "counts": count_data(count),
        "levels": {level: count_data(each) for (level,), each in levels.items()},
        "coverage": [
            _coverage_data(view, group, each) for group, each in _coverages(view, unit).items()
        ],
        **{name: [_data(view, task) for task in _in(view, tasks, name)] for name in _LISTED},
        "not_reported": [_missing_data(view, task) for task in _silent(tasks)],
    }


def count_data(count: TwoByTwo) -> dict[str, object]:
    """Return an official count as plain data, with its rates."""
    return {
        "done_in_time": count.done_in_time,
        "done_late": count.done_late,
        "open_in_time": count.open_in_time,
        "open_overdue": count.open_overdue,
        "fallen_due": count.fallen_due,
        "completion_rate": _rate_data(count.completion_rate),
        "overdue_rate": _rate_data(count.overdue_rate),
        "late_rate": _rate_data(count.late_rate),
    }


def level_words(level: str, language: Language) -> str:
    """Return a level as it is told: the host's own word where planflow knows no better one."""
    key = f"level.{level}"
    return phrase(key, language) if key in catalogue() else level or "–"


def _rate_data(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:.4f}"


def _coverage_data(view: PlanView, group: Group, found: Coverage) -> dict[str, object]:
    return {
        "source": group[0],
        "occurrence": group[1],
        "owed": found.owed,
        "given": found.given,
        "partial": found.partial,
        "asked": found.asked,
        "answered": found.answered,
        "missing": [_absentee_data(view, each) for each in found.missing],
        "excused": [_absentee_data(view, each) for each in found.excused],
        "unanswered": [_absentee_data(view, each) for each in found.unanswered],
    }


def _absentee_data(view: PlanView, absentee: Absentee) -> dict[str, object]:
    unit = absentee.holder
    return {
        "task": absentee.task,
        "unit": unit,
        "name": view.unit_name(unit),
        "level": view.level(unit),
        "reason": absentee.reason,
        "is_waived": absentee.is_waived,
    }


def _count_text(count: TwoByTwo, language: Language) -> str:
    rate = count.overdue_rate
    share = "–" if rate is None else f"{rate * 100:.1f}".replace(".", _comma(language)) + " %"
    return phrase(
        "status.counts",
        language,
        done_in_time=count.done_in_time,
        done_late=count.done_late,
        open_in_time=count.open_in_time,
        open_overdue=count.open_overdue,
        rate=share,
    )


def _counts(view: PlanView, tasks: list[Task], language: Language) -> Iterator[str]:
    yield "  " + _count_text(two_by_two(tasks, view.now), language)
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


def _levels(view: PlanView, language: Language) -> Iterator[str]:
    """Yield the count of each level, where the tasks are held on several."""
    found = counts_by(view, "level")
    for (level,), count in found.items() if len(found) > 1 else ():
        yield f"  {level_words(level, language)}: {_count_text(count, language)}"


def _coverages(view: PlanView, unit: str | None) -> dict[Group, Coverage]:
    """Return duty and period → who has reported, of all units or of one."""
    if unit is None:
        return coverage(view)
    found = coverage(view, "source", "occurrence", "holder")
    return {group[:2]: each for group, each in found.items() if group[2] == unit}


def _reports(view: PlanView, unit: str | None, language: Language) -> Iterator[str]:
    """Yield, for each duty and period, how many have reported and who has not, and why."""
    by_level = coverage(view, "source", "occurrence", "level") if unit is None else {}
    for (source, occurrence), found in _coverages(view, unit).items():
        levels = {g[2]: each for g, each in by_level.items() if g[:2] == (source, occurrence)}
        period = "" if occurrence == "once" else f" · {occurrence}"
        yield phrase(
            "status.reports",
            language,
            duty=f"{source}{period}",
            given=found.given,
            owed=found.owed,
            levels=_level_text(levels, language),
            missing=_names(view, found.missing, language) or "–",
            more=_more(view, found, language),
        )


def _level_text(levels: Mapping[str, Coverage], language: Language) -> str:
    owing = {level: found for level, found in levels.items() if found.owed}
    if len(owing) < 2:
        return ""
    parts = (
        f"{level_words(level, language)} {found.given}/{found.owed}"
        for level, found in owing.items()
    )
    return f" ({', '.join(parts)})"


def _more(view: PlanView, found: Coverage, language: Language) -> str:
    """Return what stands apart: who was only asked, and who need not report."""
    words = ""
    if found.asked:
        silent = _names(view, found.unanswered, language) or "–"
        counts = {"answered": found.answered, "asked": found.asked}
        words += phrase("status.asked", language, **counts, silent=silent)
    if found.excused:
        words += phrase("status.excused", language, who=_names(view, found.excused, language))
    return words


def _names(view: PlanView, absent: Iterable[Absentee], language: Language) -> str:
    """Return the names, those with the same reason together."""
    found: dict[str, list[str]] = {}
    for each in absent:
        found.setdefault(each.reason, []).append(view.unit_name(each.holder))
    return "; ".join(
        f"{', '.join(names)} ({phrase(f'absence.{reason}', language)})"
        for reason, names in found.items()
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


def _missing_data(view: PlanView, task: Task) -> dict[str, object]:
    return {**_data(view, task), "reason": absence_reason(task, view.now)}


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
