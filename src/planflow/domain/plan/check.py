"""Whether a plan holds together, by itself and over a directory: every fault at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date

from planflow.domain.deadline import AfterEvent, ByRegime, Part, Schedule, parts_of
from planflow.domain.organisation import (
    AnyOf,
    Directory,
    Except,
    Named,
    Selector,
    Where,
    open_sets,
    resolve,
)
from planflow.domain.plan.indicator import HOST_RULE, Indicator
from planflow.domain.plan.plan import PARENT, Duty, Item, Plan, every_item
from planflow.errors import Fault
from planflow.message import Message


def plan_faults(plan: Plan) -> Iterator[Fault]:
    """Yield what is wrong in ``plan`` by itself: codes, references, ratios."""
    items = tuple(every_item(plan.items))
    yield from _repeated("code", [item.code for item in items] + [d.code for d in plan.duties])
    yield from _repeated("event id", [event.id for event in plan.events])
    yield from _repeated("indicator id", [one.id for one in _indicators(plan)])
    yield from _ratio_faults(plan)
    yield from _whole_faults(plan)
    for item in plan.leaves():
        if item.lead is None:
            yield Fault(f"item {item.code}: lead", "nothing", "who leads, here or in its parent")
    for place, schedule in _schedules(plan):
        yield from _schedule_faults(plan, place, schedule)
    codes = {item.code for item in items}
    for duty in plan.duties:
        for code in duty.covers:
            if code not in codes:
                yield Fault(f"duty {duty.code}: covers", repr(code), "the code of an item")


def unit_faults(plan: Plan, directory: Directory) -> Iterator[Fault]:
    """Yield every unit id in ``plan`` that ``directory`` does not know."""
    for place, unit in _unit_references(plan):
        if unit not in directory:
            yield Fault(place, repr(unit), "the id of a unit in the directory")


def selector_warnings(plan: Plan, directory: Directory, day: date) -> Iterator[Message]:
    """Yield a warning for every selector that has no members on ``day`` and is not open."""
    for place, selector in _selectors(plan):
        members = resolve(selector, directory, day)
        if not members.units and not members.open_sets:
            yield Message.of("warning.no_members", place=place, on=day)


def open_set_warnings(
    plan: Plan, named: Callable[[str], Container[str]] = lambda _item: ()
) -> Iterator[Message]:
    """Yield a warning for every open set, which counts only once its members are named.

    Args:
        plan: The plan.
        named: Code of an item or duty → the words of its sets that have been named.
    """
    for item in every_item(plan.items):
        yield from _unnamed(_item_selectors(item), named(item.code))
    for duty in plan.duties:
        yield from _unnamed(_duty_selectors(duty), named(duty.code))


def _unnamed(selectors: Iterable[tuple[str, Selector]], named: Container[str]) -> Iterator[Message]:
    for place, selector in selectors:
        for words in open_sets(selector):
            if words not in named:
                yield Message.of("warning.open_set", place=place, words=words)


def _repeated(what: str, values: Iterable[str]) -> Iterator[Fault]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Fault(f"{what} {value!r}", f"{count} times", "once in the plan")


def _indicators(plan: Plan) -> Iterator[Indicator]:
    for item in every_item(plan.items):
        for product in item.products:
            yield product.indicator
    for duty in plan.duties:
        yield from duty.indicators


def _ratio_faults(plan: Plan) -> Iterator[Fault]:
    known = {indicator.id for indicator in _indicators(plan)}
    for indicator in _indicators(plan):
        for name, part in (
            ("numerator", indicator.numerator),
            ("denominator", indicator.denominator),
        ):
            place = f"indicator {indicator.id}: {name}"
            if indicator.adds == "ratio" and part is None:
                yield Fault(place, "nothing", "the indicator that is this part of the ratio")
            elif part is not None and part not in known:
                yield Fault(place, repr(part), "the id of an indicator of this plan")


def _whole_faults(plan: Plan) -> Iterator[Fault]:
    """Yield every "of which" without a whole, or that is not added up as its whole is."""
    known = {indicator.id: indicator for indicator in _indicators(plan)}
    for indicator in known.values():
        if indicator.of is None:
            continue
        place, whole = f"indicator {indicator.id}: of", known.get(indicator.of)
        if whole is None:
            yield Fault(place, repr(indicator.of), "the id of an indicator of this plan")
        elif (whole.nature, whole.adds) != (indicator.nature, indicator.adds):
            expected = f"nature {whole.nature} and adds {whole.adds}, as its whole"
            yield Fault(place, f"nature {indicator.nature}, adds {indicator.adds}", expected)
        elif indicator.id in _wholes(indicator, known):
            yield Fault(place, repr(indicator.of), "a whole that is no part of it")


def _wholes(indicator: Indicator, known: Mapping[str, Indicator]) -> list[str]:
    """Return the ids of what ``indicator`` is a part of, nearest first; each once."""
    found: list[str] = []
    whole = known.get(indicator.of or "")
    while whole is not None and whole.id not in found:
        found.append(whole.id)
        whole = known.get(whole.of or "")
    return found


def addition_faults(plan: Plan, known: Container[str]) -> Iterator[Fault]:
    """Yield every rule of adding that the host was to bring and did not (Rule R19).

    Args:
        plan: The plan.
        known: The names of the host's rules.
    """
    for indicator in _indicators(plan):
        name = indicator.adds.removeprefix(HOST_RULE)
        if indicator.adds.startswith(HOST_RULE) and name not in known:
            place = f"indicator {indicator.id}: adds"
            yield Fault(place, repr(indicator.adds), f"a rule that the host brings: {name!r}")


def _schedules(plan: Plan) -> Iterator[tuple[str, Schedule]]:
    for item in every_item(plan.items):
        if item.schedule is not None:
            yield f"item {item.code}: time", item.schedule
        for partner in item.partners:
            if partner.schedule is not None:
                yield f"item {item.code}: partners: time", partner.schedule
        for product in item.products:
            if product.schedule is not None:
                yield f"item {item.code}: product {product.indicator.id}: time", product.schedule
    for duty in plan.duties:
        yield f"duty {duty.code}: time", duty.schedule


def _schedule_faults(plan: Plan, place: str, schedule: Schedule) -> Iterator[Fault]:
    for part in parts_of(schedule):
        yield from _part_faults(plan, place, part)


def _part_faults(plan: Plan, place: str, schedule: Part) -> Iterator[Fault]:
    regimes = {regime.id: regime for regime in plan.regimes}
    if isinstance(schedule, AfterEvent) and schedule.event not in {e.id for e in plan.events}:
        yield Fault(place, f"event {schedule.event!r}", "an event that the plan declares")
    if isinstance(schedule, ByRegime) and schedule.period is not None:
        regime = regimes.get(schedule.regime)
        if regime is None:
            yield Fault(place, f"regime {schedule.regime!r}", f"one of {sorted(regimes)}")
        elif schedule.period not in regime.kinds():
            yield Fault(place, f"period {schedule.period!r}", f"one of {list(regime.kinds())}")


def _selectors(plan: Plan) -> Iterator[tuple[str, Selector]]:
    for item in every_item(plan.items):
        yield from _item_selectors(item)
    for duty in plan.duties:
        yield from _duty_selectors(duty)


def _duty_selectors(duty: Duty) -> Iterator[tuple[str, Selector]]:
    yield f"duty {duty.code}: reporters", duty.reporters


def _item_selectors(item: Item) -> Iterator[tuple[str, Selector]]:
    if item.lead is not None:
        yield f"item {item.code}: lead", item.lead
    for partner in item.partners:
        yield f"item {item.code}: partners", partner.selector


def _unit_references(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "plan: issuer", plan.issuer
    if plan.standing_agency is not None:
        yield "plan: standing_agency", plan.standing_agency
    for place, selector in _selectors(plan):
        for unit in _units_in(selector):
            yield place, unit
    for duty in plan.duties:
        yield from _duty_references(duty)


def _duty_references(duty: Duty) -> Iterator[tuple[str, str]]:
    for unit in duty.addressees:
        if unit != PARENT:
            yield f"duty {duty.code}: addressees", unit
    if duty.via is not None:
        yield f"duty {duty.code}: via", duty.via


def _units_in(selector: Selector) -> Iterator[str]:
    match selector:
        case Named(units):
            yield from units
        case AnyOf(parts):
            for part in parts:
                yield from _units_in(part)
        case Except(base, minus):
            yield from _units_in(base)
            yield from _units_in(minus)
        case Where(within=within, having=having):
            yield from () if within is None else (within,)
            yield from () if having is None else _units_in(having)
        case _:
            return
