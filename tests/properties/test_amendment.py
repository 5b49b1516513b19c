"""Rule R23 over any plans: an amended plan is as if issued so, and history stays."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pendulum import Date

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    after,
    before,
    by,
    clerk,
    day,
    duty,
    flow_on,
    item,
    moment,
    plan,
    title,
)
from planflow.domain.change import AmendPlan, NameMembers, RecordEvent
from planflow.domain.change.feed import double_paths
from planflow.domain.deadline import Continuous, Recurring
from planflow.domain.organisation import Named, Open, Where
from planflow.domain.plan import Partner, PlanEvent
from planflow.domain.task import command as c
from planflow.errors import DefinitionError, PlanflowError
from planflow.store import Query
from planflow.store.memory import MemoryStore

# ── any plan ─────────────────────────────────────────────────────────────────

UNITS = st.sampled_from(["sgd", "stc", "mttq", "stp", "board", "chi-lang", *DISTRICTS])
TIMES = st.sampled_from(
    [
        None,
        before(11, 1),
        by(3, 1),
        after("guidance"),
        Recurring(every="quarter"),
        Recurring(every="month", due_day=25),
        Continuous(closes_on=day(12, 1)),
    ]
)
SENDINGS = st.sampled_from(
    [
        before(11, 15),
        Recurring(every="quarter", due_month=4, due_day=10),
        Recurring(every="half-year", due_month=7, due_day=5),
    ]
)
SETS = st.one_of(
    UNITS.map(lambda unit: Named((unit,))),
    st.sets(UNITS, min_size=1, max_size=3).map(lambda units: Named(tuple(sorted(units)))),
    st.just(Where(level="district")),
)
PARTNERS = st.lists(
    st.builds(
        lambda units, time: Partner(selector=units, schedule=time),
        SETS | st.just(Open("các sở")),
        st.sampled_from([None, None, by(9, 1)]),
    ),
    max_size=2,
).map(tuple)
ITEMS = st.builds(
    lambda code, lead, partners, time, spread, authority: evolve(
        item(code, lead, schedule=time, counts=(f"n{code}",), spread=spread, authority=authority),
        partners=partners,
    ),
    st.sampled_from("1234"),
    SETS,
    PARTNERS,
    TIMES,
    st.sampled_from(["shared", "per-unit"]),
    st.sampled_from([None, "order", "request"]),
)
GATHERED = st.builds(
    lambda units, via, time, covers, to: duty(
        "R.1", tuple(sorted(units)), to=to, via=via, schedule=time, covers=covers
    ),
    st.sets(UNITS, min_size=1, max_size=5),
    st.sampled_from(["stp", None, "sgd"]),
    SENDINGS,
    st.sampled_from([(), ("1",), ("2", "3")]),
    st.sampled_from([("ubnd",), ("ubnd", "btp"), ("board",)]),
)
TOPS = st.builds(
    lambda unit, time: duty("R.2", (unit,), to=("ubnd", "btp"), schedule=time),
    st.sampled_from(["stp", "sgd"]),
    SENDINGS,
)
GUIDANCE = PlanEvent(id="guidance", title=title("hướng dẫn"))


@st.composite
def plans(draw):
    items = {each.code: each for each in draw(st.lists(ITEMS, min_size=1, max_size=4))}
    duties = [each for each in (draw(st.none() | GATHERED), draw(st.none() | TOPS)) if each]
    known = {each.code for each in items.values()}
    duties = [evolve(each, covers=tuple(sorted(known & {*each.covers}))) for each in duties]
    agency = draw(st.sampled_from(["stp", "sgd"]))
    return plan(*items.values(), duties=duties, events=(GUIDANCE,), standing_agency=agency)


@st.composite
def amendments(draw):
    """Draw a change of a plan: one thing of one item or duty."""
    lead, partners, time, more = (draw(each) for each in (SETS, PARTNERS, TIMES, ITEMS))
    what = draw(
        st.sampled_from(
            [
                "lead",
                "partners",
                "schedule",
                "authority",
                "products",
                "drop",
                "add",
                "via",
                "agency",
            ]
        )
    )
    place, via = draw(st.integers(0, 3)), draw(UNITS)

    def change(the_plan):
        items = list(the_plan.items)
        place_ = place % len(items)
        one = items[place_]
        said = {
            "lead": lead,
            "partners": partners,
            "schedule": time,
            "authority": "order" if one.authority == "request" else "request",
            "products": () if one.products else item("x", "sgd", counts=(f"m{one.code}",)).products,
        }
        if what in said:
            items[place_] = evolve(one, **{what: said[what]})
        if what == "drop" and len(items) > 1:
            del items[place_]
        if what == "add" and more.code not in {each.code for each in items}:
            items.append(more)
        codes = {each.code for each in items}
        duties = (
            evolve(
                each,
                via=via if what == "via" and each.code == "R.1" else each.via,
                covers=tuple(code for code in each.covers if code in codes),
            )
            for each in the_plan.duties
        )
        agency = "stc" if what == "agency" else the_plan.standing_agency
        facts = {"items": tuple(items), "duties": tuple(duties), "standing_agency": agency}
        return evolve(the_plan, **facts)

    return change


# ── as if it had been issued so ──────────────────────────────────────────────


def issued(the_plan):
    """Return a flow in which a plan was issued; one that cannot be is no example."""
    flow = flow_on(MemoryStore())
    try:
        flow.issue(the_plan, by=CHAIR, at=ISSUED_AT)
    except DefinitionError:
        assume(False)
    return flow


def amend(flow, to, at=ISSUED_AT):
    """Amend as it was shown; what a code may not stand for is no example."""
    command = AmendPlan("p", to, "điều chỉnh")
    try:
        seen = flow.foresee(command, at=at)
    except DefinitionError:
        assume(False)
    outcome = flow.do(command, by=clerk(to.issuer), at=at)
    assert seen == outcome
    return outcome


def wanted(flow):
    """Return what is assigned, apart from how a date is explained."""
    return {
        task.id: (
            task.assignment,
            task.state,
            task.standing.dating,
            task.deadline and (task.deadline.opens_on, task.deadline.due_at, task.deadline.origin),
            task.standing.period,
            frozenset(task.standing.edges),
            task.standing.open_sets,
        )
        for task in flow.find(Query())
        if task.state != "withdrawn"
    }


@settings(max_examples=40)
@given(plans(), plans())
def test_where_nothing_has_happened_an_amended_plan_is_as_if_issued_so(one, other):
    """The same open tasks, dates and edges; and back again the first one's."""
    flow, first, second = issued(one), issued(one), issued(other)

    amend(flow, other)
    assert wanted(second) == wanted(flow)
    amend(flow, one)
    assert wanted(first) == wanted(flow)
    assert flow.verify().is_sound


# ── history stays ────────────────────────────────────────────────────────────

KINDS = (
    *("report", "report", "report", "partial", "partial", "return", "suspend", "resume"),
    *("ask", "grant", "withdraw", "reinstate", "decline", "tick", "event", "name", "extend"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.integers(1, 30), st.booleans()),
    max_size=30,
)


def step(flow, kind, task, number, is_so, at):
    """Let something happen that may well be refused."""
    holder, chair = clerk(task.holder), clerk("board")
    edges = task.standing.edges
    receiver = clerk(edges[number % len(edges)].receiver) if edges else chair
    later = Date.fromisoformat((at.date() + dt.timedelta(days=number)).isoformat())
    figures = dict.fromkeys(task.assignment.indicators, number)
    made = {
        "report": (c.Report(task.id, figures=figures), holder),
        "partial": (c.Report(task.id, figures=figures, partial=True), holder),
        "return": (c.Return(task.id, "thiếu", later), receiver),
        "suspend": (c.Suspend(task.id, "lũ"), chair),
        "resume": (c.Resume(task.id, prolong=is_so), chair),
        "ask": (
            c.AskExtension(task.id, (task.due_on and task.due_on.add(days=9)) or later, "lũ"),
            holder,
        ),
        "grant": (c.GrantExtension(task.id), chair),
        "withdraw": (c.Withdraw(task.id, "thôi"), chair),
        "reinstate": (c.Reinstate(task.id, "lại"), chair),
        "decline": (c.Decline(task.id, "bận"), holder),
        "event": (
            RecordEvent("p", "guidance", at.date(), due=by(9, number) if is_so else None),
            chair,
        ),
        "name": (NameMembers("p", str(1 + number % 4), ("sgd", "bac-son")[: 1 + is_so]), chair),
    }
    if kind == "tick":
        flow.tick(at)
    elif kind == "extend":
        flow.extend("p", day(12, 31, 2022), at=at)
    else:
        command, actor = made[kind]
        flow.do(command, by=actor, at=at)


def play(flow, steps, at):
    for number, (kind, which, *rest) in enumerate(steps):
        tasks = flow.find(Query()).all()
        open_ones = [task for task in tasks if task.standing.is_open] or tasks
        among = open_ones if kind in ("report", "partial", "ask", "suspend") else tasks
        try:
            step(flow, kind, among[which % len(among)], *rest, at.add(days=3 * number))
        except PlanflowError:
            continue


def hold(flow):
    """Hold what must always be: no edge into nothing, one path of figures, the proof."""
    tasks = {task.id: task for task in flow.find(Query())}
    live = {one for one, task in tasks.items() if task.state != "withdrawn"}
    fed = {edge.above for task in tasks.values() for edge in task.standing.edges}
    carrying = {
        one: tuple(e.above for e in tasks[one].standing.edges if e.carries and e.above in live)
        for one in live
    }
    assert set() == fed - tasks.keys()
    assert [] == [*double_paths(carrying)]
    for task in tasks.values():
        report = task.standing.current() if task.state == "in_progress" else None
        for pin in report.pins if report else ():
            below = tasks[pin.task]
            assert below.state != "withdrawn" or pin.version > below.standing.lapsed
    assert flow.verify().is_sound
    return tasks


def lives(steps, changes, gap, one):
    """Run a plan, amend it again and again, and hold that nothing of the past is lost."""
    flow = issued(one)
    play(flow, steps, moment(1, 20))
    at = moment(3, 1).add(days=gap)
    for change in changes:
        known = hold(flow)
        to = change(flow.plan("p").plan)
        outcome = amend(flow, to, at)
        now = hold(flow)
        assert to == flow.plan("p").plan
        assert {*outcome.created} == now.keys() - known.keys()
        for task, was in known.items():
            standing = now[task].standing
            assert was.standing.reports == standing.reports[: len(was.standing.reports)]
            if was.standing.is_done:
                assert (was.standing.done_at, was.deadline) == (standing.done_at, standing.deadline)
                assert standing.is_done
        head = flow.verify().head
        assert () == amend(flow, to, at).events
        assert head == flow.verify().head
        play(flow, steps[:9], at)
        at = at.add(days=40)
    flow.extend("p", day(12, 31, 2023), at=at)
    hold(flow)


LIVES = (STEPS, st.lists(amendments(), min_size=1, max_size=4), st.integers(0, 200), plans())


@settings(max_examples=20)
@given(*LIVES)
def test_whatever_has_happened_stays_when_a_plan_is_amended(steps, changes, gap, one):
    """Reports, closings, the dates that they were judged by; shown is what is done."""
    lives(steps, changes, gap, one)


@pytest.mark.slow
@settings(max_examples=300)
@given(*LIVES)
def test_whatever_has_happened_stays_over_many_lives(steps, changes, gap, one):
    """The same, longer."""
    lives(steps, changes, gap, one)
