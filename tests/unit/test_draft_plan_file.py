"""A draft as a plan file: what is known stands there, what is open is left open and said."""

import tomllib

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import Date

from planflow.document import example_folder, parse_plan, read_units
from planflow.document.draft.draft import (
    DraftBasis,
    DraftDuty,
    DraftItem,
    DraftProduct,
    Head,
    PlanDraft,
    Recipient,
)
from planflow.document.draft.manuscript.manuscript import Line
from planflow.document.draft.party.party import read_lead, read_parties
from planflow.document.draft.product import read_products
from planflow.document.draft.settlement.plan_file import draft_toml, plan_items
from planflow.document.plan_file.selector import SELECTOR
from planflow.document.plan_file.selector_value import selector_value
from planflow.document.shape import Place
from planflow.document.toml_text import comment_toml, key_toml, value_toml
from planflow.domain.organisation import AnyOf, Except, Named, Open, Where
from planflow.errors import FormatError

DAY = Date(2021, 1, 1)


@pytest.fixture(scope="module")
def directory():
    return read_units(example_folder() / "units-2021.csv")


@pytest.fixture
def make(directory):
    """Return a maker of one-item drafts from words."""

    def item(lead="Sở Tư pháp", partners="", time="Năm 2021", products="", **more):
        return DraftItem(
            code="II.1",
            title="Tập huấn",
            line=7,
            lead=read_lead(lead, directory, DAY),
            partners=read_parties(partners, directory, DAY),
            time=time,
            products=read_products(products),
            **more,
        )

    def draft(items=None, **more):
        head = Head(kind="KẾ HOẠCH", subject="Tập huấn năm 2021", issuer="UBND tỉnh")
        given = {"file": "a/plan.txt", "head": head, "items": items or (item(),)}
        return PlanDraft(**{**given, **more})

    draft.item = item
    return draft


def faults(text):
    with pytest.raises(FormatError) as error:
        parse_plan(text)
    return [(fault.place, fault.found) for fault in error.value.faults]


# ── what is known ────────────────────────────────────────────────────────────


def test_a_settled_draft_is_a_plan_that_reads(make, directory):
    plan = parse_plan(draft_toml(make(), directory))

    assert (plan.id, plan.issuer, plan.years) == ("plan-2021", "province", (2021, 2021))
    assert plan.title.vi == "Kế hoạch Tập huấn năm 2021"
    assert [item.lead for item in plan.items] == [Named(("stp",))]


def test_the_words_stand_beside_each_field(make, directory):
    item = make.item(
        "Đồng chí Giám đốc Sở Tư pháp", "UBND các huyện, thành phố", products="03 lớp tập huấn"
    )
    text = draft_toml(make((item,)), directory)

    assert "# dòng 7\n[[items]]" in text
    assert '# “Đồng chí Giám đốc Sở Tư pháp”\nlead = "stp"' in text
    assert "# “UBND các huyện, thành phố”" in text
    assert '    # “03 lớp tập huấn”\n    id = "lop_tap_huan"' in text


def test_a_draft_gives_the_same_text_each_time(make, directory):
    assert draft_toml(make(), directory) == draft_toml(make(), directory)


def test_remarks_are_told_in_either_language(make, directory):
    text = draft_toml(make((make.item(time=None),)), directory, language="en")

    assert "# the document states no time\ntime = " in text


def test_counts_become_targets(make, directory):
    products = "05 clip, 10 chương trình; ít nhất 02 hội nghị; 1,5 triệu đồng"
    (item,) = parse_plan(draft_toml(make((make.item(products=products),)), directory)).items

    found = [(one.indicator.measure.vi, str(one.target), one.at_least) for one in item.products]
    assert found == [
        ("clip", "5", False),
        ("chương trình", "10", False),
        ("hội nghị", "2", True),
        ("triệu đồng", "1.5", False),
    ]


@pytest.mark.parametrize("words", ["01 lớp/huyện", "khoảng 500 tờ rơi", "02-03 hội nghị", "95% xã"])
def test_a_number_that_is_no_target_is_not_made_one(words, make, directory):
    text = draft_toml(make((make.item(products=words),)), directory)
    (item,) = parse_plan(text).items

    assert item.products[0].target is None
    assert f"# “{words}”" in text


def test_products_without_a_number_are_documents_or_outcomes(make, directory):
    item = make.item(products="Báo cáo tổng kết; Các tổ hòa giải được kiện toàn")
    (item,) = parse_plan(draft_toml(make((item,)), directory)).items

    assert [(one.kind, one.indicator.measure.vi) for one in item.products] == [
        ("document", "báo cáo"),
        ("outcome", "kết quả"),
    ]


def test_products_of_the_same_words_have_ids_of_their_own(make, directory):
    items = tuple(evolve(make.item(products="03 lớp; 02 lớp"), code=code) for code in "12")
    plan = parse_plan(draft_toml(make(items), directory))

    ids = [one.indicator.id for item in plan.items for one in item.products]
    assert ids == ["lop", "lop_2", "lop_3", "lop_4"]


@pytest.mark.parametrize("words", ["123", "…", "x" * 300, "_1_", "Đ"])
def test_any_words_give_an_id(words, make, directory):
    item = evolve(make.item(), products=(DraftProduct(text=words),))

    assert parse_plan(draft_toml(make((item,)), directory)).items[0].products


def test_request_spread_and_head_are_kept(make, directory):
    item = make.item("Thủ trưởng các đoàn thể", authority="request", spread="per-unit")
    (item,) = parse_plan(draft_toml(make((item,)), directory)).items

    assert (item.authority, item.spread, item.head_answers) == ("request", "per-unit", True)


def test_bases_and_recipients_stand_once(make, directory):
    basis = DraftBasis(number="113/KH-UBND", issued_on=Date(2017, 6, 20), text="Kế hoạch", line=3)
    copies = (Recipient(text="Tỉnh ủy", is_report=True),) * 2
    plan = parse_plan(draft_toml(make(bases=(basis, basis), recipients=copies), directory))

    assert [(one.number, str(one.issued_on)) for one in plan.bases] == [
        ("113/KH-UBND", "2017-06-20")
    ]
    assert plan.recipients == ("Tỉnh ủy (B/c)",)


@pytest.mark.parametrize(
    ("subject", "given", "years"),
    [
        ("Tập huấn năm 2021", None, (2021, 2021)),
        ("Tập huấn năm 2021", 2022, (2022, 2022)),
        ("Đề án giai đoạn 2021 - 2025", None, (2021, 2025)),
        ("Đề án “giai đoạn 2012-2016” năm 2021", None, (2021, 2021)),
    ],
)
def test_years_are_those_of_the_subject_or_as_told(subject, given, years, make, directory):
    head = Head(kind="KẾ HOẠCH", subject=subject, issuer="UBND tỉnh")

    assert parse_plan(draft_toml(make(head=head), directory, given)).years == years


# ── what is open ─────────────────────────────────────────────────────────────


def test_a_lead_that_nobody_knows_is_left_open(make, directory):
    text = draft_toml(make((make.item("Báo Lạng Sơn"),)), directory)

    assert "# chưa rõ: danh sách đơn vị không có “Báo Lạng Sơn”\n# lead = ?" in text
    assert faults(text) == [("item II.1: lead", "nothing")]


def test_a_lead_that_may_be_several_is_left_open_with_the_candidates(make, directory):
    text = draft_toml(make((make.item("UBND xã Mẫu Sơn"),)), directory)

    assert "có thể là commune-06238, commune-06532" in text
    assert faults(text) == [("item II.1: lead", "nothing")]


def test_a_lead_of_whom_one_is_unknown_is_left_open(make, directory):
    text = draft_toml(make((make.item("Sở Tư pháp, Báo Lạng Sơn"),)), directory)

    assert faults(text) == [("item II.1: lead", "nothing")]


def test_partners_that_nobody_knows_stay_in_words(make, directory):
    item = make.item(partners="Công an tỉnh; Báo Lạng Sơn; các đơn vị liên quan")
    (item,) = parse_plan(draft_toml(make((item,)), directory)).items

    assert [partner.selector for partner in item.partners] == [
        Named(("police",)),
        Open("Báo Lạng Sơn"),
        Open("các đơn vị liên quan"),
    ]


def test_without_a_directory_nobody_is_named(make):
    item = evolve(make.item(), lead=read_lead("Sở Tư pháp", None, DAY))
    text = draft_toml(make((item,)))

    assert faults(text) == [("issuer", "nothing"), ("item II.1: lead", "nothing")]


def test_what_a_document_does_not_say_is_left_open(make, directory):
    text = draft_toml(make(head=Head()), directory)

    assert [place for place, _ in faults(text)] == ["title", "issuer", "years"]


def test_times_stay_in_the_words_of_the_plan(make, directory):
    (item,) = parse_plan(draft_toml(make((make.item(time="khi nào xong"),)), directory)).items

    assert item.schedule.words == "khi nào xong"


def test_lines_that_were_not_used_are_told_at_the_end(make, directory):
    text = draft_toml(make(unused=(Line(9, "một dòng\x07 lạ"),)), directory)

    assert text.endswith("# Những dòng chưa dùng đến:\n# dòng 9: một dòng  lạ\n")
    assert parse_plan(text)


# ── duties and assignments ───────────────────────────────────────────────────


@pytest.fixture
def duty(directory):
    return DraftDuty(
        code="IV.2",
        who=read_lead("Các cơ quan chuyên môn thuộc UBND tỉnh", directory, DAY),
        to=read_parties("UBND tỉnh và Bộ Tư pháp", directory, DAY),
        via=read_lead("Sở Tư pháp", directory, DAY),
        time="trước ngày 15/11/2021",
        line=9,
    )


def test_who_gathers_the_reports_does_not_report_to_itself(make, duty, directory):
    (duty,) = parse_plan(draft_toml(make(duties=(duty,)), directory)).duties

    assert duty.reporters == Except(Where(role="department", within="province"), Named(("stp",)))
    assert (duty.via, duty.addressees) == ("stp", ("province", "moj"))


def test_who_gathers_and_is_no_reporter_is_not_left_out(make, duty, directory):
    duty = evolve(duty, who=read_lead("UBND các huyện, thành phố", directory, DAY))
    (duty,) = parse_plan(draft_toml(make(duties=(duty,)), directory)).duties

    assert duty.reporters == Where(level="district")


def test_an_addressee_that_nobody_knows_is_left_open(make, duty, directory):
    duty = evolve(duty, to=read_parties("UBND tỉnh, Báo Lạng Sơn", directory, DAY))
    text = draft_toml(make(duties=(duty,)), directory)

    assert faults(text) == [("duties[1] (IV.2).addressees", "nothing")]


def test_what_somebody_is_told_is_an_item_unless_it_states_a_duty(make, duty, directory):
    told = (evolve(make.item(), code="IV.2-2"), evolve(make.item(), code="IV.3"))
    draft = make(duties=(duty,), assignments=told)
    plan = parse_plan(draft_toml(draft, directory))

    assert [item.code for item in plan_items(draft)] == ["II.1", "IV.3"]
    assert [item.code for item in plan.items] == ["II.1", "IV.3"]
    assert plan.duties[0].note == "Tập huấn"


# ── values ───────────────────────────────────────────────────────────────────

UNITS = st.lists(st.sampled_from(["stp", "finance", "a.b", "x-1"]), min_size=1, unique=True)
WHERE = st.builds(
    Where, level=st.just("district"), role=st.none() | st.just("department")
) | st.just(Where(having=Where(tag="key-area", level="commune")))
SELECTORS = st.recursive(
    UNITS.map(tuple).map(Named) | WHERE | st.text('ab “"\\').map("x{}".format).map(Open),
    lambda inner: (
        st.builds(Except, inner, inner)
        | st.lists(inner, min_size=2, max_size=3, unique=True).map(tuple).map(AnyOf)
    ),
    max_leaves=6,
)


@given(WHERE | UNITS.map(tuple).map(Named) | st.builds(Except, WHERE, UNITS.map(tuple).map(Named)))
def test_selectors_are_written_as_they_are_read(selector):
    text = f"who = {value_toml(selector_value(selector))}"

    assert SELECTOR.read(tomllib.loads(text)["who"], Place()) == selector


@given(SELECTORS)
def test_every_selector_is_written_as_one(selector):
    at = Place()
    SELECTOR.read(tomllib.loads(f"who = {value_toml(selector_value(selector))}")["who"], at)

    assert at.faults == []


@given(st.text())
def test_any_text_is_written_as_toml(text):
    clean = text.encode("utf-8", "ignore").decode()

    assert tomllib.loads(f"{key_toml(clean)} = {value_toml(clean)}") == {clean: clean}


@given(st.text())
def test_any_words_are_a_comment_of_one_line(words):
    clean = words.encode("utf-8", "ignore").decode()

    assert tomllib.loads(comment_toml(clean)) == {}
