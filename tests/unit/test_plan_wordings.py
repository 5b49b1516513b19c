"""Plan files whose times are words: read for the plan's year, their events and regimes found."""

import pytest
from pendulum import Date

from builders import ISSUED_AT, clerk, closing_store, day, flow_on, moment
from planflow.document import parse_plan
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import (
    AfterEvent,
    ByRegime,
    Fixed,
    Milestones,
    Recurring,
    Relative,
    Soft,
    Unparsed,
    Unscheduled,
    Window,
)
from planflow.errors import FormatError
from planflow.store import Query
from strategies import bare

GUIDANCE = '[[events]]\nid = "guidance"\ntitle = "Có hướng dẫn của Bộ Tư pháp"\n'
UNTIL_MAY = Fixed(on=Date(2025, 5, 28), strict=True)
UNTIL_MAY_WORDS = "trước ngày 28/5"


def head(year=2021, more=""):
    """Return the head of a plan file."""
    names = 'format = 1\nid = "p"\ntitle = "Kế hoạch"\nissuer = "board"\nstanding_agency = "stp"\n'
    return f"{names}years = {{ from = {year}, to = {year} }}\n{more}"


def item(time, code="1", more=""):
    """Return an item; a time that is no table is words."""
    time = time if time.startswith("{") else f'"{time}"'
    keys = f'[[items]]\ncode = "{code}"\ntitle = "Việc"\nlead = "sgd"\ntime = {time}\n'
    return keys + more


def duty(time):
    """Return a duty to report."""
    keys = '[[duties]]\ncode = "R"\ntitle = "Báo cáo"\nreporters = "stc"\naddressees = ["ubnd"]\n'
    return f'{keys}time = "{time}"\n'


def plan_of(*times, events="", year=2021):
    """Return a plan with an item for each of some words."""
    items = (item(time, str(code)) for code, time in enumerate(times, 1))
    return parse_plan(head(year, events) + "".join(items))


def schedules(*times, **facts):
    """Return what some words mean in a plan, without the words."""
    return [bare(each.schedule) for each in plan_of(*times, **facts).items]


def events(*times, **facts):
    """Return id and title of the events that a plan has."""
    return [(each.id, each.title.vi) for each in plan_of(*times, **facts).events]


def told(plan):
    """Return what a person is told before the plan is issued."""
    with closing_store("memory") as store:
        return [each.text("vi") for each in flow_on(store).preview(plan, at=ISSUED_AT).warnings]


# ── where words may stand ────────────────────────────────────────────────────


def test_the_words_of_an_item_take_the_plan_s_first_year():
    """A day without a year is one of the first; the words are kept."""
    (found,) = plan_of(UNTIL_MAY_WORDS, year=2025).items

    assert (UNTIL_MAY, UNTIL_MAY_WORDS) == (bare(found.schedule), found.schedule.words)
    assert ["deadline.year_taken"] == [doubt.key for doubt in found.schedule.doubts]


def test_words_may_stand_wherever_a_time_may():
    """At a part, a partner, a product and a duty, as at an item."""
    part = f'[[items.parts]]\ncode = "1.1"\ntitle = "Phần"\ntime = "{UNTIL_MAY_WORDS}"\n'
    partner = f'partners = [{{ units = ["stc"], time = "{UNTIL_MAY_WORDS}" }}]\n'
    product = (
        f'[[items.products]]\nid = "a"\ntitle = "A"\nmeasure = "lớp"\ntime = "{UNTIL_MAY_WORDS}"\n'
    )
    text = (
        head(2025)
        + item("hằng năm", "1", part)
        + item("hằng năm", "2", partner + product)
        + duty(UNTIL_MAY_WORDS)
    )
    plan = parse_plan(text)
    second = plan.items[1]

    assert [UNTIL_MAY] * 4 == [
        bare(each.schedule)
        for each in (
            plan.items[0].parts[0],
            second.partners[0],
            second.products[0],
            plan.duties[0],
        )
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", Unscheduled()),
        ("kịp thời", Soft()),
        ("Đã hoàn thành", Unparsed()),
        ("hằng quý", Recurring(every="quarter")),
        ("Quý I", Window(opens_on=Date(2021, 1, 1), closes_on=Date(2021, 3, 31))),
        ("10 ngày kể từ ngày ký", Relative(count=10)),
        ('{ kind = "unparsed", words = "Quý I" }', Unparsed()),
    ],
)
def test_every_kind_of_words_is_read(words, expected):
    """Understood or not; words in a table are what the table says."""
    assert [expected] == schedules(words)


def test_several_times_are_milestones():
    """Each is a task of its own."""
    (found,) = plan_of("Sơ kết trong tháng 6, tổng kết trong tháng 12").items
    with closing_store("memory") as store:
        flow = flow_on(store)
        flow.issue(plan_of(found.schedule.words), by=clerk("board", "chair"), at=ISSUED_AT)
        due = [task.due_on for task in flow.find(Query())]

    assert isinstance(found.schedule, Milestones)
    assert [day(6, 30), day(12, 31)] == due


def test_the_parts_of_milestones_are_tables():
    """Words may state several times by themselves; a table of them is typed throughout."""
    table = '{ kind = "milestones", parts = ["31/7/2021", { kind = "fixed", on = 2021-12-10 }] }'

    with pytest.raises(FormatError, match=r"parts\[1\]: found '31/7/2021'; expected a table"):
        schedules(table)


# ── events ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "Sau khi có hướng dẫn của Bộ Tư pháp",
        "sau khi CÓ HƯỚNG DẪN của bộ tư pháp.",
        "Theo hướng dẫn của Bộ Tư pháp",
        "sau khi “guidance”",
    ],
)
def test_an_event_of_the_plan_is_found_by_its_title_or_id(words):
    """Capitals and a full stop make no other event."""
    assert [AfterEvent(event="guidance")] == schedules(words, events=GUIDANCE)
    assert ["guidance"] == [id for id, _ in events(words, events=GUIDANCE)]


def test_an_event_that_the_plan_lacks_is_declared_once():
    """Its title is the words, its id made of them; who names it again means the same."""
    words = ("Sau khi có hướng dẫn của Bộ Tư pháp", "10 ngày kể từ khi có hướng dẫn của Bộ Tư pháp")
    expected = "co-huong-dan-cua-bo-tu-phap"

    assert [(expected, "có hướng dẫn của Bộ Tư pháp")] == events(*words)
    assert [AfterEvent(event=expected), AfterEvent(event=expected, count=10)] == schedules(*words)


def test_a_new_event_takes_no_id_that_is_taken():
    """The plan's own events keep their ids."""
    taken = '[[events]]\nid = "mo-hoi-thi"\ntitle = "Khác"\n'

    assert [("mo-hoi-thi", "Khác"), ("mo-hoi-thi-2", "mở hội thi")] == events(
        "sau khi mở hội thi", events=taken
    )


def test_the_id_of_a_new_event_is_short_and_never_empty():
    """It is made of the letters that any keyboard has."""
    long, strange = events(f"sau khi {'mở hội thi ' * 9}", "sau khi “Ω”")

    assert len(long[0]) <= 60
    assert not long[0].endswith("-")
    assert strange == ("event", "Ω")


def test_a_term_from_an_unnamed_day_waits_for_it():
    """Which day is counted from is for a person to say, by recording it."""
    ((event, title),) = events("Không quá 05 ngày làm việc")

    assert "mục 1: ngày bắt đầu tính “Không quá 05 ngày làm việc”" == title
    assert [AfterEvent(event=event, count=5, counted_in="working-day")] == schedules(
        "Không quá 05 ngày làm việc"
    )


def test_an_event_from_words_dates_its_task():
    """Recorded like any other, it is counted from."""
    plan = plan_of("02 ngày làm việc kể từ ngày chốt số liệu")
    with closing_store("memory") as store:
        flow = flow_on(store)
        flow.issue(plan, by=clerk("board", "chair"), at=ISSUED_AT)
        happened = RecordEvent("p", "chot-so-lieu", day(11, 12))
        flow.do(happened, by=clerk("stp"), at=moment(11, 13))

        assert day(11, 16) == flow.find(Query()).one().due_on


# ── regimes ──────────────────────────────────────────────────────────────────


def test_a_reference_without_a_regime_is_undated_and_told():
    """The day stands elsewhere; a person is told where."""
    plan = plan_of("theo quy định")

    assert (ByRegime(regime="quy định"), ()) == (bare(plan.items[0].schedule), plan.regimes)
    assert ["1: theo quy định: phải xem văn bản đó mới có ngày"] == told(plan)


@pytest.mark.parametrize(
    "name", ["“decree-09-2019”", "Chế độ báo cáo định kỳ theo Nghị định 09/2019/NĐ-CP"]
)
def test_a_regime_is_found_by_its_id_or_title(name):
    """One that is shipped comes along."""
    plan = parse_plan(head() + item("Quý I") + duty(f"báo cáo hằng năm theo {name}"))

    assert ByRegime(regime="decree-09-2019", period="year") == bare(plan.duties[0].schedule)
    assert ["decree-09-2019"] == [regime.id for regime in plan.regimes]


def test_the_periods_of_a_regime_that_nobody_knows_are_a_fault():
    """Its place and the regimes that are known are told."""
    with pytest.raises(FormatError) as caught:
        parse_plan(head() + item("Quý I") + duty("báo cáo hằng năm theo “lệ làng”"))

    (fault,) = caught.value.faults
    assert ("duty R: time", "regime 'lệ làng'") == (fault.place, fault.found)


# ── what a person is told ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Quý I", []),
        ("31/7", ["1: “31/7” không ghi năm: lấy năm 2021 của kế hoạch"]),
        ("kịp thời", ["1: “kịp thời” không phải là một ngày"]),
        ("Đã hoàn thành", ["1: chưa đọc được “Đã hoàn thành”, cần người xem xét"]),
        ("", ["1: kế hoạch không nêu thời gian"]),
        ("Sau khi có hướng dẫn", ["1: chờ sự kiện “có hướng dẫn”"]),
    ],
)
def test_what_words_leave_open_is_told_before_the_issue(words, expected):
    """Every doubt and every missing date, with its item."""
    assert expected == told(plan_of(words))


def test_a_partner_s_doubt_is_told_too():
    """Its day without a year is as much an assumption as the lead's."""
    partner = f'partners = [{{ units = ["stc"], time = "{UNTIL_MAY_WORDS}" }}]\n'
    plan = parse_plan(head() + item("Quý III", more=partner))

    assert ["1: “ngày 28/5” không ghi năm: lấy năm 2021 của kế hoạch"] == told(plan)
