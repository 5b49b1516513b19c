"""Plain text: broken lines become paragraphs again, pages are forgotten, nothing is lost."""

import pytest

from planflow.document.draft.manuscript.text import text_manuscript
from planflow.document.draft.wording.syllable import is_syllable

WRAPPED = """
Nâng cao năng lực, nhận thức pháp luật cho đội ngũ cán bộ, công chức, viên chức
thuộc hệ thống chính trị ở cơ sở, người làm công tác phổ biến pháp luật, hòa giải
viên ở cơ sở và nhân dân tại các địa bàn trọng điểm, phức tạp về trật tự, an toàn
"""


def texts(text):
    return [block.text for block in text_manuscript(text, "a.txt").blocks]


def codes(text):
    return [remark.code for remark in text_manuscript(text, "a.txt").remarks]


def test_lines_of_a_sentence_are_one_paragraph_with_all_its_lines():
    manuscript = text_manuscript("Phổ biến, giáo\n\npháp luật cho\n\nngười dân.\n\nHết", "a.txt")

    assert [("Phổ biến, giáo pháp luật cho người dân.", [1, 3, 5]), ("Hết", [7])] == [
        (block.text, [line.number for line in block.lines]) for block in manuscript.blocks
    ]


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("Quyết định số 705/QĐ-", "TTg ngày 25", "705/QĐ-TTg ngày 25"),
        ("Quyết định số 705/QĐ", "-TTg ngày 25", "705/QĐ-TTg ngày 25"),
        ("Kế hoạch số 113", "/KH-UBND của", "113/KH-UBND của"),
        ("Kế hoạch số 113/", "KH-UBND của", "113/KH-UBND của"),
        ("trước ngày 15/11/20", "21 về", "15/11/2021 về"),
        ("trước ngày 15/", "11/2021 về", "15/11/2021 về"),
        ("trước ngày 1", "5/11/2021 về", "15/11/2021 về"),
        ("trong năm 20", "21 và", "năm 2021 và"),
        ("phát 40.", "156 tờ gấp", "40.156 tờ gấp"),
        ("trên địa bàn huyệ", "n, thành phố", "huyện, thành phố"),
        ("giai đoạn 2017-", "2021 và", "2017-2021 và"),
        ("giai đoạn 2017", "-2021 và", "2017-2021 và"),
    ],
)
def test_a_torn_word_or_number_is_one_again_and_said(left, right, whole):
    text = f"Theo {left}\n{right} sau"
    (paragraph,) = texts(text)

    assert whole in paragraph
    assert ["word-joined"] == codes(text)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Năm 2021.", "156 tờ gấp"),
        ("kinh tế -", "xã hội"),
        ("cán bộ,", "công chức"),
        ("giao cho STP", "tổ chức"),
        ("05 clip", "và 10 phóng sự"),
        ("phổ biến pháp", "luật"),
    ],
)
def test_whole_words_stay_apart(left, right):
    text = f"Theo {left}\n{right} sau"

    assert f"{left} {right}" in " ".join(texts(text))
    assert [] == codes(text)


def test_a_piece_that_stands_whole_elsewhere_is_joined():
    found = texts("- Luật là luật.\n- Theo phổ biến pháp lu\nật của tỉnh")

    assert "- Theo phổ biến pháp luật của tỉnh" == found[-1]


@pytest.mark.parametrize(
    "mark",
    [
        "I.",
        "II.",
        "1.",
        "2)",
        "1.1.",
        "1.1",
        "a)",
        "đ)",
        "a.",
        "-",
        "+",
        "*",
        "•",
        "–",
        "(1)",
        "1/",
        "I-",
        "Điều 1.",
        "●",
        "o",
    ],
)
def test_a_mark_begins_a_paragraph(mark):
    assert ["Nội dung trước đó", f"{mark} Việc sau"] == texts(f"Nội dung trước đó\n{mark} Việc sau")


@pytest.mark.parametrize(
    "label", ["Cơ quan chủ trì", "Phối hợp", "Thời gian", "Kết quả", "Nơi nhận", "Đơn vị thực hiện"]
)
def test_a_label_begins_a_paragraph(label):
    assert ["Nội dung trước đó", f"{label}: sau"] == texts(f"Nội dung trước đó\n{label}: sau")


def test_a_number_that_goes_on_a_sentence_begins_none():
    more = "xã hội theo quy định tại các văn bản hiện hành và theo hướng dẫn tại khoản"
    text = f"{WRAPPED.strip()}\n{more}\n2. Luật này"

    assert 1 == len(texts(text))


def test_a_mark_alone_belongs_to_what_follows():
    assert ["1. Mục đích", "2. Yêu cầu"] == texts("1.\nMục đích\n2.\nYêu cầu")


def test_capitals_end_where_small_letters_begin():
    assert ["KẾ HOẠCH", "Triển khai công tác năm 2021", "I. MỤC ĐÍCH"] == texts(
        "KẾ HOẠCH\nTriển khai công tác\nnăm 2021\nI. MỤC ĐÍCH"
    )


def test_a_short_line_ends_a_paragraph_of_wrapped_lines():
    found = texts(f"{WRAPPED.strip()}\nxã hội.\nĐoạn sau nói việc khác.")

    assert ["an toàn xã hội.", "Đoạn sau nói việc khác."] == [found[0][-15:], found[1]]


def test_page_numbers_are_taken_away_and_said():
    text = "Đoạn đầu còn tiếp\n\n2\n\nsang trang hai.\n\n- 3 -\n\nHết."
    manuscript = text_manuscript(text, "a.txt")

    assert ["Đoạn đầu còn tiếp sang trang hai.", "Hết."] == texts(text)
    assert [("page-number", ["2", "- 3 -"])] == [
        (one.code, [line.text for line in one.lines]) for one in manuscript.remarks
    ]


def test_a_number_of_a_date_is_no_page_number():
    assert ["Xong trước ngày 2 tháng 9."] == texts("Xong trước ngày\n2\ntháng 9.")


def test_heads_that_return_are_taken_away_and_said():
    pages = "\f".join(f"Sở Tư pháp tỉnh A\nĐoạn của trang {n} nói việc này." for n in "abc")

    assert [f"Đoạn của trang {n} nói việc này." for n in "abc"] == texts(pages)
    assert ["running-head"] == codes(pages)


def test_a_field_that_returns_is_no_running_head():
    pages = "\f".join(f"- Chủ trì: Sở Tư pháp\nĐoạn của trang {n} nói việc này." for n in "abc")

    assert [] == codes(pages)


def test_head_and_foot_in_two_columns_are_read_column_by_column():
    text = """UBND TỈNH LẠNG SƠN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 5/KH-UBND              Lạng Sơn, ngày 05 tháng 01 năm 2021
KẾ HOẠCH
Nơi nhận:                  KT. CHỦ TỊCH
- TT. Tỉnh ủy;     B/c     PHÓ CHỦ TỊCH
- Lưu: VT.
                                    Nguyễn Văn A"""

    assert [
        "UBND TỈNH LẠNG SƠN",
        "Số: 5/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Lạng Sơn, ngày 05 tháng 01 năm 2021",
        "KẾ HOẠCH",
        "Nơi nhận:",
        "- TT. Tỉnh ủy; B/c",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn A",
    ] == texts(text)


def test_letters_are_composed_and_symbols_become_bullets():
    assert ["• Đề án hòa giải"] == texts(
        "\uf0b7  Ðê\u0300 án\u00a0ho\u0300a gia\u0309i".replace("ê\u0300", "ề")
    )


@pytest.mark.parametrize(
    "word",
    [
        "huyện",
        "thành",
        "phố",
        "giữ",
        "gìn",
        "quyết",
        "nghiêng",
        "uỷ",
        "ủy",
        "hoà",
        "thuở",
        "yêu",
        "ươm",
        "khuya",
        "giếng",
        "quốc",
    ],
)
def test_syllables_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["huyệ", "ngh", "phap", "clip", "bt", "xyz", "trươ", "ấã"])
def test_pieces_are_no_syllables(word):
    assert not is_syllable(word)
