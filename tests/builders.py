"""Builders that tests share: a small province, a small plan, flows over every store, bare tasks.

The province: the people's committee ``ubnd``; below it the board (the issuer), the departments
``stp`` (the board's standing agency), ``sgd`` and ``stc``, the Fatherland Front ``mttq`` (asked,
not ordered) and three districts, two of them with communes. The ministry ``btp`` stands outside.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from copy import copy

from pendulum import Date

from planflow.document import vietnam
from planflow.domain.deadline import AfterEvent, Deadline, Fixed
from planflow.domain.organisation import Actor, Directory, Named, Tag, Unit
from planflow.domain.plan import (
    Duty,
    Indicator,
    Item,
    Partner,
    Plan,
    PlanEvent,
    Product,
    Title,
)
from planflow.domain.report import Figures, Report
from planflow.domain.task import Assignment, Standing, Task
from planflow.engine import Flow, SeededEntropy
from planflow.instant import end_of_day, to_instant
from planflow.store import Query
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore

HANOI = dt.timezone(dt.timedelta(hours=7))
DISTRICTS = ("trang-dinh", "van-lang", "bac-son")


def moment(month, day, hour=9, minute=0, second=0, micro=0, *, year=2021):
    """Return an instant told by the clock on the wall in Lạng Sơn."""
    local = dt.datetime(year, month, day, hour, minute, second, micro, tzinfo=HANOI)
    return to_instant(local)


def day(month, number, year=2021):
    """Return a civil date."""
    return Date(year, month, number)


ISSUED_AT = moment(1, 11)


# ── who ──────────────────────────────────────────────────────────────────────


def unit(name, level, role="peoples-committee", **more):
    """Return a unit whose code and name are its id."""
    return Unit(id=name, level=level, code=name, name=name, role=role, **more)


def province():
    """Return the small province."""
    return Directory(
        [
            unit("btp", "ministry", "ministry", tags=(Tag(name="outside"),)),
            unit("ubnd", "province"),
            unit("board", "province", "steering-body", parent="ubnd"),
            *(
                unit(name, "province", "department", parent="ubnd")
                for name in ("stp", "sgd", "stc")
            ),
            unit("mttq", "province", "mass-organisation"),
            *(unit(name, "district", parent="ubnd") for name in DISTRICTS),
            unit("chi-lang", "commune", parent="trang-dinh"),
            unit("de-tham", "commune", parent="trang-dinh"),
            unit("tan-lang", "commune", parent="van-lang"),
        ]
    )


def clerk(unit_id, person=None, **more):
    """Return a person who acts for a unit."""
    return Actor(id=person or f"person-of-{unit_id}", unit=unit_id, **more)


CHAIR = clerk("board", "chair", capacity="leader")


# ── what ─────────────────────────────────────────────────────────────────────


def title(text):
    """Return a title."""
    return Title(vi=text)


def indicator(name, **more):
    """Return an indicator; by default a flow that is summed."""
    return Indicator(id=name, title=title(name), measure=title("cái"), **more)


def before(month, number, year=2021):
    """Return the schedule "before day X"."""
    return Fixed(on=Date(year, month, number), strict=True)


def by(month, number, year=2021, **more):
    """Return the schedule "by day X"."""
    return Fixed(on=Date(year, month, number), **more)


def item(code, lead, *partners, schedule=None, counts=(), **more):
    """Return an item led by one unit, with named partners, that counts some indicators."""
    return Item(
        code=code,
        title=title(f"việc {code}"),
        lead=Named((lead,)) if isinstance(lead, str) else lead,
        partners=tuple(Partner(selector=Named((each,))) for each in partners),
        schedule=schedule,
        products=tuple(
            Product(indicator=indicator(one) if isinstance(one, str) else one) for one in counts
        ),
        **more,
    )


def duty(code, reporters, *, to, schedule, **more):
    """Return a duty to report."""
    selector = Named(tuple(reporters)) if isinstance(reporters, tuple) else reporters
    return Duty(
        code=code,
        title=title(f"báo cáo {code}"),
        reporters=selector,
        addressees=to,
        schedule=schedule,
        **more,
    )


def plan(*items, duties=(), plan_id="p", **more):
    """Return a plan of the board for 2021."""
    facts = {"issuer": "board", "standing_agency": "stp", "years": (2021, 2021)} | more
    return Plan(id=plan_id, title=title("kế hoạch"), items=items, duties=tuple(duties), **facts)


def small_plan(**more):
    """Return the plan that most tests run.

    Item 1 is led by ``sgd`` with two districts, item 2 is asked of the Fatherland Front, item 3
    waits for guidance, item 4 has no time. Department, districts and Front report by way of ``stp``
    to ``ubnd`` before 15 November (R.1); ``stp`` reports to ``ubnd`` and to the ministry (R.2).
    """
    return plan(
        item("1", "sgd", "trang-dinh", "van-lang", schedule=before(11, 1), counts=("classes",)),
        item("2", "mttq", schedule=by(10, 15), counts=("talks",)),
        item("3", "stc", schedule=after("guidance")),
        item("4", "bac-son", counts=("leaflets",)),
        duties=(
            duty(
                "R.1",
                ("sgd", "mttq", *DISTRICTS),
                to=("ubnd",),
                via="stp",
                schedule=before(11, 15),
                indicators=(indicator("sessions"),),
            ),
            duty(
                "R.2",
                ("stp",),
                to=("ubnd", "btp"),
                schedule=by(12, 10),
                indicators=(indicator("visits"),),
            ),
        ),
        events=(PlanEvent(id="guidance", title=title("hướng dẫn")),),
        **more,
    )


def after(event, **more):
    """Return the schedule "after an event"."""
    return AfterEvent(event=event, **more)


# ── flows ────────────────────────────────────────────────────────────────────

STORES = {"memory": MemoryStore, "sqlite": lambda: SqliteStore(":memory:")}


@contextmanager
def closing_store(kind):
    """Open a fresh store, and close it."""
    store = STORES[kind]()
    try:
        yield store
    finally:
        store.close()


def flow_on(store, *, seed=7, directory=None, **more):
    """Return a flow over ``store`` in the small province."""
    return Flow(
        store,
        directory=directory or province(),
        workdays=vietnam(),
        entropy=SeededEntropy(seed),
        **more,
    )


def issued(store, the_plan=None, *, at=ISSUED_AT, **more):
    """Return a flow over ``store`` in which a plan was issued."""
    flow = flow_on(store, **more)
    flow.issue(the_plan or small_plan(), by=CHAIR, at=at)
    return flow


def the(flow, source, holder, **more):
    """Return the only task of a holder under an item or duty."""
    return flow.find(Query(source=source, holder=holder, **more)).one()


def copied(store):
    """Return another memory store that holds the same."""
    twin = MemoryStore()
    for name, kept in vars(store).items():
        if name != "_lock":
            setattr(twin, name, copy(kept))
    for name in ("_feeding", "_streams", "_content"):
        of_each = getattr(twin, name)
        of_each.update({key: copy(kept) for key, kept in of_each.items()})
    return twin


def snapshot(flow):
    """Return everything that a command could have changed."""
    return (
        flow._setup.store.head(),
        {task.id: task for task in flow.find(Query())},
        tuple(flow._setup.store.due("9999")),
    )


# ── bare tasks ───────────────────────────────────────────────────────────────


def deadline(due_on, *, opens_on=None, **more):
    """Return a deadline that ends with a day."""
    return Deadline(opens_on=opens_on, due_on=due_on, due_at=end_of_day(due_on), **more)


def assignment(**facts):
    """Return what never changes about a task of ``holder``."""
    known = {
        "id": "task",
        "plan": "p",
        "source": "1",
        "kind": "deliver",
        "part": "lead",
        "holder": "holder",
        "occurrence": "once",
        "authority": "order",
        "assigners": ("issuer", "assigner"),
        "superiors": ("superior",),
        "indicators": ("classes",),
        "zone": "Asia/Ho_Chi_Minh",
    }
    return Assignment(**(known | facts))


def bare_task(standing=None, **facts):
    """Return a task as a value."""
    return Task(assignment(**facts), standing or Standing(dated_at=to_instant(ISSUED_AT)))


def version(number=1, *, sent_at=None, closing=True, actual=None, **more):
    """Return one version of a report."""
    figures = Figures(actual or {})
    sent_at = sent_at or moment(10, 1)
    return Report(number, closing, None, figures, figures, (), (), sent_at, **more)


def cascading(*more):
    """Return a plan whose districts carry its item 4 out by plans of their own."""
    return plan(
        item("4", Named(DISTRICTS), spread="cascade", schedule=by(12, 1), counts=("classes",)),
        *more,
        duties=(duty("R", DISTRICTS, to=("stp",), schedule=by(12, 10)),),
    )


def carrying_out(**more):
    """Return a district's plan that carries out item 4, with two communes that report."""
    facts = {"issuer": "trang-dinh", "standing_agency": None, "parent": "p", "carries_out": "4"}
    reporting = duty(
        "C",
        ("chi-lang", "de-tham"),
        to=("trang-dinh",),
        schedule=by(11, 10),
        indicators=(indicator("classes"),),
    )
    return plan(duties=(reporting,), plan_id="td", **(facts | more))
