"""PDF files: lines by their places, tables by their rules; scans and bombs are refused."""

import zlib

import pytest

from pdf_files import assembled, grid, lines, pdf, stream
from planflow.document.draft.manuscript.file import read_manuscript
from planflow.document.draft.manuscript.manuscript import Paragraph, Table
from planflow.document.draft.table.table import read_tables
from planflow.errors import FormatError

BODY = lines("I. MỤC ĐÍCH", "Nâng cao hiểu biết pháp luật.", "II. NỘI DUNG", "1. Hội nghị")


def read(tmp_path, *pages, **how):
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(pages, **how))
    return read_manuscript(path)


def refusal(tmp_path, data):
    path = tmp_path / "plan.pdf"
    path.write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_manuscript(path)
    (fault,) = caught.value.faults
    return fault.found


def texts(manuscript):
    return [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]


def tables(manuscript):
    return [block for block in manuscript.blocks if isinstance(block, Table)]


def test_lines_become_paragraphs_with_their_page(tmp_path):
    manuscript = read(tmp_path, BODY, [(290, 20, "2"), *lines("2. Tập huấn", top=60)])

    assert [
        "I. MỤC ĐÍCH",
        "Nâng cao hiểu biết pháp luật.",
        "II. NỘI DUNG",
        "1. Hội nghị",
        "2. Tập huấn",
    ] == texts(manuscript)
    assert "page 2" == manuscript.blocks[-1].lines[0].place
    assert ["page-number"] == [remark.code for remark in manuscript.remarks]


def test_what_a_line_end_breaks_is_joined(tmp_path):
    manuscript = read(
        tmp_path,
        lines(
            "Thực hiện Quyết định số 705/QĐ-",
            "TTg ngày 25/5/20",
            "17 của Thủ tướng Chính phủ",
            "về phổ biến, giáo dục pháp luật trong năm",
            "học mới.",
        ),
    )

    assert [
        (
            "Thực hiện Quyết định số 705/QĐ-TTg ngày 25/5/2017 của Thủ tướng Chính phủ về "
            "phổ biến, giáo dục pháp luật trong năm học mới."
        )
    ] == texts(manuscript)


def test_a_head_in_two_columns_is_read_column_by_column(tmp_path):
    head = [
        (60, 60, "UBND TỈNH"),
        (300, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (60, 78, "Số: 5/KH-UBND"),
        (300, 78, "Độc lập - Tự do - Hạnh phúc"),
        (250, 110, "KẾ HOẠCH"),
    ]

    assert [
        "UBND TỈNH",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
    ] == texts(read(tmp_path, head))


def test_a_table_over_two_pages_is_one(tmp_path):
    heading = ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
    first = grid(
        [
            heading,
            ["I", "Công tác chung", "<", "<"],
            ["1", "Ban hành các văn bản chỉ\nđạo, hướng dẫn", "Sở Tư pháp", "Quý I"],
            ["2", "Tổ chức hội nghị", "^", "Quý II"],
        ],
        top=200,
    )
    second = grid([heading, ["3", "Tập huấn", "Công an tỉnh", "Quý III"]])
    manuscript = read(tmp_path, BODY + first, [(290, 20, "2"), *second, *lines("Hết", top=400)])

    assert [Paragraph] * 4 + [Table] * 2 + [Paragraph] == [type(one) for one in manuscript.blocks]
    (table,) = read_tables(tables(manuscript))
    assert [
        ("I.1", "Ban hành các văn bản chỉ đạo, hướng dẫn", "Sở Tư pháp", "Quý I"),
        ("I.2", "Tổ chức hội nghị", "Sở Tư pháp", "Quý II"),
        ("I.3", "Tập huấn", "Công an tỉnh", "Quý III"),
    ] == [(i.code, i.title.text, i.lead[0].text, i.time[0].text) for i in table.items]
    assert () == table.rest


def test_a_scan_is_refused_with_that_reason(tmp_path):
    found = refusal(tmp_path, pdf([b"0.5 g 0 0 595 842 re f"]))

    assert "pictures of pages and no words (a scan)" == found


def test_a_page_without_words_among_others_is_said(tmp_path):
    manuscript = read(tmp_path, BODY, [(10, 10, 500, 10)])

    (remark,) = manuscript.remarks
    assert "page-without-text" == remark.code
    assert "Trang 2" in remark.message.text("vi")


def test_a_locked_pdf_is_refused(tmp_path):
    data = pdf([BODY]).replace(b"trailer << ", b"trailer << /Encrypt 9 0 R ")

    assert "a locked PDF" == refusal(tmp_path, data)


@pytest.mark.parametrize("cut", [30, 300, 1000])
def test_a_damaged_pdf_is_refused(cut, tmp_path):
    refusal(tmp_path, pdf([BODY])[:cut])


def test_a_bomb_in_a_stream_is_refused(tmp_path):
    assert "a stream of absurd size" == refusal(tmp_path, pdf([b" " * 30_000_000]))


def test_a_bomb_packed_twice_is_refused(tmp_path):
    inner = zlib.compress(zlib.compress(b" " * 30_000_000))
    data = pdf([BODY]) + b"9 0 obj << /Filter [/FlateDecode /FlateDecode] >>\nstream\n" + inner

    assert "a stream of absurd size" == refusal(tmp_path, data)


def test_drawings_that_call_each_other_many_times_are_refused(tmp_path):
    levels = 8
    forms = [
        stream(
            b"/X Do " * 20 if at < levels else b"0 0 m 1 1 l S " * 100,
            more=b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            % (9 + at),
        )
        for at in range(levels + 1)
    ]
    data = pdf([b"/X Do"], extra=(b"/XObject << /X 8 0 R >>", *forms))

    assert "more than any plan draws on its pages" == refusal(tmp_path, data)


def test_a_file_of_many_pages_is_refused(tmp_path):
    assert "101 pages" == refusal(tmp_path, pdf([BODY] * 101))


def test_a_file_without_pages_is_refused(tmp_path):
    refusal(tmp_path, assembled([b"<< /Type /Catalog >>"]))
