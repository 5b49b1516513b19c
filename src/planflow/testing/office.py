"""A small province for histories: its units, its plan, and commands of most kinds at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Final, TypeAlias

from attrs import frozen
from pendulum import Date, DateTime

from planflow.domain.change import RecordEvent
from planflow.domain.deadline import AfterEvent, Fixed
from planflow.domain.organisation import Actor, Directory, Named, Unit
from planflow.domain.plan import Duty, Indicator, Item, Partner, Plan, PlanEvent, Product, Title
from planflow.domain.task import PERMITTED, Task, roles_of
from planflow.domain.task import command as c
from planflow.domain.task.role import states_of
from planflow.instant import add_days, to_date, to_instant

STARTS_AT: Final = to_instant(datetime(2021, 1, 11, 2, tzinfo=UTC))
CHAIR: Final = Actor(id="chair", unit="board", capacity="leader", name="Nguyễn Văn Chủ")
NAMES: Final = ("board", "stp", "sgd", "trang-dinh", "van-lang", "chi-lang")


@cache
def units() -> Directory:
    """Return the units: a board and its agency, a department, two districts, a commune."""
    board = Unit(id="board", level="province", code="board", name="board", role="steering-body")
    below = {"stp": "province", "sgd": "province", "trang-dinh": "district", "van-lang": "district"}
    others = [_unit(name, level, "board") for name, level in below.items()]
    return Directory([board, *others, _unit("chi-lang", "commune", "trang-dinh")])


def _unit(name: str, level: str, parent: str) -> Unit:
    return Unit(id=name, level=level, code=name, name=name, role="peoples-committee", parent=parent)


def a_plan(name: str) -> Plan:
    """Return a plan: led with partners, after an event, and reported in two steps."""
    return Plan(
        id=name,
        title=Title(vi="Kế hoạch phổ biến, giáo dục pháp luật"),
        issuer="board",
        standing_agency="stp",
        years=(2021, 2021),
        items=(
            _item("1", "sgd", ("trang-dinh", "van-lang"), Fixed(on=Date(2021, 2, 10))),
            _item("2", "chi-lang", (), AfterEvent(event="guidance")),
        ),
        duties=(
            Duty(
                code="R.1",
                title=Title(vi="Báo cáo kết quả"),
                reporters=Named(("sgd", "trang-dinh", "van-lang")),
                addressees=("board",),
                via="stp",
                schedule=Fixed(on=Date(2021, 2, 20)),
                indicators=(_indicator("sessions"),),
            ),
        ),
        events=(PlanEvent(id="guidance", title=Title(vi="hướng dẫn")),),
    )


def _indicator(name: str) -> Indicator:
    return Indicator(id=name, title=Title(vi=name), measure=Title(vi="cuộc"))


def _item(code: str, lead: str, partners: tuple[str, ...], schedule: Fixed | AfterEvent) -> Item:
    return Item(
        code=code,
        title=Title(vi=f"việc {code}"),
        lead=Named((lead,)),
        partners=tuple(Partner(selector=Named((each,))) for each in partners),
        schedule=schedule,
        products=(Product(indicator=_indicator(f"classes-{code}")),),
    )


@frozen
class Scene:
    """What a random command is made from; ``mark`` is in its words."""

    chance: Random
    task: Task
    at: DateTime
    mark: str

    def day(self, first: int, last: int) -> Date:
        """Return a day so many days ahead."""
        return add_days(to_date(self.at.date(), "day"), self.chance.randint(first, last))


_Maker: TypeAlias = Callable[[Scene], c.Command]


def _report(s: Scene) -> c.Report:
    figures = {one: s.chance.randint(0, 50) for one in s.task.assignment.indicators}
    is_partial = s.chance.random() < 0.3
    return c.Report(s.task.id, figures, narrative=s.mark, partial=is_partial)


def _number(s: Scene) -> int:
    """Return the number of the obstacle that lies there."""
    return next((each.number for each in s.task.standing.open_obstacles()), 1)


def _correct(s: Scene) -> c.Correct:
    figures = {one: s.chance.randint(0, 50) for one in s.task.assignment.indicators}
    return c.Correct(s.task.id, figures, narrative=s.mark, reason="sót")


MADE: Final[Mapping[type[c.Command], tuple[int, _Maker]]] = {
    c.Report: (8, _report),
    c.Return: (4, lambda s: c.Return(s.task.id, s.mark, s.day(1, 20))),
    c.RecordProgress: (3, lambda s: c.RecordProgress(s.task.id, s.chance.randint(0, 100), s.mark)),
    c.Remind: (2, lambda s: c.Remind(s.task.id, s.mark)),
    c.AskExtension: (2, lambda s: c.AskExtension(s.task.id, s.day(30, 90), s.mark)),
    c.GrantExtension: (3, lambda s: c.GrantExtension(s.task.id, None, s.mark)),
    c.RaiseObstacle: (2, lambda s: c.RaiseObstacle(s.task.id, s.mark)),
    c.AnswerObstacle: (2, lambda s: c.AnswerObstacle(s.task.id, _number(s), s.mark)),
    c.Suspend: (1, lambda s: c.Suspend(s.task.id, s.mark)),
    c.Resume: (2, lambda s: c.Resume(s.task.id)),
    c.Start: (2, lambda s: c.Start(s.task.id)),
    c.Correct: (2, _correct),
    c.AskCorrection: (1, lambda s: c.AskCorrection(s.task.id, s.mark)),
    c.Withdraw: (1, lambda s: c.Withdraw(s.task.id, s.mark)),
    c.Reinstate: (2, lambda s: c.Reinstate(s.task.id, s.mark)),
}
"""Command → how often it is tried, and one of it."""
_KINDS: Final = tuple(MADE)
_WEIGHTS: Final = tuple(often for often, _ in MADE.values())
WORDLESS: Final = (c.Resume, c.Start)
"""Commands without words of their own: only a key tells two of them apart."""


def a_kind(chance: Random, task: Task) -> type[c.Command] | None:
    """Return which command is given next, mostly one that fits; nothing is one on the plan."""
    if chance.random() < 0.03:
        return None
    for _ in range(6):
        kind = chance.choices(_KINDS, _WEIGHTS)[0]
        if _fits(kind, task):
            return kind
    return chance.choices(_KINDS, _WEIGHTS)[0]


def _fits(kind: type, task: Task) -> bool:
    """Tell whether the task's state allows it, and what was asked or raised is there."""
    standing = task.standing
    if kind is c.GrantExtension and not standing.asked:
        return False
    if kind is c.AskExtension and (standing.asked or standing.deadline is None):
        return False
    if kind is c.AnswerObstacle and not standing.open_obstacles():
        return False
    return task.state in states_of(kind)


def a_command(kind: type[c.Command], scene: Scene) -> tuple[c.Command, Actor]:
    """Return a command on the scene's task, and who gives it: mostly one who may."""
    may = [name for name in NAMES if not roles_of(name, scene.task, ()).isdisjoint(PERMITTED[kind])]
    unit = scene.chance.choice(may or NAMES)
    return MADE[kind][1](scene), Actor(id=f"clerk-{unit}", unit=unit, name=f"Người {unit}")


def a_record(scene: Scene) -> tuple[RecordEvent, Actor]:
    """Return the record of an event, which dates tasks."""
    plan = scene.task.assignment.plan
    return RecordEvent(plan, "guidance", scene.day(-5, 0), document=scene.mark), CHAIR
