"""Commands of any kind on any task or plan: most of them fit, some never do."""

import datetime as dt
from decimal import Decimal
from random import Random

from attrs import evolve, fields, frozen

from forest_plans import SPARE, UNITS, WORKERS, a_day, an_item, deed_time, some
from planflow.domain.change import (
    AdoptCalendar,
    AdoptDates,
    AmendPlan,
    NameMembers,
    RecordEvent,
    WithdrawEvent,
)
from planflow.domain.deadline import Fixed, Relative, Window
from planflow.domain.report import Joint
from planflow.domain.task import command as c
from planflow.instant import add_days, to_date

NAMES = [each.id for each in UNITS]


@frozen
class Ground:
    """What a random command is made from."""

    chance: Random
    task: object
    at: object
    actor: str
    flow: object
    plan: str = "p"

    def day(self, first=0, last=40):
        return add_days(to_date(self.at.date()), self.chance.randint(first, last))


def _amount(chance):
    return chance.choice([chance.randint(0, 50), Decimal(chance.randint(0, 400)) / 8])


def _paper(g):
    """Return the paper by which another unit's report came; now and then it is missing."""
    is_own = g.actor == g.task.holder
    if g.chance.random() < 0.05:
        is_own = not is_own
    back = dt.timedelta(days=g.chance.choice([0, 0, 1, 5, 20]), hours=g.chance.randint(0, 9))
    return None if is_own else c.Paper("12/BC", g.at - back, "tr.1")


def _report(g):
    known = [*g.task.assignment.indicators]
    if g.chance.random() < 0.03:
        known.append("unknown")
    named = [key for key in known if g.chance.random() < 0.8]
    figures = {key: _amount(g.chance) for key in named}
    for part in [key for key in named if key.endswith("-part") and g.chance.random() < 0.95]:
        figures[part] = min(figures[part], figures.get(part.replace("-part", "-flow"), 0))
    given = {
        "figures": figures,
        "partial": g.chance.random() < 0.35,
        "narrative": g.chance.choice(["", "đã làm"]),
    }
    if g.chance.random() < 0.2:
        given["estimates"] = {key: _amount(g.chance) for key in named[-1:]}
        given["approximate"] = frozenset(named[1:2])
    if known and g.chance.random() < 0.1:
        given["joint"] = (Joint(known[0], g.chance.choice(["sgd", "stc"]), _amount(g.chance)),)
    given["paper"] = _paper(g)
    if g.chance.random() < 0.3:
        draft = g.flow.consolidate(g.task.id, at=g.at)
        missing = [each.task or each.holder for each in draft.absent]
        waive = dict.fromkeys(missing[: g.chance.randint(0, 2)], "lũ")
        accepted = _cuts(g.chance, draft.pins)
        return draft.report(
            waive=waive, accepted=accepted, reasons=dict.fromkeys(accepted, "vượt"), **given
        )
    waive = {"nobody": "lũ"} if g.chance.random() < 0.03 else {}
    return c.Report(g.task.id, waive=waive, **given)


def _cuts(chance, pins):
    """Accept less than one of the reports below says, now and then."""
    told = [pin for pin in pins if pin.figures.actual]
    if not told or chance.random() < 0.6:
        return {}
    pin = chance.choice(told)
    name = chance.choice(sorted(pin.figures.actual))
    return {pin.task: {name: pin.figures.actual[name] // 2}}


def _waive(g):
    draft = g.flow.consolidate(g.task.id, at=g.at)
    missing = [each.task or each.holder for each in draft.absent]
    chosen = g.chance.sample(missing, min(len(missing), 2)) or ["nobody"]
    return c.Waive(g.task.id, tuple(chosen), "lũ")


def _correct(g):
    report = _report(g)
    facts = {each.name: getattr(report, each.name) for each in fields(c.Report)}
    partial = g.chance.random() < 0.05
    reason = g.chance.choice(["sót", "sót", "sót", ""])
    return c.Correct(**facts | {"partial": partial, "reason": reason})


def _obstacle(kind, *facts):
    """Return how a command on an obstacle of a task, or now and then of its plan, is made."""

    def make(g):
        plan = g.task.assignment.plan
        at_plan = g.chance.random() < 0.2
        obstacles = g.flow.plan(plan).obstacles if at_plan else g.task.standing.obstacles
        last = g.chance.choice([len(obstacles), len(obstacles), 1])
        numbered = () if kind is c.RaiseObstacle else (last or 1,)
        return kind(plan if at_plan else g.task.id, *numbered, *facts)

    return make


MADE = {
    c.Start: (2, lambda g: c.Start(g.task.id)),
    c.Report: (14, _report),
    c.Return: (4, lambda g: c.Return(g.task.id, "thiếu", g.day(-1, 40))),
    c.Suspend: (1, lambda g: c.Suspend(g.task.id, g.chance.choice(["lũ", "lũ", " "]))),
    c.Resume: (2, lambda g: c.Resume(g.task.id, g.chance.choice([None, True, False]))),
    c.AskExtension: (
        3,
        lambda g: c.AskExtension(
            g.task.id, add_days(g.task.due_on or g.day(), g.chance.randint(0, 40)), "lũ"
        ),
    ),
    c.GrantExtension: (
        2,
        lambda g: c.GrantExtension(g.task.id, g.chance.choice([None, None, g.day(5, 60)])),
    ),
    c.RefuseExtension: (1, lambda g: c.RefuseExtension(g.task.id, "chưa cần")),
    c.Decline: (1, lambda g: c.Decline(g.task.id, "quá tải")),
    c.AskRelease: (1, lambda g: c.AskRelease(g.task.id, "thiếu người")),
    c.Withdraw: (1, lambda g: c.Withdraw(g.task.id, "trùng")),
    c.Reinstate: (2, lambda g: c.Reinstate(g.task.id)),
    c.Remind: (1, lambda g: c.Remind(g.task.id, "gấp")),
    c.Correct: (3, _correct),
    c.AskCorrection: (2, lambda g: c.AskCorrection(g.task.id, "sót")),
    c.RaiseObstacle: (2, _obstacle(c.RaiseObstacle, "thiếu kinh phí")),
    c.AnswerObstacle: (1, _obstacle(c.AnswerObstacle, "cấp bổ sung")),
    c.EscalateObstacle: (1, _obstacle(c.EscalateObstacle, "ngoài thẩm quyền")),
    c.WithdrawObstacle: (1, _obstacle(c.WithdrawObstacle)),
    c.RecordProgress: (
        1,
        lambda g: c.RecordProgress(g.task.id, g.chance.choice([0, 40, 100, 101]), "đang làm"),
    ),
    c.AttachEvidence: (1, lambda g: c.AttachEvidence(g.task.id, f"tr.{g.chance.randint(1, 3)}")),
    c.RefuseRelease: (1, lambda g: c.RefuseRelease(g.task.id, "chưa có người thay")),
    c.Waive: (2, _waive),
    c.Close: (1, lambda g: c.Close(g.task.id, "hết việc")),
    c.Transfer: (1, lambda g: c.Transfer(g.task.id, g.chance.choice(SPARE), "quá tải")),
}
"""Command on a task → how often it is tried, and one of it; a new command is added here."""


def _record(g):
    span = {}
    if g.chance.random() < 0.3:
        span = {"data_from": dt.date(2021, 1, 1), "data_to": a_day(g.chance)}
    due = g.chance.choice(
        [
            None,
            Fixed(on=g.day(0, 90)),
            Relative(count=g.chance.randint(1, 30), counted_in="working-day", anchor=g.day(0)),
            Window(opens_on=g.day(0), closes_on=g.day(40, 80)),
        ]
    )
    return RecordEvent(
        g.plan,
        g.chance.choice(["guidance", "law"]),
        g.day(-5, 0),
        due=due,
        addressees=g.chance.choice([(), (), ("ubnd",), ("btp", "stc")]),
        **span,
    )


def _name(g):
    items = [item.code for item in g.flow.plan(g.plan).plan.leaves()]
    return NameMembers(g.plan, g.chance.choice(items), some(g.chance, WORKERS, 3))


def _amend(g):
    """Amend the plan: a date moves, an item comes or goes."""
    plan = g.flow.plan(g.plan).plan
    first, *others = plan.items
    more = (an_item(g.chance, f"n{g.chance.randint(1, 3)}"),)
    items = g.chance.choice(
        [
            (evolve(first, schedule=deed_time(g.chance)), *others),
            tuple(others) or plan.items,
            (*plan.items, *more),
        ]
    )
    return AmendPlan(g.plan, evolve(plan, items=tuple(items)), "rà soát", "45/KH-UBND")


PLAN_MADE = {
    RecordEvent: (3, _record),
    WithdrawEvent: (
        1,
        lambda g: WithdrawEvent(g.plan, g.chance.choice(["guidance", "law"]), "nhầm"),
    ),
    NameMembers: (2, _name),
    AdoptDates: (1, lambda g: AdoptDates(g.plan)),
    AdoptCalendar: (1, lambda g: AdoptCalendar(g.plan)),
    AmendPlan: (1, _amend),
}
"""The same for commands on the plan."""
