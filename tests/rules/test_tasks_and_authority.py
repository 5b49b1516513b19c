"""Rules R1 to R7: one holder, whole or nothing, who may do what, refusals, requests, keys."""

import threading

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    ISSUED_AT,
    STORES,
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
from planflow.domain.change import RecordEvent
from planflow.domain.organisation import Directory, Named, Where
from planflow.domain.overview import TwoByTwo, two_by_two
from planflow.domain.plan import APPROVE
from planflow.domain.task import (
    Context,
    Edge,
    Standing,
    decide,
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


AT = moment(10, 5)
PAPER = c.Paper("12/BC", moment(10, 4))


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
