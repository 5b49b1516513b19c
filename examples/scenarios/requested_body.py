"""Bodies that are asked, not ordered: one declines, the other answers late and is not late for it.

The Fatherland Front and the Women's Union stand outside the province's line. They are asked and
reminded politely; whoever declines is shown as declined, and neither is in any count of lateness.
"""

from stage import HERE, Stage

from planflow import AskRelease, Decline, Report, Start, two_by_two


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    front, women = stage.task("2", "front"), stage.task("2", "women")
    stage.today("15/01/2021")
    stage.so(
        "who is asked may decline", stage.refused(AskRelease(front.id, "bận"), "front").rule, "R3"
    )
    stage.do(Decline(front.id, "đã có chương trình riêng của Trung ương"), "front")
    stage.so("it is shown as declined", stage.task("2", "front").standing.has_declined)

    stage.today("02/10/2021")
    told = [each.rung for each in stage.flow.tick(stage.now) if each.task == women.id]
    stage.so("the other is asked once more, politely", told[-1], "asked_again")
    counted = two_by_two(stage.flow.view(stage.plan, at=stage.now).tasks.values(), stage.now)
    stage.so("nobody is overdue by it", (counted.done_late, counted.open_overdue), (0, 1))

    stage.today("10/10/2021")
    stage.do(Start(women.id), "women")
    stage.do(Report(women.id, narrative="Đã sinh hoạt chuyên đề"), "women")
    counted = two_by_two(stage.flow.view(stage.plan, at=stage.now).tasks.values(), stage.now)
    stage.so("its late answer is not late", counted.done_late, 0)
