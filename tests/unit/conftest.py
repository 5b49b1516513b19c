"""A year of plan A, run through the engine: the view that the writers' tests read."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from planflow import Actor, Flow, MemoryStore, Query, SeededEntropy, read_plan, read_units, vietnam
from planflow.domain.change import RecordEvent
from planflow.domain.deadline import Fixed
from planflow.domain.organisation import Directory
from planflow.domain.task.command import Decline, Paper, Report, Return, Start

EXAMPLES = Path(__file__).parents[2] / "examples" / "lang_son"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLAN = "plan-a-2021"
SILENT = "van-lang"
LATE = ("cao-loc", "health")
RETURNED = "trang-dinh"
MARKUP = "<b>&\"'| *x* ]]>"


def at(month: int, day: int, hour: int = 9, year: int = 2021) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=ZONE)


class Year:
    """Plan A as it runs: one act after the other, by short names."""

    def __init__(self, directory: Directory) -> None:
        self.flow = Flow(
            MemoryStore(), directory=directory, workdays=vietnam(), entropy=SeededEntropy(1)
        )
        plan = read_plan(EXAMPLES / "plan-a.toml")
        self.flow.issue(plan, by=Actor(id="chair", unit="scheme-board"), at=at(1, 11))

    def do(self, command, unit: str, when: dt.datetime):
        return self.flow.do(command, by=Actor(id=f"of-{unit}", unit=unit), at=when)

    def report(self, source: str, unit: str, when: dt.datetime, **facts) -> None:
        occurrence = facts.pop("occurrence", "once")
        by = facts.pop("by", unit)
        task = f"{PLAN}/{source}/{unit}/{occurrence}"
        self.do(Report(task, **facts), by, when)

    def run(self, words: str = "", *, to_top: bool = True) -> None:
        self._items(words)
        self._units(words)
        if to_top:
            self._top()

    def view(self, when: dt.datetime):
        return self.flow.view(PLAN, at=when)

    def _items(self, words: str) -> None:
        self.do(Start(f"{PLAN}/2/stp/once"), "stp", at(3, 1))
        documents = {"guidance_documents": 2}
        self.report("1.1", "stp", at(3, 25), figures=documents, narrative=words)
        due = Fixed(on=dt.date(2021, 7, 30), strict=True)
        on = dt.date(2021, 6, 10)
        event = RecordEvent(PLAN, "moj-guidance", on, "1028/BTP-PBGDPL", due, addressees=("moj",))
        self.do(event, "stp", at(6, 10))
        self.report("1.2", "stp", at(8, 2), figures={"final_review_report": 1})
        self.report("5", "radio-tv", at(10, 1), figures={"clips": 2, "programmes": 4})
        self.do(Decline(f"{PLAN}/IV.3/lawyers/once", "không đủ người"), "lawyers", at(3, 2))

    def _units(self, words: str) -> None:
        tasks = self.flow.find(Query(plan=PLAN, source="IV.2", kind="report"))
        units = sorted(task.holder for task in tasks)
        for number, unit in enumerate(units, 1):
            if unit == SILENT:
                continue
            when = at(11, 17) if unit in LATE else at(11, 1 + number % 13)
            figures = {"sessions": number, "attendances": 1000 + 37 * number}
            about = frozenset({"attendances"}) if unit == "health" else frozenset()
            self.report("IV.2", unit, when, figures=figures, approximate=about, narrative=words)
        task = f"{PLAN}/IV.2/{RETURNED}/once"
        self.do(Return(task, "số liệu chưa khớp", dt.date(2021, 11, 20)), "stp", at(11, 15))

    def _top(self) -> None:
        self.report("IV.2", RETURNED, at(11, 18), figures={"sessions": 99})
        partly = {"training_classes": 2}
        soon = {"training_classes": 3}
        self.report("2", "stp", at(11, 25), figures=partly, estimates=soon, partial=True)
        self.report("4", "stp", at(11, 25), figures={"materials": 40156}, partial=True)
        task = f"{PLAN}/IV.1/stp/2021"
        draft = self.flow.consolidate(task, at=at(12, 6))
        self.do(draft.report(waive={SILENT: "đã đôn đốc"}), "stp", at(12, 6))
        self.report("IV.1", "province", at(12, 8), occurrence="2021")
        paper = Paper("412/BC-STP", at(12, 9))
        self.report("IV.1", "moj", at(12, 9), occurrence="2021", by="stp", paper=paper)
        self.report("2", "stp", at(12, 30), figures={"training_classes": 3})


@pytest.fixture(scope="session")
def directory() -> Directory:
    return read_units(EXAMPLES / "units-2021.csv")


@pytest.fixture(scope="session")
def year(directory):
    """Return the view of the whole year, seen on 31 January 2022."""
    run = Year(directory)
    run.run("Đã làm theo kế hoạch.")
    return run.view(at(1, 31, year=2022))


@pytest.fixture(scope="session")
def issued(directory):
    """Return the view on the day after issue: nothing has been reported."""
    return Year(directory).view(at(1, 12))


@pytest.fixture(scope="session")
def overdue(directory):
    """Return the view of May: nobody has done anything."""
    return Year(directory).view(at(5, 3))


@pytest.fixture(scope="session")
def returned(directory):
    """Return the view of 16 November: a report was returned, and not resent yet."""
    run = Year(directory)
    run.run(to_top=False)
    return run.view(at(11, 16))


@pytest.fixture(scope="session")
def hostile(directory):
    """Return the year with markup in the names of units and in what they say."""
    names = {SILENT: MARKUP, "stp": f"Sở {MARKUP}", "province": f"Tỉnh {MARKUP}"}
    units = (evolve(unit, name=names.get(unit.id, unit.name)) for unit in directory)
    run = Year(Directory(units))
    run.run(f"Lời kể {MARKUP}\n# không phải đề mục")
    return run.view(at(1, 31, year=2022))


@pytest.fixture(scope="session")
def wide(directory):
    """Return plan B on the day after issue: two thousand tasks."""
    flow = Flow(MemoryStore(), directory=directory, workdays=vietnam(), entropy=SeededEntropy(1))
    plan = read_plan(EXAMPLES / "plan-b.toml")
    issued = flow.issue(plan, by=Actor(id="chair", unit="province"), at=at(10, 20, year=2020))
    return flow.view(issued.id, at=at(10, 21, year=2020))
