"""Rules R1 to R7: one holder, whole or nothing, who may do what, refusals, requests, keys."""

import itertools
import threading

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    ISSUED_AT,
    STORES,
    assignment,
    bare_task,
    before,
    by,
    clerk,
    closing_store,
    day,
    deadline,
    duty,
    flow_on,
    issued,
    item,
    moment,
    plan,
    province,
    small_plan,
    snapshot,
    the,
    unit,
    version,
)
from planflow.domain.change import NameMembers, RecordEvent
from planflow.domain.organisation import Directory, Named, Where
from planflow.domain.overview import TwoByTwo, two_by_two
from planflow.domain.plan import APPROVE
from planflow.domain.report import Obstacle
from planflow.domain.task import (
    NOT_AUTHORISED,
    NOT_NOW,
    STATES,
    Asked,
    Context,
    Edge,
    Refusal,
    Standing,
    Task,
    cell,
    command_name,
    decide,
    fire,
    machine,
    table,
    timeliness,
)
from planflow.domain.task import command as c
from planflow.errors import (
    CommandRefusedError,
    DuplicateError,
    NotAllowedNowError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.instant import to_instant
from planflow.store import Query
from planflow.store.sqlite import SqliteStore


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


# ── R1: one holder ───────────────────────────────────────────────────────────


def test_r01_every_unit_that_an_item_names_holds_a_task_of_its_own(flow):
    """Item 1 has a lead and two partners: three tasks, each with one holder."""
    found = [(task.holder, task.assignment.part) for task in flow.find(Query(source="1"))]

    assert [("sgd", "lead"), ("trang-dinh", "partner"), ("van-lang", "partner")] == found


def test_r01_co_leads_are_several_tasks_that_feed_one(store):
    """Two leads of one shared item hold a task each; the first gathers."""
    flow = issued(store, plan(item("1", Named(("sgd", "stc")), schedule=before(11, 1))))

    edges = {t.holder: [e.receiver for e in t.standing.edges] for t in flow.find(Query())}

    assert {"sgd": [], "stc": ["sgd"]} == edges


def test_r01_a_lead_is_not_its_own_partner(store):
    """A unit that is named as lead and as partner of an item holds one task, the lead's."""
    flow = issued(store, plan(item("1", "sgd", "sgd", "stc", schedule=before(11, 1))))

    assert "lead" == the(flow, "1", "sgd").assignment.part


# ── R2: wholly or not at all ─────────────────────────────────────────────────


def test_r02_a_report_that_is_wrong_in_its_last_part_leaves_no_trace(flow):
    """A lead's report would take two children, but waives one that is not missing."""
    for unit_id in ("trang-dinh", "van-lang"):
        task = the(flow, "1", unit_id)
        flow.do(c.Report(task.id, figures={"classes": 2}), by=clerk(unit_id), at=moment(10, 1))
    before_it = snapshot(flow)

    with pytest.raises(RuleViolatedError):
        flow.do(
            c.Report(the(flow, "1", "sgd").id, waive={"van-lang": "lũ"}),
            by=clerk("sgd"),
            at=moment(10, 2),
        )

    assert before_it == snapshot(flow)


def test_r02_a_report_moves_holder_and_children_in_one_act(flow):
    """When the lead reports, both children are consolidated at once."""
    for unit_id in ("trang-dinh", "van-lang"):
        flow.do(c.Report(the(flow, "1", unit_id).id), by=clerk(unit_id), at=moment(10, 1))

    flow.do(c.Report(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(10, 2))

    takings = [e.event.version for e in flow.journal() if e.kind == "Taken"]
    assert [1, 1] == takings


def test_r02_a_plan_with_a_fault_is_not_issued_at_all(store):
    """One unknown partner in the last item: no task of the plan exists."""
    from planflow.errors import DefinitionError

    flow = flow_on(store)
    wrong = plan(
        item("1", "sgd", schedule=before(11, 1)),
        item("2", "stc", "nobody", schedule=before(11, 1)),
    )

    with pytest.raises(DefinitionError):
        flow.issue(wrong, by=CHAIR, at=ISSUED_AT)

    assert ((0, "0" * 64), {}, ()) == snapshot(flow)


def test_r02_a_plan_is_issued_once(flow):
    """Issuing again without its key is refused and changes nothing."""
    before_it = snapshot(flow)

    with pytest.raises(RuleViolatedError, match="R2"):
        flow.issue(small_plan(), by=CHAIR, at=moment(2, 1))

    assert before_it == snapshot(flow)


# ── R3: the matrix role × command × state ────────────────────────────────────

COLUMNS = (
    c.Start,
    c.Report,
    c.Return,
    c.Suspend,
    c.Resume,
    c.AskExtension,
    c.GrantExtension,
    c.RefuseExtension,
    c.Decline,
    c.AskRelease,
    c.Withdraw,
    c.Reinstate,
    c.Remind,
    c.RaiseObstacle,
    c.AnswerObstacle,
    c.EscalateObstacle,
    c.WithdrawObstacle,
    c.RecordProgress,
    c.AttachEvidence,
    c.RefuseRelease,
    c.Waive,
    c.Close,
)
IN_ORDER = ("assigned", "in_progress", "reported", "consolidated", "suspended", "withdrawn")

# One cell a role and command; in it one sign a state, in the order above:
# + allowed, o not in this state, - not by this role.
MATRIX = """
          start  report return suspnd resume askext grants refuse declin releas withdr reinst remind
holder    +ooooo ++oooo ------ ------ ------ ++oooo ------ ------ ------ ------ ------ ------ ------
ordered   ------ ------ ------ ------ ------ ------ ------ ------ ------ ++oooo ------ ------ ------
requested ------ ------ ------ ------ ------ ------ ------ ------ +ooooo ------ ------ ------ ------
receiver  ------ ++oooo o+++oo ------ ------ ------ ------ ------ ------ ------ ------ ------ ++oooo
via       ------ ++oooo o+++oo ------ ------ ------ ------ ------ ------ ------ ------ ------ ++oooo
addressee ------ ------ o+++oo ------ ------ ------ ------ ------ ------ ------ ------ ------ ++oooo
assigner  ------ ------ ------ ++oooo oooo+o ------ ++oo+o ++oo+o ------ ------ +++o+o ooooo+ ++oooo
superior  ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ++oooo
feeder    ------ ++oooo ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------
observer  ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------
asked     ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------ ------

          raises answer escala takesb
holder    +++++o ------ ------ +++++o
ordered   ------ ------ ------ ------
requested ------ ------ ------ ------
receiver  ------ ------ ------ ------
via       ------ ------ ------ ------
addressee ------ ------ ------ ------
assigner  ------ ------ +++++o ------
superior  ------ ------ ------ ------
feeder    ------ ------ ------ ------
observer  ------ ------ ------ ------
asked     ------ +++++o +++++o ------

          progrs eviden refrel waives closes
holder    ++oooo ++++oo ------ ++oooo ------
ordered   ------ ------ ------ ------ ------
requested ------ ------ ------ ------ ------
receiver  ------ ------ ------ ------ ------
via       ------ ------ ------ ------ ------
addressee ------ ------ ------ ------ ------
assigner  ------ ------ ++oo+o ------ o+oooo
superior  ------ ------ ------ ------ ------
feeder    ------ ------ ------ ------ ------
observer  ------ ------ ------ ------ ------
asked     ------ ------ ------ ------ ------
"""
SIGNS = {"+": "allowed", "o": "wrong state", "-": "wrong role"}


def rows():
    """Return role → command → the six signs, as written above, part by part."""
    found = {}
    for part in MATRIX.strip("\n").split("\n\n"):
        for role, *signs in map(str.split, part.splitlines()[1:]):
            found[role] = [*found.get(role, ()), *signs]
    return {role: dict(zip(COLUMNS, signs, strict=True)) for role, signs in found.items()}


WANTED = rows()
CELLS = [(role, command, state) for role in WANTED for command in COLUMNS for state in IN_ORDER]


def wanted(role, command, state):
    """Return what the literal table says."""
    return SIGNS[WANTED[role][command][IN_ORDER.index(state)]]


def test_r03_the_matrix_is_the_one_written_here_cell_by_cell():
    """Eleven roles, twenty-two commands, six states."""
    assert 1452 == len(CELLS)
    assert IN_ORDER == STATES
    assert {one: wanted(*one) for one in CELLS} == {one: cell(*one) for one in CELLS}


AT = moment(10, 5)
PAPER = c.Paper("12/BC", moment(10, 4))
EDGES = (
    Edge("above-receiver", "receiver", "R"),
    Edge("above-via", "via", "R", addressees=("addressee",)),
)


NEEDED = {
    c.GrantExtension: {"asked": Asked(day(11, 20), AT)},
    c.RefuseExtension: {"asked": Asked(day(11, 20), AT)},
    c.RefuseRelease: {"has_asked_release": True},
    c.Close: {"dating": "continuous", "deadline": None},
}
"""What stands about a task before a decision can be taken about it."""


def standing_in(state, **facts):
    """Return the standing of a task in ``state``; a report stands where there can be one."""
    reports = {
        "in_progress": (version(1, closing=False),),
        "reported": (version(1),),
        "consolidated": (version(1),),
    }.get(state, ())
    edges = EDGES
    if state == "consolidated":
        edges = tuple(evolve(edge, taken=1) for edge in EDGES)
    known = {
        "state": state,
        "dating": "dated",
        "deadline": deadline(day(11, 14)),
        "edges": edges,
        "reports": reports,
        "came_from": "assigned" if state == "suspended" else None,
        "suspended_at": moment(9, 1) if state == "suspended" else None,
        "dated_at": to_instant(ISSUED_AT),
        "obstacles": (Obstacle(1, "holder", moment(9, 1), "asked", moment(9, 1)),),
    }
    return Standing(**(known | facts))


def command_of(kind, role):
    """Return a command of ``kind`` with everything that it needs."""
    by_holder = role in ("holder", "ordered", "requested")
    made = {
        c.Start: c.Start("task"),
        c.Report: c.Report("task", paper=None if by_holder else PAPER),
        c.Return: c.Return("task", "thiếu số liệu", day(10, 20)),
        c.Suspend: c.Suspend("task", "lũ"),
        c.Resume: c.Resume("task"),
        c.AskExtension: c.AskExtension("task", day(11, 20), "lũ"),
        c.GrantExtension: c.GrantExtension("task", day(11, 20)),
        c.RefuseExtension: c.RefuseExtension("task", "không có lý do chính đáng"),
        c.Decline: c.Decline("task", "không thuộc thẩm quyền"),
        c.AskRelease: c.AskRelease("task", "thiếu người"),
        c.Withdraw: c.Withdraw("task", "trùng"),
        c.Reinstate: c.Reinstate("task"),
        c.Remind: c.Remind("task"),
        c.RaiseObstacle: c.RaiseObstacle("task", "thiếu kinh phí"),
        c.AnswerObstacle: c.AnswerObstacle("task", 1, "cấp bổ sung"),
        c.EscalateObstacle: c.EscalateObstacle("task", 1, "ngoài thẩm quyền"),
        c.WithdrawObstacle: c.WithdrawObstacle("task", 1),
        c.RecordProgress: c.RecordProgress("task", 40),
        c.AttachEvidence: c.AttachEvidence("task", "biên bản 12"),
        c.RefuseRelease: c.RefuseRelease("task", "không có đơn vị thay"),
        c.Waive: c.Waive("task", "feeder", "lũ"),
        c.Close: c.Close("task", "hết nhiệm vụ"),
    }
    return made[kind]


# What a unit is besides: the ordered holder is also the holder, everybody is an observer.
ALSO = {"ordered": ("holder",), "requested": ("holder",)}


def expected_kind(role, command, state):
    """Return what decide must answer to an actor of ``role``, from the literal table."""
    found = {wanted(each, command, state) for each in (role, *ALSO.get(role, ()))}
    if "allowed" in found:
        return "allowed"
    return NOT_NOW if "wrong state" in found else NOT_AUTHORISED


def decided(role, command, state):
    """Give ``command`` to a task in ``state`` as a unit that has ``role`` toward it."""
    unit_id = "holder" if role in ("holder", "ordered", "requested") else role
    task = Task(
        assignment(
            authority="request" if role == "requested" else "order",
            is_outside=role == "feeder",
        ),
        standing_in(state, **NEEDED.get(command, {})),
    )
    below = bare_task(Standing(edges=(Edge("task", "holder", "R"),)), id="child", holder="feeder")
    waives = command is c.Waive
    above = {
        edge.above: bare_task(id=edge.above, holder=edge.receiver, kind="report") for edge in EDGES
    }
    found = decide(
        task,
        command_of(command, role),
        Context(clerk(unit_id), AT, above, (below,) if role == "feeder" or waives else ()),
    )
    return found.kind if isinstance(found, Refusal) else "allowed"


@pytest.mark.parametrize("command", COLUMNS, ids=command_name)
@pytest.mark.parametrize("role", WANTED)
def test_r03_every_cell_decides_as_the_matrix_says(role, command):
    """A task is built in each state; a unit of each role gives each command to it."""
    if role == "holder":
        role = "requested" if command is c.AskRelease else "ordered"

    expected = {state: expected_kind(role, command, state) for state in IN_ORDER}

    assert expected == {state: decided(role, command, state) for state in IN_ORDER}


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_r03_partial_and_closing_reports_are_allowed_to_the_same(state):
    """A partial report is an act of reporting like any other."""
    task = Task(assignment(), standing_in(state))

    for unit_id, paper in (("holder", None), ("receiver", PAPER), ("via", PAPER)):
        command = c.Report("task", partial=True, paper=paper)
        assert not isinstance(decide(task, command, Context(clerk(unit_id), AT)), Refusal)


@pytest.mark.parametrize("state", STATES)
def test_r03_a_return_needs_a_report_that_stands(state):
    """In progress with nothing reported, or with a report already returned, there is nothing."""
    empty = evolve(standing_in(state), reports=(), edges=EDGES)
    returned = evolve(standing_in("in_progress"), returned=1)
    command = command_of(c.Return, "receiver")

    for standing in (empty, returned):
        found = decide(Task(assignment(), standing), command, Context(clerk("receiver"), AT))
        assert NOT_NOW == found.kind


def test_r03_nobody_without_authority_changes_anything(flow):
    """Through the engine: a unit with no part in the plan gives every command to every task."""
    before_it = snapshot(flow)
    stranger = clerk("chi-lang")

    for task, kind in itertools.product(flow.find(Query()), COLUMNS):
        command = evolve(command_of(kind, "receiver"), task=task.id)
        with pytest.raises(NotAuthorisedError):
            flow.do(command, by=stranger, at=AT)

    assert before_it == snapshot(flow)


@pytest.mark.parametrize(
    "command",
    [
        RecordEvent("p", "guidance", day(6, 10)),
        NameMembers("p", "1", ("stc",)),
    ],
    ids=["record_event", "name_members"],
)
def test_r03_only_issuer_and_standing_agency_command_the_plan(flow, command):
    """A lead, a superior and a stranger may neither record an event nor name members."""
    before_it = snapshot(flow)

    for unit_id in ("sgd", "ubnd", "chi-lang"):
        with pytest.raises(NotAuthorisedError):
            flow.do(command, by=clerk(unit_id), at=AT)

    assert before_it == snapshot(flow)


def test_r03_only_issuer_and_standing_agency_issue(store):
    """A superior of the issuer is no issuer."""
    flow = flow_on(store)

    with pytest.raises(NotAuthorisedError):
        flow.issue(small_plan(), by=clerk("ubnd"), at=ISSUED_AT)

    assert 14 == flow.issue(small_plan(), by=clerk("stp"), at=ISSUED_AT).tasks


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


# ── R4: consolidating one's own, approving never ─────────────────────────────


def test_r04_a_unit_consolidates_its_own_task(flow):
    """The department leads item 1 and takes its result into its own report."""
    flow.do(
        c.Report(the(flow, "1", "sgd").id, figures={"classes": 3}),
        by=clerk("sgd"),
        at=moment(10, 1),
    )

    flow.do(c.Report(the(flow, "R.1", "sgd").id), by=clerk("sgd"), at=moment(10, 2))

    assert "consolidated" == the(flow, "1", "sgd").state


@pytest.mark.parametrize("partial", [False, True])
def test_r04_a_unit_never_approves_its_own(partial):
    """On an edge that approves, the holder of both ends may not take its own report."""
    own = bare_task(
        Standing(
            state="reported",
            reports=(version(1),),
            edges=(Edge("task", "holder", "R", mode=APPROVE),),
        ),
        id="child",
    )

    found = decide(
        bare_task(), c.Report("task", partial=partial), Context(clerk("holder"), AT, below=(own,))
    )

    assert ("violated", "R4") == (found.kind, found.rule)


def test_r04_the_issuers_own_task_is_gathered_by_the_standing_agency(store):
    """What the board gives itself feeds the report of its standing agency, and nobody approves."""
    flow = issued(
        store,
        plan(
            item("1", "board", schedule=before(11, 1)),
            duties=(duty("R", ("stp",), to=("ubnd",), schedule=by(12, 1), mode=APPROVE),),
        ),
    )

    edges = [(e.receiver, e.mode) for e in the(flow, "1", "board").standing.edges]

    assert [("stp", "consolidate")] == edges


# ── R5: every refusal says rule, reason and who ──────────────────────────────


def refusals(flow):
    """Return one refusal of each kind: role, state, rule."""
    task = the(flow, "1", "sgd").id
    found = []
    for command, unit_id in (
        (c.Withdraw(task, "trùng"), "sgd"),
        (c.Resume(task), "stp"),
        (c.Suspend(task, "  "), "stp"),
    ):
        with pytest.raises(CommandRefusedError) as caught:
            flow.do(command, by=clerk(unit_id), at=AT)
        found.append(caught.value)
    return found


def test_r05_a_refusal_names_rule_reason_and_who_in_both_languages(flow):
    """A holder withdraws; the assigner resumes what is not suspended."""
    role, state, _ = refusals(flow)

    assert [
        "R3: đơn vị sgd không có quyền “thu hồi” ở đây. Được phép: cơ quan giao nhiệm vụ.",
        'R3: unit sgd may not "withdraw" here. Who may: assigner.',
        (
            "R3: không thể “tiếp tục” khi nhiệm vụ ở trạng thái “đã giao”."
            " Được phép: cơ quan giao nhiệm vụ."
        ),
        'R3: "resume" is not possible while the task is "assigned". Who may: assigner.',
    ] == [each.text(language) for each in (role, state) for language in ("vi", "en")]


def test_r05_each_kind_of_refusal_has_its_error(flow):
    """Role, state and rule are told apart by class."""
    assert [NotAuthorisedError, NotAllowedNowError, RuleViolatedError] == [
        type(each) for each in refusals(flow)
    ]


def test_r05_a_refusal_by_a_rule_says_who_may_too(flow):
    """A suspension without a reason is refused, and says who may suspend."""
    *_, rule = refusals(flow)

    assert ("assigner",) == rule.who


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (c.Report("", figures={"unknown": 1}), "R19"),
        (c.Report("", figures={"classes": -1}), "R19"),
        (c.Report("", figures={"classes": True}), "R19"),
        (c.Report("", paper=PAPER), "R27"),
        (c.Report("", waive={"nobody": "lũ"}), "R18"),
        (c.Report("", waive={"van-lang": " "}), "R18"),
        (c.Report("", pins={"p/1/van-lang/once": 1}), "R17"),
    ],
)
def test_r05_every_broken_rule_is_named_in_words(flow, command, rule):
    """Each wrong report is refused by the rule that it breaks, in words of both languages."""
    with pytest.raises(RuleViolatedError) as caught:
        flow.do(evolve(command, task=the(flow, "1", "sgd").id), by=clerk("sgd"), at=AT)

    assert rule == caught.value.rule
    assert caught.value.text("vi") != caught.value.text("en")


# ── R6: asked is not ordered ─────────────────────────────────────────────────


def test_r06_authority_follows_the_units_standing(flow):
    """The Fatherland Front is asked; a department and a district are ordered."""
    found = {t.holder: t.assignment.authority for t in flow.find(Query(source=("1", "2")))}

    assert {
        "mttq": "request",
        "sgd": "order",
        "trang-dinh": "order",
        "van-lang": "order",
    } == found


def test_r06_the_plan_decides_and_the_difference_is_shown(store):
    """A plan that orders the Fatherland Front is warned about, and obeyed."""
    the_plan = plan(item("1", "mttq", schedule=before(11, 1), authority="order"))
    flow = flow_on(store)

    issued_plan = flow.issue(the_plan, by=CHAIR, at=ISSUED_AT)

    assert "order" == the(flow, "1", "mttq").assignment.authority
    assert ["warning.authority"] == [each.key for each in issued_plan.warnings]


def test_r06_the_issuers_requested_body_is_never_late():
    """A requested body that reports a month late has answered, and is in no count of lateness."""
    late = Standing(
        state="reported",
        dating="dated",
        deadline=deadline(day(10, 15)),
        reports=(version(1, sent_at=moment(11, 15)),),
        done_at=moment(11, 15),
    )
    silent = evolve(late, state="assigned", reports=(), done_at=None)
    tasks = [bare_task(each, authority="request") for each in (late, silent)]

    assert ["answered", "asked"] == [timeliness(task, moment(12, 1)) for task in tasks]
    assert TwoByTwo(0, 0, 0, 0) == two_by_two(tasks, moment(12, 1))


def test_r06_a_requested_body_declines_and_an_ordered_one_asks(flow):
    """The Front may say no; a department may only ask to be released."""
    front, department = the(flow, "2", "mttq").id, the(flow, "1", "sgd").id

    declined = flow.do(c.Decline(front, "không đủ người"), by=clerk("mttq"), at=AT)
    asked = flow.do(c.AskRelease(department, "không đủ người"), by=clerk("sgd"), at=AT)
    with pytest.raises(NotAuthorisedError):
        flow.do(c.Decline(department, "không muốn"), by=clerk("sgd"), at=AT)

    assert ("withdrawn", True) == (declined.task.state, declined.task.standing.has_declined)
    assert ("assigned", True) == (asked.task.state, asked.task.standing.has_asked_release)


def test_r06_a_requested_body_is_reminded_politely(flow):
    """After its date the Front is kindly asked again, once; it is not escalated."""
    told = [each for each in flow.tick(moment(12, 31)) if each.task == the(flow, "2", "mttq").id]

    assert ["opens", "due_soon", "due_today", "asked_again"] == [each.rung for each in told]


def test_r06_what_a_requested_body_passes_to_its_branches_is_a_request():
    """A branch of the Front below a district is asked as well."""
    directory = Directory(
        [*province(), unit("mttq-td", "district", "mass-organisation", parent="mttq")]
    )
    the_plan = plan(item("1", Where(role="mass-organisation"), spread="per-unit"))

    with closing_store("memory") as store:
        flow = issued(store, the_plan, directory=directory)
        found = {t.holder: t.assignment.authority for t in flow.find(Query())}

    assert {"mttq": "request", "mttq-td": "request"} == found


# ── R7: the same command twice is one event ──────────────────────────────────


def test_r07_the_same_command_under_its_key_is_one_event(flow):
    """A clerk's browser sends the report twice: the second answer tells the first outcome."""
    task = the(flow, "1", "van-lang").id
    command = c.Report(task, figures={"classes": 2}, narrative="đã mở lớp", signed_by="Bà B")

    first = flow.do(command, by=clerk("van-lang"), at=moment(10, 1), key="k1")
    head = snapshot(flow)
    second = flow.do(command, by=clerk("van-lang"), at=moment(10, 3), key="k1")

    assert (False, True) == (first.is_repeated, second.is_repeated)
    assert (first.task, first.events) == (second.task, second.events)
    assert head == snapshot(flow)


def test_r07_a_repeated_key_answers_even_when_the_state_forbids_the_command_now(flow):
    """The report was consolidated meanwhile; its repetition is still no error."""
    task = the(flow, "1", "van-lang").id
    command = c.Report(task)
    first = flow.do(command, by=clerk("van-lang"), at=moment(10, 1), key="k1")
    flow.do(c.Report(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(10, 2))

    again = flow.do(command, by=clerk("van-lang"), at=moment(10, 3), key="k1")

    assert (True, first.events) == (again.is_repeated, again.events)


@pytest.mark.parametrize(
    "other",
    [
        {"figures": {"classes": 3}},
        {"partial": True},
        {"narrative": "khác"},
        {"narrative": ""},
        {"signed_by": "Ký"},
    ],
)
def test_r07_another_command_under_the_same_key_is_refused(flow, other):
    """The key names one command; a second one under it is an error and changes nothing."""
    task = the(flow, "1", "van-lang").id
    first = c.Report(task, figures={"classes": 2}, narrative="đã mở lớp")
    flow.do(first, by=clerk("van-lang"), at=AT, key="k1")
    before_it = snapshot(flow)

    with pytest.raises(DuplicateError) as caught:
        flow.do(evolve(first, **other), by=clerk("van-lang"), at=AT, key="k1")

    assert (task, "k1") == (caught.value.stream, caught.value.key)
    assert before_it == snapshot(flow)


def test_r07_a_key_belongs_to_one_task(flow):
    """The same request id may be used for two tasks of a form."""
    outcomes = [
        flow.do(c.Start(the(flow, "1", unit_id).id), by=clerk(unit_id), at=AT, key="k1")
        for unit_id in ("trang-dinh", "van-lang")
    ]

    assert [False, False] == [each.is_repeated for each in outcomes]


def test_r07_a_refused_command_leaves_its_key_free(flow):
    """A report refused for a wrong figure is mended and sent under the same key."""
    task = the(flow, "1", "van-lang").id
    with pytest.raises(RuleViolatedError):
        flow.do(c.Report(task, figures={"x": 1}), by=clerk("van-lang"), at=AT, key="k1")

    outcome = flow.do(c.Report(task), by=clerk("van-lang"), at=AT, key="k1")

    assert not outcome.is_repeated


def test_r07_issuing_twice_under_a_key_issues_once(store):
    """The second answer names the same plan, the same tasks, the same horizon."""
    flow = flow_on(store)
    first = flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k")
    head = snapshot(flow)

    second = flow.issue(small_plan(), by=CHAIR, at=moment(3, 1), key="k")

    assert (first.id, first.tasks, first.until, True) == (
        second.id,
        second.tasks,
        second.until,
        second.is_repeated,
    )
    assert head == snapshot(flow)


def test_r07_another_plan_under_the_issuing_key_is_refused(store):
    """A changed plan under the same id and key is not taken for the first."""
    flow = flow_on(store)
    flow.issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k")

    with pytest.raises(DuplicateError):
        flow.issue(small_plan(budget="khác"), by=CHAIR, at=ISSUED_AT, key="k")


def test_r07_an_event_recorded_twice_under_its_key_is_one(flow):
    """Commands on a plan are keyed as commands on tasks are."""
    command = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30))
    flow.do(command, by=clerk("stp"), at=moment(6, 10), key="e1")

    again = flow.do(command, by=clerk("stp"), at=moment(6, 11), key="e1")

    assert (True, 1) == (again.is_repeated, len(again.plan.happenings))


def both(first, second):
    """Run two functions at the same time and return what each gave or raised."""
    gate, found = threading.Barrier(2), {}

    def run(n, act):
        gate.wait()
        try:
            found[n] = act()
        except Exception as error:  # noqa: BLE001 - handed to the test
            found[n] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found[0], found[1]


def test_r07_one_key_from_two_clerks_at_once_is_one_event(tmp_path):
    """Two processes send the same request at the same moment: one event, two equal answers."""
    with_tasks = SqliteStore(tmp_path / "p.db", synchronous="off")
    other = SqliteStore(tmp_path / "p.db", synchronous="off")
    flows = issued(with_tasks), flow_on(other)
    task = the(flows[0], "1", "van-lang").id
    command = c.Report(task, figures={"classes": 2})

    found = both(
        *(
            lambda flow=flow: flow.do(command, by=clerk("van-lang"), at=AT, key="k1")
            for flow in flows
        )
    )
    entries = flows[0].history(task)
    with_tasks.close()
    other.close()

    assert ["Assigned", "Reported"] == [each.kind for each in entries]
    assert [False, True] == sorted(each.is_repeated for each in found)


def test_r07_a_plan_issued_by_two_clerks_at_once_under_one_key_is_issued_once(tmp_path):
    """Whoever comes second is told the plan that the first has issued."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    flows = [flow_on(store) for store in stores]

    first_load, raced = stores[0].load, []

    def load(ids, key=None):
        found = first_load(ids, key)
        if not raced:
            raced.append(flows[1].issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k"))
        return found

    stores[0].load = load
    try:
        late = flows[0].issue(small_plan(), by=CHAIR, at=ISSUED_AT, key="k")
    finally:
        for store in stores:
            store.close()

    assert ([False], True) == ([each.is_repeated for each in raced], late.is_repeated)
