"""What has its own time: periods, late comers, products, partners, selectors as of a day."""

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    DISTRICTS,
    ISSUED_AT,
    STORES,
    after,
    bare_task,
    before,
    by,
    clerk,
    closing_store,
    day,
    deadline,
    duty,
    flow_on,
    indicator,
    issued,
    item,
    moment,
    plan,
    province,
    small_plan,
    the,
    title,
    unit,
    version,
)
from planflow.document import report_text
from planflow.domain.change import NameMembers, RecordEvent
from planflow.domain.deadline import Recurring
from planflow.domain.organisation import AnyOf, Directory, Except, Named, Open, Tag, Where
from planflow.domain.plan import Partner, PlanEvent, Product
from planflow.domain.task import (
    OwnDay,
    Standing,
    overdue_products,
    product_timeliness,
    timeliness,
)
from planflow.domain.task import command as c
from planflow.store import Query

STP, SGD, BOARD = clerk("stp"), clerk("sgd"), CHAIR
AT = moment(10, 5)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


@pytest.fixture
def lead(flow):
    """The lead's task of item 1, which two districts feed."""
    return the(flow, "1", "sgd").id


def reported(flow, source, unit, at=AT, **more):
    """Let a unit report on its task."""
    return flow.do(c.Report(the(flow, source, unit).id, **more), by=clerk(unit), at=at).task


def warned(outcome):
    """Return the keys of an outcome's warnings."""
    return [each.key for each in outcome.warnings]


def with_open_set(words="các sở liên quan"):
    """Return a plan whose lead works with a set that nobody has named."""
    lead = item("1", "sgd", schedule=before(11, 1), counts=("classes",))
    return plan(evolve(lead, partners=(Partner(selector=Open(words)),)))


# ── what recurs belongs to its own period ────────────────────────────────────


def yearly(*, every="year"):
    """Return a plan of two years: yearly work with figures, reported on each year."""
    return plan(
        item("1", "sgd", schedule=Recurring(every=every), counts=("classes",)),
        item("2", "sgd", schedule=by(6, 30), counts=("talks",)),
        duties=(
            duty(
                "R",
                ("sgd",),
                to=("ubnd",),
                schedule=Recurring(every="year", due_month=12, due_day=20),
            ),
        ),
        years=(2021, 2022),
    )


def shown_in(flow, source, occurrence):
    """Return the periods whose reports show a task."""
    task = flow.find(Query(source=source, occurrence=occurrence)).one()
    return [edge.above.rpartition("/")[2] for edge in task.standing.edges]


def test_r22_yearly_work_closed_after_its_report_is_not_told_of_the_next_year(store):
    """Closed on 30 December, after the report of 2021 went up: the flow of 2022 is that of 2022."""
    flow = issued(store, yearly())
    flow.do(c.Report(the(flow, "R", "sgd", occurrence="2021").id), by=SGD, at=moment(12, 20))
    for year, amount in ((2021, 5), (2022, 7)):
        task = the(flow, "1", "sgd", occurrence=str(year)).id
        at = moment(12, 30) if year == 2021 else moment(12, 1, year=2022)
        flow.do(c.Report(task, figures={"classes": amount}), by=SGD, at=at)

    top = the(flow, "R", "sgd", occurrence="2022").id
    done = flow.do(c.Report(top), by=SGD, at=moment(12, 19, year=2022)).task

    assert {"classes": 7} == done.standing.reports[-1].total.actual
    above = the(flow, "R", "sgd", occurrence="2021").id
    draft = flow.consolidate(above, at=moment(12, 31))
    corrected = flow.do(c.Correct(above, reason="bổ sung"), by=SGD, at=moment(1, 5, year=2023))
    assert [the(flow, "1", "sgd", occurrence="2021").id] == list(draft.stale)
    assert {"classes": 5} == corrected.task.standing.reports[-1].total.actual


def test_r22_what_recurs_is_shown_in_its_period_and_a_single_deed_until_it_is_closed(store):
    flow = issued(store, yearly())

    assert (["2021"], ["2022"], ["2021", "2022"]) == (
        shown_in(flow, "1", "2021"),
        shown_in(flow, "1", "2022"),
        shown_in(flow, "2", "once"),
    )


def test_r22_quarterly_work_is_shown_in_the_year_that_it_lies_in(store):
    flow = issued(store, yearly(every="quarter"))

    assert {"2021": 4, "2022": 4} == {
        year: sum(shown_in(flow, "1", f"{year}-Q{n}") == [year] for n in range(1, 5))
        for year in ("2021", "2022")
    }


def test_r22_yearly_work_is_shown_in_each_quarter_of_its_year(store):
    """It gives a partial report a quarter; the next year's quarters show the next year's work."""
    work = item("1", "sgd", schedule=Recurring(every="year"), counts=("classes",))
    told = Recurring(every="quarter", due_month=4, due_day=10)
    reports = duty("R", ("sgd",), to=("ubnd",), schedule=told)
    flow = issued(store, plan(work, duties=(reports,), years=(2021, 2022)))

    assert [f"2021-Q{n}" for n in range(1, 5)] == shown_in(flow, "1", "2021")
    assert [f"2022-Q{n}" for n in range(1, 5)] == shown_in(flow, "1", "2022")


def test_r22_what_was_closed_before_a_later_period_came_stays_closed(store):
    """Nobody reported on it in 2021; the report that a later horizon brings leaves it alone."""
    told = Recurring(every="year", from_year=2022, due_month=12, due_day=20)
    the_plan = plan(
        item("1", "sgd", schedule=by(6, 30)),
        duties=(duty("R", ("sgd",), to=("ubnd",), schedule=told),),
        years=(2021, None),
    )
    flow = issued(store, the_plan)
    task = reported(flow, "1", "sgd").id
    flow.extend("p", day(12, 31, 2022), at=moment(12, 1))

    assert ("consolidated", ()) == (flow.task(task).state, flow.task(task).standing.edges)
    assert 1 == len(flow.find(Query(source="R", kind="report")).all())


def test_r22_work_that_opens_after_its_periods_cut_off_is_shown_in_the_next(store):
    """Data are cut off on 31/12 of the year, the work opens before: nothing is lost anywhere."""
    from planflow.domain.deadline import ByRegime
    from planflow.domain.workday import Mark, Regime, RegimePeriod

    early = RegimePeriod(
        kind="year",
        starts=Mark(-1, 1),
        ends=Mark(-1, 30),
        cut_off=Mark(-1, 30),
        send_by=Mark(0, 10),
    )
    work = Recurring(every="year", open_month=12, open_day=5, due_month=12, due_day=25)
    the_plan = plan(
        item("1", "sgd", schedule=work),
        duties=(duty("R", ("sgd",), to=("ubnd",), schedule=ByRegime(regime="own", period="year")),),
        regimes=(Regime(id="own", title="chế độ của tỉnh", periods=(early,)),),
        years=(2021, 2022),
    )
    flow = issued(store, the_plan)

    assert ["2022"] == shown_in(flow, "1", "2021")


# ── what comes too late for a report ─────────────────────────────────────────


def test_r18_members_named_after_the_lead_was_consolidated_are_told_and_known(store):
    """They owe their part and make the lead stale; nothing says any more that nobody was named."""
    flow = issued(store, with_open_set())
    task = reported(flow, "1", "sgd", figures={"classes": 1})
    outcome = flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=AT)
    part = reported(flow, "1", "stc", moment(10, 9), figures={"classes": 2})

    draft = flow.consolidate(task.id, at=moment(10, 10))

    assert (["warning.after_report"], "consolidated") == (warned(outcome), task.state)
    assert ((), (part.id,)) == (flow.task(task.id).standing.open_sets, draft.stale)
    assert ({"classes": 1}, {"classes": 3}) == tuple(
        dict(flow.totals("p", live=is_live).figures.actual) for is_live in (False, True)
    )
    flow.do(c.Correct(task.id, reason="bổ sung"), by=SGD, at=moment(10, 11))
    assert {"classes": 3} == dict(flow.totals("p").figures.actual)
    assert flow.verify().is_sound


def test_r18_members_named_in_time_are_no_matter_of_warning(store):
    flow = issued(store, with_open_set())

    assert [] == warned(flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=AT))


def test_r18_reporters_that_the_plan_leaves_open_are_named_like_partners(store):
    """A duty of "the departments concerned" owes nothing until they are named; then it does."""
    flow = issued(
        store,
        plan(
            item("1", "sgd", schedule=by(10, 1)),
            duties=(duty("R", Open("các sở liên quan"), to=("ubnd",), schedule=by(11, 1)),),
        ),
    )
    none = flow.find(Query(source="R", kind="report")).all()
    outcome = flow.do(NameMembers("p", "R", ("sgd", "stc")), by=STP, at=AT)

    assert ((), ["sgd", "stc"]) == (
        none,
        [task.holder for task in flow.find(Query(source="R", kind="report"))],
    )
    assert [] == warned(outcome)


GUIDANCE = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",))


@pytest.mark.parametrize("has_duty", [True, False])
def test_r11_an_event_after_the_closing_report_passes_it_on_and_says_so(store, has_duty):
    """Reported in May, the guidance of June names the province: it gets the report as it is."""
    covering = (duty("R", ("stc",), to=("stp",), schedule=by(12, 1)),) if has_duty else ()
    the_plan = plan(
        item("3", "stc", schedule=after("guidance"), counts=("classes",)),
        duties=covering,
        events=(PlanEvent(id="guidance", title=title("hướng dẫn")),),
    )
    flow = issued(store, the_plan)
    task = reported(flow, "3", "stc", moment(5, 1), figures={"classes": 2})
    outcome = flow.do(GUIDANCE, by=STP, at=moment(6, 10))
    waiting = flow.task(task.id).state
    reported(flow, "3", "ubnd", moment(6, 12))

    assert ["warning.before_event"] == warned(outcome)
    assert "ubnd" in outcome.warnings[0].text("vi")
    assert ("reported", None) == (waiting, flow.task(task.id).due_on)
    assert ("reported" if has_duty else "consolidated") == flow.task(task.id).state
    assert {"classes": 2} == the(flow, "3", "ubnd").standing.reports[-1].total.actual
    assert flow.verify().is_sound


def test_r11_an_event_that_names_nobody_says_that_the_report_was_before_it(store):
    flow = issued(store)
    reported(flow, "3", "stc", moment(5, 1))
    event = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30))

    assert ["warning.before_event"] == warned(flow.do(event, by=STP, at=moment(6, 10)))


def test_r11_an_event_in_time_is_no_matter_of_warning(flow):
    assert [] == warned(flow.do(GUIDANCE, by=STP, at=moment(6, 10)))


# ── products with a time of their own ────────────────────────────────────────


def with_own_day(schedule, *, kind="number", **more):
    """Return a plan whose item counts classes by December, and talks by a day of their own."""
    products = (
        Product(indicator=indicator("classes")),
        Product(indicator=indicator("talks"), schedule=schedule, kind=kind),
    )
    return plan(evolve(item("1", "sgd", "stc", schedule=by(12, 1)), products=products), **more)


def own_of(flow, unit="sgd"):
    """Return a task and the own day of its product."""
    task = the(flow, "1", unit)
    return task, task.assignment.own_days[0]


@pytest.mark.parametrize(
    ("schedule", "key"),
    [(by(6, 30), "warning.own_day_earlier"), (by(12, 20), "warning.own_day_later")],
)
def test_r14_a_product_with_a_time_of_its_own_is_told_at_issue(store, schedule, key):
    """Earlier it needs a partial report, later the closing report may lack it."""
    shown = flow_on(store).preview(with_own_day(schedule), at=ISSUED_AT).warnings

    (warning,) = (each for each in shown if "own_day" in each.key)
    facts = dict(warning.facts)
    assert (key, "talks", schedule.on, day(12, 1)) == (
        warning.key,
        facts["product"],
        facts["due"],
        facts["item"],
    )
    assert all(warning.text(language) for language in ("vi", "en"))


def test_r14_the_items_own_day_is_no_own_day(store):
    """Stated twice, it is one."""
    flow = issued(store, with_own_day(by(12, 1)))

    assert () == the(flow, "1", "sgd").assignment.own_days


def test_r15_a_product_whose_time_has_no_date_is_told(store):
    """It waits for an event; nothing is late by it."""
    the_plan = with_own_day(after("guidance"), events=small_plan().events)
    shown = flow_on(store).preview(the_plan, at=ISSUED_AT).warnings

    assert ["1 · talks"] == [dict(w.facts)["place"] for w in shown if w.key == "warning.undated"]


def test_r15_a_product_that_waits_for_its_items_event_is_told_once(store):
    """The guidance will date both."""
    the_plan = with_own_day(after("guidance"), events=small_plan().events)
    the_plan = evolve(the_plan, items=(evolve(the_plan.items[0], schedule=after("guidance")),))
    shown = flow_on(store).preview(the_plan, at=ISSUED_AT).warnings

    assert {"1"} == {dict(w.facts)["place"] for w in shown if w.key == "warning.undated"}


def test_r08_a_product_is_overdue_after_its_own_day_while_its_task_is_in_time(store):
    """Until the last instant of 30 June it is in time."""
    flow = issued(store, with_own_day(by(6, 30)))
    task, own = own_of(flow)
    now = [moment(6, 30, 23, 59), moment(7, 1, 0)]

    assert [("in_time", "in_time"), ("in_time", "overdue")] == [
        (timeliness(task, at), product_timeliness(task, own, at)) for at in now
    ]
    assert [] == list(overdue_products([task], now[0]))
    assert [(task, own)] == list(overdue_products([task], now[1]))


def test_r13_the_first_report_with_the_figure_gives_the_product(store):
    """Partial on 20 June with talks, closing in November: in time. The lead answers for it."""
    flow = issued(store, with_own_day(by(6, 30)))
    reported(flow, "1", "sgd", moment(6, 20), figures={"talks": 2}, partial=True)
    reported(flow, "1", "sgd", moment(11, 20), figures={"talks": 5})
    task, own = own_of(flow)

    assert "done_in_time" == product_timeliness(task, own, moment(12, 2))
    assert () == the(flow, "1", "stc").assignment.own_days


def test_r16_a_figure_that_does_not_stand_gives_no_product(store):
    """Given late, then returned: overdue until it is resent; withdrawn, in no count."""
    flow = issued(store, with_own_day(by(6, 30), duties=small_plan().duties[:1]))
    task = reported(flow, "1", "sgd", moment(7, 20), figures={"talks": 2}).id
    own = own_of(flow)[1]
    given = product_timeliness(flow.task(task), own, moment(8, 1))
    flow.do(c.Return(task, "thiếu", day(8, 9)), by=SGD, at=moment(8, 1))
    back = product_timeliness(flow.task(task), own, moment(8, 2))
    flow.do(c.Withdraw(task, "trùng"), by=STP, at=moment(8, 3))

    assert ("done_late", "overdue", "withdrawn") == (
        given,
        back,
        product_timeliness(flow.task(task), own, moment(8, 4)),
    )


def test_r06_a_requested_bodys_product_is_never_late():
    """Asked until it has answered."""
    own = OwnDay("classes", deadline(day(6, 30)))
    silent = bare_task(authority="request", own_days=(own,))
    report = version(1, sent_at=moment(7, 9), actual={"classes": 1})
    told = bare_task(Standing(state="reported", reports=(report,)), authority="request")

    assert ["asked", "answered"] == [
        product_timeliness(task, own, moment(8, 1)) for task in (silent, told)
    ]


def test_r12_an_outcome_is_given_by_the_closing_report(store):
    """The receiver judges it; no figure tells that it is there."""
    flow = issued(store, with_own_day(by(6, 30), kind="outcome"))
    reported(flow, "1", "sgd", moment(6, 1), partial=True)
    early = product_timeliness(*own_of(flow), moment(7, 1))
    reported(flow, "1", "sgd", moment(7, 2))

    assert ("overdue", "done_late") == (early, product_timeliness(*own_of(flow), moment(8, 1)))


def test_r22_a_recurring_product_is_due_in_its_own_period(store):
    """Yearly work with talks by 30 June of each year."""
    products = (
        Product(
            indicator=indicator("talks"),
            schedule=Recurring(every="year", due_month=6, due_day=30),
        ),
    )
    yearly_work = evolve(item("1", "sgd", schedule=Recurring(every="year")), products=products)
    flow = issued(store, plan(yearly_work, years=(2021, 2022)))

    assert [day(6, 30), day(6, 30, 2022)] == [
        task.assignment.own_days[0].deadline.due_on for task in flow.find(Query(source="1"))
    ]


def test_r22_a_single_day_of_a_product_is_that_of_the_period_it_lies_in(store):
    """Yearly work, talks by 30 June 2021: the work of 2022 has no such day."""
    products = (Product(indicator=indicator("talks"), schedule=by(6, 30)),)
    work = evolve(item("1", "sgd", schedule=Recurring(every="year")), products=products)
    flow = issued(store, plan(work, years=(2021, 2022)))

    assert [1, 0] == [len(task.assignment.own_days) for task in flow.find(Query(source="1"))]


def test_r15_a_product_may_have_a_date_where_its_item_has_none(store):
    """The item has no time; its talks are due on 30 June."""
    products = (Product(indicator=indicator("talks"), schedule=by(6, 30)),)
    undated = plan(evolve(item("1", "sgd"), products=products))
    shown = flow_on(store).preview(undated, at=ISSUED_AT).warnings
    flow = issued(store, undated)

    (warning,) = (each for each in shown if each.key == "warning.own_day")
    assert "30/06/2021" in warning.text("vi")
    assert ("undated", "overdue") == (
        timeliness(the(flow, "1", "sgd"), moment(7, 2)),
        product_timeliness(*own_of(flow), moment(7, 2)),
    )


def test_r14_products_of_many_units_are_told_by_their_number(store):
    """Three departments lead, one has told: two are past the product's own day."""
    products = (Product(indicator=indicator("talks"), schedule=by(6, 30)),)
    lead = Where(role="department")
    each = evolve(item("1", lead, schedule=by(12, 1), spread="per-unit"), products=products)
    flow = issued(store, plan(each))
    early = report_text(flow.view("p", at=moment(6, 1)))
    reported(flow, "1", "sgd", moment(6, 20), figures={"talks": 2}, partial=True)
    late = report_text(flow.view("p", at=moment(7, 2)))

    assert ("hạn riêng 30/06/2021" in early, "đơn vị quá hạn" in early) == (True, False)
    assert "hạn riêng 30/06/2021, 02 đơn vị quá hạn" in late


def test_r14_an_overdue_product_is_told_in_the_report(store):
    """Its day and how it stands in the items' section, and among the difficulties by name."""
    flow = issued(store, with_own_day(by(6, 30)))

    text = report_text(flow.view("p", at=moment(7, 2)))

    assert "hạn riêng 30/06/2021, quá hạn" in text
    assert "Mục 1: kết quả “talks” đã quá hạn riêng, chưa có số liệu: sgd." in text


# ── one task a unit, over a selector as of a day ─────────────────────────────

KEY_AREA = Tag(name="key-area", valid_to=day(12, 31))


def dated_province():
    """Return the province in which key areas and units change at the end of 2021.

    Chi Lăng (of Tràng Định) is a key area in 2021 alone, Tân Lang (of Văn Lãng) from 2022; Bắc Sơn
    ends with 2021, and a central agency comes in 2022.
    """
    changed = {
        "chi-lang": {"tags": (KEY_AREA,)},
        "tan-lang": {"tags": (Tag(name="key-area", valid_from=day(1, 1, 2022)),)},
        "bac-son": {"valid_to": day(12, 31)},
    }
    units = [evolve(each, **changed.get(each.id, {})) for each in province()]
    customs = unit("customs", "province", "central-agency", valid_from=day(1, 1, 2022))
    return Directory([*units, customs])


DEPARTMENTS_AND_CENTRAL = AnyOf((Where(role="department"), Where(role="central-agency")))
IN_KEY_AREAS = Where(level="commune", tag="key-area", within="ubnd")
WITH_KEY_AREAS = Where(level="district", having=Where(level="commune", tag="key-area"))


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (Where(level="district"), [{*DISTRICTS}, {"trang-dinh", "van-lang"}]),
        (IN_KEY_AREAS, [{"chi-lang"}, {"tan-lang"}]),
        (WITH_KEY_AREAS, [{"trang-dinh"}, {"van-lang"}]),
        (
            DEPARTMENTS_AND_CENTRAL,
            [{"stp", "sgd", "stc"}, {"stp", "sgd", "stc", "customs"}],
        ),
        (
            Except(Where(level="district"), Named(("van-lang",))),
            [{"trang-dinh", "bac-son"}, {"trang-dinh"}],
        ),
    ],
)
def test_r01_each_unit_that_a_selector_gives_on_the_opening_day_holds_a_task(store, lead, expected):
    """Every district, the communes of the key areas, those with such, departments and agencies."""
    work = item("1", lead, schedule=Recurring(every="year"), spread="per-unit")
    flow = issued(store, plan(work, years=(2021, 2022)), directory=dated_province())

    found = [
        {task.holder for task in flow.find(Query(source="1", occurrence=str(year)))}
        for year in (2021, 2022)
    ]

    assert expected == found
    assert {()} == {task.standing.edges for task in flow.find(Query(source="1"))}


# ── leads, partners, selectors ───────────────────────────────────────────────


def test_r01_co_leads_feed_the_first_with_what_they_did(store):
    """Two leads and a partner: the first gathers both, each figure once; the second may report."""
    shared = item("1", Named(("sgd", "stc")), "van-lang", schedule=by(11, 1), counts=("classes",))
    flow = issued(store, plan(shared))
    for one, amount in (("stc", 2), ("van-lang", 3)):
        reported(flow, "1", one, figures={"classes": amount})

    done = reported(flow, "1", "sgd", figures={"classes": 1})

    assert {"classes": 6} == done.standing.reports[-1].total.actual
    assert {"classes": 6} == dict(flow.totals("p").figures.actual)
    assert "consolidated" == the(flow, "1", "stc").state


def test_r14_a_partner_with_a_date_of_its_own_is_judged_by_that(store):
    """The partner is due in October, its lead in November: the one is late, the other is not."""
    lead = item("1", "sgd", schedule=by(11, 1))
    own = Partner(selector=Named(("stc",)), schedule=by(10, 1))
    flow = issued(store, plan(evolve(lead, partners=(own, Partner(selector=Named(("mttq",)))))))
    now = moment(10, 10)

    assert {
        "sgd": (day(11, 1), "in_time"),
        "stc": (day(10, 1), "overdue"),
        "mttq": (day(11, 1), "asked"),
    } == {t.holder: (t.due_on, timeliness(t, now)) for t in flow.find(Query(source="1"))}


def test_r18_an_open_set_does_not_count_before_it_is_named(store):
    """Nobody owes anything, and the lead's report says that nobody was named."""
    flow = issued(store, with_open_set())
    owed = flow.find(Query(part="partner")).all()
    absent = flow.consolidate(the(flow, "1", "sgd").id, at=AT).absent
    flow.do(NameMembers("p", "1", ("stc", "mttq")), by=STP, at=AT)

    assert ((), [("các sở liên quan", "unnamed")]) == (
        owed,
        [(one.holder, one.reason) for one in absent],
    )
    assert ["mttq", "stc"] == sorted(t.holder for t in flow.find(Query(part="partner")))


def test_r01_a_lead_that_the_plan_leaves_open_holds_nothing_until_it_is_named(store):
    flow = issued(store, plan(item("1", Open("cơ quan liên quan"), schedule=by(11, 1))))
    nobody = flow.find(Query()).all()
    flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=AT)

    assert ((), ["stc"]) == (nobody, [task.holder for task in flow.find(Query())])
