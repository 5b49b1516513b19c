"""Rule R24: units merge, split, are renamed, abolished; a task goes to another unit."""

import pytest
from attrs import evolve
from pendulum import Date

from builders import (
    CHAIR,
    STORES,
    by,
    clerk,
    closing_store,
    flow_on,
    indicator,
    issued,
    item,
    moment,
    snapshot,
    the,
    unit,
)
from planflow.document import story
from planflow.domain.change import NameMembers, Reorganise
from planflow.domain.deadline import Recurring
from planflow.domain.organisation import (
    Directory,
    Named,
    Open,
    Succession,
    Where,
    with_successions,
)
from planflow.domain.plan import Partner
from planflow.domain.task import command as c
from planflow.domain.task import timeliness
from planflow.errors import (
    DefinitionError,
    DuplicateError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.store import Query
from reforms import REFORM, STP, chain_plan, land

LAST = Date(2025, 6, 30)
YEAR = Recurring(every="year")
MERGER = Succession(REFORM, ("d0c0", "d0c1"), ("m",))
SPLIT = Succession(REFORM, ("d0c0",), ("m", "n"), "split")
RENAMING = Succession(REFORM, ("d0c0",), ("m",), "rename")
INTO_ANOTHER = Succession(REFORM, ("d0c0",), ("d0c1",))
NO_DISTRICTS = (
    Succession(REFORM, ("d0",), (), "abolish", "stp"),
    Succession(REFORM, ("d1",), (), "abolish", "stp"),
)
AHEAD, AFTER = moment(6, 16, year=2025), moment(7, 3, year=2025)
MAY, AUTUMN = moment(5, 5, year=2025), moment(10, 6, year=2025)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def began(store, the_plan=None, until=None):
    """Return a flow in which the plan was issued over two districts of two communes each."""
    flow = flow_on(store, directory=land([2, 2]))
    until = until or Date(2025, 12, 31)
    flow.issue(the_plan or chain_plan(), by=CHAIR, at=moment(1, 2, year=2025), until=until)
    return flow


def after(*successions, parent="ubnd", new=("m", "n")):
    """Return the directory of both stages: the new communes stand below ``parent``."""
    units = [unit(one, "commune", parent=parent, valid_from=REFORM) for one in new]
    return with_successions(Directory([*land([2, 2]), *units]), successions)


def reform(store, *successions, at=AHEAD, **facts):
    """Return a flow over the new directory in which the reform was recorded, and what it did."""
    flow = flow_on(store, directory=after(*successions, **facts))
    return flow, flow.do(Reorganise("p", successions, "202/2025"), by=STP, at=at)


def say(flow, task, *, unit_id=None, at=MAY, partial=False, **figures):
    """Report figures on a task, for its holder."""
    one = flow.task(f"p/{task}")
    command = c.Report(one.id, figures=figures, partial=partial)
    return flow.do(command, by=clerk(unit_id or one.holder), at=at).task


def above(flow, task):
    """Return the tasks that a task feeds, without the plan's name."""
    return [edge.above.removeprefix("p/") for edge in flow.task(f"p/{task}").standing.edges]


def total_of(task):
    """Return the total of a task's newest report."""
    return dict(task.standing.current().total.actual)


def fates(outcome):
    """Return task → what a reorganisation did to it."""
    return {each.task.removeprefix("p/"): each.what for each in outcome.passed}


# ── merged ───────────────────────────────────────────────────────────────────


def test_r24_a_successors_one_task_is_fed_by_its_predecessors_and_feeds_what_they_fed(store):
    """Two communes become one: one task for two, below the same district."""
    began(store)

    flow, outcome = reform(store, MERGER, parent="d0")

    assert "created" == fates(outcome)["1/m/2025"]
    assert ["1/m/2025"] == above(flow, "1/d0c0/2025") == above(flow, "1/d0c1/2025")
    assert ["R.c/m/2025"] == above(flow, "1/m/2025") == above(flow, "R.c/d0c0/2025")
    assert ["R.d/d0/2025"] == above(flow, "R.c/m/2025")
    assert flow.verify().is_sound


def test_r24_what_falls_due_later_is_due_on_the_last_day_if_the_reform_is_known_ahead(store):
    """The successor keeps the date that was in force."""
    began(store)

    flow, _ = reform(store, MERGER)

    old, new = the(flow, "R.c", "d0c0"), the(flow, "R.c", "m")
    assert (LAST, Date(2025, 12, 18)) == (old.due_on, old.deadline.replaces)
    assert (Date(2025, 12, 18), REFORM) == (new.due_on, new.deadline.opens_on)
    assert ("closing", "succeeded") == (old.deadline.origin, new.deadline.origin)


def test_r24_a_reform_that_is_recorded_late_makes_nobody_late(store):
    """The old units keep their dates; an undated task stays undated."""
    began(store)

    flow, _ = reform(store, MERGER, at=AFTER)

    assert Date(2025, 12, 18) == the(flow, "R.c", "d0c0").due_on
    assert the(flow, "3", "d0c0").due_on is None
    assert "in_time" == timeliness(the(flow, "R.c", "d0c0"), AFTER)


def test_r24_lateness_up_to_the_day_stays_with_the_old_unit(store):
    """What was due in June is the old unit's own; the successor's is due on its first day."""
    due_in_may = item("4", Where(level="commune"), schedule=by(5, 31, year=2025), spread="per-unit")
    began(store, chain_plan(due_in_may))

    flow, _ = reform(store, MERGER)

    old, new = the(flow, "4", "d0c0"), the(flow, "4", "m")
    assert (Date(2025, 5, 31), REFORM) == (old.due_on, new.due_on)
    assert "overdue" == timeliness(old, AHEAD)
    assert "done_late" == timeliness(say(flow, "4/d0c0/once", unit_id="m", at=AFTER), AFTER)
    assert "not_yet_open" == timeliness(new, AHEAD)


def test_r24_what_can_be_done_before_the_day_is_left_to_the_old_unit(store):
    """Due on 25 June, recorded on the 16th: nobody carries it on, and it goes where it went."""
    due_before = item("4", Where(level="commune"), schedule=by(6, 25, year=2025), spread="per-unit")
    began(store, chain_plan(due_before))

    flow, outcome = reform(store, MERGER)

    assert "closed" == fates(outcome)["4/d0c0/once"]
    assert ["R.c/d0c0/2025"] == above(flow, "4/d0c0/once")
    assert () == the(flow, "4", "d0c0").standing.heirs


def test_r24_a_unit_that_goes_on_takes_another_ones_task_into_its_own(store):
    """No second task for it; its own is fed by the other's report."""
    began(store)

    flow, outcome = reform(store, INTO_ANOTHER)

    assert "created" not in fates(outcome).values()
    assert ["1/d0c1/2025"] == above(flow, "1/d0c0/2025")
    assert ["R.c/d0c1/2025"] == above(flow, "1/d0c1/2025") == above(flow, "R.c/d0c0/2025")


def test_r24_a_successor_that_has_reported_is_not_asked_again(store):
    """The old unit's report goes where it went: the successor's own is done."""
    flow = began(store)
    say(flow, "1/d0c1/2025", sessions=3)

    flow, _ = reform(store, INTO_ANOTHER)

    assert ["R.c/d0c0/2025"] == above(flow, "1/d0c0/2025")


def test_r24_what_was_reported_stays_where_it_was(store):
    """A done task has no successor; its holder's own report still takes it."""
    flow = began(store)
    before = say(flow, "1/d0c0/2025", sessions=3)

    flow, outcome = reform(store, MERGER)

    assert before == flow.task("p/1/d0c0/2025")
    assert "1/d0c0/2025" not in fates(outcome)
    assert ["p/1/d0c1/2025"] == [t.id for t in flow.feeding("p/1/m/2025")]


def test_r24_a_version_that_was_taken_goes_on_counting_where_it_was_taken(store):
    """Two edges, one path: the one that took it carries the figures."""
    flow = began(store)
    say(flow, "1/d0c0/2025", sessions=3, partial=True)
    say(flow, "R.c/d0c0/2025", visits=1, partial=True)

    flow, _ = reform(store, MERGER)

    edges = flow.task("p/1/d0c0/2025").standing.edges
    assert {"p/R.c/d0c0/2025": True, "p/1/m/2025": False} == {x.above: x.carries for x in edges}


def test_r24_a_suspended_task_can_be_closed_and_its_successors_is_suspended(store):
    """Only if all of them were: otherwise somebody works on it."""
    flow = began(store)
    for one in ("d0c0", "d0c1"):
        flow.do(c.Suspend(f"p/1/{one}/2025", "lũ"), by=STP, at=MAY)
    flow.do(c.Suspend("p/3/d0c0/once", "lũ"), by=STP, at=MAY)

    flow, _ = reform(store, MERGER)

    assert ("assigned", "suspended") == (the(flow, "1", "d0c0").state, the(flow, "1", "m").state)
    assert "assigned" == the(flow, "3", "m").state


# ── split, renamed, abolished ────────────────────────────────────────────────


def test_r24_each_part_of_a_split_unit_gets_a_task_beside_the_old_report(store):
    """The old report feeds the task above still, the new ones do so too."""
    began(store)

    flow, outcome = reform(store, SPLIT, parent="d0")

    assert ["created", "created"] == [fates(outcome)[f"R.c/{one}/2025"] for one in ("m", "n")]
    fed = {task.holder for task in flow.feeding("p/R.d/d0/2025") if task.kind == "report"}
    assert {"d0c0", "d0c1", "m", "n"} == fed
    assert ["R.c/d0c0/2025"] == above(flow, "1/d0c0/2025")
    assert ["R.c/n/2025"] == above(flow, "1/n/2025")


def test_r24_a_renamed_unit_owes_no_closing_report(store):
    """What it had reported stands as its last word; the rest is simply another's."""
    flow = began(store)
    say(flow, "1/d0c0/2025", sessions=3, partial=True)

    flow, outcome = reform(store, RENAMING, parent="d0")

    assert ("moved", "moved") == (fates(outcome)["1/d0c0/2025"], fates(outcome)["3/d0c0/once"])
    assert "withdrawn" == the(flow, "3", "d0c0").state
    assert [3] == [r.total.actual["sessions"] for r in the(flow, "1", "d0c0").standing.reports[1:]]
    assert "reported" == the(flow, "1", "d0c0").state
    assert the(flow, "R.c", "m").due_on == Date(2025, 12, 18)
    assert (
        5
        == say(flow, "1/m/2025", at=AUTUMN, sessions=2).standing.current().total.actual["sessions"]
    )


def test_r24_what_led_to_an_abolished_unit_leads_to_the_unit_in_its_stead(store):
    """The communes report straight to the standing agency, beside the districts' last reports."""
    began(store)

    flow, outcome = reform(store, *NO_DISTRICTS)

    assert ["R.s/stp/2025"] == above(flow, "R.c/d0c0/2025") == above(flow, "R.d/d0/2025")
    assert "refed" == fates(outcome)["R.c/d0c0/2025"]
    assert ["R.d/d0/2025"] == above(flow, "1/d0/2025")
    assert ["R.s/stp/2025"] == above(flow, "2/sgd/once")


def test_r24_a_level_goes_and_the_one_below_merges_on_the_same_day(store):
    """As on 2025-07-01: the new communes stand where the districts stood."""
    began(store)

    flow, _ = reform(store, MERGER, *NO_DISTRICTS)

    assert ["R.c/m/2025"] == above(flow, "R.c/d0c1/2025")
    assert ["R.s/stp/2025"] == above(flow, "R.c/m/2025")
    assert ["m"] == [x.receiver for x in flow.task("p/R.c/d0c1/2025").standing.edges]


def test_r24_an_abolished_top_is_received_by_the_unit_in_its_stead(store):
    """A task that fed nothing gets somebody to acknowledge it, without a deadline."""
    began(store, evolve(chain_plan(), duties=()))

    flow, _ = reform(store, *NO_DISTRICTS)

    receipt = the(flow, "1", "stp")
    assert ("receive", None, ()) == (receipt.kind, receipt.due_on, receipt.assignment.indicators)
    gathers = the(flow, "2", "stp")
    assert "deliver" == gathers.kind
    assert {"d0", "d1", "sgd"} == {task.holder for task in flow.feeding(gathers.id)}


def test_r24_nobody_may_stand_in_an_abolished_units_place(store):
    """What fed it feeds nobody, and that is said."""
    began(store)

    _, outcome = reform(store, *(evolve(one, instead=None) for one in NO_DISTRICTS))

    said = [w.text("en") for w in outcome.warnings if w.key == "warning.without_receiver"]
    assert any("p/R.c/d0c0/2025" in text for text in said)


# ── who enters, who is told ──────────────────────────────────────────────────


def test_r24_a_named_unit_enters_what_nobody_is_left_to_report(store):
    """Without a paper, and it shows; everybody else needs one."""
    began(store)
    flow, _ = reform(store, evolve(MERGER, closer="d0"))

    with pytest.raises(RuleViolatedError, match="R27"):
        say(flow, "1/d0c0/2025", unit_id="m", at=AFTER, sessions=1)
    task = say(flow, "1/d0c0/2025", unit_id="d0", at=AFTER, sessions=1)

    assert ("d0", "reported") == (task.standing.reports[-1].entered_by, task.state)


def test_r24_reminders_go_to_whoever_enters_once_the_unit_has_ended(store):
    """Until the last day the unit itself is told, from then on its successor."""
    began(store)
    flow, _ = reform(store, MERGER)

    given = [x for x in flow.tick(moment(7, 9, year=2025)) if x.task == "p/R.c/d0c0/2025"]

    told = {x.rung: x.recipient for x in given}
    assert ("d0c0", "m", "m") == (told["due_today"], told["overdue_1"], told["overdue_2"])


def test_r24_what_has_been_handed_over_is_not_reinstated(store):
    """Its successor goes on with it."""
    began(store)
    flow, _ = reform(store, RENAMING)

    with pytest.raises(RuleViolatedError, match=r"R24.*p/3/m/once"):
        flow.do(c.Reinstate("p/3/d0c0/once"), by=STP, at=AFTER)


# ── periods, selectors, names ────────────────────────────────────────────────


def test_r24_periods_not_yet_begun_are_the_successors_from_the_start(store):
    """The old units' tasks of next year are withdrawn, and say why; nothing is deleted."""
    began(store, until=Date(2026, 12, 31))

    flow, outcome = reform(store, MERGER, *NO_DISTRICTS)

    assert "withdrawn" == fates(outcome)["R.c/d0c0/2026"]
    old = flow.task("p/R.c/d0c0/2026").standing
    assert ("withdrawn", LAST, ()) == (old.state, old.closes_on, old.edges)
    assert flow.task("p/R.c/m/2026").deadline.opens_on == Date(2026, 1, 1)
    assert ["R.s/stp/2026"] == above(flow, "R.c/d1c0/2026")
    assert flow.verify().is_sound


def test_r24_an_emptied_selector_stops_later_periods_and_says_so(store):
    """No district, no district report in 2026; the communes go on."""
    began(store)
    flow, _ = reform(store, *NO_DISTRICTS, new=())

    outcome = flow.extend("p", Date(2026, 12, 31), at=moment(12, 30, year=2025))

    said = {w.text("en").split(":")[0] for w in outcome.warnings if w.key == "warning.emptied"}
    assert {"R.d"} == said
    assert not flow.find(Query(source="R.d", occurrence="2026")).all()
    assert 4 == len(flow.find(Query(source="1", occurrence="2026")).all())


def test_r24_a_unit_named_by_the_plan_is_followed_by_those_that_carry_it_on(store):
    """The lead of later periods is the successor; so are partners that were named."""
    led = item("4", Named(("d0c0",)), schedule=YEAR, spread="shared")
    led = evolve(led, partners=(Partner(selector=Open("các đơn vị liên quan")),))
    flow = began(store, chain_plan(led))
    flow.do(NameMembers("p", "4", ("d0c1",)), by=STP, at=MAY)
    flow, _ = reform(store, MERGER)

    flow.extend("p", Date(2026, 12, 31), at=moment(12, 30, year=2025))

    assert ["m"] == [task.holder for task in flow.find(Query(source="4", occurrence="2026"))]


def test_r24_partners_named_after_the_reform_feed_the_successor(store):
    """The old lead is closed; nobody is sent to it any more."""
    led = item("4", Named(("d0c0",)), schedule=YEAR)
    led = evolve(led, partners=(Partner(selector=Open("các đơn vị liên quan")),))
    began(store, chain_plan(led))
    flow, _ = reform(store, MERGER)

    flow.do(NameMembers("p", "4", ("sgd",)), by=STP, at=AFTER)

    assert ["4/m/2025"] == above(flow, "4/sgd/2025")
    assert "p/4/sgd/2025" in {task.id for task in flow.feeding("p/4/m/2025")}


def test_r24_two_units_of_one_name_and_code_never_mix(store):
    """A new commune bears the name and code of an old district; figures stay apart."""
    flow = began(store)
    say(flow, "1/d0/2025", sessions=5)
    namesake = evolve(unit("x", "commune", parent="ubnd", valid_from=REFORM), name="d0", code="d0")
    succession = evolve(MERGER, into=("x",))
    both = (succession, *NO_DISTRICTS)
    units = with_successions(Directory([*land([2, 2]), namesake]), both)
    flow = flow_on(store, directory=units)
    flow.do(Reorganise("p", both), by=STP, at=AHEAD)
    say(flow, "1/x/2025", at=AUTUMN, sessions=2)

    by_unit = flow.totals("p", live=True).by_unit
    assert (5, 2) == tuple(by_unit[one].actual["sessions"] for one in ("d0", "x"))
    assert ["R.c/x/2025"] == above(flow, "1/x/2025")


# ── figures ──────────────────────────────────────────────────────────────────


def test_r24_a_stock_that_a_successor_counts_anew_counts_once(store):
    """Two communes had 5 and 8 people; the new one has 12. A flow is what both did and it did."""
    staff = indicator("staff", nature="stock")
    staffed = item("4", Where(level="commune"), schedule=YEAR, counts=(staff, "talks"))
    staffed = evolve(staffed, spread="per-unit", products=staffed.products)
    plan = chain_plan(staffed)
    flow = began(store, evolve(plan, items=(*plan.items[:1], *plan.items[2:])))
    flow, _ = reform(store, MERGER, parent="d0")
    say(flow, "4/d0c0/2025", at=AHEAD, staff=5, talks=1)
    say(flow, "4/d0c1/2025", at=AHEAD, staff=8, talks=2)

    assert 13 == flow.totals("p", live=True).figures.actual["staff"]
    new = say(flow, "4/m/2025", at=AUTUMN, staff=12, talks=4)

    assert {"staff": 12, "talks": 7} == dict(new.standing.current().total.actual)
    assert 12 == flow.totals("p", live=True).figures.actual["staff"]
    assert 7 == flow.totals("p", live=True).figures.actual["talks"]
    assert flow.verify().is_sound


def test_r24_figures_of_a_neighbour_leave_the_report_of_a_unit_that_ends(store):
    """The department goes on elsewhere: the district's partial report is said again without it."""
    flow = began(store)
    say(flow, "2/sgd/once", talks=4, partial=True)
    say(flow, "2/d0/once", talks=1, partial=True)

    flow, _ = reform(store, *NO_DISTRICTS)

    lead = flow.task("p/2/d0/once").standing
    assert [5, 1] == [report.total.actual["talks"] for report in lead.reports]
    assert 5 == flow.totals("p", live=True).figures.actual["talks"]
    assert flow.verify().is_sound


# ── the act ──────────────────────────────────────────────────────────────────


def test_r24_what_moves_is_shown_first_and_nothing_is_written(store):
    """The preview is what the act then does, task by task, with the reason."""
    began(store)
    flow = flow_on(store, directory=after(MERGER))
    before = snapshot(flow)
    command = Reorganise("p", (MERGER,))

    seen = flow.foresee(command, at=AHEAD)

    assert before == snapshot(flow)
    done = flow.do(command, by=STP, at=AHEAD)
    assert seen.passed == done.passed
    reasons = {each.why.text("vi") for each in done.passed if each.what == "created"}
    assert {"d0c0, d0c1 sáp nhập vào m từ ngày 01/07/2025"} == reasons


def test_r24_a_reorganisation_is_one_act_under_its_key(store):
    """Twice is once; another one under the key is refused, and so is the same one without it."""
    began(store)
    flow = flow_on(store, directory=after(MERGER, SPLIT))
    flow = flow_on(store, directory=after(MERGER))
    command = Reorganise("p", (MERGER,), reason="sắp xếp")
    flow.do(command, by=STP, at=AHEAD, key="k")
    before = snapshot(flow)

    assert flow.do(command, by=STP, at=AFTER, key="k").is_repeated
    with pytest.raises(DuplicateError):
        flow.do(Reorganise("p", (MERGER,), "1/2025"), by=STP, at=AFTER, key="k")
    with pytest.raises(DefinitionError, match="ends once"):
        flow.do(command, by=STP, at=AFTER)

    assert before == snapshot(flow)


def test_r24_only_the_assigner_reorganises(store):
    """Neither a unit that ends nor one that carries on."""
    began(store)
    flow = flow_on(store, directory=after(MERGER))

    for one in ("d0c0", "m", "d0"):
        with pytest.raises(NotAuthorisedError):
            flow.do(Reorganise("p", (MERGER,)), by=clerk(one), at=AHEAD)


def test_r24_every_fault_of_a_reorganisation_is_told_at_once(store):
    """A unit that goes on, an unknown one, one too few, one twice, the plan's own agency."""
    began(store)
    flow = flow_on(store, directory=after(MERGER))
    wrong = (
        Succession(REFORM, ("d1c0",), ("nobody",)),
        Succession(REFORM, ("d0c0",), ("m",), "split"),
        Succession(REFORM, ("d0c0",), (), "abolish", "d0c1"),
        Succession(REFORM, ("stp",), ("sgd",)),
        Succession(REFORM, ("m",), ("m",), "swap"),
    )

    with pytest.raises(DefinitionError) as caught:
        flow.do(Reorganise("p", wrong), by=STP, at=AHEAD)

    said = str(caught.value)
    for words in (
        "of (d1c0): found goes on; expected its last day, 2025-06-30",
        "into: found 'nobody'",
        "into: found 1; expected 2 units or more",
        "expected a unit that ends once",
        "instead: found d0c1; expected a unit that exists on 2025-07-01",
        "found stp; expected units other than the plan's issuer and standing agency",
        "kind: found 'swap'",
    ):
        assert words in said, words


def test_r24_a_report_that_comes_between_is_not_overlooked(store):
    """What the reorganisation looked at is guarded: a report in between makes it start anew."""
    flow = began(store)
    say(flow, "1/d0c0/2025", sessions=1, partial=True)
    flow = flow_on(store, directory=after(MERGER))
    commit, came = store.commit, []

    def late(batch):
        if not came:
            came.append(True)
            say(flow_on(store, directory=land([2, 2])), "3/d0c0/once", boards=2)
        return commit(batch)

    store.commit = late
    try:
        flow.do(Reorganise("p", (MERGER,)), by=STP, at=AHEAD)
    finally:
        store.commit = commit

    assert came
    assert "reported" == the(flow, "3", "d0c0").state
    assert () == the(flow, "3", "d0c0").standing.heirs
    assert flow.verify().is_sound


def test_r24_unfolding_again_gives_what_stands(store):
    """Neither an old task comes back nor a new one twice; what was closed does not move."""
    began(store)
    flow, _ = reform(store, MERGER, *NO_DISTRICTS)
    before = {task.id: task for task in flow.find(Query(occurrence=("2025", "once")))}

    flow.extend("p", Date(2026, 12, 31), at=moment(12, 30, year=2025))

    again = {task.id: task for task in flow.find(Query(occurrence=("2025", "once")))}
    assert before.keys() == again.keys()
    closed = [one for one, task in before.items() if task.standing.closes_on]
    assert [before[one] for one in closed] == [again[one] for one in closed]
    own = flow.task("p/3/m/once").standing.edges
    assert ["p/R.c/m/2025", "p/R.c/m/2026"] == [edge.above for edge in own]


def test_r24_a_unit_that_took_over_may_end_itself(store):
    """One reform after the other: what was handed on is handed on."""
    began(store)
    second = Succession(Date(2025, 9, 1), ("m",), ("z",))
    units = Directory([*after(MERGER), unit("z", "commune", parent="d0", valid_from=second.on)])
    units = with_successions(units, (second,))
    flow = flow_on(store, directory=units)
    flow.do(Reorganise("p", (MERGER,)), by=STP, at=AHEAD)
    say(flow, "1/d0c0/2025", at=AHEAD, sessions=2)

    flow.do(Reorganise("p", (second,)), by=STP, at=moment(8, 20, year=2025))

    assert ["1/z/2025"] == above(flow, "1/m/2025")
    assert ["1/m/2025"] == above(flow, "1/d0c0/2025")
    say(flow, "1/m/2025", at=moment(8, 25, year=2025), sessions=1)
    assert (
        6
        == say(flow, "1/z/2025", at=AUTUMN, sessions=3).standing.current().total.actual["sessions"]
    )


def test_r24_the_reason_can_be_erased_and_the_proof_still_holds(store):
    """It is a person's text beside the journal."""
    began(store)
    flow = flow_on(store, directory=after(MERGER))
    flow.do(Reorganise("p", (MERGER,), reason="theo nghị quyết"), by=STP, at=AHEAD)

    flow.erase(STP.id)

    assert flow.history("p")[-1].event.reason is None
    assert flow.verify().is_sound


def test_r24_the_history_tells_who_had_a_task_until_when_and_who_carries_it_on(store):
    """In sentences, of the task and of the plan."""
    began(store)
    flow, _ = reform(store, MERGER)
    plan, facts = flow.plan("p").plan, {"directory": flow.directory, "language": "vi"}

    task = story(flow.history("p/R.c/d0c0/2025"), plan=plan, **facts)
    act = story(flow.history("p"), plan=plan, **facts)

    assert any(
        "đến hết ngày 30/06/2025" in line and "nhập thay khi cần: m" in line for line in task
    )
    assert "theo 202/2025: d0c0, d0c1 sáp nhập vào m từ ngày 01/07/2025" in act[-1]


def test_r24_whoever_only_can_be_asked_takes_a_task_over_as_a_request(store):
    """The Front is asked, not ordered, whoever had the task before (R6)."""
    flow = issued(store)

    transfer(flow, to="mttq")

    assert ("order", "request") == tuple(
        the(flow, "1", one).assignment.authority for one in ("sgd", "mttq")
    )


# ── one task ─────────────────────────────────────────────────────────────────


@pytest.fixture
def small(store):
    """Return the small plan; a partner of item 1 has reported in part, and so has its lead."""
    flow = issued(store)
    say(flow, "1/van-lang/once", at=moment(4, 1), classes=2, partial=True)
    say(flow, "1/sgd/once", at=moment(4, 2), classes=3, partial=True)
    return flow


def transfer(flow, task="1/sgd/once", to="stc", **facts):
    facts = {"by": STP, "at": moment(5, 4)} | facts
    return flow.do(c.Transfer(f"p/{task}", to, "đơn vị quá tải"), **facts)


def test_r24_a_task_goes_to_another_unit_with_all_its_edges(small):
    """Who fed the old one feeds the new one; it feeds what the old one fed."""
    transfer(small)

    new = the(small, "1", "stc")
    assert {"trang-dinh", "van-lang", "sgd"} == {t.holder for t in small.feeding(new.id)}
    assert ["R.1/sgd/once", "1/stc/once"] != above(small, "1/sgd/once")
    assert above(small, "1/stc/once") == ["R.1/sgd/once"]
    assert ("assigned", Date(2021, 10, 31)) == (new.state, new.due_on)


def test_r24_what_the_old_holder_reported_is_neither_lost_nor_counted_twice(small):
    """Its own three stand as its last word; the partner's two reach the new task themselves."""
    live = small.totals("p", live=True).figures

    transfer(small)

    assert live == small.totals("p", live=True).figures
    old = the(small, "1", "sgd").standing
    assert ("reported", {"classes": 3}) == (old.state, dict(old.current().total.actual))
    total = say(small, "1/stc/once", at=moment(10, 1), classes=1).standing.current().total
    assert {"classes": 6} == dict(total.actual)
    assert small.verify().is_sound


def test_r24_a_task_nobody_began_is_simply_another_units(store):
    """The old one is withdrawn, and nobody calls its holder absent."""
    flow = issued(store)

    transfer(flow)

    old = the(flow, "1", "sgd").standing
    assert ("withdrawn", (), ("p/1/stc/once",)) == (old.state, old.edges, old.heirs)
    absent = {each.holder for each in flow.consolidate("p/1/stc/once", at=moment(6, 1)).absent}
    assert {"trang-dinh", "van-lang"} == absent


def test_r24_a_task_may_come_back(store):
    """The first holder's task is assigned again; no circle is left."""
    flow = issued(store)
    edges = the(flow, "1", "sgd").standing.edges
    transfer(flow)

    transfer(flow, "1/stc/once", "sgd", at=moment(6, 1))

    again = the(flow, "1", "sgd").standing
    assert ("assigned", None, ()) == (again.state, again.closes_on, again.heirs)
    assert {x.above for x in edges} == {x.above for x in again.edges}
    assert "withdrawn" == the(flow, "1", "stc").state
    assert flow.verify().is_sound


def test_r24_a_transfer_is_refused_with_the_reason(small):
    """Another unit, that exists, that has not done its own; only by the assigner; once."""
    for to, words in (("sgd", "name another unit"), ("nobody", "no unit nobody")):
        with pytest.raises(RuleViolatedError, match=words):
            transfer(small, to=to)
    with pytest.raises(RuleViolatedError, match="R24"):
        small.do(c.Transfer("p/1/sgd/once", "stc", " "), by=STP, at=moment(5, 4))
    for one in ("sgd", "stc"):
        with pytest.raises(NotAuthorisedError):
            transfer(small, by=clerk(one))
    say(small, "1/trang-dinh/once", at=moment(4, 3), classes=1)
    with pytest.raises(RuleViolatedError, match="of its own"):
        transfer(small, to="trang-dinh")


def test_r24_a_transfer_is_one_act_under_its_key(small):
    """The reason lies beside the journal and can be erased."""
    transfer(small, key="k")
    before = snapshot(small)

    assert transfer(small, key="k").is_repeated
    assert before == snapshot(small)
    small.erase(STP.id)
    assert small.verify().is_sound


def test_r24_a_partner_that_takes_the_lead_over_feeds_what_the_lead_fed(small):
    """Its own task becomes the one that gathers; nothing goes in a circle."""
    transfer(small, to="van-lang")

    assert "R.1/sgd/once" in above(small, "1/van-lang/once")
    assert "1/sgd/once" not in above(small, "1/van-lang/once")
    assert "1/van-lang/once" in above(small, "1/trang-dinh/once")
    assert small.verify().is_sound
