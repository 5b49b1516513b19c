"""Issue a plan, report, ask who is late: the shortest whole use of planflow."""

from datetime import datetime, timedelta, timezone

from planflow import (
    Actor,
    Flow,
    Query,
    Report,
    SqliteStore,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

HERE = example_folder()
VIETNAM = timezone(timedelta(hours=7))

store = SqliteStore("plans.db")
flow = Flow(store, directory=read_units(HERE / "units-2021.csv"), workdays=vietnam())
chair = Actor(id="person-1", unit="scheme-board", capacity="leader")
clerk = Actor(id="person-2", unit="trang-dinh")

plan = read_plan(HERE / "plan-a.toml")
issued_at = datetime(2021, 1, 11, 8, tzinfo=VIETNAM)
issued = flow.issue(plan, by=chair, at=issued_at, key="plan-a-2021")

task = flow.find(Query(plan=issued.id, holder="trang-dinh", source="IV.2")).one()
print(task.due_on, task.deadline.explanation[0].text("vi"))

sent_at = datetime(2021, 11, 12, 9, tzinfo=VIETNAM)
report = Report(task.id, figures={"sessions": 12, "attendances": 640})
print(flow.do(report, by=clerk, at=sent_at, key="request-1").task.state)

morning = datetime(2021, 11, 15, 7, tzinfo=VIETNAM)
late = flow.tally(Query(plan=issued.id), by=("timeliness",), at=morning)
print(late["overdue",], "overdue;", len(flow.tick(morning)), "announcements")
store.close()
