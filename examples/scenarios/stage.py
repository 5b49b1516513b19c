"""The stage of the scenarios: one flow, one plan, a calendar to turn, and sentences to hold true.

A scenario is a function over a :class:`Stage`. It tells what units do, day by day, and says what
must be so; whatever is not so stops it. Everything goes through planflow's public API.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from planflow import (
    Actor,
    CommandRefusedError,
    Flow,
    Outcome,
    Query,
    Report,
    SqliteStore,
    Task,
    example_folder,
    read_plan,
    read_units,
    vietnam,
)

HERE = Path(__file__).parent
LANG_SON = example_folder()
VIETNAM = timezone(timedelta(hours=7))


def day(text: str) -> date:
    """Return the day that officials write as ``15/11/2021``."""
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=VIETNAM).date()


def moment(text: str, hour: int = 9) -> datetime:
    """Return an hour of a day in Vietnam."""
    return datetime.strptime(text, "%d/%m/%Y").replace(hour=hour, tzinfo=VIETNAM)


class NotSoError(AssertionError):
    """A sentence of the scenario does not hold."""


class Stage:
    """A running plan of Lạng Sơn, and the day it is.

    Args:
        tell: Where the story goes, a line at a time.
    """

    def __init__(self, tell: Callable[[str], None] = print) -> None:
        """Begin with no plan, on no day."""
        self.store = SqliteStore(":memory:")
        directory = read_units(LANG_SON / "units-2021.csv")
        self.flow = Flow(self.store, directory=directory, workdays=vietnam())
        self.tell = tell
        self.plan = ""
        self.now = moment("01/01/2021")

    def issue(self, file: Path, on: str) -> None:
        """Let the issuer issue the plan of a file."""
        self.today(on)
        plan = read_plan(file)
        chair = Actor(id=f"{plan.issuer}-leader", unit=plan.issuer, capacity="leader")
        issued = self.flow.issue(plan, by=chair, at=self.now)
        self.plan = self.plan or issued.id
        self.tell(f"{on}: {plan.issuer} issues {plan.id}: {issued.tasks} tasks")

    def today(self, text: str, hour: int = 9) -> None:
        """Turn the calendar."""
        self.now = moment(text, hour)

    def task(self, code: str, unit: str, occurrence: str | None = None) -> Task:
        """Return a unit's task under an item or duty."""
        facts = {"occurrence": occurrence} if occurrence else {}
        return self.flow.find(Query(source=code, holder=unit, **facts)).one()

    def do(self, command: object, unit: str, capacity: str = "clerk") -> Outcome:
        """Let somebody of a unit give a command now."""
        person = Actor(id=f"{unit}-{capacity}", unit=unit, capacity=capacity)
        outcome = self.flow.do(command, by=person, at=self.now)
        self.tell(f"{self.now:%d/%m/%Y}: {unit}: {type(command).__name__}")
        return outcome

    def report(self, code: str, unit: str, **figures: int) -> Task:
        """Let a unit report with its figures, taking what stands below."""
        self.do(Report(self.task(code, unit).id, figures=figures), unit)
        return self.task(code, unit)

    def refused(self, command: object, unit: str) -> CommandRefusedError:
        """Let a unit try what it may not do, and return why it is refused."""
        try:
            self.do(command, unit)
        except CommandRefusedError as error:
            self.tell(f"{self.now:%d/%m/%Y}: {unit}: refused by {error.rule}: {error.reason}")
            return error
        raise NotSoError(f"{unit} was not refused {type(command).__name__}")

    def so(self, sentence: str, actual: object, expected: object = True) -> None:  # noqa: FBT002
        """Hold a sentence true."""
        if actual != expected:
            raise NotSoError(f"{sentence}: {actual!r}, not {expected!r}")
        self.tell(f"  so it is: {sentence}")

    def total(self, indicator: str, *, live: bool = False) -> object:
        """Return a figure of the plan, as consolidated or live."""
        return self.flow.totals(self.plan, live=live).figures.actual.get(indicator)

    def prove(self) -> int:
        """Prove the journal and return how many entries it has."""
        found = self.flow.verify()
        self.so("the journal proves the state", found.is_sound)
        return found.entries
