"""The codec: what was written is read back, value by value and text by text (Rules R25, R28)."""

import datetime as dt

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pendulum import Date, DateTime

from planflow.domain import change, deadline, organisation, plan, report, task, workday
from planflow.domain.change import PlanStanding
from planflow.domain.task import Standing
from planflow.engine.codec import dumps, loads
from planflow.errors import DefinitionError, PlanflowError
from planflow.message import Message

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
names = st.text("abcxyz-.0123456789", min_size=1, max_size=6)
dates = st.dates(dt.date(1945, 9, 2), dt.date(2199, 12, 31)).map(
    lambda each: Date(each.year, each.month, each.day)
)
instants = st.datetimes(  # naive here, made aware below
    dt.datetime(1945, 9, 2),  # noqa: DTZ001
    dt.datetime(2199, 12, 31),  # noqa: DTZ001
).map(
    lambda each: DateTime(
        each.year,
        each.month,
        each.day,
        each.hour,
        each.minute,
        each.second,
        each.microsecond,
        tzinfo=dt.UTC,
    )
)
amounts = st.integers(0, 10**30) | st.decimals(0, 10**20, allow_nan=False, allow_infinity=False)
simple_facts = st.none() | st.integers() | words | dates | st.lists(words, max_size=3).map(tuple)
messages = st.builds(
    lambda key, facts: Message.of(key, **facts),
    names,
    st.dictionaries(st.sampled_from("abc"), simple_facts, max_size=3),
)
nested = st.builds(
    lambda key, inner, facts: Message.of(key, why=inner, **facts),
    names,
    messages,
    st.dictionaries(st.sampled_from("abc"), simple_facts, max_size=2),
)
tuples = st.lists(names, max_size=3).map(tuple)


def maybe(strategy):
    """Return the strategy, or nothing."""
    return st.none() | strategy


def short(kind, /, **fields):
    """Return a strategy like ``builds`` whose description stays short."""

    @st.composite
    def built(draw):
        return kind(**{name: draw(each) for name, each in fields.items()})

    return built()


doubts = st.lists(messages, max_size=1).map(tuple)


@st.composite
def sound(draw, kind, **fields):
    """Draw a rule that no calendar refuses."""
    try:
        return kind(**{name: draw(each) for name, each in fields.items()}, words=draw(words))
    except DefinitionError:
        reject()


days_of_month = maybe(st.integers(1, 31))
parts = st.one_of(
    sound(
        deadline.Fixed,
        on=dates,
        strict=st.booleans(),
        hour=maybe(st.integers(0, 23)),
        minute=st.sampled_from((0, 30)),
        doubts=doubts,
    ),
    sound(deadline.Window, opens_on=dates, closes_on=dates),
    sound(
        deadline.Recurring,
        every=st.sampled_from(deadline.EVERY),
        from_year=maybe(st.integers(1990, 2100)),
        until_year=maybe(st.integers(1990, 2100)),
        open_month=maybe(st.integers(1, 12)),
        open_day=days_of_month,
        due_month=maybe(st.integers(1, 12)),
        due_day=days_of_month,
        strict=st.booleans(),
    ),
    sound(
        deadline.Recurring, every=st.just("month"), opens_on=maybe(dates), closes_on=maybe(dates)
    ),
    sound(deadline.Continuous, opens_on=maybe(dates), closes_on=maybe(dates)),
    sound(
        deadline.AfterEvent,
        event=names,
        count=maybe(st.integers(-99, 99)),
        counted_in=st.sampled_from(deadline.COUNTED_IN),
    ),
    sound(
        deadline.Relative,
        anchor=maybe(dates),
        count=st.integers(-99, 99),
        counted_in=st.sampled_from(deadline.COUNTED_IN),
    ),
    sound(deadline.ByRegime, regime=names, period=maybe(names), level=maybe(names)),
)
schedules = st.one_of(
    parts,
    st.builds(deadline.Soft, words=words),
    st.builds(deadline.Unscheduled, words=words),
    st.builds(deadline.Unparsed, words=words),
    st.builds(deadline.Milestones, parts=st.lists(parts, min_size=2, max_size=3).map(tuple)),
)
plain_selectors = st.one_of(
    st.builds(organisation.Named, tuples),
    st.builds(
        organisation.Where,
        level=maybe(names),
        role=maybe(names),
        tag=maybe(names),
        within=maybe(names),
        having=maybe(st.builds(organisation.Where, tag=maybe(names))),
    ),
    st.builds(organisation.Open, words),
)
selectors = st.recursive(
    plain_selectors,
    lambda inner: st.one_of(
        st.builds(organisation.AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(organisation.Except, inner, inner),
    ),
    max_leaves=4,
)
titles = st.builds(plan.Title, vi=words, en=words)
indicators = st.builds(
    plan.Indicator,
    id=names,
    title=titles,
    measure=titles,
    nature=st.sampled_from(plan.NATURES),
    adds=st.sampled_from(plan.ADDITIONS),
    numerator=maybe(names),
    denominator=maybe(names),
)
products = st.builds(
    plan.Product,
    indicator=indicators,
    kind=st.sampled_from(plan.PRODUCT_KINDS),
    target=maybe(amounts),
    at_least=st.booleans(),
    schedule=maybe(schedules),
)


def items_of(parts):
    """Return items with these parts."""
    return short(
        plan.Item,
        code=names,
        title=titles,
        lead=maybe(selectors),
        partners=st.lists(
            st.builds(plan.Partner, selector=selectors, schedule=maybe(schedules)), max_size=2
        ).map(tuple),
        authority=maybe(st.sampled_from(plan.AUTHORITIES)),
        head_answers=st.booleans(),
        spread=st.sampled_from(plan.SPREADS),
        schedule=maybe(schedules),
        products=st.lists(products, max_size=2).map(tuple),
        parts=parts,
        note=words,
    )


def few(strategy):
    """Return up to two of them."""
    return st.lists(strategy, max_size=2).map(tuple)


items = items_of(few(items_of(st.just(()))))
duties = short(
    plan.Duty,
    code=names,
    title=titles,
    reporters=selectors,
    via=maybe(names),
    addressees=tuples,
    schedule=schedules,
    covers=tuples,
    mode=st.sampled_from(plan.MODES),
    indicators=st.lists(indicators, max_size=2).map(tuple),
    authority=maybe(names),
    note=words,
    head_answers=st.booleans(),
)
marks = st.builds(workday.Mark, st.integers(-12, 12), st.integers(1, 31))
regimes = st.builds(
    workday.Regime,
    id=names,
    title=words,
    issued_by=words,
    valid_from=maybe(dates),
    valid_to=maybe(dates),
    periods=st.lists(
        st.builds(
            workday.RegimePeriod,
            kind=st.sampled_from(sorted(workday.PERIOD_MONTHS)),
            starts=marks,
            ends=marks,
            cut_off=marks,
            send_by=maybe(marks),
            levels=st.lists(
                st.builds(workday.LevelDay, level=names, after_cut_off=st.integers(1, 9))
                | st.builds(workday.LevelDay, level=names, send_by=marks),
                max_size=2,
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)
plans = short(
    plan.Plan,
    id=names,
    title=titles,
    issuer=names,
    standing_agency=maybe(names),
    years=st.tuples(st.integers(1990, 2100), maybe(st.integers(1990, 2100))),
    number=maybe(words),
    issued_on=maybe(dates),
    bases=st.lists(
        st.builds(
            plan.LegalBasis,
            number=words,
            issued_on=maybe(dates),
            issuer=words,
            title=maybe(titles),
            under=maybe(words),
        ),
        max_size=2,
    ).map(tuple),
    parent=maybe(names),
    budget=words,
    items=st.lists(items, max_size=2).map(tuple),
    duties=st.lists(duties, max_size=2).map(tuple),
    recipients=tuples,
    events=st.lists(st.builds(plan.PlanEvent, id=names, title=titles), max_size=2).map(tuple),
    regimes=st.lists(regimes, max_size=1).map(tuple),
    policy=st.builds(
        deadline.Policy,
        before=st.sampled_from(("strict", "lax")),
        roll=st.sampled_from(deadline.ROLLS),
        zone=st.sampled_from(("Asia/Ho_Chi_Minh", "Europe/Lisbon")),
        closes_at=maybe(st.integers(0, 23)),
        gap=st.integers(0, 9),
        extensions=st.integers(0, 9),
        extension_days=maybe(st.integers(1, 99)),
        extends_late=st.booleans(),
        suspension=st.sampled_from(deadline.CLOCKS),
    ),
    assumptions=tuples,
    signature=st.sampled_from(("", *plan.SIGNATURES)),
)
figure_sets = st.builds(
    report.Figures,
    st.dictionaries(names, amounts, max_size=3),
    st.dictionaries(names, amounts, max_size=3),
    st.frozensets(names, max_size=3),
)
reports = short(
    report.Report,
    version=st.integers(1, 99),
    is_closing=st.booleans(),
    period=maybe(names),
    figures=figure_sets,
    total=figure_sets,
    pins=st.lists(
        st.builds(report.Pin, names, names, st.integers(1, 9), st.booleans(), figure_sets),
        max_size=2,
    ).map(tuple),
    absentees=st.lists(
        st.builds(
            report.Absentee,
            words,
            words,
            st.sampled_from(report.ABSENCES),
            st.booleans(),
            words,
        ),
        max_size=2,
    ).map(tuple),
    sent_at=instants,
    entered_by=maybe(names),
    evidence=tuples,
    data_from=maybe(dates),
    data_to=maybe(dates),
    acted_by=maybe(names),
)
deadlines = st.builds(
    deadline.Deadline,
    opens_on=maybe(dates),
    due_on=dates,
    due_at=instants,
    origin=names,
    calendar=names,
    policy=words,
    unit=st.sampled_from(("day", "working-day")),
    replaces=maybe(dates),
    late_at=maybe(instants),
    explanation=st.lists(messages | nested, max_size=2).map(tuple),
    warnings=st.lists(messages, max_size=2).map(tuple),
)
periods = st.builds(
    workday.Period,
    key=names,
    kind=names,
    starts_on=dates,
    ends_on=dates,
    cut_off_on=dates,
    send_by_on=maybe(dates),
)
standings = short(
    Standing,
    state=st.sampled_from(task.STATES),
    dating=st.sampled_from(deadline.DATINGS),
    deadline=maybe(deadlines),
    period=maybe(periods),
    edges=st.lists(
        st.builds(
            task.Edge,
            names,
            names,
            names,
            tuples,
            st.sampled_from(plan.MODES),
            st.booleans(),
            st.integers(0, 9),
        ),
        max_size=2,
    ).map(tuple),
    reports=st.lists(reports, max_size=2).map(tuple),
    returned=st.integers(0, 9),
    first_sent_at=maybe(instants),
    done_at=maybe(instants),
    stated=maybe(deadlines),
    came_from=maybe(names),
    suspended_at=maybe(instants),
    open_sets=tuples,
    has_declined=st.booleans(),
    has_asked_release=st.booleans(),
    dated_at=maybe(instants),
    progress=maybe(st.integers(0, 100)),
    evidence=tuples,
    waivers=st.lists(st.builds(task.Waiver, words, names, st.integers(0, 9)), max_size=2).map(
        tuple
    ),
)
assignments = short(
    task.Assignment,
    id=names,
    plan=names,
    source=names,
    kind=st.sampled_from(task.KINDS),
    part=names,
    holder=names,
    occurrence=names,
    authority=st.sampled_from(plan.AUTHORITIES),
    assigners=tuples,
    superiors=tuples,
    indicators=tuples,
    zone=names,
    awaits=maybe(names),
    is_outside=st.booleans(),
    open_sets=tuples,
    signature=st.sampled_from(("", *plan.SIGNATURES)),
    own_days=st.lists(st.builds(task.OwnDay, names, deadlines, st.booleans()), max_size=2).map(
        tuple
    ),
)
happenings = st.builds(
    deadline.Happening,
    names,
    dates,
    words,
    maybe(schedules),
    maybe(dates),
    maybe(dates),
    tuples,
)
running = st.builds(
    PlanStanding,
    plans,
    dates,
    dates,
    st.lists(happenings, max_size=2).map(tuple),
    st.lists(st.builds(change.MembersNaming, names, words, tuples), max_size=2).map(tuple),
)
quick = settings(max_examples=60)


def same(kind, value):
    """Tell whether a value is read back as it was written, twice, down to its types."""
    text = dumps(value)
    found = loads(kind, text)
    return (value, text) == (found, dumps(found))


@quick
@given(plans)
def test_a_plan_is_read_back_as_it_was_written(value):
    assert same(plan.Plan, value)


@quick
@given(running)
def test_a_running_plan_is_read_back_as_it_was_written(value):
    assert same(PlanStanding, value)


@quick
@given(standings)
def test_a_standing_is_read_back_as_it_was_written(value):
    assert same(Standing, value)


@quick
@given(assignments)
def test_an_assignment_is_read_back_as_it_was_written(value):
    assert same(task.Assignment, value)


@quick
@given(reports)
def test_a_report_is_read_back_as_it_was_written(value):
    found = loads(report.Report, dumps(value))

    assert same(report.Report, value)
    assert [type(each) for each in value.figures.actual.values()] == [
        type(each) for each in found.figures.actual.values()
    ]
    assert type(found.sent_at) is DateTime


@given(schedules)
def test_a_schedule_is_read_back_as_it_was_written(value):
    assert same(type(value), value)


@given(selectors)
def test_a_selector_is_read_back_as_it_was_written(value):
    assert same(type(value), value)


@given(messages | nested)
def test_a_message_is_read_back_as_it_was_written(value):
    assert same(Message, value)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1", '{"x":1}', '{"state":', '{"deadline":{"due_on":"2021-13-01"}}'],
)
def test_what_is_no_stored_value_is_a_format_error(text):
    """A spoilt record raises our error and shows what stood there."""
    with pytest.raises(PlanflowError):
        loads(Standing, text)
