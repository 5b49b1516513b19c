"""Regime files: the shipped regimes, a host's own, and their faults."""

import pytest
from pendulum import Date

from planflow.document import read_regimes, shipped_regimes
from planflow.errors import FormatError, UnsupportedVersionError

MARKS = """
starts = { months = 0, day = 1 }
ends = { months = 0, day = 31 }
cut_off = { months = 0, day = 31 }
"""
REGIME = f"""
[[regimes]]
id = "ours"
title = "Riêng"
[[regimes.periods]]
kind = "quarter"
{MARKS}
"""


@pytest.fixture
def regimes(tmp_path):
    """Return a function that writes a regime file and reads it."""

    def read(text):
        path = tmp_path / "regimes.toml"
        path.write_text(text, encoding="utf-8")
        return read_regimes(path)

    return read


@pytest.mark.parametrize(
    ("regime", "kind", "number", "expected"),
    [
        ("decree-09-2019", "month", 1, ("2020-12-15", "2021-01-14", "2021-01-14")),
        ("decree-09-2019", "quarter", 1, ("2020-12-15", "2021-03-14", "2021-03-14")),
        ("decree-09-2019", "first-half", 1, ("2020-12-15", "2021-06-14", "2021-06-14")),
        ("decree-09-2019", "nine-months", 1, ("2020-12-15", "2021-09-14", "2021-09-14")),
        ("decree-09-2019", "year", 1, ("2020-12-15", "2021-12-14", "2021-12-14")),
        ("circular-03-2019", "half-year", 1, ("2021-01-01", "2021-06-30", "2021-05-31")),
        ("circular-03-2019", "year", 1, ("2021-01-01", "2021-12-31", "2021-11-30")),
        ("circular-03-2019", "official-year", 1, ("2021-01-01", "2021-12-31", "2021-12-31")),
        ("calendar-year", "month", 2, ("2021-02-01", "2021-02-28", "2021-02-28")),
        ("calendar-year", "quarter", 4, ("2021-10-01", "2021-12-31", "2021-12-31")),
    ],
)
def test_the_shipped_regimes_cut_the_year_2021(regime, kind, number, expected):
    """First day, last day and cut-off are those of the regime's own text."""
    period = shipped_regimes()[regime].of_year(kind, 2021)[number - 1]
    days = (period.starts_on, period.ends_on, period.cut_off_on)

    assert expected == tuple(map(str, days))


def test_only_the_decree_s_year_has_a_day_for_sending():
    """A day that differs from province to province is not shipped."""
    days = {
        (regime.id, kind, str(period.send_by_on))
        for regime in shipped_regimes().values()
        for kind in regime.kinds()
        for period in regime.of_year(kind, 2021)
        if period.send_by_on
    }

    assert {("decree-09-2019", "year", "2021-12-25")} == days


def test_the_shipped_regimes_cannot_be_changed_by_a_reader():
    """Each caller gets a dictionary of its own."""
    shipped_regimes().clear()

    assert ["calendar-year", "circular-03-2019", "decree-09-2019"] == sorted(shipped_regimes())


def test_a_host_s_regimes_are_read(regimes):
    """A regime file has the shape of the shipped ones."""
    found = regimes(f"format = 1\n{REGIME}send_by = {{ months = 0, day = 20 }}")["ours"]

    assert Date(2021, 3, 20) == found.of_year("quarter", 2021)[0].send_by_on


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (REGIME, "format"),
        (f"format = 1\n{REGIME}{REGIME}", "regimes[2] (ours)"),
        (f'format = 1\n{REGIME}[[regimes.periods]]\nkind = "quarter"\n{MARKS}', ""),
        (f"format = 1\n{REGIME}".replace("quarter", "week"), "regimes[1] (ours).periods[1].kind"),
        (
            f"format = 1\n{REGIME}".replace("day = 1 ", "day = 32 "),
            "regimes[1] (ours).periods[1].starts.day",
        ),
        (
            f"format = 1\n{REGIME}".replace("months = 0, day = 1 ", "months = 9, day = 1 "),
            "regimes[1] (ours).periods[1].ends",
        ),
        (
            f"format = 1\n{REGIME}".replace("cut_off = { months = 0", "cut_off = { months = 1"),
            "regimes[1] (ours).periods[1].ends",
        ),
        ("format = 1", "regimes"),
    ],
)
def test_a_regime_that_cannot_be_is_one_fault(regimes, text, place):
    """Kinds, days and their order are checked, each fault at its place."""
    with pytest.raises(FormatError) as caught:
        regimes(text)

    assert [place or "regimes[1] (ours).periods[2]"] == [
        fault.place for fault in caught.value.faults
    ]


def test_a_newer_format_is_told_alone(regimes):
    """A file of a newer planflow says so and nothing else."""
    with pytest.raises(UnsupportedVersionError):
        regimes("format = 2")
