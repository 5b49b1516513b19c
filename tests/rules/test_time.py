"""Rules R8 to R12, R14 (the warning), R15: when a task is in time, and what has no date."""

import datetime as dt

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import Date

from builders import (
    CHAIR,
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
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow.document import vietnam
from planflow.domain.change import NameMembers, RecordEvent
from planflow.domain.deadline import (
    ByRegime,
    Continuous,
    Fixed,
    Policy,
    Recurring,
    Relative,
    Setting,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
    occurrences,
)
from planflow.domain.organisation import Open
from planflow.domain.plan import Partner, PlanEvent
from planflow.domain.task import Standing, timeliness
from planflow.domain.task import command as c
from planflow.domain.workday import Mark, Regime, RegimePeriod
from planflow.instant import to_instant
from planflow.store import Query

MICRO = dt.timedelta(microseconds=1)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


def setting(*, policy=None, years=(2021, 2021), issued_on=None, until=None, regimes=None):
    """Return what a plan of 2021 brings to the reading of its schedules."""
    return Setting(
        issued_on=issued_on or day(1, 11),
        years=years,
        until=until or Date(2021, 12, 31),
        policy=policy or Policy(),
        workdays=vietnam(),
        regimes=regimes or {},
    )


def only(schedule, **facts):
    """Return the only occurrence of a schedule."""
    (found,) = occurrences(schedule, setting(**facts))
    return found


def due(schedule, **facts):
    """Return the last acceptable day of a schedule."""
    return only(schedule, **facts).deadline.due_on


def open_task(the_deadline, **facts):
    """Return a task that was not begun, with this deadline."""
    return bare_task(Standing(dating="dated", deadline=the_deadline), **facts)


def sent(the_deadline, at):
    """Return a task whose closing report was sent ``at``."""
    return bare_task(Standing("reported", "dated", the_deadline, done_at=to_instant(at)))


# ── R8: the day belongs to the task until its last instant ───────────────────


def test_r08_the_last_microsecond_of_the_due_day_is_in_time():
    """Due on Sunday the 14th: 23:59:59.999999 in Lạng Sơn is in time, midnight is not."""
    midnight = moment(11, 15, 0)
    task = open_task(deadline(day(11, 14)))

    assert ["due_soon", "overdue"] == [timeliness(task, at) for at in (midnight - MICRO, midnight)]


def test_r08_a_report_in_the_last_microsecond_is_done_in_time():
    """What counts is the instant of sending, against the end of the day in the plan's zone."""
    midnight = moment(11, 15, 0)
    times = (midnight - MICRO, midnight)
    found = [timeliness(sent(deadline(day(11, 14)), at), moment(12, 1)) for at in times]

    assert ["done_in_time", "done_late"] == found


@pytest.mark.parametrize("kind", STORES)
def test_r08_the_last_microsecond_is_in_time_through_the_engine(kind):
    """Two districts report at the last instant and at the first one after it."""
    with closing_store(kind) as store:
        flow = issued(store)
        midnight = moment(11, 15, 0)
        for unit_id, at in (("trang-dinh", midnight - MICRO), ("van-lang", midnight)):
            flow.do(c.Report(the(flow, "R.1", unit_id).id), by=clerk(unit_id), at=at)

        found = flow.tally(
            Query(source="R.1", holder=("trang-dinh", "van-lang")),
            by=("holder", "timeliness"),
            at=moment(12, 1),
        )

    assert {("trang-dinh", "done_in_time"): 1, ("van-lang", "done_late"): 1} == found


def test_r08_the_day_ends_in_the_plans_zone_not_in_utc():
    """At 17:00 UTC on the 14th it is the 15th in Lạng Sơn."""
    task = open_task(deadline(day(11, 14)))
    utc = dt.datetime(2021, 11, 14, 17, tzinfo=dt.UTC)

    assert ("due_soon", "overdue") == (
        timeliness(task, to_instant(utc - MICRO)),
        timeliness(task, to_instant(utc)),
    )


def test_r08_another_zone_ends_its_days_elsewhere():
    """A plan kept in Lisbon ends its day seven hours later (in winter)."""
    found = only(by(11, 14), policy=Policy(zone="Europe/Lisbon")).deadline

    assert dt.datetime(2021, 11, 14, 23, 59, 59, 999999, tzinfo=dt.UTC) == found.due_at


def test_r08_a_named_hour_ends_the_day_there():
    """ "By 17:00 on the 14th": 17:00 is in time, a microsecond later is late."""
    task = open_task(only(by(11, 14, hour=17)).deadline)
    five = moment(11, 14, 17)

    assert ["due_soon", "overdue"] == [timeliness(task, at) for at in (five, five + MICRO)]


@pytest.mark.parametrize("kind", STORES)
def test_r08_a_suspension_does_not_take_the_hour_away(kind):
    """Due by 17:00; suspended for two days and prolonged, it is still due by 17:00."""
    with closing_store(kind) as store:
        flow = issued(store, plan(item("1", "sgd", schedule=by(11, 14, hour=17))))
        task = the(flow, "1", "sgd").id
        flow.do(c.Suspend(task, "lũ"), by=clerk("stp"), at=moment(10, 1))
        flow.do(c.Resume(task, prolong=True), by=clerk("stp"), at=moment(10, 3))

        assert moment(11, 16, 17) == flow.task(task).deadline.due_at


@pytest.mark.parametrize("kind", STORES)
@pytest.mark.parametrize(
    "query",
    [
        Query(plan="p"),
        Query(holder="sgd"),
    ],
    ids=["one plan", "one holder"],
)
def test_r08_counting_in_another_zone_agrees_with_the_tasks(kind, query):
    """A plan kept in Lisbon: the tally of the store is the timeliness of the task."""
    with closing_store(kind) as store:
        flow = issued(
            store, plan(item("1", "sgd", schedule=by(11, 14)), policy=Policy(zone="Europe/Lisbon"))
        )
        now = moment(11, 11, 9)  # in Lisbon too, so the 14th is three days away
        found = timeliness(the(flow, "1", "sgd"), now)

        assert {(found,): 1} == flow.tally(query, by=("timeliness",), at=now)


# ── R9: before, by, in ───────────────────────────────────────────────────────


def test_r09_before_the_15th_is_the_14th_even_on_a_sunday():
    """Before 15/11/2021 ends with 14/11/2021, which is a Sunday."""
    found = due(before(11, 15))

    assert (day(11, 14), 6) == (found, found.weekday())


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (before(1, 1, 2022), Date(2021, 12, 31)),
        (before(3, 1), Date(2021, 2, 28)),
        (before(3, 1, 2024), Date(2024, 2, 29)),
        (by(11, 15), Date(2021, 11, 15)),
        (Window(opens_on=day(11, 1), closes_on=day(11, 30)), Date(2021, 11, 30)),
        (Window(opens_on=day(7, 1), closes_on=day(9, 30)), Date(2021, 9, 30)),
        (Continuous(closes_on=day(12, 31)), Date(2021, 12, 31)),
        (before(11, 15), Date(2021, 11, 14)),
    ],
)
def test_r09_before_excludes_by_includes_a_window_ends_with_its_last_day(schedule, expected):
    """The wording decides whether the named day still belongs to the task."""
    assert expected == due(schedule, years=(2021, 2024), until=Date(2024, 12, 31))


def test_r09_a_plan_may_read_before_as_including():
    """Whether "before X" includes X is a policy that the plan can set, and the deadline says so."""
    found = only(before(11, 15), policy=Policy(before="lax")).deadline

    assert (day(11, 15), "lax, civil-code") == (found.due_on, found.policy)


def test_r09_the_deadline_tells_its_words():
    """An official reads why "before the 15th" is the 14th."""
    found = only(before(11, 15)).deadline

    assert ["“trước ngày 15/11/2021”: chậm nhất hết ngày 14/11/2021"] == [
        why.text("vi") for why in found.explanation
    ]


# ── R10: named dates stay, counted terms roll ────────────────────────────────

DAYS = st.dates(dt.date(2021, 1, 12), dt.date(2026, 11, 30))


@given(DAYS, st.booleans())
def test_r10_a_named_date_never_moves(named, is_strict):
    """Whatever day of rest it falls on, a named date stays where the plan put it."""
    found = due(Fixed(on=Date(named.year, named.month, named.day), strict=is_strict))

    assert named - dt.timedelta(days=is_strict) == found


@given(DAYS, st.integers(1, 60), st.sampled_from(["day", "working-day", "month"]))
def test_r10_a_counted_term_ends_on_a_working_day(anchor, count, counted_in):
    """A counted term that ends on a day of rest ends on the next working day."""
    workdays = vietnam()
    anchor = Date(anchor.year, anchor.month, anchor.day)
    schedule = Relative(anchor=anchor, count=count, counted_in=counted_in)
    rolled = due(schedule)
    unrolled = due(schedule, policy=Policy(roll="none"))

    assert workdays.is_working(rolled)
    assert [] == [
        n
        for n in range((rolled - unrolled).days)
        if workdays.is_working(unrolled + dt.timedelta(days=n))
    ]


@pytest.mark.parametrize(
    ("anchor", "count", "counted_in", "expected"),
    [
        (day(11, 1), 13, "day", day(11, 15)),  # the 14th is a Sunday
        (day(11, 1), 12, "day", day(11, 15)),  # the 13th is a Saturday
        (day(11, 1), 11, "day", day(11, 12)),
        (day(4, 20), 10, "day", day(5, 4)),  # 30/4 and 1/5 are holidays, 3/5 compensates
        (day(1, 31), 1, "month", day(3, 1)),  # 28/2 is a Sunday
        (day(1, 29), 1, "month", day(3, 1)),
        (day(11, 12), 1, "working-day", day(11, 15)),
        (day(11, 13), 1, "working-day", day(11, 15)),
    ],
)
def test_r10_counting_starts_the_day_after_the_anchor(anchor, count, counted_in, expected):
    """The day of the event itself is not counted; the month's overflow is its last day."""
    assert expected == due(Relative(anchor=anchor, count=count, counted_in=counted_in))


def test_r10_a_named_date_on_a_holiday_stays():
    """2 September is National Day; "by 2 September" is 2 September."""
    assert not vietnam().is_working(day(9, 2))
    assert day(9, 2) == due(by(9, 2))


def test_r10_a_term_counted_beyond_the_announced_days_is_provisional():
    """Days off after the table's end have not been announced, and the deadline says so."""
    found = only(
        Relative(anchor=Date(2027, 3, 1), count=10), years=(2021, 2027), until=Date(2027, 12, 31)
    ).deadline

    assert (["deadline.provisional"], vietnam().version) == (
        [each.key for each in found.warnings],
        found.calendar,
    )


# ── R11: no date, no lateness ────────────────────────────────────────────────

FOREVER = moment(12, 31, year=2999)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Soft(words="khẩn trương"), "undated"),
        (Unscheduled(), "undated"),
        (Unparsed(words="quý I hoặc quý II"), "undated"),
        (after("guidance"), "waiting"),
        (after("guidance", count=30), "waiting"),
        (Continuous(), "continuous"),
    ],
)
def test_r11_what_has_no_date_is_never_overdue(schedule, expected):
    """Neither a soft word nor an awaited event nor silence makes anybody late, in 978 years."""
    found = only(schedule)
    task = bare_task(Standing(dating=found.dating, deadline=found.deadline))

    assert (None, expected) == (found.deadline, timeliness(task, FOREVER))


GUIDANCE = RecordEvent(
    "p",
    "guidance",
    day(6, 10),
    document="1028/BTP",
    due=before(7, 30),
    data_from=day(1, 1),
    data_to=day(6, 30),
    addressees=("ubnd",),
)


def test_r11_the_event_gives_date_data_period_and_addressee(store):
    """The guidance dates the task strictly before 30 July and says who gets the report."""
    flow = issued(store)
    flow.do(GUIDANCE, by=clerk("stp"), at=moment(6, 10))

    task = the(flow, "3", "stc")

    assert (day(7, 29), "by-event", day(6, 10)) == (
        task.due_on,
        task.deadline.origin,
        task.deadline.opens_on,
    )
    assert (day(1, 1), day(6, 30)) == (task.standing.period.starts_on, task.standing.period.ends_on)
    assert ["ubnd"] == [edge.receiver for edge in task.standing.edges]


def test_r11_waiting_ends_with_the_event_and_only_then(store):
    """The task waits until the event is recorded; then it may be late."""
    flow = issued(store)
    now = moment(8, 1)
    waiting = timeliness(the(flow, "3", "stc"), now)

    flow.do(GUIDANCE, by=clerk("stp"), at=moment(6, 10))

    assert ("waiting", "overdue") == (waiting, timeliness(the(flow, "3", "stc"), now))


def test_r11_a_later_event_supersedes(store):
    """New guidance gives a new date; the task has that one, and its history keeps both."""
    flow = issued(store)
    flow.do(GUIDANCE, by=clerk("stp"), at=moment(6, 10))
    flow.do(
        RecordEvent("p", "guidance", day(7, 1), due=by(9, 30)), by=clerk("stp"), at=moment(7, 1)
    )

    task = the(flow, "3", "stc")
    dates = [e.event.deadline.due_on for e in flow.history(task.id) if e.kind == "Redated"]

    assert (day(9, 30), [day(7, 29), day(9, 30)]) == (task.due_on, dates)


def test_r11_a_term_that_the_plan_counts_from_the_event_is_counted(store):
    """ "Within 10 days of the guidance": the event brings only its own day."""
    the_plan = plan(
        item("1", "stc", schedule=after("guidance", count=10)),
        events=(PlanEvent(id="guidance", title=small_plan().title),),
    )
    flow = issued(store, the_plan)

    flow.do(RecordEvent("p", "guidance", day(6, 9)), by=clerk("stp"), at=moment(6, 20))

    assert day(6, 21) == the(flow, "1", "stc").due_on  # 19/6 is a Saturday


def test_r11_partners_keep_their_dates_when_an_event_re_dates_the_lead(store):
    """The event dates the lead only; R14 shows the partner whose date lies later now."""
    the_plan = small_plan()
    lead = evolve(
        the_plan.items[2],
        partners=(Partner(selector=the_plan.items[0].lead, schedule=by(11, 14)),),
    )
    flow = issued(store, evolve(the_plan, items=(lead,)))

    outcome = flow.do(GUIDANCE, by=clerk("stp"), at=moment(6, 10))

    assert (day(11, 14), ["conflict.partner"]) == (
        the(flow, "3", "sgd").due_on,
        [each.key for each in outcome.warnings],
    )


def test_r11_an_event_that_comes_while_the_task_is_suspended_dates_it_too(store):
    """The guidance arrives during the suspension; the resumed task has its date."""
    flow = issued(store)
    task = the(flow, "3", "stc").id
    flow.do(c.Suspend(task, "lũ"), by=clerk("stp"), at=moment(6, 1))
    flow.do(GUIDANCE, by=clerk("stp"), at=moment(6, 10))

    flow.do(c.Resume(task), by=clerk("stp"), at=moment(6, 20))

    assert day(7, 29) == flow.task(task).due_on


# ── R12: continuous and recurring ────────────────────────────────────────────


def test_r12_a_continuous_task_is_not_overdue_before_its_window_closes():
    """All the year it goes on; on 1 January it is overdue."""
    found = only(Continuous(opens_on=day(1, 11), closes_on=day(12, 31)))
    task = bare_task(Standing(dating=found.dating, deadline=found.deadline))
    end = moment(1, 1, 0, year=2022)

    assert ["continuous", "continuous", "overdue"] == [
        timeliness(task, at) for at in (moment(12, 30), end - MICRO, end)
    ]


def keys(schedule, **facts):
    """Return the keys of a schedule's occurrences."""
    return [each.key for each in occurrences(schedule, setting(**facts))]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("month", [f"2021-{n:02d}" for n in range(1, 13)]),
        ("quarter", ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]),
        ("half-year", ["2021-H1", "2021-H2"]),
        ("year", ["2021"]),
    ],
)
def test_r12_one_occurrence_per_period_up_to_the_horizon(every, expected):
    """A recurring schedule gives one task per period and no more than the horizon holds."""
    assert expected == keys(Recurring(every=every))


def test_r12_the_first_period_is_the_one_of_issue():
    """Issued in May 2021: the second quarter is the first; earlier ones are not made."""
    assert ["2021-Q2", "2021-Q3", "2021-Q4"] == keys(
        Recurring(every="quarter"), issued_on=day(5, 20)
    )


def test_r12_a_plan_issued_before_its_own_years_begins_with_them():
    """Issued in December 2020 for 2021 to 2025: the year of issue is none of its own."""
    assert ["2021", "2022"] == keys(
        Recurring(every="year"),
        issued_on=day(12, 15, 2020),
        years=(2021, 2025),
        until=Date(2022, 12, 31),
    )


def test_r12_the_plan_file_may_say_where_recurring_begins():
    """A plan may ask for the period before its issue as well."""
    assert ["2021-H1", "2021-H2"] == keys(
        Recurring(every="half-year", from_year=2021), issued_on=day(8, 1)
    )


def test_r12_31_december_closes_what_is_done_yearly_not_what_is_reported():
    """A yearly deed is due on 31 December; a yearly report without a day has no deadline."""
    deed = only(Recurring(every="year"))
    (report,) = occurrences(Recurring(every="year"), setting(), is_report=True)

    assert (day(12, 31), None, "deadline.report_without_day") == (
        deed.deadline.due_on,
        report.deadline,
        report.note.key,
    )


def test_r12_a_recurring_report_takes_its_regimes_sending_day():
    """Under a regime the report is due on the regime's day, not at the end of the period."""
    regime = Regime(
        id="r",
        title="chế độ báo cáo",
        periods=(
            RegimePeriod(
                kind="quarter",
                starts=Mark(-1, 15),
                ends=Mark(0, 14),
                cut_off=Mark(0, 14),
                send_by=Mark(0, 20),
            ),
        ),
    )
    found = occurrences(
        ByRegime(regime="r", period="quarter"), setting(regimes={"r": regime}), is_report=True
    )

    assert [day(3, 20), day(6, 20), day(9, 20), day(12, 20)] == [
        each.deadline.due_on for each in found
    ]


@pytest.mark.parametrize("kind", STORES)
def test_r12_the_horizon_is_extended_without_touching_what_is_there(kind):
    """An open-ended plan is unfolded year by year; the tasks of the first year stay."""
    the_plan = plan(item("1", "sgd", schedule=Recurring(every="year")), years=(2021, None))
    with closing_store(kind) as store:
        flow = issued(store, the_plan)
        first = the(flow, "1", "sgd")

        flow.extend("p", dt.date(2023, 12, 31), at=moment(12, 1))

        assert ["2021", "2022", "2023"] == [t.assignment.occurrence for t in flow.find(Query())]
        assert first == flow.task(first.id)


# ── R14: the warning ─────────────────────────────────────────────────────────


def warnings(the_plan):
    """Return what a person is told before the plan is issued."""
    with closing_store("memory") as store:
        return [each.key for each in flow_on(store).preview(the_plan, at=ISSUED_AT).warnings]


def chain(lower, upper):
    """Return a plan in which a district's report feeds the standing agency's."""
    return plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(
            duty("R.1", ("van-lang",), to=("ubnd",), via="stp", schedule=lower),
            duty("R.2", ("stp",), to=("ubnd",), schedule=upper),
        ),
    )


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (by(11, 12), by(11, 15), []),  # Friday, then Monday is left
        (by(11, 14), by(11, 15), []),  # Sunday, Monday
        (by(11, 14), by(11, 14), ["conflict.report"]),
        (by(11, 12), by(11, 14), ["conflict.report"]),  # a weekend between them is no time
        (by(11, 15), by(11, 12), ["conflict.report"]),
        (by(11, 15), by(11, 16), []),
    ],
)
def test_r14_a_working_day_is_left_between_two_reports(lower, upper, expected):
    """The first working day after the lower deadline is not later than the upper one."""
    assert expected == warnings(chain(lower, upper))


def test_r14_a_partner_is_not_due_after_its_lead():
    """A partner with a date of its own after the lead's is shown; on the same day it is not."""
    lead = item("1", "sgd", schedule=by(10, 1))
    partner = Partner(selector=item("x", "stc").lead, schedule=by(10, 2))
    same = evolve(partner, schedule=by(10, 1))

    assert (["conflict.partner"], []) == (
        warnings(plan(evolve(lead, partners=(partner,)))),
        warnings(plan(evolve(lead, partners=(same,)))),
    )


def test_r14_a_deed_due_after_the_report_is_no_conflict():
    """Due on 31 December below a report of November: it gives a partial report, and no warning."""
    the_plan = plan(
        item("1", "sgd", schedule=by(12, 31)),
        duties=(duty("R", ("sgd",), to=("ubnd",), schedule=before(11, 15)),),
    )

    assert [] == warnings(the_plan)


@pytest.mark.parametrize(("send_by", "expected"), [(15, ["conflict.cut_off"]), (16, [])])
def test_r14_a_working_day_lies_between_cut_off_and_deadline(send_by, expected):
    """Cut off on Sunday 14 November: sent by Monday leaves no working day, by Tuesday one."""
    regime = Regime(
        id="r",
        title="chế độ",
        periods=(
            RegimePeriod(
                kind="year",
                starts=Mark(0, 1),
                ends=Mark(-1, 14),
                cut_off=Mark(-1, 14),
                send_by=Mark(-1, send_by),
            ),
        ),
    )
    the_plan = plan(
        item("1", "sgd", schedule=by(10, 1)),
        duties=(
            duty("R", ("van-lang",), to=("ubnd",), schedule=ByRegime(regime="r", period="year")),
        ),
        regimes=(regime,),
    )

    assert expected == warnings(the_plan)


def test_r14_a_warning_stops_nothing(store):
    """The plan with a conflict is issued; the assigner has been told."""
    flow = flow_on(store)

    outcome = flow.issue(chain(by(11, 14), by(11, 14)), by=CHAIR, at=ISSUED_AT)

    assert (["conflict.report"], 4) == ([w.key for w in outcome.warnings], outcome.tasks)


def test_r14_a_conflict_is_shown_when_a_return_moves_a_date(store):
    """A district may resend by 10 December; the report above is due on 1 December."""
    flow = issued(store, chain(by(11, 14), by(12, 1)))
    task = the(flow, "R.1", "van-lang").id
    flow.do(c.Report(task), by=clerk("van-lang"), at=moment(11, 1))

    outcome = flow.do(c.Return(task, "thiếu", day(12, 10)), by=clerk("stp"), at=moment(11, 2))

    assert ["conflict.report"] == [each.key for each in outcome.warnings]


def test_r14_a_conflict_is_shown_when_a_suspension_prolongs_a_date(store):
    """Thirty days of suspension move a district's report behind the one above."""
    flow = issued(store, chain(by(11, 14), by(12, 1)))
    task = the(flow, "R.1", "van-lang").id
    flow.do(c.Suspend(task, "lũ"), by=clerk("stp"), at=moment(10, 1))

    outcome = flow.do(c.Resume(task, prolong=True), by=clerk("stp"), at=moment(10, 31))

    assert ["conflict.report"] == [each.key for each in outcome.warnings]


# ── suspension and dates for resending ───────────────────────────────────────


def test_r08_suspended_is_never_overdue_and_prolonging_adds_the_days(store):
    """Suspended over its due day it is not late; resumed, it has the days it lost."""
    flow = issued(store, plan(item("1", "sgd", schedule=by(11, 14))))
    task = the(flow, "1", "sgd").id
    flow.do(c.Suspend(task, "lũ"), by=clerk("stp"), at=moment(11, 10))
    meanwhile = timeliness(flow.task(task), moment(12, 1))

    flow.do(c.Resume(task, prolong=True), by=clerk("stp"), at=moment(11, 20))

    assert ("suspended", day(11, 24)) == (meanwhile, flow.task(task).due_on)


def test_r08_resumed_without_prolonging_the_end_stays(store):
    """Keeping the end is the other choice."""
    flow = issued(store, plan(item("1", "sgd", schedule=by(11, 14))))
    task = the(flow, "1", "sgd").id
    flow.do(c.Suspend(task, "lũ"), by=clerk("stp"), at=moment(11, 10))
    flow.do(c.Resume(task), by=clerk("stp"), at=moment(11, 20))

    assert (day(11, 14), "overdue") == (
        flow.task(task).due_on,
        timeliness(flow.task(task), moment(11, 20)),
    )


@pytest.mark.parametrize(
    ("resent_at", "expected"),
    [
        (moment(11, 20, 23, 59), "done_in_time"),
        (moment(11, 21, 0), "done_late"),
    ],
)
def test_r13_resent_by_the_given_day_the_first_sending_counts(store, resent_at, expected):
    """Sent in time, returned, to be resent by the 20th: in time then, late one minute after."""
    flow = issued(store)
    task = the(flow, "R.1", "van-lang").id
    flow.do(c.Report(task), by=clerk("van-lang"), at=moment(11, 14))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=clerk("stp"), at=moment(11, 15))

    flow.do(c.Report(task), by=clerk("van-lang"), at=resent_at)

    assert expected == timeliness(flow.task(task), moment(12, 1))


def test_r13_a_partial_report_resent_in_time_gives_the_task_its_own_date_back(store):
    """Due on 31 December; its partial report of November is returned and resent: not overdue."""
    flow = issued(
        store,
        plan(
            item("1", "sgd", "stc", schedule=by(12, 31)),
        ),
    )
    task = the(flow, "1", "stc").id
    flow.do(c.Report(task, partial=True), by=clerk("stc"), at=moment(11, 10))
    flow.do(c.Return(task, "thiếu", day(11, 20)), by=clerk("sgd"), at=moment(11, 12))
    flow.do(c.Report(task, partial=True), by=clerk("stc"), at=moment(11, 18))

    assert (day(12, 31), "in_time") == (
        flow.task(task).due_on,
        timeliness(flow.task(task), moment(12, 1)),
    )


# ── R15: nothing unparsed is guessed ─────────────────────────────────────────

WORDS = "trước ngày 30/7/2021 hoặc theo hướng dẫn của Bộ"


def test_r15_words_that_nobody_read_stay_words(store):
    """Even words with a date in them give no date; a person is shown them."""
    flow = flow_on(store)
    the_plan = plan(item("1", "sgd", schedule=Unparsed(words=WORDS)))

    outcome = flow.issue(the_plan, by=CHAIR, at=ISSUED_AT)
    task = the(flow, "1", "sgd")

    assert (None, "undated") == (task.due_on, timeliness(task, FOREVER))
    assert [f"1: chưa đọc được “{WORDS}”, cần người xem xét"] == [
        each.text("vi") for each in outcome.warnings
    ]


@given(st.text(max_size=40))
def test_r15_no_words_are_ever_a_date(words):
    """Whatever stands in an unparsed or soft schedule, it has no deadline and keeps its words."""
    for schedule in (Unparsed(words=words), Soft(words=words)):
        found = only(schedule)
        assert (None, "undated") == (found.deadline, found.dating)
        assert words in found.note.text("vi")


def test_r15_an_open_set_is_nobody_until_it_is_named(store):
    """ "The agencies concerned" have no task, the lead's report says so, until they are named."""
    open_partners = evolve(
        item("1", "sgd", schedule=by(11, 1)),
        partners=(Partner(selector=Open("cơ quan liên quan")),),
    )
    flow = issued(store, plan(open_partners))
    before_naming = [task.holder for task in flow.find(Query())]

    flow.do(NameMembers("p", "1", ("stc",)), by=clerk("stp"), at=moment(3, 1))

    assert (["sgd"], ["sgd", "stc"]) == (
        before_naming,
        [task.holder for task in flow.find(Query())],
    )
    assert () == the(flow, "1", "sgd").standing.open_sets
