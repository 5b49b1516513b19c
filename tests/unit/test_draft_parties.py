"""Who is named by the words of a plan; tests/data/party-wordings.tsv has what each must give."""

import csv
from pathlib import Path

import pytest
from pendulum import Date

from planflow.document import example_folder, read_units
from planflow.document.draft.party.party import LONGEST, joined, read_lead, read_parties
from planflow.document.draft.party.role import split_roles
from planflow.document.plan_file.selector_value import selector_value
from planflow.document.toml_text import value_toml
from planflow.domain.organisation import AnyOf, Directory, Named, Open, Unit, Where

DAY = Date(2021, 1, 4)
DATA = Path(__file__).parents[1] / "data" / "party-wordings.tsv"
with DATA.open(encoding="utf-8") as lines:
    WORDINGS = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def directory():
    return read_units(example_folder() / "units-2021.csv")


def meaning(party):
    """Return what the table says of a party: ids, a selector, ``open`` or ``?`` and candidates."""
    if party.unknown:
        found = f"?{','.join(party.candidates)}"
    elif party.selector is not None:
        found = value_toml(selector_value(party.selector))
    else:
        found = "open" if party.is_open else ",".join(party.units)
    return f"head {found}" if party.is_head else found


@pytest.mark.parametrize("row", WORDINGS, ids=[row["id"] for row in WORDINGS])
def test_words_name_these_parties(row, directory):
    parties = read_parties(row["words"], directory, DAY)

    assert " | ".join(party.words for party in parties) == row["parties"]
    assert " | ".join(map(meaning, parties)) == row["meanings"]


@pytest.mark.parametrize("row", WORDINGS, ids=[row["id"] for row in WORDINGS])
def test_words_are_taken_apart_without_a_directory(row):
    parties = read_parties(row["words"], None, DAY)

    expected = row["without_units"] or row["parties"]
    assert " | ".join(party.words for party in parties) == expected
    assert not any(party.units for party in parties)


@pytest.mark.parametrize("words", ["", " ", ";", "-", " , ;\n", "…"])
def test_no_words_name_nobody(words, directory):
    assert read_parties(words, directory, DAY) == ()
    assert read_lead(words, directory, DAY) is None


def test_lines_of_a_cell_are_parties_of_their_own(directory):
    parties = read_parties("- Sở Tư pháp\n- Công an tỉnh;\n+ Sở Nội vụ", directory, DAY)

    assert [party.units for party in parties] == [("stp",), ("police",), ("home-affairs",)]


def test_several_leads_are_one_party(directory):
    lead = read_lead("Sở Tư pháp, Công an tỉnh", directory, DAY)

    assert lead.words == "Sở Tư pháp, Công an tỉnh"
    assert lead.units == ("stp", "police")
    assert lead.selector is None


def test_leads_with_a_set_among_them_are_a_union(directory):
    lead = read_lead("Sở Tư pháp; UBND các huyện, thành phố", directory, DAY)

    assert lead.selector == AnyOf((Named(("stp",)), Where(level="district")))
    assert lead.is_settled


def test_a_lead_with_somebody_unknown_is_not_settled(directory):
    lead = read_lead("Sở Tư pháp, Báo Lạng Sơn", directory, DAY)

    assert (lead.units, lead.unknown, lead.is_settled) == (("stp",), ("Báo Lạng Sơn",), False)


def test_an_open_set_joined_with_units_keeps_its_words(directory):
    parties = read_parties("Sở Tư pháp và các đơn vị liên quan", directory, DAY)

    assert joined("", parties).selector == AnyOf((Named(("stp",)), Open("các đơn vị liên quan")))


def test_units_are_those_of_the_day():
    late = Unit(id="new", level="province", code="1", name="Sở Tư pháp", role="department",
                valid_from=Date(2022, 1, 1))  # fmt: skip
    (party,) = read_parties("Sở Tư pháp", Directory([late]), DAY)

    assert party.unknown == ("Sở Tư pháp",)


def test_two_units_of_one_name_are_both_candidates():
    two = [
        Unit(id=name, level="province", code=name, name="Sở Tư pháp", role="department")
        for name in ("old", "new")
    ]
    (party,) = read_parties("STP", Directory(two), DAY)

    assert (party.units, party.candidates) == ((), ("old", "new"))


def test_sets_are_open_where_several_provinces_stand_side_by_side():
    units = [
        Unit(id=name, level=level, code=name, name=called, kind=kind, parent=parent)
        for name, level, called, kind, parent in (
            ("one", "province", "Tỉnh Lạng Sơn", "tinh", None),
            ("two", "province", "Tỉnh Cao Bằng", "tinh", None),
            ("here", "district", "Huyện Cao Lộc", "huyen", "one"),
            ("there", "district", "Huyện Hà Quảng", "huyen", "two"),
        )
    ]
    every, one = read_parties("UBND các huyện, UBND huyện Hà Quảng", Directory(units), DAY)

    assert every.is_open
    assert one.units == ("there",)


def test_words_too_long_for_names_are_kept_whole(directory):
    words = "Sở Tư pháp, " * LONGEST
    (party,) = read_parties(words, directory, DAY)

    assert party.unknown == (party.words,)


@pytest.mark.parametrize(
    ("words", "lead", "partners"),
    [
        ("Sở Tư pháp chủ trì, phối hợp với các sở, ngành", "Sở Tư pháp", "các sở, ngành"),
        ("Giao Sở Tư pháp phối hợp với UBND các huyện", "Sở Tư pháp", "UBND các huyện"),
        ("Giao Sở Tư pháp chủ trì, phối hợp với Sở Y tế", "Sở Tư pháp", "Sở Y tế"),
        ("Chủ trì: STP; Phối hợp: Sở Nội vụ, Công an tỉnh", "STP", "Sở Nội vụ, Công an tỉnh"),
        ("- Cơ quan chủ trì: STP\n- Cơ quan phối hợp: Sở Y tế", "STP", "Sở Y tế"),
        ("Sở Y tế (chủ trì), STP, Sở Nội vụ (phối hợp)", "Sở Y tế", "STP, Sở Nội vụ"),
        ("Sở Y tế (chủ trì); Công an tỉnh", "Sở Y tế", "Công an tỉnh"),
        ("Sở Y tế chủ trì; các sở, ngành phối hợp", "Sở Y tế", "các sở, ngành"),
        ("Sở Y tế là cơ quan chủ trì, phối hợp với Công an tỉnh", "Sở Y tế", "Công an tỉnh"),
        ("Sở Y tế chủ trì", "Sở Y tế", ""),
        ("Sở Y tế, Công an tỉnh", "", ""),
        ("Hội đồng phối hợp PBGDPL tỉnh", "", ""),
    ],
)
def test_words_for_both_roles_are_told_apart(words, lead, partners):
    assert split_roles(words) == (lead, partners)
