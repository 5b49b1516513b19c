"""An obstacle climbs the chain: raised by a commune, put on by its district, answered above.

Whoever it lies with answers it or puts it on to the next; the unit that gathers for the province
puts it to the province, which decides. Until then it stands in every report above.
"""

from stage import HERE, Stage

from planflow import AnswerObstacle, EscalateObstacle, RaiseObstacle

COMMUNE = "commune-06004"


def play(stage: Stage) -> None:
    """Tell it."""
    stage.issue(HERE / "chain.toml", "11/01/2021")
    task = stage.task("X", COMMUNE).id
    stage.today("10/10/2021")
    stage.do(RaiseObstacle(task, "loa truyền thanh hỏng sau mưa lũ"), COMMUNE)
    stage.so("it lies with the district", lies_with(stage), "trang-dinh")
    stage.do(EscalateObstacle(task, 1, "vượt thẩm quyền của huyện"), "trang-dinh")
    stage.so("then with the department", lies_with(stage), "stp")

    stage.today("05/11/2021")
    stage.report("X", COMMUNE, sessions=1)
    report = stage.report("H", "trang-dinh").standing.reports[-1]
    listed = [(each.holder, each.number) for each in report.obstacles]
    stage.so("the district's report lists it", listed, [(COMMUNE, 1)])

    stage.today("08/11/2021")
    stage.do(EscalateObstacle(task, 1, "cần kinh phí của tỉnh"), "stp")
    stage.so("then with the province", lies_with(stage), "province")
    early = stage.refused(AnswerObstacle(task, 1, "tự khắc phục"), "stp")
    stage.so("who has put it on no longer answers", early.rule, "R3")
    stage.do(AnswerObstacle(task, 1, "cấp kinh phí sửa chữa trong tháng 11"), "province")
    stage.so("nothing is open", stage.flow.obstacles(stage.plan), ())


def lies_with(stage: Stage) -> str:
    """Return the unit that is asked now."""
    (obstacle,) = stage.flow.obstacles(stage.plan)
    return obstacle.lies_with
