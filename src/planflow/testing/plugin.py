"""The pytest plugin: a fixture ``planflow_store`` in a test module makes one test of each check.

The fixture returns a factory as :func:`planflow.testing.check_store` takes it. The module in which
it stands gets the tests, for each parameter of the fixture, if it has any. Those that take seconds
bear the marker ``planflow_big``. What could not be tried is skipped, and told at the end.
Whoever has no such fixture pays nothing: the kit is imported when the first one is met.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pytest

    from planflow.testing.check import Check
    from planflow.testing.storage import Factory

FIXTURE: Final = "planflow_store"
SKIPPED: Final = "planflow not tried"
MARKER: Final = "planflow_big: takes seconds, on a store of planflow's (-m 'not planflow_big')"


def test_planflow_store(planflow_store: Factory, planflow_check: Check, request: Any) -> None:  # noqa: ANN401 - pytest's
    """Try one clause on a fresh store."""
    import pytest

    verdict = planflow_check.run(planflow_store)
    for skip in verdict.skips:
        request.node.user_properties.append((SKIPPED, skip.reason))
        pytest.skip(skip.reason)
    if verdict.failures:
        pytest.fail("\n".join(map(str, verdict.failures)), pytrace=False)


test_planflow_store.__test__ = True  # type: ignore[attr-defined] # whatever the host calls its tests


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> Any:  # noqa: ANN401 - as pytest's
    """Put the tests where the fixture stands."""
    if name != FIXTURE or not _is_fixture(obj):
        return None
    home: Any = collector.obj  # type: ignore[attr-defined] # a module, or a class
    if isinstance(home, type):
        raise collector.CollectError(f"{FIXTURE} must stand in a module, not in {home.__name__}")
    setattr(home, test_planflow_store.__name__, test_planflow_store)
    return collector.ihook.pytest_pycollect_makeitem(
        collector=collector, name=test_planflow_store.__name__, obj=test_planflow_store
    )


def _is_fixture(obj: object) -> bool:
    """Tell a fixture from a function of the same name; before pytest 8.4 it was one with a mark."""
    return not isinstance(obj, FunctionType) or hasattr(obj, "_pytestfixturefunction")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each check."""
    if "planflow_check" not in metafunc.fixturenames:
        return
    import pytest

    from planflow.testing.kit import checks

    metafunc.parametrize(
        "planflow_check",
        [
            pytest.param(
                check, id=check.name, marks=[pytest.mark.planflow_big] if check.is_big else []
            )
            for check in checks()
        ],
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest's
    """Say aloud what could not be tried."""
    reasons: dict[str, list[str]] = {}
    for report in terminalreporter.getreports("skipped"):
        for name, reason in report.user_properties:
            if name == SKIPPED:
                reasons.setdefault(reason, []).append(report.nodeid)
    if reasons:
        terminalreporter.section("planflow: checks that were not made")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"{len(tests)} not tried: {reason}")
