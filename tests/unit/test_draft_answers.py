"""What a document leaves open, settled by a person: a plan that runs, or why it does not."""

import pytest
from attrs import evolve
from pendulum import Date

from planflow.document import example_folder, read_units
from planflow.document.draft.draft import Diagnostic, DraftDuty, DraftItem, Head, PlanDraft
from planflow.document.draft.party.party import read_lead, read_parties
from planflow.document.draft.settlement.answers import parse_answers, read_answers
from planflow.document.draft.settlement.settle import settle
from planflow.domain.deadline import Fixed, Window
from planflow.domain.organisation import Named, Where
from planflow.errors import FormatError, UnsupportedVersionError
from planflow.message import Message

DAY = Date(2021, 1, 1)


@pytest.fixture(scope="module")
def directory():
    return read_units(example_folder() / "units-2021.csv")


@pytest.fixture
def draft(directory):
    """Return a draft with a lead, a partner, a time and an addressee open."""
    item = DraftItem(
        code="II.1",
        title="Phát sóng chuyên mục",
        line=7,
        lead=read_lead("Đài truyền thanh", directory, DAY),
        partners=read_parties("Sở Tư pháp, Báo Lạng Sơn", directory, DAY),
    )
    known = DraftItem(
        code="II.2",
        title="Tập huấn",
        line=9,
        lead=read_lead("Sở Tư pháp", directory, DAY),
        time="trước ngày 15/11/2021",
        deadline=Date(2021, 11, 14),
    )
    duty = DraftDuty(code="III.1", who=read_lead("Sở Tư pháp", directory, DAY), line=20)
    head = Head(kind="KẾ HOẠCH", subject="Phát sóng năm 2021", issuer="UBND tỉnh")
    return PlanDraft(file="plan.txt", head=head, items=(item, known), duties=(duty,))


ENOUGH = """
format = 1
[units]
"Đài truyền thanh" = "radio-tv"
[duties."III.1"]
addressees = ["province"]
"""


def faults(function, *given):
    with pytest.raises(FormatError) as error:
        function(*given)
    return [(fault.place, fault.found) for fault in error.value.faults]


# ── settling ─────────────────────────────────────────────────────────────────


def test_answers_give_a_plan_that_holds_together(draft, directory):
    settled = settle(draft, parse_answers(ENOUGH), directory)

    assert settled.plan.items[0].lead == Named(("radio-tv",))
    assert settled.plan.duties[0].addressees == ("province",)
    assert settled.remarks == ()


def test_words_are_settled_wherever_they_stand(draft, directory):
    more = evolve(draft.items[0], code="II.3")
    draft = evolve(draft, items=(*draft.items, more))
    plan = settle(draft, parse_answers(ENOUGH), directory).plan

    assert [item.lead for item in plan.items if item.code != "II.2"] == [Named(("radio-tv",))] * 2


def test_words_may_mean_a_set(draft, directory):
    answers = parse_answers(ENOUGH.replace('"radio-tv"', '{ level = "district" }'))

    assert settle(draft, answers, directory).plan.items[0].lead == Where(level="district")


def test_words_are_found_in_another_spelling(draft, directory):
    answers = parse_answers(ENOUGH.replace("Đài truyền thanh", "đài Truyền thanh."))

    assert settle(draft, answers, directory).plan.items[0].lead == Named(("radio-tv",))


def test_an_answer_stands_in_the_place_of_what_was_read(draft, directory):
    answers = parse_answers(
        ENOUGH + '[items."II.1"]\ntime = "Quý II năm 2021"\nspread = "per-unit"'
    )
    settled = settle(draft, answers, directory)

    assert isinstance(settled.plan.items[0].schedule, Window)
    assert settled.plan.items[0].spread == "per-unit"
    assert '# theo tệp trả lời\ntime = "Quý II năm 2021"' in settled.text


def test_a_time_may_be_a_table(draft, directory):
    answers = parse_answers(ENOUGH + '[items."II.1"]\ntime = { kind = "fixed", on = 2021-05-01 }')

    assert settle(draft, answers, directory).plan.items[0].schedule == Fixed(on=Date(2021, 5, 1))


def test_products_of_an_answer_replace_those_that_were_read(draft, directory):
    products = '[[items."II.1".products]]\nid = "shows"\ntitle = "Buổi"\nmeasure = "buổi"\n'
    settled = settle(draft, parse_answers(ENOUGH + products), directory)

    assert [one.indicator.id for one in settled.plan.items[0].products] == ["shows"]


def test_the_head_is_answered_by_the_keys_of_a_plan_file(draft, directory):
    draft = evolve(draft, head=Head(kind="KẾ HOẠCH", subject="Phát sóng"))
    head = '[plan]\nissuer = "province"\nyears = { from = 2021 }\nid = "b"\n'
    plan = settle(draft, parse_answers(ENOUGH + head), directory).plan

    assert (plan.id, plan.issuer, plan.years) == ("b", "province", (2021, None))


def test_dropped_items_and_duties_are_left_out(draft, directory):
    answers = parse_answers(
        'format = 1\n[items."II.1"]\ndrop = true\n[duties."III.1"]\ndrop = true\n'
    )
    plan = settle(draft, answers, directory).plan

    assert [item.code for item in plan.items] == ["II.2"]
    assert plan.duties == ()


def test_what_is_settled_is_no_longer_open(draft, directory):
    lead, partner = (
        Diagnostic(code=code, line=7, words=words, message=Message.of("x.y"), item="II.1")
        for code, words in (
            ("lead-unknown", "Đài truyền thanh"),
            ("partner-unknown", "Báo Lạng Sơn"),
        )
    )
    late = Diagnostic(code="time-unread", line=9, words="?", message=Message.of("x.y"), item="II.2")
    draft = evolve(draft, diagnostics=(lead, partner, late))
    answers = parse_answers(ENOUGH + '[items."II.2"]\ntime = "Năm 2021"')

    found = settle(draft, answers, directory).draft.diagnostics
    assert [(one.code, one.is_open) for one in found] == [
        ("lead-unknown", False),
        ("partner-unknown", True),
        ("time-unread", False),
    ]


# ── answers that are not needed ──────────────────────────────────────────────


def test_an_answer_that_the_document_gives_itself_is_said(draft, directory):
    answers = parse_answers(ENOUGH + '[items."II.2"]\nlead = "stp"')
    (remark,) = settle(draft, answers, directory).remarks

    assert (remark.code, remark.item, remark.is_open) == ("answer-unneeded", "II.2", False)
    assert remark.message.text("en") == 'II.2: no answer needed for lead, the document says "stp"'


def test_an_answer_that_changes_the_document_is_said(draft, directory):
    answers = parse_answers(ENOUGH + '[items."II.2"]\ntime = "Năm 2021"')
    (remark,) = settle(draft, answers, directory).remarks

    assert (remark.code, remark.words) == ("answer-changes", '"trước ngày 15/11/2021"')
    assert "câu trả lời thay time" in remark.message.text("vi")


# ── faults ───────────────────────────────────────────────────────────────────


def test_what_is_still_open_is_told_all_at_once(draft, directory):
    assert faults(settle, draft, parse_answers("format = 1"), directory) == [
        ("duties[1] (III.1).addressees", "nothing"),
        ("item II.1: lead", "nothing"),
    ]


def test_answers_about_nothing_in_the_draft_are_faults(draft, directory):
    answers = parse_answers(
        ENOUGH.replace("[duties", '"Sở lạ" = "stp"\n[items."II.9"]\nlead = "stp"\n[duties')
        + '[duties."III.7"]\nvia = "stp"\n',
        file="answers.toml",
    )

    assert faults(settle, draft, answers, directory) == [
        ("items.II.9", "an unknown code"),
        ("duties.III.7", "an unknown code"),
        ("units.Sở lạ", "'Sở lạ'"),
    ]


def test_units_that_the_directory_lacks_are_faults(draft, directory):
    answers = parse_answers(ENOUGH.replace("radio-tv", "radio"))

    assert faults(settle, draft, answers, directory) == [("item II.1: lead", "'radio'")]


def test_faults_name_the_file_of_the_answers(draft, directory):
    answers = parse_answers("format = 1", file="answers.toml")
    with pytest.raises(FormatError) as error:
        settle(draft, answers, directory)

    assert {fault.file for fault in error.value.faults} == {"answers.toml"}


def test_an_answers_file_is_checked_as_a_whole():
    text = """
[plan]
issuer = 3
zzz = []
[units]
"Sở" = 5
[items."II.1"]
led = "stp"
spread = "some"
[duties]
"III.1" = "stp"
[more]
"""
    assert faults(parse_answers, text) == [
        ("more", "an unknown key"),
        ("format", "nothing"),
        ("plan.zzz", "an unknown key"),
        ("plan.issuer", "3"),
        ("units.Sở", "5"),
        ("items.II.1.led", "an unknown key"),
        ("items.II.1.spread", "'some'"),
        ("duties.III.1", "'stp'"),
    ]


@pytest.mark.parametrize("key", ["plan", "units", "items", "duties"])
@pytest.mark.parametrize("value", ["3", '"x"', "[1]", "true"])
def test_a_table_that_is_none_is_a_fault(key, value):
    assert [place for place, _ in faults(parse_answers, f"format = 1\n{key} = {value}")] == [key]


def test_no_toml_is_a_fault():
    assert len(faults(parse_answers, "format = ")) == 1


def test_answers_of_a_newer_format_are_refused():
    with pytest.raises(UnsupportedVersionError):
        parse_answers("format = 2")


def test_answers_are_read_from_a_file(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(ENOUGH, encoding="utf-8")

    assert read_answers(path).units == {"Đài truyền thanh": "radio-tv"}
    assert read_answers(path).file == str(path)
