"""One structlog event a command: silent in an unconfigured host, the host's where there is one."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import structlog

from planflow import (
    Actor,
    AdoptCalendar,
    CommandRefusedError,
    Flow,
    MemoryStore,
    NotFoundError,
    Query,
    Start,
    read_plan,
    read_units,
    vietnam,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "lang_son"
VIETNAM = timezone(timedelta(hours=7))
AT = datetime(2021, 1, 11, 8, tzinfo=VIETNAM)


@pytest.fixture
def host():
    """Let a test configure structlog, and undo it."""
    yield structlog
    structlog.reset_defaults()


def issued():
    """Return a flow that has issued plan A."""
    directory = read_units(EXAMPLE / "units-2021.csv")
    flow = Flow(MemoryStore(), directory=directory, workdays=vietnam())
    flow.issue(read_plan(EXAMPLE / "plan-a.toml"), by=Actor(id="c", unit="scheme-board"), at=AT)
    return flow


def test_a_configured_host_gets_one_event_a_command(host):
    """Through its own processors, with ids and no free text."""
    heard = []
    host.configure(
        processors=[
            lambda _, method, event: (
                heard.append((method, event)) or (_ for _ in ()).throw(structlog.DropEvent)
            )
        ]
    )
    flow = issued()
    task = flow.find(Query(source="2", holder="stp")).one()
    flow.do(Start(task.id), by=Actor(id="p", unit="stp", name="Trần Thị B"), at=AT)

    methods = [(method, event["event"]) for method, event in heard]
    assert [("info", "issue"), ("info", "command")] == methods
    assert ("start", task.id, "stp") == (
        heard[1][1]["command"],
        heard[1][1]["task"],
        heard[1][1]["unit"],
    )
    assert "Trần Thị B" not in str(heard)


def test_a_refused_command_is_one_event_too(host):
    """A warning that names the rule."""
    heard = []
    host.configure(processors=[lambda _, method, event: heard.append((method, event)) or ""])
    flow = issued()
    task = flow.find(Query(source="2", holder="stp")).one()
    with pytest.raises(CommandRefusedError):
        flow.do(Start(task.id), by=Actor(id="p", unit="finance"), at=AT)

    assert [("warning", "R3")] == [(method, event["rule"]) for method, event in heard[1:]]


def test_refusals_of_plans_and_of_what_is_unknown_are_events_too(host):
    """Issuing, commands on a plan, and what is asked of a task or plan that is not there."""
    heard = []
    host.configure(processors=[lambda _, method, event: heard.append((method, event)) or ""])
    flow = issued()
    plan, stranger = read_plan(EXAMPLE / "plan-a.toml"), Actor(id="p", unit="finance", name="B")
    for call in (
        lambda: flow.issue(plan, by=stranger, at=AT),
        lambda: flow.issue(plan, by=Actor(id="c", unit="scheme-board"), at=AT),
        lambda: flow.do(AdoptCalendar(plan.id), by=stranger, at=AT),
        lambda: flow.do(AdoptCalendar("nothing"), by=stranger, at=AT),
        lambda: flow.do(Start("nothing"), by=stranger, at=AT),
    ):
        with pytest.raises((CommandRefusedError, NotFoundError)):
            call()

    told = [(method, e["event"], e["command"], e["rule"]) for method, e in heard[1:]]
    commands = ("issue", "issue", "adopt_calendar", "adopt_calendar", "start")
    rules = ("R3", "R2", "R3", "not_found", "not_found")
    expected = [("warning", "refused", *each) for each in zip(commands, rules, strict=True)]
    assert expected == told


def test_an_unconfigured_host_hears_nothing_unless_it_listens(caplog):
    """The standard library's logger "planflow" carries it to whoever adds a handler."""
    with caplog.at_level(logging.INFO, logger="planflow"):
        issued()

    assert ["planflow"] == list({record.name for record in caplog.records})


def test_an_unconfigured_host_prints_nothing():
    """Neither on standard output nor on standard error."""
    script = (
        "from planflow import *; from datetime import *\n"
        f"d = read_units({str(EXAMPLE / 'units-2021.csv')!r})\n"
        "f = Flow(MemoryStore(), directory=d, workdays=vietnam())\n"
        f"p = read_plan({str(EXAMPLE / 'plan-a.toml')!r})\n"
        "at = datetime(2021, 1, 11, tzinfo=timezone.utc)\n"
        "f.issue(p, by=Actor(id='c', unit='scheme-board'), at=at); f.tick(at)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
