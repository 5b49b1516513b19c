"""The report as a Word file: what Decree 30/2020 prescribes is read back from the XML."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from docx.shared import Mm

from planflow.document import Signing, report_docx, report_text
from planflow.errors import NotFoundError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FONT = "Times New Roman"
SIGNED = Signing(number="5", offices=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), name="Nguyễn Văn A")


def document(data: bytes):
    return Document(io.BytesIO(data))


def part(data: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ET.fromstring(package.read(name))


def lines(data: bytes) -> list[str]:
    """Return every paragraph with words, those in cells too, in the order of the page."""
    body = part(data, "word/document.xml")
    found = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return [words for words in found if words]


def runs(data: bytes, words: str):
    """Return the run that says just this, with its paragraph."""
    for paragraph in _paragraphs(document(data)):
        for run in paragraph.runs:
            if run.text == words:
                return run, paragraph
    raise AssertionError(words)


def _paragraphs(word):
    yield from word.paragraphs
    for table in word.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


@pytest.fixture(scope="module")
def data(year):
    return report_docx(year, signing=SIGNED)


def test_every_page_is_a4_with_the_decrees_margins(data):
    sections = document(data).sections

    assert 4 == len(sections)
    for section in sections:
        assert {11906, 16838} == {section.page_width.twips, section.page_height.twips}
        assert Mm(20) <= section.top_margin <= Mm(25)
        assert Mm(20) <= section.bottom_margin <= Mm(25)
        assert Mm(30) <= section.left_margin <= Mm(35)
        assert Mm(15) <= section.right_margin <= Mm(20)


def test_only_the_progress_table_lies_on_its_side(data):
    wide = [section.page_width > section.page_height for section in document(data).sections]

    assert [False, True, False, False] == wide


def test_there_is_no_font_but_times_new_roman(data):
    named = {
        value
        for name in ("word/styles.xml", "word/document.xml", "word/header1.xml")
        for fonts in part(data, name).iter(f"{W}rFonts")
        for value in fonts.attrib.values()
    }

    assert {FONT} == named


def test_the_body_is_of_fourteen_points_justified_and_indented(data):
    words = document(data).styles["Words"]
    layout = words.paragraph_format

    assert 14 == words.font.size.pt
    assert 3 == layout.alignment  # justified
    assert 1 <= round(layout.first_line_indent.cm, 2) <= 1.27
    assert layout.space_after.pt >= 6


def test_the_page_number_stands_in_the_middle_above_all_but_the_first_page(data):
    first, *others = document(data).sections
    header = first.header.paragraphs[0]

    assert "PAGE" in header._p.xml
    assert 1 == header.style.paragraph_format.alignment  # centred
    assert first.different_first_page_header_footer
    assert "" == "".join(p.text for p in first.first_page_header.paragraphs)
    assert all(section.header.is_linked_to_previous for section in others)


def test_an_annex_counts_its_pages_from_one(data):
    body = part(data, "word/document.xml")
    starts = [
        [number.get(f"{W}start") for number in section.iter(f"{W}pgNumType")]
        for section in body.iter(f"{W}sectPr")
    ]

    assert [[], ["1"], ["1"], ["1"]] == starts


def test_the_head_has_two_columns(data):
    left, right = document(data).tables[0].rows[0].cells

    said = [p.text for p in left.paragraphs if p.text]
    assert ["ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN", "SỞ TƯ PHÁP", "Số: 05/BC-STP"] == said
    said = [p.text for p in right.paragraphs if p.text]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" == said[0]
    assert "Độc lập - Tự do - Hạnh phúc" == said[1]
    assert "Lạng Sơn, ngày 06 tháng 12 năm 2021" == said[2]


@pytest.mark.parametrize(
    ("words", "size", "is_bold", "is_italic"),
    [
        ("TỈNH LẠNG SƠN", 12, False, False),
        ("SỞ TƯ PHÁP", 12, True, False),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
        ("Lạng Sơn, ngày 06 tháng 12 năm 2021", 13, False, True),
        ("Nơi nhận:", 12, True, True),
        ("- Lưu: VT.", 11, False, False),
        ("KT. GIÁM ĐỐC", 14, True, False),
        ("Nguyễn Văn A", 14, True, False),
    ],
)
def test_head_and_foot_are_set_as_the_decree_says(data, words, size, is_bold, is_italic):
    run, _ = runs(data, words)

    assert (size, is_bold, is_italic) == (run.font.size.pt, run.font.bold, run.font.italic)


def test_body_and_motto_are_ruled(data):
    """Both cells of the head have one line, shorter than the cell; the subject has one too."""
    word = document(data)
    ruled = [
        [p for p in cell.paragraphs if p._p.xpath("./w:pPr/w:pBdr/w:bottom")]
        for cell in word.tables[0].rows[0].cells
    ]

    assert [1, 1] == [len(found) for found in ruled]
    assert all(p.paragraph_format.left_indent.pt > 10 for (p,) in ruled)
    assert 1 == len([p for p in word.paragraphs if p._p.xpath("./w:pPr/w:pBdr")])


def test_type_and_subject_stand_bold_in_the_middle(data):
    word = document(data)
    kind = next(p for p in word.paragraphs if p.text == "BÁO CÁO")
    subject = word.paragraphs[[p.text for p in word.paragraphs].index("BÁO CÁO") + 1]

    assert (1, True) == (kind.style.paragraph_format.alignment, kind.style.font.bold)
    assert (1, True) == (subject.style.paragraph_format.alignment, subject.runs[0].font.bold)
    assert subject.text.startswith("Kết quả thực hiện Kế hoạch năm 2021")


def test_the_parts_stand_in_the_official_order(data):
    told = lines(data)
    wanted = [
        "Kính gửi:",
        "- Ủy ban nhân dân tỉnh Lạng Sơn;",
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "III. SỐ LIỆU TỔNG HỢP",
        "IV. TÌNH HÌNH GỬI BÁO CÁO",
        "Cơ quan, đơn vị chưa có báo cáo, kèm lý do",
        "3. Đề xuất, kiến nghị",
        "Nơi nhận:",
        "KT. GIÁM ĐỐC",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]
    places = [told.index(words) for words in wanted]

    assert sorted(places) == places
    assert told[told.index("Nơi nhận:") - 1].endswith("./.")
    assert 3 == told.count(
        "(Kèm theo Báo cáo số 05/BC-STP ngày 06 tháng 12 năm 2021 của Sở Tư pháp)"
    )


def test_it_says_what_the_text_says(data, year):
    """Every table's cells and every paragraph are in the Markdown, and the other way round."""
    plain = re.sub(r"[\\*#|`\-—:\s]|&amp;", "", report_text(year, signing=SIGNED))
    words = re.sub(r"[\\*#|`\-—:\s]|&amp;", "", "".join(lines(data)).replace("&", ""))

    assert sorted(plain) == sorted(words)


def test_the_heads_of_tables_stand_on_every_page_and_rows_are_not_torn(data):
    body = part(data, "word/document.xml")
    tables = [t for t in body.iter(f"{W}tbl") if t.find(f".//{W}tblHeader") is not None]

    assert len(tables) >= 5
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"./{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"./{W}trPr/{W}cantSplit") is not None for row in rows)


def test_the_foot_is_not_left_alone(data):
    """The last paragraph goes with it to the next page."""
    word = document(data)
    end = next(p for p in word.paragraphs if p.text.endswith("./."))

    assert end.paragraph_format.keep_with_next


def test_what_nobody_knows_is_left_open(year):
    told = lines(report_docx(year))

    assert "Số: …/BC-STP" in told
    assert "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ" in told
    assert "(Chữ ký, họ và tên)" in told


def test_a_committee_is_signed_for_in_its_name(year):
    told = lines(report_docx(year, top="plan-a-2021/IV.2/cao-loc/once"))

    assert ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"] == told[told.index("CHỦ TỊCH") - 1 :][:2]


def test_the_same_view_gives_the_same_bytes(data, year):
    assert data == report_docx(year, signing=SIGNED)


def test_no_moment_of_writing_is_in_the_file(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        moments = {part.date_time for part in package.infolist()}
    core = document(data).core_properties

    assert {(1980, 1, 1, 0, 0, 0)} == moments
    assert "2021-12-06" == core.created.date().isoformat() == core.modified.date().isoformat()
    assert ("Sở Tư pháp", "vi-VN") == (core.author, core.language)


def test_words_of_units_cannot_break_out(hostile):
    told = lines(report_docx(hostile))

    assert any('<b>&"' in words for words in told)


def test_a_plan_without_reports_and_one_of_two_thousand_tasks_are_written(issued, wide):
    assert "BÁO CÁO" in lines(report_docx(issued))
    assert len(report_docx(wide)) < 200_000


def test_an_unknown_task_has_no_report(year):
    with pytest.raises(NotFoundError):
        report_docx(year, top="nothing")
