"""Rule R3: who may do what. The whole matrix is given through the engine; what a host forbids."""

import itertools
from functools import cache
from typing import get_args

import pytest
from attrs import evolve, frozen
from pendulum import Date

from builders import (
    CHAIR,
    ISSUED_AT,
    STORES,
    before,
    by,
    clerk,
    closing_store,
    copied,
    day,
    duty,
    flow_on,
    issued,
    moment,
    plan,
    province,
    small_plan,
    snapshot,
    the,
    unit,
)
from planflow.domain.change import (
    ISSUE,
    PLAN_PERMITTED,
    PLAN_ROLES,
    PLAN_STATES,
    AdoptCalendar,
    AdoptDates,
    AmendPlan,
    NameMembers,
    PlanCommand,
    RecordEvent,
    Reorganise,
    WithdrawEvent,
    plan_cell,
)
from planflow.domain.organisation import Directory, Open, Succession
from planflow.domain.plan import Item, Partner
from planflow.domain.task import (
    ALLOWED,
    PERMITTED,
    ROLES,
    STATES,
    WRONG_ROLE,
    WRONG_STATE,
    cell,
    command_name,
    fire,
    machine,
    roles_of,
    table,
)
from planflow.domain.task import command as c
from planflow.engine.plan_command import PLAN_COMMANDS
from planflow.errors import (
    CommandRefusedError,
    DefinitionError,
    NotAllowedNowError,
    NotAuthorisedError,
    NotFoundError,
    RuleViolatedError,
)
from planflow.message import Message
from planflow.store import Query


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


AT = moment(10, 5)

# ── the matrix as it is meant, and a well-formed command of each class ───────


@frozen
class Given:
    """A command's row: who may give it in which states, one of it, and what must come before it.

    ``rule`` names the states in which role and state allow it and a rule always forbids it here.
    """

    roles: tuple
    states: tuple
    make: object
    first: object = None
    above: str = "partial"
    rule: tuple = ()


def given(roles, states, make, first=None, **more):
    return Given(tuple(roles.split()), tuple(states.split()), make, first, **more)


OPEN, DONE = "assigned in_progress", "reported consolidated"
GATHERERS = "receiver via addressee"


def asked(task, _paper):
    """The holder asks for a later date; the assigner can decide on it."""
    return c.AskExtension(task, day(11, 30), "lũ")


def raised(task, _paper):
    """The holder raises an obstacle; somebody can answer it."""
    return c.RaiseObstacle(task, "thiếu kinh phí")


def released(task, _paper):
    """The holder asks to be released; the assigner can refuse it."""
    return c.AskRelease(task, "thiếu người")


GIVEN = {
    c.Start: given("holder", "assigned", lambda t, _: c.Start(t)),
    c.Report: given(
        "holder receiver via feeder closer", OPEN, lambda t, paper: c.Report(t, paper=paper)
    ),
    c.Correct: given(
        "holder feeder closer", DONE, lambda t, paper: c.Correct(t, paper=paper, reason="sót")
    ),
    c.AskCorrection: given(  # who has not passed it on returns it: one edge is taken, or none
        GATHERERS, DONE, lambda t, _: c.AskCorrection(t, "sót"), above="closing", rule=("reported",)
    ),
    c.Return: given(
        GATHERERS, f"in_progress {DONE}", lambda t, _: c.Return(t, "thiếu số liệu", day(10, 20))
    ),
    c.Suspend: given("assigner", OPEN, lambda t, _: c.Suspend(t, "lũ")),
    c.Resume: given("assigner", "suspended", lambda t, _: c.Resume(t)),
    c.AskExtension: given("holder", OPEN, asked),
    c.GrantExtension: given(
        "assigner", f"{OPEN} suspended", lambda t, _: c.GrantExtension(t), asked
    ),
    c.RefuseExtension: given(
        "assigner", f"{OPEN} suspended", lambda t, _: c.RefuseExtension(t, "chưa cần"), asked
    ),
    c.Decline: given("requested", "assigned", lambda t, _: c.Decline(t, "quá tải")),
    c.AskRelease: given("ordered", OPEN, lambda t, _: c.AskRelease(t, "thiếu người")),
    c.Withdraw: given(
        "assigner", f"{OPEN} reported suspended", lambda t, _: c.Withdraw(t, "trùng")
    ),
    c.Reinstate: given("assigner", "withdrawn", lambda t, _: c.Reinstate(t)),
    c.Remind: given(f"{GATHERERS} assigner superior", OPEN, lambda t, _: c.Remind(t)),
    c.RaiseObstacle: given("holder", f"{OPEN} {DONE} suspended", raised),
    c.AnswerObstacle: given(
        "asked", f"{OPEN} {DONE} suspended", lambda t, _: c.AnswerObstacle(t, 1, "cấp"), raised
    ),
    c.EscalateObstacle: given(
        "asked assigner",
        f"{OPEN} {DONE} suspended",
        lambda t, _: c.EscalateObstacle(t, 1, "ngoài thẩm quyền"),
        raised,
    ),
    c.WithdrawObstacle: given(
        "holder", f"{OPEN} {DONE} suspended", lambda t, _: c.WithdrawObstacle(t, 1), raised
    ),
    c.RecordProgress: given("holder", OPEN, lambda t, _: c.RecordProgress(t, 40)),
    c.AttachEvidence: given(
        "holder", f"{OPEN} {DONE}", lambda t, _: c.AttachEvidence(t, "biên bản 12")
    ),
    c.RefuseRelease: given(
        "assigner", f"{OPEN} suspended", lambda t, _: c.RefuseRelease(t, "chưa có"), released
    ),
    c.Waive: given("holder", OPEN, lambda t, _: c.Waive(t, "low", "lũ")),
    c.Close: given(  # what has an end is not closed by the assigner
        "assigner", "in_progress", lambda t, _: c.Close(t, "hết"), rule=("in_progress",)
    ),
    c.Transfer: given(
        "assigner", f"{OPEN} suspended", lambda t, _: c.Transfer(t, "spare", "quá tải")
    ),
}
"""One entry a command: a new command is added here, and nowhere else in this file."""

PAPER = c.Paper("12/BC", moment(10, 4))
IN_ORDER = ("assigned", "in_progress", "reported", "consolidated", "suspended", "withdrawn")


def wanted(role, command, state):
    """Return the cell as it is written above."""
    row = GIVEN[command]
    if role not in row.roles:
        return WRONG_ROLE
    return ALLOWED if state in row.states else WRONG_STATE


def test_r03_every_command_has_its_row():
    """A command without a row could be given by nobody, or by anybody."""
    commands = set(get_args(c.Command))

    assert commands == set(PERMITTED) == set(GIVEN)


def test_r03_the_matrix_is_the_one_written_here_cell_by_cell():
    """Every role, every command, every state: allowed or refused, none undefined."""
    cells = [(role, command, state) for role in ROLES for command in GIVEN for state in STATES]

    assert IN_ORDER == STATES
    assert {one: wanted(*one) for one in cells} == {one: cell(*one) for one in cells}


def test_r03_a_partial_report_is_given_where_a_closing_one_is():
    """The matrix has one row for both, the state machine a trigger for each."""
    both = ("report", "report_partially")
    whole, partial = ({state for state in STATES if (state, one) in table()} for one in both)

    assert {"assigned", "in_progress"} == whole == partial


# ── a place for each role ────────────────────────────────────────────────────

PLACES = {
    "holder": ("direct", "holder"),
    "ordered": ("direct", "holder"),
    "requested": ("requested", "requested"),
    "receiver": ("direct", "receiver"),
    "via": ("passed", "via"),
    "addressee": ("passed", "addressee"),
    "assigner": ("direct", "assigner"),
    "superior": ("direct", "superior"),
    "feeder": ("out", "feeder"),
    "observer": ("direct", "observer"),
    "asked": ("low", "receiver"),
    "closer": ("ended", "closer"),
}
"""Role → the report that is commanded, and the unit that has this role toward it."""
ALWAYS = {"holder": {"ordered"}, "ordered": {"holder"}, "requested": {"holder"}}
"""What a unit in a role is besides an observer."""

UNITS = Directory(
    [
        unit("superior", "province"),
        unit("holder", "district", parent="superior"),
        *(
            unit(name, "province")
            for name in ("assigner", "requested", "receiver", "via", "addressee", "feeder")
        ),
        *(unit(name, "province") for name in ("observer", "low", "closer", "spare")),
        unit("ending", "district", valid_to=day(10, 3)),
        unit("outside", "ministry", tags=province().unit("btp").tags),
    ]
)
AUTHORITY_PLAN = plan(
    issuer="assigner",
    standing_agency=None,
    duties=(
        duty("direct", ("holder",), to=("receiver",), schedule=by(11, 14)),
        duty("passed", ("holder",), to=("addressee",), via="via", schedule=by(11, 24)),
        duty("requested", ("requested",), to=("receiver",), schedule=by(11, 14)),
        duty("out", ("outside",), to=("receiver",), schedule=by(11, 14)),
        duty("fed", ("feeder",), to=("outside",), schedule=by(11, 1)),
        duty("low", ("low",), to=("holder",), schedule=by(11, 10)),
        duty("lower", ("low",), to=("requested",), schedule=by(11, 10)),
        duty("ended", ("ending",), to=("receiver",), schedule=by(11, 10)),
    ),
)
AUTHORITY_PLAN = evolve(
    AUTHORITY_PLAN,
    duties=tuple(
        evolve(each, authority="request" if each.code == "requested" else "order")
        for each in AUTHORITY_PLAN.duties
    ),
)


ENDING = Reorganise(
    "p",
    (Succession(day(10, 4), ("ending",), kind="abolish", instead="receiver", closer="closer"),),
)


def the_task(flow, source):
    return flow.find(Query(source=source, kind="report")).one()


def bring(flow, task, state, above):
    """Bring a task to a state by commands of those who may."""
    by_holder, by_assigner = clerk(task.holder), clerk("assigner")
    if state == "in_progress":
        flow.do(c.Report(task.id, partial=True), by=by_holder, at=moment(10, 1))
    if state in ("reported", "consolidated"):
        flow.do(c.Report(task.id), by=by_holder, at=moment(10, 1))
    if state == "consolidated":
        edge = task.standing.edges[0]
        command = c.Report(edge.above, partial=above == "partial")
        flow.do(command, by=clerk(edge.receiver), at=moment(10, 2))
    if state == "suspended":
        flow.do(c.Suspend(task.id, "lũ"), by=by_assigner, at=moment(10, 1))
    if state == "withdrawn":
        flow.do(c.Withdraw(task.id, "trùng"), by=by_assigner, at=moment(10, 1))


def pass_on(flow, task, unit_id, *, is_asked):
    """Escalate an obstacle until it lies with the unit, or does not."""
    while (flow.task(task).standing.obstacles[0].lies_with == unit_id) != is_asked:
        lies_with = flow.task(task).standing.obstacles[0].lies_with
        command = c.EscalateObstacle(task, 1, "ngoài thẩm quyền")
        flow.do(command, by=clerk(lies_with), at=moment(9, 2))


@cache
def prepared(role, state, first=None, above="partial"):
    """Return a store in which the report that has ``role`` is in ``state``; nobody writes to it."""
    source, unit_id = PLACES[role]
    with closing_store("memory") as store:
        flow = flow_on(store, directory=UNITS)
        flow.issue(AUTHORITY_PLAN, by=clerk("assigner"), at=ISSUED_AT)
        task = the_task(flow, source)
        if role == "asked" and first is None:
            first = raised
        if role == "closer":
            flow.do(ENDING, by=clerk("assigner"), at=moment(9, 1))
        if first is not None and not (first is released and role == "requested"):
            flow.do(first(task.id, None), by=clerk(task.holder), at=moment(9, 1))
        if first is raised:
            pass_on(flow, task.id, unit_id, is_asked=role == "asked")
        bring(flow, task, state, above)
        assert state == the_task(flow, source).state
        return store


@pytest.mark.parametrize("role", ROLES)
def test_r03_every_role_has_its_place(role):
    """A unit stands toward a task in exactly this role, or what follows above would show less."""
    source, unit_id = PLACES[role]
    for first in (None, raised):
        flow = flow_on(prepared(role, "assigned", first), directory=UNITS)
        task = the_task(flow, source)

        found = roles_of(unit_id, task, flow.feeding(task.id))

        assert {"observer", role, *ALWAYS.get(role, ())} == found


def answer(flow, command, unit_id):
    """Return what the engine answers, in the words of the matrix; a refusal leaves no trace."""
    before_it = snapshot(flow)
    try:
        flow.do(command, by=clerk(unit_id), at=AT)
    except NotAuthorisedError:
        found = WRONG_ROLE
    except NotAllowedNowError:
        found = WRONG_STATE
    except RuleViolatedError:
        found = "against a rule"
    else:
        assert before_it != snapshot(flow)
        return ALLOWED
    assert before_it == snapshot(flow)
    return found


def expected(role, command, state):
    """Return the best cell of the roles that a unit in ``role`` has, from the written matrix."""
    cells = {wanted(each, command, state) for each in (role, "observer", *ALWAYS.get(role, ()))}
    best = next(each for each in (ALLOWED, WRONG_STATE, WRONG_ROLE) if each in cells)
    return "against a rule" if best == ALLOWED and state in GIVEN[command].rule else best


@pytest.mark.parametrize("command", GIVEN, ids=command_name)
@pytest.mark.parametrize("role", ROLES)
def test_r03_every_cell_is_answered_as_the_matrix_says(role, command):
    """A task is brought to each state; a unit in each role gives each command to it."""
    (source, unit_id), row = PLACES[role], GIVEN[command]
    found = {}
    for state in STATES:
        kept = prepared(role, state, row.first, row.above)
        flow = flow_on(copied(kept), directory=UNITS)
        task = the_task(flow, source)
        paper = None if unit_id == task.holder else PAPER
        found[state] = answer(flow, row.make(task.id, paper), unit_id)

    assert {state: expected(role, command, state) for state in STATES} == found


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
@pytest.mark.parametrize("role", ["holder", "receiver", "via", "feeder"])
def test_r03_partial_and_closing_reports_are_allowed_to_the_same(role, state):
    """A partial report is an act of reporting like any other."""
    source, unit_id = PLACES[role]
    flow = flow_on(copied(prepared(role, state)), directory=UNITS)
    task = the_task(flow, source)
    paper = None if unit_id == task.holder else PAPER

    outcome = flow.do(c.Report(task.id, partial=True, paper=paper), by=clerk(unit_id), at=AT)

    assert "in_progress" == outcome.task.state


def test_r03_a_return_needs_a_report_that_stands():
    """In progress with nothing reported, or with a report already returned, there is nothing."""
    flow = flow_on(copied(prepared("holder", "assigned")), directory=UNITS)
    task = the_task(flow, "direct").id
    flow.do(c.Start(task), by=clerk("holder"), at=AT)
    command = GIVEN[c.Return].make(task, None)

    with pytest.raises(NotAllowedNowError):
        flow.do(command, by=clerk("receiver"), at=AT)
    flow.do(c.Report(task), by=clerk("holder"), at=AT)
    flow.do(command, by=clerk("receiver"), at=AT)
    with pytest.raises(NotAllowedNowError):
        flow.do(command, by=clerk("receiver"), at=AT)


def test_r03_nobody_without_authority_changes_anything(flow):
    """A unit with no part in the plan gives every command to every task."""
    before_it = snapshot(flow)

    for task in flow.find(Query()):
        for row in GIVEN.values():
            with pytest.raises(NotAuthorisedError):
                flow.do(row.make(task.id, PAPER), by=clerk("chi-lang"), at=AT)

    assert before_it == snapshot(flow)


# ── plans ────────────────────────────────────────────────────────────────────

ON_PLANS = {
    "record_event": ("assigner", lambda: RecordEvent("p", "guidance", day(6, 10))),
    "withdraw_event": ("assigner", lambda: WithdrawEvent("p", "guidance", "nhầm")),
    "name_members": ("assigner", lambda: NameMembers("p", "1", ("stc",))),
    "adopt_calendar": ("assigner", lambda: AdoptCalendar("p")),
    "adopt_dates": ("assigner", lambda: AdoptDates("p")),
    "amend_plan": (
        "assigner",
        lambda: AmendPlan("p", evolve(open_plan(), number="12/KH"), "bổ sung số"),
    ),
    "reorganise": (
        "assigner",
        lambda: Reorganise(
            "p", (Succession(day(12, 1), ("bac-son",), kind="abolish", instead="van-lang"),)
        ),
    ),
    "raise_obstacle": ("holder assigner", lambda: c.RaiseObstacle("p", "thiếu kinh phí")),
    "answer_obstacle": ("asked", lambda: c.AnswerObstacle("p", 1, "cấp bổ sung")),
    "escalate_obstacle": ("asked assigner", lambda: c.EscalateObstacle("p", 1, "ngoài")),
    "withdraw_obstacle": ("raiser", lambda: c.WithdrawObstacle("p", 1)),
}
"""One entry a command on a plan: the roles that may give it once it is issued, and one of it."""
PLAN_PLACES = {
    "holder": ("stc", "mttq"),
    "assigner": ("board",),
    "asked": ("stp",),
    "raiser": ("sgd",),
    "observer": ("ca", "chi-lang"),
}
"""Role → units; an obstacle that ``sgd`` raised lies with the standing agency ``stp``."""
PLAN_ALWAYS = {"asked": {"assigner", "holder"}, "raiser": {"holder"}}


CHANGING = Directory(
    evolve(each, valid_to=day(11, 30)) if each.id == "bac-son" else each for each in province()
)


def open_plan():
    """Return a plan to which every command on a plan says something."""
    the_item = Item(
        code="1",
        title=small_plan().items[0].title,
        lead=small_plan().items[0].lead,
        partners=(Partner(selector=Open("các cơ quan liên quan")),),
        schedule=before(11, 1),
    )
    return evolve(small_plan(), items=(the_item, *small_plan().items[1:]))


def plan_wanted(role, command, state):
    """Return the cell as it is written above; issuing is for whoever may command the plan."""
    roles = ("assigner",) if command == ISSUE else ON_PLANS[command][0].split()
    if role not in roles:
        return WRONG_ROLE
    return ALLOWED if (command == ISSUE) == (state == "not_issued") else WRONG_STATE


def test_r03_every_command_on_a_plan_has_its_row():
    """The unions, the engine's table and the matrix name the same commands."""
    on_plans = (*get_args(PlanCommand), *get_args(c.ObstacleCommand))

    assert {command_name(kind) for kind in on_plans} == set(ON_PLANS)
    assert set(ON_PLANS) == set(PLAN_PERMITTED) - {ISSUE}
    assert set(get_args(PlanCommand)) == set(PLAN_COMMANDS)


def test_r03_the_matrix_of_plans_is_the_one_written_here_cell_by_cell():
    """Every role, every command, both states."""
    cells = list(itertools.product(PLAN_ROLES, PLAN_PERMITTED, PLAN_STATES))

    assert {one: plan_wanted(*one) for one in cells} == {one: plan_cell(*one) for one in cells}


def plan_answer(command, unit_id, state):
    """Return what the engine answers to a unit that commands a plan in ``state``."""
    with closing_store("memory") as store:
        flow = flow_on(store, directory=CHANGING)
        if state == "issued":
            flow.issue(open_plan(), by=CHAIR, at=ISSUED_AT)
        if command == "withdraw_event" and state == "issued":
            flow.do(ON_PLANS["record_event"][1](), by=CHAIR, at=moment(6, 11))
        if command.endswith("_obstacle") and state == "issued":
            flow.do(ON_PLANS["raise_obstacle"][1](), by=clerk("sgd"), at=moment(6, 11))
        before_it = snapshot(flow)
        try:
            if command == ISSUE:
                flow.issue(open_plan(), by=clerk(unit_id), at=AT)
            else:
                flow.do(ON_PLANS[command][1](), by=clerk(unit_id), at=AT)
        except (NotAuthorisedError, RuleViolatedError, NotFoundError):
            assert before_it == snapshot(flow)
            return "refused"
        assert before_it != snapshot(flow)
        return ALLOWED


@pytest.mark.parametrize("command", PLAN_PERMITTED)
@pytest.mark.parametrize("state", PLAN_STATES)
@pytest.mark.parametrize("role", PLAN_ROLES)
def test_r03_every_cell_of_a_plan_is_answered_as_the_matrix_says(role, command, state):
    """Issuer, standing agency, units with a task and without, and whoever raised an obstacle."""
    roles = {role, "observer", *PLAN_ALWAYS.get(role, ())}
    is_allowed = ALLOWED in {plan_cell(each, command, state) for each in roles}

    found = {plan_answer(command, unit_id, state) for unit_id in PLAN_PLACES[role]}

    assert {ALLOWED if is_allowed else "refused"} == found


# ── roles, states ────────────────────────────────────────────────────────────


def test_r03_roles_come_from_the_graph_so_a_new_edge_brings_a_role(flow):
    """The ministry that an event names as addressee may return the report that it gets."""
    event = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",))
    flow.do(event, by=clerk("stp"), at=moment(6, 10))
    task = the(flow, "3", "stc")
    flow.do(c.Report(task.id), by=clerk("stc"), at=moment(7, 1))

    outcome = flow.do(c.Return(task.id, "thiếu", day(7, 9)), by=clerk("ubnd"), at=moment(7, 2))

    assert "in_progress" == outcome.task.state


ORIGINS = (None, *STATES)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("trigger", sorted(machine().events))
def test_r03_table_and_machine_agree(state, trigger):
    """For every state, trigger and origin the compiled table goes where the machine goes."""
    reached = {fire(state, trigger, origin) for origin in ORIGINS} - {None}

    assert set(table().get((state, trigger), ())) == reached


def test_r03_resume_goes_back_where_it_came_from():
    """A task suspended before it was begun is assigned again; one under way goes on."""
    assert ("assigned", "in_progress", None) == (
        fire("suspended", "resume", "assigned"),
        fire("suspended", "resume", "in_progress"),
        fire("suspended", "resume", None),
    )


def test_r03_the_machine_holds_no_task():
    """The machine is a definition: no model is registered, no trigger moves by itself."""
    assert [] == machine().models
    assert not [name for name in machine().events if name.startswith("to_")]


# ── what a host forbids ──────────────────────────────────────────────────────


def strict_flow(store, restriction):
    """Return a flow over a store with the small plan, in which the host forbids something."""
    issued(store, open_plan())
    return flow_on(store, restrict=restriction)


def noted(told, answers=None):
    """Return a restriction that notes every attempt and answers by the command's name."""

    def restriction(attempt):
        told.append(attempt)
        return (answers or {}).get(attempt.name)

    return restriction


def test_r03_a_host_forbids_what_the_rules_allow(store):
    """Only leaders report: the clerk is refused with the host's reason, and nothing is written."""
    flow = strict_flow(
        store,
        lambda a: "phải do lãnh đạo ký" if a.actor.capacity != "leader" else None,
    )
    command = c.Report(the(flow, "4", "bac-son").id)
    before_it = snapshot(flow)

    with pytest.raises(NotAuthorisedError) as caught:
        flow.do(command, by=clerk("bac-son"), at=AT)

    refused = caught.value
    assert before_it == snapshot(flow)
    assert ("host", ("holder", "receiver", "via", "feeder", "closer")) == (
        refused.rule,
        refused.who,
    )
    assert (
        "Quy định của hệ thống: phải do lãnh đạo ký. Được phép: đơn vị thực hiện, "
        "đơn vị tổng hợp, cơ quan đầu mối, đơn vị gửi báo cáo, "
        "đơn vị nhập thay đơn vị đã chấm dứt."
    ) == refused.text("vi")
    leader = clerk("bac-son", capacity="leader")
    assert "reported" == flow.do(command, by=leader, at=AT).task.state


def test_r03_a_host_says_its_reason_in_each_language(store):
    """A message of the catalogue, or one with both texts."""
    says = Message.of("refusal.host", vi="ngoài giờ làm việc", en="outside office hours")
    flow = strict_flow(store, lambda _: says)

    with pytest.raises(NotAuthorisedError) as caught:
        flow.do(c.Start(the(flow, "4", "bac-son").id), by=clerk("bac-son"), at=AT)

    assert ("ngoài giờ làm việc.", "outside office hours.") == tuple(
        caught.value.reason.text(language) for language in ("vi", "en")
    )


def test_r03_a_host_that_gives_no_reason_refuses_in_our_words(store):
    """An empty text is no permission."""
    flow = strict_flow(store, lambda _: " ")

    with pytest.raises(NotAuthorisedError, match='Host: unit bac-son may not "start" here'):
        flow.do(c.Start(the(flow, "4", "bac-son").id), by=clerk("bac-son"), at=AT)


@pytest.mark.parametrize("answered", [True, False, 0, ()])
def test_r03_a_host_answers_with_a_reason_or_nothing(store, answered):
    """Whether ``False`` means no objection or no permission, nobody guesses."""
    flow = strict_flow(store, lambda _: answered)
    before_it = snapshot(flow)

    with pytest.raises(DefinitionError, match="restrict"):
        flow.do(c.Start(the(flow, "4", "bac-son").id), by=clerk("bac-son"), at=AT)

    assert before_it == snapshot(flow)


def test_r03_a_host_never_loosens(store):
    """It is not even asked about what a role, a state or a rule forbids."""
    told = []
    flow = strict_flow(store, noted(told))
    task = the(flow, "4", "bac-son").id

    for command, unit_id in (
        (c.Start(task), "sgd"),
        (c.Resume(task), "stp"),
        (c.Suspend(task, " "), "stp"),
        (RecordEvent("p", "guidance", day(6, 10)), "sgd"),
    ):
        with pytest.raises(CommandRefusedError):
            flow.do(command, by=clerk(unit_id), at=AT)
    with pytest.raises(DefinitionError):
        flow.do(RecordEvent("p", "unknown", day(6, 10)), by=clerk("stp"), at=AT)
    with pytest.raises(NotAuthorisedError):
        flow.issue(small_plan(plan_id="q"), by=clerk("sgd"), at=AT)

    assert [] == told


def test_r03_a_host_is_shown_who_does_what_to_which_task_when(store):
    """It tells the roles of the actor's unit, which gathers its own work, and the task before."""
    told = []
    flow = strict_flow(store, noted(told))
    task = the(flow, "4", "bac-son")
    actor = clerk("bac-son", capacity="leader")

    flow.do(c.Report(task.id, figures={"leaflets": 3}), by=actor, at=AT)

    (attempt,) = told
    assert ("report", c.Report(task.id, figures={"leaflets": 3}), actor, task, None, AT) == (
        attempt.name,
        attempt.command,
        attempt.actor,
        attempt.task,
        attempt.plan,
        attempt.at,
    )
    assert {"holder", "ordered", "receiver", "observer"} == attempt.roles


def test_r03_a_host_is_asked_about_commands_on_plans_and_issuing(store):
    """Neither comes to pass, and the records are as before."""
    told = []
    answers = {"record_event": "chưa có văn bản gốc", "issue": "chưa đủ chữ ký"}
    flow = strict_flow(store, noted(told, answers))
    before_it = snapshot(flow)

    for act in (
        lambda: flow.do(RecordEvent("p", "guidance", day(6, 10)), by=clerk("stp"), at=AT),
        lambda: flow.issue(small_plan(plan_id="q"), by=CHAIR, at=AT),
    ):
        with pytest.raises(NotAuthorisedError, match="Host"):
            act()

    assert before_it == snapshot(flow)
    assert [("record_event", "p", None), ("issue", None, "q")] == [
        (a.name, a.plan and a.plan.plan.id, getattr(a.command, "id", None)) for a in told
    ]


def test_r03_a_host_is_not_asked_about_the_time_that_passes(store):
    """Nobody gives the sweep, nor foresees by authority."""
    told = []
    flow = strict_flow(store, noted(told, dict.fromkeys(("record_event", "issue"), "không")))

    flow.tick(moment(11, 1))
    flow.extend("p", Date(2022, 12, 31), at=AT)
    flow.foresee(RecordEvent("p", "guidance", day(6, 10)), at=AT)

    assert [] == told


def test_r07_a_host_is_not_asked_about_a_repeated_command(store):
    """What happened has happened: the recorded outcome is told again, whatever the host thinks."""
    told, answers = [], {}
    flow = strict_flow(store, noted(told, answers))
    on_task, on_plan = c.Start(the(flow, "4", "bac-son").id), NameMembers("p", "1", ("stc",))

    def give():
        plan_q = flow.issue(small_plan(plan_id="q"), by=CHAIR, at=AT, key="k")
        done = [
            flow.do(on_task, by=clerk("bac-son"), at=AT, key="k"),
            flow.do(on_plan, by=clerk("stp"), at=AT, key="k"),
        ]
        return [plan_q.is_repeated, *(each.is_repeated for each in done)]

    first = give()
    answers |= dict.fromkeys(("start", "name_members", "issue"), "không")
    second = give()

    assert ([False] * 3, [True] * 3, 3) == (first, second, len(told))


def test_r02_what_a_restriction_raises_reaches_the_caller_and_nothing_is_written(store):
    """A host's directory of people may be away."""

    def broken(_attempt):
        raise ConnectionError("LDAP")

    flow = strict_flow(store, broken)
    before_it = snapshot(flow)

    for act in (
        lambda: flow.do(c.Start(the(flow, "4", "bac-son").id), by=clerk("bac-son"), at=AT),
        lambda: flow.do(AdoptDates("p"), by=clerk("stp"), at=AT),
        lambda: flow.issue(small_plan(plan_id="q"), by=CHAIR, at=AT),
    ):
        with pytest.raises(ConnectionError):
            act()

    assert before_it == snapshot(flow)


def test_r03_a_restriction_cannot_change_what_it_sees(store):
    """Figures are mappings; whatever a restriction does to them happens to its own copy."""

    def meddling(attempt):
        attempt.command.figures["leaflets"] = 99
        for report in attempt.task.standing.reports:
            report.figures.actual["leaflets"] = 99

    flow = strict_flow(store, meddling)
    task = the(flow, "4", "bac-son").id
    for figure in (1, 2):
        command = c.Report(task, figures={"leaflets": figure}, partial=True)
        flow.do(command, by=clerk("bac-son"), at=AT)

    reports = flow.task(task).standing.reports
    assert [1, 2] == [report.figures.actual["leaflets"] for report in reports]
    assert {"leaflets": 2} == command.figures
    assert flow.verify().is_sound


def test_r03_a_restriction_holds_inside_the_hosts_own_transaction(tmp_path):
    """A flow that works on a lent connection forbids the same."""
    import sqlite3
    from contextlib import closing

    from planflow.store.sqlite import SqliteStore

    path = tmp_path / "p.db"
    store = SqliteStore(path, synchronous="off")
    flow = strict_flow(store, lambda _: "không")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        task = the(flow, "4", "bac-son").id
        with pytest.raises(NotAuthorisedError, match="Host"):
            flow.on(connection).do(c.Start(task), by=clerk("bac-son"), at=AT)
        connection.execute("ROLLBACK")
    store.close()
