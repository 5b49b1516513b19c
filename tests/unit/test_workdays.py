"""Working days: counting over them, what they say of a day, and what hosts change."""

import pickle
from datetime import date, timedelta

import pytest
from attrs import evolve
from pendulum import Date

from planflow.document import vietnam
from planflow.domain.workday import WEEKEND, Workdays
from planflow.errors import DefinitionError
from planflow.instant import add_days

BLOCKS = {
    2020: "01-01..01-01 01-23..01-29 04-02..04-02 04-30..05-03 09-02..09-02",
    2021: "01-01..01-03 02-10..02-16 04-21..04-21 04-30..05-03 09-02..09-05",
    2022: "01-01..01-03 01-29..02-06 04-09..04-11 04-30..05-03 09-01..09-04 12-31..01-02",
    2023: "01-20..01-26 04-29..05-03 09-01..09-04 12-30..01-01",
    2024: "02-08..02-14 04-18..04-18 04-27..05-01 08-31..09-03",
    2025: "01-01..01-01 01-25..02-02 04-05..04-07 04-30..05-04 08-30..09-02",
    2026: "01-01..01-04 02-14..02-22 04-25..04-27 04-30..05-03 08-29..09-02 11-24..11-24",
}
SATURDAYS_WORKED = {"2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"}
FRIDAY, SATURDAY, SUNDAY, MONDAY = (Date(2021, 6, day) for day in (11, 12, 13, 14))


def calendar(**given):
    """Return a calendar without holidays, known for 2021, as changed by what is given."""
    plain = {"name": "ours", "version": "v1", "off": (), "worked": ()}
    return Workdays(**{**plain, "known_until": Date(2021, 12, 31), **given})


def blocks():
    """Return first and last day of every stretch of days off around a holiday."""
    for year, text in BLOCKS.items():
        for pair in text.split():
            first, last = pair.split("..")
            ends = year if first <= last else year + 1
            yield Date.fromisoformat(f"{year}-{first}"), Date.fromisoformat(f"{ends}-{last}")


def faults(error):
    """Return the faults of an error as tuples."""
    return [(fault.place, fault.found, fault.expected) for fault in error.value.faults]


# ── Vietnam ──────────────────────────────────────────────────────────────────


def test_every_day_from_2020_to_2026_is_as_announced():
    """A day is off in a stretch around a holiday, or on a weekend that is not worked."""
    off = {add_days(a, n) for a, b in blocks() for n in range((b - a).days + 1)}
    for number in range(Date(2020, 1, 1).toordinal(), Date(2026, 12, 31).toordinal() + 1):
        day = Date.fromordinal(number)
        is_weekend = day.weekday() >= 5 and str(day) not in SATURDAYS_WORKED

        assert vietnam().is_working(day) is (day not in off and not is_weekend), day


@pytest.mark.parametrize(("first", "last"), list(blocks()))
def test_a_holiday_is_left_on_both_sides(first, last):
    """Counting into, over and out of a stretch of days off lands on its neighbours."""
    before, after = vietnam().add(first, -1), vietnam().next_working(last)

    assert not any(vietnam().is_working(add_days(first, n)) for n in range((last - first).days + 1))
    assert after == vietnam().add(first, 1) == vietnam().add(before, 1)
    assert before == vietnam().add(last, -1) == vietnam().add(after, -1)


@pytest.mark.parametrize(
    ("off", "worked", "before"),
    [
        ("2024-04-29", "2024-05-04", "2024-05-03"),
        ("2025-05-02", "2025-04-26", "2025-04-25"),
        ("2026-01-02", "2026-01-10", "2026-01-09"),
        ("2026-08-31", "2026-08-22", "2026-08-21"),
    ],
)
def test_a_swapped_pair_changes_both_its_days(off, worked, before):
    """The weekday is off, and its Saturday follows the Friday before it."""
    off, worked, before = map(Date.fromisoformat, (off, worked, before))

    assert (False, True) == (vietnam().is_working(off), vietnam().is_working(worked))
    assert worked == vietnam().next_working(before)
    assert before == vietnam().add(worked, -1)
    assert add_days(worked, 2) == vietnam().next_working(worked)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("2021-02-12", "là ngày nghỉ (Tết)", "is a day off (Tết)"),
        (
            "2024-04-29",
            "là ngày nghỉ (hoán đổi với 04/05/2024)",
            "is a day off (hoán đổi với 04/05/2024)",
        ),
        ("2021-11-13", "là thứ Bảy", "is a Saturday"),
        ("2021-11-14", "là Chủ nhật", "is a Sunday"),
    ],
)
def test_a_day_off_says_why(day, vi, en):
    """A holiday tells its name, a weekend its weekday."""
    reason = vietnam().reason(Date.fromisoformat(day))

    assert (vi, en) == (reason.text("vi"), reason.text("en"))


def test_a_holiday_without_a_name_is_a_day_off():
    """Where nobody wrote why, the sentence does not invent it."""
    assert "là ngày nghỉ" == calendar(off=[FRIDAY]).reason(FRIDAY).text("vi")
    assert "off.holiday" == calendar(off=[FRIDAY]).reason(FRIDAY).key


def test_a_weekday_of_rest_tells_its_weekday():
    """An office that rests on Wednesdays says so."""
    resting = calendar(rest_days={2})

    assert "là thứ Tư" == resting.reason(Date(2021, 6, 9)).text("vi")
    assert (False, True) == (resting.is_working(Date(2021, 6, 9)), resting.is_working(SATURDAY))


def test_every_year_of_vietnam_has_a_source():
    """Each year says on what it rests, and what is not certain; other years say nothing."""
    sources = [vietnam().source_of(year) for year in range(2020, 2027)]

    assert "Bộ luật Lao động 2012, điều 115" in sources[0]
    assert all("Bộ luật Lao động 2019, điều 111 và 112" in source for source in sources[1:])
    assert [False] * 6 + [True] == ["chưa chắc chắn" in source for source in sources]
    assert (None, None) == (vietnam().source_of(2019), vietnam().source_of(2027))


# ── what is known ────────────────────────────────────────────────────────────


def test_the_first_and_last_known_days_are_not_provisional():
    """The days next to them are."""
    known = calendar(known_from=Date(2021, 1, 1))
    days = [Date(2020, 12, 31), Date(2021, 1, 1), Date(2021, 12, 31), Date(2022, 1, 1)]

    assert [True, False, False, True] == [known.is_provisional(day) for day in days]
    assert Date(2020, 1, 1) == vietnam().known_from


def test_a_calendar_without_a_first_known_day_knows_all_before_its_last():
    """Nothing long past is provisional then."""
    assert not calendar().is_provisional(Date(1, 1, 1))


# ── counting ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 6, add_days(MONDAY, 7)),
        (FRIDAY, -1, Date(2021, 6, 10)),
        (FRIDAY, -5, Date(2021, 6, 4)),
        (SATURDAY, 0, SATURDAY),
        (SATURDAY, 1, MONDAY),
        (SATURDAY, 2, Date(2021, 6, 15)),
        (SUNDAY, -1, FRIDAY),
        (SUNDAY, -2, Date(2021, 6, 10)),
        (MONDAY, -1, FRIDAY),
    ],
)
def test_working_days_are_counted_without_the_first(day, count, expected):
    """Forward and back, from working days and from days off; nothing counted is the day itself."""
    assert expected == calendar().add(day, count)


def test_dates_of_the_standard_library_are_taken():
    """Pendulum's dates come back, also for nothing counted, near and far."""
    for day in (date(2021, 6, 11), date(1500, 6, 11)):
        found = [calendar().add(day, count) for count in (-1, 0, 1)]

        assert [Date] * 3 == [type(each) for each in found]


def test_a_rest_day_made_a_working_day_goes_before_off():
    """A day told both ways is worked."""
    both = calendar(off=[SATURDAY], worked=[SATURDAY])

    assert both.is_working(SATURDAY)
    assert SATURDAY == both.next_working(FRIDAY)


@pytest.mark.parametrize(
    ("day", "count"),
    [(Date(9999, 12, 30), 5), (Date(9999, 12, 31), 1), (Date(1, 1, 1), -1), (Date(1, 1, 4), -9)],
)
def test_counting_beyond_the_years_of_dates_is_an_error(day, count):
    """There is no day to return."""
    with pytest.raises(DefinitionError, match="a day of the years 1 to 9999"):
        calendar().add(day, count)


@pytest.mark.parametrize("until", [Date(1, 1, 3), Date(2021, 12, 31), Date(9999, 12, 31)])
def test_the_first_and_the_last_day_can_be_reached(until):
    """Wherever the known days lie: 1 January of year 1 is a Monday, 31 December 9999 a Friday."""
    found = calendar(known_until=until)

    assert Date(1, 1, 1) == found.add(Date(1, 1, 2), -1)
    assert Date(1, 1, 2) == found.add(Date(1, 1, 1), 1)
    assert Date(9999, 12, 31) == found.add(Date(9999, 12, 30), 1)
    assert Date(9999, 12, 30) == found.add(Date(9999, 12, 31), -1)


def test_the_table_spans_the_known_years_and_some_around():
    """Two years before what is known, ten after; nothing is looked up outside of it."""
    table = calendar(known_from=Date(2020, 1, 1))._table

    assert Date(2020, 1, 1).toordinal() - 732 == table.first
    assert Date(2021, 12, 31).toordinal() + 3660 == table.first + len(table.seen) - 2


def test_the_table_reaches_to_the_last_day_that_is_told():
    """A day off beyond the known ones, and one before them, widen it."""
    table = calendar(off=[Date(2025, 1, 1)], worked=[Date(2015, 1, 3)])._table

    assert Date(2015, 1, 3).toordinal() - 732 == table.first
    assert Date(2025, 1, 1).toordinal() + 3660 == table.first + len(table.seen) - 2


def test_the_table_stays_small_however_far_a_day_lies():
    """Fifty years on each side of what is known are the most."""
    table = calendar(off=[Date(1000, 1, 1), Date(3000, 1, 1)])._table

    assert Date(2021, 12, 31).toordinal() - 18300 == table.first
    assert Date(2021, 12, 31).toordinal() + 18300 == table.first + len(table.seen) - 2


@pytest.mark.parametrize("until", [Date(1, 1, 1), Date(9999, 12, 31)])
def test_the_table_stays_within_the_years_of_dates(until):
    """Dates end in the year 9999, and begin in the year 1."""
    table = calendar(known_until=until)._table

    assert table.first >= 1
    assert table.first + len(table.seen) - 2 <= date.max.toordinal()


def test_the_table_knows_its_own_ends():
    """Nothing is found before its first day, after its last, or where the answer lies outside."""
    table = calendar()._table
    last = table.first + len(table.seen) - 2

    assert (None, None) == (table.find(table.first - 1, 1), table.find(table.first, -1))
    assert (None, None) == (table.find(last, 1), table.find(last + 2, -1))
    assert table.days[0] == table.find(table.days[0].toordinal() + 1, -1)
    assert table.days[-1] == table.find(table.days[-1].toordinal() - 1, 1)
    assert table.days[-1] == table.find(last + 1, -1)
    assert table.days[1] == table.find(table.days[0].toordinal(), 1)
    assert table.days[-1] == table.find(table.days[0].toordinal(), len(table.days) - 1)
    assert table.find(table.days[0].toordinal(), len(table.days)) is None


def test_the_table_is_no_part_of_the_value():
    """A calendar that has counted equals one that has not; copies and pickles count as it does."""
    one, other = calendar(off=[FRIDAY]), calendar(off=[FRIDAY])
    one.add(FRIDAY, 10)
    copy = pickle.loads(pickle.dumps(one))  # noqa: S301

    assert (one, hash(one)) == (other, hash(other)) == (copy, hash(copy))
    assert one.add(FRIDAY, 10) == copy.add(FRIDAY, 10)
    assert repr(one) == repr(other)
    assert MONDAY != evolve(one, off=[MONDAY]).next_working(FRIDAY)


def test_the_table_is_built_once():
    """Later counts look up what the first has built."""
    found = calendar()

    assert found._table is found._table


# ── the value ────────────────────────────────────────────────────────────────


def test_days_and_texts_are_kept_so_that_they_can_be_compared():
    """Dates, ordinals, mappings and pairs mean the same."""
    number = FRIDAY.toordinal()
    one = calendar(off=[FRIDAY], names={FRIDAY: "Lễ"}, sources={2021: "b", 2020: "a"})
    other = calendar(off=[number], names=[(number, "Lễ")], sources=((2020, "a"), (2021, "b")))

    assert one == other
    assert ((number, "Lễ"),) == one.names
    assert ((2020, "a"), (2021, "b")) == one.sources


@pytest.mark.parametrize(
    ("rest_days", "found"),
    [({7}, "[7]"), ({-1, 6}, "[-1, 6]"), (range(7), "[0, 1, 2, 3, 4, 5, 6]")],
)
def test_a_week_has_seven_days_and_one_to_work_on(rest_days, found):
    """Other rest days are refused."""
    with pytest.raises(DefinitionError) as caught:
        calendar(rest_days=rest_days)

    expected = "weekdays from 0 (Monday) to 6 (Sunday), not all of them"
    assert [("rest_days", found, expected)] == faults(caught)


def test_the_weekend_is_saturday_and_sunday_unless_told_otherwise():
    """A calendar may also have no rest days at all."""
    assert frozenset({5, 6}) == WEEKEND == calendar().rest_days
    assert [SATURDAY, SUNDAY] == [calendar(rest_days=()).add(FRIDAY, n) for n in (1, 2)]


# ── changes ──────────────────────────────────────────────────────────────────


def test_an_office_adds_days_off():
    """Its own day is off, with its name; the base stays as it was."""
    found = calendar().changed(off=[FRIDAY], names={FRIDAY: "Ngày truyền thống"})

    assert (False, True) == (found.is_working(FRIDAY), calendar().is_working(FRIDAY))
    assert "là ngày nghỉ (Ngày truyền thống)" == found.reason(FRIDAY).text("vi")
    assert MONDAY == found.next_working(Date(2021, 6, 10))


def test_a_day_off_can_be_worked_again():
    """A holiday named in ``worked`` is an ordinary day, without its name."""
    base = calendar(off=[FRIDAY, MONDAY], names={FRIDAY: "Lễ", MONDAY: "Nghỉ bù"})
    found = base.changed(worked=[FRIDAY])

    assert (True, False) == (found.is_working(FRIDAY), found.is_working(MONDAY))
    assert frozenset({MONDAY.toordinal()}) == found.off
    assert frozenset() == found.worked
    assert ((MONDAY.toordinal(), "Nghỉ bù"),) == found.names


def test_a_saturday_that_was_worked_can_be_off_again():
    """The rest day is what it was, and needs no mention."""
    found = calendar(worked=[SATURDAY]).changed(off=[SATURDAY])

    assert not found.is_working(SATURDAY)
    assert (frozenset(), frozenset()) == (found.off, found.worked)


def test_a_swap_moves_work_from_a_weekday_to_a_weekend():
    """Both of its days change, and only they."""
    found = calendar().changed(swaps=[(MONDAY, SATURDAY)])

    assert SATURDAY == found.next_working(FRIDAY)
    assert add_days(MONDAY, 1) == found.next_working(SATURDAY)
    assert "là ngày nghỉ" == found.reason(MONDAY).text("vi")


def test_a_swap_can_be_swapped_back():
    """A Saturday that is worked gives its work to the next one."""
    later = add_days(SATURDAY, 7)
    found = calendar(worked=[SATURDAY]).changed(swaps=[(SATURDAY, later)])

    assert (False, True) == (found.is_working(SATURDAY), found.is_working(later))


def test_swaps_that_change_nothing_are_refused_together():
    """Every fault is told, with the number of its swap."""
    base = calendar(off=[MONDAY], worked=[SUNDAY])
    with pytest.raises(DefinitionError) as caught:
        base.changed(
            off=[FRIDAY],
            swaps=[(FRIDAY, SATURDAY), (Date(2021, 6, 15), SUNDAY), (Date(2021, 6, 16), MONDAY)],
        )

    assert [
        ("swaps[1]: day off", "2021-06-11", "a day that is worked"),
        ("swaps[2]: day worked", "2021-06-13", "a weekly rest day that is not worked"),
        ("swaps[3]: day worked", "2021-06-14", "a weekly rest day that is not worked"),
    ] == faults(caught)


def test_a_day_is_swapped_once():
    """The second swap of a day meets what the first has made of it."""
    with pytest.raises(DefinitionError) as caught:
        calendar().changed(swaps=[(MONDAY, SATURDAY), (MONDAY, SATURDAY)])

    assert [
        ("swaps[2]: day off", "2021-06-14", "a day that is worked"),
        ("swaps[2]: day worked", "2021-06-12", "a weekly rest day that is not worked"),
    ] == faults(caught)


def test_contradictions_and_names_of_working_days_are_refused():
    """A day is off or worked; only a day off has a name."""
    with pytest.raises(DefinitionError) as caught:
        calendar().changed(
            off=[FRIDAY, SATURDAY], worked=[SATURDAY, FRIDAY], names={MONDAY: "Lễ", SUNDAY: "Lễ"}
        )

    assert [
        ("off and worked", "2021-06-11", "each day in one of them"),
        ("off and worked", "2021-06-12", "each day in one of them"),
        ("names", "2021-06-14", "a day that is not worked"),
    ] == faults(caught)


def test_an_office_that_works_on_saturdays_says_so():
    """Its rest days take the place of the weekend; what they make pointless is left out."""
    base = calendar(worked=[SATURDAY], off=[FRIDAY])
    found = base.changed(rest_days={SUNDAY.weekday()})

    assert [SATURDAY, MONDAY] == [found.add(FRIDAY, n) for n in (1, 2)]
    assert (frozenset({6}), frozenset()) == (found.rest_days, found.worked)
    assert frozenset({FRIDAY.toordinal()}) == found.off


def test_names_and_sources_are_added_to_those_that_are_known():
    """A new text takes the place of an old one; the others stay."""
    base = calendar(
        off=[FRIDAY, MONDAY], names={FRIDAY: "A", MONDAY: "B"}, sources={2020: "x", 2021: "y"}
    )
    found = base.changed(names={MONDAY: "C"}, sources={2021: "z", 2022: "u"})

    assert {FRIDAY.toordinal(): "A", MONDAY.toordinal(): "C"} == dict(found.names)
    assert {2020: "x", 2021: "z", 2022: "u"} == dict(found.sources)


def test_what_is_known_can_be_moved():
    """The last known day is the host's to tell; without it the base's stays."""
    later = calendar(known_from=Date(2021, 1, 1)).changed(known_until=Date(2022, 12, 31))

    assert (Date(2021, 1, 1), Date(2022, 12, 31)) == (later.known_from, later.known_until)
    assert Date(2021, 12, 31) == calendar().changed(off=[FRIDAY]).known_until


# ── versions ─────────────────────────────────────────────────────────────────

CHANGES = (
    {},
    {"off": [FRIDAY]},
    {"off": [MONDAY]},
    {"off": [FRIDAY, MONDAY]},
    {"off": [FRIDAY], "names": {FRIDAY: "Lễ"}},
    {"worked": [SATURDAY]},
    {"worked": [SUNDAY]},
    {"swaps": [(MONDAY, SATURDAY)]},
    {"rest_days": {6}},
    {"rest_days": {5}},
    {"known_until": Date(2022, 12, 31)},
    {"sources": {2021: "thông báo"}},
)


def test_calendars_that_differ_have_versions_that_differ():
    """Whatever is changed shows in the version, behind the base's."""
    found = {calendar().changed(**change).version for change in CHANGES}

    assert len(CHANGES) == len(found)
    assert all(version == "v1" or version.startswith("v1+") for version in found)
    assert {2, 11} == {len(version) for version in found}


def test_the_same_days_have_the_same_version_by_whichever_way():
    """In one step, in two, by a swap or by its two days."""
    found = [
        calendar().changed(off=[MONDAY], worked=[SATURDAY]),
        calendar().changed(off=[MONDAY]).changed(worked=[SATURDAY]),
        calendar().changed(swaps=[(MONDAY, SATURDAY)]),
        calendar()
        .changed(off=[FRIDAY, MONDAY, SUNDAY], worked=[SATURDAY])
        .changed(worked=[FRIDAY]),
    ]

    assert 1 == len(set(found))


def test_a_change_of_nothing_keeps_the_version():
    """Days that were off already, working days worked and Sundays off say nothing new."""
    base = calendar(off=[FRIDAY, SATURDAY], worked=[MONDAY])
    found = base.changed(off=[FRIDAY, SUNDAY], worked=[add_days(MONDAY, 1)])

    assert "v1" == found.version
    assert (frozenset({FRIDAY.toordinal()}), frozenset()) == (found.off, found.worked)


def test_a_day_off_that_is_worked_all_the_same_says_nothing():
    """Rest or not, ``worked`` decides, so that ``off`` is left out."""
    base = calendar(off=[FRIDAY, SATURDAY], worked=[FRIDAY, SATURDAY])
    found = base.changed()

    assert (frozenset(), frozenset({SATURDAY.toordinal()})) == (found.off, found.worked)
    assert "v1" == found.version


def test_a_version_may_be_given():
    """The host's own word goes before any digest."""
    assert "ubnd-1" == calendar().changed(off=[FRIDAY], version="ubnd-1").version
    assert "ubnd-2" == calendar().changed(version="ubnd-2").version


def test_changes_of_changes_have_one_digest():
    """The digest tells the days, so a second one takes the place of the first."""
    twice = calendar().changed(off=[FRIDAY]).changed(off=[MONDAY])

    assert calendar().changed(off=[FRIDAY, MONDAY]).version == twice.version
    assert 1 == twice.version.count("+")


def test_a_plus_of_the_host_s_own_is_kept():
    """Only a digest is taken off, and only at the end."""
    found = calendar(version="v1+deadbeef+x").changed(off=[FRIDAY]).version

    assert found.startswith("v1+deadbeef+x+")


def test_the_digest_is_the_same_on_every_machine():
    """Deadlines of today and of next year are told from the same text."""
    assert "v1+9c4343c5" == calendar().changed(off=[FRIDAY], names={FRIDAY: "Lễ"}).version


def test_a_year_of_working_days_is_counted_at_once():
    """Two hundred and fifty working days forward are as many lookups as one."""
    found = vietnam().add(Date(2021, 1, 4), 250)

    days = (Date(2021, 1, 4) + timedelta(n) for n in range(1, 400))
    assert [day for day in days if vietnam().is_working(day)][249] == found
