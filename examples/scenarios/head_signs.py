"""A unit whose head signs: a clerk prepares, the leader reports, and a paper says who signed it.

The plan wants every report from a leader. What a clerk may do is begin, tell how far the work has
come and add evidence. One result is due before the item: it is late by itself until it is told.
"""

from stage import HERE, Stage, moment

from planflow import (
    AttachEvidence,
    Paper,
    RecordProgress,
    Report,
    overdue_products,
    timeliness,
)


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "signed.toml", "11/01/2021")
    task = stage.task("1", "finance")
    stage.today("20/07/2021")
    stage.do(RecordProgress(task.id, 40, "Đã lập danh mục hồ sơ"), "finance")
    stage.do(AttachEvidence(task.id, "biên bản làm việc số 12"), "finance")
    stage.so("a clerk has begun the work", stage.task("1", "finance").state, "in_progress")

    stage.today("02/09/2021")
    late = [own.indicator for _, own in overdue_products([stage.task("1", "finance")], stage.now)]
    stage.so("the findings are past their own day", late, ["findings"])
    stage.so("the item is not", timeliness(stage.task("1", "finance"), stage.now), "in_time")

    stage.today("25/09/2021")
    draft = stage.flow.consolidate(task.id, at=stage.now)
    prepared = draft.report(figures={"files": 120, "findings": 7})
    refused = stage.refused(prepared, "finance")
    stage.so("a clerk does not give the report", (refused.rule, refused.who), ("R3", ("leader",)))
    stage.do(prepared, "finance", capacity="leader")
    stage.so("the leader does", stage.task("1", "finance").standing.is_done)

    stage.today("08/10/2021")
    above = stage.flow.consolidate(stage.task("T", "finance").id, at=stage.now)
    stage.do(above.report(), "finance", capacity="leader")
    stage.so("what the leader gave is taken", stage.task("1", "finance").state, "consolidated")

    stage.today("20/10/2021")
    district = stage.task("T", "trang-dinh")
    paper = Paper("77/BC-UBND", moment("14/10/2021", 16), evidence="bản chụp số 77")
    unsigned = stage.refused(Report(district.id, paper=paper), "stp")
    stage.so("a paper without a signature is no report", unsigned.rule, "R3")
    stage.do(Report(district.id, paper=paper, signed_by="Chủ tịch UBND huyện"), "stp")
    done = timeliness(stage.task("T", "trang-dinh"), stage.now)
    stage.so("signed and sent in time, it is in time", done, "done_in_time")
