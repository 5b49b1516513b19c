"""The built wheel, alone in an empty environment outside the tree."""

import re
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = sorted((ROOT / "tests" / "typing").glob("*.py"))

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command without this tree in reach; show what it said when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel that is built from the source distribution, which so proves complete."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", dist, ROOT], check=True)
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """The interpreter of an environment that holds the wheel and its core dependencies."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", wheel], check=True, cwd=place)
    return python


def test_the_core_needs_exactly_four_libraries(python, tmp_path):
    code = "from importlib.metadata import requires; print(*requires('planflow'), sep='\\n')"
    needs = run(python, "-c", code, cwd=tmp_path).splitlines()
    core = sorted(re.match(r"[\w-]+", need)[0] for need in needs if "extra ==" not in need)

    assert ["attrs", "pendulum", "structlog", "transitions"] == core


def test_the_wheel_carries_its_data(wheel):
    names = set(ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "planflow").rglob("*")
        if path.suffix in {".toml", ".tsv", ".json"} or path.name == "py.typed"
    }

    assert "planflow/py.typed" in data
    assert set() == data - names
    assert any(name.startswith("planflow/_examples/lang_son/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_demo_runs_from_the_wheel(python, tmp_path):
    run(python.parent / "planflow", "demo", "--out", "demo", cwd=tmp_path)

    assert (tmp_path / "demo" / "summary.json").is_file()


def test_the_quickstart_runs_from_the_wheel(python, tmp_path):
    script = tmp_path / "quickstart.py"
    script.write_bytes((ROOT / "examples" / "quickstart.py").read_bytes())

    run(python, script, cwd=tmp_path)


@pytest.mark.parametrize("host", HOSTS, ids=lambda path: path.name)
def test_a_typed_host_program_passes_mypy_strict(python, tmp_path, host):
    """The wheel's own annotations are what a host sees."""
    copy = tmp_path / host.name
    copy.write_bytes(host.read_bytes())

    run(
        *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
        *("--python-executable", python, "--config-file=", copy),
        cwd=tmp_path,
    )
