"""A command on a task, from the command to the task as it stands after it; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from attrs import fields, frozen
from transitions import EventData, Machine

from benchmarks.measure import Pair, Side, benchmark
from planflow import vietnam
from planflow.domain.deadline import Continuous, Fixed
from planflow.domain.organisation import Actor, Directory, Named, Unit
from planflow.domain.plan import Duty, Indicator, Item, Partner, Plan, Product, Title
from planflow.domain.task import (
    PERMITTED,
    Assignment,
    Context,
    Refusal,
    Standing,
    Task,
    assigned,
    decide,
    happen,
    task_id,
)
from planflow.domain.task import command as c
from planflow.domain.task.event import Assigned
from planflow.engine import SeededEntropy
from planflow.engine.command import context_of, run
from planflow.engine.entry import Author
from planflow.engine.issue import issue
from planflow.engine.log import logger
from planflow.engine.setup import Setup
from planflow.engine.work import Work
from planflow.instant import to_instant
from planflow.store.memory import MemoryStore

_Kind: TypeAlias = Callable[..., object]
_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_AT: Final = to_instant(datetime(2021, 6, 1, 9, tzinfo=_ZONE))
_LEAD, _FIRST, _SECOND, _THIRD = "education", "trang-dinh", "van-lang", "bac-son"
_FRONT, _AGENCY = "front", "justice"


@frozen
class _Given:
    """A command that is given: by whom, on whose task, and what it says."""

    kind: Callable[..., c.Command]
    holder: str
    by: str
    said: Mapping[str, object] = {}


@frozen
class _Case:
    """A command that is accepted, and those given before it."""

    last: _Given
    before: tuple[_Given, ...] = ()


def _case(
    kind: Callable[..., c.Command], holder: str, by: str, *before: _Given, **said: object
) -> _Case:
    return _Case(_Given(kind, holder, by, said), before)


_FIGURES: Final = {"classes": 12, "talks": 3}
_LATER: Final = {"until": date(2021, 11, 15), "reason": "mưa lũ"}
_REPORTED: Final = _Given(c.Report, _FIRST, _FIRST, {"figures": _FIGURES})
_GATHERED: Final = _Given(c.Report, _LEAD, _LEAD)
_STATED: Final = _Given(c.Report, _FIRST, _FIRST, {"figures": _FIGURES, "partial": True})
_SUSPENDED: Final = _Given(c.Suspend, _FIRST, _AGENCY, {"reason": "chờ kinh phí"})
_WITHDRAWN: Final = _Given(c.Withdraw, _FIRST, _AGENCY, {"reason": "trùng việc"})
_ASKED: Final = _Given(c.AskExtension, _FIRST, _FIRST, _LATER)
_RELEASE: Final = _Given(c.AskRelease, _FIRST, _FIRST, {"reason": "thiếu người"})
_RAISED: Final = _Given(c.RaiseObstacle, _FIRST, _FIRST, {"words": "thiếu báo cáo viên"})

_CASES: Final = (
    _case(c.Start, _FIRST, _FIRST),
    _case(c.Report, _FIRST, _FIRST, figures=_FIGURES, narrative="đã xong"),
    _case(c.Correct, _FIRST, _FIRST, _REPORTED, figures={"classes": 11}, reason="đếm lại"),
    _case(c.AskCorrection, _FIRST, _LEAD, _REPORTED, _GATHERED, reason="nhầm số"),
    _case(c.Return, _FIRST, _LEAD, _REPORTED, reason="thiếu", resend_by=date(2021, 6, 20)),
    _case(c.Suspend, _FIRST, _AGENCY, reason="chờ kinh phí"),
    _case(c.Resume, _FIRST, _AGENCY, _SUSPENDED),
    _case(c.AskExtension, _FIRST, _FIRST, **_LATER),
    _case(c.GrantExtension, _FIRST, _AGENCY, _ASKED),
    _case(c.RefuseExtension, _FIRST, _AGENCY, _ASKED, reason="không lùi được"),
    _case(c.Decline, _FRONT, _FRONT, reason="không đủ người"),
    _case(c.AskRelease, _FIRST, _FIRST, reason="thiếu người"),
    _case(c.RefuseRelease, _FIRST, _AGENCY, _RELEASE, reason="vẫn phải làm"),
    _case(c.Withdraw, _FIRST, _AGENCY, reason="trùng việc"),
    _case(c.Reinstate, _FIRST, _AGENCY, _WITHDRAWN),
    _case(c.Remind, _FIRST, _LEAD, note="còn mười ngày"),
    _case(c.RaiseObstacle, _FIRST, _FIRST, words="thiếu báo cáo viên"),
    _case(c.AnswerObstacle, _FIRST, _LEAD, _RAISED, number=1, answer="cử hai người"),
    _case(c.EscalateObstacle, _FIRST, _LEAD, _RAISED, number=1, reason="ngoài thẩm quyền"),
    _case(c.WithdrawObstacle, _FIRST, _FIRST, _RAISED, number=1),
    _case(c.RecordProgress, _FIRST, _FIRST, percent=40, note="xong hai xã"),
    _case(c.AttachEvidence, _FIRST, _FIRST, references="12/BC-UBND"),
    _case(c.Waive, _LEAD, _LEAD, absent=_SECOND, reason="đang chống lũ"),
    _case(c.Close, _FIRST, _AGENCY, _STATED, reason="hết chương trình"),
    _case(c.Transfer, _FIRST, _AGENCY, to=_THIRD, reason="đúng địa bàn"),
)


def _title(text: str) -> Title:
    return Title(vi=text)


def _plan(case: _Case) -> Plan:
    """Return a small plan: one item led by a department, with two districts, and its report."""
    indicators = [
        Indicator(id=one, title=_title(one), measure=_title("lớp")) for one in ("classes", "talks")
    ]
    lead = _FRONT if case.last.holder == _FRONT else _LEAD
    is_endless = case.last.kind is c.Close
    item = Item(
        code="1",
        title=_title("tập huấn"),
        lead=Named((lead,)),
        partners=tuple(Partner(selector=Named((one,))) for one in (_FIRST, _SECOND)),
        schedule=Continuous() if is_endless else Fixed(on=date(2021, 11, 1), strict=True),
        products=tuple(Product(indicator=one) for one in indicators),
    )
    duty = Duty(
        code="R",
        title=_title("báo cáo"),
        reporters=Named((lead,)),
        addressees=("province",),
        via=_AGENCY,
        schedule=Fixed(on=date(2021, 11, 15), strict=True),
    )
    return Plan(
        id=case.last.kind.__name__,
        title=_title("kế hoạch"),
        issuer="board",
        standing_agency=_AGENCY,
        years=(2021, 2021),
        items=(item,),
        duties=(duty,),
    )


def _directory() -> Directory:
    levels = {
        "province": ("province", "peoples-committee", None),
        "board": ("province", "steering-body", "province"),
        _AGENCY: ("province", "department", "province"),
        _LEAD: ("province", "department", "province"),
        _FRONT: ("province", "mass-organisation", None),
    }
    districts = dict.fromkeys(
        (_FIRST, _SECOND, _THIRD), ("district", "peoples-committee", "province")
    )
    return Directory(
        [
            Unit(id=one, level=level, code=one, name=one, role=role, parent=parent)
            for one, (level, role, parent) in (levels | districts).items()
        ]
    )


@frozen
class _Step:
    """A command that is given, and all that is loaded for it: as often as one likes, as a value."""

    command: Callable[..., c.Command]
    said: Mapping[str, object]
    task: Task
    around: Mapping[str, Task]
    seen: tuple[Any, ...]

    def give(self) -> dict[str, Task]:
        """Return the tasks that the command moves, as they stand after it."""
        task, at = self.task, self.seen[1]
        happened = decide(task, self.command(task.id, **self.said), Context(*self.seen))
        if isinstance(happened, Refusal):
            raise TypeError(happened)
        tasks = dict(self.around)
        for one, event in happened:
            if isinstance(event, Assigned):
                tasks[one] = assigned(event, at)
            else:
                tasks[one] = happen(tasks[one], event, at)
        return tasks


def _steps() -> list[_Step]:
    """Return every kind of command, each on a task of a plan of its own."""
    assert {case.last.kind for case in _CASES} == PERMITTED.keys()
    setup = Setup(MemoryStore(), _directory(), vietnam(), SeededEntropy(7), logger())
    return [_step(setup, case) for case in _CASES]


def _step(setup: Setup, case: _Case) -> _Step:
    plan, given = _plan(case), case.last
    issue(setup, plan, _author("board"), None)
    for one in case.before:
        run(setup, one.kind(_id(plan, one.holder), **one.said), _author(one.by))
    command, author = given.kind(_id(plan, given.holder), **given.said), _author(given.by)
    work = Work(author)
    task = work.hold(setup.store.load((command.task,)).rows[command.task])
    context = context_of(setup, work, task, command, author)
    around = {child.id: child for child in context.below} | {**context.above, task.id: task}
    seen = tuple(getattr(context, each.name) for each in fields(Context))
    return _Step(given.kind, given.said, task, around, seen)


def _id(plan: Plan, holder: str) -> str:
    return task_id(plan.id, "1", holder, "once")


def _author(unit: str) -> Author:
    return Author(Actor(id=f"clerk-{unit}", unit=unit), _AT, SeededEntropy(7))


class _Model:
    """What the machine moves, with what its guards and callbacks look at."""

    __slots__ = ("is_allowed", "log", "state")

    def __init__(self) -> None:
        self.state = "assigned"
        self.is_allowed = True
        self.log = 0


def _machine() -> Machine:
    """Return one machine for all models, none of them registered: so it is fastest."""
    ways = (
        ("accept", "assigned", "in_progress"),
        ("extend", "in_progress", "in_progress"),
        ("report", "in_progress", "reported"),
        ("consolidate", "reported", "consolidated"),
        ("send_back", "reported", "in_progress"),
        ("reassign", "in_progress", "assigned"),
        ("reopen", "consolidated", "reported"),
        ("withdraw", "assigned", "consolidated"),
    )
    return Machine(
        model=None,
        states=["assigned", "in_progress", "reported", "consolidated"],
        transitions=[
            {"trigger": name, "source": old, "dest": new, "conditions": _guard, "after": _after}
            for name, old, new in ways
        ],
        initial="assigned",
        auto_transitions=False,
        send_event=True,
    )


def _guard(event: EventData) -> bool:
    model: Any = event.model
    return bool(model.is_allowed)


def _after(event: EventData) -> None:
    model: Any = event.model
    model.log += 1


def _lives(count: int) -> None:
    """Let models live from assigned to consolidated: four triggers each."""
    events = _MACHINE.events
    for _ in range(count):
        model = _Model()
        for name in ("accept", "extend", "report", "consolidate"):
            events[name].trigger(model)


_MACHINE: Final = _machine()


@benchmark("<= 0.6")
def transition() -> Iterator[Pair]:
    """Give each kind of command in turn, beside bare triggers of ``transitions``.

    A report is one that nothing feeds, as nine in ten are; what gathering costs is told elsewhere.
    Ours makes the command and what is loaded for it, asks who may, decides, makes the events and
    the tasks after them, through the functions that ``Flow.do`` calls. A trigger asks one guard,
    moves one state and calls one callback.
    """
    steps = _steps()
    yield Pair(
        ours=Side(lambda: [step.give() for step in steps], count=len(steps)),
        reference=Side(lambda: _lives(6), count=24),
    )


@benchmark("<= 2")
def construct() -> Iterator[Pair]:
    """Make a task of its assignment and its standing, beside classes written by hand.

    They are the three that a task consists of, with the same fields, all of them given.
    """
    task = _steps()[0].task
    facts, moving = _values(task.assignment), _values(task.standing)

    def made(task: _Kind, assignment: _Kind, standing: _Kind) -> None:
        for _ in range(100):
            task(assignment(*facts), standing(*moving))

    by_hand = _by_hand(Task), _by_hand(Assignment), _by_hand(Standing)
    yield Pair(
        ours=Side(lambda: made(Task, Assignment, Standing), count=100),
        reference=Side(lambda: made(*by_hand), count=100),
    )


def _values(value: Assignment | Standing) -> tuple[object, ...]:
    return tuple(getattr(value, each.name) for each in fields(type(value)))


def _by_hand(kind: type) -> _Kind:
    """Return an immutable class with slots as one writes it by hand, with the fields of ``kind``.

    Its text is put together here, since there are some fifty fields.
    """
    names = [each.name for each in fields(kind)]
    lines = [f"        put(self, {name!r}, {name})" for name in names]
    text = "\n".join(
        (
            "class ByHand:",
            f"    __slots__ = {tuple(names)!r}",
            f"    def __init__(self, {', '.join(names)}):",
            "        put = object.__setattr__",
            *lines,
            "    def __setattr__(self, name, value):",
            "        raise AttributeError(name)",
        )
    )
    found: dict[str, Any] = {}
    exec(text, found)  # noqa: S102 - our own text
    by_hand: _Kind = found["ByHand"]
    return by_hand
