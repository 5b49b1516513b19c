"""What the first use costs a process: imports, beside those of the four dependencies alone.

Both are met as an installer leaves them: compiled. Where Python is told to write no bytecode, a
checkout is compiled anew by every process, and its dependencies are not; so both sides keep theirs
in one folder, which their first, untimed run fills.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import Pair, Side, benchmark

ROUNDS: Final = 25
DEPENDENCIES: Final = "import attrs, pendulum, structlog, transitions"
FIRST_USE: Final = """
from datetime import UTC, date, datetime
from planflow import Actor, Directory, Fixed, Flow, Plan, SqliteStore, Unit, vietnam
from planflow.domain.organisation import Named
from planflow.domain.plan import Item, Title
board = Unit(id="board", level="province", code="B", name="Ban Chỉ đạo", role="steering-body")
by = Fixed(on=date(2021, 11, 15))
item = Item(code="1", title=Title(vi="Một việc"), lead=Named(("board",)), schedule=by)
plan = Plan(id="p", title=Title(vi="Kế hoạch"), issuer="board", years=(2021, 2021), items=(item,))
flow = Flow(SqliteStore(":memory:"), directory=Directory([board]), workdays=vietnam())
chair = Actor(id="chair", unit="board", capacity="leader")
assert flow.issue(plan, by=chair, at=datetime(2021, 1, 11, 2, tzinfo=UTC)).tasks == 1
"""


def spent() -> float:
    """Return the CPU time of the processes that have ended: theirs is what is waited for."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(program: str, environment: Mapping[str, str]) -> None:
    """Run a program in a fresh interpreter."""
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)  # noqa: S603 - ours


def _pair(program: str) -> Iterator[Pair]:
    with TemporaryDirectory() as folder:
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        environment = os.environ | kept
        yield Pair(
            ours=Side(partial(run, program, environment)),
            reference=Side(partial(run, DEPENDENCIES, environment)),
        )


@benchmark("<= 2", clock=spent, rounds=ROUNDS)
def first_use() -> Iterator[Pair]:
    """Import what a host needs and issue a plan of one item into SQLite."""
    yield from _pair(FIRST_USE)


@benchmark("<= 0.3", clock=spent, rounds=ROUNDS)
def import_() -> Iterator[Pair]:
    """Import planflow."""
    yield from _pair("import planflow")
