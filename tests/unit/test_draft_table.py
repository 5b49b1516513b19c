"""Tables of tasks: columns, rows, sections, whatever is merged or repeated."""

import pytest

from manuscripts import table_of
from planflow.document.draft.manuscript.column import field_of
from planflow.document.draft.table.table import read_tables

FIELDS = ("lead", "partners", "parties", "time", "products", "budget", "notes", "details", "others")
TASKS = "TT | Nội dung công việc | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm"


def read(*texts):
    """Return what tables that follow each other hold."""
    return read_tables([table_of(text, number, 100 * number) for number, text in enumerate(texts)])


def items(*texts):
    """Return code, title and fields of every item."""
    return [
        (
            item.code,
            item.title.text,
            {name: words(item, name) for name in FIELDS if words(item, name)},
        )
        for table in read(*texts)
        for item in table.items
    ]


def words(item, name):
    return [one.text for one in getattr(item, name)]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TT", "number"),
        ("Số TT", "number"),
        ("Nhiệm vụ, giải pháp", "task"),
        ("Nội dung/Hoạt động", "task"),
        ("Tên đề án, nhiệm vụ", "task"),
        ("NỘI DUNG CÔNG VIỆC", "task"),
        ("Cơ quan chủ trì", "lead"),
        ("Đơn vị thực hiện", "lead"),
        ("Chủ trì", "lead"),
        ("Đơn vị chủ trì, tham mưu", "lead"),
        ("Phối hợp", "partners"),
        ("Cơ quan, đơn vị phối hợp", "partners"),
        ("Cơ quan chủ trì/phối hợp", "parties"),
        ("Thời gian thực hiện, hoàn thành", "time"),
        ("Tiến độ", "time"),
        ("Quý III", "time"),
        ("Thời hạn trình", "time"),
        ("Kết quả, sản phẩm", "products"),
        ("Sản phẩm dự kiến", "products"),
        ("Kinh phí (triệu đồng)", "budget"),
        ("Ghi chú", "notes"),
        ("Số lượng", "quantity"),
        ("ĐVT", "unit"),
        ("Họ và tên", "others"),
        ("", "others"),
    ],
)
def test_a_heading_says_what_its_column_holds(heading, field):
    assert field == field_of(heading)


def test_rows_become_items_below_their_section():
    found = items(f"""
{TASKS}
I | Công tác chỉ đạo | < | < | < | <
1 | Ban hành kế hoạch | Sở Tư pháp | Các sở, ban, ngành | Quý I | Kế hoạch
2 | Tổ chức hội nghị | Công an tỉnh |  | Quý II | 02 hội nghị⏎05 lớp
II | TUYÊN TRUYỀN |  |  |  |
1 | Biên soạn tài liệu | Sở Tư pháp |  | Năm 2021 |
""")

    assert [
        (
            "I.1",
            "Ban hành kế hoạch",
            {
                "lead": ["Sở Tư pháp"],
                "partners": ["Các sở, ban, ngành"],
                "time": ["Quý I"],
                "products": ["Kế hoạch"],
            },
        ),
        (
            "I.2",
            "Tổ chức hội nghị",
            {
                "lead": ["Công an tỉnh"],
                "time": ["Quý II"],
                "products": ["02 hội nghị", "05 lớp"],
            },
        ),
        ("II.1", "Biên soạn tài liệu", {"lead": ["Sở Tư pháp"], "time": ["Năm 2021"]}),
    ] == found


def test_a_merged_cell_belongs_to_each_of_its_rows():
    found = items(f"""
{TASKS}
1 | Một | Sở Tư pháp | | Quý I |
2 | Hai | ^ | | ^ |
3 | Ba | Công an tỉnh | | Quý II |
""")

    assert [["Sở Tư pháp"], ["Sở Tư pháp"], ["Công an tỉnh"]] == [one[2]["lead"] for one in found]
    assert [["Quý I"], ["Quý I"], ["Quý II"]] == [one[2]["time"] for one in found]


def test_as_above_repeats_the_words_above():
    found = items(f"{TASKS}\n1 | Một | Sở Tư pháp | | Quý I |\n2 | Hai | -nt- | | nt |")

    assert {"lead": ["Sở Tư pháp"], "time": ["Quý I"]} == found[1][2]


def test_a_table_over_pages_is_one_with_its_heading_repeated_or_not():
    one, *others = read(
        f"{TASKS}\nI | Chung | < | < | < | <\n1 | Một | Sở A | | Quý I |",
        f"{TASKS}\n2 | Hai | Sở A | | Quý I |",
        "3 | Ba | Sở A | | Quý I |",
    )

    assert ["I.1", "I.2", "I.3"] == [item.code for item in one.items]
    assert [] == others
    assert () == one.rest


def test_a_row_that_a_page_end_tears_is_one_again():
    found = items(
        f"{TASKS}\n1 | Tổ chức hội nghị | Sở Tư pháp | Công an | Quý I | 02 hội",
        " | tuyên truyền | | tỉnh | | nghị",
    )

    fields = {
        "lead": ["Sở Tư pháp"],
        "partners": ["Công an tỉnh"],
        "time": ["Quý I"],
        "products": ["02 hội nghị"],
    }
    assert [("1", "Tổ chức hội nghị tuyên truyền", fields)] == found


def test_another_table_is_no_continuation():
    tables = read(f"{TASKS}\n1 | Một | Sở A | | Quý I |", "Họ tên | Chức vụ\nA | B")

    assert [1, 0] == [len(table.items) for table in tables]
    assert ["Họ tên", "Chức vụ", "A", "B"] == [line.text for line in tables[1].rest]


def test_headings_in_two_rows_part_a_wide_one():
    found = items("""
STT | Nhiệm vụ | Đơn vị thực hiện | < | Thời gian | <
^ | ^ | Chủ trì | Phối hợp | Quý I | Quý II
(1) | (2) | (3) | (4) | (5) | (6)
1 | Một | Sở A | Sở B | x |
2 | Hai | Sở A | | x | x
""")

    assert [
        ("1", "Một", {"lead": ["Sở A"], "partners": ["Sở B"], "time": ["Quý I"]}),
        ("2", "Hai", {"lead": ["Sở A"], "time": ["Quý I", "Quý II"]}),
    ] == found


def test_rows_without_order_numbers_are_counted_below_their_section():
    (table,) = read("""
Nội dung | Đơn vị chủ trì | Thời gian
Công tác tuyên truyền | < | <
Hội nghị | Sở A | Quý I
Tập huấn | Sở B | Quý II
Công tác kiểm tra | < | <
Kiểm tra | Sở A | Quý IV
""")

    assert ["I.1", "I.2", "II.1"] == [item.code for item in table.items]
    assert not any(item.is_numbered for item in table.items)
    assert ["Công tác tuyên truyền"] == [one.title.text for one in table.items[1].sections]


def test_an_item_above_sub_items_is_their_heading():
    (table,) = read(f"""
{TASKS}
1 | Thi tìm hiểu | | | |
a) | Vòng một | Sở A | | Quý I |
b) | Vòng hai | Sở B | | Quý II |
2 | Tập huấn | Sở A | | Năm 2021 |
2.1 | Lớp một | Sở A | | Quý I |
""")

    assert ["1.a", "1.b", "2", "2.1"] == [item.code for item in table.items]
    assert ["1"] == [section.code for section in table.sections]
    assert ["2"] == [section.code for section in table.items[3].sections]


def test_a_column_of_groups_stands_above_what_it_spans():
    found = items("""
TT | Nhiệm vụ | Hoạt động cụ thể | Đơn vị chủ trì | Thời gian
1 | Tập huấn | Lớp A | STP | Quý I
^ | ^ | Lớp B | STP | Quý II
2 | Thi | Thi trực tuyến | Sở X | Quý I
""")

    assert [("1.1", "Lớp A"), ("1.2", "Lớp B"), ("2.1", "Thi trực tuyến")] == [
        one[:2] for one in found
    ]


def test_one_number_and_one_title_over_several_rows_are_one_item():
    found = items(f"{TASKS}\n1 | Thi | Sở X | | Quý I |\n^ | ^ | Sở Y | | Quý III |")

    assert [("1", "Thi", {"lead": ["Sở X", "Sở Y"], "time": ["Quý I", "Quý III"]})] == found


def test_labels_in_a_cell_are_stronger_than_the_heading():
    found = items("""
TT | Nội dung | Cơ quan thực hiện | Thời gian
1 | Hội nghị⏎- Sản phẩm: 05 hội nghị | Chủ trì: Sở Tư pháp⏎Phối hợp: Công an tỉnh | Quý I
2 | Tập huấn | Chủ trì:⏎Sở Tư pháp⏎Phối hợp:⏎- Công an tỉnh | Quý I
""")

    who = {"lead": ["Sở Tư pháp"], "partners": ["Công an tỉnh"], "time": ["Quý I"]}
    assert [
        ("1", "Hội nghị", {**who, "products": ["05 hội nghị"]}),
        ("2", "Tập huấn", who),
    ] == found


def test_amount_and_unit_stand_before_the_product():
    found = items("""
Nội dung | Đơn vị chủ trì | Kết quả | Số lượng | ĐVT
Hội nghị | Sở A | hội nghị cấp tỉnh | 05 | Hội nghị
Tập huấn | Sở A | | 03 | lớp
""")

    assert [["05 hội nghị cấp tỉnh"], ["03 lớp"]] == [one[2]["products"] for one in found]


def test_sums_and_remarks_are_no_items_and_are_listed():
    (table,) = read(f"""
{TASKS}
1 | Một | Sở A | | Quý I | -
Tổng cộng | < | | | |
Ghi chú: STP là Sở Tư pháp | < | < | < | < | <
""")

    assert ["1"] == [item.code for item in table.items]
    assert ["-", "Tổng cộng", "Ghi chú: STP là Sở Tư pháp"] == [line.text for line in table.rest]


def test_a_code_is_given_once():
    codes = [one[0] for one in items(f"{TASKS}\n1 | Một | A | | |\n1 | Hai | A | | |")]

    assert 2 == len(set(codes))


def test_every_line_of_a_table_is_used_or_listed():
    text = f"""
Phụ lục | < | < | < | < | <
{TASKS}
I | Công tác chỉ đạo | < | < | < | <
1 | Ban hành⏎chi tiết | Sở Tư pháp | | - | Kế hoạch
 | Không số | ^ | | Quý I |
 | | | thêm | |
"""
    (table,) = read(text)
    known = {
        line for item in table.items for one in (item.title, *item.fields) for line in one.lines
    }
    known |= {line for section in table.sections for line in section.title.lines}
    known |= {line for _, heading in table.headings for line in heading.lines} | set(table.rest)
    cells = [cell for row in table_of(text, 0, 0).rows for cell in row]
    numbers = {"I", "1"}

    for cell in cells:
        for paragraph in cell.paragraphs:
            for line in paragraph.lines:
                assert line in known or line.text in numbers
