"""The modules of planflow as syntax trees: the architecture is read, not run."""

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

SRC = Path(__file__).parents[2] / "src"


class Source(NamedTuple):
    """One module: its dotted name, its path below ``src``, its lines and its tree."""

    name: str
    path: str
    lines: int
    tree: ast.Module


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(SRC)
    name = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
    return Source(name, place.as_posix(), len(text.splitlines()), ast.parse(text))


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    return [read(path) for path in sorted(SRC.rglob("*.py"))]
