"""Every Python block of README and docs runs, and so does every example in a docstring."""

import doctest
import importlib
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [path for path in sorted(SRC.rglob("*.py")) if ">>> " in path.read_text("utf-8")]


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch):
    """Run where a reader would: beside ``examples``, in a folder that may be written to."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_code_block_runs(path):
    for example in Sybil([PythonCodeBlockParser()]).parse(path).examples():
        example.evaluate()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_every_docstring_example_runs(path):
    name = ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")

    assert 0 == doctest.testmod(importlib.import_module(name)).failed


def test_the_readme_is_short_and_begins_with_code_that_runs():
    text = (ROOT / "README.md").read_text("utf-8")

    assert len(text.splitlines()) <= 120
    assert "```python" in text
