"""Rules R8 to R10: a plan chooses how its days are read, and each deadline says by which."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import by, day, moment
from planflow.domain.deadline import (
    BACK,
    BEFORE,
    CIVIL_CODE,
    FORWARD,
    LAX,
    NONE,
    ROLLS,
    STRICT,
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
    Unparsed,
    Unscheduled,
    Window,
    answer,
    cut_off_conflicts,
    occurrences,
    partner_conflicts,
    report_conflicts,
)
from planflow.domain.workday import Mark, Period, Regime, RegimePeriod
from planflow.errors import DefinitionError
from planflow.instant import end_of_day
from strategies import COUNTS, DAYS, SINGLE, UNITS, WORDINGS, setting_of

MICRO = dt.timedelta(microseconds=1)
HAPPENED = {"guidance": Happening("guidance", day(11, 3))}
HOURS = st.none() | st.integers(0, 23)
POLICIES = st.builds(
    Policy, before=st.sampled_from(BEFORE), roll=st.sampled_from(ROLLS), closes_at=HOURS
)


def deadlines(schedule, policy, **facts):
    """Return the deadlines of a schedule in a plan of 2021."""
    found = occurrences(schedule, setting_of(2021, policy=policy, happenings=HAPPENED, **facts))
    return [one.deadline for one in found if one.deadline is not None]


def dues(schedule, **facts):
    """Return the last acceptable days of a schedule under each way to roll."""
    found = {roll: deadlines(schedule, Policy(roll=roll, **facts)) for roll in ROLLS}
    return {roll: [one.due_on for one in each] for roll, each in found.items()}


def at(none, civil_code, forward, back):
    """Return the only day that is expected under each way to roll."""
    ways = {NONE: none, CIVIL_CODE: civil_code, FORWARD: forward, BACK: back}
    return {roll: [each] for roll, each in ways.items()}


# Monday, 15 November 2021: the weekend before it is the 13th and the 14th.
FRIDAY, SATURDAY, SUNDAY, MONDAY = (day(11, number) for number in (12, 13, 14, 15))
BEFORE_MONDAY = Fixed(on=MONDAY, strict=True)


# ── every kind of time under every policy ────────────────────────────────────


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (by(11, 12), at(FRIDAY, FRIDAY, FRIDAY, FRIDAY)),
        (by(11, 14), at(SUNDAY, SUNDAY, MONDAY, FRIDAY)),
        (BEFORE_MONDAY, at(SUNDAY, SUNDAY, MONDAY, FRIDAY)),
        (by(2, 12), at(day(2, 12), day(2, 12), day(2, 17), day(2, 9))),  # Tết
        (
            Window(opens_on=day(10, 1), closes_on=day(10, 31)),
            at(day(10, 31), day(10, 31), day(11, 1), day(10, 29)),
        ),
        (Continuous(closes_on=SATURDAY), at(SATURDAY, SATURDAY, MONDAY, FRIDAY)),
        (
            ByRegime(regime="decree-09-2019", period="year"),  # sent by Saturday, 25 December
            at(day(12, 25), day(12, 25), day(12, 27), day(12, 24)),
        ),
        (Relative(anchor=day(11, 3), count=10), at(SATURDAY, MONDAY, MONDAY, FRIDAY)),
        (AfterEvent(event="guidance", count=10), at(SATURDAY, MONDAY, MONDAY, FRIDAY)),
        (Relative(anchor=day(11, 17), count=-3), at(SUNDAY, FRIDAY, FRIDAY, FRIDAY)),
        (Relative(anchor=FRIDAY, count=1, counted_in="working-day"), at(*[MONDAY] * 4)),
        (Relative(anchor=MONDAY, count=-1, counted_in="working-day"), at(*[FRIDAY] * 4)),
        (
            Relative(anchor=day(10, 31, 2020), count=1, counted_in="year"),
            at(day(10, 31), day(11, 1), day(11, 1), day(10, 29)),
        ),
    ],
    ids=lambda each: type(each).__name__ if not isinstance(each, dict) else "",
)
@pytest.mark.parametrize("closes_at", [None, 17])
def test_r10_each_kind_of_time_rolls_as_the_policy_says(schedule, expected, closes_at):
    """Named days under the Civil Code stay, terms go on; forward and back move both."""
    assert expected == dues(schedule, closes_at=closes_at)


def test_r10_each_period_of_a_rhythm_rolls_by_itself():
    """Monthly by the 15th, of which 2021 has four on days off; February's falls into Tết."""
    found = dues(Recurring(every="month", due_day=15))
    moved = {
        roll: [(one.month, one.day) for one in found[roll] if one.day != 15]
        for roll in (FORWARD, BACK)
    }

    assert found[NONE] == found[CIVIL_CODE] == [day(month, 15) for month in range(1, 13)]
    assert {
        FORWARD: [(2, 17), (5, 17), (8, 16)],
        BACK: [(2, 9), (5, 14), (8, 13)],
    } == moved


@pytest.mark.parametrize(
    ("schedule", "strict", "lax"),
    [
        (BEFORE_MONDAY, SUNDAY, MONDAY),
        (by(11, 14), SUNDAY, SUNDAY),
        (Window(opens_on=day(11, 1), closes_on=SUNDAY), SUNDAY, SUNDAY),
        (Recurring(every="year", due_month=11, due_day=15, strict=True), SUNDAY, MONDAY),
        (Relative(anchor=MONDAY, count=-3), FRIDAY, FRIDAY),
    ],
    ids=["before", "by", "window", "rhythm", "term"],
)
def test_r09_only_before_is_read_strictly_or_laxly(schedule, strict, lax):
    """Whether "before" takes in the day; nothing else is touched."""
    found = [deadlines(schedule, Policy(before=before))[0].due_on for before in (STRICT, LAX)]

    assert [strict, lax] == found


@pytest.mark.parametrize(
    ("before", "roll", "expected"),
    [
        (STRICT, NONE, SUNDAY),
        (STRICT, CIVIL_CODE, SUNDAY),
        (STRICT, BACK, FRIDAY),
        (STRICT, FORWARD, MONDAY),
        *((LAX, roll, MONDAY) for roll in ROLLS),
    ],
)
@pytest.mark.parametrize("closes_at", [None, 0, 17])
def test_r09_before_15_november_2021_under_every_policy(before, roll, closes_at, expected):
    """The plan's own example, from its words."""
    policy = Policy(before=before, roll=roll, closes_at=closes_at)
    found = answer("trước ngày 15/11/2021", setting_of(2021, policy=policy))

    assert expected == found.due_on


# ── terms that are counted backwards ─────────────────────────────────────────


@given(st.builds(Relative, anchor=DAYS, count=COUNTS, counted_in=UNITS), POLICIES)
def test_r10_a_term_never_rolls_towards_its_anchor_from_before_it(schedule, policy):
    """So many days before a day stay at least so many, whatever the policy."""
    (found,) = deadlines(schedule, policy)
    (unmoved,) = deadlines(schedule, Policy(roll=NONE))

    if schedule.count < 0:
        assert found.due_on <= unmoved.due_on < schedule.anchor
    elif policy.roll == BACK:
        assert found.due_on <= unmoved.due_on
    else:
        assert found.due_on >= unmoved.due_on >= schedule.anchor


def test_r10_a_term_says_why_it_moved():
    """The day off by its name, and in which direction."""
    forward, back = (
        deadlines(Relative(anchor=anchor, count=count), Policy())[0].explanation
        for anchor, count in ((day(2, 8), 3), (day(2, 18), -3))
    )

    assert (
        "3 ngày kể từ ngày 08/02/2021 (không tính ngày đó): hết ngày 11/02/2021\n"
        "ngày 11/02/2021 là ngày nghỉ (Tết), "
        "thời hạn kết thúc vào ngày làm việc tiếp theo 17/02/2021"
    ) == "\n".join(why.text("vi") for why in forward)
    assert (
        "3 days before 18/02/2021: by the end of 15/02/2021\n"
        "15/02/2021 is a day off (Tết), so the term ends on the working day before, 09/02/2021"
    ) == "\n".join(why.text("en") for why in back)


# ── when the day ends ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("schedule", "closes_at", "expected"),
    [
        (by(11, 12), None, moment(11, 13, 0) - MICRO),
        (by(11, 12), 17, moment(11, 12, 17)),
        (by(11, 12), 0, moment(11, 12, 0)),
        (by(11, 12, hour=9, minute=30), 17, moment(11, 12, 9, 30)),
        (by(11, 12, hour=18), 17, moment(11, 12, 18)),
        (Window(opens_on=day(11, 1), closes_on=FRIDAY), 17, moment(11, 12, 17)),
        (Relative(anchor=FRIDAY, count=-1), 17, moment(11, 11, 17)),
        (BEFORE_MONDAY, 17, moment(11, 14, 17)),
    ],
)
def test_r08_an_office_that_closes_ends_its_days_then(schedule, closes_at, expected):
    """An hour that the words name goes before the policy's."""
    assert expected == deadlines(schedule, Policy(closes_at=closes_at))[0].due_at


@pytest.mark.parametrize(
    ("before", "expected"), [(STRICT, moment(11, 12, 17) - MICRO), (LAX, moment(11, 12, 17))]
)
def test_r09_before_an_hour_is_read_as_before_a_day(before, expected):
    """Laxly, 17:00 itself is in time."""
    schedule = by(11, 12, hour=17, strict=True)

    assert expected == deadlines(schedule, Policy(before=before))[0].due_at


def test_r10_the_hour_moves_with_its_day():
    """By 17:00 on a Sunday, moved back, is by 17:00 on Friday."""
    (found,) = deadlines(by(11, 14, hour=17), Policy(roll=BACK))

    assert moment(11, 12, 17) == found.due_at


@given(SINGLE, POLICIES)
def test_r08_whatever_the_policy_it_ends_on_the_due_day(schedule, policy):
    """Day and instant agree, and nothing opens after it is due."""
    for found in deadlines(schedule, policy):
        assert found.due_at <= end_of_day(found.due_on)
        assert found.due_at >= end_of_day(found.due_on) - dt.timedelta(days=1)
        assert found.opens_on is None or found.opens_on <= found.due_on


# ── names ────────────────────────────────────────────────────────────────────


@given(POLICIES)
def test_r10_a_policy_is_found_by_its_name(policy):
    """What a deadline says of its policy can be read back."""
    assert policy == Policy.named(policy.name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", Policy()),
        ("lax", Policy(before=LAX)),
        ("BACK", Policy(roll=BACK)),
        ("none/strict", Policy(roll=NONE)),
        ("17h, forward + lax", Policy(before=LAX, roll=FORWARD, closes_at=17)),
        ("7:00", Policy(closes_at=7)),
        ("civil-code 0h", Policy(closes_at=0)),
        ("23h", Policy(closes_at=23)),
    ],
)
def test_r10_names_may_come_in_any_order(name, expected):
    """What is not named is the default."""
    assert expected == Policy.named(name)


@pytest.mark.parametrize("name", ["often", "strictly", "17", "17:30", "civil code", "lax; back"])
def test_r10_a_name_that_is_unknown_is_refused(name):
    """The names that are known are told."""
    with pytest.raises(DefinitionError) as caught:
        Policy.named(name)

    (fault,) = caught.value.faults
    expected = "strict or lax; civil-code, none, forward or back; an hour such as 17h"
    assert ("policy", repr(name), expected) == (fault.place, fault.found, fault.expected)


@pytest.mark.parametrize("name", ["24h", "99:00"])
def test_r10_an_hour_that_no_day_has_is_refused(name):
    """A day has 24 hours, of which the last begins at 23."""
    with pytest.raises(DefinitionError, match="an hour from 0h to 23h"):
        Policy.named(name)


# ── what every deadline tells ────────────────────────────────────────────────

SAID = {
    STRICT: ("không gồm ngày đó", "leaves the day itself out"),
    LAX: ("gồm cả ngày đó", "takes the day itself in"),
    CIVIL_CODE: ("ngày ghi rõ thì giữ nguyên", "a named date stays"),
    NONE: ("không dời", "a day off moves nothing"),
    FORWARD: ("thì sang ngày làm việc tiếp theo", "moves the end to the next working day"),
    BACK: ("lùi về ngày làm việc liền trước", "moves the end back to the last working day"),
}
CHOICES = [*product(BEFORE, ROLLS, (None, 17))]


@pytest.mark.parametrize(("before", "roll", "closes_at"), CHOICES)
def test_r10_every_deadline_tells_its_policy_and_its_calendar(before, roll, closes_at):
    """Whatever the wording, an official reads by which choices and which table."""
    policy = Policy(before=before, roll=roll, closes_at=closes_at)
    for one in WORDINGS:
        setting = setting_of(one.year, one.issued_on, policy)
        for found in occurrences(answer(one.text, setting).schedule, setting):
            if found.deadline is not None:
                check_sentences(found.deadline, policy, setting.workdays.version)


def check_sentences(deadline, policy, version):
    """Check that the last two sentences tell policy and calendar, after those of the day itself."""
    *why, reading, calendar = deadline.sentences()

    assert (policy.name, version) == (deadline.policy, deadline.calendar)
    assert why == [*deadline.explanation]
    for number, language in enumerate(("vi", "en")):
        told = reading.text(language)
        assert SAID[policy.before][number] in told
        assert SAID[policy.roll][number] in told
        assert ("17" in told) == (policy.closes_at == 17)
        assert calendar.text(language).endswith(f": {version}")


def test_r10_a_policy_of_the_host_s_own_is_told_by_its_name():
    """A deadline may have been kept by somebody who reads differently."""
    (found,) = deadlines(by(11, 12), Policy())
    own = type(found)(
        opens_on=None, due_on=found.due_on, due_at=found.due_at, policy="as the mayor says"
    )

    assert ["reading: as the mayor says"] == [each.text("en") for each in own.sentences()]


def test_r10_a_date_that_a_person_decided_tells_no_policy():
    """Nothing was read, nothing counted."""
    (found,) = deadlines(by(11, 12), Policy())
    decided = type(found)(opens_on=None, due_on=found.due_on, due_at=found.due_at)

    assert () == decided.sentences()


# ── what each kind of time tells ─────────────────────────────────────────────

OWN = Regime(
    id="own",
    title="chế độ riêng",
    valid_to=day(6, 30),
    periods=(
        RegimePeriod(
            kind="half-year",
            starts=Mark(0, 1),
            ends=Mark(0, 31),
            cut_off=Mark(0, 15),
            send_by=Mark(0, 20),
        ),
        RegimePeriod(kind="year", starts=Mark(0, 1), ends=Mark(0, 31), cut_off=Mark(0, 31)),
    ),
)
LETTER = Happening("letter", day(6, 10), document="1028/BTP", due=by(7, 30))
SILENT = Happening("silent", day(6, 10))
ASKED = Happening("asked", day(6, 10), due=by(7, 30), data_from=day(1, 1), data_to=day(6, 30))
TELLING = {
    "regimes": {"own": OWN},
    "happenings": {each.event: each for each in (LETTER, SILENT, ASKED)},
}


def told(schedule, **facts):
    """Yield key, dating and last day of each occurrence, then what is said of it."""
    for one in occurrences(schedule, setting_of(2021, **(TELLING | facts))):
        due_on = one.deadline and one.deadline.due_on
        why = one.deadline.explanation if one.deadline else [one.note]
        warnings = one.deadline.warnings if one.deadline else ()
        yield f"{one.key}, {one.dating}, {due_on}"
        yield from (f"  {each.text('en')}" for each in (*why, *warnings))


TELLERS = (
    BEFORE_MONDAY,
    by(11, 14, hour=9, minute=5),
    by(11, 14, hour=17, strict=True),
    Window(opens_on=day(3, 1), closes_on=day(4, 30)),
    Continuous(closes_on=day(12, 31)),
    Continuous(opens_on=day(3, 1)),
    Recurring(every="half-year", due_day=5),
    Relative(count=3),
    AfterEvent(event="letter"),
    AfterEvent(event="silent"),
    AfterEvent(event="silent", count=2, counted_in="week"),
    AfterEvent(event="other", count=3),
    AfterEvent(event="", count=3),
    ByRegime(regime="own", period="half-year"),
    ByRegime(regime="own", period="year"),
    ByRegime(regime="own", period="month"),
    ByRegime(regime="custom"),
    Milestones(parts=(by(6, 15), Recurring(every="year"), by(12, 15))),
    Soft(words="kịp thời"),
    Unparsed(words="sau"),
    Unscheduled(),
)
TALES = """\
once, dated, 2021-11-14
  "before 15/11/2021": by the end of 14/11/2021
once, dated, 2021-11-14
  by 09:05 on 14/11/2021
once, dated, 2021-11-14
  before 17:00 on 14/11/2021
once, dated, 2021-04-30
  from 01/03/2021 to the end of 30/04/2021
once, continuous, 2021-12-31
  continuous, closing on 31/12/2021
once, continuous, None
  continuous, without an end
2021-H1, dated, 2021-06-05
  period 2021-H1: by the end of 05/06/2021
2021-H2, dated, 2021-12-05
  period 2021-H2: by the end of 05/12/2021
once, undated, None
  no deadline yet: the day of issue is not known
once, dated, 2021-07-30
  by 1028/BTP, on 10/06/2021
  by the end of 30/07/2021
once, undated, None
  silent has come and brings no date
once, dated, 2021-06-24
  by silent, on 10/06/2021
  2 weeks from 10/06/2021, that day not counted: by the end of 24/06/2021
once, waiting, None
  waits for the event "other"
once, waiting, None
  no deadline yet: the text does not name the day from which to count
2021-H1, dated, 2021-06-20
  under chế độ riêng, period 2021-H1: data cut off on 15/06/2021, sent by 20/06/2021
2021-H2, dated, 2021-12-20
  under chế độ riêng, period 2021-H2: data cut off on 15/12/2021, sent by 20/12/2021
  chế độ riêng is not in force in period 2021-H2
2021, undated, None
  chế độ riêng sets no sending day for period 2021
once, undated, None
  chế độ riêng sets no sending day for period month
once, undated, None
  as custom says: the date stands there, not here
m1, dated, 2021-06-15
  by the end of 15/06/2021
2021-m2, dated, 2021-12-31
  period 2021: by the end of 31/12/2021
m3, dated, 2021-12-15
  by the end of 15/12/2021
once, undated, None
  "kịp thời" is no date
once, undated, None
  "sau" has not been read: a person must decide
once, undated, None
  the plan states no time
"""


def test_r10_each_kind_of_time_tells_its_day():
    """Under which key it is done, whether it has a date, and why."""
    assert TALES.splitlines() == [tale for schedule in TELLERS for tale in told(schedule)]


@pytest.mark.parametrize(
    ("schedule", "opens_on", "period"),
    [
        (ByRegime(regime="own", period="year"), None, "2021"),
        (AfterEvent(event="letter"), day(6, 10), None),
        (AfterEvent(event="asked"), day(6, 10), "asked"),
        (Recurring(every="half-year", open_month=2, open_day=3), day(2, 3), "2021-H1"),
        (Recurring(every="half-year", open_month=2), day(2, 1), "2021-H1"),
        (Recurring(every="month", open_day=3), day(1, 3), "2021-01"),
        (Continuous(opens_on=day(3, 1)), day(3, 1), None),
    ],
)
def test_r22_each_kind_of_time_has_its_first_day_and_its_period(schedule, opens_on, period):
    """From when it may be done, and which data it is about."""
    found, *_ = occurrences(schedule, setting_of(2021, **TELLING))

    assert opens_on == (found.deadline.opens_on if found.deadline else found.opens_on)
    assert period == (found.period and found.period.key)


def test_r11_the_period_of_an_event_is_that_of_the_data_it_asks_for():
    """All its data are actual; half a span is none."""
    assert (
        Period(
            key="asked",
            kind="event",
            starts_on=day(1, 1),
            ends_on=day(6, 30),
            cut_off_on=day(6, 30),
        )
        == ASKED.period()
    )
    assert {None} == {
        Happening("asked", day(6, 10), **half).period()
        for half in ({}, {"data_from": day(1, 1)}, {"data_to": day(6, 30)})
    }


def test_r14_a_conflict_tells_who_and_both_days():
    """A report, a partner, a cut-off: whose day leaves no time for what."""
    workdays = setting_of(2021).workdays
    (early,), (late,) = (deadlines(by(11, number), Policy()) for number in (12, 14))
    cut = Period(
        key="2021", kind="year", starts_on=day(1, 1), ends_on=day(12, 31), cut_off_on=day(11, 11)
    )

    assert [
        "Report R is due on 14/11/2021, which leaves no working day before S is due on 12/11/2021",
        "Partner R is due on 14/11/2021, after its lead S on 12/11/2021",
        "R: no working day lies between the cut-off 11/11/2021 and the deadline 12/11/2021",
    ] == [
        each.text("en")
        for each in (
            *report_conflicts(late, early, workdays, "R", "S"),
            *partner_conflicts(late, early, "R", "S"),
            *cut_off_conflicts(cut, early, workdays, "R"),
        )
    ]
    assert [] == [
        *report_conflicts(early, deadlines(by(11, 15), Policy())[0], workdays, "R", "S"),
        *partner_conflicts(early, early, "R", "S"),
        *cut_off_conflicts(cut, deadlines(by(11, 15), Policy())[0], workdays, "R"),
    ]


def test_r12_a_report_without_a_day_has_its_period_and_says_so():
    """What is missing is the day of sending, not what it is about."""
    (found,) = occurrences(Recurring(every="year"), setting_of(2021), is_report=True)
    told = "report for 2021 without a sending day: no deadline"

    assert ("2021", told) == (found.period.key, found.note.text("en"))


def test_r12_days_take_in_the_periods_that_they_touch():
    """From 31 March to 1 May: three months."""
    rule = Recurring(every="month", opens_on=day(3, 31), closes_on=day(5, 1))

    assert [3, 4, 5] == [found.due_on.month for found in deadlines(rule, Policy())]
