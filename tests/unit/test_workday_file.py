"""Working-day files: Vietnam's table, a host's own, their faults; the forecast of a package."""

import sys

import holidays
import pytest
from pendulum import Date

from planflow.document import read_workdays, vietnam, with_forecast, workdays
from planflow.domain.workday import Workdays
from planflow.errors import DefinitionError, FormatError

HEADER = "date\twhat\tname\n"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table and reads it."""

    def read(text, **given):
        path = tmp_path / "days.tsv"
        path.write_text(text, encoding="utf-8")
        return read_workdays(path, name="ours", **given)

    return read


def faults(error):
    """Return the faults of an error as tuples."""
    return [(fault.place, fault.found, fault.expected) for fault in error.value.faults]


def days_of(year):
    """Return every day of a year."""
    first, after = Date(year, 1, 1), Date(year + 1, 1, 1)
    return [Date.fromordinal(n) for n in range(first.toordinal(), after.toordinal())]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (Date(2021, 2, 10), False),
        (Date(2021, 5, 3), False),
        (Date(2024, 4, 29), False),
        (Date(2024, 5, 4), True),
        (Date(2026, 1, 2), False),
        (Date(2026, 1, 10), True),
        (Date(2026, 11, 24), False),
        (Date(2026, 11, 25), True),
        (Date(2021, 11, 14), False),
    ],
)
def test_vietnam_s_days_are_known(day, expected):
    """Holidays, days made up for and swapped days are as announced."""
    assert expected == vietnam().is_working(day)


def test_vietnam_s_table_says_how_far_it_goes():
    """Beyond the last announced year every answer is provisional."""
    found = vietnam()

    assert ("vietnam", "vietnam-2026.1") == (found.name, found.version)
    assert (False, True) == (
        found.is_provisional(Date(2026, 12, 31)),
        found.is_provisional(Date(2027, 1, 1)),
    )


def test_working_days_are_asked_for_by_name():
    """The shipped table is found by its name, and read once."""
    assert workdays("vietnam") is vietnam()


def test_an_unknown_name_lists_the_known_ones():
    """Nobody gets working days that were guessed."""
    with pytest.raises(DefinitionError, match="found 'vietnm'; expected 'vietnam'"):
        workdays("vietnm")


def test_a_host_s_table_is_read(table):
    """Days off and Saturdays worked are taken from the table."""
    found = table(HEADER + "2027-01-01\toff\tTết\n2027-01-09\twork\n")

    assert (False, True) == (
        found.is_working(Date(2027, 1, 1)),
        found.is_working(Date(2027, 1, 9)),
    )
    assert ("ours", Date(2027, 12, 31)) == (found.name, found.known_until)


def test_another_table_has_another_version(table):
    """Without a version of its own, a table is told from others by its content."""
    one = table(HEADER + "2027-01-01\toff\tTết\n").version
    other = table(HEADER + "2027-01-04\toff\tTết\n").version

    assert one != other
    assert one.startswith("ours-")


def test_version_and_horizon_may_be_given(table):
    """What the host says goes before what the table suggests."""
    found = table(HEADER + "2027-01-01\toff\n", version="v1", known_until=Date(2027, 6, 30))

    assert ("v1", Date(2027, 6, 30)) == (found.version, found.known_until)


def test_all_faults_of_a_table_are_told_at_once(table):
    """Each fault has its line and column."""
    rows = "01/01/2027\toff\n2027-01-04\toof\n2027-01-05\twork\n2027-01-06\n"
    more = "2027\tsource\tA\n27\tsource\tA\n2028\tsource\n2029\tsource\t \n2027\tsource\tB\n"
    with pytest.raises(FormatError) as caught:
        table(HEADER + rows + "2027-01-07\toff\n2027-01-07\toff\n" + more)

    anyway = "a Saturday or Sunday, since other days are worked anyway"
    off = "'off' (one of off, work, source)"
    assert [
        ("line 2, column date", "'01/01/2027'", "a date such as 2021-11-15"),
        ("line 3, column what", "'oof'", off),
        ("line 4, column date", "2027-01-05", anyway),
        ("line 5", "1 cells", "date, what and name between tabs"),
        ("line 9, column date", "'27'", "a year such as 2021"),
        ("line 10, column name", "nothing", "where the days of that year come from"),
        ("line 11, column name", "nothing", "where the days of that year come from"),
        ("line 7, column date", "2027-01-07", "every day once"),
        ("line 12, column date", "2027", "every year once"),
    ] == faults(caught)
    assert all(fault.file.endswith("days.tsv") for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ("line 1", "''", "date, what, name and tabs")),
        (
            "day\twhat\n2027-01-01\toff\n",
            ("line 1", "'day what'", "date, what, name and tabs"),
        ),
        ("date,what,name\n", ("line 1", "'date,what,name'", "date, what, name and tabs")),
        (HEADER, ("the file", "no days", "one line for each day")),
        (HEADER + "2027\tsource\tA\n", ("the file", "no days", "one line for each day")),
    ],
)
def test_a_text_that_is_no_table_is_refused(table, text, fault):
    """An empty file, another header or no days at all are faults."""
    with pytest.raises(FormatError) as caught:
        table(text)

    assert [fault] == faults(caught)


def test_a_missing_table_is_a_format_error(tmp_path):
    """A file that is not there is an error of planflow."""
    with pytest.raises(FormatError, match="no such file"):
        read_workdays(tmp_path / "absent.tsv", name="ours")


def test_a_table_tells_its_names_sources_and_first_day(table):
    """Days off have names, years have sources; before the first year all is provisional."""
    rows = "2027\tsource\tthông báo số 1\n2027-05-03\toff\tLễ\n2028-01-08\twork\tlàm bù\n"
    found = table(HEADER + rows + "\n2028-01-03\toff\n")

    assert (Date(2027, 1, 1), Date(2028, 12, 31)) == (found.known_from, found.known_until)
    assert ((Date(2027, 5, 3).toordinal(), "Lễ"),) == found.names
    assert ("thông báo số 1", None) == (found.source_of(2027), found.source_of(2028))
    assert "là ngày nghỉ" == found.reason(Date(2028, 1, 3)).text("vi")


# ── over other working days ──────────────────────────────────────────────────

OVER = """\
2026\tsource\tQuyết định của tỉnh
2026-11-04\toff\tNgày thành lập tỉnh
2026-11-24\twork
2026-01-10\toff
2026-01-17\twork
"""


def test_a_table_is_laid_over_other_working_days(table):
    """Days are added, a holiday is worked again, a swap is moved; the rest is as below."""
    found = table(HEADER + OVER, over=vietnam())
    days = ["2026-11-04", "2026-11-24", "2026-01-10", "2026-01-17", "2026-01-02", "2021-02-12"]

    assert [False, True, False, True, False, False] == [
        found.is_working(Date.fromisoformat(day)) for day in days
    ]
    assert "là ngày nghỉ (Ngày thành lập tỉnh)" == found.reason(Date(2026, 11, 4)).text("vi")
    assert "là ngày nghỉ (Tết)" == found.reason(Date(2021, 2, 12)).text("vi")


def test_what_is_laid_over_keeps_what_is_known_below(table):
    """A day of a later year does not say that its year was announced."""
    found = table(HEADER + OVER + "2027-11-04\toff\n", over=vietnam())

    assert (vietnam().known_from, vietnam().known_until) == (found.known_from, found.known_until)
    assert vietnam().source_of(2021) == found.source_of(2021)
    assert ("ours", "Quyết định của tỉnh") == (found.name, found.source_of(2026))


def test_the_version_of_what_is_laid_over_says_so(table):
    """It is the version below with a digest, or the one that is given."""
    later = Date(2027, 12, 31)
    given = table(HEADER + OVER, over=vietnam(), version="v1", known_until=later)
    found = table(HEADER + OVER, over=vietnam())
    other = table(HEADER + OVER + "2026-12-24\toff\n", over=vietnam())

    assert ("v1", later) == (given.version, given.known_until)
    assert found.version.startswith("vietnam-2026.1+")
    assert found.version != other.version


def test_working_on_a_day_that_is_worked_below_is_a_fault(table):
    """Whether it is a weekday, or a Saturday that was swapped."""
    with pytest.raises(FormatError) as caught:
        table(HEADER + "2026-01-10\twork\n2026-01-12\twork\n", over=vietnam())

    expected = "a day that is not worked in 'vietnam', since the others are worked anyway"
    assert [
        ("line 2, column date", "2026-01-10", expected),
        ("line 3, column date", "2026-01-12", expected),
    ] == faults(caught)


# ── the package ──────────────────────────────────────────────────────────────


def test_the_package_differs_in_one_swap_only():
    """It lacks the swap of 2 and 10 January 2026, and agrees on every other day of 2020-2026."""
    package = holidays.VN(years=range(2020, 2027), language="vi")
    days = [day for year in range(2020, 2027) for day in days_of(year)]
    differ = [day for day in days if vietnam().is_working(day) != package.is_working_day(day)]

    assert [Date(2026, 1, 2), Date(2026, 1, 10)] == differ


def test_a_forecast_is_what_the_package_expects_and_stays_provisional():
    """Years beyond the announced ones have holidays, with names; they are not known for that."""
    found = with_forecast(vietnam(), 2028)

    assert (False, False, True) == (
        found.is_working(Date(2027, 2, 8)),
        found.is_working(Date(2028, 1, 3)),
        found.is_working(Date(2029, 1, 1)),
    )
    assert found.is_provisional(Date(2027, 2, 8))
    assert vietnam().known_until == found.known_until
    assert "là ngày nghỉ (Tết Dương lịch)" == found.reason(Date(2027, 1, 1)).text("vi")


def test_a_forecast_changes_no_day_that_was_announced():
    """Not even those that the package has otherwise."""
    found = with_forecast(vietnam(), 2027)
    days = [day for year in range(2013, 2027) for day in days_of(year)]

    assert [] == [day for day in days if found.is_working(day) != vietnam().is_working(day)]


def test_a_forecast_is_told_in_version_and_sources():
    """Whose it is, how far it goes, and that nobody has announced it."""
    found = with_forecast(vietnam(), 2028)
    package = holidays.__version__
    source = f"gói holidays {package}: dự kiến, chưa có thông báo"

    assert f"vietnam-2026.1+forecast-2028-holidays-{package}" == found.version
    assert [vietnam().source_of(2026), source, source, None] == [
        found.source_of(year) for year in range(2026, 2030)
    ]


def test_a_forecast_leaves_the_host_s_own_word_alone():
    """A Saturday that a host works, and a day off with a name, stay as they are."""
    host = vietnam().changed(
        off=[Date(2027, 1, 1)], worked=[Date(2027, 2, 6)], names={Date(2027, 1, 1): "Riêng"}
    )
    found = with_forecast(host, 2027)

    assert found.is_working(Date(2027, 2, 6))
    assert "là ngày nghỉ (Riêng)" == found.reason(Date(2027, 1, 1)).text("vi")


def test_a_forecast_starts_after_the_last_known_day():
    """Within a year, too: the known days stay, a swapped Saturday after them is worked."""
    short = Workdays(name="h", version="v", off=(), worked=(), known_until=Date(2026, 5, 1))
    found = with_forecast(short, 2026)
    days = ["2026-05-01", "2026-08-22", "2026-08-31", "2026-11-24"]

    assert [True, True, False, False] == [found.is_working(Date.fromisoformat(day)) for day in days]


def test_the_day_of_culture_is_not_made_up_for():
    """24 November 2029 is a Saturday; the Monday after it is worked."""
    found = with_forecast(vietnam(), 2029)

    assert found.is_working(Date(2029, 11, 26))
    assert not found.is_working(Date(2027, 11, 24))


@pytest.mark.parametrize("through", [2026, 2101])
def test_a_forecast_of_known_or_unknowable_years_is_refused(through):
    """The years that make sense are named."""
    with pytest.raises(DefinitionError) as caught:
        with_forecast(vietnam(), through)

    assert [("through", str(through), "a year from 2027 to 2100")] == faults(caught)


def test_a_forecast_without_the_package_names_the_extra(monkeypatch):
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(DefinitionError) as caught:
        with_forecast(vietnam(), 2027)

    expected = "pip install 'planflow[vn]'"
    assert [("forecast", "no package 'holidays'", expected)] == faults(caught)
