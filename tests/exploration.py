"""Every state that a small chain can reach, by every command of those who may give it.

Eight tasks: a partner feeds a lead, two communes a district; lead and district feed the agency,
and the agency two superiors. A state is what each task is (its versions with what they pinned,
what was returned, withdrawn and taken); moments, words and absentees are left out, so that what
behaves alike is one state. It is finite because each task is held to so many versions.

A decision looks only at a task and those around it. So each is taken once for each neighbourhood
and remembered, which is what makes it possible to look at every state of the whole.
"""

from collections import Counter

from attrs import evolve as change

from builders import assignment, clerk, indicator, moment
from planflow.domain.deadline import RESENDING
from planflow.domain.report import Indicators
from planflow.domain.task import (
    Context,
    Edge,
    Refusal,
    Standing,
    Task,
    decide,
    evolve,
    table,
)
from planflow.domain.task import command as c
from planflow.domain.task.role import trigger_of
from planflow.instant import add_days, to_date

AT = moment(6, 1)
RESEND_BY = add_days(to_date(AT.date()), 20)
NAMES = ("partner", "lead", "commune-1", "commune-2", "district", "agency", "first", "second")
FEEDS = {
    "partner": ("lead",),
    "lead": ("agency",),
    "commune-1": ("district",),
    "commune-2": ("district",),
    "district": ("agency",),
    "agency": ("first", "second"),
    "first": (),
    "second": (),
}
OWN = {name: 2**n for n, name in enumerate(NAMES[:6])}
"""What each counts itself: powers of two, so that a total tells whose figures are in it."""
INDICATORS = Indicators({"n": indicator("n")})
PLACE = {name: n for n, name in enumerate(NAMES)}


def first_task(name):
    """Return the task of a unit before anything happened; its id is the unit's name."""
    edges = tuple(Edge(above, above, f"to-{above}") for above in FEEDS[name])
    is_top = name in ("first", "second")
    return Task(
        assignment(
            id=name,
            holder=name,
            kind="receive" if is_top else "report",
            authority="request" if name == "partner" else "order",
            indicators=("n",) if name in OWN else (),
            assigners=("issuer",),
        ),
        Standing(edges=edges, dated_at=AT),
    )


BELOW = {name: tuple(one for one in NAMES if name in FEEDS[one]) for name in NAMES}


def _above(name):
    """Return every task above one, in their order."""
    found = {one for up in FEEDS[name] for one in (up, *_above(up))}
    return tuple(sorted(found, key=PLACE.get))


ABOVE = {name: _above(name) for name in NAMES}


def _figures(name):
    return {"n": OWN[name]} if name in OWN else {}


# Command → how it is made, and which other tasks its decision looks at.
MOVES = {
    "start": (c.Start, {}),
    "report": (lambda n: c.Report(n, figures=_figures(n)), BELOW),
    "report in part": (lambda n: c.Report(n, figures=_figures(n), partial=True), BELOW),
    "correct": (lambda n: c.Correct(n, reason="sót"), BELOW),
    "return": (lambda n: c.Return(n, "thiếu", RESEND_BY), ABOVE),
    "suspend": (lambda n: c.Suspend(n, "lũ"), {}),
    "resume": (c.Resume, {}),
    "withdraw": (lambda n: c.Withdraw(n, "trùng"), ABOVE),
    "decline": (lambda n: c.Decline(n, "quá tải"), {}),
    "reinstate": (c.Reinstate, {}),
}
BY_ASSIGNER = {"suspend", "resume", "withdraw", "reinstate"}


def canonical(standing):
    """Return what tells a standing from others that behave otherwise."""
    reports = tuple(
        (
            report.is_closing,
            report.corrects,
            tuple((pin.task, pin.version, _amount(pin.figures)) for pin in report.pins),
            _amount(report.total),
        )
        for report in standing.reports
    )
    deadline = standing.deadline
    return (
        standing.state,
        standing.came_from,
        reports,
        standing.returned,
        standing.lapsed,
        tuple((edge.above, edge.taken) for edge in standing.edges),
        standing.has_declined,
        standing.first_sent_at is None,
        standing.done_at is None,
        deadline is not None and deadline.origin == RESENDING,
    )


def _amount(figures):
    return figures.actual.get("n", 0)


class Exploration:
    """The whole space of a chain, breadth first.

    Args:
        versions: How many versions of its report a task may give; nobody commands the others.
        moves: Names of the commands that are given.
        check: Called once for each neighbourhood: a task, and those below it.
    """

    def __init__(self, versions, moves, check):
        self.versions, self.moves, self.check = versions, moves, check
        self.tasks, self.ids = [[] for _ in NAMES], [{} for _ in NAMES]
        self.known, self.checked = {}, set()
        self.counts = Counter()

    def run(self):
        """Visit every state that can be reached; return how many there are."""
        start = tuple(self._intern(name, first_task(name)) for name in NAMES)
        seen, wave = {start}, [start]
        self._look(start)
        while wave:
            following = []
            for state in wave:
                for moved in self._following(state):
                    if moved not in seen:
                        seen.add(moved)
                        following.append(moved)
                        self._look(moved)
            wave = following
            self.counts["steps"] += 1
        return len(seen)

    def task(self, name, state):
        """Return a task as it is in a state of the whole."""
        place = PLACE[name]
        return self.tasks[place][state[place]]

    def _intern(self, name, task):
        place, key = PLACE[name], canonical(task.standing)
        number = self.ids[place].setdefault(key, len(self.tasks[place]))
        if number == len(self.tasks[place]):
            self.tasks[place].append(task)
        return number

    def _following(self, state):
        for move in self.moves:
            around = MOVES[move][1]
            for name in self.versions:
                looked_at = (name, *around.get(name, ()))
                key = (move, *[state[PLACE[one]] for one in looked_at], name)
                if key not in self.known:
                    self.known[key] = self._changes(move, name, looked_at, state)
                changes = self.known[key]
                if changes is not None:
                    self.counts["moves"] += 1
                    moved = list(state)
                    for place, number in changes:
                        moved[place] = number
                    yield tuple(moved)

    def _changes(self, move, name, looked_at, state):
        """Return what a command changes, or nothing where it is refused or out of bounds."""
        self.counts["decisions"] += 1
        task, others = self.task(name, state), [self.task(one, state) for one in looked_at[1:]]
        actor = self._actor(move, name)
        context = Context(
            clerk(actor or "nobody"),
            AT,
            above={one.id: one for one in others} if MOVES[move][1] is ABOVE else {},
            below=tuple(others) if MOVES[move][1] is BELOW else (),
            indicators=INDICATORS,
        )
        context = change(context, pinned={one: first_task(one) for one in NAMES})
        happened = decide(task, MOVES[move][0](name), context)
        if isinstance(happened, Refusal):
            self.counts["refusals"] += 1
            assert happened.who
            return None
        moved = {one.id: one for one in (task, *others)}
        for one, event in happened:
            before = moved[one]
            moved[one] = Task(before.assignment, evolve(before.standing, event, AT))
        trigger = trigger_of(MOVES[move][0](name))
        assert moved[name].state in (*table()[task.state, trigger], "consolidated")
        if any(len(one.standing.reports) > self.versions.get(one.id, 0) for one in moved.values()):
            return None
        return tuple((PLACE[one.id], self._intern(one.id, one)) for one in moved.values())

    def _actor(self, move, name):
        if move in BY_ASSIGNER:
            return "issuer"
        return next(iter(FEEDS[name]), None) if move == "return" else name

    def _look(self, state):
        """Hold the rules to every task and what is below it, once for each neighbourhood."""
        for name in NAMES:
            key = (name, *[state[PLACE[one]] for one in (name, *BELOW[name])])
            if key not in self.checked:
                self.checked.add(key)
                self.check(self.task(name, state), [self.task(one, state) for one in BELOW[name]])
