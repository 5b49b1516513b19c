"""Documents that were damaged at random are read, or refused with a documented error.

5,000 in ``make slow``, 100,000 in ``make soak``; each is told by its number alone.
"""

import random
import zipfile

import pytest
from hypothesis import settings

from pdf_files import grid, lines, pdf
from plan_documents import Item, Plan, as_paragraphs, as_table, as_text
from planflow.document.draft.read import read_draft
from planflow.errors import FormatError

IS_SOAK = settings.default.max_examples > 1000
WORKERS = range(4)
TEXTS = (100_000 if IS_SOAK else 5_000) // len(WORKERS)
FILES = (20 if IS_SOAK else 1) * 50

PLAN = Plan(
    (
        (
            Item(
                "Tổ chức hội nghị tuyên truyền pháp luật tại các xã, thị trấn khu vực biên giới",
                "Sở Tư pháp",
                ("Công an tỉnh", "Đài Phát thanh và Truyền hình tỉnh"),
                "Trước ngày 15/11/2021",
                (("05 hội nghị", 5), ("40.156 tờ gấp", 40156)),
            ),
            Item(
                "Tập huấn",
                parts=(
                    Item("Lớp một", "Sở Tư pháp", time="Quý I năm 2021"),
                    Item("Lớp hai", "Công an tỉnh", time="Thường xuyên"),
                ),
            ),
        ),
        (Item("Kiểm tra", "UBND các huyện, thành phố", time="Năm 2021"),),
    ),
    ("Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện", "Kết quả", "Nhiệm vụ"),
    "- ",
    "; ",
    points=True,
)
HEAD = """ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LẠNG SƠN               Độc lập - Tự do - Hạnh phúc
Số: 52/KH-UBND          Lạng Sơn, ngày 05 tháng 01 năm 2021

"""
FOOT = """
2. Các sở, ban, ngành báo cáo về Ủy ban nhân dân tỉnh (qua Sở Tư pháp) trước ngày 15/11/2021.
Nơi nhận:                    TM. ỦY BAN NHÂN DÂN
- TT. Tỉnh ủy;     B/c       CHỦ TỊCH
- Lưu: VT.                   Nguyễn Văn A
"""
STRANGE = (
    "",
    " ",
    "\n",
    "\n\n\n",
    "\f",
    "\t",
    "\r",
    "\v",
    "\u0301",
    "\u200b",
    "\u202e",
    "\ue000",
    "Ð",
    "9" * 40,
    "I.",
    "IIII.",
    "1.1.1.1.1.1.",
    "a)",
    "ơ)",
    "-",
    "“",
    "”",
    "(",
    ")",
    ":",
    ";",
    "./.",
    "B/c",
    "Nơi nhận:",
    "KẾ HOẠCH",
    "PHỤ LỤC",
    "Căn cứ",
    "ngày 31/02/2021",
    "ngày 00/00/0000",
    "Quý V",
    "năm 99999",
    "99.999.999.999 hội nghị",
    "-5",
    "1,5,5",
    "½",
    "Ⅳ.",
    "١.",
    "🙂",
    "X" * 5000,
    "Cơ quan chủ trì:",
    "phối hợp với",
    "thông qua",
    "trước",
    "%",
    "=cmd|' /C calc'!A0",
    "${x}",
    "{0}",
)


def damaged(text, chance):
    """Return ``text`` with some of it taken away, doubled, moved or made strange."""
    for _ in range(chance.randint(1, 12)):
        text = chance.choice(WAYS)(text, chance)
    return text


def _cut(text, chance):
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 1, 5, 80, 500)) :]


def _insert(text, chance):
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(STRANGE) + text[at:]


def _sign(text, chance):
    at = chance.randrange(len(text) + 1)
    return (
        text[:at]
        + chr(chance.choice((chance.randrange(32, 0x2000), chance.randrange(0xD800))))
        + text[at:]
    )


def _lines(text, chance):
    """Move, double or drop a line."""
    found = text.split("\n")
    taken = found.pop(chance.randrange(len(found)))
    for _ in range(chance.randint(0, 3)):
        found.insert(chance.randrange(len(found) + 1), taken)
    return "\n".join(found)


def _case(text, chance):
    found = text.split("\n")
    at = chance.randrange(len(found))
    found[at] = chance.choice((str.upper, str.lower, str.title, str.swapcase))(found[at])
    return "\n".join(found)


def _glue(text, chance):
    found = text.split("\n")
    at = chance.randrange(len(found))
    return (
        "\n".join(found[:at])
        + chance.choice(("", " ")).join(found[at : at + 3])
        + "\n".join(found[at + 3 :])
    )


WAYS = (_cut, _insert, _sign, _lines, _case, _glue)


@pytest.mark.slow
@pytest.mark.parametrize("worker", WORKERS)
def test_damaged_texts_are_read_or_refused(tmp_path, worker):
    """Nothing but the documented error, and every line of what was read has its number."""
    whole = [HEAD + as_text(PLAN, gap=gap, page=page) + FOOT for gap in (0, 1) for page in (0, 20)]
    path = tmp_path / "plan.txt"
    read = 0
    for number in range(worker * TEXTS, (worker + 1) * TEXTS):
        chance = random.Random(number)
        path.write_text(damaged(chance.choice(whole), chance), encoding="utf-8", newline="")
        try:
            draft = read_draft(path)
        except FormatError:
            continue
        except Exception as error:
            raise AssertionError(f"document {number}: {error!r}") from error
        read += 1
        codes = [item.code for item in draft.items]
        assert len(set(codes)) == len(codes), f"document {number}"

    assert read > TEXTS / 2


def shaken(data, chance):
    """Return bytes with a few of them changed, taken away or added."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["paragraphs", "table", "parts", "pdf"])
def test_damaged_files_are_read_or_refused(tmp_path, kind):
    path = tmp_path / "plan.bin"
    if kind == "pdf":
        rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Một", "Sở Tư pháp", "Quý I"]]
        path.write_bytes(
            pdf([lines("KẾ HOẠCH", "I. NỘI DUNG") + grid(rows, top=200)], packed=False)
        )
    elif kind == "table":
        as_table(PLAN, path, numbered=True, merged=True)
    else:
        as_paragraphs(PLAN, path, automatic=True)
    whole = path.read_bytes()
    for number in range(FILES):
        chance = random.Random(number)
        path.write_bytes(whole)
        if kind == "parts":
            shake_a_part(path, chance)
        else:
            path.write_bytes(shaken(whole, chance))
        try:
            read_draft(path)
        except FormatError:
            continue
        except Exception as error:
            raise AssertionError(f"{kind} {number}: {error!r}") from error


def shake_a_part(path, chance):
    """Damage the XML of one part, the package stays whole."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    text = parts[name].decode()
    for _ in range(chance.randint(1, 4)):
        old = chance.choice(("w:val", "<w:p>", "</w:p>", "w:tc", "1", "2", "Target", "Id", "w:r>"))
        new = chance.choice(("w:x", "", "-1", "99999999999", "w:t", "é", "<w:tbl>", "../../x"))
        text = text.replace(old, new, chance.choice((1, 2, -1)))
    parts[name] = text.encode()
    with zipfile.ZipFile(path, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)
