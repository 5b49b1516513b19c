"""What all tests share: the hypothesis profiles, and how many examples each property was given."""

import json
from collections import Counter
from functools import wraps
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from planflow.testing import plugin

pytest_plugins = ("postgres",)

settings.register_profile("planflow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("planflow"), max_examples=2000)
settings.load_profile("planflow")

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Count the examples that a property really ran through, and send the count with its report."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    if handle is None:
        return (yield)
    test, examples = handle.inner_test, Counter()

    @wraps(test)
    def counted(*args, **given):
        test(*args, **given)
        examples["passed"] += 1

    handle.inner_test = counted
    try:
        return (yield)
    finally:
        handle.inner_test = test
        item.user_properties.append(("examples", examples["passed"]))


class Soak:
    """Gathers from all workers what ran, and writes it to ``build/soak.json``."""

    def __init__(self):
        self.counts, self.failures = Counter(), Counter()

    def pytest_runtest_logreport(self, report):
        """Add up the runs of one property; one that fails stops at its first failure."""
        examples = dict(report.user_properties).get("examples")
        if report.when == "call" and examples is not None:
            name = report.nodeid.partition("[")[0]
            self.counts[name] += examples
            self.failures[name] += report.failed

    def pytest_sessionfinish(self):
        """Write one entry a property."""
        found = [
            {"name": name, "count": count, "failures": self.failures[name]}
            for name, count in sorted(self.counts.items())
        ]
        path = ROOT / "build" / "soak.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def pytest_configure(config):
    """Have planflow's plugin; gather in the soak, where the others are only workers."""
    if not config.pluginmanager.has_plugin("planflow"):  # this tree is not installed as it is now
        config.pluginmanager.register(plugin, "planflow")
    is_worker = hasattr(config, "workerinput")
    if config.getoption("--hypothesis-profile", None) == "soak" and not is_worker:
        config.pluginmanager.register(Soak())


OFTEN = ("[file-", "[postgres-")
"""The stores on which the kit's big checks are run each time; `make soak` has them all."""


def pytest_collection_modifyitems(config, items):
    """What is big in the kit is slow here."""
    is_soak = config.getoption("--hypothesis-profile") == "soak"
    big = [item for item in items if item.get_closest_marker("planflow_big")]
    for item in big:
        item.add_marker(pytest.mark.slow)
    rare = {one for one in big if not is_soak and not any(name in one.nodeid for name in OFTEN)}
    if rare:
        config.hook.pytest_deselected(items=sorted(rare, key=items.index))
        items[:] = [item for item in items if item not in rare]


def pytest_terminal_summary(terminalreporter):
    """Print what tests have counted or measured, whichever worker ran them."""
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "said":
                terminalreporter.write_line(said)
