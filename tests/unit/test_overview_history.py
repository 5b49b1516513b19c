"""The history of a task, told: one sentence for everything that can happen, in both languages."""

import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

import attrs
import pytest
from pendulum import Date, DateTime

from builders import (
    STORES,
    clerk,
    closing_store,
    day,
    deadline,
    issued,
    moment,
    province,
    small_plan,
    the,
)
from planflow.document import story, told_of
from planflow.domain.change import PlanChange, RecordEvent, WithdrawEvent
from planflow.domain.deadline import Deadline, Schedule
from planflow.domain.organisation import Directory, Selector
from planflow.domain.plan import Ladder, Plan
from planflow.domain.reminder import Announcement
from planflow.domain.task import command as c
from planflow.domain.task import event as e
from planflow.message import LANGUAGES, Message

EVENTS = (*get_args(e.Event), *get_args(PlanChange), Announcement)
NOON = moment(6, 30)
KNOWN = {
    str: "sgd",
    int: 3,
    bool: True,
    Decimal: Decimal("1.5"),
    Date: Date(2021, 6, 30),
    date: Date(2021, 6, 30),
    DateTime: NOON,
    Deadline: deadline(day(6, 30)),
    Ladder: Ladder(),
    Plan: small_plan(),
    Message: Message.of("deadline.none"),
}


@pytest.fixture(params=STORES)
def flow(request):
    with closing_store(request.param) as store:
        yield issued(store)


def sample(kind, *, is_full=True):
    """Return some value of a type, with or without what may be left out."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in KNOWN or kind in (Schedule, Selector, Any):
        return KNOWN.get(kind)
    if origin in (Union, types.UnionType):
        is_missing = type(None) in arguments and not is_full
        return None if is_missing else sample(arguments[0], is_full=is_full)
    if origin in (tuple, frozenset):
        return origin([sample(arguments[0])] if is_full else ())
    if origin is not None and issubclass(origin, Mapping):
        return {"classes": sample(arguments[1])} if is_full else {}
    return made(kind, is_full=is_full)


def made(kind, *, is_full):
    """Return a value of an attrs class; what has a default keeps it unless all is wanted."""
    fields = attrs.fields(attrs.resolve_types(kind))
    values = {
        each.name: sample(each.type, is_full=is_full)
        for each in fields
        if each.init
        if is_full or each.default is attrs.NOTHING
    }
    return kind(**values | ({"sections": '{"results": "tốt"}'} if "sections" in values else {}))


@attrs.frozen
class Line:
    """An entry as a story needs it."""

    event: object
    stream: str = "p/1/sgd/once"
    at: DateTime = NOON
    unit: str | None = "stp"
    actor_name: str | None = None


def told(flow, entries, language="en"):
    """Return the story of some entries of the small plan."""
    return story(entries, plan=flow.plan("p").plan, directory=flow.directory, language=language)


def of(flow, task):
    """Return everything about a task, announcements among it."""
    return told_of(flow.journal(), task)


# ── everything that can happen ───────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "bare"])
@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_everything_that_can_happen_has_a_sentence(kind, is_full, language):
    """A new event needs one line in the catalogue; this says which is missing."""
    line = Line(made(kind, is_full=is_full))

    (sentence,) = story((line,), plan=small_plan(), directory=province(), language=language)

    start = {"vi": "Ngày 30/06/2021, stp ", "en": "On 30/06/2021 stp "}
    assert sentence.startswith(start[language])
    assert "{" not in sentence
    assert "Deadline(" not in sentence


def test_a_sentence_that_is_missing_is_noticed():
    """An event that nobody has put into the catalogue cannot be told in silence."""

    @attrs.frozen
    class Vanished:
        pass

    with pytest.raises(KeyError, match="vanished"):
        story((Line(Vanished()),), plan=small_plan(), directory=province())


def test_what_was_said_stands_beside_by_its_name(flow):
    """A narrative by sections bears their titles; a reason that looks like data stays as it is."""
    task = the(flow, "1", "van-lang").id
    command = c.Report(task, sections={"results": "Đã mở lớp.", "difficulties": "Thiếu kinh phí."})
    flow.do(command, by=clerk("van-lang"), at=moment(6, 1))
    flow.do(c.Return(task, '{"a": [1]}', day(6, 20)), by=clerk("sgd"), at=moment(6, 2))

    *_, given, returned = told(flow, flow.history(task), "vi")

    assert given.endswith("Kết quả thực hiện: Đã mở lớp. Khó khăn, vướng mắc: Thiếu kinh phí.")
    assert returned.endswith('Lý do: {"a": [1]}')


def test_an_obstacle_is_told_from_raising_to_answer(flow):
    task = the(flow, "1", "van-lang").id
    flow.do(c.RaiseObstacle(task, "thiếu kinh phí"), by=clerk("van-lang"), at=moment(6, 1))
    flow.do(c.AnswerObstacle(task, 1, "đã bổ sung"), by=clerk("sgd"), at=moment(6, 2))

    assert (
        "On 01/06/2021 van-lang raised obstacle 1, put to sgd. In words: thiếu kinh phí",
        "On 02/06/2021 sgd answered obstacle 1. Answer: đã bổ sung",
    ) == told(flow, flow.history(task))[-2:]


# ── one life ─────────────────────────────────────────────────────────────────


def test_the_life_of_a_partner_s_task(flow):
    """Assigned, begun, reported late with figures, returned, resent, taken: in Vietnamese."""
    task = the(flow, "1", "van-lang").id
    hoa = clerk("van-lang", "person-7", name="Nguyễn Thị Hoa")
    flow.do(c.Start(task), by=hoa, at=moment(10, 1))
    first = c.Report(task, figures={"classes": 1200}, narrative="Đã mở lớp.", signed_by="Lê Văn Ký")
    flow.do(first, by=hoa, at=moment(11, 3))
    flow.do(c.Return(task, "thiếu danh sách", day(11, 20)), by=clerk("sgd"), at=moment(11, 5))
    flow.do(c.Report(task, evidence=("12/BC",)), by=hoa, at=moment(11, 6))
    flow.do(c.Report(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(11, 8))

    assert (
        """
Ngày 11/01/2021, board giao van-lang thực hiện nhiệm vụ 1 “việc 1”,
 thời hạn đến hết ngày 31/10/2021; nơi nhận báo cáo: sgd, van-lang.
Ngày 01/10/2021, van-lang (Nguyễn Thị Hoa) bắt đầu thực hiện.
Ngày 03/11/2021, van-lang (Nguyễn Thị Hoa) gửi báo cáo kết quả (bản 1); gửi quá hạn 31/10/2021;
 số liệu: classes: 1.200 cái. Nội dung: Đã mở lớp. Người ký: Lê Văn Ký.
Ngày 05/11/2021, sgd trả lại báo cáo (bản 1), yêu cầu gửi lại chậm nhất ngày 20/11/2021.
 Lý do: thiếu danh sách
Ngày 06/11/2021, van-lang (Nguyễn Thị Hoa) gửi báo cáo kết quả (bản 2);
 tài liệu kèm theo: 12/BC.
Ngày 08/11/2021, sgd tổng hợp báo cáo (bản 2) vào nhiệm vụ 1 của sgd.
""".replace("\n ", " ").strip()
        == "\n".join(told(flow, flow.history(task), "vi"))
    )


def test_the_report_above_tells_what_it_was_made_from_and_who_is_missing(flow):
    flow.do(
        c.Report(the(flow, "1", "van-lang").id, figures={"classes": 2}),
        by=clerk("van-lang"),
        at=moment(10, 1),
    )
    lead = the(flow, "1", "sgd").id
    flow.do(c.Report(lead, figures={"classes": 1}), by=clerk("sgd"), at=moment(10, 2))

    assert (
        "On 02/10/2021 sgd sent the closing report (version 1); figures: classes: 1 cái; "
        "reports gathered: 1, in all: classes: 3 cái; without: trang-dinh (not yet due)."
    ) == told(flow, flow.history(lead))[-1]


def test_r27_an_entry_for_another_unit_tells_both_days(flow):
    """Recorded on the 20th, sent on paper on the 12th."""
    task = the(flow, "R.1", "bac-son").id
    paper = c.Paper("12/BC-UBND", moment(11, 12), "scan-12")
    flow.do(c.Report(task, paper=paper), by=clerk("stp"), at=moment(11, 20))

    sentence = told(flow, flow.history(task))[-1]

    assert sentence.startswith("On 20/11/2021 stp sent the closing report (version 1); ")
    assert "from a paper sent on 12/11/2021" in sentence
    assert "evidence: 12/BC-UBND, scan-12" in sentence


def test_days_are_those_of_the_plan_s_zone(flow):
    """Half past midnight in Hanoi is still the day before in UTC."""
    task = the(flow, "1", "sgd").id
    flow.do(c.Start(task), by=clerk("sgd"), at=moment(3, 2, 0, 30))

    assert "On 02/03/2021 sgd began." == told(flow, flow.history(task))[-1]


def test_what_is_asked_of_a_body_is_told_as_asked(flow):
    assert (
        'On 11/01/2021 board asked mttq for 2 "việc 2", due by the end of 15/10/2021;'
        in (told(flow, flow.history(the(flow, "2", "mttq").id))[0])
    )


def test_r25_a_name_that_was_erased_is_told_no_more(flow):
    """The unit, the act and the day stay; the person, the reason and the words are gone."""
    task = the(flow, "1", "van-lang").id
    hoa = clerk("van-lang", "person-7", name="Nguyễn Thị Hoa")
    flow.do(c.AskRelease(task, "tôi ốm"), by=hoa, at=moment(3, 1))
    assert told(flow, flow.history(task))[-1].endswith(
        "van-lang (Nguyễn Thị Hoa) asked to be released. Reason: tôi ốm"
    )

    flow.erase("person-7")

    assert "On 01/03/2021 van-lang asked to be released." == told(flow, flow.history(task))[-1]
    assert flow.verify().is_sound


def test_announcements_stand_among_what_happened(flow):
    """The sweep told the holder; nobody did it in person."""
    task = the(flow, "1", "sgd").id
    flow.tick(moment(11, 2))

    sentences = told(flow, of(flow, task))

    assert "On 02/11/2021 the system told sgd of task 1 of sgd: reminder 1." in sentences
    assert len(sentences) > len(flow.history(task))


def test_a_further_reminder_is_told_with_its_number():
    """A plan may have any number of them."""
    with closing_store("memory") as store:
        flow = issued(store, small_plan(ladder=Ladder(overdue=(1, 2, 3, 4))))
        flow.tick(moment(11, 5))
        sentences = told(flow, of(flow, the(flow, "1", "sgd").id))

    assert "On 05/11/2021 the system told sgd of task 1 of sgd: reminder 4." in sentences


def test_the_history_of_a_plan(flow):
    """An event is told by its title, a unit by its name; nothing of the tasks."""
    command = RecordEvent("p", "guidance", day(6, 10), document="1028/BTP")
    flow.do(command, by=clerk("stp"), at=moment(6, 11))

    assert (
        "On 11/01/2021 board issued kế hoạch as of 11/01/2021, with tasks up to 31/12/2021.",
        'On 11/06/2021 stp recorded the event "hướng dẫn" of 10/06/2021, document: 1028/BTP.',
    ) == told(flow, of(flow, "p"))


def test_a_date_taken_away_is_told_as_none(flow):
    """An event withdrawn leaves its task waiting."""
    task = the(flow, "3", "stc").id
    event = RecordEvent("p", "guidance", day(6, 10), due=small_plan().items[1].schedule)
    flow.do(event, by=clerk("stp"), at=moment(6, 11))
    flow.do(WithdrawEvent("p", "guidance", "nhầm"), by=clerk("stp"), at=moment(6, 12))

    *_, dated, undated = told(flow, flow.history(task), "vi")

    assert "theo “hướng dẫn”: thời hạn đến hết ngày 15/10/2021." in dated
    assert "theo “hướng dẫn”: chưa có thời hạn." in undated


def test_a_unit_that_the_directory_has_lost_is_told_by_its_id(flow):
    entries = flow.history(the(flow, "1", "sgd").id)

    (sentence,) = story(entries, plan=small_plan(), directory=Directory(()), language="vi")

    assert "giao sgd thực hiện" in sentence


def test_what_nobody_did_in_person_the_system_did():
    (sentence,) = story(
        (Line(e.Started(), unit=None),), plan=small_plan(), directory=province(), language="vi"
    )

    assert "Ngày 30/06/2021, hệ thống bắt đầu thực hiện." == sentence
