"""What two versions of a plan differ in, in sentences, and nothing left unsaid."""

from decimal import Decimal

import attrs
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    after,
    before,
    by,
    day,
    duty,
    indicator,
    item,
    plan,
    province,
    small_plan,
    title,
)
from planflow.domain.deadline import Policy, Recurring
from planflow.domain.organisation import (
    AnyOf,
    Except,
    Named,
    Open,
    Where,
    selector_phrase,
)
from planflow.domain.plan import (
    CHANGES,
    Duty,
    Indicator,
    Item,
    Ladder,
    LegalBasis,
    Partner,
    Plan,
    PlanEvent,
    Product,
    Title,
    difference,
)
from planflow.domain.workday import Mark, Regime, RegimePeriod
from planflow.message import catalogue

PLAN = small_plan()


def told(after_it, before_it=PLAN, language="vi"):
    """Return the sentences."""
    return [each.text(language) for each in difference(before_it, after_it)]


def with_item(**facts):
    return evolve(PLAN, items=(evolve(PLAN.items[0], **facts), *PLAN.items[1:]))


def with_duty(**facts):
    return evolve(PLAN, duties=(evolve(PLAN.duties[0], **facts), *PLAN.duties[1:]))


def with_product(**facts):
    (product,) = PLAN.items[0].products
    return with_item(products=(evolve(product, **facts),))


def test_equal_plans_differ_in_nothing():
    assert () == difference(PLAN, small_plan())


@pytest.mark.parametrize(
    ("to", "vi", "en"),
    [
        (
            with_item(schedule=by(12, 1, words="chậm nhất ngày 01/12/2021")),
            "Sửa đổi mục 1: thời gian “trước ngày 01/11/2021” thành “chậm nhất ngày 01/12/2021”",
            'Changes item 1: time was "before 01/11/2021", is now "chậm nhất ngày 01/12/2021"',
        ),
        (
            with_item(lead=Named(("stc",))),
            "Sửa đổi mục 1: cơ quan chủ trì “sgd” thành “stc”",
            'Changes item 1: lead was "sgd", is now "stc"',
        ),
        (
            with_item(partners=()),
            "Sửa đổi mục 1: bỏ cơ quan phối hợp “trang-dinh; van-lang”",
            'Changes item 1: partners "trang-dinh; van-lang" is dropped',
        ),
        (
            with_item(
                partners=(Partner(selector=Open("các sở"), schedule=by(3, 31, words="quý I")),)
            ),
            "Sửa đổi mục 1: cơ quan phối hợp “trang-dinh; van-lang” thành “các sở (quý I)”",
            'Changes item 1: partners was "trang-dinh; van-lang", is now "các sở (quý I)"',
        ),
        (
            with_item(authority="request"),
            "Sửa đổi mục 1: bổ sung hình thức giao “đề nghị”",
            'Changes item 1: authority is now "request"',
        ),
        (
            with_item(title=Title(vi="việc một", en="one")),
            "Sửa đổi mục 1: tên “việc 1” thành “việc một”",
            'Changes item 1: title was "việc 1", is now "one"',
        ),
        (
            with_product(target=Decimal("1.5")),
            "Sửa đổi chỉ tiêu classes: bổ sung mục tiêu “1.5”",
            'Changes indicator classes: target is now "1.5"',
        ),
        (
            with_duty(via="sgd", addressees=("ubnd", "@parent")),
            "Sửa đổi trách nhiệm báo cáo R.1: cơ quan đầu mối “stp” thành “sgd”",
            'Changes duty R.1: via was "stp", is now "sgd"',
        ),
        (
            evolve(PLAN, years=(2021, None)),
            "Sửa đổi kế hoạch: thời gian của kế hoạch “2021–2021” thành “từ năm 2021”",
            'Changes the plan: years was "2021–2021", is now "from 2021 on"',
        ),
        (
            evolve(PLAN, policy=Policy(closes_at=16)),
            "Sửa đổi cách tính thời hạn: bổ sung giờ kết thúc ngày “16”",
            'Changes how dates are read: hour at which a day ends is now "16"',
        ),
        (
            evolve(PLAN, events=(PlanEvent(id="guidance", title=title("công văn")),)),
            "Sửa đổi sự kiện guidance: tên “hướng dẫn” thành “công văn”",
            'Changes event guidance: title was "hướng dẫn", is now "công văn"',
        ),
        (
            evolve(PLAN, bases=(LegalBasis(number="113/KH-UBND"),)),
            "Bổ sung căn cứ 113/KH-UBND",
            "Adds legal basis 113/KH-UBND",
        ),
        (
            evolve(PLAN, items=PLAN.items[::-1]),
            "Sắp xếp lại các mục",
            "Puts the items in another order",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_each_kind_of_difference_is_a_sentence_in_both_languages(to, vi, en):
    assert (vi, en) == (told(to)[0], told(to, language="en")[0])


def test_a_policys_words_are_those_of_the_catalogue():
    to = evolve(PLAN, policy=Policy(suspension="prolong"))

    assert (
        "Sửa đổi cách tính thời hạn: thời hạn khi tạm dừng “giữ nguyên” thành "
        "“cộng thêm thời gian tạm dừng”"
    ) == told(to)[0]


def test_the_ladder_is_told_by_its_rungs():
    to = evolve(PLAN, ladder=Ladder(due_soon=(10, 3), escalates_to="superior"), signature="leader")

    assert [
        "Sửa đổi kế hoạch: bổ sung người ký báo cáo “lãnh đạo đơn vị”",
        "Sửa đổi lịch nhắc việc, đôn đốc: số ngày nhắc trước hạn “7” thành “10; 3”",
    ] == told(to)[:2]
    assert told(to)[2].endswith("“cơ quan giao nhiệm vụ” thành “cơ quan cấp trên”")


def test_units_are_called_by_their_names():
    names = {unit.id: f"Đơn vị {unit.id}" for unit in province()}
    (found,) = difference(PLAN, with_item(lead=Named(("stc", "stp"))), names.__getitem__)

    assert "Sửa đổi mục 1: cơ quan chủ trì “Đơn vị sgd” thành “Đơn vị stc, Đơn vị stp”" == (
        found.text("vi")
    )


def test_an_item_under_another_code_is_one_removed_and_one_added():
    """And an item below another one is told where it has gone."""
    renamed = evolve(PLAN.items[1], code="2a")
    to = evolve(PLAN, items=(PLAN.items[0], renamed, *PLAN.items[2:]))

    found = [(each.kind, each.part, each.code) for each in difference(PLAN, to)]

    assert [
        ("removed", "item", "2"),
        ("added", "item", "2a"),
        ("recoded", "item", "2a"),
        ("changed", "indicator", "talks"),
    ] == found


def test_an_item_that_becomes_part_of_another_is_told():
    part = item("2", "mttq", schedule=by(10, 15), counts=("talks",))
    to = evolve(PLAN, items=(evolve(PLAN.items[0], parts=(part,)), *PLAN.items[2:]))

    assert ["Sửa đổi mục 2: bổ sung mục cấp trên “1”"] == told(to)


def test_what_has_no_words_is_still_told():
    """The periods of a regime; times that differ in what was assumed only."""
    mark = Mark(0, 1)
    regime = Regime(
        id="r",
        title="Chế độ",
        periods=(RegimePeriod(kind="year", starts=mark, ends=mark, cut_off=mark),),
    )
    one = evolve(PLAN, regimes=(regime,))
    other = evolve(PLAN, regimes=(evolve(regime, periods=regime.periods * 2),))

    assert ["Sửa đổi chế độ báo cáo định kỳ r: các kỳ báo cáo"] == told(other, one)


def test_what_no_part_tells_is_told_of_the_plan():
    """Two legal bases under one number: the plans differ, and that is said."""
    bases = (LegalBasis(number="1"), LegalBasis(number="1"))
    one, other = evolve(PLAN, bases=bases), evolve(PLAN, bases=bases[:1])

    assert ["Sửa đổi khác trong kế hoạch"] == told(other, one)


@pytest.mark.parametrize(
    "kind", [Plan, Policy, Ladder, LegalBasis, PlanEvent, Regime, Item, Duty, Product, Indicator]
)
def test_every_field_of_a_plan_has_a_name_for_people(kind):
    """A field that is added later needs one, too."""
    apart = {"items", "parts", "products", "indicators", "indicator"}
    apart |= {"duties", "events", "regimes", "bases", "policy", "ladder"}
    fields = {each.name for each in attrs.fields(kind)} - apart

    assert set() == {f"field.{name}" for name in fields} - catalogue().keys()


@pytest.mark.parametrize(
    ("selector", "vi"),
    [
        (Named(("a", "b")), "a, b"),
        (Where(level="district"), "các đơn vị cấp district"),
        (Where(role="department", within="ubnd"), "các đơn vị loại department, trực thuộc ubnd"),
        (
            Where(level="district", having=Where(tag="key-area")),
            "các đơn vị cấp district, có các đơn vị thuộc diện key-area",
        ),
        (Where(), "mọi đơn vị"),
        (AnyOf((Named(("a",)), Open("các sở"))), "a; các sở"),
        (AnyOf(()), "không đơn vị nào"),
        (Except(Where(level="district"), Named(("a",))), "các đơn vị cấp district, trừ a"),
    ],
)
def test_a_set_of_units_has_words(selector, vi):
    assert vi == selector_phrase(selector).text("vi")


# ── any two plans ────────────────────────────────────────────────────────────

UNITS = st.sampled_from(["sgd", "stc", "mttq"])
TIMES = st.sampled_from(
    [None, by(10, 1), before(11, 1), after("guidance"), Recurring(every="month", due_day=25)]
)
ITEMS = st.builds(
    lambda code, lead, time, counts, spread, answers: item(
        code, lead, schedule=time, counts=counts, spread=spread, head_answers=answers
    ),
    st.sampled_from("1234"),
    UNITS,
    TIMES,
    st.sampled_from([(), ("a",), ("b",), ("a", "b"), (indicator("a", adds="latest"),)]),
    st.sampled_from(["shared", "per-unit"]),
    st.booleans(),
)
DUTIES = st.builds(
    lambda code, via, time, covers: duty(
        code, ("sgd", "stc"), to=("ubnd",), via=via, schedule=time or by(12, 1), covers=covers
    ),
    st.sampled_from(["R.1", "R.2"]),
    st.none() | UNITS,
    TIMES,
    st.sampled_from([(), ("1",)]),
)
PLANS = st.builds(
    lambda items, duties, number, on: plan(*items, duties=duties, number=number, issued_on=on),
    st.lists(ITEMS, max_size=3),
    st.lists(DUTIES, max_size=2),
    st.sampled_from(["", "1/KH"]),
    st.none() | st.just(day(1, 5)),
)


@settings(max_examples=200)
@given(PLANS, PLANS)
def test_plans_differ_exactly_where_something_is_told(one, other):
    """Nothing is told of equal plans, something of others; every sentence can be written."""
    found = difference(one, other)

    assert (one == other) == (found == ())
    assert {each.kind for each in found} <= set(CHANGES)
    assert all(each.text("vi") and each.text("en") for each in found)
