"""A floor imports only from floors below it; the contracts are in pyproject.toml."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "planflow"
CHECK = (
    "import sys; from importlinter.cli import lint_imports as lint; sys.exit(lint(no_cache=True))"
)


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of ``project`` on the package that lies in its ``src``."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'src'); {CHECK}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_floor_imports_only_from_floors_below():
    outcome = lint_imports(ROOT)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("domain/planted.py", "", "The floors of the domain"),
        ("planted.py", "", "The floors of the house"),
        (
            "domain/organisation/planted.py",
            "import planflow.domain.plan",
            "The floors of the domain",
        ),
        ("domain/plan/planted.py", "import planflow.engine", "The floors of the house"),
        ("domain/plan/planted.py", "import sqlite3", "The domain is pure"),
        ("engine/planted.py", "import transitions", "Only the table knows transitions"),
        ("store/planted.py", "import structlog", "Only the engine logs"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, place, line, contract):
    """The contracts hold because they are checked, not because nothing looks."""
    if not all((PACKAGE / floor / "__init__.py").exists() for floor in ("engine", "store")):
        pytest.skip("engine and store are still to be built")
    package = tmp_path / "src" / "planflow"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (package / place).write_text(line, encoding="utf-8")

    outcome = lint_imports(tmp_path)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{contract} BROKEN" in outcome.stdout
