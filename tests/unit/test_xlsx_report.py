"""Progress and figures as a workbook: reopened, it has the same numbers in their own types."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from attrs import evolve

from planflow import Directory
from planflow.document import report_xlsx
from planflow.document.package import repacked
from planflow.document.xlsx.table import About, Formula, Table, letter
from planflow.document.xlsx.workbook import to_xlsx
from planflow.domain.overview import PlanView

DAY = dt.date(2021, 12, 31)


def opened(data: bytes, *, values: bool = True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def rows(sheet) -> list[dict[str, object]]:
    """Return each row by the titles of its columns."""
    titles, *below = sheet.iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in below]


@pytest.fixture(scope="module")
def data(year):
    return report_xlsx(year)


@pytest.fixture(scope="module")
def book(data):
    return opened(data)


def test_there_is_one_sheet_for_each_level(book):
    assert ["Tiến độ", "Số liệu", "Cấp tỉnh", "Cấp huyện", "Việc"] == book.sheetnames


def test_titles_are_frozen_and_stand_on_every_printed_page(book):
    for sheet in book:
        assert ("B2", "$1:$1") == (sheet.freeze_panes, sheet.print_title_rows)


def test_the_figures_are_the_views(book, year):
    found = {row["Chỉ tiêu thống kê"]: row for row in rows(book["Số liệu"])}
    totals, live = year.totals.figures, year.live.figures

    for one in year.standing.plan.indicators().values():
        row = found[one.title.vi]
        expected = (
            totals.actual.get(one.id),
            totals.actual.get(one.id),
            totals.estimate.get(one.id),
            live.actual.get(one.id),
        )
        names = ("Đã tổng hợp", "Cộng lại theo công thức", "Ước cả kỳ", "Mới nhất")
        assert expected == tuple(row[name] for name in names)


def test_the_units_figures_are_the_views(book, year):
    title = "Cuộc phổ biến pháp luật đã tổ chức (cuộc) – Đã tổng hợp"
    shown = {
        row["Cơ quan, đơn vị"]: row[title]
        for level in ("Cấp tỉnh", "Cấp huyện")
        for row in rows(book[level])[:-2]
        if row[title] is not None
    }
    expected = {
        year.unit_name(unit): figures.actual["sessions"]
        for unit, figures in year.totals.by_unit.items()
        if "sessions" in figures.actual
    }

    assert expected == shown


@pytest.mark.parametrize("level", ["Tiến độ", "Cấp tỉnh", "Cấp huyện"])
def test_totals_stand_as_values_beside_their_formulas(data, book, level):
    """Adding the column up gives the value, and the formula does add that column up."""
    *above, total, again = book[level].iter_rows(min_row=2)
    formulas = opened(data, values=False)[level][again[0].row]

    assert ("Tổng", "Cộng lại theo công thức") == (total[0].value, again[0].value)
    summed = [cell for cell in total[1:] if cell.value is not None]
    assert summed
    for cell in summed:
        index, name = cell.column - 1, cell.column_letter
        added = sum(row[index].value or 0 for row in above)
        assert added == cell.value == again[index].value
        assert f"=SUM({name}2:{name}{len(above) + 1})" == formulas[index].value


def test_a_total_of_the_plan_is_that_of_its_levels(data, book):
    formulas = rows(opened(data, values=False)["Số liệu"])
    added = [row["Cộng lại theo công thức"] for row in formulas]

    for formula, row in zip(added, rows(book["Số liệu"]), strict=True):
        cells = re.findall(r"'([^']+)'!([A-Z]+\d+)", formula or "")
        assert (row["Đã tổng hợp"] or 0) == sum(book[sheet][cell].value for sheet, cell in cells)
    assert 6 == len([formula for formula in added if formula])


def test_days_are_days_and_counts_are_numbers(book):
    row = rows(book["Tiến độ"])[0]
    cell = book["Tiến độ"]["E2"]

    assert (dt.date(2021, 3, 31), 1) == (row["Thời hạn cuối"].date(), row["Số việc"])
    assert ("dd/mm/yyyy", True) == (cell.number_format, cell.is_date)
    assert {"n"} == {cell.data_type for cell in book["Tiến độ"]["F"][1:]}


def test_every_task_has_a_row(book, year):
    assert set(year.tasks) == {row["Mã việc"] for row in rows(book["Việc"])}


def test_a_rounded_number_stays_a_number_and_says_so(book):
    sheet = book["Cấp tỉnh"]
    title = "Lượt người dự (lượt người) – Đã tổng hợp"
    column = [cell.value for cell in sheet[1]].index(title)
    cell = next(row[column] for row in sheet.iter_rows() if row[0].value == "Sở Y tế")

    assert isinstance(cell.value, int)
    assert cell.number_format.startswith('"≈ "')


HOSTILE = (
    "=1+1",
    "+84",
    "-5",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "\tx",
    "1.1",
    "\x00a",
    "5%",
)


def test_text_that_begins_like_a_formula_stays_text():
    table = Table(title="T", columns=("a",), rows=tuple((words,) for words in HOSTILE))
    sheet = opened(to_xlsx([table], title="t", author="a", on=DAY), values=False)["T"]

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {"s"} == {cell.data_type for cell in cells}
    expected = [" ".join(words.replace("\x00", "\ufffd").split()) for words in HOSTILE]
    assert expected == [cell.value for cell in cells]
    assert [True] * 5 == [bool(cell.quotePrefix) for cell in cells[:5]]


def test_names_of_units_cannot_become_formulas(hostile):
    named = evolve(hostile, directory=renamed(hostile, '=HYPERLINK("x")'))

    for sheet in opened(report_xlsx(named), values=False):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f" or re.match(r"=(SUM\(|')", cell.value)


def renamed(view: PlanView, name: str) -> Directory:
    return Directory(evolve(unit, name=name) for unit in view.directory)


def test_levels_of_any_name_become_names_of_sheets(year):
    levels = {"province": "a/b[c]" * 9, "district": "A/B[C]" * 9, "ministry": "'"}
    units = (evolve(u, level=levels.get(u.level, u.level)) for u in year.directory)
    names = opened(report_xlsx(evolve(year, directory=Directory(units)))).sheetnames

    assert 5 == len({name.casefold() for name in names})
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_units_that_are_not_known_have_a_sheet_of_their_own(year):
    names = opened(report_xlsx(evolve(year, directory=Directory(())))).sheetnames

    assert "Chưa rõ cấp" in names


@pytest.mark.parametrize(
    "amount", [0, 3, 40156, Decimal("1.5"), Decimal("0.3333333333"), Decimal(7), -4, 10**15]
)
def test_every_amount_is_reopened_as_it_was(amount):
    given = ((amount, About(amount), Formula("A2", amount)),)
    table = Table(title="T", columns=("a", "b", "c"), rows=given)
    (found,) = opened(to_xlsx([table], title="t", author="a", on=DAY))["T"].iter_rows(min_row=2)

    assert [float(amount)] * 3 == [float(cell.value) for cell in found]


@pytest.mark.parametrize(
    ("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(number, name):
    assert name == letter(number)


def test_the_same_view_gives_the_same_bytes(data, year):
    assert data == report_xlsx(year)


def test_no_moment_of_writing_is_in_the_file(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        moments = {part.date_time for part in package.infolist()}
        core = package.read("docProps/core.xml").decode()

    assert {(1980, 1, 1, 0, 0, 0)} == moments
    assert {"2022-01-31T00:00:00Z"} == set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core))


def test_repacking_keeps_what_is_in_a_file(data):
    again = repacked(data, lambda _, part: part)

    assert again == data


def test_a_plan_without_reports_and_one_of_two_thousand_tasks_are_written(issued, wide):
    assert "Số liệu" in opened(report_xlsx(issued)).sheetnames
    assert len(wide.tasks) <= opened(report_xlsx(wide))["Việc"].max_row
