"""Rule R28: loaded files are data; nothing is evaluated, nothing is pickled."""

import ast
from pathlib import Path

import pytest

import planflow.document
from planflow.document import parse_plan, read_units
from planflow.errors import FormatError

DOCUMENT = Path(planflow.document.__file__).parent
RUNNERS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
LOADERS = {"pickle", "marshal", "shelve", "yaml", "runpy", "code", "subprocess", "ctypes"}
TRICKS = [
    "__import__('os').abort()",
    "{0.__class__.__mro__}",
    "{file}",
    "%(name)s %s",
    "${HOME} $(id) `id`",
    "{{ 7 * 7 }}",
    "!!python/object/apply:os.abort []",
    "=HYPERLINK(1)",
    "../../etc/passwd",
]


def plan(title, code="1"):
    """Return a plan file whose only item has this title and code."""
    return f"""
format = 1
id = "plan"
title = '''{title}'''
issuer = "board"
years = {{ from = 2021 }}
[[items]]
code = '''{code}'''
title = '''{title}'''
lead = "stp"
time = {{ kind = "unparsed", words = '''{title}''' }}
"""


@pytest.mark.parametrize("trick", TRICKS)
def test_r28_text_that_looks_like_code_stays_text(trick):
    """Titles and words come out of a plan file as they stand in it."""
    found = parse_plan(plan(trick))

    assert (trick, trick, trick) == (
        found.title.vi,
        found.items[0].title.vi,
        found.items[0].schedule.words,
    )


@pytest.mark.parametrize("trick", ["{0.__class__}:", "{file}:", "%s:"])
def test_r28_text_that_looks_like_code_stays_text_in_a_fault(trick):
    """A fault shows what was found and expands nothing in it."""
    with pytest.raises(FormatError) as caught:
        parse_plan(plan("Việc", code=trick), file="plan.toml")

    assert [repr(trick)] == [fault.found for fault in caught.value.faults]
    assert repr(trick) in str(caught.value)


@pytest.mark.parametrize("key", ["__class__", "__init__", "self", "make", "minus", "schedule"])
def test_r28_a_key_reaches_no_further_than_the_shape(key):
    """Names of the code are not keys of the file."""
    with pytest.raises(FormatError) as caught:
        parse_plan(plan("Việc") + f"{key} = 1\n")

    assert ["an unknown key"] == [fault.found for fault in caught.value.faults]


@pytest.mark.parametrize("trick", [trick for trick in TRICKS if "," not in trick])
def test_r28_cells_that_look_like_code_stay_text(tmp_path, trick):
    """Names come out of a unit file as they stand in it, formulas included."""
    path = tmp_path / "units.csv"
    path.write_text(f"level,code,name,kind,parent_code\nx,1,{trick},,\n", encoding="utf-8")

    assert trick == read_units(path).unit("x-1").name


def test_r28_no_reader_can_run_what_it_reads():
    """The readers call nothing that evaluates and import nothing that revives objects."""
    found = set()
    for path in DOCUMENT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found |= {node.func.id} & RUNNERS
            elif isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names} & LOADERS
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module.partition(".")[0]} & LOADERS

    assert set() == found
