"""The lines of a plan: each item without parts and each duty to report, with its tasks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen
from pendulum import Date, DateTime

from planflow.domain.deadline import RESENDING, Deadline, Schedule, Unscheduled
from planflow.domain.organisation import Selector, open_sets
from planflow.domain.overview import PlanView
from planflow.domain.plan import SHARED, Duty, Indicator, Item, Product
from planflow.domain.task import LEAD, PARTNER, RECEIVER, REPORTER, Task, timeliness
from planflow.instant import day_of
from planflow.message import Fact, phrase


@frozen(kw_only=True)
class Line:
    """One line of the plan, as it is told in reports and drawn in pictures.

    Attributes:
        code: Code of the item or duty.
        title: Its title in Vietnamese.
        above: Codes and titles of the items that it is part of, the outermost first.
        schedule: When, as the plan says it.
        products: What an item is to yield.
        indicators: What is counted, products included.
        is_duty: It is a duty to report.
        is_shared: One task for all who lead, not one for each.
        tasks: The leads' or reporters' tasks, by occurrence and in directory order.
        partners: The partners' tasks in the same order.
        unnamed: The words of the open sets in it that nobody has named.
        receivers: The tasks that only receive its reports.
    """

    code: str
    title: str
    above: tuple[tuple[str, str], ...] = ()
    schedule: Schedule = field(factory=Unscheduled)
    products: tuple[Product, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    is_duty: bool = False
    is_shared: bool = True
    tasks: tuple[Task, ...] = ()
    partners: tuple[Task, ...] = ()
    receivers: tuple[Task, ...] = ()
    unnamed: tuple[str, ...] = ()

    def occurrences(self) -> dict[str, tuple[Task, ...]]:
        """Return occurrence → the leads' or reporters' tasks of it, in order."""
        found: dict[str, list[Task]] = defaultdict(list)
        for task in self.tasks:
            found[task.assignment.occurrence].append(task)
        return {key: tuple(tasks) for key, tasks in found.items()}

    def holders(self) -> tuple[str, ...]:
        """Return the units that lead or report, each once."""
        return tuple(dict.fromkeys(task.holder for task in self.tasks))


def say(key: str, /, **facts: Fact) -> str:
    """Return the catalogue's Vietnamese words for ``key``."""
    return phrase(key, "vi", **facts)


def plan_lines(view: PlanView) -> tuple[Line, ...]:
    """Return every line of the plan, items before duties, in the order of the plan."""
    plan = view.standing.plan
    leaves = {item.code: item for item in plan.leaves()}
    grouped = _grouped(view)
    items = (_item_line(leaves[item.code], up, grouped) for item, up in _placed(plan.items))
    lines = (*items, *(_duty_line(duty, grouped) for duty in plan.duties))
    return tuple(evolve(line, unnamed=_unnamed(view, line)) for line in lines)


def unit_order(view: PlanView) -> dict[str, int]:
    """Return unit → its place in the directory; those that it lacks come last, by their ids."""
    known = [unit.id for unit in view.directory]
    held = {task.holder for task in view.tasks.values()}.union(
        view.totals.by_unit, view.live.by_unit
    )
    return {unit: place for place, unit in enumerate((*known, *sorted(held.difference(known))))}


def stated_deadline(task: Task) -> Deadline | None:
    """Return the deadline that the plan or an event gave, not a date for resending."""
    deadline = task.deadline
    if deadline is not None and deadline.origin == RESENDING:
        return task.standing.stated
    return deadline


def counted(tasks: Iterable[Task], view: PlanView) -> Counter[str]:
    """Return timeliness → how many of ``tasks``."""
    return Counter(timeliness(task, view.now) for task in tasks)


def local_day(view: PlanView, instant: DateTime) -> Date:
    """Return the day of ``instant`` in the plan's zone."""
    return day_of(instant, view.standing.plan.policy.zone)


def _unnamed(view: PlanView, line: Line) -> tuple[str, ...]:
    """Return the open sets in ``line.unnamed`` that have no members, in the plan's own words."""
    named = view.standing.named(line.code)
    return tuple(dict.fromkeys(words for words in line.unnamed if words not in named))


def _grouped(view: PlanView) -> Mapping[tuple[str, str], list[Task]]:
    order = unit_order(view)
    found: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in view.tasks.values():
        found[task.source, task.assignment.part].append(task)
    for tasks in found.values():
        tasks.sort(key=lambda task: (task.assignment.occurrence, order[task.holder], task.id))
    return found


def _placed(
    items: tuple[Item, ...], above: tuple[tuple[str, str], ...] = ()
) -> Iterator[tuple[Item, tuple[tuple[str, str], ...]]]:
    for item in items:
        if item.parts:
            yield from _placed(item.parts, (*above, (item.code, item.title.vi)))
        else:
            yield item, above


def _selectors(item: Item) -> Iterator[Selector]:
    if item.lead is not None:
        yield item.lead
    yield from (partner.selector for partner in item.partners)


def _item_line(
    item: Item, above: tuple[tuple[str, str], ...], grouped: Mapping[tuple[str, str], list[Task]]
) -> Line:
    return Line(
        code=item.code,
        title=item.title.vi,
        above=above,
        schedule=item.schedule or Unscheduled(),
        products=item.products,
        unnamed=tuple(words for one in _selectors(item) for words in open_sets(one)),
        indicators=tuple(product.indicator for product in item.products),
        is_shared=item.spread == SHARED,
        tasks=tuple(grouped.get((item.code, LEAD), ())),
        partners=tuple(grouped.get((item.code, PARTNER), ())),
        receivers=tuple(grouped.get((item.code, RECEIVER), ())),
    )


def _duty_line(duty: Duty, grouped: Mapping[tuple[str, str], list[Task]]) -> Line:
    return Line(
        code=duty.code,
        title=duty.title.vi,
        schedule=duty.schedule,
        indicators=duty.indicators,
        unnamed=open_sets(duty.reporters),
        is_duty=True,
        is_shared=False,
        tasks=tuple(grouped.get((duty.code, REPORTER), ())),
        receivers=tuple(grouped.get((duty.code, RECEIVER), ())),
    )
