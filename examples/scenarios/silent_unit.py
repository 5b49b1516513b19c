"""A silent unit is urged three times, then the matter goes to the standing agency.

However rarely the sweep runs, each announcement is given once and names the moment it belongs to.
"""

from stage import HERE, VIETNAM, Stage

from planflow import Remind, digest


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    task = stage.task("H", "dinh-lap")
    rungs: list[str] = []
    for text in ("12/01/2021", "04/11/2021", "11/11/2021", "19/11/2021", "19/11/2021"):
        stage.today(text, 7)
        given = [each for each in stage.flow.tick(stage.now) if each.task == task.id]
        rungs += [each.rung for each in given]
        if text == "11/11/2021":
            stage.do(Remind(task.id, "đề nghị gửi ngay báo cáo"), "stp")
    stage.so(
        "opened, soon, today, urged twice", rungs[-3:], ["due_today", "overdue_1", "overdue_2"]
    )

    stage.today("10/12/2021", 7)
    late = [each for each in stage.flow.tick(stage.now) if each.task == task.id]
    stage.so(
        "urged a third time, then escalated", [x.rung for x in late], ["overdue_3", "escalated"]
    )
    stage.so("to the standing agency", late[-1].recipient, "stp")
    days = [each.moment.astimezone(VIETNAM).day for each in late]
    stage.so("each with the day it belongs to", days, [25, 2])
    highest = [each.rung for each in digest(late)["stp"]]
    stage.so("the agency's digest shows the last step", highest, ["escalated"])
