"""One simulated run from files to files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from attrs import frozen
from pendulum import Date

from planflow.document import report_html, report_text, timeline_svg, vietnam
from planflow.domain.organisation import Directory
from planflow.domain.overview import PlanView
from planflow.domain.plan import Plan
from planflow.engine import Flow, SeededEntropy, Verification
from planflow.errors import StoreUnavailableError
from planflow.instant import end_of_day
from planflow.simulation.scenario import Scenario
from planflow.simulation.summary import Json, summary
from planflow.simulation.year import Ran, Tell, Year
from planflow.store import Store
from planflow.store.memory import MemoryStore
from planflow.store.sqlite import SqliteStore

DATABASE = "plan.db"


@frozen(kw_only=True)
class Order:
    """What is to be simulated.

    Attributes:
        plan: The plan.
        directory: The units.
        scenario: How they behave, what arrives.
        first: First day.
        last: Last day.
        seed: The same seed gives the same run on every machine.
        store: ``sqlite`` or ``memory``.
        out: The folder for the files.
    """

    plan: Plan
    directory: Directory
    scenario: Scenario
    first: Date
    last: Date
    seed: int
    store: str
    out: Path


@frozen
class Result:
    """What a run gave: its summary, the view at its end, the proof."""

    summary: dict[str, Json]
    view: PlanView
    verification: Verification
    ran: Ran


def simulate(
    order: Order,
    *,
    tell: Tell | None = None,
    progress: Callable[[Date], None] = lambda _: None,
) -> Result:
    """Run a plan and write what came of it into ``order.out``.

    Files: ``summary.json``, ``journal.jsonl``, ``report.vi.md``, ``report.html``,
    ``timeline.svg``, and ``plan.db`` with SQLite.

    Args:
        order: What is to be simulated.
        tell: Told of what is worth telling, as it happens.
        progress: Called with each day that has passed.

    Raises:
        DefinitionError: If plan, units or scenario do not fit together.
        StoreUnavailableError: If the folder cannot be written.
    """
    store = _store(order)
    try:
        workdays = vietnam()
        flow = Flow(
            store,
            directory=order.directory,
            workdays=workdays,
            entropy=SeededEntropy(order.seed),
        )
        year = Year(flow, order.plan, order.scenario, workdays, order.seed, tell=tell)
        ran = year.run(order.first, order.last, progress=progress)
        result = _result(flow, order, ran)
        _write(flow, order.out, result)
        return result
    finally:
        store.close()


def _store(order: Order) -> Store:
    try:
        order.out.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm") if order.store == "sqlite" else ():
            (order.out / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise StoreUnavailableError(str(error)) from error
    if order.store == "memory":
        return MemoryStore()
    return SqliteStore(order.out / DATABASE, synchronous="off")


def _result(flow: Flow, order: Order, ran: Ran) -> Result:
    now = end_of_day(order.last, order.plan.policy.zone)
    view = flow.view(order.plan.id, at=now)
    verification = flow.verify()
    counts = summary(
        view,
        first=order.first,
        last=order.last,
        seed=order.seed,
        announced=ran.announced,
        verification=verification,
    )
    return Result(counts, view, verification, ran)


def _write(flow: Flow, out: Path, result: Result) -> None:
    texts = {
        "summary.json": json.dumps(result.summary, ensure_ascii=False, indent=2) + "\n",
        "report.vi.md": report_text(result.view),
        "report.html": report_html(result.view),
        "timeline.svg": timeline_svg(result.view),
    }
    try:
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8")
        with (out / "journal.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(f"{line}\n" for line in flow.lines())
    except OSError as error:
        raise StoreUnavailableError(str(error)) from error
