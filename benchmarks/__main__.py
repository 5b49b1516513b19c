"""``python -m benchmarks``: every benchmark, printed and written to ``build/bench.json``."""

import sys
from pathlib import Path

from benchmarks import deadline, national, store, transition
from benchmarks.measure import benchmarks_of, run

if __name__ == "__main__":
    sys.exit(run(benchmarks_of(deadline, national, transition, store), Path("build/bench.json")))
