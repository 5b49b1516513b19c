"""The page about a plan: complete in itself, escaped, the same content as the report."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from planflow.document import report_html
from planflow.document.number import count_text

VOID = {"meta"}


class Reader(HTMLParser):
    """Collects text and attributes, and checks that every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def page(year):
    return report_html(year)


def test_the_page_is_well_formed_and_vietnamese(page):
    reader = read(page)

    assert [] == reader.open
    assert page.startswith("<!DOCTYPE html>\n")
    assert ("html", {"lang": "vi"}) == reader.seen[0]


def test_the_page_needs_nothing_beside_it(page):
    tags = {tag for tag, _ in read(page).seen}
    loaded = [
        value
        for _, attributes in read(page).seen
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "data") and not str(value).startswith("#")
    ]

    assert set() == tags & {"script", "link", "img", "iframe", "object"}
    assert [] == loaded
    assert not re.search(r"url\((?!#)|@import", page)


def test_the_page_has_report_items_units_and_picture(page):
    sections = {a.get("id") for tag, a in read(page).seen if tag in ("article", "section")}

    assert {"report", "items", "units", "picture", "notes"} == sections - {None}


def test_every_figure_stands_in_the_page(page, year):
    words = read(page).words

    for indicator, amount in year.totals.figures.actual.items():
        about = "khoảng " if indicator in year.totals.figures.approximate else ""
        assert about + count_text(amount) in words


def test_units_and_timeliness_are_counted(page, year):
    part = page.split('id="units"')[1].split("</section>")[0]
    last = re.findall(r"<tr class=\"total\">(.*?)</tr>", part)[-1]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", last)
    counted = [task for task in year.tasks.values() if task.kind != "receive"]

    assert str(len(counted)) == cells[-1]
    assert len(counted) == sum(int(cell) for cell in cells[1:-1])


def test_a_gauge_shows_how_much_of_the_target_was_reached(page):
    assert '<i class="short" style="width:66%">' in page


def test_names_and_words_cannot_break_out(hostile, year):
    page = report_html(hostile)
    reader = read(page)

    assert [] == reader.open
    assert "b" not in {tag for tag, _ in reader.seen}
    assert any('<b>&"' in words for words in reader.words)
    assert {tag for tag, _ in read(report_html(year)).seen} == {tag for tag, _ in reader.seen}


def test_the_inner_picture_is_the_picture(page):
    svg = page[page.index("<svg ") : page.index("</svg>") + 6]

    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_page_of_a_plan_without_reports_is_written(issued):
    assert [] == read(report_html(issued)).open


def test_the_same_view_gives_the_same_page(page, year):
    assert page == report_html(year)


def test_a_plan_of_two_thousand_tasks_stays_small(wide):
    assert len(report_html(wide).encode()) < 400_000
