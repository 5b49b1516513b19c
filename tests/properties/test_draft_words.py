"""Whatever the words of a field are: none is lost, nothing is raised, nobody is invented."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from pendulum import Date

from planflow.document import example_folder, read_units
from planflow.document.draft.party.party import read_parties
from planflow.document.draft.party.role import split_roles
from planflow.document.draft.product import read_products
from planflow.document.draft.wording.spelling import key
from planflow.domain.organisation import resolve

DAY = Date(2021, 1, 4)
DIRECTORY = read_units(example_folder() / "units-2021.csv")
JOINTS = {"và", "cùng", "với"}

NAMES = (
    *("Sở Tư pháp", "STP", "Sở Lao động - Thương binh và Xã hội", "Sở VH,TT&DL", "Công an tỉnh"),
    *("Hội Văn học, Nghệ thuật tỉnh", "UBND tỉnh", "UBND các huyện, thành phố", "UBND cấp xã"),
    *("các sở, ban, ngành", "các cơ quan, đơn vị có liên quan", "UBND huyện Cao Lộc", "Cao Lộc"),
    *("Đồng chí Giám đốc Sở Tư pháp", "Bà Nguyễn Thị A", "xã Hòa Bình", "huyện Chi Lăng"),
    *("các Sở: Tư pháp, Tài chính", "Ban Quản lý Khu kinh tế", "MTTQ tỉnh", "(trừ Sở Nội vụ)"),
)
WORDS = tuple(" ".join(NAMES).replace(",", " , ").split())
JOINED = st.sampled_from([", ", "; ", " và ", "\n", ", và ", " - ", " "])
LISTS = st.lists(st.tuples(st.sampled_from(NAMES), JOINED), max_size=6).map(
    lambda pairs: "".join(name + joint for name, joint in pairs)
)
JUMBLES = st.lists(st.sampled_from((*WORDS, "(", ")", "“", "”", ":", "/")), max_size=25).map(
    " ".join
)
COUNTED = (
    "03",
    "5.000",
    "1,5",
    "100%",
    "lớp",
    "tờ gấp",
    "hội nghị",
    "năm",
    "2021",
    "mỗi",
    "/huyện",
)
PRODUCTS = st.lists(
    st.sampled_from((*COUNTED, "báo cáo", "Kế hoạch", ",", ";", "và", "(", ")", "tại", "từ", "-")),
    max_size=20,
).map(" ".join)


def words_of(text):
    """Return the words of a text, without those that only join."""
    return [word for word in re.findall(r"\w+", key(text)) if word not in JOINTS]


def plain_words(text):
    """Return the words of a text as they stand, without those that only join."""
    composed = unicodedata.normalize("NFC", text)
    return [word for word in re.findall(r"\w+", composed) if word.lower() not in JOINTS]


@given(LISTS | JUMBLES)
def test_every_word_is_a_partys(text):
    for directory in (DIRECTORY, None):
        parties = read_parties(text, directory, DAY)
        kept = {word for party in parties for word in words_of(party.words)}
        assert {*words_of(text)} - kept <= {
            "các",
            "những",
            "ngành",
            "ban",
            "cơ",
            "quan",
            "đơn",
            "vị",
        }


@given(LISTS | JUMBLES | st.text(max_size=60))
def test_parties_are_units_of_the_day_or_said_to_be_none(text):
    for party in read_parties(text, DIRECTORY, DAY):
        named = [DIRECTORY.unit(unit).exists_on(DAY) for unit in (*party.units, *party.candidates)]
        assert all(named)
        assert party.units or party.selector or party.is_open or party.unknown
        if party.selector is not None:
            resolve(party.selector, DIRECTORY, DAY)


@given(LISTS | JUMBLES | st.text(max_size=60))
def test_the_same_words_name_the_same_parties(text):
    assert read_parties(text, DIRECTORY, DAY) == read_parties(text, DIRECTORY, DAY)


@given(LISTS)
def test_lead_and_partners_are_stretches_of_the_words(text):
    lead, partners = split_roles(f"{text} chủ trì, phối hợp với {text}")

    assert {*words_of(lead), *words_of(partners)} <= {*words_of(text), "chủ", "trì", "phối", "hợp"}


@given(PRODUCTS | st.text(max_size=60))
def test_every_word_is_a_products(text):
    products = read_products(text)

    told = " ".join(product.text for product in products)
    assert plain_words(told) == plain_words(text)


@given(PRODUCTS)
def test_a_quantity_stands_in_the_words_of_its_product(text):
    for product in read_products(text):
        assert (
            product.quantity is None
            or product.quantity in (3, 5000)
            or str(product.quantity)
            in (
                "1.5",
                "2021",
            )
        )
        assert product.unit in product.text
