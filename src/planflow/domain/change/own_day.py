"""Products with a time of their own: which day, and how it lies to the item's (Rule R14)."""

from __future__ import annotations

from collections.abc import Iterator

from planflow.domain.change.node import Graph, Ground
from planflow.domain.deadline import Occurrence, occurrences
from planflow.domain.plan import Item, Product
from planflow.domain.task import OwnDay
from planflow.domain.workday import Period
from planflow.message import Message


def own_days(
    graph: Graph, ground: Ground, item: Item, occurrence: Occurrence
) -> tuple[OwnDay, ...]:
    """Return the days that products have for themselves in an occurrence, and warn of each.

    One that is the item's own day is none; one that has no date stays text and is told.
    """
    found = tuple(_own_days(graph, ground, item, occurrence))
    for one in found:
        graph.warn(_warning(item, one, occurrence))
    return found


def _own_days(graph: Graph, ground: Ground, item: Item, occurrence: Occurrence) -> Iterator[OwnDay]:
    for product in item.products:
        own = _own_occurrence(ground, product, occurrence)
        if own is None or _is_same(own, occurrence):
            continue
        indicator = product.indicator.id
        if own.deadline is not None:
            yield OwnDay(indicator, own.deadline, is_counted=product.kind != "outcome")
        elif own.note is not None:
            place = f"{item.code} · {indicator}"
            graph.warn(Message.of("warning.undated", place=place, why=own.note))


def _is_same(own: Occurrence, occurrence: Occurrence) -> bool:
    """Tell whether a product's time is its item's: the same instant, or the same event awaited."""
    if own.deadline is None or occurrence.deadline is None:
        is_undated = own.deadline is None and occurrence.deadline is None
        return is_undated and own.awaits is not None and own.awaits == occurrence.awaits
    return own.deadline.due_at == occurrence.deadline.due_at


def _own_occurrence(ground: Ground, product: Product, occurrence: Occurrence) -> Occurrence | None:
    """Return the product's time for an occurrence of its item: of its name, or within its period.

    What is done once takes the first.
    """
    if product.schedule is None:
        return None
    own = occurrences(product.schedule, ground.setting())
    named = (one for one in own if one.key == occurrence.key)
    return next(named, next((one for one in own if _lies_in(one, occurrence.period)), None))


def _lies_in(own: Occurrence, period: Period | None) -> bool:
    deadline = own.deadline
    if period is None or deadline is None:
        return period is None
    return period.starts_on <= deadline.due_on <= period.ends_on


def _warning(item: Item, own: OwnDay, occurrence: Occurrence) -> Message:
    key, due_on = "warning.own_day", None
    if occurrence.deadline is not None:
        is_later = own.deadline.due_at > occurrence.deadline.due_at
        key = "warning.own_day_later" if is_later else "warning.own_day_earlier"
        due_on = occurrence.deadline.due_on
    facts = {"place": item.code, "product": own.indicator}
    return Message.of(key, **facts, due=own.deadline.due_on, item=due_on)
