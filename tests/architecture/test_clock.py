"""Nobody asks what time it is, and chance has one source: ``engine/entropy.py``.

The simulation, and what hosts test with, may draw from a ``random.Random`` with a seed, and from
nothing else.
"""

import ast
from collections.abc import Iterator

import pytest

CLOCKS = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    *(f"pendulum.{name}" for name in ("now", "today", "tomorrow", "yesterday")),
    *(f"pendulum.DateTime.{name}" for name in ("now", "utcnow", "today")),
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    "datetime.date.today",
    "pendulum.Date.today",
}
CHANCE = {"random", "secrets", "uuid", "os.urandom", "os.getrandom"}
SEEDED = "random.Random"
SOURCE = "planflow/engine/entropy.py"
SIMULATION = "planflow/simulation/"
SEEDED_ROOMS = (SIMULATION, "planflow/testing/")


def is_within(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def origins(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for, such as ``dt`` for ``datetime``."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return names


def full_name(node: ast.AST, names: dict[str, str]) -> str | None:
    """Return the dotted name that an expression stands for, or nothing."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := full_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return None


def uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every clock and every source of chance that a module names."""
    names = origins(tree)
    for node in ast.walk(tree):
        name = full_name(node, names)
        if name and (name in CLOCKS or is_within(name, CHANCE)):
            yield node.lineno, name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in CLOCKS or is_within(name, CHANCE):
                    yield node.lineno, name


def unseeded(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every ``Random()`` that is given no seed."""
    names = origins(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and full_name(node.func, names) == SEEDED:
            seed = node.args[:1] or [keyword.value for keyword in node.keywords]
            if not seed or (isinstance(seed[0], ast.Constant) and seed[0].value is None):
                yield node.lineno, f"{SEEDED}()"


def violations(path: str, tree: ast.AST) -> list[str]:
    """Return the forbidden uses in the module at ``path``, each with its line."""
    if path == SOURCE:
        return []
    found = set(uses(tree))
    if path.startswith(SEEDED_ROOMS):
        found = {use for use in found if use[1] not in {"random", SEEDED}} | set(unseeded(tree))
    return [f"{path}:{line}: {name}" for line, name in sorted(found)]


def test_no_module_asks_for_the_time_or_draws_by_chance(sources):
    found = [fault for source in sources for fault in violations(source.path, source.tree)]

    assert [] == found


@pytest.mark.parametrize(
    "code",
    [
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime as moment\nmoment.now(zone)",
        "from time import time",
        "import time\nclock = time.time",
        "import pendulum\npendulum.now('Asia/Ho_Chi_Minh')",
        "from pendulum import DateTime\nDateTime.now()",
        "def f():\n    import random\n    return random.random()",
        "from random import Random\nRandom(7)",
        "import uuid\nuuid.uuid4()",
        "import secrets as s\ns.token_hex()",
        "from os import urandom",
        "import os\nos.urandom(8)",
    ],
)
def test_a_planted_use_is_caught(code):
    assert violations("planflow/domain/planted.py", ast.parse(code))
    assert not violations(SOURCE, ast.parse(code))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("from random import Random\ndraw = Random(seed)", True),
        ("import random\ndef f(draw: random.Random): return draw.random()", True),
        ("from random import Random\ndraw = Random()", False),
        ("import random\ndraw = random.Random(None)", False),
        ("import random\nrandom.shuffle(units)", False),
        ("import random\nrandom.SystemRandom(1)", False),
        ("import time\ntime.time()", False),
    ],
)
def test_a_simulation_draws_from_its_seed_only(code, allowed):
    assert allowed == (not violations(f"{SIMULATION}planted.py", ast.parse(code)))


def test_a_name_that_only_looks_like_a_clock_is_let_through():
    code = "from datetime import datetime\nnow = task.now(), task.time.time(), datetime.min"

    assert not violations("planflow/domain/planted.py", ast.parse(code))
