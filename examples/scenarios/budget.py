"""The budget, with a reduced line: estimates, appraisal, approval, allocation, settlement.

Plan B, part III, as tasks and edges. The finance department returns one estimate and gathers the
rest with its own, which it does not approve itself; the provincial committee reduces one line. What
was asked for stays beside what was accepted, at each height.
"""

from stage import HERE, Stage, day

from planflow import NameMembers, RecordEvent, Report, Return

LEADERS = ("stp", "education", "finance")


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "budget.toml", "01/06/2021")
    for duty in ("DT.1", "QT.1"):
        stage.do(NameMembers(stage.plan, duty, LEADERS), "finance")

    stage.today("05/07/2021")
    stage.report("DT.1", "stp", training=900, printing=400)
    stage.report("DT.1", "education", training=350)
    stage.report("DT.1", "finance", training=60)
    wrong = stage.task("DT.1", "education").id
    stage.do(Return(wrong, "chưa có thuyết minh", day("12/07/2021")), "finance")
    stage.today("10/07/2021")
    stage.report("DT.1", "education", training=300)

    stage.today("20/08/2021")
    draft = stage.flow.consolidate(stage.task("DT.2", "finance").id, at=stage.now)
    stage.so("it gathers 1.260 for training", draft.total.actual["training"], 1260)
    appraised = draft.report(
        accepted={"stp": {"printing": 320}}, reasons={"stp": "vượt định mức in ấn"}
    )
    stage.do(appraised, "finance")
    cut = {pin.holder: pin.cut() for pin in stage.task("DT.2", "finance").standing.reports[-1].pins}
    stage.so("the printing line of one unit is cut", cut["stp"], {"printing": 320})

    stage.today("15/10/2021")
    received = stage.task("DT.2", "province")
    approved = Report(
        received.id,
        accepted={"finance": {"training": 1200}},
        reasons={"finance": "cân đối ngân sách"},
    )
    stage.do(approved, "province")
    stage.so("approved for training", stage.total("training"), 1200)
    stage.so("asked for", stage.total("training", live=True), 1260)
    stage.so("approved for printing", stage.total("printing"), 320)

    stage.today("20/10/2021")
    decided = RecordEvent(stage.plan, "approved", day("18/10/2021"), document="1977/QĐ-UBND")
    stage.do(decided, "finance")
    stage.so(
        "allocation has ten working days", stage.task("PB", "finance").due_on, day("01/11/2021")
    )
    stage.today("28/10/2021")
    stage.report("PB", "finance", allocated=1520)

    stage.today("20/01/2023")
    for unit, spent in (("stp", 1150), ("education", 290), ("finance", 55)):
        stage.report("QT.1", unit, spent=spent)
    stage.today("15/03/2023")
    stage.report("QT.2", "finance")
    stage.today("25/03/2023")
    stage.report("QT.2", "province")
    stage.so("settled", stage.total("spent"), 1495)
