"""Regime files: the shipped regimes, a host's own, and their faults."""

from itertools import pairwise

import pytest
from pendulum import Date

from planflow.document import read_regimes, shipped_regimes, vietnam
from planflow.domain.workday import LevelDay, Mark, Regime, calendar_period, calendar_periods
from planflow.errors import DefinitionError, FormatError, UnsupportedVersionError

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
        (
            f"format = 1\n{REGIME}".replace(
                'title = "Riêng"',
                'title = "Riêng"\nvalid_from = 2022-01-01\nvalid_to = 2021-12-31',
            ),
            "regimes[1] (ours).valid_to",
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


# ── validity ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, [True, True, True, True]),
        ("2021-01-01", None, [False, True, True, True]),
        (None, "2021-12-31", [True, True, True, False]),
        ("2021-01-01", "2021-12-31", [False, True, True, False]),
    ],
)
def test_a_regime_is_in_force_from_its_first_day_to_its_last(first, last, expected):
    """Both days are in; without them it has always been, or still is, in force."""
    regime = Regime(
        id="r",
        title="R",
        valid_from=Date.fromisoformat(first) if first else None,
        valid_to=Date.fromisoformat(last) if last else None,
        periods=(),
    )
    days = [Date(2020, 12, 31), Date(2021, 1, 1), Date(2021, 12, 31), Date(2022, 1, 1)]

    assert expected == [regime.is_valid_on(day) for day in days]


def test_a_regime_of_one_day_is_read(regimes):
    """The last day of validity may be the first."""
    days = "valid_from = 2022-01-01\nvalid_to = 2022-01-01"
    text = f"format = 1\n{REGIME}".replace('title = "Riêng"', f'title = "Riêng"\n{days}')

    assert regimes(text)["ours"].is_valid_on(Date(2022, 1, 1))


# ── actual and estimated ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("regime", "kind", "expected"),
    [
        ("circular-03-2019", "half-year", True),
        ("circular-03-2019", "year", True),
        ("circular-03-2019", "official-year", False),
        ("decree-09-2019", "year", False),
        ("calendar-year", "month", False),
    ],
)
def test_a_period_that_goes_on_after_its_cut_off_is_estimated(regime, kind, expected):
    """The statistics of the justice sector estimate the last month; the official year does not."""
    periods = shipped_regimes()[regime].of_year(kind, 2021)

    assert {expected} == {period.is_estimated for period in periods}


# ── levels ───────────────────────────────────────────────────────────────────

LEVELS = """levels = [
  { level = "commune", after_cut_off = 2 },
  { level = "province", send_by = { months = 0, day = 25 } },
]
"""


@pytest.fixture
def by_level(regimes):
    """Return a regime of quarters whose levels send on days of their own."""
    return regimes(f"format = 1\n{REGIME}send_by = {{ months = 1, day = 5 }}\n{LEVELS}")["ours"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("commune", ["2021-04-02", "2021-07-02", "2021-10-04", "2022-01-05"]),
        ("province", ["2021-03-25", "2021-06-25", "2021-09-25", "2021-12-25"]),
        ("district", ["2021-04-05", "2021-07-05", "2021-10-05", "2022-01-05"]),
        (None, ["2021-04-05", "2021-07-05", "2021-10-05", "2022-01-05"]),
    ],
)
def test_each_level_sends_by_its_own_day(by_level, level, expected):
    """A level that is not named sends by the general day (Decree 09/2019 art. 8.5)."""
    periods = by_level.of_year("quarter", 2021, level=level, workdays=vietnam())

    assert expected == [str(period.send_by_on) for period in periods]


def test_the_levels_of_a_kind_of_period_are_told(by_level):
    """In the order of the file; a kind without levels has none, and an unknown one is no kind."""
    assert ("commune", "province") == by_level.levels("quarter")
    assert () == shipped_regimes()["decree-09-2019"].levels("year")
    with pytest.raises(KeyError, match="month"):
        by_level.levels("month")
    with pytest.raises(KeyError, match="month"):
        by_level.of_year("month", 2021)


def test_a_level_without_a_general_day_beside_it(regimes):
    """Whoever is not named has no day then."""
    found = regimes(f"format = 1\n{REGIME}{LEVELS}")["ours"]

    assert found.of_year("quarter", 2021, level="district")[0].send_by_on is None
    assert Date(2021, 3, 25) == found.of_year("quarter", 2021, level="province")[0].send_by_on


def test_working_days_after_the_cut_off_need_working_days(by_level):
    """They are never guessed."""
    with pytest.raises(
        ValueError, match="commune sends so many working days after the cut-off: give workdays"
    ):
        by_level.of_year("quarter", 2021, level="commune")


@pytest.mark.parametrize(
    ("levels", "place", "found"),
    [
        ('{ level = "commune" }', "levels[1]", "a table of level"),
        (
            '{ level = "commune", after_cut_off = 1, send_by = { months = 0, day = 1 } }',
            "levels[1]",
            "send_by, after_cut_off together",
        ),
        (
            '{ level = "a", after_cut_off = 1 }, { level = "a", after_cut_off = 2 }',
            "levels[2]",
            "a table of level, after_cut_off",
        ),
        ('{ level = "commune", after_cut_off = 0 }', "levels[1].after_cut_off", "0"),
        ('{ level = "commune", after_cut_off = 367 }', "levels[1].after_cut_off", "367"),
        ("{ after_cut_off = 1 }", "levels[1].level", "nothing"),
        (
            '{ level = "a", send_by = { months = 0, day = 40 } }',
            "levels[1].send_by.day",
            "40",
        ),
    ],
)
def test_a_level_says_one_day_and_stands_there_once(regimes, levels, place, found):
    """Each fault is told at its place, and alone."""
    with pytest.raises(FormatError) as caught:
        regimes(f"format = 1\n{REGIME}levels = [{levels}]")

    faults = [(fault.place, fault.found) for fault in caught.value.faults]
    assert [(f"regimes[1] (ours).periods[1].{place}", found)] == faults


def test_all_faults_of_levels_are_told_at_once(regimes):
    """One does not hide the next."""
    levels = '{ level = "a" }, { level = "b" }, { level = "c", after_cut_off = "2" }'
    with pytest.raises(FormatError) as caught:
        regimes(f"format = 1\n{REGIME}levels = [{levels}]")

    places = [fault.place.rpartition("periods[1].")[2] for fault in caught.value.faults]
    assert ["levels[1]", "levels[2]", "levels[3].after_cut_off"] == places


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("level a: send_by, after_cut_off", "neither", "exactly one of them")),
        (
            {"send_by": Mark(0, 1), "after_cut_off": 1},
            ("level a: send_by, after_cut_off", "both", "exactly one of them"),
        ),
        ({"after_cut_off": 0}, ("level a: after_cut_off", "0", "1 or more")),
    ],
)
def test_a_level_made_in_code_is_checked_too(given, fault):
    """It says its day in one way, and a day after the cut-off."""
    with pytest.raises(DefinitionError) as caught:
        LevelDay(level="a", **given)

    assert [fault] == [(each.place, each.found, each.expected) for each in caught.value.faults]


def test_one_working_day_after_the_cut_off_is_the_least():
    """It is the next working day."""
    found = LevelDay(level="a", after_cut_off=1).on(2021, 2, Date(2021, 2, 9), vietnam())

    assert Date(2021, 2, 17) == found


# ── marks and calendar periods ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mark", "year", "month", "expected"),
    [
        (Mark(0, 31), 2021, 2, "2021-02-28"),
        (Mark(0, 31), 2024, 2, "2024-02-29"),
        (Mark(0, 30), 2021, 2, "2021-02-28"),
        (Mark(-1, 15), 2021, 1, "2020-12-15"),
        (Mark(1, 5), 2021, 12, "2022-01-05"),
        (Mark(-13, 1), 2021, 1, "2019-12-01"),
        (Mark(12, 1), 2021, 12, "2022-12-01"),
        (Mark(0, 1), 2021, 12, "2021-12-01"),
    ],
)
def test_a_mark_counts_months_over_the_year_s_end(mark, year, month, expected):
    """A day that the month lacks is its last."""
    assert expected == str(mark.on(year, month))


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("month", [f"2021-{n:02d}" for n in range(1, 13)]),
        ("quarter", ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]),
        ("half-year", ["2021-H1", "2021-H2"]),
        ("first-half", ["2021-H1"]),
        ("nine-months", ["2021-9M"]),
        ("year", ["2021"]),
        ("official-year", ["2021-official"]),
    ],
)
def test_calendar_periods_have_keys_and_whole_months(kind, keys):
    """They begin with the year, follow each other and are actual to their last day."""
    periods = calendar_periods(kind, 2021)

    assert keys == [period.key for period in periods]
    assert {kind} == {period.kind for period in periods}
    assert Date(2021, 1, 1) == periods[0].starts_on
    assert all(one.ends_on < two.starts_on for one, two in pairwise(periods))
    assert all(period.cut_off_on == period.ends_on for period in periods)
    assert {None} == {period.send_by_on for period in periods}


@pytest.mark.parametrize(
    ("kind", "number", "first", "last"),
    [
        ("month", 2, "2024-02-01", "2024-02-29"),
        ("quarter", 1, "2024-01-01", "2024-03-31"),
        ("half-year", 2, "2024-07-01", "2024-12-31"),
        ("first-half", 1, "2024-01-01", "2024-06-30"),
        ("nine-months", 1, "2024-01-01", "2024-09-30"),
        ("official-year", 1, "2024-01-01", "2024-12-31"),
    ],
)
def test_a_calendar_period_has_its_first_and_last_day(kind, number, first, last):
    """A single one can be asked for."""
    period = calendar_period(kind, 2024, number)

    assert (first, last) == (str(period.starts_on), str(period.ends_on))


@pytest.mark.parametrize(
    ("year", "count", "first", "last"),
    [
        (2019, 52, "2018-12-31", "2019-12-29"),
        (2020, 53, "2019-12-30", "2021-01-03"),
        (2021, 52, "2021-01-04", "2022-01-02"),
        (2026, 53, "2025-12-29", "2027-01-03"),
    ],
)
def test_weeks_are_those_of_iso_8601(year, count, first, last):
    """From Monday to Sunday, 52 or 53 a year, belonging to the year of their Thursday."""
    weeks = calendar_periods("week", year)

    assert [f"{year}-W{n:02d}" for n in range(1, count + 1)] == [week.key for week in weeks]
    assert (first, last) == (str(weeks[0].starts_on), str(weeks[-1].ends_on))
    assert {("week", 0, 6)} == {
        (week.kind, week.starts_on.weekday(), (week.ends_on - week.starts_on).days)
        for week in weeks
    }
    assert all(week.cut_off_on == week.ends_on and not week.is_estimated for week in weeks)
    assert {None} == {week.send_by_on for week in weeks}
