"""Plan A's year in a page: issue it, let an event date a task, gather reports, send one report up.

Run from the project's root: ``python examples/lang_son/simulate_2021.py``. It keeps everything in
memory and uses the public API only; units are punctual here but for one. ``planflow demo`` runs the
whole year with units of every kind.
"""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from planflow import (
    Actor,
    Fixed,
    Flow,
    MemoryStore,
    NameMembers,
    Paper,
    Query,
    RecordEvent,
    Report,
    Return,
    read_plan,
    read_units,
    vietnam,
)

HERE = Path(__file__).parent
VIETNAM = timezone(timedelta(hours=7))
SILENT = "dinh-lap"


def at(month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant of 2021 in Vietnam."""
    return datetime(2021, month, day, hour, tzinfo=VIETNAM)


def clerk(unit: str) -> Actor:
    """Return the clerk of a unit."""
    return Actor(id=f"{unit}-clerk", unit=unit)


def main() -> None:
    """Run the year."""
    flow = Flow(MemoryStore(), directory=read_units(HERE / "units-2021.csv"), workdays=vietnam())
    plan = read_plan(HERE / "plan-a.toml")
    issued = flow.issue(plan, by=clerk("scheme-board"), at=at(1, 11), key="issue")
    print(f"{issued.tasks} tasks, {len(issued.warnings)} warnings")

    agency = clerk("stp")
    name = NameMembers(issued.id, "1.2", ("finance", "cao-loc"))
    flow.do(name, by=agency, at=at(2, 1))

    # June: the ministry's guidance dates item 1.2, and planflow sees what that upsets.
    guidance = RecordEvent(
        issued.id,
        "moj-guidance",
        happened_on=date(2021, 6, 10),
        document="1028/BTP-PBGDPL",
        due=Fixed(on=date(2021, 7, 30), strict=True),
        data_from=date(2017, 6, 1),
        data_to=date(2021, 6, 1),
        addressees=("moj",),
    )
    for warning in flow.do(guidance, by=agency, at=at(6, 10)).warnings:
        print("-", warning.text("en"))
    review = flow.find(Query(plan=issued.id, source="1.2", holder="stp")).one()
    flow.do(Report(review.id, figures={"final_review_report": 1}), by=agency, at=at(7, 27))

    # November: every reporter but one reports; the first report is returned and resent.
    owed = flow.find(Query(plan=issued.id, source="IV.2")).all()
    for number, task in enumerate(task for task in owed if task.holder != SILENT):
        report = Report(task.id, figures={"sessions": 10 + number, "attendances": 500})
        flow.do(report, by=clerk(task.holder), at=at(11, 8))
        if number == 0:
            flow.do(Return(task.id, "Thiếu số liệu", date(2021, 11, 12)), by=agency, at=at(11, 9))
            flow.do(report, by=clerk(task.holder), at=at(11, 11))
    flow.tick(at(11, 15, 7))

    # December: one report for the province and the ministry, with the absent by name.
    top = flow.find(Query(plan=issued.id, source="IV.1", holder="stp")).one()
    draft = flow.consolidate(top.id, at=at(12, 3))
    for absent in draft.absent:
        print("absent:", absent.holder, absent.reason)
    flow.do(draft.report(narrative="Báo cáo chung"), by=agency, at=at(12, 3))
    for received in flow.find(Query(plan=issued.id, source="IV.1", kind="receive")):
        taken = flow.consolidate(received.id, at=at(12, 6))
        if received.assignment.is_outside:
            paper = Paper("112/STP-PBGDPL", at(12, 3), evidence="sổ công văn đi")
            flow.do(taken.report(paper=paper), by=agency, at=at(12, 6))
        else:
            flow.do(taken.report(), by=clerk(received.holder), at=at(12, 6))

    print("sessions as consolidated:", flow.totals(issued.id).figures.actual["sessions"])
    print("the journal proves it:", flow.verify().is_sound)


if __name__ == "__main__":
    main()
