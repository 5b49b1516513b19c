"""The consolidated report as Markdown: its order, its figures, who is missing."""

import re

import pytest
from attrs import evolve

from planflow.document import report_text
from planflow.document.number import count_text
from planflow.errors import NotFoundError

SECTIONS = (
    "# BÁO CÁO",
    "**Kính gửi:**",
    "## I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
    "## II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
    "## III. SỐ LIỆU TỔNG HỢP",
    "## IV. TÌNH HÌNH GỬI BÁO CÁO",
    "## V. KHÓ KHĂN, NHIỆM VỤ KỲ TỚI VÀ ĐỀ XUẤT",
    "./.",
    "***Nơi nhận:***",
    "- Lưu: VT.",
    "## Phụ lục I",
    "## Phụ lục II",
    "## Phụ lục III",
)


@pytest.fixture(scope="module")
def text(year):
    return report_text(year)


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """Return the table rows below ``heading``, up to the next heading, by their second cell."""
    part = text.split(f"{heading}\n", 1)[1]
    part = re.split(r"^#+ ", part, maxsplit=1, flags=re.MULTILINE)[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if line[:1] == "|"]
    stripped = [[cell.strip().strip("*") for cell in row] for row in cells]
    return {(row[1] if row[0].isdigit() or not row[0] else row[0]): row for row in stripped}


def amount(value) -> str:
    return "–" if value is None else count_text(value)


def test_the_sections_stand_in_the_official_order(text):
    places = [text.index(section) for section in SECTIONS]

    assert sorted(places) == places


def test_the_head_is_that_of_the_standing_agency(text):
    head = text.split("# BÁO CÁO")[0]

    assert "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN" in head
    assert "**SỞ TƯ PHÁP**" in head
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head
    assert "Số: …/BC-STP" in head
    assert "*Lạng Sơn, ngày 06 tháng 12 năm 2021*" in head


def test_it_goes_to_province_and_ministry(text):
    to = text.split("**Kính gửi:**")[1].split("*Căn cứ")[0]

    assert ["- Ủy ban nhân dân tỉnh Lạng Sơn;", "- Bộ Tư pháp."] == to.split("\n")[2:4]


def test_every_figure_is_the_views(text, year):
    table = rows(text, "## III. SỐ LIỆU TỔNG HỢP")
    totals, live = year.totals.figures, year.live.figures
    shown = {re.sub(r" \([^()]*\)$", "", name): row for name, row in table.items()}

    for indicator in year.standing.plan.indicators().values():
        row = shown[indicator.title.vi]
        about = "khoảng " if indicator.id in totals.approximate else ""
        actual, newest = totals.actual.get(indicator.id), live.actual.get(indicator.id)
        expected = [about + amount(actual), amount(totals.estimate.get(indicator.id))]
        assert [*expected, about + amount(newest)] == row[4:]


def test_consolidated_and_newest_are_not_mixed(text):
    row = rows(text, "## III. SỐ LIỆU TỔNG HỢP")["Lớp tập huấn nghiệp vụ (2)"]

    assert ["lớp", "03", "02", "03", "03"] == row[2:]


def test_the_units_figures_are_the_views_and_add_up(text, year):
    table = rows(text, "### IV.2. Báo cáo việc tham gia thực hiện Đề án")
    totals = year.totals
    for unit, figures in totals.by_unit.items():
        if "sessions" in figures.actual:
            assert count_text(figures.actual["sessions"]) == table[year.unit_name(unit)][1]
    assert count_text(totals.figures.actual["sessions"]) == table["Tổng"][1]
    assert 23 == sum("sessions" in figures.actual for figures in totals.by_unit.values())


def test_the_reports_are_counted(text):
    table = rows(text, "## IV. TÌNH HÌNH GỬI BÁO CÁO")

    assert ["24", "23", "02", "01", "01"] == table["IV.2"][3:]
    assert ["25", "24", "02", "01", "01"] == table["Tổng"][3:]


def test_late_and_returned_reports_are_named(text):
    assert "- Sở Y tế (mục IV.2): gửi ngày 17/11/2021." in text
    assert "- Huyện Cao Lộc (mục IV.2): gửi ngày 17/11/2021." in text
    assert "- Huyện Tràng Định (mục IV.2): trả lại ngày 15/11/2021, gửi lại ngày 18/11/2021" in text


def test_a_returned_report_that_was_not_resent_is_absent(returned):
    text = report_text(returned)
    absent = rows(text, "### Cơ quan, đơn vị chưa có báo cáo, kèm lý do").values()

    assert "- Huyện Tràng Định (mục IV.2): trả lại ngày 15/11/2021, chưa gửi lại." in text
    assert ["Huyện Tràng Định", "IV.2", "bị trả lại, chưa gửi lại", "–"] in [r[1:] for r in absent]


def test_the_absent_are_named_with_reason_through_the_whole_tree(text):
    table = rows(text, "### Cơ quan, đơn vị chưa có báo cáo, kèm lý do")
    absent = [row[1:] for row in table.values()]

    reason = "đã đôn đốc"
    remark = f"Sở Tư pháp đồng ý tổng hợp không chờ đơn vị này, lý do: {reason}"
    assert ["Huyện Văn Lãng", "IV.2", "quá hạn chưa báo cáo", remark] in absent
    assert ["Huyện Đình Lập", "7", "quá hạn chưa báo cáo", "–"] in absent
    words = "cơ quan, đơn vị, địa phương liên quan"
    assert [words, "1.1, 1.2, 2, 3, 4, 6", "chưa nêu tên đơn vị", "–"] in absent


def test_an_event_that_came_is_told_and_one_that_did_not_is_missed(text):
    assert "(1028/BTP-PBGDPL); nhiệm vụ 1.2 vì vậy có thời hạn đến hết ngày 29/07/2021" in text
    assert "Chưa có: Hướng dẫn của Bộ Tư pháp về chỉ đạo điểm (nhiệm vụ 7 còn chờ)" in text


def test_where_nothing_was_reported_it_says_so(text):
    assert "Không có đề xuất, kiến nghị nào được báo cáo." in text
    assert "bên nhận đánh giá, không tính bằng số." in text


def test_the_progress_table_has_a_row_for_every_item_and_duty(text, year):
    table = rows(text, "## Phụ lục I")
    plan = year.standing.plan
    codes = [*(item.code for item in plan.leaves()), *(duty.code for duty in plan.duties)]

    assert {"TT", ":---:", *codes} == {row[0] for row in table.values()}
    assert all(len(row) == 8 for row in table.values())


def test_a_plan_without_reports_gives_a_report_on_its_state(issued):
    text = report_text(issued)

    assert "**Tình hình thực hiện Kế hoạch năm 2021" in text
    assert "Kính gửi" not in text
    assert "Như trên" not in text
    assert "Chưa có số liệu nào được tổng hợp." in text
    assert "*Lạng Sơn, ngày 12 tháng 01 năm 2021*" in text


def test_the_report_of_a_unit_can_be_asked_for(year):
    text = report_text(year, top="plan-a-2021/IV.2/cao-loc/once")

    assert "ỦY BAN NHÂN DÂN HUYỆN CAO LỘC" in text
    assert "*Cao Lộc, ngày 17 tháng 11 năm 2021*" in text
    assert "- Ban Chỉ đạo Đề án" in text


def test_an_unknown_task_has_no_report(year):
    with pytest.raises(NotFoundError):
        report_text(year, top="nothing")


def test_names_and_words_cannot_break_out(hostile):
    text = report_text(hostile)

    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "\n# không" not in text
    assert r"\<b\>&amp;" in text
    tables = [line for line in text.splitlines() if line.startswith("| ")]
    assert {2, 3, 4, 5, 7, 8} >= {len(re.findall(r"(?<!\\)\|", line)) - 1 for line in tables}


def test_the_same_view_gives_the_same_text(year, text):
    assert text == report_text(year)


def test_a_plan_of_two_thousand_tasks_stays_readable(wide):
    text = report_text(wide)

    assert len(wide.tasks) > 2000
    assert len(text.encode()) < 200_000


def test_a_unit_that_says_the_same_in_several_periods_is_named_once(year):
    task = year.tasks["plan-a-2021/IV.2/finance/once"]
    later = evolve(task, assignment=evolve(task.assignment, id="later", occurrence="2022"))
    words = year.narratives[task.id, task.standing.current().version]
    said = {**year.narratives, (later.id, task.standing.current().version): words}
    view = evolve(year, tasks={**year.tasks, later.id: later}, narratives=said)

    annex = report_text(view).split("## Phụ lục III")[1]
    assert 1 == annex.count("Sở Tài chính")
