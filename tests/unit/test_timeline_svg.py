"""The picture of a plan: valid, escaped, and true to what happened."""

import re
import xml.etree.ElementTree as ET

import pytest
from attrs import evolve
from pendulum import Date

from planflow.document import timeline_svg
from planflow.document.timeline.scale import Scale, shortened, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)


def row(picture: str, code: str) -> ET.Element:
    """Return the group of the row of ``code``."""
    for group in parsed(picture).iter(f"{SVG}g"):
        if group.find(f"{SVG}title").text.startswith(f"{code}. "):
            return group
    raise LookupError(code)


def classes(group: ET.Element) -> list[str]:
    return [each.get("class", "") for each in group.iter()]


@pytest.fixture(scope="module")
def picture(year):
    return timeline_svg(year)


def test_there_is_a_row_for_every_item_and_duty(picture, year):
    titles = [g.find(f"{SVG}title").text for g in parsed(picture).iter(f"{SVG}g")]
    plan = year.standing.plan

    expected = [f"{line.code}. {line.title.vi}" for line in (*plan.leaves(), *plan.duties)]
    assert expected == [title.split(" · ")[0] for title in titles]


def test_waiting_is_hatched_until_the_event_brings_the_date(picture):
    (waiting,) = [e for e in row(picture, "1.2").iter() if e.get("class") == "pf-waiting"]
    (window,) = [e for e in row(picture, "1.2").iter() if e.get("class") == "pf-window"]
    (arrival,) = [
        e
        for e in parsed(picture).iter()
        if e.get("class") == "pf-event"
        and e.get("x1")
        and float(e.get("y2")) - float(e.get("y1")) > 100
    ]
    end = float(waiting.get("x")) + float(waiting.get("width"))

    assert float(window.get("x")) == pytest.approx(end, abs=0.2)
    assert float(arrival.get("x1")) == pytest.approx(end, abs=3)


def test_late_is_red(picture):
    assert "pf-late pf-sign" in classes(row(picture, "1.2"))
    assert "pf-good pf-sign" in classes(row(picture, "1.1"))
    assert "pf-late" in classes(row(picture, "IV.2"))


def test_many_reports_are_columns_with_a_count(picture):
    group = row(picture, "IV.2")
    words = [each.text for each in group.iter(f"{SVG}text")]

    assert "23/24 đã báo cáo" in words
    assert "02 gửi quá hạn · 01 chưa gửi" in words
    due = next(float(e.get("x1")) for e in group.iter() if e.get("class") == "pf-due")
    late = [float(e.get("x")) for e in group.iter() if e.get("class") == "pf-late"]
    good = [float(e.get("x")) for e in group.iter() if e.get("class") == "pf-good"]
    assert min(late) > due > max(good)


def test_the_continuous_and_the_undated_have_bars_of_their_own(picture):
    assert "pf-continuous" in classes(row(picture, "3"))
    assert "pf-undated" in classes(row(picture, "IV.3"))
    assert "pf-due" not in classes(row(picture, "IV.3"))


def test_a_long_title_is_shortened_and_told_in_full_in_its_tooltip(picture):
    group = row(picture, "3")
    labels = [each.text for each in group.iter(f"{SVG}text")]

    assert any(label.endswith("…") for label in labels)
    assert "và khen thưởng điển hình" in group.find(f"{SVG}title").text


def test_nothing_lies_outside_the_picture(picture):
    root = parsed(picture)
    _, _, width, height = map(float, root.get("viewBox").split())
    for each in root.iter():
        for name, most in (("x", width), ("x1", width), ("x2", width), ("cx", width)):
            assert 0 <= float(each.get(name, 0)) <= most
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(each.get(name, 0)) <= height


def test_names_cannot_break_out(hostile, picture):
    tags = {each.tag for each in parsed(timeline_svg(hostile)).iter()}

    assert {each.tag for each in parsed(picture).iter()} == tags


def test_an_open_task_beyond_its_due_day_is_red_up_to_now(overdue):
    group = row(timeline_svg(overdue), "1.1")
    (over,) = [each for each in group.iter() if each.get("class") == "pf-over"]

    assert float(over.get("width")) > 20
    assert "quá hạn" in [each.text for each in group.iter(f"{SVG}text")]


def test_a_title_with_markup_is_escaped(year):
    plan = evolve(year.standing.plan, title=evolve(year.standing.plan.title, vi='<b>&"\x00'))
    standing = evolve(year.standing, plan=plan)
    root = parsed(timeline_svg(evolve(year, standing=standing)))

    assert root.find(f"{SVG}title").text == '<b>&"\ufffd'


def test_a_plan_without_reports_is_drawn(issued):
    group = row(timeline_svg(issued), "2")

    assert "pf-window" in classes(group)
    assert "pf-good pf-sign" not in classes(group)


def test_the_same_view_gives_the_same_picture(picture, year):
    assert picture == timeline_svg(year)


def test_two_thousand_tasks_stay_one_row_an_item(wide):
    picture = timeline_svg(wide)
    groups = list(parsed(picture).iter(f"{SVG}g"))
    plan = wide.standing.plan

    assert len(plan.leaves()) + len(plan.duties) == len(groups)
    assert len(picture.encode()) < 60_000


def test_the_axis_counts_days():
    scale = Scale(Date(2021, 1, 1), Date(2021, 12, 31), 100, 365)

    assert 100 == scale.begin(Date(2021, 1, 1))
    assert 465 == scale.end(Date(2021, 12, 31))
    assert 131.5 == scale.middle(Date(2021, 2, 1))
    assert 465 == scale.begin(Date(2025, 1, 1))
    assert 12 == len(list(scale.months()))


def test_words_are_wrapped_and_shortened_to_their_room():
    words = "Tập huấn cán bộ quản lý, báo cáo viên, tuyên truyền viên pháp luật"
    lines = wrapped(words, 200, 13, 2)

    assert 2 == len(lines)
    assert lines[1].endswith("…")
    assert all(text_width(line, 13) <= 200 for line in lines)
    assert "ngắn" == shortened("ngắn", 200, 13)
    assert re.fullmatch(r"[^ ,]*…", shortened("a" * 100, 50, 13))
