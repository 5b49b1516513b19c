"""Racing through flows; the kit races the stores themselves."""

import pytest

from builders import before, clerk, day, flow_on, issued, item, moment, plan, the
from planflow.domain.task import command as c
from planflow.errors import RuleViolatedError
from planflow.store.sqlite import SqliteStore
from planflow.testing.workers import together


@pytest.mark.parametrize("repeat", range(5))
def test_s03_reporting_above_and_returning_below_at_once_never_both_succeed(tmp_path, repeat):
    """The lead reports on a partner while it returns the partner's report: one comes first."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    the_plan = plan(item("1", "sgd", "van-lang", schedule=before(11, 1), counts=("classes",)))
    flows = [issued(stores[0], the_plan), flow_on(stores[1])]
    lead, partner = the(flows[0], "1", "sgd").id, the(flows[0], "1", "van-lang").id
    flows[0].do(c.Report(partner, figures={"classes": 2}), by=clerk("van-lang"), at=moment(10, 1))
    refused = []

    def send_back():
        try:
            flows[1].do(c.Return(partner, "thiếu", day(10, 9)), by=clerk("sgd"), at=moment(10, 2))
        except RuleViolatedError as error:
            refused.append(error.rule)

    together(lambda: flows[0].do(c.Report(lead), by=clerk("sgd"), at=moment(10, 2)), send_back)

    found, above = flows[0].task(partner), flows[0].task(lead).standing.reports[-1]
    pins = [pin.holder for pin in above.pins]
    assert (found.state, pins, refused) in (
        ("consolidated", ["van-lang"], ["R16"]),
        ("in_progress", [], []),
    )
    assert flows[1].verify().is_sound
    for each in stores:
        each.close()
