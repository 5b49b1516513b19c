"""A plan is amended in the middle of its year: shown first, then applied as one act.

Run from the project's root: ``python examples/amend_plan.py``. Whoever edits the plan edits its
file; here the edits are made on a copy, so that they can be read.
"""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from planflow import (
    Actor,
    AmendPlan,
    Flow,
    MemoryStore,
    Plan,
    Query,
    Report,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

HERE = example_folder()
VIETNAM = timezone(timedelta(hours=7))
EDITS = {
    'time = "trước ngày 15/11/2021"': 'time = "trước ngày 30/11/2021"',
    'partners = ["border-guard", "police", {': 'partners = ["border-guard", {',
    "target = 5": "target = 6",
    "[[duties]]\ncode": """[[items]]
code = "8"
title = { vi = "Thi tìm hiểu pháp luật trực tuyến", en = "Online contest on the law" }
lead = "stp"
partners = ["education", "police"]
time = "trước ngày 01/10/2021"

[[duties]]
code""",
}


def amended(text: str) -> Plan:
    """Return plan A as its amended file has it."""
    for old, new in EDITS.items():
        text = text.replace(old, new, 1)
    with TemporaryDirectory() as folder:
        file = Path(folder, "plan-a-amended.toml")
        file.write_text(text, encoding="utf-8")
        return read_plan(file)


def main() -> None:
    """Issue plan A, let two units work, amend it in July, and look at what stayed."""
    flow = Flow(MemoryStore(), directory=read_units(HERE / "units-2021.csv"), workdays=vietnam())
    agency = Actor(id="stp-clerk", unit="stp")
    plan = read_plan(HERE / "plan-a.toml")
    flow.issue(plan, by=agency, at=datetime(2021, 1, 11, 8, tzinfo=VIETNAM))
    for holder, source in (("police", "3"), ("trang-dinh", "IV.2")):
        task = flow.find(Query(holder=holder, source=source)).one()
        clerk = Actor(id=f"{holder}-clerk", unit=holder)
        flow.do(Report(task.id), by=clerk, at=datetime(2021, 6, 20, 9, tzinfo=VIETNAM))

    to = amended((HERE / "plan-a.toml").read_text(encoding="utf-8"))
    command = AmendPlan(plan.id, to, "Điều chỉnh giữa năm", document="87/KH-UBND, 01/7/2021")
    july = datetime(2021, 7, 1, 9, tzinfo=VIETNAM)
    seen = flow.foresee(command, at=july)
    for difference in seen.differences:
        print("-", difference.text("vi"))
    print(
        f"{len(seen.created)} created, {len(seen.withdrawn)} withdrawn, {len(seen.moved)} re-dated"
    )

    done = flow.do(command, by=agency, at=july, key="amendment-1")
    print("applied as shown:", done == seen)
    for kept in done.kept:
        print("kept:", kept.task, "–", kept.why.text("en"))
    late = flow.find(Query(source="IV.2", holder="van-lang")).one()
    print("now due:", late.due_on, "· the proof:", flow.verify().is_sound)


if __name__ == "__main__":
    main()
