"""A random forest: a plan of any shape, commands of anybody at any moment, and what came of each.

Everything follows from numbers, so that a failing run is told by a few of them: one makes the
plan, each of the others one step; 0 is a plain plan, and a step in which nothing happens.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from random import Random

from attrs import define, evolve, field, fields, frozen

from builders import DISTRICTS, clerk, copied, flow_on, indicator, moment, province, title, unit
from planflow.domain.change import (
    AdoptCalendar,
    AdoptDates,
    NameMembers,
    RecordEvent,
    WithdrawEvent,
)
from planflow.domain.deadline import (
    AfterEvent,
    ByRegime,
    Continuous,
    Fixed,
    Policy,
    Recurring,
    Relative,
    Soft,
    Unparsed,
    Window,
)
from planflow.domain.organisation import AnyOf, Directory, Named, Open, Where
from planflow.domain.plan import PARENT, Duty, Item, Partner, Plan, PlanEvent, Product
from planflow.domain.report import Joint
from planflow.domain.task import PERMITTED, roles_of
from planflow.domain.task import command as c
from planflow.domain.task.role import states_of
from planflow.domain.workday import Mark, Regime, RegimePeriod
from planflow.errors import DefinitionError, PlanflowError
from planflow.instant import add_days, to_date, to_instant
from planflow.store.memory import MemoryStore

UNITS = Directory(
    [
        *province(),
        unit("ca", "province", "vertical-agency", parent="ubnd", superior="btp"),
    ]
)
NAMES = [each.id for each in UNITS]
WORKERS = ("sgd", "stc", "ca", "mttq", *DISTRICTS)
WORDS = "các cơ quan liên quan"
STARTS_AT = moment(1, 11)
STEPS = 50


# ── any plan ─────────────────────────────────────────────────────────────────


def some(chance, values, most):
    """Return up to ``most`` of the values, in their order."""
    return tuple(sorted(chance.sample(values, chance.randint(1, most)), key=values.index))


def a_day(chance, first=2, last=12):
    return dt.date(2021, chance.randint(first, last), chance.randint(1, 28))


def deed_time(chance):
    """Return a time for a deed, of any kind, or none."""
    return chance.choice(
        [
            lambda: None,
            lambda: Fixed(on=a_day(chance), strict=chance.random() < 0.5),
            lambda: Fixed(on=a_day(chance), hour=17),
            lambda: Window(opens_on=a_day(chance, 1, 5), closes_on=a_day(chance, 6, 12)),
            lambda: Recurring(every=chance.choice(["quarter", "half-year", "year"])),
            lambda: Continuous(closes_on=dt.date(2021, 12, 31)),
            Continuous,
            lambda: AfterEvent(event="guidance"),
            lambda: AfterEvent(event="law", count=10, counted_in="working-day"),
            lambda: Relative(count=chance.randint(5, 90), counted_in="working-day"),
            lambda: Soft(words="kịp thời"),
            lambda: Unparsed(words="theo tiến độ chung"),
        ]
    )()


OWN = Regime(
    id="own",
    title="Chế độ của tỉnh",
    issued_by="tỉnh",
    periods=tuple(
        RegimePeriod(
            kind=kind,
            starts=Mark(-1, 15),
            ends=Mark(0, 14),
            cut_off=Mark(0, 14),
            send_by=Mark(0, 20),
        )
        for kind in ("quarter", "half-year", "year")
    ),
)


def report_time(chance, way, height):
    """Return a time for reports: the higher they go, the later; all of one way, most times."""
    if way == "regime":
        return ByRegime(regime="own", period=chance.choice(["quarter", "half-year", "year"]))
    if way == "recurring":
        return Recurring(every="half-year", due_day=min(28, 14 + 4 * height))
    if way == "undated":
        return Soft(words="sớm")
    return Fixed(on=dt.date(2021, 11, 10 + 5 * height))


def some_indicators(chance, code):
    """Return what is counted: a flow, perhaps a part of it, a stock, a ratio, one by itself."""
    found = [indicator(f"{code}-flow")]
    if chance.random() < 0.4:
        found.append(indicator(f"{code}-stock", nature="stock"))
    if chance.random() < 0.3:
        parts = {"numerator": f"{code}-flow", "denominator": f"{code}-base"}
        found += [indicator(f"{code}-base"), indicator(f"{code}-ratio", adds="ratio", **parts)]
    if chance.random() < 0.3:
        found.append(indicator(f"{code}-part", of=f"{code}-flow"))
    if chance.random() < 0.2:
        found.append(indicator(f"{code}-running", adds="latest"))
    if chance.random() < 0.2:
        found.append(indicator(f"{code}-single", adds="none"))
    return tuple(found)


def a_lead(chance):
    """Return who leads, and how the item spreads."""
    return chance.choice(
        [
            lambda: (Named((chance.choice(WORKERS),)), "shared"),
            lambda: (Named((chance.choice(WORKERS),)), "shared"),
            lambda: (Named(some(chance, WORKERS, 2)), "shared"),
            lambda: (Where(level="district"), "per-unit"),
            lambda: (Where(level="commune", within="trang-dinh"), "per-unit"),
            lambda: (Named(("board",)), "shared"),
        ]
    )()


def some_partners(chance):
    """Return partners: named ones, a set that somebody must name, some with their own date."""
    found = []
    if chance.random() < 0.6:
        schedule = chance.choice([None, None, Fixed(on=a_day(chance))])
        found.append(Partner(selector=Named(some(chance, WORKERS, 3)), schedule=schedule))
    if chance.random() < 0.3:
        found.append(Partner(selector=AnyOf((Named(("stc",)), Open(WORDS)))))
    return tuple(found)


def an_item(chance, code):
    lead, spread = a_lead(chance)
    return Item(
        code=code,
        title=title(f"việc {code}"),
        lead=lead,
        spread=spread,
        partners=some_partners(chance),
        authority=chance.choice([None, None, None, "order", "request"]),
        schedule=deed_time(chance),
        products=tuple(Product(indicator=one) for one in some_indicators(chance, code)),
    )


def some_duties(chance):
    """Return a chain of none to three levels of reports, and perhaps a second superior."""
    way = chance.choice(["fixed", "fixed", "recurring", "regime", "undated"])
    covers = chance.choice([(), (), ("1",)])
    levels = chance.choice([0, 1, 2, 2, 3, 3, 3])

    def a_duty(code, height, reporters, **more):
        return Duty(
            code=code,
            title=title(f"báo cáo {code}"),
            reporters=reporters,
            schedule=report_time(chance, way, height),
            covers=covers,
            mode=chance.choice(["consolidate", "consolidate", "approve"]),
            authority=chance.choice([None, None, "request"]),
            indicators=some_indicators(chance, code),
            **more,
        )

    found = []
    if levels >= 1:
        to = chance.choice([("ubnd",), ("ubnd", "btp"), ("btp",)])
        found.append(a_duty("R.3", 3, Named(("stp",)), addressees=to))
    if levels >= 2:
        way_up = chance.choice([{"via": "stp", "addressees": ("ubnd",)}, {"addressees": ("stp",)}])
        found.append(a_duty("R.2", 2, Named((*some(chance, WORKERS, 7),)), **way_up))
    if levels >= 3:
        found.append(a_duty("R.1", 1, Where(level="commune"), addressees=(PARENT,)))
    if chance.random() < 0.2:
        reporters = Named(some(chance, DISTRICTS, 3))
        side = {"addressees": chance.choice([("stc",), ("stc", "btp")])}
        found.append(a_duty("R.4", 2, reporters, **side))
    return tuple(found)


def a_plan(number):
    """Return the plan that follows from a number."""
    chance = Random(number)
    items = [an_item(chance, str(n)) for n in range(1, chance.randint(1, 4) + 1)]
    if chance.random() < 0.2:
        parts = tuple(an_item(chance, f"9.{n}") for n in (1, 2))
        items.append(evolve(an_item(chance, "9"), parts=parts))
    if chance.random() < 0.25:
        items.append(a_cascade(chance))
    return Plan(
        id="p",
        title=title("kế hoạch"),
        issuer="board",
        standing_agency=chance.choice(["stp", None]),
        years=chance.choice([(2021, 2021), (2021, 2021), (2021, None)]),
        items=tuple(items),
        duties=some_duties(chance),
        events=tuple(PlanEvent(id=each, title=title(each)) for each in ("guidance", "law")),
        regimes=(OWN,),
        policy=Policy(
            extensions=chance.randint(0, 2),
            extension_days=chance.choice([None, 45]),
            extends_late=chance.random() < 0.5,
            suspension=chance.choice(["keep", "prolong"]),
            closes_at=chance.choice([None, None, 17]),
        ),
    )


def a_cascade(chance):
    """Return an item for which districts make plans of their own."""
    return Item(
        code="C",
        title=title("kế hoạch của huyện"),
        lead=Named(some(chance, DISTRICTS, 3)),
        spread="cascade",
        schedule=chance.choice([Fixed(on=dt.date(2021, 11, 1)), Recurring(every="half-year")]),
        products=(Product(indicator=indicator("C-flow")),),
    )


def a_lower_plan(chance, holder):
    """Return the plan of a district that carries out the item of the plan above."""
    times = [
        Fixed(on=dt.date(2021, 10, 1)),
        Recurring(every="half-year", due_day=20),
        Soft(words=""),
    ]
    return Plan(
        id="q",
        title=title("kế hoạch của huyện"),
        issuer=holder,
        years=(2021, 2021),
        parent="p",
        carries_out="C",
        items=(
            Item(
                code="a",
                title=title("việc a"),
                lead=Named((holder,)),
                schedule=deed_time(chance),
                products=(Product(indicator=indicator("a-flow")),),
            ),
        ),
        duties=(
            Duty(
                code="b",
                title=title("báo cáo b"),
                reporters=Where(level="commune", within=holder),
                addressees=(holder,),
                schedule=chance.choice(times),
                indicators=(indicator("C-flow"),),
            ),
        ),
        events=tuple(PlanEvent(id=each, title=title(each)) for each in ("guidance", "law")),
    )


# ── any command ──────────────────────────────────────────────────────────────


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


PLAN_MADE = {
    RecordEvent: (3, _record),
    WithdrawEvent: (
        1,
        lambda g: WithdrawEvent(g.plan, g.chance.choice(["guidance", "law"]), "nhầm"),
    ),
    NameMembers: (2, _name),
    AdoptDates: (1, lambda g: AdoptDates(g.plan)),
    AdoptCalendar: (1, lambda g: AdoptCalendar(g.plan)),
}
"""The same for commands on the plan."""

TICK, EXTEND, AGAIN, CASCADE, WAIT = "tick", "extend", "again", "cascade", "wait"
ACTS = {
    **{kind: often for kind, (often, _) in (MADE | PLAN_MADE).items()},
    TICK: 4,
    EXTEND: 1,
    AGAIN: 2,
    CASCADE: 1,
}
_KINDS, _WEIGHTS = tuple(ACTS), tuple(ACTS.values())


# ── what came of it ──────────────────────────────────────────────────────────


@define
class Step:
    """One step: who did what when, and everything that it changed."""

    act: object
    at: object
    actor: str = ""
    command: object = None
    key: str | None = None
    outcome: object = None
    refusal: Exception | None = None
    told: tuple = ()
    before: dict = field(factory=dict)
    after: dict = field(factory=dict)
    entries: tuple = ()
    below: tuple = ()
    stored: tuple = ()

    def __str__(self):
        said = self.refusal or [type(each.event).__name__ for each in self.entries]
        return f"{self.at} {self.actor}: {self.command or self.act} → {said}"


class Silence:
    """A logger that says nothing: half of what is tried here is refused."""

    def info(self, *_, **__):
        """Say nothing."""

    warning = info


class Forest:
    """A flow in which a random plan runs, and its tasks as they stand."""

    def __init__(self, number):
        self.plan = a_plan(number)
        self.plans = {}
        self.store = MemoryStore()
        self.flow = flow_on(self.store, directory=UNITS, logger=Silence())
        self.at = STARTS_AT
        self.tasks, self.told, self.steps = {}, {}, []
        self.lines, self.kinds = [], defaultdict(list)
        self.given, self.remembered = [], []
        try:
            self.flow.issue(self.plan, by=clerk("board"), at=self.at)
        except DefinitionError as error:
            self.refusal = error
        else:
            self.refusal = None
            self.plans["p"] = self.plan
            self._look(Step(act="issue", at=self.at))

    def step(self, number):
        """Do what a number says, and return what came of it."""
        chance = Random(number)
        kind = self._kind(chance) if number else WAIT
        if number:
            self._pass_time(chance)
        if number % 50 == 1 and self.steps and self.steps[-1].at < self.at:
            self.remembered.append((self.steps[-1].at, dict(self.tasks)))
        step = Step(act=kind, at=self.at, stored=self.kept())
        self.steps.append(step)
        try:
            self._act(step, chance)
        except PlanflowError as error:
            step.refusal = error
        self._look(step)
        return step

    def _kind(self, chance):
        """Return what is tried: mostly something for which there is a task, else a report."""
        kind = chance.choices(_KINDS, _WEIGHTS)[0]
        is_idle = (kind in MADE and not self._ready(kind)) or (
            kind is CASCADE and (len(self.plans) > 1 or self.plan.items[-1].code != "C")
        )
        return c.Report if is_idle and chance.random() < 0.8 else kind

    def _ready(self, kind):
        """Return the tasks whose state, and what was asked or raised, allows a command."""
        found = [task for task in self.tasks.values() if task.state in states_of(kind)]
        if kind in (c.GrantExtension, c.RefuseExtension):
            return [task for task in found if task.standing.asked]
        if kind in (c.AnswerObstacle, c.EscalateObstacle, c.WithdrawObstacle):
            return [task for task in found if task.standing.open_obstacles()]
        if kind is c.AskCorrection:
            return [task for task in found if any(e.taken for e in task.standing.edges)]
        return found

    def kept(self):
        """Return all that a command could change, cheaply: rows are never changed in place."""
        return self.store.head(), dict(self.store._rows), len(self.store._content)

    def story(self):
        """Return what happened, one line a step."""
        return "\n".join(map(str, [self.plan, *self.steps]))

    def twin(self):
        """Return a flow over a copy of everything."""
        return flow_on(copied(self.store), directory=UNITS, logger=Silence())

    def indicators(self, task):
        """Return the indicators of the plan that a task belongs to."""
        return self.plans[self.tasks[task].assignment.plan].indicators()

    def below(self, above):
        """Return the tasks that feed one."""
        return tuple(
            task
            for task in self.tasks.values()
            if any(edge.above == above for edge in task.standing.edges)
        )

    def _pass_time(self, chance):
        """Let some time pass, now and then just up to the end of a deadline, or over it."""
        way = chance.randrange(8)
        if way == 0:
            return
        dates = [t.deadline.ends_at for t in self.tasks.values() if t.deadline]
        ahead = sorted(each for each in dates if each >= self.at)[:3]
        if way == 1 and ahead:
            over = chance.choice([0, 1])
            self.at = to_instant(chance.choice(ahead) + dt.timedelta(microseconds=over))
            return
        span = dt.timedelta(days=chance.choice([0, 1, 3, 12, 30]), seconds=chance.randrange(40_000))
        self.at = to_instant(self.at + span)

    def _act(self, step, chance):
        if step.act is TICK:
            step.told = self.flow.tick(self.at)
        elif step.act is EXTEND:
            until = self.flow.plan("p").until
            last = dt.date(until.year + chance.choice([0, 0, 0, 1]), 12, 31)
            step.outcome = self.flow.extend("p", last, at=self.at)
        elif step.act is CASCADE:
            self._cascade(step, chance)
        elif step.act is AGAIN:
            self._again(step, chance)
        elif step.act is not WAIT:
            self._command(step, chance)

    def _cascade(self, step, chance):
        """Let a district issue its own plan, once."""
        item = next((each for each in self.plan.leaves() if each.code == "C"), None)
        if item is None or "q" in self.plans:
            return
        plan = a_lower_plan(chance, item.lead.units[0])
        step.actor = plan.issuer
        step.outcome = self.flow.issue(plan, by=clerk(step.actor), at=self.at)
        self.plans["q"] = plan

    def _again(self, step, chance):
        """Give an earlier command once more, under its key."""
        if not self.given:
            return
        step.command, step.actor, step.key = chance.choice(self.given)
        step.outcome = self._do(step)

    def _command(self, step, chance):
        kind = step.act
        if kind in PLAN_MADE:
            plan = chance.choice(list(self.plans.values()))
            step.actor = chance.choice([*plan.assigners() * 3, chance.choice(NAMES)])
            ground = Ground(chance, None, self.at, step.actor, self.flow, plan.id)
            step.command = PLAN_MADE[kind][1](ground)
        else:
            task = self._subject(kind, chance)
            step.below = self.below(task.id)
            step.actor = self._actor(kind, task, step.below, chance)
            ground = Ground(chance, task, self.at, step.actor, self.flow)
            step.command = MADE[kind][1](ground)
        step.key = f"k{len(self.steps)}" if chance.random() < 0.5 else None
        step.outcome = self._do(step)
        if step.key is not None:
            self.given.append((step.command, step.actor, step.key))

    def _do(self, step):
        actor = clerk(step.actor, name=f"Người {step.actor}")
        return self.flow.do(step.command, by=actor, at=self.at, key=step.key)

    def _subject(self, kind, chance):
        """Return a task, mostly one whose state allows the command."""
        ready = self._ready(kind)
        if kind is c.Report and chance.random() < 0.5:
            gathering = {
                edge.above
                for task in self.tasks.values()
                for edge in task.standing.edges
                if task.standing.current() and not edge.taken
            }
            ready = [task for task in ready if task.id in gathering] or ready
        if kind is c.Report and chance.random() < 0.3:
            ready = [task for task in ready if _is_returned(task)] or ready
        if not ready or chance.random() < 0.1:
            ready = list(self.tasks.values())
        return chance.choice(ready)

    def _actor(self, kind, task, below, chance):
        """Return a unit, mostly one that may give the command."""
        if chance.random() < 0.1:
            return chance.choice(NAMES)
        may = [
            name for name in NAMES if not roles_of(name, task, below).isdisjoint(PERMITTED[kind])
        ]
        if task.holder in may and chance.random() < 0.7:
            return task.holder
        return chance.choice(may or NAMES)

    def _look(self, step):
        """Note what the step has written, and read again what it has touched."""
        step.entries = tuple(self.flow.journal(after=len(self.lines)))
        self.lines += self.store.journal(len(self.lines), 10_000)
        touched = {each.stream for each in step.entries if "!" not in each.stream}
        touched -= self.plans.keys() | {"q"}
        step.before = {one: self.tasks[one] for one in touched if one in self.tasks}
        for one in sorted(touched):
            self.tasks[one] = self.flow.task(one)
        step.after = {one: self.tasks[one] for one in touched}
        for each in step.entries:
            if "!" in each.stream:
                self.told[each.stream] = each
            self.kinds[each.stream].append(each)


def _is_returned(task):
    return task.deadline is not None and task.deadline.origin == "resending"


def issued_forest(number):
    """Return the first forest from ``number`` on whose plan is issued; a refused one is not there.

    Refused are plans whose figures would reach a report by two paths (Rule R19).
    """
    forest = Forest(number)
    while forest.refusal is not None:
        assert ((0, "0" * 64), {}, 0) == forest.kept()
        number += 1
        forest = Forest(number)
    return forest
