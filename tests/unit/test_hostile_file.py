"""What strangers may send: refused or read within bounds, with a clear word."""

import os
import struct
import time
import zipfile

import pytest

from planflow.document.draft.manuscript.file import MOST_LINES, read_manuscript
from planflow.document.draft.read import read_draft
from planflow.document.draft.settlement.plan_file import draft_toml
from planflow.document.source import MOST_BYTES, read_text
from planflow.errors import FormatError
from word_files import Document, changed, element, saved

SOME = "Nội dung kế hoạch"


@pytest.fixture
def word(tmp_path):
    """Return a Word file with one paragraph."""
    document = Document()
    document.add_paragraph(SOME)
    return saved(document, tmp_path / "word.docx")


def refusal(path):
    """Return place, found and expected of the one fault with which a file is refused."""
    with pytest.raises(FormatError) as caught:
        read_manuscript(path)
    (fault,) = caught.value.faults
    assert str(path) == fault.file
    return fault.place, fault.found, fault.expected


def written(path, data):
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "an old Word file (.doc) or a locked one",
        ),
        (b"{\\rtf1 x}", "a rich text file (.rtf)"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"<html><p>x</p></html>", "a web page or XML"),
        (b"a\x00b", "the sign '\\x00', which no text holds"),
        (bytes(range(128)) * 40, "the sign '\\x00', which no text holds"),
        (b"K\xee ho\xb9ch", "the byte 0xee"),
        (b"PK\x03\x04 rubbish", "a damaged package (File is not a zip file)"),
    ],
)
def test_what_is_no_plan_is_refused_by_what_it_is(data, found, tmp_path):
    path = written(tmp_path / "plan.docx", data)

    assert found == refusal(path)[1]


def test_random_bytes_are_refused(tmp_path):
    refusal(written(tmp_path / "plan.txt", os.urandom(100_000)))


def test_no_file_and_a_folder_are_refused(tmp_path):
    assert "a file that can be read" == refusal(tmp_path / "none.txt")[2]
    assert "a file that can be read" == refusal(tmp_path)[2]


def test_a_name_that_no_file_can_have_is_refused():
    assert "a file that can be read" == refusal("a\0b")[2]


def test_a_file_of_200_mb_is_refused_unread(tmp_path):
    path = tmp_path / "plan.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)

    assert ("the file", "200 MB", "100 MB at most") == refusal(path)


def test_a_text_of_6_mb_is_refused_unread(tmp_path):
    assert "2 MB at most" == refusal(written(tmp_path / "plan.txt", b"a\n" * 3_000_000))[2]


def test_a_text_in_utf_16_is_read(tmp_path):
    path = written(tmp_path / "plan.txt", SOME.encode("utf-16"))

    assert [SOME] == [block.text for block in read_manuscript(path).blocks]


def test_an_empty_file_has_nothing(tmp_path):
    assert () == read_manuscript(written(tmp_path / "plan.txt", b"")).blocks


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"xl/workbook.xml": "<a/>"}, "an Excel workbook"),
        ({"ppt/presentation.xml": "<a/>"}, "a PowerPoint presentation"),
        ({"mimetype": "x", "content.xml": "<a/>"}, "an OpenDocument file"),
        ({"readme.txt": "x"}, "a package without a text of Word"),
    ],
)
def test_other_packages_are_refused_by_what_they_are(parts, found, tmp_path):
    assert found == refusal(packed(tmp_path / "plan.docx", parts))[1]


def test_a_zip_bomb_is_not_unpacked(word, tmp_path):
    bomb = "<!-- " + " " * 300_000_000 + "-->"
    path = changed(word, tmp_path / "bomb.docx", {"word/document.xml": lambda text: text + bomb})

    assert path.stat().st_size < 1_000_000
    assert ("word/document.xml", "more than that when unpacked", "16 MB at most") == refusal(path)


def test_a_header_that_lies_about_the_size_does_not_help(word, tmp_path):
    bomb = "<!-- " + " " * 100_000_000 + "-->"
    path = changed(word, tmp_path / "bomb.docx", {"word/document.xml": lambda text: text + bomb})
    data = bytearray(path.read_bytes())
    size = len(bomb) + len(changed_text(word).encode())
    assert 2 <= data.count(struct.pack("<I", size))
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 1000)))

    assert "word/document.xml" == refusal(path)[0]


def changed_text(path):
    with zipfile.ZipFile(path) as package:
        return package.read("word/document.xml").decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_is_refused(encoding, tmp_path, word):
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    doctype = f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{levels}]>'
    xml = changed_text(word).partition("?>")[2].replace(SOME, "&a12;")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{xml}'.encode(encoding)
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(word) as old:
        packed(
            path, {**{name: old.read(name) for name in old.namelist()}, "word/document.xml": data}
        )

    assert "a document type with entities of its own" == refusal(path)[1]


def test_an_outside_entity_is_never_fetched(word, tmp_path):
    secret = written(tmp_path / "secret.txt", b"secret")
    doctype = f'?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    path = changed(
        word,
        tmp_path / "plan.docx",
        {"word/document.xml": lambda text: text.replace("?>", doctype, 1).replace(SOME, "&x;")},
    )

    assert "a document type with entities of its own" == refusal(path)[1]


def test_what_a_word_file_refers_to_outside_is_not_fetched_and_said(word, tmp_path):
    relation = (
        '<Relationship Id="x1" TargetMode="External" Target="http://127.0.0.1:9/a.dotm" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    )
    path = changed(
        word,
        tmp_path / "plan.docx",
        {
            "word/_rels/document.xml.rels": lambda text: text.replace(
                "</Relationships>", f"{relation}</Relationships>"
            )
        },
    )
    manuscript = read_manuscript(path)

    assert [SOME] == [block.text for block in manuscript.blocks]
    assert ["external-reference"] == [remark.code for remark in manuscript.remarks]


def test_macros_are_not_run_and_said(word, tmp_path):
    with zipfile.ZipFile(word) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    path = packed(tmp_path / "plan.docm", {**parts, "word/vbaProject.bin": b"\xd0\xcf"})
    manuscript = read_manuscript(path)

    assert [SOME] == [block.text for block in manuscript.blocks]
    assert ["macros"] == [remark.code for remark in manuscript.remarks]


def test_a_list_of_a_million_parts_is_refused(word):
    data = bytearray(word.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 100_000_000)
    word.write_bytes(data)

    assert "a list of many thousand parts" == refusal(word)[1]


@pytest.mark.parametrize("name", ["document", "styles", "numbering"])
def test_a_damaged_part_is_refused(name, word, tmp_path):
    change = {f"word/{name}.xml": lambda text: text[: len(text) // 2]}

    assert f"word/{name}.xml" == refusal(changed(word, tmp_path / "a.docx", change))[0]


def test_a_truncated_file_is_refused(word):
    written(word, word.read_bytes()[:-200])

    assert "the file" == refusal(word)[0]


def test_cells_of_absurd_width_are_cut(tmp_path):
    document = Document()
    cell = document.add_table(2, 2).cell(0, 0)
    cell._tc.get_or_add_tcPr().append(element("w:gridSpan", val=2_000_000_000))
    document.add_table(1, 2).cell(0, 0)._tc.get_or_add_tcPr().append(
        element("w:gridSpan", val=99_999)
    )

    read_manuscript(saved(document, tmp_path / "a.docx"))


def test_a_word_file_of_pictures_only_is_a_scan(word, tmp_path):
    change = {"word/document.xml": lambda text: text.replace(f"<w:t>{SOME}</w:t>", "<w:drawing/>")}

    place, found, _ = refusal(changed(word, tmp_path / "a.docx", change))

    assert ("the file", "pictures of pages and no words (a scan)") == (place, found)


def test_a_folder_or_device_is_no_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path in (pipe, tmp_path, "/dev/zero"):
        assert ("the file", "a folder or device", "a file that can be read") == refusal(path)


def test_a_text_has_so_many_lines_at_most(tmp_path):
    path = written(tmp_path / "plan.txt", b"- a\n\n" * MOST_LINES)
    assert read_manuscript(path).blocks

    written(path, b"- a\n\n" * (MOST_LINES + 1))
    assert ("20001 lines", "20000 lines at most") == refusal(path)[1:]


def test_a_file_of_answers_or_units_has_an_end():
    with pytest.raises(FormatError) as caught:
        read_text("/dev/zero")

    assert "100 MB at most" == caught.value.faults[0].expected
    assert 100_000_000 == MOST_BYTES


@pytest.mark.parametrize("sign", ["(", "“", '"', "«"])
def test_signs_that_are_never_closed_take_no_longer_than_other_signs(sign, tmp_path):
    def seconds(words):
        draft = read_draft(written(tmp_path / "plan.txt", words.encode()))
        begun = time.process_time()
        draft_toml(draft)
        return time.process_time() - begun

    assert seconds(sign * 200_000) < 1 + 10 * seconds("a" * 200_000)


@pytest.mark.parametrize("year", [-1, 0, 1899, 3000, 99999])
def test_a_year_is_one_that_a_plan_may_have(year, tmp_path):
    with pytest.raises(FormatError) as caught:
        read_draft(written(tmp_path / "plan.txt", b"1. A"), year=year)

    assert "a year from 1900 to 2999" == caught.value.faults[0].expected


@pytest.mark.parametrize("text", ["1. A", "KẾ HOẠCH\nNăm 2021\nI. NHIỆM VỤ\n1. A"])
@pytest.mark.parametrize("which", [-1, 0, 2])
def test_a_plan_that_the_file_does_not_hold_is_not_read(text, which, tmp_path):
    with pytest.raises(FormatError) as caught:
        read_draft(written(tmp_path / "plan.txt", text.encode()), which=which)

    assert "a number from 1 to 1" == caught.value.faults[0].expected
