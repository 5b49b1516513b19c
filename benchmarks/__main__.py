"""``python -m benchmarks``: every benchmark, printed and written to ``build/bench.json``."""

import sys
from pathlib import Path

from benchmarks import commit, deadline, issue, national, start, store, transition
from benchmarks.measure import benchmarks_of, run

if __name__ == "__main__":
    modules = (deadline, national, transition, commit, issue, start, store)
    sys.exit(run(benchmarks_of(*modules), Path("build/bench.json")))
