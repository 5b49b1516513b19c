"""Letters that remind units: who gets one, what stands in it, how kindly it asks."""

import io

import pytest
from attrs import evolve
from docx import Document

from planflow.document import Signing, reminder_letters
from planflow.domain.organisation import Directory


@pytest.fixture(scope="module")
def letters(returned):
    """Return the letters of 16 November, by unit: reports were due on the 14th."""
    return {letter.recipient: letter for letter in reminder_letters(returned)}


def test_those_who_owe_a_report_get_one(letters):
    """Silent ones, one whose report was returned, and who only is late with another task."""
    assert {"van-lang", "cao-loc", "health", "trang-dinh"} <= set(letters)
    assert "industry-trade" not in letters


def test_the_sender_does_not_write_to_itself(letters):
    assert "stp" not in letters


def test_a_letter_has_the_head_of_an_official_one(letters):
    text = str(letters["van-lang"])

    assert "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN" in text
    assert "Số: …/STP |" in text
    assert "V/v đôn đốc thực hiện Kế hoạch năm 2021" in text
    assert "*Lạng Sơn, ngày 16 tháng 11 năm 2021*" in text
    assert "- Ủy ban nhân dân huyện Văn Lãng." in text


def test_it_tells_how_late_each_matter_is_and_which_reminder_this_is(letters):
    row = "(mục IV.2) | 14/11/2021 | quá hạn 02 ngày; đôn đốc lần 1 |"

    assert row in str(letters["van-lang"])


def test_a_returned_report_has_its_date_for_resending(letters):
    row = "(mục IV.2) | 20/11/2021 | báo cáo bị trả lại, chưa gửi lại; còn 04 ngày |"

    assert row in str(letters["trang-dinh"])


def test_days_are_those_of_the_letter_not_of_the_announcement(year):
    """On 31 January the last reminder was given long ago."""
    text = {letter.recipient: str(letter) for letter in reminder_letters(year)}["van-lang"]

    assert "quá hạn 78 ngày; đôn đốc lần 3" in text


def test_who_is_late_is_urged_and_who_is_only_asked_is_asked_kindly(year, letters):
    asked = {letter.recipient: str(letter) for letter in reminder_letters(year)}["border-guard"]

    assert "Đề nghị Ủy ban nhân dân huyện Văn Lãng khẩn trương" in str(letters["van-lang"])
    assert "Kính đề nghị Bộ Chỉ huy Bộ đội Biên phòng tỉnh quan tâm" in asked
    assert "đã qua thời gian đề nghị 31 ngày" in asked
    assert "quá hạn" not in asked


def test_nobody_is_reminded_of_a_task_that_is_new(issued):
    assert () == reminder_letters(issued)


def test_letters_stand_in_the_units_order(letters, returned):
    order = [unit.id for unit in returned.directory if unit.id in letters]

    assert order == list(letters)


def test_a_letter_is_a_word_file_too(returned):
    signing = Signing(number="12/STP-PBGDPL", offices=("GIÁM ĐỐC",), name="Nguyễn Văn A")
    letter = reminder_letters(returned, signing=signing)[0]
    data = letter.to_docx()
    head, foot = (Document(io.BytesIO(data)).tables[n].rows[0].cells for n in (0, 2))

    assert "Số: 12/STP-PBGDPL" in [p.text for p in head[0].paragraphs]
    assert ["GIÁM ĐỐC", "Nguyễn Văn A"] == [p.text for p in foot[1].paragraphs]
    assert data == letter.to_docx()


def test_names_cannot_break_out(hostile):
    for letter in reminder_letters(hostile):
        assert "<b>" not in str(letter).replace("\\<b\\>", "")
        assert letter.to_docx()


def test_units_that_nobody_knows_get_theirs(returned, letters):
    unknown = evolve(returned, directory=Directory(()))

    assert set(letters) == {letter.recipient for letter in reminder_letters(unknown)}
