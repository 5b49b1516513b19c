"""A random forest: a plan of any shape, commands of anybody at any moment, and what came of each.

Everything follows from numbers, so that a failing run is told by a few of them: one makes the
plan, each of the others one step; 0 is a step in which nothing happens.
"""

import datetime as dt
from collections import defaultdict
from random import Random

from attrs import define, field

from builders import clerk, copied, flow_on, moment
from forest_commands import MADE, NAMES, PLAN_MADE, Ground
from forest_plans import UNITS, a_lower_plan, a_plan
from planflow.domain.task import PERMITTED, roles_of
from planflow.domain.task import command as c
from planflow.domain.task.role import states_of
from planflow.errors import DefinitionError, PlanflowError
from planflow.instant import to_instant
from planflow.store.memory import MemoryStore

STARTS_AT = moment(1, 11)
STEPS = 50

TICK, EXTEND, AGAIN, CASCADE, WAIT = "tick", "extend", "again", "cascade", "wait"
ACTS = {
    **{kind: often for kind, (often, _) in (MADE | PLAN_MADE).items()},
    TICK: 4,
    EXTEND: 1,
    AGAIN: 2,
    CASCADE: 1,
}
_KINDS, _WEIGHTS = tuple(ACTS), tuple(ACTS.values())


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
        self.first = a_plan(number)
        self.plans, self.counted = {}, defaultdict(dict)
        self.store = MemoryStore()
        self.flow = flow_on(self.store, directory=UNITS, logger=Silence())
        self.at = STARTS_AT
        self.tasks, self.told, self.steps = {}, {}, []
        self.lines, self.kinds = [], defaultdict(list)
        self.given, self.remembered = [], []
        try:
            self.flow.issue(self.first, by=clerk("board"), at=self.at)
        except DefinitionError as error:
            self.refusal = error
        else:
            self.refusal = None
            self.plans["p"] = self.first
            self._look(Step(act="issue", at=self.at))

    @property
    def plan(self):
        """Return the plan as it was issued, or amended since."""
        return self.plans.get("p", self.first)

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
        if kind is c.RefuseRelease:
            return [task for task in found if task.standing.awaits_release]
        if kind is c.Close:
            return [task for task in found if task.standing.dating == "continuous"]
        if kind is c.AskCorrection:
            return [task for task in found if any(e.taken for e in task.standing.edges)]
        return found

    def kept(self):
        """Return all that a command could change, cheaply: rows are never changed in place."""
        return self.store.head(), dict(self.store._rows), len(self.store._content)

    def story(self):
        """Return what happened, one line a step."""
        return "\n".join(map(str, [self.first, *self.steps]))

    def twin(self):
        """Return a flow over a copy of everything."""
        return flow_on(copied(self.store), directory=UNITS, logger=Silence())

    def indicators(self, task):
        """Return the indicators of the plan that a task belongs to."""
        return self.counted[self.tasks[task].assignment.plan]

    @property
    def known(self):
        """Return the indicators of the plan, those that an amendment took away among them."""
        return self.counted["p"]

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
        for one in (touched & {"p", "q"}) & self.plans.keys():
            self.plans[one] = self.flow.plan(one).plan
            self.counted[one] |= self.plans[one].indicators()
        touched -= {"p", "q"}
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
