"""Unit files: rows, links between rows and files, and faults with their lines."""

import pytest
from pendulum import Date

from planflow.document import read_units
from planflow.document.unit_row import folded
from planflow.domain.organisation import Tag
from planflow.errors import FormatError

SHORT = "level,code,name,kind,parent_code\n"
LONG = "id,level,code,name,kind,parent_code,role,superior,valid_from,valid_to,tags,aliases\n"


@pytest.fixture
def units(tmp_path):
    """Return a function that writes the given texts as files and reads them together."""

    def read(*texts):
        paths = [tmp_path / f"{number}.csv" for number, _ in enumerate(texts, 1)]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_units(*paths)

    return read


@pytest.fixture
def faults(units, tmp_path):
    """Return a function that reads texts and returns file, place and found of every fault."""

    def read(*texts):
        with pytest.raises(FormatError) as caught:
            units(*texts)
        return [
            (fault.file.removeprefix(f"{tmp_path}/"), fault.place, fault.found)
            for fault in caught.value.faults
        ]

    return read


def test_the_five_columns_are_enough(units):
    """Ids are made of level and code, parents are found by their code."""
    found = units(SHORT + "province,20,Tỉnh Lạng Sơn,tỉnh,\ncommune,06040,Xã Thất Khê,xã,20\n")
    commune = found.unit("commune-06040")

    assert ["province-20", "commune-06040"] == [unit.id for unit in found]
    assert ("province-20", "xa", "peoples-committee") == (
        commune.parent,
        commune.kind,
        commune.role,
    )


def test_every_column_is_read(units):
    """Role, superior, days, tags and aliases arrive as the model's own values."""
    tags = "key-area@2017-01-01..2021-12-31; border ;old@..2020-12-31"
    found = units(
        LONG + "moj,ministry,BTP,Bộ Tư pháp,,,ministry,,,,,\n"
        "p,province,20,Lạng Sơn,tinh,,,,,,,\n"
        f"stp,province,STP,Sở Tư pháp,,20,department,moj,2020-01-01,2021-12-31,{tags},STP;Sở TP\n"
    )
    unit = found.unit("stp")

    assert ("p", "moj", "department") == (unit.parent, unit.superior, unit.role)
    assert (Date(2020, 1, 1), Date(2021, 12, 31)) == (unit.valid_from, unit.valid_to)
    assert ("STP", "Sở TP") == unit.aliases
    assert (
        Tag(name="key-area", valid_from=Date(2017, 1, 1), valid_to=Date(2021, 12, 31)),
        Tag(name="border"),
        Tag(name="old", valid_to=Date(2020, 12, 31)),
    ) == unit.tags


def test_an_id_has_the_first_day_where_there_is_one(units):
    """A code that was given twice makes two ids."""
    header = "level,code,name,kind,parent_code,valid_from,valid_to\n"
    rows = "commune,06214,Xã A,xa,,,2025-06-30\ncommune,06214,Xã B,xa,,2025-07-01,\n"

    assert ["commune-06214", "commune-06214-2025-07-01"] == [
        unit.id for unit in units(header + rows)
    ]


def test_a_code_means_the_unit_of_the_same_time(units):
    """Of two units that bore one code, the one that existed along with the row is meant."""
    header = "id,level,code,name,kind,parent_code,valid_from,valid_to\n"
    found = units(
        header + "old,district,1,A,huyen,,,2025-06-30\nnew,commune,1,B,xa,,2025-07-01,\n"
        "a,commune,2,C,xa,1,,2025-06-30\nb,village,3,D,thon,1,2025-07-01,\n"
    )

    assert ("old", "new") == (found.unit("a").parent, found.unit("b").parent)


def test_units_of_several_files_refer_to_each_other(units):
    """A parent may stand in another file, before or after."""
    found = units(SHORT + "commune,06040,Xã A,xa,20\n", SHORT + "province,20,Tỉnh,tinh,\n")

    assert "province-20" == found.unit("commune-06040").parent


def test_an_id_goes_before_a_code(units):
    """A name that is one unit's id and another's code means the id."""
    header = "id,level,code,name,kind,parent_code\n"
    found = units(header + "x,province,1,A,tinh,\ny,province,x,B,tinh,\nz,commune,3,C,xa,x\n")

    assert "x" == found.unit("z").parent


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("xã", "xa"),
        ("thị trấn", "thi-tran"),
        ("Thành phố Trung ương", "thanh-pho-trung-uong"),
        ("đặc khu", "dac-khu"),
        ("thi-xa", "thi-xa"),
        ("", ""),
    ],
)
def test_kinds_are_folded(kind, expected):
    """Both spellings of a kind become one."""
    assert expected == folded(kind)


def test_a_mark_and_windows_lines_and_quotes_are_tolerated(units):
    """Files as spreadsheet programs write them are read."""
    text = "\ufeff" + SHORT + '\nprovince,20,"Tỉnh ""A"", B",tinh,\n'

    assert 'Tỉnh "A", B' == units(text.replace("\n", "\r\n")).unit("province-20").name


def test_all_faults_of_all_files_are_told_at_once(faults):
    """Cells, links and what the directory itself refuses arrive together, each with its line."""
    first = (
        LONG + "a,province,1,A,,,,,2021-13-01,,,\n"
        "b,province,2,B,,77,,nobody,,,,\n"
        "c d,,3,,,,,,,,@x,\n"
        "e,province,5,E\n"
        "f,province,6,F,,,,,2021-01-01,2020-01-01,,\n"
    )
    second = SHORT + "province,9,A,tinh,\nprovince,9,B,tinh,\n\ncommune,4,C,xa,9x\n"

    assert [
        ("1.csv", "line 2, column valid_from", "'2021-13-01'"),
        ("1.csv", "line 4, column level", "nothing"),
        ("1.csv", "line 4, column name", "nothing"),
        ("1.csv", "line 4, column tags", "'@x'"),
        ("1.csv", "line 5", "4 cells"),
        ("1.csv", "line 3, column parent_code", "'77'"),
        ("1.csv", "line 3, column superior", "'nobody'"),
        ("2.csv", "line 5, column parent_code", "'9x'"),
        ("2.csv", "line 3, column id (unit province-9)", "a second unit with this id"),
        ("1.csv", "line 6, column valid_to (unit f)", "2020-01-01"),
    ] == faults(first, second)


def test_a_circle_is_placed(faults):
    """A fault that only the directory can see has its line too."""
    header = "id,level,code,name,kind,parent_code\n"

    assert [("1.csv", "line 2, column parent_code (unit a)", "a circle")] == faults(
        header + "a,x,1,A,,b\nb,x,2,B,,a\n"
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("commune,2,C,xa,1\n", "of these files"),
        ("province,1,A,tinh,\ndistrict,1,B,huyen,\ncommune,2,C,xa,1\n", "province-1, district-1"),
    ],
)
def test_an_unknown_or_ambiguous_parent_says_what_would_be_right(units, rows, words):
    """A code that nobody or more than one bears asks for an id."""
    with pytest.raises(FormatError) as caught:
        units(SHORT + rows)

    assert [True] == [words in fault.expected for fault in caught.value.faults]


def test_a_parent_of_another_time_is_a_fault(units):
    """A parent that was gone before the unit came is none."""
    header = "id,level,code,name,kind,parent_code,valid_from,valid_to\n"
    with pytest.raises(FormatError, match="exists at the same time"):
        units(header + "a,x,1,A,,,,2020-12-31\nb,x,2,B,,1,2021-01-01,\n")


def test_a_row_that_is_in_doubt_makes_no_more_faults(faults):
    """A parent whose days cannot be read is not also called ambiguous or unknown."""
    header = "id,level,code,name,kind,parent_code,valid_to\n"
    rows = "a,x,1,A,,,2020-12-32\nb,x,1,B,,,\nc,y,2,C,,1,\n"

    assert [("1.csv", "line 2, column valid_to", "'2020-12-32'")] == faults(header + rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level;code;name;kind;parent_code\n", ["commas between the cells"]),
        ("level,code,nmae,kind,parent_code\n", ["'name'", "the columns level, code, name"]),
        ("level,code,name,kind,parent_code,kind\n", ["every column once"]),
        ("", ["the columns"] * 5),
        (b"\xff", ["a text in UTF-8"]),
        (SHORT + 'province,1,"A"B,tinh,\n', ["cells between commas"]),
    ],
)
def test_a_file_of_another_make_is_refused(units, text, expected):
    """The header, the encoding and the quotes must be right before rows are read."""
    with pytest.raises(FormatError) as caught:
        units(text)

    told = [fault.expected for fault in caught.value.faults]
    assert [True] * len(expected) == [a.startswith(b) for a, b in zip(told, expected, strict=True)]


def test_ids_are_such_that_others_can_be_made_of_them(faults):
    """An id with a slash, or a code that would make one, is a fault."""
    header = "id,level,code,name,kind,parent_code\n"

    assert [
        ("1.csv", "line 2, column id", "'a/b'"),
        ("1.csv", "line 3, column code", "'x-3:4'"),
    ] == faults(header + "a/b,x,1,A,,\n,x,3:4,B,,\n")


def test_a_missing_file_does_not_hide_the_others(units, tmp_path):
    """Faults of files that can be read are told beside the file that cannot."""
    (tmp_path / "there.csv").write_text(SHORT + "commune,2,,xa,\n", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        read_units(tmp_path / "absent.csv", tmp_path / "there.csv")

    assert ["the file", "line 2, column name"] == [fault.place for fault in caught.value.faults]


def test_a_whole_country_is_read(units):
    """Eleven thousand units are a directory like any other."""
    rows = [f"district,{n},Huyện {n},huyen,\n" for n in range(700)]
    rows += [f"commune,{n:05d},Xã {n},xa,{n % 700}\n" for n in range(10_600)]

    assert 11_300 == len(units(SHORT + "".join(rows)))
