"""The plan: header, legal lineage, items, duties to report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from pendulum import Date

from planflow.domain.deadline import Policy, Schedule
from planflow.domain.organisation import LEADER, Selector
from planflow.domain.plan.indicator import Indicator, Product, Title
from planflow.domain.plan.ladder import Ladder
from planflow.domain.workday import Regime

ORDER: Final = "order"
REQUEST: Final = "request"
AUTHORITIES: Final = (ORDER, REQUEST)

SHARED: Final = "shared"
PER_UNIT: Final = "per-unit"
CASCADE: Final = "cascade"
SPREADS: Final = (SHARED, PER_UNIT, CASCADE)

CONSOLIDATE: Final = "consolidate"
APPROVE: Final = "approve"
MODES: Final = (CONSOLIDATE, APPROVE)

SIGNATURES: Final = (LEADER,)
"""Capacities that a plan may want for every report."""

PARENT: Final = "@parent"
"""As an addressee of a duty: each reporter's own parent unit."""


@frozen(kw_only=True)
class LegalBasis:
    """A document that the plan carries out or rests on.

    Attributes:
        number: Its number and symbol, such as ``113/KH-UBND``.
        issued_on: Its date, where known.
        issuer: Who issued it.
        title: What it is about.
        under: The number of the document that it carries out itself.
    """

    number: str
    issued_on: Date | None = None
    issuer: str = ""
    title: Title | None = None
    under: str | None = None


@frozen(kw_only=True)
class PlanEvent:
    """Something that the plan waits for, such as a ministry's guidance (Rule R11)."""

    id: str
    title: Title


@frozen(kw_only=True)
class Partner:
    """Partners of an item, perhaps with a date of their own."""

    selector: Selector
    schedule: Schedule | None = None


@frozen(kw_only=True)
class Item:
    """One row of the plan. A part inherits what it does not state; only leaves become tasks.

    Attributes:
        code: Its code, unique in the plan, such as ``1.2`` or ``II.6.b``.
        title: What is to be done.
        lead: Who leads: one task for each unit that it selects.
        partners: Who works with the lead; their tasks feed the lead's.
        authority: ``order`` or ``request``; nothing: by each unit's standing (Rule R6).
        head_answers: The unit's head answers, not the unit alone: a leader gives its reports.
        spread: ``shared``, ``per-unit`` or ``cascade`` (per unit with a plan of its own).
        schedule: When; nothing: inherited from the item that it is part of.
        products: What it is to yield.
        parts: Items nested below it.
        note: What a reader of the plan should know.
    """

    code: str
    title: Title
    lead: Selector | None = None
    partners: tuple[Partner, ...] = ()
    authority: str | None = None
    head_answers: bool = False
    spread: str = SHARED
    schedule: Schedule | None = None
    products: tuple[Product, ...] = ()
    parts: tuple[Item, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Duty:
    """A duty to report.

    Attributes:
        code: Its code, unique among items and duties.
        title: What is to be reported.
        reporters: Who reports.
        via: The unit that gathers the reports and passes them on in the addressees' name.
        addressees: The units that the report is for.
        schedule: When; a regime gives one report per period.
        covers: Codes of the items reported on; nothing: the whole plan.
        mode: ``consolidate`` or ``approve``.
        indicators: What is counted in the report beside the items' products.
        authority: ``order`` or ``request``; nothing: by each unit's standing.
        note: What a reader of the plan should know.
        head_answers: The reporter's head answers: a leader gives its reports.
    """

    code: str
    title: Title
    reporters: Selector
    via: str | None = None
    addressees: tuple[str, ...]
    schedule: Schedule
    covers: tuple[str, ...] = ()
    mode: str = CONSOLIDATE
    indicators: tuple[Indicator, ...] = ()
    authority: str | None = None
    note: str = ""
    head_answers: bool = False


@frozen(kw_only=True)
class Plan:
    """A plan as issued.

    Attributes:
        id: Its id in the host.
        title: Its subject.
        issuer: The unit that issues it.
        standing_agency: The unit that acts for the issuer, if it is not the issuer itself.
        years: First and last year of its own; the last may be open.
        number: Number and symbol, where known.
        issued_on: Date of issue, where known.
        bases: What it carries out or rests on.
        parent: The plan that this one carries out, by id.
        budget: Where the money comes from.
        items: What is to be done.
        duties: Who reports what to whom, when.
        recipients: Who gets the plan and the report for information; no task comes of it.
        events: What it waits for.
        regimes: The reporting regimes that it refers to.
        policy: How its dates are read.
        assumptions: What this file chose where the document is silent.
        carries_out: Code of the parent's item that it carries out, as the issuer's own plan for it.
        signature: ``leader`` where a leader gives every report; nothing: whoever acts for a unit.
        ladder: When its units are told what.
    """

    id: str
    title: Title
    issuer: str
    standing_agency: str | None = None
    years: tuple[int, int | None]
    number: str = ""
    issued_on: Date | None = None
    bases: tuple[LegalBasis, ...] = ()
    parent: str | None = None
    budget: str = ""
    items: tuple[Item, ...]
    duties: tuple[Duty, ...] = ()
    recipients: tuple[str, ...] = ()
    events: tuple[PlanEvent, ...] = ()
    regimes: tuple[Regime, ...] = ()
    policy: Policy = Policy()
    assumptions: tuple[str, ...] = ()
    carries_out: str = ""
    signature: str = ""
    ladder: Ladder = Ladder()

    def leaves(self) -> tuple[Item, ...]:
        """Return the items that become tasks, each with what it inherits filled in."""
        return tuple(leaf for item in self.items for leaf in _leaves(item))

    def assigners(self) -> tuple[str, ...]:
        """Return the units that may act as the assigner: issuer and standing agency."""
        return (self.issuer, self.standing_agency) if self.standing_agency else (self.issuer,)

    def signature_of(self, *, head_answers: bool) -> str:
        """Return the capacity in which a report is given, nothing for any."""
        return LEADER if head_answers else self.signature

    def indicators(self) -> dict[str, Indicator]:
        """Return every indicator of items and duties, by id."""
        found = [product.indicator for item in self.leaves() for product in item.products]
        found += [indicator for duty in self.duties for indicator in duty.indicators]
        return {indicator.id: indicator for indicator in found}


def every_item(items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield all items, parents before parts."""
    for item in items:
        yield item
        yield from every_item(item.parts)


def _leaves(item: Item) -> Iterator[Item]:
    if not item.parts:
        yield item
    for part in item.parts:
        yield from _leaves(
            evolve(
                part,
                lead=part.lead or item.lead,
                partners=part.partners or item.partners,
                authority=part.authority or item.authority,
                head_answers=part.head_answers or item.head_answers,
                spread=part.spread if part.spread != SHARED else item.spread,
                schedule=part.schedule or item.schedule,
            )
        )
