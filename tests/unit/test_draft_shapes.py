"""Plans of many shapes, each with its draft beside it; nothing that stands in one is dropped."""

import json
from pathlib import Path

import pytest

from planflow import draft_data, read_draft
from planflow.document.draft.clause import read_assignment, sentences
from planflow.document.draft.manuscript.text import text_manuscript
from planflow.document.draft.read import draft_of
from planflow.message import catalogue

PLANS = Path(__file__).parents[1] / "data" / "plans"
SHAPES = sorted(path.stem for path in PLANS.glob("*.txt"))
STRANGER = "Zuluka ngoài lề của văn bản này."


def expected(name):
    return json.loads((PLANS / f"{name}.json").read_text("utf-8"))


def told(draft):
    """Return a draft as data, without the sentences for people and the notes."""
    data = draft_data(draft)
    del data["file"], data["notes"]
    for one in data["diagnostics"]:
        del one["message"]
    return data


def text_of(name):
    return (PLANS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_a_plan_gives_the_draft_beside_it(name):
    assert expected(name) == told(read_draft(PLANS / f"{name}.txt"))


def test_there_are_plans_of_at_least_twelve_shapes():
    assert len(SHAPES) >= 12


@pytest.mark.parametrize("name", SHAPES)
def test_codes_are_unique(name):
    data = told(read_draft(PLANS / f"{name}.txt"))
    codes = [each["code"] for key in ("items", "assignments", "duties") for each in data[key]]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", SHAPES)
def test_a_strange_line_is_kept_or_listed_wherever_it_stands(name):
    lines = text_of(name).splitlines()
    for at in range(0, len(lines) + 1, 9):
        text = "\n".join([*lines[:at], STRANGER, *lines[at:]])
        data = draft_data(draft_of(text_manuscript(text, name)))

        assert "Zuluka" in json.dumps(data, ensure_ascii=False), (at, lines[at - 1])


@pytest.mark.parametrize("name", SHAPES)
def test_every_diagnostic_says_so_in_both_languages(name):
    draft = read_draft(PLANS / f"{name}.txt")

    for one in draft.diagnostics:
        assert one.message.text("vi") != one.message.text("en") or one.code == "time-doubt"


def test_every_diagnostic_is_listed_in_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    codes = [key.partition(".")[2] for key in catalogue() if key.startswith("draft.")]

    assert [] == [code for code in codes if f"`{code.replace('_', '-')}`" not in page]


def test_the_second_plan_of_a_file_is_read_when_asked_for():
    first = read_draft(PLANS / "two-plans.txt")
    second = read_draft(PLANS / "two-plans.txt", which=2)

    assert ("21/KH-TTKSBT", "22/KH-TTKSBT") == (first.head.number, second.head.number)
    assert any(one.code == "plan-not-read" and one.is_open for one in first.diagnostics)
    assert not any(one.is_open for one in second.diagnostics if one.code == "plan-not-read")
    assert "1. Mở lớp tập huấn" in [line.text for line in first.unused]


def test_the_year_given_counts_over_the_documents():
    draft = read_draft(PLANS / "bullets.txt", year=2024)

    assert (2024, 2024) == draft.years


def test_a_text_without_a_plan_says_so():
    draft = draft_of(text_manuscript("Đây là một bức thư.\nKhông có gì.\n", "letter.txt"))

    assert () == draft.items
    assert {"no-items", "year-unknown"} <= {one.code for one in draft.diagnostics if one.is_open}
    assert ["Đây là một bức thư."] == [line.text for line in draft.unused][:1]


def test_an_empty_text_is_a_draft_with_nothing_in_it():
    draft = draft_of(text_manuscript("", "empty.txt"))

    assert ((), (), ()) == (draft.items, draft.duties, draft.unused)


def rewrite():
    """Write every draft anew, to be looked through before it is kept."""
    for name in SHAPES:
        data = told(read_draft(PLANS / f"{name}.txt"))
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (PLANS / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    rewrite()


def test_names_on_both_sides_of_a_semicolon_are_told_together():
    """The first of them would be lost; what is to be done is cut at its semicolons all the same."""
    text = "Thủ trưởng các sở; Chủ tịch UBND các huyện tổ chức hội nghị; báo cáo kết quả."

    first, second = sentences(text)

    assert "Thủ trưởng các sở; Chủ tịch UBND các huyện" == read_assignment(first).who
    assert "báo cáo kết quả." == second
