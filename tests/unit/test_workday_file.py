"""Working-day files: Vietnam's table, a host's own, and their faults."""

import pytest
from pendulum import Date

from planflow.document import read_workdays, vietnam, workdays
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
    with pytest.raises(FormatError) as caught:
        table(HEADER + rows + "2027-01-07\toff\n2027-01-07\toff\n")

    assert [
        ("line 2, column date", "'01/01/2027'"),
        ("line 3, column what", "'oof'"),
        ("line 4, column date", "2027-01-05"),
        ("line 5", "1 cells"),
        ("line 7, column date", "2027-01-07"),
    ] == [(fault.place, fault.found) for fault in caught.value.faults]


@pytest.mark.parametrize("text", ["", "day\twhat\n2027-01-01\toff\n", "date,what,name\n", HEADER])
def test_a_text_that_is_no_table_is_refused(table, text):
    """An empty file, another header or no days at all are faults."""
    with pytest.raises(FormatError):
        table(text)


def test_a_missing_table_is_a_format_error(tmp_path):
    """A file that is not there is an error of planflow."""
    with pytest.raises(FormatError, match="no such file"):
        read_workdays(tmp_path / "absent.tsv", name="ours")
