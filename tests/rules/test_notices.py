"""What units are told in words, and how a host reads on in the outbox (R26, R06)."""

import pytest
from attrs import evolve

from builders import (
    by,
    clerk,
    closing_store,
    day,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow import Ladder, announcement_text, notices
from planflow.domain.plan import DISTANCES
from planflow.domain.reminder import RUNGS, rung_message
from planflow.domain.task import command as c
from planflow.message import LANGUAGES

YEAR_END = moment(12, 31)
NOTHING = Ladder(**dict.fromkeys(DISTANCES, ()), due_today=False)


@pytest.fixture(params=["memory", "sqlite"])
def store(request):
    """An empty store of each kind."""
    with closing_store(request.param) as opened:
        yield opened


def laddered(store, **rungs):
    """Return a flow in which the small plan runs with these rungs and no others."""
    return issued(store, small_plan(ladder=evolve(NOTHING, **rungs)))


def sentence(flow, given, rung, language):
    """Return the one sentence of a rung."""
    (found,) = [each for each in given if each.rung == rung]
    return announcement_text(found, flow, language)


ONLY_LATE = {"due_soon": (3,), "overdue": (2,), "escalated": (4,), "asked_again": (1,)}


def test_r26_an_ordered_unit_is_told_in_a_sentence(store):
    """Title, due day and days late, in both languages."""
    named = evolve(NOTHING, **ONLY_LATE)
    one = plan(item("1", "sgd", schedule=by(10, 31)), number="9/KH", ladder=named)
    flow = issued(store, one)
    given = flow.tick(YEAR_END)

    assert (
        "Đề nghị sgd khẩn trương hoàn thành “việc 1” (mục 1, 9/KH): thời hạn là ngày 31/10/2021, "
        "quá hạn 2 ngày (đôn đốc lần 1)."
    ) == sentence(flow, given, "overdue_1", "vi")
    assert (
        'sgd is to finish "việc 1" (item 1, 9/KH) in time, by 31/10/2021 (days left: 3).'
    ) == sentence(flow, given, "due_soon", "en")
    assert (
        "Kính báo cáo stp xem xét, chỉ đạo: sgd chưa hoàn thành “việc 1” (mục 1, 9/KH); thời hạn "
        "là ngày 31/10/2021, quá hạn 4 ngày."
    ) == sentence(flow, given, "escalated", "vi")


def test_r06_a_requested_body_is_asked_kindly_at_every_rung(store):
    """Not one sentence to it orders."""
    flow = issued(store, plan(item("2", "mttq", schedule=by(10, 15))))
    given = flow.tick(YEAR_END)

    assert ["opens", "due_soon", "due_today", "asked_again"] == [each.rung for each in given]
    assert all(announcement_text(each, flow, "vi").startswith("Kính đề nghị") for each in given)
    assert all("kindly" in announcement_text(each, flow, "en") for each in given)


def test_r26_what_has_no_date_says_why(store):
    """The guidance is named by its title, not by its id."""
    flow = laddered(store, waiting=(30,))
    given = flow.tick(YEAR_END)
    waits, undated = the(flow, "3", "stc"), the(flow, "4", "bac-son")
    of_waits = [announcement_text(each, flow, "vi") for each in given if each.task == waits.id]
    (of_undated,) = [announcement_text(each, flow) for each in given if each.task == undated.id]

    assert [
        (
            "Đề nghị stc chuẩn bị thực hiện “việc 3” (mục 3); thời hạn được xác định sau khi có: "
            "hướng dẫn."
        ),
        (
            "Đề nghị stc theo dõi “việc 3” (mục 3): sau 30 ngày vẫn chưa có hướng dẫn, chưa "
            "xác định được thời hạn."
        ),
    ] == of_waits
    assert 'bac-son is to carry out "việc 4" (item 4); the plan sets no date.' == of_undated


def test_r26_returned_put_off_and_uncorrected_have_sentences(store):
    """A report is called by its title; what is delivered has a report on it."""
    flow = laddered(store, not_resent=(2,))
    sent = the(flow, "1", "van-lang")
    flow.do(c.Report(sent.id), by=clerk("van-lang"), at=moment(10, 1))
    flow.do(c.Return(sent.id, "thiếu", day(10, 5)), by=clerk("sgd"), at=moment(10, 2))
    late = the(flow, "R.1", "bac-son")
    flow.do(c.AskExtension(late.id, day(12, 1), "lũ"), by=clerk("bac-son"), at=moment(2, 1))
    flow.do(c.GrantExtension(late.id), by=clerk("stp"), at=moment(2, 1))
    given = [each for each in flow.tick(YEAR_END) if each.rung != "opens"]
    texts = [announcement_text(each, flow, "vi") for each in given]

    assert [
        "Đề nghị bac-son thực hiện “báo cáo R.1” (mục R.1) theo thời hạn mới: hết ngày 01/12/2021.",
        (
            "Đề nghị van-lang chỉnh lý báo cáo về “việc 1” (mục 1) đã được trả lại và gửi lại chậm "
            "nhất hết ngày 05/10/2021."
        ),
        (
            "Đề nghị van-lang khẩn trương gửi lại báo cáo về “việc 1” (mục 1) đã được trả lại: "
            "thời hạn là ngày 05/10/2021, quá hạn 2 ngày (đôn đốc lần 1)."
        ),
    ] == texts


def test_r26_a_correction_has_sentences(store):
    flow = laddered(store, correction_unanswered=(3,))
    task = the(flow, "R.1", "bac-son")
    (edge,) = task.standing.edges
    flow.do(c.Report(task.id), by=clerk("bac-son"), at=moment(11, 1))
    flow.do(c.Report(edge.above), by=clerk("stp"), at=moment(11, 3))
    flow.do(c.AskCorrection(task.id, "số liệu sai"), by=clerk("stp"), at=moment(11, 5))
    given = [each for each in flow.tick(YEAR_END) if each.task == task.id]

    assert [
        (
            "Đề nghị bac-son chỉnh lý, bổ sung “báo cáo R.1” (mục R.1) theo yêu cầu của nơi nhận "
            "báo cáo."
        ),
        (
            "Đề nghị bac-son khẩn trương chỉnh lý, bổ sung “báo cáo R.1” (mục R.1): đã 3 ngày kể "
            "từ khi có yêu cầu (đôn đốc lần 1)."
        ),
    ] == [announcement_text(each, flow, "vi") for each in given]


def test_r26_an_obstacle_is_put_kindly_to_whoever_is_asked(store):
    """Upward nobody orders, whether it was raised at a task or at the plan."""
    flow = laddered(store, obstacle_unanswered=(5,))
    task = the(flow, "1", "van-lang")
    flow.do(c.RaiseObstacle(task.id, "thiếu kinh phí"), by=clerk("van-lang"), at=moment(3, 1))
    flow.do(c.RaiseObstacle("p", "thiếu quy chế"), by=clerk("bac-son"), at=moment(3, 2))
    given = [each for each in flow.tick(YEAR_END) if each.rung.startswith("obstacle")]

    assert [
        (
            "Kính đề nghị sgd xem xét, trả lời khó khăn, vướng mắc số 1 do van-lang nêu khi "
            "thực hiện “việc 1” (mục 1)."
        ),
        (
            "Kính đề nghị stp xem xét, trả lời khó khăn, vướng mắc số 1 do bac-son nêu khi "
            "thực hiện kế hoạch “kế hoạch” (p)."
        ),
        (
            "Kính đề nghị sgd sớm trả lời khó khăn, vướng mắc số 1 do van-lang nêu khi thực hiện "
            "“việc 1” (mục 1): đã 5 ngày chưa được trả lời (đôn đốc lần 1)."
        ),
        (
            "Kính đề nghị stp sớm trả lời khó khăn, vướng mắc số 1 do bac-son nêu khi thực hiện "
            "kế hoạch “kế hoạch” (p): đã 5 ngày chưa được trả lời (đôn đốc lần 1)."
        ),
    ] == [announcement_text(each, flow, "vi") for each in given]
    assert all("kindly" in announcement_text(each, flow, "en") for each in given)
    assert {"sgd", "stp"} == {each.recipient for each in notices(given, flow)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rung", RUNGS)
def test_r26_every_rung_has_a_name(rung, language):
    """The first and any further one."""
    first, fourth = rung_message(rung).text(language), rung_message(f"{rung}_4").text(language)

    assert first
    assert "4" in fourth


def test_r26_a_unit_gets_one_notice_with_the_highest_rung_of_each_task(store):
    """The agency hears of its own tasks and of what is escalated to it."""
    flow = issued(store)
    given = flow.tick(YEAR_END)
    by_unit = {each.recipient: each for each in notices(given, flow, "vi")}

    assert {each.recipient for each in given} == set(by_unit)
    assert "Nhắc việc gửi van-lang: 2 nội dung" == by_unit["van-lang"].subject
    assert 2 == str(by_unit["van-lang"]).count("đôn đốc lần 3")
    assert "Kính báo cáo stp xem xét, chỉ đạo: van-lang" in str(by_unit["stp"])


def test_r26_every_announcement_of_a_year_can_be_told_in_both_languages(store):
    """Whatever was given; nothing of the catalogue is missing."""
    flow = issued(store)
    given = flow.tick(YEAR_END)

    assert all(announcement_text(each, flow, lang) for each in given for lang in LANGUAGES)


# ── the outbox ───────────────────────────────────────────────────────────────


def test_r26_announcements_are_read_by_position(store):
    """Each with its place in the journal; after the place of the fifth come the others."""
    flow = issued(store)
    given = flow.tick(moment(11, 15))
    found = list(flow.announcements())
    fifth = found[4][0]

    assert sorted(each.id for each in given) == sorted(each.id for _, each in found)
    assert [
        (entry.position, entry.event) for entry in flow.journal() if entry.kind == "Announcement"
    ] == found
    assert found[5:] == list(flow.announcements(after=fifth))
    assert [] == list(flow.announcements(after=found[-1][0]))


def test_r26_what_comes_between_is_no_announcement(store):
    """Commands lie in the same journal."""
    flow = issued(store)
    flow.tick(moment(2, 1))
    (*_, (last, _)) = flow.announcements()
    flow.do(c.Start(the(flow, "1", "sgd").id), by=clerk("sgd"), at=moment(2, 2))

    assert [] == list(flow.announcements(after=last))
