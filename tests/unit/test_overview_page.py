"""The overview as tables: Markdown and one page, in Vietnamese."""

from xml.etree import ElementTree as ET

import pytest
from attrs import evolve

from builders import (
    by,
    clerk,
    closing_store,
    indicator,
    issued,
    item,
    moment,
    plan,
    small_plan,
    the,
)
from planflow import overview_html, overview_text
from planflow.document import shipped_scoring
from planflow.domain.plan import Product
from planflow.domain.task import command as c


def view_of(the_plan, *reports):
    """Return the view of a plan on 1 December, after some reports."""
    with closing_store("memory") as store:
        flow = issued(store, the_plan)
        for source, unit, at, figures in reports:
            command = c.Report(the(flow, source, unit).id, figures=figures)
            flow.do(command, by=clerk(unit), at=at)
        return flow.view("p", at=moment(12, 1))


@pytest.fixture
def view():
    return view_of(
        small_plan(),
        ("R.1", "trang-dinh", moment(11, 1), {"sessions": 2}),
        ("1", "van-lang", moment(11, 2), {"classes": 3}),
    )


def section(text, number):
    """Return one section of the Markdown."""
    return text.split("\n## ")[number]


def test_the_counts_have_a_table_for_each_question(view):
    """By level, unit, item and part; all of one period need no table of periods."""
    counts = section(overview_text(view), 1)

    assert "| cấp huyện | 05 | 01 | 01 | 0 | 03 | 40% | 50% | 60% |" in counts
    assert "| phối hợp | 02 | 0 | 01 | 0 | 01 | 50% | 100% | 50% |" in counts
    assert "| **Tổng** | **08** |" in counts
    assert ["Theo cấp", "Theo cơ quan, đơn vị, địa phương", "Theo nội dung của kế hoạch"] == [
        line.removeprefix("### ") for line in counts.splitlines() if line.startswith("### ")
    ][:3]
    assert "Theo kỳ" not in counts


def test_the_reports_name_who_is_missing(view):
    reports = section(overview_text(view), 2)

    assert "| R.1 | – | cấp huyện | 03 | 01 | 33,33% | 02 | 0 | 0 |" in reports
    assert "- bac-son: quá hạn chưa báo cáo" in reports
    assert "- mttq: đã đề nghị, không trả lời" in reports


def test_consolidated_and_newest_products_stand_side_by_side(view):
    """Three classes were reported, none was gathered; leaflets nobody counted."""
    products = section(overview_text(view), 3)

    assert "| 1 | classes | – | – | 3 | do người đánh giá | – |" in products


def test_a_target_not_met_names_the_units():
    wanted = Product(indicator=indicator("plans"), kind="units")
    one = evolve(item("1", "sgd", schedule=by(6, 30)), products=(wanted,), spread="per-unit")
    text = overview_text(view_of(plan(one)))

    assert "| 1 | plans | 1 | 0 | 0 | chưa đạt | sgd |" in text


def test_the_scoreboard_comes_with_a_formula_only(view):
    """Every unit with its place and with why."""
    assert "XẾP HẠNG" not in overview_text(view)

    scores = section(overview_text(view, scoring=shipped_scoring()), 4)

    assert scores.startswith("IV. XẾP HẠNG")
    assert "| 1 | trang-dinh | " in scores
    assert "hoàn thành đúng hạn 1/2 nhiệm vụ đến hạn: 31,25/62,5 điểm" in scores


def test_sections_are_numbered_without_a_gap():
    """A plan without products has its scores in section III."""
    bare = view_of(plan(item("1", "sgd", schedule=by(6, 30))))

    assert "\n## III. XẾP HẠNG" in overview_text(bare, scoring=shipped_scoring())


def test_the_page_is_whole_and_escapes_what_it_is_given(view):
    """It can be read as XML, whatever a title says, and is the same each time."""
    odd = evolve(
        view,
        standing=evolve(
            view.standing, plan=evolve(view.standing.plan, title=indicator("<b>&").title)
        ),
    )
    page = overview_html(odd, scoring=shipped_scoring())

    body = ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    assert "<b>&" == body.find("./head/title").text
    assert page == overview_html(odd, scoring=shipped_scoring())
    assert len(body.findall(".//table")) >= 6
