"""Obstacles: raised, put to one unit after the other, answered; open ones in the report above."""

import pytest
from attrs import evolve

from builders import (
    STORES,
    bare_task,
    before,
    clerk,
    closing_store,
    day,
    duty,
    issued,
    item,
    moment,
    plan,
    small_plan,
    snapshot,
    the,
)
from planflow import (
    AnswerObstacle,
    Correct,
    Decline,
    DuplicateError,
    EscalateObstacle,
    MemoryStore,
    NotAllowedNowError,
    NotAuthorisedError,
    NotFoundError,
    RaiseObstacle,
    Reinstate,
    Report,
    Resume,
    Return,
    RuleViolatedError,
    Start,
    Suspend,
    Withdraw,
    WithdrawObstacle,
)
from planflow.document import report_html, report_text
from planflow.domain.organisation import Named
from planflow.domain.report import Obstacle, OpenObstacle
from planflow.domain.task import Edge, Standing, decide_obstacle
from planflow.domain.task.obstacle import route

LEAD, PARTNER = "p/1/sgd/once", "p/1/trang-dinh/once"
OWN = "p/R.1/trang-dinh/once"
AT = moment(3, 1)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


def do(flow, command, unit_id, at=AT, **more):
    """Give a command for a unit."""
    return flow.do(command, by=clerk(unit_id), at=at, **more)


def raised(flow, task=PARTNER, unit_id="trang-dinh", words="thiếu kinh phí", at=AT, **more):
    """Raise an obstacle."""
    return do(flow, RaiseObstacle(task, words), unit_id, at, **more)


def escalated(flow, *units, task=PARTNER, number=1, at=AT):
    """Let one unit after the other put an obstacle to the next."""
    for unit_id in units:
        do(flow, EscalateObstacle(task, number, "ngoài thẩm quyền"), unit_id, at)


def first(flow, task=PARTNER):
    """Return the first obstacle of a task."""
    return flow.task(task).standing.obstacles[0]


def refused(flow, command, unit_id, error=RuleViolatedError):
    """Return what a refusal says: rule, reason and who may; nothing has changed."""
    before_it = snapshot(flow)
    with pytest.raises(error) as caught:
        do(flow, command, unit_id)
    assert type(caught.value) is error
    assert before_it == snapshot(flow)
    for language in ("vi", "en"):
        assert caught.value.text(language)
    return caught.value.rule, caught.value.reason.key, caught.value.who


# ── to whom it goes ──────────────────────────────────────────────────────────

ASKED_FIRST = {
    ("1", "trang-dinh"): "sgd",  # the lead, before the department that gathers the reports
    ("1", "sgd"): "stp",  # its own report is above: it goes on to where that is sent
    ("2", "mttq"): "stp",
    ("3", "stc"): "stp",  # nobody takes it: the standing agency
    ("R.1", "van-lang"): "stp",  # via
    ("R.2", "stp"): "ubnd",  # the ministry is outside and cannot be asked
}


@pytest.mark.parametrize(("source", "holder"), ASKED_FIRST)
def test_r03_an_obstacle_lies_first_with_the_holder_of_the_task_above(flow, source, holder):
    """Or with the standing agency, where nothing is above; never with the holder itself."""
    task = the(flow, source, holder).id

    outcome = raised(flow, task, holder)

    asked = ASKED_FIRST[source, holder]
    assert (Obstacle(1, holder, AT, asked, AT),) == outcome.task.standing.obstacles
    assert outcome.task.standing.obstacles == outcome.task.standing.open_obstacles()


def test_r03_it_is_escalated_along_the_edges_to_the_addressee_who_decides(flow):
    """From the partner to the lead, to the agency by way of which the lead reports, to ubnd."""
    raised(flow)
    escalated(flow, "sgd", at=moment(3, 4))
    escalated(flow, "stp", at=moment(3, 9))

    expected = Obstacle(1, "trang-dinh", AT, "ubnd", moment(3, 9), path=("sgd", "stp"))
    assert expected == first(flow)


def test_r03_without_an_addressee_it_goes_to_the_standing_agency_and_the_issuer(flow):
    """Nobody takes item 3."""
    task = the(flow, "3", "stc").id
    raised(flow, task, "stc")
    escalated(flow, "stp", task=task)

    assert ("board", ("stp",)) == (first(flow, task).lies_with, first(flow, task).path)


def test_r03_a_lead_whom_nobody_takes_puts_its_partners_obstacle_to_the_agency(store):
    """A plan without duties: partner, lead, standing agency, issuer."""
    flow = issued(store, plan(item("1", "sgd", "trang-dinh", schedule=before(11, 1))))
    raised(flow)
    escalated(flow, "sgd", "stp")

    assert ("board", ("sgd", "stp")) == (first(flow).lies_with, first(flow).path)


def test_r03_the_issuers_own_obstacle_is_put_to_its_agency(store):
    """The board leads an item itself, and has no office of its own."""
    flow = issued(store, plan(item("1", "board", schedule=before(11, 1))))

    outcome = raised(flow, "p/1/board/once", "board")

    assert "stp" == outcome.task.standing.obstacles[0].lies_with


def three_levels():
    """Return a plan in which communes report to a district, that by way of stp to ubnd."""
    return plan(
        item("1", "chi-lang", schedule=before(5, 1)),
        duties=(
            duty("R.0", ("chi-lang", "de-tham"), to=("trang-dinh",), schedule=before(6, 1)),
            duty("R.1", ("trang-dinh",), to=("ubnd",), via="stp", schedule=before(7, 1)),
            duty("R.2", ("stp",), to=("ubnd",), schedule=before(8, 1)),
        ),
    )


def test_r03_it_passes_every_level_of_a_long_chain(store):
    """A commune's work: district, agency, province; the commune's own report asks nobody."""
    flow = issued(store, three_levels())
    raised(flow, "p/1/chi-lang/once", "chi-lang")
    seen = [first(flow, "p/1/chi-lang/once").lies_with]
    for unit_id in ("trang-dinh", "stp"):
        escalated(flow, unit_id, task="p/1/chi-lang/once")
        seen.append(first(flow, "p/1/chi-lang/once").lies_with)

    assert ["trang-dinh", "stp", "ubnd"] == seen


def above(*tasks):
    """Return tasks by id."""
    return {task.id: task for task in tasks}


def held(name, holder, *edges, **facts):
    """Return a task of ``holder`` with edges."""
    return bare_task(Standing(edges=edges), id=name, holder=holder, kind="report", **facts)


BOTH = ("ministry", "province")


@pytest.mark.parametrize(
    ("addressees", "expected"),
    [
        (BOTH, ("agency", "province")),
        (("province", "office"), ("agency", "province")),
        (("ministry",), ("agency", "province", "issuer")),
        ((), ("agency", "province", "issuer")),
    ],
)
def test_r03_units_outside_are_never_asked(addressees, expected):
    """The ministry cannot answer here: another addressee decides, or the way goes on."""
    task = held("t", "district", Edge("a", "agency", "R", addressees))
    agency = held("a", "agency", Edge("m", "ministry", "S"), Edge("p", "province", "S"))
    ministry = evolve(held("m", "ministry", is_outside=True))
    province = bare_task(id="p", holder="province", kind="receive")

    assert expected == tuple(route(task, above(agency, ministry, province)))


def test_r03_a_withdrawn_task_above_asks_nobody():
    """It goes another way, or to the assigners."""
    gone = evolve(held("a", "agency"), standing=Standing(state="withdrawn"))
    task = held("t", "district", Edge("a", "agency", "R"))

    assert ("assigner", "issuer") == tuple(route(task, above(gone)))


def test_r03_a_chain_that_runs_in_a_circle_ends():
    """Every task above is passed once."""
    one = held("a", "north", Edge("b", "south", "R"))
    other = held("b", "south", Edge("a", "north", "R"))
    task = held("t", "district", Edge("a", "north", "R"))

    assert ("north", "south", "assigner", "issuer") == tuple(route(task, above(one, other)))


@pytest.mark.parametrize(
    ("route_now", "expected"),
    [
        (("north", "south", "top"), "top"),
        (("new", "south", "top"), "top"),  # who came in below is not asked: it only goes up
        (("south", "north", "holder", "top"), "top"),  # nobody is asked twice, nor the holder
        (("new", "top"), "new"),  # the unit that was asked is gone from the way: it begins anew
    ],
)
def test_r03_where_the_way_has_changed_nobody_is_asked_twice(route_now, expected):
    """The way is that of the moment: tasks above may have come and gone since it was raised."""
    obstacle = Obstacle(1, "holder", AT, "south", AT, path=("north",))
    command = EscalateObstacle("task", 1, "khó")

    event = decide_obstacle(command, (obstacle,), unit="south", route=route_now, assigners=())

    assert expected == event.lies_with


def test_r02_whatever_the_route_follows_from_is_guarded():
    """Every task above is a guard of the commit: had one moved, it would have been refused."""

    class Watched(MemoryStore):
        def commit(self, batch):
            self.last = batch
            return super().commit(batch)

    store = Watched()
    flow = issued(store)
    raised(flow)

    tasks_above = {LEAD, OWN, "p/R.1/sgd/once", "p/R.2/stp/once", "p/R.2/ubnd/once"}
    assert {*tasks_above, "p/R.2/btp/once"} == {guard.id for guard in store.last.guards}


# ── who answers ──────────────────────────────────────────────────────────────


def test_r03_whoever_it_lies_with_answers_it(flow):
    """Then it is open no more, and its path stays."""
    raised(flow)
    escalated(flow, "sgd")
    outcome = do(flow, AnswerObstacle(PARTNER, 1, "cấp bổ sung"), "stp", moment(3, 9))

    expected = Obstacle(
        1, "trang-dinh", AT, "stp", AT, ("sgd",), state="answered", closed_at=moment(3, 9)
    )
    assert (expected,) == outcome.task.standing.obstacles
    assert () == outcome.task.standing.open_obstacles()


def test_r03_the_assigner_fetches_what_a_silent_unit_leaves_lying(flow):
    """The board puts to the standing agency what the lead does not answer; it answers nothing."""
    raised(flow)
    answer = AnswerObstacle(PARTNER, 1, "được")
    found = refused(flow, answer, "board", NotAuthorisedError)
    escalated(flow, "board")

    assert ("R3", "refusal.role", ("asked",)) == found
    assert "stp" == first(flow).lies_with


def test_r03_whoever_escalated_it_has_no_say_any_more(flow):
    """The lead passed it on."""
    raised(flow)
    escalated(flow, "sgd")

    for command in (AnswerObstacle(PARTNER, 1, "được"), EscalateObstacle(PARTNER, 1, "khó")):
        refused(flow, command, "sgd", NotAuthorisedError)


def test_r03_a_unit_that_is_asked_about_another_obstacle_has_no_say_in_this_one(flow):
    """The first lies with the agency, the second with the lead."""
    raised(flow)
    raised(flow, words="thiếu người")
    escalated(flow, "sgd")

    answer = refused(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd", NotAuthorisedError)
    escalate = refused(flow, EscalateObstacle(PARTNER, 1, "khó"), "sgd", NotAuthorisedError)

    assert ("R3", "refusal.obstacle_elsewhere", ("asked",)) == answer
    assert ("R3", "refusal.obstacle_elsewhere", ("asked", "assigner")) == escalate


@pytest.mark.parametrize("unit_id", ["sgd", "stp", "ubnd", "board", "van-lang"])
def test_r03_only_the_holder_raises_and_withdraws(flow, unit_id):
    """Not the lead, the agency, the superior, the issuer, nor another partner."""
    raised(flow)

    for command in (RaiseObstacle(PARTNER, "vướng"), WithdrawObstacle(PARTNER, 1)):
        rule, key, who = refused(flow, command, unit_id, NotAuthorisedError)
        assert ("R3", "refusal.role", ("holder",)) == (rule, key, who)


def test_r03_the_holder_withdraws_what_has_settled_itself(flow):
    """Wherever it lies by then."""
    raised(flow)
    escalated(flow, "sgd")
    do(flow, WithdrawObstacle(PARTNER, 1, "đã có kinh phí"), "trang-dinh", moment(3, 5))

    found = first(flow)
    assert ("withdrawn", moment(3, 5), "stp") == (found.state, found.closed_at, found.lies_with)


# ── every refusal ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["", " \n\t"])
def test_r05_an_obstacle_needs_words(flow, words):
    found = refused(flow, RaiseObstacle(PARTNER, words), "trang-dinh")

    assert ("R5", "refusal.obstacle_words", ("holder",)) == found


def test_r05_an_answer_needs_words(flow):
    raised(flow)

    found = refused(flow, AnswerObstacle(PARTNER, 1, " "), "sgd")

    assert ("R5", "refusal.obstacle_answer", ("asked",)) == found


def test_r05_escalating_needs_a_reason(flow):
    raised(flow)

    found = refused(flow, EscalateObstacle(PARTNER, 1, " "), "sgd")

    assert ("R5", "refusal.reason", ("asked", "assigner")) == found


@pytest.mark.parametrize("number", [0, 2, -1])
@pytest.mark.parametrize(
    ("kind", "words", "unit_id"),
    [
        (AnswerObstacle, ("được",), "sgd"),
        (EscalateObstacle, ("khó",), "sgd"),
        (WithdrawObstacle, (), "trang-dinh"),
    ],
)
def test_r05_an_obstacle_that_is_not_there_is_refused_with_those_that_are(
    flow, kind, words, unit_id, number
):
    raised(flow)

    _, key, _ = refused(flow, kind(PARTNER, number, *words), unit_id)

    assert "refusal.obstacle_unknown" == key


def test_r05_where_nothing_was_raised_the_refusal_says_so(flow):
    with pytest.raises(RuleViolatedError, match="known numbers: –"):
        do(flow, WithdrawObstacle(PARTNER, 1), "trang-dinh")


CLOSING = {
    "answered": (AnswerObstacle(PARTNER, 1, "được"), "sgd"),
    "withdrawn": (WithdrawObstacle(PARTNER, 1), "trang-dinh"),
}


@pytest.mark.parametrize("state", CLOSING)
@pytest.mark.parametrize(
    ("command", "unit_id"),
    [
        (AnswerObstacle(PARTNER, 1, "khác"), "sgd"),
        (EscalateObstacle(PARTNER, 1, "khó"), "sgd"),
        (EscalateObstacle(PARTNER, 1, "khó"), "stp"),
        (WithdrawObstacle(PARTNER, 1), "trang-dinh"),
    ],
)
def test_r05_what_is_closed_stays_closed(flow, state, command, unit_id):
    """Answered or withdrawn once is for good; what still stands in the way is raised anew."""
    raised(flow)
    do(flow, *CLOSING[state])

    rule, key, _ = refused(flow, command, unit_id)

    assert ("R5", "refusal.obstacle_closed") == (rule, key)
    assert 2 == raised(flow).task.standing.open_obstacles()[0].number


def test_r05_at_the_top_it_can_only_be_answered(flow):
    """The addressee decides: neither it nor the assigner puts it to anybody else."""
    raised(flow)
    escalated(flow, "sgd", "stp")

    for unit_id in ("ubnd", "board"):
        found = refused(flow, EscalateObstacle(PARTNER, 1, "khó"), unit_id)
        assert ("R5", "refusal.obstacle_top", ("asked",)) == found


def test_r05_an_issuer_without_an_agency_has_nobody_to_ask(store):
    """It leads its own item, and decides itself."""
    alone = plan(item("1", "board", schedule=before(11, 1)), standing_agency=None)
    flow = issued(store, alone)

    found = refused(flow, RaiseObstacle("p/1/board/once", "vướng"), "board")

    assert ("R5", "refusal.obstacle_nobody", ("holder",)) == found


def test_r05_a_task_that_does_not_exist_has_no_obstacles(flow):
    for task in ("p/1/nobody/once", "q"):
        with pytest.raises(NotFoundError):
            raised(flow, task)
    with pytest.raises(NotFoundError):
        flow.obstacles("q")


# ── states ───────────────────────────────────────────────────────────────────


def test_r03_obstacles_are_raised_while_suspended_and_after_reporting(flow):
    """A suspension is often for what stands in the way; a report sent may have to be defended."""
    found = []
    for command, unit_id in (
        (Suspend(OWN, "lũ"), "stp"),
        (Resume(OWN), "stp"),
        (Report(OWN), "trang-dinh"),
        (Report("p/R.2/stp/once"), "stp"),
    ):
        do(flow, command, unit_id)
        outcome = raised(flow, OWN)
        do(flow, AnswerObstacle(OWN, len(found) + 1, "được"), "stp")
        found.append(outcome.task.state)

    assert ["suspended", "assigned", "reported", "consolidated"] == found
    assert () == flow.obstacles("p")


def test_r16_a_withdrawn_task_has_nothing_left_to_be_hindered(flow):
    """Its open obstacles go with it, and nothing is done about them any more."""
    raised(flow)
    raised(flow, words="thiếu người")
    do(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd")
    gone = do(flow, Withdraw(PARTNER, "trùng"), "stp", moment(3, 5)).task.standing

    assert [("answered", AT), ("withdrawn", moment(3, 5))] == [
        (each.state, each.closed_at) for each in gone.obstacles
    ]
    for command, unit_id in (
        (RaiseObstacle(PARTNER, "vướng"), "trang-dinh"),
        (AnswerObstacle(PARTNER, 2, "được"), "sgd"),
        (EscalateObstacle(PARTNER, 2, "khó"), "sgd"),
        (WithdrawObstacle(PARTNER, 2), "trang-dinh"),
    ):
        assert "refusal.state" == refused(flow, command, unit_id, NotAllowedNowError)[1]


def test_r16_a_reinstated_task_begins_without_open_obstacles_and_counts_on(flow):
    raised(flow)
    do(flow, Withdraw(PARTNER, "trùng"), "stp")
    do(flow, Reinstate(PARTNER), "stp")

    outcome = raised(flow)

    assert [2] == [each.number for each in outcome.task.standing.open_obstacles()]


def test_r06_a_requested_body_that_declines_leaves_no_obstacle_open(flow):
    task = the(flow, "2", "mttq").id
    raised(flow, task, "mttq")

    declined = do(flow, Decline(task, "không thuộc thẩm quyền"), "mttq")

    assert () == declined.task.standing.open_obstacles() == flow.obstacles("p")


def test_r13_a_return_leaves_obstacles_as_they_are(flow):
    """They are listed again by the next version, as long as they are open."""
    raised(flow)
    do(flow, Report(PARTNER), "trang-dinh")
    returned = do(flow, Return(PARTNER, "thiếu", day(3, 20)), "sgd")
    again = do(flow, Report(PARTNER), "trang-dinh")
    do(flow, Return(PARTNER, "vẫn thiếu", day(3, 20)), "sgd")
    do(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd")
    last = do(flow, Report(PARTNER), "trang-dinh")

    mine = (OpenObstacle(PARTNER, "trang-dinh", 1),)
    assert mine[0].number == returned.task.standing.open_obstacles()[0].number
    assert [mine, mine] == [each.obstacles for each in again.task.standing.reports]
    assert () == last.task.standing.reports[-1].obstacles


# ── the report above ─────────────────────────────────────────────────────────


def listed(outcome):
    """Return what the newest report of a task lists."""
    return [
        (each.task, each.holder, each.number)
        for each in outcome.task.standing.reports[-1].obstacles
    ]


def test_r18_a_report_lists_what_is_open_of_its_own_and_below(flow):
    """Of a partner that has not reported, too: that may be why; answered ones are left out."""
    raised(flow)
    raised(flow, words="thiếu người")
    do(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd")
    raised(flow, LEAD, "sgd")

    outcome = do(flow, Report(LEAD), "sgd", moment(3, 9))

    assert [(LEAD, "sgd", 1), (PARTNER, "trang-dinh", 2)] == listed(outcome)


def test_r18_obstacles_rise_with_the_reports_three_levels_high(store):
    """A commune's obstacle stands in its own report, the district's, the agency's; once in each."""
    flow = issued(store, three_levels())
    work = "p/1/chi-lang/once"
    raised(flow, work, "chi-lang")
    raised(flow, "p/R.0/chi-lang/once", "chi-lang")
    found = [
        listed(do(flow, Report(f"p/{source}/{unit_id}/once"), unit_id))
        for source, unit_id in (
            ("R.0", "chi-lang"),
            ("R.1", "trang-dinh"),
            ("R.2", "stp"),
            ("R.2", "ubnd"),
        )
    ]

    own, beside = ("p/R.0/chi-lang/once", "chi-lang", 1), (work, "chi-lang", 1)
    assert [[own, beside]] * 4 == found


def test_r18_what_was_answered_between_two_reports_is_not_listed_above(flow):
    """The partner's report lists it; the lead's, after the answer, does not."""
    raised(flow)
    partners = do(flow, Report(PARTNER), "trang-dinh")
    do(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd")

    assert [(PARTNER, "trang-dinh", 1)] == listed(partners)
    assert [] == listed(do(flow, Report(LEAD), "sgd"))


def test_r17_a_report_keeps_what_it_listed(flow):
    """What is answered later changes nothing in it."""
    raised(flow)
    do(flow, Report(LEAD), "sgd")
    do(flow, AnswerObstacle(PARTNER, 1, "được"), "sgd")

    report = flow.task(LEAD).standing.reports[-1]
    assert (OpenObstacle(PARTNER, "trang-dinh", 1),) == report.obstacles


def test_r17_a_correction_lists_what_is_open_by_then(flow):
    do(flow, Report(LEAD), "sgd")
    raised(flow)

    outcome = do(flow, Correct(LEAD, reason="bổ sung"), "sgd")

    assert [(PARTNER, "trang-dinh", 1)] == listed(outcome)


def test_r17_the_draft_shows_what_the_report_would_list(flow):
    raised(flow)

    draft = flow.consolidate(LEAD, at=AT)
    outcome = do(flow, draft.report(), "sgd")

    assert (OpenObstacle(PARTNER, "trang-dinh", 1),) == draft.obstacles
    assert draft.obstacles == outcome.task.standing.reports[-1].obstacles


# ── the whole plan ───────────────────────────────────────────────────────────


def at_plan(flow):
    """Return the obstacles of the plan itself."""
    return flow.plan("p").obstacles


def test_r03_a_unit_with_a_task_raises_at_the_plan_and_the_agency_is_asked(flow):
    """Then the issuer, who decides."""
    outcome = raised(flow, "p", "bac-son")
    do(flow, EscalateObstacle("p", 1, "ngoài thẩm quyền"), "stp", moment(3, 3))
    do(flow, AnswerObstacle("p", 1, "bổ sung kinh phí"), "board", moment(3, 9))

    assert (None, (Obstacle(1, "bac-son", AT, "stp", AT),)) == (
        outcome.task,
        outcome.plan.open_obstacles(),
    )
    expected = Obstacle(1, "bac-son", AT, "board", moment(3, 3), ("stp",), "answered", moment(3, 9))
    assert (expected,) == at_plan(flow)


def test_r03_the_agencys_own_lies_with_the_issuer_and_the_issuers_with_the_agency(flow):
    raised(flow, "p", "stp")
    raised(flow, "p", "board")

    assert ["board", "stp"] == [each.lies_with for each in at_plan(flow)]
    for number, unit_id in ((1, "board"), (2, "stp")):
        found = refused(flow, EscalateObstacle("p", number, "khó"), unit_id)
        assert ("R5", "refusal.obstacle_top", ("asked",)) == found


def test_r03_the_issuer_takes_what_the_agency_leaves_lying(flow):
    raised(flow, "p", "bac-son")
    do(flow, EscalateObstacle("p", 1, "quá lâu"), "board")

    assert "board" == at_plan(flow)[0].lies_with


PLAN_REFUSALS = [
    (RaiseObstacle("p", "vướng"), "tan-lang", NotAuthorisedError, "role", ("holder", "assigner")),
    (
        RaiseObstacle("p", " "),
        "bac-son",
        RuleViolatedError,
        "obstacle_words",
        ("holder", "assigner"),
    ),
    (AnswerObstacle("p", 1, "được"), "sgd", NotAuthorisedError, "obstacle_elsewhere", ("asked",)),
    (AnswerObstacle("p", 1, "được"), "board", NotAuthorisedError, "obstacle_elsewhere", ("asked",)),
    (AnswerObstacle("p", 1, ""), "stp", RuleViolatedError, "obstacle_answer", ("asked",)),
    (
        EscalateObstacle("p", 1, "khó"),
        "bac-son",
        NotAuthorisedError,
        "obstacle_elsewhere",
        ("asked", "assigner"),
    ),
    (EscalateObstacle("p", 1, ""), "stp", RuleViolatedError, "reason", ("asked", "assigner")),
    (WithdrawObstacle("p", 1), "stp", NotAuthorisedError, "obstacle_raised_by", ("raiser",)),
    (WithdrawObstacle("p", 2), "bac-son", RuleViolatedError, "obstacle_unknown", ("raiser",)),
]


@pytest.mark.parametrize(("command", "unit_id", "error", "key", "who"), PLAN_REFUSALS)
def test_r05_every_refusal_at_the_plan_says_why_and_who_may(
    flow, command, unit_id, error, key, who
):
    raised(flow, "p", "bac-son")
    before_it = flow.plan("p")

    _, found, may = refused(flow, command, unit_id, error)

    assert (f"refusal.{key}", who, before_it) == (found, may, flow.plan("p"))


def test_r05_a_lone_issuer_raises_nothing_at_its_own_plan(store):
    flow = issued(store, plan(item("1", "sgd", schedule=before(11, 1)), standing_agency=None))

    assert "refusal.obstacle_nobody" == refused(flow, RaiseObstacle("p", "vướng"), "board")[1]


def test_r03_whoever_raised_it_at_the_plan_withdraws_it(flow):
    raised(flow, "p", "bac-son")
    do(flow, WithdrawObstacle("p", 1), "bac-son", moment(3, 5))
    closed = refused(flow, WithdrawObstacle("p", 1), "bac-son")

    assert ("withdrawn", moment(3, 5)) == (at_plan(flow)[0].state, at_plan(flow)[0].closed_at)
    assert "refusal.obstacle_closed" == closed[1]


def test_r02_commands_on_a_task_find_no_task_in_a_plan(flow):
    """A plan is no task: nothing is started, reported or withdrawn there."""
    for command in (Start("p"), Report("p"), Withdraw("p", "trùng")):
        with pytest.raises(NotFoundError):
            do(flow, command, "board")


def test_r12_an_obstacle_at_the_plan_leaves_its_horizon_alone(store):
    """The plan is unfolded further when it would have been anyway, swept for it or not."""
    flow = issued(store, small_plan(years=(2021, None)))
    raised(flow, "p", "bac-son")
    found = []
    for at in (moment(12, 31, 23, 59, 59), moment(1, 1, 0, year=2022)):
        flow.tick(at)
        found.append(flow.plan("p").until)

    assert [day(12, 31), day(12, 31, 2022)] == found


# ── keys, journal, erasure ───────────────────────────────────────────────────


@pytest.mark.parametrize("task", [PARTNER, "p"])
def test_r07_an_obstacle_raised_twice_under_its_key_is_one(flow, task):
    once = raised(flow, task, key="k")
    twice = raised(flow, task, at=moment(3, 2), key="k")

    assert (False, True) == (once.is_repeated, twice.is_repeated)
    assert (once.task, once.plan, once.events) == (twice.task, twice.plan, twice.events)
    with pytest.raises(DuplicateError):
        raised(flow, task, words="khác", key="k")
    assert 1 == len(flow.obstacles("p"))


def everything(flow):
    """Raise, escalate, answer and withdraw at tasks and at the plan."""
    raised(flow)
    raised(flow, words="thiếu người", at=moment(3, 2))
    escalated(flow, "sgd", number=2, at=moment(3, 3))
    do(flow, AnswerObstacle(PARTNER, 1, "cấp bổ sung"), "sgd", moment(3, 4))
    raised(flow, "p", "bac-son", "chưa có hướng dẫn", moment(3, 5))
    raised(flow, "p/4/bac-son/once", "bac-son", "trùng lịch", moment(3, 6))
    do(flow, WithdrawObstacle("p/4/bac-son/once", 1, "đã xong"), "bac-son", moment(3, 7))
    do(flow, Report(LEAD), "sgd", moment(3, 8))


def test_r25_folding_gives_the_obstacles_of_tasks_and_plan(flow):
    everything(flow)

    assert () == flow.verify().flaws


def test_r25_the_history_tells_what_was_said(flow):
    """Of the task and of the plan, with the words."""
    everything(flow)

    kinds = {
        stream: [each.kind for each in flow.history(stream) if each.kind.startswith("Obstacle")]
        for stream in (PARTNER, "p")
    }
    assert ["ObstacleRaised", "ObstacleRaised", "ObstacleEscalated", "ObstacleAnswered"] == kinds[
        PARTNER
    ]
    assert ["ObstacleRaised"] == kinds["p"]
    said = flow.history(PARTNER)
    assert ("thiếu kinh phí", "ngoài thẩm quyền", "cấp bổ sung") == (
        said[1].event.words,
        said[3].event.reason,
        said[4].event.answer,
    )


def test_r25_no_words_stand_in_records_or_journal(flow):
    """They lie beside it, as everything a person says."""
    everything(flow)
    records = "".join(row.body for row in flow._setup.store.due("9999"))

    for words in ("thiếu kinh phí", "ngoài thẩm quyền", "cấp bổ sung", "chưa có hướng dẫn"):
        assert words not in "".join(flow.lines()) + records


def told(flow, **more):
    """Return what the flow tells about the obstacles of the plan."""
    return [
        (each.task, each.number, each.lies_with, each.state, each.words, each.answer)
        for each in flow.obstacles("p", **more)
    ]


ITEM_4 = "p/4/bac-son/once"


def test_a_host_asks_for_the_open_obstacles_the_longest_waiting_first(flow):
    everything(flow)

    assert [
        (PARTNER, 2, "stp", "open", "thiếu người", None),
        ("p", 1, "stp", "open", "chưa có hướng dẫn", None),
    ] == told(flow)


def test_a_host_asks_for_every_obstacle(flow):
    everything(flow)

    assert [
        (PARTNER, 1, "sgd", "answered", "thiếu kinh phí", "cấp bổ sung"),
        (PARTNER, 2, "stp", "open", "thiếu người", None),
        ("p", 1, "stp", "open", "chưa có hướng dẫn", None),
        (ITEM_4, 1, "stp", "withdrawn", "trùng lịch", None),
    ] == told(flow, open_only=False)


def test_r27_the_view_tells_them_as_they_were_known(flow):
    """On 2 March nothing had been escalated or answered yet."""
    everything(flow)

    then = flow.view("p", at=moment(3, 2, 23)).obstacles
    now = flow.view("p", at=moment(3, 9)).obstacles

    assert [("sgd", True)] * 2 == [(each.lies_with, each.is_open) for each in then]
    assert flow.obstacles("p", open_only=False) == now


def test_r25_what_a_person_said_can_be_erased(flow):
    """The obstacle stays, its words are gone, the proof holds; others' words stay."""
    everything(flow)
    flow.erase("person-of-trang-dinh")

    assert [
        (PARTNER, 1, "sgd", "answered", None, "cấp bổ sung"),
        (PARTNER, 2, "stp", "open", None, None),
        ("p", 1, "stp", "open", "chưa có hướng dẫn", None),
        (ITEM_4, 1, "stp", "withdrawn", "trùng lịch", None),
    ] == told(flow, open_only=False)
    assert flow.verify().is_sound


def two_plans(store):
    """Issue a plan, and the district's own that carries out its item 4."""
    flow = issued(
        store,
        plan(
            item("4", Named(("trang-dinh",)), spread="cascade", schedule=before(12, 1)),
            duties=(duty("R", ("trang-dinh",), to=("ubnd",), via="stp", schedule=before(12, 10)),),
        ),
    )
    own = plan(
        duties=(duty("C", ("chi-lang",), to=("trang-dinh",), schedule=before(11, 1)),),
        plan_id="td",
        issuer="trang-dinh",
        standing_agency=None,
        parent="p",
        carries_out="4",
    )
    flow.issue(own, by=clerk("trang-dinh"), at=moment(2, 1))
    return flow


def test_r03_an_obstacle_goes_up_through_both_plans(store):
    """From the commune to the district that made a plan of its own, and on to who gave it that."""
    flow, task = two_plans(store), "td/C/chi-lang/once"
    raised(flow, task, "chi-lang")
    escalated(flow, "trang-dinh", "stp", task=task)

    found = first(flow, task)
    assert ("ubnd", ("trang-dinh", "stp")) == (found.lies_with, found.path)


def test_a_host_asks_for_those_of_the_plans_below_by_the_item_that_they_carry_out(store):
    """The upper plan tells the lower one's; the lower one tells its own by its own codes."""
    flow, task = two_plans(store), "td/C/chi-lang/once"
    raised(flow, task, "chi-lang")
    raised(flow, "td", "chi-lang", at=moment(3, 2))
    raised(flow, "p", "trang-dinh", at=moment(3, 3))

    upper, lower = (
        [(each.task, each.source) for each in flow.obstacles(one)] for one in ("p", "td")
    )
    assert [(task, "4"), ("td", "4"), ("p", None)] == upper
    assert [(task, "C"), ("td", None)] == lower
    assert flow.obstacles("p") == flow.view("p", at=moment(3, 9)).obstacles
    assert "- Mục 4, chi-lang: thiếu kinh phí" in written(flow)[0]


# ── in writing ───────────────────────────────────────────────────────────────


def written(flow, at=None):
    """Return the part of the written report that tells of difficulties, and that of proposals."""
    text = report_text(flow.view("p", at=at or moment(3, 9)))
    outlook = text.split("### 1. Khó khăn, vướng mắc")[1]
    difficulties, rest = outlook.split("### 2. Nhiệm vụ kỳ tới")
    return difficulties, rest.split("### 3. Đề xuất, kiến nghị")[1].split("Trên đây")[0]


def test_the_written_report_tells_the_open_obstacles_and_who_is_asked(flow):
    """Those of the whole plan first; the agency that writes asks itself nothing."""
    raised(flow)
    escalated(flow, "sgd", at=moment(3, 3))
    raised(flow, "p", "bac-son", "chậm", moment(3, 5))
    raised(flow, "p/R.2/stp/once", "stp", "thiếu\nngười.", moment(3, 8))

    difficulties, proposals = written(flow)

    assert [
        "- Toàn kế hoạch, bac-son: chậm (báo cáo stp từ ngày 05/03/2021, chưa có trả lời).",
        "- Mục 1, trang-dinh: thiếu kinh phí (báo cáo stp từ ngày 03/03/2021, chưa có trả lời).",
        "- Mục R.2, stp: thiếu người (báo cáo ubnd từ ngày 08/03/2021, chưa có trả lời).",
    ] == [line for line in difficulties.splitlines() if "báo cáo" in line]
    assert "Không có đơn vị nào" not in difficulties
    expected = "- Đề nghị ubnd xem xét, giải quyết 01 khó khăn, vướng mắc đã nêu ở mục V.1."
    assert expected == proposals.strip()


def test_the_written_report_says_where_words_were_erased(flow):
    raised(flow)
    flow.erase("person-of-trang-dinh")

    assert "- Mục 1, trang-dinh: nội dung đã được xóa (báo cáo sgd từ" in written(flow)[0]


def test_the_written_report_says_that_nobody_reported_difficulties(flow):
    raised(flow)
    do(flow, WithdrawObstacle(PARTNER, 1), "trang-dinh")

    assert "Không có đơn vị nào báo cáo khó khăn, vướng mắc." in written(flow)[0]


def test_the_written_report_points_to_the_units_own_words_too(flow):
    raised(flow)
    do(flow, Report(OWN, narrative="đã làm xong"), "trang-dinh", moment(3, 2))

    difficulties, _ = written(flow)

    assert "Lời báo cáo của từng đơn vị ở Phụ lục III." in difficulties
    assert "không báo cáo khó khăn" not in difficulties


def test_the_page_tells_them_and_escapes_what_was_said(flow):
    raised(flow, words="<b>thiếu</b> & chậm")

    page = report_html(flow.view("p", at=moment(3, 9)))

    assert "&lt;b&gt;thiếu&lt;/b&gt; &amp; chậm (báo cáo sgd" in page
