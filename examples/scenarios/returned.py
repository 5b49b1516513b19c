"""The ministry returns the department's report; behind it a district's is returned or corrected.

While its own report is back, the department may return what it had taken. Once it has reported
again it can only ask for a correction: what has gone up keeps its versions until then.
"""

from stage import HERE, Stage, day

from planflow import AskCorrection, Correct, Paper, Report, Return


def send_to_the_ministry(stage: Stage) -> None:
    """Record that the report has gone to the ministry, which stands outside."""
    paper = Paper("112/STP-PBGDPL", stage.now, evidence="sổ công văn đi")
    stage.do(Report(stage.task("T", "moj").id, paper=paper), "stp")


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    stage.today("08/11/2021")
    for unit in ("cao-loc", "loc-binh", "van-lang"):
        stage.report("H", unit)
    stage.today("16/11/2021")
    agency = stage.report("T", "stp")

    stage.today("18/11/2021")
    back = Return(agency.id, "số liệu huyện Cao Lộc chưa khớp", day("30/11/2021"))
    stage.do(back, "moj")
    district = stage.task("H", "cao-loc")
    behind = Return(district.id, "rà soát lại", day("24/11/2021"))
    stage.do(behind, "stp")
    stage.so(
        "the district is to send again by", stage.task("H", "cao-loc").due_on, day("24/11/2021")
    )

    stage.today("23/11/2021")
    stage.report("H", "cao-loc")
    stage.today("25/11/2021")
    stage.report("T", "stp")
    stage.today("26/11/2021")
    send_to_the_ministry(stage)

    stage.today("29/11/2021")
    late = Return(stage.task("H", "loc-binh").id, "sai biểu mẫu", day("05/12/2021"))
    stage.so("what has gone up is not returned", stage.refused(late, "stp").rule, "R16")
    stage.do(AskCorrection(stage.task("H", "loc-binh").id, "sai biểu mẫu"), "stp")
    stage.do(Correct(stage.task("H", "loc-binh").id, reason="theo đề nghị của Sở"), "loc-binh")
    stale = {each.holder for each in stage.flow.drift(stage.plan)}
    stage.so("the department is stale now", stale, {"stp"})
    stage.do(Correct(stage.task("T", "stp").id, reason="bổ sung huyện Lộc Bình"), "stp")
    stale = {each.holder for each in stage.flow.drift(stage.plan)}
    stage.so("then the ministry's copy is", stale, {"moj"})
