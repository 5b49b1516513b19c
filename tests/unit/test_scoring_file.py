"""Scoring files: the formula as data, every fault at once."""

from decimal import Decimal

import pytest

from planflow import FormatError, read_scoring
from planflow.document import shipped_scoring
from planflow.domain.overview import Commendation, Criterion, Grade, Scoring
from planflow.domain.plan import Title
from planflow.errors import UnsupportedVersionError

WHOLE = """
format = 1
title = { vi = "Thang điểm của tỉnh", en = "The province's" }
parts = ["lead"]
least_tasks = 3

[[criteria]]
measure = "late_days"
points = 62.5
limit = 10
title = "Số ngày chậm"

[[grades]]
at_least = 50
title = "Đạt"

[commendation]
at_least = 60
most_overdue = 1
"""


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a scoring file."""

    def write(text):
        path = tmp_path / "scoring.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def faults(path):
    """Return place → what was found there."""
    with pytest.raises(FormatError) as caught:
        read_scoring(path)
    return {fault.place: fault.found for fault in caught.value.faults}


def test_a_whole_file(written):
    criterion = Criterion(
        measure="late_days", points=Decimal("62.5"), title=Title(vi="Số ngày chậm"), limit=10
    )
    assert Scoring(
        title=Title(vi="Thang điểm của tỉnh", en="The province's"),
        criteria=(criterion,),
        parts=("lead",),
        least_tasks=3,
        grades=(Grade(at_least=50, title=Title(vi="Đạt")),),
        commendation=Commendation(at_least=60, most_overdue=1),
    ) == read_scoring(written(WHOLE))


def test_a_short_file(written):
    """One criterion is enough: every part is judged, nobody is graded or proposed."""
    found = read_scoring(
        written('format=1\ntitle="t"\n[[criteria]]\nmeasure="done"\npoints=1\ntitle="c"')
    )

    assert (("lead", "partner", "reporter"), 1, (), None) == (
        found.parts,
        found.least_tasks,
        found.grades,
        found.commendation,
    )


def test_every_fault_at_once(written):
    text = """
        format = 1
        parts = ["lead", "boss"]
        least_tasks = 0
        [[criteria]]
        measure = "in_tyme"
        points = 0
        title = "a"
        [[criteria]]
        measure = "done"
        points = "ten"
        limit = 5
        [[grades]]
        at_least = -1
        title = "b"
        [commendation]
        most_overdue = 0.5
    """

    assert {
        "title",
        "parts[2]",
        "least_tasks",
        "criteria[1].measure",
        "criteria[1].points",
        "criteria[2].points",
        "criteria[2].title",
        "criteria[2].limit",
        "grades[1].at_least",
        "commendation.at_least",
        "commendation.most_overdue",
    } == set(faults(written(text)))


def test_thresholds_that_nobody_can_reach(written):
    """Every one of them, with what there is."""
    high = WHOLE.replace("at_least = 60", "at_least = 63").replace("at_least = 50", "at_least = 99")

    assert {"grades": "at_least 99", "commendation": "at_least 63"} == faults(written(high))


def test_a_measure_twice_is_a_fault(written):
    twice = WHOLE.replace(
        "[[grades]]", '[[criteria]]\nmeasure="late_days"\npoints=1\ntitle="x"\n[[grades]]', 1
    )

    assert ["criteria[2]"] == [*faults(written(twice))]


def test_a_file_of_a_later_planflow(written):
    with pytest.raises(UnsupportedVersionError):
        read_scoring(written(WHOLE.replace("format = 1", "format = 2")))


def test_no_file(tmp_path):
    assert ["the file"] == [*faults(tmp_path / "none.toml")]


def test_the_shipped_formula_is_read_once():
    assert shipped_scoring() is shipped_scoring()
