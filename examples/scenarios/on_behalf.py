"""Entry on behalf: a commune without a connection sends paper, its district enters it.

The report is judged by the day on the paper and its evidence, never by the day on which it was
entered; who entered it stands beside it. Nobody else may enter it, and not without the paper.
"""

from stage import HERE, Stage, moment

from planflow import Paper, Report, timeliness

COMMUNE = "commune-06004"


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    task = stage.task("X", COMMUNE)
    stage.today("05/11/2021")
    bare = Report(task.id, figures={"sessions": 6})
    stage.so("not without the paper", stage.refused(bare, "trang-dinh").rule, "R27")
    paper = Paper("09/BC-UBND", moment("30/10/2021", 15), evidence="sổ công văn đến số 214")
    entered = Report(task.id, figures={"sessions": 6}, paper=paper)
    stage.so("not by a neighbour", stage.refused(entered, "van-lang").rule, "R3")
    done = stage.do(entered, "trang-dinh").task
    report = done.standing.reports[-1] if done else None

    stage.so("it was sent on the day of the paper", report and report.sent_at.day, 30)
    stage.so("the district entered it", report and report.entered_by, "trang-dinh")
    timely = timeliness(stage.task("X", COMMUNE), stage.now)
    stage.so("and it is in time", timely, "done_in_time")
