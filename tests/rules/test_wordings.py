"""Rules R9, R11, R12, R15: what the wordings of real plans mean, however they are spelt."""

import re
import unicodedata

import pytest
from pendulum import Date

from planflow.domain.deadline import Soft, Unparsed, answer, describe, parse
from strategies import MORE_WORDINGS, WORDINGS, bare, setting_of

YEAR = 2021
QUARTERS = ((1, "I"), (2, "II"), (3, "III"), (4, "IV"))

every_wording = pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)


@pytest.fixture(autouse=True)
def _afresh():
    """Read every wording anew: no test leans on what another has read."""
    parse.cache_clear()


def meaning(text, year=YEAR, **facts):
    """Return what a wording means for a plan of one year."""
    return answer(text, setting_of(year, **facts))


def days(found):
    """Return kind, days and needs of an answer: all but its words."""
    return found.kind, found.occurrences, found.needs


def warned(text, year=YEAR):
    """Return the only day of a wording, and the keys of its warnings."""
    found = meaning(text, year)
    return found.due_on, [warning.key for warning in found.warnings]


# ── the wordings of real plans ───────────────────────────────────────────────


def misread(wording):
    """Return in what a wording is not read as a person reads it; it may stay unread if so told."""
    found = meaning(wording.text, wording.year, issued_on=wording.issued_on)
    due = [one.due_on for one in found.occurrences]
    if found.kind == "unparsed" and found.kind in wording.kinds:
        return {}
    expected = {
        "kind": (wording.kinds, found.kind in wording.kinds),
        "due": (wording.due_on, wording.due_on in (found.due_on, *due[-1:])),
        "occurrences": (wording.occurrences, [*wording.occurrences] == due),
        "opens": (wording.opens_on, wording.opens_on == found.opens_on),
        "needs": (wording.needs, found.needs and {*found.needs} <= {*wording.needs}),
    }
    return {name: value for name, (value, is_met) in expected.items() if value and not is_met}


@every_wording
def test_r09_a_real_wording_is_read_as_a_person_reads_it(wording):
    """Its kind, its days, and what is missing before there are any."""
    assert {} == misread(wording)


def test_r09_other_wordings_are_read_as_a_person_reads_them():
    """Nearly a thousand ways to say when; some must stay unread."""
    assert [] == [(one.id, one.text, wrong) for one in MORE_WORDINGS if (wrong := misread(one))]


@every_wording
def test_r15_where_a_person_reads_no_day_there_is_none(wording):
    """No day is invented, and nothing is missing where nothing was."""
    found = meaning(wording.text, wording.year)

    if not (wording.due_on or wording.occurrences):
        assert {None} >= {one.due_on for one in found.occurrences}
    if not (wording.opens_on or len(wording.occurrences) > 1):
        assert found.opens_on is None
    if not (wording.needs or wording.issued_on):
        assert () == found.needs


@every_wording
def test_r12_only_what_recurs_has_no_single_day(wording):
    """The last of several milestones stands for all; of a rhythm no day does."""
    found = meaning(wording.text, wording.year, issued_on=wording.issued_on)
    last = [one.due_on for one in found.occurrences][-1:]

    assert (None if found.kind == "recurring" or not last else last[0]) == found.due_on


@every_wording
def test_r15_the_words_are_kept(wording):
    """Whatever they mean, answer and rule still have them."""
    found = meaning(wording.text, wording.year)

    assert wording.text == found.text == found.schedule.words


# ── however they are spelt ───────────────────────────────────────────────────


def _spelt(pattern, replacement):
    return lambda text: re.sub(pattern, replacement, text)


RESPELT = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "compatible spaces": lambda text: text.replace(" ", "\u00a0"),
    "stray spaces": lambda text: f" \t{text.replace(' ', '  ')}\n",
    "full stop": lambda text: f"{text}." if text else text,
    "list entry": lambda text: f"- {text};" if text else text,
}
RECASED = {
    "upper case": str.upper,
    "lower case": str.lower,
    "quy with its tone on u": _spelt("(?i)quý", "Qúy"),
    "qui with i": _spelt("(?i)quý", "quí"),
    "hang": _spelt("(?i)hằng", "hàng"),
    "hang with a breve": _spelt("(?i)hàng", "hằng"),
    "long dash": _spelt(" ?- ?", " – "),
}


@pytest.mark.parametrize("respelt", RESPELT.values(), ids=RESPELT)
def test_r15_spaces_and_marks_change_nothing(respelt):
    """Composed or not, spaced or not, with its final mark or not: the same rule."""
    for one in WORDINGS:
        expected = parse(one.text, one.year)
        assert bare(expected) == bare(parse(respelt(one.text), one.year))


@pytest.mark.parametrize("recased", RECASED.values(), ids=RECASED)
def test_r15_case_and_spelling_change_no_day(recased):
    """Capitals, another tone mark, a longer dash: the same days."""
    for one in WORDINGS:
        facts = {"year": one.year, "issued_on": one.issued_on}
        assert days(meaning(one.text, **facts)) == days(meaning(recased(one.text), **facts))


@pytest.mark.parametrize(("number", "roman"), QUARTERS)
@pytest.mark.parametrize("form", ["Quý {}", "trong quý {}/2021", "Quý {} năm 2021", "trước quý {}"])
def test_r15_quarters_are_counted_in_roman_or_arabic(form, number, roman):
    """Quarter III and quarter 3, also 03, are one."""
    found = {bare(parse(form.format(each), YEAR)) for each in (number, f"0{number}", roman)}

    assert 1 == len(found)
    assert not isinstance(found.pop(), Unparsed)


# ── days without a year, days that do not exist ──────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/7", Date(2021, 7, 31)),
        ("trước ngày 28/5", Date(2021, 5, 27)),
        ("chậm nhất ngày 20 tháng 7", Date(2021, 7, 20)),
        ("trước ngày 01/01", Date(2020, 12, 31)),
    ],
)
def test_r15_a_day_without_a_year_takes_the_plan_s_and_says_so(text, expected):
    """The assumption is shown, in the words that it was made about."""
    assert (expected, ["deadline.year_taken"]) == warned(text)


def test_r15_the_warning_tells_words_and_year():
    """An official sees what was assumed, in either language."""
    (warning,) = meaning("trước ngày 28/5", 2025).warnings

    assert "“ngày 28/5” không ghi năm: lấy năm 2025 của kế hoạch" == warning.text("vi")
    assert '"ngày 28/5" names no year: 2025 is taken, the plan\'s' == warning.text("en")


@pytest.mark.parametrize("text", ["ngày 5/11/21", "05.11.21", "5-11-21"])
def test_r15_a_year_of_two_digits_is_of_this_century_and_says_so(text):
    """The 5th of November 21 lies in 2021."""
    assert (Date(2021, 11, 5), ["deadline.year_short"]) == warned(text)


def test_r15_a_day_with_its_year_raises_no_doubt():
    """Nothing was assumed."""
    assert (Date(2021, 11, 14), []) == warned("trước ngày 15/11/2021")


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/02/2021",
        "trước ngày 29/02/2021",
        "31/4",
        "ngày 31/4 hằng năm",
        "ngày 0/5/2021",
        "ngày 15/13/2021",
        "từ ngày 30/02/2021 đến ngày 15/3/2021",
        "từ ngày 15/3/2021 đến ngày 30/02/2021",
        "từ tháng 11/2021 đến tháng 3/2021",
        "trước 25 giờ ngày 12/11/2021",
        "17 giờ 75 phút ngày 12/11/2021",
        "ngày 32 hằng tháng",
        "10 ngày kể từ ngày 31/6/2021",
    ],
)
def test_r15_what_no_calendar_has_is_not_read(text):
    """Nothing is guessed: no day, no needs, the words as they are."""
    found = meaning(text)

    assert ("unparsed", None, (), ()) == (found.kind, found.due_on, found.occurrences, found.needs)
    assert Unparsed(words=text) == found.schedule


def test_r15_a_leap_day_is_read_in_a_leap_year_only():
    """The plan's year decides where the words name none."""
    assert Date(2024, 2, 29) == meaning("ngày 29/02", 2024).due_on
    assert "unparsed" == meaning("ngày 29/02", 2021).kind


# ── words that stay words ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["kịp thời", "Khẩn trương", "sớm nhất có thể", "bảo đảm tiến độ", "Kịp thời, đúng hạn"]
)
def test_r15_soft_words_stay_as_they_are(text):
    """They are no date, and say so."""
    found = meaning(text)

    assert Soft(words=text) == found.schedule
    assert text == describe(found.schedule)
    assert f"“{text}” không phải là một ngày" == found.explanation[0].text("vi")


@pytest.mark.parametrize(
    "text",
    [
        "Đã hoàn thành",
        "quý I hoặc quý II",
        "chưa xác định",
        "trước ngày 30/7/2021 hoặc theo hướng dẫn của Bộ",
        "không muộn hơn dự kiến",
        "hàng tuần theo kế hoạch của tỉnh",
        "x" * 401,
    ],
)
def test_r15_what_is_not_understood_stays_as_it_is(text):
    """A person must decide, and is shown the words."""
    found = meaning(text)

    assert Unparsed(words=text) == found.schedule
    assert text == describe(found.schedule)
    assert f"chưa đọc được “{text}”, cần người xem xét" == found.explanation[0].text("vi")


@pytest.mark.parametrize("text", ["Thường xuyên từ năm", "liên tục từ cả năm"])
def test_r12_a_continuous_time_from_the_year_is_that_year(text):
    """A year without a number is the plan's."""
    assert "thường xuyên trong năm 2021" == describe(meaning(text).schedule)


@pytest.mark.parametrize("text", ["", " \t\n", " . ", "–"])
def test_r15_no_words_are_no_time(text):
    """Silence is told apart from words that are not understood."""
    assert "none" == meaning(text).kind


@pytest.mark.parametrize(
    "text", ["hằng tháng, từ tháng 3 đến tháng 11", "hằng tháng, từ ngày 1/3 đến ngày 30/11"]
)
def test_r12_a_monthly_rhythm_between_two_months_stays_monthly(text):
    """From March to November, nine times."""
    found = meaning(text)

    assert [*range(3, 12)] == [one.due_on.month for one in found.occurrences]


def test_r12_a_rhythm_is_answered_for_the_whole_plan_year():
    """Issued in May, the answer lists the periods before it too."""
    found = meaning("hằng quý", issued_on=Date(2021, 5, 20))

    assert [3, 6, 9, 12] == [one.due_on.month for one in found.occurrences]


# ── told again ───────────────────────────────────────────────────────────────

TOLD = """\
báo cáo năm chính thức theo quy định
  official yearly reports as prescribed by: quy định
báo cáo hằng tháng theo quy định, từ năm 2021
  monthly reports as prescribed by: quy định, from 2021 on
trước 17 giờ 30 phút ngày 5 hằng tháng
  before 17:30 on day 5 every month
trong quý II hằng năm
  in Quarter II every year
từ ngày 2 tháng 2 hằng năm
  opening on day 2 of February every year
trước khi khai mạc
  before: khai mạc
chậm nhất 1 tuần trước khi khai mạc
  at the latest 1 week before: khai mạc
trong thời hạn 0 ngày kể từ ngày 05/11/2021
  within 0 days from 05/11/2021
chậm nhất 1 ngày trước ngày 05/11/2021
  at the latest 1 day before 05/11/2021
trong thời hạn 0 ngày kể từ khi họp xong
  within 0 days after: họp xong
chậm nhất 2 ngày trước khi họp xong
  at the latest 2 days before: họp xong
sau khi “x và y”
  after: “x và y”
đột xuất
  after: có yêu cầu đột xuất
trong tháng thứ 2 của quý, hằng quý
  in month 2 of the quarter, every quarter
chậm nhất ngày 05/11/2021
  by 05/11/2021
trước ngày 15/11/2021
  before 15/11/2021
trước 17 giờ ngày 12/11/2021
  before 17:00 on 12/11/2021
chậm nhất 9 giờ 05 phút ngày 12/11/2021
  by 9:05 on 12/11/2021
trong năm 2021
  in 2021
giai đoạn 2019 - 2021
  in the years 2019 to 2021
trong 6 tháng đầu năm 2021
  in the first half of 2021
trong 6 tháng cuối năm 2021
  in the second half of 2021
trong 9 tháng đầu năm 2021
  in the first nine months of 2021
trong tháng 02 năm 2021
  in February 2021
trong Quý IV năm 2021
  in Quarter IV of 2021
từ ngày 01/04/2021 đến ngày 30/09/2021
  from 01/04/2021 to 30/09/2021
từ ngày 01/02/2021 đến ngày 30/04/2021
  from 01/02/2021 to 30/04/2021
từ ngày 01/10/2021 đến ngày 30/06/2022
  from 01/10/2021 to 30/06/2022
từ ngày 02/01/2021 đến ngày 31/12/2021
  from 02/01/2021 to 31/12/2021
thường xuyên
  on a continuing basis
thường xuyên từ ngày 01/03/2021
  on a continuing basis from 01/03/2021
thường xuyên đến ngày 01/03/2021
  on a continuing basis until 01/03/2021
thường xuyên trong năm 2021
  on a continuing basis in 2021
thường xuyên từ ngày 01/03/2021 đến ngày 30/11/2021
  on a continuing basis from 01/03/2021 to 30/11/2021
trong thời hạn 10 ngày kể từ ngày ban hành
  within 10 days from the day of issue
trong thời hạn 2 ngày làm việc kể từ ngày 05/11/2021
  within 2 working days from 05/11/2021
chậm nhất 3 tuần trước ngày 05/11/2021
  at the latest 3 weeks before 05/11/2021
sau khi có hướng dẫn
  after: có hướng dẫn
sau khi “ký”
  after: “ký”
trong thời hạn 2 tháng kể từ khi họp xong
  within 2 months after: họp xong
chậm nhất 1 năm trước khi họp xong
  at the latest 1 year before: họp xong
trong thời hạn 5 ngày
  within 5 days
trước 5 ngày
  5 days before
theo quy định
  as prescribed by: quy định
báo cáo hằng 6 tháng theo “decree-09-2019”
  half-yearly reports as prescribed by: “decree-09-2019”
báo cáo hằng năm theo quy định, cấp “xã”, từ năm 2021 đến năm 2025
  yearly reports as prescribed by: quy định, level “xã”, from 2021 to 2025
báo cáo 6 tháng đầu năm theo quy định, từ năm 2021
  first-half reports as prescribed by: quy định, from 2021 on
hằng tuần
  every week
hằng tháng
  every month
hằng quý
  every quarter
hằng 6 tháng
  every half year
hằng 9 tháng
  every year, for its first nine months
hằng năm
  every year
trước 15 giờ thứ Sáu hằng tuần
  before 15:00 on Friday every week
chậm nhất thứ Hai tuần sau, hằng tuần
  by Monday of the week after, every week
trước ngày 15 hằng tháng
  before day 15 every month
chậm nhất ngày cuối cùng của tháng hằng tháng
  by the last day every month
từ ngày 01 đến ngày 05 hằng tháng
  from day 1 to day 5 every month
chậm nhất ngày 05 tháng sau, hằng tháng
  by day 5 of the month after, every month
chậm nhất ngày 20 tháng cuối quý, hằng quý
  by day 20 of the last month of the quarter, every quarter
chậm nhất ngày 15 tháng đầu quý sau, hằng quý
  by day 15 of the first month of the quarter after, every quarter
đến hết tháng thứ 2 của quý, hằng quý
  by the end of month 2 of the quarter, every quarter
chậm nhất ngày cuối tháng thứ 6 của kỳ, hằng 6 tháng
  by the last day of month 6 of the period, every half year
chậm nhất ngày 09 tháng 11 hằng năm
  by day 9 of November every year
chậm nhất ngày 15 tháng 01 năm sau, hằng năm
  by day 15 of January of the year after, every year
đến hết tháng 02 năm sau, hằng năm
  by the end of February of the year after, every year
từ ngày 03 tháng 02, đến hết tháng 11 hằng năm
  opening on day 3 of February, by the end of November every year
chậm nhất ngày 20 tháng cuối kỳ hằng năm
  by day 20 of the period's last month every year
hằng năm, từ năm 2021 đến năm 2025
  every year, from 2021 to 2025
hằng năm, đến năm 2025
  every year, until 2025
hằng tháng, từ ngày 01/03/2021
  every month, from 01/03/2021 on
hằng tháng, từ ngày 01/03/2021 đến ngày 30/11/2021
  every month, from 01/03/2021 to 30/11/2021
chậm nhất ngày 15/06/2021; trong tháng 12 năm 2021
  by 15/06/2021; in December 2021
"""
"""Words for every kind of rule and, below them, the same in English."""


def test_r15_what_was_read_is_told_in_english():
    """Each kind of rule, with each of its parts."""
    lines = [line.strip() for line in TOLD.splitlines()]

    assert lines[1::2] == [describe(parse(words, YEAR), "en") for words in lines[::2]]


SAME = """\
sau khi họp xong 10 ngày
  trong thời hạn 10 ngày kể từ khi họp xong
từ cuối tháng 3 đến giữa tháng 5/2021
  từ ngày 31/03/2021 đến ngày 15/05/2021
từ đầu tháng 3 đến cuối tháng 5/2021
  từ ngày 01/03/2021 đến ngày 31/05/2021
giữa hằng năm
  ngày 30 tháng 6 hằng năm
quý II hằng năm
  từ tháng 4, đến hết tháng 6 hằng năm
từ tháng 3 trở đi
  từ tháng 3
trước giữa tháng 5
  trước ngày 15/05/2021
từ quý I đến quý III
  từ ngày 01/01/2021 đến ngày 30/09/2021
hằng tháng từ quý II
  hằng tháng, từ ngày 01/04/2021
thường xuyên trong quý II
  thường xuyên từ ngày 01/04/2021 đến ngày 30/06/2021
ngày 15/01 năm sau
  ngày 15/01/2022
từ ngày 5 đến ngày 10 tháng 3
  từ ngày 05/03/2021 đến ngày 10/03/2021
trước khi khai mạc
  chậm nhất 1 ngày trước khi khai mạc
đầu mỗi quý
  chậm nhất ngày 1 tháng thứ 1 của quý, hằng quý
cuối mỗi quý
  chậm nhất ngày cuối tháng thứ 3 của quý, hằng quý
đầu mỗi tháng
  chậm nhất ngày 1 hằng tháng
từ tháng 5-6/2022
  từ ngày 01/05/2022 đến ngày 30/06/2022
từ tháng 9 - 11 hằng năm
  từ tháng 9, đến hết tháng 11 hằng năm
đầu hằng năm
  chậm nhất ngày 1 tháng 1 hằng năm
giữa tháng 11 hằng năm
  chậm nhất ngày 15 tháng 11 hằng năm
đầu tháng 11 hằng năm
  chậm nhất ngày 1 tháng 11 hằng năm
cuối tháng 11 hằng năm
  chậm nhất ngày cuối tháng 11 hằng năm
từ ngày 15/3 đến ngày 10/2/2022
  từ ngày 15/03/2021 đến ngày 10/02/2022
từ ngày 10/2 đến ngày 10/2/2022
  từ ngày 10/02/2022 đến ngày 10/02/2022
từ 10/11 đến 5/2/2022
  từ ngày 10/11/2021 đến ngày 05/02/2022
từ ngày 5 đến ngày 10/2/2022
  từ ngày 05/02/2022 đến ngày 10/02/2022
từ tháng 11 đến tháng 2/2022
  từ ngày 01/11/2021 đến ngày 28/02/2022
từ tháng 3
  thường xuyên từ ngày 01/03/2021
từ tháng 3/2022
  thường xuyên từ ngày 01/03/2022
từ quý III
  thường xuyên từ ngày 01/07/2021
thường xuyên từ tháng 3
  thường xuyên từ ngày 01/03/2021
thường xuyên từ quý II
  thường xuyên từ ngày 01/04/2021
thường xuyên đến tháng 6
  thường xuyên đến ngày 30/06/2021
thường xuyên đến ngày 30/6/2021
  thường xuyên đến ngày 30/06/2021
thường xuyên từ ngày 01/3 đến ngày 30/11/2021
  thường xuyên từ ngày 01/03/2021 đến ngày 30/11/2021
hằng năm, trong năm 2022
  hằng năm, từ năm 2022 đến năm 2022
hằng tháng, quý II
  hằng tháng, từ ngày 01/04/2021 đến ngày 30/06/2021
trước ngày 15/6 và 15/12
  trước ngày 15/06/2021; trước ngày 15/12/2021
ngày 15/6, 15/12/2022
  chậm nhất ngày 15/06/2022; chậm nhất ngày 15/12/2022
15/3, 15/6 và 15/9/2022
  chậm nhất ngày 15/03/2022; chậm nhất ngày 15/06/2022; chậm nhất ngày 15/09/2022
báo cáo 9 tháng theo quy định
  báo cáo hằng 9 tháng theo quy định
15 ngày trước ngày 5/5/2021
  chậm nhất 15 ngày trước ngày 05/05/2021
trước khi khai mạc 10 ngày
  chậm nhất 10 ngày trước khi khai mạc
trước khai mạc
  chậm nhất 1 ngày trước khi khai mạc
từ ngày 5/11/21
  thường xuyên từ ngày 05/11/2021
sau ngày 15/11/2021
  thường xuyên từ ngày 16/11/2021
2021-11-05
  chậm nhất ngày 05/11/2021
nửa đầu năm
  trong 6 tháng đầu năm 2021
nửa cuối năm 2022
  trong 6 tháng cuối năm 2022
ba tháng đầu năm
  trong Quý I năm 2021
ba tháng cuối năm 2022
  trong Quý IV năm 2022
chín tháng đầu năm
  trong 9 tháng đầu năm 2021
sáu tháng cuối năm 2022
  trong 6 tháng cuối năm 2022
3 tháng cuối năm
  trong Quý IV năm 2021
tháng 2, 3 và 6
  từ ngày 01/02/2021 đến ngày 31/03/2021; trong tháng 6 năm 2021
quý I, II, IV năm 2022
  trong 6 tháng đầu năm 2022; trong Quý IV năm 2022
năm 2021, 2023
  trong năm 2021; trong năm 2023
2021-2023
  giai đoạn 2021 - 2023
mùng 5 hằng tháng
  chậm nhất ngày 5 hằng tháng
ngày mùng 5 tháng 3
  chậm nhất ngày 05/03/2021
ngày cuối tháng hằng tháng
  chậm nhất ngày cuối cùng của tháng hằng tháng
ngày 5 tháng đầu quý
  chậm nhất ngày 5 tháng thứ 1 của quý, hằng quý
ngày 10 tháng thứ hai của quý
  chậm nhất ngày 10 tháng thứ 2 của quý, hằng quý
tháng thứ 2 hằng quý
  từ tháng thứ 2 của quý, đến hết tháng thứ 2 của quý, hằng quý
2 lần/năm
  hằng 6 tháng
4 lần/năm
  hằng quý
12 lần/năm
  hằng tháng
1 tháng/lần
  hằng tháng
3 tháng/lần
  hằng quý
6 tháng/lần
  hằng 6 tháng
mỗi quý một lần
  hằng quý
thứ hai hằng tuần
  chậm nhất thứ Hai hằng tuần
chủ nhật hằng tuần
  chậm nhất Chủ nhật hằng tuần
thứ 2 tuần sau, hằng tuần
  chậm nhất thứ Hai tuần sau, hằng tuần
trong tháng 11 hằng năm
  từ tháng 11, đến hết tháng 11 hằng năm
trước tháng 11 hằng năm
  trước ngày 1 tháng 11 hằng năm
ngày 15/01 năm sau, hằng năm
  chậm nhất ngày 15 tháng 1 năm sau, hằng năm
trước 24 giờ ngày 5 hằng tháng
  chậm nhất ngày 5 hằng tháng
năm 2021 trở đi
  hằng năm, từ năm 2021
2022 và những năm tiếp theo
  hằng năm, từ năm 2022
sau khi ban hành kế hoạch 10 ngày
  trong thời hạn 10 ngày kể từ ngày ban hành
sau khi họp xong 10 ngày
  trong thời hạn 10 ngày kể từ khi họp xong
trước khi họp xong 1 tháng
  chậm nhất 1 tháng trước khi họp xong
trước khi họp xong 1 ngày làm việc
  chậm nhất 1 ngày làm việc trước khi họp xong
trước khi họp xong 1 ngày
  trước khi họp xong
trước ngày 15/01 năm sau
  trước ngày 15/01/2022
báo cáo năm 2021 trước ngày 15/01/2022
  trước ngày 15/01/2022
trong quý II/2021 (trước ngày 15/5/2021)
  trước ngày 15/05/2021
trước ngày 15 tháng 6 và tháng 12
  trước ngày 15/06/2021; trước ngày 15/12/2021
15/12 và 15/01/2022
  ngày 15/12/2021; ngày 15/01/2022
30/6; 31/12/2022
  ngày 30/06/2022; ngày 31/12/2022
6 tháng: trước ngày 15/6
  trước ngày 15 tháng 6 hằng năm
30 hàng tháng
  chậm nhất ngày 30 hằng tháng
T6/2021
  trong tháng 6 năm 2021
Q3/2021
  trong Quý III năm 2021
kể từ Quý II/2021
  thường xuyên từ ngày 01/04/2021
từ đầu năm đến hết Quý III
  từ ngày 01/01/2021 đến ngày 30/09/2021
từ tháng 11 đến tháng 02
  từ ngày 01/11/2021 đến ngày 28/02/2022
thường xuyên từ nay đến hết năm
  thường xuyên đến ngày 31/12/2021
ngày 5 tháng thứ nhất của quý
  chậm nhất ngày 5 tháng đầu quý, hằng quý
ngày 5 tháng thứ hai của quý
  chậm nhất ngày 5 tháng thứ 2 của quý, hằng quý
ngày 5 tháng giữa quý
  chậm nhất ngày 5 tháng thứ 2 của quý, hằng quý
ngày 5 tháng thứ ba trong mỗi quý
  chậm nhất ngày 5 tháng cuối quý, hằng quý
hằng 6 tháng, ngày 5 tháng thứ tư của kỳ
  chậm nhất ngày 5 tháng thứ 4 của kỳ, hằng 6 tháng
hằng 6 tháng, ngày 5 tháng thứ năm của kỳ báo cáo
  chậm nhất ngày 5 tháng thứ 5 của kỳ, hằng 6 tháng
hằng 6 tháng, ngày 5 tháng thứ sáu của kỳ sau
  chậm nhất ngày 5 tháng thứ 6 của kỳ sau, hằng 6 tháng
ngày 5 tháng cuối năm
  chậm nhất ngày 5 tháng 12 hằng năm
ngày 5 tháng đầu tiên của năm
  chậm nhất ngày 5 tháng 1 hằng năm
Tháng 12, 1/2022
  trong tháng 12 năm 2021; trong tháng 1 năm 2022
Quý I, II và IV/2022
  trong 6 tháng đầu năm 2022; trong Quý IV năm 2022
các năm 2021, 2022, 2024
  giai đoạn 2021 - 2022; trong năm 2024
03 lần/quý
  hằng tháng
4 lần/năm
  hằng quý
6 tháng/lần
  hằng 6 tháng
"""
"""Some ways to say it and, below them, others that mean the same in 2021."""


def test_r15_other_words_mean_the_same():
    """Short or long, in numerals or in figures."""
    rules = [bare(parse(line.strip(), YEAR)) for line in SAME.splitlines()]

    assert rules[1::2] == rules[::2]


@pytest.mark.parametrize(
    "text",
    [
        "giữa tháng hằng tháng",
        "giữa năm hằng năm",
        "giữa hằng quý",
        "đầu hằng tuần",
        "thường xuyên ngày 5/3",
        "5/11/99",
        "15 tháng giữa quý",
        "tháng 1 năm sau",
        "hằng tháng, trở đi",
    ],
)
def test_r15_what_no_rhythm_has_is_not_read(text):
    """A middle of a quarter, a first month of a week, a year that nobody names."""
    assert Unparsed(words=text) == parse(text, YEAR)


@pytest.mark.parametrize(
    "text",
    [
        "15/12/2021, 15/01",
        "Quý IV/2021 và Quý I",
        "Trong 2 tháng 5 và 6/2021",
        "3 tháng 7-9/2021",
        "Từ 20/5 đến 15/5",
        "thứ Sáu tuần sau",
        "Trước 3 giờ chiều ngày 15/11/2021",
        "Bắt đầu: tháng 5/2021; kết thúc: tháng 9/2021",
        "rà soát văn bản ban hành trước ngày 01/7/2016",
        "Hoãn tổ chức trước ngày 15/11/2021",
        "Quỹ II/2021",
        "Trước mắt",
        "Trước năm",
        "Sau Quý II/2021",
        "Báo cáo kết quả tính đến ngày 30/6/2021",
        "Báo cáo Quý I/2021",
        "Tổng kết năm 2020",
        "khi có yêu cầu hoặc định kỳ hằng quý",
        "cuối năm 2021 - đầu năm 2022",
        "So với năm 2020",
        "theo kế hoạch trong tháng 5/2021",
        "Ngày   tháng 6 năm 2021",
        "6 tháng trước ngày 15/6: báo cáo",
        "trước ngày 15/01/2021 năm sau",
    ],
)
def test_r15_what_only_looks_like_a_time_is_not_read(text):
    """Blanks, scopes, cut-offs, put-off works, and lists whose years nobody can tell."""
    assert Unparsed(words=text) == parse(text, YEAR)


def test_r15_every_wording_can_be_told_again():
    """In other words perhaps, but to the same rule."""
    for one in (*WORDINGS, *MORE_WORDINGS):
        rule = parse(one.text, one.year)
        assert bare(rule) == bare(parse(describe(rule), one.year))
