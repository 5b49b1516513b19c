"""The ministry's guidance arrives, dates a task that had no date, and conflicts with its partners.

Item 1.2 of plan A waits for it. It brings a date, a data period over five plan years and an
addressee; the partners, named before, stand at the inherited 14/11, after their lead. The assigner
sees that, and adopts dates that fit.
"""

from stage import LANG_SON, Stage, day

from planflow import AdoptDates, Fixed, NameMembers, RecordEvent, Report


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(LANG_SON / "plan-a.toml", "11/01/2021")
    stage.today("01/02/2021")
    stage.do(NameMembers(stage.plan, "1.2", ("finance", "cao-loc")), "stp")
    stage.so("the final review waits", stage.task("1.2", "stp").due_on, None)
    inherited = stage.task("1.2", "cao-loc").due_on
    stage.so("its partner stands at the inherited date", inherited, day("14/11/2021"))

    stage.today("10/06/2021")
    guidance = RecordEvent(
        stage.plan,
        "moj-guidance",
        happened_on=day("10/06/2021"),
        document="1028/BTP-PBGDPL",
        due=Fixed(on=day("30/07/2021"), strict=True),
        data_from=day("01/06/2017"),
        data_to=day("01/06/2021"),
        addressees=("moj",),
    )
    seen = stage.flow.foresee(guidance, at=stage.now)
    stage.so("a look ahead writes nothing", stage.task("1.2", "stp").due_on, None)
    outcome = stage.do(guidance, "stp")
    stage.so("what was foreseen has happened", outcome.moved, seen.moved)
    stage.so("“before 30/7” ends on the 29th", stage.task("1.2", "stp").due_on, day("29/07/2021"))
    stage.so("the conflict is told", any("29/07" in str(each) for each in outcome.warnings))

    stage.do(AdoptDates(stage.plan, sources=("1.2",)), "stp")
    adopted = stage.task("1.2", "cao-loc").due_on
    stage.so("the partner has the lead's date", adopted, day("29/07/2021"))

    stage.today("27/07/2021")
    report = Report(stage.task("1.2", "stp").id, figures={"final_review_report": 1})
    sent = stage.do(report, "stp").task
    data = sent.standing.reports[-1].data_from if sent else None
    stage.so("its data begin in 2017", data, day("01/06/2017"))
    edges = [edge.receiver for edge in sent.standing.edges] if sent else []
    stage.so("the ministry is to receive it", "moj" in edges)
