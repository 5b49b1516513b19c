"""The pages about rules and clauses say what the tests show."""

import re
from pathlib import Path

import pytest

from planflow.testing import checks

ROOT = Path(__file__).parents[2]
RULES = {number for number in range(1, 29) if number != 21}
CLAUSES = set(range(1, 19))
ROW = re.compile(r"^\| R(\d+) \| .+ \| (kept|in part: .+|to come) \|$", re.MULTILINE)


def rows():
    """Return rule → what the page says of it."""
    return [(int(n), said) for n, said in ROW.findall((ROOT / "docs/rules.md").read_text("utf-8"))]


def carried(letter):
    """Return the numbers of rules (r) or clauses (s) by which tests and checks are named."""
    tests = (ROOT / "tests").rglob("test_*.py")
    kit = (ROOT / "src/planflow/testing").glob("*.py")
    sources = "\n".join(path.read_text("utf-8") for path in (*tests, *kit))
    names = re.compile(rf"^ *def (?:test_)?{letter}(\d\d)_", re.MULTILINE)
    return {int(number) for number in names.findall(sources)}


def test_every_rule_has_one_row():
    assert sorted(RULES) == [number for number, _ in rows()]


@pytest.mark.parametrize(("number", "said"), rows(), ids=lambda value: str(value)[:7])
def test_a_rule_that_is_kept_is_tested_and_one_to_come_is_not(number, said):
    assert (said != "to come") == (number in carried("r"))


def test_every_clause_of_the_store_port_is_tested():
    assert CLAUSES == {int(check.clause[1:]) for check in checks(big=False)}
    assert carried("s") <= CLAUSES
