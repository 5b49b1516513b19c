"""Word files: paragraphs, Word's own numbers, tables, and what stands aside."""

import pytest

from planflow.document.draft.manuscript.file import read_manuscript
from planflow.document.draft.manuscript.manuscript import Paragraph, Table
from planflow.document.draft.table.table import read_tables
from word_files import Document, element, in_list, saved, table, tracked


@pytest.fixture
def document():
    return Document()


def texts(manuscript):
    return [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]


def tables(manuscript):
    return [block for block in manuscript.blocks if isinstance(block, Table)]


def codes(manuscript):
    return [remark.code for remark in manuscript.remarks]


def test_paragraphs_keep_number_weight_and_place(document, tmp_path):
    document.add_paragraph()
    title = document.add_paragraph()
    title.add_run("KẾ HOẠCH").bold = True
    title.alignment = 1
    document.add_paragraph("Thực hiện   Luật\u00a0PBGDPL")

    first, second = read_manuscript(saved(document, tmp_path / "a.docx")).blocks

    assert ("KẾ HOẠCH", 2, True, True) == (
        first.text,
        first.number,
        first.is_bold,
        first.is_centred,
    )
    assert ("Thực hiện Luật PBGDPL", 3, False, False) == (
        second.text,
        second.number,
        second.is_bold,
        second.is_centred,
    )


def test_words_own_numbers_stand_before_the_words(document, tmp_path):
    for level, words in (
        (0, "MỤC ĐÍCH"),
        (1, "Mục đích"),
        (1, "Yêu cầu"),
        (2, "Chung"),
        (2, "Riêng"),
        (3, "Một"),
        (3, "Hai"),
        (4, "Ba"),
        (0, "NỘI DUNG"),
        (1, "Lại từ đầu"),
    ):
        in_list(document.add_paragraph(words), level)
    in_list(document.add_paragraph("Danh sách khác"), 1, number=8)

    assert [
        "I. MỤC ĐÍCH",
        "1. Mục đích",
        "2. Yêu cầu",
        "2.1. Chung",
        "2.2. Riêng",
        "a) Một",
        "b) Hai",
        "- Ba",
        "II. NỘI DUNG",
        "1. Lại từ đầu",
        "1. Danh sách khác",
    ] == texts(read_manuscript(saved(document, tmp_path / "a.docx")))


def test_a_sentence_over_several_paragraphs_is_one(document, tmp_path):
    document.add_paragraph("Tiếp tục thực hiện Đề án phổ biến, giáo dục")
    document.add_paragraph("pháp luật năm 2021")
    document.add_paragraph("Cơ quan chủ trì:\nSở Tư pháp")

    (title, label, lead) = read_manuscript(saved(document, tmp_path / "a.docx")).blocks

    assert "Tiếp tục thực hiện Đề án phổ biến, giáo dục pháp luật năm 2021" == title.text
    assert [1, 2] == [line.number for line in title.lines]
    assert ["Cơ quan chủ trì:", "Sở Tư pháp"] == [label.text, lead.text]


def test_a_table_knows_what_is_merged(document, tmp_path):
    rows = [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["I", "Chung", "", ""],
        ["1", "Một", "Sở A", "Quý I"],
        ["2", "Hai", "", "Quý II"],
    ]
    table(document, rows, [((1, 1), (1, 3)), ((2, 2), (3, 2))])

    (found,) = tables(read_manuscript(saved(document, tmp_path / "a.docx")))

    assert [(2, 2, 1, 3), (3, 3, 2, 1)] == [
        (cell.row, cell.column, cell.rows, cell.columns)
        for row in found.rows
        for cell in row
        if cell.rows > 1 or cell.columns > 1
    ]
    (read,) = read_tables([found])
    assert [("I.1", "Sở A"), ("I.2", "Sở A")] == [(i.code, i.lead[0].text) for i in read.items]
    assert "table 1, row 3, column 3" == read.items[0].lead[0].lines[0].place


def test_numbers_of_a_column_may_be_words_own(document, tmp_path):
    found = table(document, [["TT", "Nhiệm vụ", "Chủ trì"], ["", "Một", "A"], ["", "Hai", "B"]])
    for row in found.rows[1:]:
        in_list(row.cells[0].paragraphs[0], 1)

    (read,) = read_tables(tables(read_manuscript(saved(document, tmp_path / "a.docx"))))

    assert [("1", True), ("2", True)] == [(item.code, item.is_numbered) for item in read.items]


def test_tracked_changes_are_taken_and_said(document, tmp_path):
    tracked(document.add_paragraph("Trước ngày "), "15/11/2021", "20/12/2021")

    manuscript = read_manuscript(saved(document, tmp_path / "a.docx"))

    assert ["Trước ngày 15/11/2021"] == texts(manuscript)
    (remark,) = manuscript.remarks
    assert ("tracked-change", ["20/12/2021"]) == (remark.code, [line.text for line in remark.lines])


def test_head_and_foot_in_frames_are_paragraphs(document, tmp_path):
    table(document, [["UBND TỈNH\nSố: 5/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập"]])
    document.add_paragraph("KẾ HOẠCH")
    table(document, [["Nơi nhận:\n- Như trên;", "CHỦ TỊCH\nNguyễn Văn A"]])

    assert [
        "UBND TỈNH",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập",
        "KẾ HOẠCH",
        "Nơi nhận:",
        "- Như trên;",
        "CHỦ TỊCH",
        "Nguyễn Văn A",
    ] == texts(read_manuscript(saved(document, tmp_path / "a.docx")))


def test_heads_of_pages_are_left_out_and_said(document, tmp_path):
    document.sections[0].header.paragraphs[0].text = "Dự thảo lần 2"
    document.add_paragraph("Nội dung")

    manuscript = read_manuscript(saved(document, tmp_path / "a.docx"))

    assert ["Nội dung"] == texts(manuscript)
    assert [("running-head", "Dự thảo lần 2")] == [
        (remark.code, remark.lines[0].text) for remark in manuscript.remarks
    ]


def test_hidden_words_are_left_out_and_said(document, tmp_path):
    paragraph = document.add_paragraph("Thấy ")
    run = paragraph.add_run("không thấy")
    run.font.hidden = True

    manuscript = read_manuscript(saved(document, tmp_path / "a.docx"))

    assert ["Thấy"] == texts(manuscript)
    assert ["hidden-text"] == codes(manuscript)


def test_a_text_box_is_read_after_its_paragraph(document, tmp_path):
    paragraph = document.add_paragraph("Trước khung")
    picture, box, inner, run, words = map(element, ("w:pict", "w:txbxContent", "w:p", "w:r", "w:t"))
    words.text = "Trong khung"
    run.append(words)
    inner.append(run)
    box.append(inner)
    picture.append(box)
    paragraph.add_run()._r.append(picture)

    manuscript = read_manuscript(saved(document, tmp_path / "a.docx"))

    assert ["Trước khung", "Trong khung"] == texts(manuscript)
    assert ["text-box"] == codes(manuscript)


def test_a_table_in_a_cell_gives_its_words_to_the_cell(document, tmp_path):
    outer = table(document, [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Một", ""]])
    cell = outer.cell(1, 2)
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Sở A", "Sở B"

    manuscript = read_manuscript(saved(document, tmp_path / "a.docx"))
    (read,) = read_tables(tables(manuscript))

    assert ["Sở A", "Sở B"] == [words.text for words in read.items[0].lead]
    assert ["nested-table"] == codes(manuscript)


def test_a_frame_around_a_table_is_not_there(document, tmp_path):
    frame = document.add_table(1, 1)
    table(frame.cell(0, 0), [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Một", "Sở A"]])

    (read,) = read_tables(tables(read_manuscript(saved(document, tmp_path / "a.docx"))))

    assert ["1"] == [item.code for item in read.items]


def test_a_cross_of_a_symbol_font_is_a_cross(document, tmp_path):
    found = table(document, [["TT", "Nhiệm vụ", "Chủ trì", "Quý I"], ["1", "Một", "Sở A", ""]])
    sign = element("w:sym", font="Wingdings", char="F0FC")
    found.cell(1, 3).paragraphs[0].add_run()._r.append(sign)

    (read,) = read_tables(tables(read_manuscript(saved(document, tmp_path / "a.docx"))))

    assert ["Quý I"] == [words.text for words in read.items[0].time]
