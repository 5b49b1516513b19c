"""Numbers, days and the alphabet as Vietnamese officials write them."""

from decimal import Decimal

import pytest
from pendulum import Date

from planflow.document.number import (
    LETTERS,
    count_text,
    long_day,
    number_text,
    percent_text,
    point_letter,
    roman,
    sort_key,
)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1.000"),
        (40156, "40.156"),
        (12345678, "12.345.678"),
        (-1500, "-1.500"),
        (Decimal("1.5"), "1,5"),
        (Decimal("1.50"), "1,5"),
        (Decimal("1E+3"), "1.000"),
        (Decimal("1234.75"), "1.234,75"),
        (Decimal("0.00005"), "0,0001"),
        (Decimal(1) / 3, "0,3333"),
        (Decimal("3.00"), "3"),
    ],
)
def test_a_number_has_dots_between_thousands_and_a_decimal_comma(amount, text):
    assert text == number_text(amount)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (3, "03"), (9, "09"), (10, "10"), (Decimal(5), "05"), (Decimal("1.5"), "1,5")],
)
def test_a_count_below_ten_has_a_zero_before_it(amount, text):
    assert text == count_text(amount)


def test_a_share_is_told_in_per_cent():
    assert "1,37%" == percent_text(Decimal(223) / (16_051 + 223))
    assert "100%" == percent_text(Decimal(1))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (Date(2021, 1, 5), "ngày 05 tháng 01 năm 2021"),
        (Date(2021, 2, 28), "ngày 28 tháng 02 năm 2021"),
        (Date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
        (Date(2021, 12, 6), "ngày 06 tháng 12 năm 2021"),
    ],
)
def test_a_day_takes_zeros_as_the_decree_wants_them(day, text):
    assert text == long_day(day)


def test_points_are_counted_by_the_vietnamese_alphabet():
    assert ["a", "b", "c", "d", "đ", "e", "g"] == [point_letter(n) for n in range(1, 8)]
    assert "aa" == point_letter(len(LETTERS) + 1)


@pytest.mark.parametrize(("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV")])
def test_annexes_are_counted_in_roman_numerals(number, text):
    assert text == roman(number)


def test_letters_sort_by_the_vietnamese_alphabet():
    words = ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "u", "ư", "v", "y"]

    assert words == sorted(set(words), key=sort_key)


def test_tones_decide_where_letters_are_the_same():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "man"]

    assert words == sorted(set(words), key=sort_key)


def test_words_are_compared_one_by_one():
    names = ["Bắc Sơn", "Bình Gia", "Cao Lộc", "Chi Lăng", "Đình Lập", "Hữu Lũng", "Lộc Bình"]

    assert names == sorted(set(names), key=sort_key)
    assert ["ba ba", "ba bà", "bà ba"] == sorted(["bà ba", "ba bà", "ba ba"], key=sort_key)


def test_case_and_form_of_composition_do_not_matter():
    assert sort_key("ĐÌNH LẬP") == sort_key("đình lập")
    assert sort_key("ế") == sort_key("e\u0302\u0301")
