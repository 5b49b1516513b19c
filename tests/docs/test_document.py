"""Every code block of README and docs runs, commands too, and so does every docstring's example."""

import doctest
import gc
import importlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [path for path in sorted(SRC.rglob("*.py")) if ">>> " in path.read_text("utf-8")]


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch):
    """Run where a reader would: beside ``examples``, in a folder that may be written to."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)


# A page's blocks run in their order in one folder, each after what the one before it left there.
@pytest.mark.filterwarnings("ignore:unclosed database")  # samples leave the store to their process
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_code_block_runs(path):
    parsers = [PythonCodeBlockParser(), CodeBlockParser("console", Terminal())]
    for example in Sybil(parsers).parse(path).examples():
        example.evaluate()
    gc.collect()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_every_docstring_example_runs(path):
    name = ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")

    assert 0 == doctest.testmod(importlib.import_module(name)).failed


def test_the_readme_is_short_and_begins_with_the_quickstart():
    text = (ROOT / "README.md").read_text("utf-8")

    assert len(text.splitlines()) <= 120
    assert (ROOT / "examples" / "quickstart.py").read_text("utf-8") == first_block("python", text)


def test_the_quickstart_prints_what_the_readme_shows():
    text = (ROOT / "README.md").read_text("utf-8")
    terminal = Terminal()

    assert first_block("text", text) == terminal.python("examples/quickstart.py")
    assert "0 announcements" in terminal.python("examples/quickstart.py")


def first_block(language, text):
    """Return the first block of a language in a page."""
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def test_a_terminal_notices_what_is_printed_otherwise():
    block = f"$ {shlex.join(['python', '-c', 'print(1); print(2)'])}\n"

    assert "" == differs(block + "1\n2\n") == differs(block + "…\n2\n")
    assert "" != differs(block + "1\n") != differs(block + "1\n3\n")


def differs(block):
    """Return what a block of commands prints otherwise than it says, or nothing."""
    return Terminal().run(block)


class Terminal:
    """Runs ``$ command`` lines and compares what they print with what the page shows, if anything.

    ``…`` stands for anything: alone on a line for any number of lines.
    """

    def __init__(self):
        self.code = 0

    def __call__(self, example):
        """Evaluate a block as Sybil wants it."""
        return self.run(example.parsed) or None

    def run(self, block):
        """Return what differs, or nothing."""
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            printed = self.answer(command)
            if expected.strip() and not re.fullmatch(pattern(expected), printed.strip()):
                return f"$ {command}\nexpected:\n{expected}\nprinted:\n{printed}"
        return ""

    def answer(self, command):
        """Return what a command prints, on either stream."""
        told, _, command = command.rpartition(" | ")
        name, *arguments = shlex.split(command)
        given = shlex.split(told)[1] if told else None
        found = getattr(self, {".": "activate"}.get(name, name))
        return found(*arguments, given=given) if given else found(*arguments)

    def make(self, target):
        """Run the demo as the Makefile does; other targets must only be there."""
        recipes = (ROOT / "Makefile").read_text("utf-8")
        assert f"\n{target}:" in recipes, target
        if target != "demo":
            return ""
        assert "planflow demo --out build/demo" in recipes
        return self.planflow("demo", "--out", "build/demo")

    def planflow(self, *arguments, given=None):
        return self.python("-m", "planflow", *arguments, given=given)

    def python(self, *arguments, given=None):
        done = subprocess.run(
            [sys.executable, *arguments],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUTF8": "1"},
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout

    def sqlite3(self, path, statement):
        with closing(sqlite3.connect(path)) as database, database:
            rows = database.execute(statement).fetchall()
        return "\n".join("|".join(map(str, row)) for row in rows)

    def cp(self, source, target):
        shutil.copy(source, target)
        return ""

    def echo(self, what):
        assert what == "$?"
        return str(self.code)

    def activate(self, script):
        assert script == ".venv/bin/activate"
        return ""


def pattern(expected):
    """Return the expression for an expected output."""
    return "\n".join(map(line_pattern, expected.strip().split("\n")))


def line_pattern(line):
    """Return the expression for one line of it."""
    return "(?s:.*)" if line == "…" else ".*".join(map(re.escape, line.split("…")))
