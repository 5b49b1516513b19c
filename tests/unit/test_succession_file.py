"""Succession files: who carries on, found by code and day, every fault at once."""

import pytest
from pendulum import Date

from planflow import Succession, read_successions, read_units, with_successions
from planflow.errors import FormatError

DAY = Date(2025, 7, 1)
UNITS = """id,level,code,name,kind,parent_code,valid_from
p,province,20,Tỉnh,tinh,,
d1,district,180,Huyện Một,huyen,p,
a,commune,01,Xã A,xa,180,
b,commune,02,Xã B,xa,180,
c,commune,03,Xã C,xa,180,
e,commune,20,Xã E,xa,180,
,commune,01,Xã A,xa,p,2025-07-01
n,commune,09,Xã N,xa,p,2025-07-01
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that reads lines as a succession file."""
    (tmp_path / "units.csv").write_text(UNITS, "utf-8")
    units = read_units(tmp_path / "units.csv")

    def reading(*lines, header="level,old_code,old_name,new_code,new_name,instead,closer"):
        path = tmp_path / "successions.csv"
        path.write_text("\n".join((header, *lines)), "utf-8")
        return read_successions(path, units, on=DAY)

    reading.units = units
    return reading


def test_lines_of_one_new_unit_are_a_merger(read):
    """The old 01 and the new 01 share a code and a name; each is found on its own day."""
    found = read("commune,01,Xã A,01,Xã A,,", "commune,02,Xã B,01,Xã A,,p")

    assert (Succession(DAY, ("a", "b"), ("commune-01-2025-07-01",), closer="p"),) == found


def test_lines_of_one_old_unit_are_a_split(read):
    """Two successors of one unit."""
    found = read("commune,01,,01,,,", "commune,01,,09,,,")

    assert (Succession(DAY, ("a",), ("commune-01-2025-07-01", "n"), "split"),) == found


def test_a_line_alone_is_a_renaming_or_joins_a_unit_that_was_there(read):
    """The new unit begins on the day, or it goes on."""
    assert "rename" == read("commune,01,,09,,,")[0].kind
    assert Succession(DAY, ("a",), ("b",)) == read("commune,01,,02,,,")[0]


def test_a_line_without_a_new_unit_abolishes(read):
    """And may name who receives instead."""
    assert (Succession(DAY, ("d1",), (), "abolish", "p"),) == read("district,180,,,,p,")


def test_the_level_tells_two_units_of_one_code_apart(read):
    """Province 20 and commune 20; without a level it is doubtful, and an id helps."""
    assert ("e",) == read("commune,20,,09,,,")[0].of
    assert ("e",) == read(",e,,09,,,")[0].of
    with pytest.raises(FormatError, match="an id, since several bear it: p, e"):
        read(",20,,09,,,")


def test_every_fault_of_a_file_is_told_at_once(read):
    """With its line and column."""
    with pytest.raises(FormatError) as caught:
        read("commune,77,,09,,,", "commune,,,09,,,", "commune,02,,88,,nobody,", "commune,03")

    places = [fault.place for fault in caught.value.faults]
    assert {
        "line 2, column old_code",
        "line 3, column old_code",
        "line 4, column new_code",
        "line 4, column instead",
        "line 5",
    } == set(places)
    with pytest.raises(FormatError, match="new_code"):
        read("01", header="old_code")


def test_two_stages_become_one_dated_directory(read):
    """The old units end the day before; whoever goes on does not."""
    found = read("commune,01,,01,,,", "commune,02,,01,,,", "district,180,,,,p,")

    units = with_successions(read.units, found)

    assert {"p", "c", "e", "n", "commune-01-2025-07-01"} == {one.id for one in units.on(DAY)}
    assert Date(2025, 6, 30) == units.unit("a").valid_to == units.unit("d1").valid_to
