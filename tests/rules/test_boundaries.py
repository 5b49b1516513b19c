"""Rules R8 to R10 at their edges: instants, days off, leap days, year ends, hours, known days."""

import datetime as dt
from functools import partial
from itertools import groupby, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import Date

from builders import bare_task, by, day, moment
from planflow.document import vietnam
from planflow.domain.deadline import (
    BY_EVENT,
    FORWARD,
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Happening,
    Milestones,
    Policy,
    Recurring,
    Relative,
    Soft,
    Window,
    answer,
    count,
    occurrences,
)
from planflow.domain.task import Standing, timeliness
from planflow.errors import DefinitionError
from planflow.instant import add_days, start_of_day, to_instant
from strategies import DAYS, SINGLE, setting_of

MICRO = dt.timedelta(microseconds=1)
TABLE = vietnam()
WORKED = sorted(map(Date.fromordinal, TABLE.worked))


def _days_off():
    """Yield first and last day of every stretch without work in which a holiday lies."""
    known = map(Date.fromordinal, range(Date(2020, 1, 1).toordinal(), Date(2027, 1, 4).toordinal()))
    for is_worked, days in groupby(known, TABLE.is_working):
        stretch = [*days]
        if not is_worked and any(one.toordinal() in TABLE.off for one in stretch):
            yield stretch[0], stretch[-1]


BLOCKS = [*_days_off()]
each_block = pytest.mark.parametrize(
    ("first", "last"), BLOCKS, ids=[f"{first}..{last}" for first, last in BLOCKS]
)


def deadline(schedule, year=2021, **facts):
    """Return the only deadline of a schedule."""
    (found,) = occurrences(schedule, setting_of(year, **facts))
    return found.deadline


def due(anchor, number, counted_in="day", **facts):
    """Return the day on which a term ends."""
    return deadline(Relative(anchor=anchor, count=number, counted_in=counted_in), **facts).due_on


def read(text, year=2021, **facts):
    """Return what a wording means."""
    return answer(text, setting_of(year, **facts))


def warned(schedule, **facts):
    """Return the keys of a deadline's warnings."""
    return [each.key for each in deadline(schedule, **facts).warnings]


def around(the_deadline):
    """Return the timeliness at a deadline's last instant and at the first one after it."""
    task = bare_task(Standing(dating="dated", deadline=the_deadline))
    end = the_deadline.due_at
    return [timeliness(task, to_instant(at)) for at in (end, end + MICRO)]


# ── every edge of the table of working days ──────────────────────────────────


def test_the_blocks_are_those_of_seven_years():
    """New Year, Tết, the Hùng Kings, April and May, National Day of each year, and Culture Day."""
    years = [last.year for _, last in BLOCKS]

    assert [5, 5, 5, 4, 5, 5, 6] == [years.count(year) for year in range(2020, 2027)]


@each_block
def test_r10_a_term_that_ends_in_days_off_leaves_them(first, last):
    """Counted forwards it ends on the working day after them, backwards on the one before."""
    before, after = add_days(first, -1), add_days(last, 1)
    for off, days in product(range((last - first).days + 1), (1, 7, 45)):
        end = add_days(first, off)
        assert after == due(add_days(end, -days), days)
        assert before == due(add_days(end, days), -days)


@each_block
def test_r10_a_term_that_ends_beside_days_off_stays(first, last):
    """The working days next to them are working days."""
    for end, number in product((add_days(first, -1), add_days(last, 1)), (1, -1, 30, -30)):
        assert end == due(add_days(end, -number), number)


@each_block
def test_r10_weeks_months_and_years_leave_days_off_alike(first, last):
    """However the term is counted, what matters is where it ends."""
    for end, number in product((first, last), (1, -1, 14, -14)):
        expected = add_days(last, 1) if number > 0 else add_days(first, -1)
        for unit in ("week", "month", "year"):
            anchor = count(end, -number, unit, TABLE)
            if end == count(anchor, number, unit, TABLE):
                assert expected == due(anchor, number, unit)


@each_block
def test_r10_days_off_are_no_working_days(first, last):
    """From the last day before them to the first after them is one, from anywhere inside too."""
    before, after = add_days(first, -1), add_days(last, 1)

    assert {after} == {due(each, 1, "working-day") for each in (before, first, last)}
    assert {before} == {due(each, -1, "working-day") for each in (after, first, last)}
    assert (before, after) == (due(after, -1, "working-day"), due(before, 1, "working-day"))


@each_block
def test_r08_the_last_instant_of_a_moved_day_is_in_time(first, last):
    """And the first one of the day after it is not; the days off before it are all in time."""
    moved = deadline(Relative(anchor=add_days(first, -1), count=1))

    assert start_of_day(add_days(last, 2)) - MICRO == moved.due_at
    assert ["due_soon", "overdue"] == around(moved)


@each_block
def test_r10_a_named_day_off_stays_and_is_in_time_to_its_end(first, last):
    """Only a policy moves what the plan names."""
    for named in (first, last):
        found = deadline(by(named.month, named.day, named.year))
        assert named == found.due_on
        assert ["due_soon", "overdue"] == around(found)
        assert add_days(last, 1) == deadline(Fixed(on=named), policy=Policy(roll=FORWARD)).due_on


@pytest.mark.parametrize("worked", WORKED, ids=str)
def test_r10_a_saturday_that_is_worked_is_a_working_day(worked):
    """Terms end on it, and it is counted."""
    friday, monday = add_days(worked, -1), TABLE.next_working(worked)

    assert worked == due(add_days(worked, -10), 10) == due(add_days(worked, 10), -10)
    assert (worked, monday) == (due(friday, 1, "working-day"), due(friday, 2, "working-day"))
    assert worked == due(add_days(worked, 1), -1, "working-day")


@pytest.mark.parametrize("worked", WORKED, ids=str)
def test_r10_the_sunday_after_a_worked_saturday_is_left_as_ever(worked):
    """Forwards to Monday, backwards to the Saturday."""
    sunday = add_days(worked, 1)

    assert add_days(sunday, 1) == due(add_days(sunday, -10), 10)
    assert worked == due(add_days(sunday, 10), -10)


# ── the calendar's own edges ─────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("anchor", "number", "counted_in", "expected"),
    [
        # the last day of a month that has no such day
        (day(1, 31), 1, "month", day(2, 28)),
        (day(1, 31, 2024), 1, "month", day(2, 29, 2024)),
        (day(1, 30), 1, "month", day(2, 28)),
        (day(1, 29, 2024), 1, "month", day(2, 29, 2024)),
        (day(1, 31), 2, "month", day(3, 31)),
        (day(1, 31), 3, "month", day(4, 30)),
        (day(3, 31), -1, "month", day(2, 28)),
        (day(3, 31, 2024), -1, "month", day(2, 29, 2024)),
        (day(5, 31), -1, "month", day(4, 30)),
        (day(8, 31), 18, "month", day(2, 28, 2023)),
        (day(2, 28), 1, "month", day(3, 28)),
        # leap days
        (day(2, 28, 2024), 1, "day", day(2, 29, 2024)),
        (day(2, 28), 1, "day", day(3, 1)),
        (day(3, 1, 2024), -1, "day", day(2, 29, 2024)),
        (day(2, 29, 2024), 1, "year", day(2, 28, 2025)),
        (day(2, 29, 2024), -1, "year", day(2, 28, 2023)),
        (day(2, 29, 2024), 4, "year", day(2, 29, 2028)),
        (day(2, 28, 2023), 1, "year", day(2, 28, 2024)),
        (day(2, 29, 2024), 12, "month", day(2, 28, 2025)),
        (day(2, 22, 2024), 1, "week", day(2, 29, 2024)),
        (day(2, 26, 2024), 3, "working-day", day(2, 29, 2024)),
        # year ends
        (day(12, 31), 1, "day", day(1, 1, 2022)),
        (day(1, 1, 2022), -1, "day", day(12, 31)),
        (day(12, 31), 1, "month", day(1, 31, 2022)),
        (day(1, 31, 2022), -2, "month", day(11, 30)),
        (day(12, 31), 2, "month", day(2, 28, 2022)),
        (day(12, 15), -12, "month", day(12, 15, 2020)),
        (day(12, 27), 1, "week", day(1, 3, 2022)),
        (day(12, 31), 1, "working-day", day(1, 4, 2022)),
        (day(1, 4, 2022), -1, "working-day", day(12, 31)),
        (day(12, 31), 1, "year", day(12, 31, 2022)),
        # nothing counted
        (day(2, 28), 0, "month", day(2, 28)),
        (day(2, 28), 0, "working-day", day(2, 28)),
    ],
)
def test_r10_terms_end_where_the_calendar_has_a_day(anchor, number, counted_in, expected):
    """Months of other lengths, leap days, turns of the year; nothing rolls here."""
    assert expected == due(anchor, number, counted_in, policy=Policy(roll="none"))


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("trước ngày 01/3/2024", 2024, day(2, 29, 2024)),
        ("trước ngày 01/3/2021", 2021, day(2, 28)),
        ("trước ngày 01/01/2022", 2021, day(12, 31)),
        ("trước quý I", 2021, day(12, 31, 2020)),
        ("cuối tháng 2", 2024, day(2, 29, 2024)),
        ("cuối tháng 2", 2021, day(2, 28)),
        ("trong tháng 02/2024", 2021, day(2, 29, 2024)),
        ("hết năm 2021", 2021, day(12, 31)),
        ("giữa tháng 2", 2021, day(2, 15)),
        ("giữa năm 2021", 2021, day(6, 30)),
        ("đầu quý II", 2021, day(4, 1)),
        ("6 tháng cuối năm 2021", 2021, day(12, 31)),
        ("9 tháng đầu năm 2021", 2021, day(9, 30)),
    ],
)
def test_r09_words_end_where_the_calendar_has_a_day(text, year, expected):
    """The last day of February is found, and the day before the first of January."""
    assert expected == read(text, year).due_on


@pytest.mark.parametrize(("year", "last"), [(2021, 28), (2024, 29)])
def test_r12_a_month_without_the_day_takes_its_last(year, last):
    """By the 31st of each month is by the last of each."""
    found = occurrences(Recurring(every="month", due_day=31), setting_of(year))

    assert [31, last, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] == [
        one.deadline.due_on.day for one in found
    ]


def test_r12_a_day_in_the_month_after_may_lie_in_the_next_year():
    """December's report is due in January."""
    found = occurrences(Recurring(every="month", due_month=2, due_day=5), setting_of(2021))

    assert [day(2, 5), day(1, 5, 2022)] == [found[n].deadline.due_on for n in (0, -1)]


def test_r12_a_week_belongs_to_the_year_of_its_thursday():
    """2020 has 53 weeks, of which the last ends on 3 January 2021."""
    found = [one.deadline.due_on for one in occurrences(Recurring(every="week"), setting_of(2020))]

    assert (53, day(1, 5, 2020), day(1, 3)) == (len(found), found[0], found[-1])


# ── hours ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trước 17 giờ ngày 12/11/2021", moment(11, 12, 17) - MICRO),
        ("Chậm nhất 17 giờ ngày 12/11/2021", moment(11, 12, 17)),
        ("trước 17h30 ngày 12/11/2021", moment(11, 12, 17, 30) - MICRO),
        ("trước 0 giờ ngày 12/11/2021", moment(11, 12, 0) - MICRO),
        ("trước 0 giờ 01 phút ngày 12/11/2021", moment(11, 12, 0, 1) - MICRO),
        ("chậm nhất 0 giờ ngày 12/11/2021", moment(11, 12, 0)),
        ("trước 24 giờ ngày 12/11/2021", moment(11, 13, 0) - MICRO),
        ("đến 24 giờ ngày 12/11/2021", moment(11, 13, 0) - MICRO),
        ("trước 23 giờ 59 phút ngày 12/11/2021", moment(11, 12, 23, 59) - MICRO),
    ],
)
def test_r08_an_hour_is_kept_to_the_instant(text, expected):
    """17:00 is late "before 17:00" and in time "by 17:00"; 24:00 is the end of the day."""
    (found,) = occurrences(read(text).schedule, setting_of(2021))

    assert expected == found.deadline.due_at
    assert ["due_soon", "overdue"] == around(found.deadline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trước 0 giờ ngày 12/11/2021", day(11, 11)),
        ("trước 0 giờ 01 phút ngày 12/11/2021", day(11, 12)),
        ("trước 24 giờ ngày 12/11/2021", day(11, 12)),
        ("trước 17 giờ ngày 12/11/2021", day(11, 12)),
        ("chậm nhất 0 giờ ngày 12/11/2021", day(11, 12)),
    ],
)
def test_r09_before_midnight_belongs_to_the_day_before(text, expected):
    """Only "before 0:00" leaves the named day."""
    assert expected == read(text).due_on


def test_r08_an_hour_recurs_with_its_day():
    """Every month before 17:00 on the 5th."""
    found = occurrences(Recurring(every="month", due_day=5, strict=True, hour=17), setting_of(2021))

    assert [moment(month, 5, 17) - MICRO for month in range(1, 13)] == [
        one.deadline.due_at for one in found
    ]


# ── opening ──────────────────────────────────────────────────────────────────


@given(SINGLE, st.none() | DAYS)
def test_r12_nothing_opens_after_it_is_due_or_before_the_issue(schedule, issued_on):
    """Issued late, a task opens on its due day at the latest."""
    issued_on = issued_on and Date(issued_on.year, issued_on.month, issued_on.day)
    happened = Happening("guidance", day(11, 3), due=by(11, 1))
    facts = {"issued_on": issued_on, "happenings": {"có hướng dẫn của Bộ Tư pháp": happened}}
    for one in occurrences(schedule, setting_of(2021, **facts)):
        opens_on = one.deadline and one.deadline.opens_on
        if opens_on is not None:
            assert opens_on <= one.deadline.due_on
            if not isinstance(schedule, AfterEvent):
                assert issued_on is None or opens_on >= min(issued_on, one.deadline.due_on)


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (None, day(10, 1)),
        (day(9, 30), day(10, 1)),
        (day(10, 1), day(10, 1)),
        (day(10, 2), day(10, 2)),
        (day(10, 31), day(10, 31)),
        (day(11, 5), day(10, 31)),
    ],
)
def test_r12_a_window_opens_at_the_later_of_its_first_day_and_the_issue(issued_on, expected):
    """But never after its last day."""
    window = Window(opens_on=day(10, 1), closes_on=day(10, 31))

    assert expected == deadline(window, issued_on=issued_on).opens_on


def test_r11_an_event_that_comes_after_the_day_it_brings_opens_on_that_day():
    """The guidance of 3 November asks for 1 November."""
    happened = Happening("guidance", day(11, 3), due=by(11, 1))
    found = deadline(AfterEvent(event="guidance"), happenings={"guidance": happened})

    assert (day(11, 1), day(11, 1), BY_EVENT) == (found.opens_on, found.due_on, found.origin)


# ── warnings ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [(day(11, 13), []), (day(11, 14), []), (day(11, 15), ["deadline.before_issue"]), (None, [])],
)
def test_r14_a_day_before_the_issue_is_told(issued_on, expected):
    """Due on the day of issue is possible, the day before it is not."""
    assert expected == warned(by(11, 14), issued_on=issued_on)


def test_r14_the_warning_tells_both_days():
    """When it is due, and when the plan was issued."""
    (warning,) = deadline(by(11, 14), issued_on=day(11, 15)).warnings

    assert "thời hạn 14/11/2021 ở trước ngày ban hành 15/11/2021" == warning.text("vi")


LAST = TABLE.known_until


@pytest.mark.parametrize(
    ("schedule", "policy", "expected"),
    [
        (Relative(anchor=add_days(LAST, -1), count=1), "", []),
        (Relative(anchor=LAST, count=1, counted_in="working-day"), "", ["deadline.provisional"]),
        (Relative(anchor=add_days(LAST, 9), count=-10), "", []),
        (Relative(anchor=Date(2020, 1, 3), count=-1, counted_in="working-day"), "", []),
        (
            Relative(anchor=Date(2020, 1, 2), count=-1, counted_in="working-day"),
            "",
            ["deadline.provisional"],
        ),
        (Fixed(on=Date(2027, 3, 6)), "", []),
        (Fixed(on=Date(2027, 3, 6)), "back", ["deadline.provisional"]),
        (Fixed(on=Date(2027, 3, 8)), "back", []),
    ],
)
def test_r10_days_off_that_were_not_announced_make_a_term_provisional(schedule, policy, expected):
    """Where they were asked about: a term, or a day that moved; a day that stays is certain."""
    assert expected == warned(schedule, policy=Policy.named(policy))


@pytest.mark.parametrize(("anchor", "number"), [(Date(2027, 2, 15), -40), (Date(2019, 12, 20), 20)])
def test_r10_working_days_counted_across_unknown_days_are_provisional(anchor, number):
    """The term ends on a known day, but which days before or after are off, nobody has told."""
    term = Relative(anchor=anchor, count=number, counted_in="working-day")

    assert ["deadline.provisional"] == warned(term)


def test_r10_what_is_known_until_is_the_end_of_2026():
    """Its days off have been announced, those of 2027 have not."""
    assert (day(1, 1, 2020), day(12, 31, 2026)) == (TABLE.known_from, LAST)


# ── what no calendar has ─────────────────────────────────────────────────────

HOUR = "the hour that the minute belongs to"
TIMES = "a time from 00:00 to 23:59"
DUE_BEFORE = "the day that it is due before"
DAY_OF = "the month that open_day is a day of"
DAY_OR_31 = "a day of that month, or 31"
NEXT_WEEK = "nothing, or 2 with a due_day for the week after"
COMES_AFTER = "the event that it comes after"
DATED = "times that can be dated"
BESIDE_YEARS = ("recurring: opens_on, closes_on", "beside years", "years or days, not both")
NO_PERIOD = ("regime: period", "nothing", "the kind of its periods")
OPEN_32 = ("recurring: open_day", "32", "1 to 31 for year")
weekly, monthly, quarterly, yearly = (
    partial(Recurring, every=each) for each in ("week", "month", "quarter", "year")
)
UNIT = "one of day, working-day, week, month, year"
EVERY_NAMES = "one of week, month, quarter, half-year, nine-months, year"


@pytest.mark.parametrize(
    ("make", "facts", "place", "found", "expected"),
    [
        (Fixed, {"on": day(1, 5), "minute": 5}, "schedule: hour", "nothing", HOUR),
        (Fixed, {"on": day(1, 5), "hour": 24}, "schedule: hour", "24:00", TIMES),
        (Fixed, {"on": day(1, 5), "hour": -1}, "schedule: hour", "-1:00", TIMES),
        (Fixed, {"on": day(1, 5), "hour": 9, "minute": 60}, "schedule: hour", "9:60", TIMES),
        (
            Window,
            {"opens_on": day(1, 5), "closes_on": day(1, 4)},
            "schedule: closes_on",
            "2021-01-04",
            "2021-01-05 or later",
        ),
        (
            Continuous,
            {"opens_on": day(1, 5), "closes_on": day(1, 4)},
            "schedule: closes_on",
            "2021-01-04",
            "2021-01-05 or later",
        ),
        (
            ByRegime,
            {"regime": "r", "period": "year", "from_year": 2022, "until_year": 2021},
            "schedule: until_year",
            "2021",
            "2022 or later",
        ),
        (Recurring, {"every": "day"}, "recurring: every", "'day'", EVERY_NAMES),
        (monthly, {"due_day": 0}, "recurring: due_day", "0", "1 to 31 for month"),
        (monthly, {"due_day": 32}, "recurring: due_day", "32", "1 to 31 for month"),
        (monthly, {"open_day": 32}, "recurring: open_day", "32", "1 to 31 for month"),
        (monthly, {"due_month": 3}, "recurring: due_month", "3", "1 to 2 for month"),
        (monthly, {"strict": True}, "recurring: due_day", "nothing", DUE_BEFORE),
        (monthly, {"hour": 0}, "recurring: due_day", "nothing", DUE_BEFORE),
        (monthly, {"open_month": 1}, "recurring: open_month", "1", "nothing: there is one"),
        (quarterly, {"open_month": 4}, "recurring: open_month", "4", "1 to 3 for quarter"),
        (quarterly, {"due_month": 7}, "recurring: due_month", "7", "1 to 6 for quarter"),
        (quarterly, {"open_day": 1}, "recurring: open_month", "nothing", DAY_OF),
        (yearly, {"due_month": 2, "due_day": 30}, "recurring: due_day", "30", DAY_OR_31),
        (yearly, {"due_month": 16, "due_day": 31, "open_month": 4, "open_day": 32}, *OPEN_32),
        (weekly, {"due_day": 8}, "recurring: due_day", "8", "1 to 7 for week"),
        (weekly, {"due_month": 1, "due_day": 2}, "recurring: due_month", "1", NEXT_WEEK),
        (weekly, {"due_month": 2}, "recurring: due_month", "2", NEXT_WEEK),
        (
            yearly,
            {"from_year": 2022, "until_year": 2021},
            "schedule: until_year",
            "2021",
            "2022 or later",
        ),
        (yearly, {"from_year": 2021, "closes_on": day(1, 1)}, *BESIDE_YEARS),
        (yearly, {"until_year": 2021, "opens_on": day(1, 1)}, *BESIDE_YEARS),
        (AfterEvent, {"event": ""}, "after an event: event", "nothing", COMES_AFTER),
        (AfterEvent, {"event": "“a”"}, "after an event: event", "'“a”'", "a name without quotes"),
        (
            AfterEvent,
            {"event": "a", "counted_in": "hour"},
            "schedule: counted_in",
            "'hour'",
            UNIT,
        ),
        (Relative, {"count": 1, "counted_in": "hour"}, "schedule: counted_in", "'hour'", UNIT),
        (ByRegime, {"regime": "r", "level": "xã"}, *NO_PERIOD),
        (ByRegime, {"regime": "r", "from_year": 2021}, *NO_PERIOD),
        (Milestones, {"parts": (Continuous(),)}, "milestones: parts", "1", "two or more"),
        (Milestones, {"parts": (Continuous(), Soft())}, "milestones: parts", "Soft", DATED),
    ],
)
def test_r15_a_rule_that_no_calendar_has_is_refused(make, facts, place, found, expected):
    """With its place, what was found and what was expected."""
    with pytest.raises(DefinitionError) as caught:
        make(**facts)

    assert [(place, found, expected)] == [
        (fault.place, fault.found, fault.expected) for fault in caught.value.faults
    ]


def test_r15_the_faults_of_a_rule_are_told_together():
    """Nobody mends one only to meet the next."""
    with pytest.raises(DefinitionError) as caught:
        Recurring(every="week", due_month=3, open_month=2, open_day=8, hour=24)

    assert 7 == len(caught.value.faults)


@pytest.mark.parametrize(
    "facts",
    [
        {"every": "month", "due_day": 31, "due_month": 2, "hour": 23, "minute": 59},
        {"every": "quarter", "open_month": 3, "open_day": 31, "due_month": 6},
        {"every": "year", "due_month": 24, "due_day": 31, "open_month": 2, "open_day": 29},
        {"every": "week", "due_month": 2, "due_day": 7, "open_day": 7},
        {"every": "year", "from_year": 2021, "until_year": 2021},
        {"every": "year", "opens_on": day(1, 1), "closes_on": day(1, 1)},
    ],
)
def test_r15_the_last_that_a_calendar_has_is_accepted(facts):
    """Months, days, hours and years up to their last one."""
    assert Recurring(**facts).months
