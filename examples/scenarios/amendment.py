"""A plan is amended in the middle of its year: shown, applied as one act, and history stays.

In July the communes get until 5 November, an item is dropped, and a contest is added. One body had
answered under the dropped item: its answer stands. A commune that had reported is not asked again.
"""

from datetime import timedelta

from attrs import evolve
from stage import HERE, Stage, day

from planflow import AmendPlan, Fixed, Query, read_plan


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    stage.today("20/06/2021")
    stage.report("2", "women")
    commune = stage.flow.find(Query(source="X", kind="report")).all()[0]
    stage.report("X", commune.holder, sessions=4)

    plan = read_plan(HERE / "chain.toml")
    training, members = plan.items
    contest = evolve(
        training,
        code="3",
        title=evolve(training.title, vi="Thi tìm hiểu pháp luật", en="Contest on the law"),
        schedule=Fixed(on=day("15/10/2021")),
        products=(),
    )
    communes = evolve(plan.duties[0], schedule=Fixed(on=day("05/11/2021")))
    to = evolve(plan, items=(training, contest), duties=(communes, *plan.duties[1:]))
    stage.today("01/07/2021")
    command = AmendPlan(plan.id, to, "Điều chỉnh giữa năm", document="87/KH-UBND")
    seen = stage.flow.foresee(command, at=stage.now)
    for each in seen.differences:
        stage.tell(f"  {each.text('vi')}")
    stage.so("nothing is written by showing it", stage.flow.plan(plan.id).plan, plan)
    stage.so("only the assigner amends", stage.refused(command, "trang-dinh").rule, "R3")

    done = stage.do(command, "stp")
    stage.so("it does what was shown", done, seen)
    stage.so("the contest is assigned", done.created, ("chain-2021/3/stp/once",))
    stage.so(
        f"item {members.code} is withdrawn from the Front",
        stage.task("2", "front").state,
        "withdrawn",
    )
    stage.so("who had answered is kept", stage.task("2", "women").standing.is_done)
    dates = {moved.after for moved in done.moved}
    stage.so("the other communes have until 5 November", dates, {day("05/11/2021")})
    stage.so(
        "who had reported keeps its date", stage.task("X", commune.holder).due_on, day("01/11/2021")
    )
    before = stage.flow.view(plan.id, at=stage.now - timedelta(days=1))
    stage.so("the day before, the plan read as issued", before.standing.plan, plan)
