"""Times given in words: read for the plan's year, their events and regimes found or declared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import define, evolve, field

from planflow.document.plan_file.schedule import Worded
from planflow.domain.deadline import (
    AfterEvent,
    ByRegime,
    Milestones,
    Part,
    Schedule,
    fold,
    parse,
)
from planflow.domain.plan import Item, Plan, PlanEvent, Title
from planflow.domain.workday import Regime

_LONGEST_ID = 60


def read_wordings(plan: Plan, shipped: Iterable[Regime]) -> Plan:
    """Return ``plan`` with every time that its file gives in words read.

    An event in the words is one of the plan's whose title says the same, or a new one; a regime
    is one whose title or id they name.
    """
    reader = _Reader(plan.years[0], list(plan.events), (*plan.regimes, *shipped))
    items = tuple(_item(item, reader) for item in plan.items)
    duties = tuple(
        evolve(duty, schedule=reader.read(duty.schedule, duty.code)) for duty in plan.duties
    )
    return evolve(plan, items=items, duties=duties, events=tuple(reader.events))


def _item(item: Item, reader: _Reader) -> Item:
    def read(schedule: Schedule | None) -> Schedule | None:
        return None if schedule is None else reader.read(schedule, item.code)

    return evolve(
        item,
        schedule=read(item.schedule),
        partners=tuple(evolve(each, schedule=read(each.schedule)) for each in item.partners),
        products=tuple(evolve(each, schedule=read(each.schedule)) for each in item.products),
        parts=tuple(_item(part, reader) for part in item.parts),
    )


@define
class _Reader:
    """Reads words for one plan; the events that it meets are declared."""

    year: int
    events: list[PlanEvent]
    regimes: tuple[Regime, ...]
    _ids: dict[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self._ids = {fold(event.title.vi): event.id for event in self.events}

    def read(self, schedule: Schedule, code: str) -> Schedule:
        """Return the rule that the words of an item or duty state; what is typed stays."""
        if not isinstance(schedule, Worded):
            return schedule
        found = parse(schedule.words, self.year)
        if isinstance(found, Milestones):
            parts = tuple(self._bound(part, found.words, code) for part in found.parts)
            return evolve(found, parts=parts)
        return self._bound(found, found.words, code)

    def _bound(self, part: Part, words: str, code: str) -> Part:
        if isinstance(part, AfterEvent):
            event = part.event or f"mục {code}: ngày bắt đầu tính “{words}”"
            return evolve(part, event=self._event(event))
        if isinstance(part, ByRegime):
            return evolve(part, regime=self._regime(part.regime))
        return part

    def _event(self, name: str) -> str:
        """Return the id of the event of this name; one that the plan lacks is declared."""
        key = fold(name)
        if any(event.id == name for event in self.events):
            return name
        if key not in self._ids:
            self._ids[key] = self._new_id(key)
            self.events.append(PlanEvent(id=self._ids[key], title=Title(vi=name)))
        return self._ids[key]

    def _new_id(self, key: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "-", key)[:_LONGEST_ID].strip("-") or "event"
        taken = {event.id for event in self.events}
        numbers = (f"{base}-{n}" for n in range(2, len(taken) + 3))
        return next(one for one in (base, *numbers) if one not in taken)

    def _regime(self, name: str) -> str:
        for regime in self.regimes:
            if name == regime.id or fold(name) in (fold(regime.title), fold(regime.id)):
                return regime.id
        return name
