"""Working days: laws of counting, and the table against a plain walk."""

from datetime import date, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st
from pendulum import Date

from planflow.document import vietnam
from planflow.domain.workday import Workdays

ONE = timedelta(days=1)


def of(each):
    """Return pendulum's date."""
    return Date(each.year, each.month, each.day)


def around(first, last):
    """Return days of these years."""
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map(of)


near = around(2020, 2022)
anywhere = st.one_of(around(2, 9998), around(2017, 2033), near)
counts = st.integers(-40, 40)
forward = st.integers(1, 60)
calendars = st.builds(
    Workdays,
    name=st.just("ours"),
    version=st.just("v1"),
    off=st.lists(near, max_size=20),
    worked=st.lists(near, max_size=6),
    known_until=around(2021, 2023),
    known_from=st.none() | around(2019, 2020),
    rest_days=st.frozensets(st.integers(0, 6), max_size=4),
)
any_calendar = st.just(vietnam()) | calendars


def walked(workdays, day, count):
    """Return the ``count``-th working day after ``day``, found day by day."""
    found, step = date.fromordinal(day.toordinal()), ONE if count > 0 else -ONE
    for _ in range(abs(count)):
        found += step
        while not is_worked(workdays, found):
            found += step
    return found


def is_worked(workdays, day):
    """Tell whether a day is worked, by the definition."""
    number = day.toordinal()
    is_rest = day.isoweekday() - 1 in workdays.rest_days
    return number in workdays.worked or (not is_rest and number not in workdays.off)


@given(any_calendar, anywhere, counts)
@example(vietnam(), Date(2, 1, 1), -9)
@example(vietnam(), Date(9998, 12, 31), 40)
def test_the_table_agrees_with_a_plain_walk(workdays, day, count):
    """Any day, any count, inside the table and far outside."""
    assert walked(workdays, day, count) == workdays.add(day, count)
    assert is_worked(workdays, day) == workdays.is_working(day)


@given(any_calendar, st.integers(-30, 30), counts, st.booleans())
def test_the_ends_of_the_table_do_not_show(workdays, off_by, count, is_first):
    """Around its first and its last day the answers are those of a walk."""
    table = workdays._table
    end = table.first if is_first else table.first + len(table.seen) - 2
    day = Date.fromordinal(end + off_by)

    assert walked(workdays, day, count) == workdays.add(day, count)


@given(any_calendar, anywhere, forward)
def test_there_and_back_is_the_same_working_day(workdays, day, count):
    """From a working day, so many forward and as many back."""
    start = workdays.add(day, 1)

    assert start == workdays.add(workdays.add(start, count), -count)
    assert start == workdays.add(workdays.add(start, -count), count)


@given(any_calendar, anywhere, st.integers(0, 30), forward)
def test_counts_add_up(workdays, day, one, other):
    """So many and so many more are their sum, in both directions."""
    assert workdays.add(day, one + other) == workdays.add(workdays.add(day, one), other)
    assert workdays.add(day, -one - other) == workdays.add(workdays.add(day, -one), -other)


@given(any_calendar, anywhere, st.integers(0, 20), counts)
def test_a_later_day_never_ends_earlier(workdays, day, later, count):
    """Counting keeps the order of days."""
    assume(count)

    assert workdays.add(day, count) <= workdays.add(day + later * ONE, count)


@given(any_calendar, anywhere, forward)
def test_one_more_is_later(workdays, day, count):
    """Every further working day lies behind the one before it, and is worked."""
    found = workdays.add(day, count)

    assert day < found < workdays.add(day, count + 1)
    assert workdays.add(day, -count - 1) < workdays.add(day, -count) < day
    assert workdays.is_working(found)


@given(any_calendar, anywhere)
def test_rolling_twice_is_rolling_once(workdays, day):
    """A working day stays; a day off goes to the nearest working day, which stays."""

    def rolled(day, step):
        return day if workdays.is_working(day) else workdays.add(day, step)

    for step in (1, -1):
        assert rolled(day, step) == rolled(rolled(day, step), step)


@given(calendars, st.frozensets(near, max_size=5), st.frozensets(near, max_size=5))
def test_changes_are_what_they_say(workdays, off, worked):
    """Days named are as named, all others as before; another calendar has another version."""
    worked -= off
    found = workdays.changed(off=off, worked=worked)
    days = [Date(2020, 1, 1) + n * ONE for n in range(1096)]
    before = [day for day in days if workdays.is_working(day)]
    after = [day for day in days if found.is_working(day)]

    assert sorted({*before, *worked} - off) == after
    assert (before == after) == (found.version == workdays.version)
    assert found == found.changed() == found.changed(off=off).changed(worked=worked)
