"""The harness: ours and a reference in the same run, in turns, judged by the median ratio.

A benchmark is a function that yields a :class:`Pair`, decorated with its gate::

    @benchmark("<= 3")
    def sweep() -> Iterator[Pair]:
        with TemporaryDirectory() as folder:
            ...
            yield Pair(ours=Side(work, count=100), reference=Side(other, count=100))

What comes before ``yield`` prepares it and what comes after it cleans up; neither is timed. The
function's module is named in ``benchmarks/__main__.py``.

Times alone say little on a machine that others use too. So both sides are timed within each round,
as CPU time and for about as long, the first of them by turns, and each round gives one ratio.
A benchmark names another clock where that is not what its user waits for, and how many rounds it
has work for where that is used up.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from time import process_time
from types import ModuleType
from typing import Final, NamedTuple, TypeAlias

from attrs import frozen

ROUNDS: Final = 300
"""How often both sides of a benchmark are timed, if that is quick."""

SHARE: Final = 0.002
"""For how many seconds each of them works in a round, at least once.

A machine changes its pace many times a second: rounds are short, so that both sides meet the same.
"""

LEAST_ROUNDS: Final = 9
"""How often slow ones are timed."""

SECONDS: Final = 2.0
"""After how many seconds no round is begun any more but those."""

_MICROSECONDS: Final = 1_000_000

Clock: TypeAlias = Callable[[], float]
"""Seconds since some beginning."""


def _nothing() -> None:
    """Prepare nothing."""


@frozen
class Side:
    """One side of a comparison.

    Attributes:
        work: What is timed.
        count: How many operations that is.
        prepare: What is done before each ``work``, untimed, if it uses something up.
    """

    work: Callable[[], object]
    count: int = 1
    prepare: Callable[[], object] = _nothing

    def cost(self, repeats: int, clock: Clock) -> float:
        """Return the seconds of one operation."""
        spent = 0.0
        for _ in range(repeats):
            self.prepare()
            start = clock()
            self.work()
            spent += clock() - start
        return spent / repeats / self.count


@frozen(kw_only=True)
class Pair:
    """Ours, and the honest reference: the same task, done as well as one would without us."""

    ours: Side
    reference: Side


@frozen(kw_only=True)
class Gate:
    """What is promised, written in one of two ways.

    ``<= 3`` promises that ours takes at most 3 times as long: the ratio is ours / reference.
    ``>= 30`` promises that ours is at least 30 times as fast: the ratio is reference / ours.
    """

    is_most: bool
    limit: float

    @classmethod
    def parse(cls, text: str) -> Gate:
        """Return the gate that ``text`` states."""
        sign, limit = text.split()
        return cls(is_most={"<=": True, ">=": False}[sign], limit=float(limit))

    def ratio(self, ours: float, reference: float) -> float:
        """Return the ratio of two times that this gate limits."""
        return ours / reference if self.is_most else reference / ours

    def is_kept(self, ratio: float) -> bool:
        """Tell whether ``ratio`` is what was promised."""
        return ratio <= self.limit if self.is_most else ratio >= self.limit


@frozen
class Benchmark:
    """A named comparison, its gate as written, and how it is opened.

    Attributes:
        name: Its name.
        gate: What is promised (see :class:`Gate`).
        open: Prepares both sides, and cleans up.
        clock: What it is timed by, if not by CPU time.
        rounds: For how many rounds it has work, after two runs of each side to get warm.
    """

    name: str
    gate: str
    open: Callable[[], AbstractContextManager[Pair]]
    clock: Clock | None = None
    rounds: int = ROUNDS


class Result(NamedTuple):
    """What was measured: a row of the table and an entry of the file.

    Attributes:
        name: The benchmark's name.
        ours: The median time of one operation of ours, in microseconds of the benchmark's clock.
        reference: The same of the reference.
        ratio: The median of the rounds' ratios, turned as the gate has it (see :class:`Gate`).
        gate: The gate as written.
        ok: Whether it is kept.
    """

    name: str
    ours: float
    reference: float
    ratio: float
    gate: str
    ok: bool


def benchmark(
    gate: str, *, clock: Clock | None = None, rounds: int = ROUNDS
) -> Callable[[Callable[[], Iterator[Pair]]], Benchmark]:
    """Return the decorator that makes a benchmark with this gate of a function.

    An underscore at the end of the function's name, which a keyword needs, is left out.
    """
    Gate.parse(gate)
    return lambda function: Benchmark(
        function.__name__.rstrip("_"), gate, contextmanager(function), clock, rounds
    )


def benchmarks_of(*modules: ModuleType) -> list[Benchmark]:
    """Return the benchmarks that the modules define, in their order."""
    values = (value for module in modules for value in vars(module).values())
    return [value for value in values if isinstance(value, Benchmark)]


def measure(one: Benchmark, *, rounds: int, share: float, clock: Clock) -> Result:
    """Return what a benchmark's two sides cost, and whether its gate is kept."""
    clock = one.clock or clock
    with one.open() as pair, _own_garbage():
        sides = (pair.ours, pair.reference)
        repeats = [_repeats(side, share, clock) for side in sides]
        costs: tuple[list[float], list[float]] = ([], [])
        until = clock() + SECONDS
        for number in range(min(rounds, one.rounds)):
            if number >= LEAST_ROUNDS and clock() > until:
                break
            for at in (number % 2, 1 - number % 2):
                gc.collect()
                costs[at].append(sides[at].cost(repeats[at], clock))
    return _judged(one, *costs)


def peak_megabytes() -> int:
    """Return the most memory that this process has had since its program began.

    ``getrusage`` tells what the process had before it, from which it was started.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def run(
    benchmarks: Iterable[Benchmark],
    file: Path,
    *,
    rounds: int = ROUNDS,
    share: float = SHARE,
    clock: Clock = process_time,
) -> int:
    """Measure benchmarks, print them as a table, write them to ``file``; 1 if a gate fails."""
    results = []
    print(f"{'time, µs':24}{'ours':>12}{'reference':>12}{'ratio':>9}  gate")
    for one in benchmarks:
        results.append(measure(one, rounds=rounds, share=share, clock=clock))
        print(_line(results[-1]), flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = [result._asdict() for result in results]
    file.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    return 0 if all(result.ok for result in results) else 1


@contextmanager
def _own_garbage() -> Iterator[None]:
    """Let the collector see only what the two sides make, not all that was loaded before."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _repeats(side: Side, share: float, clock: Clock) -> int:
    """Return how often a side does its work to fill its share; it is warm afterwards."""
    side.cost(1, clock)
    return max(1, ceil(share / (side.cost(1, clock) * side.count)))


def _judged(one: Benchmark, ours: list[float], reference: list[float]) -> Result:
    gate = Gate.parse(one.gate)
    ratio = round(median(map(gate.ratio, ours, reference)), 3)
    return Result(
        one.name,
        round(median(ours) * _MICROSECONDS, 4),
        round(median(reference) * _MICROSECONDS, 4),
        ratio,
        one.gate,
        gate.is_kept(ratio),
    )


def _line(result: Result) -> str:
    times = f"{result.ours:12,.3f}{result.reference:12,.3f}{result.ratio:9.2f}"
    return f"{result.name:24}{times}  {result.gate}{'' if result.ok else '  FAILS'}"
