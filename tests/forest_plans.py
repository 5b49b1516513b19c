"""Plans of any shape, each from a number: what a random forest grows from."""

import datetime as dt
from random import Random

from attrs import evolve

from builders import DISTRICTS, indicator, province, title, unit
from planflow.domain.deadline import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Policy,
    Recurring,
    Relative,
    Soft,
    Unparsed,
    Window,
)
from planflow.domain.organisation import AnyOf, Directory, Named, Open, Where
from planflow.domain.plan import PARENT, Duty, Item, Partner, Plan, PlanEvent, Product
from planflow.domain.workday import Mark, Regime, RegimePeriod

UNITS = Directory(
    [
        *province(),
        unit("ca", "province", "vertical-agency", parent="ubnd", superior="btp"),
        *(unit(name, "province", "department", parent="ubnd") for name in ("sxd", "svh")),
    ]
)
SPARE = ("sxd", "svh")
"""Departments that no plan names: a task may be transferred to them."""
WORKERS = ("sgd", "stc", "ca", "mttq", *DISTRICTS)
WORDS = "các cơ quan liên quan"


def some(chance, values, most):
    """Return up to ``most`` of the values, in their order."""
    return tuple(sorted(chance.sample(values, chance.randint(1, most)), key=values.index))


def a_day(chance, first=2, last=12):
    return dt.date(2021, chance.randint(first, last), chance.randint(1, 28))


def deed_time(chance):
    """Return a time for a deed, of any kind, or none."""
    return chance.choice(
        [
            lambda: None,
            lambda: Fixed(on=a_day(chance), strict=chance.random() < 0.5),
            lambda: Fixed(on=a_day(chance), hour=17),
            lambda: Window(opens_on=a_day(chance, 1, 5), closes_on=a_day(chance, 6, 12)),
            lambda: Recurring(every=chance.choice(["quarter", "half-year", "year"])),
            lambda: Continuous(closes_on=dt.date(2021, 12, 31)),
            Continuous,
            lambda: AfterEvent(event="guidance"),
            lambda: AfterEvent(event="law", count=10, counted_in="working-day"),
            lambda: Relative(count=chance.randint(5, 90), counted_in="working-day"),
            lambda: Soft(words="kịp thời"),
            lambda: Unparsed(words="theo tiến độ chung"),
        ]
    )()


OWN = Regime(
    id="own",
    title="Chế độ của tỉnh",
    issued_by="tỉnh",
    periods=tuple(
        RegimePeriod(
            kind=kind,
            starts=Mark(-1, 15),
            ends=Mark(0, 14),
            cut_off=Mark(0, 14),
            send_by=Mark(0, 20),
        )
        for kind in ("quarter", "half-year", "year")
    ),
)


def report_time(chance, way, height):
    """Return a time for reports: the higher they go, the later; all of one way, most times."""
    if way == "regime":
        return ByRegime(regime="own", period=chance.choice(["quarter", "half-year", "year"]))
    if way == "recurring":
        return Recurring(every="half-year", due_day=min(28, 14 + 4 * height))
    if way == "undated":
        return Soft(words="sớm")
    return Fixed(on=dt.date(2021, 11, 10 + 5 * height))


def some_indicators(chance, code):
    """Return what is counted: a flow, perhaps a part of it, a stock, a ratio, one by itself."""
    found = [indicator(f"{code}-flow")]
    if chance.random() < 0.4:
        found.append(indicator(f"{code}-stock", nature="stock"))
    if chance.random() < 0.3:
        parts = {"numerator": f"{code}-flow", "denominator": f"{code}-base"}
        found += [indicator(f"{code}-base"), indicator(f"{code}-ratio", adds="ratio", **parts)]
    if chance.random() < 0.3:
        found.append(indicator(f"{code}-part", of=f"{code}-flow"))
    if chance.random() < 0.2:
        found.append(indicator(f"{code}-running", adds="latest"))
    if chance.random() < 0.2:
        found.append(indicator(f"{code}-single", adds="none"))
    return tuple(found)


def a_lead(chance):
    """Return who leads, and how the item spreads."""
    return chance.choice(
        [
            lambda: (Named((chance.choice(WORKERS),)), "shared"),
            lambda: (Named((chance.choice(WORKERS),)), "shared"),
            lambda: (Named(some(chance, WORKERS, 2)), "shared"),
            lambda: (Where(level="district"), "per-unit"),
            lambda: (Where(level="commune", within="trang-dinh"), "per-unit"),
            lambda: (Named(("board",)), "shared"),
        ]
    )()


def some_partners(chance):
    """Return partners: named ones, a set that somebody must name, some with their own date."""
    found = []
    if chance.random() < 0.6:
        schedule = chance.choice([None, None, Fixed(on=a_day(chance))])
        found.append(Partner(selector=Named(some(chance, WORKERS, 3)), schedule=schedule))
    if chance.random() < 0.3:
        found.append(Partner(selector=AnyOf((Named(("stc",)), Open(WORDS)))))
    return tuple(found)


def an_item(chance, code):
    lead, spread = a_lead(chance)
    return Item(
        code=code,
        title=title(f"việc {code}"),
        lead=lead,
        spread=spread,
        partners=some_partners(chance),
        authority=chance.choice([None, None, None, "order", "request"]),
        schedule=deed_time(chance),
        products=tuple(Product(indicator=one) for one in some_indicators(chance, code)),
    )


def some_duties(chance):
    """Return a chain of none to three levels of reports, and perhaps a second superior."""
    way = chance.choice(["fixed", "fixed", "recurring", "regime", "undated"])
    covers = chance.choice([(), (), ("1",)])
    levels = chance.choice([0, 1, 2, 2, 3, 3, 3])

    def a_duty(code, height, reporters, **more):
        return Duty(
            code=code,
            title=title(f"báo cáo {code}"),
            reporters=reporters,
            schedule=report_time(chance, way, height),
            covers=covers,
            mode=chance.choice(["consolidate", "consolidate", "approve"]),
            authority=chance.choice([None, None, "request"]),
            indicators=some_indicators(chance, code),
            **more,
        )

    found = []
    if levels >= 1:
        to = chance.choice([("ubnd",), ("ubnd", "btp"), ("btp",)])
        found.append(a_duty("R.3", 3, Named(("stp",)), addressees=to))
    if levels >= 2:
        way_up = chance.choice([{"via": "stp", "addressees": ("ubnd",)}, {"addressees": ("stp",)}])
        found.append(a_duty("R.2", 2, Named((*some(chance, WORKERS, 7),)), **way_up))
    if levels >= 3:
        found.append(a_duty("R.1", 1, Where(level="commune"), addressees=(PARENT,)))
    if chance.random() < 0.2:
        reporters = Named(some(chance, DISTRICTS, 3))
        side = {"addressees": chance.choice([("stc",), ("stc", "btp")])}
        found.append(a_duty("R.4", 2, reporters, **side))
    return tuple(found)


def a_plan(number):
    """Return the plan that follows from a number."""
    chance = Random(number)
    items = [an_item(chance, str(n)) for n in range(1, chance.randint(1, 4) + 1)]
    if chance.random() < 0.2:
        parts = tuple(an_item(chance, f"9.{n}") for n in (1, 2))
        items.append(evolve(an_item(chance, "9"), parts=parts))
    if chance.random() < 0.25:
        items.append(a_cascade(chance))
    return Plan(
        id="p",
        title=title("kế hoạch"),
        issuer="board",
        standing_agency=chance.choice(["stp", None]),
        years=chance.choice([(2021, 2021), (2021, 2021), (2021, None)]),
        items=tuple(items),
        duties=some_duties(chance),
        events=tuple(PlanEvent(id=each, title=title(each)) for each in ("guidance", "law")),
        regimes=(OWN,),
        policy=Policy(
            extensions=chance.randint(0, 2),
            extension_days=chance.choice([None, 45]),
            extends_late=chance.random() < 0.5,
            suspension=chance.choice(["keep", "prolong"]),
            closes_at=chance.choice([None, None, 17]),
        ),
    )


def a_cascade(chance):
    """Return an item for which districts make plans of their own."""
    return Item(
        code="C",
        title=title("kế hoạch của huyện"),
        lead=Named(some(chance, DISTRICTS, 3)),
        spread="cascade",
        schedule=chance.choice([Fixed(on=dt.date(2021, 11, 1)), Recurring(every="half-year")]),
        products=(Product(indicator=indicator("C-flow")),),
    )


def a_lower_plan(chance, holder):
    """Return the plan of a district that carries out the item of the plan above."""
    times = [
        Fixed(on=dt.date(2021, 10, 1)),
        Recurring(every="half-year", due_day=20),
        Soft(words=""),
    ]
    return Plan(
        id="q",
        title=title("kế hoạch của huyện"),
        issuer=holder,
        years=(2021, 2021),
        parent="p",
        carries_out="C",
        items=(
            Item(
                code="a",
                title=title("việc a"),
                lead=Named((holder,)),
                schedule=deed_time(chance),
                products=(Product(indicator=indicator("a-flow")),),
            ),
        ),
        duties=(
            Duty(
                code="b",
                title=title("báo cáo b"),
                reporters=Where(level="commune", within=holder),
                addressees=(holder,),
                schedule=chance.choice(times),
                indicators=(indicator("C-flow"),),
            ),
        ),
        events=tuple(PlanEvent(id=each, title=title(each)) for each in ("guidance", "law")),
    )
