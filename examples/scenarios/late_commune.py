"""A commune is late. The district reports without it and names it; then the commune reports.

The district is stale and corrects its report, the department of justice is stale in turn, then the
province. Nobody's number changes by itself, and every difference is shown figure by figure.
"""

from stage import HERE, Stage

from planflow import Correct, Paper, Report, timeliness

THAT_KHE, QUOC_KHANH = "commune-05995", "commune-06004"


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    late = stage.task("X", QUOC_KHANH)
    stage.today("25/10/2021")
    stage.report("X", THAT_KHE, sessions=5, border_sessions=2)

    stage.today("05/11/2021")
    draft = stage.flow.consolidate(stage.task("H", "trang-dinh").id, at=stage.now)
    absent = {each.holder: each.reason for each in draft.absent}
    stage.so("the commune is named as late", absent[QUOC_KHANH], "late")
    stage.do(draft.report(waive={QUOC_KHANH: "mất liên lạc do mưa lũ"}), "trang-dinh")

    stage.today("15/11/2021")
    stage.report("T", "stp")
    stage.today("18/11/2021")
    stage.report("T", "province")
    paper = Paper("112/STP-PBGDPL", stage.now, evidence="sổ công văn đi")
    stage.do(Report(stage.task("T", "moj").id, paper=paper), "stp")
    stage.so("five sessions as consolidated", stage.total("sessions"), 5)

    stage.today("22/11/2021")
    stage.do(Report(late.id, figures={"sessions": 4}), QUOC_KHANH)
    for code, unit in (("H", "trang-dinh"), ("T", "stp"), ("T", "province")):
        (stale,) = (each for each in stage.flow.drift(stage.plan) if each.holder == unit)
        shifts = [(each.indicator, each.after) for each in stale.differences[0].shifts]
        stage.so(f"{unit} is stale", ("sessions", 4 if code == "H" else 9) in shifts)
        reason = "bổ sung số liệu xã Quốc Khánh"
        stage.do(Correct(stage.task(code, unit).id, reason=reason), unit)
    stage.so("nine sessions as consolidated", stage.total("sessions"), 9)
    stage.so("nine sessions live", stage.total("sessions", live=True), 9)
    timely = timeliness(stage.task("X", QUOC_KHANH), stage.now)
    stage.so("the commune stays late", timely, "done_late")
