"""Plan A's whole year: issued in January, reported up in December, corrected once all is closed.

The units behave as ../lang_son/plan-a-2021.toml says. Three items run to the end of December, after
the report to the province and the ministry; in January the department corrects that report.
"""

from datetime import date

from stage import LANG_SON, Stage

from planflow import Correct, Paper, Query, read_plan, vietnam
from planflow.simulation import Year, read_scenario

WHY = "bổ sung kết quả đến hết năm 2021"
CLOSED_LATER = ("training_classes", "conferences", "materials")


def play(stage: Stage) -> None:
    """Tell it."""
    plan = read_plan(LANG_SON / "plan-a.toml")
    conduct = read_scenario(LANG_SON / "plan-a-2021.toml")
    year = Year(stage.flow, plan, conduct, vietnam(), seed=2021)
    year.run(date(2021, 1, 1), date(2021, 12, 31), progress=lambda _: None)
    stage.plan = plan.id
    stage.tell(f"01/01/2021 to 31/12/2021: {plan.title.vi}")

    owed = stage.flow.find(Query(source="IV.2", kind="report")).all()
    sent = [task for task in owed if task.standing.current()]
    stage.so("23 of 24 units have reported", (len(sent), len(owed)), (23, 24))
    absent = {task.holder for task in owed} - {task.holder for task in sent}
    stage.so("the silent one is named", absent, {"dinh-lap"})
    before, live = (stage.flow.totals(stage.plan, live=is_live) for is_live in (False, True))
    moved = [one for one in CLOSED_LATER if before.figures.actual[one] != live.figures.actual[one]]
    stage.so("December's results are live, not yet consolidated", bool(moved))

    stage.today("10/01/2022")
    stage.do(Correct(stage.task("IV.1", "stp").id, reason=WHY), "stp")
    stage.do(Correct(stage.task("IV.1", "province").id, reason=WHY), "province")
    paper = Paper("03/STP-PBGDPL", stage.now, evidence="sổ công văn đi")
    stage.do(Correct(stage.task("IV.1", "moj").id, reason=WHY, paper=paper), "stp")
    after = stage.flow.totals(stage.plan).figures.actual
    stage.so("as consolidated is live now", after, live.figures.actual)
    stage.so("three classes, three conferences", [after[one] for one in CLOSED_LATER[:2]], [3, 3])
