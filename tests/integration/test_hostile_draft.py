"""Long and hostile documents take ten seconds and 500 MB at most, in a process of their own."""

import json
import random
import subprocess
import sys

import pytest

from pdf_files import grid, lines, pdf
from word_files import Document, changed, saved

SECONDS, MEGABYTES = 10, 500
CODE = """
import json, resource, sys, time
from planflow.document.draft.read import read_draft
from planflow.errors import FormatError
begun = time.process_time()
try:
    draft = read_draft(sys.argv[1])
    found = {"items": len(draft.items), "unused": len(draft.unused)}
except FormatError as error:
    found = {"refused": error.faults[0].expected}
found["seconds"] = time.process_time() - begun
found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(found))
"""
WORDS = ("pháp", "luật", "công", "tác", "tuyên", "truyền", "tỉnh", "cơ", "quan", "thực", "hiện")
RUN = "<w:r><w:t>{}</w:t></w:r>"


def said(count, chance):
    return " ".join(chance.choice(WORDS) for _ in range(count))


TEXTS = {
    "lines": lambda chance: (said(chance.randint(3, 14), chance) for _ in range(10_000)),
    "sentence": lambda chance: (said(14, chance) for _ in range(10_000)),
    "capitals": lambda chance: (said(6, chance).upper() for _ in range(10_000)),
    "numbers": lambda chance: (f"{at % 99 + 1}. {said(5, chance)}" for at in range(10_000)),
    "sections": lambda chance: (f"I. {said(3, chance)}" for _ in range(10_000)),
    "depth": lambda _: (".".join(["1"] * (at % 30 + 1)) + ". x" for at in range(10_000)),
    "labels": lambda _: ("- Cơ quan chủ trì: Sở Tư pháp" for _ in range(10_000)),
    "foots": lambda _: ("Nơi nhận:" for _ in range(10_000)),
    "brackets": lambda _: ["(" * 100_000, ":".join(["ab"] * 100_000)],
    "partners": lambda _: ["1. A", "- Cơ quan phối hợp: " + "; ".join(["Sở Tư pháp"] * 60_000)],
    "products": lambda _: ["1. A", "- Kết quả: " + ", ".join(["05 lớp"] * 60_000)],
    "spaces": lambda _: [" " * 1_900_000 + "a"],
    "duties": lambda _: [
        "UBND tỉnh ban hành Kế hoạch như sau:",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. " + "Sở Tư pháp báo cáo UBND tỉnh trước ngày 15/11. " * 10_000,
    ],
    "numbers in a line": lambda _: ["Căn cứ " + "Quyết định số 5/QĐ-UBND " * 40_000],
    "times": lambda _: ["1. Sở Tư pháp báo cáo UBND tỉnh " + "trước " * 200_000],
    "quotes": lambda _: ["KẾ HOẠCH", "“" * 600_000],
}
BODIES = {
    "paragraphs": lambda: f"<w:p>{RUN.format('I. Nội dung')}</w:p>" * 19_000,
    "empty": lambda: "<w:p/>" * 1_000_000,
    "runs": lambda: f"<w:p>{RUN.format('a') * 400_000}</w:p>",
    "rows": lambda: f"<w:tbl>{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 300_000}</w:tbl>",
    "merged": lambda: (
        "<w:tbl>"
        + ("<w:tr>" + "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" * 60 + "</w:tr>") * 2_000
        + "</w:tbl>"
    ),
    "nested": lambda: "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60,
}
PAGES = {
    "pages": lambda: [lines(*[f"{n}. Tổ chức hội nghị tại các xã" for n in range(40)])] * 100,
    "tables": lambda: [grid([["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], *ROWS])] * 100,
    "rules": lambda: [[(3 * x, 3 * y, 3 * x + 3, 3 * y) for x in range(190) for y in range(270)]],
}
ROWS = [[str(at), "Một việc", "Sở Tư pháp", "Quý I"] for at in range(17)]


def read(path):
    """Return what reading a file gave and cost, in a process of its own."""
    command = [sys.executable, "-c", CODE, str(path)]
    found = json.loads(subprocess.check_output(command, timeout=300, text=True))
    assert SECONDS > found["seconds"]
    assert MEGABYTES > found["megabytes"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", TEXTS)
def test_long_texts_are_read_within_bounds(tmp_path, kind):
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(TEXTS[kind](random.Random(1))), encoding="utf-8")

    assert {"items", "unused"} < read(path).keys()


@pytest.mark.slow
def test_ten_thousand_lines_without_a_plan_are_all_listed(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(f"Dòng chữ thường {at}." for at in range(10_000)), encoding="utf-8")
    found = read(path)

    assert (0, 10_000) == (found["items"], found["unused"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", BODIES)
def test_long_word_files_are_read_or_refused_within_bounds(tmp_path, kind):
    whole = saved(Document(), tmp_path / "whole.docx")
    change = {
        "word/document.xml": lambda text: text.replace("<w:body>", f"<w:body>{BODIES[kind]()}")
    }

    read(changed(whole, tmp_path / "plan.docx", change))


@pytest.mark.slow
@pytest.mark.parametrize("kind", PAGES)
def test_long_pdf_files_are_read_or_refused_within_bounds(tmp_path, kind):
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(PAGES[kind]()))

    read(path)
