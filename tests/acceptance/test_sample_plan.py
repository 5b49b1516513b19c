"""The plan that ``PLANFLOW_SAMPLE_PLAN`` names, read whole, line by line.

The document is not ours to keep here; without it the tests are skipped.
"""

import os
from pathlib import Path

import pytest

from planflow import draft_data, read_draft, read_units

SAMPLE = os.environ.get("PLANFLOW_SAMPLE_PLAN", "")
UNITS = Path(__file__).parents[2] / "examples" / "lang_son" / "units-2021.csv"
STP = "Sở Tư pháp"
ALL = "Các cơ quan, đơn vị, địa phương có liên quan"
CONCERNED = "cơ quan, đơn vị, địa phương có liên quan"
POLICE, GUARD = "Công an tỉnh", "Bộ chỉ huy Bộ đội biên phòng tỉnh"

pytestmark = pytest.mark.skipif(not SAMPLE, reason="PLANFLOW_SAMPLE_PLAN names no file")


@pytest.fixture(scope="module")
def draft():
    return read_draft(SAMPLE, directory=read_units(UNITS))


@pytest.fixture(scope="module")
def data(draft):
    return draft_data(draft)


def column(data, key):
    return [item[key] for item in data["items"]]


def test_the_head_is_read(data):
    head = data["head"]

    assert ("KẾ HOẠCH", "", None) == (head["kind"], head["number"], head["issued_on"])
    assert "Ban Chỉ đạo Đề án" == head["issuer"]
    assert head["subject"].startswith("Tiếp tục thực hiện Đề án")
    assert head["subject"].endswith("năm 2021 trên địa bàn tỉnh Lạng Sơn")
    assert [2021, 2021] == data["years"]


def test_there_are_eight_items_with_their_codes(data):
    codes = ["II.1.1", "II.1.2", "II.2", "II.3", "II.4", "II.5", "II.6", "II.7"]

    assert codes == column(data, "code")
    assert [STP] * 8 == column(data, "lead")
    assert ["order"] * 8 == column(data, "authority")


def test_the_partners_are_told_apart(data):
    radio = ["Đài Phát thanh và Truyền hình tỉnh", "các cơ quan, đơn vị có liên quan"]
    expected = [[ALL], [ALL], [ALL], [GUARD, POLICE, CONCERNED], [ALL], radio]
    expected += [[POLICE, GUARD, CONCERNED], ["UBND các huyện, thành phố"]]

    assert expected == column(data, "partners")


def test_times_are_read_and_the_seventh_has_none(data):
    year = "2021-12-31"
    deadlines = ["2021-03-31", None, year, year, year, year, year, None]
    times = ["Trong Quý I năm 2021", "Sau khi có hướng dẫn của Bộ Tư pháp", "Năm 2021"]
    times += ["Thường xuyên năm 2021", "Năm 2021", "Năm 2021", "Năm 2021", None]

    assert times == column(data, "time")
    assert deadlines == column(data, "deadline")


def test_products_are_counted(data):
    counts = [
        [(one["quantity"], one["unit"]) for one in products]
        for products in column(data, "products")
    ]
    expected = [[(None, "")], [(None, "")] * 2, [(3, "lớp")], [(3, "hội nghị")], [(None, "")]]
    expected += [[(5, "clip"), (10, "chương trình")], [(None, "")] * 2, []]

    assert expected == counts
    assert ["Văn bản hướng dẫn", "Báo cáo tổng kết Đề án"] == [
        one["text"] for one in data["items"][1]["products"]
    ]


def test_reports_go_to_the_steering_board_through_the_department_of_justice(data):
    duty = next(one for one in data["duties"] if one["via"])
    upward = next(one for one in data["duties"] if one["to"] == "UBND tỉnh và Bộ Tư pháp")

    assert duty["who"].startswith("Các cơ quan chuyên môn thuộc UBND tỉnh")
    assert duty["who"].endswith("UBND các huyện, thành phố có địa bàn trọng điểm")
    assert ("Ban Chỉ đạo Đề án tỉnh", STP) == (duty["to"], duty["via"])
    assert ("trước ngày 15/11/2021", "2021-11-14") == (duty["time"], duty["deadline"])
    assert (STP, None, None) == (upward["who"], upward["via"], upward["time"])


def test_the_front_is_asked(data):
    asked = [one for one in data["assignments"] if one["authority"] == "request"]

    assert ["IV.3"] == [one["code"] for one in asked]
    assert asked[0]["lead"].startswith("Ủy ban Mặt trận Tổ quốc tỉnh Lạng Sơn")


def test_legal_bases_are_found_also_in_running_text(data):
    numbers = ["113/KH-UBND", "705/QĐ-TTg", "152/KH-UBND", "2658/QĐ-BTP", "2559/QĐ-UBND"]

    assert [*numbers, "1824/QĐ-UBND"] == [basis["number"] for basis in data["bases"]]
    days = ["2017-06-20", "2017-05-25", "2017-09-01", "2020-12-31", "2020-12-15", "2017-10-04"]
    assert days == [basis["issued_on"] for basis in data["bases"]]


def test_agency_budget_signature_and_recipients_are_read(data):
    assert STP == data["standing_agency"]
    assert "2559/QĐ-UBND" in data["budget"]
    assert data["signer"].startswith("TRƯỞNG BAN")
    assert "Dương Xuân Huyên" == data["signed_by"]
    assert 13 == len(data["recipients"])
    assert ["TT. Tỉnh ủy"] == [one["text"] for one in data["recipients"] if one["is_report"]]


def test_no_line_is_unaccounted_for(data):
    assert [] == data["unused"]


def test_units_are_found_in_the_directory(draft):
    assert {("stp",)} == {item.lead.units for item in draft.items}
    assert [("border-guard",), ("police",)] == [one.units for one in draft.items[3].partners[:2]]
    assert all(item.partners[-1].is_open for item in draft.items[:7])
